//! What the watch reads of a patrol's way: who is on it, where it was, and its signs.
//! Everything that depends on how the way is recorded stands here.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{rules::Company, watched_store::Watched};
use crate::{
    mysrs::{
        checkpoint::Checkpoint,
        patrol::{at_checkpoint, believed},
    },
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

/// When a patrol first was at each of these checkpoints, whoever of it was: by the check-ins there that
/// are believed, as everywhere.
pub(super) async fn visits<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    checkpoints: &[Checkpoint],
) -> Result<HashMap<CheckpointId, Instant>> {
    #[derive(FromQueryResult)]
    struct Row {
        checkpoint_id: CheckpointId,
        first_at: Instant,
    }
    let sql = format!(
        "select k.id as checkpoint_id, min(c.corrected_at) as first_at from check_in c \
         join checkpoint k on {} where c.patrol_id = $1 and {} group by k.id",
        at_checkpoint("c", "k"),
        believed("c")
    );
    let rows: Vec<Row> = db::all(connection, &sql, [id.into()]).await?;
    let known: HashSet<CheckpointId> = checkpoints.iter().map(|one| one.id).collect();
    let visits = rows.into_iter().filter(|row| known.contains(&row.checkpoint_id));
    Ok(visits.map(|row| (row.checkpoint_id, row.first_at)).collect())
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
               and patrol_id = $3 and patrol_opened_at = $4 order by received_at desc limit 1";
    let (unit, opened_at) = (patrol.unit_id.into(), patrol.opened_at.into());
    let values = [unit, last.into(), patrol.id.into(), opened_at];
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
