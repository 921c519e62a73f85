//! What is kept of offers as words, and how the two engines are asked for them.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, sqlx, sqlx::Row as _};
use uuid::Uuid;

use super::{
    lexicon::MOST_KNOWN,
    wish::{Grammar, Wish, Within},
    words::{coded, decoded},
};
use crate::{
    krt_shop::product::Product,
    shared::{
        clock::Instant,
        db::{self, Db},
        error::Result,
        id::{ProductId, ProjectId},
        language::LocalizedText,
    },
};

/// An offer that an engine found, with what it is ranked by.
#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    pub product_id: ProductId,
    pub project_id: ProjectId,
    pub category_code: String,
    pub listed_at: Instant,
    /// The words of its name.
    pub name: String,
}

/// PostgreSQL hands whole columns over as arrays: one row, however many offers fit. The table has no
/// index but that of its words to be read by, so that the plan is the same whatever its size; and the
/// expression is a parameter, so that it is planned once.
const FIND_POSTGRES: &str = "
with hit as materialized (
    select product_id, project_id, category_code, listed_at, name from product_words
    where words @@ $1::text::tsquery order by listed_at desc, product_id desc limit $2
)
select coalesce(array_agg(product_id), '{}'), coalesce(array_agg(project_id), '{}'),
       coalesce(array_agg(category_code), '{}'), coalesce(array_agg(listed_at), '{}'),
       coalesce(array_agg(name), '{}') from hit";

const FIND_SQLITE: &str = "select s.product_id, s.project_id, s.category_code, s.listed_at, s.name \
    from product_fts join product_words s on s.id = product_fts.rowid \
    where product_fts match $1 order by s.listed_at desc, s.product_id desc limit $2";

/// The newest so many offers that fit a wish.
pub(super) async fn find(db: &Db, wish: &Wish, within: Within, most: i64) -> Result<Vec<Row>> {
    if wish.groups.is_empty() {
        return Ok(Vec::new());
    }
    let Some(lanes) = db.postgres() else {
        let asked = wish.expression(Grammar::Fts5, within);
        return db::all(db.read(), FIND_SQLITE, [asked.into(), most.into()]).await;
    };
    let asked = wish.expression(Grammar::TsQuery, within);
    let query = sqlx::query(FIND_POSTGRES).bind(asked).bind(most);
    let mut rows = Vec::new();
    for columns in lanes.rows(query).await? {
        let products: Vec<Uuid> = columns.try_get(0)?;
        let projects: Vec<Uuid> = columns.try_get(1)?;
        let categories: Vec<String> = columns.try_get(2)?;
        let times: Vec<Instant> = columns.try_get(3)?;
        let names: Vec<String> = columns.try_get(4)?;
        let every = products.into_iter().zip(projects).zip(categories).zip(times).zip(names);
        rows.extend(every.map(|((((product, project), category_code), listed_at), name)| Row {
            product_id: ProductId(product),
            project_id: ProjectId(project),
            category_code,
            listed_at,
            name,
        }));
    }
    Ok(rows)
}

/// Whether any offer fits a wish. PostgreSQL counts all of them: for a single one it might walk the
/// whole table instead of the index.
pub(super) async fn matches_any(db: &Db, wish: &Wish) -> Result<bool> {
    let (sql, grammar) = if db.is_postgres() {
        let sql = "select count(*) > 0 from product_words where words @@ $1::text::tsquery";
        (sql, Grammar::TsQuery)
    } else {
        let sql = "select exists (select 1 from product_fts where product_fts match $1)";
        (sql, Grammar::Fts5)
    };
    let asked = wish.expression(grammar, Within::All);
    Ok(db::value(db.read(), sql, [asked.into()]).await?.unwrap_or(false))
}

/// The words of an offer, each only where it counts most.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub name: Vec<String>,
    pub category: Vec<String>,
    pub project: Vec<String>,
    pub description: Vec<String>,
}

impl Kept {
    fn fields(&self) -> [(&[String], char); 4] {
        [(&self.name, 'A'), (&self.category, 'B'), (&self.project, 'C'), (&self.description, 'D')]
    }

    /// Every word, as the engines keep it.
    fn codes(&self) -> Vec<String> {
        self.fields().iter().flat_map(|(words, _)| words.iter()).map(|word| coded(word)).collect()
    }
}

/// Keeps the words of a listed offer, in place of those that were kept of it.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    listed_at: Instant,
    name: &str,
    kept: &Kept,
) -> Result<()> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let (words, typed) = if postgres {
        let weighed = |(words, weight): &(&[String], char)| {
            let weight = *weight;
            words.iter().map(move |word| format!("{}:1{weight}", coded(word))).collect::<Vec<_>>()
        };
        let words: Vec<String> = kept.fields().iter().flat_map(weighed).collect();
        (words.join(" "), "$6::text::tsvector")
    } else {
        (kept.codes().join(" "), "$6")
    };
    let sql = format!(
        "insert into product_words (product_id, project_id, category_code, listed_at, name, words) \
         values ($1, $2, $3, $4, $5, {typed}) on conflict (product_id) do update set \
         project_id = excluded.project_id, category_code = excluded.category_code, \
         listed_at = excluded.listed_at, name = excluded.name, words = excluded.words returning id"
    );
    let values = [
        product.id.into(),
        product.project_id.into(),
        product.category_code.as_str().into(),
        listed_at.into(),
        name.into(),
        words.into(),
    ];
    let id: Option<i64> = db::value(connection, &sql, values).await?;
    if let (false, Some(id)) = (postgres, id) {
        put_into_fts(connection, id, kept).await?;
    }
    Ok(())
}

async fn put_into_fts<C: ConnectionTrait>(connection: &C, id: i64, kept: &Kept) -> Result<()> {
    db::run(connection, "delete from product_fts where rowid = $1", [id.into()]).await?;
    let [name, category, project, description] = kept
        .fields()
        .map(|(words, _)| words.iter().map(|word| coded(word)).collect::<Vec<_>>().join(" "));
    let sql = "insert into product_fts (rowid, name, category, project, description) \
               values ($1, $2, $3, $4, $5)";
    let values = [id.into(), name.into(), category.into(), project.into(), description.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Forgets the words of an offer. The database does it by itself when one is no longer listed.
pub(super) async fn remove<C: ConnectionTrait>(connection: &C, product: ProductId) -> Result<()> {
    let sql = "delete from product_words where product_id = $1";
    db::run(connection, sql, [product.into()]).await?;
    Ok(())
}

/// Takes offers from the list of those whose words are to be kept anew.
pub(super) async fn done<C: ConnectionTrait>(connection: &C, products: &[ProductId]) -> Result<()> {
    let mut query = db::Query::new("delete from product_unindexed");
    query.and_in("product_id", products.iter().map(|product| product.0));
    query.run(connection).await?;
    Ok(())
}

/// Adds words to those that the catalogue holds, but for numbers. They come in the order of the alphabet, so
/// that of two transactions that add the same ones neither waits for the other in a circle.
pub(super) async fn learn<C: ConnectionTrait>(connection: &C, kept: &[Kept]) -> Result<()> {
    let is_number = |code: &String| code.bytes().all(|byte| byte.is_ascii_digit());
    let mut codes: Vec<String> = kept.iter().flat_map(Kept::codes).collect();
    codes.retain(|code| !is_number(code));
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Ok(());
    }
    // One parameter, however many words: an import does not ask the database for each.
    let (sql, list) = if connection.get_database_backend() == DbBackend::Postgres {
        let sql = "insert into search_word (word, offers) \
                   select word, 1 from unnest(string_to_array($1, ' ')) with ordinality as t (word, n) \
                   order by n on conflict (word) do nothing";
        (sql, codes.join(" "))
    } else {
        let sql = "insert or ignore into search_word (word, offers) \
                   select value, 1 from json_each($1)";
        (sql, serde_json::Value::from(codes).to_string())
    };
    db::run(connection, sql, [list.into()]).await?;
    Ok(())
}

/// Whether words of any offer are to be kept anew.
pub(super) async fn is_anything_due(db: &Db) -> Result<bool> {
    db::exists(db.read(), "select 1 from product_unindexed", []).await
}

/// So many offers whose words are to be kept anew, held until the transaction ends.
pub(super) async fn take_due<C: ConnectionTrait>(
    connection: &C,
    most: i64,
) -> Result<Vec<ProductId>> {
    let lock = db::locking(connection, " for update skip locked");
    let sql =
        format!("select product_id from product_unindexed order by product_id limit $1{lock}");
    db::values(connection, &sql, [most.into()]).await
}

/// Puts every listed offer on the list, and tells how many there are.
pub(super) async fn all_are_due<C: ConnectionTrait>(connection: &C) -> Result<u64> {
    let sql = "insert into product_unindexed (product_id) \
               select id from product where listed_at is not null on conflict do nothing";
    db::run(connection, sql, []).await
}

/// Forgets the words of what is listed no longer: nothing, unless somebody wrote past the database's
/// own rules.
pub(super) async fn forget_unlisted<C: ConnectionTrait>(connection: &C) -> Result<u64> {
    let sql = "delete from product_words where product_id in (select s.product_id \
               from product_words s join product p on p.id = s.product_id where p.listed_at is null)";
    db::run(connection, sql, []).await
}

/// Counts anew how many offers hold each word, and forgets those that none does.
pub(super) async fn recount<C: ConnectionTrait>(connection: &C) -> Result<()> {
    let (forget, count) = if connection.get_database_backend() == DbBackend::Postgres {
        (
            "delete from search_word where not exists (select 1 from product_words \
             where words @@ ('''' || search_word.word || '''')::tsquery)",
            "insert into search_word (word, offers) \
             select word, ndoc from ts_stat('select words from product_words') \
             where word !~ '^[0-9]+$' order by word \
             on conflict (word) do update set offers = excluded.offers \
             where search_word.offers <> excluded.offers",
        )
    } else {
        (
            "delete from search_word where word not in (select term from product_fts_words)",
            "insert into search_word (word, offers) \
             select term, doc from product_fts_words where term glob '*[^0-9]*' \
             on conflict (word) do update set offers = excluded.offers",
        )
    };
    db::run(connection, forget, []).await?;
    db::run(connection, count, []).await?;
    Ok(())
}

/// Every word that the catalogue holds, with how many offers hold it.
pub(super) async fn every_word(db: &Db) -> Result<Vec<(String, i64)>> {
    #[derive(FromQueryResult)]
    struct Word {
        word: String,
        offers: i64,
    }
    let sql = "select word, offers from search_word order by word limit $1";
    let most = i64::try_from(MOST_KNOWN).unwrap_or(i64::MAX);
    let words: Vec<Word> = db::all(db.write(), sql, [most.into()]).await?;
    Ok(words.into_iter().map(|row| (decoded(&row.word), row.offers)).collect())
}

/// The words of these offers.
pub(super) async fn words_of(db: &Db, products: &[ProductId]) -> Result<Vec<String>> {
    let words =
        if db.is_postgres() { "array_to_string(tsvector_to_array(words), ' ')" } else { "words" };
    let mut query = db::Query::new(format!("select {words} from product_words"));
    query.and_in("product_id", products.iter().map(|product| product.0));
    let rows: Vec<String> = query.values(db.write()).await?;
    Ok(rows.iter().flat_map(|row| row.split(' ')).map(decoded).collect())
}

/// The groups of words that mean the same which were added to those of the program.
pub(super) async fn synonyms(db: &Db) -> Result<Vec<String>> {
    db::values(db.write(), "select words from search_synonym order by id", []).await
}

/// The names of these offers, as far as they are listed.
pub(super) async fn names(
    db: &Db,
    products: &[ProductId],
) -> Result<Vec<(ProductId, LocalizedText)>> {
    #[derive(FromQueryResult)]
    struct Named {
        id: ProductId,
        name: LocalizedText,
    }
    let mut query = db::Query::new("select id, name from product");
    query.and("listed_at is not null", []);
    query.and_in("id", products.iter().map(|product| product.0));
    let rows: Vec<Named> = query.all(db.read()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
