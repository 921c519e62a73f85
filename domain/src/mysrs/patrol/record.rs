//! Recording on patrol: the busiest writes of all, so what decides them is remembered, and many
//! requests share a commit.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use moka::sync::Cache;

use super::{
    beginning_store,
    bulk::CheckIns,
    check_in_store::Kept,
    event::{self, EventBatch, EventResult},
    fixes::Fixes,
    model::{
        CheckInBatch, CheckInResult, ItemOutcome, NewCheckIn, PatrolStatus, TrackBatch, TrackPoint,
        TrackResult,
    },
    old_store, photos,
    room::Room,
    rules::{self, Recording},
    sifted::Sifted,
    start::be_on_its_way,
    store,
};
use crate::{
    mysrs::{
        live::{Live, Spot},
        proof::AtOnce,
    },
    policy::{Action, Permit, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        commit::SharedCommit,
        ctx::{Ctx, Tools},
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolId, PatrolUnitId, PersonId, TrackId},
    },
};

/// The most check-ins that one request brings.
const MOST_CHECK_INS: usize = 500;
/// The most fixes that one request brings.
const MOST_POINTS: usize = 2_000;
/// The most tracks that one person has on a patrol: one is usual, a broken phone makes another each time
/// it starts.
const MOST_TRACKS: u64 = 64;
/// Patrols remembered by a node: the national night has 3,300, and each takes about 300 bytes.
const REMEMBERED: u64 = 10_000;
/// An area may come to another district; what is remembered follows within this.
const REMEMBERED_FOR: Duration = Duration::from_mins(10);
/// While one lane waits for the disk the other gathers. SQLite has one writer.
const POSTGRES_LANES: usize = 2;

/// What decides about recording on a patrol.
#[derive(Clone, Debug)]
struct Known {
    /// Another one than the phone names, when its start joined that.
    patrol: PatrolId,
    unit: PatrolUnitId,
    place: Place,
    started_at: Instant,
    opened_at: Instant,
    /// Whether nobody is taken to be on the way with it, because who began it had left the unit.
    belated: bool,
    members: Vec<PersonId>,
}

/// Where check-ins and fixes are recorded; one for a node.
///
/// What is remembered only ever says yes: who was on a patrol stays one of those who were, also after
/// going home early, and whoever is not known to be on it is looked up again. So nothing has to be
/// forgotten when another node adds somebody.
#[derive(Debug)]
pub struct Recorder {
    known: Cache<PatrolId, Arc<Known>>,
    track_owners: Cache<(PatrolId, TrackId), PersonId>,
    room: Room,
    proof: AtOnce,
    check_ins: SharedCommit<CheckIns>,
    fixes: SharedCommit<Fixes>,
    /// Where it is told where phones are.
    live: Arc<Live>,
}

impl Recorder {
    /// Opens the lanes; within a tokio runtime.
    #[must_use]
    pub fn open(tools: &Arc<Tools>, live: &Arc<Live>) -> Self {
        let lanes = if tools.db.is_postgres() { POSTGRES_LANES } else { 1 };
        let proof = AtOnce::default();
        tokio::spawn(proof.clone().follow(tools.changes.listen()));
        Self {
            known: Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build(),
            proof,
            track_owners: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(REMEMBERED_FOR)
                .build(),
            room: Room::new(REMEMBERED, REMEMBERED_FOR),
            check_ins: SharedCommit::open(tools, lanes),
            fixes: SharedCommit::open(tools, lanes),
            live: Arc::clone(live),
        }
    }

    /// Records check-ins on a patrol, also after its end, and answers for each in its place. A
    /// volunteer of the unit who brings one before the end joins the patrol with that.
    pub async fn record_check_ins(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        mut batch: CheckInBatch,
    ) -> Result<Vec<CheckInResult>> {
        let fits = batch.items.len() <= MOST_CHECK_INS;
        let brings = fits && batch.items.iter().any(Result::is_ok);
        let on = self.take_part(ctx, patrol, brings).await?;
        if !fits {
            return Err(too_many("checkIns", MOST_CHECK_INS));
        }
        let kept = self.room.for_check_ins(ctx, &on, &mut batch.items).await?;
        let rows = self.judged(ctx, &on, &batch).await?;
        let written = if rows.is_empty() {
            Vec::new()
        } else {
            self.check_ins.write(CheckIns { patrol: on.patrol, rows }).await?
        };
        let applied = written.iter().filter(|one| matches!(one.outcome, ItemOutcome::Applied));
        let applied = u64::try_from(applied.count()).unwrap_or(u64::MAX);
        for count in kept {
            count.fetch_add(applied, Ordering::Relaxed);
        }
        let mut written = written.into_iter();
        batch
            .items
            .into_iter()
            .map(|item| match item {
                Ok(_) => written.next().ok_or_else(|| Error::internal("a check-in was lost")),
                Err(refusal) => {
                    Ok(CheckInResult { outcome: ItemOutcome::Rejected(refusal), check_in: None })
                }
            })
            .collect()
    }

    /// The check-ins of a batch as they are kept, with what they and the few before them show.
    async fn judged(&self, ctx: &Ctx, on: &Recording, batch: &CheckInBatch) -> Result<Vec<Kept>> {
        let kept = |new: &NewCheckIn| Kept {
            check_in: rules::check_in(new, on, &batch.clock),
            content_hash: rules::content_hash(new, on.patrol).to_vec(),
            photos: new.photos.clone(),
        };
        let mut rows: Vec<Kept> = batch.items.iter().flatten().map(kept).collect();
        photos::keep_usable(ctx, &mut rows).await?;
        let mut check_ins: Vec<_> = rows.iter_mut().map(|row| &mut row.check_in).collect();
        self.proof.judge(ctx, on.opened_at, &mut check_ins).await?;
        Ok(rows)
    }

    /// Records what a patrol notes of itself on the way, also after its end, and answers for each in
    /// its place. A volunteer of the unit who brings something before the end joins with that.
    pub async fn record_events(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        batch: EventBatch,
    ) -> Result<Vec<EventResult>> {
        let fits = batch.items.len() <= event::MOST_AT_ONCE;
        let brings = fits && batch.items.iter().any(Result::is_ok);
        let on = self.take_part(ctx, patrol, brings).await?;
        if !fits {
            return Err(too_many("events", event::MOST_AT_ONCE));
        }
        event::record(ctx, &on, batch).await
    }

    /// Records fixes of a track, also after the patrol's end: then it is judged again, and with that
    /// its length is reckoned anew.
    pub async fn record_track(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        batch: &TrackBatch,
    ) -> Result<TrackResult> {
        let fits = batch.points.len() <= MOST_POINTS;
        let sifted = Sifted::of(batch, MOST_POINTS, ctx.now());
        let rejected = sifted.rejected();
        let Sifted { points, rejections } = sifted;
        let on = self.take_part(ctx, patrol, fits && !points.is_empty()).await?;
        if !fits {
            return Err(too_many("points", MOST_POINTS));
        }
        if points.is_empty() {
            return Ok(TrackResult { rejected, rejections, ..TrackResult::default() });
        }
        let newest = newest(&points, &on);
        self.own_track(ctx, &on, batch.track_id).await?;
        let kept = self.room.for_fixes(ctx, &on, batch.track_id, &points).await?;
        let fixes = Fixes {
            unit: on.unit,
            patrol: on.patrol,
            opened_at: on.opened_at,
            person: on.person,
            track: batch.track_id,
            received_at: on.received_at,
            points,
        };
        let written = self.fixes.write(fixes).await?;
        for count in kept {
            count.fetch_add(written.result.applied, Ordering::Relaxed);
        }
        if written.thinned {
            // There is more than a line again, until it is thinned into that.
            old_store::change_thinned(ctx.db().write(), on.patrol, None).await?;
        }
        // What comes in after the end plans in its own transaction that the patrol is judged.
        if written.ended {
            self.live.forget(on.patrol);
        } else if let Some(newest) = newest {
            self.live.note(newest);
        }
        Ok(TrackResult { rejected, rejections, ..written.result })
    }

    /// Goes on only when the actor takes part in the patrol, or may. Whoever may and `brings`
    /// something takes part from then on, unless the patrol has ended.
    async fn take_part(&self, ctx: &Ctx, patrol: PatrolId, brings: bool) -> Result<Recording> {
        let person = ctx.person()?;
        let known = match self.known.get(&patrol) {
            // One with which nobody is on the way is looked up again: somebody of the unit may come.
            Some(known) if known.members.contains(&person) && !known.belated => known,
            _ => self.look_up(ctx, patrol, person, brings).await?,
        };
        let target = Target { owner: Some(person), ..Target::at(known.place.clone()) };
        ctx.authorize(Action::PatrolRecord, &target)?;
        Ok(Recording {
            unit: known.unit,
            patrol: known.patrol,
            person,
            on_patrol: known.members.contains(&person),
            started_at: known.started_at,
            opened_at: known.opened_at,
            belated: known.belated,
            received_at: ctx.now(),
        })
    }

    async fn look_up(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        person: PersonId,
        brings: bool,
    ) -> Result<Arc<Known>> {
        let database = ctx.db().write();
        let standing = store::standing(database, patrol).await?.ok_or_else(Error::not_found)?;
        let mut members = store::list_members(database, standing.id).await?;
        let place = standing.place();
        if !members.contains(&person) {
            let permit = ctx.authorize(Action::PatrolStart, &Target::at(place.clone()))?;
            if brings && join(ctx, &permit, standing.unit_id, standing.id, person).await? {
                members.push(person);
            }
        }
        let comes =
            standing.belated && brings && ctx.may(Action::PatrolStart, &Target::at(place.clone()));
        if comes {
            let mut work = ctx.begin().await?;
            // What they bring is the record.
            work.leave_unaudited();
            be_on_its_way(&mut work, standing.unit_id, standing.id).await?;
            work.commit().await?;
        }
        let known = Arc::new(Known {
            patrol: standing.id,
            unit: standing.unit_id,
            place,
            started_at: standing.started_at,
            opened_at: standing.opened_at,
            belated: standing.belated && !comes,
            members,
        });
        self.known.insert(patrol, Arc::clone(&known));
        Ok(known)
    }

    /// A track is one phone's: nobody adds to another's.
    async fn own_track(&self, ctx: &Ctx, on: &Recording, track: TrackId) -> Result<()> {
        let owner = match self.track_owners.get(&(on.patrol, track)) {
            Some(owner) => owner,
            None => claim_track(ctx, on, track).await?,
        };
        self.track_owners.insert((on.patrol, track), owner);
        if owner != on.person {
            return Err(Refusal::of(ErrorCode::IdTaken).at("trackId").into());
        }
        Ok(())
    }
}

/// Where the phone is: however many fixes it sends at once, a map shows the newest; of a patrol with which
/// nobody is on the way it shows none.
fn newest(points: &[TrackPoint], on: &Recording) -> Option<Spot> {
    if on.belated {
        return None;
    }
    let point = points.iter().max_by_key(|point| (point.corrected_at, point.sequence))?;
    Some(Spot {
        patrol_id: on.patrol,
        unit_id: on.unit,
        track_id: point.track_id,
        person_id: Some(on.person),
        latitude: point.latitude,
        longitude: point.longitude,
        accuracy_metres: point.accuracy_metres,
        at: point.corrected_at,
    })
}

pub(super) fn too_many(field: &str, limit: impl std::fmt::Display) -> Error {
    Refusal::of(ErrorCode::TooMany).at(field).with("limit", limit).into()
}

/// Notes somebody who came later; tells whether the patrol was still at work. What comes in after
/// the end from somebody who was not noted is kept, but makes nobody a member: members see where
/// everybody went.
async fn join(
    ctx: &Ctx,
    permit: &Permit,
    unit: PatrolUnitId,
    patrol: PatrolId,
    person: PersonId,
) -> Result<bool> {
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::lock(work.connection(), patrol).await? != Some(PatrolStatus::Active) {
        return Ok(false);
    }
    if store::add_members(work.connection(), patrol, &[person], ctx.now()).await? > 0 {
        beginning_store::note_elsewhere(work.connection(), patrol).await?;
        work.audit(permit, patrol);
        work.tell(Change::new(Scope::Unit(unit), Noun::Patrol, patrol));
    }
    work.commit().await?;
    Ok(true)
}

/// Whose a track is: that of whoever brought it first.
async fn claim_track(ctx: &Ctx, on: &Recording, track: TrackId) -> Result<PersonId> {
    if let Some(owner) = store::find_track_owner(ctx.db().write(), on.patrol, track).await? {
        return Ok(owner);
    }
    let mut work = ctx.begin().await?;
    // The track is the record.
    work.leave_unaudited();
    let connection = work.connection();
    // One after the other, so that the count stands until the track is there.
    store::lock(connection, on.patrol).await?;
    if store::count_tracks(connection, on.patrol, on.person).await? >= MOST_TRACKS {
        return Err(too_many("trackId", MOST_TRACKS));
    }
    store::add_track(connection, on.patrol, track, on.person, on.received_at).await?;
    let owner = store::find_track_owner(connection, on.patrol, track).await?;
    work.commit().await?;
    owner.ok_or_else(|| Error::internal("a track was lost"))
}
