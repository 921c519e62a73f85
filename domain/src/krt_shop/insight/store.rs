//! The queries about weeks.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    model::{Counts, Seen, Sought, Week},
    tally::{Row, Waiting},
};
use crate::shared::{db, error::Result, id::ProductId};

/// So many rows go at once.
const PART: u64 = db::PART;

/// So many different words of an offer are kept for a week.
const MOST_WORDS: i64 = 50;
/// So many rows are read at most, the latest weeks first: more than an offer has in half a year, and what
/// the largest projects have in some weeks.
const MOST_READ: i64 = 20_000;

#[derive(FromQueryResult)]
struct Found {
    week: String,
    views: i64,
    finds: i64,
    contacts: i64,
    favourites: i64,
}

impl Found {
    fn read(self) -> Option<Week> {
        let Self { week, views, finds, contacts, favourites } = self;
        let monday = week.parse().ok()?;
        Some(Week { monday, counts: Counts { views, finds, contacts, favourites } })
    }
}

/// Adds to the row of a week. Of what is not there any more nothing is written.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    row: &Row,
    Waiting { counts, seekers }: &Waiting,
) -> Result<()> {
    match row {
        Row::Searched(id, monday, words) => {
            let by = (counts.finds, *seekers);
            add_search(connection, (*id, *monday, words), by).await?;
        }
        Row::Seen(Seen::Product(id), monday) => {
            let sql = "insert into product_week (product_id, week, project_id, views, finds, \
                       contacts, favourites) \
                       select p.id, $2, p.project_id, $3, $4, $5, $6 from product p where p.id = $1 \
                       on conflict (product_id, week) do update set \
                       views = product_week.views + excluded.views, \
                       finds = product_week.finds + excluded.finds, \
                       contacts = product_week.contacts + excluded.contacts, \
                       favourites = product_week.favourites + excluded.favourites";
            let values = [
                (*id).into(),
                monday.to_string().into(),
                counts.views.into(),
                counts.finds.into(),
                counts.contacts.into(),
                counts.favourites.into(),
            ];
            db::run(connection, sql, values).await?;
        }
        Row::Seen(Seen::Project(id), monday) => {
            let sql = "insert into project_week (project_id, week, views, contacts) \
                       select p.id, $2, $3, $4 from project p where p.id = $1 \
                       on conflict (project_id, week) do update set \
                       views = project_week.views + excluded.views, \
                       contacts = project_week.contacts + excluded.contacts";
            let week = monday.to_string();
            let values = [(*id).into(), week.into(), counts.views.into(), counts.contacts.into()];
            db::run(connection, sql, values).await?;
        }
    }
    Ok(())
}

/// Adds to how often words have found an offer in a week, and who looked by them. Of what the public sees no more nothing is
/// written, as what was said there may be what had to go; and of further words nothing when an offer has
/// enough of them.
async fn add_search<C: ConnectionTrait>(
    connection: &C,
    (id, monday, words): (ProductId, NaiveDate, &str),
    (finds, seekers): (i64, i64),
) -> Result<()> {
    let sql = format!(
        "insert into product_search_week (product_id, week, words, project_id, finds, seekers) \
         select p.id, $2, $3, p.project_id, $4, $5 from product p \
         where p.id = $1 and p.listed_at is not null and (\
         exists (select 1 from product_search_week w \
         where w.product_id = $1 and w.week = $2 and w.words = $3) \
         or (select count(*) from product_search_week w \
         where w.product_id = $1 and w.week = $2) < {MOST_WORDS}) \
         on conflict (product_id, week, words) do update set \
         finds = product_search_week.finds + excluded.finds, \
         seekers = product_search_week.seekers | excluded.seekers"
    );
    let values = [id.into(), monday.to_string().into(), words.into(), finds.into(), seekers.into()];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// By which words an offer, or anything that a project offers, was found from this week on, each week by
/// itself.
pub(super) async fn list_searches<C: ConnectionTrait>(
    connection: &C,
    of: Seen,
    from: NaiveDate,
) -> Result<Vec<Sought>> {
    let (column, id): (&str, sea_orm::Value) = match of {
        Seen::Product(id) => ("product_id", id.into()),
        Seen::Project(id) => ("project_id", id.into()),
    };
    let sql = format!(
        "select words, finds, seekers from product_search_week \
         where {column} = $1 and week >= $2 order by week desc limit {MOST_READ}"
    );
    db::all(connection, &sql, [id, from.to_string().into()]).await
}

/// What was counted from this week on of an offer, or of everything that a project offers and of its own
/// page.
pub(super) async fn list_weeks<C: ConnectionTrait>(
    connection: &C,
    of: Seen,
    from: NaiveDate,
) -> Result<Vec<Week>> {
    let (sql, id): (&str, sea_orm::Value) = match of {
        Seen::Product(id) => (
            "select week, views, finds, contacts, favourites from product_week \
             where product_id = $1 and week >= $2 order by week",
            id.into(),
        ),
        Seen::Project(id) => (
            "select week, cast(sum(views) as bigint) as views, \
             cast(sum(finds) as bigint) as finds, cast(sum(contacts) as bigint) as contacts, \
             cast(sum(favourites) as bigint) as favourites from (\
             select week, views, finds, contacts, favourites from product_week \
             where project_id = $1 and week >= $2 union all \
             select week, views, 0, contacts, 0 from project_week \
             where project_id = $1 and week >= $2) as counted group by week order by week",
            id.into(),
        ),
    };
    let found: Vec<Found> = db::all(connection, sql, [id, from.to_string().into()]).await?;
    Ok(found.into_iter().filter_map(Found::read).collect())
}

/// The oldest weeks that are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Oldest {
    /// Of figures.
    pub figures: NaiveDate,
    /// Of words.
    pub words: NaiveDate,
}

/// Throws away weeks from before the oldest that are kept, a part at most; tells whether there may be more.
pub(super) async fn forget<C: ConnectionTrait>(
    connection: &C,
    Oldest { figures, words }: Oldest,
) -> Result<bool> {
    let mut more = false;
    for (table, key, before) in [
        ("product_week", "product_id", figures),
        ("project_week", "project_id", figures),
        ("product_search_week", "product_id, words", words),
    ] {
        let sql = format!(
            "delete from {table} where ({key}, week) in \
             (select {key}, week from {table} where week < $1 order by week limit {PART})"
        );
        more |= db::run(connection, &sql, [before.to_string().into()]).await? == PART;
    }
    Ok(more)
}
