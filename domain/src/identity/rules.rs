//! What is right for phones, passwords, names and sessions; pure.

use chrono::TimeDelta;

use super::model::{Registration, Session};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
};

/// The version of the privacy notice that people agree to now.
pub const PRIVACY_NOTICE_VERSION: &str = "2026-01";
/// How long an access token counts.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How long a session lasts without a refresh.
pub const SESSION_IDLE: TimeDelta = TimeDelta::days(30);
/// How long a session lasts at most.
pub const SESSION_ABSOLUTE: TimeDelta = TimeDelta::days(90);

/// A checked registration.
#[derive(Debug)]
pub(super) struct Joining {
    pub phone: String,
    pub display_name: String,
}

/// Checks everything that somebody gives to join, and reports all that is wrong at once.
pub(super) fn joining(registration: &Registration) -> Result<Joining> {
    let mut refusals = Refusals::default();
    let phone = refusals.keep(phone(&registration.phone).map_err(|r| r.at("phone")));
    let display_name = refusals.keep(
        crate::shared::text::line(&registration.display_name, 80).map_err(|r| r.at("displayName")),
    );
    refusals.keep(password(&registration.password).map_err(|r| r.at("password")));
    if registration.privacy_notice_version != PRIVACY_NOTICE_VERSION {
        refusals.add(
            Refusal::of(ErrorCode::PrivacyNoticeOutdated)
                .at("privacyNoticeVersion")
                .with("version", PRIVACY_NOTICE_VERSION),
        );
    }
    refusals.done()?;
    Ok(Joining { phone: phone.unwrap_or_default(), display_name: display_name.unwrap_or_default() })
}

/// A Malaysian mobile number in E.164, from any common spelling: `012-345 6789`, `6012…`,
/// `+60 12…`, `0060 12…`. After +60 it has 9 digits, or 10 when it begins with 11 (facts.md §5).
pub fn phone(text: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::of(ErrorCode::PhoneInvalid);
    if text.len() > 40 {
        return Err(wrong());
    }
    let mut digits = String::with_capacity(16);
    for (index, letter) in text.trim().chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if index == 0 => {}
            ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
            _ => return Err(wrong()),
        }
    }
    let international = text.trim().starts_with('+');
    let national = match digits.strip_prefix("0060").or_else(|| digits.strip_prefix("60")) {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None if international => return Err(wrong()),
        None => digits.strip_prefix('0').ok_or_else(wrong)?,
    };
    let wanted = if national.starts_with("11") { 10 } else { 9 };
    if !national.starts_with('1') || national.len() != wanted {
        return Err(wrong());
    }
    Ok(format!("+60{national}"))
}

/// 8 to 128 characters, and not one that everybody tries first.
pub fn password(text: &str) -> Result<(), Refusal> {
    let length = text.chars().count();
    if length < 8 {
        return Err(Refusal::of(ErrorCode::TooShort).with("limit", 8));
    }
    if length > 128 {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", 128));
    }
    let plain = text.to_lowercase();
    let common = include_str!("common_passwords.txt").lines().any(|line| line == plain);
    let one_letter = plain.chars().all(|letter| plain.starts_with(letter));
    if common || one_letter {
        return Err(Refusal::of(ErrorCode::PasswordCommon));
    }
    Ok(())
}

/// What a refresh token does to its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rotation {
    /// It is the newest: its successor is issued. So it is when the store has lost the last
    /// writes, as after a restore: only we can have made a token with a higher number.
    Advance,
    /// It is the one before, and nobody has used the newest yet: the phone lost the answer, and
    /// gets the same successor again.
    Repeat,
    /// It is older: somebody else holds it too.
    Reused,
}

/// Decides what the refresh token with the number `presented` does.
pub(super) fn rotation(session: &Session, presented: i64) -> Rotation {
    if presented >= session.counter {
        Rotation::Advance
    } else if presented + 1 == session.counter && !session.confirmed {
        Rotation::Repeat
    } else {
        Rotation::Reused
    }
}

/// Until when the proof of a session counts; none when there was none.
pub(super) fn proof_ends(session: &Session, life: TimeDelta) -> Option<Instant> {
    session.proved_at.map(|proved_at| proved_at + life)
}

/// Until when a session lasts if it is not refreshed again.
pub(super) fn session_ends(session: &Session) -> Instant {
    (session.last_used_at + SESSION_IDLE).min(session.started_at + SESSION_ABSOLUTE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::id::{PersonId, SessionId};

    #[test]
    fn a_malaysian_number_in_every_spelling_becomes_one() {
        for spelling in [
            "012-345 6789",
            "0123456789",
            "+60 12-345 6789",
            "60123456789",
            "0060123456789",
            "+60(0)123456789",
        ] {
            assert_eq!(phone(spelling).as_deref(), Ok("+60123456789"), "{spelling}");
        }
        assert_eq!(phone("011-1234 5678").as_deref(), Ok("+601112345678"));
        for wrong in
            ["", "12345", "03-1234 5678", "011-123 4567", "+65 9123 4567", "0123456789x", "+"]
        {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn common_and_short_passwords_are_refused() {
        assert_eq!(password("1234567").unwrap_err().code, ErrorCode::TooShort);
        assert_eq!(password("Password123").unwrap_err().code, ErrorCode::PasswordCommon);
        assert_eq!(password("aaaaaaaaaaaa").unwrap_err().code, ErrorCode::PasswordCommon);
        assert!(password("hujan lebat di Melaka").is_ok());
    }

    #[test]
    fn an_answer_that_was_lost_is_given_again_and_an_old_token_is_not() {
        let session = |counter, confirmed| Session {
            id: SessionId(uuid::Uuid::nil()),
            person: PersonId(uuid::Uuid::nil()),
            salt: Vec::new(),
            counter,
            confirmed,
            app: None,
            network: None,
            started_at: chrono::DateTime::UNIX_EPOCH,
            last_used_at: chrono::DateTime::UNIX_EPOCH,
            proved_at: None,
        };
        assert_eq!(rotation(&session(3, false), 3), Rotation::Advance);
        assert_eq!(rotation(&session(3, true), 5), Rotation::Advance, "the store lost two writes");
        assert_eq!(rotation(&session(3, false), 2), Rotation::Repeat);
        assert_eq!(rotation(&session(3, true), 2), Rotation::Reused);
        assert_eq!(rotation(&session(3, false), 1), Rotation::Reused);
    }
}
