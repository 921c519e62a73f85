//! Products.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, parser::types::Field};
use domain::{
    Error,
    krt_shop::{Cards, product, project},
    policy::{Action, Target},
    shared::language,
};

pub use super::offer::{ProductKind, ProductStatus};
use super::{
    Mark, Picture, ProductCategory, ProductTrust, Project,
    offer::{
        ProductAvailability, ProductDelivery, ProductPriceKind, ProductPromotion, ProductVariant,
    },
};
use crate::graphql::{
    community::Area,
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::DateTime,
    values::{LocalizedText, Money},
};

/// What a project offers: goods, a service, a rental, or something made to order.
#[derive(Description)]
pub struct Product {
    product: Arc<product::Product>,
    cards: Arc<Cards>,
}

impl Product {
    /// A product of the domain, with what is known around it.
    pub fn new(product: impl Into<Arc<product::Product>>, cards: &Arc<Cards>) -> Self {
        Self { product: product.into(), cards: Arc::clone(cards) }
    }

    /// The product of the domain.
    pub(super) fn as_domain(&self) -> &product::Product {
        &self.product
    }
}

#[Object(use_type_description)]
impl Product {
    /// The id.
    pub async fn id(&self) -> ID {
        self.product.id.into()
    }

    /// The short name in addresses, at most 67 characters: small letters, digits and hyphens, such as
    /// `mi-kuning-7k3q2a`.
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

    /// The name, at most 120 characters in each language.
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

    /// How the price is meant.
    async fn price_kind(&self) -> ProductPriceKind {
        self.product.price_kind.into()
    }

    /// The usual price in ringgit; none means "on asking".
    async fn price(&self) -> Option<Money> {
        self.product.price_sen.map(Money::sen)
    }

    /// What it costs now in ringgit: the promotion's price while one counts, else the usual one; none
    /// means "on asking".
    async fn price_now(&self, context: &Context<'_>) -> domain::Result<Option<Money>> {
        Ok(self.product.price_now(context.ctx()?.now()).map(Money::sen))
    }

    /// The promotion that counts now.
    async fn promotion(&self, context: &Context<'_>) -> domain::Result<Option<ProductPromotion>> {
        Ok(self.product.promotion_at(context.ctx()?.now()).map(Into::into))
    }

    /// The promotion that is written down, also before it begins and when it is over: for the
    /// project's owner and the officers; none for anybody else.
    async fn planned_promotion(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<ProductPromotion>> {
        let Some(promotion) = self.product.promotion() else { return Ok(None) };
        let seen = product::sees_plans(context.ctx()?, &self.product).await?;
        Ok(seen.then(|| promotion.into()))
    }

    /// What the price is for, at most 40 characters: `500 g`, `sehari`.
    async fn unit(&self) -> Option<&str> {
        self.product.unit.as_deref()
    }

    /// How many are sold at least, 1 to 1000000; none: one.
    async fn minimum_quantity(&self) -> Option<i64> {
        self.product.minimum_quantity
    }

    /// How many days before it must be ordered, 0 to 365; none: it is not said.
    async fn lead_time_days(&self) -> Option<i64> {
        self.product.lead_time_days
    }

    /// Whether it can be had.
    async fn availability(&self) -> ProductAvailability {
        self.product.availability.into()
    }

    /// In which months, 1 to 12, something `SEASONAL` can be had, in their order; empty otherwise.
    async fn season_months(&self) -> &[i64] {
        &self.product.season_months
    }

    /// Whether it can be fetched at the seller's.
    async fn pick_up(&self) -> bool {
        self.product.pick_up
    }

    /// Its sizes or flavours, in the order in which to show them, at most 30.
    async fn variants(&self, context: &Context<'_>) -> domain::Result<Vec<ProductVariant>> {
        let variants = context.loaders()?.variants(self.product.id).await?;
        Ok(variants.into_iter().map(ProductVariant).collect())
    }

    /// Where it is delivered and for how much, the widest places first, at most 50.
    async fn deliveries(&self, context: &Context<'_>) -> domain::Result<Vec<ProductDelivery>> {
        let deliveries = context.loaders()?.deliveries(self.product.id).await?;
        Ok(deliveries.into_iter().map(ProductDelivery).collect())
    }

    /// The first picture.
    async fn cover(&self) -> Option<Picture> {
        let is_seen = self.product.listed_at.is_some();
        self.product.cover.clone().map(|cover| Picture::of(cover, is_seen))
    }

    /// Every picture, the cover first, at most 10.
    async fn pictures(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let pictures = context.loaders()?.pictures(self.product.id).await?;
        let is_seen = self.product.listed_at.is_some();
        Ok(pictures.into_iter().map(|picture| Picture::of(picture, is_seen)).collect())
    }

    /// Its marks, one of each kind: of the project's certificates, and of those for this product alone.
    async fn marks(&self, context: &Context<'_>) -> domain::Result<Vec<Mark>> {
        let (ctx, product) = (context.ctx()?, &self.product);
        let marks = self.cards.shown_marks(ctx, Some(product.id), product.project_id);
        Ok(marks.into_iter().cloned().map(Mark).collect())
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

    /// Offers like it, of the same category: by other projects first, with the same words, the nearest
    /// first.
    async fn similar(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 20; 6 when nothing is said.")] first: Option<i32>,
    ) -> domain::Result<Vec<Product>> {
        let (ctx, directory) = (context.ctx()?, &context.house()?.directory);
        let similar = product::similar_products(ctx, directory, &self.product, first).await?;
        Ok(similar.into_iter().map(|product| Product::new(product, &self.cards)).collect())
    }

    /// Rises with every change; `productUpdate` wants it.
    async fn version(&self) -> i64 {
        self.product.version
    }

    /// Since when the public sees it; none while it does not.
    async fn listed_at(&self) -> Option<DateTime> {
        self.product.listed_at.map(DateTime)
    }

    /// Why an officer has hidden it, at most 500 characters, while it is `HIDDEN`: who sees it then reads that too.
    async fn hidden_reason(&self) -> Option<&str> {
        self.product.hidden_reason.as_deref()
    }

    /// When the draft goes out by itself (`productSchedule`).
    async fn publish_at(&self) -> Option<DateTime> {
        self.product.publish_at.map(DateTime)
    }

    /// When the draft was to go out by itself and something was lacking: `productPublish` says what.
    async fn held_back_at(&self) -> Option<DateTime> {
        self.product.held_back_at.map(DateTime)
    }

    /// Since when it is out of sight, though `PUBLISHED`: it says halal, and no certificate proves it.
    async fn halal_held_at(&self) -> Option<DateTime> {
        self.product.halal_held_at.map(DateTime)
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
            "priceKind" => to.enumeration(ProductPriceKind::from(product.price_kind)),
            "price" => to.optional(product.price_sen, |to, sen| to.object(&Money::sen(sen), set)),
            "priceNow" => {
                let sen = product.price_now(to.now);
                to.optional(sen, |to, sen| to.object(&Money::sen(sen), set))
            }
            "promotion" => {
                let promotion = product.promotion_at(to.now);
                let promotion: Option<ProductPromotion> = promotion.map(Into::into);
                to.optional(promotion, |to, promotion| to.object(&promotion, set))
            }
            "unit" => to.optional(product.unit.as_deref(), Writer::text),
            "minimumQuantity" => to.optional(product.minimum_quantity, Writer::bare),
            "leadTimeDays" => to.optional(product.lead_time_days, Writer::bare),
            "availability" => to.enumeration(ProductAvailability::from(product.availability)),
            "seasonMonths" => to.list(&product.season_months, Writer::bare),
            "pickUp" => to.bare(product.pick_up),
            // That of what the public does not see has links of its own.
            "cover" if product.listed_at.is_some() || product.cover.is_none() => {
                to.optional(product.cover.as_ref(), |to, cover| to.object(cover, set))
            }
            "project" => {
                let project = self.cards.project(product.project_id).ok_or(NotPlain)?;
                to.object(&Project::new(Arc::clone(project), &self.cards), set)
            }
            "area" => to.object(self.cards.area(product.area_id).ok_or(NotPlain)?.as_ref(), set),
            "version" => to.bare(product.version),
            "listedAt" => to.optional(product.listed_at, Writer::instant),
            "hiddenReason" => to.optional(product.hidden_reason.as_deref(), Writer::text),
            "publishAt" => to.optional(product.publish_at, Writer::instant),
            "heldBackAt" => to.optional(product.held_back_at, Writer::instant),
            "halalHeldAt" => to.optional(product.halal_held_at, Writer::instant),
            "marks" => {
                to.list(self.cards.marks_of(product, to.now), |to, mark| to.object(mark, set))
            }
            "updatedAt" => to.instant(product.updated_at),
            _ => Err(NotPlain),
        }
    }
}
