//! The rows: one handle for reading, one for writing.

mod lanes;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, ExecResult, FromQueryResult, QueryResult, SqliteTransactionMode, SqlxPostgresConnector,
    Statement, TransactionOptions, TransactionTrait, Value,
    sqlx::{
        ConnectOptions as _,
        postgres::{PgConnectOptions, PgPoolOptions},
    },
};
use thread_local::ThreadLocal;
use uuid::Uuid;

pub(crate) use self::lanes::Lanes;
use super::error::{Error, Result};

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

impl PoolSizes {
    /// What one thread gets: transactions and what goes on behind have two shares.
    fn of_a_thread(self) -> u32 {
        (self.connections / self.threads.saturating_add(2)).max(2)
    }

    /// What is left for transactions.
    fn of_transactions(self) -> u32 {
        let taken = self.of_a_thread().saturating_mul(self.threads).saturating_add(BEHIND);
        self.connections.saturating_sub(taken).max(TRANSACTIONS)
    }
}

/// The database, whichever it is.
#[derive(Clone, Debug)]
pub struct Db {
    ways: Ways,
    /// Where transactions begin: the writer.
    transactions: DatabaseConnection,
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
    },
}

/// Something to ask the database by, one statement at a time.
#[derive(Clone, Debug)]
pub enum Rows {
    /// sea-orm's pool: SQLite.
    Pool(DatabaseConnection),
    /// Connections to PostgreSQL.
    Lanes(Lanes),
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
            return Ok(Self { ways: Ways::Sqlite { read, write }, transactions });
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
        let behind = Rows::Lanes(Lanes::new(server.clone(), BEHIND));
        let (share, own) = (sizes.of_a_thread(), Arc::default());
        Ok(Self { ways: Ways::Postgres { server, share, own, behind }, transactions })
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
            Ways::Postgres { own, behind, .. } => {
                own.get().filter(|rows| rows.has_room()).unwrap_or(behind)
            }
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

    /// Begins a transaction on the writer.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            // From its beginning the only writer: a reader that begins to write later can be
            // refused when another program has written meanwhile.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.transactions.begin_with_options(options).await?)
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
        if let Ways::Sqlite { read: Rows::Pool(read), .. } = self.ways {
            let _ = read.close().await;
        }
    }
}

impl Rows {
    /// Whether a statement would not have to wait.
    fn has_room(&self) -> bool {
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

fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
                // With a write-ahead log NORMAL loses nothing when the program dies, and at most
                // the last transactions when the machine does; FULL keeps those too.
                .pragma("synchronous", "full")
                .pragma("journal_mode", "wal")
        });
    options
}

/// A statement whose parameters stand as `$1`, `$2`, … which both databases understand.
#[must_use]
pub fn statement<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Every row of a query.
pub async fn all<T: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    Ok(rows
        .iter()
        .map(|row| T::from_query_result(row, ""))
        .collect::<std::result::Result<_, _>>()?)
}

/// The only row of a query, if there is one.
pub async fn one<T: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    Ok(row.as_ref().map(|row| T::from_query_result(row, "")).transpose()?)
}

/// Runs a statement and tells how many rows it touched.
pub async fn run<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?.rows_affected())
}

/// The parameters for a list of ids, rounded up to a power of two by repeating the
/// last one, so that few different statements are prepared. An empty list matches nothing.
fn id_list(ids: impl ExactSizeIterator<Item = Uuid>, place: &str) -> (String, Vec<Value>) {
    let count = ids.len().max(1).next_power_of_two();
    let mut values: Vec<Value> = ids.map(Value::from).collect();
    let last = values.last().cloned().unwrap_or_else(|| Uuid::nil().into());
    values.resize(count, last);
    (format!("({})", vec![place; count].join(", ")), values)
}

/// A query that grows by conditions. `?` in a condition stands for its next value.
#[derive(Debug)]
pub struct Query {
    sql: String,
    values: Vec<Value>,
    has_where: bool,
}

impl Query {
    /// Begins with what stands before the conditions: `select … from …`.
    #[must_use]
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), has_where: false }
    }

    /// Joins another table; before any condition.
    pub fn join(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push(' ');
        self.push(text, values);
    }

    /// Adds a condition.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(if self.has_where { " and " } else { " where " });
        self.has_where = true;
        self.push(condition, values);
    }

    /// Adds the condition that a column holds one of these ids.
    pub fn and_in(&mut self, column: &str, ids: impl ExactSizeIterator<Item = Uuid>) {
        let (list, values) = id_list(ids, "?");
        self.and(&format!("{column} in {list}"), values);
    }

    /// Ends the text, as with the bracket of a subquery.
    pub fn end(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn push(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        let mut values = values.into_iter();
        for part in text.split_inclusive('?') {
            match (part.strip_suffix('?'), values.next()) {
                (Some(before), Some(value)) => {
                    self.values.push(value);
                    self.sql.push_str(before);
                    self.sql.push('$');
                    self.sql.push_str(&self.values.len().to_string());
                }
                _ => self.sql.push_str(part),
            }
        }
    }

    /// Orders by two columns and begins beyond a key. `descending` is the list's own order;
    /// `backward` walks it from its end.
    pub fn keyset(
        &mut self,
        columns: [&str; 2],
        beyond: Option<[Value; 2]>,
        backward: bool,
        descending: bool,
    ) {
        let [first, second] = columns;
        let down = descending != backward;
        let (sign, order) = if down { ("<", "desc") } else { (">", "asc") };
        if let Some(key) = beyond {
            self.and(&format!("({first}, {second}) {sign} (?, ?)"), key);
        }
        self.push(&format!(" order by {first} {order}, {second} {order}"), []);
    }

    /// Takes so many rows.
    pub fn limit(&mut self, rows: u64) {
        self.push(" limit ?", [i64::try_from(rows).unwrap_or(i64::MAX).into()]);
    }

    /// Every row.
    pub async fn all<T: FromQueryResult, C: ConnectionTrait>(
        self,
        connection: &C,
    ) -> Result<Vec<T>> {
        all(connection, &self.sql, self.values).await
    }

    /// Runs it, and tells how many rows it touched.
    pub async fn run<C: ConnectionTrait>(self, connection: &C) -> Result<u64> {
        run(connection, &self.sql, self.values).await
    }
}

/// The newest step of the tables; none before the first.
pub async fn migration(db: &Db) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Newest {
        version: Option<String>,
    }
    let sql = "select max(version) as version from seaql_migrations";
    Ok(one::<Newest, _>(db.read(), sql, []).await?.and_then(|newest| newest.version))
}

/// Copies the embedded database into a file, as it stands at this moment.
pub async fn copy_to(db: &Db, file: &std::path::Path) -> Result<()> {
    run(db.read(), "vacuum into $1", [file.display().to_string().into()]).await?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, private).map_err(Error::internal)?;
    }
    Ok(())
}
