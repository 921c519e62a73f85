//! Products and projects.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock},
};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Ctx, Error,
    krt_shop::{
        Cards, favourite,
        kiosk::{self, Kiosk, Standing},
        product::{self, Delivery, Variant},
        project,
        question::{self, Question},
        review::{self, Rating, Review},
    },
    shared::{
        id::{ProductId, ProjectId},
        media::Picture,
        page::Page,
    },
};

use super::Loaders;

/// Loads the pictures of products.
#[derive(Debug)]
pub struct Pictures(Ctx);

impl Loader<ProductId> for Pictures {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Picture>>, Error> {
        product::pictures_of_products(&self.0, ids).await
    }
}

/// Loads the sizes and flavours of products.
#[derive(Debug)]
pub struct Variants(Ctx);

impl Loader<ProductId> for Variants {
    type Value = Vec<Variant>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Variant>>, Error> {
        product::variants_of_products(&self.0, ids).await
    }
}

/// Loads where products are delivered.
#[derive(Debug)]
pub struct Deliveries(Ctx);

impl Loader<ProductId> for Deliveries {
    type Value = Vec<Delivery>;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<Delivery>>, Error> {
        product::deliveries_of_products(&self.0, ids).await
    }
}

/// Loads the pictures of projects.
#[derive(Debug)]
pub struct ProjectPictures(Ctx);

impl Loader<ProjectId> for ProjectPictures {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(&self, ids: &[ProjectId]) -> Result<HashMap<ProjectId, Vec<Picture>>, Error> {
        project::pictures_of_projects(&self.0, ids).await
    }
}

/// Loads projects that the viewer may see.
#[derive(Debug)]
pub struct Projects(Ctx);

impl Loader<ProjectId> for Projects {
    type Value = project::Project;
    type Error = Error;

    async fn load(&self, ids: &[ProjectId]) -> Result<HashMap<ProjectId, project::Project>, Error> {
        let projects = project::projects_by_ids(&self.0, ids).await?;
        Ok(projects.into_iter().map(|project| (project.id, project)).collect())
    }
}

/// Loads which offers the viewer keeps among their favourites.
#[derive(Debug)]
pub struct Favourites(Ctx);

impl Loader<ProductId> for Favourites {
    type Value = bool;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, bool>, Error> {
        let kept = favourite::favourites_among(&self.0, ids).await?;
        Ok(kept.into_iter().map(|id| (id, true)).collect())
    }
}

/// A list about an offer, of which the first so many are wanted.
type Beginning = (ProductId, u32);

/// Those of which equally many are wanted, together.
fn by_length(keys: &[Beginning]) -> HashMap<u32, Vec<ProductId>> {
    let mut lists: HashMap<u32, Vec<ProductId>> = HashMap::new();
    for (product, first) in keys {
        lists.entry(*first).or_default().push(*product);
    }
    lists
}

/// Loads the newest reviews of offers.
#[derive(Debug)]
pub struct FirstReviews(Ctx);

impl Loader<Beginning> for FirstReviews {
    type Value = Page<(String, Review)>;
    type Error = Error;

    async fn load(&self, keys: &[Beginning]) -> Result<HashMap<Beginning, Self::Value>, Error> {
        let mut found = HashMap::new();
        for (first, products) in by_length(keys) {
            let pages = review::first_reviews(&self.0, &products, first).await?;
            found.extend(pages.into_iter().map(|(product, page)| ((product, first), page)));
        }
        Ok(found)
    }
}

/// Loads the questions about offers that were answered last.
#[derive(Debug)]
pub struct FirstQuestions(Ctx);

impl Loader<Beginning> for FirstQuestions {
    type Value = Page<(String, Question)>;
    type Error = Error;

    async fn load(&self, keys: &[Beginning]) -> Result<HashMap<Beginning, Self::Value>, Error> {
        let mut found = HashMap::new();
        for (first, products) in by_length(keys) {
            let pages = question::first_questions(&self.0, &products, first).await?;
            found.extend(pages.into_iter().map(|(product, page)| ((product, first), page)));
        }
        Ok(found)
    }
}

/// A list that nothing was found for.
const fn empty<T>() -> Page<T> {
    Page { items: Vec::new(), has_next: false, has_previous: false }
}

/// Loads how offers are rated.
#[derive(Debug)]
pub struct Ratings(Ctx);

impl Loader<ProductId> for Ratings {
    type Value = Rating;
    type Error = Error;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Rating>, Error> {
        review::ratings(&self.0, ids).await
    }
}

/// A kiosk or carnival that the viewer has been shown, by which its stands are asked for.
#[derive(Clone, Debug)]
pub struct StandsAt {
    kiosk: Kiosk,
    cards: Arc<Cards>,
}

impl PartialEq for StandsAt {
    fn eq(&self, other: &Self) -> bool {
        self.kiosk.id == other.kiosk.id
    }
}

impl Eq for StandsAt {}

impl Hash for StandsAt {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kiosk.id.hash(state);
    }
}

/// Loads who stands at kiosks and carnivals.
#[derive(Debug)]
pub struct Stands(Ctx);

impl Loader<StandsAt> for Stands {
    type Value = Vec<Standing>;
    type Error = Error;

    async fn load(&self, places: &[StandsAt]) -> Result<HashMap<StandsAt, Vec<Standing>>, Error> {
        let Some(first) = places.first() else { return Ok(HashMap::new()) };
        let kiosks: Vec<&Kiosk> = places.iter().map(|place| &place.kiosk).collect();
        let mut stands = kiosk::stands_of_kiosks(&self.0, &first.cards, &kiosks).await?;
        let of = |place: &StandsAt| Some((place.clone(), stands.remove(&place.kiosk.id)?));
        Ok(places.iter().filter_map(of).collect())
    }
}

/// Each made when it is first asked.
#[derive(Default)]
pub(super) struct KrtShopLoaders {
    pictures: OnceLock<DataLoader<Pictures>>,
    variants: OnceLock<DataLoader<Variants>>,
    deliveries: OnceLock<DataLoader<Deliveries>>,
    projects: OnceLock<DataLoader<Projects>>,
    project_pictures: OnceLock<DataLoader<ProjectPictures>>,
    ratings: OnceLock<DataLoader<Ratings>>,
    stands: OnceLock<DataLoader<Stands>>,
    favourites: OnceLock<DataLoader<Favourites>>,
    first_reviews: OnceLock<DataLoader<FirstReviews>>,
    first_questions: OnceLock<DataLoader<FirstQuestions>>,
}

impl Loaders {
    /// The pictures of a product that the viewer has been shown, in their order.
    pub async fn pictures(&self, id: ProductId) -> domain::Result<Vec<Picture>> {
        Ok(self.get(&self.krt_shop.pictures, Pictures).load_one(id).await?.unwrap_or_default())
    }

    /// The sizes and flavours of a product that the viewer has been shown, in their order.
    pub async fn variants(&self, id: ProductId) -> domain::Result<Vec<Variant>> {
        Ok(self.get(&self.krt_shop.variants, Variants).load_one(id).await?.unwrap_or_default())
    }

    /// Where a product that the viewer has been shown is delivered, the widest places first.
    pub async fn deliveries(&self, id: ProductId) -> domain::Result<Vec<Delivery>> {
        Ok(self.get(&self.krt_shop.deliveries, Deliveries).load_one(id).await?.unwrap_or_default())
    }

    /// How an offer that the viewer has been shown is rated.
    pub async fn rating(&self, id: ProductId) -> domain::Result<Rating> {
        Ok(self.get(&self.krt_shop.ratings, Ratings).load_one(id).await?.unwrap_or_default())
    }

    /// Whether the viewer keeps an offer among their favourites.
    pub async fn is_favourite(&self, id: ProductId) -> domain::Result<bool> {
        Ok(self.get(&self.krt_shop.favourites, Favourites).load_one(id).await?.unwrap_or(false))
    }

    /// The newest reviews of an offer that are shown, so many at most, each with its cursor.
    pub async fn first_reviews(
        &self,
        id: ProductId,
        first: u32,
    ) -> domain::Result<Page<(String, Review)>> {
        let loader = self.get(&self.krt_shop.first_reviews, FirstReviews);
        Ok(loader.load_one((id, first)).await?.unwrap_or_else(empty))
    }

    /// The questions about an offer that were answered last, so many at most, each with its cursor.
    pub async fn first_questions(
        &self,
        id: ProductId,
        first: u32,
    ) -> domain::Result<Page<(String, Question)>> {
        let loader = self.get(&self.krt_shop.first_questions, FirstQuestions);
        Ok(loader.load_one((id, first)).await?.unwrap_or_else(empty))
    }

    /// Who stands at a kiosk or carnival that the viewer has been shown.
    pub async fn stands(&self, kiosk: &Kiosk, cards: &Arc<Cards>) -> domain::Result<Vec<Standing>> {
        let place = StandsAt { kiosk: kiosk.clone(), cards: Arc::clone(cards) };
        Ok(self.get(&self.krt_shop.stands, Stands).load_one(place).await?.unwrap_or_default())
    }

    /// The pictures of a project that the viewer has been shown, in their order.
    pub async fn project_pictures(&self, id: ProjectId) -> domain::Result<Vec<Picture>> {
        let loader = self.get(&self.krt_shop.project_pictures, ProjectPictures);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// A project, when the viewer may see it.
    pub async fn project(&self, id: ProjectId) -> domain::Result<Option<project::Project>> {
        self.get(&self.krt_shop.projects, Projects).load_one(id).await
    }
}
