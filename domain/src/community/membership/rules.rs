//! When one may ask, how often, and what a decision does; pure.

use chrono::TimeDelta;

use super::model::{Decision, MembershipRequest, PastRequest, RequestStatus};
use crate::{
    community::AreaStatus,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Result},
        id::PersonId,
        text,
    },
};

/// To how many areas one may belong or ask to belong at once: where one lives, a second home,
/// where one works or has a shop, and where one's parents and one's parents-in-law live.
pub const MOST_AREAS: u64 = 1 + 1 + 1 + 2;
/// The longest message and the longest reason, in characters: a few lines on a phone.
const LONGEST_TEXT: usize = 500;
/// The wait after a first refusal: a committee meets or writes to each other within a week.
const FIRST_WAIT_DAYS: i64 = 7;
/// Each further refusal doubles the wait, up to this: a quarter of a year, in which people move.
const LONGEST_WAIT_DAYS: i64 = 90;
/// How often one area may be asked within a day, what was taken back included: once, and twice
/// more for somebody who mistyped.
const ASKED_PER_DAY: usize = 3;

/// What somebody says about themselves: nothing, or a few lines.
pub(super) fn message(message: Option<&str>) -> Result<Option<String>> {
    match message.map(str::trim) {
        None | Some("") => Ok(None),
        Some(written) => {
            Ok(Some(text::paragraphs(written, LONGEST_TEXT).map_err(|r| r.at("message"))?))
        }
    }
}

/// Whether an area in this status takes residents. One that is being registered does: its first
/// residents are those who found it.
pub(in crate::community) fn takes_residents(status: AreaStatus) -> Result<()> {
    match status {
        AreaStatus::Cancelled => Err(Refusal::of(ErrorCode::StateInvalid)
            .at("areaId")
            .with("status", "CANCELLED")
            .into()),
        AreaStatus::ProfileUpdate
        | AreaStatus::Applied
        | AreaStatus::CheckedByDistrict
        | AreaStatus::ConfirmedByState
        | AreaStatus::Active
        | AreaStatus::Inactive => Ok(()),
    }
}

/// Whether one more area fits beside those that one belongs to or has asked.
pub(in crate::community) fn room_for(areas: u64) -> Result<()> {
    if areas >= MOST_AREAS {
        return Err(Refusal::of(ErrorCode::TooManyMemberships).with("limit", MOST_AREAS).into());
    }
    Ok(())
}

/// Whether the area may be asked again after these requests, newest first.
pub(super) fn may_ask_again(past: &[PastRequest], now: Instant) -> Result<()> {
    let lately = past.iter().filter(|one| one.requested_at > now - TimeDelta::days(1)).count();
    let spam = (lately >= ASKED_PER_DAY).then_some(now + TimeDelta::days(1));
    // Refusals since the person was last let in: whoever belonged there begins anew.
    let refused: Vec<&PastRequest> = past
        .iter()
        .take_while(|one| one.status != RequestStatus::Accepted)
        .filter(|one| one.status == RequestStatus::Declined)
        .collect();
    let declined = refused.first().and_then(|last| {
        let again = last.decided_at? + TimeDelta::days(wait_days(refused.len()));
        (again > now).then_some(again)
    });
    match spam.into_iter().chain(declined).max() {
        None => Ok(()),
        Some(again) => {
            // Whole days, counted up: on that day it is possible.
            let days = ((again - now).num_seconds() + 86_399) / 86_400;
            Err(Refusal::of(ErrorCode::AskAgainLater).with("days", days).into())
        }
    }
}

/// 7, 14, 28, 56, then 90 days.
fn wait_days(refusals: usize) -> i64 {
    let doubled = u32::try_from(refusals.saturating_sub(1)).ok().and_then(|n| 2_i64.checked_pow(n));
    doubled
        .and_then(|factor| FIRST_WAIT_DAYS.checked_mul(factor))
        .map_or(LONGEST_WAIT_DAYS, |days| days.min(LONGEST_WAIT_DAYS))
}

/// The reason of a decision: a refusal needs one.
pub(super) fn reason(decision: Decision, reason: Option<&str>) -> Result<Option<String>> {
    match (decision, reason.map(str::trim)) {
        (Decision::Accept, None | Some("")) => Ok(None),
        (_, written) => {
            let written = text::paragraphs(written.unwrap_or_default(), LONGEST_TEXT);
            Ok(Some(written.map_err(|r| r.at("reason"))?))
        }
    }
}

/// The request after the decision. What is decided stays so: whoever comes second is told.
pub(super) fn decide(
    request: MembershipRequest,
    decision: Decision,
    reason: Option<String>,
    decider: PersonId,
    now: Instant,
) -> Result<MembershipRequest> {
    if request.status != RequestStatus::Requested {
        return Err(decided_already(request.status));
    }
    Ok(MembershipRequest {
        status: decision.status(),
        decided_by: Some(decider),
        decided_at: Some(now),
        reason,
        ..request
    })
}

/// What the second to decide is told: how the first decided.
pub(super) fn decided_already(status: RequestStatus) -> crate::Error {
    use sea_orm::ActiveEnum as _;
    Refusal::of(ErrorCode::AlreadyDecided).with("status", status.to_value()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + TimeDelta::days(number)
    }

    fn past(status: RequestStatus, asked: i64, decided: i64) -> PastRequest {
        PastRequest { status, requested_at: day(asked), decided_at: Some(day(decided)) }
    }

    fn days_to_wait(past: &[PastRequest], now: i64) -> Option<String> {
        match may_ask_again(past, day(now)) {
            Ok(()) => None,
            Err(crate::Error::Refused(refusals)) => {
                refusals.first().and_then(|refusal| refusal.value("days")).map(str::to_owned)
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_refusal_doubles_the_wait() {
        assert_eq!((1..7).map(wait_days).collect::<Vec<_>>(), [7, 14, 28, 56, 90, 90]);
        assert_eq!(wait_days(500), 90);
    }

    #[test]
    fn a_declined_person_may_ask_again_after_a_while() {
        let declined = past(RequestStatus::Declined, 99, 100);
        assert_eq!(days_to_wait(&[declined], 101).as_deref(), Some("6"));
        assert_eq!(days_to_wait(&[declined], 107), None);
        let twice = [past(RequestStatus::Declined, 110, 110), declined];
        assert_eq!(days_to_wait(&twice, 117).as_deref(), Some("7"));
        assert_eq!(days_to_wait(&twice, 124), None);
        // Whoever was let in meanwhile begins anew.
        let anew = [
            past(RequestStatus::Declined, 110, 110),
            past(RequestStatus::Accepted, 108, 108),
            declined,
        ];
        assert_eq!(days_to_wait(&anew, 117), None);
    }

    #[test]
    fn nobody_asks_and_withdraws_all_day() {
        let withdrawn = past(RequestStatus::Withdrawn, 100, 100);
        assert_eq!(days_to_wait(&[withdrawn, withdrawn], 100), None);
        assert_eq!(days_to_wait(&[withdrawn; 3], 100).as_deref(), Some("1"));
        assert_eq!(days_to_wait(&[withdrawn; 3], 102), None);
    }

    #[test]
    fn a_refusal_needs_a_reason() {
        assert!(reason(Decision::Decline, Some("  ")).is_err());
        assert!(reason(Decision::Decline, None).is_err());
        assert_eq!(reason(Decision::Accept, None).ok(), Some(None));
        assert_eq!(reason(Decision::Accept, Some(" Jiran ")).ok(), Some(Some("Jiran".to_owned())));
    }
}
