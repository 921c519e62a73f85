//! Recording what happens on the way, and reading it.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    model::{
        BriefingPoint, EquipmentState, EventBatch, EventKind, EventResult, NewEvent, PatrolEvent,
        Pause, Presence,
    },
    rules,
    store::{self, EventKey, Kept, Word},
    way,
};
use crate::{
    mysrs::{
        outset::{briefing, equipment},
        patrol::{
            self, ClockEvidence, Doubt, ItemOutcome, PatrolStatus, beginning_store, check_in_store,
            late, photos,
            rules::{Recording, note_unless},
            service as patrols, store as patrol_store,
        },
        unit::{self, PastPatroller},
    },
    policy::Action,
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{MediaId, PatrolId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// The most events that one request brings.
pub(in crate::mysrs::patrol) const MOST_AT_ONCE: usize = 500;

/// Records events of somebody who takes part in a patrol, and answers for each in its place.
pub(in crate::mysrs::patrol) async fn record(
    ctx: &Ctx,
    on: &Recording,
    batch: EventBatch,
) -> Result<Vec<EventResult>> {
    let sent: Vec<MediaId> =
        batch.items.iter().flatten().flat_map(|new| new.photos.iter().copied()).collect();
    let usable = photos::usable(ctx, sent).await?;
    let mut work = ctx.begin().await?;
    // The events are the record.
    work.leave_unaudited();
    // One after the other, so that of two who speak of the same person the later one sees both.
    let status = patrol_store::lock_beside_records(work.connection(), on.patrol).await?;
    let known = Known::of(&work, on, &batch).await?;
    let (mut room, limit) = store::room(work.connection(), on.patrol, on.person).await?;
    let mut results = Vec::with_capacity(batch.items.len());
    let mut fresh: Vec<PatrolEvent> = Vec::new();
    let mut pictured = false;
    for (place, item) in batch.items.into_iter().enumerate() {
        let read = item.and_then(|new| {
            let named = rules::complete(&new).and_then(|()| known.allows(&new));
            named.map(|()| new).map_err(|refusal| in_place(refusal, place))
        });
        let result = match read {
            Ok(new) => {
                let mut kept = recorded(&new, on, &batch.clock, &usable);
                note_unless(known.answers, Doubt::NotOnPatrol, &mut kept.event.doubts);
                let mut result = keep(&work, &kept, (room, limit)).await?;
                if let (ItemOutcome::Duplicate, Some(known)) = (&result.outcome, &mut result.event)
                {
                    pictured |= bring_photos(&work, &kept, known).await?;
                }
                result
            }
            Err(refusal) => rejected(refusal),
        };
        if let (ItemOutcome::Applied, Some(event)) = (&result.outcome, &result.event) {
            room = room.saturating_sub(1);
            fresh.push(event.clone());
        }
        results.push(result);
    }
    // Members see where everybody went: after the end only those who were there bring others.
    let brings = known.answers || status == Some(PatrolStatus::Active);
    settle(&work, on, &fresh, brings.then_some(&known)).await?;
    if !fresh.is_empty() || pictured {
        work.tell(Change::new(Scope::Unit(on.unit), Noun::Patrol, on.patrol));
        // Nobody ends it meanwhile.
        if status == Some(PatrolStatus::Ended) {
            late::plan(work.connection(), &ctx.tools().ids, [on.patrol], ctx.now()).await?;
        }
    }
    work.commit().await?;
    Ok(results)
}

/// A refusal with the place of its item in the batch.
fn in_place(refusal: Refusal, place: usize) -> Refusal {
    let field = refusal.field.clone().unwrap_or_default();
    refusal.at(format!("events.{place}.{field}"))
}

fn rejected(refusal: Refusal) -> EventResult {
    EventResult { outcome: ItemOutcome::Rejected(refusal), event: None }
}

/// An event as it is kept, with the photos of it that can be shown.
fn recorded(
    new: &NewEvent,
    on: &Recording,
    clock: &ClockEvidence,
    usable: &HashSet<MediaId>,
) -> Kept {
    let mut event = rules::event(new, on, clock);
    let photos = photos::kept(&new.photos, usable);
    note_unless(photos.len() == new.photos.len(), Doubt::PhotoInvalid, &mut event.doubts);
    event.doubts.sort_unstable();
    Kept { event, content_hash: rules::content_hash(new, on.patrol).to_vec(), photos }
}

/// What the events of a batch name, as far as it belongs to the unit.
struct Known {
    volunteers: HashMap<PersonId, PastPatroller>,
    equipment: HashSet<Uuid>,
    briefing: HashSet<Uuid>,
    /// Whether whoever records is on the patrol, or leads the unit.
    answers: bool,
}

impl Known {
    async fn of(work: &Work, on: &Recording, batch: &EventBatch) -> Result<Self> {
        let connection = work.connection();
        let named = || batch.items.iter().flatten();
        let people: BTreeSet<PersonId> = named().filter_map(|new| new.member).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let pieces: BTreeSet<Uuid> = named().filter_map(|new| Some(new.equipment?.0)).collect();
        let pieces: Vec<Uuid> = pieces.into_iter().collect();
        let points: BTreeSet<Uuid> = named().filter_map(|new| Some(new.briefing_item?.0)).collect();
        let points: Vec<Uuid> = points.into_iter().collect();
        let volunteers = unit::find_past_patrollers(connection, on.unit, &people).await?;
        let equipment = store::list_of_unit(connection, "equipment", on.unit, &pieces).await?;
        let briefing = store::list_of_unit(connection, "briefing_item", on.unit, &points).await?;
        let members = patrol_store::list_members(connection, on.patrol).await?;
        let answers =
            members.contains(&on.person) || store::leads(connection, on.unit, on.person).await?;
        Ok(Self {
            volunteers: volunteers.into_iter().map(|one| (one.person_id, one)).collect(),
            equipment: equipment.into_iter().collect(),
            briefing: briefing.into_iter().collect(),
            answers,
        })
    }

    /// Whether an event makes somebody a member who comes. Whoever had left the unit by then is noted, and
    /// does not see where the others go.
    fn brings(&self, person: PersonId, event: &PatrolEvent) -> bool {
        self.volunteers.get(&person).is_some_and(|one| one.had_not_left(event.corrected_at))
    }

    /// Whether everything that an event names is there for it to name.
    fn allows(&self, new: &NewEvent) -> Result<(), Refusal> {
        if new.member.is_some_and(|person| !self.volunteers.contains_key(&person)) {
            return Err(Refusal::of(ErrorCode::PersonNotEligible).at("memberId"));
        }
        if new.equipment.is_some_and(|id| !self.equipment.contains(&id.0)) {
            return Err(Refusal::of(ErrorCode::NotFound).at("equipmentId"));
        }
        if new.briefing_item.is_some_and(|id| !self.briefing.contains(&id.0)) {
            return Err(Refusal::of(ErrorCode::NotFound).at("briefingItemId"));
        }
        Ok(())
    }
}

/// Keeps one event while there is room for it, or tells what stands under its id.
async fn keep(work: &Work, kept: &Kept, (room, limit): (u64, u64)) -> Result<EventResult> {
    let (connection, event) = (work.connection(), &kept.event);
    if room > 0 && store::add(connection, kept).await? {
        let (record, patrol) = (event.id.0, event.patrol_id);
        check_in_store::add_photos(connection, record, patrol, &kept.photos).await?;
        let event = Some(event.clone());
        return Ok(EventResult { outcome: ItemOutcome::Applied, event });
    }
    let Some(known) = store::lookup(connection, event.id).await? else {
        let full = Refusal::of(ErrorCode::TooMany).at("events").with("limit", limit);
        return Ok(rejected(full));
    };
    let same = known.content_hash == kept.content_hash;
    // What belongs to another patrol may be another unit's, and is not shown.
    let mine = known.event.patrol_id == event.patrol_id;
    Ok(EventResult {
        outcome: if same { ItemOutcome::Duplicate } else { ItemOutcome::Conflict },
        event: mine.then_some(known.event),
    })
}

/// Adds the photos that lacked when an event came in the first time, when whoever recorded it sends it
/// again; tells whether there were any.
async fn bring_photos(work: &Work, sent: &Kept, known: &mut PatrolEvent) -> Result<bool> {
    let lacks = known.doubts.contains(&Doubt::PhotoInvalid) && !sent.photos.is_empty();
    if !lacks || known.person_id != sent.event.person_id {
        return Ok(false);
    }
    let (connection, id) = (work.connection(), known.id);
    let patrol = known.patrol_id;
    let added = check_in_store::add_late_photos(connection, id.0, patrol, &sent.photos).await?;
    if !sent.event.doubts.contains(&Doubt::PhotoInvalid) {
        known.doubts.retain(|doubt| *doubt != Doubt::PhotoInvalid);
        store::change_doubts(connection, id, &known.doubts).await?;
    }
    Ok(added)
}

/// What somebody said of others' coming and going before anybody knew that they were there themselves: from
/// now on it counts. Whoever had left the unit by then does not come.
async fn believed(work: &Work, on: &Recording, person: PersonId) -> Result<Vec<Word>> {
    let connection = work.connection();
    store::believe(connection, on.patrol, person).await?;
    let mut words = store::list_words(connection, on.patrol, person).await?;
    let people: BTreeSet<PersonId> = words.iter().map(|word| word.member_id).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let patrollers = unit::find_past_patrollers(connection, on.unit, &people).await?;
    words.retain(|word| {
        let mut same = patrollers.iter().filter(|one| one.person_id == word.member_id);
        word.kind == EventKind::Left || same.any(|one| one.had_not_left(word.corrected_at))
    });
    Ok(words)
}

/// Brings those in line who came or went; where `known` is none, nobody comes any more.
async fn settle(
    work: &Work,
    on: &Recording,
    fresh: &[PatrolEvent],
    known: Option<&Known>,
) -> Result<()> {
    let connection = work.connection();
    let mut moved = BTreeSet::new();
    let mut came = VecDeque::new();
    for event in fresh {
        let Some(person) = event.member_id else { continue };
        if !matches!(event.kind, EventKind::Joined | EventKind::Left) {
            continue;
        }
        moved.insert(person);
        let comes = event.kind == EventKind::Joined;
        if comes && known.is_some_and(|known| known.brings(person, event)) {
            came.push_back((person, event.corrected_at));
        }
    }
    while let Some((person, at)) = came.pop_front() {
        if store::add_member(connection, on.patrol, person, at).await? {
            for word in believed(work, on, person).await? {
                moved.insert(word.member_id);
                if word.kind == EventKind::Joined {
                    came.push_back((word.member_id, word.corrected_at));
                }
            }
        }
    }
    let has_moved = !moved.is_empty();
    for person in moved {
        store::settle_member(connection, on.patrol, person).await?;
    }
    if has_moved && known.is_some() {
        beginning_store::note_elsewhere(connection, on.patrol).await?;
    }
    Ok(())
}

/// What happened on a patrol, the earliest first, each with its cursor. Whoever may not see where the
/// patrol went gets it without positions.
pub async fn events(
    ctx: &Ctx,
    id: PatrolId,
    args: &PageArgs,
) -> Result<Page<(String, PatrolEvent)>> {
    let id = patrol::patrol(ctx, id).await?.id;
    let request = PageRequest::<EventKey>::from_args(args)?;
    let sees_where = patrols::may(ctx, Action::TrackRead, id).await?;
    let rows = store::list(ctx.db().write(), id, &request).await?;
    Ok(request.page(rows).map(|event| {
        let cursor = page::encode(&(event.corrected_at, event.id));
        let position = event.position.filter(|_| sees_where);
        let accuracy_metres = event.accuracy_metres.filter(|_| sees_where);
        (cursor, PatrolEvent { position, accuracy_metres, ..event })
    }))
}

/// Who was on a patrol from when until when. For whoever may see the patrol, as the following.
pub async fn presence(ctx: &Ctx, id: PatrolId) -> Result<Vec<Presence>> {
    let id = patrol::patrol(ctx, id).await?.id;
    store::list_present(ctx.db().write(), id).await
}

/// The breaks of a patrol.
pub async fn pauses(ctx: &Ctx, id: PatrolId) -> Result<Vec<Pause>> {
    let found = patrol::patrol(ctx, id).await?;
    let marks = store::list_pauses(ctx.db().write(), found.id).await?;
    Ok(way::pauses(marks, found.ended_at))
}

/// The breaks of a patrol on its way, the earliest first.
pub(in crate::mysrs) async fn pauses_of<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Pause>> {
    Ok(way::pauses(store::list_pauses(connection, patrol).await?, None))
}

/// The points of the unit's briefing, and who went through each on this patrol.
pub async fn briefing_of_patrol(ctx: &Ctx, id: PatrolId) -> Result<Vec<BriefingPoint>> {
    let found = patrol::patrol(ctx, id).await?;
    let events = store::every(ctx.db().write(), found.id).await?;
    let done = way::briefed(&events);
    let items = briefing::every_item_of_unit(ctx.db().write(), found.unit_id).await?;
    let then = |item: &briefing::BriefingItem| {
        item.ended_at.is_none_or(|ended| ended > found.started_at) || done.contains_key(&item.id)
    };
    Ok(items
        .into_iter()
        .filter(then)
        .map(|item| {
            let done = done.get(&item.id).map(|event| (*event).clone());
            BriefingPoint { item, done }
        })
        .collect())
}

/// The equipment that was given out on a patrol, what is missing first.
pub async fn equipment_of_patrol(ctx: &Ctx, id: PatrolId) -> Result<Vec<EquipmentState>> {
    let found = patrol::patrol(ctx, id).await?;
    let events = store::every(ctx.db().write(), found.id).await?;
    let whereabouts = way::whereabouts(&events);
    let pieces = equipment::every_piece_of_unit(ctx.db().write(), found.unit_id).await?;
    let mut states: Vec<EquipmentState> = pieces
        .into_iter()
        .filter_map(|equipment| {
            let known = whereabouts.get(&equipment.id)?;
            Some(EquipmentState {
                equipment,
                holder: known.holder,
                out_at: known.out_at,
                in_at: known.in_at,
            })
        })
        .collect();
    states.sort_by_key(|state| state.in_at.is_some());
    Ok(states)
}
