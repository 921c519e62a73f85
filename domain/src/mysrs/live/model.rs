//! Positions and links as plain values.

use serde::{Deserialize, Serialize};

use super::line::Way;
use crate::shared::{
    clock::Instant,
    geo::Position,
    id::{PatrolId, PatrolShareId, PatrolUnitId, PersonId, TrackId},
};

/// The newest place of one phone on a patrol.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// Its unit.
    pub unit_id: PatrolUnitId,
    /// The phone's track.
    pub track_id: TrackId,
    /// Whose phone it is; nobody's where it is shown roughly.
    pub person_id: Option<PersonId>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far off it may be, in metres.
    pub accuracy_metres: Option<f64>,
    /// When the phone was there, corrected.
    pub at: Instant,
}

impl Spot {
    /// Where.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { latitude: self.latitude, longitude: self.longitude }
    }
}

/// A link to be made with which anybody follows a patrol.
#[derive(Clone, Debug, Serialize)]
pub struct NewShare {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// For how many minutes it leads somewhere: 5 to 720.
    pub minutes: i64,
}

/// A link with which anybody follows a patrol, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Share {
    /// The id.
    pub id: PatrolShareId,
    /// The patrol.
    pub patrol_id: PatrolId,
    /// Who made it.
    pub made_by: PersonId,
    /// When it was made.
    pub made_at: Instant,
    /// Until when it leads somewhere, if nobody ends it before and the patrol goes on.
    pub expires_at: Instant,
    /// When somebody ended it.
    pub ended_at: Option<Instant>,
}

/// What stands behind a link.
#[derive(Debug)]
pub enum SharedPatrol {
    /// The patrol.
    Shown(Box<ShownPatrol>),
    /// The link has expired or was ended, or the patrol is over.
    Over,
}

/// A patrol as anybody with the link sees it: no names, and nothing that was written.
#[derive(Clone, Debug)]
pub struct ShownPatrol {
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Until when the link leads here.
    pub until: Instant,
    /// The way so far.
    pub way: Way,
    /// Where each phone was last, and when; none once it has ended.
    pub spots: Vec<(Position, Instant)>,
}
