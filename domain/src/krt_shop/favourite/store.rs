//! The queries about favourites.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PersonId, ProductId},
    page::PageRequest,
};

/// The key by which favourites are ordered, the newest first.
pub(super) type FavouriteKey = (Instant, ProductId);

/// An offer that somebody keeps.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Row {
    pub product_id: ProductId,
    pub set_at: Instant,
}

/// Keeps an offer; tells whether it was not kept before.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    product: ProductId,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into favourite (person_id, product_id, set_at) values ($1, $2, $3) \
               on conflict (person_id, product_id) do nothing";
    Ok(db::run(connection, sql, [person.into(), product.into(), now.into()]).await? == 1)
}

pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    product: ProductId,
) -> Result<()> {
    let sql = "delete from favourite where person_id = $1 and product_id = $2";
    db::run(connection, sql, [person.into(), product.into()]).await?;
    Ok(())
}

/// Those of these offers that somebody keeps.
pub(super) async fn kept_among<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    products: &[ProductId],
) -> Result<Vec<ProductId>> {
    let mut query = db::Query::new("select product_id from favourite");
    query.and("person_id = ?", [person.into()]);
    query.and_in("product_id", products.iter().map(|id| id.0));
    query.values(connection).await
}

pub(super) async fn count<C: ConnectionTrait>(connection: &C, person: PersonId) -> Result<i64> {
    let sql = "select count(*) from favourite where person_id = $1";
    Ok(db::value(connection, sql, [person.into()]).await?.unwrap_or(0))
}

/// A page of what somebody keeps that is listed.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    page: &PageRequest<FavouriteKey>,
) -> Result<Vec<Row>> {
    let mut query = db::Query::new("select f.product_id, f.set_at from favourite f");
    query.and("f.person_id = ?", [person.into()]);
    query.and(
        "exists (select 1 from product p where p.id = f.product_id and p.listed_at is not null)",
        [],
    );
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["f.set_at", "f.product_id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}
