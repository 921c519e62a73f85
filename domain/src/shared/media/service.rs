//! Announcing, taking and showing pictures and documents.

use std::time::Duration;

use bytes::Bytes;
use sea_orm::ConnectionTrait;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::{
    files::{self, OpenFile},
    model::{Document, Media, MediaKind, MediaStatus, Picture, Upload},
    pdf,
    render::{self, Smaller},
    rules::{self, Put},
    store,
    taken::{self, Taken},
    turns::Turn,
};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{MediaId, PersonId},
    },
};

/// How long an upload is awaited.
pub(super) const AWAITED: chrono::TimeDelta = chrono::TimeDelta::hours(1);
/// How many pictures and documents one person may announce in [`WINDOW`].
const UPLOADS: u64 = 120;
const WINDOW: Duration = Duration::from_hours(1);
/// How often the bytes of one upload may be sent until they are what is awaited.
const TRIES: u64 = 3;

/// Two pictures are decoded, or documents looked through, at once, up to 128 MB each; the others
/// wait for their turn.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// Promises to take one picture or document from the person who asks.
pub async fn announce_upload(ctx: &Ctx, kind: MediaKind) -> Result<Upload> {
    ctx.authorize(Action::MediaUpload, &Target::nothing())?;
    let person = ctx.person()?;
    if ctx.tools().cache.count(&format!("krt:uploads:{person}"), WINDOW).await? > UPLOADS {
        let seconds = WINDOW.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    let (most_bytes, most_pixels, most_pages, media_types) = match kind {
        MediaKind::Picture => (rules::MOST_BYTES, rules::MOST_PIXELS, None, rules::MEDIA_TYPES),
        MediaKind::Document => {
            (pdf::MOST_DOCUMENT_BYTES, 0, Some(pdf::MOST_PAGES), pdf::DOCUMENT_TYPES)
        }
    };
    let upload = Upload {
        id: ctx.mint(),
        kind,
        most_bytes: u64::try_from(most_bytes).unwrap_or(u64::MAX),
        most_pixels,
        most_pages,
        media_types,
        expires_at: ctx.now() + AWAITED,
    };
    let whose = (person, kind);
    store::add(ctx.db().write(), upload.id, whose, upload.expires_at, ctx.now()).await?;
    Ok(upload)
}

/// Takes the bytes of a picture or document that was announced. The same bytes again bring the same outcome.
/// The turn is the actor's, taken before the bytes were read.
pub async fn receive_upload(ctx: &Ctx, id: MediaId, bytes: Bytes, turn: Turn) -> Result<Media> {
    let source_hash = Sha256::digest(&bytes).to_vec();
    let media = media(ctx, id).await?;
    if rules::put(&media, &source_hash, ctx.now())? == Put::Repeat {
        return Ok(media);
    }
    // What cannot be what is awaited is refused before it waits for its turn.
    match media.kind {
        MediaKind::Picture => rules::kind(&bytes).map(|_| ())?,
        MediaKind::Document => pdf::looks_like_one(&bytes)?,
    }
    // What turns out broken leaves the upload awaited; it is not tried without end.
    let lifetime = AWAITED.to_std().map_err(Error::internal)?;
    let tries = format!("krt:tries:{id}");
    if ctx.tools().cache.count(&tries, lifetime).await? > TRIES {
        return Err(Refusal::of(ErrorCode::UploadExpired).into());
    }
    let still_awaited = async || {
        let media = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
        let put = rules::put(&media, &source_hash, ctx.now())?;
        Ok::<_, Error>((put == Put::Repeat).then_some(media))
    };
    let permit = turn_to_draw().await?;
    // It may have come another way while this one waited.
    if let Some(media) = still_awaited().await? {
        return Ok(media);
    }
    // The turn is given back when the work is done, also when nobody waits for it any more.
    let taken = match media.kind {
        MediaKind::Picture => {
            let render = move || {
                let _turn = turn;
                render::render(&bytes)
            };
            Taken::picture_of(id, draw(permit, render).await?)
        }
        MediaKind::Document => {
            let (address, file) = (render::hex(&source_hash), bytes.clone());
            let length = u64::try_from(file.len()).unwrap_or(u64::MAX);
            let inspect = move || {
                let _turn = turn;
                pdf::inspect(&bytes).map_err(Error::from)
            };
            let pages = draw(permit, inspect).await?;
            Taken::document_of(Document { id, address, bytes: length, pages }, file)
        }
    };
    if let Err(error) = taken::keep(ctx, &source_hash, taken).await {
        // The bytes are not to blame.
        ctx.tools().cache.forgive(&tries).await?;
        return Err(error);
    }
    // Whoever was quicker stands: the same bytes are a repeat, others come too late. What was given
    // up on the way can be sent again.
    still_awaited().await?.ok_or_else(|| Refusal::of(ErrorCode::Unavailable).stop())
}

/// Takes a picture out of a file whose pictures are bounded together. What nothing shows two weeks later
/// is thrown away, like every other.
pub(crate) async fn take_picture(ctx: &Ctx, bytes: Bytes) -> Result<MediaId> {
    ctx.authorize(Action::MediaUpload, &Target::nothing())?;
    let (person, id, now) = (ctx.person()?, ctx.mint::<MediaId>(), ctx.now());
    looks_like_a_picture(&bytes)?;
    let source_hash = Sha256::digest(&bytes).to_vec();
    let rendered = draw(turn_to_draw().await?, move || render::render(&bytes)).await?;
    let whose = (person, MediaKind::Picture);
    store::add(ctx.db().write(), id, whose, now + AWAITED, now).await?;
    taken::keep(ctx, &source_hash, Taken::picture_of(id, rendered)).await?;
    Ok(id)
}

/// Refuses what cannot be a picture by its size and its first bytes.
pub(crate) fn looks_like_a_picture(bytes: &[u8]) -> Result<(), Refusal> {
    rules::kind(bytes).map(|_| ())
}

/// A picture that the program drew itself, whose files are stored.
#[derive(Clone, Debug)]
pub(crate) struct Drawn(Taken);

impl Drawn {
    pub(super) fn address(&self) -> &str {
        self.0.address()
    }
}

/// Draws a picture and stores its files; nobody owns it yet.
pub(crate) async fn store_drawn(
    ctx: &Ctx,
    paint: impl FnOnce() -> image::RgbImage + Send + 'static,
) -> Result<Drawn> {
    let render = move || render::sizes(&image::DynamicImage::ImageRgb8(paint()), Smaller::Quickly);
    let rendered = draw(turn_to_draw().await?, render).await?;
    let (taken, files) = Taken::picture_of(ctx.mint(), rendered);
    taken::put_all(ctx, files).await?;
    Ok(Drawn(taken))
}

/// Gives a drawn picture to somebody, ready to be shown.
pub(crate) async fn add_drawn<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    owner: PersonId,
    Drawn(taken): &Drawn,
) -> Result<MediaId> {
    let (id, now) = (taken.id(), ctx.now());
    let source = Sha256::digest(taken.address().as_bytes());
    store::add(connection, id, (owner, MediaKind::Picture), now, now).await?;
    store::change_to_storing(connection, &source, taken, now).await?;
    store::change_to_ready(connection, id, &source).await?;
    Ok(id)
}

/// Waits for the turn to decode or draw a picture.
pub(super) async fn turn_to_draw() -> Result<SemaphorePermit<'static>> {
    PERMITS.acquire().await.map_err(Error::internal)
}

/// Works on a thread for blocking work for as long as the permit is held.
pub(super) async fn draw<T: Send + 'static>(
    permit: SemaphorePermit<'static>,
    render: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(move || {
        let rendered = render();
        drop(permit);
        rendered
    })
    .await
    .map_err(Error::internal)?
}

/// One's own picture or document.
pub async fn media(ctx: &Ctx, id: MediaId) -> Result<Media> {
    let media = store::lookup(ctx.db().write(), id).await?;
    // Nobody learns from the answer whether somebody else's picture exists.
    let owner = media.as_ref().map_or(PersonId(Uuid::nil()), |media| media.owner_id);
    ctx.authorize(Action::MediaUse, &Target::of(owner))?;
    media.ok_or_else(Error::not_found)
}

/// The document at an address, for whoever finds out who may fetch it. The same content is one
/// document, whoever sent it and however often.
pub(crate) async fn document_at(ctx: &Ctx, address: &str) -> Result<Option<Document>> {
    if !rules::is_address(address) {
        return Ok(None);
    }
    store::find_document(ctx.read(), address).await
}

/// Whether the actor sent the document at an address.
pub(crate) async fn owns_document(ctx: &Ctx, address: &str) -> Result<bool> {
    let Some(person) = ctx.actor.person() else { return Ok(false) };
    Ok(ctx.may(Action::MediaUse, &Target::of(person))
        && store::is_owner(ctx.read(), person, address).await?)
}

/// The file of a document, for whoever may fetch it.
pub(crate) async fn open_document(ctx: &Ctx, document: &Document) -> Result<OpenFile> {
    let key = files::key_of_document(&document.address);
    ctx.tools().files.open(&key).await?.ok_or_else(Error::not_found)
}

/// The actor's own pictures in the wanted order, each ready to be shown. The refusal names the
/// place in the list.
pub(crate) async fn usable_pictures<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Result<Picture, Refusal>>> {
    let found = store::list_by_ids(connection, ids).await?;
    let usable = |id: &MediaId| -> Result<Picture, Refusal> {
        let media = usable_media(ctx, &found, *id)?;
        match media.kind {
            MediaKind::Picture => media.picture.clone().ok_or_else(not_there_yet),
            MediaKind::Document => Err(rules::invalid()),
        }
    };
    Ok(ids.iter().map(usable).collect())
}

/// The actor's own documents in the wanted order, each ready to be fetched. The refusal names the
/// place in the list.
pub(crate) async fn usable_documents<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Result<Document, Refusal>>> {
    let found = store::list_by_ids(connection, ids).await?;
    let usable = |id: &MediaId| -> Result<Document, Refusal> {
        let media = usable_media(ctx, &found, *id)?;
        match media.kind {
            MediaKind::Document => media.document.clone().ok_or_else(not_there_yet),
            MediaKind::Picture => Err(pdf::invalid()),
        }
    };
    Ok(ids.iter().map(usable).collect())
}

/// One of these, when it is the actor's own.
fn usable_media<'a>(ctx: &Ctx, found: &'a [Media], id: MediaId) -> Result<&'a Media, Refusal> {
    let media = found.iter().find(|media| media.id == id);
    let own = media.filter(|media| ctx.may(Action::MediaUse, &Target::of(media.owner_id)));
    let own = own.ok_or_else(|| Refusal::of(ErrorCode::NotFound))?;
    if own.status == MediaStatus::Storing { Err(not_there_yet()) } else { Ok(own) }
}

fn not_there_yet() -> Refusal {
    Refusal::of(ErrorCode::StateInvalid).with("status", "ANNOUNCED")
}

/// These documents, as far as they are ready, in any order: for whoever may see what carries them.
pub(crate) async fn documents_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Document>> {
    let found = store::list_by_ids(connection, ids).await?;
    Ok(found.into_iter().filter_map(|media| media.document).collect())
}

/// These pictures, as far as they are ready, in any order: for whoever may see what shows them.
pub(crate) async fn pictures_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Picture>> {
    let found = store::list_by_ids(connection, ids).await?;
    Ok(found.into_iter().filter_map(|media| media.picture).collect())
}

/// One picture, as far as it is ready: for whoever has been shown what shows it.
pub async fn picture_by_id(ctx: &Ctx, id: MediaId) -> Result<Option<Picture>> {
    Ok(pictures_by_ids(ctx.db().write(), &[id]).await?.pop())
}
