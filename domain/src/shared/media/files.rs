//! Where pictures and documents lie.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    error::{Error, Result},
};

/// Where files lie until they are whole: one folder, so that what a node left there when it died
/// is found without a walk through all pictures.
const PARTS: &str = "parts";

/// How much of a file is read at once, in bytes.
const PART: usize = 64 * 1024;

/// A file that is read part by part, so that nobody who fetches slowly holds it whole in memory.
#[derive(Debug)]
pub struct OpenFile(tokio::fs::File);

impl OpenFile {
    /// The next part, at most 64 kB; none at the end.
    pub async fn next_part(&mut self) -> Result<Option<Bytes>> {
        let mut part = BytesMut::with_capacity(PART);
        let read = self.0.read_buf(&mut part).await.map_err(Error::internal)?;
        Ok((read > 0).then(|| part.freeze()))
    }
}

/// A store of files by their keys.
#[derive(Clone, Debug)]
pub enum Files {
    /// A folder on this machine, for nothing but pictures and documents.
    Folder(PathBuf),
}

impl Files {
    /// Puts a file there, whole or not at all. `unique` tells writers of the same key apart.
    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, unique: Uuid) -> Result<()> {
        let Self::Folder(root) = self;
        let path = root.join(key);
        let part = root.join(PARTS).join(unique.to_string());
        // On a thread for blocking work: a disk that syncs holds nobody else up.
        tokio::task::spawn_blocking(move || write_whole(&path, &part, &bytes))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }

    /// Throws away what was begun before `before` and never became whole; tells how many.
    pub(super) async fn forget_parts(&self, before: Instant) -> Result<u64> {
        let Self::Folder(root) = self;
        let parts = root.join(PARTS);
        tokio::task::spawn_blocking(move || remove_older(&parts, before.into()))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }

    /// Removes a file; one that is not there is no error.
    pub(super) async fn remove(&self, key: &str) -> Result<()> {
        let Self::Folder(root) = self;
        match tokio::fs::remove_file(root.join(key)).await {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::internal(cause))
            }
            _ => Ok(()),
        }
    }

    /// The file to be read part by part, if it is there.
    pub(super) async fn open(&self, key: &str) -> Result<Option<OpenFile>> {
        let Self::Folder(root) = self;
        match tokio::fs::File::open(root.join(key)).await {
            Ok(file) => Ok(Some(OpenFile(file))),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::internal(cause)),
        }
    }

    /// The file, if it is there, and whether another one is.
    pub(super) async fn get_beside(&self, key: &str, other: &str) -> Result<Option<(Bytes, bool)>> {
        let Self::Folder(root) = self;
        let (path, other) = (root.join(key), root.join(other));
        // Both on one thread for blocking work.
        let read = move || std::fs::read(path).map(|bytes| (Bytes::from(bytes), other.exists()));
        match tokio::task::spawn_blocking(read).await.map_err(Error::internal)? {
            Ok(found) => Ok(Some(found)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::internal(cause)),
        }
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

/// The key of a document's file, in the same folders.
pub(super) fn key_of_document(address: &str) -> String {
    let start = address.get(..2).unwrap_or("00");
    format!("{start}/{address}/document.pdf")
}

/// The key of the empty file that says that a picture is everybody's, in the same folders.
pub(super) fn key_of_open(address: &str) -> String {
    let start = address.get(..2).unwrap_or("00");
    format!("{start}/{address}/open")
}

/// The key of a picture's file: two levels, so that no folder grows without end.
pub(super) fn key(address: &str, width: u32) -> String {
    let start = address.get(..2).unwrap_or("00");
    format!("{start}/{address}/{width}.jpg")
}
