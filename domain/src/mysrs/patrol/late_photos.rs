//! Photos that were uploaded only after the check-in was recorded which they show: the phone sends the
//! check-in again, and what was left out the first time is added.

use std::collections::{BTreeSet, HashMap};

use super::{
    check_in_store::{self, Kept},
    doubt::Doubt,
    late,
    model::PatrolStatus,
    store,
};
use crate::shared::{
    change_log::{self, Change, Noun, Scope},
    ctx::Tools,
    error::Result,
    id::{CheckInId, PatrolId, PatrolUnitId},
};

/// Whether a check-in comes again, from whoever recorded it, with photos that lacked the first time.
fn brings(sent: &Kept, known: &Kept) -> bool {
    let of = |kept: &Kept| (kept.check_in.patrol_id, kept.check_in.person_id);
    !sent.photos.is_empty()
        && known.check_in.doubts.contains(&Doubt::PhotoInvalid)
        && of(sent) == of(known)
        && sent.content_hash == known.content_hash
}

/// Adds the photos of these check-ins to those that stand, and plans that the log of a patrol that has
/// ended is looked at again, in one transaction.
pub(super) async fn add(
    tools: &Tools,
    mut sent: Vec<&Kept>,
    standing: &mut HashMap<CheckInId, Kept>,
) -> Result<()> {
    sent.retain(|row| standing.get(&row.check_in.id).is_some_and(|known| brings(row, known)));
    if sent.is_empty() {
        return Ok(());
    }
    // In one order two transactions wait for each other in one direction only.
    sent.sort_unstable_by_key(|row| (row.check_in.patrol_id, row.check_in.id));
    let transaction = tools.db.begin().await?;
    let (mut pictured, mut ended) = (BTreeSet::new(), BTreeSet::new());
    for row in sent {
        let (id, patrol) = (row.check_in.id, row.check_in.patrol_id);
        // Whoever judges the patrol writes doubts too.
        let status = store::lock_beside_records(&transaction, patrol).await?;
        if check_in_store::add_late_photos(&transaction, id.0, patrol, &row.photos).await? {
            pictured.insert((patrol, row.check_in.unit_id));
            if status == Some(PatrolStatus::Ended) {
                ended.insert(patrol);
            }
        }
        let is_whole = !row.check_in.doubts.contains(&Doubt::PhotoInvalid);
        let known = check_in_store::lookup(&transaction, id).await?.filter(|_| is_whole);
        if let Some(mut known) = known {
            known.doubts.retain(|doubt| *doubt != Doubt::PhotoInvalid);
            check_in_store::change_doubts(&transaction, id, &known.doubts).await?;
            if let Some(stands) = standing.get_mut(&id) {
                stands.check_in = known;
            }
        }
    }
    let change = |(patrol, unit): (PatrolId, PatrolUnitId)| {
        Change::new(Scope::Unit(unit), Noun::Patrol, patrol)
    };
    let changes: Vec<Change> = pictured.into_iter().map(change).collect();
    let now = tools.clock.now();
    change_log::write(&transaction, &changes, now).await?;
    late::plan(&transaction, &tools.ids, ended, now).await?;
    transaction.commit().await?;
    tools.changes.wake();
    Ok(())
}
