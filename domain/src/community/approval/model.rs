//! Approvals as plain values.

use serde::Serialize;
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    id::{AreaId, DistrictId},
};

/// What waits for a decision.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApprovalSubject {
    /// An application for a patrol unit (SRS).
    PatrolUnit,
    /// A neighbourhood (KRT) that is applied for.
    Area,
    /// An economic project that is applied for.
    Project,
}

/// At whose desk something lies.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Desk {
    /// The area's committee.
    Committee,
    /// The area's chair (Pengerusi).
    Chair,
    /// The district officer (PPD).
    District,
    /// The state's director (PPN).
    State,
    /// Headquarters.
    Hq,
    /// The owner of an economic project.
    Owner,
}

/// Something that waits for a decision of the department.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Approval {
    /// The id of what waits: an application's, an area's or a project's.
    pub subject_id: Uuid,
    /// What kind of thing it is.
    pub subject: ApprovalSubject,
    /// The area, or the area of the unit or the project.
    pub area_id: AreaId,
    /// The area's state.
    pub state_code: String,
    /// The area's district.
    pub district_id: DistrictId,
    /// Whose turn it is.
    pub desk: Desk,
    /// Since when the documents are complete.
    pub complete_at: Instant,
    /// Until when the charter promises a decision: the last millisecond of that day in Malaysia.
    pub due_at: Instant,
}

impl Approval {
    /// Whether the promised time has passed.
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.due_at < now
    }
}

/// Which approvals are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApprovalFilter {
    /// Only those whose promised time has passed.
    pub overdue_only: bool,
    /// Only those at this desk.
    pub desk: Option<Desk>,
    /// Only this kind.
    pub subject: Option<ApprovalSubject>,
}

/// How a charter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Counting {
    /// So many days after the day of complete documents; every day counts, also weekends.
    Days,
    /// On this day of the following month.
    DayOfNextMonth,
}

/// A promise of the client charter, and from when on it holds.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct Charter {
    pub subject: ApprovalSubject,
    pub effective_from: Instant,
    pub counting: Counting,
    pub amount: i64,
}
