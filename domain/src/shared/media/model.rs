//! Pictures as plain values.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    id::{MediaId, PersonId},
    language::LocalizedText,
};

/// How far a picture has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MediaStatus {
    /// Its upload is awaited.
    Announced,
    /// It is checked and can be used.
    Ready,
}

/// A promise to take one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The picture's id: where to put it, and how to name it afterwards.
    pub id: MediaId,
    /// The most bytes that are taken.
    pub most_bytes: u64,
    /// The most pixels, width times height.
    pub most_pixels: u64,
    /// The media types that are taken, judged by the content.
    pub media_types: &'static [&'static str],
    /// Until when the upload is awaited.
    pub expires_at: Instant,
}

/// An uploaded picture and whose it is.
#[derive(Clone, Debug)]
pub struct Media {
    /// The id.
    pub id: MediaId,
    /// Who uploads it.
    pub owner_id: PersonId,
    /// How far it has come.
    pub status: MediaStatus,
    /// The SHA-256 of the bytes that were uploaded.
    pub source_hash: Option<Vec<u8>>,
    /// What can be shown, once it is ready.
    pub picture: Option<Picture>,
    /// Until when the upload is awaited.
    pub expires_at: Instant,
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
    /// The width that suits an app that wants `wanted` pixels: the smallest that is not smaller,
    /// else the largest.
    #[must_use]
    pub fn width_for(&self, wanted: Option<u32>) -> u32 {
        let largest = self.widths.last().copied().unwrap_or(self.width);
        let Some(wanted) = wanted else { return largest };
        self.widths.iter().copied().find(|width| *width >= wanted).unwrap_or(largest)
    }
}
