//! Pictures and documents: announced, uploaded, checked, and served by their content. Pictures are
//! made anew in several sizes, as JPEG and as WebP; documents (PDF) are kept as they came. `shown` says
//! who is shown a picture.

mod attached;
mod claims;
mod files;
mod folder;
mod later;
mod leftover;
pub mod model;
mod pdf;
mod render;
mod rules;
mod s3;
mod service;
mod shown;
mod store;
mod taken;
mod turns;
mod unused;

pub(crate) use attached::{Attached, chosen, taken_away};
pub use files::{Files, OpenFile};
pub(crate) use leftover::leave;
pub use model::{Document, Media, MediaKind, MediaStatus, Picture, PictureFormat, Upload};
pub use pdf::MOST_PAGES;
pub use rules::{MOST_BYTES, MOST_PIXELS, MOST_SIDE};
pub use s3::S3Settings;
pub(crate) use service::{
    Drawn, add_drawn, document_at, documents_by_ids, looks_like_a_picture, open_document,
    owns_document, pictures_by_ids, store_drawn, take_picture, usable_documents, usable_pictures,
};
pub use service::{announce_upload, media, picture_by_id, receive_upload};
pub use shown::{Link, PictureFile, link, picture_file};
pub(crate) use shown::{close_pictures, open_drawn, open_picture};
pub use turns::{Turn, Turns};
pub(crate) use unused::{discard, files_of_unused, forget_expired, sweep_now};
