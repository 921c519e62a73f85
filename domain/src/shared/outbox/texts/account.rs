//! What is said about accounts, how one signs in, and roles.

use super::words::Words;
use crate::{policy::Role, shared::language::Language};

pub(super) const REGISTER_CODE: Words = (
    "KRT: {code} ialah kod pendaftaran anda. Sah 5 minit. Jangan beri kepada sesiapa.",
    "KRT: {code} is your code to join. Good for 5 minutes. Give it to nobody.",
);

pub(super) const PASSWORD_RESET_CODE: Words = (
    "KRT: {code} ialah kod untuk kata laluan baharu. Sah 5 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
    "KRT: {code} is your code for a new password. Good for 5 minutes. Give it to nobody. Not you? Ignore this.",
);

pub(super) const PHONE_CHANGE_CODE: Words = (
    "KRT: {code} ialah kod pertukaran nombor telefon. Sah 5 minit. Jangan beri kepada sesiapa.",
    "KRT: {code} is your code to change the phone number. Good for 5 minutes. Give it to nobody.",
);

pub(super) const EMAIL_CODE: Words = (
    "KRT: {code} ialah kod untuk alamat e-mel anda. Sah 10 minit. Jangan beri kepada sesiapa. Bukan anda? Abaikan.",
    "KRT: {code} is the code for your e-mail address. Good for 10 minutes. Give it to nobody. Not you? Ignore this.",
);

pub(super) const NO_ACCOUNT: Words = (
    "KRT: Ada permintaan kata laluan baharu untuk nombor ini, tetapi tiada akaun dengannya. Bukan anda? Abaikan.",
    "KRT: A new password was asked for with this number, but no account has it. Not you? Ignore this.",
);

pub(super) const PASSWORD_WAS_RESET: Words = (
    "KRT: Kata laluan anda telah ditetapkan semula dan semua peranti dilog keluar. Bukan anda? Tetapkan semula segera.",
    "KRT: Your password was reset and every device signed out. Not you? Reset it again at once.",
);

pub(super) const PHONE_WAS_CHANGED: Words = (
    "KRT: Akaun anda kini menggunakan nombor telefon lain. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: Your account now uses another phone number. Not you? Call your district unity office at once.",
);

pub(super) const PASSWORD_WAS_CHANGED: Words = (
    "KRT: Kata laluan anda telah ditukar dan peranti lain dilog keluar. Bukan anda? Tetapkan semula kata laluan segera.",
    "KRT: Your password was changed and your other devices signed out. Not you? Reset the password at once.",
);

pub(super) const SESSION_ENDED_FOR_SAFETY: Words = (
    "KRT: Demi keselamatan satu peranti anda dilog keluar, kerana token lamanya digunakan. Log masuk semula. Berulang? Tukar kata laluan.",
    "KRT: For your safety one device was signed out, because an old token of it was used. Sign in again. If it repeats, change your password.",
);

pub(super) const SECOND_FACTOR_ADDED: Words = (
    "KRT: Aplikasi pengesah telah ditambah pada akaun anda. Bukan anda? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: An authenticator app was added to your account. Not you? Call your district unity office at once.",
);

pub(super) const SECOND_FACTOR_REMOVED: Words = (
    "KRT: Aplikasi pengesah telah dibuang daripada akaun anda. Bukan anda? Tukar kata laluan segera.",
    "KRT: The authenticator app was removed from your account. Not you? Change your password at once.",
);

pub(super) const SIGN_ON_LINKED: Words = (
    "KRT: Log masuk jabatan telah dipautkan dengan akaun anda. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: A department sign-in was linked to your account. Not expected? Call your district unity office at once.",
);

pub(super) const ROLE_GRANTED: Words = (
    "KRT: Anda telah diberi peranan {role}. Tidak dijangka? Hubungi Pejabat Perpaduan Daerah anda segera.",
    "KRT: You were given the role of {role}. Not expected? Call your district unity office at once.",
);

/// What a role is called.
pub(super) fn title(role: Role, language: Language) -> &'static str {
    let (ms, en) = match role {
        Role::Resident => ("penduduk", "resident"),
        Role::Chair => ("Pengerusi", "chair"),
        Role::DeputyChair => ("Timbalan Pengerusi", "deputy chair"),
        Role::Secretary => ("Setiausaha", "secretary"),
        Role::AssistantSecretary => ("Penolong Setiausaha", "assistant secretary"),
        Role::Treasurer => ("Bendahari", "treasurer"),
        Role::Member => ("AJK", "committee member"),
        Role::GroupCoordinator => ("Penyelaras kelompok", "group coordinator"),
        Role::Patroller => ("peronda", "volunteer"),
        Role::UnitLeader => ("Ketua Peronda", "patrol leader"),
        Role::ProjectOwner => ("pemilik projek", "project owner"),
        Role::DistrictOfficer => ("Pegawai Perpaduan Daerah", "district officer"),
        Role::StateOfficer => ("Pengarah Perpaduan Negeri", "state officer"),
        Role::HqOfficer => ("Pegawai Ibu Pejabat", "officer at headquarters"),
        Role::PoliceLiaison => ("Pegawai Perhubungan PDRM", "police liaison officer"),
        Role::Administrator => ("Pentadbir", "administrator"),
    };
    if language == Language::En { en } else { ms }
}
