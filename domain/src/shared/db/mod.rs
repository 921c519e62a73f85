//! The rows: one handle for reading, one for writing.

mod beginnings;
mod forget;
mod lanes;
mod plans;
mod query;
mod rows;
mod sqlite;
mod statement;

use std::{sync::Arc, time::Duration};

use sea_orm::{
    Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    SqlxPostgresConnector, TransactionOptions, TransactionTrait,
    sqlx::{
        ConnectOptions as _, Executor as _,
        postgres::{PgConnectOptions, PgPoolOptions},
    },
};
use thread_local::ThreadLocal;

pub(crate) use self::{
    beginnings::beginnings,
    forget::{Old, PART, forget, forget_all},
    lanes::Lanes,
    plans::keep_plans,
    statement::locking,
};
use self::{plans::PLANNED_ANEW, sqlite::sqlite_options};
pub use self::{
    query::Query,
    rows::Rows,
    sqlite::copy_to,
    statement::{all, exists, one, run, statement, value, values},
};
use super::error::Result;

/// How many connections are opened.
#[derive(Clone, Copy, Debug)]
pub struct PoolSizes {
    /// Connections to PostgreSQL, or readers of the SQLite file.
    pub connections: u32,
    /// So many threads answer requests; on PostgreSQL each has its share of the connections.
    pub threads: u32,
}

/// Lanes of those that answer nobody: shared commits have two for check-ins and two for fixes, and
/// four are for the change log, the outbox, the scheduler and what a thread borrows.
const BEHIND: u32 = 2 + 2 + 4;
/// The fewest connections for transactions of a node.
const TRANSACTIONS: u32 = 4;
/// Connections for the outbox's transactions, so that a notice to everybody takes none from requests:
/// one that makes deliveries, one that leases them, and one that records what came of them. They are
/// opened when there is something to send.
const OUTBOX: u32 = 3;
/// So many more are opened for a call for help, when one comes, and closed again after it.
const FIRST: u32 = 2;

impl PoolSizes {
    /// What one thread gets: transactions and what goes on behind have two shares.
    fn of_a_thread(self) -> u32 {
        (self.connections / self.threads.saturating_add(2)).max(2)
    }

    /// What is left for transactions.
    fn of_transactions(self) -> u32 {
        let taken = self.of_a_thread().saturating_mul(self.threads).saturating_add(BEHIND + OUTBOX);
        self.connections.saturating_sub(taken).max(TRANSACTIONS)
    }
}

/// The database, whichever it is.
#[derive(Clone, Debug)]
pub struct Db {
    ways: Ways,
    /// Where transactions begin: the writer.
    transactions: DatabaseConnection,
    /// Where the outbox's do.
    of_outbox: DatabaseConnection,
    /// Where those begin that wait behind no other; on SQLite the one writer.
    first: DatabaseConnection,
}

/// Where statements outside transactions go.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a node has one")]
enum Ways {
    Sqlite {
        read: Rows,
        write: Rows,
    },
    Postgres {
        server: PgConnectOptions,
        /// How many lanes a thread opens for itself, and those that were opened.
        share: u32,
        own: Arc<ThreadLocal<Rows>>,
        /// For whoever has none, and for a thread whose own are all taken.
        behind: Rows,
        /// For the outbox.
        of_outbox: Rows,
    },
}

impl Db {
    /// Opens a database by its URL, `postgres://…` or `sqlite://…`.
    ///
    /// SQLite gets one writer, so that writes queue here instead of failing there, and several
    /// readers that never wait for it.
    pub async fn connect(url: &str, sizes: PoolSizes) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let transactions = Database::connect(sqlite_options(url, 1)).await?;
            let read = Rows::Pool(Database::connect(sqlite_options(url, sizes.connections)).await?);
            let write = Rows::Pool(transactions.clone());
            // One writer, whoever writes.
            let (of_outbox, first) = (transactions.clone(), transactions.clone());
            return Ok(Self { ways: Ways::Sqlite { read, write }, transactions, of_outbox, first });
        }
        let server: PgConnectOptions = url.parse()?;
        let server = server.application_name("krt").disable_statement_logging();
        let pool = PgPoolOptions::new()
            .acquire_timeout(Duration::from_secs(5))
            // A connection that broke shows at its first statement; asking each time costs 12 %.
            .test_before_acquire(false)
            .max_connections(sizes.of_transactions())
            .min_connections(1)
            .connect_with(server.clone())
            .await?;
        let transactions = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let pool = PgPoolOptions::new()
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .max_connections(OUTBOX)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(PLANNED_ANEW).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(server.clone());
        let of_outbox = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let pool = PgPoolOptions::new()
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .max_connections(FIRST)
            .connect_lazy_with(server.clone());
        let first = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let behind = Rows::Lanes(Lanes::new(server.clone(), BEHIND));
        let (share, own) = (sizes.of_a_thread(), Arc::default());
        let ways =
            Ways::Postgres { server, share, own, behind, of_outbox: Rows::Pool(of_outbox.clone()) };
        Ok(Self { ways, transactions, of_outbox, first })
    }

    /// Gives the calling thread connections of its own, for as long as the database is open.
    ///
    /// An answer of the server wakes the thread whose runtime opened the connection. Where that
    /// is another one than the thread that asked, each statement costs two more changes of
    /// thread.
    pub fn settle_here(&self) {
        if let Ways::Postgres { server, share, own, .. } = &self.ways {
            own.get_or(|| Rows::Lanes(Lanes::new(server.clone(), *share)));
        }
    }

    /// For reading.
    #[must_use]
    pub fn read(&self) -> &Rows {
        match &self.ways {
            Ways::Sqlite { read, .. } => read,
            Ways::Postgres { own, behind, .. } => match own.get() {
                // Whoever must wait waits for a lane of their own thread, in the order of coming. In
                // the queue of the borrowed ones they would be overtaken by each later request that
                // finds an own lane free, and would hold up what goes on behind.
                Some(rows) if rows.has_room() || !behind.has_room() => rows,
                _ => behind,
            },
        }
    }

    /// For a single statement that writes, and for reading what was written just before.
    #[must_use]
    pub fn write(&self) -> &Rows {
        match &self.ways {
            Ways::Sqlite { write, .. } => write,
            Ways::Postgres { .. } => self.read(),
        }
    }

    /// For what the outbox looks for, by the connections that its transactions have.
    pub(crate) fn read_of_outbox(&self) -> &Rows {
        match &self.ways {
            Ways::Sqlite { read, .. } => read,
            Ways::Postgres { of_outbox, .. } => of_outbox,
        }
    }

    /// Begins a transaction on the writer.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        Self::begin_on(&self.transactions).await
    }

    /// The same for the outbox, which has connections of its own.
    pub(crate) async fn begin_of_outbox(&self) -> Result<DatabaseTransaction> {
        Self::begin_on(&self.of_outbox).await
    }

    /// Begins a transaction that waits behind no other request's: for a call for help. On SQLite
    /// there is one writer, and it waits for the one transaction that is under way, and those that
    /// came before.
    pub(crate) async fn begin_first(&self) -> Result<DatabaseTransaction> {
        Self::begin_on(&self.first).await
    }

    async fn begin_on(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            // From its beginning the only writer: a reader that begins to write later can be
            // refused when another program has written meanwhile.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(connection.begin_with_options(options).await?)
    }

    /// Whether this is PostgreSQL (else it is SQLite).
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.ways, Ways::Postgres { .. })
    }

    /// The lanes beneath, when this is PostgreSQL: for the few statements that hand over whole
    /// columns as arrays, which holds one plan for any number of rows.
    #[must_use]
    pub(crate) fn postgres(&self) -> Option<&Lanes> {
        match self.write() {
            Rows::Pool(_) => None,
            Rows::Lanes(lanes) => Some(lanes),
        }
    }

    /// Closes what can be closed at once; the rest closes with the last handle.
    pub async fn close(self) {
        // Nothing can be done about a connection that does not close: the process is ending.
        let _ = self.transactions.close().await;
        let _ = self.of_outbox.close().await;
        let _ = self.first.close().await;
        if let Ways::Sqlite { read: Rows::Pool(read), .. } = self.ways {
            let _ = read.close().await;
        }
    }
}

/// The newest step of the tables; none before the first.
pub async fn migration(db: &Db) -> Result<Option<String>> {
    let sql = "select max(version) from seaql_migrations";
    Ok(value::<Option<String>, _>(db.read(), sql, []).await?.flatten())
}
