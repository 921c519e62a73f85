//! By which ways a notice would come to those whom it reaches, if it went out now; pure.

use sea_orm::FromQueryResult;

use super::{
    model::Severity,
    wish::{self, Choice, QuietHours, Way},
};
use crate::shared::clock::Instant;

/// People who are alike in everything that says how a notice comes to them.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Alike {
    /// How many they are.
    pub people: i64,
    pub has_phone: bool,
    /// Whether they have an account, and `MyKRT` on a phone that messages are pushed to.
    pub has_app: bool,
    /// Whether they get digests at an address that is theirs.
    pub has_mail: bool,
    /// What they chose for notices of this severity.
    pub choice: Option<Choice>,
    from_minute: Option<i64>,
    until_minute: Option<i64>,
}

/// To how many people a notice would come by each way: each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// With a sound.
    pub rings: u64,
    /// In their phone's list without a sound.
    pub silent: u64,
    /// When their quiet hours end, or without the app by mail with their next digest.
    pub later: u64,
    /// Not before they look.
    pub feed_only: u64,
}

/// By which ways a notice of this severity would come to people now: by the rule by which it is sent.
pub(super) fn foresee(severity: Severity, everybody: &[Alike], now: Instant) -> Ways {
    let mut ways = Ways::default();
    for alike in everybody {
        let quiet = QuietHours::of(alike.from_minute, alike.until_minute);
        let way = match wish::way(severity, alike.choice, quiet, now) {
            Way::Loud if alike.has_app => &mut ways.rings,
            Way::Silent if alike.has_app => &mut ways.silent,
            Way::Later(_) if alike.has_app => &mut ways.later,
            // What was not pushed to them stands in their digest, and that comes by mail.
            Way::Loud | Way::Silent | Way::Later(_) if alike.has_mail => &mut ways.later,
            Way::Loud | Way::Silent | Way::Later(_) | Way::FeedOnly => &mut ways.feed_only,
        };
        *way += u64::try_from(alike.people).unwrap_or(0);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(people: i64, (has_app, has_mail): (bool, bool), choice: Option<Choice>) -> Alike {
        let (from_minute, until_minute) = (None, None);
        Alike { people, has_phone: true, has_app, has_mail, choice, from_minute, until_minute }
    }

    /// From ten at night until seven.
    fn at_night(alike: Alike) -> Alike {
        Alike { from_minute: Some(22 * 60), until_minute: Some(7 * 60), ..alike }
    }

    #[test]
    fn each_is_counted_once_by_the_way_that_they_wish() {
        let everybody = [
            alike(1, (true, false), None),
            alike(10, (true, true), Some(Choice::Silent)),
            alike(100, (true, true), Some(Choice::Off)),
            at_night(alike(1_000, (true, false), Some(Choice::Push))),
            alike(10_000, (false, true), Some(Choice::Silent)),
            at_night(alike(100_000, (false, true), Some(Choice::Off))),
            alike(1_000_000, (false, false), None),
        ];
        let midnight = "2026-03-14T16:00:00Z".parse().unwrap();
        let noon = "2026-03-14T04:00:00Z".parse().unwrap();
        let foreseen = |severity, now| {
            let ways = foresee(severity, &everybody, now);
            [ways.rings, ways.silent, ways.later, ways.feed_only]
        };
        assert_eq!(foreseen(Severity::Urgent, midnight), [1, 10, 11_000, 1_100_100]);
        assert_eq!(foreseen(Severity::Urgent, noon), [1_001, 10, 10_000, 1_100_100]);
        assert_eq!(foreseen(Severity::Emergency, midnight), [1_111, 0, 110_000, 1_000_000]);
    }

    #[test]
    fn whoever_has_the_app_is_counted_as_they_are_written_to() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let night = QuietHours { from_minute: 22 * 60, until_minute: 7 * 60 };
        let choices = [None, Some(Choice::Push), Some(Choice::Silent), Some(Choice::Off)];
        for severity in
            [Severity::Information, Severity::Important, Severity::Urgent, Severity::Emergency]
        {
            for now in [at("2026-03-14T16:00:00Z"), at("2026-03-14T04:00:00Z")] {
                for choice in choices {
                    let one = at_night(alike(1, (true, true), choice));
                    let expected = match wish::way(severity, choice, Some(night), now) {
                        Way::Loud => Ways { rings: 1, ..Ways::default() },
                        Way::Silent => Ways { silent: 1, ..Ways::default() },
                        Way::Later(_) => Ways { later: 1, ..Ways::default() },
                        Way::FeedOnly => Ways { feed_only: 1, ..Ways::default() },
                    };
                    assert_eq!(foresee(severity, &[one], now), expected, "{severity:?} {choice:?}");
                }
            }
        }
    }
}
