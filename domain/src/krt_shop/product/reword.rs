//! What a search compares products by, written anew when a category is moved or renamed: a product is
//! found by the names of the categories above it too.

use uuid::Uuid;

use super::{rules, store, write_store};
use crate::{
    duties::Duty,
    krt_shop::{category, project},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::Result,
        id::{ProductId, ProjectId},
        scheduler,
        work::Work,
    },
};

/// So many products are looked at in one transaction.
const PART: u64 = 200;

/// Looks at the next products after this one, and plans the part that follows: no transaction is
/// long, however many products there are. What is right already is not written.
pub(crate) async fn reword_due(ctx: &Ctx, work: &mut Work, after: Uuid) -> Result<()> {
    let connection = work.connection();
    let products = store::list_after(connection, ProductId(after), PART).await?;
    let Some(last) = products.last().map(|product| product.id) else { return Ok(()) };
    let tree = category::tree(connection).await?;
    let mut ids: Vec<ProjectId> = products.iter().map(|product| product.project_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let projects = project::list_by_ids(connection, &ids).await?;
    let mut written = false;
    for product in &products {
        let project = projects.iter().find(|project| project.id == product.project_id);
        let Some(project) = project else { continue };
        let text = rules::search_text_of(product, project, &tree);
        written |=
            write_store::change_words(connection, (product.id, product.version), &text).await?;
    }
    let is_whole = u64::try_from(products.len()).is_ok_and(|count| count == PART);
    if written {
        // What was found by the old words is asked for again.
        work.tell(Change::new(Scope::Public, Noun::Category, Uuid::nil()));
    }
    if is_whole {
        scheduler::plan(work, Duty::CategoryReword, last, ctx.now()).await?;
    }
    Ok(())
}
