//! How the units of the capital came to be, an application that waits for its district officer, and
//! a draft that still lacks most of what it needs.

use chrono::TimeDelta;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{Neighbourhood, Planting, people};
use crate::{
    community::{self, GrantScope, approval::Desk},
    mysrs::application::{
        ApplicationStatus as Status, Deed, Draft, PastApplication, PastStep, StartNotice,
        add_past_application,
    },
    policy::Role,
    sample::content::patrols::PATROL_UNITS,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{DistrictId, PersonId},
        malaysia,
    },
};

/// The capital, whose state officer is of the cast.
const CAPITAL: &str = "14";
/// As many as the law asks for.
const MEMBERS: usize = 20;
/// Half the width of a unit's map in degrees: 0.004° are about 440 m.
const HALF: f64 = 0.004;
/// How many days ago the capital's units were applied for, after everybody had joined; each step of
/// the chain took a day.
const APPLIED: i64 = 110;

/// Who decides about the applications of an area.
struct Chain {
    chair: PersonId,
    district: PersonId,
    state: PersonId,
    hq: PersonId,
}

/// Plants the histories; people, units and officers are there already.
pub(super) async fn plant(planting: &mut Planting, areas: &[Neighbourhood]) -> Result<()> {
    for area in areas.iter().filter(|area| area.content.state_code() == CAPITAL) {
        let (Some(secretary), Some((unit, members))) = (area.secretary, &area.unit) else {
            continue;
        };
        let Some(chain) = chain(planting, area).await? else { continue };
        let content = PATROL_UNITS.iter().find(|unit| unit.area == area.index);
        let (name, place) = content.map_or(("", ""), |unit| (unit.name, unit.meeting_place));
        let draft = draft(planting, area, name, place, members);
        let at = |day: i64| planting.at(day - APPLIED, 9 * 60);
        let mut steps = submitted(secretary, &chain, at(0), at(1));
        let approved = |desk, to, person, day| step(Deed::Approved, desk, to, person, at(day));
        steps.push(approved(Desk::District, Status::CheckedByDistrict, chain.district, 2));
        steps.push(approved(Desk::State, Status::ConfirmedByState, chain.state, 3));
        steps.push(approved(Desk::Hq, Status::Active, chain.hq, 4));
        let body = format!("Rondaan {name} bermula. Jumpa di {place}, setiap malam ketiga.");
        let notice = StartNotice { starts_on: malaysia::day(at(11)), body };
        let unit = Some((*unit, notice));
        add(planting, area, secretary, draft, steps, unit).await?;
    }
    waiting(planting, areas).await
}

/// The first area applies for a second unit, is asked to mend the map, and has sent it again five
/// days ago; a third one is only begun.
async fn waiting(planting: &mut Planting, areas: &[Neighbourhood]) -> Result<()> {
    let Some((area, secretary)) = areas.first().and_then(|area| Some((area, area.secretary?)))
    else {
        return Ok(());
    };
    let Some(chain) = chain(planting, area).await? else { return Ok(()) };
    let mut members = Vec::with_capacity(MEMBERS);
    for _ in 0..MEMBERS {
        members.push(people::resident(planting, area.id).await?);
    }
    let (name, place) = ("SRS Taman Melati Fasa 3", "Taman permainan Jalan 7/23E");
    let second = draft(planting, area, name, place, &members);
    let mut steps =
        submitted(secretary, &chain, planting.at(-13, 20 * 60), planting.at(-12, 21 * 60));
    steps.push(PastStep {
        reason: Some("Peta liputan tidak sampai ke Jalan 7/23E."),
        ..step(Deed::SentBack, Desk::District, Status::Draft, chain.district, planting.at(-9, 660))
    });
    let again = submitted(secretary, &chain, planting.at(-6, 20 * 60), planting.at(-5, 21 * 60));
    steps.extend(again.into_iter().skip(1));
    add(planting, area, secretary, second, steps, None).await?;
    let third = Draft { name: Some("SRS Taman Melati Fasa 4".to_owned()), ..Draft::default() };
    let begun = step(Deed::Begun, Desk::Committee, Status::Draft, secretary, planting.at(-1, 600));
    add(planting, area, secretary, third, vec![begun], None).await
}

async fn add(
    planting: &mut Planting,
    area: &Neighbourhood,
    author: PersonId,
    draft: Draft,
    steps: Vec<PastStep>,
    unit: Option<(crate::shared::id::PatrolUnitId, StartNotice)>,
) -> Result<()> {
    let past = PastApplication { area: area.id, draft, author, steps, unit };
    add_past_application(&planting.ctx, &mut planting.work, &past).await
}

fn draft(
    planting: &Planting,
    area: &Neighbourhood,
    name: &str,
    place: &str,
    members: &[PersonId],
) -> Draft {
    let (north, east) = (area.content.latitude, area.content.longitude);
    let corners = [(-HALF, -HALF), (HALF, -HALF), (HALF, HALF), (-HALF, HALF), (-HALF, -HALF)];
    let line: Vec<_> = corners.iter().map(|(x, y)| json!([east + x, north + y])).collect();
    Draft {
        name: Some(name.to_owned()),
        meeting_place: Some(place.to_owned()),
        coverage: Some(json!({ "type": "Polygon", "coordinates": [line] })),
        minutes_number: Some("2/2026".to_owned()),
        minutes_on: Some(malaysia::day(planting.at(-APPLIED - 7, 0))),
        minutes_text: Some("Mesyuarat bersetuju menubuhkan skim rondaan sukarela.".to_owned()),
        minutes_media_id: None,
        leader_id: members.first().copied(),
        members: members.to_vec(),
    }
}

/// Begun and submitted by the secretary on a day, confirmed by the chair later.
fn submitted(secretary: PersonId, chain: &Chain, on: Instant, later: Instant) -> Vec<PastStep> {
    let committee = Desk::Committee;
    vec![
        step(Deed::Begun, committee, Status::Draft, secretary, on),
        step(Deed::Submitted, committee, Status::Submitted, secretary, on + TimeDelta::hours(1)),
        step(Deed::Approved, Desk::Chair, Status::Applied, chain.chair, later),
    ]
}

fn step(deed: Deed, desk: Desk, to: Status, person: PersonId, at: Instant) -> PastStep {
    PastStep { deed, desk, to, person, reason: None, at }
}

/// Who decides about an area; a district without an officer gets one.
async fn chain(planting: &mut Planting, area: &Neighbourhood) -> Result<Option<Chain>> {
    #[derive(FromQueryResult)]
    struct Place {
        district_id: DistrictId,
    }
    let connection = planting.work.connection();
    let sql = "select district_id from area where id = $1";
    let place: Option<Place> = db::one(connection, sql, [area.id.into()]).await?;
    let Some(Place { district_id }) = place else { return Ok(None) };
    let chair = "select person_id from appointment where area_id = $1 and post = 'CHAIR'";
    let chair = somebody(planting, chair, Some(area.id.0.into())).await?;
    let state =
        "select person_id from officer_grant where role = 'STATE_OFFICER' and state_code = $1";
    let state = somebody(planting, state, Some(CAPITAL.into())).await?;
    let hq = "select person_id from officer_grant where role = 'HQ_OFFICER'";
    let hq = somebody(planting, hq, None).await?;
    let known =
        "select person_id from officer_grant where role = 'DISTRICT_OFFICER' and district_id = $1";
    let district = match somebody(planting, known, Some(district_id.into())).await? {
        Some(officer) => officer,
        None => district_officer(planting, area, district_id).await?,
    };
    let (Some(chair), Some(state), Some(hq)) = (chair, state, hq) else { return Ok(None) };
    Ok(Some(Chain { chair, district, state, hq }))
}

async fn somebody(
    planting: &Planting,
    sql: &str,
    value: Option<sea_orm::Value>,
) -> Result<Option<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
    }
    let row: Option<Row> = db::one(planting.work.connection(), sql, value).await?;
    Ok(row.map(|row| row.person_id))
}

async fn district_officer(
    planting: &mut Planting,
    area: &Neighbourhood,
    district: DistrictId,
) -> Result<PersonId> {
    let person = people::resident(planting, area.id).await?;
    let (id, now) = (planting.ctx.mint(), planting.ctx.now());
    let (role, scope) = (Role::DistrictOfficer, GrantScope::District(district));
    let work = &mut planting.work;
    community::add_officer_grant(work, id, person, role, &scope, "sample", now).await?;
    Ok(person)
}
