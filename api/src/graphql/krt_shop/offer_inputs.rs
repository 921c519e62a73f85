//! What an owner sends about an offer beside its name and its price.

use async_graphql::{ID, InputObject};
use domain::krt_shop::product::{NewDelivery, NewPromotion, NewVariant};

use super::offer::{ProductAvailability, ProductPlaceKind};
use crate::graphql::{
    context,
    scalars::{DateTime, Decimal},
    values::LocalizedTextInput,
};

/// A price for a time.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct ProductPromotionInput {
    /// The price in ringgit, at least 0.01 and lower than the usual price (`PROMOTION_NOT_LOWER`).
    price: Decimal,
    /// From when it counts; from now on when nothing is said.
    from: Option<DateTime>,
    /// Until when, later than `from` and than now, at most 366 days from now.
    until: DateTime,
}

impl From<ProductPromotionInput> for NewPromotion {
    fn from(input: ProductPromotionInput) -> Self {
        let from = input.from.map(|from| from.0);
        Self { price_sen: input.price.0, from, until: input.until.0 }
    }
}

/// A size or a flavour.
#[derive(InputObject)]
pub struct ProductVariantInput {
    /// The id of one that stands there, which it stays; left out for a new one.
    id: Option<ID>,
    /// What it is, at most 60 characters in each language; Malay must be there, and no two are called
    /// alike.
    name: LocalizedTextInput,
    /// Its own price in ringgit, 0.00 to 10000000.00; none: what the product costs. With a `FROM` price
    /// none is cheaper than that.
    price: Option<Decimal>,
    /// Whether it can be had: `IN_STOCK`, `FEW` or `OUT`.
    #[graphql(default_with = "ProductAvailability::InStock")]
    availability: ProductAvailability,
}

/// Where something is delivered.
#[derive(InputObject)]
pub struct ProductDeliveryInput {
    /// What kind of place.
    place_kind: ProductPlaceKind,
    /// A state's two-digit code, or the id of a district or an area; of no meaning for the nation.
    place: Option<String>,
    /// What it costs in ringgit: 0.00 is free, none means "on asking"; at most 10000000.00.
    cost: Option<Decimal>,
}

pub(super) fn variants(given: Vec<ProductVariantInput>) -> domain::Result<Vec<NewVariant>> {
    given
        .into_iter()
        .map(|variant| {
            Ok(NewVariant {
                id: variant.id.map(|id| context::id(&id, "variants.id")).transpose()?,
                name: variant.name.into(),
                price_sen: variant.price.map(|price| price.0),
                availability: variant.availability.into(),
            })
        })
        .collect()
}

pub(super) fn deliveries(given: Vec<ProductDeliveryInput>) -> Vec<NewDelivery> {
    given
        .into_iter()
        .map(|delivery| NewDelivery {
            place_kind: delivery.place_kind.into(),
            place: delivery.place,
            cost_sen: delivery.cost.map(|cost| cost.0),
        })
        .collect()
}
