//! What is said of a value, wherever it stands.

use super::Both;

pub(super) const REQUIRED: Both = ("Ruangan ini perlu diisi.", "This must be filled in.");
pub(super) const TOO_LONG: Both =
    ("Terlalu panjang: paling banyak {limit} aksara.", "Too long: at most {limit} characters.");
pub(super) const TOO_SHORT: Both = (
    "Terlalu pendek: sekurang-kurangnya {limit} aksara.",
    "Too short: at least {limit} characters.",
);
pub(super) const OUT_OF_RANGE: Both =
    ("Nilai mesti antara {least} dan {most}.", "The value must lie between {least} and {most}.");
pub(super) const TOO_MANY: Both =
    ("Terlalu banyak: paling banyak {limit}.", "Too many: at most {limit}.");
pub(super) const TOO_FEW: Both = (
    "Belum mencukupi: perlu sekurang-kurangnya {least}, kini {found}.",
    "Too few: at least {least} are needed, now there are {found}.",
);
pub(super) const TEXT_INVALID: Both = (
    "Teks ini mengandungi aksara yang tidak dapat dipaparkan.",
    "The text holds characters that cannot be shown.",
);
pub(super) const POSITION_INVALID: Both = (
    "Kedudukan ini tiada di muka bumi: latitud −90 hingga 90, longitud −180 hingga 180.",
    "This position is not on the globe: latitude −90 to 90, longitude −180 to 180.",
);
pub(super) const TIME_INVALID: Both =
    ("Masa ini tidak mungkin betul.", "This time cannot be right.");
pub(super) const SPAN_TOO_LONG: Both = (
    "Tempoh ini terlalu panjang: paling banyak {limit} {unit}. Pilih tempoh yang lebih pendek.",
    "That is too long: at most {limit} {unit}. Choose a shorter time.",
);
pub(super) const MONTH_INVALID: Both = (
    "Ini bukan bulan. Tulis tahun dan bulan seperti 2026-03.",
    "This is no month. Write the year and the month like 2026-03.",
);
pub(super) const DUPLICATE: Both =
    ("Perkara yang sama disebut dua kali.", "The same stands here twice.");
pub(super) const POSTCODE_INVALID: Both =
    ("Poskod mesti lima digit, seperti 01000.", "A postcode has five digits, such as 01000.");
pub(super) const NUMBER_INVALID: Both = ("Ini bukan nombor.", "This is not a number.");
pub(super) const VALUE_INVALID: Both =
    ("Nilai yang diterima: {values}.", "What can stand here: {values}.");
pub(super) const LINK_INVALID: Both =
    ("Pautan mesti bermula dengan https:// atau krt:.", "A link must begin with https:// or krt:.");
