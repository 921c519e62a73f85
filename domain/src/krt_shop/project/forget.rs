//! Taking an owner's name out of addresses: a slug is made of what a project or an offer was called.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::shared::{db, error::Result, id::PersonId, text, work::Work};

/// So many offers are read at once.
const PART: usize = 500;

#[derive(Debug, FromQueryResult)]
struct Named {
    id: Uuid,
    slug: String,
}

/// Gives the projects of somebody whose account is erased, and what these offer, addresses without their
/// name. Nobody else sees them meanwhile: they rest. Within the erasure.
pub(crate) async fn take_name_out(work: &Work, owner: PersonId, name: &str) -> Result<()> {
    let connection = work.connection();
    let owned = "select id, slug from project where owner_id = $1";
    let projects: Vec<Named> = db::all(connection, owned, [owner.into()]).await?;
    for project in projects {
        let (id, mut after) = (project.id, Uuid::nil());
        change(work, "update project set slug = $2 where id = $1", project, name).await?;
        loop {
            let sql = format!(
                "select id, slug from product where project_id = $1 and id > $2 \
                 order by id limit {PART}"
            );
            let part: Vec<Named> = db::all(connection, &sql, [id.into(), after.into()]).await?;
            let is_whole = part.len() == PART;
            for product in part {
                after = product.id;
                change(work, "update product set slug = $2 where id = $1", product, name).await?;
            }
            if !is_whole {
                break;
            }
        }
    }
    Ok(())
}

async fn change(work: &Work, sql: &str, named: Named, name: &str) -> Result<()> {
    if let Some(slug) = text::slug_without(&named.slug, name) {
        db::run(work.connection(), sql, [named.id.into(), slug.into()]).await?;
    }
    Ok(())
}
