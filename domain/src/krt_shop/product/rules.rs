//! What a product must be; pure.

use super::{
    model::{NewPicture, NewProduct, Product, ProductChanges, ProductKind},
    offer::Variant,
    offer_rules::{self, Offer},
};
use crate::{
    krt_shop::{category::Tree, project::Project},
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
/// The most pictures of one product.
const PICTURES: usize = 10;
/// The longest search that is taken, in characters.
const SEARCH: usize = 200;
/// The most words of a search: each is one more comparison with every row.
const SEARCH_WORDS: usize = 8;

/// What an owner wrote, after checking.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub category_code: String,
    pub kind: ProductKind,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub price_sen: Option<i64>,
    pub unit: Option<String>,
    pub offer: Offer,
}

/// Checks everything that an owner wrote and collects every broken rule.
pub(super) fn written(new: &NewProduct, tree: &Tree, now: Instant) -> Result<Written> {
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
    let offer = offer_rules::offer(new, now, &mut refusals);
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
            offer,
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
pub(super) fn under(field: &str, refusal: Refusal) -> Refusal {
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

/// The product as it will be: what is not changed stays. Of pictures and deliveries only what is
/// changed stands there.
pub(super) fn with_changes(
    product: &Product,
    changes: &ProductChanges,
    variants: &[Variant],
    now: Instant,
) -> NewProduct {
    let unwritten = || LocalizedText { ms: String::new(), en: None, zh: None, ta: None };
    let description = changes.description.clone().or_else(|| product.description.clone());
    let (price_sen, offer) = offer_rules::with_changes(product, changes, variants, now);
    NewProduct {
        project_id: product.project_id,
        category_code: changes.category_code.as_ref().unwrap_or(&product.category_code).clone(),
        kind: changes.kind.unwrap_or(product.kind),
        name: changes.name.as_ref().unwrap_or(&product.name).clone(),
        description: description.unwrap_or_else(unwritten),
        price_sen,
        unit: changes.unit.clone().unwrap_or_else(|| product.unit.clone()),
        pictures: changes.pictures.clone().unwrap_or_default(),
        offer,
    }
}

/// What a search compares a product by.
pub(super) fn search_text(written: &Written, project: &Project, tree: &Tree) -> String {
    let texts = [&written.name, &written.description];
    searched(&texts, &written.category_code, project, tree)
}

/// The same of a product that stands there.
pub(super) fn search_text_of(product: &Product, project: &Project, tree: &Tree) -> String {
    let texts: Vec<&LocalizedText> =
        [Some(&product.name), product.description.as_ref()].into_iter().flatten().collect();
    searched(&texts, &product.category_code, project, tree)
}

fn searched(texts: &[&LocalizedText], code: &str, project: &Project, tree: &Tree) -> String {
    let mut all = String::new();
    let categories = tree.path(code);
    for text in texts.iter().copied().chain(categories.iter().map(|category| &category.name)) {
        for (_, words) in text.written() {
            all.push_str(words);
            all.push(' ');
        }
    }
    all.push_str(&project.name);
    text::searchable(&all)
}

/// The words that are searched for.
pub(super) fn search_words(words: &str) -> Result<Vec<String>> {
    if words.chars().count() > SEARCH {
        return Err(Refusal::of(ErrorCode::TooLong).at("query").with("limit", SEARCH).stop());
    }
    let words: Vec<String> =
        text::searchable(words).split_whitespace().map(str::to_owned).collect();
    if words.len() > SEARCH_WORDS {
        return Err(Refusal::of(ErrorCode::TooMany).at("query").with("limit", SEARCH_WORDS).stop());
    }
    Ok(words)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        krt_shop::product::{
            ProductStatus,
            offer::{Availability, PriceKind},
        },
        shared::{
            id::{AreaId, ProductId, ProjectId},
            media::Picture,
        },
    };

    /// A product on asking, as it stands before anything else is said.
    pub(in crate::krt_shop::product) fn product(
        status: ProductStatus,
        with_picture: bool,
    ) -> Product {
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
            price_kind: PriceKind::Ask,
            price_sen: None,
            unit: None,
            promotion_sen: None,
            promotion_from: None,
            promotion_until: None,
            minimum_quantity: None,
            lead_time_days: None,
            availability: Availability::InStock,
            season_months: Vec::new(),
            pick_up: true,
            cover: with_picture.then_some(picture),
            version: 1,
            listed_at: None,
            hidden_reason: None,
            publish_at: None,
            held_back_at: None,
            halal_held_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_search_takes_eight_words_and_nothing_but_letters_and_digits() {
        assert_eq!(search_words("Mi-kuning, 100%!").unwrap(), ["mi", "kuning", "100"]);
        assert_eq!(search_words("a b c d e f g h").unwrap().len(), 8);
        assert!(search_words("a b c d e f g h i").is_err());
        assert!(search_words("  % _ ").unwrap().is_empty());
        assert!(search_words(&"x".repeat(201)).is_err());
    }
}
