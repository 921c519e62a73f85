//! The queries about alerts.

use sea_orm::{ActiveEnum as _, ConnectionTrait};
use uuid::Uuid;

use super::{
    model::{Alert, AlertKind},
    rules::Alarm,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{CheckpointId, PatrolAlertId, PatrolId, PatrolUnitId, ShiftId},
    page::PageRequest,
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
