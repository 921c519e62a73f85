//! Granting an office, ending it, and seeing who holds which.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    model::{GrantFilter, Grantee, NewGrant, OfficerGrant},
    rules, store,
};
use crate::{
    community::{self, GrantScope},
    identity::{self as people, Identity, model::PersonStatus},
    policy::{self, Action, Place, Role, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{OfficerGrantId, PersonId, ProjectId},
        outbox::Text,
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Grants an office to somebody with an account, from a beginning until an end. It asks for a
/// fresh proof, as does ending one: a phone left on a table makes nobody an officer.
pub async fn add_grant(
    ctx: &Ctx,
    identity: &Identity,
    new: &NewGrant,
    key: Option<&str>,
) -> Result<OfficerGrant> {
    ctx.person()?;
    // Who may not grant learns nothing about who has an account.
    let place = place_of(ctx, new).await?;
    ctx.authorize(new.office.giving(), &Target::at(place.clone()))?;
    identity.require_fresh_proof(ctx).await?;
    rules::scope(new)?;
    let person = find_grantee(ctx, &new.grantee).await?;
    let target = Target { owner: Some(person), ..Target::at(place) };
    let permit = ctx.authorize(new.office.giving(), &target)?;
    let mut once = match Once::begin(ctx, &permit, "grantAdd", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return grant(ctx, OfficerGrantId(id)).await,
    };
    let written = write(ctx, &mut once.work, person, new).await;
    let id = once.finish(ctx, written).await?;
    grant(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    person: PersonId,
    new: &NewGrant,
) -> Result<OfficerGrantId> {
    let longest = longest(work.connection(), new.office.role(), ctx.now()).await?;
    let terms = rules::terms(new, longest, ctx.now())?;
    refuse_ended_project(work, new).await?;
    people::take_turn(work.connection(), person).await?;
    if !people::stays(work.connection(), person).await? {
        // Shut out or erased since they were looked for: what they were granted has ended with that.
        return Err(unknown(&new.grantee).into());
    }
    if store::overlaps(work.connection(), person, new, &terms).await? {
        return Err(Refusal::of(ErrorCode::GrantOverlaps).at("startsAt").into());
    }
    let (id, giver): (OfficerGrantId, _) = (ctx.mint(), ctx.person()?);
    store::add(work.connection(), id, person, giver, new, &terms, ctx.now()).await?;
    // Also when it begins later: from now on the person's tokens end when it begins.
    Identity::roles_changed(work, person).await?;
    let text = Text::RoleGranted { role: new.office.role() };
    people::tell_person(work, person, text, (id.0, ctx.now())).await?;
    Ok(id)
}

/// Where the office would count.
async fn place_of(ctx: &Ctx, new: &NewGrant) -> Result<Place> {
    if let Some(id) = new.project_id {
        return place_of_project(ctx, id).await;
    }
    let mut place = Place { state: new.state_code.clone(), ..Place::default() };
    if let Some(code) = &new.state_code
        && community::states::STATES.iter().all(|state| state.code != code)
    {
        return Err(Refusal::of(ErrorCode::StateUnknown)
            .at("scope.stateCode")
            .with("code", code)
            .into());
    }
    if let Some(id) = new.district_id {
        let district = community::district(ctx, id).await?;
        place.state = Some(district.state_code);
        place.district = Some(district.id);
    }
    Ok(place)
}

async fn place_of_project(ctx: &Ctx, id: ProjectId) -> Result<Place> {
    let project = store::lookup_project(ctx.read(), id).await?.ok_or_else(Error::not_found)?;
    let place = community::place_of_area(ctx, project.area_id).await?;
    Ok(Place { project: Some(id), ..place })
}

/// Nobody is granted a project that has ended.
async fn refuse_ended_project(work: &Work, new: &NewGrant) -> Result<()> {
    let Some(id) = new.project_id else { return Ok(()) };
    let project =
        store::lookup_project(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    if matches!(project.status.as_str(), "REFUSED" | "CANCELLED") {
        let refusal = Refusal::of(ErrorCode::StateInvalid).at("scope.projectId");
        return Err(refusal.with("status", project.status).into());
    }
    Ok(())
}

/// The account of whoever is meant.
async fn find_grantee(ctx: &Ctx, grantee: &Grantee) -> Result<PersonId> {
    let found = match grantee {
        Grantee::Person(id) => people::lookup(ctx.read(), *id).await?,
        Grantee::Phone(text) => {
            let phone = people::rules::phone(text).map_err(|r| Error::from(r.at("phone")))?;
            people::find_by_phone(ctx.read(), &phone).await?
        }
    };
    found
        .filter(|person| person.status == PersonStatus::Active)
        .map(|person| person.id)
        .ok_or_else(|| unknown(grantee).into())
}

/// There is no account of whoever is meant.
fn unknown(grantee: &Grantee) -> Refusal {
    let field = match grantee {
        Grantee::Person(_) => "personId",
        Grantee::Phone(_) => "phone",
    };
    Refusal::of(ErrorCode::PersonUnknown).at(field)
}

/// Ends a grant now. What has ended already stays as it was.
pub async fn end_grant(
    ctx: &Ctx,
    identity: &Identity,
    id: OfficerGrantId,
    reason: &str,
) -> Result<OfficerGrant> {
    let before = grant(ctx, id).await?;
    let permit = ctx.authorize(before.ending(), &before.target())?;
    identity.require_fresh_proof(ctx).await?;
    let ender = ctx.person()?;
    let Some(ended) = rules::end(before.clone(), reason, ender, ctx.now())? else {
        return Ok(before);
    };
    let mut work = ctx.begin().await?;
    if store::change_to_ended(work.connection(), &ended).await? {
        Identity::roles_changed(&mut work, ended.person_id).await?;
        work.audit(&permit, id).about(ended.person_id);
        work.commit().await?;
    } else {
        drop(work);
    }
    grant(ctx, id).await
}

/// One grant, for its holder and for those who look after grants there.
pub async fn grant(ctx: &Ctx, id: OfficerGrantId) -> Result<OfficerGrant> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    ctx.authorize(Action::GrantRead, &found.target())?;
    Ok(found)
}

/// The grants within the actor's scopes and the actor's own, newest first, each with its cursor.
pub async fn grants(
    ctx: &Ctx,
    filter: GrantFilter,
    args: &PageArgs,
) -> Result<Page<(String, OfficerGrant)>> {
    let person = ctx.person()?;
    let request = PageRequest::from_args(args)?;
    let scopes = policy::scopes_of(&ctx.actor, Action::GrantRead);
    let rows = store::list(ctx.read(), &scopes, person, filter, ctx.now(), &request).await?;
    Ok(request.page(rows).map(|grant| (page::encode(&(grant.id, grant.id)), grant)))
}

/// For how long a role may be granted at most, by the rule that holds at this moment.
pub(in crate::community) async fn longest<C: ConnectionTrait>(
    connection: &C,
    role: Role,
    now: Instant,
) -> Result<TimeDelta> {
    let days = store::longest_days(connection, role, now).await?;
    let none = || Error::internal("no row of grant_term says how long this may last");
    Ok(TimeDelta::days(days.ok_or_else(none)?))
}

/// Makes the person with this number an administrator from now on, in place of what they were
/// granted as one before. An operator at the machine does this; nobody from outside comes here.
pub async fn renew_administrator(ctx: &Ctx, phone: &str) -> Result<PersonId> {
    let person = find_grantee(ctx, &Grantee::Phone(phone.to_owned())).await?;
    let mut work = ctx.begin().await?;
    people::take_turn(work.connection(), person).await?;
    store::end_all(work.connection(), person, Role::Administrator, "renewed", ctx.now()).await?;
    let (id, role, scope) = (ctx.mint(), Role::Administrator, GrantScope::Nation);
    let reason = "made by krt admin renew";
    community::add_officer_grant(&mut work, id, person, role, &scope, reason, ctx.now()).await?;
    work.commit().await?;
    Ok(person)
}
