//! Places, recurring shifts and availability, as phones see them.

use async_graphql::{Description, Enum, ID, Object};
use domain::mysrs::roster::{availability, template};

use crate::graphql::scalars::{Date, DateTime};

/// Where patrols of a unit meet.
#[derive(Description)]
pub struct PatrolPlace(pub template::PatrolPlace);

#[Object(use_type_description)]
impl PatrolPlace {
    /// The id (`place_…`), made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its place in the list, from 1.
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// Since when it is not used any more; null while it is.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A recurring shift, from which months are made.
#[derive(Description)]
pub struct ShiftTemplate(pub template::ShiftTemplate);

#[Object(use_type_description)]
impl ShiftTemplate {
    /// The id (`template_…`), made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// On which days it begins, in Malaysia: 1 is Monday, 7 Sunday.
    async fn weekdays(&self) -> Vec<i64> {
        self.0.days().collect()
    }

    /// When it begins, in Malaysia: `23:00`.
    async fn starts_at(&self) -> &str {
        &self.0.starts_at
    }

    /// How long it lasts, in minutes; it may run past midnight.
    async fn minutes(&self) -> i64 {
        self.0.minutes
    }

    /// The id of the place where it meets; null: where the unit's patrols meet.
    async fn place_id(&self) -> Option<ID> {
        self.0.place_id.map(Into::into)
    }

    /// So many people it should have.
    async fn team_size(&self) -> i64 {
        self.0.team_size
    }

    /// The first day on which it may begin.
    async fn from(&self) -> Date {
        Date(self.0.from_on)
    }

    /// The last day on which it may begin; null: no last one.
    async fn until(&self) -> Option<Date> {
        self.0.until_on.map(Date)
    }

    /// Since when no shift is made from it any more; null while they are.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// What somebody says about a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "availability::AvailabilityKind")]
pub enum AvailabilityKind {
    /// They are away: no shift that overlaps it is given to them.
    Away,
    /// They like to patrol then: whoever names such times is rather not given others.
    Preferred,
}

/// When the viewer is away or likes to patrol.
#[derive(Description)]
pub struct Availability(pub availability::Availability);

#[Object(use_type_description)]
impl Availability {
    /// The id (`availability_…`), made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What they say.
    async fn kind(&self) -> AvailabilityKind {
        self.0.kind.into()
    }

    /// From when.
    async fn from(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when.
    async fn until(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// Which word about it this is: the highest counts.
    async fn revision(&self) -> i64 {
        self.0.revision
    }
}
