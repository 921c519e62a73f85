//! Reading months: the unit reads what is published, those who plan also drafts and every reason.

use std::collections::HashMap;

use super::{
    debts,
    model::{Explanation, Part, Report, Roster, RosterStatus},
    report::{counts, shares},
    store::{self, RosterKey},
};
use crate::{
    mysrs::{
        roster::model::Shift,
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

/// What the last planning said. Volunteers read why they themselves are in it as they are; reasons
/// speak of who is away and who is not of age, so everybody's are for those who plan.
pub async fn report_of(ctx: &Ctx, roster: &Roster) -> Result<Report> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    let said = roster.said();
    if plans(ctx, &unit) {
        return Ok(said);
    }
    let mine = ctx.person()?;
    let people: Vec<Explanation> =
        said.people.into_iter().filter(|it| it.person_id == mine).collect();
    Ok(Report { fullness: said.fullness, people, ..Report::default() })
}

/// Who has how much of a month, as it stands now: in the order of the names.
pub async fn fairness(ctx: &Ctx, roster: &Roster) -> Result<Vec<Part>> {
    let unit = patrol_unit(ctx, roster.unit_id).await?;
    let month = Month::read(&roster.month).ok_or_else(Error::not_found)?;
    let Some(terms) = debts::whole(ctx.read(), &unit, month).await? else {
        return Ok(Vec::new());
    };
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
    Ok(parts)
}

/// The names of people in a report, for whoever has read it.
pub async fn names(ctx: &Ctx, people: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    store::names(ctx.read(), people).await
}
