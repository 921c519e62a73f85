//! What a search found, why, and what somebody may mean who is still typing.

use std::sync::Arc;

use async_graphql::{Description, Enum, ID, Object, SimpleObject};
use domain::{
    Ctx,
    krt_shop::{
        Cards,
        search::{self, Found, Hit},
    },
};

use super::ProductCategory;

/// Where an offer answers a word of a search; the first counts most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::Field")]
pub enum SearchField {
    /// In its name.
    Name,
    /// In the name of its category, or of one above it.
    Category,
    /// In the name of its project.
    Project,
    /// In its description.
    Description,
}

/// How an offer answers a word of a search; the first counts most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "search::How")]
pub enum SearchAnswer {
    /// As it was written.
    Exact,
    /// In another form or spelling: `jahitan` for `menjahit`, `kampung` for `kampong`.
    Form,
    /// By another word for the same: `mi` for `noodle`.
    Synonym,
    /// By a word that begins so.
    Beginning,
    /// Corrected: one letter away, or two from a word of nine letters.
    Corrected,
}

/// Why an offer was found: where and how it answers one word of the search.
#[derive(SimpleObject)]
pub struct SearchReason {
    /// The word, or the words that mean one thing together, in small letters.
    word: String,
    /// Where.
    field: SearchField,
    /// How.
    answer: SearchAnswer,
}

impl SearchReason {
    pub(super) fn of(found: &Found, hit: &Hit) -> Vec<Self> {
        let reasons = hit.why.reasons().into_iter();
        reasons
            .filter_map(|reason| {
                let word = found.words.get(reason.word)?.clone();
                Some(Self { word, field: reason.field.into(), answer: reason.how.into() })
            })
            .collect()
    }
}

/// What a search made of its words.
#[derive(Description)]
pub struct ProductSearch {
    found: Arc<Found>,
    cards: Arc<Cards>,
}

impl ProductSearch {
    pub(super) fn new(found: &Arc<Found>, cards: &Arc<Cards>) -> Self {
        Self { found: Arc::clone(found), cards: Arc::clone(cards) }
    }
}

#[Object(use_type_description)]
impl ProductSearch {
    /// The words that were looked for, in small letters; those that say nothing are left out.
    async fn words(&self) -> &[String] {
        &self.found.words
    }

    /// The search as it was most likely meant, when a word had to be corrected: "did you mean".
    async fn corrected(&self) -> Option<&str> {
        self.found.corrected.as_deref()
    }

    /// Whether every offer answers every word. When none does, those are shown that answer the most.
    async fn fits(&self) -> bool {
        self.found.fits
    }

    /// When no offer answers every word: categories whose names answer one, the best first, at most 5.
    async fn near_categories(&self) -> Vec<ProductCategory> {
        let tree = self.cards.categories();
        let codes = self.found.near_categories.iter();
        codes.filter_map(|code| ProductCategory::of(tree, code)).collect()
    }
}

/// What a suggestion leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProductSuggestionKind {
    /// A category: `categoryCode` names it.
    Category,
    /// A project: `projectId` names it.
    Project,
    /// An offer: `productId` names it.
    Product,
    /// Words to search for in place of those that were typed.
    Words,
}

/// What somebody may mean who is still typing.
#[derive(SimpleObject)]
pub struct ProductSuggestion {
    /// What it leads to.
    kind: ProductSuggestionKind,
    /// What to show, in the reader's language where it is written in it.
    text: String,
    /// The category's code.
    category_code: Option<String>,
    /// The project's id.
    project_id: Option<ID>,
    /// The offer's id.
    product_id: Option<ID>,
}

impl ProductSuggestion {
    pub(super) fn of(ctx: &Ctx, suggestion: search::Suggestion) -> Self {
        let bare = |kind: ProductSuggestionKind, text: &str| Self {
            kind,
            text: text.to_owned(),
            category_code: None,
            project_id: None,
            product_id: None,
        };
        match suggestion {
            search::Suggestion::Category(code, name) => {
                let text = name.resolve(&ctx.languages).0;
                let category_code = Some(code);
                Self { category_code, ..bare(ProductSuggestionKind::Category, text) }
            }
            search::Suggestion::Project(id, name) => {
                let project_id = Some(ID(id.to_string()));
                Self { project_id, ..bare(ProductSuggestionKind::Project, &name) }
            }
            search::Suggestion::Product(id, name) => {
                let text = name.resolve(&ctx.languages).0;
                let product_id = Some(ID(id.to_string()));
                Self { product_id, ..bare(ProductSuggestionKind::Product, text) }
            }
            search::Suggestion::Words(words) => bare(ProductSuggestionKind::Words, &words),
        }
    }
}
