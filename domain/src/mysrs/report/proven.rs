//! For how long somebody was on a patrol by what its records prove, each moment of a person once,
//! however many patrols name them; and what is odd about the patrol as a whole.

use super::{
    certificate::{Proof, Tracks},
    elsewhere, proven_store as store, rule,
    stretch::{Stretch, covered, without},
    walk_store::Walked,
};
use crate::{
    identity::lock_people,
    mysrs::patrol::PatrolDoubt,
    shared::{clock::Instant, error::Result, id::PersonId, work::Work},
};

/// What is proven of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proven {
    pub person: PersonId,
    pub stretches: Vec<Stretch>,
}

/// Reckons a patrol that has ended, in the work of whoever has its unit's month locked. What another
/// patrol has counted of somebody stays with that one. Tells whether something else is counted than
/// before: others may count what is left now.
pub(super) async fn reckon(work: &Work, walked: &Walked, tracks: &Tracks) -> Result<bool> {
    let connection = work.connection();
    let proof = Proof::read(connection, walked, tracks).await?;
    let present = elsewhere::present(connection, walked.id).await?;
    let people: Vec<PersonId> = present.iter().map(|presence| presence.person_id).collect();
    // Of two patrols that are reckoned at once the later one sees what the first has counted.
    lock_people(connection, &people).await?;
    let counted = store::list_proven(connection, walked.id, &people).await?;
    let mut is_elsewhere = false;
    let mut proven = Vec::with_capacity(present.len());
    for presence in &present {
        let whole = proof.stretches(walked, presence, None);
        let beside: Vec<Stretch> = counted
            .iter()
            .filter(|other| other.person == presence.person_id)
            .flat_map(|other| other.stretches.iter().copied())
            .collect();
        let left: Vec<Stretch> =
            whole.iter().flat_map(|stretch| without(*stretch, &beside)).collect();
        is_elsewhere |= left != whole;
        proven.push(Proven { person: presence.person_id, stretches: left });
    }
    let doubts = doubts(work, walked, (tracks, is_elsewhere)).await?;
    if store::is_cancelled(connection, walked.id).await? {
        // Nobody is told that time is proven which counts nowhere.
        proven.clear();
    }
    let seconds = covered(proven.iter().flat_map(|one| one.stretches.iter().copied()).collect());
    let before = store::change_proven(connection, walked.id, &proven).await?;
    store::change_reckoned(connection, walked.id, seconds, &doubts).await?;
    Ok(before.iter().any(|old| !proven.contains(old)))
}

/// What is odd about a patrol as a whole, by everything that was recorded on it.
async fn doubts(
    work: &Work,
    walked: &Walked,
    (tracks, is_elsewhere): (&Tracks, bool),
) -> Result<Vec<PatrolDoubt>> {
    let connection = work.connection();
    let bounds = elsewhere::rule_of_patrols(connection, walked.opened_at).await?;
    let silent = rule::in_force(connection, walked.opened_at).await?.silent();
    let recorded = store::first_record(connection, walked.id).await?;
    let first = recorded.into_iter().chain(tracks.first_at).min();
    let lasted = walked.ended_at.map(|ended_at| ended_at - walked.started_at).unwrap_or_default();
    let quiet = quiet_until(walked, first) - walked.started_at;
    let is_after = match walked.ended_at {
        Some(ended_at) => {
            store::has_check_in_after(connection, walked.id, ended_at + elsewhere::AFTERWARDS)
                .await?
        }
        None => false,
    };
    let found = [
        (is_elsewhere, PatrolDoubt::AlreadyOnPatrol),
        (lasted > bounds.longest, PatrolDoubt::TooLong),
        (quiet > silent, PatrolDoubt::NothingRecorded),
        (is_after, PatrolDoubt::RecordedAfterEnd),
    ];
    Ok(found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, doubt)| doubt).collect())
}

/// Until when nothing was recorded on a patrol: its end when nothing ever was.
fn quiet_until(walked: &Walked, first: Option<Instant>) -> Instant {
    first.or(walked.ended_at).unwrap_or(walked.started_at)
}
