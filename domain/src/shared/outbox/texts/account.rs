//! What is said about somebody's account: codes, and what was changed for their safety.

use super::Both;

pub(super) const REGISTER_CODE: Both = (
    "KRT: {code} ialah kod pendaftaran anda. Sah 5 minit. Jangan beri kepada sesiapa.",
    "KRT: {code} is your code to join. Good for 5 minutes. Give it to nobody.",
);

pub(super) const PASSWORD_RESET_CODE: Both = (
    "KRT: {code} ialah kod untuk kata laluan baharu. Sah 5 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
    "KRT: {code} is your code for a new password. Good for 5 minutes. Give it to nobody. Not you? Ignore this.",
);

pub(super) const PHONE_CHANGE_CODE: Both = (
    "KRT: {code} ialah kod pertukaran nombor telefon. Sah 5 minit. Jangan beri kepada sesiapa.",
    "KRT: {code} is your code to change the phone number. Good for 5 minutes. Give it to nobody.",
);

pub(super) const EMAIL_CODE: Both = (
    "KRT: {code} ialah kod untuk alamat e-mel anda. Sah 10 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
    "KRT: {code} is the code for your e-mail address. Good for 10 minutes. Give it to nobody. Not you? Ignore this.",
);

pub(super) const NO_ACCOUNT: Both = (
    "KRT: Ada permintaan kata laluan baharu untuk nombor ini, tetapi tiada akaun dengannya. Bukan anda? Abaikan.",
    "KRT: A new password was asked for with this number, but no account has it. Not you? Ignore this.",
);

pub(super) const PASSWORD_WAS_RESET: Both = (
    "KRT: Kata laluan anda telah ditetapkan semula dan semua peranti dilog keluar. Bukan anda? Tetapkan semula segera.",
    "KRT: Your password was reset and every device signed out. Not you? Reset it again at once.",
);

pub(super) const PHONE_WAS_CHANGED: Both = (
    "KRT: Akaun anda kini menggunakan nombor telefon lain. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: Your account now uses another phone number. Not you? Call your district unity office at once.",
);

pub(super) const PASSWORD_WAS_CHANGED: Both = (
    "KRT: Kata laluan anda telah ditukar dan peranti lain dilog keluar. Bukan anda? Tetapkan semula kata laluan segera.",
    "KRT: Your password was changed and your other devices signed out. Not you? Reset the password at once.",
);

pub(super) const SESSION_ENDED_FOR_SAFETY: Both = (
    "KRT: Demi keselamatan satu peranti anda dilog keluar, kerana token lamanya digunakan. Log masuk semula. Berulang? Tukar kata laluan.",
    "KRT: For your safety one device was signed out, because an old token of it was used. Sign in again. If it repeats, change your password.",
);

pub(super) const SECOND_FACTOR_ADDED: Both = (
    "KRT: Aplikasi pengesah telah ditambah pada akaun anda. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: An authenticator app was added to your account. Not you? Call your district unity office at once.",
);

pub(super) const SECOND_FACTOR_REMOVED: Both = (
    "KRT: Aplikasi pengesah telah dibuang daripada akaun anda. Bukan anda? Tukar kata laluan segera.",
    "KRT: The authenticator app was removed from your account. Not you? Change your password at once.",
);

pub(super) const SIGN_ON_LINKED: Both = (
    "KRT: Log masuk jabatan telah dipautkan dengan akaun anda. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: A department sign-in was linked to your account. Not expected? Call your district unity office at once.",
);
