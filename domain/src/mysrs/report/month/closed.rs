//! Checkpoints that a patrol could not come past, because they were closed for as long as it lasted.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::store::{STOOD, of_month};
use crate::{
    mysrs::{
        checkpoint::{self, Checkpoint, as_it_was},
        patrol::{at_checkpoint, believed},
    },
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{CheckpointId, PatrolUnitId},
        malaysia::Month,
    },
};

/// How many there are of a unit and month, each once a patrol; not those that a patrol did come past. What
/// held when the patrol began counts: hours that are set later make no gap good.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: Month,
) -> Result<i64> {
    let known = checkpoint::list_of_unit(connection, unit).await?;
    let past = checkpoint::past_of_unit(connection, unit, month.begins()).await?;
    let has_hours = known.iter().any(|one| one.hours.is_some());
    if !has_hours && past.iter().all(|one| one.hours.is_none()) {
        return Ok(0);
    }
    let known: HashMap<CheckpointId, Checkpoint> =
        known.into_iter().map(|one| (one.id, one)).collect();
    let closed = list_passed_by(connection, unit, month).await?.into_iter().filter(|passed| {
        known.get(&passed.checkpoint_id).is_some_and(|checkpoint| {
            let was = as_it_was(checkpoint, &past, passed.started_at);
            was.hours.is_some_and(|hours| !hours.meet(passed.started_at, passed.ended_at))
        })
    });
    Ok(i64::try_from(closed.count()).unwrap_or(i64::MAX))
}

/// A checkpoint that a patrol did not come past.
#[derive(Debug, FromQueryResult)]
struct PassedBy {
    checkpoint_id: CheckpointId,
    started_at: Instant,
    ended_at: Instant,
}

async fn list_passed_by<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    month: Month,
) -> Result<Vec<PassedBy>> {
    let of_month = of_month();
    let sql = format!(
        "select k.id as checkpoint_id, p.started_at, p.ended_at from patrol p \
         join checkpoint k on {STOOD} where {of_month} and p.ended_at is not null \
         and not exists (select 1 from check_in c where c.patrol_id = p.id and {} and {})",
        at_checkpoint("c", "k"),
        believed("c")
    );
    db::all(connection, &sql, [unit.into(), month.begins().into(), month.ends().into()]).await
}
