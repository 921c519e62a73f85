//! What is refused of an offer, and what is not.

use super::*;
use crate::{
    krt_shop::product::{ProductKind, ProductStatus, rules::tests::product},
    shared::{
        error::Error,
        id::{ProductVariantId, ProjectId},
        language::LocalizedText,
    },
};

const NOW: Instant = chrono::DateTime::UNIX_EPOCH;

fn in_malay(ms: &str) -> LocalizedText {
    LocalizedText { ms: ms.to_owned(), en: None, zh: None, ta: None }
}

fn new(price_sen: Option<i64>, offer: NewOffer) -> NewProduct {
    NewProduct {
        project_id: ProjectId(uuid::Uuid::nil()),
        category_code: "FOOD".to_owned(),
        kind: ProductKind::Goods,
        name: in_malay("Mi"),
        description: in_malay("Segar"),
        price_sen,
        unit: None,
        pictures: Vec::new(),
        offer,
    }
}

/// The codes and fields of what is refused.
fn refused(new: &NewProduct) -> Vec<String> {
    let mut refusals = Refusals::default();
    offer(new, NOW, &mut refusals);
    let Err(Error::Refused(all)) = refusals.done() else { return Vec::new() };
    let told = |refusal: &Refusal| {
        format!("{} {}", refusal.code.as_str(), refusal.field.clone().unwrap_or_default())
    };
    all.iter().map(told).collect()
}

fn sale(price_sen: i64, from: Option<i64>, until: i64) -> NewOffer {
    let at = |days: i64| NOW + TimeDelta::days(days);
    let promotion = NewPromotion { price_sen, from: from.map(at), until: at(until) };
    NewOffer { promotion: Some(promotion), ..NewOffer::default() }
}

fn variant(name: &str, price_sen: Option<i64>) -> NewVariant {
    let availability = Availability::InStock;
    NewVariant { id: None, name: in_malay(name), price_sen, availability }
}

fn kind(price_kind: PriceKind) -> NewOffer {
    NewOffer { price_kind: Some(price_kind), ..NewOffer::default() }
}

#[test]
fn a_price_fits_the_way_it_is_meant() {
    for (price, offer, wrong) in [
        (None, NewOffer::default(), ""),
        (Some(0), NewOffer::default(), ""),
        (Some(PRICE), kind(PriceKind::From), ""),
        (Some(-1), NewOffer::default(), "PRICE_INVALID price"),
        (Some(PRICE + 1), NewOffer::default(), "PRICE_INVALID price"),
        (Some(100_000_000_000_000), kind(PriceKind::From), "PRICE_INVALID price"),
        (Some(0), kind(PriceKind::From), "OUT_OF_RANGE price"),
        (None, kind(PriceKind::Fixed), "REQUIRED price"),
        (Some(5), kind(PriceKind::Ask), "VALUE_INVALID priceKind"),
    ] {
        assert_eq!(refused(&new(price, offer)).join(", "), wrong, "{price:?}");
    }
}

#[test]
fn a_promotion_is_cheaper_and_lies_ahead() {
    for (price, offer, wrong) in [
        (Some(1_000), sale(999, None, 1), ""),
        (Some(1_000), sale(999, Some(-3), 366), ""),
        (Some(1_000), sale(1_000, None, 1), "PROMOTION_NOT_LOWER promotion.price"),
        (Some(0), sale(1, None, 1), "PROMOTION_NOT_LOWER promotion.price"),
        (None, sale(1, None, 1), "PROMOTION_NOT_LOWER promotion.price"),
        (Some(1_000), sale(0, None, 1), "OUT_OF_RANGE promotion.price"),
        (Some(1_000), sale(999, None, 0), "TIME_INVALID promotion.until"),
        (Some(1_000), sale(999, Some(-2), -1), "TIME_INVALID promotion.until"),
        (Some(1_000), sale(999, None, 63_000), "TIME_INVALID promotion.until"),
        (Some(1_000), sale(999, Some(2), 2), "TIME_INVALID promotion.from"),
    ] {
        assert_eq!(refused(&new(price, offer)).join(", "), wrong, "{price:?}");
    }
}

#[test]
fn a_season_has_months() {
    let seasonal = |months: &[i64]| NewOffer {
        availability: Availability::Seasonal,
        season_months: months.to_vec(),
        ..NewOffer::default()
    };
    assert_eq!(refused(&new(None, seasonal(&[]))), ["REQUIRED seasonMonths"]);
    let wrong = ["OUT_OF_RANGE seasonMonths.0", "OUT_OF_RANGE seasonMonths.1"];
    assert_eq!(refused(&new(None, seasonal(&[0, 13]))), wrong);
    let checked = offer(&new(None, seasonal(&[12, 1, 12])), NOW, &mut Refusals::default());
    assert_eq!(checked.season_months, [1, 12]);
    let other = NewOffer { season_months: vec![3], ..NewOffer::default() };
    assert!(offer(&new(None, other), NOW, &mut Refusals::default()).season_months.is_empty());
}

#[test]
fn sizes_are_few_named_apart_and_no_cheaper_than_the_offer_begins() {
    let with = |variants: Vec<NewVariant>| NewOffer { variants, ..kind(PriceKind::From) };
    let right = vec![variant("Kecil 🌶️", Some(500)), variant("كبير", None)];
    assert!(refused(&new(Some(500), with(right))).is_empty());
    let hundred = (0..100).map(|n| variant(&n.to_string(), None)).collect();
    assert_eq!(refused(&new(Some(500), with(hundred))), ["TOO_MANY variants"]);
    let mut seasonal = variant("Pedas", Some(PRICE + 1));
    seasonal.availability = Availability::Seasonal;
    let wrong =
        vec![variant("Besar", Some(499)), variant("besar", None), seasonal, variant(" ", None)];
    assert_eq!(
        refused(&new(Some(500), with(wrong))),
        [
            "OUT_OF_RANGE variants.0.price",
            "DUPLICATE variants.1.name",
            "PRICE_INVALID variants.2.price",
            "VALUE_INVALID variants.2.availability",
            "REQUIRED variants.3.name.ms",
        ]
    );
}

#[test]
fn places_of_delivery_have_the_form_of_one() {
    let to = |place_kind, place: Option<&str>, cost_sen| {
        let place = place.map(str::to_owned);
        NewDelivery { place_kind, place, cost_sen }
    };
    let area = AreaId(uuid::Uuid::nil()).to_string();
    let with = |deliveries: Vec<NewDelivery>| NewOffer { deliveries, ..NewOffer::default() };
    let right = vec![
        to(PlaceKind::Nation, Some("all of it"), None),
        to(PlaceKind::State, Some("1"), Some(0)),
        to(PlaceKind::Area, Some(&area), Some(500)),
    ];
    let checked = offer(&new(None, with(right)), NOW, &mut Refusals::default()).deliveries;
    let places: Vec<&str> = checked.iter().map(|delivery| delivery.place.as_str()).collect();
    assert_eq!(places, ["", "01", area.as_str()]);
    let wrong = vec![
        to(PlaceKind::State, Some("17"), None),
        to(PlaceKind::District, Some(&area), None),
        to(PlaceKind::Area, None, Some(-1)),
        to(PlaceKind::Nation, None, None),
        to(PlaceKind::Nation, None, Some(1)),
    ];
    assert_eq!(
        refused(&new(None, with(wrong))),
        [
            "PLACE_UNKNOWN deliveries.0.place",
            "PLACE_UNKNOWN deliveries.1.place",
            "PRICE_INVALID deliveries.2.cost",
            "PLACE_UNKNOWN deliveries.2.place",
            "DUPLICATE deliveries.4.place",
        ]
    );
}

#[test]
fn what_is_not_changed_stays_and_a_promotion_that_is_over_goes() {
    let mut before = product(ProductStatus::Published, true);
    before.price_sen = Some(1_000);
    before.price_kind = PriceKind::From;
    before.promotion_sen = Some(900);
    before.promotion_from = Some(NOW - TimeDelta::days(2));
    before.promotion_until = Some(NOW + TimeDelta::days(2));
    let big = Variant {
        id: ProductVariantId(uuid::Uuid::nil()),
        name: in_malay("Besar"),
        price_sen: None,
        availability: Availability::Few,
    };
    let change = |changes: &ProductChanges, now| {
        with_changes(&before, changes, std::slice::from_ref(&big), now)
    };
    let (price, same) = change(&ProductChanges::default(), NOW);
    assert_eq!((price, same.price_kind), (Some(1_000), Some(PriceKind::From)));
    assert_eq!(same.promotion.map(|promotion| promotion.price_sen), Some(900));
    assert_eq!(same.variants.first().and_then(|variant| variant.id), Some(big.id));
    let (_, over) = change(&ProductChanges::default(), NOW + TimeDelta::days(2));
    assert_eq!(over.promotion, None);
    let asked = ProductChanges { price_sen: Some(None), ..ProductChanges::default() };
    let (price, asked) = change(&asked, NOW);
    assert_eq!((price, asked.price_kind, asked.promotion), (None, Some(PriceKind::Ask), None));
}
