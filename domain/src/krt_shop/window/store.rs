//! The queries behind the pages of the shop.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    krt_shop::project::ProjectStatus,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{ProductId, ProjectId},
    },
};

#[derive(Debug, FromQueryResult)]
struct Named {
    id: ProjectId,
    status: ProjectStatus,
}

/// The project with this short name.
pub(super) async fn find_project<C: ConnectionTrait>(
    connection: &C,
    slug: &str,
) -> Result<Option<(ProjectId, ProjectStatus)>> {
    let sql = "select id, status from project where slug = $1";
    let found: Option<Named> = db::one(connection, sql, [slug.into()]).await?;
    Ok(found.map(|named| (named.id, named.status)))
}

/// A listed product as search engines are told of it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Listed {
    pub id: ProductId,
    pub slug: String,
    pub updated_at: Instant,
}

/// The next listed products after an id, in the order of their ids.
pub(super) async fn list_listed<C: ConnectionTrait>(
    connection: &C,
    after: Option<ProductId>,
    most: u64,
) -> Result<Vec<Listed>> {
    let mut query = db::Query::new("select id, slug, updated_at from product");
    query.and("listed_at is not null", []);
    query.keyset(["id", "id"], after.map(|id| [id.into(), id.into()]), false, false);
    query.limit(most);
    query.all(connection).await
}

/// The id of the last of the next `most` listed products after an id, when there are that many.
pub(super) async fn border<C: ConnectionTrait>(
    connection: &C,
    after: Option<ProductId>,
    most: i64,
) -> Result<Option<ProductId>> {
    let mut query = db::Query::new("select id from product");
    query.and("listed_at is not null", []);
    query.keyset(["id", "id"], after.map(|id| [id.into(), id.into()]), false, false);
    query.end(&format!(" limit 1 offset {}", most - 1));
    Ok(query.values(connection).await?.pop())
}
