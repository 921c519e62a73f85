//! The shelf: what each node keeps in memory of everything that is listed, so that a page of the
//! directory, its filters, facets and orders, what is near and what is delivered somewhere are answered
//! without walking a table, and alike on both databases.
//!
//! `stock` holds a small record of each listed offer and the orders in which they are walked; `shown`
//! holds the offers themselves as they are shown, those that are asked for, and reads what it lacks
//! together with what others ask for (`shared/gather.rs`). Both are fresh by the change
//! log (`fresh`), as the directory's cards are. A wish for a page is checked and made into a `plan`;
//! `pick` walks the stock by it, `facets` counts and `nearest` looks for what comes closest when
//! nothing fits.
//!
//! What protects the others from a crawler: a page that is asked again comes from the public cache, a
//! new one from memory, and each caller without an account is counted by their network
//! (`KRT_REQUESTS_PER_MINUTE`). Both caches take in what is asked often and not what is asked last, so
//! that whoever walks through everything once pushes nothing out.

mod delivery;
mod facets;
mod fresh;
mod key;
mod marks;
mod nearest;
mod numbers;
mod pick;
mod plan;
mod record;
mod service;
mod shown;
mod stock;
mod store;
mod wanted;
mod words;

pub use facets::{Facets, PriceFacet};
pub(in crate::krt_shop) use fresh::Shelf;
pub use key::{Key, Sort, cursor};
pub use nearest::Nearest;
pub use pick::{Item, Listing};
pub use plan::Part;
pub(in crate::krt_shop) use service::{newest_cursor, newest_products};
pub use service::{product, product_by_slug, products};
pub use wanted::{Asked, DeliverTo, Filter, Near, Wanted, name_of, named};
