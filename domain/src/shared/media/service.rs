//! Announcing, taking and showing pictures.

use std::time::Duration;

use bytes::Bytes;
use sea_orm::ConnectionTrait;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    files,
    model::{Media, MediaStatus, Picture, Upload},
    render::{self, Rendered, Smaller},
    rules::{self, Put},
    store,
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
const AWAITED: chrono::TimeDelta = chrono::TimeDelta::hours(1);
/// How many pictures one person may announce in [`WINDOW`].
const UPLOADS: u64 = 120;
const WINDOW: Duration = Duration::from_hours(1);

/// Two pictures are decoded at once, up to 128 MB each; the others wait for their turn.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// Promises to take one picture from the person who asks.
pub async fn announce_upload(ctx: &Ctx) -> Result<Upload> {
    ctx.authorize(Action::MediaUpload, &Target::nothing())?;
    let person = ctx.person()?;
    if ctx.tools().cache.count(&format!("krt:uploads:{person}"), WINDOW).await? > UPLOADS {
        let seconds = WINDOW.as_secs();
        return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
    }
    let upload = Upload {
        id: ctx.mint(),
        most_bytes: u64::try_from(rules::MOST_BYTES).unwrap_or(u64::MAX),
        most_pixels: rules::MOST_PIXELS,
        media_types: rules::MEDIA_TYPES,
        expires_at: ctx.now() + AWAITED,
    };
    store::add(ctx.db().write(), upload.id, person, upload.expires_at, ctx.now()).await?;
    Ok(upload)
}

/// Takes the bytes of a picture that was announced. The same bytes again bring the same outcome.
pub async fn receive_upload(ctx: &Ctx, id: MediaId, bytes: Bytes) -> Result<Media> {
    let media = media(ctx, id).await?;
    let source_hash = Sha256::digest(&bytes).to_vec();
    if rules::put(&media, &source_hash, ctx.now())? == Put::Repeat {
        return Ok(media);
    }
    // What cannot be a picture is refused before it waits for its turn.
    rules::kind(&bytes)?;
    let rendered = in_turn(move || render::render(&bytes)).await?;
    let (picture, size) = store_files(ctx, id, rendered).await?;
    store::change_to_ready(ctx.db().write(), id, &source_hash, &picture, size).await?;
    // Whoever was quicker stands: the same bytes are a repeat, others come too late.
    let ready = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    rules::put(&ready, &source_hash, ctx.now())?;
    Ok(ready)
}

/// Puts the files of a picture where they are served from.
async fn store_files(ctx: &Ctx, id: MediaId, rendered: Rendered) -> Result<(Picture, i64)> {
    let picture = Picture {
        id: id.0,
        address: rendered.address,
        width: rendered.width,
        height: rendered.height,
        widths: rendered.sizes.iter().map(|(width, _)| *width).collect(),
        thumbhash: Some(rendered.thumbhash),
        alternative_text: None,
    };
    let size: usize = rendered.sizes.iter().map(|(_, file)| file.len()).sum();
    for (width, file) in rendered.sizes {
        let unique: Uuid = ctx.mint();
        ctx.tools().files.put(&files::key(&picture.address, width), file, unique).await?;
    }
    Ok((picture, i64::try_from(size).unwrap_or(i64::MAX)))
}

/// A picture that the program drew itself, whose files are stored.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    picture: Picture,
    bytes: i64,
}

/// Draws a picture and stores its files; nobody owns it yet.
pub(crate) async fn store_drawn(
    ctx: &Ctx,
    draw: impl FnOnce() -> image::RgbImage + Send + 'static,
) -> Result<Drawn> {
    let render = move || render::sizes(&image::DynamicImage::ImageRgb8(draw()), Smaller::Quickly);
    let (picture, bytes) = store_files(ctx, ctx.mint(), in_turn(render).await?).await?;
    Ok(Drawn { picture, bytes })
}

/// Gives a drawn picture to somebody, ready to be shown.
pub(crate) async fn add_drawn<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    owner: PersonId,
    drawn: &Drawn,
) -> Result<MediaId> {
    let id = MediaId(drawn.picture.id);
    let source = Sha256::digest(drawn.picture.address.as_bytes());
    store::add(connection, id, owner, ctx.now(), ctx.now()).await?;
    store::change_to_ready(connection, id, &source, &drawn.picture, drawn.bytes).await?;
    Ok(id)
}

async fn in_turn(render: impl FnOnce() -> Result<Rendered> + Send + 'static) -> Result<Rendered> {
    let permit = PERMITS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let rendered = render();
        drop(permit);
        rendered
    })
    .await
    .map_err(Error::internal)?
}

/// One's own picture.
pub async fn media(ctx: &Ctx, id: MediaId) -> Result<Media> {
    let media = store::lookup(ctx.db().write(), id).await?;
    // Nobody learns from the answer whether somebody else's picture exists.
    let owner = media.as_ref().map_or(PersonId(Uuid::nil()), |media| media.owner_id);
    ctx.authorize(Action::MediaUse, &Target::of(owner))?;
    media.ok_or_else(Error::not_found)
}

/// The file of a picture in one of its widths: open to everybody who knows the address, which
/// nobody can guess.
pub async fn picture_file(ctx: &Ctx, address: &str, width: u32) -> Result<Bytes> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if !rules::is_address(address) {
        return Err(Error::not_found());
    }
    ctx.tools().files.get(&files::key(address, width)).await?.ok_or_else(Error::not_found)
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
        let missing = || Refusal::of(ErrorCode::NotFound);
        let media = found.iter().find(|media| media.id == *id).ok_or_else(missing)?;
        if !ctx.may(Action::MediaUse, &Target::of(media.owner_id)) {
            return Err(missing());
        }
        match (&media.picture, media.status) {
            (Some(picture), MediaStatus::Ready) => Ok(picture.clone()),
            _ => Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ANNOUNCED")),
        }
    };
    Ok(ids.iter().map(usable).collect())
}

/// These pictures, as far as they are ready, in any order: for whoever may see what shows them.
pub(crate) async fn pictures_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
) -> Result<Vec<Picture>> {
    let found = store::list_by_ids(connection, ids).await?;
    Ok(found.into_iter().filter_map(|media| media.picture).collect())
}

/// Forgets uploads that never came.
pub async fn forget_expired(ctx: &Ctx) -> Result<u64> {
    store::remove_expired(ctx.db().write(), ctx.now()).await
}
