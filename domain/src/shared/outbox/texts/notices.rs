//! What is said about notices and activities: what people wrote for others.

use super::Both;

pub(super) const WRITTEN: Both =
    ("KRT: {title}. Baca dalam MyKRT.", "KRT: {title}. Read it in MyKRT.");

pub(super) const UNACKNOWLEDGED: Both = (
    "KRT: {missing} orang belum mengesahkan: {title}. Lihat mereka.",
    "KRT: {missing} people have not confirmed: {title}. Please look in on them.",
);

pub(super) const PLACE_GIVEN: Both = (
    "KRT: Kini ada tempat untuk anda: {title}. Tidak dapat hadir? Lepaskannya dalam MyKRT.",
    "KRT: There is a place for you now: {title}. Cannot come? Give it back in MyKRT.",
);

pub(super) const DIGEST: Both =
    ("KRT: {headline}. Baca dalam MyKRT.", "KRT: {headline}. Read them in MyKRT.");
