//! What anybody sees of the shop without an app: the page of an offer and of a project, what search
//! engines are told of, and the poster at a stall that leads there.

mod model;
mod poster;
mod service;
mod sitemap;
mod store;

pub use model::{Delivered, ProductWindow, ProjectWindow, SharedProduct, SharedProject};
pub use poster::{product_poster, project_poster};
pub use service::{OFFERS, shared_product, shared_project};
pub use sitemap::{MOST_IN_PART, Part, Parts, SitemapPage, page_of_products, parts_of_products};
