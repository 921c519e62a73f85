//! Fixes written many at once: one statement, whatever the number of requests that brought them.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use sea_orm::{ActiveEnum as _, FromQueryResult, Value, sqlx, sqlx::Row as _};
use uuid::Uuid;

use super::{
    bulk::{ROWS_A_STATEMENT, lane_of, places},
    fix_store::{self, Standing},
    late,
    model::{PatrolStatus, TrackPoint, TrackResult},
    store,
};
use crate::shared::{
    clock::Instant,
    commit::Job,
    ctx::Tools,
    db,
    error::Result,
    id::{PatrolId, PatrolUnitId, PersonId, TrackId},
};

/// The fixes of one request, all of one track.
#[derive(Debug)]
pub(super) struct Fixes {
    pub unit: PatrolUnitId,
    pub patrol: PatrolId,
    /// When the server first heard of the patrol, which says in which month its fixes lie.
    pub opened_at: Instant,
    pub person: PersonId,
    pub track: TrackId,
    pub received_at: Instant,
    pub points: Vec<TrackPoint>,
}

/// Which fix of which track.
type FixKey = (PatrolId, TrackId, i64);

/// What became of the fixes of one request, and how their patrol stood when they were written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub result: TrackResult,
    /// Whether the patrol had ended. One that ends at that very moment is looked at by its duties.
    pub ended: bool,
    /// Whether only a line is left of its positions.
    pub thinned: bool,
}

/// What one statement wrote, and those of its patrols that are over or old.
#[derive(Debug, Default)]
struct Stored {
    fresh: HashSet<FixKey>,
    over: HashMap<PatrolId, (bool, bool)>,
}

impl Job for Fixes {
    type Tools = Tools;
    type Outcome = Written;

    fn rows(&self) -> usize {
        self.points.len()
    }

    fn lane(&self) -> u64 {
        lane_of(self.patrol)
    }

    async fn write(tools: &Tools, jobs: &[Self]) -> Result<Vec<Written>> {
        let mut firsts: HashMap<FixKey, (&Self, &TrackPoint)> = HashMap::new();
        for (job, point) in jobs.iter().flat_map(|job| job.points.iter().map(move |p| (job, p))) {
            firsts.entry((job.patrol, job.track, point.sequence)).or_insert((job, point));
        }
        let mut rows: Vec<(&Self, &TrackPoint)> = firsts.into_values().collect();
        rows.sort_unstable_by_key(|(job, point)| (job.patrol, job.track, point.sequence));
        let Stored { mut fresh, over } = match tools.db.postgres() {
            Some(lanes) => add_points_postgres(lanes, &rows, tools.clock.now()).await?,
            None => add_points_sqlite(tools, &rows).await?,
        };
        let mut standing = standing_of(tools, &rows, &fresh).await?;
        Ok(jobs
            .iter()
            .map(|job| {
                let mut result = TrackResult::default();
                for point in &job.points {
                    let key = (job.patrol, job.track, point.sequence);
                    if fresh.remove(&key) {
                        standing.insert(key, Standing::from(point));
                        result.applied += 1;
                    } else if standing.get(&key).is_none_or(|known| known.is(point)) {
                        result.duplicate += 1;
                    } else {
                        result.conflict += 1;
                    }
                }
                let (ended, thinned) = over.get(&job.patrol).copied().unwrap_or_default();
                Written { result, ended, thinned }
            })
            .collect())
    }
}

/// What stood before under the numbers of these fixes.
async fn standing_of(
    tools: &Tools,
    rows: &[(&Fixes, &TrackPoint)],
    fresh: &HashSet<FixKey>,
) -> Result<HashMap<FixKey, Standing>> {
    let mut known: HashMap<(PatrolId, Instant, TrackId), Vec<i64>> = HashMap::new();
    for (job, point) in rows {
        if !fresh.contains(&(job.patrol, job.track, point.sequence)) {
            let track = (job.patrol, job.opened_at, job.track);
            known.entry(track).or_default().push(point.sequence);
        }
    }
    let mut standing = HashMap::new();
    for (track, sequences) in known {
        let found = fix_store::standing(tools.db.write(), track, &sequences).await?;
        let keyed = found.into_iter().map(|(number, fix)| ((track.0, track.2, number), fix));
        standing.extend(keyed);
    }
    Ok(standing)
}

/// One statement, which is its own transaction: the fixes, what is planned for those of their patrols
/// that have ended, and which these are, also when every fix was known before.
static ADD_POINTS: LazyLock<String> = LazyLock::new(|| {
    let late = late::plan_in_statement("$14", "$15");
    format!(
        "
with stands as (
    select id, status = $16 as ended, thinned_at is not null as thinned
    from patrol where id = any($17::uuid[])
), finished as (
    select id from stands where ended
), fresh as (
    insert into track_point (patrol_id, track_id, sequence, patrol_opened_at, unit_id, person_id,
                             segment, latitude, longitude, accuracy_metres, recorded_at,
                             corrected_at, received_at, mock)
    select * from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::timestamptz[], $5::uuid[],
                         $6::uuid[], $7::int8[], $8::float8[], $9::float8[], $10::float8[],
                         $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                         $18::bool[])
    on conflict (patrol_id, track_id, sequence, patrol_opened_at) do nothing
    returning patrol_id, track_id, sequence
), late as (
    {late}
)
select patrol_id, track_id, sequence, false as ended, false as thinned from fresh
union all
select id, id, -1::int8, ended, thinned from stands where ended or thinned"
    )
});

/// What PostgreSQL says when the month of a fix comes to be at the moment at which it is written.
const MONTH_CAME: &str = "23514";

async fn add_points_postgres(
    lanes: &db::Lanes,
    rows: &[(&Fixes, &TrackPoint)],
    now: Instant,
) -> Result<Stored> {
    let added = match lanes.rows(adding(rows, now)).await {
        // It was bound for the table of what has no month, and has one by now.
        Err(sqlx::Error::Database(refused)) if refused.code().as_deref() == Some(MONTH_CAME) => {
            lanes.rows(adding(rows, now)).await?
        }
        added => added?,
    };
    let mut stored = Stored::default();
    for row in &added {
        let (patrol, sequence): (Uuid, i64) = (row.try_get(0)?, row.try_get(2)?);
        if sequence < 0 {
            stored.over.insert(PatrolId(patrol), (row.try_get(3)?, row.try_get(4)?));
        } else {
            stored.fresh.insert((PatrolId(patrol), TrackId(row.try_get(1)?), sequence));
        }
    }
    Ok(stored)
}

/// [`ADD_POINTS`] with what it asks for.
fn adding(
    rows: &[(&Fixes, &TrackPoint)],
    now: Instant,
) -> sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments> {
    let id = |value: fn(&Fixes) -> Uuid| rows.iter().map(|(j, _)| value(j)).collect::<Vec<_>>();
    let whole =
        |value: fn(&TrackPoint) -> i64| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let number =
        |value: fn(&TrackPoint) -> f64| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let time =
        |value: fn(&TrackPoint) -> Instant| rows.iter().map(|(_, p)| value(p)).collect::<Vec<_>>();
    let accuracies: Vec<Option<f64>> = rows.iter().map(|(_, p)| p.accuracy_metres).collect();
    let mocked: Vec<Option<bool>> = rows.iter().map(|(_, p)| p.mock).collect();
    let opened: Vec<Instant> = rows.iter().map(|(job, _)| job.opened_at).collect();
    let received: Vec<Instant> = rows.iter().map(|(job, _)| job.received_at).collect();
    let patrols: BTreeSet<Uuid> = rows.iter().map(|(job, _)| job.patrol.0).collect();
    let (duties, times) = late::planned(now);
    sqlx::query(ADD_POINTS.as_str())
        .bind(id(|job| job.patrol.0))
        .bind(id(|job| job.track.0))
        .bind(whole(|point| point.sequence))
        .bind(opened)
        .bind(id(|job| job.unit.0))
        .bind(id(|job| job.person.0))
        .bind(whole(|point| point.segment))
        .bind(number(|point| point.latitude))
        .bind(number(|point| point.longitude))
        .bind(accuracies)
        .bind(time(|point| point.recorded_at))
        .bind(time(|point| point.corrected_at))
        .bind(received)
        .bind(duties)
        .bind(times)
        .bind(PatrolStatus::Ended.to_value())
        .bind(patrols.into_iter().collect::<Vec<_>>())
        .bind(mocked)
}

async fn add_points_sqlite(tools: &Tools, rows: &[(&Fixes, &TrackPoint)]) -> Result<Stored> {
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
            "{} on conflict (patrol_id, track_id, sequence, patrol_opened_at) do nothing \
             returning patrol_id, track_id, sequence",
            insert_points(part.len())
        );
        let values = part.iter().flat_map(|(job, point)| point_values(job, point));
        let added: Vec<Row> = db::all(&transaction, &sql, values).await?;
        fresh.extend(added.into_iter().map(|row| (row.patrol_id, row.track_id, row.sequence)));
    }
    // Asked once for all of them, also when every fix was known before.
    let patrols: BTreeSet<PatrolId> = rows.iter().map(|(job, _)| job.patrol).collect();
    let patrols: Vec<PatrolId> = patrols.into_iter().collect();
    let found = store::over(&transaction, &patrols).await?;
    let brought: BTreeSet<PatrolId> = fresh.iter().map(|(patrol, ..)| *patrol).collect();
    let is_late = |one: &&store::Over| one.ended && brought.contains(&one.id);
    let ended: Vec<PatrolId> = found.iter().filter(is_late).map(|one| one.id).collect();
    late::plan(&transaction, &tools.ids, ended, tools.clock.now()).await?;
    transaction.commit().await?;
    let over = found.into_iter().map(|one| (one.id, (one.ended, one.thinned))).collect();
    Ok(Stored { fresh, over })
}

/// The statement that adds so many fixes.
pub(super) fn insert_points(rows: usize) -> String {
    format!(
        "insert into track_point (patrol_id, track_id, sequence, patrol_opened_at, unit_id, \
         person_id, segment, latitude, longitude, accuracy_metres, recorded_at, corrected_at, \
         received_at, mock) values {}",
        places(rows, 14)
    )
}

/// What [`insert_points`] asks for each row.
pub(super) fn point_values(job: &Fixes, point: &TrackPoint) -> [Value; 14] {
    [
        job.patrol.into(),
        job.track.into(),
        point.sequence.into(),
        job.opened_at.into(),
        job.unit.into(),
        job.person.into(),
        point.segment.into(),
        point.latitude.into(),
        point.longitude.into(),
        point.accuracy_metres.into(),
        point.recorded_at.into(),
        point.corrected_at.into(),
        job.received_at.into(),
        point.mock.into(),
    ]
}
