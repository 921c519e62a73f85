//! What is right for one-time codes; pure.

use chrono::TimeDelta;

use crate::shared::error::{ErrorCode, Refusal};

/// How long a code counts.
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// How often a code may be tried. Five tries of a million codes: a guesser who asks for every code
/// that a day allows gets in once in twenty thousand days.
pub(super) const TRIES: i32 = 5;
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
pub(super) fn wrong(tries: i32) -> Refusal {
    Refusal::of(ErrorCode::CodeWrong).at("code").with("left", (TRIES - tries).max(0))
}

/// There is no code that counts: expired, tried too often, used, or another came after it.
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
