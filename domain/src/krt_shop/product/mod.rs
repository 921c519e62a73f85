//! A product: goods, a service, a rental or something made to order, offered by a project.

mod change;
mod delivery_store;
mod halal;
mod halal_review;
mod life;
mod life_rules;
pub mod model;
pub mod offer;
mod offer_rules;
mod pictures;
mod price;
mod rules;
mod service;
mod sight;
mod similar;
mod store;
mod variant_store;
mod write_store;

pub(crate) use change::add_published;
pub(in crate::krt_shop) use change::{check_room, write_changes, write_draft};
pub use change::{create_product, update_product};
pub(crate) use halal_review::{day_begins, review_due};
pub(crate) use life::publish_due;
pub use life::{archive_product, hide_product, publish_product, schedule_product, unhide_product};
pub use model::{
    Detail, NewPicture, NewProduct, Product, ProductChanges, ProductFilter, ProductKind,
    ProductStatus,
};
pub use offer::{
    Availability, Delivery, NewDelivery, NewOffer, NewPromotion, NewVariant, OfferChanges,
    PlaceKind, PriceKind, Promotion, Variant,
};
pub use service::{
    cursor, cursor_in_project, deliveries_of_products, own_product, pictures_of_products,
    place_of_product, product, product_by_slug, products, products_of_project, sees_plans,
    variants_of_products,
};
pub(in crate::krt_shop) use service::{listed_by_ids, terms};
pub(in crate::krt_shop) use sight::{bring_back, take_away};
pub use similar::similar_products;
pub(in crate::krt_shop) use store::{
    find_by_slug, list_begun, list_listed_after, list_listed_by_ids, list_whole, lookup,
};
