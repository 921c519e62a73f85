//! How a code is spelled, how long it counts, and when it counts no longer; pure.

use chrono::TimeDelta;

use super::{model::NewJoinCode, store::JoinCodeRow};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
};

/// Crockford's base 32: no I, L, O or U, so that what is read aloud or from a worn poster is read
/// right.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 8 letters of 5 bits are 40 bits: with one code for each of 10,000 areas, and 10 tries in 15
/// minutes, one person would guess for 3,000 years to find one.
const LETTERS: usize = 8;
/// How a code counts when nothing is said: a quarter of a year, about as long as a poster hangs.
const DEFAULT_DAYS: i64 = 90;
/// How long a code may count: a committee looks at its poster once a year.
const LONGEST_DAYS: i64 = 366;
/// How many people may use a code when nothing is said: an area has about 1,000 houses.
const DEFAULT_USES: i64 = 1_000;
/// How many people a code may let in: 5 of each of 1,000 houses.
const MOST_USES: i64 = 5_000;

/// A code's letters out of chance.
pub(super) fn letters(chance: u64) -> String {
    (0..LETTERS)
        .filter_map(|place| {
            let five = usize::try_from((chance >> (5 * place)) & 31).ok()?;
            ALPHABET.get(five).copied().map(char::from)
        })
        .collect()
}

/// The letters as they are printed: `KRT-7F3K-9QXT`.
#[must_use]
pub fn printed(letters: &str) -> String {
    let (first, second) = letters.split_at_checked(LETTERS / 2).unwrap_or((letters, ""));
    format!("KRT-{first}-{second}")
}

/// The letters of what somebody typed, scanned or was sent: any case, any gaps, with or without
/// `KRT`, or the whole address of the poster. What is often read wrongly is put right.
#[must_use]
pub fn readable(text: &str) -> Option<String> {
    // An address of a poster is shorter than this; more is not worth reading.
    if text.len() > 300 {
        return None;
    }
    let last = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let mut letters = String::with_capacity(LETTERS + 3);
    for letter in last.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}')) {
        letters.push(match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        });
    }
    let code = match letters.strip_prefix("KRT") {
        Some(rest) if letters.len() == LETTERS + 3 => rest,
        _ => letters.as_str(),
    };
    let good = code.len() == LETTERS && code.bytes().all(|letter| ALPHABET.contains(&letter));
    good.then(|| code.to_owned())
}

/// Until when, and for how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub expires_at: Instant,
    pub most_uses: i64,
}

/// Checks what is wanted of a new code.
pub(super) fn bounds(new: &NewJoinCode, now: Instant) -> Result<Bounds> {
    let mut refusals = Refusals::default();
    let expires_at = new.expires_at.unwrap_or(now + TimeDelta::days(DEFAULT_DAYS));
    let latest = now + TimeDelta::days(LONGEST_DAYS);
    if expires_at <= now || expires_at > latest {
        refusals.add(Refusal::of_time("expiresAt", Some(now), Some(latest)));
    }
    let most_uses = new.uses.unwrap_or(DEFAULT_USES);
    if !(1..=MOST_USES).contains(&most_uses) {
        let wrong = Refusal::of(ErrorCode::OutOfRange).at("uses");
        refusals.add(wrong.with("least", 1).with("most", MOST_USES));
    }
    refusals.done()?;
    Ok(Bounds { expires_at, most_uses })
}

/// Whether a code lets one more person in.
pub(super) fn lets_in(code: &JoinCodeRow, now: Instant) -> Result<()> {
    let refuse = |reason| Err(Refusal::of(reason).at("code").into());
    if code.replaced_at.is_some() || code.expires_at <= now {
        return refuse(ErrorCode::JoinCodeExpired);
    }
    if code.uses >= code.most_uses {
        return refuse(ErrorCode::JoinCodeUsedUp);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::id::AreaId;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in [
            "KRT-7F3K-9QXT",
            "krt 7f3k 9qxt",
            "7F3K9QXT",
            " KRT7F3K9QXT ",
            "https://krt.example/j/KRT-7F3K-9QXT",
            "https://krt.example/j/7f3k9qxt/",
        ] {
            assert_eq!(readable(typed).as_deref(), Some("7F3K9QXT"), "{typed}");
        }
        assert_eq!(readable("KRT-OIL0-UUUU").as_deref(), Some("0110VVVV"));
        for wrong in ["", "KRT", "KRT-7F3K-9QX", "KRT-7F3K-9QXTT", "7F3K9QX?", "ü7F3K9Q"] {
            assert_eq!(readable(wrong), None, "{wrong}");
        }
        assert_eq!(readable(&"7".repeat(1_000)), None);
    }

    #[test]
    fn a_code_that_is_made_can_be_read() {
        for chance in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef] {
            let made = letters(chance);
            assert_eq!(readable(&printed(&made)).as_deref(), Some(made.as_str()));
            // One that begins with KRT itself keeps its letters.
            assert_eq!(readable(&made).as_deref(), Some(made.as_str()));
        }
        assert_eq!(readable("KRT-KRT2-3456").as_deref(), Some("KRT23456"));
        assert_eq!(readable("KRT23456").as_deref(), Some("KRT23456"));
    }

    #[test]
    fn a_code_counts_for_a_while_and_for_some() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let new = |days: Option<i64>, uses| NewJoinCode {
            area_id: AreaId(uuid::Uuid::nil()),
            expires_at: days.map(|days| now + TimeDelta::days(days)),
            uses,
        };
        let usual = bounds(&new(None, None), now).unwrap();
        assert_eq!(usual.expires_at, now + TimeDelta::days(90));
        assert_eq!(usual.most_uses, 1_000);
        assert!(bounds(&new(Some(366), Some(5_000)), now).is_ok());
        for (days, uses, wrong) in
            [(Some(0), None, 1), (Some(367), Some(0), 2), (None, Some(5_001), 1)]
        {
            match bounds(&new(days, uses), now) {
                Err(crate::Error::Refused(refusals)) => assert_eq!(refusals.len(), wrong),
                other => panic!("{other:?}"),
            }
        }
    }
}
