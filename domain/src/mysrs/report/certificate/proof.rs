//! What the records of a patrol prove of those who were on it.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    super::{
        elsewhere::{self, Judged, PatrolRule, Presence},
        rule,
        stretch::{Stretch, without},
        walk_store::Walked,
    },
    model::Certificate,
    moves, rules,
    store::{self, Trace},
};
use crate::shared::{
    clock::Instant,
    error::{Error, Result},
    id::PersonId,
};

/// A track with more than one of so many fixes doubted proves nothing.
const SOUND: i64 = 10;

/// What the tracks of a patrol show, and by which judgement. There may be a great many fixes: they are
/// read while nothing is locked.
#[derive(Clone, Debug)]
pub(in crate::mysrs::report) struct Tracks {
    /// What was found of them.
    pub judged: Judged,
    /// When the first fix was recorded.
    pub first_at: Option<Instant>,
    moves: Vec<Trace>,
}

impl Tracks {
    pub(in crate::mysrs::report) async fn read<C: ConnectionTrait>(
        connection: &C,
        walked: &Walked,
    ) -> Result<Self> {
        let rule = rule::in_force(connection, walked.opened_at).await?;
        // Before the fixes: one that comes in after this is judged again, and reckoned after that.
        let judged = elsewhere::judged(connection, walked.id).await?;
        let fixes = store::fixes(connection, walked.id, walked.opened_at).await?;
        let first_at = fixes.iter().map(|fix| fix.corrected_at).min();
        // What an app made up shows nothing, and says nothing against what it did not make up.
        let made_up = fixes.iter().filter(|fix| fix.is_made_up()).count();
        let number = i64::try_from(fixes.len() - made_up).unwrap_or(i64::MAX);
        let leaps = judged.doubted_fixes - i64::try_from(made_up).unwrap_or(i64::MAX);
        let moves = if leaps.saturating_mul(SOUND) <= number {
            let least = rule.least_metres();
            let moved = tokio::task::spawn_blocking(move || moves::moves(&fixes, least));
            moved.await.map_err(Error::internal)?
        } else {
            Vec::new()
        };
        Ok(Self { judged, first_at, moves })
    }
}

/// What the records of a patrol prove.
pub(in crate::mysrs::report) struct Proof {
    records: Vec<Trace>,
    /// Those of whose records one was decided against.
    against: Vec<PersonId>,
    gap: TimeDelta,
    rule: PatrolRule,
}

impl Proof {
    pub(in crate::mysrs::report) async fn read<C: ConnectionTrait>(
        connection: &C,
        walked: &Walked,
        tracks: &Tracks,
    ) -> Result<Self> {
        let gap = rule::in_force(connection, walked.opened_at).await?.gap();
        let rule = elsewhere::rule_of_patrols(connection, walked.opened_at).await?;
        let mut records = store::believed(connection, walked.id).await?;
        records.extend(tracks.moves.iter().copied());
        let against = store::decided_against(connection, walked.id).await?;
        Ok(Self { records, against, gap, rule })
    }

    /// The stretches that are proven of somebody. Where they vouch for themselves only their own records
    /// do it: whoever was there at the beginning and went home is not there by what the others recorded.
    /// Where somebody else vouches for them the records of those beside them stand for whoever has no
    /// phone of their own, since anybody is named at the start of a patrol. Where nobody does, as for the
    /// hours of a month, the others' records count near each of their own, no further away than the gap:
    /// a team that takes turns at scanning is proven together, and nobody by the others alone. Somebody
    /// of whose own records one was decided against has nothing of the others' at all.
    pub(in crate::mysrs::report) fn stretches(
        &self,
        walked: &Walked,
        presence: &Presence,
        vouched_by: Option<PersonId>,
    ) -> Vec<Stretch> {
        let person = presence.person_id;
        let (own, everybodys) = self.times(person);
        let first = everybodys.iter().copied().filter(|at| *at >= walked.started_at).min();
        let bounds = rules::bounds(walked, first, (self.gap, &self.rule));
        let there = bounds.and_then(|bounds| rules::there(walked, bounds, presence, &own));
        let Some(there) = there else { return Vec::new() };
        let is_alone = vouched_by == Some(person) || self.against.contains(&person);
        let records = if is_alone { &own } else { &everybodys };
        let proven = rules::stretches(there, records, self.gap);
        if vouched_by.is_some() { proven } else { rules::near(&proven, &own, self.gap) }
    }

    /// The longest stretch after midnight that is proven of somebody beside those that count
    /// for other patrols.
    pub(super) fn of_night(
        &self,
        walked: &Walked,
        presence: &Presence,
        (issued_by, counted): (PersonId, &[Stretch]),
    ) -> Option<Stretch> {
        let proven = self.stretches(walked, presence, Some(issued_by)).into_iter();
        let left = proven.flat_map(|stretch| without(stretch, counted));
        rules::longest_of_night(left, self.rule.night_until)
    }

    /// The longest stretch after midnight by the rule by which a certificate was issued: what is asked for
    /// since then takes none back that somebody's employer has.
    pub(super) fn of_night_as_issued(
        &self,
        walked: &Walked,
        presence: &Presence,
        issued: &Certificate,
    ) -> Option<Stretch> {
        if issued.rule_version >= rules::VERSION {
            return self.of_night(walked, presence, (issued.issued_by, [].as_slice()));
        }
        let person = presence.person_id;
        let (own, everybodys) = self.times(person);
        if own.is_empty() && issued.issued_by == person {
            return None;
        }
        let whole = Stretch::of(walked.started_at, walked.ended_at?)?;
        let there = rules::there(walked, whole, presence, &own)?;
        let records = if self.against.contains(&person) { &own } else { &everybodys };
        let proven = rules::stretches(there, records, self.gap);
        rules::longest_of_night(proven, self.rule.night_until)
    }

    /// When somebody's own records were made, and when everybody's were.
    fn times(&self, person: PersonId) -> (Vec<Instant>, Vec<Instant>) {
        let own = self.records.iter().filter(|trace| trace.person_id == person);
        let own = own.map(|trace| trace.corrected_at).collect();
        (own, self.records.iter().map(|trace| trace.corrected_at).collect())
    }

    /// So many minutes give a certificate.
    pub(super) fn least_minutes(&self) -> i64 {
        self.rule.certificate_minutes
    }
}
