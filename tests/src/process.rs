//! The program itself, as a process of its own that may be killed at any moment.
//!
//! `KRT_TEST_BIN` names it, as `tests/run` does; without that it is built here, so that nobody
//! tests an old one.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    sync::OnceCell,
    task::spawn_blocking,
    time::{sleep, timeout},
};

use crate::{
    Database,
    app::{PUBLIC_URL, SECRET},
    backend::setting,
};

/// No start takes longer than this unless it is broken.
const PATIENCE: Duration = Duration::from_mins(1);
/// How soon its log is read again.
const AGAIN: Duration = Duration::from_millis(10);
/// Where the log says on which port it listens.
const HOST: &str = "127.0.0.1:";

/// A node that runs as a program; killed when it is dropped.
#[derive(Debug)]
pub struct Krt {
    settings: Vec<(&'static str, String)>,
    folder: Arc<TempDir>,
    log: PathBuf,
    running: Option<Child>,
    url: String,
}

impl Krt {
    /// Starts one, as in production, on a database that has its tables and with a folder that
    /// nodes share; returns once it is ready.
    pub async fn start(
        database: &Database,
        folder: &Arc<TempDir>,
        more: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let own = |text: &str| text.to_owned();
        let mut settings = vec![
            ("KRT_MODE", own("production")),
            ("KRT_LISTEN", format!("{HOST}0")),
            ("KRT_DATA", folder.path().display().to_string()),
            ("KRT_SECRET", own(SECRET)),
            ("KRT_PUBLIC_URL", own(PUBLIC_URL)),
            ("DATABASE_URL", database.url.clone()),
            ("KRT_DATABASE_CONNECTIONS", own("4")),
            ("KRT_WORKERS", own("1")),
            ("KRT_REQUESTS_PER_MINUTE", own("0")),
            ("KRT_LOG", own("warn,api=info")),
        ];
        settings.extend(database.redis.clone().map(|redis| ("REDIS_URL", redis)));
        settings.extend(more);
        let (folder, log) = (Arc::clone(folder), PathBuf::new());
        let mut krt = Self { settings, folder, log, running: None, url: String::new() };
        krt.start_again().await;
        krt
    }

    /// Where it listens: `http://127.0.0.1:…`. After another start it is another port.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it was started and not killed since.
    pub fn runs(&self) -> bool {
        self.running.is_some()
    }

    /// Kills it as a power cut does (SIGKILL): nothing is finished, closed or said.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Starts it on what it left behind, and returns once it is ready.
    pub async fn start_again(&mut self) {
        self.kill();
        let program = program().await;
        let (log, _) = tempfile::Builder::new()
            .prefix("krt-")
            .suffix(".log")
            .tempfile_in(self.folder.path())
            .and_then(|file| file.keep().map_err(|error| error.error))
            .map(|(file, path)| (path, file))
            .expect("a log");
        let lines = || File::options().append(true).open(&log).expect("a log");
        let child = Command::new(program)
            .arg("serve")
            // No setting of whoever runs the suite is one of its own.
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(lines())
            .stderr(lines())
            .spawn()
            .expect("krt starts");
        (self.running, self.log) = (Some(child), log);
        self.url = timeout(PATIENCE, self.is_ready()).await.expect("krt becomes ready in time");
    }

    /// Runs the program beside it with another command and the same settings, until that ends.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program().await);
        command
            .args(arguments)
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        spawn_blocking(move || command.output()).await.expect("it is waited for").expect("krt runs")
    }

    async fn is_ready(&mut self) -> String {
        let log = self.log.clone();
        let child = self.running.as_mut().expect("it was started");
        loop {
            let said = fs::read_to_string(&log).expect("its log");
            if let Some(port) = port_in(&said) {
                return format!("http://{HOST}{port}");
            }
            if let Some(status) = child.try_wait().expect("its status") {
                panic!("krt ended with {status}:\n{said}");
            }
            sleep(AGAIN).await;
        }
    }

    /// What it has logged since it was started.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).expect("its log")
    }
}

impl Drop for Krt {
    #[expect(clippy::print_stdout, reason = "a test shows it when it has failed")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            // What it said is a part of why the story failed; its folder goes with it.
            let said = fs::read_to_string(&self.log).unwrap_or_default();
            println!("krt at {} said:\n{said}", self.url);
        }
        if let Some(mut child) = self.running.take() {
            // One that has ended by itself is as good as killed.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The port of the line that says that it is ready.
fn port_in(log: &str) -> Option<u16> {
    let whole = log.get(..=log.rfind('\n')?)?;
    let ready = whole.lines().find(|line| line.contains("\"ready\"") && line.contains(HOST))?;
    let (_, rest) = ready.split_once(HOST)?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

async fn program() -> &'static Path {
    static PROGRAM: OnceCell<PathBuf> = OnceCell::const_new();
    PROGRAM
        .get_or_init(|| async {
            match setting("KRT_TEST_BIN") {
                Some(path) => PathBuf::from(path),
                None => spawn_blocking(built).await.expect("krt is built"),
            }
        })
        .await
}

/// The program as the sources are now; nothing is done when they have not changed.
#[expect(clippy::disallowed_methods, reason = "what cargo has set for the suite is named there")]
fn built() -> PathBuf {
    let cargo = setting("CARGO").unwrap_or_else(|| "cargo".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut command = Command::new(cargo);
    // With what it sets for a test, cargo would take some dependencies for changed, and once more
    // when it is called without.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|of| name.starts_with(of)) {
            command.env_remove(&*name);
        }
    }
    let output = command
        .args(["build", "--locked", "--workspace", "--bin", "krt", "--message-format=json"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let mut artifacts = said
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|artifact| artifact["target"]["name"] == "krt")
        .filter_map(|artifact| artifact["executable"].as_str().map(PathBuf::from));
    artifacts.next().expect("cargo builds krt")
}
