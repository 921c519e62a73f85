//! The queries that a month is gathered by.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    identity::PersonStatus,
    mysrs::{report, roster::plan::model::Share},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, MembershipId, PatrolUnitId, PatrollerId, PersonId, ShiftId},
    },
};

/// A volunteer with what planning asks about them.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::mysrs) struct Volunteer {
    pub patroller_id: PatrollerId,
    pub person_id: PersonId,
    pub display_name: String,
    pub status: PersonStatus,
    pub leads: bool,
    pub can_lead: bool,
    pub stated_age: Option<i64>,
    /// Their belonging to the unit's area.
    pub membership_id: Option<MembershipId>,
}

/// The volunteers of a unit, in the order of their ids.
pub(super) async fn list_people<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    area: AreaId,
) -> Result<Vec<Volunteer>> {
    let sql = "select p.id as patroller_id, p.person_id, n.display_name, n.status, p.leads, p.can_lead, p.stated_age, \
               m.id as membership_id from patroller p join person n on n.id = p.person_id \
               left join membership m on m.person_id = p.person_id and m.area_id = $2 \
               and m.left_at is null \
               where p.unit_id = $1 and p.left_at is null order by p.person_id";
    db::all(connection, sql, [unit.into(), area.into()]).await
}

/// Somebody in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub(in crate::mysrs) struct Seated {
    pub shift_id: ShiftId,
    pub person_id: PersonId,
    pub pinned: bool,
}

/// Who is in these shifts, in the order of the ids.
pub(in crate::mysrs) async fn list_seated<C: ConnectionTrait>(
    connection: &C,
    shifts: &[ShiftId],
) -> Result<Vec<Seated>> {
    let mut query = db::Query::new("select shift_id, person_id, pinned from shift_member");
    query.and_in("shift_id", shifts.iter().map(|shift| shift.0));
    query.end(" order by shift_id, person_id");
    query.all(connection).await
}

/// A published shift of somebody.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Other {
    pub person_id: PersonId,
    pub shift_id: ShiftId,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// The published shifts that a unit's volunteers have at a time, in whatever unit.
pub(super) async fn list_others<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (from, until): (Instant, Instant),
) -> Result<Vec<Other>> {
    let sql = "select m.person_id, s.id as shift_id, s.starts_at, s.ends_at from patroller p \
               join shift_member m on m.person_id = p.person_id \
               join shift s on s.id = m.shift_id \
               where p.unit_id = $1 and p.left_at is null and s.status = 'PUBLISHED' \
               and s.ends_at > $2 and s.starts_at < $3 order by m.person_id, s.starts_at, s.id";
    db::all(connection, sql, [unit.into(), from.into(), until.into()]).await
}

/// How many patrols that count a unit's volunteers began at a time without a shift of their own, in
/// whatever unit.
pub(super) async fn count_patrols_alone<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (from, until): (Instant, Instant),
) -> Result<HashMap<PersonId, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        number: i64,
    }
    let counts = report::counts("t.id");
    let sql = format!(
        "select m.person_id, count(*) as number from patroller p \
         join patrol_member m on m.person_id = p.person_id join patrol t on t.id = m.patrol_id \
         where p.unit_id = $1 and p.left_at is null and t.started_at >= $2 and t.started_at < $3 \
         and {counts} and (t.shift_id is null or not exists (select 1 from shift_member s \
         where s.shift_id = t.shift_id and s.person_id = m.person_id)) group by m.person_id"
    );
    let rows: Vec<Row> =
        db::all(connection, &sql, [unit.into(), from.into(), until.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.number)).collect())
}

/// On how many of a unit's patrols that count each of its people was since then.
pub(super) async fn count_patrols<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    since: Instant,
) -> Result<HashMap<PersonId, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        number: i64,
    }
    let counts = report::counts("p.id");
    let sql = format!(
        "select m.person_id, count(*) as number from patrol p \
         join patrol_member m on m.patrol_id = p.id where p.unit_id = $1 and p.started_at >= $2 \
         and {counts} group by m.person_id"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [unit.into(), since.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.number)).collect())
}

/// How far everybody stayed below their share before a month.
pub(super) async fn list_debts<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: &str,
) -> Result<HashMap<PersonId, Share>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        shifts: i64,
        nights: i64,
        weekends: i64,
    }
    // What is owed is not forgotten by a month without a roster.
    let sql = "select person_id, shifts, nights, weekends from roster_debt \
               where unit_id = $1 and month = (select max(month) from roster_debt \
               where unit_id = $1 and month <= $2)";
    let rows: Vec<Row> = db::all(connection, sql, [unit.into(), month.into()]).await?;
    let share =
        |row: &Row| Share { shifts: row.shifts, nights: row.nights, weekends: row.weekends };
    Ok(rows.iter().map(|row| (row.person_id, share(row))).collect())
}

/// Writes how far somebody stays below their share, into a month that begins.
pub(super) async fn put_debt<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: &str,
    (person, owes): (PersonId, Share),
) -> Result<()> {
    let sql = "insert into roster_debt (unit_id, person_id, month, shifts, nights, weekends) \
               values ($1, $2, $3, $4, $5, $6) on conflict (unit_id, month, person_id) \
               do update set shifts = excluded.shifts, nights = excluded.nights, \
               weekends = excluded.weekends";
    let values = [
        unit.into(),
        person.into(),
        month.into(),
        owes.shifts.into(),
        owes.nights.into(),
        owes.weekends.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}
