//! What an owner sends about a product.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use domain::{
    krt_shop::product::{NewPicture, NewProduct, ProductChanges},
    shared::media,
};

use super::product::ProductKind;
use crate::graphql::{
    context,
    scalars::Decimal,
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
    /// The full price in ringgit, 0.00 to 10000000.00; none means "on asking".
    price: Option<Decimal>,
    /// What the price is for, at most 40 characters: `500 g`, `sehari`.
    unit: Option<String>,
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
    /// The name, at most 120 characters in each language; Malay must be there.
    name: Option<LocalizedTextInput>,
    /// What it is, at most 5,000 characters in each language; Malay must be there.
    description: Option<LocalizedTextInput>,
    /// The full price in ringgit, 0.00 to 10000000.00; null means "on asking".
    price: MaybeUndefined<Decimal>,
    /// What the price is for, at most 40 characters; null takes it away.
    unit: MaybeUndefined<String>,
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
        })
    }
}
