//! The queries about reviews.

use std::collections::HashMap;

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{Rating, Review, ReviewStatus};
use crate::{
    community::approval,
    policy::Oversight,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, EnquiryId, PersonId, ProductId, ProjectId, ReviewId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "r.id, r.product_id, r.project_id, r.area_id, r.author_id, r.author_name, \
                       r.stars, r.text, r.status, r.created_at, r.submitted_at, r.due_at, \
                       r.decided_at, r.reason, r.shown_at, r.reply, r.replied_at, r.version";

/// The key by which reviews are ordered.
pub(super) type ReviewKey = (Instant, ReviewId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ReviewId,
) -> Result<Option<Review>> {
    let sql = format!("select {COLUMNS} from review r where r.id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// A review as it stands, which nobody else changes until the transaction ends.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: ReviewId,
) -> Result<Option<Review>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select {COLUMNS} from review r where r.id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// Adds a review; tells whether its id was free and its author had written none of the offer.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    new: &Review,
    (enquiry, key): (EnquiryId, Option<Vec<u8>>),
) -> Result<bool> {
    let sql = "insert into review (id, product_id, project_id, area_id, enquiry_id, author_id, \
               author_key, author_name, stars, text, status, created_at, submitted_at, due_at, \
               version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, 1) \
               on conflict do nothing";
    let values = [
        new.id.into(),
        new.product_id.into(),
        new.project_id.into(),
        new.area_id.into(),
        enquiry.into(),
        new.author_id.into(),
        key.into(),
        new.author_name.as_str().into(),
        new.stars.into(),
        new.text.as_str().into(),
        new.status.to_value().into(),
        new.created_at.into(),
        new.due_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// By what the author of a review is known again.
pub(super) async fn author_key<C: ConnectionTrait>(
    connection: &C,
    id: ReviewId,
) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Key {
        author_key: Option<Vec<u8>>,
    }
    let sql = "select author_key from review where id = $1";
    let found: Option<Key> = db::one(connection, sql, [id.into()]).await?;
    Ok(found.and_then(|found| found.author_key))
}

/// What an author has changed.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub id: ReviewId,
    pub stars: i64,
    pub text: String,
    pub author_name: String,
    pub now: Instant,
    pub due_at: Instant,
}

/// Writes what its author changed; it waits again. The review is locked.
pub(super) async fn change_text<C: ConnectionTrait>(
    connection: &C,
    Change { id, stars, text, author_name, now, due_at }: Change,
) -> Result<()> {
    let sql = "update review set stars = $2, text = $3, author_name = $6, status = 'PENDING', \
               submitted_at = $4, due_at = $5, decided_by = null, decided_at = null, reason = null, shown_at = null, \
               version = version + 1 where id = $1";
    let values =
        [id.into(), stars.into(), text.into(), now.into(), due_at.into(), author_name.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// What somebody decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision<'a> {
    pub id: ReviewId,
    pub to: ReviewStatus,
    pub reason: Option<&'a str>,
    pub by: PersonId,
    pub now: Instant,
}

/// Writes a decision: the review is locked.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    Decision { id, to, reason, by, now }: Decision<'_>,
) -> Result<()> {
    let sql = "update review set status = $2, reason = $3, decided_by = $4, decided_at = $5, \
               shown_at = $6, version = version + 1 where id = $1";
    let shown_at = (to == ReviewStatus::Shown).then_some(now);
    let values = [
        id.into(),
        to.to_value().into(),
        reason.map(str::to_owned).into(),
        by.into(),
        now.into(),
        shown_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Writes the seller's reply to a review that is shown and has none; false otherwise.
pub(super) async fn change_reply<C: ConnectionTrait>(
    connection: &C,
    id: ReviewId,
    reply: &str,
    (by, now): (PersonId, Instant),
) -> Result<bool> {
    let sql = "update review set reply = $2, replied_by = $3, replied_at = $4, \
               version = version + 1 where id = $1 and status = 'SHOWN' and reply is null";
    Ok(db::run(connection, sql, [id.into(), reply.into(), by.into(), now.into()]).await? == 1)
}

/// Adds to the rating of an offer, or takes from it.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    difference: Rating,
) -> Result<()> {
    let sql = "insert into product_rating (product_id, reviews, stars) values ($1, $2, $3) \
               on conflict (product_id) do update set \
               reviews = product_rating.reviews + excluded.reviews, \
               stars = product_rating.stars + excluded.stars";
    let values = [product.into(), difference.reviews.into(), difference.stars.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The ratings of these offers; of those that have none nothing.
pub(super) async fn ratings<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Rating>> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: ProductId,
        reviews: i64,
        stars: i64,
    }
    let mut query = db::Query::new("select product_id, reviews, stars from product_rating");
    query.and_in("product_id", products.iter().map(|id| id.0));
    let rows: Vec<Row> = query.all(connection).await?;
    let rating = |row: Row| (row.product_id, Rating { reviews: row.reviews, stars: row.stars });
    Ok(rows.into_iter().map(rating).collect())
}

/// How everything that a project offers, and the public sees, is rated together.
pub(super) async fn rating_of_project<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<Rating> {
    let sql = "select cast(coalesce(sum(r.reviews), 0) as bigint) as reviews, \
               cast(coalesce(sum(r.stars), 0) as bigint) as stars from product p \
               join product_rating r on r.product_id = p.id \
               where p.project_id = $1 and p.listed_at is not null";
    let found: Option<Rating> = db::one(connection, sql, [project.into()]).await?;
    Ok(found.unwrap_or_default())
}

/// The reviews of an offer that are shown, the newest first.
pub(super) async fn list_shown<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    page: &PageRequest<ReviewKey>,
) -> Result<Vec<Review>> {
    let mut query = db::Query::new("");
    shown(&mut query, product, page);
    query.all(connection).await
}

/// The first reviews of each of these offers that are shown, in any order.
pub(super) async fn list_first_shown<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
    page: &PageRequest<ReviewKey>,
) -> Result<Vec<Review>> {
    let ids = products.iter().map(|id| id.0);
    db::beginnings(connection, ids, |query, id| shown(query, ProductId(id), page)).await
}

fn shown(query: &mut db::Query, product: ProductId, page: &PageRequest<ReviewKey>) {
    query.select(&format!("select {COLUMNS} from review r"), []);
    query.and("r.product_id = ? and r.status = 'SHOWN'", [product.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.shown_at", "r.id"], beyond, page.backward, true);
    query.limit(page.rows());
}

/// The reviews that somebody has written, the newest first.
pub(super) async fn list_of_author<C: ConnectionTrait>(
    connection: &C,
    author: PersonId,
    page: &PageRequest<ReviewKey>,
) -> Result<Vec<Review>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from review r"));
    query.and("r.author_id = ?", [author.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.created_at", "r.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Where reviews wait.
#[derive(Clone, Debug)]
pub(super) enum Within {
    Area(AreaId),
    Oversight(Oversight),
}

/// The reviews that wait, the earliest due first.
pub(super) async fn list_waiting<C: ConnectionTrait>(
    connection: &C,
    within: &Within,
    page: &PageRequest<ReviewKey>,
) -> Result<Vec<Review>> {
    let head = format!("select {COLUMNS} from review r join area a on a.id = r.area_id");
    let mut query = db::Query::new(head);
    // As the index of those that wait says it.
    query.and("r.status = 'PENDING'", []);
    match within {
        Within::Area(area) => query.and("r.area_id = ?", [(*area).into()]),
        Within::Oversight(oversight) => approval::within(&mut query, oversight, "a."),
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["r.due_at", "r.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}
