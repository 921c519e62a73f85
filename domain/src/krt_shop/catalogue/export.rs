//! A project's catalogue goes out, in parts of at most as many rows as come in at once.

use std::collections::HashMap;

use bytes::Bytes;

use super::{
    MOST_ROWS,
    model::Form,
    row::{self, Beside},
    store, write,
};
use crate::{
    krt_shop::product::{self, Product, ProductStatus},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{ProductId, ProjectId},
        media::{self, Picture},
        page::PageArgs,
    },
};

/// The most bytes of pictures in a zip; a part ends before the offer with which there would be more.
const PICTURES: usize = 24 * 1024 * 1024;
/// How wide pictures go out, in pixels.
const WIDE: u32 = 1280;

/// A part of a catalogue.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// The cursor of the next part, when there is one.
    pub next: Option<String>,
}

/// What a part holds so far.
#[derive(Default)]
struct Part {
    rows: Vec<Vec<String>>,
    pictures: Vec<(String, Bytes)>,
    bytes: usize,
    last: Option<String>,
}

/// Everything that a project offers and has not archived, newest first, for its owner and the officers
/// above.
pub async fn export_catalogue(
    ctx: &Ctx,
    id: ProjectId,
    form: Form,
    after: Option<String>,
) -> Result<Exported> {
    let mut part = Part::default();
    let mut after = after;
    let mut codes: Option<HashMap<ProductId, String>> = None;
    let next = loop {
        let args = PageArgs { first: Some(100), after: after.clone(), ..PageArgs::default() };
        // Asks whether the actor may, before anything else is read.
        let page = product::products_of_project(ctx, id, None, &args).await?;
        if codes.is_none() {
            let rows = store::list(ctx.read(), id).await?;
            codes = Some(rows.into_iter().map(|(code, row)| (row.product_id, code)).collect());
        }
        let codes = codes.as_ref().ok_or_else(Error::not_found)?;
        let whole = add(ctx, &mut part, codes, (&page.items, form)).await?;
        if !whole {
            break part.last.clone();
        }
        match page.items.last().filter(|_| page.has_next) {
            Some(last) => after = Some(product::cursor_in_project(last)),
            None => break None,
        }
        if part.rows.len() >= MOST_ROWS {
            break after;
        }
    };
    let Part { rows, pictures, .. } = part;
    let bytes = tokio::task::spawn_blocking(move || match form {
        Form::Csv => Ok(write::csv(&rows)),
        Form::Xlsx => write::xlsx(&rows),
        Form::Zip => write::zip(&write::xlsx(&rows)?, &pictures),
    });
    Ok(Exported { bytes: bytes.await.map_err(Error::internal)??, next })
}

/// Adds offers; tells whether all of them had room.
async fn add(
    ctx: &Ctx,
    part: &mut Part,
    codes: &HashMap<ProductId, String>,
    (products, form): (&[Product], Form),
) -> Result<bool> {
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    if ids.is_empty() {
        return Ok(true);
    }
    let variants = product::variants_of_products(ctx, &ids).await?;
    let deliveries = product::deliveries_of_products(ctx, &ids).await?;
    let shown = product::pictures_of_products(ctx, &ids).await?;
    for product in products.iter().filter(|it| it.status != ProductStatus::Archived) {
        let pictures = shown.get(&product.id).map(Vec::as_slice).unwrap_or_default();
        if form == Form::Zip && !add_pictures(ctx, part, pictures).await? {
            return Ok(false);
        }
        let variants = variants.get(&product.id).map(Vec::as_slice).unwrap_or_default();
        let deliveries = deliveries.get(&product.id).map(Vec::as_slice).unwrap_or_default();
        let offer = row::standing(product, variants, deliveries);
        let id = product.id.to_string();
        let code = codes.get(&product.id).unwrap_or(&id);
        part.rows.push(row::cells(Beside { code, product, pictures }, &offer));
        part.last = Some(product::cursor_in_project(product));
    }
    Ok(true)
}

/// Adds the pictures of an offer, when they have room; the first offer always has.
async fn add_pictures(ctx: &Ctx, part: &mut Part, pictures: &[Picture]) -> Result<bool> {
    let mut files = Vec::with_capacity(pictures.len());
    let mut bytes = 0;
    for picture in pictures {
        let name = format!("pictures/{}", row::picture(picture));
        if part.pictures.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let width = picture.width_for(Some(WIDE));
        // Whoever has this part may see the offer that shows it.
        let file = media::open_picture(ctx, picture, width).await?;
        bytes += file.len();
        files.push((name, file));
    }
    if part.bytes + bytes > PICTURES && !part.rows.is_empty() {
        return Ok(false);
    }
    part.bytes += bytes;
    // The same picture twice in one offer is one file.
    for (name, file) in files {
        if !part.pictures.iter().any(|(known, _)| *known == name) {
            part.pictures.push((name, file));
        }
    }
    Ok(true)
}
