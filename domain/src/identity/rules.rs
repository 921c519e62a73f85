//! What is right for phones, passwords, names and sessions; pure.

use chrono::TimeDelta;

use super::{
    codes::{self, Proven},
    model::{Registration, Session},
};
use crate::shared::{
    clock::Instant,
    error::{Error, ErrorCode, Refusal, Refusals, Result},
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

/// Checks everything that somebody gives to join, and reports all that is wrong at once. The proof
/// must be for this very number.
pub(super) fn joining(
    registration: &Registration,
    proven: Result<Proven, Refusal>,
) -> Result<(Joining, Proven)> {
    let mut refusals = Refusals::default();
    let described = described(registration);
    let proven = refusals.keep(proven.and_then(|proven| {
        let same = phone(&registration.phone).is_ok_and(|phone| phone == proven.phone);
        if same { Ok(proven) } else { Err(codes::unproven("phoneProof")) }
    }));
    let mut all = match described {
        Err(Error::Refused(refused)) => refused,
        Err(other) => return Err(other),
        Ok(joining) => {
            refusals.done()?;
            let unproven = || Error::from(codes::unproven("phoneProof"));
            return Ok((joining, proven.ok_or_else(unproven)?));
        }
    };
    if let Err(Error::Refused(refused)) = refusals.done() {
        all.extend(refused);
    }
    Err(Error::Refused(all))
}

/// Checks what somebody says about themselves, and reports all that is wrong at once.
pub(super) fn described(registration: &Registration) -> Result<Joining> {
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
/// `+60 12…`, `0060 12…`, `12-345 6789`. After +60 it has 9 digits, or 10 when it begins with 11.
pub fn phone(text: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::of(ErrorCode::PhoneInvalid);
    if text.len() > 80 {
        return Err(wrong());
    }
    let mut digits = String::with_capacity(16);
    let mut international = false;
    for letter in text.trim().trim_start_matches("tel:").chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            // As keyboards for Chinese write them.
            '\u{ff10}'..='\u{ff19}' => {
                digits.extend(char::from_digit(u32::from(letter) - 0xff10, 10));
            }
            '+' | '\u{ff0b}' if digits.is_empty() && !international => international = true,
            '-' | '(' | ')' | '.' | '/' => {}
            // Dashes of every width, and the marks for the direction of writing that address books
            // copy with a number.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
            _ if letter.is_whitespace() => {}
            _ => return Err(wrong()),
        }
    }
    let national = match digits.strip_prefix("0060").or_else(|| digits.strip_prefix("60")) {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None if international => return Err(wrong()),
        None => digits.strip_prefix('0').unwrap_or(&digits),
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

/// Until when an access token counts: no longer than the first of its roles, and no longer than
/// until another role begins. A token names its end in whole seconds: one that ends for a beginning
/// ends in the second after, so that its successor has the role.
pub(super) fn token_ends(now: Instant, ends: Option<Instant>, begins: Option<Instant>) -> Instant {
    let begins = begins.map(|begins| begins + TimeDelta::milliseconds(999));
    let earliest = ends.into_iter().chain(begins).min();
    let life = now + ACCESS_TOKEN_LIFE;
    earliest.map_or(life, |earliest| earliest.min(life))
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
            "(012) 345 6789",
            "012.345.6789",
            "012/3456789",
            "+6012-345 6789",
            "+6 012-345 6789",
            "+60 012-345 6789",
            "6012-345-6789",
            "00 60 12 345 6789",
            "12-345 6789",
            "123456789",
            " 012 345 6789 ",
            "tel:+60123456789",
            "012\u{2011}345\u{a0}6789",
            "\u{202a}+60 12\u{2013}345 6789\u{202c}",
            "\u{ff0b}\u{ff16}\u{ff10}\u{ff11}\u{ff12}3456789",
        ] {
            assert_eq!(phone(spelling).as_deref(), Ok("+60123456789"), "{spelling}");
        }
        for spelling in ["011-1234 5678", "+60 11-1234 5678", "601112345678", "11 1234 5678"] {
            assert_eq!(phone(spelling).as_deref(), Ok("+601112345678"), "{spelling}");
        }
        for prefix in ["10", "12", "13", "14", "15", "16", "17", "18", "19"] {
            let number = format!("+60{prefix}3456789");
            assert_eq!(phone(&format!("0{prefix}-345 6789")), Ok(number));
        }
        for wrong in [
            "",
            "+",
            "12345",
            "03-1234 5678",
            "+60 3-1234 5678",
            "1300 88 1234",
            "011-123 4567",
            "012-3456 7890",
            "012-345 678",
            "+65 9123 4567",
            "+62 812 3456 789",
            "+1 234 567 8900",
            "0123456789x",
            "0123456789 ext 3",
            "++60123456789",
            "012+3456789",
            "nombor saya",
        ] {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_token_ends_with_a_role_and_before_another_begins() {
        let at = |millis| chrono::DateTime::from_timestamp_millis(millis).unwrap();
        let now = at(1_000_000);
        assert_eq!(token_ends(now, None, None), at(1_600_000));
        assert_eq!(token_ends(now, Some(at(1_060_000)), None), at(1_060_000));
        assert_eq!(token_ends(now, Some(at(9_000_000)), Some(at(9_000_000))), at(1_600_000));
        let begins = token_ends(now, Some(at(1_300_000)), Some(at(1_090_500)));
        assert_eq!(begins.timestamp(), 1_091, "not in the second before it begins");
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
            sign_on: None,
        };
        assert_eq!(rotation(&session(3, false), 3), Rotation::Advance);
        assert_eq!(rotation(&session(3, true), 5), Rotation::Advance, "the store lost two writes");
        assert_eq!(rotation(&session(3, false), 2), Rotation::Repeat);
        assert_eq!(rotation(&session(3, true), 2), Rotation::Reused);
        assert_eq!(rotation(&session(3, false), 1), Rotation::Reused);
    }
}
