//! Products.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, parser::types::Field};
use domain::{
    Error,
    krt_shop::{Cards, product, project},
    policy::{Action, Target},
    shared::{language, page::Page},
};

use super::{Picture, ProductCategory, ProductTrust, Project};
use crate::graphql::{
    community::Area,
    connection::PageInfo,
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::DateTime,
    values::{LocalizedText, Money},
};

/// What kind of offer something is; all four are equally real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::ProductKind")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "product::ProductStatus")]
pub enum ProductStatus {
    /// Seen by its project's owner and the officers only.
    Draft,
    /// Seen by everybody while its project is at work.
    Published,
    /// Taken out of the directory for good.
    Archived,
}

/// What a project offers: goods, a service, a rental, or something made to order.
#[derive(Description)]
pub struct Product {
    product: product::Product,
    cards: Arc<Cards>,
}

impl Product {
    /// A product of the domain, with what is known around it.
    #[must_use]
    pub fn new(product: product::Product, cards: &Arc<Cards>) -> Self {
        Self { product, cards: Arc::clone(cards) }
    }
}

#[Object(use_type_description)]
impl Product {
    /// The id.
    pub async fn id(&self) -> ID {
        self.product.id.into()
    }

    /// The short name in addresses: `mi-kuning-7k3q2a`.
    async fn slug(&self) -> &str {
        &self.product.slug
    }

    /// What kind of offer it is.
    async fn kind(&self) -> ProductKind {
        self.product.kind.into()
    }

    /// Where it stands in its life.
    async fn status(&self) -> ProductStatus {
        self.product.status.into()
    }

    /// The name.
    async fn name(&self) -> LocalizedText {
        LocalizedText(self.product.name.clone())
    }

    /// What it is, at most 5,000 characters in each language.
    async fn description(&self, context: &Context<'_>) -> domain::Result<LocalizedText> {
        if let Some(description) = &self.product.description {
            return Ok(LocalizedText(description.clone()));
        }
        let product = product::product(context.ctx()?, self.product.id).await?;
        let description: Option<language::LocalizedText> = product.description;
        description.map(LocalizedText).ok_or_else(Error::not_found)
    }

    /// The full price in ringgit; none means "on asking".
    async fn price(&self) -> Option<Money> {
        self.product.price_sen.map(Money::sen)
    }

    /// What the price is for: `500 g`, `sehari`.
    async fn unit(&self) -> Option<&str> {
        self.product.unit.as_deref()
    }

    /// The first picture.
    async fn cover(&self) -> Option<Picture> {
        self.product.cover.clone().map(Picture)
    }

    /// Every picture, the cover first, at most 10.
    async fn pictures(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let pictures = context.loaders()?.pictures(self.product.id).await?;
        Ok(pictures.into_iter().map(Picture).collect())
    }

    /// The category.
    async fn category(&self) -> Option<ProductCategory> {
        ProductCategory::of(self.cards.categories(), &self.product.category_code)
    }

    /// The project that offers it.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Project> {
        let id = self.product.project_id;
        let project = match self.cards.project(id) {
            Some(project) => Arc::clone(project),
            None => Arc::new(project::project(context.ctx()?, id).await?),
        };
        Ok(Project::new(project, &self.cards))
    }

    /// The project's neighbourhood.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        let id = self.product.area_id;
        match self.cards.area(id) {
            Some(area) => Ok(Area(area.as_ref().clone())),
            None => Ok(Area(context.loaders()?.area(id).await?)),
        }
    }

    /// What is known of it beside what its seller says: reviews, questions, favourites.
    async fn trust(&self) -> ProductTrust {
        ProductTrust(self.product.id)
    }

    /// Rises with every change; `productUpdate` wants it.
    async fn version(&self) -> i64 {
        self.product.version
    }

    /// Since when the public sees it; none while it does not.
    async fn listed_at(&self) -> Option<DateTime> {
        self.product.listed_at.map(DateTime)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.product.updated_at)
    }

    /// Whether the viewer may change, publish and archive it.
    async fn viewer_can_update(&self, context: &Context<'_>) -> domain::Result<bool> {
        let ctx = context.ctx()?;
        if ctx.actor.person().is_none() {
            return Ok(false);
        }
        let place = match self.cards.place(self.product.project_id) {
            Some(place) => place,
            None => product::place_of_product(ctx, &self.product).await?,
        };
        Ok(ctx.may(Action::ProductWrite, &Target::at(place)))
    }
}

impl Plain for Product {
    const TYPE: &'static str = "Product";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let (product, set) = (&self.product, &field.selection_set.node);
        match field.name.node.as_str() {
            "id" => to.word(product.id),
            "slug" => to.text(&product.slug),
            "kind" => to.enumeration(ProductKind::from(product.kind)),
            "status" => to.enumeration(ProductStatus::from(product.status)),
            "name" => to.object(&product.name, set),
            "description" => to.object(product.description.as_ref().ok_or(NotPlain)?, set),
            "price" => to.optional(product.price_sen, |to, sen| to.object(&Money::sen(sen), set)),
            "unit" => to.optional(product.unit.as_deref(), Writer::text),
            "cover" => to.optional(product.cover.as_ref(), |to, cover| to.object(cover, set)),
            "project" => {
                let project = self.cards.project(product.project_id).ok_or(NotPlain)?;
                to.object(&Project::new(Arc::clone(project), &self.cards), set)
            }
            "area" => to.object(self.cards.area(product.area_id).ok_or(NotPlain)?.as_ref(), set),
            "version" => to.bare(product.version),
            "listedAt" => to.optional(product.listed_at, Writer::instant),
            "updatedAt" => to.instant(product.updated_at),
            _ => Err(NotPlain),
        }
    }
}

/// An item of a list of products, with its cursor.
#[derive(Description)]
pub struct ProductEdge<'a> {
    product: &'a Product,
    cursor: String,
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
        }
    }

    fn cursor_of(&self, product: &Product) -> String {
        (self.cursor)(&product.product)
    }

    fn edge<'a>(&self, product: &'a Product) -> ProductEdge<'a> {
        ProductEdge { product, cursor: self.cursor_of(product) }
    }

    fn place(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.products.first().map(|product| self.cursor_of(product)),
            end_cursor: self.products.last().map(|product| self.cursor_of(product)),
        }
    }
}

impl Plain for ProductConnection {
    const TYPE: &'static str = "ProductConnection";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "nodes" => to.list(&self.products, |to, product| to.object(product, set)),
            "edges" => to.list(&self.products, |to, product| to.object(&self.edge(product), set)),
            "pageInfo" => to.object(&self.place(), set),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl ProductConnection {
    /// The items with their cursors, in the list's order.
    async fn edges(&self) -> Vec<ProductEdge<'_>> {
        self.products.iter().map(|product| self.edge(product)).collect()
    }

    /// The items alone, in the list's order.
    async fn nodes(&self) -> &[Product] {
        &self.products
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        self.place()
    }
}
