//! Whom a notice would reach, before it is sent; and where it stands, for the policy.

use sea_orm::ConnectionTrait;

use super::{
    audience::{Audience, Where},
    model::{Notice, Severity},
    reach_store::{self, Reached},
    rules, store,
    ways::{self, Alike, Ways},
    ways_store,
};
use crate::{
    community::{self, area_part},
    policy::{Action, Permit, Place, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
        work::Work,
    },
};

/// People are counted up to this before a notice is sent.
const MOST_PEOPLE: i64 = 1_000_000;
/// So many names are shown of them.
const SAMPLE: i64 = 5;

/// Whom an audience reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// How many people, at most 1,000,000.
    pub people: u64,
    /// Whether there are more.
    pub more: bool,
    /// How many of them have a phone number.
    pub phones: u64,
    /// How many of them have `MyKRT` on a phone that messages are pushed to: no other app shows
    /// notices.
    pub apps: u64,
    /// How many of them get digests by mail: of what did not ring for them, and nothing else.
    pub mails: u64,
    /// To how many of them it would come by each way now; nothing where people are named, because that
    /// would tell what one of them wishes.
    pub ways: Option<Ways>,
    /// The names of five of them at most; none where the sender may not see who lives there.
    pub sample: Vec<String>,
}

/// Of fewer people nobody is told how a notice would come to them.
const FEWEST: u64 = 5;

/// Where a notice stands: as the node knows it, because whoever shows one asks several times.
pub(super) async fn place_of(ctx: &Ctx, at: &Where) -> Result<Place> {
    match at {
        Where::Nation => Ok(Place::default()),
        Where::State(code) => Ok(Place { state: Some(code.clone()), ..Place::default() }),
        Where::District(id) => {
            let state = community::known_district(ctx, *id).await?.state_code.clone();
            Ok(Place { state: Some(state), district: Some(*id), ..Place::default() })
        }
        Where::Area(id) | Where::Part(id, _) => Ok(community::known_area(ctx, *id).await?.place()),
    }
}

/// In whose name the actor writes to a place: the committee's, or the department's. Parts of an area
/// are its committee's affair alone.
pub(super) fn voice(ctx: &Ctx, at: &Where, place: &Place) -> Result<(bool, Permit)> {
    let target = Target::at(place.clone());
    let official = !matches!(at, Where::Part(..))
        && !ctx.may(Action::NoticeWrite, &target)
        && ctx.may(Action::NoticeIssue, &target);
    let action = if official { Action::NoticeIssue } else { Action::NoticeWrite };
    Ok((official, ctx.authorize(action, &target)?))
}

/// The action of the voice in which a notice is written.
pub(super) fn action(notice: &Notice, of_committee: Action) -> Action {
    if notice.official { Action::NoticeIssue } else { of_committee }
}

/// Checks an audience: that its place is there, and that those who are named belong to it. Whoever
/// writes to a place does not write to people elsewhere.
pub(super) async fn check(ctx: &Ctx, work: &Work, audience: &Audience) -> Result<()> {
    rules::people(audience)?;
    open(work.connection(), &audience.place).await?;
    if let Where::State(code) = &audience.place {
        let states = community::states(ctx).await?;
        if !states.iter().any(|state| state.code == *code) {
            let refusal = Refusal::of(ErrorCode::StateUnknown).at("audience.place.stateCode");
            return Err(refusal.with("code", code).into());
        }
    }
    if audience.people.is_empty() {
        return Ok(());
    }
    let (place, people) = (&audience.place, audience.people.as_slice());
    let belonging = reach_store::belonging(work.connection(), place, people, ctx.now()).await?;
    let mut refusals = Refusals::default();
    for (number, person) in people.iter().enumerate() {
        if !belonging.contains(person) {
            let field = format!("audience.personIds.{number}");
            refusals.add(Refusal::of(ErrorCode::PersonNotEligible).at(field));
        }
    }
    refusals.done()
}

/// Those of the people whom a notice names who belong to its place now, and those who belong to it no
/// longer.
async fn named(
    work: &Work,
    notice: &Notice,
    now: Instant,
) -> Result<(Vec<PersonId>, Vec<PersonId>)> {
    let people = store::people(work.connection(), notice.id).await?;
    if people.is_empty() {
        return Ok((people, Vec::new()));
    }
    let belonging = reach_store::belonging(work.connection(), &notice.scope, &people, now).await?;
    Ok(people.into_iter().partition(|person| belonging.contains(person)))
}

/// Whether nobody would receive a notice any more: nobody has the roles that it is for, and whom it
/// names belongs to its place no longer.
pub(super) async fn has_nobody_left(work: &Work, notice: &Notice, now: Instant) -> Result<bool> {
    let (stay, _) = named(work, notice, now).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &stay };
    Ok(!reach_store::is_anybody(work.connection(), &reached, now).await?)
}

/// Leaves out of a notice that goes out now whom it names and who has left its place since, and
/// tells how many they are. The caller has the notice in hand.
pub(super) async fn leave_out(work: &Work, notice: &Notice, now: Instant) -> Result<usize> {
    let (stay, gone) = named(work, notice, now).await?;
    if !gone.is_empty() {
        store::replace_people(work.connection(), notice.id, &stay).await?;
    }
    Ok(gone.len())
}

/// Whether notices may go to a place: not to a part that has ended, or is of another area.
pub(super) async fn is_open<C: ConnectionTrait>(connection: &C, place: &Where) -> Result<bool> {
    match place {
        Where::Part(area, part) => area_part::is_open(connection, *area, *part).await,
        Where::Nation | Where::State(_) | Where::District(_) | Where::Area(_) => Ok(true),
    }
}

async fn open<C: ConnectionTrait>(connection: &C, place: &Where) -> Result<()> {
    if is_open(connection, place).await? {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::AreaPartUnknown).at("audience.place.partId").into())
}

/// Goes on only when somebody would receive the notice.
pub(super) async fn somebody(ctx: &Ctx, work: &Work, notice: &Notice) -> Result<()> {
    open(work.connection(), &notice.scope).await?;
    let people = store::people(work.connection(), notice.id).await?;
    let reached = Reached { place: &notice.scope, mask: notice.audience, people: &people };
    if !reach_store::is_anybody(work.connection(), &reached, ctx.now()).await? {
        return Err(Refusal::of(ErrorCode::AudienceEmpty).at("audience").into());
    }
    Ok(())
}

/// Whom a notice of this severity reaches with an audience: for whoever may write to it.
pub async fn preview(ctx: &Ctx, audience: &Audience, severity: Severity) -> Result<Reach> {
    ctx.person()?;
    let place = place_of(ctx, &audience.place).await?;
    voice(ctx, &audience.place, &place)?;
    rules::people(audience).map_err(stop)?;
    open(ctx.read(), &audience.place).await.map_err(stop)?;
    let names = ctx.may(Action::ResidentList, &Target::at(place));
    let now = ctx.now();
    let belonging = if audience.people.is_empty() {
        Vec::new()
    } else {
        reach_store::belonging(ctx.read(), &audience.place, &audience.people, now).await?
    };
    let reached = Reached { place: &audience.place, mask: audience.mask(), people: &belonging };
    let most = MOST_PEOPLE + 1;
    let everybody = ways_store::list_alike(ctx.read(), &reached, severity, (now, most)).await?;
    let sample = if names {
        reach_store::sample(ctx.read(), &reached, now, SAMPLE).await?
    } else {
        Vec::new()
    };
    let people = number_of(&everybody, |_| true);
    let most = MOST_PEOPLE.unsigned_abs();
    Ok(Reach {
        people: people.min(most),
        more: people > most,
        phones: number_of(&everybody, |alike| alike.has_phone).min(most),
        apps: number_of(&everybody, |alike| alike.has_app).min(most),
        mails: number_of(&everybody, |alike| alike.has_mail).min(most),
        // Of a few it would tell what one of them wishes.
        ways: (audience.people.is_empty() && people >= FEWEST)
            .then(|| ways::foresee(severity, &everybody, now)),
        sample,
    })
}

/// How many of the people this is true of.
fn number_of(everybody: &[Alike], is_so: fn(&Alike) -> bool) -> u64 {
    let numbers = everybody.iter().filter(|alike| is_so(alike)).map(|alike| alike.people);
    u64::try_from(numbers.sum::<i64>()).unwrap_or(0)
}

/// A query has nowhere to show refusals: the first one stops it.
fn stop(error: Error) -> Error {
    match error {
        Error::Refused(mut refusals) if !refusals.is_empty() => refusals.swap_remove(0).stop(),
        other => other,
    }
}
