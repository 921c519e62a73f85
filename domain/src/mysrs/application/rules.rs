//! What an application must be, and how it goes from desk to desk; pure.

use sea_orm::ActiveEnum as _;

use super::{
    coverage,
    model::{
        ApplicationStatus as Status, Deciding, Decision, Deed, Draft, StartNotice, UnitApplication,
    },
};
use crate::{
    community::{AreaStatus, approval::Desk},
    mysrs::{consent::Consent, strength::UnitRule},
    policy::Action,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
        malaysia, text,
    },
};

/// The longest name of a unit or a place, in characters.
const NAME: usize = 120;
/// The longest number of minutes.
const NUMBER: usize = 60;
/// The longest minutes: about eight pages.
const MINUTES: usize = 20_000;
/// The longest reason.
const REASON: usize = 2_000;
/// The longest notice of the start, as long as any notice.
const NOTICE: usize = 5_000;
/// The most people that an application names: five units of the usual size.
const MOST_MEMBERS: usize = 100;

/// A step that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What its taker must be permitted.
    pub action: Action,
    /// At whose desk it is taken.
    pub desk: Desk,
    /// What is done.
    pub deed: Deed,
    /// What the application becomes.
    pub to: Status,
}

/// The whole chain of an application: Pengerusi → PPD → PPN → HQ, each may send it back. What is not
/// here cannot be done.
pub(super) fn step(from: Status, decision: Decision) -> Option<Step> {
    let (action, desk, next) = match from {
        Status::Draft => (Action::UnitApplicationWrite, Desk::Committee, None),
        Status::Submitted => (Action::UnitApplicationConfirm, Desk::Chair, Some(Status::Applied)),
        Status::Applied => {
            (Action::UnitApplicationCheck, Desk::District, Some(Status::CheckedByDistrict))
        }
        Status::CheckedByDistrict => {
            (Action::UnitApplicationConfirmByState, Desk::State, Some(Status::ConfirmedByState))
        }
        Status::ConfirmedByState => {
            (Action::UnitApplicationActivate, Desk::Hq, Some(Status::Active))
        }
        Status::Active | Status::Cancelled => return None,
    };
    let (deed, to) = match decision {
        Decision::Approve => (Deed::Approved, next?),
        // A draft lies with the committee already.
        Decision::SendBack => (Deed::SentBack, next.map(|_| Status::Draft)?),
        Decision::Cancel => (Deed::Cancelled, Status::Cancelled),
    };
    Some(Step { action, desk, deed, to })
}

/// The committee submits a draft. When the chair does, it is confirmed with that.
pub(super) fn submit(from: Status, by_chair: bool) -> Option<Step> {
    let (desk, to) = if by_chair {
        (Desk::Chair, Status::Applied)
    } else {
        (Desk::Committee, Status::Submitted)
    };
    let action = Action::UnitApplicationWrite;
    (from == Status::Draft).then_some(Step { action, desk, deed: Deed::Submitted, to })
}

/// The status does not let this be done.
pub(super) fn impossible(status: Status) -> Refusal {
    Refusal::of(ErrorCode::StateInvalid).with("status", status.to_value())
}

/// A draft as it is kept. What is not filled in is no refusal; what is filled in must be right.
pub(super) fn checked(draft: &Draft, rule: &UnitRule, now: Instant) -> Result<Draft> {
    let mut refusals = Refusals::default();
    let mut line = |value: &Option<String>, limit: usize, field: &str| {
        let written = value.as_deref().filter(|value| !value.trim().is_empty())?;
        refusals.keep(text::line(written, limit).map_err(|r| r.at(field)))
    };
    let name = line(&draft.name, NAME, "name");
    let meeting_place = line(&draft.meeting_place, NAME, "meetingPlace");
    let minutes_number = line(&draft.minutes_number, NUMBER, "minutes.number");
    let minutes_text = draft
        .minutes_text
        .as_deref()
        .filter(|written| !written.trim().is_empty())
        .map(|written| text::paragraphs(written, MINUTES).map_err(|r| r.at("minutes.text")))
        .and_then(|written| refusals.keep(written));
    let coverage = draft
        .coverage
        .as_ref()
        .map(|map| coverage::checked(map, rule.widest_metres).map_err(|r| r.at("coverage")))
        .and_then(|map| refusals.keep(map));
    let today = malaysia::day(now);
    if draft.minutes_on.is_some_and(|day| day > today) {
        let refusal = Refusal::of(ErrorCode::TimeInvalid).at("minutes.date");
        refusals.add(refusal.with("most", today));
    }
    let mut members = draft.members.clone();
    members.sort_unstable();
    members.dedup();
    if members.len() > MOST_MEMBERS {
        let refusal = Refusal::of(ErrorCode::TooMany).with("limit", MOST_MEMBERS);
        refusals.add(refusal.at("memberIds"));
    }
    refusals.done()?;
    Ok(Draft {
        name,
        meeting_place,
        coverage,
        minutes_number,
        minutes_text,
        members,
        ..draft.clone()
    })
}

/// Everything that an application still lacks, each with its field. `eligible` are those who have
/// joined, are old enough and live in the area.
pub(super) fn missing(
    application: &UnitApplication,
    area: AreaStatus,
    eligible: &[Consent],
    rule: &UnitRule,
) -> Vec<Refusal> {
    let mut missing = Vec::new();
    let mut wanted = |there: bool, field: &str| {
        if !there {
            missing.push(Refusal::of(ErrorCode::Required).at(field));
        }
    };
    wanted(application.name.is_some(), "name");
    wanted(application.meeting_place.is_some(), "meetingPlace");
    wanted(application.coverage.is_some(), "coverage");
    wanted(application.minutes_number.is_some(), "minutes.number");
    wanted(application.minutes_on.is_some(), "minutes.date");
    let minutes = application.minutes_text.is_some() || application.minutes_media_id.is_some();
    wanted(minutes, "minutes.text");
    wanted(application.leader_id.is_some(), "leaderId");
    let leads = |leader: PersonId| eligible.iter().any(|member| member.person_id == leader);
    if application.leader_id.is_some_and(|leader| !leads(leader)) {
        missing.push(Refusal::of(ErrorCode::PersonNotEligible).at("leaderId"));
    }
    let found = i64::try_from(eligible.len()).unwrap_or(i64::MAX);
    if found < rule.least_members {
        let few = Refusal::of(ErrorCode::TooFew).with("least", rule.least_members);
        missing.push(few.with("found", found).at("memberIds"));
    }
    if area != AreaStatus::Active {
        let status = area.to_value();
        missing.push(Refusal::of(ErrorCode::StateInvalid).with("status", status).at("areaId"));
    }
    missing
}

/// The reason of a decision, which must be there unless it is an approval, and the notice of the
/// start, which must be there when the unit begins.
pub(super) fn decision(
    deciding: &Deciding,
    to: Status,
    now: Instant,
) -> Result<(Option<String>, Option<StartNotice>)> {
    let mut refusals = Refusals::default();
    let reason = reason(deciding.reason.as_deref(), deciding.decision != Decision::Approve)
        .map_err(|refusal| refusal.at("reason"));
    let reason = refusals.keep(reason).flatten();
    let mut notice = None;
    match (&deciding.start_notice, to == Status::Active) {
        (Some(given), true) => {
            let today = malaysia::day(now);
            if given.starts_on < today {
                let yesterday = today.pred_opt().unwrap_or_default();
                let refusal = Refusal::of(ErrorCode::TimeInvalid).at("startNotice.startsOn");
                refusals.add(refusal.with("least", yesterday));
            }
            let body = text::paragraphs(&given.body, NOTICE);
            let body = refusals.keep(body.map_err(|r| r.at("startNotice.text")));
            notice = body.map(|body| StartNotice { starts_on: given.starts_on, body });
        }
        (None, true) => refusals.add(Refusal::of(ErrorCode::Required).at("startNotice")),
        (_, false) => {}
    }
    refusals.done()?;
    Ok((reason, notice))
}

/// A reason of at most 2,000 characters.
pub(super) fn reason(given: Option<&str>, needed: bool) -> Result<Option<String>, Refusal> {
    match given.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => text::paragraphs(reason, REASON).map(Some),
        None if needed => Err(Refusal::of(ErrorCode::Required)),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;

    use super::*;

    #[test]
    fn the_chain_has_these_steps_and_no_others() {
        let mut table = Vec::new();
        for from in Status::iter() {
            for decision in [Decision::Approve, Decision::SendBack, Decision::Cancel] {
                if let Some(step) = step(from, decision) {
                    table.push(format!(
                        "{} {:?} by {:?} → {}",
                        from.to_value(),
                        decision,
                        step.desk,
                        step.to.to_value()
                    ));
                }
            }
        }
        let expected = [
            "DRAFT Cancel by Committee → CANCELLED",
            "SUBMITTED Approve by Chair → APPLIED",
            "SUBMITTED SendBack by Chair → DRAFT",
            "SUBMITTED Cancel by Chair → CANCELLED",
            "APPLIED Approve by District → CHECKED_BY_DISTRICT",
            "APPLIED SendBack by District → DRAFT",
            "APPLIED Cancel by District → CANCELLED",
            "CHECKED_BY_DISTRICT Approve by State → CONFIRMED_BY_STATE",
            "CHECKED_BY_DISTRICT SendBack by State → DRAFT",
            "CHECKED_BY_DISTRICT Cancel by State → CANCELLED",
            "CONFIRMED_BY_STATE Approve by Hq → ACTIVE",
            "CONFIRMED_BY_STATE SendBack by Hq → DRAFT",
            "CONFIRMED_BY_STATE Cancel by Hq → CANCELLED",
        ];
        assert_eq!(table, expected);
    }

    #[test]
    fn only_a_draft_is_submitted_and_the_chair_confirms_with_that() {
        for from in Status::iter() {
            assert_eq!(submit(from, false).is_some(), from == Status::Draft);
        }
        let to = |by_chair| submit(Status::Draft, by_chair).map(|step| step.to);
        assert_eq!((to(false), to(true)), (Some(Status::Submitted), Some(Status::Applied)));
    }

    #[test]
    fn only_an_approval_needs_no_reason() {
        assert_eq!(reason(None, false), Ok(None));
        assert_eq!(reason(Some(" "), true).unwrap_err().code, ErrorCode::Required);
        assert_eq!(reason(Some(" Peta salah "), true), Ok(Some("Peta salah".to_owned())));
    }
}
