//! Somebody calls for help.

use super::{
    again, change_store,
    model::{NewSos, Raised, Sos, StepKind, ToldAs},
    people_store::{self, Taking},
    read, ring,
    rules::{self, EMERGENCY},
    store::{self, Adding, OwnUnit},
};
use crate::{
    community::committee,
    mysrs::patrol::{self, OfUnit},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolId, PersonId, SosId},
        text,
        work::Work,
    },
};

/// Who calls; whoever is not signed in hears the emergency number.
pub fn caller(ctx: &Ctx) -> Result<PersonId> {
    let unknown = || Refusal::of(ErrorCode::Unauthenticated).in_emergency(EMERGENCY).stop();
    ctx.actor.person().ok_or_else(unknown)
}

/// Somebody calls for help: whoever is on patrol with them, the unit's leader and those who speak for
/// the committee are told at once, and it rings until somebody answers. The same id again is the same
/// call, and while one goes on another joins it (`again`). Nothing is refused for its form; with `often`,
/// because the phone has called many times in this minute, the call that goes on is answered and nothing
/// is written but a place that it lacks.
pub async fn raise(ctx: &Ctx, new: &NewSos, often: bool) -> Result<Raised> {
    let person = caller(ctx)?;
    let mut work = ctx.begin_first().await?;
    let known = store::lookup(work.connection(), new.id).await?;
    if let Some(known) = known.as_ref().filter(|known| known.person_id == person) {
        return repeated(work, known.id, new).await;
    }
    if often && let Some(open) = store::find_open(work.connection(), person).await? {
        return repeated(work, open.id, new).await;
    }
    let Whereabouts { unit, patrol, walks } =
        whereabouts(ctx, &work, person, new.patrol_id).await?;
    let target = Target { owner: Some(person), addressed: walks, ..Target::at(unit.place()) };
    let permit = ctx.authorize(Action::SosRaise, &target)?;
    // An id that is somebody else's call is as good as none.
    let id = if known.is_some() { ctx.mint() } else { new.id };
    let now = ctx.now();
    let note = new.note.as_deref().and_then(|note| text::fitted(note, rules::NOTE).0);
    let serial = rules::serial(now, ctx.mint());
    let adding = Adding {
        new,
        id,
        person,
        unit: unit.unit_id,
        patrol,
        serial: &serial,
        note: note.as_deref(),
        said_at: rules::happened(new.recorded_at, new.sent_at, now),
        now,
    };
    if store::add(work.connection(), &adding).await? {
        tell_first(&mut work, id, now).await?;
        work.audit(&permit, id);
        return stands(work, id, true).await;
    }
    again::join(work, &permit, &adding).await
}

/// From where somebody calls.
struct Whereabouts {
    unit: OwnUnit,
    patrol: Option<PatrolId>,
    /// Whether they are noted on a patrol of the unit that is on its way.
    walks: bool,
}

/// The unit for which somebody calls, and the patrol: the one that the phone names, else the one on
/// which they are, else the first unit that they joined. Whoever has left the unit while a patrol of
/// it is on its way with them on it is out there all the same.
async fn whereabouts(
    ctx: &Ctx,
    work: &Work,
    person: PersonId,
    named: Option<PatrolId>,
) -> Result<Whereabouts> {
    let connection = work.connection();
    let since = ctx.now() - rules::ON_PATROL;
    let walked = store::list_walked_units(connection, person, since).await?;
    let is_walked = |unit: &OwnUnit| walked.iter().any(|one| one.unit_id == unit.unit_id);
    let mut units = store::list_own_units(connection, person).await?;
    units.extend(walked.iter().cloned());
    let named = match named {
        Some(named) => patrol::find_unit(connection, named).await?,
        None => None,
    };
    let is_theirs = |patrol: &OfUnit| units.iter().any(|unit| unit.unit_id == patrol.unit_id);
    let mut patrol = named.filter(is_theirs);
    if patrol.is_none() {
        patrol = store::find_own_patrol(connection, person, since).await?;
    }
    let of_patrol =
        patrol.and_then(|patrol| units.iter().find(|unit| unit.unit_id == patrol.unit_id));
    let (unit, patrol) = match (of_patrol, units.first()) {
        (Some(unit), _) => (unit, patrol.map(|patrol| patrol.id)),
        (None, Some(unit)) => (unit, None),
        (None, None) => {
            return Err(Refusal::of(ErrorCode::SosNotHere).in_emergency(EMERGENCY).stop());
        }
    };
    Ok(Whereabouts { unit: unit.clone(), patrol, walks: is_walked(unit) })
}

/// A call of the caller's that came in before, as it stands. While it goes on without a place, the one
/// that the phone has found stands with it; nothing else is written, and it does not ring for that.
pub(super) async fn repeated(mut work: Work, id: SosId, new: &NewSos) -> Result<Raised> {
    let now = work.tools().clock.now();
    let at = rules::happened(new.recorded_at, new.sent_at, now);
    if let Some(fix) = &new.fix
        && change_store::fill_position(work.connection(), id, fix, (at, now)).await?
    {
        // As every place that a caller says.
        work.leave_unaudited();
        return stands(work, id, false).await;
    }
    let sos = read::whole(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    Ok(Raised { sos, fresh: false })
}

/// Makes a call stand, read as it is then: whoever called waits for no other connection.
pub(super) async fn stands(mut work: Work, id: SosId, fresh: bool) -> Result<Raised> {
    let sos = read::whole(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    work.tell(Change::new(Scope::Unit(sos.unit_id), Noun::Sos, id));
    work.commit().await?;
    Ok(Raised { sos, fresh })
}

/// Tells everybody whom a new call concerns, and plans its next round.
pub(super) async fn tell_first(work: &mut Work, id: SosId, now: Instant) -> Result<()> {
    let sos = told_anew(work, id, now).await?;
    let step = Taking {
        said: sos.note.as_deref(),
        people: Some(sos.told.len()),
        ..Taking::by(StepKind::Raised, sos.person_id, now)
    };
    people_store::add_step(work.connection(), id, &step).await?;
    ring::first(work, &sos, now).await
}

/// Notes whom a call concerns now beside those who were told before, and tells the call with them.
pub(super) async fn told_anew(work: &Work, id: SosId, now: Instant) -> Result<Sos> {
    let connection = work.connection();
    let mut sos = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let told = concerned(work, &sos, now).await?;
    people_store::add_told(connection, id, &told, now).await?;
    people_store::fill(connection, std::slice::from_mut(&mut sos)).await?;
    Ok(sos)
}

/// Whom a call concerns, each once: who is on patrol, the leader, of the committee the chair, the
/// secretary and their deputies (the treasurer and the other members are not woken at night); and
/// while nobody else is on patrol, every volunteer of the unit.
async fn concerned(work: &Work, sos: &Sos, now: Instant) -> Result<Vec<(PersonId, ToldAs)>> {
    let (connection, caller) = (work.connection(), sos.person_id);
    let since = now - rules::ON_PATROL;
    let team = people_store::list_team(connection, sos.unit_id, caller, since).await?;
    let volunteers = people_store::list_volunteers(connection, sos.unit_id, caller).await?;
    let committee = committee::voice_of(connection, sos.area_id, now).await?;
    let committee = committee.iter().filter(|one| one.person_id != caller);
    let alone = team.is_empty();
    let leaders = volunteers.iter().filter(|one| one.leads);
    let every = volunteers.iter().filter(|_| alone);
    let all = team
        .iter()
        .map(|person| (*person, ToldAs::Team))
        .chain(leaders.map(|one| (one.person_id, ToldAs::Leader)))
        .chain(committee.map(|one| (one.person_id, ToldAs::Committee)))
        .chain(every.map(|one| (one.person_id, ToldAs::Unit)));
    let mut told: Vec<(PersonId, ToldAs)> = Vec::new();
    for (person, told_as) in all {
        if !told.iter().any(|(known, _)| *known == person) {
            told.push((person, told_as));
        }
    }
    Ok(told)
}
