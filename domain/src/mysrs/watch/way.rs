//! What the watch reads of a patrol's way: who is on it, its breaks, and where it was. Everything
//! that depends on how the way is recorded stands here.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::Break, rules::Company};
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
    // Nobody leaves a patrol before its end.
    let sql =
        "select person_id from patrol_member where patrol_id = $1 order by joined_at, person_id";
    let present: Vec<PersonId> = db::values(connection, sql, [id.into()]).await?;
    Ok(Company { present, since: None })
}

/// The breaks of a patrol, in their order.
pub(super) async fn breaks<C: ConnectionTrait>(_: &C, _: PatrolId) -> Result<Vec<Break>> {
    // A patrol records none.
    Ok(Vec::new())
}

/// When a patrol first was at each of these checkpoints, whoever of it was and however that was shown:
/// by the check-ins that name it.
pub(super) async fn visits<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    checkpoints: &[Checkpoint],
) -> Result<HashMap<CheckpointId, Instant>> {
    #[derive(FromQueryResult)]
    struct Row {
        checkpoint: Option<String>,
        corrected_at: Instant,
    }
    let sql = "select checkpoint, corrected_at from check_in where patrol_id = $1 \
               order by corrected_at, id";
    let rows: Vec<Row> = db::all(connection, sql, [id.into()]).await?;
    let mut visits = HashMap::new();
    for row in rows {
        let named = |one: &&Checkpoint| row.checkpoint.as_deref() == Some(one.name.as_str());
        if let Some(checkpoint) = checkpoints.iter().find(named) {
            visits.entry(checkpoint.id).or_insert(row.corrected_at);
        }
    }
    Ok(visits)
}
