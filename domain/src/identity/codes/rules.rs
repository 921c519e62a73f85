//! What is right for one-time codes; pure.

use chrono::TimeDelta;

use crate::shared::error::{ErrorCode, Refusal};

/// How long a code counts.
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// How often a code may be tried from one network. Counted by network, so that who guesses elsewhere
/// leaves the owner theirs. Strangers let a number get 27 codes a day, and each of them may be tried
/// here: a guesser in one network gets in once in 1,000,000 / (27 × 5) = 7,400 days.
pub(super) const TRIES: u64 = 5;
/// A number gets so many times as many codes as one network may ask for it.
pub(super) const NUMBER_FACTOR: u64 = 3;
/// As many codes are reckoned with where a setting allows fewer, or any number of them.
const LEAST: u64 = 10;
/// A window of the short limits may end, and the next one begin, while a code counts.
const WINDOWS: u64 = 2;
/// Strangers ask for as many as the networks of the owner.
const SIDES: u64 = 2;

/// So many codes of a number strangers may ask for in a short time.
fn asked_for(codes_per_phone: u64) -> u64 {
    codes_per_phone.saturating_mul(NUMBER_FACTOR).max(LEAST)
}

/// How often a code may be tried from all networks together in which the number's owner has never
/// signed in: each try is one at every code that counts, so five for each code that may have been
/// asked for, 50 as it is set usually. Who has ten networks, and lets the number get every message
/// that a day allows strangers, gets in once in 1,000,000 / (27 × 50) = 740 days, and makes codes
/// void for whoever is in a network that is new to the owner; the owner's own networks are not
/// counted here.
pub(super) fn tries_everywhere(codes_per_phone: u64) -> i32 {
    i32::try_from(asked_for(codes_per_phone).saturating_mul(TRIES)).unwrap_or(i32::MAX)
}

/// So many codes of a number for one purpose count at once, the newest: all that the short limits
/// let through, because whoever asks for another one must not make the owner's void.
pub(super) fn live(codes_per_phone: u64) -> i64 {
    let most = asked_for(codes_per_phone).saturating_mul(WINDOWS * SIDES);
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// How long a proof counts: long enough to choose a password on a slow network.
pub(super) const PROOF_LIFE: TimeDelta = TimeDelta::minutes(15);
/// How long a code's row is kept: a phone that lost the answer to its registration may repeat it.
pub(super) const KEPT: TimeDelta = TimeDelta::days(1);
/// One less than the number of different codes.
pub(in crate::identity) const HIGHEST: u32 = 999_999;

/// The digits that somebody typed, perhaps as `123 456`.
pub(in crate::identity) fn digits(text: &str) -> Result<String, Refusal> {
    let digits: String =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    if digits.is_empty() {
        return Err(Refusal::of(ErrorCode::Required).at("code"));
    }
    Ok(digits)
}

/// A wrong code, and how many tries are left.
pub(super) fn wrong(tries: u64) -> Refusal {
    Refusal::of(ErrorCode::CodeWrong).at("code").with("left", TRIES.saturating_sub(tries))
}

/// There is no code that counts: expired, tried too often, or used.
pub(in crate::identity) fn over() -> Refusal {
    Refusal::of(ErrorCode::CodeExpired).at("code")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_with_gaps() {
        assert_eq!(digits(" 123 456 ").unwrap(), "123456");
        assert_eq!(digits("123-456").unwrap(), "123456");
        assert_eq!(digits(" - ").unwrap_err().code, ErrorCode::Required);
    }

    #[test]
    fn as_many_codes_count_as_the_limits_let_through() {
        for codes in [0, 1, 3, 5, 1_000] {
            assert!(live(codes) >= i64::try_from(codes * NUMBER_FACTOR * WINDOWS * SIDES).unwrap());
            assert!(i64::from(tries_everywhere(codes)) >= 5 * live(codes) / 4, "{codes}");
        }
        assert_eq!((live(3), tries_everywhere(3)), (40, 50));
        assert_eq!((live(u64::MAX), tries_everywhere(u64::MAX)), (i64::MAX, i32::MAX));
    }

    #[test]
    fn a_wrong_code_says_how_many_tries_are_left() {
        assert_eq!(wrong(1).value("left"), Some("4"));
        assert_eq!(wrong(5).value("left"), Some("0"));
    }
}
