//! What is said about patrol units, their shifts, incidents and the police.

use serde::{Deserialize, Serialize};

use super::words::Words;

pub(super) const UNIT_TOO_SMALL: Words = (
    "KRT: {unit} kini ada {eligible} ahli yang layak, sedangkan {least} diperlukan. Lihat MySRS.",
    "KRT: {unit} now has {eligible} members who count, and needs {least}. See MySRS.",
);

pub(super) const PATROLLER_ENDED: Words = (
    "KRT: Tempat anda sebagai peronda {unit} telah ditamatkan. Sebabnya ada dalam MySRS.",
    "KRT: Your place as a volunteer of {unit} was ended. MySRS shows why.",
);

pub(super) const INCIDENT_REPORTED_URGENTLY: Words = (
    "KRT: SEGERA! Insiden {serial} dilaporkan oleh {unit}. Buka MySRS sekarang.",
    "KRT: URGENT! Incident {serial} was reported by {unit}. Open MySRS now.",
);

pub(super) const INCIDENT_REPORTED: Words = (
    "KRT: Insiden {serial} dilaporkan oleh {unit}. Lihat MySRS.",
    "KRT: Incident {serial} was reported by {unit}. See MySRS.",
);

pub(super) const INCIDENT_ASSIGNED: Words = (
    "KRT: Insiden {serial} diserahkan kepada anda. Lihat MySRS.",
    "KRT: Incident {serial} was given to you to look after. See MySRS.",
);

pub(super) const PATROL_REPORT_SENT_BACK: Words = (
    "KRT: Laporan rondaan {unit} pada {day} perlu dikemas kini. Lihat MySRS.",
    "KRT: The report of {unit}'s patrol of {day} was sent back. See MySRS.",
);

pub(super) const CERTIFICATE_REVOKED: Words = (
    "KRT: Sijil kehadiran anda bersama {unit} telah dibatalkan. Sebabnya ada dalam MySRS.",
    "KRT: Your certificate of attendance with {unit} was taken back. MySRS shows why.",
);

pub(super) const ROSTER_PUBLISHED: Words = (
    "KRT: Jadual {unit} bagi {month}: {count} syif anda, yang pertama {first}. Lihat dalam MySRS.",
    "KRT: The roster of {unit} for {month}: {count} shifts of yours, the first {first}. See MySRS.",
);

pub(super) const SHIFT_GIVEN: Words = (
    "KRT: Anda dijadualkan dalam syif {shift} bersama {unit}. Lihat dalam MySRS.",
    "KRT: You are in the shift of {shift} with {unit}. See MySRS.",
);

pub(super) const SHIFT_TAKEN: Words = (
    "KRT: Anda tidak lagi dalam syif {shift} bersama {unit}. Lihat dalam MySRS.",
    "KRT: You are not in the shift of {shift} with {unit} any more. See MySRS.",
);

pub(super) const SHIFT_CANCELLED: Words = (
    "KRT: Syif {shift} bersama {unit} dibatalkan. Sebabnya ada dalam MySRS.",
    "KRT: The shift of {shift} with {unit} was cancelled. MySRS shows why.",
);

pub(super) const SHIFT_DROPPED: Words = (
    "KRT: Seorang menarik diri daripada syif {shift} dalam {unit}. Lihat dalam MySRS.",
    "KRT: Somebody dropped out of the shift of {shift} in {unit}. See MySRS.",
);

pub(super) const SWAP_ASKED: Words = (
    "KRT: Rakan dalam {unit} bertanya tentang syif {shift}. Jawab dalam MySRS.",
    "KRT: Somebody of {unit} asks you about the shift of {shift}. Answer in MySRS.",
);

pub(super) const SWAP_WAITS: Words = (
    "KRT: Pertukaran syif {shift} dalam {unit} menunggu kelulusan anda. Buka MySRS.",
    "KRT: A swap of the shift of {shift} in {unit} waits for your approval. Open MySRS.",
);

pub(super) const SWAP_ENDED: Words = (
    "KRT: Pertukaran syif {shift} dalam {unit} tidak menjadi. Lihat dalam MySRS.",
    "KRT: The swap of the shift of {shift} in {unit} does not come about. See MySRS.",
);

pub(super) const STAND_IN_WANTED: Words = (
    "KRT: {unit} perlukan pengganti bagi syif {shift}. Ambil dalam MySRS jika anda boleh.",
    "KRT: {unit} needs a stand-in for the shift of {shift}. Take it in MySRS if you can.",
);

pub(super) const PLACES_OPEN: Words = (
    "KRT: {unit} perlukan orang bagi {count} syif, yang pertama {first}. Lihat dalam MySRS.",
    "KRT: {unit} needs somebody for {count} shifts, the first on {first}. See MySRS.",
);

pub(super) const FEED_ENDED: Words = (
    "KRT: Alamat polis bagi {district} tidak lagi menerima rujukan (410). Penghantaran dihentikan; buat perjanjian baharu.",
    "KRT: The police's address for {district} takes no more referrals (410). Sending has ended; make a new agreement.",
);

pub(super) const FEED_UNDELIVERED: Words = (
    "KRT: Rujukan dari {district} tidak sampai ke alamat polis selama sehari. Hubungi mereka.",
    "KRT: A referral from {district} did not reach the police's address for a day. Please call them.",
);

pub(super) const EVENT: Words = ("KRT: Peristiwa {event}.", "KRT: Event {event}.");

/// What became of an incident, for whoever reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentNews {
    /// Somebody who answers for the unit knows of it.
    Acknowledged,
    /// Somebody works on it.
    InProgress,
    /// What there was to do is done.
    Resolved,
    /// Nothing more is done about it.
    Closed,
    /// It was over, and is worked on again.
    Reopened,
}

impl IncidentNews {
    pub(super) const fn both(self) -> Words {
        match self {
            Self::Acknowledged => (
                "KRT: Laporan anda {serial} telah diterima dan diketahui. Lihat MySRS.",
                "KRT: Those who answer for the unit know of your report {serial}. See MySRS.",
            ),
            Self::InProgress => (
                "KRT: Laporan anda {serial} sedang diuruskan. Lihat MySRS.",
                "KRT: Your report {serial} is being worked on. See MySRS.",
            ),
            Self::Resolved => (
                "KRT: Laporan anda {serial} telah diselesaikan. Caranya ada dalam MySRS.",
                "KRT: Your report {serial} was resolved. MySRS shows how.",
            ),
            Self::Closed => (
                "KRT: Laporan anda {serial} telah ditutup. Sebabnya ada dalam MySRS.",
                "KRT: Your report {serial} was closed. MySRS shows why.",
            ),
            Self::Reopened => (
                "KRT: Laporan anda {serial} dibuka semula. Sebabnya ada dalam MySRS.",
                "KRT: Your report {serial} was opened again. MySRS shows why.",
            ),
        }
    }
}
