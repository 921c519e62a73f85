//! What phones send about calls for help.

use async_graphql::{ID, InputObject};
use domain::{
    Ctx,
    mysrs::sos::{self, NewSos},
};

use super::types::SosStage;
use crate::graphql::{scalars::DateTime, values::CoordinatesInput};

/// A call for help. Nothing about its form is refused: a position that is none is left out, a long
/// text is cut.
#[derive(InputObject)]
pub struct SosRaiseInput {
    /// The id (`sos_…`), made by the phone: the same id again is the same call, and one that has no position
    /// yet takes the repeat's.
    id: ID,
    /// Where the caller is.
    coordinates: Option<CoordinatesInput>,
    /// How far off the position may be, in metres.
    accuracy_metres: Option<f64>,
    /// When the button was pressed, by the phone's clock.
    recorded_at: Option<DateTime>,
    /// The phone's time at the moment of sending; with it a wrong clock does no harm.
    sent_at: Option<DateTime>,
    /// The patrol on which the caller is; without it the server knows.
    patrol_id: Option<ID>,
    /// What the caller says; kept up to 500 characters.
    note: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl SosRaiseInput {
    pub(super) fn read(&self, ctx: &Ctx) -> domain::Result<NewSos> {
        let (latitude, longitude) =
            self.coordinates.map(|there| (there.latitude, there.longitude)).unzip();
        Ok(NewSos {
            id: sos::id_of(sos::caller(ctx)?, &self.id),
            patrol_id: self.patrol_id.as_ref().and_then(|id| id.parse().ok()),
            fix: sos::fix(latitude, longitude, self.accuracy_metres),
            recorded_at: self.recorded_at.map(|at| at.0),
            sent_at: self.sent_at.map(|at| at.0),
            note: self.note.clone(),
        })
    }
}

/// A call that its caller takes back.
#[derive(InputObject)]
pub struct SosCancelInput {
    /// The call.
    pub(super) id: ID,
    /// Why; kept up to 2,000 characters.
    pub(super) reason: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Somebody answers a call.
#[derive(InputObject)]
pub struct SosAcknowledgeInput {
    /// The call.
    pub(super) id: ID,
    /// How far they have come.
    pub(super) stage: SosStage,
    /// When they mean to be there, in their own words (`5 minit`); kept up to 60 characters.
    pub(super) eta: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Somebody says how a call ended.
#[derive(InputObject)]
pub struct SosResolveInput {
    /// The call.
    pub(super) id: ID,
    /// How it ended, 1 to 2,000 characters.
    pub(super) outcome: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
