//! The queries of the shelf.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    krt_shop::product::{Availability, PlaceKind, ProductKind, Promotion},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, ProductId, ProjectId},
    },
};

/// So many offers are read at once when everything is read: a part of the table each, so that neither
/// a connection nor memory is held for all of it. What changes between two parts is told.
const PART: u64 = 5_000;
/// So many ids stand in one statement.
const AT_ONCE: usize = 512;

/// A listed offer as it is kept on the shelf.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub id: ProductId,
    pub project_id: ProjectId,
    pub area_id: AreaId,
    pub category_code: String,
    pub kind: ProductKind,
    pub price_sen: Option<i64>,
    pub promotion_sen: Option<i64>,
    pub promotion_from: Option<Instant>,
    pub promotion_until: Option<Instant>,
    pub availability: Availability,
    pub months: Vec<i64>,
    pub pick_up: bool,
    pub listed_at: Instant,
    pub deliveries: Vec<(PlaceKind, String)>,
}

impl Offer {
    /// The promotion that is written down, whether it counts or not.
    pub fn promotion(&self) -> Option<Promotion> {
        Some(Promotion {
            price_sen: self.promotion_sen?,
            from: self.promotion_from?,
            until: self.promotion_until?,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
struct Months(Vec<i64>);

#[derive(Debug, FromQueryResult)]
struct Row {
    id: ProductId,
    project_id: ProjectId,
    area_id: AreaId,
    category_code: String,
    kind: ProductKind,
    price_sen: Option<i64>,
    promotion_sen: Option<i64>,
    promotion_from: Option<Instant>,
    promotion_until: Option<Instant>,
    availability: Availability,
    season_months: Option<Months>,
    pick_up: bool,
    listed_at: Instant,
}

#[derive(Debug, FromQueryResult)]
struct Delivered {
    product_id: ProductId,
    place_kind: PlaceKind,
    place: String,
}

type Deliveries = HashMap<ProductId, Vec<(PlaceKind, String)>>;

const SELECT: &str = "select id, project_id, area_id, category_code, kind, price_sen, \
                      promotion_sen, promotion_from, promotion_until, availability, \
                      season_months, pick_up, listed_at from product";
const PLACES: &str = "select product_id, place_kind, place from product_delivery";

/// Everything that is listed.
pub(super) async fn list_all<C: ConnectionTrait>(connection: &C) -> Result<Vec<Offer>> {
    let mut listed = Vec::new();
    let mut after = ProductId(Uuid::nil());
    loop {
        let mut query = db::Query::new(SELECT);
        query.and("listed_at is not null", []);
        query.keyset(["id", "id"], Some([after.into(), after.into()]), false, false);
        query.limit(PART);
        let rows: Vec<Row> = query.all(connection).await?;
        let Some(last) = rows.last().map(|row| row.id) else { return Ok(listed) };
        let is_whole = u64::try_from(rows.len()).is_ok_and(|count| count == PART);
        let mut query = db::Query::new(PLACES);
        query.and("product_id > ?", [after.into()]);
        query.and("product_id <= ?", [last.into()]);
        let deliveries = by_product(query.all(connection).await?);
        listed.extend(together(rows, deliveries));
        if !is_whole {
            return Ok(listed);
        }
        after = last;
    }
}

/// Those of these that are listed, in any order.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[ProductId],
) -> Result<Vec<Offer>> {
    let mut listed = Vec::new();
    for part in ids.chunks(AT_ONCE) {
        let mut query = db::Query::new(SELECT);
        query.and("listed_at is not null", []);
        query.and_in("id", part.iter().map(|id| id.0));
        let rows: Vec<Row> = query.all(connection).await?;
        listed.extend(with_deliveries(connection, rows).await?);
    }
    Ok(listed)
}

/// Whatever these projects list, in any order.
pub(super) async fn list_by_projects<C: ConnectionTrait>(
    connection: &C,
    projects: &[ProjectId],
) -> Result<Vec<Offer>> {
    let mut listed = Vec::new();
    for part in projects.chunks(AT_ONCE) {
        let mut query = db::Query::new(SELECT);
        query.and("listed_at is not null", []);
        query.and_in("project_id", part.iter().map(|id| id.0));
        let rows: Vec<Row> = query.all(connection).await?;
        listed.extend(with_deliveries(connection, rows).await?);
    }
    Ok(listed)
}

async fn with_deliveries<C: ConnectionTrait>(connection: &C, rows: Vec<Row>) -> Result<Vec<Offer>> {
    let mut deliveries = Deliveries::new();
    for part in rows.chunks(AT_ONCE) {
        let mut query = db::Query::new(PLACES);
        query.and_in("product_id", part.iter().map(|row| row.id.0));
        deliveries.extend(by_product(query.all(connection).await?));
    }
    Ok(together(rows, deliveries).collect())
}

fn by_product(places: Vec<Delivered>) -> Deliveries {
    let mut deliveries = Deliveries::new();
    for Delivered { product_id, place_kind, place } in places {
        deliveries.entry(product_id).or_default().push((place_kind, place));
    }
    deliveries
}

fn together(rows: Vec<Row>, mut deliveries: Deliveries) -> impl Iterator<Item = Offer> {
    rows.into_iter().map(move |row| Offer {
        id: row.id,
        project_id: row.project_id,
        area_id: row.area_id,
        category_code: row.category_code,
        kind: row.kind,
        price_sen: row.price_sen,
        promotion_sen: row.promotion_sen,
        promotion_from: row.promotion_from,
        promotion_until: row.promotion_until,
        availability: row.availability,
        months: row.season_months.map(|Months(months)| months).unwrap_or_default(),
        pick_up: row.pick_up,
        listed_at: row.listed_at,
        deliveries: deliveries.remove(&row.id).unwrap_or_default(),
    })
}
