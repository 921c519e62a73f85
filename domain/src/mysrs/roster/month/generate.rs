//! Planning a month: what it needs is gathered, the planner works where a second of work holds nobody
//! up, and what it found is written in one transaction, unless somebody else was quicker.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;
use uuid::Uuid;

use super::{
    filling::{self, Filling},
    gather_store,
    model::{Planning, PlanningMode, Roster, RosterStatus},
    read,
    report::{Ways, report},
    store,
    terms::{Slot, Terms},
    turns,
};
use crate::{
    mysrs::{
        roster::{
            model::{Shift, ShiftStatus},
            plan::{
                self, Fullness, Plan,
                model::{PersonNo, Problem},
                relax::Relaxation,
            },
            template,
        },
        unit::{self, PatrolUnit, patrol_unit},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, RosterId, ShiftId},
        malaysia::Month,
        replay::{Begun, Once},
        work::Work,
    },
};

/// The most shifts of a month.
const MOST_SHIFTS: usize = 200;
/// The most volunteers of a unit that is planned.
const MOST_PEOPLE: usize = 1_000;
/// Patrols of so long are experience that speaks for leading a team.
const EXPERIENCE: TimeDelta = TimeDelta::days(366);
/// How far ahead a month may be planned.
const AHEAD: TimeDelta = TimeDelta::days(400);

/// Plans a month, or repairs the one that stands, and keeps it as a draft; a published one is
/// repaired where it stands, and those concerned are told. The same key again brings the same
/// roster.
pub async fn generate(ctx: &Ctx, planning: &Planning, key: Option<&str>) -> Result<Roster> {
    let unit = patrol_unit(ctx, planning.unit_id).await?;
    let permit = ctx.authorize(Action::RosterGenerate, &Target::at(unit.place()))?;
    let operation = "rosterGenerate";
    // Looked at and let go again: nothing is locked while the planner works.
    match Once::begin(ctx, &permit, operation, key, planning).await? {
        Begun::Fresh(once) => drop(once),
        Begun::Repeat(id) => return read::roster_by_id(ctx, RosterId(id)).await,
    }
    let planned = prepare(ctx, &unit, planning).await;
    let mut once = match Once::begin(ctx, &permit, operation, key, planning).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return read::roster_by_id(ctx, RosterId(id)).await,
    };
    let written = match planned {
        Ok(planned) => write(ctx, &mut once.work, &unit, &planned).await,
        Err(refused) => Err(refused),
    };
    let id = once.finish(ctx, written).await?;
    read::roster_by_id(ctx, id).await
}

/// A month as the planner found it.
struct Planned {
    roster: Roster,
    is_new: bool,
    month: Month,
    fresh: Vec<Shift>,
    changed: Vec<Shift>,
    removed: Vec<ShiftId>,
    terms: Terms,
    plan: Plan,
}

async fn prepare(ctx: &Ctx, unit: &PatrolUnit, planning: &Planning) -> Result<Planned> {
    let (connection, now) = (ctx.db().write(), ctx.now());
    let month = planning_month(&planning.month, ctx)?;
    unit::at_work(ctx, unit.id).await?;
    let known = store::find(connection, unit.id, &month.write()).await?;
    if planning.version.is_some_and(|read| known.as_ref().map(|it| it.version) != Some(read)) {
        return Err(conflict());
    }
    let is_new = known.is_none();
    let mut roster = known.unwrap_or_else(|| Roster {
        id: ctx.mint(),
        unit_id: unit.id,
        month: month.write(),
        status: RosterStatus::Draft,
        version: 1,
        seed: 0,
        report: serde_json::Value::Null,
        generated_at: now,
        published_at: None,
    });
    if roster.status == RosterStatus::Published && planning.mode == PlanningMode::New {
        let status = roster.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid).at("mode").with("status", status).into());
    }
    roster.seed = planning.seed.unwrap_or_else(|| chosen_seed(ctx));
    let standing = store::list_shifts(connection, roster.id).await?;
    let shaped = match roster.status {
        RosterStatus::Draft => shape(ctx, unit, &roster, month, standing).await?,
        RosterStatus::Published => Shaped { kept: standing, ..Shaped::default() },
    };
    let slots: Vec<Slot> = shaped.slots(ctx).collect();
    if slots.is_empty() {
        return Err(Refusal::of(ErrorCode::NoShifts).at("month").into());
    }
    let mut terms = Terms::gather(connection, unit, month, slots).await?;
    bounded(&terms)?;
    terms.problem.pinned = terms.pins();
    if planning.mode == PlanningMode::Repair {
        terms.problem.standing = terms.seats();
    }
    terms.problem.seed = roster.seed.unsigned_abs();
    terms.problem.steps = plan::steps_for(&terms.problem);
    let patrols = gather_store::count_patrols(connection, unit.id, now - EXPERIENCE).await?;
    let (plan, ways) = solve(terms.problem.clone(), leaders_to_be(&terms, &patrols)).await?;
    roster.report = serde_json::to_value(report(&terms, &plan, &ways)).map_err(Error::internal)?;
    let Shaped { fresh, changed, removed, .. } = shaped;
    Ok(Planned { roster, is_new, month, fresh, changed, removed, terms, plan })
}

/// The month that is named, when it can be planned.
fn planning_month(text: &str, ctx: &Ctx) -> Result<Month> {
    let wrong = |code| Refusal::of(code).at("month");
    let month = Month::read(text).ok_or_else(|| wrong(ErrorCode::MonthInvalid))?;
    let now = ctx.now();
    if month.ends() > now && month.begins() - now < AHEAD {
        return Ok(month);
    }
    let (first, last) = (Month::of(now).write(), Month::of(now + AHEAD).write());
    Err(wrong(ErrorCode::TimeInvalid).with("least", first).with("most", last).into())
}

fn chosen_seed(ctx: &Ctx) -> i64 {
    // The end of an id is chance, its beginning the time.
    let id: Uuid = ctx.mint();
    let [.., a, b, c, d] = id.into_bytes();
    i64::from(u32::from_be_bytes([a, b, c, d]) >> 1)
}

fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).at("version").into()
}

fn bounded(terms: &Terms) -> Result<()> {
    for (found, limit) in [(terms.slots.len(), MOST_SHIFTS), (terms.people.len(), MOST_PEOPLE)] {
        if found > limit {
            return Err(Refusal::of(ErrorCode::TooMany).at("unitId").with("limit", limit).into());
        }
    }
    Ok(())
}

/// Who could lead as well: those who may be asked, whoever was on most patrols first.
fn leaders_to_be(terms: &Terms, patrols: &HashMap<PersonId, i64>) -> Vec<PersonNo> {
    let people = terms.problem.people.iter().zip(&terms.people).enumerate();
    let able = people.filter(|(_, (person, _))| person.unfit.is_none() && !person.leads);
    let mut able: Vec<(i64, PersonNo)> = able
        .map(|(number, (_, it))| {
            let count = patrols.get(&it.person_id).copied().unwrap_or_default();
            (count, PersonNo(number))
        })
        .collect();
    able.sort_by_key(|(count, number)| (Reverse(*count), *number));
    able.into_iter().map(|(_, number)| number).collect()
}

/// Works where it holds nobody up.
async fn solve(problem: Problem, to_be: Vec<PersonNo>) -> Result<(Plan, Ways)> {
    let work = move || {
        let plan = plan::plan(&problem);
        let ways = match plan.fullness {
            Fullness::Lacking => ways(&problem, &plan, &to_be),
            Fullness::Full | Fullness::Short => Ways::default(),
        };
        (plan, ways)
    };
    turns::plan(work).await
}

/// What would make a roster whole. That a team goes without anybody who can lead is not said where
/// somebody else could.
fn ways(problem: &Problem, plan: &Plan, to_be: &[PersonNo]) -> Ways {
    let mut milder = plan::relaxations(problem, &plan.objective);
    let of_leaders = |it: &Relaxation| matches!(it, Relaxation::Leaders(_));
    let leaders = if milder.iter().any(of_leaders) {
        plan::more_leaders(problem, to_be).unwrap_or_default()
    } else {
        Vec::new()
    };
    if !leaders.is_empty() {
        milder.retain(|it| !of_leaders(it));
    }
    Ways { milder, leaders }
}

/// The shifts of a draft, brought in line with the recurring shifts.
#[derive(Default)]
struct Shaped {
    kept: Vec<Shift>,
    fresh: Vec<Shift>,
    changed: Vec<Shift>,
    removed: Vec<ShiftId>,
}

impl Shaped {
    /// The shifts that are planned: those to come that take place.
    fn slots<'a>(&'a self, ctx: &'a Ctx) -> impl Iterator<Item = Slot> + 'a {
        let all = self.kept.iter().chain(&self.fresh);
        let planned = all.filter(|shift| {
            shift.status != ShiftStatus::Cancelled
                && shift.cancel_reason.is_none()
                && shift.starts_at > ctx.now()
        });
        planned.map(Slot::from)
    }
}

async fn shape(
    ctx: &Ctx,
    unit: &PatrolUnit,
    roster: &Roster,
    month: Month,
    standing: Vec<Shift>,
) -> Result<Shaped> {
    let connection = ctx.db().write();
    let templates = template::store::list_templates(connection, unit.id).await?;
    let places = template::store::list_places(connection, unit.id).await?;
    let places: BTreeMap<_, String> = places.into_iter().map(|it| (it.id, it.name)).collect();
    let mut standing: BTreeMap<_, Shift> =
        standing.into_iter().map(|shift| ((shift.template_id, shift.starts_at), shift)).collect();
    let (mut shaped, by) = (Shaped::default(), ctx.person()?);
    for template in &templates {
        let place = template.place_id.and_then(|id| places.get(&id));
        let place = place.unwrap_or(&unit.meeting_place);
        let needed = Some(template.team_size);
        for time in template::occurrences(template, month) {
            let known = standing.remove(&(Some(template.id), time.starts_at));
            if let Some(known) = known {
                let shift =
                    Shift { ends_at: time.ends_at, place: place.clone(), needed, ..known.clone() };
                if shift != known {
                    shaped.changed.push(shift.clone());
                }
                shaped.kept.push(shift);
            } else if time.starts_at > ctx.now() {
                shaped.fresh.push(Shift {
                    id: ctx.mint(),
                    unit_id: unit.id,
                    starts_at: time.starts_at,
                    ends_at: time.ends_at,
                    place: place.clone(),
                    status: ShiftStatus::Draft,
                    published_by: by,
                    created_at: ctx.now(),
                    roster_id: Some(roster.id),
                    template_id: Some(template.id),
                    needed,
                    cancel_reason: None,
                    version: 1,
                    changed_at: None,
                });
            }
        }
    }
    // What no recurring shift asks for any more.
    shaped.removed = standing.into_values().map(|shift| shift.id).collect();
    Ok(shaped)
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    planned: &Planned,
) -> Result<RosterId> {
    let (by, roster) = ((ctx.person()?, ctx.now()), &planned.roster);
    // As whoever leaves the unit does: nobody who is planned here has left it.
    unit::lock(work.connection(), unit.id).await?;
    let written = if planned.is_new {
        store::add(work.connection(), roster, by).await?
    } else {
        store::change(work.connection(), roster, by).await?
    };
    if !written {
        return Err(conflict());
    }
    store::remove_drafts(work.connection(), &planned.removed).await?;
    for shift in &planned.fresh {
        super::super::store::add(work.connection(), shift).await?;
    }
    for shift in &planned.changed {
        store::change_draft(work.connection(), shift).await?;
    }
    let wanted: BTreeSet<(ShiftId, PersonId)> =
        planned.plan.seats.iter().filter_map(|seat| planned.terms.named(*seat)).collect();
    let filling = Filling { unit, roster, month: planned.month, terms: &planned.terms };
    filling::fill(ctx, work, &filling, &wanted).await?;
    Ok(roster.id)
}
