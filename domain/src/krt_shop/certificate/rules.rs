//! What a certificate must be, and when it counts; pure.

use chrono::{Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta};
use sea_orm::ActiveEnum as _;

use super::model::{
    Certificate, CertificateDecision, CertificateKind, CertificateStatus, NewCertificate,
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    malaysia, text,
};

/// The longest number, in characters.
const NUMBER: usize = 60;
/// The longest name of who has issued it, in characters.
const ISSUER: usize = 120;
/// The longest reason, in characters.
const REASON: usize = 500;
/// A certificate begins at most so far ahead: one that was renewed early.
const AHEAD: TimeDelta = TimeDelta::days(366);
/// For how long a certificate of a kind without a rule is valid at most: our own bound against slips of
/// the pen.
pub(super) const LONGEST_MONTHS: u32 = 240;
/// How many days before the end the owner is reminded.
pub(super) const REMINDERS_DAYS: [i64; 2] = [60, 14];
/// SSM has numbered companies by years since then.
const FIRST_SSM_YEAR: i32 = 1900;

/// What an owner wrote, after checking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub number: String,
    pub issuer: String,
}

/// Checks everything that an owner wrote and collects every broken rule.
pub(super) fn written(
    new: &NewCertificate,
    today: NaiveDate,
    longest_months: u32,
) -> Result<Written> {
    let mut refusals = Refusals::default();
    let number = text::line(&new.number, NUMBER).and_then(|number| match new.kind {
        CertificateKind::Ssm => ssm_number(&number, today.year()),
        _ if key(&number).is_empty() => Err(Refusal::of(ErrorCode::Required)),
        _ => Ok(number),
    });
    let number = refusals.keep(number.map_err(|refusal| refusal.at("number")));
    let issuer = text::line(&new.issuer, ISSUER).map_err(|refusal| refusal.at("issuer"));
    let issuer = refusals.keep(issuer);
    if new.valid_from > today + AHEAD || new.valid_from.year() < FIRST_SSM_YEAR {
        let bounds = Refusal::of(ErrorCode::TimeInvalid).at("validFrom");
        let first = format!("{FIRST_SSM_YEAR}-01-01");
        refusals.add(bounds.with("least", first).with("most", today + AHEAD));
    }
    if new.valid_until < new.valid_from || new.valid_until < today {
        let earliest = new.valid_from.max(today);
        let before = earliest.pred_opt().unwrap_or(earliest);
        refusals.add(Refusal::of(ErrorCode::TimeInvalid).at("validUntil").with("least", before));
    } else if let Some(last) = last_day(new.valid_from, longest_months)
        && new.valid_until > last
    {
        let refusal = Refusal::of(ErrorCode::CertificateTooLong).at("validUntil");
        refusals.add(refusal.with("months", longest_months).with("until", last));
    }
    refusals.done()?;
    match (number, issuer) {
        (Some(number), Some(issuer)) => Ok(Written { number, issuer }),
        // A text that was not kept is a refusal, and refusals have ended this above.
        _ => Err(Refusal::of(ErrorCode::Required).into()),
    }
}

/// The last day of a certificate that begins then and is valid for so many months: the day before the
/// same day of the month, or that day itself, as some issuers write it.
fn last_day(from: NaiveDate, months: u32) -> Option<NaiveDate> {
    from.checked_add_months(Months::new(months))
}

/// The 12 digits of a business: the year, the type 01 to 06, and six more. Blanks and hyphens between
/// them do not matter.
pub(super) fn ssm_number(text: &str, this_year: i32) -> Result<String, Refusal> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let is_right = digits.len() == 12
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits
            .get(..4)
            .and_then(|year| year.parse().ok())
            .is_some_and(|year| (FIRST_SSM_YEAR..=this_year).contains(&year))
        && matches!(digits.get(4..6), Some("01" | "02" | "03" | "04" | "05" | "06"));
    if is_right { Ok(digits) } else { Err(Refusal::of(ErrorCode::CertificateNumberInvalid)) }
}

/// A number as numbers are compared: letters and digits alone, in capitals.
pub(super) fn key(number: &str) -> String {
    number.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The first moment at which a certificate does not count any more: the midnight in Malaysia after its
/// last day.
pub(super) fn ends_at(valid_until: NaiveDate) -> Instant {
    let after = valid_until.succ_opt().unwrap_or(valid_until);
    malaysia::at(after, NaiveTime::MIN)
}

/// The first moment at which it counts.
pub(super) fn begins_at(valid_from: NaiveDate) -> Instant {
    malaysia::at(valid_from, NaiveTime::MIN)
}

/// What becomes of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub status: CertificateStatus,
    pub reason: Option<String>,
}

fn already<T>(status: CertificateStatus) -> Result<T> {
    Err(Refusal::of(ErrorCode::AlreadyDecided).with("status", status.to_value()).into())
}

fn reason(text: &str) -> Result<String> {
    text::paragraphs(text, REASON).map_err(|refusal| refusal.at("reason").into())
}

/// Decides about a certificate that waits; nothing when it stands so already. What others have decided
/// meanwhile is told.
pub(super) fn decide(
    found: &Certificate,
    decision: CertificateDecision,
    why: Option<&str>,
    today: NaiveDate,
) -> Result<Option<Decided>> {
    let (status, reason) = match decision {
        CertificateDecision::Confirm => (CertificateStatus::Confirmed, None),
        CertificateDecision::Refuse => {
            (CertificateStatus::Refused, Some(reason(why.unwrap_or_default())?))
        }
    };
    if found.status == status {
        return Ok(None);
    }
    if found.status != CertificateStatus::Submitted {
        return already(found.status);
    }
    if status == CertificateStatus::Confirmed && found.valid_until < today {
        return Err(Refusal::of(ErrorCode::TimeInvalid).into());
    }
    Ok(Some(Decided { status, reason }))
}

/// Says of a confirmed certificate that it does not count any more; nothing when that was said.
pub(super) fn revoke(found: &Certificate, why: &str) -> Result<Option<Decided>> {
    let reason = Some(reason(why)?);
    match found.status {
        CertificateStatus::Confirmed => {
            Ok(Some(Decided { status: CertificateStatus::Revoked, reason }))
        }
        CertificateStatus::Revoked => Ok(None),
        status @ (CertificateStatus::Submitted | CertificateStatus::Refused) => {
            Err(Refusal::of(ErrorCode::StateInvalid).with("status", status.to_value()).into())
        }
    }
}

/// Which reminder is due of a certificate that ends so many days from now: the newest, and no older
/// one.
pub(super) fn reminder_due(valid_until: NaiveDate, today: NaiveDate) -> Option<i64> {
    let left = (valid_until - today).num_days();
    REMINDERS_DAYS.into_iter().filter(|days| (0..=*days).contains(&left)).min()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::{
        error::Error,
        id::{MediaId, PersonId, ProjectCertificateId, ProjectId},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn new(kind: CertificateKind, number: &str, until: &str) -> NewCertificate {
        NewCertificate {
            project_id: ProjectId(Uuid::nil()),
            product_id: None,
            kind,
            number: number.to_owned(),
            issuer: "JAKIM".to_owned(),
            valid_from: day("2026-01-01"),
            valid_until: day(until),
            scan_id: MediaId(Uuid::nil()),
        }
    }

    fn codes<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
        match result {
            Err(Error::Refused(refusals)) => refusals
                .iter()
                .map(|refusal| {
                    format!("{} {}", refusal.code.as_str(), refusal.field.as_deref().unwrap_or(""))
                })
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    fn found(status: CertificateStatus) -> Certificate {
        Certificate {
            id: ProjectCertificateId(Uuid::nil()),
            project_id: ProjectId(Uuid::nil()),
            product_id: None,
            kind: CertificateKind::Halal,
            number: "1 023-04/2026".to_owned(),
            issuer: "JAKIM".to_owned(),
            valid_from: day("2026-01-01"),
            valid_until: day("2026-12-31"),
            scan_media_id: None,
            status,
            reason: None,
            submitted_by: PersonId(Uuid::nil()),
            submitted_at: chrono::DateTime::UNIX_EPOCH,
            decided_by: None,
            decided_at: None,
            version: 1,
        }
    }

    #[test]
    fn mesti_is_valid_for_three_years_and_no_longer() {
        let today = day("2026-03-14");
        let mesti = |until| written(&new(CertificateKind::Mesti, "M-1", until), today, 36);
        assert!(mesti("2028-12-31").is_ok() && mesti("2029-01-01").is_ok());
        assert_eq!(codes(mesti("2029-01-02")), ["CERTIFICATE_TOO_LONG validUntil"]);
        assert_eq!(codes(mesti("2026-03-13")), ["TIME_INVALID validUntil"]);
        assert!(mesti("2026-03-14").is_ok(), "it is valid on its last day");
    }

    #[test]
    fn every_broken_rule_is_told() {
        let mut wrong = new(CertificateKind::Halal, " - ", "2025-12-31");
        wrong.issuer = " ".to_owned();
        wrong.valid_from = day("2027-06-01");
        let told = codes(written(&wrong, day("2026-03-14"), 36));
        let all = [
            "REQUIRED number",
            "REQUIRED issuer",
            "TIME_INVALID validFrom",
            "TIME_INVALID validUntil",
        ];
        assert_eq!(told, all);
    }

    #[test]
    fn a_number_of_ssm_is_a_year_a_type_and_six_digits() {
        for right in ["201901000123", "2019 01 000123", "2019-06-999999", "190001000001"] {
            assert_eq!(ssm_number(right, 2026).unwrap().len(), 12, "{right}");
        }
        for wrong in [
            "202701000123",
            "201900000123",
            "201907000123",
            "20190100012",
            "2019010001234",
            "20190100012X",
            "189901000123",
            "２０１９０１０００１２３",
        ] {
            assert!(ssm_number(wrong, 2026).is_err(), "{wrong}");
        }
        assert_eq!(key("jakim/(22)-00.1"), "JAKIM22001");
    }

    #[test]
    fn a_certificate_ends_at_midnight_in_malaysia() {
        assert_eq!(ends_at(day("2026-12-31")), "2026-12-31T16:00:00Z".parse::<Instant>().unwrap());
        assert_eq!(
            begins_at(day("2026-01-01")),
            "2025-12-31T16:00:00Z".parse::<Instant>().unwrap()
        );
    }

    #[test]
    fn of_two_decisions_the_first_stands() {
        let today = day("2026-03-14");
        let confirm = CertificateDecision::Confirm;
        let waiting = found(CertificateStatus::Submitted);
        let confirmed = decide(&waiting, confirm, None, today).unwrap().unwrap();
        assert_eq!(confirmed.status, CertificateStatus::Confirmed);
        let refuse =
            |found: &Certificate, why| decide(found, CertificateDecision::Refuse, Some(why), today);
        assert_eq!(codes(refuse(&waiting, " ")), ["REQUIRED reason"]);
        let done = found(CertificateStatus::Confirmed);
        assert_eq!(decide(&done, confirm, None, today).unwrap(), None);
        assert_eq!(codes(refuse(&done, "x")), ["ALREADY_DECIDED "]);
        assert_eq!(codes(decide(&waiting, confirm, None, day("2027-01-01"))), ["TIME_INVALID "]);
        assert_eq!(revoke(&done, "x").unwrap().unwrap().status, CertificateStatus::Revoked);
        assert_eq!(revoke(&found(CertificateStatus::Revoked), "x").unwrap(), None);
        assert_eq!(codes(revoke(&waiting, "x")), ["STATE_INVALID "]);
    }

    #[test]
    fn of_missed_reminders_the_newest_is_due() {
        let ends = day("2026-12-31");
        for (today, due) in [
            ("2026-10-31", None),
            ("2026-11-01", Some(60)),
            ("2026-12-16", Some(60)),
            ("2026-12-17", Some(14)),
            ("2026-12-31", Some(14)),
            ("2027-01-01", None),
        ] {
            assert_eq!(reminder_due(ends, day(today)), due, "{today}");
        }
    }
}
