//! Keeping the tree of categories.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    model::{Category, NewCategory, Tree},
    rules, store,
};
use crate::{
    krt_shop::matching,
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        language::LocalizedText,
        work::Work,
    },
};

/// Puts a category there by its code, or changes it. For the program itself.
pub async fn put_category(work: &mut Work, category: &Category) -> Result<()> {
    store::put(work.connection(), category).await?;
    tell(work);
    Ok(())
}

/// The tree is read as a whole, so the change names none of its categories.
fn tell(work: &mut Work) {
    work.tell(Change::new(Scope::Public, Noun::Category, Uuid::nil()));
}

/// The whole tree: some dozens of rows.
pub(in crate::krt_shop) async fn tree<C: ConnectionTrait>(connection: &C) -> Result<Tree> {
    Ok(Tree::new(store::list(connection).await?))
}

/// The whole tree as it stands in the database that is written to.
pub async fn newest_tree(ctx: &Ctx) -> Result<Tree> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    tree(ctx.db().write()).await
}

/// Adds a category. The same again changes nothing.
pub async fn add_category(ctx: &Ctx, new: &NewCategory) -> Result<Category> {
    let (permit, mut work, tree) = begin(ctx).await?;
    let known = tree.get(&new.code).filter(|known| {
        known.parent_code == new.parent_code
            && known.name == new.name
            && new.position.is_none_or(|position| position == known.position)
    });
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let category = rules::added(new, &tree)?;
    // Somebody may have added the same just now.
    if !store::add(work.connection(), &category).await? {
        return Err(Refusal::of(ErrorCode::IdTaken).at("code").into());
    }
    tell(&mut work);
    finish(work, &permit, "added", &category).await?;
    Ok(category)
}

/// Gives a category another name. Its products are found by that within seconds: the database puts
/// them on the list of the search.
pub async fn rename_category(ctx: &Ctx, code: &str, name: &LocalizedText) -> Result<Category> {
    let (permit, mut work, tree) = begin(ctx).await?;
    let category = rules::renamed(known(&tree, code)?, name)?;
    put_category(&mut work, &category).await?;
    finish(work, &permit, "renamed", &category).await?;
    Ok(category)
}

/// Puts a category with everything below it in another place. Its products are found below the new
/// parent as soon as the node has heard of it, and by the new parent's name within seconds; what projects
/// need and can supply of it is matched anew.
pub async fn move_category(
    ctx: &Ctx,
    code: &str,
    parent: Option<&str>,
    position: Option<i64>,
) -> Result<Category> {
    let (permit, mut work, tree) = begin(ctx).await?;
    let category = rules::moved(known(&tree, code)?, parent, position, &tree)?;
    put_category(&mut work, &category).await?;
    // What is needed and supplied fits by the tree.
    matching::review_in_categories(ctx, &mut work, &tree.subtree(code)).await?;
    finish(work, &permit, "moved", &category).await?;
    Ok(category)
}

fn known<'tree>(tree: &'tree Tree, code: &str) -> Result<&'tree Category> {
    tree.get(code).ok_or_else(|| Refusal::of(ErrorCode::CategoryUnknown).at("code").into())
}

/// Begins a change of the tree, which nobody else changes until it stands: of two moves at once that
/// would make a circle together, the second sees the first.
async fn begin(ctx: &Ctx) -> Result<(Permit, Work, Tree)> {
    let permit = ctx.authorize(Action::CategoryWrite, &Target::nothing())?;
    let work = ctx.begin().await?;
    store::lock(work.connection()).await?;
    let tree = tree(work.connection()).await?;
    Ok((permit, work, tree))
}

async fn finish(
    mut work: Work,
    permit: &Permit,
    what: &'static str,
    category: &Category,
) -> Result<()> {
    let deed = work.audit_alone(permit);
    deed.detail("code", category.code.as_str());
    deed.detail("what", what);
    deed.detail("parentCode", category.parent_code.as_deref().unwrap_or_default());
    work.commit().await
}
