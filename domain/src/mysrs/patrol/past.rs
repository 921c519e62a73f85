//! A patrol of the past, written whole within one piece of work: for sample content.

use super::{
    bulk,
    check_in_store::Kept,
    fixes::{self, Fixes},
    late,
    model::{ClockEvidence, NewCheckIn, NewTrackPoint, Patrol, PatrolStatus, TrackPoint},
    rules::{self, Recording},
    store, summary,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolId, PatrolUnitId, PersonId, ShiftId, TrackId},
    work::Work,
};

/// Rows for one statement: SQLite looks for each numbered value among all of its statement's.
const ROWS_A_STATEMENT: usize = 20;

/// A patrol that is over.
#[derive(Clone, Debug)]
pub(crate) struct PastPatrol {
    pub id: PatrolId,
    pub unit: PatrolUnitId,
    pub shift: ShiftId,
    /// Who was there; the first one's phone recorded.
    pub members: Vec<PersonId>,
    pub started_at: Instant,
    pub ended_at: Instant,
    pub check_ins: Vec<NewCheckIn>,
    pub track: TrackId,
    pub points: Vec<NewTrackPoint>,
}

/// Writes a patrol that is over, by the rules of one that is recorded as it goes.
pub(crate) async fn add_past_patrol(work: &mut Work, past: &PastPatrol) -> Result<()> {
    let Some(first) = past.members.first().copied() else {
        return Ok(());
    };
    let connection = work.connection();
    let patrol = Patrol {
        id: past.id,
        unit_id: past.unit,
        shift_id: Some(past.shift),
        started_by: first,
        status: PatrolStatus::Active,
        started_at: past.started_at,
        ended_at: None,
        opened_at: past.started_at,
        distance_metres: None,
        duration_seconds: None,
        proven_seconds: None,
        check_in_count: 0,
        ended_by: None,
        judged_at: None,
        doubted_fixes: None,
        thinned_at: None,
        belated: false,
        doubts_seen: String::new(),
        doubts_reckoned: None,
    };
    store::add(connection, &patrol).await?;
    store::add_members(connection, past.id, &past.members, past.started_at).await?;
    add_check_ins(work, past, first).await?;
    let points = add_points(work, past, first).await?;
    // As on a live patrol: whose a track is, is decided once.
    store::add_track(work.connection(), past.id, past.track, first, past.started_at).await?;
    let duration = summary::duration(past.started_at, past.ended_at);
    store::change_to_ended(work.connection(), past.id, past.ended_at, duration, Some(first))
        .await?;
    store::change_distance(work.connection(), past.id, summary::distance(&points)).await?;
    late::plan_at_end(work, past.id, past.ended_at).await
}

async fn add_check_ins(work: &Work, past: &PastPatrol, person: PersonId) -> Result<()> {
    let kept: Vec<Kept> = past
        .check_ins
        .iter()
        .map(|new| {
            let on = Recording {
                unit: past.unit,
                patrol: past.id,
                person,
                on_patrol: true,
                started_at: past.started_at,
                opened_at: past.started_at,
                belated: false,
                received_at: new.recorded_at,
            };
            Kept {
                check_in: rules::check_in(new, &on, &ClockEvidence::default()),
                content_hash: rules::content_hash(new, past.id).to_vec(),
                photos: Vec::new(),
            }
        })
        .collect();
    for part in kept.chunks(ROWS_A_STATEMENT) {
        let sql = bulk::insert_check_ins(part.len());
        let values = part.iter().flat_map(bulk::check_in_values);
        db::run(work.connection(), &sql, values).await?;
    }
    Ok(())
}

async fn add_points(work: &Work, past: &PastPatrol, person: PersonId) -> Result<Vec<TrackPoint>> {
    let clock = ClockEvidence::default();
    let points: Vec<TrackPoint> = past
        .points
        .iter()
        .filter_map(|new| rules::track_point(new, past.track, &clock, past.ended_at).ok())
        .collect();
    let fixes = Fixes {
        unit: past.unit,
        patrol: past.id,
        opened_at: past.started_at,
        person,
        track: past.track,
        received_at: past.ended_at,
        points: Vec::new(),
    };
    for part in points.chunks(ROWS_A_STATEMENT) {
        let sql = fixes::insert_points(part.len());
        let values = part.iter().flat_map(|point| fixes::point_values(&fixes, point));
        db::run(work.connection(), &sql, values).await?;
    }
    Ok(points)
}
