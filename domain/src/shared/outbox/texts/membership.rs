//! What is said about who belongs to an area, and about its committee.

use super::words::Words;

pub(super) const TERM_ENDS: Words = (
    "KRT: Jawatan anda dalam jawatankuasa Rukun Tetangga tamat pada {day}. Butiran dalam MyKRT.",
    "KRT: Your post on the Rukun Tetangga committee ends on {day}. See MyKRT for details.",
);

pub(super) const COMMITTEE_TERMS_END: Words = (
    "KRT: {count} jawatan dalam jawatankuasa {area} tamat mulai {day}. Rancang penggantinya dalam MyKRT.",
    "KRT: {count} posts on the committee of {area} end from {day} on. Plan who follows in MyKRT.",
);

pub(super) const MEMBERSHIP_ACCEPTED: Words = (
    "KRT: Permohonan anda untuk menyertai {area} diterima. Selamat datang! Buka MyKRT.",
    "KRT: Your request to join {area} was accepted. Welcome! Open MyKRT.",
);

pub(super) const MEMBERSHIP_DECLINED: Words = (
    "KRT: Permohonan anda untuk menyertai {area} tidak diterima. Sebabnya ada dalam MyKRT.",
    "KRT: Your request to join {area} was declined. MyKRT shows why.",
);

pub(super) const MEMBERSHIP_ENDED: Words = (
    "KRT: Keahlian anda dalam {area} telah ditamatkan. Sebabnya ada dalam MyKRT.",
    "KRT: Your membership of {area} was ended. MyKRT shows why.",
);
