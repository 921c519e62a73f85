//! Until when the charter promises a decision; pure.

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta};

use super::model::{ApprovalSubject, Charter, Counting};
use crate::shared::{clock::Instant, malaysia};

/// The promise that held at a moment, else the first one there is.
pub(super) fn in_force(
    charters: &[Charter],
    subject: ApprovalSubject,
    at: Instant,
) -> Option<&Charter> {
    let of_subject = || charters.iter().filter(|charter| charter.subject == subject);
    of_subject()
        .filter(|charter| charter.effective_from <= at)
        .max_by_key(|charter| charter.effective_from)
        .or_else(|| of_subject().min_by_key(|charter| charter.effective_from))
}

/// The last millisecond of the promised day in Malaysia.
pub(super) fn due(charter: &Charter, complete_at: Instant) -> Option<Instant> {
    let complete_on = malaysia::day(complete_at);
    let amount = u32::try_from(charter.amount).ok()?;
    let due_on = match charter.counting {
        Counting::Days => complete_on.checked_add_days(Days::new(amount.into()))?,
        Counting::DayOfNextMonth => day_of_next_month(complete_on, amount)?,
    };
    let end = malaysia::at(due_on.succ_opt()?, NaiveTime::MIN);
    Some(end - TimeDelta::milliseconds(1))
}

/// The day of the month after, or that month's last day when it is shorter.
fn day_of_next_month(day: NaiveDate, number: u32) -> Option<NaiveDate> {
    let first = day.with_day(1)?.checked_add_months(Months::new(1))?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    first.with_day(number.clamp(1, last.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn charter(subject: ApprovalSubject, from: &str, counting: Counting, amount: i64) -> Charter {
        Charter { subject, effective_from: at(from), counting, amount }
    }

    #[test]
    fn a_unit_is_decided_within_seven_days_and_weekends_count() {
        let seven = charter(ApprovalSubject::PatrolUnit, "2017-01-01T00:00:00Z", Counting::Days, 7);
        // Saturday noon in Malaysia: the end of the next Saturday.
        assert_eq!(due(&seven, at("2026-03-14T04:00:00Z")), Some(at("2026-03-21T15:59:59.999Z")));
        // 23:30 in UTC is the next morning in Malaysia.
        assert_eq!(due(&seven, at("2026-03-14T23:30:00Z")), Some(at("2026-03-22T15:59:59.999Z")));
    }

    #[test]
    fn an_area_is_decided_by_the_15th_of_the_following_month() {
        let fifteenth =
            charter(ApprovalSubject::Area, "2017-01-01T00:00:00Z", Counting::DayOfNextMonth, 15);
        let december = Some(at("2027-01-15T15:59:59.999Z"));
        assert_eq!(due(&fifteenth, at("2026-12-01T00:00:00Z")), december);
        assert_eq!(due(&fifteenth, at("2026-12-31T15:59:59Z")), december);
        assert_eq!(
            due(&fifteenth, at("2026-12-31T16:00:00Z")),
            Some(at("2027-02-15T15:59:59.999Z"))
        );
        let last = Charter { amount: 31, ..fifteenth };
        assert_eq!(due(&last, at("2027-01-20T04:00:00Z")), Some(at("2027-02-28T15:59:59.999Z")));
    }

    #[test]
    fn the_newest_promise_of_the_day_counts() {
        let (unit, from) = (ApprovalSubject::PatrolUnit, "2017-01-01T00:00:00Z");
        let list = [
            charter(unit, from, Counting::Days, 7),
            charter(unit, "2026-06-01T00:00:00Z", Counting::Days, 5),
            charter(ApprovalSubject::Area, "2026-06-01T00:00:00Z", Counting::Days, 1),
        ];
        let amount = |text| in_force(&list, unit, at(text)).map(|charter| charter.amount);
        assert_eq!(amount("2026-05-31T23:59:59Z"), Some(7));
        assert_eq!(amount("2026-06-01T00:00:00Z"), Some(5));
        assert_eq!(amount("2001-01-01T00:00:00Z"), Some(7));
        assert_eq!(in_force(&[], unit, at(from)), None);
    }
}
