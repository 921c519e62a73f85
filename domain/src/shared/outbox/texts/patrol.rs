//! What is said about patrol units and incidents.

use serde::{Deserialize, Serialize};

use super::Both;

pub(super) const UNIT_TOO_SMALL: Both = (
    "KRT: {unit} kini ada {eligible} ahli yang layak, sedangkan {least} diperlukan. Lihat MySRS.",
    "KRT: {unit} now has {eligible} members who count, and needs {least}. See MySRS.",
);

pub(super) const PATROLLER_ENDED: Both = (
    "KRT: Tempat anda sebagai peronda {unit} telah ditamatkan. Sebabnya ada dalam MySRS.",
    "KRT: Your place as a volunteer of {unit} was ended. MySRS shows why.",
);

pub(super) const INCIDENT_REPORTED_HIGH: Both = (
    "KRT: SEGERA! Insiden {serial} dilaporkan oleh {unit}. Buka MySRS sekarang.",
    "KRT: URGENT! Incident {serial} was reported by {unit}. Open MySRS now.",
);

pub(super) const INCIDENT_REPORTED: Both = (
    "KRT: Insiden {serial} dilaporkan oleh {unit}. Lihat MySRS.",
    "KRT: Incident {serial} was reported by {unit}. See MySRS.",
);

pub(super) const INCIDENT_ASSIGNED: Both = (
    "KRT: Insiden {serial} diserahkan kepada anda. Lihat MySRS.",
    "KRT: Incident {serial} was given to you to look after. See MySRS.",
);

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
    pub(super) const fn both(self) -> Both {
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
