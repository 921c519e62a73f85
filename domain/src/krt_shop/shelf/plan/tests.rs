//! Pages, counts and what comes nearest, of a small stock.

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::{
    krt_shop::{
        Cards,
        certificate::CertificateKind,
        product::{Availability, PlaceKind, ProductKind},
        shelf::{
            stock::tests::{cards, listed},
            store::Offer,
            wanted::DeliverTo,
        },
    },
    shared::{
        id::{AreaId, DistrictId, ProjectId},
        page::PageRequest,
    },
};

fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// 1 to 4, the later the newer: noodles for 5, chicken for 3 that is lowered to 1 from the 100th to the
/// 200th second, a hall on asking that is rented, and noodles for 9 of which a few are left.
fn stock(cards: &Cards) -> Stock {
    let priced = |number: u128, category: &str, price_sen: Option<i64>| Offer {
        price_sen,
        ..listed(number, i64::try_from(number).unwrap() * 10, category)
    };
    let lowered = Offer {
        promotion_sen: Some(100),
        promotion_from: Some(at(100)),
        promotion_until: Some(at(200)),
        ..priced(2, "CHICKEN", Some(300))
    };
    let hall = Offer { kind: ProductKind::Rental, pick_up: false, ..priced(3, "HALL", None) };
    let few = Offer {
        availability: Availability::Few,
        deliveries: vec![(PlaceKind::State, "01".to_owned())],
        ..priced(4, "NOODLES", Some(900))
    };
    Stock::of(vec![priced(1, "NOODLES", Some(500)), lowered, hall, few], cards)
}

fn checked<'a>(cards: &'a Cards, wanted: &'a Wanted, now: i64) -> Checked<'a> {
    let sort = wanted.sort.unwrap_or(Sort::Newest);
    let home = wanted.filter.deliver_to.map(|_| Home {
        area: AreaId(Uuid::nil()),
        district: DistrictId(Uuid::nil()),
        state_code: "01".to_owned(),
    });
    Checked { wanted, sort, home, hits: None, marks: Marks::now(cards, at(now)), now: at(now) }
}

fn page(wanted: &Wanted, request: &PageRequest<Key>, now: i64) -> Vec<u128> {
    let cards = cards();
    let (stock, checked) = (stock(&cards), checked(&cards, wanted, now));
    let keys = Plan::of(&stock, &checked).page(request);
    keys.iter().map(|key| key.id().0.as_u128()).collect()
}

fn all(wanted: &Wanted, now: i64) -> Vec<u128> {
    page(wanted, &PageRequest { limit: 10, backward: false, beyond: None }, now)
}

fn filtered(filter: Filter) -> Wanted {
    Wanted { filter, ..Wanted::default() }
}

#[test]
fn each_filter_leaves_what_it_says() {
    let of = |filter: Filter| all(&filtered(filter), 0);
    assert_eq!(of(Filter::default()), [4, 3, 2, 1]);
    let food = Some("FOOD".to_owned());
    assert_eq!(of(Filter { category_code: food.clone(), ..Filter::default() }), [4, 2, 1]);
    assert_eq!(of(Filter { kind: Some(ProductKind::Rental), ..Filter::default() }), [3]);
    let project_id = Some(ProjectId(Uuid::from_u128(1_001)));
    assert_eq!(of(Filter { project_id, ..Filter::default() }), [4, 1]);
    assert_eq!(of(Filter { project_id, category_code: food, ..Filter::default() }), [4, 1]);
    let project_id = Some(ProjectId(Uuid::nil()));
    assert!(of(Filter { project_id, ..Filter::default() }).is_empty());
    let area_id = Some(AreaId(Uuid::from_u128(2_000)));
    assert_eq!(of(Filter { area_id, ..Filter::default() }), [4, 2]);
    assert!(of(Filter { state_code: Some("01".to_owned()), ..Filter::default() }).is_empty());
    let price_most_sen = Some(500);
    assert_eq!(of(Filter { price_most_sen, ..Filter::default() }), [2, 1]);
    let price_least_sen = Some(500);
    assert_eq!(of(Filter { price_least_sen, ..Filter::default() }), [4, 1]);
    let availability = vec![Availability::Few, Availability::Out];
    assert_eq!(of(Filter { availability, ..Filter::default() }), [4]);
    assert_eq!(of(Filter { pick_up: Some(false), ..Filter::default() }), [3]);
    let deliver_to = Some(DeliverTo::Area(AreaId(Uuid::nil())));
    assert_eq!(of(Filter { deliver_to, ..Filter::default() }), [4]);
    assert!(
        of(Filter { certificates: vec![CertificateKind::Halal], ..Filter::default() }).is_empty()
    );
}

#[test]
fn prices_are_ordered_by_what_things_cost_now() {
    let by = |sort: Sort| Wanted { sort: Some(sort), ..Wanted::default() };
    assert_eq!(all(&by(Sort::PriceAsc), 0), [2, 1, 4, 3]);
    assert_eq!(all(&by(Sort::PriceDesc), 0), [4, 1, 2, 3]);
    let cheap = filtered(Filter { price_most_sen: Some(200), ..Filter::default() });
    for (now, found) in [(99, vec![]), (100, vec![2]), (199, vec![2]), (200, vec![])] {
        assert_eq!(all(&cheap, now), found, "{now}");
    }
}

#[test]
fn every_order_is_walked_from_both_ends() {
    for sort in [Sort::Newest, Sort::PriceAsc, Sort::PriceDesc, Sort::Nearest] {
        let wanted = Wanted { sort: Some(sort), ..Wanted::default() };
        let whole = all(&wanted, 0);
        let cards = cards();
        let (stock, checked) = (stock(&cards), checked(&cards, &wanted, 0));
        let plan = Plan::of(&stock, &checked);
        for backward in [false, true] {
            let (mut walked, mut beyond) = (Vec::new(), None);
            loop {
                let mut keys = plan.page(&PageRequest { limit: 1, backward, beyond });
                keys.truncate(1);
                let Some(key) = keys.pop() else { break };
                walked.push(key.id().0.as_u128());
                beyond = Some(key);
            }
            if backward {
                walked.reverse();
            }
            assert_eq!(walked, whole, "{sort:?} {backward}");
        }
    }
}

#[test]
fn words_are_filtered_and_ordered_by_what_they_count() {
    let cards = cards();
    let wanted = Wanted { sort: Some(Sort::Relevance), ..Wanted::default() };
    let hit = |number: u128, score: u32| (ProductId(Uuid::from_u128(number)), score);
    let hits = Some(vec![hit(1, 9), hit(99, 8), hit(4, 5), hit(2, 5)]);
    let (stock, checked) = (stock(&cards), Checked { hits, ..checked(&cards, &wanted, 0) });
    let plan = Plan::of(&stock, &checked);
    let whole = PageRequest { limit: 10, backward: false, beyond: None };
    let ids = |keys: Vec<Key>| keys.iter().map(|key| key.id().0.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(plan.page(&whole)), [1, 4, 2]);
    assert_eq!(plan.total(), 3);
    assert_eq!(plan.facets().kinds, [(ProductKind::Goods, 3)]);
    // Without the words, everything, the newest first.
    assert_eq!(ids(plan.without(&[Part::Words]).page(&whole)), [4, 3, 2, 1]);
}

#[test]
fn a_facet_counts_under_the_other_filters_and_not_under_its_own() {
    let cards = cards();
    let stock = stock(&cards);
    let wanted = filtered(Filter {
        category_code: Some("FOOD".to_owned()),
        price_most_sen: Some(600),
        ..Filter::default()
    });
    let checked = checked(&cards, &wanted, 0);
    let facets = Plan::of(&stock, &checked).facets();
    let categories: Vec<(&str, u32)> =
        facets.categories.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!(categories, [("FOOD", 2), ("NOODLES", 1), ("CHICKEN", 1)]);
    let prices: Vec<(i64, u32)> =
        facets.prices.iter().map(|step| (step.least_sen, step.count)).collect();
    assert_eq!(prices, [(0, 1), (500, 2)]);
    assert_eq!(facets.on_asking, 0);
    assert_eq!(facets.availability, [(Availability::InStock, 2)]);
    assert!(facets.states.is_empty() && facets.certificates.is_empty());
}

#[test]
fn as_few_parts_as_possible_are_given_up() {
    let cards = cards();
    let stock = stock(&cards);
    let given_up = |filter: Filter| {
        let wanted = filtered(filter);
        let checked = checked(&cards, &wanted, 0);
        Plan::of(&stock, &checked).given_up()
    };
    let rental = Some(ProductKind::Rental);
    let price_most_sen = Some(100);
    assert_eq!(given_up(Filter { price_most_sen, ..Filter::default() }), [Part::Price]);
    let noodles = Some("NOODLES".to_owned());
    let filter = Filter { kind: rental, category_code: noodles.clone(), ..Filter::default() };
    assert_eq!(given_up(filter), [Part::Kind]);
    let filter =
        Filter { kind: rental, category_code: noodles, price_most_sen, ..Filter::default() };
    assert_eq!(given_up(filter), [Part::Price, Part::Kind]);
    let wanted = filtered(Filter { kind: rental, ..Filter::default() });
    let (nothing, checked) = (Stock::of(Vec::new(), &cards), checked(&cards, &wanted, 0));
    assert!(Plan::of(&nothing, &checked).given_up().is_empty());
}
