//! What the public sees of a project.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, Object, SimpleObject};
use domain::{
    ErrorCode, Refusal,
    krt_shop::project::{self, Disclosure},
};

use crate::graphql::{
    context::InRequest as _,
    krt_shop::Picture,
    scalars::PhoneNumber,
    values::{Coordinates, LocalizedText},
};

/// The most characters of what a buyer asks about.
const ABOUT: usize = 120;

/// A day of the week in Malaysia.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "project::Weekday")]
pub enum ProjectDay {
    /// Isnin.
    Monday,
    /// Selasa.
    Tuesday,
    /// Rabu.
    Wednesday,
    /// Khamis.
    Thursday,
    /// Jumaat.
    Friday,
    /// Sabtu.
    Saturday,
    /// Ahad.
    Sunday,
}

/// How one pays a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "project::PaymentMethod")]
pub enum PaymentMethod {
    /// Cash, when one comes.
    Cash,
    /// Cash, when it is brought.
    CashOnDelivery,
    /// To a bank account.
    BankTransfer,
    /// By DuitNow QR.
    DuitNowQr,
    /// By an e-wallet.
    EWallet,
    /// By card.
    Card,
    /// By an office's order (Pesanan Tempatan).
    LocalOrder,
}

/// Something that a seller must show (Electronic Trade Transactions Regulations 2012).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Disclosure")]
pub enum ProjectDisclosure {
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

/// A time for which a project is open each week.
#[derive(SimpleObject)]
pub struct ProjectOpening {
    /// The day on which it opens.
    day: ProjectDay,
    /// From when on, `HH:MM` in Malaysia.
    opens: String,
    /// Until when, `HH:MM` in Malaysia: before `opens` it is a time of the next day; `24:00` is
    /// midnight.
    closes: String,
}

impl From<project::Opening> for ProjectOpening {
    fn from(opening: project::Opening) -> Self {
        let project::Opening { day, opens, closes } = opening;
        Self { day: day.into(), opens, closes }
    }
}

/// A shop of a project elsewhere.
#[derive(SimpleObject)]
pub struct ProjectLink {
    /// What people call it.
    name: String,
    /// Its address, `https://`.
    url: String,
}

/// What the public sees of a project: how one reaches it, and what it must show. What is not said is
/// null or empty.
#[derive(Description)]
pub struct ProjectProfile(pub Arc<project::Project>);

#[Object(use_type_description)]
impl ProjectProfile {
    /// The number that buyers call.
    async fn phone(&self) -> Option<PhoneNumber> {
        self.0.phone.clone().map(PhoneNumber)
    }

    /// The e-mail address that buyers write to.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// The WhatsApp number.
    async fn whatsapp(&self) -> Option<PhoneNumber> {
        self.0.whatsapp.clone().map(PhoneNumber)
    }

    /// A link that opens WhatsApp with a text that is ready to be sent, in the reader's language;
    /// null without a WhatsApp number.
    async fn whatsapp_url(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "What the text asks about, such as a product's name, at most 120 characters; the project's name when nothing is said."
        )]
        about: Option<String>,
    ) -> domain::Result<Option<String>> {
        let Some(number) = &self.0.whatsapp else { return Ok(None) };
        let about = about.as_deref().map(str::trim).filter(|about| !about.is_empty());
        let about = about.unwrap_or(&self.0.name);
        if about.chars().count() > ABOUT {
            return Err(Refusal::of(ErrorCode::TooLong).at("about").with("limit", ABOUT).stop());
        }
        Ok(Some(project::whatsapp_link(number, about, &context.ctx()?.languages)))
    }

    /// Where buyers find it.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// The postcode of the address: five digits.
    async fn postcode(&self) -> Option<&str> {
        self.0.postcode.as_deref()
    }

    /// Where it is on the map.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.latitude, self.0.longitude)
    }

    /// When it is open, in the order of the week.
    async fn opening_hours(&self) -> Vec<ProjectOpening> {
        let hours = self.0.opening_hours.iter().flat_map(|hours| &hours.0);
        hours
            .map(|opening| ProjectOpening {
                day: opening.day.into(),
                opens: opening.opens.clone(),
                closes: opening.closes.clone(),
            })
            .collect()
    }

    /// Its shops elsewhere.
    async fn links(&self) -> Vec<ProjectLink> {
        let links = self.0.links.iter().flat_map(|links| &links.0);
        links.map(|link| ProjectLink { name: link.name.clone(), url: link.url.clone() }).collect()
    }

    /// How one pays.
    async fn payment_methods(&self) -> Vec<PaymentMethod> {
        let ways = self.0.payment_methods.iter().flat_map(|ways| &ways.0);
        ways.map(|way| (*way).into()).collect()
    }

    /// Under which terms it sells.
    async fn terms(&self) -> Option<LocalizedText> {
        self.0.terms.clone().map(LocalizedText)
    }

    /// How long a delivery takes.
    async fn delivery_estimate(&self) -> Option<LocalizedText> {
        self.0.delivery_estimate.clone().map(LocalizedText)
    }

    /// The number of its registration with SSM, 12 digits, if it has one.
    async fn registration_number(&self) -> Option<&str> {
        self.0.registration_number.as_deref()
    }

    /// The number of its co-operative, if it is one.
    async fn cooperative_number(&self) -> Option<&str> {
        self.0.cooperative_number.as_deref()
    }

    /// Its pictures in their order, at most 10.
    async fn pictures(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let pictures = context.loaders()?.project_pictures(self.0.id).await?;
        let is_seen = self.0.status == project::ProjectStatus::Active;
        Ok(pictures.into_iter().map(|picture| Picture::of(picture, is_seen)).collect())
    }

    /// What a seller must show and this project does not; while there is something, no product of it
    /// can be published (`DISCLOSURE_MISSING`).
    async fn missing_disclosures(&self) -> Vec<ProjectDisclosure> {
        project::missing_disclosures(&self.0).into_iter().map(Into::into).collect()
    }
}
