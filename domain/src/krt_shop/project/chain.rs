//! How a project goes from desk to desk, and what becomes of it afterwards; pure.

use sea_orm::ActiveEnum as _;

use super::model::{Decision, Deed, ProjectStatus as Status};
use crate::{
    community::approval::Desk,
    policy::Action,
    shared::{
        error::{ErrorCode, Refusal},
        text,
    },
};

/// The longest reason.
const REASON: usize = 500;

/// A step that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What its taker must be permitted.
    pub action: Action,
    /// At whose desk it is taken.
    pub desk: Desk,
    /// What is done.
    pub deed: Deed,
    /// What the project becomes.
    pub to: Status,
}

/// The whole chain of a project: the committee applies, PPD checks, PPN confirms. Each of the two may
/// send it back or refuse it, and the committee may take it back until it is confirmed. What is not
/// here cannot be done.
pub(super) fn step(from: Status, decision: Decision) -> Option<Step> {
    let waits = matches!(from, Status::Applied | Status::SentBack | Status::CheckedByDistrict);
    if decision == Decision::Withdraw {
        let (action, desk) = (Action::ProjectApply, Desk::Committee);
        let step = Step { action, desk, deed: Deed::Withdrawn, to: Status::Cancelled };
        return waits.then_some(step);
    }
    let (action, desk, next) = match from {
        Status::Applied => (Action::ProjectCheck, Desk::District, Status::CheckedByDistrict),
        Status::CheckedByDistrict => (Action::ProjectConfirm, Desk::State, Status::Active),
        Status::SentBack
        | Status::Active
        | Status::Refused
        | Status::Inactive
        | Status::Cancelled => return None,
    };
    let (deed, to) = match decision {
        Decision::Approve => (Deed::Approved, next),
        Decision::SendBack => (Deed::SentBack, Status::SentBack),
        Decision::Refuse => (Deed::Refused, Status::Refused),
        Decision::Withdraw => return None,
    };
    Some(Step { action, desk, deed, to })
}

/// At whose desk a project lies; nothing when it is decided.
pub(super) fn desk(status: Status) -> Option<Desk> {
    match status {
        Status::SentBack => Some(Desk::Committee),
        Status::Applied => Some(Desk::District),
        Status::CheckedByDistrict => Some(Desk::State),
        Status::Active | Status::Refused | Status::Inactive | Status::Cancelled => None,
    }
}

/// What may become of a confirmed project. `rested_by` is at whose desk it was let rest: what an
/// officer has stopped its owner does not set to work again. What has ended stays ended.
pub(super) fn can_become(
    from: Status,
    to: Status,
    by: Desk,
    rested_by: Option<Desk>,
) -> Result<(), Refusal> {
    let owner = by == Desk::Owner;
    let can = match (from, to) {
        (Status::Active, Status::Inactive) => true,
        (Status::Inactive, Status::Active) => !owner || rested_by == Some(Desk::Owner),
        (Status::Active | Status::Inactive, Status::Cancelled) => !owner,
        _ => false,
    };
    if can { Ok(()) } else { Err(impossible(from).at("status")) }
}

/// The status does not let this be done.
pub(super) fn impossible(status: Status) -> Refusal {
    Refusal::of(ErrorCode::StateInvalid).with("status", status.to_value())
}

/// Whether a decision needs a reason.
pub(super) fn needs_reason(decision: Decision) -> bool {
    matches!(decision, Decision::SendBack | Decision::Refuse)
}

/// A reason of at most 500 characters.
pub(super) fn reason(given: Option<&str>, needed: bool) -> Result<Option<String>, Refusal> {
    let kept = match given.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => text::paragraphs(reason, REASON).map(Some),
        None if needed => Err(Refusal::of(ErrorCode::Required)),
        None => Ok(None),
    };
    kept.map_err(|refusal| refusal.at("reason"))
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;

    use super::*;

    #[test]
    fn the_chain_has_these_steps_and_no_others() {
        let mut table = Vec::new();
        for from in Status::iter() {
            for decision in Decision::iter() {
                if let Some(step) = step(from, decision) {
                    let (from, to) = (from.to_value(), step.to.to_value());
                    table.push(format!("{from} {decision:?} by {:?} → {to}", step.desk));
                }
            }
        }
        let expected = [
            "APPLIED Approve by District → CHECKED_BY_DISTRICT",
            "APPLIED SendBack by District → SENT_BACK",
            "APPLIED Refuse by District → REFUSED",
            "APPLIED Withdraw by Committee → CANCELLED",
            "SENT_BACK Withdraw by Committee → CANCELLED",
            "CHECKED_BY_DISTRICT Approve by State → ACTIVE",
            "CHECKED_BY_DISTRICT SendBack by State → SENT_BACK",
            "CHECKED_BY_DISTRICT Refuse by State → REFUSED",
            "CHECKED_BY_DISTRICT Withdraw by Committee → CANCELLED",
        ];
        assert_eq!(table, expected);
    }

    #[test]
    fn an_owner_undoes_no_officers_stop_and_what_has_ended_stays_ended() {
        use Status::{Active, Applied, Cancelled, CheckedByDistrict, Inactive, Refused, SentBack};
        let can = |from, to, by, rested| can_become(from, to, by, rested).is_ok();
        assert!(can(Active, Inactive, Desk::Owner, None));
        assert!(can(Inactive, Active, Desk::Owner, Some(Desk::Owner)));
        assert!(!can(Inactive, Active, Desk::Owner, Some(Desk::District)));
        // One from before anybody noted who let it rest.
        assert!(!can(Inactive, Active, Desk::Owner, None));
        assert!(can(Inactive, Active, Desk::State, Some(Desk::District)));
        assert!(can(Active, Cancelled, Desk::District, None));
        assert!(!can(Active, Cancelled, Desk::Owner, None));
        for to in Status::iter() {
            for from in [Applied, CheckedByDistrict, SentBack, Cancelled, Refused] {
                assert!(!can(from, to, Desk::Hq, None), "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn a_reason_is_cut_and_bounded() {
        assert_eq!(reason(None, false), Ok(None));
        assert_eq!(reason(Some(" "), true).unwrap_err().code, ErrorCode::Required);
        assert_eq!(reason(Some(" Kabur "), true), Ok(Some("Kabur".to_owned())));
        assert_eq!(reason(Some(&"x".repeat(501)), true).unwrap_err().code, ErrorCode::TooLong);
        assert!(reason(Some(&"x".repeat(500)), true).is_ok());
    }
}
