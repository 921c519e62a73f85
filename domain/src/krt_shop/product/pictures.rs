//! The pictures of products, in their order.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::NewPicture;
use crate::shared::{
    ctx::Ctx,
    db,
    error::{ErrorCode, Refusal, Refusals, Result},
    id::{MediaId, ProductId},
    language::LocalizedText,
    media::{self, Picture},
};

/// Makes an owner's list of pictures into what can be shown, the cover first.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewPicture],
    already: &[Picture],
) -> Result<Vec<Picture>> {
    let texts = super::rules::pictures(new)?;
    // A picture that stands there already may stay, whoever uploaded it.
    let fresh: Vec<MediaId> = new
        .iter()
        .map(|picture| picture.media_id)
        .filter(|id| !already.iter().any(|picture| picture.id == id.0))
        .collect();
    let mut usable: HashMap<MediaId, Result<Picture, Refusal>> = HashMap::new();
    if !fresh.is_empty() {
        let found = media::usable_pictures(ctx, connection, &fresh).await?;
        usable.extend(fresh.into_iter().zip(found));
    }
    let mut refusals = Refusals::default();
    let mut pictures = Vec::with_capacity(new.len());
    for (index, (wanted, alternative_text)) in new.iter().zip(texts).enumerate() {
        let known = already.iter().find(|picture| picture.id == wanted.media_id.0).cloned();
        let picture = known.map(Ok).or_else(|| usable.remove(&wanted.media_id));
        let picture = picture.unwrap_or_else(|| Err(Refusal::of(ErrorCode::NotFound)));
        let field = format!("pictures.{index}.mediaId");
        if let Some(picture) = refusals.keep(picture.map_err(|refusal| refusal.at(field))) {
            pictures.push(Picture { alternative_text, ..picture });
        }
    }
    refusals.done()?;
    Ok(pictures)
}

/// Puts these pictures in the place of those that a product had.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    pictures: &[Picture],
) -> Result<()> {
    let sql = "delete from product_picture where product_id = $1";
    db::run(connection, sql, [product.into()]).await?;
    for (position, picture) in (1_i64..).zip(pictures) {
        let sql = "insert into product_picture (product_id, media_id, position, alternative_text) \
                   values ($1, $2, $3, $4)";
        let values = [
            product.into(),
            picture.id.into(),
            position.into(),
            picture.alternative_text.clone().into(),
        ];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct Row {
    product_id: ProductId,
    media_id: MediaId,
    alternative_text: Option<LocalizedText>,
}

/// The pictures of each of these products, in their order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Picture>>> {
    let mut query =
        db::Query::new("select product_id, media_id, alternative_text from product_picture");
    query.and_in("product_id", products.iter().map(|id| id.0));
    query.end(" order by product_id, position");
    let rows: Vec<Row> = query.all(connection).await?;
    let ids: Vec<MediaId> = rows.iter().map(|row| row.media_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let shown: HashMap<MediaId, Picture> = media::pictures_by_ids(connection, &ids)
        .await?
        .into_iter()
        .map(|picture| (MediaId(picture.id), picture))
        .collect();
    let mut pictures: HashMap<ProductId, Vec<Picture>> = HashMap::new();
    for row in rows {
        if let Some(picture) = shown.get(&row.media_id) {
            let picture = Picture { alternative_text: row.alternative_text, ..picture.clone() };
            pictures.entry(row.product_id).or_default().push(picture);
        }
    }
    Ok(pictures)
}
