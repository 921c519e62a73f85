//! The queries about alerts, and about the patrols and shifts that are watched.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    model::{Alert, AlertKind},
    rules::Alarm,
};
use crate::{
    mysrs::{patrol::PatrolStatus, roster::ShiftStatus},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, CheckpointId, PatrolAlertId, PatrolId, PatrolUnitId, PersonId, ShiftId},
        page::PageRequest,
    },
};

const ALERTS: &str = "select a.id, a.unit_id, a.patrol_id, a.shift_id, a.kind, a.person_id, \
                      n.display_name as person_name, a.checkpoint_id, a.missed, a.since, \
                      a.raised_at, a.told_at, a.escalated_at, a.healed_at, a.closed_at \
                      from patrol_alert a left join person n on n.id = a.person_id";

/// The key by which alerts are ordered, the latest first.
pub(super) type AlertKey = (Instant, PatrolAlertId);

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Patrol(PatrolId),
    Shift(ShiftId),
}

impl About {
    pub(super) fn subject(self) -> Uuid {
        match self {
            Self::Patrol(id) => id.0,
            Self::Shift(id) => id.0,
        }
    }
}

/// A patrol that is watched.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Watched {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub status: PatrolStatus,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub opened_at: Instant,
    pub shift_ends_at: Option<Instant>,
}

/// A patrol, about which nobody else decides until the transaction is over; what is recorded on it
/// does not wait.
pub(super) async fn lock_patrol<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Watched>> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from patrol where id = $1{lock}");
    if db::value::<PatrolId, _>(connection, &sql, [id.into()]).await?.is_none() {
        return Ok(None);
    }
    lookup_patrol(connection, id).await
}

/// A patrol as it is watched.
pub(super) async fn lookup_patrol<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Watched>> {
    let sql = "select p.id, p.unit_id, p.status, p.started_at, p.ended_at, p.opened_at, \
               s.ends_at as shift_ends_at from patrol p left join shift s on s.id = p.shift_id \
               where p.id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// A shift that is watched.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Planned {
    pub id: ShiftId,
    pub unit_id: PatrolUnitId,
    pub status: ShiftStatus,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// A shift, of which no patrol starts until the transaction is over.
pub(super) async fn lock_shift<C: ConnectionTrait>(
    connection: &C,
    id: ShiftId,
) -> Result<Option<Planned>> {
    let lock = db::locking(connection, " for update");
    let sql =
        format!("select id, unit_id, status, starts_at, ends_at from shift where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// Whether a patrol of a shift has begun since then: one that names it, or one that names none with
/// somebody of it.
pub(super) async fn has_come<C: ConnectionTrait>(
    connection: &C,
    shift: &Planned,
    since: Instant,
) -> Result<bool> {
    let named = "select 1 from patrol where shift_id = $1";
    if db::exists(connection, named, [shift.id.into()]).await? {
        return Ok(true);
    }
    let unnamed = "select 1 from patrol p join patrol_member m on m.patrol_id = p.id \
                   join shift_member s on s.person_id = m.person_id and s.shift_id = $1 \
                   where p.unit_id = $2 and p.shift_id is null and p.started_at >= $3 \
                   and p.started_at < $4";
    let values = [shift.id.into(), shift.unit_id.into(), since.into(), shift.ends_at.into()];
    db::exists(connection, unnamed, values).await
}

/// When the server last heard of any phone of a patrol: by its own clock, so that no phone's matters.
pub(super) async fn last_sign<C: ConnectionTrait>(
    connection: &C,
    patrol: &Watched,
) -> Result<Instant> {
    let check_in = "select received_at from check_in where patrol_id = $1 \
                    order by received_at desc limit 1";
    let word = "select received_at from patrol_alive where patrol_id = $1 \
                order by received_at desc limit 1";
    let mut last = patrol.opened_at;
    for sql in [check_in, word] {
        let heard: Option<Instant> = db::value(connection, sql, [patrol.id.into()]).await?;
        last = heard.map_or(last, |heard| heard.max(last));
    }
    // Of the unit's fixes only the newest are looked at.
    let fix = "select received_at from track_point where unit_id = $1 and received_at > $2 \
               and patrol_id = $3 order by received_at desc limit 1";
    let values = [patrol.unit_id.into(), last.into(), patrol.id.into()];
    let heard: Option<Instant> = db::value(connection, fix, values).await?;
    Ok(heard.map_or(last, |heard| heard.max(last)))
}

/// When somebody on a patrol last did something by hand, as far as the server can tell: a phone in
/// a pocket sends its positions by itself.
pub(super) async fn last_by_hand<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<Option<Instant>> {
    let check_in = "select corrected_at from check_in where patrol_id = $1 and person_id = $2 \
                    order by corrected_at desc limit 1";
    let word = "select corrected_at from patrol_alive where patrol_id = $1 and person_id = $2 \
                order by corrected_at desc limit 1";
    let mut last: Option<Instant> = None;
    for sql in [check_in, word] {
        let values = [patrol.into(), person.into()];
        let found: Option<Instant> = db::value(connection, sql, values).await?;
        last = last.max(found);
    }
    Ok(last)
}

/// A unit as it is named to those who are told.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Unit {
    pub id: PatrolUnitId,
    pub area_id: AreaId,
    pub name: String,
}

pub(super) async fn lookup_unit<C: ConnectionTrait>(
    connection: &C,
    id: PatrolUnitId,
) -> Result<Option<Unit>> {
    let sql = "select id, area_id, name from patrol_unit where id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// Raises an alert, unless one of its kind is open already; tells whether it did.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    unit: PatrolUnitId,
    (about, alarm): (About, &Alarm),
    now: Instant,
) -> Result<bool> {
    let (patrol, shift) = match about {
        About::Patrol(id) => (Some(id), None),
        About::Shift(id) => (None, Some(id)),
    };
    let sql = "insert into patrol_alert (id, unit_id, subject_id, patrol_id, shift_id, kind, \
               person_id, checkpoint_id, missed, since, raised_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               on conflict (subject_id, kind) where closed_at is null do nothing";
    let values = [
        id.into(),
        unit.into(),
        about.subject().into(),
        patrol.into(),
        shift.into(),
        alarm.kind.to_value().into(),
        alarm.person.into(),
        alarm.checkpoint.into(),
        alarm.missed.into(),
        alarm.since.into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
) -> Result<Option<Alert>> {
    db::one(connection, &format!("{ALERTS} where a.id = $1"), [id.into()]).await
}

/// An alert that is open, and stays so until the transaction is over.
pub(super) async fn lock_open<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
) -> Result<Option<Alert>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select id from patrol_alert where id = $1 and closed_at is null{lock}");
    if db::value::<PatrolAlertId, _>(connection, &sql, [id.into()]).await?.is_none() {
        return Ok(None);
    }
    lookup(connection, id).await
}

/// The open alerts of a patrol or a shift.
pub(super) async fn list_open<C: ConnectionTrait>(
    connection: &C,
    subject: Uuid,
) -> Result<Vec<Alert>> {
    let sql = format!("{ALERTS} where a.subject_id = $1 and a.closed_at is null order by a.id");
    db::all(connection, &sql, [subject.into()]).await
}

/// The alerts of this kind of a patrol or a shift that lapsed without having healed.
pub(super) async fn list_lapsed<C: ConnectionTrait>(
    connection: &C,
    subject: Uuid,
    kind: AlertKind,
) -> Result<Vec<Alert>> {
    let sql = format!(
        "{ALERTS} where a.subject_id = $1 and a.kind = $2 and a.closed_at is not null \
         and a.healed_at is null order by a.id"
    );
    db::all(connection, &sql, [subject.into(), kind.to_value().into()]).await
}

/// Whether an alert of this kind was ever raised about a patrol or a shift.
pub(super) async fn was_raised<C: ConnectionTrait>(
    connection: &C,
    subject: Uuid,
    kind: AlertKind,
) -> Result<bool> {
    let sql = "select 1 from patrol_alert where subject_id = $1 and kind = $2";
    db::exists(connection, sql, [subject.into(), kind.to_value().into()]).await
}

/// Closes an open alert, healed or not; tells whether it was open.
pub(super) async fn close<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    healed: bool,
    now: Instant,
) -> Result<bool> {
    let sql = "update patrol_alert set closed_at = $2, healed_at = $3 \
               where id = $1 and closed_at is null";
    let values = [id.into(), now.into(), healed.then_some(now).into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Notes of a lapsed alert that all was well after all; tells whether that is new.
pub(super) async fn change_to_healed<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    now: Instant,
) -> Result<bool> {
    let sql = "update patrol_alert set healed_at = $2 where id = $1 and healed_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// Notes which checkpoints are missed now.
pub(super) async fn change_missed<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    checkpoint: Option<CheckpointId>,
    missed: i64,
) -> Result<()> {
    let sql = "update patrol_alert set checkpoint_id = $2, missed = $3 where id = $1";
    db::run(connection, sql, [id.into(), checkpoint.into(), missed.into()]).await?;
    Ok(())
}

pub(super) async fn change_to_told<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    now: Instant,
) -> Result<()> {
    let sql = "update patrol_alert set told_at = $2 where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

pub(super) async fn change_to_escalated<C: ConnectionTrait>(
    connection: &C,
    id: PatrolAlertId,
    now: Instant,
) -> Result<()> {
    let sql = "update patrol_alert set escalated_at = $2 where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// The alerts of a unit, the latest first.
pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    open_only: bool,
    page: &PageRequest<AlertKey>,
) -> Result<Vec<Alert>> {
    let mut query = db::Query::new(ALERTS);
    query.and("a.unit_id = ?", [unit.into()]);
    if open_only {
        query.and("a.closed_at is null", []);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["a.raised_at", "a.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The latest alerts of a patrol, so many at most.
pub(super) async fn list_of_patrol<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    most: i64,
) -> Result<Vec<Alert>> {
    let sql =
        format!("{ALERTS} where a.subject_id = $1 order by a.raised_at desc, a.id desc limit $2");
    db::all(connection, &sql, [id.into(), most.into()]).await
}
