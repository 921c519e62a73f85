//! What a product must be; pure.

use super::{
    model::{NewPicture, NewProduct, Product, ProductChanges, ProductKind},
    offer::Variant,
    offer_rules::{self, Offer},
};
use crate::{
    krt_shop::category::Tree,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        language::LocalizedText,
        text,
    },
};

/// The longest name, in characters: two lines on a small phone.
const NAME: usize = 120;
/// The longest description, in characters.
const DESCRIPTION: usize = 5_000;
/// The longest unit, in characters.
const UNIT: usize = 40;
/// The longest text for those who cannot see a picture, in characters.
const ALTERNATIVE_TEXT: usize = 200;
/// The most pictures of one product.
const PICTURES: usize = 10;

/// What an owner wrote, after checking.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub category_code: String,
    pub kind: ProductKind,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub price_sen: Option<i64>,
    pub unit: Option<String>,
    pub offer: Offer,
}

/// Checks everything that an owner wrote, of a product that is changed every text that is new, and
/// collects every broken rule.
pub(super) fn written(
    new: &NewProduct,
    before: Option<&Product>,
    tree: &Tree,
    now: Instant,
) -> Result<Written> {
    let mut refusals = Refusals::default();
    let old = before.map(|old| &old.name);
    let name = text::localized_over(&new.name, old, NAME, text::line);
    let name = refusals.keep(name.map_err(|refusal| under("name", refusal)));
    let old = before.and_then(|old| old.description.as_ref());
    let description = text::localized_over(&new.description, old, DESCRIPTION, text::paragraphs);
    let description = refusals.keep(description.map_err(|refusal| under("description", refusal)));
    let old = before.and_then(|old| old.unit.as_deref());
    let unit = new.unit.as_deref().filter(|unit| !unit.trim().is_empty());
    let unit =
        unit.map(|unit| text::line_over(unit, old, UNIT).map_err(|refusal| refusal.at("unit")));
    let unit = refusals.keep(unit.transpose());
    if tree.get(&new.category_code).is_none() {
        refusals.add(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode"));
    }
    let offer = offer_rules::offer(new, now, &mut refusals);
    if new.pictures.len() > PICTURES {
        refusals.add(Refusal::of(ErrorCode::TooMany).at("pictures").with("limit", PICTURES));
    }
    refusals.done()?;
    match (name, description, unit) {
        (Some(name), Some(description), Some(unit)) => Ok(Written {
            category_code: new.category_code.clone(),
            kind: new.kind,
            name,
            description,
            price_sen: new.price_sen,
            unit,
            offer,
        }),
        // A text that was not kept is a refusal, and refusals have ended this above.
        _ => Err(Refusal::of(ErrorCode::Required).into()),
    }
}

fn localized(
    field: &str,
    written: &LocalizedText,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    text::localized(written, limit, check).map_err(|refusal| under(field, refusal))
}

/// Puts the outer field's name before the inner one's.
pub(super) fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = match &refusal.field {
        Some(inner) => format!("{field}.{inner}"),
        None => field.to_owned(),
    };
    refusal.at(path)
}

/// Checks what pictures show, and that none stands there twice.
pub(super) fn pictures(new: &[NewPicture]) -> Result<Vec<Option<LocalizedText>>> {
    let mut refusals = Refusals::default();
    let mut texts = Vec::with_capacity(new.len());
    for (index, picture) in new.iter().enumerate() {
        let twice = new.iter().take(index).any(|other| other.media_id == picture.media_id);
        if twice {
            let field = format!("pictures.{index}.mediaId");
            refusals.add(Refusal::of(ErrorCode::IdTaken).at(field));
        }
        let field = format!("pictures.{index}.alternativeText");
        let checked = picture
            .alternative_text
            .as_ref()
            .map(|written| localized(&field, written, ALTERNATIVE_TEXT, text::line));
        texts.push(refusals.keep(checked.transpose()).flatten());
    }
    refusals.done()?;
    Ok(texts)
}

/// The product as it will be: what is not changed stays. Of pictures and deliveries only what is
/// changed stands there.
pub(super) fn with_changes(
    product: &Product,
    changes: &ProductChanges,
    variants: &[Variant],
    now: Instant,
) -> NewProduct {
    let unwritten = || LocalizedText { ms: String::new(), en: None, zh: None, ta: None };
    let before = product.description.as_ref();
    let description = match &changes.description {
        Some(change) => Some(change.over(before)),
        None => before.cloned(),
    };
    let name = changes.name.as_ref().map(|change| change.over(Some(&product.name)));
    let (price_sen, offer) = offer_rules::with_changes(product, changes, variants, now);
    NewProduct {
        project_id: product.project_id,
        category_code: changes.category_code.as_ref().unwrap_or(&product.category_code).clone(),
        kind: changes.kind.unwrap_or(product.kind),
        name: name.unwrap_or_else(|| product.name.clone()),
        description: description.unwrap_or_else(unwritten),
        price_sen,
        unit: changes.unit.clone().unwrap_or_else(|| product.unit.clone()),
        pictures: changes.pictures.clone().unwrap_or_default(),
        offer,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        krt_shop::product::{
            ProductStatus,
            offer::{Availability, PriceKind},
        },
        shared::{
            id::{AreaId, ProductId, ProjectId},
            media::Picture,
        },
    };

    /// A product on asking, as it stands before anything else is said.
    pub(in crate::krt_shop::product) fn product(
        status: ProductStatus,
        with_picture: bool,
    ) -> Product {
        let at = chrono::DateTime::UNIX_EPOCH;
        let picture = Picture {
            id: uuid::Uuid::nil(),
            address: String::new(),
            width: 1,
            height: 1,
            widths: vec![1],
            thumbhash: None,
            alternative_text: None,
        };
        Product {
            id: ProductId(uuid::Uuid::nil()),
            project_id: ProjectId(uuid::Uuid::nil()),
            area_id: AreaId(uuid::Uuid::nil()),
            category_code: "FOOD".to_owned(),
            kind: ProductKind::Goods,
            status,
            slug: "mi".to_owned(),
            name: LocalizedText::new("Mi", "Noodles"),
            description: None,
            price_kind: PriceKind::Ask,
            price_sen: None,
            unit: None,
            promotion_sen: None,
            promotion_from: None,
            promotion_until: None,
            minimum_quantity: None,
            lead_time_days: None,
            availability: Availability::InStock,
            season_months: Vec::new(),
            pick_up: true,
            cover: with_picture.then_some(picture),
            version: 1,
            listed_at: None,
            hidden_reason: None,
            publish_at: None,
            held_back_at: None,
            halal_held_at: None,
            created_at: at,
            updated_at: at,
        }
    }
}
