//! The queries about positions that are old: how long they are kept, and the lines that stay of them.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::TrackPoint, months};
use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
    id::{PatrolId, PersonId, TrackId},
};

/// Since when patrols began whose positions are kept at this moment.
pub(in crate::mysrs) async fn positions_kept_since<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Instant> {
    let sql = "select kept_days from position_rule where effective_from <= $1 \
               order by effective_from desc limit 1";
    let days: Option<i64> = db::value(connection, sql, [now.into()]).await?;
    // The tables came with a rule: somebody has taken it out.
    let days = days.ok_or_else(|| Error::internal("no rule says how long positions are kept"))?;
    let kept = TimeDelta::try_days(days.max(0)).and_then(|kept| now.checked_sub_signed(kept));
    Ok(kept.unwrap_or(Instant::UNIX_EPOCH))
}

/// Where the positions of a patrol lie.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Where {
    pub id: PatrolId,
    pub opened_at: Instant,
    pub thinned_at: Option<Instant>,
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Where>> {
    let sql = "select id, opened_at, thinned_at from patrol where id = $1";
    db::one(connection, sql, [patrol.into()]).await
}

/// The oldest patrols from before a moment of whose positions more than a line is left, so many at
/// most.
pub(super) async fn list_old<C: ConnectionTrait>(
    connection: &C,
    before: Instant,
    most: i64,
) -> Result<Vec<Where>> {
    let sql = "select id, opened_at, thinned_at from patrol \
               where thinned_at is null and opened_at < $1 order by opened_at, id limit $2";
    db::all(connection, sql, [before.into(), most.into()]).await
}

/// Notes that only lines are left of a patrol's positions, or, with none, that there are more again.
pub(super) async fn change_thinned<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    at: Option<Instant>,
) -> Result<()> {
    let sql = "update patrol set thinned_at = $2 where id = $1";
    db::run(connection, sql, [patrol.into(), at.into()]).await?;
    Ok(())
}

/// Whose the tracks of a patrol are.
pub(super) async fn owners<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<HashMap<TrackId, PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        track_id: TrackId,
        person_id: PersonId,
    }
    let sql = "select track_id, person_id from track where patrol_id = $1";
    let rows: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.track_id, row.person_id)).collect())
}

/// A place of a line as it is kept: number, segment, degrees north and east, seconds since 1970.
type Place = (i64, i64, f64, f64, i64);

/// The lines of a patrol's tracks, as fixes by track, segment and number.
pub(super) async fn line<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<TrackPoint>> {
    #[derive(FromQueryResult)]
    struct Row {
        track_id: TrackId,
        places: serde_json::Value,
    }
    let sql = "select track_id, places from track_line where patrol_id = $1 order by track_id";
    let rows: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    let mut points = Vec::new();
    for row in rows {
        let places: Vec<Place> = serde_json::from_value(row.places).map_err(Error::internal)?;
        points.extend(places.into_iter().map(|place| fix(row.track_id, place)));
    }
    Ok(points)
}

fn fix(track_id: TrackId, (sequence, segment, latitude, longitude, seconds): Place) -> TrackPoint {
    let at = Instant::from_timestamp(seconds, 0).unwrap_or_default();
    TrackPoint {
        track_id,
        sequence,
        segment,
        latitude,
        longitude,
        accuracy_metres: None,
        recorded_at: at,
        corrected_at: at,
        // A line says nothing of it.
        mock: None,
    }
}

/// Keeps the line of a track instead of the one before.
pub(super) async fn put_line<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    (track, person): (TrackId, PersonId),
    points: &[TrackPoint],
) -> Result<()> {
    let place = |point: &TrackPoint| -> Place {
        let seconds = point.corrected_at.timestamp();
        (point.sequence, point.segment, point.latitude, point.longitude, seconds)
    };
    let places: Vec<Place> = points.iter().map(place).collect();
    let places = serde_json::to_value(places).map_err(Error::internal)?;
    let sql = "insert into track_line (patrol_id, track_id, person_id, places) \
               values ($1, $2, $3, $4) \
               on conflict (patrol_id, track_id) do update set places = excluded.places";
    let values = [patrol.into(), track.into(), person.into(), places.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Removes the fixes of a patrol, but for those that go with their month.
pub(super) async fn remove_points<C: ConnectionTrait>(
    connection: &C,
    patrol: &Where,
) -> Result<()> {
    let table = months::removed_singly(connection);
    let sql = format!("delete from {table} where patrol_id = $1 and patrol_opened_at = $2");
    db::run(connection, &sql, [patrol.id.into(), patrol.opened_at.into()]).await?;
    Ok(())
}
