//! Recording that a patrol looked at houses: one or many, late, twice, in any order.

use std::collections::HashSet;

use super::{
    model::{NewVisit, VisitBatch, VisitResult},
    rules, sealed,
    store::{self, Empty},
    visit_store::{self, Kept},
};
use crate::{
    mysrs::{
        patrol::{self, ClockEvidence, ItemOutcome},
        unit,
    },
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, MediaId, PatrolId, PersonId},
        media,
        work::Work,
    },
};

/// The most looks that one request brings: more houses than one patrol passes in a night.
const MOST: usize = 100;

/// Records looks at houses on a patrol, also after its end, and answers for each in its place: for
/// who takes part in the patrol, at houses that were empty while it walked, and no more of somebody than
/// they have room for. What is recorded is the record itself, so the audit is told nothing.
pub async fn record_visits(
    ctx: &Ctx,
    patrol: PatrolId,
    batch: VisitBatch,
) -> Result<Vec<VisitResult>> {
    let person = ctx.person()?;
    let found = visit_store::find_patrol(ctx.db().write(), patrol, person).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let area = place.area.ok_or_else(Error::not_found)?;
    let owner = found.takes_part.then_some(person);
    ctx.authorize(Action::HouseVisitRecord, &Target { owner, ..Target::at(place) })?;
    if batch.items.len() > MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("visits").with("limit", MOST).into());
    }
    let usable = usable_photos(ctx, &batch).await?;
    let (clock, received_at) = (batch.clock, ctx.now());
    let walked = (found.started_at, found.ended_at.unwrap_or(received_at));
    let recording =
        Recording { patrol: found.id, walked, area, person, usable, clock, received_at };
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    // One after the other, so that what is counted stands until the looks are there.
    patrol::lock_beside_records(work.connection(), found.id).await?;
    let there = visit_store::count_of_person(work.connection(), found.id, person).await?;
    let mut room = rules::MOST_VISITS.saturating_sub(there);
    let mut results = Vec::with_capacity(batch.items.len());
    for (place, item) in batch.items.into_iter().enumerate() {
        let result = match item {
            Ok(new) => recording.record(&work, &new, (place, room)).await?,
            Err(refusal) => rejected(refusal),
        };
        if result.outcome == ItemOutcome::Applied {
            room = room.saturating_sub(1);
        }
        results.push(result);
    }
    work.commit().await?;
    Ok(results)
}

fn rejected(refusal: Refusal) -> VisitResult {
    VisitResult { outcome: ItemOutcome::Rejected(refusal), photo_left_out: false }
}

/// There is no such house that the patrol could have looked at.
fn no_house(place: usize) -> Refusal {
    Refusal::of(ErrorCode::NotFound).at(format!("visits.{place}.houseId"))
}

/// Those of the photos that are the actor's own and uploaded.
async fn usable_photos(ctx: &Ctx, batch: &VisitBatch) -> Result<HashSet<MediaId>> {
    let photos: Vec<MediaId> = batch.items.iter().flatten().filter_map(|new| new.photo).collect();
    if photos.is_empty() {
        return Ok(HashSet::new());
    }
    let found = media::usable_pictures(ctx, ctx.db().write(), &photos).await?;
    Ok(photos.into_iter().zip(found).filter(|(_, found)| found.is_ok()).map(|(id, _)| id).collect())
}

/// Where and by whom looks are recorded.
struct Recording {
    patrol: PatrolId,
    /// From when until when the patrol walked, or walks still.
    walked: (Instant, Instant),
    area: AreaId,
    person: PersonId,
    usable: HashSet<MediaId>,
    clock: ClockEvidence,
    received_at: Instant,
}

impl Recording {
    /// Records one look of a request, by its place, while the person has room for so many.
    async fn record(
        &self,
        work: &Work,
        new: &NewVisit,
        (place, room): (usize, i64),
    ) -> Result<VisitResult> {
        let connection = work.connection();
        // A house of another area is none that this patrol may know of; one that was forgotten is
        // nobody's any more.
        let house = store::find_empty(connection, new.house_id).await?;
        let Some(house) = house.filter(|house| house.area_id == self.area) else {
            return Ok(rejected(no_house(place)));
        };
        let photo = new.photo.filter(|photo| self.usable.contains(photo));
        let kept = self.kept(work, new, photo)?;
        let content_hash = kept.content_hash.clone();
        let refusal = self.refusal(work, &house, kept.corrected_at, (place, room)).await?;
        if refusal.is_none() && visit_store::add(connection, kept).await? {
            let photo_left_out = new.photo.is_some() && photo.is_none();
            return Ok(VisitResult { outcome: ItemOutcome::Applied, photo_left_out });
        }
        // Whatever is refused, a repeat is told that it is one.
        let Some(known) = visit_store::lookup(connection, new.id).await? else {
            let lost = || Error::internal("a look at a house was lost");
            return Ok(rejected(refusal.ok_or_else(lost)?));
        };
        if known.content_hash != content_hash {
            return Ok(VisitResult { outcome: ItemOutcome::Conflict, photo_left_out: false });
        }
        // The photo came later than the words.
        if let (Some(photo), None) = (photo, known.media_id) {
            visit_store::add_photo(connection, new.id, photo).await?;
        }
        let has_photo = photo.or(known.media_id).is_some();
        let photo_left_out = new.photo.is_some() && !has_photo;
        Ok(VisitResult { outcome: ItemOutcome::Duplicate, photo_left_out })
    }

    /// Why a look at a house is not taken, when it is a new one.
    async fn refusal(
        &self,
        work: &Work,
        house: &Empty,
        at: Instant,
        (place, room): (usize, i64),
    ) -> Result<Option<Refusal>> {
        let walked = rules::walked_with(self.walked, at);
        if !rules::meets((house.starts_at, house.over_at), walked) {
            return Ok(Some(no_house(place)));
        }
        if room <= 0 {
            let full = Refusal::of(ErrorCode::TooMany).at(format!("visits.{place}"));
            return Ok(Some(full.with("limit", rules::MOST_VISITS)));
        }
        let whose = (self.patrol, self.person);
        let there = visit_store::count_at_house(work.connection(), whose, house.id).await?;
        if there >= rules::MOST_VISITS_AT_HOUSE {
            let full = Refusal::of(ErrorCode::TooMany).at(format!("visits.{place}.houseId"));
            return Ok(Some(full.with("limit", rules::MOST_VISITS_AT_HOUSE)));
        }
        Ok(None)
    }

    fn kept(&self, work: &Work, new: &NewVisit, photo: Option<MediaId>) -> Result<Kept> {
        let secret = &work.tools().secret;
        let (details, time) = rules::visit(new, &self.clock, self.received_at);
        Ok(Kept {
            id: new.id,
            house: new.house_id,
            patrol: self.patrol,
            person: self.person,
            finding: new.finding,
            details: sealed::seal(secret, sealed::VISIT, new.id.0, &details)?,
            photo,
            recorded_at: time.said,
            corrected_at: time.at,
            received_at: self.received_at,
            clock_offset_ms: time.offset_ms,
            content_hash: rules::content_hash(secret, new, self.patrol)?,
        })
    }
}
