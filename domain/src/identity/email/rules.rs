//! What is right for e-mail addresses and their codes; pure.

use chrono::TimeDelta;

use crate::shared::{
    error::{ErrorCode, Refusal},
    outbox,
};

/// How long a code counts: mail may take a while.
pub(super) const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// How often a code may be tried.
pub(super) const TRIES: i32 = 5;
/// How long a code's row is kept: a phone that lost the answer may repeat it.
pub(super) const KEPT: TimeDelta = TimeDelta::days(1);
/// The longest e-mail address (RFC 5321 allows 254 characters).
const LONGEST: usize = 254;

/// Something before and after one `@`, a dot behind it, and nothing that cannot stand there. Whether
/// it is read by anybody only a letter would tell.
pub fn address(given: &str) -> Result<String, Refusal> {
    let given = given.trim();
    if given.is_empty() {
        return Err(Refusal::of(ErrorCode::Required));
    }
    if given.len() > LONGEST {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", LONGEST));
    }
    let plain = given.bytes().all(|byte| byte.is_ascii_graphic());
    let whole = given.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.split('.').count() > 1
            && host.split('.').all(|part| !part.is_empty())
    });
    if plain && whole && outbox::is_address(given) {
        Ok(given.to_owned())
    } else {
        Err(Refusal::of(ErrorCode::EmailInvalid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert_eq!(address(" aminah@example.my ").unwrap(), "aminah@example.my");
        assert_eq!(address(" a.b+krt@sub.example.my").unwrap(), "a.b+krt@sub.example.my");
        assert_eq!(address("  ").unwrap_err().code, ErrorCode::Required);
        for wrong in [
            "aminah",
            "@example.my",
            "aminah@my",
            "a b@example.my",
            "a@b@c.my",
            "a@.my",
            "a@example.my\r\nBcc: eve@example.my",
            "a@example.my\u{200b}",
            "<a@example.my>",
        ] {
            assert_eq!(address(wrong).unwrap_err().code, ErrorCode::EmailInvalid, "{wrong}");
        }
        let long = format!("{}@a.my", "a".repeat(260));
        assert_eq!(address(&long).unwrap_err().code, ErrorCode::TooLong);
    }
}
