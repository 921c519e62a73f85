//! A product: goods, a service, a rental or something made to order, offered by a project.

mod change;
pub mod model;
mod pictures;
mod rules;
mod service;
mod store;

pub(crate) use change::add_published;
pub use change::{archive_product, create_product, publish_product, update_product};
pub use model::{
    Detail, NewPicture, NewProduct, Product, ProductChanges, ProductFilter, ProductKind,
    ProductStatus,
};
pub use service::{
    cursor, cursor_in_project, pictures_of_products, place_of_product, product, product_by_slug,
    products, products_of_project,
};
pub(super) use store::list_listed_by_ids;
