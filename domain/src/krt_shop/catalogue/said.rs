//! What a row says besides its cells' values: its code and its version; and what of it is a change.

use std::collections::HashMap;

use super::{cells::Line, columns, model::CellError, values};
use crate::{
    krt_shop::product::{self, NewProduct, OfferChanges, ProductChanges},
    shared::{
        ctx::Ctx,
        error::{ErrorCode, Refusal},
        text,
    },
};

/// The longest code, in characters.
const CODE: usize = 80;

/// The code of a row, which no row before it has.
pub(super) fn code(line: &Line, codes: &mut HashMap<String, u32>) -> Result<String, CellError> {
    let wrong = |refusal| CellError { column: Some("code".to_owned()), refusal };
    let cell = line.cells.get("code").ok_or_else(|| wrong(Refusal::of(ErrorCode::Required)))?;
    let code = values::line(cell).map_err(wrong)?;
    let code = code.ok_or_else(|| wrong(Refusal::of(ErrorCode::Required)))?;
    let code = text::line(&code, CODE).map_err(wrong)?;
    if let Some(before) = codes.get(&code) {
        let refusal = Refusal::of(ErrorCode::ImportDuplicate);
        return Err(wrong(refusal.with("value", &code).with("line", before)));
    }
    codes.insert(code.clone(), line.number);
    Ok(code)
}

/// The version from which a row was made, when it says so.
pub(super) fn said_version(line: &Line) -> Option<i64> {
    values::whole(line.cells.get("version")?).ok().flatten()
}

/// A refusal of a product's rule with the column that it is about.
pub(super) fn in_column(refusal: Refusal) -> CellError {
    let column = match (&refusal.field, refusal.code) {
        (None, ErrorCode::PictureInvalid | ErrorCode::PictureTooLarge) => {
            Some("pictures".to_owned())
        }
        (field, _) => field.as_deref().and_then(columns::of_field),
    };
    CellError { column, refusal }
}

/// The promotion of an offer, unless it is over: a file from last month is no mistake.
pub(super) fn promotion(ctx: &Ctx, offer: &NewProduct) -> Option<product::NewPromotion> {
    offer.offer.promotion.filter(|promotion| promotion.until > ctx.now())
}

/// Everything that a row says, as changes.
pub(super) fn changes(ctx: &Ctx, offer: &NewProduct) -> ProductChanges {
    let terms = &offer.offer;
    ProductChanges {
        category_code: Some(offer.category_code.clone()),
        kind: Some(offer.kind),
        name: Some(offer.name.clone().into()),
        description: Some(offer.description.clone().into()),
        price_sen: Some(offer.price_sen),
        unit: Some(offer.unit.clone()),
        pictures: None,
        offer: OfferChanges {
            price_kind: terms.price_kind,
            promotion: Some(promotion(ctx, offer)),
            minimum_quantity: Some(terms.minimum_quantity),
            lead_time_days: Some(terms.lead_time_days),
            availability: Some(terms.availability),
            season_months: Some(terms.season_months.clone()),
            pick_up: Some(terms.pick_up),
            variants: Some(terms.variants.clone()),
            deliveries: Some(terms.deliveries.clone()),
        },
    }
}
