//! Availability as plain values.

use chrono::{SubsecRound as _, TimeDelta};
use serde::Serialize;

use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Result},
    id::{AvailabilityId, PatrolUnitId, PersonId},
};

/// The longest time that somebody says at once.
const LONGEST: TimeDelta = TimeDelta::days(366);
/// How far ahead somebody may say it.
const AHEAD: TimeDelta = TimeDelta::days(2 * 366);
/// The highest revision that a phone counts to.
const MOST_REVISIONS: i64 = 1_000_000;

/// What somebody says about a time.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AvailabilityKind {
    /// They are not there: no shift that overlaps it is given to them.
    Away,
    /// They like to patrol then: whoever names such times is rather not given others.
    Preferred,
}

/// When a volunteer is away or likes to patrol.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Availability {
    /// The id, made by the phone.
    pub id: AvailabilityId,
    /// For which unit.
    pub unit_id: PatrolUnitId,
    /// Whose.
    pub person_id: PersonId,
    /// What they say.
    pub kind: AvailabilityKind,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Which word of theirs about it this is: the highest counts, in whatever order they come.
    pub revision: i64,
    /// Whether they have taken it back.
    pub removed: bool,
    /// When it was heard.
    pub set_at: Instant,
}

impl Availability {
    /// Whether a word that changed nothing is heard in this one, which stands: it is the same, or was
    /// said before it. Another word of the same revision is not.
    pub(super) fn hears(&self, said: &Self) -> bool {
        let theirs = (self.unit_id, self.person_id) == (said.unit_id, said.person_id);
        let content = |word: &Self| (word.kind, word.starts_at, word.ends_at, word.removed);
        theirs && (self.revision > said.revision || content(self) == content(said))
    }
}

/// One thing that a volunteer says.
#[derive(Clone, Debug, Serialize)]
pub struct SettingAvailability {
    /// The id, made by the phone.
    pub id: AvailabilityId,
    /// What they say.
    pub kind: AvailabilityKind,
    /// From when.
    pub starts_at: Instant,
    /// Until when: after the beginning, at most 366 days.
    pub ends_at: Instant,
    /// Counted by the phone from 1, higher with every change; nothing when it does not count: then what
    /// comes last counts.
    pub revision: Option<i64>,
    /// Whether it is taken back.
    pub removed: bool,
}

impl SettingAvailability {
    /// As it is kept, or what is wrong with it; `place` is where it stands in the list.
    pub(super) fn checked(
        &self,
        place: usize,
        (unit_id, person_id): (PatrolUnitId, PersonId),
        now: Instant,
    ) -> Result<Availability, Refusal> {
        let (starts_at, ends_at) = (self.starts_at.trunc_subsecs(3), self.ends_at.trunc_subsecs(3));
        let at = |field: &str| format!("items.{place}.{field}");
        if ends_at - starts_at > LONGEST {
            let refusal = Refusal::of(ErrorCode::SpanTooLong).at(at("until"));
            return Err(refusal.with("limit", LONGEST.num_days()).with("unit", "DAYS"));
        }
        if ends_at <= starts_at || ends_at - now > AHEAD {
            return Err(Refusal::of_time(at("until"), Some(starts_at), Some(now + AHEAD)));
        }
        let revision = self.revision.unwrap_or(1);
        if !(1..=MOST_REVISIONS).contains(&revision) {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at(at("revision"));
            return Err(refusal.with("least", 1).with("most", MOST_REVISIONS));
        }
        let SettingAvailability { id, kind, removed, .. } = *self;
        let set_at = now;
        Ok(Availability {
            id,
            unit_id,
            person_id,
            kind,
            starts_at,
            ends_at,
            revision,
            removed,
            set_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_time_has_an_end_and_a_revision() {
        let now: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        let said = |hours: i64, revision: i64| SettingAvailability {
            id: AvailabilityId(Uuid::nil()),
            kind: AvailabilityKind::Away,
            starts_at: now,
            ends_at: now + TimeDelta::hours(hours),
            revision: Some(revision),
            removed: false,
        };
        let whose = (PatrolUnitId(Uuid::nil()), PersonId(Uuid::nil()));
        assert!(said(1, 1).checked(0, whose, now).is_ok());
        for (hours, revision, field) in [
            (0, 1, "items.3.until"),
            (-1, 1, "items.3.until"),
            (367 * 24, 1, "items.3.until"),
            (1, 0, "items.3.revision"),
            (1, 1_000_001, "items.3.revision"),
        ] {
            let refused = said(hours, revision).checked(3, whose, now).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some(field));
        }
    }
}
