//! Stocks for tests, and what a stock keeps.

use chrono::DateTime;

use super::*;
use crate::krt_shop::{
    Cards,
    category::Category,
    product::{Availability, PlaceKind, ProductKind},
    shelf::store::Offer,
};
use crate::shared::language::LocalizedText;

fn category(code: &str, parent: Option<&str>) -> Category {
    Category {
        code: code.to_owned(),
        parent_code: parent.map(str::to_owned),
        name: LocalizedText::new(code, code),
        position: 1,
    }
}

/// Food with noodles and chicken below it, and halls.
pub(in crate::krt_shop::shelf) fn cards() -> Cards {
    Cards::of_tree(Tree::new(vec![
        category("FOOD", None),
        category("NOODLES", Some("FOOD")),
        category("CHICKEN", Some("FOOD")),
        category("HALL", None),
    ]))
}

/// An offer with this number, listed so many seconds after 1970, for 10 ringgit.
pub(in crate::krt_shop::shelf) fn listed(number: u128, at: i64, category: &str) -> Offer {
    Offer {
        id: ProductId(Uuid::from_u128(number)),
        project_id: ProjectId(Uuid::from_u128(1_000 + number % 3)),
        area_id: AreaId(Uuid::from_u128(2_000 + number % 2)),
        category_code: category.to_owned(),
        kind: ProductKind::Goods,
        price_sen: Some(1_000),
        promotion_sen: None,
        promotion_from: None,
        promotion_until: None,
        availability: Availability::InStock,
        months: Vec::new(),
        pick_up: true,
        listed_at: DateTime::from_timestamp(at, 0).unwrap(),
        deliveries: Vec::new(),
    }
}

fn numbers(stock: &Stock, order: &[u32]) -> Vec<u128> {
    order.iter().map(|slot| stock.record(*slot).unwrap().id.0.as_u128()).collect()
}

#[test]
fn orders_hold_what_comes_and_let_go_of_what_goes() {
    let cards = cards();
    let rows = vec![listed(1, 10, "NOODLES"), listed(2, 5, "CHICKEN"), listed(3, 7, "HALL")];
    let mut stock = Stock::of(rows, &cards);
    assert_eq!(numbers(&stock, stock.everything()), [2, 3, 1]);
    let food = stock.category("FOOD").unwrap();
    assert_eq!(numbers(&stock, stock.of_category(food)), [2, 1]);

    stock.put(&listed(4, 6, "FOOD"), &cards);
    stock.put(&listed(2, 20, "HALL"), &cards);
    assert_eq!(numbers(&stock, stock.everything()), [4, 3, 1, 2]);
    assert_eq!(numbers(&stock, stock.of_category(food)), [4, 1]);
    let hall = stock.category("HALL").unwrap();
    assert_eq!(numbers(&stock, stock.of_category(hall)), [3, 2]);
    let project = stock.projects.of(&ProjectId(Uuid::from_u128(1_001)));
    assert_eq!(numbers(&stock, stock.of_project(project)), [4, 1]);
    let area = stock.areas.of(&AreaId(Uuid::from_u128(2_000)));
    assert_eq!(numbers(&stock, stock.of_area(area)), [4, 2]);

    stock.remove(ProductId(Uuid::from_u128(1)));
    stock.remove(ProductId(Uuid::from_u128(1)));
    assert_eq!((stock.len(), numbers(&stock, stock.everything())), (3, vec![4, 3, 2]));
    assert_eq!(numbers(&stock, stock.of_category(food)), [4]);
    // The room of what went is taken by what comes.
    stock.put(&listed(9, 1, "CHICKEN"), &cards);
    assert_eq!(numbers(&stock, stock.everything()), [9, 4, 3, 2]);
    assert_eq!(stock.slot(ProductId(Uuid::from_u128(9))), Some(0));
}

#[test]
fn a_category_that_moves_takes_its_offers_along() {
    let mut stock = Stock::of(vec![listed(1, 10, "NOODLES"), listed(2, 20, "HALL")], &cards());
    let moved = Cards::of_tree(Tree::new(vec![
        category("FOOD", None),
        category("HALL", None),
        category("NOODLES", Some("HALL")),
        category("LATE", None),
    ]));
    stock.settle(&moved);
    let of = |code: &str| numbers(&stock, stock.of_category(stock.category(code).unwrap()));
    assert_eq!((of("FOOD"), of("HALL"), of("NOODLES")), (vec![], vec![1, 2], vec![1]));
    assert!(of("LATE").is_empty());
}

#[test]
fn the_next_price_by_the_clock_is_known() {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    let promoted = |number: u128, from: i64, until: i64| Offer {
        promotion_sen: Some(500),
        promotion_from: Some(at(from)),
        promotion_until: Some(at(until)),
        ..listed(number, 1, "HALL")
    };
    let cards = cards();
    let mut stock = Stock::of(vec![promoted(1, 10, 40), promoted(2, 30, 50)], &cards);
    assert_eq!(stock.next_border(at(0)), Some(at(10)));
    assert_eq!(stock.next_border(at(10)), Some(at(30)));
    assert_eq!(stock.next_border(at(50)), None);
    stock.put(&listed(1, 1, "HALL"), &cards);
    assert_eq!(stock.next_border(at(0)), Some(at(30)));
}

#[test]
fn a_hundred_thousand_offers_take_less_than_fifteen_megabytes() {
    let rows = (1..=100_000).map(|number| {
        let categories = ["NOODLES", "CHICKEN", "HALL"];
        let category = categories.into_iter().cycle().nth(number % 3).unwrap();
        let mut row = listed(u128::try_from(number).unwrap(), 5, category);
        if number.is_multiple_of(10) {
            let place = AreaId(Uuid::from_u128(2_000)).to_string();
            row.deliveries = vec![(PlaceKind::Area, place), (PlaceKind::State, "01".to_owned())];
        }
        row
    });
    let stock = Stock::of(rows.collect(), &cards());
    assert_eq!(stock.len(), 100_000);
    assert!(stock.bytes() < 15_000_000, "{}", stock.bytes());
    assert!(stock.bytes() > 9_000_000, "{}", stock.bytes());
}
