//! What is answered to whoever calls for help, answers or ends a call.

use async_graphql::SimpleObject;
use domain::{Ctx, mysrs::sos::SeenSos};

use super::types::Sos;
use crate::graphql::outcome::{UserError, settle};

/// A call for help, or why there is none.
#[derive(SimpleObject)]
pub struct SosPayload {
    /// The call.
    sos: Option<Sos>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

impl SosPayload {
    pub(super) fn of(
        ctx: &Ctx,
        answer: domain::Result<SeenSos>,
        client_mutation_id: Option<String>,
    ) -> domain::Result<Self> {
        let (sos, user_errors) = settle(ctx, answer)?;
        Ok(Self { sos: sos.map(Sos), user_errors, client_mutation_id })
    }
}
