//! The queries about rosters, and about the shifts in them.

use std::collections::HashMap;

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::model::{Roster, RosterStatus};
use crate::{
    mysrs::roster::{
        model::{Shift, TeamDuty},
        store::COLUMNS as SHIFT,
    },
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        id::{PatrolUnitId, PatrollerId, PersonId, RosterId, ShiftId},
        page::PageRequest,
    },
};

const COLUMNS: &str =
    "id, unit_id, month, status, version, seed, report, generated_at, published_at";

/// The key by which the rosters of a unit are ordered, the latest month first.
pub(super) type RosterKey = (String, RosterId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: RosterId,
) -> Result<Option<Roster>> {
    db::one(connection, &format!("select {COLUMNS} from roster where id = $1"), [id.into()]).await
}

/// A roster, locked until the work ends: whoever changes who is in its shifts begins with it.
pub(in crate::mysrs) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: RosterId,
) -> Result<Roster> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select {COLUMNS} from roster where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await?.ok_or_else(Error::not_found)
}

/// The roster of a unit's month.
pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: &str,
) -> Result<Option<Roster>> {
    let sql = format!("select {COLUMNS} from roster where unit_id = $1 and month = $2");
    db::one(connection, &sql, [unit.into(), month.into()]).await
}

pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    drafts: bool,
    page: &PageRequest<RosterKey>,
) -> Result<Vec<Roster>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from roster"));
    query.and("unit_id = ?", [unit.into()]);
    if !drafts {
        query.and("status = 'PUBLISHED'", []);
    }
    let beyond = page.beyond.as_ref().map(|(month, id)| [month.as_str().into(), (*id).into()]);
    query.keyset(["month", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Who planned, and when.
pub(super) type By = (PersonId, Instant);

/// Adds the roster of a month; tells whether the month had none.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    roster: &Roster,
    (by, now): By,
) -> Result<bool> {
    let sql = "insert into roster (id, unit_id, month, status, version, seed, report, generated_by, \
               generated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               on conflict (unit_id, month) do nothing";
    let values = [
        roster.id.into(),
        roster.unit_id.into(),
        roster.month.as_str().into(),
        roster.status.to_value().into(),
        roster.version.into(),
        roster.seed.into(),
        roster.report.clone().into(),
        by.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes down that a roster was planned again, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    roster: &Roster,
    (by, now): By,
) -> Result<bool> {
    let sql = "update roster set version = version + 1, seed = $3, report = $4, generated_by = $5, \
               generated_at = $6 where id = $1 and version = $2";
    let values = [
        roster.id.into(),
        roster.version.into(),
        roster.seed.into(),
        roster.report.clone().into(),
        by.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Lets a roster's version rise: who is in its shifts has changed.
pub(in crate::mysrs) async fn touch<C: ConnectionTrait>(
    connection: &C,
    id: RosterId,
) -> Result<()> {
    let sql = "update roster set version = version + 1 where id = $1";
    db::run(connection, sql, [id.into()]).await?;
    Ok(())
}

/// Publishes a roster with its shifts. Those that were cancelled before stay out.
pub(super) async fn publish<C: ConnectionTrait>(
    connection: &C,
    id: RosterId,
    (by, now): By,
) -> Result<()> {
    let sql = "update roster set version = version + 1, status = $2, published_by = $3, \
               published_at = $4 where id = $1";
    let status = RosterStatus::Published.to_value();
    db::run(connection, sql, [id.into(), status.into(), by.into(), now.into()]).await?;
    let sql = "update shift set status = case when cancel_reason is null then 'PUBLISHED' \
               else 'CANCELLED' end, published_by = $2, created_at = $3, changed_at = $3 \
               where roster_id = $1 and status = 'DRAFT'";
    db::run(connection, sql, [id.into(), by.into(), now.into()]).await?;
    Ok(())
}

/// Every shift of a roster, the earliest first, the cancelled ones too.
pub(super) async fn list_shifts<C: ConnectionTrait>(
    connection: &C,
    roster: RosterId,
) -> Result<Vec<Shift>> {
    let sql = format!("select {SHIFT} from shift where roster_id = $1 order by starts_at, id");
    db::all(connection, &sql, [roster.into()]).await
}

/// The published shifts of a unit that begin at a time, the earliest first.
pub(in crate::mysrs) async fn list_published<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (from, until): (Instant, Instant),
) -> Result<Vec<Shift>> {
    let sql = format!(
        "select {SHIFT} from shift where unit_id = $1 and starts_at >= $2 and starts_at < $3 \
         and status = 'PUBLISHED' order by starts_at, id"
    );
    db::all(connection, &sql, [unit.into(), from.into(), until.into()]).await
}

/// A shift, locked until the work ends.
pub(in crate::mysrs) async fn lock_shift<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
) -> Result<Shift> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select {SHIFT} from shift where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await?.ok_or_else(Error::not_found)
}

/// Removes drafts that no recurring shift asks for any more, with who was in them.
pub(super) async fn remove_drafts<C: ConnectionTrait>(
    connection: &C,
    shifts: &[ShiftId],
) -> Result<()> {
    if shifts.is_empty() {
        return Ok(());
    }
    let mut members = db::Query::new("delete from shift_member");
    members.and_in("shift_id", shifts.iter().map(|shift| shift.0));
    members.run(connection).await?;
    let mut drafts = db::Query::new("delete from shift");
    drafts.and("status = 'DRAFT'", []);
    drafts.and_in("id", shifts.iter().map(|shift| shift.0));
    drafts.run(connection).await?;
    Ok(())
}

/// Gives a draft another shape.
pub(super) async fn change_draft<C: ConnectionTrait>(connection: &C, shift: &Shift) -> Result<()> {
    let sql = "update shift set ends_at = $2, place = $3, needed = $4 \
               where id = $1 and status = 'DRAFT'";
    let values =
        [shift.id.into(), shift.ends_at.into(), shift.place.as_str().into(), shift.needed.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Says why a shift does not take place.
pub(super) async fn cancel_shift<C: ConnectionTrait>(
    connection: &C,
    shift: &Shift,
    now: Instant,
) -> Result<()> {
    let sql = "update shift set status = $2, cancel_reason = $3, version = version + 1, \
               changed_at = $4 where id = $1";
    let values = [
        shift.id.into(),
        shift.status.to_value().into(),
        shift.cancel_reason.clone().into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes that who is in a shift has changed.
pub(in crate::mysrs) async fn touch_shift<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
    now: Instant,
) -> Result<()> {
    let sql = "update shift set version = version + 1, changed_at = $2 where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Puts somebody into a shift.
pub(in crate::mysrs) async fn seat<C: ConnectionTrait>(
    connection: &C,
    (shift, person): (ShiftId, PersonId),
    pinned: bool,
) -> Result<()> {
    let sql = "insert into shift_member (shift_id, person_id, pinned) values ($1, $2, $3) \
               on conflict (shift_id, person_id) do update set pinned = excluded.pinned";
    db::run(connection, sql, [shift.into(), person.into(), pinned.into()]).await?;
    Ok(())
}

/// Says whether somebody's place is agreed; tells whether they are in the shift.
pub(super) async fn pin<C: ConnectionTrait>(
    connection: &C,
    (shift, person): (ShiftId, PersonId),
    pinned: bool,
) -> Result<bool> {
    let sql = "update shift_member set pinned = $3 where shift_id = $1 and person_id = $2";
    Ok(db::run(connection, sql, [shift.into(), person.into(), pinned.into()]).await? == 1)
}

/// Takes somebody out of a shift.
pub(in crate::mysrs) async fn unseat<C: ConnectionTrait>(
    connection: &C,
    (shift, person): (ShiftId, PersonId),
) -> Result<()> {
    let sql = "delete from shift_member where shift_id = $1 and person_id = $2";
    db::run(connection, sql, [shift.into(), person.into()]).await?;
    Ok(())
}

/// Says who leads a team: one of those in it, or nobody.
pub(in crate::mysrs) async fn set_leader<C: ConnectionTrait>(
    connection: &C,
    shift: ShiftId,
    leader: Option<PersonId>,
) -> Result<()> {
    let sql = "update shift_member set duty = case when person_id = $2 then $3 else $4 end \
               where shift_id = $1";
    let nobody = PersonId(uuid::Uuid::nil());
    let values = [
        shift.into(),
        leader.unwrap_or(nobody).into(),
        TeamDuty::Leader.to_value().into(),
        TeamDuty::Member.to_value().into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The unit of a volunteer's place.
pub(super) async fn unit_of_patroller<C: ConnectionTrait>(
    connection: &C,
    id: PatrollerId,
) -> Result<Option<PatrolUnitId>> {
    let sql = "select unit_id from patroller where id = $1";
    db::value(connection, sql, [id.into()]).await
}

/// Says whether a volunteer can lead a team.
pub(super) async fn set_can_lead<C: ConnectionTrait>(
    connection: &C,
    id: PatrollerId,
    can_lead: bool,
) -> Result<()> {
    let sql = "update patroller set can_lead = $2 where id = $1";
    db::run(connection, sql, [id.into(), can_lead.into()]).await?;
    Ok(())
}

/// What people are called.
pub(super) async fn names<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<HashMap<PersonId, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
        display_name: String,
    }
    let mut query = db::Query::new("select id, display_name from person");
    query.and_in("id", people.iter().map(|person| person.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Says how many people a shift should have, when nobody has said so.
pub(in crate::mysrs) async fn set_needed<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
    needed: i64,
) -> Result<()> {
    let sql = "update shift set needed = $2 where id = $1 and needed is null";
    db::run(connection, sql, [id.into(), needed.into()]).await?;
    Ok(())
}
