//! Where an office counts, for how long it may be granted, and how it ends; pure.

use chrono::TimeDelta;

use super::model::{NewGrant, Office, OfficerGrant};
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Refusals, Result},
    id::PersonId,
    text,
};

/// The longest reason, in characters: a few lines.
const LONGEST_REASON: usize = 500;
/// How far ahead a grant may begin, in days: a transfer is known within the year.
const FARTHEST_BEGINNING: i64 = 366;

/// A checked grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub reason: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
}

/// Whether the office counts in a place of this kind. Where a wrong kind is named nothing is
/// looked up.
pub(super) fn scope(new: &NewGrant) -> Result<()> {
    let (state, district) = (new.state_code.is_some(), new.district_id.is_some());
    let project = new.project_id.is_some();
    let (fits, wanted) = match new.office {
        Office::DistrictOfficer => (district && !state && !project, "districtId"),
        Office::StateOfficer => (state && !district && !project, "stateCode"),
        Office::HqOfficer => (!state && !district && !project, "–"),
        Office::PoliceLiaison => (!(project || state && district), "districtId, stateCode, –"),
        Office::ProjectOwner => (project && !state && !district, "projectId"),
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::ValueInvalid).at("scope").with("values", wanted).into())
}

/// Checks the reason, the beginning and the end, and reports all that is wrong at once.
pub(super) fn terms(new: &NewGrant, longest: TimeDelta, now: Instant) -> Result<Terms> {
    let mut refusals = Refusals::default();
    let reason =
        refusals.keep(text::paragraphs(&new.reason, LONGEST_REASON).map_err(|r| r.at("reason")));
    // Nobody was an officer yesterday who is made one today.
    let starts_at = new.starts_at.unwrap_or(now).max(now);
    let farthest = now + TimeDelta::days(FARTHEST_BEGINNING);
    if starts_at > farthest {
        refusals.add(Refusal::of_time("startsAt", None, Some(farthest)));
    } else if new.ends_at <= starts_at {
        refusals.add(Refusal::of_time("endsAt", Some(starts_at), None));
    } else if new.ends_at > starts_at + longest {
        let too_long = Refusal::of(ErrorCode::GrantTooLong).at("endsAt");
        refusals.add(too_long.with("limit", longest.num_days()));
    }
    refusals.done()?;
    Ok(Terms { reason: reason.unwrap_or_default(), starts_at, ends_at: new.ends_at })
}

/// The grant after its end, or nothing when it has ended already: what ended stays as it was.
pub(super) fn end(
    grant: OfficerGrant,
    reason: &str,
    ender: PersonId,
    now: Instant,
) -> Result<Option<OfficerGrant>> {
    if grant.ends_at.is_some_and(|ends| ends <= now) {
        return Ok(None);
    }
    let reason =
        text::paragraphs(reason, LONGEST_REASON).map_err(|r| Error::from(r.at("reason")))?;
    Ok(Some(OfficerGrant {
        ends_at: Some(now),
        ended_by: Some(ender),
        end_reason: Some(reason),
        ..grant
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        community::grant::Grantee,
        shared::id::{DistrictId, PersonId, ProjectId},
    };

    fn now() -> Instant {
        chrono::DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn new(office: Office, state: bool, district: bool) -> NewGrant {
        NewGrant {
            grantee: Grantee::Person(PersonId(uuid::Uuid::nil())),
            office,
            state_code: state.then(|| "01".to_owned()),
            district_id: district.then_some(DistrictId(uuid::Uuid::nil())),
            project_id: None,
            reason: "Bertukar".to_owned(),
            starts_at: None,
            ends_at: now() + TimeDelta::days(100),
        }
    }

    #[test]
    fn each_office_counts_in_places_of_its_kind() {
        let fits = |office| {
            [(false, false), (true, false), (false, true), (true, true)]
                .map(|(state, district)| scope(&new(office, state, district)).is_ok())
        };
        assert_eq!(fits(Office::HqOfficer), [true, false, false, false]);
        assert_eq!(fits(Office::StateOfficer), [false, true, false, false]);
        assert_eq!(fits(Office::DistrictOfficer), [false, false, true, false]);
        assert_eq!(fits(Office::PoliceLiaison), [true, true, true, false]);
        assert_eq!(fits(Office::ProjectOwner), [false; 4]);
        let in_project = |office, state, district| {
            let project_id = Some(ProjectId(uuid::Uuid::nil()));
            scope(&NewGrant { project_id, ..new(office, state, district) }).is_ok()
        };
        assert!(in_project(Office::ProjectOwner, false, false));
        assert!(!in_project(Office::ProjectOwner, true, false));
        assert!(!in_project(Office::ProjectOwner, false, true));
        assert!(!in_project(Office::DistrictOfficer, false, true));
        assert!(!in_project(Office::StateOfficer, true, false));
        assert!(!in_project(Office::HqOfficer, false, false));
        assert!(!in_project(Office::PoliceLiaison, false, false));
    }

    #[test]
    fn a_grant_begins_soon_and_ends_in_time() {
        let fields = |starts: Option<i64>, ends: i64| {
            let new = NewGrant {
                starts_at: starts.map(|days| now() + TimeDelta::days(days)),
                ends_at: now() + TimeDelta::days(ends),
                ..new(Office::HqOfficer, false, false)
            };
            match terms(&new, TimeDelta::days(100), now()) {
                Ok(_) => "fine".to_owned(),
                Err(Error::Refused(refusals)) => format!(
                    "{} {}",
                    refusals[0].code.as_str(),
                    refusals[0].field.clone().unwrap_or_default()
                ),
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(fields(None, 100), "fine");
        assert_eq!(fields(None, 101), "GRANT_TOO_LONG endsAt");
        assert_eq!(fields(None, 0), "TIME_INVALID endsAt");
        assert_eq!(fields(Some(10), 110), "fine");
        assert_eq!(fields(Some(10), 5), "TIME_INVALID endsAt");
        assert_eq!(fields(Some(400), 410), "TIME_INVALID startsAt");
        // What should have begun yesterday begins now, and lasts no longer for it.
        assert_eq!(fields(Some(-50), 100), "fine");
        assert_eq!(fields(Some(-50), 101), "GRANT_TOO_LONG endsAt");
    }
}
