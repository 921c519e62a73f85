//! Time-based one-time passwords (RFC 6238) and recovery codes; pure.
//!
//! HMAC-SHA-1, six digits and thirty seconds: what every authenticator app understands.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use super::keys;
use crate::shared::{clock::Instant, id::PersonId};

/// For how many seconds a code is shown.
const STEP_SECONDS: i64 = 30;
/// How many steps a phone's clock may be off, in either direction.
const STEPS_OFF: i64 = 1;
/// 160 bits, as long as the hash: what RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
/// How many recovery codes somebody gets.
pub(super) const RECOVERY_CODES: usize = 10;
/// 10 letters of 5 bits each: 50 bits, of which 10 are good: 2⁴⁶ guesses for one of them.
const RECOVERY_LETTERS: usize = 10;

/// RFC 4648, for the secret.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford's, without letters that look like others, for recovery codes.
const PLAIN: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The number of the step in which an instant lies.
pub(super) fn step_of(at: Instant) -> i64 {
    at.timestamp().div_euclid(STEP_SECONDS)
}

/// The six digits that an authenticator app shows at an instant.
#[must_use]
pub fn code_at(secret: &[u8], at: Instant) -> String {
    code(secret, step_of(at))
}

fn code(secret: &[u8], step: i64) -> String {
    // HMAC takes a key of any length, so this cannot fail; no digits match an empty text.
    let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last().copied().unwrap_or(0) & 15);
    let four = hash.iter().skip(offset).take(4);
    let number = four.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The step whose code this is, among those that count now and come after `spent`: a code is
/// accepted once.
pub(super) fn step_with(secret: &[u8], given: &str, now: Instant, spent: i64) -> Option<i64> {
    let given: String = given.chars().filter(|letter| !letter.is_whitespace()).take(7).collect();
    let present = step_of(now);
    let mut found = None;
    // All of them, so that the time tells nothing.
    for step in present - STEPS_OFF..=present + STEPS_OFF {
        let right: bool = code(secret, step).as_bytes().ct_eq(given.as_bytes()).into();
        if right && step > spent {
            found = Some(step);
        }
    }
    found
}

/// The secret as people type it into an authenticator app.
#[must_use]
pub fn base32(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in secret {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(letter(BASE32, bits >> count));
        }
    }
    if count > 0 {
        text.push(letter(BASE32, bits << (5 - count)));
    }
    text
}

fn letter(alphabet: &[u8; 32], bits: u32) -> char {
    let place = usize::try_from(bits & 31).unwrap_or(0);
    alphabet.get(place).copied().map_or('?', char::from)
}

/// What an authenticator app reads from a picture: the Key URI format.
pub(super) fn address(secret: &[u8], account: &str) -> String {
    let account = account.replace('+', "%2B");
    let secret = base32(secret);
    format!(
        "otpauth://totp/KRT:{account}?secret={secret}&issuer=KRT&algorithm=SHA1&digits=6&period=30"
    )
}

/// A recovery code as it is shown once: `7k2mq-x9v4d`.
pub(super) fn recovery_code(chance: [u8; RECOVERY_LETTERS]) -> String {
    let mut text: String = chance.iter().map(|byte| letter(PLAIN, u32::from(*byte))).collect();
    text.insert(RECOVERY_LETTERS / 2, '-');
    text
}

/// What is kept of a recovery code: a hash that only this service's secret makes. Chance is long
/// enough here for a quick hash.
pub(super) fn recovery_hash(secret: &[u8], person: PersonId, code: &str) -> Vec<u8> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(2 * RECOVERY_LETTERS)
        .map(|letter| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let key = keys::derive(secret, "recovery codes");
    keys::mac(&key, &[person.0.as_bytes(), plain.as_bytes()]).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B; the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, at(seconds)), digits, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_a_step_before_and_after_and_once() {
        let secret = b"12345678901234567890";
        let now = at(1_234_567_890);
        let step = step_of(now);
        for off in -1..=1 {
            assert_eq!(step_with(secret, &code(secret, step + off), now, 0), Some(step + off));
        }
        for off in [-2, 2, 2880] {
            assert_eq!(step_with(secret, &code(secret, step + off), now, 0), None, "{off}");
        }
        assert_eq!(step_with(secret, "005 924", now, step - 1), Some(step));
        assert_eq!(step_with(secret, "005924", now, step), None, "it was used");
        for wrong in ["", "5924", "0059240", "00592x"] {
            assert_eq!(step_with(secret, wrong, now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_written_as_authenticator_apps_read_them() {
        // RFC 4648, section 10, without the signs of filling.
        for (bytes, text) in [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("fooba", "MZXW6YTB")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(
            address(b"foo", "+60123456789"),
            "otpauth://totp/KRT:%2B60123456789?secret=MZXW6&issuer=KRT&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_recovery_code_is_the_same_however_it_is_written() {
        let person = PersonId(uuid::Uuid::from_u128(7));
        let shown = recovery_code([0, 1, 2, 3, 10, 11, 12, 29, 30, 31]);
        assert_eq!(shown, "0123a-bcxyz");
        let hash = |text: &str| recovery_hash(b"secret", person, text);
        for written in ["0123abcxyz", "O123A-BCXYZ", "ol23a bcxyz"] {
            assert_eq!(hash(written), hash(&shown), "{written}");
        }
        assert_ne!(hash("0123a-bcxyy"), hash(&shown));
        assert_ne!(recovery_hash(b"secret", PersonId(uuid::Uuid::nil()), &shown), hash(&shown));
    }
}
