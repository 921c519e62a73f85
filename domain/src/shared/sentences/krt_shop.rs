//! What is said of projects, of what they sell, and of those who buy it.

use super::Both;

pub(super) const PARENT_INVALID: Both = (
    "Kategori ini tidak boleh diletakkan di situ. Pilih kategori peringkat atas yang lain; kategori yang mempunyai anak kekal di atas.",
    "The category cannot stand there. Choose another one at the top; one that has others below it stays at the top.",
);
pub(super) const SLUG_TAKEN: Both =
    ("Nama pendek ini telah digunakan.", "This short name is taken.");
pub(super) const CATEGORY_UNKNOWN: Both =
    ("Tiada kategori sebegini.", "There is no such category.");
pub(super) const PRICE_INVALID: Both = (
    "Harga mesti antara RM 0.00 dan RM {most}.",
    "The price must lie between RM 0.00 and RM {most}.",
);
pub(super) const PROMOTION_NOT_LOWER: Both = (
    "Harga promosi mesti lebih rendah daripada harga biasa, dan harga biasa mesti ada.",
    "The promotion price must be lower than the usual price, and there must be a usual price.",
);
pub(super) const CATEGORY_CIRCLE: Both = (
    "Kategori tidak boleh diletakkan di bawah dirinya sendiri.",
    "A category cannot be put below itself.",
);
pub(super) const CATEGORY_TOO_DEEP: Both = (
    "Pokok kategori paling banyak {limit} peringkat.",
    "The tree of categories has at most {limit} levels.",
);
pub(super) const HALAL_UNPROVEN: Both = (
    "Perkataan halal hanya boleh digunakan dengan sijil halal yang sah dan telah disahkan.",
    "The word halal may stand here only with a valid halal certificate that was confirmed.",
);
pub(super) const CERTIFICATE_TOO_LONG: Both = (
    "Sijil jenis ini sah paling lama {months} bulan, iaitu hingga {until}.",
    "A certificate of this kind is valid for at most {months} months, until {until}.",
);
pub(super) const CERTIFICATE_NUMBER_INVALID: Both = (
    "Nombor SSM mempunyai 12 digit: tahun, jenis 01 hingga 06, dan enam digit lagi.",
    "A number of SSM has 12 digits: the year, the type 01 to 06, and six more.",
);
pub(super) const PICTURE_MISSING: Both = (
    "Tambah sekurang-kurangnya satu gambar sebelum menerbitkan.",
    "Add at least one picture before you publish.",
);
pub(super) const DISCLOSURE_MISSING: Both = (
    "Lengkapkan dahulu maklumat projek: {ms}.",
    "Complete what the project must show first: {en}.",
);
pub(super) const REGISTRATION_NUMBER_INVALID: Both = (
    "Nombor pendaftaran SSM mempunyai 12 digit: tahun, jenis 01 hingga 06, dan enam digit lagi.",
    "A registration number of SSM has 12 digits: the year, the kind 01 to 06, and six more.",
);
pub(super) const ENQUIRY_NOT_OPENED: Both = (
    "Pertanyaan ini tidak dapat dibuka. Sahkan nombor telefon anda sekali lagi untuk membukanya.",
    "This enquiry cannot be opened. Confirm your phone number again to open it.",
);
pub(super) const ENQUIRY_BLOCKED: Both = (
    "Mesej tidak dapat dihantar: salah satu pihak telah menyekat yang lain.",
    "No message can be sent: one of the two has blocked the other.",
);
pub(super) const REVIEW_NOT_EARNED: Both = (
    "Ulasan boleh ditulis selepas penjual menjawab pertanyaan anda tentang tawaran ini.",
    "A review can be written once the seller has answered your enquiry about this offer.",
);
pub(super) const ALREADY_REVIEWED: Both = (
    "Anda telah mengulas tawaran ini. Sunting ulasan itu.",
    "You have reviewed this offer already. Edit that review.",
);
