//! What phones send.

use async_graphql::{ID, InputObject};
use domain::mysrs::live;

use crate::graphql::context;

/// A link to be made to a patrol on its way.
#[derive(InputObject)]
pub struct PatrolShareCreateInput {
    /// The patrol.
    patrol_id: ID,
    /// For how many minutes it leads somewhere: 5 to 720.
    minutes: i32,
    /// Made by the phone, at most 128 characters: the same key brings the same link, for 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolShareCreateInput {
    pub(super) fn read(&self) -> domain::Result<live::NewShare> {
        Ok(live::NewShare {
            patrol_id: context::id(&self.patrol_id, "patrolId")?,
            minutes: self.minutes.into(),
        })
    }
}

/// Which link is to be ended.
#[derive(InputObject)]
pub struct PatrolShareEndInput {
    /// The link (`share_…`).
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
