//! The pictures of products, the cover first.

use sea_orm::ConnectionTrait;

use super::{model::NewPicture, rules};
use crate::shared::{
    ctx::Ctx,
    error::Result,
    media::{self, Attached, Picture},
};

/// Where they stand.
pub(super) const PICTURES: Attached = Attached { table: "product_picture", owner: "product_id" };

/// Makes an owner's list of pictures into what can be shown.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewPicture],
    already: &[Picture],
) -> Result<Vec<Picture>> {
    let texts = rules::pictures(new)?;
    let wanted = new.iter().map(|picture| picture.media_id).zip(texts).collect();
    media::chosen(ctx, connection, wanted, already, "pictures").await
}
