//! What the records of a patrol prove of those who were on it.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    super::{
        elsewhere::{self, PatrolRule, Presence},
        rule,
        walk_store::Walked,
    },
    moves,
    rules::{self, Stretch},
    store::{self, Trace},
};
use crate::shared::{clock::Instant, error::Result, id::PersonId};

/// A track with more than one of so many fixes doubted proves nothing.
const SOUND: i64 = 10;

/// What the records of a patrol prove.
pub(super) struct Proof {
    records: Vec<Trace>,
    /// Those of whose records one was decided against.
    against: Vec<PersonId>,
    gap: TimeDelta,
}

impl Proof {
    pub(super) async fn read<C: ConnectionTrait>(connection: &C, walked: &Walked) -> Result<Self> {
        let rule = rule::in_force(connection, walked.started_at).await?;
        let mut records = store::believed(connection, walked.id).await?;
        let fixes = store::fixes(connection, walked.id, walked.opened_at).await?;
        let doubted = elsewhere::judged(connection, walked.id).await?.doubted_fixes;
        // What an app made up shows nothing, and says nothing against what it did not make up.
        let made_up = fixes.iter().filter(|fix| fix.is_made_up()).count();
        let number = i64::try_from(fixes.len() - made_up).unwrap_or(i64::MAX);
        let leaps = doubted - i64::try_from(made_up).unwrap_or(i64::MAX);
        if leaps.saturating_mul(SOUND) <= number {
            records.extend(moves::moves(&fixes, rule.least_metres()));
        }
        let against = store::decided_against(connection, walked.id).await?;
        Ok(Self { records, against, gap: rule.gap() })
    }

    /// The longest stretch after midnight that is proven of somebody, to whoever issues a certificate.
    /// The records of those beside them stand for whoever has no phone of their own, when somebody else
    /// vouches for that: anybody is named at the start of a patrol. They do not for somebody of whose
    /// own records one was decided against.
    pub(super) fn of(
        &self,
        walked: &Walked,
        presence: &Presence,
        issued_by: PersonId,
        rule: &PatrolRule,
    ) -> Option<Stretch> {
        let person = presence.person_id;
        let times = |mine: bool| -> Vec<Instant> {
            let counts = |trace: &&Trace| !mine || trace.person_id == person;
            self.records.iter().filter(counts).map(|trace| trace.corrected_at).collect()
        };
        let own = times(true);
        if own.is_empty() && issued_by == person {
            return None;
        }
        let there = rules::there(walked, presence, &own)?;
        let records = if self.against.contains(&person) { own } else { times(false) };
        rules::proven(there, &records, self.gap, rule.night_until)
    }
}
