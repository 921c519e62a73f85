//! A patrol that nobody ends: the phone that began it was broken, and everybody else went to bed.

use sea_orm::ConnectionTrait;

use super::{active, check_in_store::believed, late, store, summary};
use crate::{
    policy::Action,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        db,
        error::{Error, Result},
        id::PatrolId,
        work::Work,
    },
};

/// Ends a patrol on its way in the program's name, in the work of whoever has it locked: when the last
/// of it was recorded that is believed, or when it was to end. It is judged, sealed and counted like
/// any other. Tells when it has ended.
pub(in crate::mysrs) async fn end_forgotten(
    work: &mut Work,
    id: PatrolId,
    was_to_end: Instant,
) -> Result<Instant> {
    let (connection, now) = (work.connection(), work.tools().clock.now());
    let standing = store::standing(connection, id).await?.ok_or_else(Error::not_found)?;
    let last = last_believed(connection, id).await?.unwrap_or(was_to_end);
    // A phone whose clock is ahead ends nothing tomorrow.
    let ended_at = last.min(now).max(standing.started_at);
    let duration = summary::duration(standing.started_at, ended_at);
    if store::change_to_ended(connection, id, ended_at, duration, None).await? {
        work.note(Action::PatrolEnd, id, &standing.place());
        work.tell(Change::new(Scope::Unit(standing.unit_id), Noun::Patrol, id));
        late::plan_at_end(work, id, now).await?;
    }
    Ok(ended_at)
}

/// When the last of a patrol was recorded that is believed.
pub(super) async fn last_believed<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
) -> Result<Option<Instant>> {
    let check_in = format!(
        "select corrected_at from check_in where patrol_id = $1 and {} \
         order by corrected_at desc, id desc limit 1",
        believed("check_in")
    );
    let event = "select corrected_at from patrol_event where patrol_id = $1 \
                 order by corrected_at desc, id desc limit 1";
    let phones = active::newest_of_patrol(connection, id).await?;
    let mut last = phones.iter().map(|newest| newest.corrected_at).max();
    for sql in [check_in.as_str(), event] {
        let found: Option<Instant> = db::value(connection, sql, [id.into()]).await?;
        last = last.max(found);
    }
    Ok(last)
}
