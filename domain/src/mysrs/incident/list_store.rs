//! The queries over many incidents. Each walks one index: of the place, or of whoever reported them.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::{
    figures::{IncidentCount, UnitIncidentCount},
    list::{IncidentFilter, Within},
    model::Incident,
    store::{COLUMNS, FROM},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{IncidentId, PatrolId, PatrolUnitId, PersonId},
    page::PageRequest,
};

/// The key by which incidents are ordered, the latest first.
pub(super) type IncidentKey = (Instant, IncidentId);

/// Only those of a place, or of whoever asks. `of` names the table: `i.`, or nothing.
fn within(query: &mut db::Query, within: &Within, me: PersonId, of: &str) {
    match within {
        Within::Mine => query.and(&format!("{of}reported_by = ?"), [me.into()]),
        Within::Unit(id) => query.and(&format!("{of}unit_id = ?"), [(*id).into()]),
        Within::Area(id) => query.and(&format!("{of}area_id = ?"), [(*id).into()]),
        Within::District(id) => query.and(&format!("{of}district_id = ?"), [(*id).into()]),
        Within::State(code) => {
            query.and(&format!("{of}state_code = ?"), [code.as_str().into()]);
        }
        Within::Nation => {}
    }
}

/// Incidents, the latest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    me: PersonId,
    filter: &IncidentFilter,
    page: &PageRequest<IncidentKey>,
) -> Result<Vec<Incident>> {
    let mut query = db::Query::new(format!("select {COLUMNS} {FROM}"));
    within(&mut query, place, me, "i.");
    if filter.open_only {
        // As the indexes of those that are open say it.
        query.and("i.status in ('REPORTED', 'ACKNOWLEDGED', 'IN_PROGRESS')", []);
    }
    if let Some(status) = filter.status {
        query.and("i.status = ?", [status.to_value().into()]);
    }
    if let Some(severity) = filter.severity {
        query.and("i.severity = ?", [severity.to_value().into()]);
    }
    if let Some(code) = &filter.category_code {
        let values = [code.as_str().into(), code.as_str().into()];
        query.and("(i.category_code = ? or c.parent_code = ?)", values);
    }
    if let Some(since) = filter.since {
        query.and("i.happened_at >= ?", [since.into()]);
    }
    if let Some(until) = filter.until {
        query.and("i.happened_at < ?", [until.into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["i.happened_at", "i.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The incidents of a unit that were seen on a patrol, the latest first.
pub(super) async fn list_of_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    unit: PatrolUnitId,
    page: &PageRequest<IncidentKey>,
) -> Result<Vec<Incident>> {
    let mut query = db::Query::new(format!("select {COLUMNS} {FROM}"));
    // A phone names a patrol that has not come in yet: which may turn out to be another unit's.
    query.and("i.patrol_id = ? and i.unit_id = ?", [patrol.into(), unit.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["i.happened_at", "i.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The incidents of a unit that changed after an instant, the earliest first.
pub(super) async fn list_changed<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    after: Instant,
    rows: u64,
) -> Result<Vec<Incident>> {
    let mut query = db::Query::new(format!("select {COLUMNS} {FROM}"));
    query.and("i.unit_id = ? and i.updated_at > ?", [unit.into(), after.into()]);
    query.end(" order by i.updated_at, i.id");
    query.limit(rows);
    query.all(connection).await
}

/// These incidents, in any order.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[IncidentId],
) -> Result<Vec<Incident>> {
    let mut query = db::Query::new(format!("select {COLUMNS} {FROM}"));
    query.and_in("i.id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// How many incidents there were in a month, by category and hour.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    me: PersonId,
    month: &str,
) -> Result<Vec<IncidentCount>> {
    let mut query = db::Query::new(
        "select n.category_code, c.name as category_name, n.hour, n.number from \
         (select category_code, hour, count(*) as number from incident",
    );
    within(&mut query, place, me, "");
    query.and("month = ?", [month.into()]);
    query.end(
        " group by category_code, hour) n join incident_category c on c.code = n.category_code \
         order by n.category_code, n.hour",
    );
    query.all(connection).await
}

/// How many incidents each of these units had in a month, by unit, category and hour.
pub(super) async fn count_of_units<C: ConnectionTrait>(
    connection: &C,
    units: &[PatrolUnitId],
    month: &str,
) -> Result<Vec<UnitIncidentCount>> {
    let mut query = db::Query::new(
        "select n.unit_id, c.name as category_name, n.hour, n.number from \
         (select unit_id, category_code, hour, count(*) as number from incident",
    );
    query.and_in("unit_id", units.iter().map(|unit| unit.0));
    query.and("month = ?", [month.into()]);
    query.end(
        " group by unit_id, category_code, hour) n \
         join incident_category c on c.code = n.category_code \
         order by n.unit_id, n.category_code, n.hour",
    );
    query.all(connection).await
}
