//! What recurring shifts must be, and which shifts a month has; pure.

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use super::model::{SettingTemplate, ShiftTemplate};
use crate::{
    mysrs::{
        rule::{Clock, Rule, weekday},
        unit::LARGEST_TEAM,
    },
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        malaysia::{self, Month},
        text,
    },
};

/// The longest name, in characters.
pub(super) const NAME: usize = 120;
/// The shortest shift, in minutes.
const SHORTEST: i64 = 30;
/// The days of a week.
const DAYS: std::ops::RangeInclusive<i64> = 1..=7;

fn within(value: i64, least: i64, most: i64, field: &str) -> Result<i64, Refusal> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Refusal::of(ErrorCode::OutOfRange).at(field).with("least", least).with("most", most))
}

/// The recurring shift as it is kept.
pub(super) fn checked(setting: &SettingTemplate, rule: &Rule) -> Result<ShiftTemplate> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(text::line(&setting.name, NAME).map_err(|r| r.at("name")));
    let mut days = setting.weekdays.clone();
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        refusals.add(Refusal::of(ErrorCode::Required).at("weekdays"));
    }
    for day in days.iter().filter(|day| !DAYS.contains(*day)) {
        refusals.keep(within(*day, *DAYS.start(), *DAYS.end(), "weekdays"));
    }
    if Clock::read(&setting.starts_at).is_none() {
        let refusal = Refusal::of(ErrorCode::TimeInvalid).at("startsAt");
        refusals.add(refusal.with("form", "22:30"));
    }
    let longest = rule.shift_longest_minutes;
    refusals.keep(within(setting.minutes, SHORTEST, longest, "minutes"));
    refusals.keep(within(setting.team_size, rule.team_least, LARGEST_TEAM.into(), "teamSize"));
    if setting.until_on.is_some_and(|until| until < setting.from_on) {
        // The day on which it begins may be its last.
        let before = setting.from_on.pred_opt().unwrap_or(setting.from_on);
        refusals.add(Refusal::of(ErrorCode::TimeInvalid).at("until").with("least", before));
    }
    refusals.done()?;
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    Ok(ShiftTemplate {
        id: setting.id,
        unit_id: setting.unit_id,
        name: name.unwrap_or_default(),
        weekdays: days.join(","),
        starts_at: setting.starts_at.clone(),
        minutes: setting.minutes,
        place_id: setting.place_id,
        team_size: setting.team_size,
        from_on: setting.from_on,
        until_on: setting.until_on,
        ended_at: None,
    })
}

/// One time at which a recurring shift takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mysrs::roster) struct Occurrence {
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// When a recurring shift takes place in a month: each begins on a day of it in Malaysia.
pub(in crate::mysrs::roster) fn occurrences(
    template: &ShiftTemplate,
    month: Month,
) -> Vec<Occurrence> {
    let Some(Clock(time)) = Clock::read(&template.starts_at) else { return Vec::new() };
    let weekdays: Vec<_> = template.days().filter_map(weekday).collect();
    let open = |day: &NaiveDate| {
        template.from_on <= *day && template.until_on.is_none_or(|until| *day <= until)
    };
    let days = month.days().filter(|day| weekdays.contains(&day.weekday()) && open(day));
    days.map(|day| {
        let starts_at = malaysia::at(day, time);
        Occurrence { starts_at, ends_at: starts_at + TimeDelta::minutes(template.minutes) }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        Error,
        shared::id::{PatrolUnitId, ShiftTemplateId},
    };

    fn rule() -> Rule {
        Rule {
            team_least: 3,
            team_leaders: 1,
            rest_minutes: 600,
            patrols_a_month: 2,
            active_patrols_a_month: 1,
            shift_longest_minutes: 720,
            certificate_minutes: 120,
            late_drop_minutes: 1_440,
            swap_needs_approval: true,
            night_from: "22:00".to_owned(),
            night_until: "06:00".to_owned(),
            patrol_longest_minutes: 720,
            shift_reach_minutes: 120,
        }
    }

    fn setting() -> SettingTemplate {
        SettingTemplate {
            id: ShiftTemplateId(Uuid::nil()),
            unit_id: PatrolUnitId(Uuid::nil()),
            name: " Syif  malam ".to_owned(),
            weekdays: vec![6, 5, 6],
            starts_at: "23:00".to_owned(),
            minutes: 240,
            place_id: None,
            team_size: 4,
            from_on: "2026-03-10".parse().unwrap(),
            until_on: Some("2026-03-21".parse().unwrap()),
        }
    }

    #[test]
    fn a_month_has_the_days_that_are_named_and_no_others() {
        let template = checked(&setting(), &rule()).unwrap();
        assert_eq!((template.name.as_str(), template.weekdays.as_str()), ("Syif malam", "5,6"));
        let found = occurrences(&template, Month::read("2026-03").unwrap());
        let starts: Vec<String> = found.iter().map(|it| malaysia::shown(it.starts_at)).collect();
        assert_eq!(
            starts,
            ["2026-03-13 23:00", "2026-03-14 23:00", "2026-03-20 23:00", "2026-03-21 23:00"]
        );
        assert!(found.iter().all(|it| it.ends_at - it.starts_at == TimeDelta::hours(4)));
        assert!(occurrences(&template, Month::read("2026-04").unwrap()).is_empty());
    }

    #[test]
    fn what_cannot_be_is_named() {
        let wrong = SettingTemplate {
            name: String::new(),
            weekdays: vec![0],
            starts_at: "25:00".to_owned(),
            minutes: 721,
            team_size: 2,
            until_on: Some("2026-03-09".parse().unwrap()),
            ..setting()
        };
        let Error::Refused(list) = checked(&wrong, &rule()).unwrap_err() else { panic!("?") };
        let fields: Vec<_> = list.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["name", "weekdays", "startsAt", "minutes", "teamSize", "until"]);
    }
}
