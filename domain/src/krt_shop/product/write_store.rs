//! Writing products: each over its former version.

use sea_orm::{ActiveEnum, ConnectionTrait, Value};

use super::{halal::Sight, model::Product};
use crate::shared::{
    db,
    error::{Error, Result},
    id::ProductId,
};

fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Value> {
    let value = value.map(serde_json::to_value).transpose().map_err(Error::internal)?;
    Ok(value.into())
}

/// What an owner writes, in the order of [`WRITTEN`].
fn written(product: &Product) -> Result<[Value; 17]> {
    let season = (!product.season_months.is_empty()).then_some(&product.season_months);
    Ok([
        product.category_code.as_str().into(),
        product.kind.to_value().into(),
        product.name.clone().into(),
        product.description.clone().into(),
        product.price_kind.to_value().into(),
        product.price_sen.into(),
        product.unit.clone().into(),
        product.promotion_sen.into(),
        product.promotion_from.into(),
        product.promotion_until.into(),
        product.minimum_quantity.into(),
        product.lead_time_days.into(),
        product.availability.to_value().into(),
        json(season)?,
        product.pick_up.into(),
        // What a search compared before there was an index of words.
        "".into(),
        json(product.cover.as_ref())?,
    ])
}

/// The columns that an owner writes.
const WRITTEN: [&str; 17] = [
    "category_code",
    "kind",
    "name",
    "description",
    "price_kind",
    "price_sen",
    "unit",
    "promotion_sen",
    "promotion_from",
    "promotion_until",
    "minimum_quantity",
    "lead_time_days",
    "availability",
    "season_months",
    "pick_up",
    "search_text",
    "cover",
];

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    sample: bool,
) -> Result<()> {
    let others: [(&str, Value); 10] = [
        ("id", product.id.into()),
        ("project_id", product.project_id.into()),
        ("area_id", product.area_id.into()),
        ("status", product.status.to_value().into()),
        ("slug", product.slug.as_str().into()),
        ("version", product.version.into()),
        ("listed_at", product.listed_at.into()),
        ("sample", sample.into()),
        ("created_at", product.created_at.into()),
        ("updated_at", product.updated_at.into()),
    ];
    let columns: Vec<&str> =
        WRITTEN.into_iter().chain(others.iter().map(|(name, _)| *name)).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let sql =
        format!("insert into product ({}) values ({})", columns.join(", "), places.join(", "));
    let others = others.into_iter().map(|(_, value)| value);
    let values = written(product)?.into_iter().chain(others);
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// Writes a product over its former version, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(connection: &C, product: &Product) -> Result<bool> {
    let sets: Vec<String> =
        WRITTEN.into_iter().zip(5..).map(|(name, place)| format!("{name} = ${place}")).collect();
    let sql = format!(
        "update product set {}, updated_at = $3, version = $4 where id = $1 and version = $2",
        sets.join(", ")
    );
    let key: [Value; 4] = [
        product.id.into(),
        (product.version - 1).into(),
        product.updated_at.into(),
        product.version.into(),
    ];
    let values = key.into_iter().chain(written(product)?);
    Ok(db::run(connection, &sql, values).await? == 1)
}

/// Writes another state over the former version, unless somebody else has changed it meanwhile.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
) -> Result<bool> {
    let sql = "update product set status = $2, listed_at = $3, updated_at = $4, version = $5, \
               hidden_reason = $7, publish_at = $8, held_back_at = $9, halal_held_at = $10 \
               where id = $1 and version = $6";
    let touched = db::run(
        connection,
        sql,
        [
            product.id.into(),
            product.status.to_value().into(),
            product.listed_at.into(),
            product.updated_at.into(),
            product.version.into(),
            (product.version - 1).into(),
            product.hidden_reason.clone().into(),
            product.publish_at.into(),
            product.held_back_at.into(),
            product.halal_held_at.into(),
        ],
    )
    .await?;
    Ok(touched == 1)
}

/// Writes whether a product claims to be halal, where that is not known or not so.
pub(super) async fn change_claim<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
    claims: bool,
) -> Result<()> {
    let sql = "update product set claims_halal = $2 \
               where id = $1 and (claims_halal is null or claims_halal <> $2)";
    db::run(connection, sql, [id.into(), claims.into()]).await?;
    Ok(())
}

/// Writes where a published product is seen. It says nothing else than before, so whoever edits it is
/// not late by this.
pub(super) async fn change_sight<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
    sight: Sight,
) -> Result<()> {
    let sql = "update product set listed_at = $2, halal_held_at = $3 \
               where id = $1 and status = 'PUBLISHED'";
    let values = [id.into(), sight.listed_at.into(), sight.halal_held_at.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}
