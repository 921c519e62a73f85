//! Files in a folder on this machine, for nothing but pictures and documents.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use bytes::Bytes;
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    error::{Error, Result},
};

/// Where files lie until they are whole: one folder, so that what a node left there when it died
/// is found without a walk through all pictures.
const PARTS: &str = "parts";

pub(super) async fn put(root: &Path, key: &str, bytes: Bytes, unique: Uuid) -> Result<()> {
    let path = root.join(key);
    let part = root.join(PARTS).join(unique.to_string());
    // On a thread for blocking work: a disk that syncs holds nobody else up.
    tokio::task::spawn_blocking(move || write_whole(&path, &part, &bytes))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

pub(super) async fn forget_parts(root: &Path, before: Instant) -> Result<u64> {
    let parts: PathBuf = root.join(PARTS);
    tokio::task::spawn_blocking(move || remove_older(&parts, before.into()))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

pub(super) async fn remove(root: &Path, key: &str) -> Result<()> {
    there(tokio::fs::remove_file(root.join(key)).await).map(drop)
}

pub(super) async fn open(root: &Path, key: &str) -> Result<Option<tokio::fs::File>> {
    there(tokio::fs::File::open(root.join(key)).await)
}

pub(super) async fn get(root: &Path, key: &str) -> Result<Option<Bytes>> {
    Ok(there(tokio::fs::read(root.join(key)).await)?.map(Bytes::from))
}

pub(super) async fn get_beside(
    root: &Path,
    key: &str,
    other: &str,
) -> Result<Option<(Bytes, bool)>> {
    let (path, other) = (root.join(key), root.join(other));
    // Both on one thread for blocking work.
    let read = move || std::fs::read(path).map(|bytes| (Bytes::from(bytes), other.exists()));
    there(tokio::task::spawn_blocking(read).await.map_err(Error::internal)?)
}

/// What was asked of a file, if the file is there.
fn there<T>(outcome: std::io::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::internal(cause)),
    }
}

fn write_whole(path: &Path, part: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    for folder in [path.parent(), part.parent()].into_iter().flatten() {
        std::fs::create_dir_all(folder)?;
    }
    let written = (|| {
        let mut file = std::fs::File::create(part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(part, path)
    })();
    if written.is_err() {
        // The first error is the one to tell; a left part is only a little room.
        let _ = std::fs::remove_file(part);
    }
    written
}

fn remove_older(folder: &Path, before: SystemTime) -> std::io::Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(cause) => return Err(cause),
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry?;
        // What has gone meanwhile became whole, or another node was quicker.
        let Ok(written) = entry.metadata().and_then(|about| about.modified()) else { continue };
        if written < before && std::fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}
