//! What a report may say, and where it may go; pure.

use super::{
    model::{Case, Deciding, Record, ReportDecision, ReportStatus, Submitting},
    rule::ReportRule,
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    text,
};

/// The longest type of a case, and the longest name of an officer, in characters.
const SHORT: usize = 120;
/// The longest description, in characters.
const DESCRIPTION: usize = 4_000;
/// The most people that are involved in anything in a neighbourhood.
const MOST_PEOPLE: i64 = 100_000;
/// How long a reason is, in characters.
const REASON: (usize, usize) = (3, 2_000);

/// A report as it may be kept. Its members and its category are looked up elsewhere.
pub(super) fn checked(new: &Submitting) -> Result<Record> {
    let mut refusals = Refusals::default();
    if new.members.is_empty() {
        refusals.add(Refusal::of(ErrorCode::Required).at("memberIds"));
    }
    let mut members = new.members.clone();
    members.sort_unstable();
    members.dedup();
    let confirmed_by = short(new.confirmed_by.as_deref());
    let confirmed_by = refusals.keep(confirmed_by.map_err(|r| r.at("confirmingOfficer"))).flatten();
    let case = new.case.as_ref().and_then(|case| checked_case(case, &mut refusals));
    refusals.done()?;
    Ok(Record { case, members, confirmed_by })
}

fn checked_case(case: &Case, refusals: &mut Refusals) -> Option<Case> {
    let description = text::paragraphs(&case.description, DESCRIPTION);
    let description = refusals.keep(description.map_err(|r| r.at("case.description")));
    let case_type = short(case.case_type.as_deref());
    let case_type = refusals.keep(case_type.map_err(|r| r.at("case.type")));
    if case.people_involved.is_some_and(|people| !(0..=MOST_PEOPLE).contains(&people)) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("case.peopleInvolved");
        refusals.add(refusal.with("least", 0).with("most", MOST_PEOPLE));
    }
    Some(Case { description: description?, case_type: case_type?, ..case.clone() })
}

/// A line that may be missing.
fn short(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let said = text.filter(|text| !text.trim().is_empty());
    said.map(|text| text::line(text, SHORT)).transpose()
}

/// Whether a report can be handed in, or handed in again, as it stands.
pub(super) fn can_submit(status: ReportStatus) -> bool {
    match status {
        ReportStatus::NotFinished | ReportStatus::Submitted | ReportStatus::NeedsUpdate => true,
        ReportStatus::Checked | ReportStatus::Cancelled => false,
    }
}

/// Where a decision leads; nothing when it does not fit where the report stands. What was checked can
/// be sent back when more comes to light.
pub(super) fn decided(from: ReportStatus, decision: ReportDecision) -> Option<ReportStatus> {
    use ReportDecision::{Cancel, Check, SendBack};
    use ReportStatus::{Cancelled, Checked, NeedsUpdate, NotFinished, Submitted};
    match (from, decision) {
        (Submitted, Check) => Some(Checked),
        (Submitted | Checked, SendBack) => Some(NeedsUpdate),
        // A patrol that never was, and that nobody will report.
        (NotFinished | Submitted | Checked | NeedsUpdate, Cancel) => Some(Cancelled),
        (NotFinished | Checked | NeedsUpdate | Cancelled, Check)
        | (NotFinished | NeedsUpdate | Cancelled, SendBack)
        | (Cancelled, Cancel) => None,
    }
}

/// The reason of a decision, which has to be given unless all is well.
pub(super) fn reason(deciding: &Deciding) -> Result<Option<String>> {
    let said = deciding.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let said = said.map(|reason| text::paragraphs_of(reason, REASON)).transpose();
    let said = said.map_err(|refusal| refusal.at("reason"))?;
    if said.is_none() && deciding.decision != ReportDecision::Check {
        return Err(Refusal::of(ErrorCode::Required).at("reason").into());
    }
    Ok(said)
}

/// The same reason for a certificate that is taken back.
pub(super) fn reason_of_revoking(text: &str) -> Result<String> {
    text::paragraphs_of(text, REASON).map_err(|refusal| refusal.at("reason").into())
}

/// Until when the next one has to have done their part.
pub(super) fn due_at(status: ReportStatus, rule: &ReportRule, now: Instant) -> Option<Instant> {
    match status {
        ReportStatus::NotFinished | ReportStatus::NeedsUpdate => Some(now + rule.to_submit()),
        ReportStatus::Submitted => Some(now + rule.to_check()),
        ReportStatus::Checked | ReportStatus::Cancelled => None,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Error,
        mysrs::incident::Agency,
        shared::id::{PatrolId, PersonId},
    };

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn new() -> Submitting {
        Submitting {
            patrol_id: PatrolId(Uuid::from_u128(1)),
            version: 0,
            case: Some(Case {
                category_code: "PROPERTY_THEFT".to_owned(),
                case_type: Some("  Curi  basikal ".to_owned()),
                description: "Basikal hilang.".to_owned(),
                people_involved: Some(1),
                agency: Some(Agency::Police),
            }),
            members: vec![person(2), person(1), person(2)],
            confirmed_by: Some(" ".to_owned()),
        }
    }

    fn fields(new: &Submitting) -> Vec<String> {
        match checked(new) {
            Ok(_) => Vec::new(),
            Err(Error::Refused(refusals)) => {
                refusals.into_iter().filter_map(|refusal| refusal.field).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_report_is_checked_as_a_whole() {
        let kept = checked(&new()).unwrap();
        assert_eq!(kept.members, [person(1), person(2)]);
        assert_eq!(kept.case.unwrap().case_type.as_deref(), Some("Curi basikal"));
        assert_eq!(kept.confirmed_by, None);
        assert_eq!(checked(&Submitting { case: None, ..new() }).unwrap().case, None);
        let mut wrong = Submitting { members: Vec::new(), ..new() };
        wrong.confirmed_by = Some("a".repeat(SHORT + 1));
        if let Some(case) = &mut wrong.case {
            case.description = " ".to_owned();
            case.people_involved = Some(-1);
            case.case_type = Some("a\u{202e}b".to_owned());
        }
        let all = [
            "memberIds",
            "confirmingOfficer",
            "case.description",
            "case.type",
            "case.peopleInvolved",
        ];
        assert_eq!(fields(&wrong), all);
    }

    #[test]
    fn nothing_is_checked_that_nobody_handed_in_and_what_is_cancelled_stays_so() {
        for decision in ReportDecision::iter() {
            assert_eq!(decided(ReportStatus::Cancelled, decision), None);
        }
        for from in ReportStatus::iter() {
            let checked = decided(from, ReportDecision::Check);
            assert_eq!(checked.is_some(), from == ReportStatus::Submitted, "{from:?}");
        }
        assert!(!can_submit(ReportStatus::Checked) && can_submit(ReportStatus::NeedsUpdate));
    }
}
