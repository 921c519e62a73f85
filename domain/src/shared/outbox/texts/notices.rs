//! What is said about notices and activities, and what people wrote in them.

use super::words::Words;

/// How much of a title an SMS of 160 letters holds beside what stands around it.
pub(super) const ROOM_IN_SMS: usize = 120;

/// How much of a title an SMS holds that says how many people do not know it.
pub(super) const ROOM_BESIDE_A_NUMBER: usize = 80;

/// How much of a title a text holds that says more than a word about it.
pub(super) const ROOM_BESIDE_A_SENTENCE: usize = 70;

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

pub(super) const DIGEST: Words =
    ("KRT: {headline}. Baca dalam MyKRT.", "KRT: {headline}. Read them in MyKRT.");
