//! No column of any table is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    own_data::{
        Upon, columns,
        treatments::{Erasure, IMPERSONAL, NAMING, TREATMENTS},
    },
    shared::db,
};
use sea_orm::FromQueryResult;
use stories::TestApp;

use super::erase;

#[derive(FromQueryResult)]
struct Named {
    table_name: String,
    column_name: String,
}

async fn named(app: &TestApp, postgres: &str, sqlite: &str) -> Vec<(String, String)> {
    let database = &app.house.tools.db;
    let sql = if database.is_postgres() { postgres } else { sqlite };
    let rows: Vec<Named> = db::all(database.write(), sql, []).await.unwrap();
    rows.into_iter().map(|row| (row.table_name, row.column_name)).collect()
}

/// Every column of every table, from the database's own catalogue.
pub(super) async fn every_column(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let postgres = "select table_name::text, column_name::text from information_schema.columns where table_schema = 'public' \
        and table_name not in (select relname from pg_class where relispartition)";
    // The tables of SQLite's full text hold nothing but what `product_words` holds, and go with it.
    let sqlite = "select m.name as table_name, c.name as column_name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'product_fts%'";
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in named(app, postgres, sqlite).await {
        tables.entry(table).or_default().insert(column);
    }
    tables
}

/// Every foreign key to a person, and the columns that name one without being such a key.
async fn every_name_of_a_person(app: &TestApp) -> BTreeSet<(String, String)> {
    let postgres = "select c.conrelid::regclass::text as table_name, a.attname::text as column_name from pg_constraint c \
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey) where c.contype = 'f' and c.confrelid = 'person'::regclass";
    let sqlite = "select m.name as table_name, f.\"from\" as column_name from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table' and f.\"table\" = 'person'";
    let mut names: BTreeSet<_> = named(app, postgres, sqlite).await.into_iter().collect();
    names.insert(("person".to_owned(), "id".to_owned()));
    names.extend(NAMING.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())));
    names
}

#[tokio::test]
async fn export_and_erasure_treat_every_column_of_every_table() {
    let app = TestApp::start().await;
    let tables = every_column(&app).await;
    let mut treated: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for treatment in TREATMENTS {
        for column in columns(treatment.columns) {
            let Some(column) = column else {
                wrong.push(format!("{}: a column is spelled wrongly", treatment.table));
                continue;
            };
            treated.entry(treatment.table).or_default().insert(column.name.to_owned());
        }
    }
    for (table, columns) in &tables {
        let impersonal = IMPERSONAL.contains(&table.as_str());
        match treated.get(table.as_str()) {
            Some(_) if impersonal => wrong.push(format!("{table}: treated and impersonal")),
            Some(treated) if treated != columns => wrong.push(format!(
                "{table}: not treated {:?}, not there {:?}",
                columns.difference(treated).collect::<Vec<_>>(),
                treated.difference(columns).collect::<Vec<_>>()
            )),
            None if !impersonal => wrong.push(format!("{table}: not treated at all")),
            _ => {}
        }
        let telling = ["phone", "email", "display_name", "person_id"];
        for column in columns.iter().filter(|column| telling.contains(&column.as_str())) {
            if impersonal {
                wrong.push(format!("{table}.{column}: tells of somebody in an impersonal table"));
            }
        }
    }
    for table in treated.keys().copied().chain(IMPERSONAL.iter().copied()) {
        if !tables.contains_key(table) {
            wrong.push(format!("{table}: there is no such table"));
        }
    }
    for (table, column) in every_name_of_a_person(&app).await {
        let by = |whose: &str| {
            whose
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .any(|word| word == column)
        };
        if !TREATMENTS.iter().any(|treatment| treatment.table == table && by(treatment.whose)) {
            wrong.push(format!("{table}.{column}: nobody is found by it"));
        }
    }
    assert!(wrong.is_empty(), "see domain/src/own_data/treatments.rs:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_statement_of_export_and_erasure_fits_the_tables() {
    // An erasure of somebody with nothing walks through every line.
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let exported = aminah.get("/v1/account/export").await;
    assert_eq!(exported.status, 200);
    for treatment in TREATMENTS {
        let Some(section) = treatment.section else { continue };
        assert!(exported.body[section].is_array(), "{section}: {}", exported.text);
        let ends = columns(treatment.columns).flatten().filter(|column| column.upon == Upon::End);
        assert!(treatment.erasure != Erasure::Remove || ends.count() == 0, "{section}");
    }
    let erased = erase(&aminah).await.ok();
    assert_eq!(erased.at("accountErase/kept/0/code"), "ACCOUNT");
}
