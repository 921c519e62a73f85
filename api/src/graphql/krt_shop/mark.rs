//! Marks that buyers see.

use async_graphql::{Description, Enum, Object, parser::types::Field};
use domain::krt_shop::certificate;

use crate::graphql::{
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::Date,
};

/// What a certificate of a project is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "certificate::CertificateKind")]
pub enum ProjectCertificateKind {
    /// Halal, by JAKIM or a state's religious council.
    Halal,
    /// MeSTI: safe food is the industry's responsibility; by the Ministry of Health.
    Mesti,
    /// `MyGAP`: good practice on the farm; by the Department of Agriculture.
    MyGap,
    /// SALM, the scheme before `MyGAP`.
    Salm,
    /// Good manufacturing practice.
    Gmp,
    /// Hazard analysis and critical control points.
    Haccp,
    /// The registration of the business by SSM.
    Ssm,
}

/// A mark: a certificate that an officer has checked and that is valid today. Nothing shows one after
/// its last day, or once it is revoked.
#[derive(Description)]
pub struct Mark(pub certificate::Mark);

impl Plain for certificate::Mark {
    const TYPE: &'static str = "Mark";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "kind" => to.enumeration(ProjectCertificateKind::from(self.kind)),
            "number" => to.text(&self.number),
            "issuer" => to.text(&self.issuer),
            "validUntil" => to.word(self.valid_until),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl Mark {
    /// What it says.
    async fn kind(&self) -> ProjectCertificateKind {
        self.0.kind.into()
    }

    /// The certificate's number, at most 60 characters.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Who has issued the certificate, at most 120 characters.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The last day on which it is valid, in Malaysia.
    async fn valid_until(&self) -> Date {
        Date(self.0.valid_until)
    }
}
