//! Whose turn it is to have a file read.

use std::time::Duration;

use bytes::Bytes;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{
    archive::{self, Opened, TableFile},
    cells::Table,
    pictures::Pictures,
    sheet, words,
};
use crate::shared::error::{Error, ErrorCode, Refusal, Result};

/// Two files are read at once; the others wait for their turn.
static TURNS: Semaphore = Semaphore::const_new(2);
/// So long a file waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// A turn to read a file, unless the files before it take too long.
pub(super) async fn turn() -> Result<SemaphorePermit<'static>> {
    let Ok(turn) = timeout(PATIENCE, TURNS.acquire()).await else {
        let seconds = PATIENCE.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    };
    turn.map_err(Error::internal)
}

/// Reads a file where waiting holds nobody up. A file that upsets whoever reads it is an unreadable one.
pub(super) async fn read_file(file: Bytes) -> Result<(Table, Pictures)> {
    let read = tokio::task::spawn_blocking(move || {
        let Opened { table, pictures } = archive::open(&file)?;
        let table = match table {
            TableFile::Csv(bytes) => sheet::csv(&bytes)?,
            TableFile::Xlsx(bytes) => sheet::xlsx(&bytes)?,
        };
        Ok::<_, Refusal>((table, Pictures::new(pictures)))
    });
    let read = read.await.unwrap_or_else(|_| Err(words::unreadable()));
    read.map_err(Error::from)
}
