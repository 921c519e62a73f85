//! What planning said, as sentences in Malay and English; pure.

use super::model::{
    Explanation, ProblemCode, Reason, ReasonCode, Relief, ReliefRule, RosterProblem, VerdictCode,
};
use crate::shared::language::Language;

fn pick(language: Language, (ms, en): (&'static str, &'static str)) -> &'static str {
    if language == Language::En { en } else { ms }
}

impl Explanation {
    /// Why somebody is in the roster as often as they are.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = pick(
            language,
            match self.verdict {
                VerdictCode::NotActive => (
                    "Tidak dijadualkan: bukan ahli aktif yang tinggal di kawasan ini.",
                    "Not planned: no active member who lives in this area.",
                ),
                VerdictCode::NotAdult => (
                    "Tidak dijadualkan: belum cukup umur.",
                    "Not planned: not of the age that the rule asks for.",
                ),
                VerdictCode::Away => (
                    "Tidak dijadualkan: tiada pada waktu semua syif.",
                    "Not planned: away at the time of every shift.",
                ),
                VerdictCode::AtCap => (
                    "{patrols} rondaan: had bulan ini ialah {cap}.",
                    "{patrols} patrols: the limit of the month is {cap}.",
                ),
                VerdictCode::Fair => {
                    ("{shifts} syif: bahagian yang adil.", "{shifts} shifts: a fair share.")
                }
                VerdictCode::Below => (
                    "{shifts} syif: kurang daripada bahagian yang adil.",
                    "{shifts} shifts: less than a fair share.",
                ),
                VerdictCode::Above => (
                    "{shifts} syif: lebih daripada bahagian yang adil, kerana orang lain tidak dapat.",
                    "{shifts} shifts: more than a fair share, because others could not.",
                ),
            },
        );
        template
            .replace("{patrols}", &self.patrols.to_string())
            .replace("{cap}", &self.cap.to_string())
            .replace("{shifts}", &self.load.shifts.to_string())
    }
}

impl Reason {
    /// What stands against it, and how often.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = pick(
            language,
            match self.code {
                ReasonCode::NotActive => {
                    ("Bukan ahli aktif: {count}.", "No active member: {count}.")
                }
                ReasonCode::NotAdult => ("Belum cukup umur: {count}.", "Not of age: {count}."),
                ReasonCode::DayOff => ("Hari cuti: {count}.", "A day off: {count}."),
                ReasonCode::Unavailable => {
                    ("Tiada pada waktu itu: {count}.", "Away at that time: {count}.")
                }
                ReasonCode::Elsewhere => (
                    "Syif di tempat lain terlalu dekat: {count}.",
                    "A shift elsewhere is too near: {count}.",
                ),
                ReasonCode::Cap => (
                    "Had bulan ini dicapai: {count}.",
                    "The limit of the month is reached: {count}.",
                ),
                ReasonCode::Rest => (
                    "Bertindih atau kurang rehat dengan syif lain: {count}.",
                    "An overlap with another shift, or too little rest: {count}.",
                ),
                ReasonCode::KeptForLeader => (
                    "Tempat dikhaskan untuk ketua: {count}.",
                    "The place is kept for a leader: {count}.",
                ),
                ReasonCode::OthersOwedMore => {
                    ("Giliran orang lain: {count}.", "It was the turn of others: {count}.")
                }
                ReasonCode::NotNeeded => {
                    ("Pasukan sudah penuh: {count}.", "The team was full: {count}.")
                }
                ReasonCode::Nothing => {
                    ("Tiada halangan: {count}.", "Nothing stands against it: {count}.")
                }
            },
        );
        template.replace("{count}", &self.count.to_string())
    }
}

impl RosterProblem {
    /// What is lacking.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = pick(
            language,
            match self.code {
                ProblemCode::TeamTooSmall => (
                    "Pasukan terlalu kecil: {found} orang, perlu {wanted}.",
                    "The team is too small: {found} people, {wanted} are needed.",
                ),
                ProblemCode::LeaderMissing => (
                    "Tiada ketua mencukupi: {found}, perlu {wanted}.",
                    "Too few can lead the team: {found}, {wanted} are needed.",
                ),
                ProblemCode::PlacesOpen => (
                    "Masih ada tempat: {found} daripada {wanted} orang.",
                    "Places are open: {found} of {wanted} people.",
                ),
                ProblemCode::TooFewPeople => (
                    "Tidak cukup peronda untuk syif ini: {found} daripada {wanted} giliran.",
                    "Too few people for these shifts: {found} of {wanted} turns.",
                ),
                ProblemCode::TooFewLeaders => (
                    "Tidak cukup ketua untuk syif ini: {found} daripada {wanted} giliran.",
                    "Too few leaders for these shifts: {found} of {wanted} turns.",
                ),
                ProblemCode::PinRefused => (
                    "Yang dipersetujui melanggar peraturan, maka tidak dikekalkan.",
                    "What was agreed breaks a rule, and was not kept.",
                ),
            },
        );
        template
            .replace("{found}", &self.found.to_string())
            .replace("{wanted}", &self.wanted.to_string())
    }
}

impl Relief {
    /// What would help.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = pick(
            language,
            match self.rule {
                ReliefRule::PatrolsAMonth => (
                    "Boleh dengan {value} rondaan sebulan bagi setiap orang.",
                    "It works with {value} patrols a month for each person.",
                ),
                ReliefRule::TeamLeast => {
                    ("Boleh dengan pasukan {value} orang.", "It works with teams of {value}.")
                }
                ReliefRule::TeamLeaders => (
                    "Boleh dengan {value} ketua dalam setiap pasukan.",
                    "It works with {value} in each team who can lead.",
                ),
                ReliefRule::RestMinutes => (
                    "Boleh dengan rehat {value} minit antara syif.",
                    "It works with {value} minutes of rest between shifts.",
                ),
            },
        );
        template.replace("{value}", &self.value.to_string())
    }
}
