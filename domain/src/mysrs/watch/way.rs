//! What the watch reads of a patrol's way: who is on it, where it was, and its signs.
//! Everything that depends on how the way is recorded stands here.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{rules::Company, watched_store::Watched};
use crate::{
    mysrs::checkpoint::Checkpoint,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{CheckpointId, PatrolId, PersonId},
    },
};

/// Who is on a patrol now.
pub(super) async fn company<C: ConnectionTrait>(connection: &C, id: PatrolId) -> Result<Company> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
        left_at: Option<Instant>,
    }
    let sql = "select person_id, left_at from patrol_member where patrol_id = $1 \
               order by joined_at, person_id";
    let rows: Vec<Row> = db::all(connection, sql, [id.into()]).await?;
    let since = rows.iter().filter_map(|row| row.left_at).max();
    let present = rows.into_iter().filter(|row| row.left_at.is_none()).map(|row| row.person_id);
    Ok(Company { present: present.collect(), since })
}

/// When a patrol first was at each of these checkpoints, whoever of it was and however that was shown:
/// by the check-ins that name it, or its code.
pub(super) async fn visits<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    checkpoints: &[Checkpoint],
) -> Result<HashMap<CheckpointId, Instant>> {
    #[derive(FromQueryResult)]
    struct Row {
        checkpoint_id: Option<CheckpointId>,
        checkpoint: Option<String>,
        corrected_at: Instant,
    }
    let sql = "select checkpoint_id, checkpoint, corrected_at from check_in where patrol_id = $1 \
               order by corrected_at, id";
    let rows: Vec<Row> = db::all(connection, sql, [id.into()]).await?;
    let mut visits = HashMap::new();
    for row in rows {
        // An older app says the name only.
        let named = |one: &&Checkpoint| match row.checkpoint_id {
            Some(id) => one.id == id,
            None => row.checkpoint.as_deref() == Some(one.name.as_str()),
        };
        if let Some(checkpoint) = checkpoints.iter().find(named) {
            visits.entry(checkpoint.id).or_insert(row.corrected_at);
        }
    }
    Ok(visits)
}

/// When the server last heard of any phone of a patrol: by its own clock, so that no phone's matters.
pub(super) async fn last_sign<C: ConnectionTrait>(
    connection: &C,
    patrol: &Watched,
) -> Result<Instant> {
    let check_in = "select received_at from check_in where patrol_id = $1 \
                    order by received_at desc limit 1";
    let event = "select received_at from patrol_event where patrol_id = $1 \
                 order by received_at desc limit 1";
    let word = "select received_at from patrol_alive where patrol_id = $1 \
                order by received_at desc limit 1";
    let mut last = patrol.opened_at;
    for sql in [check_in, event, word] {
        let heard: Option<Instant> = db::value(connection, sql, [patrol.id.into()]).await?;
        last = heard.map_or(last, |heard| heard.max(last));
    }
    // Of the unit's fixes only the newest are looked at.
    let fix = "select received_at from track_point where unit_id = $1 and received_at > $2 \
               and patrol_id = $3 order by received_at desc limit 1";
    let values = [patrol.unit_id.into(), last.into(), patrol.id.into()];
    let heard: Option<Instant> = db::value(connection, fix, values).await?;
    Ok(heard.map_or(last, |heard| heard.max(last)))
}

/// When somebody on a patrol last did something by hand, as far as the server can tell: a phone in
/// a pocket sends its positions by itself.
pub(super) async fn last_by_hand<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<Option<Instant>> {
    let check_in = "select corrected_at from check_in where patrol_id = $1 and person_id = $2 \
                    order by corrected_at desc limit 1";
    let event = "select corrected_at from patrol_event where patrol_id = $1 and person_id = $2 \
                 order by corrected_at desc limit 1";
    let word = "select corrected_at from patrol_alive where patrol_id = $1 and person_id = $2 \
                order by corrected_at desc limit 1";
    let mut last: Option<Instant> = None;
    for sql in [check_in, event, word] {
        let values = [patrol.into(), person.into()];
        let found: Option<Instant> = db::value(connection, sql, values).await?;
        last = last.max(found);
    }
    Ok(last)
}
