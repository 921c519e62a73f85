//! The queries behind the files, some hundred rows at a time. Each walks the units by their ids.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::super::{
    model::ReportStatus,
    month::store::{that_count, within},
};
use crate::{
    mysrs::{
        incident::{Agency, Within},
        patrol::believed,
    },
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, PatrolId, PatrolUnitId},
        language::LocalizedText,
        malaysia::Month,
    },
};

/// So many rows are read at once.
const AT_ONCE: u64 = 500;

/// A patrol as it stands in a file.
#[derive(Debug, FromQueryResult)]
pub(super) struct PatrolLine {
    pub unit_id: PatrolUnitId,
    pub unit: String,
    pub area: String,
    pub state_code: String,
    pub district: String,
    pub id: PatrolId,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub duration_seconds: Option<i64>,
    pub proven_seconds: Option<i64>,
    pub distance_metres: Option<f64>,
    pub members: i64,
    pub check_ins: i64,
    pub accepted: i64,
    pub report: Option<ReportStatus>,
    pub has_case: Option<bool>,
    pub category: Option<LocalizedText>,
    pub people_involved: Option<i64>,
    pub agency: Option<Agency>,
}

/// Where a file of patrols goes on.
pub(super) type AfterPatrol = (PatrolUnitId, Instant, PatrolId);

/// The patrols of a place that began in a month and have ended, by unit and time; empty after the last.
pub(super) async fn patrols_after<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    month: Month,
    after: Option<AfterPatrol>,
) -> Result<Vec<PatrolLine>> {
    let believed = believed("c");
    let mut query = db::Query::new(format!(
        "select u.id as unit_id, u.name as unit, a.name as area, a.state_code, d.name as district, \
         p.id, p.started_at, p.ended_at, p.duration_seconds, r.proven_seconds, p.distance_metres, \
         (select count(*) from patrol_member m where m.patrol_id = p.id) as members, \
         (select count(*) from check_in c where c.patrol_id = p.id) as check_ins, \
         (select count(*) from check_in c where c.patrol_id = p.id and {believed}) as accepted, \
         r.status as report, r.has_case, g.name as category, r.people_involved, r.agency \
         from patrol_unit u join area a on a.id = u.area_id join district d on d.id = a.district_id \
         join patrol p on p.unit_id = u.id \
         left join patrol_report r on r.patrol_id = p.id \
         left join incident_category g on g.code = r.category_code"
    ));
    within(&mut query, place);
    let bounds = [month.begins().into(), month.ends().into()];
    query.and("p.started_at >= ? and p.started_at < ? and p.status = 'ENDED'", bounds);
    if let Some((unit, at, id)) = after {
        let values = [unit.into(), unit.into(), at.into(), id.into()];
        query.and("u.id >= ? and (u.id > ? or (p.started_at, p.id) > (?, ?))", values);
    }
    query.end(" order by u.id, p.started_at, p.id");
    query.limit(AT_ONCE);
    query.all(connection).await
}

/// A unit's month as it stands in a file.
#[derive(Debug, FromQueryResult)]
pub(super) struct UnitFigures {
    pub id: PatrolUnitId,
    pub unit: String,
    pub area_id: AreaId,
    pub area: String,
    pub district: String,
    pub state_code: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub patrols: i64,
    pub seconds: i64,
    pub people: i64,
    pub visited: i64,
    pub expected: i64,
}

/// The units of a place that count in a month, by their ids; empty after the last.
pub(super) async fn units_after<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    month: Month,
    after: Option<PatrolUnitId>,
) -> Result<Vec<UnitFigures>> {
    let counts = ["patrols", "seconds", "people", "visited", "expected"]
        .map(|column| format!("coalesce(m.{column}, 0) as {column}"));
    let mut query = db::Query::new(format!(
        "select u.id, u.name as unit, a.id as area_id, a.name as area, d.name as district, \
         a.state_code, a.latitude, a.longitude, {} \
         from patrol_unit u join area a on a.id = u.area_id join district d on d.id = a.district_id",
        counts.join(", ")
    ));
    query
        .join("left join unit_month m on m.unit_id = u.id and m.month = ?", [month.write().into()]);
    within(&mut query, place);
    that_count(&mut query, month);
    if let Some(after) = after {
        query.and("u.id > ?", [after.into()]);
    }
    query.end(" order by u.id");
    query.limit(AT_ONCE);
    query.all(connection).await
}

/// A unit and where it lies, as it stands in a file.
#[derive(Debug, FromQueryResult)]
pub(super) struct UnitPlace {
    pub id: PatrolUnitId,
    pub unit: String,
    pub area: String,
    pub district: String,
    pub state_code: String,
}

/// The units of a place, by their ids, whether they count or not; empty after the last.
pub(super) async fn all_units_after<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    after: Option<PatrolUnitId>,
) -> Result<Vec<UnitPlace>> {
    let mut query = db::Query::new(
        "select u.id, u.name as unit, a.name as area, d.name as district, a.state_code \
         from patrol_unit u join area a on a.id = u.area_id join district d on d.id = a.district_id",
    );
    within(&mut query, place);
    if let Some(after) = after {
        query.and("u.id > ?", [after.into()]);
    }
    query.end(" order by u.id");
    query.limit(AT_ONCE);
    query.all(connection).await
}
