//! How a treatment spells its columns: `id:notice title:json~ note! -salt ends_at:time>`.
//!
//! A `-` before the name keeps the column out of the export. After a colon stands the kind, text
//! when there is none. A sign behind says what erasure does: `!` empties it, `!!` makes a text
//! empty that must be there, `~` takes the person's name and numbers out of it, `>` ends it now.

/// What kind of value stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// An id with this prefix.
    Id(&'static str),
    /// An instant.
    Time,
    /// A day.
    Date,
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// Yes or no.
    Flag,
    /// JSON.
    Json,
    /// JSON that is sealed for its row: the export opens it. The purpose is the table's name, and the
    /// row is named by its `id`, which is exported too.
    Sealed,
}

/// What erasure does to a column whose row stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upon {
    /// Nothing: it says nothing about anybody by itself.
    Nothing,
    /// It becomes null.
    Empty,
    /// It becomes an empty text.
    Blank,
    /// The person's name and numbers are taken out of it.
    Scrub,
    /// It becomes the present, unless it lies in the past.
    End,
}

/// One column of a treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What kind of value stands there.
    pub kind: Kind,
    /// Whether the export shows it.
    pub exported: bool,
    /// What erasure does to it.
    pub upon: Upon,
}

/// Reads the columns of a treatment; a word that cannot be read is a mistake in the list, which a
/// test finds.
pub fn columns(spelled: &'static str) -> impl Iterator<Item = Option<Column>> {
    spelled.split_whitespace().map(column)
}

fn column(word: &'static str) -> Option<Column> {
    let (exported, word) = match word.strip_prefix('-') {
        Some(rest) => (false, rest),
        None => (true, word),
    };
    let (word, upon) =
        [("!!", Upon::Blank), ("!", Upon::Empty), ("~", Upon::Scrub), (">", Upon::End)]
            .into_iter()
            .find_map(|(sign, upon)| Some((word.strip_suffix(sign)?, upon)))
            .unwrap_or((word, Upon::Nothing));
    let (name, kind) = match word.split_once(':') {
        None => (word, Kind::Text),
        Some((name, "time")) => (name, Kind::Time),
        Some((name, "date")) => (name, Kind::Date),
        Some((name, "whole")) => (name, Kind::Whole),
        Some((name, "number")) => (name, Kind::Number),
        Some((name, "flag")) => (name, Kind::Flag),
        Some((name, "json")) => (name, Kind::Json),
        Some((name, "sealed")) => (name, Kind::Sealed),
        Some((name, prefix)) => {
            let known = crate::shared::id::PREFIXES.iter().find(|known| **known == prefix)?;
            (name, Kind::Id(known))
        }
    };
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    plain.then_some(Column { name, kind, exported, upon })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_as_they_are_spelled() {
        let read: Vec<Column> =
            columns("id:notice -salt reason!! body:json~ left_at:time> details:sealed!")
                .map(Option::unwrap)
                .collect();
        let column = |name, kind, exported, upon| Column { name, kind, exported, upon };
        assert_eq!(
            read,
            [
                column("id", Kind::Id("notice"), true, Upon::Nothing),
                column("salt", Kind::Text, false, Upon::Nothing),
                column("reason", Kind::Text, true, Upon::Blank),
                column("body", Kind::Json, true, Upon::Scrub),
                column("left_at", Kind::Time, true, Upon::End),
                column("details", Kind::Sealed, true, Upon::Empty),
            ]
        );
        for wrong in ["id:nobody", "-", "Name", "a;b", ":time"] {
            assert!(columns(wrong).all(|column| column.is_none()), "{wrong}");
        }
    }
}
