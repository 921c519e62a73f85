//! What is said of places, of who belongs to them, and of who holds an office there.

use super::Both;

pub(super) const PERSON_NOT_ELIGIBLE: Both =
    ("Orang ini bukan ahli di sini.", "This person does not belong here.");
pub(super) const LAST_IN_CHARGE: Both = (
    "Orang lain bergantung kepada peranan ini ({role}). Serahkan dahulu kepada orang lain.",
    "Others depend on this role ({role}). Hand it over to somebody else first.",
);
pub(super) const PLACE_UNKNOWN: Both = (
    "Tiada negeri, daerah atau kawasan sebegini.",
    "There is no such state, district or neighbourhood.",
);
pub(super) const STATE_UNKNOWN: Both =
    ("Tiada negeri dengan kod {code}.", "There is no state with the code {code}.");
pub(super) const DISTRICT_UNKNOWN: Both = (
    "Negeri ini tiada daerah dengan kod {code}.",
    "This state has no district with the code {code}.",
);
pub(super) const AREA_PART_UNKNOWN: Both = (
    "Kawasan ini tiada bahagian itu, atau bahagian itu telah ditamatkan.",
    "The area has no such part, or it has ended.",
);
pub(super) const AREA_PART_NAME_TAKEN: Both = (
    "Kawasan ini sudah ada bahagian dengan nama ini.",
    "The area has a part of this name already.",
);
pub(super) const ALREADY_MEMBER: Both =
    ("Anda sudah menjadi ahli kejiranan ini.", "You belong to this neighbourhood already.");
pub(super) const TOO_MANY_MEMBERSHIPS: Both = (
    "Anda boleh menyertai paling banyak {limit} kejiranan. Keluar dari satu dahulu.",
    "You can belong to at most {limit} neighbourhoods. Leave one first.",
);
pub(super) const ASK_AGAIN_LATER: Both = (
    "Anda boleh memohon lagi kepada kejiranan ini selepas {days} hari.",
    "You may ask this neighbourhood again in {days} days.",
);
pub(super) const ALREADY_DECIDED: Both =
    ("Permohonan ini telah diputuskan: {status}.", "This request was decided already: {status}.");
pub(super) const JOIN_CODE_WRONG: Both = (
    "Tiada kod sebegini. Semak huruf dan nombornya.",
    "There is no such code. Check its letters and digits.",
);
pub(super) const JOIN_CODE_EXPIRED: Both = (
    "Kod ini tidak lagi sah. Minta kod baharu daripada jawatankuasa.",
    "This code no longer counts. Ask the committee for the new one.",
);
pub(super) const JOIN_CODE_USED_UP: Both = (
    "Kod ini telah digunakan sebanyak yang dibenarkan. Minta kod baharu daripada jawatankuasa.",
    "This code has let in as many people as it may. Ask the committee for a new one.",
);
pub(super) const GRANT_OVERLAPS: Both = (
    "Orang ini sudah memegang jawatan ini di sini dalam tempoh tersebut.",
    "This person holds this office here already during that time.",
);
pub(super) const GRANT_TOO_LONG: Both = (
    "Terlalu lama: jawatan ini diberi paling lama {limit} hari.",
    "Too long: this office is granted for at most {limit} days.",
);
pub(super) const BOUNDARY_INVALID: Both = (
    "Sempadan mesti poligon GeoJSON: setiap gelang ada empat titik atau lebih, dan lubang berada di dalam.",
    "The boundary must be a GeoJSON polygon: each ring has four positions or more, and holes lie inside.",
);
pub(super) const BOUNDARY_OPEN: Both = (
    "Gelang sempadan ini tidak tertutup: titik akhir mesti sama dengan titik mula.",
    "This ring of the boundary is open: its last position must be its first.",
);
pub(super) const BOUNDARY_CROSSING: Both = (
    "Gelang sempadan ini bersilang dengan dirinya sendiri.",
    "This ring of the boundary crosses itself.",
);
pub(super) const BOUNDARY_TOO_WIDE: Both = (
    "Sempadan terlalu luas: paling banyak {limit} darjah dari hujung ke hujung.",
    "The boundary is too wide: at most {limit} degrees from end to end.",
);
pub(super) const POST_TAKEN: Both = (
    "Jawatan ini disandang oleh orang lain dalam tempoh itu.",
    "Somebody else holds this post at that time.",
);
pub(super) const PERSON_HOLDS_POST: Both = (
    "Orang ini sudah memegang jawatan dalam jawatankuasa ini dalam tempoh itu.",
    "This person holds a post on this committee at that time.",
);
pub(super) const POST_NOT_GIVEN_UP: Both = (
    "Pemegang jawatan dalam jawatankuasa ini meletak jawatan atau ditamatkan pelantikannya dahulu.",
    "Whoever holds a post on this committee gives it up, or is relieved of it, first.",
);
pub(super) const TERM_TOO_LONG: Both = (
    "Tempoh terlalu panjang: boleh sampai {until} sahaja.",
    "The term is too long: it may last until {until}.",
);
pub(super) const TERM_LIMIT: Both = (
    "Orang ini telah berkhidmat {limit} penggal berturut-turut di kawasan ini.",
    "This person has served {limit} terms in a row in this area.",
);
pub(super) const NOT_YOUR_AREA: Both = (
    "Ini bukan kejiranan anda. Pilih kejiranan yang anda sertai.",
    "This is not your neighbourhood. Choose one to which you belong.",
);
