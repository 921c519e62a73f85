//! Stands at kiosks and carnivals: asked for, confirmed, given up.

use sea_orm::ActiveEnum as _;

use super::{
    model::{Joining, Kiosk, Stand, StandDecision, StandStatus},
    rules, stand_store, store, tell,
};
use crate::{
    krt_shop::{
        product::{self, Detail},
        project::{self, Project, ProjectStatus},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{KioskId, ProjectId},
        work::Work,
    },
};

/// A stand sells so many offers at most.
const MOST_OFFERS: usize = 20;

/// A project for which the actor may ask.
async fn ours(ctx: &Ctx, id: ProjectId) -> Result<(Project, Permit)> {
    ctx.person()?;
    let project = project::project(ctx, id).await?;
    let place = project::place_of_project(ctx, &project).await?;
    let public = project.status == ProjectStatus::Active;
    let target = Target { public, owner: project.owner(), ..Target::at(place) };
    let permit = ctx.authorize(Action::KioskJoin, &target)?;
    Ok((project, permit))
}

/// A place that is not over, until the work ends.
async fn open(ctx: &Ctx, work: &Work, id: KioskId) -> Result<Kiosk> {
    let kiosk = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    rules::goes_on(kiosk.status, kiosk.shown_until, ctx.now())?;
    Ok(kiosk)
}

async fn newest(ctx: &Ctx, kiosk: KioskId, project: ProjectId) -> Result<Stand> {
    let found = stand_store::lookup(ctx.db().write(), kiosk, project).await?;
    found.ok_or_else(Error::not_found)
}

/// A project asks for a stand, or says anew what it sells there: it stays confirmed then. The same again
/// changes nothing.
pub async fn join_kiosk(ctx: &Ctx, joining: &Joining) -> Result<Stand> {
    let (_, permit) = ours(ctx, joining.project_id).await?;
    let (id, project) = (joining.kiosk_id, joining.project_id);
    let mut work = ctx.begin().await?;
    // The project before the place, as whoever decides: it neither rests nor ends meanwhile.
    at_work(&work, project).await?;
    open(ctx, &work, id).await?;
    offered(&work, joining).await?;
    let asked =
        stand_store::ask(work.connection(), (id, project), ctx.person()?, ctx.now()).await?;
    let sold = stand_store::offers_of(work.connection(), id, project).await?;
    if !asked && sold == joining.products {
        // The embedded database has one connection that writes, and this holds it.
        drop(work);
        return newest(ctx, id, project).await;
    }
    stand_store::replace_offers(work.connection(), (id, project), &joining.products).await?;
    work.audit(&permit, project).detail("kiosk", id.to_string());
    work.tell(Change::new(Scope::Public, Noun::Kiosk, id));
    work.commit().await?;
    newest(ctx, id, project).await
}

async fn at_work(work: &Work, id: ProjectId) -> Result<()> {
    let found =
        project::lookup_steady(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if found.status == ProjectStatus::Active {
        Ok(())
    } else {
        Err(Refusal::of(ErrorCode::StateInvalid).at("projectId").into())
    }
}

/// Whether everything that is to be sold is the project's own and listed, and named once.
async fn offered(work: &Work, joining: &Joining) -> Result<()> {
    let wanted = &joining.products;
    if wanted.len() > MOST_OFFERS {
        return Err(Refusal::of(ErrorCode::TooMany)
            .with("limit", MOST_OFFERS)
            .at("productIds")
            .into());
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let found = product::list_listed_by_ids(work.connection(), wanted, Detail::Card).await?;
    for (place, id) in wanted.iter().enumerate() {
        let own = |product: &product::Product| {
            product.id == *id && product.project_id == joining.project_id
        };
        let twice = wanted.iter().take(place).any(|other| other == id);
        if twice || !found.iter().any(own) {
            let field = format!("productIds.{place}");
            return Err(Refusal::of(ErrorCode::ValueInvalid).at(field).into());
        }
    }
    Ok(())
}

/// A project gives up its stand. Again changes nothing.
pub async fn leave_kiosk(ctx: &Ctx, id: KioskId, project: ProjectId) -> Result<Stand> {
    let (_, permit) = ours(ctx, project).await?;
    let mut work = ctx.begin().await?;
    let found = stand_store::lock(work.connection(), id, project).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if found.status == StandStatus::Left {
        return Ok(found);
    }
    stand_store::leave(work.connection(), id, project).await?;
    work.audit(&permit, project).detail("kiosk", id.to_string());
    work.tell(Change::new(Scope::Public, Noun::Kiosk, id));
    work.commit().await?;
    Ok(Stand { status: StandStatus::Left, ..found })
}

/// An officer confirms a stand, declines it, or takes it away, which needs a reason; the project's sellers
/// are told. The same again changes nothing.
pub async fn decide_stand(
    ctx: &Ctx,
    (id, project): (KioskId, ProjectId),
    decision: StandDecision,
    reason: Option<&str>,
) -> Result<Stand> {
    ctx.person()?;
    let kiosk = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let permit = ctx.authorize(Action::KioskDecide, &Target::at(kiosk.place()))?;
    let mut work = ctx.begin().await?;
    let status = match decision {
        StandDecision::Confirm => {
            at_work(&work, project).await?;
            StandStatus::Confirmed
        }
        StandDecision::Decline => StandStatus::Declined,
    };
    open(ctx, &work, id).await?;
    let found = stand_store::lock(work.connection(), id, project).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if !rules::can_become(found.status, status)? {
        return Ok(found);
    }
    let reason = match decision {
        StandDecision::Confirm => None,
        StandDecision::Decline => Some(rules::reason(reason)?),
    };
    let decided = Stand { status, reason, decided_at: Some(ctx.now()), ..found };
    stand_store::decide(work.connection(), &decided, ctx.person()?).await?;
    tell::stand_decided(&mut work, &kiosk, (project, status)).await?;
    let deed = work.audit(&permit, id);
    deed.detail("project", project.to_string());
    deed.detail("status", status.to_value());
    work.tell(Change::new(Scope::Public, Noun::Kiosk, id));
    work.commit().await?;
    Ok(decided)
}
