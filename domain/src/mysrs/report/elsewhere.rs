//! What reports take of the other rooms of a patrol: the dated rules of patrols, who was there, and whether
//! the patrol was judged. Whoever changes one of these elsewhere changes it here, and nowhere else in
//! this folder.

use chrono::{NaiveTime, TimeDelta};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    mysrs::{
        proof,
        rule::{self, Clock},
    },
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PersonId},
    },
};

/// What is recorded so long after the end of a patrol is still part of it.
pub(super) const AFTERWARDS: TimeDelta = proof::AFTERWARDS;

/// The condition under which a person decided that a check-in `c` is not believed.
pub(super) const DECIDED_AGAINST: &str = "c.decided = 'DOUBTFUL'";

/// What holds for patrols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PatrolRule {
    /// A unit with so many patrols a month is active.
    pub active_patrols_a_month: i64,
    /// So many consecutive minutes after midnight give a certificate of attendance.
    pub certificate_minutes: i64,
    /// Until when it is night: later than this is not after midnight any more.
    pub night_until: NaiveTime,
    /// A patrol lasts so long at most.
    pub longest: TimeDelta,
    /// So long before its shift and after it a patrol is still of it.
    pub shift_reach: TimeDelta,
}

/// The rule of patrols that holds at a moment.
pub(super) async fn rule_of_patrols<C: ConnectionTrait>(
    connection: &C,
    at: Instant,
) -> Result<PatrolRule> {
    let rule = rule::in_force(connection, at).await?;
    let night_until = Clock::read(&rule.night_until).map_or(NaiveTime::MIN, |clock| clock.0);
    Ok(PatrolRule {
        active_patrols_a_month: rule.active_patrols_a_month,
        certificate_minutes: rule.certificate_minutes,
        night_until,
        longest: TimeDelta::minutes(rule.patrol_longest_minutes),
        shift_reach: TimeDelta::minutes(rule.shift_reach_minutes),
    })
}

/// Somebody who was on a patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Presence {
    /// Who.
    pub person_id: PersonId,
    /// When they joined, as far as the server heard: whoever is named at the start joins when the
    /// server first hears of the patrol.
    pub joined_at: Instant,
    /// When they left before the end.
    pub left_at: Option<Instant>,
}

/// Who was on a patrol.
pub(super) async fn present<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Presence>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        joined_at: Instant,
        left_at: Option<Instant>,
    }
    let sql = "select person_id, joined_at, left_at from patrol_member where patrol_id = $1 \
               order by joined_at, person_id";
    let rows: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    let presence = |row: Row| {
        let Row { person_id, joined_at, left_at } = row;
        Presence { person_id, joined_at, left_at }
    };
    Ok(rows.into_iter().map(presence).collect())
}

/// What was found when everything recorded on a patrol was judged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// When it was judged last; nothing when it was not judged at all.
    pub judged_at: Option<Instant>,
    /// How many fixes were doubted.
    pub doubted_fixes: i64,
}

/// When a patrol was judged, and what was found of its track.
pub(super) async fn judged<C: ConnectionTrait>(connection: &C, patrol: PatrolId) -> Result<Judged> {
    #[derive(FromQueryResult)]
    struct Row {
        judged_at: Option<Instant>,
        doubted_fixes: Option<i64>,
    }
    let sql = "select judged_at, doubted_fixes from patrol where id = $1";
    let row: Option<Row> = db::one(connection, sql, [patrol.into()]).await?;
    Ok(row.map_or(Judged { judged_at: None, doubted_fixes: 0 }, |row| Judged {
        judged_at: row.judged_at,
        doubted_fixes: row.doubted_fixes.unwrap_or(0),
    }))
}
