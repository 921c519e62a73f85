//! What the records of a patrol prove of somebody's presence; pure.

use chrono::{NaiveTime, TimeDelta};

use super::super::{
    elsewhere::{PatrolRule, Presence},
    stretch::Stretch,
    walk_store::Walked,
};
use crate::shared::{clock::Instant, malaysia};

/// The most nights that a patrol is looked at for: one whose end was forgotten proves nothing more.
const NIGHTS: usize = 7;
/// By which rule certificates are issued now: whoever issues one to themselves has their own records for
/// it and nobody else's, and it lies near its shift and is no longer than a patrol lasts. By the first
/// rule one record of one's own let those of the others count, and nothing but beginning and end bounded
/// the time.
pub(super) const VERSION: i64 = 2;
/// The most initials.
const INITIALS: usize = 4;

/// Within which time a patrol that has ended counts: no longer than one lasts, and near its shift. One
/// whose beginning lies long before the first of its records counts from that on.
pub(super) fn bounds(
    walked: &Walked,
    first: Option<Instant>,
    (gap, rule): (TimeDelta, &PatrolRule),
) -> Option<Stretch> {
    let late = first.filter(|first| *first - walked.started_at > gap);
    let mut from = late.unwrap_or(walked.started_at);
    let mut until = walked.ended_at?;
    if let Some((starts_at, ends_at)) = walked.shift_starts_at.zip(walked.shift_ends_at) {
        from = from.max(starts_at - rule.shift_reach);
        until = until.min(ends_at + rule.shift_reach);
    }
    Stretch::of(from, until.min(from + rule.longest))
}

/// When somebody was on a patrol within the time in which it counts. Whoever was named at the start was
/// there from then on, however late the server heard of it; whoever came by bringing records, from the
/// first of them.
pub(super) fn there(
    walked: &Walked,
    bounds: Stretch,
    presence: &Presence,
    own: &[Instant],
) -> Option<Stretch> {
    let from = if presence.joined_at == walked.opened_at {
        walked.started_at
    } else {
        own.iter().copied().fold(presence.joined_at, Instant::min)
    };
    let until = presence.left_at.map_or(bounds.until, |left| left.min(bounds.until));
    Stretch::of(from.max(bounds.from), until)
}

/// The stretches that the records prove without a gap, within the time in which somebody was there. Two
/// records at least, no two further apart than `gap`; the beginning and the end count when a record is as
/// near.
pub(super) fn stretches(there: Stretch, records: &[Instant], gap: TimeDelta) -> Vec<Stretch> {
    let mut records: Vec<Instant> = records.iter().copied().filter(|at| there.holds(*at)).collect();
    records.sort_unstable();
    let runs = records.chunk_by(|one, next| *next - *one <= gap);
    let stretches = runs.filter_map(|run| match run {
        [first, .., last] => {
            let from = if *first - there.from <= gap { there.from } else { *first };
            let until = if there.until - *last <= gap { there.until } else { *last };
            Stretch::of(from, until)
        }
        _ => None,
    });
    stretches.collect()
}

/// What of these stretches, which come in the order of time, lies no further than `reach` away from one
/// of these records.
pub(super) fn near(stretches: &[Stretch], records: &[Instant], reach: TimeDelta) -> Vec<Stretch> {
    let mut records = records.to_vec();
    records.sort_unstable();
    let runs = records.chunk_by(|one, next| *next - *one <= reach + reach);
    let around = runs.filter_map(|run| Stretch::of(*run.first()? - reach, *run.last()? + reach));
    around.flat_map(|around| stretches.iter().filter_map(move |one| one.within(around))).collect()
}

/// The longest stretch after midnight among these.
pub(super) fn longest_of_night(
    stretches: impl IntoIterator<Item = Stretch>,
    night_until: NaiveTime,
) -> Option<Stretch> {
    stretches
        .into_iter()
        .flat_map(|run| nights(run, night_until))
        .max_by_key(|stretch| (stretch.length(), std::cmp::Reverse(stretch.from)))
}

/// The parts of a stretch that lie after a midnight and before the end of that night.
fn nights(run: Stretch, night_until: NaiveTime) -> Vec<Stretch> {
    let days = malaysia::day(run.from).iter_days().take(NIGHTS);
    days.filter_map(|day| {
        let midnight = malaysia::at(day, NaiveTime::MIN);
        let morning = malaysia::at(day, night_until);
        Stretch::of(run.from.max(midnight), run.until.min(morning))
    })
    .collect()
}

/// The first letters of the words of a name.
pub(super) fn initials(name: &str) -> String {
    let letters =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let letters = letters.take(INITIALS).map(|letter| format!("{}.", letter.to_uppercase()));
    letters.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::id::{PatrolId, PatrolUnitId, PersonId};

    /// A time of the night from the 13th to the 14th of March in Malaysia.
    fn at(time: &str) -> Instant {
        let day = if time < "12:00" { "2026-03-14" } else { "2026-03-13" };
        format!("{day}T{time}:00+08:00")
            .parse::<chrono::DateTime<chrono::FixedOffset>>()
            .unwrap()
            .into()
    }

    fn walked() -> Walked {
        Walked {
            id: PatrolId(Uuid::nil()),
            unit_id: PatrolUnitId(Uuid::nil()),
            unit_name: String::new(),
            started_at: at("23:00"),
            ended_at: Some(at("03:00")),
            opened_at: at("07:00"),
            shift_starts_at: None,
            shift_ends_at: None,
        }
    }

    fn patrol_rule() -> PatrolRule {
        PatrolRule {
            active_patrols_a_month: 1,
            certificate_minutes: 120,
            night_until: NaiveTime::from_hms_opt(6, 0, 0).unwrap(),
            longest: TimeDelta::hours(12),
            shift_reach: TimeDelta::hours(2),
        }
    }

    fn whole(walked: &Walked) -> Stretch {
        bounds(walked, None, (TimeDelta::minutes(45), &patrol_rule())).unwrap()
    }

    fn there(walked: &Walked, presence: &Presence, own: &[Instant]) -> Option<Stretch> {
        super::there(walked, whole(walked), presence, own)
    }

    fn presence(joined_at: &str) -> Presence {
        Presence { person_id: PersonId(Uuid::nil()), joined_at: at(joined_at), left_at: None }
    }

    fn minutes(from: &str, until: &str, records: &[&str]) -> Option<i64> {
        let there = Stretch { from: at(from), until: at(until) };
        let records: Vec<Instant> = records.iter().map(|time| at(time)).collect();
        let six = NaiveTime::from_hms_opt(6, 0, 0).unwrap();
        let stretches = stretches(there, &records, TimeDelta::minutes(45));
        longest_of_night(stretches, six).map(Stretch::minutes)
    }

    const WHOLE: [&str; 5] = ["23:30", "00:15", "01:00", "01:40", "02:20"];

    #[test]
    fn a_night_without_a_gap_counts_from_midnight() {
        assert_eq!(minutes("23:00", "03:00", &WHOLE), Some(180));
        assert_eq!(minutes("23:00", "02:00", &WHOLE), Some(120));
        assert_eq!(minutes("23:00", "01:59", &WHOLE), Some(119));
        // What was recorded when somebody had left proves nothing of them.
        assert_eq!(minutes("23:00", "00:20", &WHOLE), Some(20));
    }

    #[test]
    fn a_gap_breaks_it_and_a_single_record_is_none() {
        assert_eq!(
            minutes("23:00", "03:00", &["23:30", "00:15", "01:01", "01:40", "02:20"]),
            Some(119)
        );
        assert_eq!(minutes("23:00", "03:00", &["01:00"]), None);
        assert_eq!(minutes("23:00", "03:00", &[]), None, "the signed sheet that never walked");
        assert_eq!(minutes("20:00", "23:59", &["22:00", "22:30"]), None);
    }

    #[test]
    fn what_others_recorded_counts_near_ones_own() {
        let night = Stretch { from: at("23:00"), until: at("03:00") };
        let own = |times: &[&str]| -> Vec<(Instant, Instant)> {
            let records: Vec<Instant> = times.iter().map(|time| at(time)).collect();
            let near = near(&[night], &records, TimeDelta::minutes(45));
            near.iter().map(|stretch| (stretch.from, stretch.until)).collect()
        };
        assert!(own(&[]).is_empty());
        assert_eq!(own(&["00:30"]), [(at("23:45"), at("01:15"))]);
        // There at the beginning and at the end, and at home in between.
        let ends = [(at("23:00"), at("23:55")), (at("02:10"), at("03:00"))];
        assert_eq!(own(&["02:55", "23:10"]), ends);
        // Every other post is scanned by somebody else.
        assert_eq!(own(&["23:30", "00:50", "02:20"]), [(at("23:00"), at("03:00"))]);
    }

    #[test]
    fn the_morning_is_no_night() {
        let morning = ["04:40", "05:20", "06:00", "06:40"];
        assert_eq!(minutes("04:30", "07:00", &morning), Some(90));
    }

    #[test]
    fn whoever_was_named_at_the_start_was_there_from_then_on() {
        let from =
            |presence: &Presence, own: &[Instant]| there(&walked(), presence, own).unwrap().from;
        // The phone had no signal until seven.
        assert_eq!(from(&presence("07:00"), &[]), at("23:00"));
        assert_eq!(from(&presence("00:30"), &[]), at("00:30"));
        // Brought in the morning what they recorded at night.
        assert_eq!(from(&presence("07:30"), &[at("01:00"), at("00:40")]), at("00:40"));
        assert_eq!(there(&walked(), &presence("07:30"), &[]), None);
        let left = Presence { left_at: Some(at("01:00")), ..presence("07:00") };
        assert_eq!(there(&walked(), &left, &[]).unwrap().until, at("01:00"));
    }

    #[test]
    fn a_patrol_counts_no_longer_than_one_lasts_and_near_its_shift() {
        let gap = (TimeDelta::minutes(45), &patrol_rule());
        let years = Walked { started_at: at("23:00") - TimeDelta::days(2_000), ..walked() };
        // Without a record it counts for what it says, which nothing proves.
        assert_eq!(bounds(&years, None, gap).unwrap().length(), TimeDelta::hours(12));
        let first = bounds(&years, Some(at("23:30")), gap).unwrap();
        assert_eq!((first.from, first.until), (at("23:30"), at("03:00")));
        let near = bounds(&walked(), Some(at("23:30")), gap).unwrap();
        assert_eq!((near.from, near.until), (at("23:00"), at("03:00")));
        let shift = Walked {
            shift_starts_at: Some(at("20:00")),
            shift_ends_at: Some(at("23:30")),
            ..walked()
        };
        assert_eq!(bounds(&shift, None, gap).unwrap().until, at("01:30"));
        assert_eq!(bounds(&Walked { ended_at: None, ..walked() }, None, gap), None);
    }

    #[test]
    fn initials_are_all_that_a_stranger_sees() {
        assert_eq!(initials("Puan Devi a/p Raman"), "P. D. A. R.");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("<b>陈"), "B.");
    }
}
