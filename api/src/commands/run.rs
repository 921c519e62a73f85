//! Doing what the program was told.

use std::{
    io::{self, Write as _},
    net::TcpListener,
    process::ExitCode,
};

use super::{
    Command, Krt, admin, audit, backup, import, keys, notices, search, seed,
    start::{Sentence, opened, prepared, print},
    verify,
};
use crate::{
    config::{Config, SETTINGS},
    graphql::schema,
    rest::openapi,
    serve, telemetry,
};

/// Does what the program was told, and says in one sentence why not.
pub async fn run(krt: Krt) -> ExitCode {
    let done = match krt.command.unwrap_or(Command::Serve) {
        Command::Serve => serve().await,
        Command::Migrate => migrate().await,
        Command::Seed => seed::run().await,
        Command::Import { command } => import::run(command).await,
        Command::Admin { command } => admin::run(command).await,
        Command::Keys { command } => keys::run(command).await,
        Command::Audit { command } => audit::run(command).await,
        Command::Notices { command } => notices::run(command).await,
        Command::Search { command } => search::run(command).await,
        Command::Verify { file, key } => verify::run(&file, &key),
        Command::Schema => print(&schema::sdl()),
        Command::Openapi => print(&openapi::text()),
        Command::Settings => print(&settings()),
        Command::Backup { file } => backup::backup(&file).await,
        Command::Restored => backup::restored().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // What was logged on the way stands before what it led to.
            telemetry::end();
            // Nothing can be done when even standard error is closed.
            let _ = writeln!(io::stderr(), "krt: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate() -> Result<(), Sentence> {
    let config = prepared()?;
    let applied = migrations::up(&config.database_url).await.map_err(|error| error.to_string())?;
    if applied.is_empty() {
        return print(&format!("The tables are up to date ({}).\n", migrations::latest()));
    }
    print(&format!("Applied: {}\n", applied.join(", ")))
}

async fn serve() -> Result<(), Sentence> {
    let config = prepared()?;
    many_files();
    // Before anything else is touched: a second program on the same port must not migrate or seed.
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        format!(
            "the setting KRT_LISTEN cannot work: {} cannot be listened on: {error}",
            config.listen
        )
    })?;
    let house = opened(config).await?;
    seed::at_start(&house).await?;
    let mut running = serve::start(house, listener).map_err(|error| error.to_string())?;
    print(&addresses(&running.house.config))?;
    tracing::info!(address = %running.address, "ready");
    tokio::select! {
        signal = asked_to_stop() => {
            signal.map_err(|error| error.to_string())?;
            tracing::info!("stopping: requests in flight are answered first");
            running.stop().await.map_err(|error| error.to_string())
        }
        ended = running.ended() => ended.map_err(|error| error.to_string()),
    }
}

/// Each open socket is an open file, and most systems begin with a thousand of them: takes as many
/// as the system lets this program have.
#[cfg(unix)]
fn many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, files = ?limit.current, "no more files may be open at once");
    }
}

#[cfg(not(unix))]
fn many_files() {}

#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn addresses(config: &Config) -> String {
    let base = &config.public_url;
    let mut text = format!(
        "\n  GraphQL     {base}/graphql\n  Schema      {base}/schema.graphql\n  REST        {base}/v1/openapi.json\n"
    );
    if config.is_development() {
        text.push_str(&format!("  Playground  {base}/playground\n"));
    }
    text.push('\n');
    text
}

fn settings() -> String {
    let mut text = String::from(
        "Settings come from the environment, or from the TOML file that KRT_CONFIG names.\n",
    );
    for setting in SETTINGS {
        text.push_str(&format!(
            "\n{}\n    {}\n    Default: {}\n",
            setting.name, setting.meaning, setting.default
        ));
    }
    text
}
