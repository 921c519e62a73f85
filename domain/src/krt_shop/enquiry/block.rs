//! Wanting no more of the other side, and who sees that.

use super::{
    block_store::{self, BlockKey, New},
    model::{EnquiryBlock, SettingBlock, Shown, Side},
    read::reach,
    store, told,
};
use crate::{
    krt_shop::listing,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ProjectId,
        page::{self, Page, PageArgs, PageRequest},
        text,
    },
};

/// The longest reason, in characters.
const REASON: usize = 500;

/// Blocks the other side of an enquiry, or no longer: until then neither writes to the other, in this
/// enquiry or another one. The same again changes nothing.
pub async fn set_block(ctx: &Ctx, setting: &SettingBlock) -> Result<Shown> {
    let secret = setting.secret.as_deref();
    let reached = reach(ctx, setting.enquiry_id, secret, Action::EnquiryBlock).await?;
    let reason = setting.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let reason = reason.map(|reason| text::paragraphs(reason, REASON)).transpose();
    let reason = reason.map_err(|refusal| refusal.at("reason"))?;
    let (by_seller, me, now) = (reached.side == Side::Seller, ctx.actor.person(), ctx.now());
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let found = store::lock(work.connection(), setting.enquiry_id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    if found.buyer_key.is_none() {
        // The buyer has no account any more: nobody would be known again.
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ERASED").into());
    }
    let stands = block_store::find(work.connection(), &found, by_seller).await?;
    match (setting.blocked, stands) {
        (true, None) => {
            let id = ctx.mint();
            let new = New { id, of: &found, by_seller, made_by: me, reason, now };
            block_store::add(work.connection(), new).await?;
            work.audit(&reached.permit, id).detail("blocked", "true");
            told::changed(&mut work, &found);
        }
        (false, Some(id)) => {
            block_store::end(work.connection(), &found, by_seller, (me, now)).await?;
            work.audit(&reached.permit, id).detail("blocked", "false");
            told::changed(&mut work, &found);
        }
        (true, Some(_)) | (false, None) => {}
    }
    work.commit().await?;
    let found = store::lookup(ctx.db().write(), setting.enquiry_id).await?;
    Ok(Shown { enquiry: found.ok_or_else(Error::not_found)?, side: reached.side })
}

/// Who of a project and its buyers has blocked whom, the newest first, each with its cursor: for its
/// sellers and the officers above it.
pub async fn blocks(
    ctx: &Ctx,
    project: ProjectId,
    args: &PageArgs,
) -> Result<Page<(String, EnquiryBlock)>> {
    ctx.person()?;
    let (_, place) = listing::project_of(ctx, project).await?;
    ctx.authorize(Action::EnquiryBlockRead, &Target::at(place))?;
    let request = PageRequest::<BlockKey>::from_args(args)?;
    let rows = block_store::list(ctx.db().write(), project, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.made_at, row.id)), row)))
}
