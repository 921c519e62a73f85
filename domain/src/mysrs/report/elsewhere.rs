//! What reports take of the other rooms of a patrol: the dated rules of patrols, who was there, what is
//! believed of a check-in, and whether the patrol was judged. Whoever changes one of these elsewhere
//! changes it here, and nowhere else in this folder.

use chrono::NaiveTime;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolId, PersonId},
};

/// The condition under which a check-in `c` is believed.
pub(super) const BELIEVED: &str = "c.doubts not like '%TIME_IMPLAUSIBLE%'";
/// The condition under which a person decided that a check-in `c` is not believed.
pub(super) const DECIDED_AGAINST: &str = "1 = 0";
/// The condition under which a check-in `c` was made at the checkpoint `k`.
pub(super) const AT_CHECKPOINT: &str = "c.checkpoint = k.name";

/// What holds for patrols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PatrolRule {
    /// A unit with so many patrols a month is active.
    pub active_patrols_a_month: i64,
    /// So many consecutive minutes after midnight give a certificate of attendance.
    pub certificate_minutes: i64,
    /// Until when it is night: later than this is not after midnight any more.
    pub night_until: NaiveTime,
}

/// The rule of patrols that holds at a moment.
pub(super) async fn rule_of_patrols<C: ConnectionTrait>(
    _connection: &C,
    _at: Instant,
) -> Result<PatrolRule> {
    let night_until = NaiveTime::from_hms_opt(6, 0, 0).unwrap_or(NaiveTime::MIN);
    Ok(PatrolRule { active_patrols_a_month: 1, certificate_minutes: 120, night_until })
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
    }
    let sql = "select person_id, joined_at from patrol_member where patrol_id = $1 \
               order by joined_at, person_id";
    let rows: Vec<Row> = db::all(connection, sql, [patrol.into()]).await?;
    let presence = |row: Row| {
        let Row { person_id, joined_at } = row;
        Presence { person_id, joined_at, left_at: None }
    };
    Ok(rows.into_iter().map(presence).collect())
}

/// What was found when everything recorded on a patrol was judged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// Whether it was judged at all.
    pub is_judged: bool,
    /// How many fixes were doubted.
    pub doubted_fixes: i64,
}

/// Whether a patrol was judged, and what was found of its track.
pub(super) async fn judged<C: ConnectionTrait>(
    _connection: &C,
    _patrol: PatrolId,
) -> Result<Judged> {
    Ok(Judged { is_judged: true, doubted_fixes: 0 })
}
