//! What an owner sends about a product.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use domain::{
    krt_shop::product::{NewOffer, NewPicture, NewProduct, OfferChanges, ProductChanges},
    shared::media,
};

use super::{
    offer::{ProductAvailability, ProductPriceKind},
    offer_inputs::{
        ProductDeliveryInput, ProductPromotionInput, ProductVariantInput, deliveries, variants,
    },
    product::ProductKind,
};
use crate::graphql::{
    context,
    scalars::{DateTime, Decimal},
    values::{LocalizedTextInput, given},
};

/// One of a product's pictures.
#[derive(InputObject)]
pub struct ProductPictureInput {
    /// An uploaded picture of one's own.
    media_id: ID,
    /// What it shows, for those who cannot see it, at most 200 characters in each language.
    alternative_text: Option<LocalizedTextInput>,
}

/// What an owner writes.
#[derive(InputObject)]
pub struct ProductCreateInput {
    /// The project that offers it.
    project_id: ID,
    /// The category, by its code.
    category_code: String,
    /// What kind of offer it is.
    kind: ProductKind,
    /// The name, at most 120 characters in each language; Malay must be there.
    name: LocalizedTextInput,
    /// What it is, at most 5,000 characters in each language; Malay must be there.
    description: LocalizedTextInput,
    /// How the price is meant; when nothing is said, `FIXED` with a price and `ASK` without one.
    price_kind: Option<ProductPriceKind>,
    /// The full price in ringgit, 0.00 (a gift) to 10000000.00; none means "on asking". `FROM` begins
    /// at 0.01.
    price: Option<Decimal>,
    /// What the price is for, at most 40 characters: `500 g`, `sehari`.
    unit: Option<String>,
    /// A price for a time.
    promotion: Option<ProductPromotionInput>,
    /// How many are sold at least, 1 to 1000000.
    minimum_quantity: Option<i64>,
    /// How many days before it must be ordered, 0 to 365.
    lead_time_days: Option<i64>,
    /// Whether it can be had.
    #[graphql(default_with = "ProductAvailability::InStock")]
    availability: ProductAvailability,
    /// In which months, 1 to 12, something `SEASONAL` can be had: at least one. Of no meaning otherwise.
    #[graphql(default)]
    season_months: Vec<i64>,
    /// Whether it can be fetched at the seller's.
    #[graphql(default = true)]
    pick_up: bool,
    /// At most 30 sizes or flavours, in the order in which to show them.
    #[graphql(default)]
    variants: Vec<ProductVariantInput>,
    /// At most 50 places to which it is delivered.
    #[graphql(default)]
    deliveries: Vec<ProductDeliveryInput>,
    /// At most 10 pictures, the cover first.
    #[graphql(default)]
    pictures: Vec<ProductPictureInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// What an owner changes; what is not given stays as it is.
#[derive(InputObject)]
pub struct ProductUpdateInput {
    /// The product's id.
    pub(super) id: ID,
    /// The version that the owner has read.
    pub(super) version: i64,
    /// The category, by its code.
    category_code: Option<String>,
    /// What kind of offer it is.
    kind: Option<ProductKind>,
    /// The name, at most 120 characters in each language. A language that is not given stays
    /// as it is; null or an empty text takes it away, Malay never.
    name: Option<LocalizedTextInput>,
    /// What it is, at most 5,000 characters in each language. A language that is not given stays
    /// as it is; null or an empty text takes it away, Malay never.
    description: Option<LocalizedTextInput>,
    /// How the price is meant; `ASK` takes the price away.
    price_kind: Option<ProductPriceKind>,
    /// The full price in ringgit, 0.00 (a gift) to 10000000.00; null means "on asking". `FROM` begins
    /// at 0.01.
    price: MaybeUndefined<Decimal>,
    /// What the price is for, at most 40 characters; null takes it away.
    unit: MaybeUndefined<String>,
    /// A price for a time; null takes it away. One that is over goes by itself with the next change.
    promotion: MaybeUndefined<ProductPromotionInput>,
    /// How many are sold at least, 1 to 1000000; null takes it away.
    minimum_quantity: MaybeUndefined<i64>,
    /// How many days before it must be ordered, 0 to 365; null takes it away.
    lead_time_days: MaybeUndefined<i64>,
    /// Whether it can be had.
    availability: Option<ProductAvailability>,
    /// In which months, 1 to 12, something `SEASONAL` can be had: at least one. Of no meaning otherwise.
    season_months: Option<Vec<i64>>,
    /// Whether it can be fetched at the seller's.
    pick_up: Option<bool>,
    /// Every size or flavour anew, at most 30; one that stays is named by its id.
    variants: Option<Vec<ProductVariantInput>>,
    /// Every place of delivery anew, at most 50.
    deliveries: Option<Vec<ProductDeliveryInput>>,
    /// Every picture anew, at most 10, the cover first.
    pictures: Option<Vec<ProductPictureInput>>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Which product.
#[derive(InputObject)]
pub struct ProductIdInput {
    /// The product's id.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Why a product is hidden.
#[derive(InputObject)]
pub struct ProductHideInput {
    /// The product's id.
    pub(super) id: ID,
    /// Why, 1 to 500 characters: its owner reads it, and it stands in the audit.
    pub(super) reason: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// When a draft goes out by itself.
#[derive(InputObject)]
pub struct ProductScheduleInput {
    /// The draft's id.
    pub(super) id: ID,
    /// When, at most 366 days from now; null or nothing: not by itself any more.
    pub(super) publish_at: Option<DateTime>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "media::MediaKind")]
pub enum MediaKind {
    /// A picture: JPEG, PNG or WebP. It is made anew in several sizes, without what the camera noted.
    Picture,
    /// A document: a whole PDF of 1 to 200 pages that is not encrypted and in which nothing runs. It
    /// is kept as it came, also what its writer's program noted in it, such as a name.
    Document,
}

/// What one says to announce a picture or a document.
#[derive(InputObject)]
pub struct MediaUploadCreateInput {
    /// What is uploaded.
    #[graphql(default_with = "MediaKind::Picture")]
    pub(super) kind: MediaKind,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

pub(super) fn pictures(given: Vec<ProductPictureInput>) -> domain::Result<Vec<NewPicture>> {
    given
        .into_iter()
        .map(|picture| {
            Ok(NewPicture {
                media_id: context::id(&picture.media_id, "pictures.mediaId")?,
                alternative_text: picture.alternative_text.map(Into::into),
            })
        })
        .collect()
}

impl ProductCreateInput {
    pub(super) fn read(self) -> domain::Result<NewProduct> {
        Ok(NewProduct {
            project_id: context::id(&self.project_id, "projectId")?,
            category_code: self.category_code,
            kind: self.kind.into(),
            name: self.name.into(),
            description: self.description.into(),
            price_sen: self.price.map(|price| price.0),
            unit: self.unit,
            pictures: pictures(self.pictures)?,
            offer: NewOffer {
                price_kind: self.price_kind.map(Into::into),
                promotion: self.promotion.map(Into::into),
                minimum_quantity: self.minimum_quantity,
                lead_time_days: self.lead_time_days,
                availability: self.availability.into(),
                season_months: self.season_months,
                pick_up: self.pick_up,
                variants: variants(self.variants)?,
                deliveries: deliveries(self.deliveries),
            },
        })
    }
}

impl ProductUpdateInput {
    pub(super) fn read(self) -> domain::Result<ProductChanges> {
        Ok(ProductChanges {
            category_code: self.category_code,
            kind: self.kind.map(Into::into),
            name: self.name.map(Into::into),
            description: self.description.map(Into::into),
            price_sen: given(self.price, |price| price.0),
            unit: given(self.unit, |unit| unit),
            pictures: self.pictures.map(pictures).transpose()?,
            offer: OfferChanges {
                price_kind: self.price_kind.map(Into::into),
                promotion: given(self.promotion, Into::into),
                minimum_quantity: given(self.minimum_quantity, |number| number),
                lead_time_days: given(self.lead_time_days, |days| days),
                availability: self.availability.map(Into::into),
                season_months: self.season_months,
                pick_up: self.pick_up,
                variants: self.variants.map(variants).transpose()?,
                deliveries: self.deliveries.map(deliveries),
            },
        })
    }
}
