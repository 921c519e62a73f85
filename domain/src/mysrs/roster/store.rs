//! The queries about shifts.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{Shift, ShiftSeat};
use crate::{
    mysrs::unit::Member,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolUnitId, PersonId, ShiftId},
        page::PageRequest,
    },
};

pub(super) const COLUMNS: &str = "id, unit_id, starts_at, ends_at, place, status, published_by, created_at, \
                       roster_id, template_id, needed, cancel_reason, version, changed_at";

/// The key by which shifts are ordered, the latest first.
pub(super) type ShiftKey = (Instant, ShiftId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
) -> Result<Option<Shift>> {
    db::one(connection, &format!("select {COLUMNS} from shift where id = $1"), [id.into()]).await
}

pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    page: &PageRequest<ShiftKey>,
) -> Result<Vec<Shift>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from shift"));
    query.and("unit_id = ? and status <> 'DRAFT'", [unit.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["starts_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The shifts of a person that end after a moment, without drafts, the earliest first.
pub(super) async fn list_of_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    after: Instant,
    page: &PageRequest<ShiftKey>,
) -> Result<Vec<Shift>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from shift"));
    query.join("join shift_member m on m.shift_id = shift.id", []);
    query.and("m.person_id = ?", [person.into()]);
    query.and("ends_at > ? and status <> 'DRAFT'", [after.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["starts_at", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// Adds a shift; tells whether its id was free.
pub(crate) async fn add<C: ConnectionTrait>(connection: &C, shift: &Shift) -> Result<bool> {
    let sql = "insert into shift (id, unit_id, starts_at, ends_at, place, status, published_by, \
               created_at, roster_id, template_id, needed) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing";
    let values = [
        shift.id.into(),
        shift.unit_id.into(),
        shift.starts_at.into(),
        shift.ends_at.into(),
        shift.place.as_str().into(),
        shift.status.to_value().into(),
        shift.published_by.into(),
        shift.created_at.into(),
        shift.roster_id.into(),
        shift.template_id.into(),
        shift.needed.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Adds people to a shift.
pub(crate) async fn add_members<C: ConnectionTrait>(
    connection: &C,
    shift: ShiftId,
    members: &[PersonId],
) -> Result<()> {
    for member in members {
        let sql = "insert into shift_member (shift_id, person_id) values ($1, $2) \
                   on conflict (shift_id, person_id) do nothing";
        db::run(connection, sql, [shift.into(), (*member).into()]).await?;
    }
    Ok(())
}

/// Who is in these shifts, by name.
pub(super) async fn list_seats<C: ConnectionTrait>(
    connection: &C,
    shifts: &[ShiftId],
) -> Result<Vec<ShiftSeat>> {
    let mut query = db::Query::new(
        "select m.shift_id, m.person_id, n.display_name, m.pinned, m.duty from shift_member m",
    );
    query.join("join person n on n.id = m.person_id", []);
    query.and_in("m.shift_id", shifts.iter().map(|shift| shift.0));
    query.end(" order by n.display_name, m.person_id");
    query.all(connection).await
}

pub(super) async fn list_members<C: ConnectionTrait>(
    connection: &C,
    shifts: &[ShiftId],
) -> Result<Vec<(ShiftId, Member)>> {
    #[derive(FromQueryResult)]
    struct Row {
        shift_id: ShiftId,
        person_id: PersonId,
        display_name: String,
    }
    let mut query =
        db::Query::new("select m.shift_id, m.person_id, n.display_name from shift_member m");
    query.join("join person n on n.id = m.person_id", []);
    query.and_in("m.shift_id", shifts.iter().map(|shift| shift.0));
    query.end(" order by n.display_name, m.person_id");
    let rows: Vec<Row> = query.all(connection).await?;
    let member = |row: Row| {
        (row.shift_id, Member { person_id: row.person_id, display_name: row.display_name })
    };
    Ok(rows.into_iter().map(member).collect())
}
