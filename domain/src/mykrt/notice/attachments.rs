//! The pictures of notices, in their order.

use sea_orm::ConnectionTrait;

use super::{model::NewAttachment, rules};
use crate::shared::{
    ctx::Ctx,
    error::Result,
    media::{self, Attached, Picture},
};

/// Where they stand.
pub(super) const ATTACHMENTS: Attached =
    Attached { table: "notice_attachment", owner: "notice_id" };

/// Makes a writer's list of pictures into what can be shown.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewAttachment],
    already: &[Picture],
) -> Result<Vec<Picture>> {
    let texts = rules::attachments(new)?;
    let wanted = new.iter().map(|attachment| attachment.media_id).zip(texts).collect();
    media::chosen(ctx, connection, wanted, already, "attachments").await
}
