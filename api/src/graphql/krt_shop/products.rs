//! Pages of products: of a list, or of what a search found.

use std::sync::Arc;

use async_graphql::{Description, Object, parser::types::Field};
use domain::{
    krt_shop::{
        Cards, product,
        search::{self, Found, FoundPage, Hit},
    },
    shared::page::Page,
};

use super::{
    Product,
    search::{ProductSearch, SearchReason},
};
use crate::graphql::{
    connection::PageInfo,
    plain::{NotPlain, Plain, Writer, Wrote},
};

/// An item of a list of products, with its cursor.
#[derive(Description)]
pub struct ProductEdge<'a> {
    product: &'a Product,
    cursor: String,
    hit: Option<(&'a Found, &'a Hit)>,
}

#[Object(use_type_description)]
impl<'a> ProductEdge<'a> {
    /// Stands for this place in the list.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item.
    async fn node(&self) -> &'a Product {
        self.product
    }

    /// Why a search found it, word by word; nothing without a search.
    async fn why(&self) -> Vec<SearchReason> {
        self.hit.map(|(found, hit)| SearchReason::of(found, hit)).unwrap_or_default()
    }
}

impl Plain for ProductEdge<'_> {
    const TYPE: &'static str = "ProductEdge";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "cursor" => to.text(&self.cursor),
            "node" => to.object(self.product, &field.selection_set.node),
            _ => Err(NotPlain),
        }
    }
}

/// A page of a list of products.
#[derive(Description)]
pub struct ProductConnection {
    products: Vec<Product>,
    has_next: bool,
    has_previous: bool,
    /// Cursors are made when they are asked for: most pages want one of twenty.
    cursor: fn(&product::Product) -> String,
    /// What the search found whose page this is, and each item as it was found.
    search: Option<InSearch>,
}

struct InSearch {
    found: Arc<Found>,
    hits: Vec<Hit>,
    cards: Arc<Cards>,
}

impl ProductConnection {
    /// A page of the domain whose cursors are made in this way.
    pub fn of(
        page: Page<product::Product>,
        cards: &Arc<Cards>,
        cursor: fn(&product::Product) -> String,
    ) -> Self {
        Self {
            products: page.items.into_iter().map(|item| Product::new(item, cards)).collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
            cursor,
            search: None,
        }
    }

    /// A page of what a search found.
    pub fn found(page: FoundPage, cards: &Arc<Cards>) -> Self {
        let FoundPage { page, found } = page;
        let (hits, products): (Vec<Hit>, Vec<product::Product>) = page.items.into_iter().unzip();
        let search = InSearch { found, hits, cards: Arc::clone(cards) };
        Self {
            products: products.into_iter().map(|item| Product::new(item, cards)).collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
            cursor: product::cursor,
            search: Some(search),
        }
    }

    /// How the item at this place was found.
    fn hit(&self, place: usize) -> Option<(&Found, &Hit)> {
        let search = self.search.as_ref()?;
        Some((search.found.as_ref(), search.hits.get(place)?))
    }

    fn cursor_at(&self, place: usize, product: &Product) -> String {
        match self.hit(place) {
            Some((_, hit)) => search::cursor(hit),
            None => (self.cursor)(&product.product),
        }
    }

    fn edge<'a>(&'a self, place: usize, product: &'a Product) -> ProductEdge<'a> {
        ProductEdge { product, cursor: self.cursor_at(place, product), hit: self.hit(place) }
    }

    fn place(&self) -> PageInfo {
        let (first, last) = (self.products.first(), self.products.last());
        let end = self.products.len().saturating_sub(1);
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: first.map(|product| self.cursor_at(0, product)),
            end_cursor: last.map(|product| self.cursor_at(end, product)),
        }
    }
}

impl Plain for ProductConnection {
    const TYPE: &'static str = "ProductConnection";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "nodes" => to.list(&self.products, |to, product| to.object(product, set)),
            "edges" => to.list(self.products.iter().enumerate(), |to, (place, product)| {
                to.object(&self.edge(place, product), set)
            }),
            "pageInfo" => to.object(&self.place(), set),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl ProductConnection {
    /// The items with their cursors, in the list's order.
    async fn edges(&self) -> Vec<ProductEdge<'_>> {
        let items = self.products.iter().enumerate();
        items.map(|(place, product)| self.edge(place, product)).collect()
    }

    /// The items alone, in the list's order.
    async fn nodes(&self) -> &[Product] {
        &self.products
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        self.place()
    }

    /// What a search made of its words; none without a search.
    async fn search(&self) -> Option<ProductSearch> {
        self.search.as_ref().map(|search| ProductSearch::new(&search.found, &search.cards))
    }
}
