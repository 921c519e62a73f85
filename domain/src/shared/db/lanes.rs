//! Connections to PostgreSQL that wait for no one but the database.
//!
//! sqlx's pool asks the server for a sign of life whenever a connection comes back: a second round
//! trip for each statement, which costs a tenth of what a node can answer and wakes a server
//! process for nothing. A lane is asked only when its statement was left in the middle, by a
//! request that hung up; and until the server has done with that statement its place stays taken,
//! so that there are never more statements than lanes.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::{
    DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, Connection as _, IntoArguments, PgConnection, Postgres,
        postgres::{PgConnectOptions, PgQueryResult, PgRow},
        query::Query,
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};

/// How long a statement may wait for a lane, and a lane for its connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait before a server that is starting, or full, is tried again.
const KNOCK_AGAIN: Duration = Duration::from_millis(50);
/// A firewall forgets connections that say nothing; how soon differs, and this is sooner.
const LONGEST_IDLE: Duration = Duration::from_mins(5);
/// After so long a lane connects anew, so that nothing stays wrong in a connection for ever.
const LONGEST_LIFE: Duration = Duration::from_mins(30);

/// The connections of one thread, or of all who have none of their own: each is used by one
/// statement at a time.
#[derive(Clone, Debug)]
pub struct Lanes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    server: PgConnectOptions,
    free: Mutex<Vec<Lane>>,
    places: Arc<Semaphore>,
}

#[derive(Debug)]
struct Lane {
    connection: PgConnection,
    opened: Instant,
    used: Instant,
}

impl Lane {
    fn is_fresh(&self) -> bool {
        self.used.elapsed() < LONGEST_IDLE && self.opened.elapsed() < LONGEST_LIFE
    }
}

impl Lanes {
    /// So many lanes; each connects at its first use.
    pub(super) fn new(server: PgConnectOptions, count: u32) -> Self {
        let places = Arc::new(Semaphore::new(usize::try_from(count.max(1)).unwrap_or(1)));
        Self(Arc::new(Inner { server, free: Mutex::default(), places }))
    }

    /// Whether a statement would not have to wait.
    pub(super) fn has_room(&self) -> bool {
        self.0.places.available_permits() > 0
    }

    /// Every row of a query.
    pub(crate) async fn rows<A: Send + IntoArguments<Postgres>>(
        &self,
        query: Query<'_, Postgres, A>,
    ) -> Result<Vec<PgRow>, sqlx::Error> {
        self.with(async |lane| query.fetch_all(lane).await).await
    }

    pub(super) async fn all(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let rows = self.rows(bound(statement)).await.map_err(while_asking)?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    pub(super) async fn one(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let query = bound(statement);
        let row = self.with(async |lane| query.fetch_optional(lane).await).await;
        Ok(row.map_err(while_asking)?.map(QueryResult::from))
    }

    pub(super) async fn run(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let query = bound(statement);
        let done: Result<PgQueryResult, _> =
            self.with(async |lane| query.execute(lane).await).await;
        Ok(done.map_err(while_writing)?.into())
    }

    pub(super) async fn run_text(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let done: Result<PgQueryResult, _> =
            self.with(async |lane| query.execute(lane).await).await;
        Ok(done.map_err(while_writing)?.into())
    }

    /// Lets somebody use a lane.
    async fn with<T>(
        &self,
        act: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let late = |_| sqlx::Error::PoolTimedOut;
        let place = timeout(PATIENCE, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(late)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let lane = match self.free_lane() {
            Some(lane) => lane,
            None => timeout(PATIENCE, self.connect()).await.map_err(late)??,
        };
        let mut busy = Busy { lanes: self, lane: Some(lane), place: Some(place) };
        let Some(lane) = &mut busy.lane else { return Err(sqlx::Error::PoolClosed) };
        let done = act(&mut lane.connection).await;
        let lane = busy.lane.take();
        match &done {
            Err(cause) if !is_good_after(cause) => {
                // The others were opened to the same server, which has most likely gone.
                self.free().clear();
            }
            _ => self.free().extend(lane.map(|lane| Lane { used: Instant::now(), ..lane })),
        }
        done
    }

    fn free_lane(&self) -> Option<Lane> {
        let mut free = self.free();
        while let Some(lane) = free.pop() {
            if lane.is_fresh() {
                return Some(lane);
            }
        }
        None
    }

    /// Connects, and knocks again at a server that is starting or full.
    async fn connect(&self) -> Result<Lane, sqlx::Error> {
        loop {
            match PgConnection::connect_with(&self.0.server).await {
                Ok(connection) => {
                    let now = Instant::now();
                    return Ok(Lane { connection, opened: now, used: now });
                }
                Err(cause) if passes(&cause) => sleep(KNOCK_AGAIN).await,
                Err(cause) => return Err(cause),
            }
        }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Lane>> {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lane in use. Dropped with its lane still in it, the statement was left in the middle.
struct Busy<'a> {
    lanes: &'a Lanes,
    lane: Option<Lane>,
    place: Option<OwnedSemaphorePermit>,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let (Some(mut lane), Some(place)) = (self.lane.take(), self.place.take()) else { return };
        let Ok(runtime) = Handle::try_current() else { return };
        let lanes = self.lanes.clone();
        runtime.spawn(async move {
            // Answered once the server has done with what was left; longer than that nobody waits.
            if matches!(timeout(PATIENCE, lane.connection.ping()).await, Ok(Ok(()))) {
                lanes.free().push(lane);
            }
            drop(place);
        });
    }
}

/// Whether the connection is as good as before: the server refused the statement, but stays.
fn is_good_after(cause: &sqlx::Error) -> bool {
    match cause {
        // Class 57 is "operator intervention": the server ends this connection. 0A000 says that a
        // statement's columns have another type since a migration: a new connection knows.
        sqlx::Error::Database(refused) => !has_code(refused.code().as_deref(), &["57P", "0A000"]),
        sqlx::Error::RowNotFound => true,
        _ => false,
    }
}

/// Whether a server that could not be connected to may take us in a moment: nobody listens yet, it
/// is starting (57P03), or every connection is taken (53300).
fn passes(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::Io(cause) => cause.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(refused) => has_code(refused.code().as_deref(), &["57P03", "53300"]),
        _ => false,
    }
}

fn has_code(code: Option<&str>, beginnings: &[&str]) -> bool {
    code.is_some_and(|code| beginnings.iter().any(|beginning| code.starts_with(beginning)))
}

fn bound(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn while_asking(cause: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(cause.into()))
}

fn while_writing(cause: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(cause.into()))
}
