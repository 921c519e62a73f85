//! What becomes of a project's products when the project does: the public sees them, or it does not;
//! and that what the public sees is found.

use sea_orm::ConnectionTrait;

use super::model::Product;
use crate::{
    krt_shop::{category, project, search},
    shared::{
        clock::Instant,
        db,
        error::{Error, Result},
        id::ProjectId,
        work::Work,
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

/// A project is at work: the public sees what it has published, where it stood before in the list, but
/// nothing that claims without proof to be halal.
pub(in crate::krt_shop) async fn bring_back<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    now: Instant,
) -> Result<()> {
    let sql = "update product set listed_at = coalesce(listed_before, $2), listed_before = null \
               where project_id = $1 and status = 'PUBLISHED' and listed_at is null \
               and halal_held_at is null";
    db::run(connection, sql, [project.into(), now.into()]).await?;
    Ok(())
}

/// A product that is seen is found by its words from the same moment; what is seen no longer leaves the
/// index by the database's own rule. To be called once the product is written: its project and the
/// categories are read after that, so that whoever renames one meanwhile puts it on the list.
pub(super) async fn index_listed(work: &Work, product: &Product) -> Result<()> {
    if product.listed_at.is_none() {
        return Ok(());
    }
    let connection = work.connection();
    let projects = project::list_by_ids(connection, &[product.project_id]).await?;
    let project = projects.first().ok_or_else(Error::not_found)?;
    search::index(work, product, project, &category::tree(connection).await?).await
}
