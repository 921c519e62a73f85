//! What an offer is, and what it says beside its name and its price.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject, parser::types::Field};
use domain::{
    ErrorCode, community,
    community::states,
    krt_shop::product,
    shared::{
        id::{AreaId, DistrictId},
        language,
    },
};

use crate::graphql::{
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::DateTime,
    values::{LocalizedText, Money},
};

/// What kind of offer something is; all four are equally real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::ProductKind")]
pub enum ProductKind {
    /// Something to take home: noodles, chillies, a chicken.
    Goods,
    /// Something done for the buyer: a haircut, a repair, catering.
    Service,
    /// Something lent for a time: a hall, a PA system, a shop lot.
    Rental,
    /// Something made as the buyer wants it: clothes, cakes.
    MadeToOrder,
}

/// Where a product stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::ProductStatus")]
pub enum ProductStatus {
    /// Seen by its project's owner and the officers only.
    Draft,
    /// Seen by everybody while its project is at work.
    Published,
    /// Taken out of the directory by an officer, with a reason that its project's owner reads.
    Hidden,
    /// Taken out of the directory for good.
    Archived,
}

/// How a price is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::PriceKind")]
pub enum ProductPriceKind {
    /// It costs this; 0.00 is a gift.
    Fixed,
    /// It costs this or more.
    From,
    /// The seller says it when asked; there is no amount.
    Ask,
}

/// Whether something can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::Availability")]
pub enum ProductAvailability {
    /// It can be had.
    InStock,
    /// A few are left.
    Few,
    /// None is left for now.
    Out,
    /// It can be had in some months of the year (`seasonMonths`).
    Seasonal,
}

/// What kind of place something is delivered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::PlaceKind")]
pub enum ProductPlaceKind {
    /// The whole country.
    Nation,
    /// A state.
    State,
    /// A district.
    District,
    /// A neighbourhood.
    Area,
}

/// A price for a time. When it begins or ends nothing else changes: `Product.priceNow` says what
/// something costs when it is asked.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct ProductPromotion {
    /// The price, lower than the usual one.
    pub price: Money,
    /// From when it counts.
    pub from: DateTime,
    /// Until when; at that moment it does not count any more.
    pub until: DateTime,
}

impl From<product::Promotion> for ProductPromotion {
    fn from(promotion: product::Promotion) -> Self {
        Self {
            price: Money::sen(promotion.price_sen),
            from: DateTime(promotion.from),
            until: DateTime(promotion.until),
        }
    }
}

impl Plain for ProductPromotion {
    const TYPE: &'static str = "ProductPromotion";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "price" => to.object(&self.price, &field.selection_set.node),
            "from" => to.scalar(&self.from),
            "until" => to.scalar(&self.until),
            _ => Err(NotPlain),
        }
    }
}

/// A size or a flavour of a product.
#[derive(Description)]
pub struct ProductVariant(pub product::Variant);

#[Object(use_type_description)]
impl ProductVariant {
    /// The id, which stays when the variant is changed.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What it is, at most 60 characters in each language.
    async fn name(&self) -> LocalizedText {
        LocalizedText(self.0.name.clone())
    }

    /// Its own price, which no promotion lowers; none: what the product costs.
    async fn price(&self) -> Option<Money> {
        self.0.price_sen.map(Money::sen)
    }

    /// Whether it can be had: `IN_STOCK`, `FEW` or `OUT`.
    async fn availability(&self) -> ProductAvailability {
        self.0.availability.into()
    }
}

/// Where something is delivered.
#[derive(Description)]
pub struct ProductDelivery(pub product::Delivery);

#[Object(use_type_description)]
impl ProductDelivery {
    /// What kind of place.
    async fn place_kind(&self) -> ProductPlaceKind {
        self.0.place_kind.into()
    }

    /// A state's two-digit code, or the id of a district or an area; none for the whole country.
    async fn place(&self) -> Option<&str> {
        Some(self.0.place.as_str()).filter(|place| !place.is_empty())
    }

    /// The place's name for people; none when the place is there no longer.
    async fn place_name(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let (ctx, place) = (context.ctx()?, &self.0.place);
        let found = match self.0.place_kind {
            product::PlaceKind::Nation => Ok("Malaysia".to_owned()),
            product::PlaceKind::State => {
                let english = ctx.languages.sentences() == language::Language::En;
                let name = |state: &states::KnownState| {
                    if english { state.name_en.to_owned() } else { state.name_ms.to_owned() }
                };
                return Ok(states::known_state(place).map(name));
            }
            product::PlaceKind::District => {
                let Ok(id) = place.parse::<DistrictId>() else { return Ok(None) };
                community::known_district(ctx, id).await.map(|district| district.name.clone())
            }
            product::PlaceKind::Area => {
                let Ok(id) = place.parse::<AreaId>() else { return Ok(None) };
                context.loaders()?.known_area(id).await.map(|area| area.name)
            }
        };
        match found {
            Err(domain::Error::Stopped(refusal)) if refusal.code == ErrorCode::NotFound => Ok(None),
            found => found.map(Some),
        }
    }

    /// What it costs: 0.00 is free, none means "on asking".
    async fn cost(&self) -> Option<Money> {
        self.0.cost_sen.map(Money::sen)
    }
}
