//! What anybody sees of the shop without an app: the page of an offer, of a project and of a place where
//! projects sell together, what search engines are told of, and the poster at a stall that leads there.

mod address;
mod kiosk;
mod model;
mod poster;
mod service;
mod sitemap;
mod store;

pub use address::{kiosk_file_url, kiosk_url, offer_url, project_url};
pub use kiosk::shared_kiosk;
pub use model::{Delivered, KioskWindow, ProductWindow, ProjectWindow, Shared};
pub use poster::{product_poster, project_poster};
pub use service::{OFFERS, shared_product, shared_project};
pub use sitemap::{MOST_IN_PART, Part, Parts, SitemapPage, page_of_products, parts_of_products};
