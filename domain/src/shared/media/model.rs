//! Pictures and documents as plain values.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    id::{MediaId, PersonId},
    language::LocalizedText,
};

/// How far a picture or document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MediaStatus {
    /// Its upload is awaited.
    Announced,
    /// It is checked, and its files are on their way to where they are kept.
    Storing,
    /// It is checked and can be used.
    Ready,
}

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MediaKind {
    /// A picture: JPEG, PNG or WebP.
    Picture,
    /// A document: PDF.
    Document,
}

/// As what a picture is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// What every program shows.
    Jpeg,
    /// The same picture in about half the bytes.
    WebP,
}

impl PictureFormat {
    /// How an address ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

/// A promise to take one picture or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id: where to put it, and how to name it afterwards.
    pub id: MediaId,
    /// What is awaited.
    pub kind: MediaKind,
    /// The most bytes that are taken.
    pub most_bytes: u64,
    /// The most pixels of a picture, width times height; 0 of a document.
    pub most_pixels: u64,
    /// The most pages of a document.
    pub most_pages: Option<u32>,
    /// The media types that are taken, judged by the content.
    pub media_types: &'static [&'static str],
    /// Until when the upload is awaited.
    pub expires_at: Instant,
}

/// An uploaded picture or document, and whose it is.
#[derive(Clone, Debug)]
pub struct Media {
    /// The id.
    pub id: MediaId,
    /// Who uploads it.
    pub owner_id: PersonId,
    /// What it is.
    pub kind: MediaKind,
    /// How far it has come.
    pub status: MediaStatus,
    /// The SHA-256 of the bytes that were uploaded.
    pub source_hash: Option<Vec<u8>>,
    /// What can be shown, once it is ready and a picture.
    pub picture: Option<Picture>,
    /// What can be fetched, once it is ready and a document.
    pub document: Option<Document>,
    /// Until when the upload is awaited.
    pub expires_at: Instant,
}

/// What is needed to fetch a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The document's id.
    pub id: MediaId,
    /// Where its file lies: 64 hexadecimal digits that stand for the content.
    pub address: String,
    /// How long it is.
    pub bytes: u64,
    /// How many pages it has, 1 to 200.
    pub pages: u32,
}

/// What is needed to show a picture. It also stands as JSON on the row of whatever shows it, so
/// that a page of them needs no second look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The picture's id.
    pub id: Uuid,
    /// Where its files lie: 64 hexadecimal digits that stand for the content.
    pub address: String,
    /// The width of the largest size, in pixels.
    pub width: u32,
    /// The height of the largest size, in pixels.
    pub height: u32,
    /// The widths in which it is served, smallest first.
    pub widths: Vec<u32>,
    /// A `ThumbHash` in base 64: about 25 bytes from which an app draws a blurred stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbhash: Option<String>,
    /// What the picture shows, for those who cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_text: Option<LocalizedText>,
}

impl Picture {
    /// Where it is served on this service, in the width that suits an app that wants `wanted` pixels.
    #[must_use]
    pub fn path(&self, wanted: Option<u32>, format: PictureFormat) -> String {
        let width = self.width_for(wanted);
        format!("/media/{}/{width}.{}", self.address, format.extension())
    }

    /// The width that suits an app that wants `wanted` pixels: the smallest that is not smaller,
    /// else the largest.
    #[must_use]
    pub fn width_for(&self, wanted: Option<u32>) -> u32 {
        let largest = self.widths.last().copied().unwrap_or(self.width);
        let Some(wanted) = wanted else { return largest };
        self.widths.iter().copied().find(|width| *width >= wanted).unwrap_or(largest)
    }
}
