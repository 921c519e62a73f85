//! Writing and reading applications.

use super::{
    model::{Applying, Deed, Draft, UnitApplication},
    rules,
    steps::{self, NewStep},
    store::{self, ApplicationKey},
};
use crate::{
    community::{self, approval::Desk},
    mysrs::{
        consent::{self, Consent},
        strength,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::{AreaId, PersonId, UnitApplicationId},
        media,
        page::{self, Page, PageArgs, PageRequest},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Saves an application as far as it is written. The same again brings the same application; an id
/// that stands for another one is taken.
pub async fn apply(ctx: &Ctx, new: &Applying, key: Option<&str>) -> Result<UnitApplication> {
    let place = community::place_of_area(ctx, new.area_id).await?;
    let permit = ctx.authorize(Action::UnitApplicationWrite, &Target::at(place))?;
    let mut once = match Once::begin(ctx, &permit, "patrolUnitApply", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return application(ctx, UnitApplicationId(id)).await,
    };
    let written = write(ctx, &mut once.work, new).await;
    let id = once.finish(ctx, written).await?;
    application(ctx, id).await
}

async fn write(ctx: &Ctx, work: &mut Work, new: &Applying) -> Result<UnitApplicationId> {
    let (now, id) = (ctx.now(), new.id.unwrap_or_else(|| ctx.mint()));
    let known = store::lookup(work.connection(), id).await?;
    if known.as_ref().is_some_and(|known| known.area_id != new.area_id) {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    let rule = strength::rule_in_force(work.connection(), now).await?;
    let draft = rules::checked(&new.draft, &rule, now)?;
    if let Some(known) = &known {
        if new.version != Some(known.version) {
            return same(work, known, &draft).await;
        }
        if known.status != super::ApplicationStatus::Draft {
            return Err(rules::impossible(known.status).into());
        }
    }
    usable(ctx, work, new, &draft, known.as_ref()).await?;
    match known {
        None if add(ctx, work, id, new.area_id, &draft).await? => {}
        None => {
            // The same request has just been written beside this one.
            let known = store::lookup(work.connection(), id).await?.ok_or_else(conflict)?;
            return same(work, &known, &draft).await;
        }
        Some(known) if store::change(work.connection(), id, known.version, &draft, now).await? => {}
        Some(_) => return Err(conflict()),
    }
    consent::store::keep_only(work.connection(), id, &draft.members).await?;
    let author = ctx.person()?;
    for member in &draft.members {
        let (connection, consent) = (work.connection(), ctx.mint());
        consent::store::ask_for_application(connection, consent, id, *member, author, now).await?;
    }
    work.tell(Change::new(Scope::Area(new.area_id), Noun::UnitApplication, id));
    Ok(id)
}

async fn add(
    ctx: &Ctx,
    work: &Work,
    id: UnitApplicationId,
    area: AreaId,
    draft: &Draft,
) -> Result<bool> {
    if !store::add(work.connection(), id, area, draft, ctx.person()?, ctx.now()).await? {
        return Ok(false);
    }
    let step = NewStep {
        application: Some(id),
        unit: None,
        number: 1,
        deed: Deed::Begun,
        desk: Desk::Committee,
        from: None,
        to: "DRAFT".to_owned(),
        reason: None,
        due_at: None,
    };
    steps::note(ctx, work, step).await?;
    Ok(true)
}

pub(super) fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).at("version").into()
}

/// The application that is known, when it says what was to be saved: then this is a repeat.
async fn same(work: &Work, known: &UnitApplication, draft: &Draft) -> Result<UnitApplicationId> {
    let named = consent::store::list_of_application(work.connection(), known.id).await?;
    let mut named: Vec<PersonId> = named.into_iter().map(|consent| consent.person_id).collect();
    named.sort_unstable();
    let same = known.name == draft.name
        && known.meeting_place == draft.meeting_place
        && known.coverage == draft.coverage
        && known.minutes_number == draft.minutes_number
        && known.minutes_on == draft.minutes_on
        && known.minutes_text == draft.minutes_text
        && known.minutes_media_id == draft.minutes_media_id
        && known.leader_id == draft.leader_id
        && named == draft.members;
    if same { Ok(known.id) } else { Err(conflict()) }
}

/// Whether everybody named lives there, the leader is one of them, and the picture is one's own.
async fn usable(
    ctx: &Ctx,
    work: &Work,
    new: &Applying,
    draft: &Draft,
    known: Option<&UnitApplication>,
) -> Result<()> {
    let mut refusals = Refusals::default();
    let connection = work.connection();
    let residents = community::residents_among(connection, new.area_id, &draft.members).await?;
    let refused = |field: String| Refusal::of(ErrorCode::PersonNotEligible).at(field);
    for (place, member) in new.draft.members.iter().enumerate() {
        if !residents.contains(member) {
            refusals.add(refused(format!("memberIds.{place}")));
        }
    }
    if draft.leader_id.is_some_and(|leader| !draft.members.contains(&leader)) {
        refusals.add(refused("leaderId".to_owned()));
    }
    // A picture that stands there already may stay, whoever uploaded it.
    let stays = known.and_then(|known| known.minutes_media_id);
    if let Some(id) = draft.minutes_media_id.filter(|id| Some(*id) != stays) {
        for found in media::usable_pictures(ctx, connection, &[id]).await? {
            refusals.keep(found.map_err(|refusal| refusal.at("minutes.mediaId")));
        }
    }
    refusals.done()
}

/// One application: the committee's from its first word on, the officers' above it once it has come
/// to the department.
pub async fn application(ctx: &Ctx, id: UnitApplicationId) -> Result<UnitApplication> {
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    ctx.authorize(reading(&found), &Target::at(found.place()))?;
    Ok(found)
}

pub(super) fn reading(found: &UnitApplication) -> Action {
    if found.completed_at.is_some() {
        Action::UnitApplicationRead
    } else {
        Action::UnitApplicationReadDraft
    }
}

/// Those of these applications that the reader may see, in any order.
pub async fn applications_by_ids(
    ctx: &Ctx,
    ids: &[UnitApplicationId],
) -> Result<Vec<UnitApplication>> {
    let found = store::by_ids(ctx.read(), ids).await?;
    let seen = |one: &UnitApplication| ctx.may(reading(one), &Target::at(one.place()));
    Ok(found.into_iter().filter(seen).collect())
}

/// The applications of an area that the reader may see, the latest first, each with its cursor.
pub async fn applications_of_area(
    ctx: &Ctx,
    area: AreaId,
    args: &PageArgs,
) -> Result<Page<(String, UnitApplication)>> {
    let target = Target::at(community::place_of_area(ctx, area).await?);
    ctx.authorize(Action::UnitApplicationRead, &target)?;
    let with_drafts = ctx.may(Action::UnitApplicationReadDraft, &target);
    let request = PageRequest::<ApplicationKey>::from_args(args)?;
    let rows = store::list_of_area(ctx.read(), area, with_drafts, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.id, row.id)), row)))
}

/// Everybody named in an application with their answers, by name. The caller has read the
/// application, and with that the right to see them.
pub async fn consents(ctx: &Ctx, application: &UnitApplication) -> Result<Vec<Consent>> {
    consent::store::list_of_application(ctx.db().write(), application.id).await
}

/// What an application still lacks before it can go on. The caller has read the application.
pub async fn missing(ctx: &Ctx, application: &UnitApplication) -> Result<Vec<Refusal>> {
    let area = community::area(ctx, application.area_id).await?;
    Ok(lacks(ctx, ctx.db().write(), application, area.status).await?.0)
}

/// … with those who count as members.
pub(super) async fn lacks<C: sea_orm::ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    application: &UnitApplication,
    area: community::AreaStatus,
) -> Result<(Vec<Refusal>, Vec<Consent>)> {
    let rule = strength::rule_in_force(connection, ctx.now()).await?;
    let (id, place) = (application.id, application.area_id);
    let eligible = consent::store::list_eligible(connection, id, place, rule.least_age).await?;
    Ok((rules::missing(application, area, &eligible, &rule), eligible))
}
