//! When was it really? A phone's clock may be wrong, and may be put right on the way; pure.

use chrono::{DateTime, SubsecRound, TimeDelta};

use super::model::ClockEvidence;
use crate::shared::clock::Instant;

/// A clock that is off by no more than this is believed: a message may take that long.
pub(super) const TOLERATED: TimeDelta = TimeDelta::minutes(2);
/// The longest that a phone is believed to have kept something.
pub(in crate::mysrs) const LONGEST_KEPT: TimeDelta = TimeDelta::days(30);
/// The last year that both databases sort as text.
const LAST_YEAR: i64 = 253_402_300_799;

/// So many milliseconds a phone may have counted, 2^53: up to here a number counts every one. It lasts
/// 285,000 years.
pub const MOST_MILLISECONDS: i64 = 1 << 53;

/// Milliseconds as phones count them, which some send with a fraction, rounded; a number that is none
/// counts as not given.
#[must_use]
pub fn milliseconds(said: Option<f64>) -> Option<i64> {
    let counted = said.filter(|ms| *ms >= 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "what does not fit is more than the most")]
    let whole = counted.round() as i64;
    (whole <= MOST_MILLISECONDS).then_some(whole)
}

/// When something happened, by the phone.
#[derive(Clone, Copy, Debug)]
pub(in crate::mysrs) struct Said {
    pub at: Instant,
    pub monotonic_ms: Option<i64>,
}

/// When it happened, as far as the server can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mysrs) struct Corrected {
    /// The phone's time as it is kept: in whole milliseconds, between the years 1970 and 9999.
    pub said: Instant,
    /// The corrected time; never later than its receipt.
    pub at: Instant,
    /// What was added to the phone's time, in milliseconds.
    pub offset_ms: i64,
}

impl Corrected {
    /// Whether the phone's clock was off by more than is tolerated.
    pub(in crate::mysrs) fn is_doubtful(&self) -> bool {
        self.offset_ms.abs() > TOLERATED.num_milliseconds()
    }
}

/// Corrects a phone's time.
///
/// The time since the phone was switched on is the better witness, because nobody sets it: what
/// was recorded so many milliseconds before the sending happened that long before the receipt.
/// It counts for nothing once the phone was switched off in between. Otherwise a clock that is
/// off at the sending is taken to have been off as much at the recording.
pub(in crate::mysrs) fn corrected(
    said: Said,
    clock: &ClockEvidence,
    received: Instant,
) -> Corrected {
    let kept = storable(said.at, received);
    let at = since_recording(said, clock)
        .map_or_else(|| by_offset(kept, clock, received), |elapsed| received - elapsed);
    let at = at.clamp(DateTime::UNIX_EPOCH, received).trunc_subsecs(3);
    Corrected { said: kept, at, offset_ms: (at - kept).num_milliseconds() }
}

/// Whether the phone's clock was set between the recording and the sending: by the calendar another
/// time went by than by the time since the phone was switched on. A clock that is always wrong by as
/// much was not set.
pub(super) fn jumped(said: Said, clock: &ClockEvidence) -> bool {
    let passed = clock.sent_at.map(|sent_at| sent_at.signed_duration_since(said.at));
    let beside = passed.zip(since_recording(said, clock));
    let off = beside.and_then(|(passed, elapsed)| passed.checked_sub(&elapsed));
    off.is_some_and(|off| off.abs() > TOLERATED)
}

/// Whether the phone's clock was set between a record and the sending of it, for whoever replays records:
/// by its clock it was made at `at`, when the phone had been on for so many milliseconds.
#[must_use]
pub fn clock_was_set(at: Instant, monotonic_ms: i64, clock: &ClockEvidence) -> bool {
    jumped(Said { at, monotonic_ms: Some(monotonic_ms) }, clock)
}

/// The time of a clock that is off as much as it was at the sending.
fn by_offset(kept: Instant, clock: &ClockEvidence, received: Instant) -> Instant {
    let off = clock.sent_at.map_or(TimeDelta::zero(), |sent| received - sent);
    let shifted =
        if off.abs() > TOLERATED { kept.checked_add_signed(off).unwrap_or(received) } else { kept };
    let earliest = clock.server_time_known.map(|known| storable(known, received));
    earliest.map_or(shifted, |earliest| shifted.max(earliest))
}

/// How long before its sending something was recorded, by the time since the phone was switched
/// on; nothing when the phone was switched off in between.
fn since_recording(said: Said, clock: &ClockEvidence) -> Option<TimeDelta> {
    let (recorded, sent) = (said.monotonic_ms?, clock.sent_monotonic_ms?);
    let elapsed = TimeDelta::try_milliseconds(sent.checked_sub(recorded)?)?;
    let on_for = TimeDelta::try_milliseconds(sent)?.checked_add(&TOLERATED)?;
    // By the phone's calendar more time went by than it has been on: it was switched off.
    let by_calendar = clock.sent_at.map(|sent_at| sent_at.signed_duration_since(said.at));
    let switched_off = by_calendar.is_some_and(|passed| passed > on_for);
    let possible = recorded >= 0 && elapsed >= TimeDelta::zero() && elapsed <= LONGEST_KEPT;
    (possible && !switched_off).then_some(elapsed)
}

/// A time that both databases keep and sort; one from outside these years becomes the receipt's.
fn storable(at: Instant, received: Instant) -> Instant {
    if (0..=LAST_YEAR).contains(&at.timestamp()) { at.trunc_subsecs(3) } else { received }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: TimeDelta = TimeDelta::hours(1);

    fn received() -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap()
    }

    fn before(minutes: i64) -> Instant {
        received() - TimeDelta::minutes(minutes)
    }

    fn said(at: Instant) -> Said {
        Said { at, monotonic_ms: None }
    }

    fn sent(at: Instant) -> ClockEvidence {
        ClockEvidence { sent_at: Some(at), ..ClockEvidence::default() }
    }

    #[test]
    fn a_right_clock_is_believed() {
        for clock in [ClockEvidence::default(), sent(received()), sent(before(1))] {
            let time = corrected(said(before(30)), &clock, received());
            assert_eq!((time.at, time.offset_ms), (before(30), 0));
            assert!(!time.is_doubtful());
        }
    }

    #[test]
    fn a_clock_an_hour_off_is_corrected() {
        for off in [HOUR, -HOUR] {
            let time = corrected(said(before(30) + off), &sent(received() + off), received());
            assert_eq!(time.at, before(30));
            assert_eq!(time.offset_ms, -off.num_milliseconds());
            assert!(time.is_doubtful());
        }
    }

    #[test]
    fn a_clock_put_right_on_the_way_is_seen_by_the_time_since_switching_on() {
        let minute = 60_000;
        // Recorded with a clock an hour behind, sent with a right one, half an hour later.
        let item = Said { at: before(30) - HOUR, monotonic_ms: Some(500 * minute) };
        let clock = ClockEvidence { sent_monotonic_ms: Some(530 * minute), ..sent(received()) };
        let time = corrected(item, &clock, received());
        assert_eq!(time.at, before(30));
        assert_eq!(time.offset_ms, HOUR.num_milliseconds());
        assert!(jumped(item, &clock));
        // Without that witness nothing shows.
        assert_eq!(corrected(said(item.at), &sent(received()), received()).at, item.at);
    }

    #[test]
    fn a_clock_that_is_always_wrong_has_not_jumped() {
        let minute = 60_000;
        for off in [TimeDelta::zero(), HOUR * 8, -HOUR] {
            let item = Said { at: before(30) + off, monotonic_ms: Some(500 * minute) };
            let clock =
                ClockEvidence { sent_monotonic_ms: Some(530 * minute), ..sent(received() + off) };
            assert!(!jumped(item, &clock), "{off}");
            // Set by an hour on the way, forward or back.
            let back = ClockEvidence { sent_at: Some(received() + off - HOUR), ..clock };
            assert!(jumped(item, &back), "{off}");
            // A phone that was switched off in between shows nothing.
            let anew = ClockEvidence { sent_monotonic_ms: Some(5 * minute), ..clock };
            assert!(!jumped(item, &anew), "{off}");
        }
    }

    #[test]
    fn a_phone_switched_off_in_between_is_not_believed_about_that() {
        let minute = 60_000;
        for (recorded, sent_on) in [(500 * minute, 5 * minute), (3 * minute, 10 * minute)] {
            let item = Said { at: before(60), monotonic_ms: Some(recorded) };
            let clock = ClockEvidence { sent_monotonic_ms: Some(sent_on), ..sent(received()) };
            assert_eq!(corrected(item, &clock, received()).at, before(60), "{recorded}");
        }
    }

    #[test]
    fn nothing_lies_in_the_future_or_before_what_the_server_had_said() {
        assert_eq!(
            corrected(said(received() + HOUR), &sent(received()), received()).at,
            received()
        );
        let clock = ClockEvidence { server_time_known: Some(before(90)), ..sent(received()) };
        let time = corrected(said(DateTime::UNIX_EPOCH), &clock, received());
        assert_eq!(time.at, before(90));
        assert!(time.is_doubtful());
    }

    #[test]
    fn impossible_times_are_kept_possible() {
        for at in [DateTime::<chrono::Utc>::MIN_UTC, DateTime::<chrono::Utc>::MAX_UTC] {
            for evidence in
                [sent(at), ClockEvidence { server_time_known: Some(at), ..sent(received()) }]
            {
                let extreme = ClockEvidence { sent_monotonic_ms: Some(i64::MAX), ..evidence };
                let item = Said { at, monotonic_ms: Some(i64::MIN) };
                let time = corrected(item, &extreme, received());
                assert!(time.at <= received() && time.at >= DateTime::UNIX_EPOCH);
                assert_eq!(time.said, received());
            }
        }
    }
}
