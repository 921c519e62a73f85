//! The queries about what is believed.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{Decision, Fix, ProofRule};
use crate::{
    mysrs::patrol::{Doubt, MOST_FIXES, OF_MEMBERS, Verdict, write_doubts},
    shared::{
        clock::Instant,
        db,
        error::Result,
        geo::Position,
        id::{CheckInId, PatrolId, PatrolUnitId, PersonId, TrackId},
    },
};

/// How many rules are read at once: nobody goes on with a patrol from before the last eight of them.
const RULES: i64 = 8;

/// The newest rules, each with the moment from which on it holds, the newest first.
pub(super) async fn list_rules<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<(Instant, ProofRule)>> {
    #[derive(FromQueryResult)]
    struct Row {
        effective_from: Instant,
        most_excused_metres: i64,
        vaguest_metres: i64,
        again_after_seconds: i64,
        fastest_metres_a_second: i64,
    }
    let sql = "select effective_from, most_excused_metres, vaguest_metres, again_after_seconds, \
               fastest_metres_a_second from proof_rule order by effective_from desc limit $1";
    let rows: Vec<Row> = db::all(connection, sql, [RULES.into()]).await?;
    let rule = |row: Row| {
        let rule = ProofRule {
            most_excused_metres: row.most_excused_metres,
            vaguest_metres: row.vaguest_metres,
            again_after_seconds: row.again_after_seconds,
            fastest_metres_a_second: row.fastest_metres_a_second,
        };
        (row.effective_from, rule)
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// The rule that holds at a moment.
pub(super) async fn rule<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Option<ProofRule>> {
    let sql = "select most_excused_metres, vaguest_metres, again_after_seconds, \
               fastest_metres_a_second from proof_rule where effective_from <= $1 \
               order by effective_from desc limit 1";
    db::one(connection, sql, [now.into()]).await
}

/// A patrol that is judged.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Judging {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub opened_at: Instant,
    pub has_ended: bool,
}

const JUDGING: &str = "select id, unit_id, opened_at, status = 'ENDED' as has_ended from patrol \
                       where id = $1";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Judging>> {
    db::one(connection, JUDGING, [patrol.into()]).await
}

/// A patrol, which nobody else judges until the transaction is over; what is recorded on it does not
/// wait.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Judging>> {
    let lock = db::locking(connection, " for no key update");
    db::one(connection, &format!("{JUDGING}{lock}"), [patrol.into()]).await
}

/// When somebody ended a patrol. What the program ended when nobody did says nothing against those who
/// went on.
pub(super) async fn find_end<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Instant>> {
    let sql = "select ended_at from patrol where id = $1 and ended_by is not null \
               and ended_at is not null";
    db::value(connection, sql, [patrol.into()]).await
}

/// Every fix of those who are noted on a patrol, with whose it is, in any order.
pub(super) async fn list_fixes<C: ConnectionTrait>(
    connection: &C,
    patrol: &Judging,
) -> Result<Vec<Fix>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        track_id: TrackId,
        segment: i64,
        sequence: i64,
        latitude: f64,
        longitude: f64,
        accuracy_metres: Option<f64>,
        corrected_at: Instant,
        mock: Option<bool>,
    }
    let sql = format!(
        "select person_id, track_id, segment, sequence, latitude, longitude, accuracy_metres, \
         corrected_at, mock from track_point where patrol_id = $1 and patrol_opened_at = $2{OF_MEMBERS} \
         limit {MOST_FIXES}"
    );
    let values = [patrol.id.into(), patrol.opened_at.into()];
    let rows: Vec<Row> = db::all(connection, &sql, values).await?;
    let fix = |row: Row| Fix {
        person: row.person_id,
        track: row.track_id,
        segment: row.segment,
        sequence: row.sequence,
        at: row.corrected_at,
        position: Position { latitude: row.latitude, longitude: row.longitude },
        accuracy_metres: row.accuracy_metres,
        mock: row.mock == Some(true),
    };
    Ok(rows.into_iter().map(fix).collect())
}

pub(super) async fn change_verdict<C: ConnectionTrait>(
    connection: &C,
    id: CheckInId,
    doubts: &[Doubt],
    verdict: Verdict,
) -> Result<()> {
    let sql = "update check_in set doubts = $2, verdict = $3 where id = $1";
    let values = [id.into(), write_doubts(doubts).into(), verdict.to_value().into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn change_judged<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    now: Instant,
    doubted_fixes: i64,
) -> Result<()> {
    let sql = "update patrol set judged_at = $2, doubted_fixes = $3 where id = $1";
    db::run(connection, sql, [patrol.into(), now.into(), doubted_fixes.into()]).await?;
    Ok(())
}

/// Notes a decision; the newest is what holds.
pub(super) async fn add_decision<C: ConnectionTrait>(
    connection: &C,
    decision: &Decision,
) -> Result<()> {
    // First, so that of two who decide at once the later one's stands in both places.
    let sql = "update check_in set decided = $2 where id = $1";
    let values = [decision.check_in_id.into(), decision.verdict.to_value().into()];
    db::run(connection, sql, values).await?;
    let sql = "insert into check_in_decision (id, check_in_id, verdict, reason, decided_by, \
               decided_at) values ($1, $2, $3, $4, $5, $6)";
    let values = [
        decision.id.into(),
        decision.check_in_id.into(),
        decision.verdict.to_value().into(),
        decision.reason.as_str().into(),
        decision.decided_by.into(),
        decision.decided_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn list_decisions<C: ConnectionTrait>(
    connection: &C,
    check_ins: &[CheckInId],
) -> Result<Vec<Decision>> {
    let mut query = db::Query::new(
        "select d.id, d.check_in_id, d.verdict, d.reason, d.decided_by, n.display_name, \
         d.decided_at from check_in_decision d join person n on n.id = d.decided_by",
    );
    query.and_in("d.check_in_id", check_ins.iter().map(|id| id.0));
    query.end(" order by d.decided_at, d.id");
    query.all(connection).await
}
