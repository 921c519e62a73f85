//! What a part is called, and how many there are; pure.

use crate::shared::{
    error::{ErrorCode, Refusal, Result},
    text,
};

/// The longest name, in characters: `Fasa 2A, Jalan Mutiara 1 hingga 9` and room.
const NAME: usize = 60;
/// The most parts of an area at once: an area has about 1,000 houses, and a list fits on a phone.
pub(super) const MOST_PARTS: u64 = 100;

/// A name, and what two names are compared by.
pub(super) fn name(name: &str) -> Result<(String, String)> {
    let name = text::line(name, NAME).map_err(|refusal| refusal.at("name"))?;
    let mut key = text::searchable(&name);
    if key.is_empty() {
        key = name.to_lowercase();
    }
    Ok((name, key))
}

/// Whether one more part fits beside those that there are.
pub(super) fn room_for(parts: u64) -> Result<()> {
    if parts >= MOST_PARTS {
        return Err(Refusal::of(ErrorCode::TooMany).at("areaId").with("limit", MOST_PARTS).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        let key = |text: &str| name(text).unwrap().1;
        assert_eq!(key("Blok  A"), key("blok a."));
        assert_ne!(key("Blok A"), key("Blok B"));
        assert_eq!(name(" Blok   A ").unwrap().0, "Blok A");
        assert!(name(" ").is_err() && name(&"b".repeat(61)).is_err());
        assert!(name("Blok\u{202e}A").is_err());
    }

    #[test]
    fn there_are_at_most_a_hundred() {
        assert!(room_for(99).is_ok() && room_for(100).is_err());
    }
}
