//! Erasing what the treatments say, in the transaction of the erasure.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};

use super::{
    columns::{Kind, Upon, columns},
    kept::{Kept, Why},
    treatments::{Erasure, TREATMENTS, Treatment},
};
use crate::shared::{clock::Instant, db, error::Result, id::PersonId, text};

/// What stands where a name or a number was taken out of a text that stays.
const GAP: &str = "…";
/// A shorter name is part of too many words: it is taken out only where it stands as two words.
const SHORTEST_NAME: usize = 6;

/// The person as others may have written them into a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Spellings(Vec<String>);

impl Spellings {
    /// The name, and the number in the spellings of facts.md §5: `+60123456789`, `60123456789`,
    /// `0123456789`, `012-3456789`, `012-345 6789`.
    pub(super) fn of(name: &str, phone: Option<&str>) -> Self {
        let mut texts = Vec::new();
        if name.chars().count() >= SHORTEST_NAME || name.contains(' ') {
            texts.push(name.to_owned());
            // As it stands in what is searched.
            texts.push(text::searchable(name));
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
}

/// Does what every treatment says, and tells what stays.
pub(super) async fn erase<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    spellings: &Spellings,
    now: Instant,
) -> Result<Vec<Kept>> {
    let mut kept: BTreeMap<Why, u64> = BTreeMap::new();
    for treatment in TREATMENTS {
        match treatment.erasure {
            Erasure::Remove => {
                let condition = treatment.condition();
                let sql = format!("delete from {} where {condition}", treatment.table);
                db::run(connection, &sql, [person.into()]).await?;
            }
            Erasure::Keep(why) => {
                let rows = strip(connection, treatment, person, spellings, now).await?;
                *kept.entry(why).or_default() += rows;
            }
        }
    }
    Ok(kept
        .into_iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(why, rows)| Kept { why, rows })
        .collect())
}

/// Takes out of rows that stay what says who it was, and tells how many they are.
async fn strip<C: ConnectionTrait>(
    connection: &C,
    treatment: &Treatment,
    person: PersonId,
    spellings: &Spellings,
    now: Instant,
) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let mut values: Vec<Value> = vec![person.into()];
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut changes = Vec::new();
    for column in columns(treatment.columns).flatten() {
        let name = column.name;
        match column.upon {
            Upon::Nothing => {}
            Upon::Empty => changes.push(format!("{name} = null")),
            Upon::Blank => changes.push(format!("{name} = ''")),
            Upon::End => {
                let now = place(now.into());
                changes.push(format!(
                    "{name} = case when {name} is null or {name} > {now} then {now} else {name} end"
                ));
            }
            Upon::Scrub => {
                let json = column.kind == Kind::Json && postgres;
                let mut text = if json { format!("{name}::text") } else { name.to_owned() };
                for spelling in &spellings.0 {
                    let (what, gap) = (place(spelling.as_str().into()), place(GAP.into()));
                    text = format!("replace({text}, {what}, {gap})");
                }
                if !spellings.0.is_empty() {
                    let cast = if json { "::json" } else { "" };
                    changes.push(format!("{name} = {text}{cast}"));
                }
            }
        }
    }
    let (table, condition) = (treatment.table, treatment.condition());
    if changes.is_empty() {
        let sql = format!("select count(*) as number from {table} where {condition}");
        let row = db::one::<Row, _>(connection, &sql, values).await?;
        return Ok(row.and_then(|row| u64::try_from(row.number).ok()).unwrap_or(0));
    }
    let sql = format!("update {table} set {} where {condition}", changes.join(", "));
    db::run(connection, &sql, values).await
}

#[cfg(test)]
mod tests {
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
        assert!(Spellings::of("Ali", None).0.is_empty());
        assert_eq!(Spellings::of("Li An", None).0, ["Li An", "li an"]);
    }
}
