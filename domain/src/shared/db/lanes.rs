//! Connections to PostgreSQL that wait for no one but the database.
//!
//! sqlx's pool asks the server for a sign of life whenever a connection comes back: a second round
//! trip for each statement, which costs a tenth of what a node can answer and wakes a server
//! process for nothing. A lane is instead given back by whoever used it to the end. One that was
//! left in the middle, by a request that hung up or an error of the network, is closed.

use std::{
    sync::{Arc, Mutex, PoisonError},
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
use tokio::{sync::Semaphore, time::timeout};

/// How long a statement may wait for a lane, and a lane for its connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connections of one thread, or of all who have none of their own: each is used by one
/// statement at a time.
#[derive(Clone, Debug)]
pub struct Lanes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    server: PgConnectOptions,
    free: Mutex<Vec<PgConnection>>,
    places: Semaphore,
}

impl Lanes {
    /// So many lanes; each connects at its first use.
    pub(super) fn new(server: PgConnectOptions, count: u32) -> Self {
        let places = Semaphore::new(usize::try_from(count.max(1)).unwrap_or(1));
        Self(Arc::new(Inner { server, free: Mutex::default(), places }))
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

    /// Lets somebody use a lane. Whoever drops this in the middle drops the connection too.
    async fn with<T>(
        &self,
        act: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let late = |_| sqlx::Error::PoolTimedOut;
        let place = timeout(PATIENCE, self.0.places.acquire()).await.map_err(late)?;
        let _place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        let free = self.free().pop();
        let mut lane = match free {
            Some(lane) => lane,
            None => timeout(PATIENCE, PgConnection::connect_with(&self.0.server))
                .await
                .map_err(late)??,
        };
        let done = act(&mut lane).await;
        match &done {
            // The server refused the statement; the connection is as good as before.
            Ok(_) | Err(sqlx::Error::Database(_) | sqlx::Error::RowNotFound)
                if !is_leaving(&done) =>
            {
                self.free().push(lane);
            }
            // The others were opened to the same server, which has most likely gone.
            _ => self.free().clear(),
        }
        done
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<PgConnection>> {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Class 57 is "operator intervention": the server ends this connection.
fn is_leaving<T>(done: &Result<T, sqlx::Error>) -> bool {
    matches!(done, Err(sqlx::Error::Database(refused))
        if refused.code().is_some_and(|code| code.starts_with("57P")))
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
