//! What an offer says beside its name and its price: plain values.

use serde::Serialize;

use crate::shared::{clock::Instant, id::ProductVariantId, language::LocalizedText};

/// How a price is meant.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PriceKind {
    /// It costs this; 0 is a gift.
    Fixed,
    /// It costs this or more.
    From,
    /// The seller says it when asked; there is no amount.
    Ask,
}

/// Whether it can be had.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Availability {
    /// It can be had.
    #[default]
    InStock,
    /// A few are left.
    Few,
    /// None is left for now.
    Out,
    /// It can be had in some months of the year.
    Seasonal,
}

/// What kind of place something is delivered to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlaceKind {
    /// The whole country.
    Nation,
    /// A state.
    State,
    /// A district.
    District,
    /// A neighbourhood.
    Area,
}

/// A price for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promotion {
    /// The price in sen, lower than the usual one.
    pub price_sen: i64,
    /// From when it counts.
    pub from: Instant,
    /// Until when; at that moment it does not count any more.
    pub until: Instant,
}

/// A size or a flavour of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The id, which stays when the variant is changed.
    pub id: ProductVariantId,
    /// What it is.
    pub name: LocalizedText,
    /// Its own price in sen, which no promotion lowers; none: what the product costs.
    pub price_sen: Option<i64>,
    /// Whether it can be had; never `Seasonal`.
    pub availability: Availability,
}

/// Where something is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What kind of place.
    pub place_kind: PlaceKind,
    /// Nothing for the nation, a state's two-digit code, or the id of a district or an area.
    pub place: String,
    /// What it costs in sen: 0 is free, none means "on asking".
    pub cost_sen: Option<i64>,
}

/// A promotion as an owner writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NewPromotion {
    /// The price in sen, at least 1 and lower than the usual one.
    pub price_sen: i64,
    /// From when it counts; none: from now on.
    pub from: Option<Instant>,
    /// Until when, at most 366 days from now.
    pub until: Instant,
}

/// A size or a flavour as an owner writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewVariant {
    /// The id of one that stands there, which it stays; none for a new one.
    pub id: Option<ProductVariantId>,
    /// What it is, at most 60 characters in each language; no two are called alike.
    pub name: LocalizedText,
    /// Its own price in sen, 0 to 1,000,000,000; none: what the product costs.
    pub price_sen: Option<i64>,
    /// Whether it can be had; not `Seasonal`, which a product is as a whole.
    pub availability: Availability,
}

/// Where something is delivered, as an owner writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewDelivery {
    /// What kind of place.
    pub place_kind: PlaceKind,
    /// A state's two-digit code, or the id of a district or an area; of no meaning for the nation.
    pub place: Option<String>,
    /// What it costs in sen, 0 to 1,000,000,000; none means "on asking".
    pub cost_sen: Option<i64>,
}

/// What an owner writes of an offer beside its name and its price.
#[derive(Clone, Debug, Serialize)]
pub struct NewOffer {
    /// How the price is meant; none: `Fixed` with a price, `Ask` without one.
    pub price_kind: Option<PriceKind>,
    /// A price for a time.
    pub promotion: Option<NewPromotion>,
    /// How many are sold at least, 1 to 1,000,000.
    pub minimum_quantity: Option<i64>,
    /// How many days before it must be ordered, 0 to 365.
    pub lead_time_days: Option<i64>,
    /// Whether it can be had.
    pub availability: Availability,
    /// In which months, 1 to 12, something `Seasonal` can be had; of no meaning otherwise.
    pub season_months: Vec<i64>,
    /// Whether it can be fetched at the seller's.
    pub pick_up: bool,
    /// At most 30 sizes or flavours, in the order in which to show them.
    pub variants: Vec<NewVariant>,
    /// At most 50 places to which it is delivered.
    pub deliveries: Vec<NewDelivery>,
}

impl Default for NewOffer {
    fn default() -> Self {
        Self {
            price_kind: None,
            promotion: None,
            minimum_quantity: None,
            lead_time_days: None,
            availability: Availability::InStock,
            season_months: Vec::new(),
            pick_up: true,
            variants: Vec::new(),
            deliveries: Vec::new(),
        }
    }
}

/// What an owner changes of it; what is `None` stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfferChanges {
    /// How the price is meant.
    pub price_kind: Option<PriceKind>,
    /// A price for a time; the inner none takes it away.
    pub promotion: Option<Option<NewPromotion>>,
    /// How many are sold at least; the inner none takes it away.
    pub minimum_quantity: Option<Option<i64>>,
    /// How many days before it must be ordered; the inner none takes it away.
    pub lead_time_days: Option<Option<i64>>,
    /// Whether it can be had.
    pub availability: Option<Availability>,
    /// In which months something `Seasonal` can be had.
    pub season_months: Option<Vec<i64>>,
    /// Whether it can be fetched at the seller's.
    pub pick_up: Option<bool>,
    /// Every size or flavour anew.
    pub variants: Option<Vec<NewVariant>>,
    /// Every place of delivery anew.
    pub deliveries: Option<Vec<NewDelivery>>,
}
