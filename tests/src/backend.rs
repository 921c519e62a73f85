//! The two back ends, and a fresh database for each test.
//!
//! `KRT_TEST_BACKEND` is `embedded` (the default) or `production`; the latter needs
//! `KRT_TEST_DATABASE_URL` and `KRT_TEST_REDIS_URL`, which `tests/run` gives.

use std::{
    cell::RefCell,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::{ConnectionTrait, Database as SeaDatabase};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Where a test keeps its rows and sessions.
#[derive(Clone, Debug)]
pub struct Database {
    /// The URL of a migrated, empty database that nobody else uses.
    pub url: String,
    /// Redis, on a number that nobody else uses.
    pub redis: Option<String>,
}

/// Whether the suite runs on PostgreSQL and Redis.
pub fn is_production() -> bool {
    match setting("KRT_TEST_BACKEND").as_deref() {
        None | Some("embedded") => false,
        Some("production") => true,
        Some(other) => panic!("KRT_TEST_BACKEND is `embedded` or `production`, not `{other}`"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the suite's own settings are no settings of the program"
)]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn wanted(name: &str) -> String {
    setting(name).unwrap_or_else(|| panic!("{name} is missing: start the suite with ./tests/run"))
}

/// So many databases of ended stories stand at most.
const MOST_LEFT: usize = 25;

/// Numbers that no other test of this run has.
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// A migrated, empty database.
    pub async fn fresh(folder: &Path) -> Self {
        if is_production() {
            template().await;
            let name = Self::create("template_krt").await;
            return Self { url: at(&wanted("KRT_TEST_DATABASE_URL"), &name), redis: Some(redis()) };
        }
        let file = folder.join("krt.sqlite");
        tokio::fs::write(&file, migrated().await).await.expect("a database can be written");
        Self { url: of_file(&file), redis: None }
    }

    /// A database without any tables.
    pub async fn bare(folder: &Path) -> Self {
        if is_production() {
            let name = Self::create("template0").await;
            return Self { url: at(&wanted("KRT_TEST_DATABASE_URL"), &name), redis: Some(redis()) };
        }
        Self { url: of_file(&folder.join("krt.sqlite")), redis: None }
    }

    async fn create(template: &str) -> String {
        clear_away().await;
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("krt_{}_{number}", std::process::id());
        run(&format!("create database {name} template {template}")).await;
        OWN.with(|own| own.0.borrow_mut().push(name.clone()));
        name
    }
}

/// The databases that one thread has made, on their way to another one: when the thread that has them
/// ends, they are dropped.
#[derive(Debug)]
pub struct Belongings(Vec<String>);

impl Belongings {
    /// Takes those of this thread.
    pub fn of_this_thread() -> Self {
        Self(OWN.with(|own| own.0.take()))
    }

    /// Gives them to this thread.
    pub fn belong_here(mut self) {
        OWN.with(|own| own.0.borrow_mut().append(&mut self.0));
    }
}

/// The databases of the story that runs on this thread.
struct Own(RefCell<Vec<String>>);

impl Drop for Own {
    fn drop(&mut self) {
        left_over().append(self.0.get_mut());
    }
}

thread_local! {
    static OWN: Own = const { Own(RefCell::new(Vec::new())) };
}

/// The databases of stories that have ended.
static LEFT_OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn left_over() -> MutexGuard<'static, Vec<String>> {
    LEFT_OVER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drops what ended stories have left, many at once because the first of them costs a checkpoint: a
/// thousand databases would take 20 GB.
async fn clear_away() {
    let names = {
        let mut left = left_over();
        if left.len() < MOST_LEFT { Vec::new() } else { std::mem::take(&mut *left) }
    };
    for name in names {
        run(&format!("drop database if exists {name} with (force)")).await;
    }
}

fn redis() -> String {
    let number = 1 + NUMBER.fetch_add(1, Ordering::SeqCst);
    at(&wanted("KRT_TEST_REDIS_URL"), &number.to_string())
}

/// The same server, another database.
fn at(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("a URL ends in the name of a database");
    format!("{server}/{name}")
}

/// A file with all tables, as its bytes. Migrated once; each test gets a copy.
async fn migrated() -> &'static [u8] {
    static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
    FILE.get_or_init(|| async {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("krt.sqlite");
        migrations::up(&of_file(&file)).await.expect("the tables can be made");
        tokio::fs::read(&file).await.expect("the last connection leaves one whole file")
    })
    .await
}

fn of_file(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Migrated once; each test gets a copy.
async fn template() {
    static TEMPLATE: OnceCell<()> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            run("drop database if exists template_krt").await;
            run("create database template_krt template template0").await;
            let url = at(&wanted("KRT_TEST_DATABASE_URL"), "template_krt");
            migrations::up(&url).await.expect("the tables can be made");
        })
        .await;
}

async fn run(sql: &str) {
    let server =
        SeaDatabase::connect(wanted("KRT_TEST_DATABASE_URL")).await.expect("PostgreSQL answers");
    server.execute_unprepared(sql).await.expect(sql);
    server.close().await.expect("a connection closes");
}
