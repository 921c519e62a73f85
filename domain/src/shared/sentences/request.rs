//! What is said of a request as a whole, whatever it asks for.

use super::Both;

pub(super) const FORBIDDEN: Both =
    ("Anda tidak dibenarkan berbuat demikian.", "You are not allowed to do this.");
pub(super) const NOT_FOUND: Both = ("Perkara ini tidak dijumpai.", "This could not be found.");
pub(super) const RATE_LIMITED: Both = (
    "Terlalu banyak cubaan. Cuba lagi selepas {seconds} saat.",
    "Too many tries. Try again in {seconds} seconds.",
);
pub(super) const UNAVAILABLE: Both = (
    "Perkhidmatan tergendala sebentar. Cuba lagi sebentar lagi; tiada apa-apa yang hilang.",
    "The service does not answer just now. Try again in a moment; nothing is lost.",
);
pub(super) const INTERNAL: Both = (
    "Berlaku ralat di pihak kami. Sebut nombor permintaan jika anda menghubungi kami.",
    "Something went wrong on our side. Give the request id if you contact us.",
);
pub(super) const ID_INVALID: Both = ("Ini bukan id {kind}.", "This is not the id of {kind}.");
pub(super) const PAGE_INVALID: Both = (
    "Minta 1 hingga 100 perkara: `first` dengan `after`, atau `last` dengan `before`.",
    "Ask for 1 to 100 items: `first` with `after`, or `last` with `before`.",
);
pub(super) const CURSOR_INVALID: Both = (
    "Penanda halaman ini bukan daripada senarai ini.",
    "This cursor does not come from this list.",
);
pub(super) const BAD_REQUEST: Both = (
    // The detail is for developers, and in English.
    "Permintaan ini tidak dapat dibaca. Semak nilai yang dihantar.",
    "The request could not be read: {detail}.",
);
pub(super) const IDEMPOTENCY_MISMATCH: Both =
    ("Kunci ini telah digunakan untuk permintaan lain.", "This key was used for another request.");
pub(super) const VERSION_CONFLICT: Both = (
    "Ini telah berubah sementara itu. Baca semula sebelum meneruskan.",
    "This has changed in the meantime. Read it again before you go on.",
);
pub(super) const STATE_INVALID: Both =
    ("Tidak boleh dilakukan sekarang: {status}.", "Not possible now: {status}.");
pub(super) const ID_TAKEN: Both =
    ("Id ini telah digunakan untuk perkara lain.", "This id was used for something else.");
pub(super) const MEDIA_TYPE_UNSUPPORTED: Both = (
    "Jenis kandungan ini tidak diterima; hantar {wanted}.",
    "This content type is not taken; send {wanted}.",
);
pub(super) const BODY_TOO_LARGE: Both = (
    "Permintaan terlalu besar: paling besar {limit}.",
    "The request is too large: at most {limit}.",
);
pub(super) const METHOD_NOT_ALLOWED: Both =
    ("Kaedah ini tidak disokong di sini.", "This method is not supported here.");
pub(super) const NOT_ACCEPTABLE: Both = (
    "Tiada jenis jawapan yang anda terima dapat diberikan.",
    "None of the answer types that you accept can be given.",
);
pub(super) const WEBHOOK_ADDRESS_INVALID: Both = (
    "Alamat mesti bermula dengan https:// dan boleh dicapai oleh umum.",
    "The address must begin with https:// and lead to a public host.",
);
pub(super) const FIELD_UNKNOWN: Both = (
    "Ruangan bernama {name} tidak dikenali di sini dan diabaikan.",
    "A field named {name} is not known here and was left out.",
);
pub(super) const FIELD_TWICE: Both = (
    "Ruangan bernama {name} diberi lebih daripada sekali: yang terakhir dikira.",
    "A field named {name} is given more than once: the last one counts.",
);
pub(super) const MORE_LEFT_OUT: Both = (
    "{count} perkara lagi tidak difahami dan diabaikan.",
    "{count} more were not understood and were left out.",
);
pub(super) const APP_OUTDATED: Both = ("Sila kemas kini aplikasi anda.", "Please update your app.");
