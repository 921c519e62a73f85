//! Where pictures and documents lie: in a folder, or in a store that speaks S3.

use std::{fmt, path::PathBuf};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream::BoxStream};
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

use super::{
    folder,
    model::PictureFormat,
    s3::{S3, S3Settings},
};
use crate::shared::{
    clock::Instant,
    error::{Error, Result},
};

/// How much of a file in a folder is read at once, in bytes.
const PART: usize = 64 * 1024;

/// A file that is read part by part, so that nobody who fetches slowly holds it whole in memory.
pub struct OpenFile(Source);

enum Source {
    Folder(tokio::fs::File),
    S3(BoxStream<'static, Result<Bytes>>),
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OpenFile")
    }
}

impl OpenFile {
    /// The next part, as much as there is at the moment; none at the end.
    pub async fn next_part(&mut self) -> Result<Option<Bytes>> {
        match &mut self.0 {
            Source::Folder(file) => {
                let mut part = BytesMut::with_capacity(PART);
                let read = file.read_buf(&mut part).await.map_err(Error::internal)?;
                Ok((read > 0).then(|| part.freeze()))
            }
            Source::S3(parts) => parts.next().await.transpose(),
        }
    }
}

/// A store of files by their keys.
#[derive(Clone, Debug)]
pub enum Files {
    /// A folder on this machine, for nothing but pictures and documents.
    Folder(PathBuf),
    /// A bucket, which nodes share.
    S3(S3),
}

impl Files {
    /// A bucket, once it has taken a file. One that cannot be reached just now is taken for one
    /// that will be; one that answers and takes none is an error that says why.
    pub async fn in_bucket(settings: &S3Settings) -> Result<Self> {
        S3::open(settings).await.map(Self::S3)
    }

    /// Puts a file there, whole or not at all. `unique` tells writers of the same key apart.
    pub(super) async fn put(&self, key: &str, bytes: Bytes, unique: Uuid) -> Result<()> {
        match self {
            Self::Folder(root) => folder::put(root, key, bytes, unique).await,
            Self::S3(bucket) => bucket.put(key, bytes).await,
        }
    }

    /// Throws away what was begun before `before` and never became whole; tells how many. A bucket
    /// takes a file whole or not at all.
    pub(super) async fn forget_parts(&self, before: Instant) -> Result<u64> {
        match self {
            Self::Folder(root) => folder::forget_parts(root, before).await,
            Self::S3(_) => Ok(0),
        }
    }

    /// Removes a file; one that is not there is no error.
    pub(super) async fn remove(&self, key: &str) -> Result<()> {
        match self {
            Self::Folder(root) => folder::remove(root, key).await,
            Self::S3(bucket) => bucket.remove(key).await,
        }
    }

    /// The file to be read part by part, if it is there.
    pub(super) async fn open(&self, key: &str) -> Result<Option<OpenFile>> {
        let source = match self {
            Self::Folder(root) => folder::open(root, key).await?.map(Source::Folder),
            Self::S3(bucket) => bucket.read_parts(key).await?.map(Source::S3),
        };
        Ok(source.map(OpenFile))
    }

    /// The file, if it is there.
    pub(super) async fn get(&self, key: &str) -> Result<Option<Bytes>> {
        match self {
            Self::Folder(root) => folder::get(root, key).await,
            Self::S3(bucket) => bucket.get(key).await,
        }
    }

    /// The file, if it is there, and whether another one is.
    pub(super) async fn get_beside(&self, key: &str, other: &str) -> Result<Option<(Bytes, bool)>> {
        match self {
            Self::Folder(root) => folder::get_beside(root, key, other).await,
            Self::S3(bucket) => bucket.get_beside(key, other).await,
        }
    }
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
pub(super) fn key(address: &str, width: u32, format: PictureFormat) -> String {
    let start = address.get(..2).unwrap_or("00");
    format!("{start}/{address}/{width}.{}", format.extension())
}
