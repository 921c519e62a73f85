//! The words in which the two databases differ.

use sea_orm_migration::sea_orm::DbBackend;

/// Fills the placeholders of a step's SQL for one back end.
///
/// Identifiers and instants are stored so that comparing the stored form compares the value:
/// SQLite keeps a UUID as its 16 bytes and an instant as text in UTC. New steps say `{json_text}`
/// where they keep JSON: it is written and read whole, and `jsonb` has to be made into text again
/// for each reader. `{json}` is for the steps that landed before m0021.
pub(crate) fn fill(sql: &str, backend: DbBackend) -> String {
    let words: [(&str, &str, &str); 12] = [
        ("{id}", "uuid", "blob"),
        ("{instant}", "timestamptz", "text"),
        ("{date}", "date", "text"),
        ("{json}", "jsonb", "text"),
        ("{json_text}", "json", "text"),
        ("{bytes}", "bytea", "blob"),
        ("{double}", "double precision", "real"),
        (
            "{serial}",
            "bigint generated always as identity primary key",
            "integer primary key autoincrement",
        ),
        (
            "{transaction}",
            "bigint not null default (pg_current_xact_id()::text::bigint)",
            "bigint not null default 0",
        ),
        ("{words}", "tsvector", "text"),
        ("{random_id}", "gen_random_uuid()", "randomblob(16)"),
        ("{now}", "now()", "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"),
    ];
    words.iter().fold(sql.to_owned(), |text, (word, postgres, sqlite)| {
        text.replace(word, if backend == DbBackend::Postgres { postgres } else { sqlite })
    })
}
