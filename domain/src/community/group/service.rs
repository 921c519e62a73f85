//! Saying who leads a group.

use std::collections::HashMap;

use sea_orm::Iterable as _;
use serde::Serialize;

use super::{
    model::{CommunityGroup, Coordinator, GroupKind},
    store::{self, Leading},
};
use crate::{
    community::{
        committee::{has_account, lives_in, lock_area},
        service::{areas_by_ids, place_of_area},
    },
    identity::{self, Identity},
    policy::{Action, Place, Role, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, GroupCoordinatorId, PersonId},
        outbox::Text,
        replay::{Begun, Once},
        work::Work,
    },
};

/// Makes a resident of the area the coordinator of a group, from now on; whoever led it before
/// leads it no longer. Naming the one who leads it already changes nothing. It gives a role, so it
/// asks for a fresh proof.
pub async fn set_coordinator(
    ctx: &Ctx,
    identity: &Identity,
    group: (AreaId, GroupKind),
    person: PersonId,
    key: Option<&str>,
) -> Result<CommunityGroup> {
    #[derive(Serialize)]
    struct Content(AreaId, GroupKind, PersonId);
    let (area, kind) = group;
    let place = place_of_area(ctx, area).await?;
    let permit = ctx.authorize(Action::GroupCoordinate, &Target::at(place))?;
    identity.require_fresh_proof(ctx).await?;
    let content = Content(area, kind, person);
    let mut once = match Once::begin(ctx, &permit, "groupCoordinatorSet", key, &content).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return one(ctx, GroupCoordinatorId(id)).await,
    };
    let set = set(ctx, &mut once.work, group, person).await;
    if let Ok(id) = &set {
        once.work.audit(&permit, *id).about(person);
    }
    let id = once.finish(ctx, set).await?;
    one(ctx, id).await
}

async fn set(
    ctx: &Ctx,
    work: &mut Work,
    (area, kind): (AreaId, GroupKind),
    person: PersonId,
) -> Result<GroupCoordinatorId> {
    let now = ctx.now();
    lock_area(work.connection(), area).await?;
    // Whoever erases their account, or leaves the area, meanwhile is given nothing. One order for
    // everybody, so that nobody waits for somebody who waits for them.
    let leading = store::leading(work.connection(), &[area], now).await?;
    let leading = leading.iter().filter(|leading| leading.kind == kind);
    let mut people: Vec<PersonId> = leading.map(|leading| leading.person).chain([person]).collect();
    people.sort_unstable();
    people.dedup();
    for one in people {
        identity::take_turn(work.connection(), one).await?;
    }
    let belongs = has_account(work.connection(), person).await?
        && lives_in(work.connection(), person, area).await?;
    if !belongs {
        return Err(Refusal::of(ErrorCode::PersonNotEligible).at("personId").into());
    }
    let leading = store::leading(work.connection(), &[area], now).await?;
    for before in leading.iter().filter(|leading| leading.kind == kind) {
        if before.person == person {
            return Ok(before.coordinator.id);
        }
        end(ctx, work, before).await?;
    }
    let id: GroupCoordinatorId = ctx.mint();
    store::add(work.connection(), id, (area, kind), person, ctx.person()?, now).await?;
    work.tell(Change::new(Scope::Area(area), Noun::Appointment, id));
    Identity::roles_changed_in(work, person, area).await?;
    let text = Text::RoleGranted { role: Role::GroupCoordinator };
    identity::tell_person(work, person, text, (id.0, now)).await?;
    Ok(id)
}

/// Ends a coordinator's post: by whoever may give it, or by the coordinator. One that has ended
/// stays as it is.
pub async fn end_coordinator(ctx: &Ctx, id: GroupCoordinatorId) -> Result<CommunityGroup> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let target = Target::at(place_of_area(ctx, found.area).await?);
    let permit = if ctx.may(Action::PostResign, &Target::of(found.person)) {
        ctx.authorize(Action::PostResign, &Target::of(found.person))?
    } else {
        ctx.authorize(Action::CommitteeRead, &target)?;
        ctx.authorize(Action::GroupCoordinate, &target)?
    };
    let mut work = ctx.begin().await?;
    work.audit(&permit, id).about(found.person);
    // The person before the post, as whoever names another coordinator does.
    identity::take_turn(work.connection(), found.person).await?;
    end(ctx, &mut work, &found).await?;
    work.commit().await?;
    one(ctx, id).await
}

async fn end(ctx: &Ctx, work: &mut Work, leading: &Leading) -> Result<()> {
    let id = leading.coordinator.id;
    if store::end(work.connection(), id, ctx.person()?, ctx.now()).await? {
        work.tell(Change::gone(Scope::Area(leading.area), Noun::Appointment, id));
        Identity::roles_changed_in(work, leading.person, leading.area).await?;
    }
    Ok(())
}

/// The group that this coordinator led, with whoever leads it now.
async fn one(ctx: &Ctx, id: GroupCoordinatorId) -> Result<CommunityGroup> {
    let connection = ctx.db().write();
    let Leading { area, kind, .. } =
        store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let place = place_of_area(ctx, area).await?;
    let leading = store::leading(connection, &[area], ctx.now()).await?;
    let current = leading.into_iter().find(|leading| leading.kind == kind);
    Ok(CommunityGroup { kind, coordinator: current.map(|found| shown(ctx, found, &place)) })
}

/// Every group of these areas, in the order of their kinds. Everybody sees whether somebody leads
/// it; the name is for the area's people and the officers above it.
pub async fn groups_of_areas(
    ctx: &Ctx,
    areas: &[AreaId],
) -> Result<HashMap<AreaId, Vec<CommunityGroup>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let mut leading: HashMap<(AreaId, GroupKind), Leading> = HashMap::new();
    for found in store::leading(ctx.read(), areas, ctx.now()).await? {
        leading.insert((found.area, found.kind), found);
    }
    let places = areas_by_ids(ctx, areas).await?;
    Ok(places
        .into_iter()
        .map(|area| {
            let place = area.place();
            let groups = GroupKind::iter().map(|kind| CommunityGroup {
                kind,
                coordinator: leading
                    .remove(&(area.id, kind))
                    .map(|found| shown(ctx, found, &place)),
            });
            (area.id, groups.collect())
        })
        .collect())
}

fn shown(ctx: &Ctx, leading: Leading, place: &Place) -> Coordinator {
    let names = Some(leading.person) == ctx.actor.person()
        || ctx.may(Action::CommitteeRead, &Target::at(place.clone()));
    let Coordinator { id, starts_at, ends_at, holder } = leading.coordinator;
    Coordinator { id, starts_at, ends_at, holder: holder.filter(|_| names) }
}
