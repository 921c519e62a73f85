//! The queries about what is proven of those who were on a patrol.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{proven::Proven, stretch::Stretch};
use crate::{
    mysrs::patrol::{PatrolDoubt, patrol_doubts, write_patrol_doubts},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PersonId},
    },
};

#[derive(Debug, FromQueryResult)]
struct Row {
    person_id: PersonId,
    starts_at: Instant,
    ends_at: Instant,
}

/// Stretches by person; the rows come by person and time.
fn of_rows(rows: &[Row]) -> Vec<Proven> {
    let by_person = rows.chunk_by(|one, next| one.person_id == next.person_id);
    let proven = by_person.filter_map(|rows| {
        let person = rows.first()?.person_id;
        let stretch = |row: &Row| Stretch::of(row.starts_at, row.ends_at);
        Some(Proven { person, stretches: rows.iter().filter_map(stretch).collect() })
    });
    proven.collect()
}

/// What is proven of these people on other patrols that count, by person and time. Whoever goes on patrol
/// twice a month has few rows.
pub(super) async fn list_proven<C: ConnectionTrait>(
    connection: &C,
    beside: PatrolId,
    people: &[PersonId],
) -> Result<Vec<Proven>> {
    let mut query =
        db::Query::new("select v.person_id, v.starts_at, v.ends_at from patrol_proven v");
    query.join("join patrol p on p.id = ?", [beside.into()]);
    query.and_in("v.person_id", people.iter().map(|person| person.0));
    query.and("v.starts_at < p.ended_at and v.ends_at > p.started_at", []);
    query.and("v.patrol_id <> ?", [beside.into()]);
    query.and(&counts("v.patrol_id"), []);
    query.end(" order by v.person_id, v.starts_at");
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(of_rows(&rows))
}

/// The patrols that named somebody who was on this one while it lasted: what this one counts no more
/// they may.
pub(super) async fn list_beside<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<PatrolId>> {
    let sql = "select distinct o.patrol_id from patrol p \
               join patrol_member m on m.patrol_id = p.id \
               join patrol_member o on o.person_id = m.person_id and o.patrol_id <> p.id \
               join patrol q on q.id = o.patrol_id and q.status = 'ENDED' \
               and q.started_at < p.ended_at and q.ended_at > p.started_at where p.id = $1 \
               order by o.patrol_id";
    db::values(connection, sql, [patrol.into()]).await
}

/// Patrols that have ended and of which nobody has reckoned what is proven, nor is about to.
pub(super) async fn list_owed<C: ConnectionTrait>(
    connection: &C,
    most: usize,
) -> Result<Vec<PatrolId>> {
    let sql = format!(
        "select r.patrol_id from patrol_report r join patrol p on p.id = r.patrol_id \
         where r.proven_seconds is null and p.status = 'ENDED' \
         and not exists (select 1 from duty d where d.kind = 'patrol_reckon' \
         and d.subject = r.patrol_id) order by r.patrol_id limit {most}"
    );
    db::values(connection, &sql, []).await
}

/// Notes what is proven on a patrol; brings what was noted before.
pub(super) async fn change_proven<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    proven: &[Proven],
) -> Result<Vec<Proven>> {
    let sql = "select person_id, starts_at, ends_at from patrol_proven where patrol_id = $1 \
               order by person_id, starts_at";
    let before: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    let before = of_rows(&before);
    let now: Vec<&Proven> = proven.iter().filter(|one| !one.stretches.is_empty()).collect();
    if before.len() == now.len() && before.iter().all(|old| now.contains(&old)) {
        return Ok(before);
    }
    db::run(connection, "delete from patrol_proven where patrol_id = $1", [patrol.into()]).await?;
    let sql = "insert into patrol_proven (patrol_id, person_id, starts_at, ends_at) \
               values ($1, $2, $3, $4)";
    for one in now {
        for stretch in &one.stretches {
            let values =
                [patrol.into(), one.person.into(), stretch.from.into(), stretch.until.into()];
            db::run(connection, sql, values).await?;
        }
    }
    Ok(before)
}

/// That a patrol, of this id in a statement, counts: nobody has cancelled it.
pub(in crate::mysrs) fn counts(patrol_id: &str) -> String {
    format!(
        "not exists (select 1 from patrol_report r where r.patrol_id = {patrol_id} \
         and r.status = 'CANCELLED')"
    )
}

/// Whether a patrol was cancelled, so that nothing of it counts.
pub(super) async fn is_cancelled<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<bool> {
    let sql = "select 1 from patrol_report where patrol_id = $1 and status = 'CANCELLED'";
    db::exists(connection, sql, [patrol.into()]).await
}

/// Notes how long a patrol was by that, and what is odd about it.
pub(super) async fn change_reckoned<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    proven_seconds: i64,
    doubts: &[PatrolDoubt],
) -> Result<()> {
    let sql = "update patrol_report set proven_seconds = $2, doubts = $3 where patrol_id = $1";
    let values = [patrol.into(), proven_seconds.into(), write_patrol_doubts(doubts).into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Of a patrol that is cancelled nothing is proven any more; what is odd about it stays. One that nobody
/// has reckoned yet is still to be.
pub(super) async fn change_to_unproven<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<()> {
    change_proven(connection, patrol, &[]).await?;
    let sql = "update patrol_report set proven_seconds = 0 where patrol_id = $1 \
               and proven_seconds is not null";
    db::run(connection, sql, [patrol.into()]).await?;
    Ok(())
}

/// Whether a patrol was reckoned before.
pub(super) async fn is_reckoned<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<bool> {
    let sql = "select 1 from patrol_report where patrol_id = $1 and proven_seconds is not null";
    db::exists(connection, sql, [patrol.into()]).await
}

/// When the first check-in or event of a patrol was recorded.
pub(super) async fn first_record<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Instant>> {
    let mut first = None;
    for table in ["check_in", "patrol_event"] {
        let sql = format!(
            "select corrected_at from {table} where patrol_id = $1 \
             order by corrected_at, id limit 1"
        );
        let found: Option<Instant> = db::value(connection, &sql, [patrol.into()]).await?;
        first = first.into_iter().chain(found).min();
    }
    Ok(first)
}

/// Whether somebody who is noted on a patrol checked in after a moment, believed or not.
pub(super) async fn has_check_in_after<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    at: Instant,
) -> Result<bool> {
    let sql = "select 1 from check_in c join patrol_member m on m.patrol_id = c.patrol_id \
               and m.person_id = c.person_id where c.patrol_id = $1 and c.corrected_at > $2";
    db::exists(connection, sql, [patrol.into(), at.into()]).await
}

/// What is odd about a patrol as a whole, and for how many seconds it is proven.
pub(super) async fn odd<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<(Vec<PatrolDoubt>, Option<i64>)> {
    #[derive(FromQueryResult)]
    struct Odd {
        seen: String,
        reckoned: Option<String>,
        proven_seconds: Option<i64>,
    }
    let sql = "select p.doubts as seen, r.doubts as reckoned, r.proven_seconds from patrol p \
               left join patrol_report r on r.patrol_id = p.id where p.id = $1";
    let row: Option<Odd> = db::one(connection, sql, [patrol.into()]).await?;
    let read = |row: Odd| {
        let reckoned = row.proven_seconds.and(row.reckoned.as_deref());
        (patrol_doubts(&row.seen, reckoned), row.proven_seconds)
    };
    Ok(row.map(read).unwrap_or_default())
}
