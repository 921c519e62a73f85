//! An offer as a row, and a row over an offer; pure.

use std::{collections::BTreeMap, fmt::Write as _};

use sea_orm::ActiveEnum as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    cells::{Cell, Line},
    values::{self, escaped},
};
use crate::{
    krt_shop::product::{
        Delivery, NewDelivery, NewOffer, NewProduct, NewPromotion, NewVariant, PlaceKind, Product,
        Variant,
    },
    shared::{language::LocalizedText, malaysia, media::Picture},
};

/// What separates choices and places, and the parts of a choice.
pub(super) const BETWEEN: [char; 2] = [';', '\n'];
pub(super) const WITHIN: char = '|';

/// An offer as it stands, with everything that a row says of it. Its pictures are another matter.
pub(super) fn standing(
    product: &Product,
    variants: &[Variant],
    deliveries: &[Delivery],
) -> NewProduct {
    let unwritten = || LocalizedText { ms: String::new(), en: None, zh: None, ta: None };
    let variant = |variant: &Variant| NewVariant {
        id: Some(variant.id),
        name: variant.name.clone(),
        price_sen: variant.price_sen,
        availability: variant.availability,
    };
    let delivery = |delivery: &Delivery| NewDelivery {
        place_kind: delivery.place_kind,
        place: Some(delivery.place.clone()).filter(|place| !place.is_empty()),
        cost_sen: delivery.cost_sen,
    };
    let promotion = product.promotion().map(|promotion| NewPromotion {
        price_sen: promotion.price_sen,
        from: Some(promotion.from),
        until: promotion.until,
    });
    NewProduct {
        project_id: product.project_id,
        category_code: product.category_code.clone(),
        kind: product.kind,
        name: product.name.clone(),
        description: product.description.clone().unwrap_or_else(unwritten),
        price_sen: product.price_sen,
        unit: product.unit.clone(),
        pictures: Vec::new(),
        offer: NewOffer {
            price_kind: Some(product.price_kind),
            promotion,
            minimum_quantity: product.minimum_quantity,
            lead_time_days: product.lead_time_days,
            availability: product.availability,
            season_months: product.season_months.clone(),
            pick_up: product.pick_up,
            variants: variants.iter().map(variant).collect(),
            deliveries: deliveries.iter().map(delivery).collect(),
        },
    }
}

/// Stands for an offer with everything that a row says of it.
pub(super) fn digest(offer: &NewProduct) -> String {
    hashed(offer)
}

/// Stands for what is written in a row.
pub(super) fn digest_of_line(line: &Line) -> String {
    let cells: BTreeMap<&str, String> = line
        .cells
        .iter()
        // By the version a row says from what it was made, and by the status nothing at all.
        .filter(|(column, _)| !matches!(**column, "version" | "status"))
        .map(|(column, cell)| (*column, written(cell)))
        .collect();
    hashed(&cells)
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Moment(moment) => moment.to_string(),
        other => values::text(other).unwrap_or_default(),
    }
}

/// Stands for a list of names and contents.
pub(super) fn hashed(content: &impl Serialize) -> String {
    // Plain values, which always have a JSON form.
    let bytes = serde_json::to_vec(content).unwrap_or_default();
    Sha256::digest(&bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What stands beside an offer in its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    pub code: &'a str,
    pub product: &'a Product,
    pub pictures: &'a [Picture],
}

/// The cells of an offer, in the order of the columns.
pub(super) fn cells(beside: Beside<'_>, offer: &NewProduct) -> Vec<String> {
    let Beside { code, product, pictures } = beside;
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
    let money = |sen: Option<i64>| sen.map(amount).unwrap_or_default();
    let (name, description, terms) = (&offer.name, &offer.description, &offer.offer);
    let months: Vec<String> = terms.season_months.iter().map(i64::to_string).collect();
    let promotion = terms.promotion;
    let from = promotion.and_then(|promotion| promotion.from);
    vec![
        code.to_owned(),
        product.version.to_string(),
        product.status.to_value(),
        offer.category_code.clone(),
        offer.kind.to_value(),
        name.ms.clone(),
        said(&name.en),
        said(&name.zh),
        said(&name.ta),
        description.ms.clone(),
        said(&description.en),
        said(&description.zh),
        said(&description.ta),
        product.price_kind.to_value(),
        money(offer.price_sen),
        said(&offer.unit),
        number(terms.minimum_quantity),
        number(terms.lead_time_days),
        terms.availability.to_value(),
        months.join(", "),
        if terms.pick_up { "yes" } else { "no" }.to_owned(),
        money(promotion.map(|promotion| promotion.price_sen)),
        from.map(malaysia::shown).unwrap_or_default(),
        promotion.map(|promotion| malaysia::shown(promotion.until)).unwrap_or_default(),
        joined(terms.variants.iter().map(variant)),
        joined(terms.deliveries.iter().map(delivery)),
        joined(pictures.iter().map(picture)),
    ]
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

fn variant(variant: &NewVariant) -> String {
    let name = escaped(&variant.name.ms, &[BETWEEN[0], WITHIN]);
    let price = variant.price_sen.map(amount).unwrap_or_default();
    format!("{name} | {price} | {}", variant.availability.to_value())
}

fn delivery(delivery: &NewDelivery) -> String {
    let cost = delivery.cost_sen.map(amount).unwrap_or_default();
    let kind = delivery.place_kind.to_value();
    match (delivery.place_kind, &delivery.place) {
        (PlaceKind::Nation, _) | (_, None) => format!("{kind}={cost}"),
        (_, Some(place)) => format!("{kind}:{place}={cost}"),
    }
}

/// The name under which a picture stands in a zip: by its content.
pub(super) fn picture(picture: &Picture) -> String {
    format!("{}.jpg", picture.address)
}

fn amount(sen: i64) -> String {
    format!("{}.{:02}", sen / 100, sen % 100)
}
