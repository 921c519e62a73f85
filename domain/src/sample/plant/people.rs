//! Committees, residents, volunteers, and the cast with one account of each role.

use chrono::TimeDelta;
use sea_orm::ActiveEnum;

use super::{Neighbourhood, Planting, patrols, places, unknown};
use crate::{
    community::{self, Appointing, GrantScope, committee},
    identity::{self, NewPerson, rules::PRIVACY_NOTICE_VERSION},
    mysrs::unit::{self, NewUnit, UnitStatus},
    policy::Role,
    sample::content::{
        patrols::PATROL_UNITS,
        people::{self, CAST, CastMember, CastScope},
    },
    shared::{
        db,
        error::Result,
        id::{AreaId, PersonId},
        language::Language,
    },
};

/// The posts of a committee, the chair first.
const POSTS: [Role; 6] = [
    Role::Chair,
    Role::DeputyChair,
    Role::Secretary,
    Role::AssistantSecretary,
    Role::Treasurer,
    Role::Member,
];
/// Residents with an account in each area, beside its committee and its volunteers.
const RESIDENTS: usize = 6;
/// Volunteers of a unit beside its leader: 20 is the least that the law asks for.
const VOLUNTEERS: usize = 21;
/// Plants people into the areas that are at work.
pub(super) async fn plant(planting: &mut Planting, areas: &mut [Neighbourhood]) -> Result<()> {
    for area in areas.iter_mut().filter(|area| area.content.status == "ACTIVE") {
        posts(planting, area).await?;
        for _ in 0..RESIDENTS {
            resident(planting, area.id).await?;
        }
        coordinators(planting, area).await?;
        patrol_unit(planting, area).await?;
    }
    for member in CAST {
        officer(planting, member).await?;
    }
    Ok(())
}

/// The cast's member with this role in this area.
fn cast_in(area: &Neighbourhood, role: Role) -> Option<&'static CastMember> {
    let code = role.to_value();
    CAST.iter().find(|member| member.role == code && member.scope == CastScope::Area(area.index))
}

/// Adds one of the cast.
pub(super) async fn cast_member(planting: &mut Planting, member: &CastMember) -> Result<PersonId> {
    let language = if member.language == "en" { Language::En } else { Language::Ms };
    person(planting, member.name.to_owned(), member.phone.to_owned(), language).await
}

/// Somebody of the cast or, where the cast has nobody, a volunteer.
async fn somebody(planting: &mut Planting, area: &Neighbourhood, role: Role) -> Result<PersonId> {
    match cast_in(area, role) {
        Some(member) => cast_member(planting, member).await,
        None => volunteer(planting).await,
    }
}

async fn volunteer(planting: &mut Planting) -> Result<PersonId> {
    let number = planting.volunteers;
    planting.volunteers += 1;
    // One in four reads English.
    let language = if number % 4 == 3 { Language::En } else { Language::Ms };
    person(planting, people::display_name(number), people::phone(number), language).await
}

async fn person(
    planting: &mut Planting,
    display_name: String,
    phone: String,
    language: Language,
) -> Result<PersonId> {
    let person = NewPerson {
        id: planting.ctx.mint(),
        phone,
        display_name,
        language,
        password_hash: Some(planting.password_hash.clone()),
        privacy_notice_version: PRIVACY_NOTICE_VERSION.to_owned(),
        sample: true,
        now: planting.ctx.now(),
    };
    identity::add_person(planting.work.connection(), &person).await?;
    planting.planted.people += 1;
    Ok(person.id)
}

/// Adds somebody who lives in an area.
pub(super) async fn resident(planting: &mut Planting, area: AreaId) -> Result<PersonId> {
    let person = volunteer(planting).await?;
    join(planting, person, area).await?;
    Ok(person)
}

/// Makes somebody a resident of an area.
pub(super) async fn join(planting: &mut Planting, person: PersonId, area: AreaId) -> Result<()> {
    let (id, now) = (planting.ctx.mint(), planting.ctx.now());
    community::add_membership(&mut planting.work, id, person, area, now).await
}

async fn posts(planting: &mut Planting, area: &mut Neighbourhood) -> Result<()> {
    // Terms of different areas end at different times.
    let began =
        planting.ctx.now() - TimeDelta::days(30 * i64::try_from(area.index % 12).unwrap_or(0));
    let regimes = committee::stored_regimes(planting.work.connection()).await?;
    let ends_at = committee::rules::regime_at(&regimes, began)
        .map(|regime| committee::rules::end_of_term(regime, began));
    for post in POSTS {
        let person = somebody(planting, area, post).await?;
        let new = Appointing { person, area: area.id, post, starts_at: began, ends_at };
        let id = planting.ctx.mint();
        community::add_appointment(&mut planting.work, id, &new).await?;
        if post == Role::Secretary {
            area.secretary = Some(person);
        }
    }
    if let Some(member) = cast_in(area, Role::Resident) {
        let person = cast_member(planting, member).await?;
        join(planting, person, area.id).await?;
    }
    Ok(())
}

/// Each area has two groups; the first one's coordinator may be of the cast.
async fn coordinators(planting: &mut Planting, area: &Neighbourhood) -> Result<()> {
    let second = ["YOUTH", "CHILDREN", "SENIORS"];
    let second = second.get(area.index % second.len()).copied().unwrap_or("YOUTH");
    for (group, role) in [("WOMEN", Role::GroupCoordinator), (second, Role::Resident)] {
        let person = match role {
            Role::GroupCoordinator => somebody(planting, area, role).await?,
            _ => volunteer(planting).await?,
        };
        join(planting, person, area.id).await?;
        let (id, now) = (planting.ctx.mint(), planting.ctx.now());
        let work = &mut planting.work;
        community::add_group_coordinator(work, id, person, area.id, group, now).await?;
    }
    Ok(())
}

async fn patrol_unit(planting: &mut Planting, area: &mut Neighbourhood) -> Result<()> {
    let Some(content) = PATROL_UNITS.iter().find(|unit| unit.area == area.index) else {
        return Ok(());
    };
    let unit = NewUnit {
        id: planting.ctx.mint(),
        area_id: area.id,
        name: content.name.to_owned(),
        meeting_place: content.meeting_place.to_owned(),
        status: UnitStatus::Active,
        sample: true,
    };
    let now = planting.ctx.now();
    unit::add_unit(&mut planting.work, &unit, now).await?;
    let mut members = Vec::with_capacity(VOLUNTEERS + 1);
    for place in 0..=VOLUNTEERS {
        let person = match place {
            0 => somebody(planting, area, Role::UnitLeader).await?,
            1 => somebody(planting, area, Role::Patroller).await?,
            _ => volunteer(planting).await?,
        };
        join(planting, person, area.id).await?;
        let id = planting.ctx.mint();
        unit::add_patroller(&mut planting.work, id, unit.id, person, place == 0, now).await?;
        if patrols::can_lead(place) {
            let sql = "update patroller set can_lead = true where unit_id = $1 and person_id = $2";
            let values = [unit.id.into(), person.into()];
            db::run(planting.work.connection(), sql, values).await?;
        }
        members.push(person);
    }
    planting.planted.units += 1;
    area.unit = Some((unit.id, members));
    Ok(())
}

/// Adds one of the cast who holds a grant; the others are where they belong already.
async fn officer(planting: &mut Planting, member: &CastMember) -> Result<()> {
    let scope = match member.scope {
        CastScope::Area(_) | CastScope::Project(_) => return Ok(()),
        CastScope::Nation => GrantScope::Nation,
        CastScope::State(code) => GrantScope::State(code.to_owned()),
        CastScope::District(code) => GrantScope::District(places::district(planting, code).await?),
    };
    let role =
        Role::try_from_value(&member.role.to_owned()).map_err(|_| unknown("role", member.role))?;
    let person = cast_member(planting, member).await?;
    let (id, now) = (planting.ctx.mint(), planting.ctx.now());
    let work = &mut planting.work;
    community::add_officer_grant(work, id, person, role, &scope, "sample", now).await
}
