//! Changing what a project's record says.

use sea_orm::ConnectionTrait;
use serde::Serialize;

use super::{
    apply::conflict,
    chain,
    decide::follow,
    model::Project,
    profile::{Profile, ProjectChanges},
    rules,
    service::{newest, target},
    store,
};
use crate::{
    duties::Duty,
    krt_shop::{
        category, certificate,
        limits::{self, PROJECT_CHANGES},
        product::NewPicture,
    },
    policy::Action,
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::ProjectId,
        media::{self, Attached, Picture},
        replay::{Begun, Once},
        scheduler, text,
        work::Work,
    },
};

/// Where the pictures of projects stand.
pub(super) const PICTURES: Attached = Attached { table: "project_picture", owner: "project_id" };

/// The longest text for those who cannot see a picture, in characters.
const ALTERNATIVE_TEXT: usize = 200;

/// Changes a project whose newest version the writer has read: its owner, or who writes in the
/// committee's name. What a seller must show is replaced, and never taken away. A project is changed 60
/// times an hour at most.
pub async fn update_project(
    ctx: &Ctx,
    id: ProjectId,
    version: i64,
    changes: &ProjectChanges,
    key: Option<&str>,
) -> Result<Project> {
    #[derive(Serialize)]
    struct Content<'a>(ProjectId, i64, &'a ProjectChanges);
    let found = newest(ctx, id).await?;
    let permit = ctx.authorize(Action::ProjectWrite, &target(ctx, &found).await?)?;
    limits::count(ctx, PROJECT_CHANGES, &id.to_string()).await?;
    let content = Content(id, version, changes);
    let mut once = match Once::begin(ctx, &permit, "projectUpdate", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, ProjectId(id)).await,
    };
    let written = write(ctx, &mut once.work, (id, version), changes).await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    (id, version): (ProjectId, i64),
    changes: &ProjectChanges,
) -> Result<ProjectId> {
    // Before anything is locked: what its offers claim is looked at again by its newest texts.
    certificate::look_again(work, id, ctx.now()).await?;
    let connection = work.connection();
    let found = store::lookup(connection, id).await?.ok_or_else(conflict)?;
    if found.version != version {
        return Err(conflict());
    }
    if found.status.has_ended() {
        return Err(chain::impossible(found.status).into());
    }
    let tree = category::tree(connection).await?;
    let name = changes.name.as_deref().unwrap_or(&found.name);
    let category = changes.category_code.as_deref().unwrap_or(&found.category_code);
    let profile = changes.profile.to(Profile::of(&found));
    let written = rules::written((name, category), &profile, &tree, ctx.now())?;
    let newer = Project {
        name: written.name,
        category_code: written.category_code,
        version: found.version + 1,
        updated_at: ctx.now(),
        ..found.clone()
    };
    let newer = written.profile.onto(newer);
    rules::still_disclosed(&found, &newer)?;
    let already = pictures_of(connection, id).await?;
    let mut pictures = None;
    if let Some(new) = &changes.profile.pictures {
        pictures = Some(resolve(ctx, connection, new, &already).await?);
    }
    let shown = pictures.as_deref().unwrap_or(&already);
    certificate::check_project(connection, &newer, shown, ctx.now()).await?;
    if place(&newer) != place(&found) {
        // How far it is from others, of which what it needs and can supply fits.
        scheduler::plan(work, Duty::TradesReview, id, ctx.now()).await?;
    }
    let connection = work.connection();
    // The version first: of two changes at once the second waits here, and learns that it is late.
    if !store::change(connection, &newer).await? {
        return Err(conflict());
    }
    if let Some(pictures) = &pictures {
        PICTURES.replace(connection, id, pictures).await?;
        // What it shows no more nobody sees by an old address either.
        for gone in media::taken_away(&already, pictures) {
            scheduler::plan(work, Duty::PicturesClose, gone, ctx.now()).await?;
        }
    }
    follow(ctx, work, found.status, &newer).await?;
    Ok(id)
}

/// The pictures of a project, in their order.
pub(in crate::krt_shop) async fn pictures_of<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Vec<Picture>> {
    Ok(PICTURES.list(connection, &[id]).await?.remove(&id).unwrap_or_default())
}

/// Where a project says that it is, to the last bit.
fn place(project: &Project) -> Option<(u64, u64)> {
    let place = project.latitude.zip(project.longitude);
    place.map(|(latitude, longitude)| (latitude.to_bits(), longitude.to_bits()))
}

/// Makes a list of pictures into what can be shown.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewPicture],
    already: &[Picture],
) -> Result<Vec<Picture>> {
    const FIELD: &str = "profile.pictures";
    let mut refusals = Refusals::default();
    let mut wanted = Vec::with_capacity(new.len());
    for (place, picture) in new.iter().enumerate() {
        if new.iter().take(place).any(|other| other.media_id == picture.media_id) {
            refusals.add(Refusal::of(ErrorCode::IdTaken).at(format!("{FIELD}.{place}.mediaId")));
        }
        let said = picture.alternative_text.as_ref().map(|said| {
            text::localized(said, ALTERNATIVE_TEXT, text::line).map_err(|refusal| {
                let inner = refusal.field.clone().unwrap_or_default();
                refusal.at(format!("{FIELD}.{place}.alternativeText.{inner}"))
            })
        });
        wanted.push((picture.media_id, refusals.keep(said.transpose()).flatten()));
    }
    refusals.done()?;
    media::chosen(ctx, connection, wanted, already, FIELD).await
}
