//! The queries about the sizes and flavours of products.

use std::collections::HashMap;

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::offer::{Availability, Variant};
use crate::shared::{
    db,
    error::Result,
    id::{ProductId, ProductVariantId},
    language::LocalizedText,
};

#[derive(Debug, FromQueryResult)]
struct Row {
    id: ProductVariantId,
    product_id: ProductId,
    name: LocalizedText,
    price_sen: Option<i64>,
    availability: Availability,
}

/// Those of each of these products, in their order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Variant>>> {
    let mut query =
        db::Query::new("select id, product_id, name, price_sen, availability from product_variant");
    query.and_in("product_id", products.iter().map(|id| id.0));
    query.end(" order by product_id, position");
    let rows: Vec<Row> = query.all(connection).await?;
    let mut variants: HashMap<ProductId, Vec<Variant>> = HashMap::new();
    for row in rows {
        let Row { id, product_id, name, price_sen, availability } = row;
        let variant = Variant { id, name, price_sen, availability };
        variants.entry(product_id).or_default().push(variant);
    }
    Ok(variants)
}

/// Puts these in the place of those that a product had.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    variants: &[Variant],
) -> Result<()> {
    let sql = "delete from product_variant where product_id = $1";
    db::run(connection, sql, [product.into()]).await?;
    let sql = "insert into product_variant (id, product_id, position, name, price_sen, \
               availability) values ($1, $2, $3, $4, $5, $6)";
    for (position, variant) in (1_i64..).zip(variants) {
        let values = [
            variant.id.into(),
            product.into(),
            position.into(),
            variant.name.clone().into(),
            variant.price_sen.into(),
            variant.availability.to_value().into(),
        ];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}
