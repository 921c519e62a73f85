//! Something to ask by, whichever database it is.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::Lanes;

/// Something to ask the database by, one statement at a time.
#[derive(Clone, Debug)]
pub enum Rows {
    /// sea-orm's pool: SQLite.
    Pool(DatabaseConnection),
    /// Connections to PostgreSQL.
    Lanes(Lanes),
}

impl Rows {
    /// Whether a statement would not have to wait.
    pub(super) fn has_room(&self) -> bool {
        match self {
            Self::Pool(_) => true,
            Self::Lanes(lanes) => lanes.has_room(),
        }
    }
}

#[async_trait]
impl ConnectionTrait for Rows {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Lanes(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Lanes(lanes) => lanes.run(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Lanes(lanes) => lanes.run_text(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Lanes(lanes) => lanes.one(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Lanes(lanes) => lanes.all(statement).await,
        }
    }
}
