//! Products as plain values.

use serde::Serialize;

use super::offer::{Availability, NewOffer, OfferChanges, PriceKind};
use crate::shared::{
    clock::Instant,
    id::{AreaId, MediaId, ProductId, ProjectId},
    language::{LocalizedChange, LocalizedText},
    media::Picture,
};

/// What kind of offer it is; all four are equally real.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProductStatus {
    /// Seen by its project's owner and the officers only.
    Draft,
    /// Seen by everybody while its project is at work.
    Published,
    /// Taken out of the directory by an officer, with a reason that the owner sees.
    Hidden,
    /// Taken out of the directory for good.
    Archived,
}

/// A product.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The id.
    pub id: ProductId,
    /// Whose offer it is.
    pub project_id: ProjectId,
    /// The project's neighbourhood.
    pub area_id: AreaId,
    /// The category.
    pub category_code: String,
    /// What kind of offer it is.
    pub kind: ProductKind,
    /// Where it stands in its life.
    pub status: ProductStatus,
    /// The short name in addresses.
    pub slug: String,
    /// The name.
    pub name: LocalizedText,
    /// What it is; read only when it was asked for ([`Detail::Full`]).
    pub description: Option<LocalizedText>,
    /// How the price is meant.
    pub price_kind: PriceKind,
    /// The usual price in sen; none means "on asking". What it costs now: [`Product::price_now`].
    pub price_sen: Option<i64>,
    /// What the price is for: `500 g`, `sehari`.
    pub unit: Option<String>,
    /// The price of a promotion, in sen; its beginning and end stand there with it.
    pub promotion_sen: Option<i64>,
    /// From when the promotion counts.
    pub promotion_from: Option<Instant>,
    /// Until when the promotion counts.
    pub promotion_until: Option<Instant>,
    /// How many are sold at least.
    pub minimum_quantity: Option<i64>,
    /// How many days before it must be ordered.
    pub lead_time_days: Option<i64>,
    /// Whether it can be had.
    pub availability: Availability,
    /// In which months, 1 to 12, something seasonal can be had, in their order.
    pub season_months: Vec<i64>,
    /// Whether it can be fetched at the seller's.
    pub pick_up: bool,
    /// The first picture.
    pub cover: Option<Picture>,
    /// Rises with every change.
    pub version: i64,
    /// Since when the public sees it; none while it does not.
    pub listed_at: Option<Instant>,
    /// Why an officer has hidden it. This and the three that follow are read only with
    /// [`Detail::Full`]: what the public sees has none of them.
    pub hidden_reason: Option<String>,
    /// When the draft goes out by itself.
    pub publish_at: Option<Instant>,
    /// When it was to go out by itself, and something was lacking.
    pub held_back_at: Option<Instant>,
    /// Since when it is out of sight because it claims to be halal and no valid certificate proves it.
    pub halal_held_at: Option<Instant>,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// How much of a product is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What a card shows: not the description, which is the longest part, nor what only those who
    /// write it see.
    Card,
    /// Everything.
    Full,
}

/// One of a product's pictures as its owner names it.
#[derive(Clone, Debug, Serialize)]
pub struct NewPicture {
    /// An uploaded picture of one's own.
    pub media_id: MediaId,
    /// What it shows, at most 200 characters in each language.
    pub alternative_text: Option<LocalizedText>,
}

/// What an owner writes.
#[derive(Clone, Debug, Serialize)]
pub struct NewProduct {
    /// Whose offer it is.
    pub project_id: ProjectId,
    /// The category.
    pub category_code: String,
    /// What kind of offer it is.
    pub kind: ProductKind,
    /// The name, at most 120 characters in each language.
    pub name: LocalizedText,
    /// What it is, at most 5,000 characters in each language.
    pub description: LocalizedText,
    /// The usual price in sen, 0 (a gift) to 1,000,000,000; none means "on asking".
    pub price_sen: Option<i64>,
    /// What the price is for, at most 40 characters.
    pub unit: Option<String>,
    /// At most 10 pictures, the cover first.
    pub pictures: Vec<NewPicture>,
    /// What the offer says besides.
    pub offer: NewOffer,
}

/// What an owner changes; what is `None` stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProductChanges {
    /// The category.
    pub category_code: Option<String>,
    /// What kind of offer it is.
    pub kind: Option<ProductKind>,
    /// The name.
    pub name: Option<LocalizedChange>,
    /// What it is.
    pub description: Option<LocalizedChange>,
    /// The price in sen; the inner none means "on asking".
    pub price_sen: Option<Option<i64>>,
    /// What the price is for; the inner none takes it away.
    pub unit: Option<Option<String>>,
    /// Every picture anew, the cover first.
    pub pictures: Option<Vec<NewPicture>>,
    /// What the offer says besides.
    pub offer: OfferChanges,
}

/// Which products are wanted.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// Of this category, and everything below it.
    pub category_code: Option<String>,
    /// Words of the name, the category, the project or the description, as somebody types them.
    pub words: Option<String>,
    /// Of this project.
    pub project_id: Option<ProjectId>,
    /// Of this neighbourhood.
    pub area_id: Option<AreaId>,
    /// Of this state, by its two-digit code.
    pub state_code: Option<String>,
    /// Of this kind.
    pub kind: Option<ProductKind>,
}
