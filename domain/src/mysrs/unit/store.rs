//! The queries about units and their volunteers.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{Enlisting, NewUnit, PatrolUnit, Patroller};
use crate::{
    identity::{Identity, Reached},
    mysrs::strength,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        db,
        error::{Error, Result},
        id::{AreaId, PatrolUnitId, PatrollerId, PersonId},
        work::Work,
    },
};

const COLUMNS: &str = "u.id, u.area_id, u.name, u.meeting_place, u.status, u.status_reason, u.version, \
                       u.sample, u.created_at, a.state_code, a.district_id";

pub(super) async fn by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[PatrolUnitId],
) -> Result<Vec<PatrolUnit>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol_unit u"));
    query.join("join area a on a.id = u.area_id", []);
    query.and_in("u.id", ids.iter().map(|id| id.0));
    query.end(" order by u.name, u.id");
    query.all(connection).await
}

/// Adds a unit.
pub async fn add(work: &mut Work, unit: &NewUnit, now: Instant) -> Result<()> {
    let sql = "insert into patrol_unit (id, area_id, name, meeting_place, status, sample, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    db::run(
        work.connection(),
        sql,
        [
            unit.id.into(),
            unit.area_id.into(),
            unit.name.as_str().into(),
            unit.meeting_place.as_str().into(),
            unit.status.to_value().into(),
            unit.sample.into(),
            now.into(),
        ],
    )
    .await?;
    work.tell(Change::new(Scope::Area(unit.area_id), Noun::PatrolUnit, unit.id));
    Ok(())
}

/// In which area a unit is.
pub(super) async fn area_of<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<AreaId> {
    let sql = "select area_id from patrol_unit where id = $1";
    let area = db::value(connection, sql, [unit.into()]).await?;
    area.ok_or_else(Error::not_found)
}

/// Makes somebody a volunteer of a unit, or its leader, who is known to be old enough by the rule of
/// the day. Their roles change.
pub async fn add_patroller(
    work: &mut Work,
    id: PatrollerId,
    unit: PatrolUnitId,
    person: PersonId,
    leads: bool,
    now: Instant,
) -> Result<()> {
    let rule = strength::rule_in_force(work.connection(), now).await?;
    let new = Enlisting { unit, person, leads, stated_age: rule.least_age, now };
    enlist(work, id, &new).await
}

/// Makes somebody a volunteer of a unit by their own word about their age. Their roles change.
pub(in crate::mysrs) async fn enlist(
    work: &mut Work,
    id: PatrollerId,
    new: &Enlisting,
) -> Result<()> {
    let sql = "insert into patroller (id, unit_id, person_id, leads, joined_at, stated_age, stated_at) \
               values ($1, $2, $3, $4, $5, $6, $5) \
               on conflict (unit_id, person_id) do update set leads = excluded.leads, \
               joined_at = case when patroller.left_at is null then patroller.joined_at \
               else excluded.joined_at end, left_at = null, \
               stated_age = excluded.stated_age, stated_at = excluded.stated_at";
    let values = [
        id.into(),
        new.unit.into(),
        new.person.into(),
        new.leads.into(),
        new.now.into(),
        new.stated_age.into(),
    ];
    db::run(work.connection(), sql, values).await?;
    work.tell(Change::new(Scope::Unit(new.unit), Noun::PatrolUnit, new.unit));
    let area = area_of(work.connection(), new.unit).await?;
    Identity::roles_changed_in(work, new.person, area).await
}

/// The volunteers of a unit, its leader first, then by name.
pub(in crate::mysrs) async fn list_patrollers<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Patroller>> {
    let sql = "select p.id, p.unit_id, p.person_id, p.leads, p.can_lead, p.joined_at, \
               n.display_name \
               from patroller p join person n on n.id = p.person_id \
               where p.unit_id = $1 and p.left_at is null \
               order by p.leads desc, n.display_name, p.id";
    db::all(connection, sql, [unit.into()]).await
}

/// Who leads a unit now and has an account.
pub(in crate::mysrs) async fn leaders_of<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Reached>> {
    let sql = "select n.id as person_id, n.phone, n.language from patroller p \
               join person n on n.id = p.person_id \
               where p.unit_id = $1 and p.leads and p.left_at is null and n.status = 'ACTIVE' \
               order by n.id";
    db::all(connection, sql, [unit.into()]).await
}

/// Which of these people belong to the unit now.
pub(super) async fn find_patrollers<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    people: &[PersonId],
) -> Result<Vec<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
    }
    let mut query = db::Query::new("select person_id from patroller");
    query.and("unit_id = ? and left_at is null", [unit.into()]);
    query.and_in("person_id", people.iter().map(|person| person.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// Somebody who belongs to a unit, or did.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(in crate::mysrs) struct PastPatroller {
    pub person_id: PersonId,
    pub left_at: Option<Instant>,
}

impl PastPatroller {
    /// Whether they had not left the unit at a moment.
    pub(in crate::mysrs) fn had_not_left(&self, at: Instant) -> bool {
        self.left_at.is_none_or(|left_at| left_at > at)
    }
}

/// Which of these people belong to a unit, or did: somebody may have left it since.
pub(in crate::mysrs) async fn find_past_patrollers<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    people: &[PersonId],
) -> Result<Vec<PastPatroller>> {
    let mut query = db::Query::new("select person_id, left_at from patroller");
    query.and("unit_id = ?", [unit.into()]);
    query.and_in("person_id", people.iter().map(|person| person.0));
    query.all(connection).await
}
