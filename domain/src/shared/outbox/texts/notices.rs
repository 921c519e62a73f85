//! What is said about notices and activities, and what people wrote in them.

use serde::{Deserialize, Serialize};

use super::words::Words;

/// How much of a title an SMS of 160 letters holds beside what stands around it.
pub(super) const ROOM_IN_SMS: usize = 120;

/// How much of a title an SMS holds that says how many people do not know it.
pub(super) const ROOM_BESIDE_A_NUMBER: usize = 80;

/// How much of a title a text holds that says more than a word about it.
pub(super) const ROOM_BESIDE_A_SENTENCE: usize = 70;

/// How much of a title a text holds that also says whose it is.
pub(super) const ROOM_BESIDE_A_NAME: usize = 50;

pub(super) const WRITTEN: Words =
    ("KRT: {title}. Baca dalam MyKRT.", "KRT: {title}. Read it in MyKRT.");

pub(super) const UNACKNOWLEDGED: Words = (
    "KRT: {missing} orang belum mengesahkan: {title}. Lihat mereka.",
    "KRT: {missing} people have not confirmed: {title}. Please look in on them.",
);

pub(super) const PLACE_GIVEN: Words = (
    "KRT: Kini ada tempat untuk anda: {title}. Tidak dapat hadir? Lepaskannya dalam MyKRT.",
    "KRT: There is a place for you now: {title}. Cannot come? Give it back in MyKRT.",
);

pub(super) const HELD_BACK: Words = (
    "KRT: Notis berjadual ini tidak dihantar: {title}. Semak dan terbitkannya dalam MyKRT.",
    "KRT: This scheduled notice did not go out: {title}. Check and publish it in MyKRT.",
);

pub(super) const HELD_BACK_BY_NOBODY: Words = (
    "KRT: Notis {area} tidak dihantar kerana tiada penjawat: {title}.",
    "KRT: A notice of {area} did not go out, with nobody in office: {title}.",
);

/// What became of an activity, for those who mean to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityNews {
    /// It is at another time or in another place.
    Moved {
        /// When it begins now, in Malaysia: `2026-03-21 08:30`.
        starts: String,
    },
    /// It does not take place.
    Cancelled,
}

impl ActivityNews {
    pub(super) const fn both(&self) -> Words {
        match self {
            Self::Moved { .. } => (
                "KRT: Masa atau tempat berubah: {title}. Kini {starts}. Lihat tempatnya dalam MyKRT.",
                "KRT: New time or place: {title}. Now {starts}. See where in MyKRT.",
            ),
            Self::Cancelled => (
                "KRT: Dibatalkan: {title}. Sebabnya ada dalam MyKRT.",
                "KRT: Cancelled: {title}. MyKRT shows why.",
            ),
        }
    }

    /// When it begins now; nothing when it does not take place.
    pub(super) fn starts(&self) -> &str {
        match self {
            Self::Moved { starts } => starts,
            Self::Cancelled => "",
        }
    }
}

pub(super) const DIGEST: Words =
    ("KRT: {headline}. Baca dalam MyKRT.", "KRT: {headline}. Read them in MyKRT.");
