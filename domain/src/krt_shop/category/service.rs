//! Keeping the tree of categories.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    model::{Category, Tree},
    store,
};
use crate::shared::{
    change_log::{Change, Noun, Scope},
    error::Result,
    work::Work,
};

/// Puts a category there by its code, or changes it. For the program itself.
pub async fn put_category(work: &mut Work, category: &Category) -> Result<()> {
    store::put(work.connection(), category).await?;
    // The tree is read as a whole, so the change names none of its categories.
    work.tell(Change::new(Scope::Public, Noun::Category, Uuid::nil()));
    Ok(())
}

/// The whole tree: some dozens of rows.
pub(in crate::krt_shop) async fn tree<C: ConnectionTrait>(connection: &C) -> Result<Tree> {
    Ok(Tree::new(store::list(connection).await?))
}
