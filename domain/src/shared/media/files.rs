//! Where pictures lie.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use uuid::Uuid;

use crate::shared::error::{Error, Result};

/// A store of files by their keys.
#[derive(Clone, Debug)]
pub enum Files {
    /// A folder on this machine, for nothing but pictures.
    Folder(PathBuf),
}

impl Files {
    /// Puts a file there, whole or not at all. `unique` tells writers of the same key apart.
    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, unique: Uuid) -> Result<()> {
        let Self::Folder(root) = self;
        let path = root.join(key);
        let part = path.with_extension(format!("{unique}.part"));
        // On a thread for blocking work: a disk that syncs holds nobody else up.
        tokio::task::spawn_blocking(move || write_whole(&path, &part, &bytes))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }

    /// The file, if it is there.
    pub(super) async fn get(&self, key: &str) -> Result<Option<Bytes>> {
        let Self::Folder(root) = self;
        match tokio::fs::read(root.join(key)).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::internal(cause)),
        }
    }
}

fn write_whole(path: &Path, part: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
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

/// The key of a picture's file: two levels, so that no folder grows without end.
pub(super) fn key(address: &str, width: u32) -> String {
    let start = address.get(..2).unwrap_or("00");
    format!("{start}/{address}/{width}.jpg")
}
