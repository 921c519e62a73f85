//! Posts, terms and the rules for them, as plain values.

use serde::Serialize;

use crate::{
    community::model::Area,
    policy::Role,
    shared::{
        clock::Instant,
        id::{AppointmentId, AreaId, PersonId},
    },
};

/// A post on a committee, in the order in which a committee is shown.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Post {
    /// Pengerusi.
    Chair,
    /// Timbalan Pengerusi.
    DeputyChair,
    /// Setiausaha.
    Secretary,
    /// Penolong Setiausaha.
    AssistantSecretary,
    /// Bendahari.
    Treasurer,
    /// AJK: there may be many.
    Member,
}

impl Post {
    /// The posts that one person holds at a time.
    pub const SINGLE: [Self; 5] = [
        Self::Chair,
        Self::DeputyChair,
        Self::Secretary,
        Self::AssistantSecretary,
        Self::Treasurer,
    ];

    /// Whether only one person holds it at a time.
    #[must_use]
    pub fn is_single(self) -> bool {
        Self::SINGLE.contains(&self)
    }

    /// The role that comes with it.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::Chair => Role::Chair,
            Self::DeputyChair => Role::DeputyChair,
            Self::Secretary => Role::Secretary,
            Self::AssistantSecretary => Role::AssistantSecretary,
            Self::Treasurer => Role::Treasurer,
            Self::Member => Role::Member,
        }
    }
}

/// Who holds a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub id: PersonId,
    /// The name that others see.
    pub display_name: String,
}

/// A term beyond the limit, let through by headquarters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Why.
    pub reason: String,
    /// Who let it through.
    pub by: PersonId,
}

/// A post on a committee, held for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The id.
    pub id: AppointmentId,
    /// Of which area.
    pub area_id: AreaId,
    /// Which post.
    pub post: Post,
    /// From when.
    pub starts_at: Instant,
    /// Until when; none when that was never said.
    pub ends_at: Option<Instant>,
    /// The rule for terms under which it was given, by its code; none for one that was kept before
    /// there were rules here.
    pub regime_code: Option<String>,
    /// Who holds it, for those who may see names.
    pub holder: Option<Holder>,
    /// The exception, for those who may appoint.
    pub exception: Option<Exception>,
    /// Why it ended before its time, for those who may appoint.
    pub end_reason: Option<String>,
}

/// A post that is to be given to somebody.
#[derive(Clone, Debug, Serialize)]
pub struct NewAppointment {
    /// Of which area.
    pub area_id: AreaId,
    /// To whom.
    pub person_id: PersonId,
    /// Which post.
    pub post: Post,
    /// From when; now when it is not said.
    pub starts_at: Option<Instant>,
    /// Until when; the whole term when it is not said.
    pub ends_at: Option<Instant>,
    /// Why a term beyond the limit is let through.
    pub exception: Option<String>,
}

/// A rule for terms, in force from its day until the next one's.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct TermRegime {
    /// The code: `ACT_751`, `A1789`.
    pub code: String,
    /// How long a term lasts, in months.
    pub months: i64,
    /// How many terms in a row a person may have in one area; none when nothing limits them.
    pub terms_in_a_row: Option<i64>,
    /// How many more headquarters may let through.
    pub extra_terms: i64,
    /// A pause of so many days ends a row.
    pub break_days: i64,
    /// Whether terms that began under an earlier rule count.
    pub counts_earlier_terms: bool,
    /// From when it is in force; none while that is not known.
    pub in_force_from: Option<Instant>,
}

/// An area with posts that nobody holds.
#[derive(Clone, Debug)]
pub struct Vacancy {
    /// The area.
    pub area: Area,
    /// The posts, in the order in which a committee is shown.
    pub posts: Vec<Post>,
}
