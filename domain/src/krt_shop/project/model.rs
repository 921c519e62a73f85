//! Economic projects as plain values.

use serde::Serialize;

use super::profile::{Links, OpeningHours, PaymentMethods, Profile};
use crate::{
    community::approval::Desk,
    shared::{
        clock::Instant,
        id::{AreaId, PersonId, ProjectId, ProjectStepId},
        language::LocalizedText,
    },
};

/// How far a project has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProjectStatus {
    /// Applied for: it lies with the district officer.
    Applied,
    /// An officer has sent it back to the committee, with a reason.
    SentBack,
    /// Checked by the district officer: it lies with the state's director.
    CheckedByDistrict,
    /// Confirmed by the state's director, and at work: the public sees it.
    Active,
    /// Refused by an officer, with a reason.
    Refused,
    /// Not at work for now.
    Inactive,
    /// Withdrawn by the committee, or ended by an officer.
    Cancelled,
}

impl ProjectStatus {
    /// Whether nothing comes after it: the project's owner owns nothing any more.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Refused | Self::Cancelled)
    }
}

/// An economic project. Each node keeps those at work, so it stays small.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Project {
    /// The id.
    pub id: ProjectId,
    /// The neighbourhood whose project it is.
    pub area_id: AreaId,
    /// Who keeps its record and writes its products; who did last, once they have left it to the
    /// committee. Whom its rights belong to now, [`Project::owner`] says.
    pub last_owner_id: PersonId,
    /// Since when its owner has left it to the committee: their account was erased, their membership
    /// was ended by others, or they were shut out. Nothing while it has an owner.
    pub owner_left_at: Option<Instant>,
    /// What it mostly offers.
    pub category_code: String,
    /// The short name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What it is and how it came to be.
    pub story: LocalizedText,
    /// Since which year.
    pub start_year: Option<i64>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// The number that buyers call, in E.164.
    pub phone: Option<String>,
    /// The e-mail address that buyers write to.
    pub email: Option<String>,
    /// The WhatsApp number, in E.164.
    pub whatsapp: Option<String>,
    /// Where buyers find it.
    pub address: Option<String>,
    /// The postcode of the address: five digits.
    pub postcode: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// When it is open, in the order of the week.
    pub opening_hours: Option<OpeningHours>,
    /// Its shops elsewhere.
    pub links: Option<Links>,
    /// How one pays.
    pub payment_methods: Option<PaymentMethods>,
    /// Under which terms it sells.
    pub terms: Option<LocalizedText>,
    /// How long a delivery takes.
    pub delivery_estimate: Option<LocalizedText>,
    /// The number of its registration with SSM: 12 digits.
    pub registration_number: Option<String>,
    /// The number of its co-operative.
    pub cooperative_number: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// Whether it is sample content.
    pub sample: bool,
    /// When its record was made.
    pub created_at: Instant,
    /// When its record was last changed.
    pub updated_at: Instant,
}

impl Project {
    /// Its owner; nobody from when they have left it to the committee until that names another. In SQL
    /// it stands in `identity` (the roles that somebody holds) and in `krt_shop::listing` (the sellers).
    #[must_use]
    pub fn owner(&self) -> Option<PersonId> {
        Some(self.last_owner_id).filter(|_| self.owner_left_at.is_none())
    }
}

/// A project's record as the program itself is given it.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// The neighbourhood whose project it is.
    pub area_id: AreaId,
    /// Who writes its products.
    pub owner_id: PersonId,
    /// What it mostly offers.
    pub category_code: String,
    /// The name, 1 to 120 characters.
    pub name: String,
    /// What it is and how it came to be, at most 2,000 characters in each language.
    pub story: LocalizedText,
    /// Since which year.
    pub start_year: Option<i64>,
    /// How far it has come.
    pub status: ProjectStatus,
    /// Whether it, and what it offers, is sample content.
    pub sample: bool,
}

/// An application for a project, whole each time.
#[derive(Clone, Debug, Serialize)]
pub struct Applying {
    /// The id, when the phone makes it, so that a repeat is recognised.
    pub id: Option<ProjectId>,
    /// The version that was read; nothing for a new one.
    pub version: Option<i64>,
    /// The neighbourhood whose project it is.
    pub area_id: AreaId,
    /// Who is to own it: somebody who lives there.
    pub owner_id: PersonId,
    /// The name, 1 to 120 characters.
    pub name: String,
    /// What it mostly offers.
    pub category_code: String,
    /// What the public sees of it.
    pub profile: Profile,
}

/// What can be decided about a project that is applied for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// It goes to the next desk, or to work.
    Approve,
    /// It goes back to the committee.
    SendBack,
    /// An officer refuses it.
    Refuse,
    /// The committee takes it back.
    Withdraw,
}

/// A decision about a project that is applied for.
#[derive(Clone, Debug, Serialize)]
pub struct Deciding {
    /// Which project.
    pub id: ProjectId,
    /// The version that was read.
    pub version: i64,
    /// What is decided.
    pub decision: Decision,
    /// Why: needed to send back and to refuse, at most 500 characters.
    pub reason: Option<String>,
}

/// Another status of a project that was confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct SettingStatus {
    /// Which project.
    pub id: ProjectId,
    /// The version that was read.
    pub version: i64,
    /// `Active`, `Inactive` or `Cancelled`.
    pub status: ProjectStatus,
    /// Why: needed of an officer, at most 500 characters.
    pub reason: Option<String>,
}

/// What was done in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deed {
    /// The committee applied, for the first time or again.
    Applied,
    /// It went to the next desk, or to work.
    Approved,
    /// It went back to the committee.
    SentBack,
    /// An officer refused it.
    Refused,
    /// The committee took it back.
    Withdrawn,
    /// Its owner or an officer gave it another status.
    StatusSet,
    /// It was given another owner.
    OwnerSet,
    /// Its owner's account was erased.
    OwnerGone,
    /// Its owner's membership was ended by others, or its owner was shut out.
    OwnerRemoved,
    /// It says halal, and the last certificate that proved it is over or was revoked: it rests. Nobody
    /// decided it; the step names its owner.
    ProofGone,
    /// What was lacking is there again, or it says so no more: it is at work.
    ProofBack,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ProjectStep {
    /// The id.
    pub id: ProjectStepId,
    /// What was done.
    pub deed: Deed,
    /// At whose desk.
    pub desk: Desk,
    /// The status before; nothing at the beginning.
    pub from_status: Option<ProjectStatus>,
    /// The status afterwards.
    pub to_status: ProjectStatus,
    /// Who did it.
    pub person_id: PersonId,
    /// Their name as others see it.
    pub display_name: String,
    /// Why.
    pub reason: Option<String>,
    /// Until when it was promised.
    pub due_at: Option<Instant>,
    /// When it was done.
    pub taken_at: Instant,
}

/// Which projects are wanted.
#[derive(Clone, Debug, Default)]
pub struct ProjectFilter {
    /// Of this neighbourhood.
    pub area_id: Option<AreaId>,
    /// Of this category, and everything below it.
    pub category_code: Option<String>,
}
