//! What the people of a house tell of it and see of it.
//!
//! Nothing of this is noted in the audit: an entry would tell those who search it who is away.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    model::{HouseAway, HouseReadings, HouseVisit, SettingHouse, VisitDetails},
    rules, sealed,
    store::{self, Change, HouseKey, New},
    visit_store::{self, Row, VisitKey},
};
use crate::{
    community,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{HouseAwayId, MediaId, PersonId},
        media::{self, Picture},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// Tells the patrol units of an area that the actor's house is empty for a time, or tells something
/// else of it when a version is given. The same again brings the house as it stands; something else without
/// a version is refused.
pub async fn set_house(ctx: &Ctx, setting: &SettingHouse) -> Result<HouseAway> {
    let person = ctx.person()?;
    let place = community::place_of_area(ctx, setting.area_id).await?;
    ctx.authorize(Action::HouseAwaySet, &Target { owner: Some(person), ..Target::at(place) })?;
    let (id, now, secret) = (setting.id, ctx.now(), &ctx.tools().secret);
    let known = store::lookup(ctx.db().write(), secret, id).await?;
    let known = known.map(|known| same(known, setting, person)).transpose()?;
    let Some(version) = setting.version else {
        return match known {
            Some(known) => repeat(known, setting),
            None => add(ctx, setting, person).await,
        };
    };
    let conflict = || Error::from(Refusal::of(ErrorCode::VersionConflict).at("version"));
    let known = known.ok_or_else(conflict)?;
    let checked = rules::checked(&setting.wish, now)?;
    if known.version - 1 == version && checked.is(&known) {
        // The answer to the first time was lost.
        return Ok(known);
    }
    if known.over_at <= now {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "OVER").into());
    }
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let change = Change { id, version, to: &checked };
    if !store::change(work.connection(), secret, change, now).await? {
        return Err(conflict());
    }
    work.commit().await?;
    fresh(ctx, id).await
}

/// What stands under an id that the phone has made, if it is the same person's house there.
fn same(known: HouseAway, setting: &SettingHouse, person: PersonId) -> Result<HouseAway> {
    if (known.person_id, known.area_id) == (person, setting.area_id) {
        return Ok(known);
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}

/// The house that stands, when it is told again just as it stands; something else needs its version.
fn repeat(known: HouseAway, setting: &SettingHouse) -> Result<HouseAway> {
    // A repeat may come when it is over.
    let checked = rules::checked(&setting.wish, setting.wish.starts_at)?;
    if checked.is(&known) {
        return Ok(known);
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}

async fn add(ctx: &Ctx, setting: &SettingHouse, person: PersonId) -> Result<HouseAway> {
    let (id, now, secret) = (setting.id, ctx.now(), &ctx.tools().secret);
    let checked = rules::checked(&setting.wish, now)?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    // Two phones at once may go one beyond the limit, which is no matter for a bound.
    if store::count_standing(work.connection(), person, now).await? >= rules::MOST {
        return Err(Refusal::of(ErrorCode::TooMany).with("limit", rules::MOST).into());
    }
    let new = New { id, area: setting.area_id, person, checked: &checked };
    if !store::add(work.connection(), secret, new, now).await? {
        drop(work);
        // The same phone was quicker by another way, or somebody else has taken the id just now.
        return repeat(same(fresh(ctx, id).await?, setting, person)?, setting);
    }
    work.commit().await?;
    fresh(ctx, id).await
}

/// Tells that somebody is at home again: patrols see the house no more. Again changes nothing.
pub async fn cancel_house(ctx: &Ctx, id: HouseAwayId) -> Result<HouseAway> {
    ctx.person()?;
    let found = fresh(ctx, id).await?;
    ctx.authorize(Action::HouseAwayCancel, &Target::of(found.person_id))?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    store::change_to_cancelled(work.connection(), id, ctx.now()).await?;
    work.commit().await?;
    fresh(ctx, id).await
}

/// One's own house.
pub async fn house(ctx: &Ctx, id: HouseAwayId) -> Result<HouseAway> {
    ctx.person()?;
    let found = fresh(ctx, id).await?;
    ctx.authorize(Action::HouseAwayRead, &Target::of(found.person_id))?;
    Ok(found)
}

/// The houses that the reader has told of, those that are empty last first, each with its cursor.
pub async fn houses_of_viewer(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, HouseAway)>> {
    let person = ctx.person()?;
    ctx.authorize(Action::HouseAwayRead, &Target::of(person))?;
    let request = PageRequest::<HouseKey>::from_args(args)?;
    let secret = &ctx.tools().secret;
    let rows = store::list_of_person(ctx.db().write(), secret, person, &request).await?;
    Ok(request.page(rows).map(|house| (page::encode(&(house.starts_at, house.id)), house)))
}

/// The names of the units whose patrols see a house: the caller has read the house, and with that
/// the right to see them.
pub async fn watching_units(ctx: &Ctx, house: &HouseAway) -> Result<Vec<String>> {
    store::units_at_work(ctx.read(), house.area_id).await
}

/// How often a house was read from the list of the empty ones: the caller has read the house.
pub async fn readings(ctx: &Ctx, house: &HouseAway) -> Result<HouseReadings> {
    let none = HouseReadings { people: 0, times: 0, last_at: None };
    Ok(store::readings(ctx.db().write(), house.id).await?.unwrap_or(none))
}

/// The looks at a house, the latest first, each with its cursor: the caller has read the house.
pub async fn visits(
    ctx: &Ctx,
    house: &HouseAway,
    args: &PageArgs,
) -> Result<Page<(String, HouseVisit)>> {
    let request = PageRequest::<VisitKey>::from_args(args)?;
    let connection = ctx.db().write();
    let page = request.page(visit_store::list_of_house(connection, house.id, &request).await?);
    let photos: Vec<MediaId> = page.items.iter().filter_map(|row| row.media_id).collect();
    let mut pictures: HashMap<Uuid, Picture> = HashMap::new();
    if !photos.is_empty() {
        let found = media::pictures_by_ids(connection, &photos).await?;
        pictures.extend(found.into_iter().map(|picture| (picture.id, picture)));
    }
    let Page { items, has_next, has_previous } = page;
    let shown = |row: Row| -> Result<(String, HouseVisit)> {
        let cursor = page::encode(&(row.corrected_at, row.id));
        let photo = row.media_id.and_then(|id| pictures.get(&id.0).cloned());
        Ok((cursor, visit(ctx, house, &row, photo)?))
    };
    let items = items.into_iter().map(shown).collect::<Result<_>>()?;
    Ok(Page { items, has_next, has_previous })
}

fn visit(ctx: &Ctx, house: &HouseAway, row: &Row, photo: Option<Picture>) -> Result<HouseVisit> {
    let secret = &ctx.tools().secret;
    let details: VisitDetails = match &row.details {
        Some(details) => sealed::open(secret, sealed::VISIT, row.id.0, details)?,
        None => VisitDetails::default(),
    };
    let metres_away =
        details.position().zip(house.details.position()).map(|(one, other)| one.metres_to(other));
    Ok(HouseVisit {
        id: row.id,
        visited_at: row.corrected_at,
        received_at: row.received_at,
        finding: row.finding,
        note: details.note,
        metres_away,
        photo,
    })
}

/// As it stands after a write, not as a replica may still have it.
async fn fresh(ctx: &Ctx, id: HouseAwayId) -> Result<HouseAway> {
    let found = store::lookup(ctx.db().write(), &ctx.tools().secret, id).await?;
    found.ok_or_else(Error::not_found)
}
