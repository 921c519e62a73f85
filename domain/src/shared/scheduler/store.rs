//! The queries about what is due.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Iterable as _};
use uuid::Uuid;

use crate::{
    duties::Duty,
    shared::{
        clock::Instant,
        ctx::Tools,
        db,
        error::{Error, Result},
    },
};

/// How often a plan is written anew whose like went away at that very moment.
const TRIES: usize = 5;

/// Plans a duty, unless it is planned for that moment already. When a node is doing the one that is
/// planned, this waits for its end: what is done by then may not have seen what it is planned for, so
/// that it is planned anew.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    duty: Duty,
    subject: Uuid,
    due_at: Instant,
) -> Result<()> {
    // To do nothing would not wait for whoever has the row in hand.
    let sql = "insert into duty (id, kind, subject, due_at, next_at) values ($1, $2, $3, $4, $4) \
               on conflict (kind, subject, due_at) do update set next_at = duty.next_at \
               returning id";
    for _ in 0..TRIES {
        let values = [id.into(), duty.to_value().into(), subject.into(), due_at.into()];
        let planned: Option<Uuid> = db::value(connection, sql, values).await?;
        if planned.is_some() {
            return Ok(());
        }
    }
    Err(Error::internal("a duty could not be planned"))
}

pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    duty: Duty,
    subject: Uuid,
) -> Result<u64> {
    let sql = "delete from duty where kind = $1 and subject = $2";
    db::run(connection, sql, [duty.to_value().into(), subject.into()]).await
}

/// Locks every plan of a duty for a subject.
pub(super) async fn hold<C: ConnectionTrait>(
    connection: &C,
    duty: Duty,
    subject: Uuid,
) -> Result<()> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select id from duty where kind = $1 and subject = $2 order by id{lock}");
    let values = [duty.to_value().into(), subject.into()];
    db::values::<Uuid, _>(connection, &sql, values).await.map(drop)
}

/// Whether a duty of this kind is planned.
pub(super) async fn is_planned<C: ConnectionTrait>(connection: &C, duty: Duty) -> Result<bool> {
    db::exists(connection, "select 1 from duty where kind = $1", [duty.to_value().into()]).await
}

/// Whether anything is due: asked twice a second, so it takes no lock.
pub(super) async fn is_anything_due(tools: &Tools) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Due {
        due: bool,
    }
    let sql = "select exists (select 1 from duty where next_at <= $1) as due";
    let row: Option<Due> = db::one(tools.db.read(), sql, [tools.clock.now().into()]).await?;
    Ok(row.is_some_and(|row| row.due))
}

/// A duty that is due.
#[derive(Debug, FromQueryResult)]
pub(super) struct Taken {
    pub id: Uuid,
    pub kind: String,
    pub subject: Uuid,
    pub due_at: Instant,
    pub failures: i32,
}

impl Taken {
    pub(super) fn duty(&self) -> Option<Duty> {
        Duty::try_from_value(&self.kind).ok()
    }
}

/// The duty that has been due longest and that nobody has in hand, for as long as the transaction
/// lasts: one that is urgent before all others, and what reads and reckons for long after all others, so
/// that a heap of it holds up no warning.
pub(super) async fn take<C: ConnectionTrait>(
    connection: &C,
    postgres: bool,
    now: Instant,
) -> Result<Option<Taken>> {
    let turns: [fn(Duty) -> bool; 3] =
        [Duty::is_urgent, |duty| !duty.is_made_ready(), |duty| duty.is_made_ready()];
    for is_of_turn in turns {
        let duties: Vec<Duty> = Duty::iter().filter(|duty| is_of_turn(*duty)).collect();
        if let Some(taken) = take_of(connection, postgres, now, &duties).await? {
            return Ok(Some(taken));
        }
    }
    Ok(None)
}

/// One of these duties. A newer node beside this one may have planned what this one does not know.
async fn take_of<C: ConnectionTrait>(
    connection: &C,
    postgres: bool,
    now: Instant,
    duties: &[Duty],
) -> Result<Option<Taken>> {
    let known = |duty: &Duty| format!("'{}'", duty.to_value());
    let known = duties.iter().map(known).collect::<Vec<_>>().join(", ");
    let locked = if postgres { " for update skip locked" } else { "" };
    let sql = format!(
        "select id, kind, subject, due_at, failures from duty where next_at <= $1 \
         and kind in ({known}) order by next_at, id limit 1{locked}"
    );
    db::one(connection, &sql, [now.into()]).await
}

/// Keeps a duty that was taken from everybody until then, beyond the end of the transaction.
pub(super) async fn lease<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    until: Instant,
) -> Result<()> {
    db::run(connection, "update duty set next_at = $2 where id = $1", [id.into(), until.into()])
        .await?;
    Ok(())
}

/// Keeps a duty that is leased until `until` from everybody until `longer`; tells whether nobody has
/// taken it over since.
pub(super) async fn renew_lease<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    until: Instant,
    longer: Instant,
) -> Result<bool> {
    let sql = "update duty set next_at = $3 where id = $1 and next_at = $2";
    let values = [id.into(), until.into(), longer.into()];
    Ok(db::run(connection, sql, values).await? > 0)
}

/// Takes a duty that was leased until then; tells whether nobody has taken it over since.
pub(super) async fn take_leased<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    until: Instant,
) -> Result<bool> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select id from duty where id = $1 and next_at = $2{lock}");
    let found: Option<Uuid> = db::value(connection, &sql, [id.into(), until.into()]).await?;
    Ok(found.is_some())
}

pub(super) async fn done<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<()> {
    db::run(connection, "delete from duty where id = $1", [id.into()]).await?;
    Ok(())
}

/// Puts a duty off that was leased until then, unless another node has it now.
pub(super) async fn put_off_leased<C: ConnectionTrait>(
    connection: &C,
    due: &Taken,
    until: Instant,
    next_at: Instant,
) -> Result<()> {
    let sql = "update duty set failures = failures + 1, next_at = $3 where id = $1 \
               and next_at = $2";
    db::run(connection, sql, [due.id.into(), until.into(), next_at.into()]).await?;
    Ok(())
}

/// Notes that a duty failed, and when it is tried again.
pub(super) async fn put_off<C: ConnectionTrait>(
    connection: &C,
    due: &Taken,
    next_at: Instant,
) -> Result<()> {
    let sql = "update duty set failures = failures + 1, next_at = $3 where id = $1 \
               and failures = $2";
    db::run(connection, sql, [due.id.into(), due.failures.into(), next_at.into()]).await?;
    Ok(())
}
