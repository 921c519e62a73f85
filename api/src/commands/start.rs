//! How each command begins, and how it speaks.

use std::{
    io::{self, Write as _},
    sync::Arc,
};

use crate::{
    config::{self, Config},
    house::{House, Nature},
    telemetry,
};

/// Why the program ends without having done it: one sentence for whoever started it.
pub(super) type Sentence = String;

/// Writes to standard output; whoever reads it may have stopped reading.
pub(super) fn print(text: &str) -> Result<(), Sentence> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// The settings, checked, with logging begun.
pub(super) fn prepared() -> Result<Config, Sentence> {
    let config = config::load().map_err(|error| error.to_string())?;
    telemetry::begin(&config)?;
    Ok(config)
}

/// A house on tables that are up to date.
pub(super) async fn opened(config: Config) -> Result<Arc<House>, Sentence> {
    migrations::up(&config.database_url).await.map_err(|error| error.to_string())?;
    House::open(config, Nature::default()).await.map_err(|error| error.to_string())
}
