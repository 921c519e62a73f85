//! The signed code on a checkpoint's sheet and tag: what stands in it, and what a text that a phone
//! has scanned is worth; pure.
//!
//! `krt:c1.` and 48 letters of base64url: the checkpoint's 16 bytes, the 4 bytes of the code's number
//! (big-endian), and the first 16 bytes of their keyed hash. Nobody makes one without the secret; who
//! has photographed one has it, which is why it is renewed and why a position is asked for too.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    model::Checkpoint,
    past::{PastCheckpoint, as_it_was},
};
use crate::shared::{clock::Instant, id::CheckpointId, secret::Secret};

/// What stands before each code, by which a phone knows one of ours and its version.
const MARK: &str = "krt:c1.";
/// What the key for codes is derived from the secret for.
const PURPOSE: &str = "checkpoint codes";
/// The bytes of a checkpoint's id.
const ID: usize = 16;
/// The bytes of a code's number.
const NUMBER: usize = 4;
/// The bytes of the keyed hash: 128 bits, more than anybody can try.
const PROOF: usize = 16;
/// 36 bytes in base64, without padding.
const LETTERS: usize = (ID + NUMBER + PROOF) / 3 * 4;

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSays {
    /// Of which checkpoint it is.
    pub checkpoint: CheckpointId,
    /// Its number: each renewal is one higher.
    pub number: u32,
    /// Whether this program made it.
    pub genuine: bool,
}

/// What a code is worth to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWorth {
    /// It is the code of one of the unit's checkpoints.
    Good,
    /// Nobody who may make codes has made it.
    Forged,
    /// It belongs to another unit, or to nothing that is known.
    Foreign,
    /// Another code had taken its place, or the checkpoint had ended.
    Revoked,
}

/// The text of a checkpoint's code with this number.
#[must_use]
pub fn text(secret: &Secret, checkpoint: CheckpointId, number: u32) -> String {
    let (id, number) = (checkpoint.0.as_bytes().as_slice(), number.to_be_bytes());
    let bytes = [id, number.as_slice(), &proof(secret, id, &number)].concat();
    format!("{MARK}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What a scanned text says; nothing when it is none of our codes, whatever else it is.
#[must_use]
pub fn read(secret: &Secret, text: &str) -> Option<CodeSays> {
    let letters = text.trim().strip_prefix(MARK)?;
    if letters.len() != LETTERS {
        return None;
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(letters).ok()?;
    let (id, rest) = bytes.split_at_checked(ID)?;
    let (number, given) = rest.split_at_checked(NUMBER)?;
    let genuine = bool::from(proof(secret, id, number).as_slice().ct_eq(given));
    let checkpoint = CheckpointId(Uuid::from_slice(id).ok()?);
    Some(CodeSays { checkpoint, number: u32::from_be_bytes(number.try_into().ok()?), genuine })
}

/// What a code that was read at this time is worth to the unit whose checkpoints these are, the ended
/// ones with them, and what they were before. A phone without a signal brings a code late: one that was
/// renewed since counts until its renewal, however many there were.
#[must_use]
pub fn worth(
    says: CodeSays,
    of_unit: &[Checkpoint],
    past: &[PastCheckpoint],
    read_at: Instant,
) -> CodeWorth {
    if !says.genuine {
        return CodeWorth::Forged;
    }
    let Some(known) = of_unit.iter().find(|checkpoint| checkpoint.id == says.checkpoint) else {
        return CodeWorth::Foreign;
    };
    let number = i64::from(says.number);
    let was = as_it_was(known, past, read_at);
    // The newest one counts also of a phone whose clock is behind. Of a renewal before the past was kept
    // it is known when it was.
    let counts = [known, &*was].iter().any(|one| {
        let replaced_later = number + 1 == one.code_number && read_at < one.code_since;
        number == one.code_number || replaced_later
    });
    let ended = known.ended_at.is_some_and(|ended| read_at >= ended);
    if counts && !ended { CodeWorth::Good } else { CodeWorth::Revoked }
}

fn proof(secret: &Secret, id: &[u8], number: &[u8]) -> [u8; PROOF] {
    let hash = secret.hash(PURPOSE, &[id, number]);
    let mut proof = [0; PROOF];
    for (kept, byte) in proof.iter_mut().zip(hash) {
        *kept = byte;
    }
    proof
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::shared::{geo::Position, id::PatrolUnitId};

    fn secret() -> Secret {
        Secret::new("a secret that is only good for tests")
    }

    fn checkpoint(id: u128) -> Checkpoint {
        let created_at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        Checkpoint {
            id: CheckpointId(Uuid::from_u128(id)),
            unit_id: PatrolUnitId(Uuid::nil()),
            sector_id: None,
            name: "Surau Al-Ikhlas".to_owned(),
            position: Position { latitude: 1.54, longitude: 103.65 },
            radius_metres: 50,
            hours: None,
            position_in_order: None,
            code_number: 3,
            code_since: created_at + TimeDelta::days(30),
            far_from_area: false,
            version: 1,
            created_at,
            ended_at: None,
        }
    }

    #[test]
    fn a_code_says_what_it_was_made_for() {
        let id = CheckpointId(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0001));
        let text = text(&secret(), id, 7);
        assert!(text.starts_with("krt:c1.") && text.len() == 55, "{text}");
        let says = CodeSays { checkpoint: id, number: 7, genuine: true };
        assert_eq!(read(&secret(), &text), Some(says));
        assert_eq!(read(&secret(), &format!(" {text}\n")), Some(says));
        let elsewhere = read(&Secret::new("another"), &text).unwrap();
        assert_eq!(elsewhere, CodeSays { genuine: false, ..says });
    }

    #[test]
    fn what_else_a_phone_scans_is_none_of_ours() {
        let long = format!("krt:c1.{}", "A".repeat(10_000));
        let ours = text(&secret(), CheckpointId(Uuid::nil()), 1);
        let (cut, other) = (&ours[..ours.len() - 1], ours.replace("c1", "c2"));
        let (padded, upper) = (format!("{ours}="), ours.replace("krt", "KRT"));
        for text in [
            "",
            "krt:",
            "krt:c1.",
            "https://example.com/krt:c1.",
            "BEGIN:VCARD",
            "WIFI:S:rumah;T:WPA;P:rahsia;;",
            "krt:c1.ü€面",
            "\u{202e}krt:c1.",
            &long,
            cut,
            &other,
            &padded,
            &upper,
            &"7".repeat(10_000),
        ] {
            assert_eq!(read(&secret(), text), None, "{text}");
        }
    }

    #[test]
    fn a_code_counts_until_another_takes_its_place() {
        let known = checkpoint(1);
        let says = |number| CodeSays { checkpoint: known.id, number, genuine: true };
        let (before, since) = (known.code_since - TimeDelta::seconds(1), known.code_since);
        let list = [checkpoint(2), known.clone()];
        let worth = |says, list: &[Checkpoint], at| worth(says, list, &[], at);
        assert_eq!(worth(says(3), &list, since), CodeWorth::Good);
        assert_eq!(worth(says(2), &list, since), CodeWorth::Revoked);
        // Read without a signal before the renewal, and sent afterwards.
        assert_eq!(worth(says(2), &list, before), CodeWorth::Good);
        assert_eq!(worth(says(1), &list, before), CodeWorth::Revoked);
        assert_eq!(worth(says(4), &list, since), CodeWorth::Revoked);
        let forged = CodeSays { genuine: false, ..says(3) };
        assert_eq!(worth(forged, &list, since), CodeWorth::Forged);
        assert_eq!(worth(says(3), &[checkpoint(2)], since), CodeWorth::Foreign);
        let ended = Checkpoint { ended_at: Some(since), ..known.clone() };
        assert_eq!(worth(says(3), std::slice::from_ref(&ended), since), CodeWorth::Revoked);
        assert_eq!(worth(says(3), &[ended], before), CodeWorth::Good);
    }

    #[test]
    fn a_code_that_was_renewed_twice_since_counted_when_it_was_read() {
        let known = checkpoint(1);
        let first_renewal = known.code_since - TimeDelta::hours(1);
        let until = |number: i64, held_until: Instant, code_since: Instant| PastCheckpoint {
            id: known.id,
            version: number,
            held_until,
            position: known.position,
            radius_metres: known.radius_metres,
            hours: None,
            code_number: number,
            code_since,
        };
        let past =
            [until(1, first_renewal, known.created_at), until(2, known.code_since, first_renewal)];
        let worth = |number: u32, at: Instant| {
            let says = CodeSays { checkpoint: known.id, number, genuine: true };
            worth(says, std::slice::from_ref(&known), &past, at)
        };
        let minute = TimeDelta::minutes(1);
        assert_eq!(worth(1, first_renewal - minute), CodeWorth::Good);
        assert_eq!(worth(1, first_renewal), CodeWorth::Revoked);
        assert_eq!(worth(2, first_renewal), CodeWorth::Good);
        assert_eq!(worth(2, known.code_since), CodeWorth::Revoked);
        // The newest one, by a phone whose clock is behind.
        assert_eq!(worth(3, known.code_since - minute), CodeWorth::Good);
    }

    proptest! {
        #[test]
        fn a_letter_changed_is_noticed(id in any::<u128>(), number in any::<u32>(), place in 7_usize..55) {
            let made = text(&secret(), CheckpointId(Uuid::from_u128(id)), number);
            let mut letters: Vec<char> = made.chars().collect();
            letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
            let changed: String = letters.into_iter().collect();
            let read = read(&secret(), &changed);
            prop_assert!(read.is_some_and(|says| !says.genuine));
        }

        #[test]
        fn any_text_is_read_without_harm(text in ".{0,200}") {
            prop_assert!(read(&secret(), &text).is_none_or(|says| !says.genuine));
        }
    }
}
