//! The queries about patrols that are on their way, for those who follow them.
//!
//! That a patrol is at work stands in the text of the statements, so that the index of those that
//! are is used: there are few of them, however many there were.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    model::{Patrol, TrackPoint},
    old_store,
    store::{self, COLUMNS},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{DistrictId, PatrolId, PatrolUnitId, PersonId, TrackId},
};

/// The most patrols at work that somebody is shown at once, the latest: a district has about fifty
/// units.
const MOST: i64 = 200;

/// The patrols of a unit that are on their way, the latest first.
pub(in crate::mysrs) async fn active_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Patrol>> {
    let sql = format!(
        "select {COLUMNS} from patrol where status = 'ACTIVE' and not belated and unit_id = $1 \
         order by started_at desc, id desc limit $2"
    );
    db::all(connection, &sql, [unit.into(), MOST.into()]).await
}

/// The patrols of a district that are on their way, the latest first.
pub(in crate::mysrs) async fn active_of_district<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
) -> Result<Vec<Patrol>> {
    let sql = format!(
        "select {COLUMNS} from patrol where status = 'ACTIVE' and not belated and unit_id in \
         (select u.id from area a join patrol_unit u on u.area_id = a.id where a.district_id = $1) \
         order by started_at desc, id desc limit $2"
    );
    db::all(connection, &sql, [district.into(), MOST.into()]).await
}

/// The units of a district.
pub(in crate::mysrs) async fn units_of_district<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
) -> Result<Vec<PatrolUnitId>> {
    let sql =
        "select u.id from area a join patrol_unit u on u.area_id = a.id where a.district_id = $1";
    db::values(connection, sql, [district.into()]).await
}

/// The newest fix of one phone.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(in crate::mysrs) struct Newest {
    pub patrol_id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub track_id: TrackId,
    pub person_id: PersonId,
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_metres: Option<f64>,
    pub corrected_at: Instant,
}

/// The newest fix of each phone, by its number: one look into the key of fixes for each.
const NEWEST: &str = "select f.patrol_id, f.unit_id, f.track_id, f.person_id, f.latitude, \
                      f.longitude, f.accuracy_metres, f.corrected_at from patrol p \
                      join track t on t.patrol_id = p.id \
                      join track_point f on f.patrol_id = t.patrol_id and f.track_id = t.track_id \
                      and f.patrol_opened_at = p.opened_at \
                      and f.sequence = (select max(n.sequence) from track_point n \
                      where n.patrol_id = t.patrol_id and n.track_id = t.track_id \
                      and n.patrol_opened_at = p.opened_at)";

/// Where the phones of a patrol were last.
pub(in crate::mysrs) async fn newest_of_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Newest>> {
    let sql = format!("{NEWEST} where p.id = $1");
    db::all(connection, &sql, [patrol.into()]).await
}

/// Where the phones of a unit's patrols that are on their way were last.
pub(in crate::mysrs) async fn newest_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Newest>> {
    let sql = format!("{NEWEST} where p.status = 'ACTIVE' and not p.belated and p.unit_id = $1");
    db::all(connection, &sql, [unit.into()]).await
}

/// Where the phones of a district's patrols that are on their way were last.
pub(in crate::mysrs) async fn newest_of_district<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
) -> Result<Vec<Newest>> {
    let sql = format!(
        "{NEWEST} where p.status = 'ACTIVE' and not p.belated and p.unit_id in \
         (select u.id from area a join patrol_unit u on u.area_id = a.id where a.district_id = $1)"
    );
    db::all(connection, &sql, [district.into()]).await
}

/// Every fix of a patrol by track, segment and number; of an old one the places of its line.
pub(in crate::mysrs) async fn every_fix<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<TrackPoint>> {
    match old_store::lookup(connection, patrol).await? {
        None => Ok(Vec::new()),
        Some(at) if at.thinned_at.is_some() => old_store::line(connection, patrol).await,
        Some(at) => store::list_points(connection, patrol, at.opened_at).await,
    }
}
