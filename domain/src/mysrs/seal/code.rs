//! The short code on reports and certificates, by which anybody asks whether a log is whole; pure.

/// The digits and letters without those that look like others.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 80 bits of the hash in letters of 5 bits each: too many to guess one that is there.
const LETTERS: usize = 16;
const BYTES: usize = 10;

/// The code of a seal, as it is kept.
pub(in crate::mysrs) fn code(hash: &[u8; 32]) -> String {
    let first = hash.iter().take(BYTES).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    (0..LETTERS)
        .rev()
        .filter_map(|place| {
            let letter = usize::try_from((first >> (5 * place)) & 31).ok()?;
            ALPHABET.get(letter).copied().map(char::from)
        })
        .collect()
}

/// A code as somebody types it: in any case, with dashes and spaces, and with letters that look like
/// the right ones. None when it cannot be a code.
pub(in crate::mysrs) fn read(text: &str) -> Option<String> {
    // Four groups with what people put between them.
    const LONGEST: usize = 40;
    if text.len() > LONGEST {
        return None;
    }
    let letters = text.chars().filter(|letter| !matches!(letter, '-' | ' '));
    let code: Option<String> = letters
        .map(|letter| {
            let letter = match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            u8::try_from(letter).ok().filter(|byte| ALPHABET.contains(byte)).map(char::from)
        })
        .collect();
    code.filter(|code| code.len() == LETTERS)
}

/// A code as it is printed: `7F3K-9QXT-2M4N-8RWV`.
#[must_use]
pub fn shown(code: &str) -> String {
    let letters: Vec<char> = code.to_ascii_uppercase().chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_printed_and_typed() {
        let mut hash = [0_u8; 32];
        for (number, byte) in (0_u8..).zip(hash.iter_mut()) {
            *byte = number.wrapping_mul(37).wrapping_add(11);
        }
        let made = code(&hash);
        assert_eq!(made.len(), 16);
        let printed = shown(&made);
        assert_eq!(printed.len(), 19);
        for typed in [made.clone(), printed.clone(), printed.replace('-', " ").to_lowercase()] {
            assert_eq!(read(&typed).as_ref(), Some(&made), "{typed}");
        }
        assert_eq!(read("OOOO-IIII-llll-0000").as_deref(), Some("0000111111110000"));
        for wrong in ["", "7F3K", "7F3K-9QXT-2M4N-8RWU", &"7".repeat(17), &"-".repeat(300)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        hash[9] ^= 1;
        assert_ne!(code(&hash), made, "the tenth byte counts");
    }
}
