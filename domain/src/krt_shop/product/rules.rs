//! What a product must be, and how it goes from one state to the next; pure.

use super::model::{NewPicture, NewProduct, Product, ProductChanges, ProductKind, ProductStatus};
use crate::{
    krt_shop::{category::Tree, project::ProjectStatus},
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        language::LocalizedText,
        text,
    },
};

/// The longest name, in characters: two lines on a small phone.
const NAME: usize = 120;
/// The longest description, in characters.
const DESCRIPTION: usize = 5_000;
/// The longest unit, in characters.
const UNIT: usize = 40;
/// The longest text for those who cannot see a picture, in characters.
const ALTERNATIVE_TEXT: usize = 200;
/// The highest price in sen: ten million ringgit.
const PRICE: i64 = 1_000_000_000;
/// The same for people.
const PRICE_WORDS: &str = "10,000,000.00";
/// The most pictures of one product.
const PICTURES: usize = 10;

/// What an owner wrote, after checking.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub category_code: String,
    pub kind: ProductKind,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub price_sen: Option<i64>,
    pub unit: Option<String>,
}

/// Checks everything that an owner wrote and collects every broken rule.
pub(super) fn written(new: &NewProduct, tree: &Tree) -> Result<Written> {
    let mut refusals = Refusals::default();
    let name = refusals.keep(localized("name", &new.name, NAME, text::line));
    let description =
        refusals.keep(localized("description", &new.description, DESCRIPTION, text::paragraphs));
    let unit = new.unit.as_deref().filter(|unit| !unit.trim().is_empty());
    let unit = unit.map(|unit| text::line(unit, UNIT).map_err(|refusal| refusal.at("unit")));
    let unit = refusals.keep(unit.transpose());
    if tree.get(&new.category_code).is_none() {
        refusals.add(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode"));
    }
    if new.price_sen.is_some_and(|price| !(0..=PRICE).contains(&price)) {
        refusals.add(Refusal::of(ErrorCode::PriceInvalid).at("price").with("most", PRICE_WORDS));
    }
    if new.pictures.len() > PICTURES {
        refusals.add(Refusal::of(ErrorCode::TooMany).at("pictures").with("limit", PICTURES));
    }
    refusals.done()?;
    match (name, description, unit) {
        (Some(name), Some(description), Some(unit)) => Ok(Written {
            category_code: new.category_code.clone(),
            kind: new.kind,
            name,
            description,
            price_sen: new.price_sen,
            unit,
        }),
        // A text that was not kept is a refusal, and refusals have ended this above.
        _ => Err(Refusal::of(ErrorCode::Required).into()),
    }
}

fn localized(
    field: &str,
    written: &LocalizedText,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    text::localized(written, limit, check).map_err(|refusal| under(field, refusal))
}

/// Puts the outer field's name before the inner one's.
fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = match &refusal.field {
        Some(inner) => format!("{field}.{inner}"),
        None => field.to_owned(),
    };
    refusal.at(path)
}

/// Checks what pictures show, and that none stands there twice.
pub(super) fn pictures(new: &[NewPicture]) -> Result<Vec<Option<LocalizedText>>> {
    let mut refusals = Refusals::default();
    let mut texts = Vec::with_capacity(new.len());
    for (index, picture) in new.iter().enumerate() {
        let twice = new.iter().take(index).any(|other| other.media_id == picture.media_id);
        if twice {
            let field = format!("pictures.{index}.mediaId");
            refusals.add(Refusal::of(ErrorCode::IdTaken).at(field));
        }
        let field = format!("pictures.{index}.alternativeText");
        let checked = picture
            .alternative_text
            .as_ref()
            .map(|written| localized(&field, written, ALTERNATIVE_TEXT, text::line));
        texts.push(refusals.keep(checked.transpose()).flatten());
    }
    refusals.done()?;
    Ok(texts)
}

/// The product as it will be: what is not changed stays.
pub(super) fn with_changes(product: &Product, changes: &ProductChanges) -> NewProduct {
    let unwritten = || LocalizedText { ms: String::new(), en: None, zh: None, ta: None };
    let description = changes.description.clone().or_else(|| product.description.clone());
    NewProduct {
        project_id: product.project_id,
        category_code: changes.category_code.as_ref().unwrap_or(&product.category_code).clone(),
        kind: changes.kind.unwrap_or(product.kind),
        name: changes.name.as_ref().unwrap_or(&product.name).clone(),
        description: description.unwrap_or_else(unwritten),
        price_sen: changes.price_sen.unwrap_or(product.price_sen),
        unit: changes.unit.clone().unwrap_or_else(|| product.unit.clone()),
        pictures: changes.pictures.clone().unwrap_or_default(),
    }
}

/// Since when the public sees a product in this state.
pub(super) fn listed_at(
    status: ProductStatus,
    project: ProjectStatus,
    before: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    (status == ProductStatus::Published && project == ProjectStatus::Active)
        .then_some(before.unwrap_or(now))
}

/// A draft becomes a published product. What is published stays as it is.
pub(super) fn publish(product: Product, project: ProjectStatus, now: Instant) -> Result<Product> {
    match product.status {
        ProductStatus::Draft if product.cover.is_none() => {
            Err(Refusal::of(ErrorCode::PictureMissing).at("pictures").into())
        }
        ProductStatus::Draft => Ok(Product {
            status: ProductStatus::Published,
            listed_at: listed_at(ProductStatus::Published, project, None, now),
            updated_at: now,
            version: product.version + 1,
            ..product
        }),
        ProductStatus::Published => Ok(product),
        ProductStatus::Archived => {
            Err(Refusal::of(ErrorCode::StateInvalid).with("status", "ARCHIVED").into())
        }
    }
}

/// A product is taken out of the directory, from whatever state.
pub(super) fn archive(product: Product, now: Instant) -> Product {
    Product {
        status: ProductStatus::Archived,
        listed_at: None,
        updated_at: now,
        version: product.version + 1,
        ..product
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        error::Error,
        id::{AreaId, ProductId, ProjectId},
        media::Picture,
    };

    fn product(status: ProductStatus, with_picture: bool) -> Product {
        let at = chrono::DateTime::UNIX_EPOCH;
        let picture = Picture {
            id: uuid::Uuid::nil(),
            address: String::new(),
            width: 1,
            height: 1,
            widths: vec![1],
            thumbhash: None,
            alternative_text: None,
        };
        Product {
            id: ProductId(uuid::Uuid::nil()),
            project_id: ProjectId(uuid::Uuid::nil()),
            area_id: AreaId(uuid::Uuid::nil()),
            category_code: "FOOD".to_owned(),
            kind: ProductKind::Goods,
            status,
            slug: "mi".to_owned(),
            name: LocalizedText::new("Mi", "Noodles"),
            description: None,
            price_sen: None,
            unit: None,
            cover: with_picture.then_some(picture),
            version: 1,
            listed_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    fn code(result: Result<Product>) -> Option<ErrorCode> {
        match result {
            Err(Error::Refused(refusals)) => refusals.first().map(|refusal| refusal.code),
            _ => None,
        }
    }

    #[test]
    fn a_draft_with_a_picture_is_published_and_listed_while_its_project_is_at_work() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let draft = || product(ProductStatus::Draft, true);
        let listed = publish(draft(), ProjectStatus::Active, now).unwrap();
        assert_eq!((listed.status, listed.listed_at), (ProductStatus::Published, Some(now)));
        assert_eq!(listed.version, 2);
        let waiting = publish(draft(), ProjectStatus::Applied, now).unwrap();
        assert_eq!((waiting.status, waiting.listed_at), (ProductStatus::Published, None));
        assert_eq!(archive(listed, now).listed_at, None);
        let bare = product(ProductStatus::Draft, false);
        let refused = code(publish(bare, ProjectStatus::Active, now));
        assert_eq!(refused, Some(ErrorCode::PictureMissing));
        let gone = product(ProductStatus::Archived, true);
        let refused = code(publish(gone, ProjectStatus::Active, now));
        assert_eq!(refused, Some(ErrorCode::StateInvalid));
    }
}
