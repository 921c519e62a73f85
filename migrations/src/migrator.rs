//! Applies the steps, one at a time, each in a transaction of its own.

use std::{
    fs::{File, TryLockError},
    io,
    time::Duration,
};

use sea_orm_migration::{
    async_trait::async_trait,
    prelude::{DbErr, MigrationName, MigrationTrait, MigratorTrait, SchemaManager},
    sea_orm::{
        ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
    },
};

use crate::dialect;

/// One step: its name, how it is made and how it is undone.
#[derive(Clone, Copy)]
struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
    /// What only PostgreSQL gets, such as an index of a kind that SQLite lacks.
    up_postgres: &'static str,
    /// What only SQLite gets, such as its own kind of trigger.
    up_sqlite: &'static str,
    /// What is undone first on PostgreSQL alone, and on SQLite alone.
    down_first: [&'static str; 2],
}

macro_rules! step {
    ($module:ident) => {
        step!($module, "")
    };
    ($module:ident with sqlite) => {
        step!($module, crate::$module::UP_SQLITE)
    };
    ($module:ident with sqlite both ways) => {
        Step {
            down_first: [crate::$module::DOWN_POSTGRES, crate::$module::DOWN_SQLITE],
            ..step!($module, crate::$module::UP_SQLITE)
        }
    };
    ($module:ident, $up_sqlite:expr) => {
        Step {
            name: stringify!($module),
            up: crate::$module::UP,
            down: crate::$module::DOWN,
            up_postgres: crate::$module::UP_POSTGRES,
            up_sqlite: $up_sqlite,
            down_first: ["", ""],
        }
    };
}

/// Every step in the order of its number.
const STEPS: &[Step] = &[
    step!(m0001_places),
    step!(m0002_identity),
    step!(m0003_community),
    step!(m0004_house),
    step!(m0005_mykrt),
    step!(m0006_mysrs),
    step!(m0007_media),
    step!(m0008_krt_shop),
    step!(m0009_tracks),
    step!(m0010_outbox),
    step!(m0011_phone_codes),
    step!(m0012_proofs),
    step!(m0013_committees),
    step!(m0014_residents),
    step!(m0015_unit_registry),
    step!(m0016_audit with sqlite),
    step!(m0017_single_sign_on),
    step!(m0019_change_log_gone),
    step!(m0020_change_log_lighter),
    step!(m0021_json_as_text),
    step!(m0022_ban_reasons),
    step!(m0023_project_owner_grants),
    step!(m0024_notice_life with sqlite),
    step!(m0025_devices),
    step!(m0026_activities),
    step!(m0027_notice_delivery),
    step!(m0028_notice_slug),
    step!(m0029_notice_feed_roles),
    step!(m0030_urgent_first),
    step!(m0031_mail_and_digest),
    step!(m0033_documents),
    step!(m0034_area_parts),
    step!(m0035_notice_tally),
    step!(m0037_roster),
    step!(m0038_swaps),
    step!(m0039_checkpoints),
    step!(m0040_way),
    step!(m0041_proof),
    step!(m0042_patrol_seals),
    step!(m0043_incidents with sqlite),
    step!(m0044_sos),
    step!(m0045_watch),
    step!(m0046_live),
    step!(m0047_patrol_reports),
    step!(m0048_police_feed with sqlite),
    step!(m0049_houses_away),
    step!(m0051_priorities),
    step!(m0052_notice_rules),
    step!(m0053_track_months with sqlite),
    step!(m0054_projects),
    step!(m0055_offers),
    step!(m0056_certificates),
    step!(m0057_media_formats),
    step!(m0058_search with sqlite both ways),
    step!(m0059_enquiries),
    step!(m0060_trust),
    step!(m0061_catalogue_files),
    step!(m0062_shop_weeks),
    step!(m0063_matching_kiosks),
    step!(m0064_review_people),
    step!(m0065_review_proof),
    step!(m0067_patrol_bounds),
    step!(m0068_carried_activities),
    step!(m0070_notice_feed_filters),
    step!(m0071_checkpoint_versions),
    step!(m0074_offers_kept),
    step!(m0075_trust_mended),
    step!(m0076_shop_nights),
    step!(m0077_joined_and_issued),
    step!(m0078_kiosks_kept),
    step!(m0079_searches_told),
    step!(m0080_owners_left),
    step!(m0081_joined_bounded),
    step!(m0082_cancelled_prove_nothing),
    step!(m0083_owners_left_before),
    step!(m0088_searchers),
    step!(m0089_asked_again),
    step!(m0090_belated_patrols),
    step!(m0091_messages_to_many),
];

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        connection.execute_unprepared(&dialect::fill(self.up, backend)).await?;
        if backend == DbBackend::Postgres && !self.up_postgres.is_empty() {
            connection.execute_unprepared(self.up_postgres).await?;
        }
        if backend == DbBackend::Sqlite && !self.up_sqlite.is_empty() {
            connection.execute_unprepared(self.up_sqlite).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let [postgres, sqlite] = self.down_first;
        let backend = connection.get_database_backend();
        let first = if backend == DbBackend::Postgres { postgres } else { sqlite };
        if !first.is_empty() {
            connection.execute_unprepared(first).await?;
        }
        connection.execute_unprepared(self.down).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|step| Box::new(*step) as Box<dyn MigrationTrait>).collect()
    }
}

/// How far a database has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The steps that are applied, in the order of their numbers.
    pub applied: Vec<String>,
    /// The steps of this program that are not applied yet.
    pub pending: Vec<String>,
    /// The steps that this program does not know: the database is newer than the program.
    pub unknown: Vec<String>,
}

/// Why the tables could not be brought to this program's shape.
#[derive(Debug)]
pub enum MigrationError {
    /// The database holds steps that this program does not know; nothing was changed.
    DatabaseIsNewer(Vec<String>),
    /// The database could not be reached or refused a statement.
    Database(String),
}

impl std::fmt::Display for MigrationError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DatabaseIsNewer(steps) => write!(
                formatter,
                "the database is newer than this program: it holds the steps {} that this program does not know; start the newer program, or restore a backup",
                steps.join(", ")
            ),
            Self::Database(cause) => {
                write!(formatter, "the database could not be prepared: {cause}")
            }
        }
    }
}

impl std::error::Error for MigrationError {}

impl From<DbErr> for MigrationError {
    fn from(cause: DbErr) -> Self {
        Self::Database(cause.to_string())
    }
}

/// The newest step of this program.
#[must_use]
pub fn latest() -> &'static str {
    STEPS.last().map_or("", |step| step.name)
}

/// Applies every pending step and returns the names of those it applied.
///
/// Several nodes may call this at once: on PostgreSQL an advisory lock lets one work while the
/// others wait, and on SQLite a lock on a file beside it does the same.
pub async fn up(url: &str) -> Result<Vec<String>, MigrationError> {
    let database = connect(url).await?;
    let _turn = lock(&database, url).await?;
    let before = read_progress(&database).await?;
    if !before.unknown.is_empty() {
        return Err(MigrationError::DatabaseIsNewer(before.unknown));
    }
    if !before.pending.is_empty() {
        Migrator::up(&database, None).await?;
    }
    database.close().await?;
    Ok(before.pending)
}

/// Undoes every step, newest first. Everything in the tables is lost.
pub async fn down(url: &str) -> Result<(), MigrationError> {
    let database = connect(url).await?;
    let _turn = lock(&database, url).await?;
    Migrator::down(&database, None).await?;
    database.close().await?;
    Ok(())
}

/// Tells how far the database has come, without changing it.
pub async fn progress(url: &str) -> Result<Progress, MigrationError> {
    let database = connect(url).await?;
    let progress = read_progress(&database).await?;
    database.close().await?;
    Ok(progress)
}

/// One connection, so that the advisory lock and the steps share a session.
async fn connect(url: &str) -> Result<DatabaseConnection, MigrationError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .connect_timeout(Duration::from_secs(3))
        .acquire_timeout(Duration::from_secs(3));
    Ok(Database::connect(options).await?)
}

/// "krt" in ASCII: the number under which the nodes take turns.
const ADVISORY_LOCK: i64 = 0x6b_72_74;
/// How often a program looks whether it is its turn at an SQLite file.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Waits for this program's turn, which lasts as long as what is returned.
async fn lock(database: &DatabaseConnection, url: &str) -> Result<Option<File>, MigrationError> {
    if database.get_database_backend() == DbBackend::Postgres {
        database.execute_unprepared(&format!("select pg_advisory_lock({ADVISORY_LOCK})")).await?;
        return Ok(None);
    }
    let path = url.trim_start_matches("sqlite://").split('?').next().unwrap_or_default();
    let cannot = |error: io::Error| MigrationError::Database(format!("{path}.lock: {error}"));
    let turn = File::create(format!("{path}.lock")).map_err(cannot)?;
    loop {
        match turn.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) => tokio::time::sleep(LOOK_AGAIN).await,
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
    }
    // Written to the file once and kept by it: readers do not wait for the writer. Two programs
    // that change it at once would lock each other out.
    database.execute_unprepared("pragma journal_mode = wal").await?;
    Ok(Some(turn))
}

async fn read_progress(database: &DatabaseConnection) -> Result<Progress, MigrationError> {
    let manager = SchemaManager::new(database);
    let mut applied: Vec<String> = Vec::new();
    if manager.has_table("seaql_migrations").await? {
        let rows = database
            .query_all_raw(Statement::from_string(
                database.get_database_backend(),
                "select version from seaql_migrations order by version",
            ))
            .await?;
        for row in rows {
            applied.push(row.try_get("", "version")?);
        }
    }
    let known = || STEPS.iter().map(|step| step.name);
    let pending = known()
        .filter(|name| !applied.iter().any(|done| done == name))
        .map(str::to_owned)
        .collect();
    let unknown =
        applied.iter().filter(|done| !known().any(|name| name == *done)).cloned().collect();
    Ok(Progress { applied, pending, unknown })
}
