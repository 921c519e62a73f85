//! Check-ins and fixes written many at once: one statement a table, whatever the number of
//! requests that brought them.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use sea_orm::{ActiveEnum, FromQueryResult, Value, sqlx, sqlx::Row as _};
use uuid::Uuid;

use super::{
    late,
    model::{CheckInResult, ItemOutcome, PatrolStatus, TrackPoint, TrackResult},
    store::{self, Kept},
};
use crate::shared::{
    change_log::{self, Change, Noun, Scope},
    clock::Instant,
    commit::Job,
    ctx::Tools,
    db,
    error::Result,
    id::{CheckInId, PatrolId, PatrolUnitId, PersonId, TrackId},
};

/// SQLite takes 32,766 values a statement; 100 rows of 15 keep its text short.
const ROWS_A_STATEMENT: usize = 100;

/// The check-ins of one request, all of one patrol.
#[derive(Debug)]
pub(super) struct CheckIns {
    pub patrol: PatrolId,
    pub rows: Vec<Kept>,
}

impl Job for CheckIns {
    type Tools = Tools;
    type Outcome = Vec<CheckInResult>;

    fn rows(&self) -> usize {
        self.rows.len()
    }

    /// A patrol keeps to one lane, so that a repeat waits for what it repeats.
    fn lane(&self) -> u64 {
        lane_of(self.patrol)
    }

    async fn write(tools: &Tools, jobs: &[Self]) -> Result<Vec<Self::Outcome>> {
        // The first of an id counts. In the order of their ids two transactions that bring the
        // same ones wait for each other in one direction only.
        let mut firsts: HashMap<CheckInId, &Kept> = HashMap::new();
        for row in jobs.iter().flat_map(|job| &job.rows) {
            firsts.entry(row.check_in.id).or_insert(row);
        }
        let mut rows: Vec<&Kept> = firsts.into_values().collect();
        rows.sort_unstable_by_key(|row| row.check_in.id);
        let mut fresh = match tools.db.postgres() {
            Some(lanes) => add_check_ins_postgres(lanes, &rows, tools.clock.now()).await?,
            None => add_check_ins_sqlite(tools, &rows).await?,
        };
        if !fresh.is_empty() {
            tools.changes.wake();
        }
        let known: Vec<CheckInId> =
            rows.iter().map(|row| row.check_in.id).filter(|id| !fresh.contains(id)).collect();
        let mut standing: HashMap<CheckInId, Kept> = HashMap::new();
        if !known.is_empty() {
            let found = store::check_ins_by_ids(tools.db.write(), &known).await?;
            standing.extend(found.into_iter().map(|kept| (kept.check_in.id, kept)));
        }
        Ok(jobs
            .iter()
            .map(|job| job.rows.iter().map(|row| answer(row, &mut fresh, &mut standing)).collect())
            .collect())
    }
}

/// What became of one check-in: the first of a fresh id is applied, and stands from then on.
fn answer(
    row: &Kept,
    fresh: &mut HashSet<CheckInId>,
    standing: &mut HashMap<CheckInId, Kept>,
) -> CheckInResult {
    let id = row.check_in.id;
    if fresh.remove(&id) {
        standing.insert(id, row.clone());
        return CheckInResult {
            outcome: ItemOutcome::Applied,
            check_in: Some(row.check_in.clone()),
        };
    }
    let known = standing.get(&id);
    let same = known.is_some_and(|known| known.content_hash == row.content_hash);
    // What belongs to another patrol may be another unit's, and is not shown.
    let mine = known.filter(|known| known.check_in.patrol_id == row.check_in.patrol_id);
    CheckInResult {
        outcome: if same { ItemOutcome::Duplicate } else { ItemOutcome::Conflict },
        check_in: mine.map(|known| known.check_in.clone()),
    }
}

fn lane_of(patrol: PatrolId) -> u64 {
    // The lower half of the id is chance.
    patrol.0.as_u64_pair().1
}

/// One statement, which is its own transaction: the check-ins, one line in the change log for each
/// patrol that got any, and what is planned for those that have ended.
static ADD_CHECK_INS: LazyLock<String> = LazyLock::new(|| {
    let late = late::plan_in_statement("$20", "$21", "$22");
    format!(
        "
with fresh as (
    insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres,
                          checkpoint, note, recorded_at, corrected_at, received_at, clock_offset_ms,
                          doubts, content_hash)
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::float8[], $6::float8[],
                         $7::float8[], $8::text[], $9::text[], $10::timestamptz[],
                         $11::timestamptz[], $12::timestamptz[], $13::int8[], $14::text[],
                         $15::bytea[])
    on conflict (id) do nothing
    returning id, patrol_id
), told as (
    insert into change_log (scope, noun, noun_id, gone, changed_at)
    select scope, $18, id, false, $19 from unnest($16::text[], $17::uuid[]) as patrols (scope, id)
    where id in (select patrol_id from fresh)
), late as (
    {late}
)
select id from fresh"
    )
});

async fn add_check_ins_postgres(
    lanes: &db::Lanes,
    rows: &[&Kept],
    now: Instant,
) -> Result<HashSet<CheckInId>> {
    let column = |value: fn(&Kept) -> Uuid| rows.iter().map(|row| value(row)).collect::<Vec<_>>();
    let number =
        |value: fn(&Kept) -> Option<f64>| rows.iter().map(|r| value(r)).collect::<Vec<_>>();
    let time = |value: fn(&Kept) -> Instant| rows.iter().map(|r| value(r)).collect::<Vec<_>>();
    let checkpoints: Vec<Option<&str>> =
        rows.iter().map(|row| row.check_in.checkpoint.as_deref()).collect();
    let notes: Vec<Option<&str>> = rows.iter().map(|row| row.check_in.note.as_deref()).collect();
    let offsets: Vec<i64> = rows.iter().map(|row| row.check_in.clock_offset_ms).collect();
    let doubts: Vec<String> =
        rows.iter().map(|row| store::write_doubts(&row.check_in.doubts)).collect();
    let hashes: Vec<&[u8]> = rows.iter().map(|row| row.content_hash.as_slice()).collect();
    let (scopes, patrols): (Vec<String>, Vec<Uuid>) =
        told(rows.iter().copied()).map(|change| (change.scope.encode(), change.id)).unzip();
    let query = sqlx::query(ADD_CHECK_INS.as_str())
        .bind(column(|row| row.check_in.id.0))
        .bind(column(|row| row.check_in.unit_id.0))
        .bind(column(|row| row.check_in.patrol_id.0))
        .bind(column(|row| row.check_in.person_id.0))
        .bind(number(|row| row.check_in.position.map(|position| position.latitude)))
        .bind(number(|row| row.check_in.position.map(|position| position.longitude)))
        .bind(number(|row| row.check_in.accuracy_metres))
        .bind(checkpoints)
        .bind(notes)
        .bind(time(|row| row.check_in.recorded_at))
        .bind(time(|row| row.check_in.corrected_at))
        .bind(time(|row| row.check_in.received_at))
        .bind(offsets)
        .bind(doubts)
        .bind(hashes)
        .bind(scopes)
        .bind(patrols)
        .bind(Noun::Patrol.to_value())
        .bind(now)
        .bind(late::kinds())
        .bind(late::due_at(now))
        .bind(PatrolStatus::Ended.to_value());
    let fresh = lanes.rows(query).await?;
    fresh.iter().map(|row| Ok(CheckInId(row.try_get(0)?))).collect()
}

/// One change for each patrol among these rows.
fn told<'a>(rows: impl Iterator<Item = &'a Kept>) -> impl Iterator<Item = Change> {
    let patrols: HashMap<PatrolId, PatrolUnitId> =
        rows.map(|row| (row.check_in.patrol_id, row.check_in.unit_id)).collect();
    patrols.into_iter().map(|(patrol, unit)| Change::new(Scope::Unit(unit), Noun::Patrol, patrol))
}

async fn add_check_ins_sqlite(tools: &Tools, rows: &[&Kept]) -> Result<HashSet<CheckInId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: CheckInId,
    }
    let transaction = tools.db.begin().await?;
    let mut fresh = HashSet::new();
    for part in rows.chunks(ROWS_A_STATEMENT) {
        let sql =
            format!("{} on conflict (id) do nothing returning id", insert_check_ins(part.len()));
        let values = part.iter().flat_map(|row| check_in_values(row));
        let added: Vec<Row> = db::all(&transaction, &sql, values).await?;
        fresh.extend(added.into_iter().map(|row| row.id));
    }
    let changes: Vec<Change> =
        told(rows.iter().copied().filter(|row| fresh.contains(&row.check_in.id))).collect();
    let now = tools.clock.now();
    change_log::write(&transaction, &changes, now).await?;
    let patrols = changes.iter().map(|change| PatrolId(change.id));
    late::plan(&transaction, &tools.ids, patrols, now).await?;
    transaction.commit().await?;
    Ok(fresh)
}

/// The statement that adds so many check-ins.
pub(super) fn insert_check_ins(rows: usize) -> String {
    format!(
        "insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, \
         accuracy_metres, checkpoint, note, recorded_at, corrected_at, received_at, \
         clock_offset_ms, doubts, content_hash) values {}",
        places(rows, 15)
    )
}

/// What [`insert_check_ins`] asks for each row.
pub(super) fn check_in_values(row: &Kept) -> [Value; 15] {
    let kept = &row.check_in;
    [
        kept.id.into(),
        kept.unit_id.into(),
        kept.patrol_id.into(),
        kept.person_id.into(),
        kept.position.map(|position| position.latitude).into(),
        kept.position.map(|position| position.longitude).into(),
        kept.accuracy_metres.into(),
        kept.checkpoint.clone().into(),
        kept.note.clone().into(),
        kept.recorded_at.into(),
        kept.corrected_at.into(),
        kept.received_at.into(),
        kept.clock_offset_ms.into(),
        store::write_doubts(&kept.doubts).into(),
        row.content_hash.clone().into(),
    ]
}

/// `($1, $2), ($3, $4)` for two rows of two.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", numbers.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The fixes of one request, all of one track.
#[derive(Debug)]
pub(super) struct Fixes {
    pub unit: PatrolUnitId,
    pub patrol: PatrolId,
    pub person: PersonId,
    pub track: TrackId,
    pub received_at: Instant,
    pub points: Vec<TrackPoint>,
}

/// Which fix of which track.
type FixKey = (PatrolId, TrackId, i64);

impl Job for Fixes {
    type Tools = Tools;
    type Outcome = TrackResult;

    fn rows(&self) -> usize {
        self.points.len()
    }

    fn lane(&self) -> u64 {
        lane_of(self.patrol)
    }

    async fn write(tools: &Tools, jobs: &[Self]) -> Result<Vec<TrackResult>> {
        let mut firsts: HashMap<FixKey, (&Self, &TrackPoint)> = HashMap::new();
        for (job, point) in jobs.iter().flat_map(|job| job.points.iter().map(move |p| (job, p))) {
            firsts.entry((job.patrol, job.track, point.sequence)).or_insert((job, point));
        }
        let mut rows: Vec<(&Self, &TrackPoint)> = firsts.into_values().collect();
        rows.sort_unstable_by_key(|(job, point)| (job.patrol, job.track, point.sequence));
        let mut fresh = match tools.db.postgres() {
            Some(lanes) => add_points_postgres(lanes, &rows, tools.clock.now()).await?,
            None => add_points_sqlite(tools, &rows).await?,
        };
        Ok(jobs
            .iter()
            .map(|job| {
                let mut result = TrackResult::default();
                for point in &job.points {
                    if fresh.remove(&(job.patrol, job.track, point.sequence)) {
                        result.applied += 1;
                    } else {
                        result.duplicate += 1;
                    }
                }
                result
            })
            .collect())
    }
}

/// One statement, which is its own transaction: the fixes, and what is planned for those of their
/// patrols that have ended.
static ADD_POINTS: LazyLock<String> = LazyLock::new(|| {
    let late = late::plan_in_statement("$13", "$14", "$15");
    format!(
        "
with fresh as (
insert into track_point (patrol_id, track_id, sequence, unit_id, person_id, segment, latitude,
                         longitude, accuracy_metres, recorded_at, corrected_at, received_at)
select * from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::uuid[], $5::uuid[], $6::int8[],
                     $7::float8[], $8::float8[], $9::float8[], $10::timestamptz[],
                     $11::timestamptz[], $12::timestamptz[])
on conflict (patrol_id, track_id, sequence) do nothing
returning patrol_id, track_id, sequence
), late as (
    {late}
)
select patrol_id, track_id, sequence from fresh"
    )
});

async fn add_points_postgres(
    lanes: &db::Lanes,
    rows: &[(&Fixes, &TrackPoint)],
    now: Instant,
) -> Result<HashSet<FixKey>> {
    let id = |value: fn(&Fixes) -> Uuid| rows.iter().map(|(j, _)| value(j)).collect::<Vec<_>>();
    let whole =
        |value: fn(&TrackPoint) -> i64| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let number =
        |value: fn(&TrackPoint) -> f64| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let time =
        |value: fn(&TrackPoint) -> Instant| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let accuracies: Vec<Option<f64>> = rows.iter().map(|(_, p)| p.accuracy_metres).collect();
    let received: Vec<Instant> = rows.iter().map(|(job, _)| job.received_at).collect();
    let query = sqlx::query(ADD_POINTS.as_str())
        .bind(id(|job| job.patrol.0))
        .bind(id(|job| job.track.0))
        .bind(whole(|point| point.sequence))
        .bind(id(|job| job.unit.0))
        .bind(id(|job| job.person.0))
        .bind(whole(|point| point.segment))
        .bind(number(|point| point.latitude))
        .bind(number(|point| point.longitude))
        .bind(accuracies)
        .bind(time(|point| point.recorded_at))
        .bind(time(|point| point.corrected_at))
        .bind(received)
        .bind(late::kinds())
        .bind(late::due_at(now))
        .bind(PatrolStatus::Ended.to_value());
    let fresh = lanes.rows(query).await?;
    fresh
        .iter()
        .map(|row| Ok((PatrolId(row.try_get(0)?), TrackId(row.try_get(1)?), row.try_get(2)?)))
        .collect()
}

async fn add_points_sqlite(
    tools: &Tools,
    rows: &[(&Fixes, &TrackPoint)],
) -> Result<HashSet<FixKey>> {
    #[derive(FromQueryResult)]
    struct Row {
        patrol_id: PatrolId,
        track_id: TrackId,
        sequence: i64,
    }
    let transaction = tools.db.begin().await?;
    let mut fresh = HashSet::new();
    for part in rows.chunks(ROWS_A_STATEMENT) {
        let sql = format!(
            "{} on conflict (patrol_id, track_id, sequence) do nothing \
             returning patrol_id, track_id, sequence",
            insert_points(part.len())
        );
        let values = part.iter().flat_map(|(job, point)| point_values(job, point));
        let added: Vec<Row> = db::all(&transaction, &sql, values).await?;
        fresh.extend(added.into_iter().map(|row| (row.patrol_id, row.track_id, row.sequence)));
    }
    let patrols: BTreeSet<PatrolId> = fresh.iter().map(|(patrol, ..)| *patrol).collect();
    late::plan(&transaction, &tools.ids, patrols, tools.clock.now()).await?;
    transaction.commit().await?;
    Ok(fresh)
}

/// The statement that adds so many fixes.
pub(super) fn insert_points(rows: usize) -> String {
    format!(
        "insert into track_point (patrol_id, track_id, sequence, unit_id, person_id, segment, \
         latitude, longitude, accuracy_metres, recorded_at, corrected_at, received_at) values {}",
        places(rows, 12)
    )
}

/// What [`insert_points`] asks for each row.
pub(super) fn point_values(job: &Fixes, point: &TrackPoint) -> [Value; 12] {
    [
        job.patrol.into(),
        job.track.into(),
        point.sequence.into(),
        job.unit.into(),
        job.person.into(),
        point.segment.into(),
        point.latitude.into(),
        point.longitude.into(),
        point.accuracy_metres.into(),
        point.recorded_at.into(),
        point.corrected_at.into(),
        job.received_at.into(),
    ]
}
