//! Writing kiosks and carnivals.

use super::{
    model::{Kiosk, KioskStatus, NewKiosk},
    rules::{self, Written},
    store, tell,
};
use crate::{
    community,
    krt_shop::project::OpeningHours,
    policy::{Action, Permit, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{DistrictId, KioskId},
        outbox::ShopSays,
        replay::{Begun, Once},
        work::Work,
    },
};

fn conflict() -> Error {
    Refusal::of(ErrorCode::VersionConflict).at("version").into()
}

/// Where a district is, and its state's code.
async fn place_of(ctx: &Ctx, id: DistrictId) -> Result<(Place, String)> {
    let district = community::district(ctx, id).await.map_err(|cause| match cause {
        Error::Stopped(_) => Refusal::of(ErrorCode::DistrictUnknown).at("districtId").into(),
        other => other,
    })?;
    let state = district.state_code;
    let place = Place { state: Some(state.clone()), district: Some(id), ..Place::default() };
    Ok((place, state))
}

/// An officer adds a kiosk or a carnival, or changes it with the version that was read. The same again
/// changes nothing. One that is moved to another district is within the officer's reach on both sides.
pub async fn set_kiosk(ctx: &Ctx, new: &NewKiosk, key: Option<&str>) -> Result<Kiosk> {
    ctx.person()?;
    let (place, state) = place_of(ctx, new.district_id).await?;
    let permit = ctx.authorize(Action::KioskWrite, &Target::at(place))?;
    let mut once = match Once::begin(ctx, &permit, "kioskSet", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return newest(ctx, KioskId(id)).await,
    };
    let written = write(ctx, &mut once.work, (&permit, state), new).await;
    let id = once.finish(ctx, written).await?;
    newest(ctx, id).await
}

async fn newest(ctx: &Ctx, id: KioskId) -> Result<Kiosk> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    (permit, state): (&Permit, String),
    new: &NewKiosk,
) -> Result<KioskId> {
    let (person, now) = (ctx.person()?, ctx.now());
    let id = new.id.unwrap_or_else(|| ctx.mint());
    let known = store::lock(work.connection(), id).await?;
    if let Some(known) = &known {
        ctx.authorize(Action::KioskWrite, &Target::at(known.place()))?;
        if known.kind != new.kind {
            return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
        }
        // The same again, also once it is over.
        let said = said(new, known, now);
        if said.is_some_and(|said| said == *known) {
            return Ok(id);
        }
        if new.version != Some(known.version) {
            return Err(conflict());
        }
        rules::goes_on(known.status, known.shown_until, now)?;
    }
    let written = rules::checked(new, now)?;
    let (version, created_at) =
        known.as_ref().map_or((1, now), |known| (known.version + 1, known.created_at));
    let kiosk = record(new, written, state, (id, version, created_at, now));
    let done = match known {
        None => store::add(work.connection(), &kiosk, person).await?,
        Some(_) => store::change(work.connection(), &kiosk, person).await?,
    };
    if !done {
        return Err(conflict());
    }
    if known.is_some_and(|known| is_moved(&known, &kiosk)) {
        tell::place_changed(work, &kiosk, ShopSays::PlaceMoved).await?;
    }
    work.audit(permit, id);
    work.tell(Change::new(Scope::Public, Noun::Kiosk, id));
    Ok(id)
}

/// Whether it is at another time or elsewhere, for whoever means to stand there.
fn is_moved(known: &Kiosk, newer: &Kiosk) -> bool {
    (known.starts_at, known.ends_at) != (newer.starts_at, newer.ends_at)
        || known.address != newer.address
}

/// What is said as it would stand, with everything that only the record knows; none when it breaks a
/// rule.
fn said(new: &NewKiosk, known: &Kiosk, now: Instant) -> Option<Kiosk> {
    // A carnival that is over by now was in the future when it was written.
    let then = known.starts_at.map_or(now, |starts_at| starts_at.min(now));
    let written = rules::checked(new, then).ok()?;
    if new.district_id != known.district_id {
        return None;
    }
    let stamp = (known.id, known.version, known.created_at, known.updated_at);
    let said = record(new, written, known.state_code.clone(), stamp);
    Some(Kiosk { status: known.status, reason: known.reason.clone(), ..said })
}

/// A place as it stands.
pub(super) fn record(
    new: &NewKiosk,
    written: Written,
    state_code: String,
    (id, version, created_at, updated_at): (KioskId, i64, Instant, Instant),
) -> Kiosk {
    let hours = written.opening_hours;
    Kiosk {
        id,
        kind: new.kind,
        name: written.name,
        description: written.description,
        address: written.address,
        state_code,
        district_id: new.district_id,
        latitude: new.position.0,
        longitude: new.position.1,
        opening_hours: (!hours.is_empty()).then_some(OpeningHours(hours)),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        shown_until: written.shown_until,
        status: KioskStatus::Active,
        reason: None,
        version,
        created_at,
        updated_at,
    }
}

/// An officer says that a carnival does not take place, or closes a kiosk for good, and why; whoever stands
/// there is told. Again changes nothing.
pub async fn cancel_kiosk(ctx: &Ctx, id: KioskId, reason: Option<&str>) -> Result<Kiosk> {
    ctx.person()?;
    let found = newest(ctx, id).await?;
    let permit = ctx.authorize(Action::KioskWrite, &Target::at(found.place()))?;
    if found.status == KioskStatus::Cancelled {
        return Ok(found);
    }
    let (person, now) = (ctx.person()?, ctx.now());
    rules::goes_on(found.status, found.shown_until, now)?;
    let reason = rules::reason(reason)?;
    let cancelled = Kiosk {
        status: KioskStatus::Cancelled,
        reason: Some(reason.clone()),
        version: found.version + 1,
        updated_at: now,
        ..found
    };
    let mut work = ctx.begin().await?;
    if !store::change(work.connection(), &cancelled, person).await? {
        return Err(conflict());
    }
    tell::place_changed(&mut work, &cancelled, ShopSays::PlaceOff).await?;
    let deed = work.audit(&permit, id);
    deed.detail("status", "CANCELLED");
    deed.detail("reason", reason);
    work.tell(Change::gone(Scope::Public, Noun::Kiosk, id));
    work.commit().await?;
    Ok(cancelled)
}
