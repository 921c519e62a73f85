//! Asking to belong to an area, letting people in, and leaving.

use sea_orm::ActiveEnum as _;

use super::{
    model::{Decision, Membership, MembershipRequest, PhoneAudience, RequestStatus},
    part::open_part,
    rules, store,
};
use crate::{
    community::{self, area_part, committee},
    duties::Duty,
    identity::{self, Identity},
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, AreaPartId, MembershipRequestId, PersonId},
        outbox::Text,
        page::{self, Page, PageArgs, PageRequest},
        scheduler,
        work::Work,
    },
};

/// How many of somebody's own requests are shown, newest first.
const SHOWN: u32 = 50;
/// How many earlier requests decide when one may ask again: more than a year of refusals.
const REMEMBERED: u32 = 20;

/// Asks to belong to an area. Asking again brings the request that waits, and for whoever was let
/// in the one that was accepted. Whoever says in which part they live is let into that one.
pub async fn request_membership(
    ctx: &Ctx,
    (area, part): (AreaId, Option<AreaPartId>),
    message: Option<&str>,
) -> Result<MembershipRequest> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::MembershipChange, &Target::of(person))?;
    let area = community::area(ctx, area).await?;
    let message = rules::message(message)?;
    let mut work = ctx.begin().await?;
    identity::take_turn(work.connection(), person).await?;
    let find = async |status| store::find_request(work.connection(), person, area.id, status).await;
    if let Some(waiting) = find(RequestStatus::Requested).await? {
        return Ok(waiting);
    }
    if store::find_membership(work.connection(), person, area.id).await?.is_some() {
        let accepted = find(RequestStatus::Accepted).await?;
        return accepted.ok_or_else(|| Refusal::of(ErrorCode::AlreadyMember).into());
    }
    rules::takes_residents(area.status)?;
    rules::room_for(store::count_areas(work.connection(), person, area.id).await?)?;
    let past = store::past_requests(work.connection(), person, area.id, REMEMBERED).await?;
    rules::may_ask_again(&past, ctx.now())?;
    open_part(work.connection(), area.id, part).await?;
    let request = MembershipRequest {
        id: ctx.mint(),
        person_id: person,
        display_name: identity::display_name(work.connection(), person).await?,
        area_id: area.id,
        part_id: part,
        message,
        status: RequestStatus::Requested,
        requested_at: ctx.now(),
        decided_by: None,
        decided_at: None,
        reason: None,
        state_code: area.state_code,
        district_id: area.district_id,
    };
    store::add_request(work.connection(), &request).await?;
    work.audit(&permit, request.id);
    work.commit().await?;
    Ok(request)
}

/// Lets somebody in, or declines with a reason. Of two who decide at once, the second is told how
/// the first decided (`ALREADY_DECIDED`); a repeat of one's own decision changes nothing. The person
/// hears of it.
pub async fn decide_request(
    ctx: &Ctx,
    id: MembershipRequestId,
    decision: Decision,
    reason: Option<&str>,
) -> Result<MembershipRequest> {
    let (request, target) = read(ctx, id).await?;
    let permit = ctx.authorize(Action::MembershipRequestDecide, &target)?;
    let decider = ctx.person()?;
    if request.decided_by == Some(decider) && request.status == decision.status() {
        return Ok(request);
    }
    let reason = rules::reason(decision, reason)?;
    let decided = rules::decide(request, decision, reason, decider, ctx.now())?;
    let area = community::area(ctx, decided.area_id).await?.name;
    let mut work = ctx.begin().await?;
    still_vacant(ctx, &work, Action::MembershipRequestDecide, &target).await?;
    identity::take_turn(work.connection(), decided.person_id).await?;
    if !store::change_to_decided(work.connection(), &decided).await? {
        let first = store::lookup_request(work.connection(), id).await?;
        return Err(
            first.map_or_else(Error::not_found, |first| rules::decided_already(first.status))
        );
    }
    if decision == Decision::Accept {
        let (person, area) = (decided.person_id, decided.area_id);
        community::add_membership(&mut work, ctx.mint(), person, area, ctx.now()).await?;
        // One that has ended meanwhile is forgotten: they are let in, and say it again.
        if let Some(part) = decided.part_id
            && area_part::is_open(work.connection(), area, part).await?
        {
            store::change_part(work.connection(), person, area, Some(part)).await?;
        }
    }
    let text = match decision {
        Decision::Accept => Text::MembershipAccepted { area },
        Decision::Decline => Text::MembershipDeclined { area },
    };
    identity::tell_person(&mut work, decided.person_id, text, (id.0, ctx.now())).await?;
    let answer = decided.status.to_value();
    work.audit(&permit, id).about(decided.person_id).detail("answer", answer);
    work.commit().await?;
    Ok(decided)
}

/// Asks for the right once more within the work, when it rests on the area's vacancy alone: the area
/// is held, so that nobody is given a post there meanwhile. That comes before the person's turn, as it
/// does when a post is given.
pub(super) async fn still_vacant(
    ctx: &Ctx,
    work: &Work,
    action: Action,
    target: &Target,
) -> Result<()> {
    let Some(area) = target.place.area.filter(|_| target.vacant) else { return Ok(()) };
    if ctx.may(action, &Target { vacant: false, ..target.clone() }) {
        return Ok(());
    }
    committee::lock_area(work.connection(), area).await?;
    let vacant = committee::is_vacant(work.connection(), area, ctx.now()).await?;
    ctx.authorize(action, &Target { vacant, ..target.clone() })?;
    Ok(())
}

/// One request, for whoever asked and for those who decide.
pub async fn membership_request(ctx: &Ctx, id: MembershipRequestId) -> Result<MembershipRequest> {
    Ok(read(ctx, id).await?.0)
}

/// … with what it is to the policy.
async fn read(ctx: &Ctx, id: MembershipRequestId) -> Result<(MembershipRequest, Target)> {
    // Of the writer: it is also read right after it was written.
    let connection = ctx.db().write();
    let found = store::lookup_request(connection, id).await?;
    let request = found.ok_or_else(Error::not_found)?;
    let vacant = committee::is_vacant(connection, request.area_id, ctx.now()).await?;
    let target = request.target(vacant);
    ctx.authorize(Action::MembershipRequestRead, &target)?;
    Ok((request, target))
}

/// The requests of an area that wait, oldest first, each with its cursor.
pub async fn pending_requests(
    ctx: &Ctx,
    area: AreaId,
    args: &PageArgs,
) -> Result<Page<(String, MembershipRequest)>> {
    let place = community::place_of_area(ctx, area).await?;
    let vacant = committee::is_vacant(ctx.db().write(), area, ctx.now()).await?;
    ctx.authorize(Action::MembershipRequestRead, &Target { vacant, ..Target::at(place) })?;
    let request = PageRequest::from_args(args)?;
    let rows = store::list_pending(ctx.read(), area, &request).await?;
    Ok(request.page(rows).map(|waiting| (page::encode(&(waiting.id, waiting.id)), waiting)))
}

/// Leaves an area at once, and takes back what one asked of it. Doing it again changes nothing.
/// Whoever holds a post on its committee gives it up first.
pub async fn leave(ctx: &Ctx, area: AreaId) -> Result<()> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::MembershipChange, &Target::of(person))?;
    let area = community::area(ctx, area).await?.id;
    let mut work = ctx.begin().await?;
    identity::take_turn(work.connection(), person).await?;
    let (connection, now) = (work.connection(), ctx.now());
    store::settle_open_request(connection, person, area, RequestStatus::Withdrawn, now).await?;
    depart(&mut work, (person, area), "areaId", now).await?;
    work.audit(&permit, area);
    work.commit().await
}

/// Ends somebody's belonging to an area, with the roles that come from it, and tells whether they
/// belonged to it. Whoever holds a post on its committee gives it up, or is relieved of it, first;
/// `field` is where the input names what is to end. What they leave behind elsewhere, such as a place
/// at an activity or in a patrol unit, is seen to a moment later by a duty. The caller has taken the
/// person's turn.
pub(super) async fn depart(
    work: &mut Work,
    (person, area): (PersonId, AreaId),
    field: &str,
    now: Instant,
) -> Result<bool> {
    if store::find_membership(work.connection(), person, area).await?.is_none() {
        return Ok(false);
    }
    if committee::holds_post(work.connection(), person, area, now).await? {
        return Err(Refusal::of(ErrorCode::PostNotGivenUp).at(field).into());
    }
    let ended = store::end_membership(work.connection(), person, area, now).await?;
    if ended {
        Identity::roles_changed_in(work, person, area).await?;
        scheduler::plan(work, Duty::MembershipEnded, person, now).await?;
    }
    Ok(ended)
}

/// The areas to which the actor belongs.
pub async fn my_memberships(ctx: &Ctx) -> Result<Vec<Membership>> {
    let person = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(person))?;
    store::list_memberships(ctx.db().write(), person).await
}

/// What the actor asked lately, newest first.
pub async fn my_requests(ctx: &Ctx) -> Result<Vec<MembershipRequest>> {
    let person = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(person))?;
    store::list_requests_of(ctx.db().write(), person, SHOWN).await
}

/// Says to whom the actor's number is shown in one of their areas, or in all of them.
pub async fn show_phone_to(
    ctx: &Ctx,
    area: Option<AreaId>,
    audience: PhoneAudience,
) -> Result<Vec<Membership>> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::MembershipChange, &Target::of(person))?;
    let mut work = ctx.begin().await?;
    let changed = store::change_audience(work.connection(), person, area, audience).await?;
    if area.is_some() && changed == 0 {
        return Err(Error::not_found());
    }
    work.audit(&permit, person);
    work.commit().await?;
    my_memberships(ctx).await
}
