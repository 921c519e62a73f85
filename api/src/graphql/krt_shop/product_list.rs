//! Lists of products.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Context, Description, Object, parser::types::Field};
use domain::{
    Ctx,
    krt_shop::{
        Cards,
        product::{self, Detail},
        search::{Found, Hit},
        shelf::{self, Asked, Item, Key, Listing, Nearest, Sort},
    },
    shared::{id::ProductId, page::Page},
};

use super::{
    Product,
    facets::{ProductFacets, ProductNearest},
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
    distance_metres: Option<u32>,
    hit: Option<(&'a Found, Hit)>,
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

    /// How far its project, or where that has no place its neighbourhood, is from `near`, in metres; none
    /// when nobody asked around a place, or neither has one.
    async fn distance_metres(&self) -> Option<u32> {
        self.distance_metres
    }

    /// Why a search found it, word by word; nothing without a search.
    async fn why(&self) -> Vec<SearchReason> {
        self.hit.map(|(found, hit)| SearchReason::of(found, &hit)).unwrap_or_default()
    }
}

impl Plain for ProductEdge<'_> {
    const TYPE: &'static str = "ProductEdge";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "cursor" => to.text(&self.cursor),
            "node" => to.object(self.product, &field.selection_set.node),
            "distanceMetres" => to.optional(self.distance_metres, Writer::bare),
            _ => Err(NotPlain),
        }
    }
}

/// Where the items stand. Cursors are made when they are asked for: most pages want one of twenty.
enum Places {
    /// In a list that is told by the products themselves.
    Own(fn(&product::Product) -> String),
    /// On the shelf: each with its key, and how far away it is.
    Shelf(Sort, Vec<(Key, Option<u32>)>),
}

/// A page of a list of products.
#[derive(Description)]
pub struct ProductConnection {
    products: Vec<Product>,
    has_next: bool,
    has_previous: bool,
    places: Places,
    total: Option<u64>,
    facets: Option<ProductFacets>,
    nearest: Option<ProductNearest>,
    /// What the search found whose page this is.
    search: Option<(Arc<Found>, Arc<Cards>)>,
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
            places: Places::Own(cursor),
            total: None,
            facets: None,
            nearest: None,
            search: None,
        }
    }

    /// A page of the shelf.
    pub async fn of_shelf(ctx: &Ctx, listing: Listing, cards: &Arc<Cards>) -> domain::Result<Self> {
        let Listing { page, sort, total, facets, nearest, found } = listing;
        let Page { items, has_next, has_previous } = page;
        let mut products = Vec::with_capacity(items.len());
        let mut places = Vec::with_capacity(items.len());
        for Item { product, key, distance_metres } in items {
            products.push(Product::new(product, cards));
            places.push((key, distance_metres));
        }
        let facets = match facets {
            Some(facets) => Some(ProductFacets::of(ctx, cards, facets).await?),
            None => None,
        };
        let nearest = nearest.map(|Nearest { without, items }| {
            let nodes = items.into_iter().map(|item| Product::new(item.product, cards));
            ProductNearest::of(without, nodes.collect())
        });
        let places = Places::Shelf(sort, places);
        let search = found.map(|found| (found, Arc::clone(cards)));
        Ok(Self { products, has_next, has_previous, places, total, facets, nearest, search })
    }

    fn cursor_at(&self, place: usize) -> Option<String> {
        match &self.places {
            Places::Own(cursor) => {
                self.products.get(place).map(|product| cursor(product.as_domain()))
            }
            Places::Shelf(sort, keys) => keys.get(place).map(|(key, _)| shelf::cursor(*sort, key)),
        }
    }

    /// How the search found each item of this page; nothing without a search.
    fn hits(&self) -> HashMap<ProductId, Hit> {
        let Some((found, _)) = &self.search else { return HashMap::new() };
        let here: HashSet<ProductId> =
            self.products.iter().map(|product| product.as_domain().id).collect();
        let hits = found.hits.iter().filter(|hit| here.contains(&hit.product_id));
        hits.map(|hit| (hit.product_id, *hit)).collect()
    }

    fn edge<'a>(
        &'a self,
        place: usize,
        product: &'a Product,
        hits: &HashMap<ProductId, Hit>,
    ) -> ProductEdge<'a> {
        let distance_metres = match &self.places {
            Places::Own(_) => None,
            Places::Shelf(_, keys) => keys.get(place).and_then(|(_, metres)| *metres),
        };
        let cursor = self.cursor_at(place).unwrap_or_default();
        let hit = hits.get(&product.as_domain().id).copied();
        let hit = self.search.as_ref().zip(hit).map(|((found, _), hit)| (found.as_ref(), hit));
        ProductEdge { product, cursor, distance_metres, hit }
    }

    fn place(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.cursor_at(0),
            end_cursor: self.products.len().checked_sub(1).and_then(|last| self.cursor_at(last)),
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
                // Why it was found is told the ordinary way.
                to.object(&self.edge(place, product, &HashMap::new()), set)
            }),
            "pageInfo" => to.object(&self.place(), set),
            "totalCount" => to.optional(self.total, Writer::bare),
            "facets" => to.optional(self.facets.as_ref(), |to, facets| to.object(facets, set)),
            "nearest" => to.optional(self.nearest.as_ref(), |to, near| to.object(near, set)),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl ProductConnection {
    /// The items with their cursors, in the list's order.
    async fn edges(&self, context: &Context<'_>) -> Vec<ProductEdge<'_>> {
        // What was found is looked through once, and only for whoever asks why.
        let asks = context.look_ahead().field("why").exists();
        let hits = if asks { self.hits() } else { HashMap::new() };
        let items = self.products.iter().enumerate();
        items.map(|(place, product)| self.edge(place, product, &hits)).collect()
    }

    /// The items alone, in the list's order.
    async fn nodes(&self) -> &[Product] {
        &self.products
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        self.place()
    }

    /// How many there are in all, on every page together; none in a list for a project's owner.
    async fn total_count(&self) -> Option<u64> {
        self.total
    }

    /// How many there are of what, on every page together; none in a list for a project's owner.
    async fn facets(&self) -> Option<&ProductFacets> {
        self.facets.as_ref()
    }

    /// What comes nearest when the first page is empty; none when it is not, or nothing is listed.
    async fn nearest(&self) -> Option<&ProductNearest> {
        self.nearest.as_ref()
    }

    /// What a search made of its words; none without a search.
    async fn search(&self) -> Option<ProductSearch> {
        self.search.as_ref().map(|(found, cards)| ProductSearch::new(found, cards))
    }
}

/// What is to be told of a page of the shelf: nothing is counted that is not asked for, and
/// descriptions, the longest part of a product, are read only when they are.
pub(super) fn asked(context: &Context<'_>) -> Asked {
    let ahead = context.look_ahead();
    let described = ahead.field("nodes").field("description").exists()
        || ahead.field("edges").field("node").field("description").exists()
        || ahead.field("nearest").field("nodes").field("description").exists();
    Asked {
        detail: if described { Detail::Full } else { Detail::Card },
        total: ahead.field("totalCount").exists(),
        facets: ahead.field("facets").exists(),
        nearest: ahead.field("nearest").exists(),
    }
}
