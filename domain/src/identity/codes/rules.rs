//! What is right for one-time codes; pure.

use chrono::TimeDelta;

use crate::shared::error::{ErrorCode, Refusal};

/// How long a code counts.
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// How often a code may be tried from one network. Five tries of a million codes: a guesser there who
/// asks for every code that a day allows gets in once in twenty thousand days. Counted by network,
/// so that who guesses elsewhere leaves the owner theirs.
pub(super) const TRIES: u64 = 5;
/// How often a code may be tried from everywhere. Who has ten networks, and lets the number get every
/// message that a day allows, gets in once in two years.
pub(super) const TRIES_EVERYWHERE: i32 = 50;
/// So many codes of a number for one purpose count at once, the newest: all that the short limits
/// let through, because whoever asks for another one must not make the owner's void.
pub(super) const LIVE: i64 = 10;
/// How long a proof counts: long enough to choose a password on a slow network.
pub(super) const PROOF_LIFE: TimeDelta = TimeDelta::minutes(15);
/// How long a code's row is kept: a phone that lost the answer to its registration may repeat it.
pub(super) const KEPT: TimeDelta = TimeDelta::days(1);
/// One less than the number of different codes.
pub(super) const HIGHEST: u32 = 999_999;

/// The digits that somebody typed, perhaps as `123 456`.
pub(super) fn digits(text: &str) -> Result<String, Refusal> {
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
pub(super) fn over() -> Refusal {
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
    fn a_wrong_code_says_how_many_tries_are_left() {
        assert_eq!(wrong(1).value("left"), Some("4"));
        assert_eq!(wrong(5).value("left"), Some("0"));
    }
}
