//! What an upload turned out to be, and its way to where it is kept.
//!
//! No transaction is open while files travel: a store that is slow or away holds up nobody else. The
//! row says that they are on their way; what dies there is thrown away with its files an hour later.

use bytes::Bytes;
use uuid::Uuid;

use super::{
    files, leftover,
    model::{Document, Picture, PictureFormat},
    render::Rendered,
    service::AWAITED,
    store,
};
use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
    id::MediaId,
};

/// A file with its key.
pub(super) type File = (String, Bytes);

/// What an upload turned out to be.
#[derive(Clone, Debug)]
pub(super) enum Taken {
    /// A picture, and the bytes of its files.
    Picture(Picture, i64),
    /// A document.
    Document(Document),
}

impl Taken {
    /// A picture with its files.
    pub(super) fn picture_of(id: MediaId, rendered: Rendered) -> (Self, Vec<File>) {
        let picture = Picture {
            id: id.0,
            address: rendered.address,
            width: rendered.width,
            height: rendered.height,
            widths: rendered.sizes.iter().map(|size| size.width).collect(),
            thumbhash: Some(rendered.thumbhash),
            alternative_text: None,
        };
        let mut files = Vec::new();
        for size in rendered.sizes {
            let key = |format| files::key(&picture.address, size.width, format);
            files.push((key(PictureFormat::Jpeg), Bytes::from(size.jpeg)));
            files.extend(size.webp.map(|webp| (key(PictureFormat::WebP), Bytes::from(webp))));
        }
        let bytes: usize = files.iter().map(|(_, file)| file.len()).sum();
        (Self::Picture(picture, i64::try_from(bytes).unwrap_or(i64::MAX)), files)
    }

    /// A document with its file.
    pub(super) fn document_of(document: Document, file: Bytes) -> (Self, Vec<File>) {
        let key = files::key_of_document(&document.address);
        (Self::Document(document), vec![(key, file)])
    }

    pub(super) fn id(&self) -> MediaId {
        match self {
            Self::Picture(picture, _) => MediaId(picture.id),
            Self::Document(document) => document.id,
        }
    }

    pub(super) fn address(&self) -> &str {
        match self {
            Self::Picture(picture, _) => &picture.address,
            Self::Document(document) => &document.address,
        }
    }

    pub(super) fn picture(&self) -> Option<&Picture> {
        match self {
            Self::Picture(picture, _) => Some(picture),
            Self::Document(_) => None,
        }
    }

    /// How long its files are together.
    pub(super) fn bytes(&self) -> i64 {
        match self {
            Self::Picture(_, bytes) => *bytes,
            Self::Document(document) => i64::try_from(document.bytes).unwrap_or(i64::MAX),
        }
    }

    pub(super) fn pages(&self) -> Option<i64> {
        match self {
            Self::Picture(..) => None,
            Self::Document(document) => Some(i64::from(document.pages)),
        }
    }
}

/// Keeps what was uploaded, unless somebody was quicker: only the winner leaves files, and the row
/// says that they are there only once they are. When the store fails the upload is awaited as before.
pub(super) async fn keep(
    ctx: &Ctx,
    source_hash: &[u8],
    (taken, files): (Taken, Vec<File>),
) -> Result<()> {
    if !begin(ctx, source_hash, &taken).await? {
        return Ok(());
    }
    let keys = files.iter().map(|(key, _)| key.clone()).collect();
    let stored = put_all(ctx, files).await;
    let is_kept = match &stored {
        Ok(()) => store::change_to_ready(ctx.db().write(), taken.id(), source_hash).await?,
        Err(_) => false,
    };
    if !is_kept {
        // It was given up meanwhile, or did not arrive: what is there of it goes again.
        let gave_back = give_back(ctx, source_hash, &taken, keys).await;
        if let Err(error) = gave_back {
            tracing::warn!(%error, "an upload that did not arrive is thrown away in an hour");
        }
    }
    stored
}

async fn begin(ctx: &Ctx, source_hash: &[u8], taken: &Taken) -> Result<bool> {
    let mut work = ctx.begin().await?;
    // One's own upload, which nobody sees until something shows or carries it.
    work.leave_unaudited();
    let expires_at = ctx.now() + AWAITED;
    if !store::change_to_storing(work.connection(), source_hash, taken, expires_at).await? {
        return Ok(false);
    }
    // The same content is being thrown away at this moment: it can come again right after.
    if !leftover::take_back(work.connection(), taken.address(), ctx.now()).await? {
        return Err(Refusal::of(ErrorCode::Unavailable).stop());
    }
    work.commit().await?;
    Ok(true)
}

async fn give_back(ctx: &Ctx, source_hash: &[u8], taken: &Taken, keys: Vec<String>) -> Result<()> {
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    store::change_to_awaited(work.connection(), taken.id(), source_hash).await?;
    let files = [(taken.address().to_owned(), keys)];
    leftover::leave(work.connection(), &files, ctx.now()).await?;
    work.commit().await
}

/// Puts files where they are served from.
pub(super) async fn put_all(ctx: &Ctx, files: Vec<File>) -> Result<()> {
    for (key, file) in files {
        let unique: Uuid = ctx.mint();
        ctx.tools().files.put(&key, file, unique).await?;
    }
    Ok(())
}
