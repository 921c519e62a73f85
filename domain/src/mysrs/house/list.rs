//! The houses that are empty today, for who walks past them. Whoever reads one is noted, and its
//! people see how often that was.

use super::{
    model::WatchedHouse,
    rules,
    store::{self, BATCH, HouseKey, Today},
};
use crate::{
    mysrs::{rule, sector, unit},
    policy::{Action, Permit, Place, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        geo::Ring,
        id::{HouseAwayId, PatrolUnitId, SectorId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The houses of a unit's area that are empty at some time of the rest of the day, and from the evening
/// on of the night, those that are empty longest first, each with its cursor: for the unit's leader, and
/// for its volunteers while they are on the way in their shift, or with a whole team of people who have
/// said something there themselves; they name a sector where the unit has any. With a sector those that
/// lie in it, and those of which it is not known in which of the unit's sectors they lie: better looked
/// at twice than never.
pub async fn houses_of_patrol(
    ctx: &Ctx,
    unit: PatrolUnitId,
    sector: Option<SectorId>,
    args: &PageArgs,
) -> Result<Page<(String, WatchedHouse)>> {
    ctx.person()?;
    let place = unit::standing(ctx, unit).await?;
    let area = place.area.ok_or_else(Error::not_found)?;
    // Whoever leads, and is not merely on the way.
    let sees_all = ctx.may(Action::HouseAwayList, &Target::at(place.clone()));
    let permit = ctx.authorize(Action::HouseAwayList, &target(ctx, unit, place).await?)?;
    let sectors = sector::list_of_unit(ctx.db().write(), unit).await?;
    if sector.is_some_and(|wanted| sectors.iter().all(|sector| sector.id != wanted)) {
        return Err(Error::not_found());
    }
    if sector.is_none() && !sectors.is_empty() && !sees_all {
        return Err(Refusal::of(ErrorCode::Required).at("sectorId").into());
    }
    let request = PageRequest::<HouseKey>::from_args(args)?;
    let now = ctx.now();
    let today = Today { area, now, ends: rules::told_until(now) };
    let search = Search { today, lines: rules::lines(&sectors), wanted: sector };
    let page = request.page(search.walk(ctx, &request).await?);
    let read: Vec<HouseAwayId> = page.items.iter().map(|watched| watched.house.id).collect();
    // Before they are shown: nobody reads them unseen.
    note_reading(ctx, &permit, unit, &read).await?;
    Ok(page.map(|watched| (page::encode(&(watched.house.starts_at, watched.house.id)), watched)))
}

/// Whether the reader may see which houses are empty today.
pub async fn may_list(ctx: &Ctx, unit: PatrolUnitId) -> Result<bool> {
    let place = unit::standing(ctx, unit).await?;
    Ok(ctx.may(Action::HouseAwayList, &target(ctx, unit, place).await?))
}

/// The unit as the policy sees it: its owner is the actor who is on a patrol of it just now.
async fn target(ctx: &Ctx, unit: PatrolUnitId, place: Place) -> Result<Target> {
    let Some(person) = ctx.actor.person() else { return Ok(Target::at(place)) };
    let (connection, now) = (ctx.db().write(), ctx.now());
    let team_least = rule::in_force(connection, now).await?.team_least;
    let limits = rules::OnTheWay::at(now, team_least);
    let walks = store::is_on_the_way(connection, unit, person, &limits).await?;
    Ok(Target { owner: walks.then_some(person), ..Target::at(place) })
}

/// What a patrol looks for.
struct Search {
    today: Today,
    lines: Vec<(SectorId, Ring)>,
    wanted: Option<SectorId>,
}

impl Search {
    /// As many houses as a page takes, and one more. In which sector a house lies is sealed with its
    /// place, so the list is searched part by part.
    async fn walk(&self, ctx: &Ctx, request: &PageRequest<HouseKey>) -> Result<Vec<WatchedHouse>> {
        let enough = usize::try_from(request.rows()).unwrap_or(usize::MAX);
        let (mut found, mut beyond) = (Vec::new(), request.beyond);
        loop {
            let (connection, secret) = (ctx.db().write(), &ctx.tools().secret);
            let from = (beyond, request.backward);
            let part = store::list_today(connection, secret, self.today, from).await?;
            let whole = part.len() == BATCH;
            for house in part {
                beyond = Some((house.starts_at, house.id));
                let sector_id = rules::sector_at(house.details.position(), &self.lines);
                if self.wants(sector_id) {
                    found.push(WatchedHouse { house, sector_id });
                }
                if found.len() == enough {
                    return Ok(found);
                }
            }
            if !whole {
                return Ok(found);
            }
        }
    }

    fn wants(&self, sector: Option<SectorId>) -> bool {
        self.wanted.is_none() || sector.is_none() || sector == self.wanted
    }
}

/// Notes that the actor has read these houses. The audit is told when one of them is new to the actor,
/// and not which: its entries are never forgotten.
async fn note_reading(
    ctx: &Ctx,
    permit: &Permit,
    unit: PatrolUnitId,
    houses: &[HouseAwayId],
) -> Result<()> {
    if houses.is_empty() {
        return Ok(());
    }
    let person = ctx.person()?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::count_read(work.connection(), person, houses).await? < houses.len() {
        work.audit(permit, unit);
    }
    store::add_readings(work.connection(), person, houses, ctx.now()).await?;
    work.commit().await
}
