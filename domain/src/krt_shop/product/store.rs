//! The queries about products. Rows are read by the places of their columns: with 20 of them in
//! a page, looking names up would cost more than reading.

use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, FromQueryResult, QueryResult, sqlx};
use serde::de::DeserializeOwned;

use super::model::{Detail, Product};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ProductId, ProjectId},
    page::PageRequest,
};

/// The columns in the order in which [`Product`] reads them; what a card leaves out comes last.
const COLUMNS: &str = "id, project_id, area_id, category_code, kind, status, slug, name, \
                       price_kind, price_sen, unit, promotion_sen, promotion_from, \
                       promotion_until, minimum_quantity, lead_time_days, availability, \
                       season_months, pick_up, cover, version, listed_at, created_at, updated_at";

impl FromQueryResult for Product {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let missing = || DbErr::Type("a product has no name".to_owned());
        Ok(Self {
            id: row.try_get_by_index(0)?,
            project_id: row.try_get_by_index(1)?,
            area_id: row.try_get_by_index(2)?,
            category_code: row.try_get_by_index(3)?,
            kind: row.try_get_by_index(4)?,
            status: row.try_get_by_index(5)?,
            slug: row.try_get_by_index(6)?,
            name: json(row, 7)?.ok_or_else(missing)?,
            price_kind: row.try_get_by_index(8)?,
            price_sen: row.try_get_by_index(9)?,
            unit: row.try_get_by_index(10)?,
            promotion_sen: row.try_get_by_index(11)?,
            promotion_from: row.try_get_by_index(12)?,
            promotion_until: row.try_get_by_index(13)?,
            minimum_quantity: row.try_get_by_index(14)?,
            lead_time_days: row.try_get_by_index(15)?,
            availability: row.try_get_by_index(16)?,
            season_months: json(row, 17)?.unwrap_or_default(),
            pick_up: row.try_get_by_index(18)?,
            cover: json(row, 19)?,
            version: row.try_get_by_index(20)?,
            listed_at: row.try_get_by_index(21)?,
            created_at: row.try_get_by_index(22)?,
            updated_at: row.try_get_by_index(23)?,
            description: json(row, 24)?,
            hidden_reason: row.try_get_by_index(25)?,
            publish_at: row.try_get_by_index(26)?,
            held_back_at: row.try_get_by_index(27)?,
            halal_held_at: row.try_get_by_index(28)?,
        })
    }
}

/// Reads a JSON column straight into its type, without a tree of values in between.
fn json<T>(row: &QueryResult, index: usize) -> Result<Option<T>, DbErr>
where
    T: DeserializeOwned + Send + Unpin + 'static,
{
    use sqlx::{Row as _, types::Json};
    let wrong = |cause: sqlx::Error| DbErr::Type(cause.to_string());
    if let Some(row) = row.try_as_pg_row() {
        let value: Option<Json<T>> = row.try_get(index).map_err(wrong)?;
        return Ok(value.map(|Json(value)| value));
    }
    let text: Option<String> = row.try_get_by_index(index)?;
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|cause| DbErr::Json(cause.to_string()))
}

fn select(detail: Detail) -> String {
    match detail {
        Detail::Card => format!(
            "select {COLUMNS}, null as description, null as hidden_reason, null as publish_at, \
             null as held_back_at, null as halal_held_at from product"
        ),
        Detail::Full => format!(
            "select {COLUMNS}, description, hidden_reason, publish_at, held_back_at, halal_held_at \
             from product"
        ),
    }
}

pub(in crate::krt_shop) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
) -> Result<Option<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("id = ?", [id.into()]);
    Ok(query.all(connection).await?.pop())
}

/// One product, which nobody else writes until the transaction ends. What refers to it may be written
/// meanwhile: the words that it is found by.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
) -> Result<Option<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("id = ?", [id.into()]);
    query.end(db::locking(connection, " for no key update"));
    Ok(query.all(connection).await?.pop())
}

/// The next published products of a project after an id, which nobody else writes until the
/// transaction ends.
pub(super) async fn lock_published_after<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    after: ProductId,
    most: u64,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("project_id = ?", [project.into()]);
    query.and("status = 'PUBLISHED'", []);
    query.keyset(["id", "id"], Some([after.into(), after.into()]), false, false);
    query.limit(most);
    query.end(db::locking(connection, " for no key update"));
    query.all(connection).await
}

/// The next projects after an id of which a published offer is in sight, or out of it, against what its
/// halal certificates say on a day, or of which nobody knows yet what it claims; and those at work whose
/// own halal certificate has ended since a day before: their texts may claim it, whatever they offer.
pub(super) async fn list_projects_to_review<C: ConnectionTrait>(
    connection: &C,
    (today, before): (chrono::NaiveDate, chrono::NaiveDate),
    after: ProjectId,
    most: i64,
) -> Result<Vec<ProjectId>> {
    let sql = "select distinct project_id from ( \
               select p.project_id from product p where p.claims_halal and p.status = 'PUBLISHED' \
               and p.project_id > $3 \
               and (p.halal_held_at is null) <> exists (select 1 from project_certificate c \
               where c.project_id = p.project_id and c.kind = 'HALAL' and c.status = 'CONFIRMED' \
               and c.valid_from <= $1 and c.valid_until >= $1 \
               and (c.product_id is null or c.product_id = p.id)) \
               union all select p.project_id from product p where p.claims_halal is null \
               and p.status = 'PUBLISHED' and p.project_id > $3 \
               union all select c.project_id from project_certificate c \
               join project q on q.id = c.project_id where c.status = 'CONFIRMED' \
               and c.valid_until >= $4 and c.valid_until < $1 and c.kind = 'HALAL' \
               and c.product_id is null and q.status = 'ACTIVE' and c.project_id > $3) as found \
               order by project_id limit $2";
    let values = [today.into(), most.into(), after.into(), before.into()];
    db::values(connection, sql, values).await
}

pub(in crate::krt_shop) async fn find_by_slug<C: ConnectionTrait>(
    connection: &C,
    slug: &str,
) -> Result<Option<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("slug = ?", [slug.into()]);
    Ok(query.all(connection).await?.pop())
}

/// The next listed products after an id, in the order of their ids, of one project or of all.
pub(in crate::krt_shop) async fn list_listed_after<C: ConnectionTrait>(
    connection: &C,
    project: Option<ProjectId>,
    after: Option<ProductId>,
    most: u64,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("listed_at is not null", []);
    if let Some(project) = project {
        query.and("project_id = ?", [project.into()]);
    }
    query.keyset(["id", "id"], after.map(|id| [id.into(), id.into()]), false, false);
    query.limit(most);
    query.all(connection).await
}

/// The next listed products whose promotion began after `since` and not after `now`, in the order of
/// their beginnings.
pub(in crate::krt_shop) async fn list_begun<C: ConnectionTrait>(
    connection: &C,
    (since, now): (Instant, Instant),
    beyond: Option<(Instant, ProductId)>,
    most: u64,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("promotion_from is not null and listed_at is not null", []);
    query.and("promotion_from <= ?", [now.into()]);
    query.and("promotion_from > ?", [since.into()]);
    let beyond = beyond.map(|(from, id)| [from.into(), id.into()]);
    query.keyset(["promotion_from", "id"], beyond, false, false);
    query.limit(most);
    query.all(connection).await
}

/// These products with their descriptions, whatever their status, in any order.
pub(in crate::krt_shop) async fn list_whole<C: ConnectionTrait>(
    connection: &C,
    ids: &[ProductId],
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// Those of these products that the public sees, in any order.
pub(in crate::krt_shop) async fn list_listed_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[ProductId],
    detail: Detail,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(detail));
    query.and("listed_at is not null", []);
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// Every product of a project, drafts included, newest first.
pub(super) async fn list_of_project<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    status: Option<super::ProductStatus>,
    page: &PageRequest<(ProductId, ProductId)>,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Full));
    query.and("project_id = ?", [project.into()]);
    if let Some(status) = status {
        query.and("status = ?", [status.to_value().into()]);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["id", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// What the public sees of one category, the newest first: of these projects, or of anybody when none is
/// named.
pub(super) async fn list_in_category<C: ConnectionTrait>(
    connection: &C,
    category: &str,
    projects: &[ProjectId],
    most: u64,
) -> Result<Vec<Product>> {
    let mut query = db::Query::new(select(Detail::Card));
    query.and("listed_at is not null", []);
    query.and("category_code = ?", [category.into()]);
    if !projects.is_empty() {
        query.and_in("project_id", projects.iter().map(|id| id.0));
    }
    query.keyset(["listed_at", "id"], None, false, true);
    query.limit(most);
    query.all(connection).await
}

/// How many offers a project has that are not archived; no more than `most` are counted.
pub(super) async fn count_kept<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    most: i64,
) -> Result<i64> {
    let sql = format!(
        "select count(*) from (select 1 from product \
         where project_id = $1 and status <> 'ARCHIVED' limit {most}) kept"
    );
    Ok(db::value(connection, &sql, [project.into()]).await?.unwrap_or_default())
}
