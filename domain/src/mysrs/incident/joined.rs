//! What was reported of a patrol whose start has joined another one.

use super::{number, rules, store, told};
use crate::shared::{
    clock::Instant,
    error::Result,
    id::{PatrolId, PatrolUnitId},
    work::Work,
};

/// The ids of a start that has joined another patrol.
#[derive(Clone, Copy, Debug)]
pub(in crate::mysrs) struct JoinedStart {
    /// What the phone calls its own.
    pub own: PatrolId,
    /// The patrol that it is.
    pub joined: PatrolId,
}

/// Brings to the patrol that is joined what its unit reported as seen on the other, for an incident is
/// reported before anything else is sent. Whoever reports one at the same time was here before, or sees
/// which patrol was joined, which the caller has noted.
pub(in crate::mysrs) async fn bring_to_joined(
    work: &mut Work,
    unit: PatrolUnitId,
    start: JoinedStart,
    now: Instant,
) -> Result<()> {
    let connection = work.connection();
    let (year, ..) = rules::calendar(now);
    number::lock(connection, unit, year).await?;
    let seen = store::list_ids_of_patrol(connection, start.own, unit).await?;
    if seen.is_empty() {
        return Ok(());
    }
    store::change_patrol(connection, unit, start, now).await?;
    for id in seen {
        told::changed(work, unit, id);
    }
    Ok(())
}
