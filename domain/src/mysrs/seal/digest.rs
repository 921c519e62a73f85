//! How parts are put together before they are hashed; pure.

use sha2::{Digest as _, Sha256};

/// The form of everything that is hashed here. Another form gets another number.
pub(super) const VERSION: u8 = 1;

/// A part with its length, and an absent one unlike an empty one, so that no two rows are hashed
/// alike.
pub(super) fn put(hasher: &mut Sha256, part: Option<&str>) {
    match part {
        None => hasher.update([0]),
        Some(part) => {
            hasher.update([1]);
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
}

/// The hash of a text.
pub(super) fn of_text(text: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(text.as_bytes());
    hasher.finalize().into()
}

/// Bytes as they are written.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
