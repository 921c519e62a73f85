//! Members: who was asked, what they answered, whether there are enough, and the notice of a start.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::{
    consent,
    strength::{LeavePreview, Strength, UnitWarning},
    unit,
};

use crate::graphql::{
    community::Area,
    connection::connection,
    context::InRequest as _,
    mysrs::PatrolUnit,
    scalars::{Date, DateTime},
};

/// What somebody answered to being named for a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::Answer")]
pub enum PatrolUnitAnswer {
    /// Nothing yet.
    Asked,
    /// They join.
    Accepted,
    /// They do not join.
    Declined,
}

/// Somebody who is named for a unit, and what they answered.
#[derive(Description)]
pub struct PatrolUnitConsent(pub consent::Consent);

#[Object(use_type_description)]
impl PatrolUnitConsent {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What they answered.
    async fn answer(&self) -> PatrolUnitAnswer {
        self.0.answer.into()
    }

    /// Since when they are asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }

    /// When they answered.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }
}

/// A question that the viewer has not answered: whether they join a unit. It is answered by
/// `patrolUnitMemberAccept` when it comes with an application, else by `patrollerAccept`.
#[derive(Description)]
pub struct PatrolInvitation(pub consent::Invitation);

#[Object(use_type_description)]
impl PatrolInvitation {
    /// The application in which the viewer is named.
    async fn application_id(&self) -> Option<ID> {
        self.0.application_id.map(Into::into)
    }

    /// Or the unit that they are to join.
    async fn unit_id(&self) -> Option<ID> {
        self.0.unit_id.map(Into::into)
    }

    /// The area that the unit looks after, or would.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The unit's name, when it has one yet.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where its patrols meet, when that is known.
    async fn meeting_place(&self) -> Option<&str> {
        self.0.meeting_place.as_deref()
    }

    /// Who asks, by the name that others see.
    async fn asked_by(&self) -> &str {
        &self.0.asked_by
    }

    /// Since when.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }
}

/// How many members of a unit count, and how many there must be.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct PatrolUnitStrength {
    /// Members who live in the area and have said that they are old enough (18 or more).
    eligible: i64,
    /// How many there must be (20).
    least: i64,
    /// Whether there are too few.
    below: bool,
}

impl From<Strength> for PatrolUnitStrength {
    fn from(strength: Strength) -> Self {
        let Strength { eligible, least } = strength;
        Self { eligible, least, below: strength.is_below() }
    }
}

/// What would happen if the viewer left a unit.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct PatrolUnitLeavePreview {
    /// The unit as it is.
    now: PatrolUnitStrength,
    /// The unit without the viewer.
    after: PatrolUnitStrength,
    /// Whether too few would remain, so that the leader and the district officer are warned. The
    /// viewer may leave all the same.
    breaks_minimum: bool,
    /// Whether the unit would be without its leader.
    leaves_no_leader: bool,
}

impl From<LeavePreview> for PatrolUnitLeavePreview {
    fn from(preview: LeavePreview) -> Self {
        Self {
            now: preview.now.into(),
            after: preview.after.into(),
            breaks_minimum: preview.breaks_minimum(),
            leaves_no_leader: preview.leads,
        }
    }
}

/// A unit has, or had, too few eligible members.
#[derive(Description)]
pub struct PatrolUnitWarning(pub UnitWarning);

#[Object(use_type_description)]
impl PatrolUnitWarning {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.0.unit_id).await?))
    }

    /// How many eligible members it had when that last changed.
    async fn eligible(&self) -> i64 {
        self.0.eligible
    }

    /// How many it should have had.
    async fn least(&self) -> i64 {
        self.0.least
    }

    /// Since when.
    async fn raised_at(&self) -> DateTime {
        DateTime(self.0.raised_at)
    }

    /// Until when; null while it lasts.
    async fn resolved_at(&self) -> Option<DateTime> {
        self.0.resolved_at.map(DateTime)
    }
}

connection!(
    PatrolUnitWarningConnection,
    PatrolUnitWarningEdge,
    PatrolUnitWarning,
    "warnings of units that are too small"
);

/// The notice with which a unit's patrols start.
#[derive(Description)]
pub struct PatrolStartNotice(pub unit::PatrolStart);

#[Object(use_type_description)]
impl PatrolStartNotice {
    /// The unit's id.
    async fn unit_id(&self) -> ID {
        self.0.unit_id.into()
    }

    /// The unit's name.
    async fn unit_name(&self) -> &str {
        &self.0.unit_name
    }

    /// The first day of patrols.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// What residents are told.
    async fn text(&self) -> &str {
        &self.0.body
    }

    /// When headquarters gave it.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }
}

connection!(
    PatrolStartNoticeConnection,
    PatrolStartNoticeEdge,
    PatrolStartNotice,
    "notices with which patrols start"
);
