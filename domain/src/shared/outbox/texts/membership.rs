//! What is said about where somebody belongs, and what they hold there.

use super::Both;

pub(super) const TERM_ENDS: Both = (
    "KRT: Jawatan anda dalam jawatankuasa Rukun Tetangga tamat pada {day}. Butiran dalam MyKRT.",
    "KRT: Your post on the Rukun Tetangga committee ends on {day}. See MyKRT for details.",
);

pub(super) const COMMITTEE_TERMS_END: Both = (
    "KRT: {count} jawatan dalam jawatankuasa {area} tamat mulai {day}. Rancang penggantinya dalam MyKRT.",
    "KRT: {count} posts on the committee of {area} end from {day} on. Plan who follows in MyKRT.",
);

pub(super) const MEMBERSHIP_ACCEPTED: Both = (
    "KRT: Permohonan anda untuk menyertai {area} diterima. Selamat datang! Buka MyKRT.",
    "KRT: Your request to join {area} was accepted. Welcome! Open MyKRT.",
);

pub(super) const MEMBERSHIP_DECLINED: Both = (
    "KRT: Permohonan anda untuk menyertai {area} tidak diterima. Sebabnya ada dalam MyKRT.",
    "KRT: Your request to join {area} was declined. MyKRT shows why.",
);

pub(super) const MEMBERSHIP_ENDED: Both = (
    "KRT: Keahlian anda dalam {area} telah ditamatkan. Sebabnya ada dalam MyKRT.",
    "KRT: Your membership of {area} was ended. MyKRT shows why.",
);

pub(super) const ROLE_GRANTED: Both = (
    "KRT: Anda telah diberi peranan {role}. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: You were given the role of {role}. Not expected? Call your district unity office at once.",
);
