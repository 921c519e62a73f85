//! The person as others may have written them into a text, and taking that out.

use serde_json::Value;

use crate::shared::text;

/// What stands where a name or a number was taken out of a text that stays.
pub(super) const GAP: &str = "…";
/// A shorter name is part of too many words: it is taken out only where it stands as two words.
const SHORTEST_NAME: usize = 6;

/// The name and the numbers of a person, in every spelling that is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Spellings(Vec<String>);

impl Spellings {
    /// The name, and the number in the spellings that people use: `+60123456789`, `60123456789`,
    /// `0123456789`, `012-3456789`, `012-345 6789`.
    pub(super) fn of(name: &str, phone: Option<&str>) -> Self {
        let mut texts = Vec::new();
        // As it was given, and as it stands in what is searched.
        for name in [name.to_owned(), text::searchable(name)] {
            if name.chars().count() >= SHORTEST_NAME || name.contains(' ') {
                texts.push(name);
            }
        }
        if let Some(national) = phone.and_then(|phone| phone.strip_prefix("+60")) {
            texts.push(format!("+60{national}"));
            texts.push(format!("60{national}"));
            texts.push(format!("0{national}"));
            if let Some((prefix, rest)) = national.split_at_checked(2) {
                texts.push(format!("0{prefix}-{rest}"));
                let middle = rest.len().saturating_sub(4);
                if let Some((middle, last)) = rest.split_at_checked(middle) {
                    texts.push(format!("0{prefix}-{middle} {last}"));
                }
            }
        }
        Self(texts)
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each spelling, in the order in which they are taken out.
    pub(super) fn each(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Takes the person out of every text within a value, and tells whether they stood there. The
    /// names of fields are not people's words: they stay.
    pub(super) fn take_out_of(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => self.take_out_of_text(text),
            Value::Array(values) => self.take_out_of_each(values.iter_mut()),
            Value::Object(fields) => self.take_out_of_each(fields.values_mut()),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn take_out_of_each<'value>(&self, values: impl Iterator<Item = &'value mut Value>) -> bool {
        let mut found = false;
        for value in values {
            found |= self.take_out_of(value);
        }
        found
    }

    fn take_out_of_text(&self, text: &mut String) -> bool {
        let mut found = false;
        for spelling in self.each() {
            if text.contains(spelling) {
                *text = text.replace(spelling, GAP);
                found = true;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_known_in_every_spelling_and_a_short_name_is_left() {
        let aminah = Spellings::of("Aminah", Some("+60123456789"));
        let expected = [
            "Aminah",
            "aminah",
            "+60123456789",
            "60123456789",
            "0123456789",
            "012-3456789",
            "012-345 6789",
        ];
        assert_eq!(aminah.0, expected);
        assert!(Spellings::of("Ali", None).is_empty());
        assert_eq!(Spellings::of("Li An", None).0, ["Li An", "li an"]);
        // What is left of it to search for is one letter, or nothing.
        assert_eq!(Spellings::of("a ****", None).0, ["a ****"]);
        assert_eq!(Spellings::of("*** ***", None).0, ["*** ***"]);
    }

    #[test]
    fn a_name_is_taken_out_of_texts_and_of_nothing_else() {
        let left = |name: &str, mut value: Value| {
            let found = Spellings::of(name, Some("+60123456789")).take_out_of(&mut value);
            (found, value)
        };
        let written =
            json!({ "ms": "Hubungi Aminah, 012-345 6789", "en": null, "Aminah": [1, "Aminah"] });
        let expected = json!({ "ms": "Hubungi …, …", "en": null, "Aminah": [1, "…"] });
        assert_eq!(left("Aminah", written), (true, expected));
        let other = json!({ "ms": "Gotong-royong", "start": 2019, "open": true });
        assert_eq!(left("Aminah", other.clone()), (false, other));
        // What means something in JSON means nothing in a name.
        for name in
            [r#"","en":""#, r"Siti \ Ali", r#"Ah "Boy" Lim"#, r#"{"ms":"x"}"#, "true, false"]
        {
            let text = |who: &str| json!({ "ms": format!("Oleh {who}."), "en": "true, it is" });
            assert_eq!(left(name, text(name)), (true, text(GAP)), "{name}");
        }
    }
}
