//! The pictures of incidents. Those on which people can be recognised are for those who answer for the
//! incident, and for nobody else: not even for whoever took them.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use super::{
    model::{IncidentDoubt, NewIncident, NewPhoto, Photo},
    photo_store::{self, Row},
    sight::{Shown, incident, target_of},
    step,
    step_model::StepKind,
    step_store, store, told,
};
use crate::{
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{IncidentId, MediaId},
        media::{self, Picture},
    },
};

/// The most pictures with which an incident is reported.
const MOST_AT_FIRST: usize = 10;
/// The most pictures of an incident.
const MOST: usize = 30;

/// Those of the pictures with which an incident is reported that are there: the words do not wait for
/// the others.
pub(super) async fn usable<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    photos: &[NewPhoto],
) -> Result<Vec<NewPhoto>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    if photos.len() > MOST_AT_FIRST {
        let refusal = Refusal::of(ErrorCode::TooMany).at("photos");
        return Err(refusal.with("limit", MOST_AT_FIRST).into());
    }
    let ids: Vec<MediaId> = photos.iter().map(|photo| photo.media_id).collect();
    let found = media::usable_pictures(ctx, connection, &ids).await?;
    let there = photos.iter().copied().zip(found).filter(|(_, found)| found.is_ok());
    Ok(there.map(|(photo, _)| photo).collect())
}

/// Adds the pictures with which an incident is reported.
pub(super) async fn add_first<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    id: IncidentId,
    usable: &[NewPhoto],
) -> Result<()> {
    for photo in usable {
        photo_store::add(connection, &row(ctx, id, *photo), ctx.person()?).await?;
    }
    Ok(())
}

/// The same report has come again: what it names and was not there the first time is added, when it is
/// there now.
pub(super) async fn add_missing(ctx: &Ctx, new: &NewIncident) -> Result<()> {
    let kept = photo_store::list(ctx.db().write(), &[new.id]).await?;
    if missing(new, &kept).is_empty() {
        return Ok(());
    }
    let shown = incident(ctx, new.id).await?;
    let permit =
        ctx.authorize(Action::IncidentNote, &target_of(ctx, &shown, Action::IncidentNote))?;
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), new.id).await?.ok_or_else(Error::not_found)?;
    let connection = work.connection();
    let kept = photo_store::list(connection, &[new.id]).await?;
    let missing = missing(new, &kept);
    let usable = usable(ctx, connection, &missing).await?;
    let room = MOST.saturating_sub(kept.len());
    if usable.is_empty() || usable.len() > room {
        return Ok(());
    }
    for photo in &usable {
        photo_store::add(connection, &row(ctx, new.id, *photo), ctx.person()?).await?;
        step_store::add(connection, &step::taken(ctx, new.id, StepKind::PhotoAdded)?).await?;
    }
    if usable.len() == missing.len() {
        let doubts = found.doubts.without(IncidentDoubt::PhotoInvalid);
        store::change_doubts(connection, new.id, &doubts).await?;
    }
    told::changed(&mut work, found.unit_id, new.id);
    work.audit(&permit, new.id);
    work.commit().await
}

/// The pictures that a report names and that are not kept with it, each once.
fn missing(new: &NewIncident, kept: &[Row]) -> Vec<NewPhoto> {
    let mut missing: Vec<NewPhoto> = Vec::new();
    for photo in &new.photos {
        let is_it = |media: MediaId| media == photo.media_id;
        let known = kept.iter().any(|row| is_it(row.media_id))
            || missing.iter().any(|other| is_it(other.media_id));
        if !known {
            missing.push(*photo);
        }
    }
    missing
}

fn row(ctx: &Ctx, incident_id: IncidentId, photo: NewPhoto) -> Row {
    let NewPhoto { media_id, persons_visible } = photo;
    Row { incident_id, media_id, persons_visible, added_at: ctx.now() }
}

/// Adds a picture to an incident; adding it again changes nothing.
pub async fn add_photo(ctx: &Ctx, id: IncidentId, photo: NewPhoto) -> Result<Shown> {
    let shown = incident(ctx, id).await?;
    let target = target_of(ctx, &shown, Action::IncidentNote);
    let permit = ctx.authorize(Action::IncidentNote, &target)?;
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let connection = work.connection();
    let kept = photo_store::list(connection, &[id]).await?;
    if kept.iter().any(|kept| kept.media_id == photo.media_id) {
        return Ok(shown);
    }
    if kept.len() >= MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("mediaId").with("limit", MOST).into());
    }
    for picture in media::usable_pictures(ctx, connection, &[photo.media_id]).await? {
        picture.map_err(|refusal| refusal.at("mediaId"))?;
    }
    photo_store::add(connection, &row(ctx, id, photo), ctx.person()?).await?;
    step_store::add(connection, &step::taken(ctx, id, StepKind::PhotoAdded)?).await?;
    told::changed(&mut work, found.unit_id, id);
    work.audit(&permit, id);
    work.commit().await?;
    incident(ctx, id).await
}

/// Every picture of these incidents, in their order. Whoever shows them asks [`Rights::show`] which
/// are for the reader.
///
/// [`Rights::show`]: super::Rights::show
pub async fn photos_of_incidents(
    ctx: &Ctx,
    ids: &[IncidentId],
) -> Result<HashMap<IncidentId, Vec<Photo>>> {
    let rows = photo_store::list(ctx.db().write(), ids).await?;
    let media: Vec<MediaId> = rows.iter().map(|row| row.media_id).collect();
    if media.is_empty() {
        return Ok(HashMap::new());
    }
    let pictures = media::pictures_by_ids(ctx.db().write(), &media).await?;
    let pictures: HashMap<MediaId, Picture> =
        pictures.into_iter().map(|picture| (MediaId(picture.id), picture)).collect();
    let mut photos: HashMap<IncidentId, Vec<Photo>> = HashMap::new();
    for row in rows {
        if let Some(picture) = pictures.get(&row.media_id).cloned() {
            let Row { persons_visible, added_at, .. } = row;
            let photo = Photo { picture, persons_visible, added_at };
            photos.entry(row.incident_id).or_default().push(photo);
        }
    }
    Ok(photos)
}
