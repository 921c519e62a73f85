//! What becomes of a project's products when the project does: the public sees them, or it does not.

use sea_orm::ConnectionTrait;

use super::{rules, store};
use crate::{
    krt_shop::{category::Tree, project::Project},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{ProductId, ProjectId},
        page::{PageArgs, PageRequest},
    },
};

/// A project is not at work any more: the public sees none of its products from now on.
pub(in crate::krt_shop) async fn take_away<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
) -> Result<()> {
    let sql = "update product set listed_before = listed_at, listed_at = null \
               where project_id = $1 and listed_at is not null";
    db::run(connection, sql, [project.into()]).await?;
    Ok(())
}

/// A project is at work: the public sees what it has published, where it stood before in the list.
pub(in crate::krt_shop) async fn bring_back<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    now: Instant,
) -> Result<()> {
    let sql = "update product set listed_at = coalesce(listed_before, $2), listed_before = null \
               where project_id = $1 and status = 'PUBLISHED' and listed_at is null";
    db::run(connection, sql, [project.into(), now.into()]).await?;
    Ok(())
}

/// A project has another name, by which its products are found from now on.
pub(in crate::krt_shop) async fn project_renamed<C: ConnectionTrait>(
    connection: &C,
    project: &Project,
    tree: &Tree,
) -> Result<()> {
    let mut beyond: Option<ProductId> = None;
    loop {
        let mut page =
            PageRequest::from_args(&PageArgs { first: Some(100), ..PageArgs::default() })?;
        page.beyond = beyond.map(|id| (id, id));
        let products = store::list_of_project(connection, project.id, None, &page).await?;
        let Some(last) = products.last().map(|product| product.id) else { return Ok(()) };
        for product in products {
            let text = rules::search_text_of(&product, project, tree);
            let sql = "update product set search_text = $2 where id = $1";
            db::run(connection, sql, [product.id.into(), text.into()]).await?;
        }
        beyond = Some(last);
    }
}
