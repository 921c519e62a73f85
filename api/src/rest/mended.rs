//! Numbers that are none: some phones write `NaN` and `Infinity` into their JSON, which then is none.
//! Here they become nothing, so that what stands beside them is not lost.

use serde_json::Value;

/// The words that stand for them.
const WORDS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];
/// What stands in their place: a text that no phone sends, so that they are told apart from nothing.
const MARK: &str = "\u{0}NaN";
/// The same as it is written in JSON.
const WRITTEN: &str = r#""\u0000NaN""#;

/// A text that is no JSON, with marks in place of numbers that are none; nothing when it has none of
/// these. It becomes at most four times as long.
pub(super) fn mended(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut mended = String::new();
    let (mut from, mut at, mut in_text) = (0, 0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            // What is escaped ends no text.
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'N' | b'I' | b'-' if !in_text => {
                let rest = text.get(at..).unwrap_or_default();
                if let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
                    mended.push_str(text.get(from..at).unwrap_or_default());
                    mended.push_str(WRITTEN);
                    from = at + word.len();
                    at = from;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if from == 0 {
        return None;
    }
    mended.push_str(text.get(from..).unwrap_or_default());
    Some(mended)
}

/// Whether a text of JSON may hold a mark.
pub(super) fn may_hold_mark(json: &str) -> bool {
    json.contains(WRITTEN)
}

/// Whether a value stands in the place of a number that is none.
pub(super) fn is_mark(value: &Value) -> bool {
    value.as_str().is_some_and(is_mark_text)
}

/// Whether a text does.
pub(super) fn is_mark_text(text: &str) -> bool {
    text == MARK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_become_nothing_and_texts_stay() {
        let odd = r#"{"a":NaN,"b":[-Infinity, Infinity],"c":"NaN \"NaN\" \\","d":-1.5,"e":NaN}"#;
        let read: Value = serde_json::from_str(&mended(odd).unwrap()).unwrap();
        assert!(is_mark(&read["a"]) && is_mark(&read["b"][0]) && is_mark(&read["b"][1]));
        assert!(is_mark(&read["e"]));
        assert_eq!(read["c"], "NaN \"NaN\" \\");
        assert_eq!(read["d"], -1.5);
        assert!(may_hold_mark(&mended(odd).unwrap()) && !may_hold_mark(odd));
    }

    #[test]
    fn what_holds_none_of_them_is_not_mended() {
        for text in ["", "{", r#"{"a":"NaN"}"#, "{\"a\":-}", "\"\\", "é-"] {
            assert_eq!(mended(text), None);
        }
    }
}
