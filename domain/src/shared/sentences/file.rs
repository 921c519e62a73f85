//! What is said of pictures, documents and imported files.

use super::Both;

pub(super) const PICTURE_INVALID: Both =
    ("Fail ini bukan gambar JPEG, PNG atau WebP.", "The file is not a JPEG, PNG or WebP picture.");
pub(super) const PICTURE_TOO_LARGE: Both =
    ("Gambar terlalu besar: paling besar {limit}.", "The picture is too large: at most {limit}.");
pub(super) const DOCUMENT_INVALID: Both = (
    "Fail ini bukan dokumen PDF yang lengkap. Simpan sebagai PDF sekali lagi.",
    "The file is not a whole PDF document. Save it as a PDF again.",
);
pub(super) const DOCUMENT_TOO_LARGE: Both =
    ("Dokumen terlalu besar: paling besar {limit}.", "The document is too large: at most {limit}.");
pub(super) const DOCUMENT_ENCRYPTED: Both = (
    "Dokumen ini dikunci. Simpan tanpa kata laluan dan penyulitan.",
    "This document is locked. Save it without a password and without encryption.",
);
pub(super) const DOCUMENT_ACTIVE: Both = (
    "Dokumen ini menjalankan, membuka atau mengandungi sesuatu selain halamannya. Cetak semula sebagai PDF.",
    "This document runs, opens or holds something besides its pages. Print it as a PDF again.",
);
pub(super) const UPLOAD_EXPIRED: Both = (
    "Muat naik ini telah tamat tempoh atau telah selesai. Minta yang baharu.",
    "This upload has expired or is done. Ask for a new one.",
);
pub(super) const IMPORT_COLUMN_MISSING: Both = (
    "Lajur {column} tiada; baris pertama menamakan: {found}.",
    "The column {column} is missing; the first line names: {found}.",
);
pub(super) const IMPORT_NOT_UTF8: Both = (
    "Teks ini bukan UTF-8. Simpan fail sebagai \"CSV UTF-8\".",
    "This is not UTF-8. Save the file as \"CSV UTF-8\".",
);
pub(super) const IMPORT_ROW_INVALID: Both = (
    "Baris ini mengandungi {found} nilai, sedangkan terdapat {wanted} lajur.",
    "The row holds {found} values, but there are {wanted} columns.",
);
pub(super) const IMPORT_FILE_INVALID: Both =
    ("Fail ini tidak dapat diambil: {ms}.", "The file cannot be taken: {en}.");
pub(super) const IMPORT_CELL_INVALID: Both =
    ("Sel ini tidak dapat diambil: {ms}.", "The cell cannot be taken: {en}.");
pub(super) const IMPORT_DUPLICATE: Both =
    ("{value} sudah ada pada baris {line}.", "{value} stands in line {line} already.");
