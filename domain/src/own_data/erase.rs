//! Erasing what the treatments say, in the transaction of the erasure.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Value};

use super::{
    columns::{Kind, Upon, columns},
    erase_json,
    kept::{Kept, Why},
    spellings::{GAP, Spellings},
    treatments::{Erasure, TREATMENTS, Treatment},
};
use crate::shared::{clock::Instant, db, error::Result, id::PersonId};

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
    erase_json::scrub(connection, treatment, person, spellings).await?;
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
            Upon::Scrub if column.kind == Kind::Json => {}
            Upon::Scrub => {
                let mut text = name.to_owned();
                for spelling in spellings.each() {
                    let (what, gap) = (place(spelling.into()), place(GAP.into()));
                    text = format!("replace({text}, {what}, {gap})");
                }
                if !spellings.is_empty() {
                    changes.push(format!("{name} = {text}"));
                }
            }
        }
    }
    let (table, condition) = (treatment.table, treatment.condition());
    if changes.is_empty() {
        let sql = format!("select count(*) from {table} where {condition}");
        let number: Option<i64> = db::value(connection, &sql, values).await?;
        return Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0));
    }
    let sql = format!("update {table} set {} where {condition}", changes.join(", "));
    db::run(connection, &sql, values).await
}
