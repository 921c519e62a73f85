//! The tables: up, down and up again; every foreign key has an index; a newer database is left
//! alone.

use sea_orm::{ConnectionTrait as _, Database as Sea, DatabaseConnection, DbBackend, Statement};
use stories::Database;
use tempfile::TempDir;

async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn shape(url: &str) -> Vec<String> {
    let database = Sea::connect(url).await.unwrap();
    let sql = if database.get_database_backend() == DbBackend::Postgres {
        "select concat_ws(' ', table_name, column_name, data_type, is_nullable) from information_schema.columns where table_schema = 'public' \
         union all select indexdef from pg_indexes where schemaname = 'public' order by 1"
    } else {
        "select sql from sqlite_master where sql is not null order by 1"
    };
    let shape = texts(&database, sql).await;
    database.close().await.unwrap();
    shape
}

#[tokio::test]
async fn the_tables_go_up_down_and_up_again() {
    let folder = TempDir::new().unwrap();
    let database = Database::bare(folder.path()).await;
    let applied = migrations::up(&database.url).await.unwrap();
    assert_eq!(applied.last().map(String::as_str), Some(migrations::latest()));
    let first = shape(&database.url).await;
    migrations::down(&database.url).await.unwrap();
    let empty = shape(&database.url).await;
    assert!(
        empty
            .iter()
            .all(|line| line.contains("seaql_migrations") || line.contains("sqlite_sequence")),
        "{empty:#?}"
    );
    migrations::up(&database.url).await.unwrap();
    assert_eq!(shape(&database.url).await, first);
    assert!(migrations::up(&database.url).await.unwrap().is_empty(), "nothing is left to do");
}

#[tokio::test]
async fn several_nodes_may_migrate_at_once() {
    let folder = TempDir::new().unwrap();
    let database = Database::bare(folder.path()).await;
    let (left, right) = tokio::join!(migrations::up(&database.url), migrations::up(&database.url));
    let done = left.unwrap().len() + right.unwrap().len();
    let progress = migrations::progress(&database.url).await.unwrap();
    assert_eq!(done, progress.applied.len());
    assert!(progress.pending.is_empty());
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let database = Database::fresh(folder.path()).await;
    let connection = Sea::connect(&database.url).await.unwrap();
    connection.execute_unprepared("insert into seaql_migrations (version, applied_at) values ('m9999_from_the_future', 0)").await.unwrap();
    connection.close().await.unwrap();
    let refused = migrations::up(&database.url).await.unwrap_err().to_string();
    assert!(
        refused.contains("newer than this program") && refused.contains("m9999_from_the_future"),
        "{refused}"
    );
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let folder = TempDir::new().unwrap();
    let url = Database::fresh(folder.path()).await.url;
    let database = Sea::connect(&url).await.unwrap();
    let sql = if database.get_database_backend() == DbBackend::Postgres {
        "select c.conrelid::regclass || '.' || a.attname from pg_constraint c \
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] \
         where c.contype = 'f' and not exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])"
    } else {
        "select m.name || '.' || f.\"from\" from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table' \
         and not exists (select 1 from pragma_index_list(m.name) l, pragma_index_info(l.name) i where i.seqno = 0 and i.name = f.\"from\") \
         and not exists (select 1 from pragma_table_info(m.name) p where p.pk = 1 and p.name = f.\"from\")"
    };
    assert_eq!(texts(&database, sql).await, Vec::<String>::new());
}
