//! The sample's KRT Shop: a category tree, economic projects and what they offer.

// The tables below see these macros because they come first.
macro_rules! price {
    (ask) => {
        None
    };
    ($sen:literal) => {
        Some($sen)
    };
}

/// A table of offers: project, category, kind, price in sen or `ask`, unit in Malay and English,
/// motif; names in Malay and English; descriptions in Malay and English.
macro_rules! offers {
    ($(
        $project:literal $category:literal $kind:ident $price:tt $unit_ms:literal $unit_en:literal $motif:ident
        $name_ms:literal $name_en:literal
        $description_ms:literal
        $description_en:literal;
    )*) => {
        &[$(Product {
            project: $project,
            category: $category,
            kind: stringify!($kind),
            price_sen: price!($price),
            unit_ms: $unit_ms,
            unit_en: $unit_en,
            motif: Motif::$motif,
            name_ms: $name_ms,
            name_en: $name_en,
            description_ms: $description_ms,
            description_en: $description_en,
        }),*]
    };
}

mod categories;
mod products;
mod projects;
mod services;

use pictures::Motif;

pub use categories::CATEGORIES;
pub use products::PRODUCTS;
pub use projects::PROJECTS;
pub use services::SERVICES;

/// A node of the shop's category tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Code: small letters and hyphens; a leaf's code begins with its parent's.
    pub code: &'static str,
    /// Code of the parent; none for a top category.
    pub parent: Option<&'static str>,
    /// Malay name.
    pub name_ms: &'static str,
    /// English name.
    pub name_en: &'static str,
}

/// An economic project (Projek Ekonomi Komuniti) of one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Project {
    /// Name, the same in every language.
    pub name: &'static str,
    /// Index in [`super::areas::AREAS`].
    pub area: usize,
    /// Code of a leaf category.
    pub category: &'static str,
    /// Year in which it began.
    pub start_year: u16,
    /// Its story in Malay.
    pub story_ms: &'static str,
    /// Its story in English.
    pub story_en: &'static str,
    /// What its picture shows.
    pub motif: Motif,
}

/// One offer of a project: goods, a service, a rental, or something made to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Index in [`PROJECTS`].
    pub project: usize,
    /// Code of a leaf category.
    pub category: &'static str,
    /// One of `GOODS`, `SERVICE`, `RENTAL`, `MADE_TO_ORDER`.
    pub kind: &'static str,
    /// Price in sen; none means "ask the seller".
    pub price_sen: Option<i64>,
    /// What the price is for, in Malay: `bungkus 500 g`.
    pub unit_ms: &'static str,
    /// What the price is for, in English: `500 g pack`.
    pub unit_en: &'static str,
    /// What its picture shows.
    pub motif: Motif,
    /// Malay name.
    pub name_ms: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Malay description.
    pub description_ms: &'static str,
    /// English description.
    pub description_en: &'static str,
}

/// Everything on offer: goods and made-to-order first, then services and rentals.
pub fn offers() -> impl Iterator<Item = &'static Product> {
    PRODUCTS.iter().chain(SERVICES)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sample::content::areas::AREAS;

    fn is_leaf(code: &str) -> bool {
        CATEGORIES.iter().any(|category| category.code == code && category.parent.is_some())
    }

    #[test]
    fn the_category_tree_has_two_levels_and_every_parent_exists() {
        let tops = CATEGORIES.iter().filter(|category| category.parent.is_none()).count();
        assert!(tops >= 8 && CATEGORIES.len() - tops >= 30);
        let mut seen = HashSet::new();
        for category in CATEGORIES {
            assert!(seen.insert(category.code), "{}", category.code);
            assert!(!category.name_ms.is_empty() && !category.name_en.is_empty());
            if let Some(parent) = category.parent {
                assert!(seen.contains(parent), "{} stands before its parent", category.code);
                assert!(category.code.starts_with(parent));
            }
        }
    }

    #[test]
    fn every_project_belongs_to_an_active_area_and_a_leaf_category() {
        assert!(PROJECTS.len() >= 24);
        let mut names = HashSet::new();
        for project in PROJECTS {
            assert_eq!(
                AREAS.get(project.area).map(|area| area.status),
                Some("ACTIVE"),
                "{}",
                project.name
            );
            assert!(is_leaf(project.category), "{}", project.name);
            assert!((1990..=2026).contains(&project.start_year));
            assert!(project.story_ms.len() > 80 && project.story_en.len() > 80, "{}", project.name);
            assert!(names.insert(project.name));
        }
    }

    #[test]
    fn there_are_many_offers_of_all_four_kinds() {
        assert!(offers().count() >= 72, "{}", offers().count());
        for kind in ["GOODS", "SERVICE", "RENTAL", "MADE_TO_ORDER"] {
            let count = offers().filter(|product| product.kind == kind).count();
            assert!(count >= 8, "{count} of {kind}");
        }
        assert!(offers().any(|product| product.price_sen.is_none()));
    }

    #[test]
    fn every_offer_is_complete_and_refers_to_what_exists() {
        let mut names = HashSet::new();
        for product in offers() {
            assert!(PROJECTS.get(product.project).is_some(), "{}", product.name_en);
            assert!(is_leaf(product.category), "{}: {}", product.name_en, product.category);
            assert!(matches!(product.kind, "GOODS" | "SERVICE" | "RENTAL" | "MADE_TO_ORDER"));
            assert!(product.price_sen.is_none_or(|sen| (50..=5_000_000).contains(&sen)));
            let short = [product.unit_ms, product.unit_en, product.name_ms, product.name_en];
            assert!(
                short.iter().all(|text| !text.is_empty() && text.len() <= 80),
                "{}",
                product.name_en
            );
            assert!(product.description_ms.len() > 40, "{}", product.name_en);
            assert!(product.description_en.len() > 40, "{}", product.name_en);
            assert!(names.insert(product.name_ms), "{} stands twice", product.name_ms);
        }
    }

    #[test]
    fn every_project_offers_something_and_every_leaf_holds_something() {
        for n in 0..PROJECTS.len() {
            assert!(offers().any(|product| product.project == n), "project {n}");
        }
        for category in CATEGORIES.iter().filter(|category| category.parent.is_some()) {
            assert!(offers().any(|product| product.category == category.code), "{}", category.code);
        }
    }
}
