//! What a call for help is, whatever a phone sends, and what happens while nobody answers; pure.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{Fix, Sos};
use crate::shared::{
    clock::Instant,
    geo::{self, Position},
    id::{self, PersonId, SosId},
    malaysia,
};

/// The number of the police, the ambulance and the fire brigade.
pub const EMERGENCY: &str = "999";
/// The longest note, in characters.
pub(super) const NOTE: usize = 500;
/// The longest word about when somebody comes, in characters.
pub(super) const ETA: usize = 60;
/// The longest outcome or reason, in characters.
pub(super) const OUTCOME: usize = 2_000;
/// A caller's place is kept and told this often at most, in seconds.
pub const SECONDS_BETWEEN_FIXES: i64 = 5;
/// The same as a time.
pub(super) const BETWEEN_FIXES: TimeDelta = TimeDelta::seconds(SECONDS_BETWEEN_FIXES);
/// Who is on a patrol that began longer ago than this has most likely gone home.
pub(super) const ON_PATROL: TimeDelta = TimeDelta::hours(24);
/// Of slow rings each sixth is by SMS too: one in half an hour, for phones without the app.
const SLOW_ROUNDS_OF_TEXT: i64 = 6;
/// A phone's clock is believed that is off by no more than this.
const TOLERATED: TimeDelta = TimeDelta::minutes(2);
/// The longest that a phone is believed to have kept a call.
const LONGEST_KEPT: TimeDelta = TimeDelta::days(1);
/// How many characters of chance stand in a serial: with as many calls a day as there are units,
/// one pair in a century shares them.
const CHANCE: usize = 6;

/// A place, if there is one at these degrees.
#[must_use]
pub fn fix(latitude: Option<f64>, longitude: Option<f64>, accuracy: Option<f64>) -> Option<Fix> {
    let (latitude, longitude) = latitude.zip(longitude)?;
    let position = Position::known(latitude, longitude)?;
    Some(Fix { position, accuracy_metres: geo::accuracy(accuracy) })
}

/// The id that a phone gives its call. A text that is none of ours still names one call of this
/// person: the same text, the same call.
#[must_use]
pub fn id_of(person: PersonId, text: &str) -> SosId {
    text.parse().unwrap_or_else(|_| {
        let mut hash = Sha256::new();
        hash.update(person.0.as_bytes());
        hash.update(text.as_bytes());
        let mut bytes = [0_u8; 16];
        let digest: [u8; 32] = hash.finalize().into();
        for (byte, from) in bytes.iter_mut().zip(digest) {
            *byte = from;
        }
        SosId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    })
}

/// When a phone's button was pressed. How long the phone has kept it is the better witness, because
/// a wrong clock does not change it; without that only a clock that is about right is believed.
pub(super) fn happened(recorded: Option<Instant>, sent: Option<Instant>, now: Instant) -> Instant {
    let Some(recorded) = recorded else { return now };
    let kept = match sent {
        Some(sent) => sent.signed_duration_since(recorded),
        None => now.signed_duration_since(recorded),
    };
    let longest = if sent.is_some() { LONGEST_KEPT } else { TOLERATED };
    if kept > TimeDelta::zero() && kept <= longest { now - kept } else { now }
}

/// A short name for saying aloud: the day in Malaysia, and a few letters.
pub(super) fn serial(now: Instant, chance: Uuid) -> String {
    let code = id::encode("", chance);
    let letters = code.get(code.len().saturating_sub(CHANCE)..).unwrap_or_default();
    format!("SOS-{}-{}", malaysia::day(now).format("%y%m%d"), letters.to_uppercase())
}

/// What is asked of a call that nobody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct SosRule {
    /// It rings again after so many seconds,
    pub repeat_seconds: i64,
    /// so many times in all.
    pub most_rounds: i64,
    /// After so many the leader and the chair are told by SMS.
    pub text_after_rounds: i64,
    /// Once the officers are told it rings again after so many seconds.
    pub slow_seconds: i64,
    /// When it rang last longer ago than this, calling again rings anew.
    pub anew_seconds: i64,
    /// When it came in longer ago than this, calling again is another call.
    pub lapse_hours: i64,
}

impl SosRule {
    /// How long it waits before it rings again.
    pub(super) fn pause(self) -> TimeDelta {
        TimeDelta::seconds(self.repeat_seconds.max(1))
    }

    /// The same once the officers are told.
    pub(super) fn slow_pause(self) -> TimeDelta {
        TimeDelta::seconds(self.slow_seconds.max(1))
    }
}

/// What it is when somebody calls again whose call goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// It rings anyway: what they say stands with it.
    Joins,
    /// Nobody hears it any more, because somebody had answered, or it rings slowly or not at all: it
    /// rings as if it had just come in.
    RingsAnew,
    /// It is over, though nobody has said so: this is another one.
    IsAnother,
}

/// What it is when the caller of this call calls again.
pub(super) fn again(rule: SosRule, open: &Sos, now: Instant) -> Again {
    let silent = now - open.rung_at > TimeDelta::seconds(rule.anew_seconds);
    if now - open.raised_at > TimeDelta::hours(rule.lapse_hours) {
        Again::IsAnother
    } else if open.answered_at.is_some() || open.officers_at.is_some() || silent {
        Again::RingsAnew
    } else {
        Again::Joins
    }
}

/// What comes next for a call that nobody has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It rings again; `text` when the leader and the chair are told by SMS too.
    Ring { text: bool },
    /// The district's officers are told; from then on it rings slowly.
    Officers,
    /// It rings again, slowly, for everybody who was told; `text` when the leader, the chair and the
    /// officers are told by SMS too.
    RingSlowly { text: bool },
}

/// What comes after so many rounds, with the officers told or not.
pub(super) fn next(rule: SosRule, rounds: i64, officers_told: bool) -> Next {
    if officers_told {
        Next::RingSlowly { text: rounds % SLOW_ROUNDS_OF_TEXT == 0 }
    } else if rounds >= rule.most_rounds {
        Next::Officers
    } else {
        Next::Ring { text: rounds == rule.text_after_rounds }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{super::model::SosStatus, *};
    use crate::shared::id::{AreaId, DistrictId, PatrolUnitId};

    fn now() -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap()
    }

    fn rule() -> SosRule {
        SosRule {
            repeat_seconds: 30,
            most_rounds: 20,
            text_after_rounds: 2,
            slow_seconds: 300,
            anew_seconds: 600,
            lapse_hours: 12,
        }
    }

    /// A call that came in and rang at this moment.
    fn open(at: Instant) -> Sos {
        Sos {
            id: SosId(Uuid::from_u128(1)),
            unit_id: PatrolUnitId(Uuid::from_u128(2)),
            unit_name: "SRS Mutiara".to_owned(),
            area_id: AreaId(Uuid::from_u128(3)),
            district_id: DistrictId(Uuid::from_u128(4)),
            state_code: "01".to_owned(),
            patrol_id: None,
            person_id: PersonId(Uuid::from_u128(5)),
            caller_name: "Puan Devi".to_owned(),
            serial: "SOS-260314-7K3Q2A".to_owned(),
            status: SosStatus::Open,
            note: None,
            last_fix: None,
            said_at: at,
            raised_at: at,
            answered_at: None,
            ended_at: None,
            outcome: None,
            rounds: 1,
            rings_before: 0,
            rung_at: at,
            officers_at: None,
            again_id: None,
            version: 1,
            told: Vec::new(),
            responders: Vec::new(),
        }
    }

    #[test]
    fn whoever_calls_again_is_heard() {
        let (minute, hour) = (TimeDelta::minutes(1), TimeDelta::hours(1));
        let ringing = Sos { rung_at: now() - minute, ..open(now() - minute * 5) };
        assert_eq!(again(rule(), &ringing, now()), Again::Joins);
        let answered = Sos { answered_at: Some(now() - minute), ..ringing.clone() };
        let slow = Sos { officers_at: Some(now() - minute), ..ringing.clone() };
        let silent = open(now() - minute * 11);
        let old = open(now() - hour * 11);
        for quiet in [answered, slow, silent, old] {
            assert_eq!(again(rule(), &quiet, now()), Again::RingsAnew);
        }
        let forgotten = Sos { rung_at: now() - minute, ..open(now() - hour * 13) };
        assert_eq!(again(rule(), &forgotten, now()), Again::IsAnother);
    }

    #[test]
    fn what_is_no_place_is_dropped() {
        let kept = |latitude, longitude| fix(latitude, longitude, Some(8.0));
        assert!(kept(Some(1.54), Some(103.65)).is_some());
        for (latitude, longitude) in [
            (None, Some(103.65)),
            (Some(0.0), Some(0.0)),
            (Some(f64::NAN), Some(103.65)),
            (Some(91.0), Some(103.65)),
        ] {
            assert_eq!(kept(latitude, longitude), None);
        }
        let odd = fix(Some(1.54), Some(103.65), Some(-1.0)).unwrap();
        assert_eq!(odd.accuracy_metres, None);
    }

    #[test]
    fn the_same_text_of_the_same_person_is_the_same_call() {
        let (one, other) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        assert_eq!(id_of(one, "panik"), id_of(one, "panik"));
        assert_ne!(id_of(one, "panik"), id_of(other, "panik"));
        let id = SosId(Uuid::from_u128(7));
        assert_eq!(id_of(one, &id.to_string()), id);
    }

    #[test]
    fn a_wrong_clock_does_not_put_a_call_into_another_hour() {
        let hour = TimeDelta::hours(1);
        // The clock is eight hours slow, and the phone has kept the call for a minute.
        let (recorded, sent) = (now() - hour * 8 - TimeDelta::minutes(1), now() - hour * 8);
        assert_eq!(happened(Some(recorded), Some(sent), now()), now() - TimeDelta::minutes(1));
        assert_eq!(happened(Some(recorded), None, now()), now());
        assert_eq!(happened(Some(now() + hour), None, now()), now());
        assert_eq!(happened(None, Some(sent), now()), now());
        let lately = now() - TimeDelta::seconds(20);
        assert_eq!(happened(Some(lately), None, now()), lately);
    }

    #[test]
    fn a_serial_is_short_and_of_the_malaysian_day() {
        let at = "2026-03-13T19:10:00Z".parse().unwrap();
        assert_eq!(serial(at, Uuid::from_u128(35)), "SOS-260314-000013");
    }

    #[test]
    fn it_rings_so_often_and_then_the_officers_are_told() {
        let rule = rule();
        let all: Vec<Next> = (1..=20).map(|rounds| next(rule, rounds, false)).collect();
        assert_eq!(all[0], Next::Ring { text: false });
        assert_eq!(all[1], Next::Ring { text: true });
        assert_eq!(all.iter().filter(|next| **next == Next::Ring { text: true }).count(), 1);
        assert_eq!((all[18], all[19]), (Next::Ring { text: false }, Next::Officers));
        // It never falls silent.
        let slow: Vec<Next> = (20..80).map(|rounds| next(rule, rounds, true)).collect();
        assert!(slow.iter().all(|next| matches!(next, Next::RingSlowly { .. })));
        assert_eq!(
            slow.iter().filter(|next| **next == Next::RingSlowly { text: true }).count(),
            10
        );
        assert_eq!(
            (rule.pause(), rule.slow_pause()),
            (TimeDelta::seconds(30), TimeDelta::minutes(5))
        );
    }
}
