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
                result
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
    let mut known: HashMap<(PatrolId, TrackId), Vec<i64>> = HashMap::new();
    for (job, point) in rows {
        if !fresh.contains(&(job.patrol, job.track, point.sequence)) {
            known.entry((job.patrol, job.track)).or_default().push(point.sequence);
        }
    }
    let mut standing = HashMap::new();
    for (track, sequences) in known {
        let found = fix_store::standing(tools.db.write(), track, &sequences).await?;
        let keyed = found.into_iter().map(|(number, fix)| ((track.0, track.1, number), fix));
        standing.extend(keyed);
    }
    Ok(standing)
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
    let (duties, times) = late::planned(now);
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
        .bind(duties)
        .bind(times)
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
