//! By which words offers were found: which words count; pure.

use std::sync::Arc;

use crate::krt_shop::search::Found;

/// Longer searches are not told, in characters: they are somebody's own.
const LONGEST: usize = 60;

/// The words that are counted for what a search found: as they were most likely meant, when every offer
/// answers all of them. What nothing answers may be anything, and a long search is somebody's own.
pub(super) fn words(found: &Found) -> Option<Arc<str>> {
    if !found.fits {
        return None;
    }
    let meant = found.corrected.clone().unwrap_or_else(|| found.words.join(" "));
    let told = !meant.is_empty() && meant.chars().count() <= LONGEST;
    told.then(|| meant.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], corrected: Option<&str>, fits: bool) -> Found {
        Found {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            corrected: corrected.map(str::to_owned),
            fits,
            ..Found::default()
        }
    }

    #[test]
    fn words_count_as_they_were_meant_when_they_fit() {
        let counted = |found: Found| words(&found).map(|words| words.to_string());
        assert_eq!(counted(found(&["mi", "kuning"], None, true)).as_deref(), Some("mi kuning"));
        let meant = found(&["mee", "kunning"], Some("mi kuning"), true);
        assert_eq!(counted(meant).as_deref(), Some("mi kuning"));
        assert_eq!(counted(found(&["telefon", "salmah"], None, false)), None);
        assert_eq!(counted(found(&["a".repeat(61).as_str()], None, true)), None);
    }
}
