//! Starting a patrol: once for a shift, and of none that is not on.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    beginning_store,
    correction::{LONGEST_KEPT, Said, corrected},
    model::{Patrol, PatrolStatus, StartPatrol},
    patrol_doubt::{PatrolDoubt, write_patrol_doubts},
    rules, store,
};
use crate::{
    mysrs::{
        incident::{self, JoinedStart},
        roster::ShiftStatus,
        rule, unit, watch,
    },
    policy::{Action, Permit, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolId, PatrolUnitId, PersonId, ShiftId},
        work::Work,
    },
};

/// A phone that says within so long of its beginning that a patrol begins has a line, and hears under
/// which id it records. One that says it later may have recorded things under its own, which stay.
const AT_ONCE: TimeDelta = TimeDelta::minutes(10);

/// A patrol that begins.
struct Beginning<'a> {
    start: &'a StartPatrol,
    permit: &'a Permit,
    person: PersonId,
    /// Who is there, the person with them.
    members: Vec<PersonId>,
    started_at: Instant,
    now: Instant,
}

impl Beginning<'_> {
    /// Whether it began longer ago than a phone with a line says it.
    fn is_late(&self) -> bool {
        self.now - self.started_at > AT_ONCE
    }

    /// Whether whoever says it patrols with the unit still.
    fn is_volunteers(&self) -> bool {
        self.permit.action == Action::PatrolStart
    }
}

/// Of which shift a patrol is, by what its phone said.
#[derive(Default)]
struct OfShift {
    shift: Option<ShiftId>,
    /// The patrol of that shift that is on its way.
    under_way: Option<PatrolId>,
    doubts: Vec<PatrolDoubt>,
}

/// Starts a patrol of a unit that was at work then. The same id again by the same unit brings the same
/// patrol; whoever repeats it from another phone joins, until it ends. Where the shift has a patrol on
/// its way, whoever starts another one now joins that one and gets it, and what their phone records
/// under its own id lies there too; one that began longer ago without signal is kept beside it, with a
/// doubt. Whoever has left the unit since brings one that began while they belonged to it: it is kept and
/// judged, and nobody is taken to be on the way with it until somebody of the unit brings something of it.
pub async fn start_patrol(ctx: &Ctx, start: &StartPatrol) -> Result<Patrol> {
    let place = unit::standing(ctx, start.unit_id).await?;
    let now = ctx.now();
    let said = Said { at: start.started_at, monotonic_ms: start.monotonic_ms };
    let started_at = corrected(said, &start.clock, now).at;
    let permit = permitted(ctx, (start.unit_id, place), started_at).await?;
    let person = ctx.person()?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let connection = work.connection();
    let present = (start.present.as_slice(), "presentIds");
    let mut members = unit::were_eligible(connection, start.unit_id, present, started_at).await?;
    if !members.contains(&person) {
        members.push(person);
    }
    let of = of_shift(connection, start, (started_at, now)).await?;
    let beginning = Beginning { start, permit: &permit, person, members, started_at, now };
    // Its shift is locked: of the same start sent twice at once the later one sees where the first went.
    let joined = beginning_store::find_joined(connection, start.id).await?;
    let id = match joined {
        Some(joined) => joined_before(&mut work, joined, &beginning).await?,
        None => join_or_begin(&mut work, &beginning, &of).await?,
    };
    let known = store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    // Of the others' patrols they see no more.
    let theirs = beginning.is_volunteers()
        || store::list_members(work.connection(), id).await?.contains(&person);
    if !theirs {
        return Err(Error::not_found());
    }
    work.commit().await?;
    Ok(known)
}

/// A unit's volunteers start its patrols. A phone without signal may bring the beginning of one when its
/// bearer has left the unit since: they took part in it, and so do those whom they name.
async fn permitted(
    ctx: &Ctx,
    (unit, place): (PatrolUnitId, Place),
    started_at: Instant,
) -> Result<Permit> {
    let target = Target::at(place);
    if let Some(person) = ctx.actor.person()
        && !ctx.may(Action::PatrolStart, &target)
        && ctx.now() - started_at <= LONGEST_KEPT
        && unit::belonged(ctx.db().write(), unit, person, started_at).await?
    {
        let target = Target { owner: Some(person), ..target };
        return ctx.authorize(Action::PatrolRecord, &target);
    }
    ctx.authorize(Action::PatrolStart, &target)
}

/// Of which shift a patrol is. One of another unit is none, and one that is not on at its beginning is
/// left out with a doubt: what was recorded stays.
async fn of_shift<C: ConnectionTrait>(
    connection: &C,
    start: &StartPatrol,
    (started_at, now): (Instant, Instant),
) -> Result<OfShift> {
    let Some(shift) = start.shift_id else { return Ok(OfShift::default()) };
    let meant = beginning_store::lock_shift(connection, shift).await?;
    let meant = meant
        .filter(|meant| meant.unit_id == start.unit_id)
        .ok_or_else(|| Refusal::of(ErrorCode::NotFound).at("shiftId"))?;
    let rule = rule::in_force(connection, now).await?;
    let reach = TimeDelta::minutes(rule.shift_reach_minutes);
    let is_on = meant.starts_at - reach <= started_at && started_at <= meant.ends_at + reach;
    if !is_on || meant.status != ShiftStatus::Published {
        let doubts = vec![PatrolDoubt::ShiftNotOn];
        return Ok(OfShift { doubts, ..OfShift::default() });
    }
    let first = beginning_store::find_of_shift(connection, shift).await?;
    Ok(OfShift {
        shift: Some(shift),
        under_way: first
            .filter(|it| it.status == PatrolStatus::Active && !it.belated)
            .map(|it| it.id),
        doubts: first.map(|_| PatrolDoubt::ShiftHasPatrol).into_iter().collect(),
    })
}

/// Brings the patrol that the same start joined before, whatever has become of it since. As of every
/// repeat, nobody comes to it but the phone's own bearer, and after its end nobody.
async fn joined_before(
    work: &mut Work,
    joined: PatrolId,
    beginning: &Beginning<'_>,
) -> Result<PatrolId> {
    let connection = work.connection();
    let known = store::lookup(connection, joined).await?.ok_or_else(Error::not_found)?;
    if known.unit_id != beginning.start.unit_id {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    if beginning.is_volunteers()
        && store::lock(connection, joined).await? == Some(PatrolStatus::Active)
    {
        join(work, joined, &[beginning.person], beginning).await?;
        beginning_store::note_start(work.connection(), (joined, beginning.person)).await?;
    }
    Ok(joined)
}

/// Joins the patrol that the shift has on its way, or begins one.
async fn join_or_begin(
    work: &mut Work,
    beginning: &Beginning<'_>,
    of: &OfShift,
) -> Result<PatrolId> {
    let (connection, start) = (work.connection(), beginning.start);
    let stands = store::lookup(connection, start.id).await?.is_some();
    let joins = !stands && !beginning.is_late() && beginning.is_volunteers();
    let first = of.under_way.filter(|_| joins);
    match first {
        Some(first) if store::lock(connection, first).await? == Some(PatrolStatus::Active) => {
            // The phone may have recorded things under its own id.
            beginning_store::add_joined(connection, start.id, first).await?;
            let ids = JoinedStart { own: start.id, joined: first };
            incident::bring_to_joined(work, start.unit_id, ids, beginning.now).await?;
            join(work, first, &beginning.members, beginning).await?;
            guard_starts(work, first, beginning.person).await?;
            Ok(first)
        }
        _ => begin(work, beginning, of).await,
    }
}

/// Goes on only while no more starts of somebody's have joined a patrol than their phones make. What the
/// refused one has recorded stays on its phone, which sends it under the id of the patrol that they are on.
async fn guard_starts(work: &Work, patrol: PatrolId, person: PersonId) -> Result<()> {
    let most = rules::MOST_STARTS_JOINED;
    if beginning_store::count_joined(work.connection(), (patrol, person), most).await? {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::TooManyStarts).at("id").with("limit", most).into())
}

/// Begins a patrol, or brings the one that stands under its id.
async fn begin(work: &mut Work, beginning: &Beginning<'_>, of: &OfShift) -> Result<PatrolId> {
    let connection = work.connection();
    let start = beginning.start;
    let patrol = Patrol {
        id: start.id,
        unit_id: start.unit_id,
        shift_id: of.shift,
        started_by: beginning.person,
        status: PatrolStatus::Active,
        started_at: beginning.started_at,
        ended_at: None,
        opened_at: beginning.now,
        distance_metres: None,
        duration_seconds: None,
        proven_seconds: None,
        check_in_count: 0,
        ended_by: None,
        judged_at: None,
        doubted_fixes: None,
        thinned_at: None,
        belated: !beginning.is_volunteers(),
        doubts_seen: write_patrol_doubts(&of.doubts),
        doubts_reckoned: None,
    };
    let fresh = store::add(connection, &patrol).await?;
    if fresh {
        // A repeat brings what stands; one that began before its unit came to rest is kept.
        unit::was_at_work(connection, start.unit_id, patrol.started_at).await?;
    }
    let known = store::lookup(connection, patrol.id).await?.ok_or_else(Error::not_found)?;
    if known.unit_id != patrol.unit_id {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    // A repeat adds nobody but the phone's own bearer: the list of the first one stands. After the
    // end it adds nobody, because members see where everybody went.
    let joining = if fresh {
        beginning.members.clone()
    } else if beginning.is_volunteers()
        && store::lock(connection, patrol.id).await? == Some(PatrolStatus::Active)
    {
        be_on_its_way(work, start.unit_id, patrol.id).await?;
        vec![beginning.person]
    } else {
        Vec::new()
    };
    join(work, patrol.id, &joining, beginning).await?;
    if fresh {
        watch::patrol_started(work, patrol.id, patrol.shift_id, patrol.belated).await?;
    } else if !joining.is_empty() {
        beginning_store::note_start(work.connection(), (patrol.id, beginning.person)).await?;
    }
    Ok(patrol.id)
}

/// Adds people to a patrol that is on its way.
async fn join(
    work: &mut Work,
    patrol: PatrolId,
    people: &[PersonId],
    beginning: &Beginning<'_>,
) -> Result<()> {
    let connection = work.connection();
    if store::add_members(connection, patrol, people, beginning.now).await? > 0 {
        // Of one that began long ago nobody knows here where they were then: that is reckoned at its end.
        if !beginning.is_late() {
            beginning_store::note_elsewhere(connection, patrol).await?;
        }
        work.audit(beginning.permit, patrol);
        work.tell(Change::new(Scope::Unit(beginning.start.unit_id), Noun::Patrol, patrol));
    }
    Ok(())
}

/// Somebody of the unit brings something of a patrol: one that whoever had left the unit began is on its way
/// like any other from then on, unless it has ended.
pub(in crate::mysrs) async fn be_on_its_way(
    work: &mut Work,
    unit: PatrolUnitId,
    patrol: PatrolId,
) -> Result<()> {
    if store::change_to_on_its_way(work.connection(), patrol).await? {
        work.tell(Change::new(Scope::Unit(unit), Noun::Patrol, patrol));
    }
    Ok(())
}
