//! What an offer may say: price, promotion, stock, sizes and delivery; pure.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::{
    model::{NewProduct, Product, ProductChanges},
    offer::{
        Availability, Delivery, NewDelivery, NewOffer, NewPromotion, NewVariant, PlaceKind,
        PriceKind, Promotion, Variant,
    },
    rules::under,
};
use crate::{
    community::states,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals},
        id::{AreaId, DistrictId},
        text,
    },
};

/// The highest price in sen: ten million ringgit.
const PRICE: i64 = 1_000_000_000;
/// The same for people.
const PRICE_WORDS: &str = "10,000,000.00";
/// The longest minimum, and the longest time before, that are taken.
const MINIMUM: i64 = 1_000_000;
const LEAD_TIME: i64 = 365;
/// So far ahead a promotion may end: whoever writes 2199 has mistyped.
const PROMOTION: TimeDelta = TimeDelta::days(366);
/// The most sizes or flavours: more are a catalogue, and no phone shows them.
const VARIANTS: usize = 30;
/// The longest name of one, in characters.
const VARIANT_NAME: usize = 60;
/// The most places of delivery: sixteen states, and districts beside them.
const DELIVERIES: usize = 50;

/// What an offer says, after checking.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub price_kind: PriceKind,
    pub promotion: Option<Promotion>,
    pub minimum_quantity: Option<i64>,
    pub lead_time_days: Option<i64>,
    pub availability: Availability,
    pub season_months: Vec<i64>,
    pub pick_up: bool,
    pub variants: Vec<NewVariant>,
    pub deliveries: Vec<Delivery>,
}

/// Checks what an offer says. What was refused stands in `refusals`, and the answer is void then.
pub(super) fn offer(new: &NewProduct, now: Instant, refusals: &mut Refusals) -> Offer {
    let written = &new.offer;
    let price_kind = price(new, refusals);
    range("minimumQuantity", written.minimum_quantity, (1, MINIMUM), refusals);
    range("leadTimeDays", written.lead_time_days, (0, LEAD_TIME), refusals);
    let from = (price_kind == PriceKind::From).then_some(new.price_sen).flatten();
    Offer {
        price_kind,
        promotion: promotion(written.promotion.as_ref(), new.price_sen, now, refusals),
        minimum_quantity: written.minimum_quantity,
        lead_time_days: written.lead_time_days,
        availability: written.availability,
        season_months: season(written, refusals),
        pick_up: written.pick_up,
        variants: variants(&written.variants, from, refusals),
        deliveries: deliveries(&written.deliveries, refusals),
    }
}

/// A price of 0 is a gift, and said so plainly: "from 0" would say nothing.
fn price(new: &NewProduct, refusals: &mut Refusals) -> PriceKind {
    let usual = if new.price_sen.is_some() { PriceKind::Fixed } else { PriceKind::Ask };
    let kind = new.offer.price_kind.unwrap_or(usual);
    match (kind, new.price_sen) {
        (PriceKind::Ask, None) => {}
        (PriceKind::Ask, Some(_)) => {
            let refusal = Refusal::of(ErrorCode::ValueInvalid).at("priceKind");
            refusals.add(refusal.with("values", "FIXED, FROM"));
        }
        (_, None) => refusals.add(Refusal::of(ErrorCode::Required).at("price")),
        (PriceKind::From, Some(0)) => {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at("price");
            refusals.add(refusal.with("least", "0.01").with("most", PRICE_WORDS));
        }
        (_, Some(sen)) => amount("price", Some(sen), refusals),
    }
    kind
}

fn amount(field: &str, sen: Option<i64>, refusals: &mut Refusals) {
    if sen.is_some_and(|sen| !(0..=PRICE).contains(&sen)) {
        refusals.add(Refusal::of(ErrorCode::PriceInvalid).at(field).with("most", PRICE_WORDS));
    }
}

fn range(field: &str, number: Option<i64>, (least, most): (i64, i64), refusals: &mut Refusals) {
    if number.is_some_and(|number| !(least..=most).contains(&number)) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at(field);
        refusals.add(refusal.with("least", least).with("most", most));
    }
}

fn promotion(
    new: Option<&NewPromotion>,
    usual: Option<i64>,
    now: Instant,
    refusals: &mut Refusals,
) -> Option<Promotion> {
    let new = new?;
    if new.price_sen < 1 {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("promotion.price");
        refusals.add(refusal.with("least", "0.01").with("most", PRICE_WORDS));
    } else if usual.is_none_or(|usual| new.price_sen >= usual) {
        refusals.add(Refusal::of(ErrorCode::PromotionNotLower).at("promotion.price"));
    }
    let from = new.from.unwrap_or(now);
    if new.until <= now || new.until > now + PROMOTION {
        refusals.add(Refusal::of_time("promotion.until", Some(now), Some(now + PROMOTION)));
    } else if from >= new.until {
        refusals.add(Refusal::of_time("promotion.from", None, Some(new.until)));
    }
    Some(Promotion { price_sen: new.price_sen, from, until: new.until })
}

/// The months of something seasonal, each once and in their order; none of anything else.
fn season(written: &NewOffer, refusals: &mut Refusals) -> Vec<i64> {
    if written.availability != Availability::Seasonal {
        return Vec::new();
    }
    if written.season_months.is_empty() {
        refusals.add(Refusal::of(ErrorCode::Required).at("seasonMonths"));
    }
    if written.season_months.len() > 12 {
        refusals.add(Refusal::of(ErrorCode::TooMany).at("seasonMonths").with("limit", 12));
        return Vec::new();
    }
    for (place, month) in written.season_months.iter().enumerate() {
        range(&format!("seasonMonths.{place}"), Some(*month), (1, 12), refusals);
    }
    let mut months = written.season_months.clone();
    months.sort_unstable();
    months.dedup();
    months
}

/// `from` is what an offer begins at that says so: no size of it is cheaper.
fn variants(written: &[NewVariant], from: Option<i64>, refusals: &mut Refusals) -> Vec<NewVariant> {
    if written.len() > VARIANTS {
        refusals.add(Refusal::of(ErrorCode::TooMany).at("variants").with("limit", VARIANTS));
        return Vec::new();
    }
    let mut names = HashSet::new();
    let mut ids = HashSet::new();
    let mut checked = Vec::with_capacity(written.len());
    for (place, variant) in written.iter().enumerate() {
        let at = |field: &str| format!("variants.{place}.{field}");
        let name = text::localized(&variant.name, VARIANT_NAME, text::line);
        let name = refusals.keep(name.map_err(|refusal| under(&at("name"), refusal)));
        let Some(name) = name else { continue };
        if !names.insert(name.ms.to_lowercase()) {
            refusals.add(Refusal::of(ErrorCode::Duplicate).at(at("name")));
        }
        if variant.id.is_some_and(|id| !ids.insert(id)) {
            refusals.add(Refusal::of(ErrorCode::Duplicate).at(at("id")));
        }
        amount(&at("price"), variant.price_sen, refusals);
        if let (Some(sen), Some(from)) = (variant.price_sen, from)
            && (0..from).contains(&sen)
        {
            let refusal = Refusal::of(ErrorCode::OutOfRange).at(at("price"));
            refusals.add(refusal.with("least", ringgit(from)).with("most", PRICE_WORDS));
        }
        if variant.availability == Availability::Seasonal {
            let refusal = Refusal::of(ErrorCode::ValueInvalid).at(at("availability"));
            refusals.add(refusal.with("values", "IN_STOCK, FEW, OUT"));
        }
        checked.push(NewVariant { name, ..variant.clone() });
    }
    checked
}

fn ringgit(sen: i64) -> String {
    format!("{}.{:02}", sen / 100, sen % 100)
}

/// Whether a district or an area is there, the store knows; here it has the form of one.
fn deliveries(written: &[NewDelivery], refusals: &mut Refusals) -> Vec<Delivery> {
    if written.len() > DELIVERIES {
        refusals.add(Refusal::of(ErrorCode::TooMany).at("deliveries").with("limit", DELIVERIES));
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut checked = Vec::with_capacity(written.len());
    for (index, delivery) in written.iter().enumerate() {
        amount(&format!("deliveries.{index}.cost"), delivery.cost_sen, refusals);
        let Some(place) = place(delivery) else {
            refusals.add(unknown(index));
            continue;
        };
        if !seen.insert((delivery.place_kind, place.clone())) {
            let field = format!("deliveries.{index}.place");
            refusals.add(Refusal::of(ErrorCode::Duplicate).at(field));
        }
        let (place_kind, cost_sen) = (delivery.place_kind, delivery.cost_sen);
        checked.push(Delivery { place_kind, place, cost_sen });
    }
    checked
}

/// That a place of delivery is not there.
pub(super) fn unknown(index: usize) -> Refusal {
    Refusal::of(ErrorCode::PlaceUnknown).at(format!("deliveries.{index}.place"))
}

/// A place in the one form in which it is kept; none when it is none of its kind.
fn place(delivery: &NewDelivery) -> Option<String> {
    let written = delivery.place.as_deref().unwrap_or_default().trim();
    match delivery.place_kind {
        PlaceKind::Nation => Some(String::new()),
        PlaceKind::State => states::known_state(written).map(|state| state.code.to_owned()),
        PlaceKind::District => written.parse::<DistrictId>().ok().map(|id| id.to_string()),
        PlaceKind::Area => written.parse::<AreaId>().ok().map(|id| id.to_string()),
    }
}

/// The offer as it will be: what is not changed stays. A promotion that is over, or that was for a
/// price that there is no more, is left out. Deliveries stand there only when they are changed.
pub(super) fn with_changes(
    product: &Product,
    changes: &ProductChanges,
    variants: &[Variant],
    now: Instant,
) -> (Option<i64>, NewOffer) {
    let offer = &changes.offer;
    let price_sen = match changes.price_sen {
        Some(price) => price,
        None if offer.price_kind == Some(PriceKind::Ask) => None,
        None => product.price_sen,
    };
    let price_kind = offer.price_kind.or(match changes.price_sen {
        Some(None) => Some(PriceKind::Ask),
        Some(Some(_)) if product.price_kind == PriceKind::Ask => Some(PriceKind::Fixed),
        _ => Some(product.price_kind),
    });
    let standing = || {
        let promotion = product.promotion().filter(|it| it.until > now && price_sen.is_some())?;
        let Promotion { price_sen, from, until } = promotion;
        Some(NewPromotion { price_sen, from: Some(from), until })
    };
    let unchanged = |variant: &Variant| NewVariant {
        id: Some(variant.id),
        name: variant.name.clone(),
        price_sen: variant.price_sen,
        availability: variant.availability,
    };
    let season_months = offer.season_months.as_ref().unwrap_or(&product.season_months).clone();
    let all_variants = || -> Vec<NewVariant> { variants.iter().map(unchanged).collect() };
    let new = NewOffer {
        price_kind,
        promotion: offer.promotion.unwrap_or_else(standing),
        minimum_quantity: offer.minimum_quantity.unwrap_or(product.minimum_quantity),
        lead_time_days: offer.lead_time_days.unwrap_or(product.lead_time_days),
        availability: offer.availability.unwrap_or(product.availability),
        season_months,
        pick_up: offer.pick_up.unwrap_or(product.pick_up),
        variants: offer.variants.clone().unwrap_or_else(all_variants),
        deliveries: offer.deliveries.clone().unwrap_or_default(),
    };
    (price_sen, new)
}

/// The product with what its offer says.
pub(super) fn put(product: Product, offer: &Offer) -> Product {
    Product {
        price_kind: offer.price_kind,
        promotion_sen: offer.promotion.map(|promotion| promotion.price_sen),
        promotion_from: offer.promotion.map(|promotion| promotion.from),
        promotion_until: offer.promotion.map(|promotion| promotion.until),
        minimum_quantity: offer.minimum_quantity,
        lead_time_days: offer.lead_time_days,
        availability: offer.availability,
        season_months: offer.season_months.clone(),
        pick_up: offer.pick_up,
        ..product
    }
}

#[cfg(test)]
mod tests;
