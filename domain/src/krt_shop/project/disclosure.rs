//! What a seller must show by the Electronic Trade Transactions Regulations 2012; pure. The main
//! characteristics and the full price stand with each product.

use super::model::Project;
use crate::shared::error::{ErrorCode, Refusal};

/// Something that a seller must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// The name.
    Name,
    /// An e-mail address and a phone number, or an address.
    Contact,
    /// How one pays.
    PaymentMethods,
    /// Under which terms it sells.
    Terms,
    /// How long a delivery takes.
    DeliveryEstimate,
}

impl Disclosure {
    /// The field of the project that says it.
    const fn field(self) -> &'static str {
        match self {
            Self::Name => "project.name",
            Self::Contact => "project.phone",
            Self::PaymentMethods => "project.paymentMethods",
            Self::Terms => "project.terms",
            Self::DeliveryEstimate => "project.deliveryEstimate",
        }
    }

    /// What it is called, in Malay and English.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("nama", "the name"),
            Self::Contact => (
                "e-mel dan nombor telefon, atau alamat",
                "an e-mail address and a phone number, or an address",
            ),
            Self::PaymentMethods => ("cara bayaran", "how one pays"),
            Self::Terms => ("terma jualan", "the terms of sale"),
            Self::DeliveryEstimate => ("anggaran masa penghantaran", "how long a delivery takes"),
        }
    }

    /// That it is missing.
    #[must_use]
    pub fn missing(self) -> Refusal {
        let (ms, en) = self.words();
        let refusal = Refusal::of(ErrorCode::DisclosureMissing).at(self.field());
        refusal.with("ms", ms).with("en", en)
    }
}

/// What a project does not show and has to: a number of its registration only if it has one, which
/// nobody else knows.
#[must_use]
pub fn missing_disclosures(project: &Project) -> Vec<Disclosure> {
    let there = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let reached = (there(&project.email) && there(&project.phone)) || there(&project.address);
    [
        (!project.name.trim().is_empty(), Disclosure::Name),
        (reached, Disclosure::Contact),
        (
            project.payment_methods.as_ref().is_some_and(|ways| !ways.0.is_empty()),
            Disclosure::PaymentMethods,
        ),
        (project.terms.is_some(), Disclosure::Terms),
        (project.delivery_estimate.is_some(), Disclosure::DeliveryEstimate),
    ]
    .into_iter()
    .filter_map(|(there, disclosure)| (!there).then_some(disclosure))
    .collect()
}
