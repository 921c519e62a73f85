//! The queries about where products are delivered.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    offer::{Delivery, PlaceKind},
    offer_rules,
};
use crate::shared::{
    db,
    error::{Refusals, Result},
    id::{self, ProductId},
};

#[derive(Debug, FromQueryResult)]
struct Row {
    product_id: ProductId,
    place_kind: PlaceKind,
    place: String,
    cost_sen: Option<i64>,
}

/// The places of each of these products, the widest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Delivery>>> {
    let mut query =
        db::Query::new("select product_id, place_kind, place, cost_sen from product_delivery");
    query.and_in("product_id", products.iter().map(|id| id.0));
    query.end(" order by product_id, place");
    let rows: Vec<Row> = query.all(connection).await?;
    let mut deliveries: HashMap<ProductId, Vec<Delivery>> = HashMap::new();
    for Row { product_id, place_kind, place, cost_sen } in rows {
        let delivery = Delivery { place_kind, place, cost_sen };
        deliveries.entry(product_id).or_default().push(delivery);
    }
    for places in deliveries.values_mut() {
        places.sort_by_key(|delivery| width(delivery.place_kind));
    }
    Ok(deliveries)
}

fn width(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Nation => 0,
        PlaceKind::State => 1,
        PlaceKind::District => 2,
        PlaceKind::Area => 3,
    }
}

/// Refuses each place that is not there. States are known; the others are asked for together.
pub(super) async fn check<C: ConnectionTrait>(
    connection: &C,
    deliveries: &[Delivery],
) -> Result<()> {
    let bits = |delivery: &Delivery| id::decode(&delivery.place).map(|(_, bits)| bits);
    let mut there: HashSet<Uuid> = HashSet::new();
    for (kind, table) in [(PlaceKind::District, "district"), (PlaceKind::Area, "area")] {
        let of_kind = deliveries.iter().filter(|delivery| delivery.place_kind == kind);
        let wanted: Vec<Uuid> = of_kind.filter_map(bits).collect();
        if !wanted.is_empty() {
            let mut query = db::Query::new(format!("select id from {table}"));
            query.and_in("id", wanted.into_iter());
            there.extend(query.values::<Uuid, _>(connection).await?);
        }
    }
    let mut refusals = Refusals::default();
    for (index, delivery) in deliveries.iter().enumerate() {
        let asked = matches!(delivery.place_kind, PlaceKind::District | PlaceKind::Area);
        if asked && !bits(delivery).is_some_and(|bits| there.contains(&bits)) {
            refusals.add(offer_rules::unknown(index));
        }
    }
    refusals.done()
}

/// Puts these in the place of those that a product had.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    deliveries: &[Delivery],
) -> Result<()> {
    let sql = "delete from product_delivery where product_id = $1";
    db::run(connection, sql, [product.into()]).await?;
    let sql = "insert into product_delivery (product_id, place_kind, place, cost_sen) \
               values ($1, $2, $3, $4)";
    for delivery in deliveries {
        let values = [
            product.into(),
            delivery.place_kind.to_value().into(),
            delivery.place.as_str().into(),
            delivery.cost_sen.into(),
        ];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}
