//! Reading months: the unit reads what is published, those who plan also drafts and every reason.

use std::collections::HashMap;

use super::{
    debts,
    model::{Explanation, Part, Relief, Roster, RosterProblem, RosterStatus},
    report::{self, counts, shares},
    store::{self, RosterKey},
    terms::Terms,
    turns,
};
use crate::{
    mysrs::{
        roster::{
            model::Shift,
            plan::{self, model::Problem},
        },
        unit::{PatrolUnit, patrol_unit},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId, RosterId},
        malaysia::Month,
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The roster of a unit's month; nothing while there is none, or only a draft that the reader may not
/// see.
pub async fn roster(ctx: &Ctx, id: PatrolUnitId, month: &str) -> Result<Option<Roster>> {
    let unit = patrol_unit(ctx, id).await?;
    let month = Month::read(month)
        .ok_or_else(|| Refusal::of(ErrorCode::MonthInvalid).at("month").stop())?;
    let found = store::find(ctx.db().write(), unit.id, &month.write()).await?;
    Ok(found.filter(|roster| is_seen(ctx, &unit, roster)))
}

/// One roster that the reader may see.
pub async fn roster_by_id(ctx: &Ctx, id: RosterId) -> Result<Roster> {
    drafted(ctx, id).await.map(|(_, roster)| roster)
}

/// A roster that the reader may see, with its unit.
pub(super) async fn drafted(ctx: &Ctx, id: RosterId) -> Result<(PatrolUnit, Roster)> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    if is_seen(ctx, &unit, &found) { Ok((unit, found)) } else { Err(Error::not_found()) }
}

fn is_seen(ctx: &Ctx, unit: &PatrolUnit, roster: &Roster) -> bool {
    roster.status == RosterStatus::Published || plans(ctx, unit)
}

fn plans(ctx: &Ctx, unit: &PatrolUnit) -> bool {
    ctx.may(Action::RosterReadDraft, &Target::at(unit.place()))
}

/// The rosters of a unit, the latest month first, each with its cursor.
pub async fn rosters(
    ctx: &Ctx,
    id: PatrolUnitId,
    args: &PageArgs,
) -> Result<Page<(String, Roster)>> {
    let unit = patrol_unit(ctx, id).await?;
    let request = PageRequest::<RosterKey>::from_args(args)?;
    let rows = store::list_of_unit(ctx.read(), unit.id, plans(ctx, &unit), &request).await?;
    Ok(request.page(rows).map(|it| (page::encode(&(it.month.as_str(), it.id)), it)))
}

/// Every shift of a roster, the earliest first, at most 200 and those that were cancelled. The caller
/// has read the roster, and with that the right to see them.
pub async fn shifts_of_roster(ctx: &Ctx, id: RosterId) -> Result<Vec<Shift>> {
    store::list_shifts(ctx.db().write(), id).await
}

/// Why everybody who belongs to the unit now has as much of a month as they have, as it stands now.
/// Volunteers read why they themselves are in it as they are; reasons speak of who is away and who is
/// not of age, so everybody's are for those who plan.
pub async fn explanations_of(ctx: &Ctx, roster: &Roster) -> Result<Vec<Explanation>> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    let month = Month::read(&roster.month).ok_or_else(Error::not_found)?;
    let only = if plans(ctx, &unit) { None } else { Some(ctx.person()?) };
    let Some(terms) = debts::whole(ctx.read(), &unit, month).await? else {
        return Ok(Vec::new());
    };
    // A thousand people and two hundred shifts.
    turns::read(move || report::explanations(&terms, only)).await
}

/// What the shifts of a month that are to come lack as it stands now, and what was agreed and could not
/// be kept when it was planned last. For those who plan; nothing for others.
pub async fn problems_of(ctx: &Ctx, roster: &Roster) -> Result<Vec<RosterProblem>> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    if !plans(ctx, &unit) {
        return Ok(Vec::new());
    }
    let to_come = debts::to_come(ctx.read(), &unit, roster, ctx.now()).await?;
    let Some(terms) = to_come else { return Ok(Vec::new()) };
    let mut problems = roster.said().problems;
    // Proof that places cannot be filled is a search.
    let look = move || {
        let problem = Problem { pinned: terms.pins(), ..terms.problem.clone() };
        let (open, short) = plan::lacks(&problem, &terms.seats());
        problems.retain(|problem| report::waits(&terms, problem));
        problems.extend(report::lacks(&terms, &open, &short));
        problems
    };
    turns::read(look).await
}

/// What would have made a month whole when it was planned last: a search through many rosters, so it is
/// not made anew each time that somebody looks. For those who plan; nothing for others.
pub async fn reliefs_of(ctx: &Ctx, roster: &Roster) -> Result<Vec<Relief>> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    Ok(if plans(ctx, &unit) { roster.said().reliefs } else { Vec::new() })
}

/// Who has how much of a month, as it stands now: in the order of the names.
pub async fn fairness(ctx: &Ctx, roster: &Roster) -> Result<Vec<Part>> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    let month = Month::read(&roster.month).ok_or_else(Error::not_found)?;
    let Some(terms) = debts::whole(ctx.read(), &unit, month).await? else {
        return Ok(Vec::new());
    };
    turns::read(move || parts(&terms)).await
}

fn parts(terms: &Terms) -> Vec<Part> {
    let stories = terms.stories();
    let parts = stories.iter().filter_map(|story| {
        let volunteer = terms.volunteer(story.person)?;
        Some(Part {
            person_id: volunteer.person_id,
            display_name: volunteer.display_name.clone(),
            load: counts(story.load),
            owes: shares(story.owes),
        })
    });
    let mut parts: Vec<Part> = parts.collect();
    parts.sort_by(|one, other| one.display_name.cmp(&other.display_name));
    parts
}

/// The names of people in a report, for whoever has read it.
pub async fn names(ctx: &Ctx, people: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    store::names(ctx.read(), people).await
}
