//! Writes JSON by a selection of fields.

use std::{collections::HashMap, fmt, io::Write as _};

use actix_web::web::Bytes;
use async_graphql::{
    Name, Positioned, ScalarType, Value,
    parser::types::{Field, FragmentDefinition, Selection, SelectionSet},
    resolver_utils::EnumType,
};
use domain::shared::{clock::Instant, language::Languages};

use super::Plain;
use crate::graphql::scalars::DateTime;

/// The selection holds something that only the ordinary way can answer. What was written is void.
#[derive(Clone, Copy, Debug)]
pub struct NotPlain;

/// Whether something could be written.
pub type Wrote = Result<(), NotPlain>;

/// Writes one answer.
#[derive(Debug)]
pub struct Writer<'a> {
    out: Vec<u8>,
    /// The names under which the objects that are being written have answered so far, the
    /// innermost object's last.
    keys: Vec<&'a str>,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// The languages that the reader wants.
    pub languages: &'a Languages,
    /// How the world reaches this service.
    pub public_url: &'a str,
    /// The present, by which prices are told.
    pub now: Instant,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
        languages: &'a Languages,
        (public_url, now): (&'a str, Instant),
        room: usize,
    ) -> Self {
        let (out, keys) = (Vec::with_capacity(room), Vec::new());
        Self { out, keys, fragments, languages, public_url, now }
    }

    pub(super) fn done(self) -> Bytes {
        Bytes::from(self.out)
    }

    /// An object's selected fields.
    pub fn object<T: Plain>(&mut self, object: &T, set: &'a SelectionSet) -> Wrote {
        let outer = self.keys.len();
        self.out.push(b'{');
        self.fields(object, set, outer)?;
        self.out.push(b'}');
        self.keys.truncate(outer);
        Ok(())
    }

    /// Every object of a list.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Wrote,
    ) -> Wrote {
        self.out.push(b'[');
        let begins = self.out.len();
        for item in items {
            if self.out.len() > begins {
                self.out.push(b',');
            }
            write(self, item)?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// Something that may be missing.
    pub fn optional<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> Wrote,
    ) -> Wrote {
        match value {
            Some(value) => write(self, value),
            None => self.bare("null"),
        }
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> Wrote {
        serde_json::to_writer(&mut self.out, text).map_err(|_| NotPlain)
    }

    /// Something whose form needs no escaping: an id, a date.
    pub fn word(&mut self, word: impl fmt::Display) -> Wrote {
        write!(self.out, "\"{word}\"").map_err(|_| NotPlain)
    }

    /// A name of the schema or of the document, which needs no escaping either.
    fn name(&mut self, name: &str) {
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'"');
    }

    /// A number, `true`, `false` or `null`.
    pub fn bare(&mut self, value: impl fmt::Display) -> Wrote {
        write!(self.out, "{value}").map_err(|_| NotPlain)
    }

    /// A floating-point number; what is none has no form in JSON.
    pub fn number(&mut self, number: f64) -> Wrote {
        serde_json::to_writer(&mut self.out, &number).map_err(|_| NotPlain)
    }

    /// An enum's value by its name in the schema.
    pub fn enumeration<E: EnumType>(&mut self, value: E) -> Wrote {
        let item = E::items().iter().find(|item| item.value == value).ok_or(NotPlain)?;
        self.name(item.name);
        Ok(())
    }

    /// An instant.
    pub fn instant(&mut self, at: Instant) -> Wrote {
        self.scalar(&DateTime(at))
    }

    /// A scalar whose form is a text.
    pub fn scalar(&mut self, scalar: &impl ScalarType) -> Wrote {
        match scalar.to_value() {
            Value::String(text) => self.text(&text),
            _ => Err(NotPlain),
        }
    }

    fn fields<T: Plain>(&mut self, object: &T, set: &'a SelectionSet, outer: usize) -> Wrote {
        for selection in &set.items {
            // Those that skip and include have done their work; others are not ours to judge.
            if !selection.node.directives().is_empty() {
                return Err(NotPlain);
            }
            match &selection.node {
                Selection::Field(field) => self.field(object, &field.node, outer)?,
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref();
                    is_of::<T>(on.map(|on| on.node.on.node.as_str()))?;
                    self.fields(object, &fragment.node.selection_set.node, outer)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.fragments.get(name).ok_or(NotPlain)?;
                    is_of::<T>(Some(fragment.node.type_condition.node.on.node.as_str()))?;
                    self.fields(object, &fragment.node.selection_set.node, outer)?;
                }
            }
        }
        Ok(())
    }

    fn field<T: Plain>(&mut self, object: &T, field: &'a Field, outer: usize) -> Wrote {
        let key = field.response_key().node.as_str();
        let (_, answered) = self.keys.split_at(outer);
        if answered.contains(&key) {
            // The validator has seen that both ask the same; two selections would be merged.
            return if field.selection_set.node.items.is_empty() { Ok(()) } else { Err(NotPlain) };
        }
        if !answered.is_empty() {
            self.out.push(b',');
        }
        self.keys.push(key);
        self.name(key);
        self.out.push(b':');
        if field.name.node == "__typename" {
            self.name(T::TYPE);
            return Ok(());
        }
        object.write(field, self)
    }
}

/// A fragment on an interface would need to know who implements it.
fn is_of<T: Plain>(condition: Option<&str>) -> Wrote {
    if condition.is_none_or(|condition| condition == T::TYPE) { Ok(()) } else { Err(NotPlain) }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    struct Stall(&'static str);

    impl Plain for Stall {
        const TYPE: &'static str = "Stall";

        fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
            match field.name.node.as_str() {
                "name" => to.text(self.0),
                "open" => to.bare(true),
                "beside" => to.object(&Stall("Satay"), &field.selection_set.node),
                "none" => to.optional(None::<&str>, Writer::text),
                _ => Err(NotPlain),
            }
        }
    }

    fn written(document: &str) -> Option<String> {
        let document = parse_query(document).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let languages = Languages::default();
        let mut writer = Writer::new(&document.fragments, &languages, ("", Instant::UNIX_EPOCH), 0);
        writer.object(&Stall("Mi \"kuning\""), &operation.node.selection_set.node).ok()?;
        Some(String::from_utf8(writer.done().to_vec()).unwrap())
    }

    #[test]
    fn a_selection_is_written_in_its_order_under_its_names() {
        assert_eq!(
            written("{ open __typename n: name none beside { name } }").unwrap(),
            r#"{"open":true,"__typename":"Stall","n":"Mi \"kuning\"","none":null,"beside":{"name":"Satay"}}"#
        );
    }

    #[test]
    fn fragments_are_written_where_they_stand_and_nothing_twice() {
        let document = "{ name ...F ... on Stall { open } ... { none } } fragment F on Stall { __typename name beside { open name } }";
        assert_eq!(
            written(document).unwrap(),
            r#"{"name":"Mi \"kuning\"","__typename":"Stall","beside":{"open":true,"name":"Satay"},"open":true,"none":null}"#
        );
    }

    #[test]
    fn what_needs_more_takes_the_ordinary_way() {
        for document in [
            "{ price }",
            "{ name @shout }",
            "{ beside { name } beside { open } }",
            "{ ... on Node { name } }",
            "{ ...F } fragment F on Node { name }",
            "{ beside { beside { price } } }",
        ] {
            assert_eq!(written(document), None, "{document}");
        }
    }
}
