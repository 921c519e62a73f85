//! Check-ins written many at once: one statement, whatever the number of requests that brought them.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use sea_orm::{ActiveEnum, FromQueryResult, Value, sqlx, sqlx::Row as _};
use uuid::Uuid;

use super::{
    check_in_store::{self, Kept},
    doubt::write_doubts,
    late, late_photos,
    model::{CheckInResult, ItemOutcome, PatrolStatus},
    store,
};
use crate::shared::{
    change_log::{self, Change, Noun, Scope},
    clock::Instant,
    commit::Job,
    ctx::Tools,
    db,
    error::Result,
    id::{CheckInId, PatrolId, PatrolUnitId},
};

/// SQLite takes 32,766 values a statement; 100 rows of 20 keep its text short.
pub(super) const ROWS_A_STATEMENT: usize = 100;

/// A request of fewer check-ins costs the database less than the statement that writes it: in one lane
/// more of them share one, and a node takes a tenth more in than in two.
const LITTLE: usize = 10;

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

    /// What is little goes together, whatever patrol it is of. What is much keeps to its patrol's lane,
    /// so that a repeat waits for what it repeats.
    fn lane(&self) -> u64 {
        if self.rows.len() < LITTLE { 0 } else { lane_of(self.patrol) }
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
            let found = check_in_store::by_ids(tools.db.write(), &known).await?;
            standing.extend(found.into_iter().map(|kept| (kept.check_in.id, kept)));
            let sent: Vec<&Kept> = jobs.iter().flat_map(|job| &job.rows).collect();
            late_photos::add(tools, sent, &mut standing).await?;
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

pub(super) fn lane_of(patrol: PatrolId) -> u64 {
    // The lower half of the id is chance.
    patrol.0.as_u64_pair().1
}

/// One statement, which is its own transaction: the check-ins, one line in the change log for each
/// patrol that got any, what is planned for those that have ended, and what else is asked for.
fn add_check_ins(more: &str) -> String {
    let late = late::plan_in_statement("$25", "$26");
    format!(
        "
with finished as (
    select id from patrol where id = any($22::uuid[]) and status = $27
), fresh as (
    insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, accuracy_metres,
                          checkpoint, note, recorded_at, corrected_at, received_at, clock_offset_ms,
                          doubts, content_hash, method, checkpoint_id, code, mock, verdict)
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::float8[], $6::float8[],
                         $7::float8[], $8::text[], $9::text[], $10::timestamptz[],
                         $11::timestamptz[], $12::timestamptz[], $13::int8[], $14::text[],
                         $15::bytea[], $16::text[], $17::uuid[], $18::text[], $19::bool[],
                         $20::text[])
    on conflict (id) do nothing
    returning id, patrol_id
), told as (
    insert into change_log (scope, noun, noun_id, gone, changed_at)
    select scope, $23, id, false, $24 from unnest($21::text[], $22::uuid[]) as patrols (scope, id)
    where id in (select patrol_id from fresh)
), late as (
    {late}
){more}
select id from fresh"
    )
}

/// What nearly every check-in needs.
static ADD_CHECK_INS: LazyLock<String> = LazyLock::new(|| add_check_ins(""));

/// … and where some have photos.
static ADD_CHECK_INS_WITH_PHOTOS: LazyLock<String> = LazyLock::new(|| {
    add_check_ins(
        ", pictured as (
    insert into patrol_photo (record_id, media_id, patrol_id, position)
    select photo.record, photo.media, fresh.patrol_id, photo.place
    from unnest($28::uuid[], $29::uuid[], $30::int8[]) as photo (record, media, place)
    join fresh on fresh.id = photo.record
    on conflict (record_id, media_id) do nothing
)",
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
    let text = |value: fn(&Kept) -> Option<&str>| rows.iter().map(|r| value(r)).collect::<Vec<_>>();
    let named: Vec<Option<Uuid>> =
        rows.iter().map(|row| row.check_in.evidence.checkpoint_id.map(|id| id.0)).collect();
    let mocked: Vec<Option<bool>> = rows.iter().map(|row| row.check_in.evidence.mock).collect();
    let word = |value: fn(&Kept) -> String| rows.iter().map(|r| value(r)).collect::<Vec<_>>();
    let offsets: Vec<i64> = rows.iter().map(|row| row.check_in.clock_offset_ms).collect();
    let hashes: Vec<&[u8]> = rows.iter().map(|row| row.content_hash.as_slice()).collect();
    let (scopes, patrols): (Vec<String>, Vec<Uuid>) =
        told(rows.iter().copied()).map(|change| (change.scope.encode(), change.id)).unzip();
    let (duties, times) = late::planned(now);
    let photos = photos_of(rows);
    let sql = if photos.is_empty() { &ADD_CHECK_INS } else { &ADD_CHECK_INS_WITH_PHOTOS };
    let query = sqlx::query(sql.as_str())
        .bind(column(|row| row.check_in.id.0))
        .bind(column(|row| row.check_in.unit_id.0))
        .bind(column(|row| row.check_in.patrol_id.0))
        .bind(column(|row| row.check_in.person_id.0))
        .bind(number(|row| row.check_in.position.map(|position| position.latitude)))
        .bind(number(|row| row.check_in.position.map(|position| position.longitude)))
        .bind(number(|row| row.check_in.accuracy_metres))
        .bind(text(|row| row.check_in.checkpoint.as_deref()))
        .bind(text(|row| row.check_in.note.as_deref()))
        .bind(time(|row| row.check_in.recorded_at))
        .bind(time(|row| row.check_in.corrected_at))
        .bind(time(|row| row.check_in.received_at))
        .bind(offsets)
        .bind(word(|row| write_doubts(&row.check_in.doubts)))
        .bind(hashes)
        .bind(word(|row| row.check_in.evidence.method.to_value()))
        .bind(named)
        .bind(text(|row| row.check_in.evidence.code.as_deref()))
        .bind(mocked)
        .bind(word(|row| row.check_in.verdict.to_value()))
        .bind(scopes)
        .bind(patrols)
        .bind(Noun::Patrol.to_value())
        .bind(now)
        .bind(duties)
        .bind(times)
        .bind(PatrolStatus::Ended.to_value());
    let query = if photos.is_empty() {
        query
    } else {
        query
            .bind(photos.iter().map(|(record, ..)| *record).collect::<Vec<_>>())
            .bind(photos.iter().map(|(_, media, _)| *media).collect::<Vec<_>>())
            .bind(photos.iter().map(|(.., place)| *place).collect::<Vec<_>>())
    };
    let fresh = lanes.rows(query).await?;
    fresh.iter().map(|row| Ok(CheckInId(row.try_get(0)?))).collect()
}

/// The photos of these rows: the check-in, the picture, and its place among those of the check-in.
fn photos_of(rows: &[&Kept]) -> Vec<(Uuid, Uuid, i64)> {
    rows.iter()
        .flat_map(|row| {
            let id = row.check_in.id.0;
            (1_i64..).zip(&row.photos).map(move |(place, media)| (id, media.0, place))
        })
        .collect()
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
    let added: Vec<&Kept> =
        rows.iter().copied().filter(|row| fresh.contains(&row.check_in.id)).collect();
    for row in &added {
        let (record, patrol) = (row.check_in.id.0, row.check_in.patrol_id);
        check_in_store::add_photos(&transaction, record, patrol, &row.photos).await?;
    }
    let changes: Vec<Change> = told(added.into_iter()).collect();
    let now = tools.clock.now();
    change_log::write(&transaction, &changes, now).await?;
    let patrols: Vec<PatrolId> = changes.iter().map(|change| PatrolId(change.id)).collect();
    // Asked once for all of them: of patrols under way there is nothing to plan.
    let over = store::over(&transaction, &patrols).await?;
    let ended: Vec<PatrolId> = over.iter().filter(|one| one.ended).map(|one| one.id).collect();
    late::plan(&transaction, &tools.ids, ended, now).await?;
    transaction.commit().await?;
    Ok(fresh)
}

/// The statement that adds so many check-ins.
pub(super) fn insert_check_ins(rows: usize) -> String {
    format!(
        "insert into check_in (id, unit_id, patrol_id, person_id, latitude, longitude, \
         accuracy_metres, checkpoint, note, recorded_at, corrected_at, received_at, \
         clock_offset_ms, doubts, content_hash, method, checkpoint_id, code, mock, verdict) \
         values {}",
        places(rows, 20)
    )
}

/// What [`insert_check_ins`] asks for each row.
pub(super) fn check_in_values(row: &Kept) -> [Value; 20] {
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
        write_doubts(&kept.doubts).into(),
        row.content_hash.clone().into(),
        kept.evidence.method.to_value().into(),
        kept.evidence.checkpoint_id.into(),
        kept.evidence.code.clone().into(),
        kept.evidence.mock.into(),
        kept.verdict.to_value().into(),
    ]
}

/// `($1, $2), ($3, $4)` for two rows of two.
pub(super) fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", numbers.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
