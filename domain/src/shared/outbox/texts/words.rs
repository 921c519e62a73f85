//! Names and texts as far as there is room for them.

use crate::{
    policy::Role,
    shared::language::{Language, LocalizedText},
};

/// The beginning of a text, with … where it was cut.
pub(super) fn beginning(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

pub(super) fn beginnings(text: &LocalizedText, longest: usize) -> LocalizedText {
    let one = |text: &Option<String>| text.as_deref().map(|text| beginning(text, longest));
    LocalizedText {
        ms: beginning(&text.ms, longest),
        en: one(&text.en),
        zh: one(&text.zh),
        ta: one(&text.ta),
    }
}

/// As much of a name as every phone can show and one SMS can hold.
pub(super) fn spellable(name: &str) -> String {
    const LONGEST: usize = 40;
    plain(name, LONGEST)
}

/// As much of a text as every phone can show by SMS: ASCII, on one line.
pub(in crate::shared::outbox) fn plain(text: &str, longest: usize) -> String {
    text.chars()
        .map(|letter| if letter == '\n' { ' ' } else { letter })
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .take(longest)
        .collect()
}

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
