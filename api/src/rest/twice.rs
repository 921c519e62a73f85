//! JSON in which a field may stand twice: a map keeps one of them, and nobody would know of the other.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use super::left_out::LeftOut;

/// So much is kept of the path of a field, in characters: what stands deep inside costs no more.
const LONGEST_PATH: usize = 60;

/// Reads a value that stands `inside` this path. Of fields of the same name the last counts, and each
/// one that does not is said.
pub(super) fn read(text: &str, inside: &str, left_out: &mut LeftOut) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Part { at: inside.to_owned(), left_out }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The fields of a body as they came, none of them twice: what follows the first would be lost.
#[derive(Debug)]
pub(super) struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    /// What stands under this name.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied()
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Apart)
    }
}

/// Reads fields without reading what stands in them.
struct Apart;

impl<'de> Visitor<'de> for Apart {
    type Value = Fields<'de>;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("an object with fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.contains_key(&name) {
                // As serde says it of a struct.
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            fields.insert(name, map.next_value::<&'de RawValue>()?);
        }
        Ok(Fields(fields))
    }
}

/// A value at a path.
struct Part<'a> {
    at: String,
    left_out: &'a mut LeftOut,
}

impl Part<'_> {
    /// The path of a field of this value.
    fn path_of(&self, name: &str) -> String {
        let dot = if self.at.is_empty() { "" } else { "." };
        let letters = self.at.chars().chain(dot.chars()).chain(name.chars());
        letters.take(LONGEST_PATH).collect()
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let Self { at, left_out } = self;
        let mut values = Vec::new();
        loop {
            let one = Part { at: at.clone(), left_out: &mut *left_out };
            let Some(value) = list.next_element_seed(one)? else { return Ok(values.into()) };
            values.push(value);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let at = self.path_of(&name);
            if fields.contains_key(&name) {
                self.left_out.twice(&at);
            }
            let value = map.next_value_seed(Part { at, left_out: &mut *self.left_out })?;
            fields.insert(name, value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_of_two_counts_and_is_said() {
        let mut left_out = LeftOut::of("events.0.");
        let text = r#"{"a":1,"b":{"c":null,"c":[true,-2,0.5,"x"]},"d":[{"e":1,"e":2}],"a":3}"#;
        let value = read(text, "", &mut left_out).unwrap();
        let wanted = json!({ "a": 3, "b": { "c": [true, -2, 0.5, "x"] }, "d": [{ "e": 2 }] });
        assert_eq!(value, wanted);
        let said: Vec<_> =
            left_out.into_refusals().into_iter().filter_map(|refusal| refusal.field).collect();
        assert_eq!(said, ["events.0.b.c", "events.0.d.e", "events.0.a"]);
    }

    #[test]
    fn what_stands_once_is_read_as_ever() {
        let mut left_out = LeftOut::of("");
        for text in ["", "{", "[1,]", "{} {}", "{\"a\"}", "1 2"] {
            assert!(read(text, "", &mut left_out).is_err(), "{text}");
        }
        let value = read(" {\"a\": [], \"b\": {\"a\": \"\\u0000NaN\"}} ", "", &mut left_out);
        assert_eq!(value.unwrap(), json!({ "a": [], "b": { "a": "\u{0}NaN" } }));
        assert!(left_out.into_refusals().is_empty());
    }

    #[test]
    fn a_body_has_no_field_twice() {
        let fields = serde_json::from_str::<Fields<'_>>(r#"{"b":[NaN"#);
        assert!(fields.is_err());
        let fields: Fields<'_> = serde_json::from_str(r#"{"b":[1, 2],"a":{"a":1}}"#).unwrap();
        assert_eq!(fields.names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(fields.get("b").map(RawValue::get), Some("[1, 2]"));
        let twice = serde_json::from_str::<Fields<'_>>(r#"{"b":[],"b":[]}"#).unwrap_err();
        assert!(twice.to_string().starts_with("duplicate field `b`"), "{twice}");
    }
}
