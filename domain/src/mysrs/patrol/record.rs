//! Recording on patrol: the busiest writes of all, so what decides them is remembered, and many
//! requests share a commit.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

use super::{
    bulk::{CheckIns, Fixes},
    model::{CheckInBatch, CheckInResult, ItemOutcome, PatrolStatus, TrackBatch, TrackResult},
    rules::{self, Recording},
    store::{self, Kept},
    summary,
};
use crate::{
    policy::{Action, Place, Target},
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
/// Patrols remembered by a node: the national night has 3,300, and each takes about 300 bytes.
const REMEMBERED: u64 = 10_000;
/// An area may come to another district; what is remembered follows within this.
const REMEMBERED_FOR: Duration = Duration::from_mins(10);
/// While one lane waits for the disk the other gathers. SQLite has one writer.
const POSTGRES_LANES: usize = 2;

/// What decides about recording on a patrol.
#[derive(Clone, Debug)]
struct Known {
    unit: PatrolUnitId,
    place: Place,
    started_at: Instant,
    members: Vec<PersonId>,
}

/// Where check-ins and fixes are recorded; one for a node.
///
/// What is remembered only ever says yes: nobody leaves a patrol, and whoever is not known to be
/// on it is looked up again. So nothing has to be forgotten when another node adds somebody.
#[derive(Debug)]
pub struct Recorder {
    known: Cache<PatrolId, Arc<Known>>,
    track_owners: Cache<(PatrolId, TrackId), PersonId>,
    check_ins: SharedCommit<CheckIns>,
    fixes: SharedCommit<Fixes>,
}

impl Recorder {
    /// Opens the lanes; within a tokio runtime.
    #[must_use]
    pub fn open(tools: &Arc<Tools>) -> Self {
        let lanes = if tools.db.is_postgres() { POSTGRES_LANES } else { 1 };
        Self {
            known: Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build(),
            track_owners: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(REMEMBERED_FOR)
                .build(),
            check_ins: SharedCommit::open(tools, lanes),
            fixes: SharedCommit::open(tools, lanes),
        }
    }

    /// Records check-ins on a patrol, also after its end, and answers for each in its place. A
    /// volunteer of the unit who was not on the patrol joins it with that.
    pub async fn record_check_ins(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        batch: CheckInBatch,
    ) -> Result<Vec<CheckInResult>> {
        let on = self.take_part(ctx, patrol).await?;
        if batch.items.len() > MOST_CHECK_INS {
            return Err(too_many("checkIns", MOST_CHECK_INS));
        }
        let rows: Vec<Kept> = batch
            .items
            .iter()
            .flatten()
            .map(|new| Kept {
                check_in: rules::check_in(new, &on, &batch.clock),
                content_hash: rules::content_hash(new, patrol).to_vec(),
            })
            .collect();
        let written = if rows.is_empty() {
            Vec::new()
        } else {
            self.check_ins.write(CheckIns { patrol, rows }).await?
        };
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

    /// Records fixes of a track, also after the patrol's end: then it is summed up again.
    pub async fn record_track(
        &self,
        ctx: &Ctx,
        patrol: PatrolId,
        batch: &TrackBatch,
    ) -> Result<TrackResult> {
        let on = self.take_part(ctx, patrol).await?;
        let sent = batch.points.len().saturating_add(batch.unread);
        if sent > MOST_POINTS {
            return Err(too_many("points", MOST_POINTS));
        }
        self.own_track(ctx, &on, batch.track_id).await?;
        let points: Vec<_> = batch
            .points
            .iter()
            .filter_map(|new| rules::track_point(new, batch.track_id, &batch.clock, on.received_at))
            .collect();
        let rejected = u64::try_from(sent - points.len()).unwrap_or(u64::MAX);
        if points.is_empty() {
            return Ok(TrackResult { rejected, ..TrackResult::default() });
        }
        let fixes = Fixes {
            unit: on.unit,
            patrol,
            person: on.person,
            track: batch.track_id,
            received_at: on.received_at,
            points,
        };
        let written = self.fixes.write(fixes).await?;
        if written.applied > 0 {
            // Asked once the fixes stand: whoever ends the patrol after this has seen them.
            sum_up_if_ended(ctx, &on).await?;
        }
        Ok(TrackResult { rejected, ..written })
    }

    /// Goes on only when the actor takes part in the patrol, or may and with that does.
    async fn take_part(&self, ctx: &Ctx, patrol: PatrolId) -> Result<Recording> {
        let person = ctx.person()?;
        let known = match self.known.get(&patrol) {
            Some(known) if known.members.contains(&person) => known,
            _ => self.join(ctx, patrol, person).await?,
        };
        let target = Target { owner: Some(person), ..Target::at(known.place.clone()) };
        ctx.authorize(Action::PatrolRecord, &target)?;
        Ok(Recording {
            unit: known.unit,
            patrol,
            person,
            started_at: known.started_at,
            received_at: ctx.now(),
        })
    }

    async fn join(&self, ctx: &Ctx, patrol: PatrolId, person: PersonId) -> Result<Arc<Known>> {
        let database = ctx.db().write();
        let standing = store::standing(database, patrol).await?.ok_or_else(Error::not_found)?;
        let mut members = store::list_members(database, patrol).await?;
        let place = standing.place();
        if !members.contains(&person) {
            ctx.authorize(Action::PatrolStart, &Target::at(place.clone()))?;
            let mut work = ctx.begin().await?;
            store::add_members(work.connection(), patrol, &[person], ctx.now()).await?;
            work.tell(Change::new(Scope::Unit(standing.unit_id), Noun::Patrol, patrol));
            work.commit().await?;
            members.push(person);
        }
        let known = Arc::new(Known {
            unit: standing.unit_id,
            place,
            started_at: standing.started_at,
            members,
        });
        self.known.insert(patrol, Arc::clone(&known));
        Ok(known)
    }

    /// A track is one phone's: nobody adds to another's.
    async fn own_track(&self, ctx: &Ctx, on: &Recording, track: TrackId) -> Result<()> {
        let owner = match self.track_owners.get(&(on.patrol, track)) {
            Some(owner) => owner,
            None => store::find_track_owner(ctx.db().write(), on.patrol, track)
                .await?
                .unwrap_or(on.person),
        };
        if owner != on.person {
            return Err(Refusal::of(ErrorCode::IdTaken).at("trackId").into());
        }
        self.track_owners.insert((on.patrol, track), owner);
        Ok(())
    }
}

fn too_many(field: &str, limit: usize) -> Error {
    Refusal::of(ErrorCode::TooMany).at(field).with("limit", limit).into()
}

/// What comes in after the end counts too.
async fn sum_up_if_ended(ctx: &Ctx, on: &Recording) -> Result<()> {
    let found = store::lookup(ctx.db().write(), on.patrol).await?;
    if found.is_none_or(|patrol| patrol.status != PatrolStatus::Ended) {
        return Ok(());
    }
    let mut work = ctx.begin().await?;
    // Two late uploads sum up one after the other, the second with the fixes of both.
    store::lock(work.connection(), on.patrol).await?;
    let points = store::list_points(work.connection(), on.patrol).await?;
    store::change_distance(work.connection(), on.patrol, summary::distance(&points)).await?;
    work.tell(Change::new(Scope::Unit(on.unit), Noun::Patrol, on.patrol));
    work.commit().await
}
