//! What the public sees of a project, as plain values.

use serde::{Deserialize, Serialize};

use super::model::Project;
use crate::{
    krt_shop::product::NewPicture,
    shared::language::{LocalizedChange, LocalizedText},
};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Weekday {
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

/// A time for which a project is open each week, in Malaysia.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The day on which it opens.
    pub day: Weekday,
    /// From when on: `HH:MM`, 00:00 to 23:59.
    pub opens: String,
    /// Until when: `HH:MM`; before `opens` it is a time of the next day, and 24:00 is midnight.
    pub closes: String,
}

/// When a project is open, in the order of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct OpeningHours(pub Vec<Opening>);

/// A shop of the project elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What people call it, at most 60 characters.
    pub name: String,
    /// Its address, `https://`.
    pub url: String,
}

/// A project's shops elsewhere, in the order in which to show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct Links(pub Vec<Link>);

/// How one pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentMethod {
    /// Cash, when one comes.
    Cash,
    /// Cash, when it is brought.
    CashOnDelivery,
    /// To a bank account.
    BankTransfer,
    /// By `DuitNow` QR.
    DuitNowQr,
    /// By an e-wallet.
    EWallet,
    /// By card.
    Card,
    /// By the department's or another office's order.
    LocalOrder,
}

/// How one pays a project, each way once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct PaymentMethods(pub Vec<PaymentMethod>);

/// What the public sees of a project, whole. What is nothing is not said.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// What it is and how it came to be, at most 2,000 characters in each language.
    pub story: LocalizedText,
    /// Since which year.
    pub start_year: Option<i64>,
    /// The number that buyers call: a Malaysian mobile or fixed line.
    pub phone: Option<String>,
    /// The e-mail address that buyers write to.
    pub email: Option<String>,
    /// The WhatsApp number: a Malaysian mobile.
    pub whatsapp: Option<String>,
    /// Where buyers find it, at most 300 characters.
    pub address: Option<String>,
    /// The postcode of the address: five digits.
    pub postcode: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// When it is open, at most 21 times a week.
    pub opening_hours: Vec<Opening>,
    /// Its shops elsewhere, at most 10.
    pub links: Vec<Link>,
    /// How one pays.
    pub payment_methods: Vec<PaymentMethod>,
    /// Under which terms it sells, at most 1,000 characters in each language.
    pub terms: Option<LocalizedText>,
    /// How long a delivery takes, at most 200 characters in each language.
    pub delivery_estimate: Option<LocalizedText>,
    /// The number of its registration with SSM: 12 digits.
    pub registration_number: Option<String>,
    /// The number of its co-operative, at most 40 characters.
    pub cooperative_number: Option<String>,
    /// At most 10 pictures in their order, uploaded by whoever writes; none leaves them as they are.
    pub pictures: Option<Vec<NewPicture>>,
}

impl Profile {
    /// A profile that says nothing but a story.
    #[must_use]
    pub fn telling(story: LocalizedText) -> Self {
        Self {
            story,
            start_year: None,
            phone: None,
            email: None,
            whatsapp: None,
            address: None,
            postcode: None,
            position: None,
            opening_hours: Vec::new(),
            links: Vec::new(),
            payment_methods: Vec::new(),
            terms: None,
            delivery_estimate: None,
            registration_number: None,
            cooperative_number: None,
            pictures: None,
        }
    }

    /// The profile of a project as it stands.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        Self {
            story: project.story.clone(),
            start_year: project.start_year,
            phone: project.phone.clone(),
            email: project.email.clone(),
            whatsapp: project.whatsapp.clone(),
            address: project.address.clone(),
            postcode: project.postcode.clone(),
            position: project.latitude.zip(project.longitude),
            opening_hours: project.opening_hours.clone().map_or_else(Vec::new, |hours| hours.0),
            links: project.links.clone().map_or_else(Vec::new, |links| links.0),
            payment_methods: project.payment_methods.clone().map_or_else(Vec::new, |ways| ways.0),
            terms: project.terms.clone(),
            delivery_estimate: project.delivery_estimate.clone(),
            registration_number: project.registration_number.clone(),
            cooperative_number: project.cooperative_number.clone(),
            pictures: None,
        }
    }

    /// The project with this profile, which has been checked.
    pub(super) fn onto(self, project: Project) -> Project {
        Project {
            story: self.story,
            start_year: self.start_year,
            phone: self.phone,
            email: self.email,
            whatsapp: self.whatsapp,
            address: self.address,
            postcode: self.postcode,
            latitude: self.position.map(|(latitude, _)| latitude),
            longitude: self.position.map(|(_, longitude)| longitude),
            opening_hours: said(self.opening_hours).map(OpeningHours),
            links: said(self.links).map(Links),
            payment_methods: said(self.payment_methods).map(PaymentMethods),
            terms: self.terms,
            delivery_estimate: self.delivery_estimate,
            registration_number: self.registration_number,
            cooperative_number: self.cooperative_number,
            ..project
        }
    }
}

/// An empty list says nothing.
fn said<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// What is changed of a project's record; what is none stays, and an inner none takes it away.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProjectChanges {
    /// The name.
    pub name: Option<String>,
    /// What it mostly offers.
    pub category_code: Option<String>,
    /// What the public sees of it.
    pub profile: ProfileChanges,
}

/// What is changed of a profile; what is none stays, and an inner none takes it away.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProfileChanges {
    /// What it is and how it came to be.
    pub story: Option<LocalizedChange>,
    /// Since which year.
    pub start_year: Option<Option<i64>>,
    /// The number that buyers call.
    pub phone: Option<Option<String>>,
    /// The e-mail address that buyers write to.
    pub email: Option<Option<String>>,
    /// The WhatsApp number.
    pub whatsapp: Option<Option<String>>,
    /// Where buyers find it.
    pub address: Option<Option<String>>,
    /// The postcode of the address.
    pub postcode: Option<Option<String>>,
    /// Degrees north and east.
    pub position: Option<Option<(f64, f64)>>,
    /// When it is open, anew.
    pub opening_hours: Option<Vec<Opening>>,
    /// Its shops elsewhere, anew.
    pub links: Option<Vec<Link>>,
    /// How one pays, anew.
    pub payment_methods: Option<Vec<PaymentMethod>>,
    /// Under which terms it sells.
    pub terms: Option<Option<LocalizedChange>>,
    /// How long a delivery takes.
    pub delivery_estimate: Option<Option<LocalizedChange>>,
    /// The number of its registration with SSM.
    pub registration_number: Option<Option<String>>,
    /// The number of its co-operative.
    pub cooperative_number: Option<Option<String>>,
    /// Every picture anew.
    pub pictures: Option<Vec<NewPicture>>,
}

impl ProfileChanges {
    /// The profile as it will be.
    #[must_use]
    pub fn to(&self, kept: Profile) -> Profile {
        let story = match &self.story {
            Some(change) => change.over(Some(&kept.story)),
            None => kept.story,
        };
        Profile {
            story,
            start_year: self.start_year.unwrap_or(kept.start_year),
            phone: self.phone.clone().unwrap_or(kept.phone),
            email: self.email.clone().unwrap_or(kept.email),
            whatsapp: self.whatsapp.clone().unwrap_or(kept.whatsapp),
            address: self.address.clone().unwrap_or(kept.address),
            postcode: self.postcode.clone().unwrap_or(kept.postcode),
            position: self.position.unwrap_or(kept.position),
            opening_hours: self.opening_hours.clone().unwrap_or(kept.opening_hours),
            links: self.links.clone().unwrap_or(kept.links),
            payment_methods: self.payment_methods.clone().unwrap_or(kept.payment_methods),
            terms: changed(self.terms.as_ref(), kept.terms),
            delivery_estimate: changed(self.delivery_estimate.as_ref(), kept.delivery_estimate),
            registration_number: self
                .registration_number
                .clone()
                .unwrap_or(kept.registration_number),
            cooperative_number: self.cooperative_number.clone().unwrap_or(kept.cooperative_number),
            pictures: self.pictures.clone().or(kept.pictures),
        }
    }
}

/// A text that may be left out, after what is changed of it.
fn changed(
    change: Option<&Option<LocalizedChange>>,
    kept: Option<LocalizedText>,
) -> Option<LocalizedText> {
    match change {
        Some(Some(change)) => Some(change.over(kept.as_ref())),
        Some(None) => None,
        None => kept,
    }
}
