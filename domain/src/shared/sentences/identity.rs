//! What is said of people, their accounts, their sessions and the department's sign-in service.

use super::Both;

pub(super) const UNAUTHENTICATED: Both = ("Sila log masuk dahulu.", "Please sign in first.");
pub(super) const TOKEN_INVALID: Both = (
    "Token akses ini tidak sah. Sila log masuk semula.",
    "This access token is not valid. Please sign in again.",
);
pub(super) const TOKEN_EXPIRED: Both = (
    "Token akses telah tamat tempoh. Perbaharui sesi anda.",
    "The access token has expired. Refresh your session.",
);
pub(super) const SESSION_ENDED: Both = (
    "Sesi ini telah tamat. Sila log masuk semula.",
    "This session has ended. Please sign in again.",
);
pub(super) const REFRESH_TOKEN_REUSED: Both = (
    "Token ini telah digunakan. Demi keselamatan, sesi ini ditamatkan; sila log masuk semula.",
    "This token was used before. For your safety the session has ended; please sign in again.",
);
pub(super) const CREDENTIALS_WRONG: Both = (
    "Nombor telefon atau kata laluan tidak betul.",
    "The phone number or the password is not right.",
);
pub(super) const TOTP_REQUIRED: Both = (
    "Masukkan juga enam digit daripada aplikasi pengesah anda.",
    "Enter the six digits of your authenticator app too.",
);
pub(super) const TOTP_WRONG: Both = (
    "Kod ini tidak betul atau telah digunakan. Pastikan jam telefon anda tepat, atau guna kod pemulihan.",
    "This code is not right or was used before. See that your phone's clock is right, or use a recovery code.",
);
pub(super) const PROOF_REQUIRED: Both = (
    "Demi keselamatan, sila masukkan kata laluan anda sekali lagi.",
    "For your safety, please enter your password again.",
);
pub(super) const PHONE_INVALID: Both =
    ("Ini bukan nombor telefon bimbit Malaysia.", "This is not a Malaysian mobile number.");
pub(super) const PHONE_TAKEN: Both = (
    "Nombor ini sudah mempunyai akaun. Log masuk atau tetapkan semula kata laluan.",
    "There is an account with this number. Sign in, or reset the password.",
);
pub(super) const CODE_WRONG: Both =
    ("Kod tidak betul. Baki cubaan: {left}.", "The code is not right. Tries left: {left}.");
pub(super) const CODE_EXPIRED: Both =
    ("Kod ini tidak lagi sah. Minta kod baharu.", "This code no longer counts. Ask for a new one.");
pub(super) const PHONE_UNPROVEN: Both = (
    "Nombor ini belum disahkan dengan kod. Minta kod baharu.",
    "This number is not confirmed by a code. Ask for a new one.",
);
pub(super) const PASSWORD_COMMON: Both = (
    "Kata laluan ini terlalu biasa. Pilih yang lain.",
    "This password is too common. Choose another.",
);
pub(super) const PRIVACY_NOTICE_OUTDATED: Both = (
    "Sila baca dan terima notis privasi versi {version}.",
    "Please read and agree to version {version} of the privacy notice.",
);
pub(super) const EMAIL_INVALID: Both =
    ("Ini bukan alamat e-mel.", "This is not an e-mail address.");
pub(super) const SIGN_ON_UNAVAILABLE: Both = (
    "Perkhidmatan log masuk jabatan tidak menjawab buat masa ini. Cuba lagi sebentar lagi, atau log masuk dengan telefon dan kata laluan.",
    "The department's sign-in service does not answer just now. Try again in a moment, or sign in with phone and password.",
);
pub(super) const SIGN_ON_REDIRECT_UNKNOWN: Both = (
    "Alamat untuk kembali ini tidak berdaftar.",
    "This address to come back to is not registered.",
);
pub(super) const SIGN_ON_EXPIRED: Both = (
    "Log masuk ini sudah tamat tempoh, sudah digunakan, atau bermula di tempat lain. Sila mulakan semula.",
    "This sign-on has expired, was used already, or began elsewhere. Please begin again.",
);
pub(super) const SIGN_ON_DECLINED: Both = (
    "Perkhidmatan log masuk jabatan menolak: {reason}. Sila mulakan semula.",
    "The department's sign-in service declined: {reason}. Please begin again.",
);
pub(super) const SIGN_ON_TOKEN_INVALID: Both = (
    "Jawapan perkhidmatan log masuk jabatan tidak sah. Sila mulakan semula.",
    "The answer of the department's sign-in service is not valid. Please begin again.",
);
pub(super) const SIGN_ON_CLOCK_WRONG: Both = (
    "Jam perkhidmatan log masuk jabatan dan jam perkhidmatan ini berbeza {off} saat; paling banyak {most} dibenarkan. Beritahu pentadbir.",
    "The clocks of the department's sign-in service and of this service differ by {off} seconds; at most {most} are allowed. Tell an administrator.",
);
pub(super) const SIGN_ON_NOT_LINKED: Both = (
    "Perkhidmatan log masuk jabatan mengenali anda sebagai {subject}, tetapi tiada akaun di sini dipautkan dengannya. Beri pengecam ini kepada pentadbir.",
    "The department's sign-in service knows you as {subject}, but no account here is linked to that. Give this identifier to an administrator.",
);
pub(super) const SIGN_ON_LINK_TAKEN: Both = (
    "Pengecam ini sudah dipautkan kepada orang lain.",
    "This identifier is linked to somebody else.",
);
pub(super) const PERSON_UNKNOWN: Both = (
    "Tiada akaun bagi orang ini. Dia perlu mendaftar dahulu.",
    "This person has no account. They have to register first.",
);
pub(super) const NOT_TO_YOURSELF: Both =
    ("Anda tidak boleh melakukannya kepada diri sendiri.", "You cannot do this to yourself.");
