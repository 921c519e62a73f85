//! What stands on a page of the shop, as plain values.

use std::sync::Arc;

use crate::{
    community::Area,
    krt_shop::{
        category::Category,
        certificate::Mark,
        kiosk::{Kiosk, Standing},
        product::{Delivery, Product, Variant},
        project::Project,
        question::Question,
        review::{Rating, Review},
    },
    shared::{language::LocalizedText, media::Picture},
};

/// Where an offer is delivered, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    /// The place and what it costs.
    pub delivery: Delivery,
    /// What the place is called; none for the whole country.
    pub name: Option<LocalizedText>,
}

/// Everything that the page of an offer shows.
#[derive(Clone, Debug)]
pub struct ProductWindow {
    /// The offer.
    pub product: Product,
    /// Its pictures, in their order.
    pub pictures: Vec<Picture>,
    /// Its sizes and flavours, in their order.
    pub variants: Vec<Variant>,
    /// Where it is delivered, the widest places first.
    pub deliveries: Vec<Delivered>,
    /// Its marks, one of each kind.
    pub marks: Vec<Mark>,
    /// Its category, and what that belongs to, from the top down.
    pub categories: Vec<Category>,
    /// Whose offer it is.
    pub project: Arc<Project>,
    /// The project's neighbourhood.
    pub area: Option<Arc<Area>>,
    /// How buyers rate it.
    pub rating: Rating,
    /// What they say of it and may be shown, the newest first; at most three.
    pub reviews: Vec<Review>,
    /// What was asked about it and answered, the latest first; at most three.
    pub questions: Vec<Question>,
    /// What else the project offers, newest first; at most eight.
    pub others: Vec<Product>,
}

/// Everything that the page of a project shows.
#[derive(Clone, Debug)]
pub struct ProjectWindow {
    /// The project.
    pub project: Arc<Project>,
    /// Its neighbourhood.
    pub area: Option<Arc<Area>>,
    /// Its pictures, in their order.
    pub pictures: Vec<Picture>,
    /// Its marks as a whole, one of each kind.
    pub marks: Vec<Mark>,
    /// How buyers rate everything together that it offers.
    pub rating: Rating,
    /// A page of what it offers, newest first.
    pub products: Vec<Product>,
    /// The cursor of the next page of what it offers, when there is one.
    pub next: Option<String>,
}

/// Everything that the page of a kiosk or a carnival shows.
#[derive(Clone, Debug)]
pub struct KioskWindow {
    /// The place.
    pub kiosk: Kiosk,
    /// Who stands there, with what they sell there, in the order in which they asked.
    pub stands: Vec<Standing>,
}

/// What stands under a short name or an id, for anybody.
#[derive(Clone, Debug)]
pub enum Shared<T> {
    /// What its page shows.
    Shown(Box<T>),
    /// It was there, and says nothing any more: it is not offered, rests, is over or closed.
    Gone,
}
