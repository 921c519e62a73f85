//! The people of a unit, and those on a shift or a patrol.

use async_graphql::{Description, ID, Object};
use domain::mysrs::unit;

use crate::graphql::scalars::DateTime;

/// A volunteer of a unit.
#[derive(Description)]
pub struct Patroller(pub(in crate::graphql::mysrs) unit::Patroller);

#[Object(use_type_description)]
impl Patroller {
    /// The id of their place in the unit, as `patrollerEnd` names it.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The person's id, as shifts and patrols name people.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// Whether this is the unit's leader (Ketua Peronda).
    async fn leads(&self) -> bool {
        self.0.leads
    }

    /// Whether they can lead a team of a shift: the unit's leader always can.
    async fn can_lead(&self) -> bool {
        self.0.leads || self.0.can_lead
    }

    /// Since when.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }
}

/// Somebody on a shift or a patrol, as the others of the unit see them.
#[derive(Description)]
pub struct PatrolMember(pub(in crate::graphql::mysrs) unit::Member);

#[Object(use_type_description)]
impl PatrolMember {
    /// The person's id.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }
}
