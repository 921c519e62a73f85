//! Pictures: announced, uploaded, checked, made anew in several sizes, and served by their
//! content.

mod attached;
mod files;
pub mod model;
mod render;
mod rules;
mod service;
mod store;
mod turns;

pub(crate) use attached::{Attached, chosen};
pub use files::Files;
pub use model::{Media, MediaStatus, Picture, Upload};
pub use rules::{MOST_BYTES, MOST_PIXELS, MOST_SIDE};
pub(crate) use service::{
    Drawn, add_drawn, discard, files_of_unused, forget_expired, forget_files, pictures_by_ids,
    store_drawn, usable_pictures,
};
pub use service::{announce_upload, media, picture_by_id, picture_file, receive_upload};
pub use turns::{Turn, Turns};
