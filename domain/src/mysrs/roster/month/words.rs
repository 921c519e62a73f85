//! What planning said, as sentences in Malay and English; pure.

use super::model::{
    Explanation, ProblemCode, Reason, ReasonCode, Relief, ReliefRule, RosterProblem, VerdictCode,
};
use crate::shared::{language::Language, malaysia};

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

/// So many nights are named, and of the others how many there are.
const NAMED: usize = 3;

/// When the shifts of a problem begin, as people read it.
fn nights(problem: &RosterProblem, language: Language) -> String {
    let named: Vec<String> =
        problem.nights.iter().take(NAMED).map(|night| malaysia::shown(*night)).collect();
    let more = problem.nights.len().saturating_sub(NAMED);
    match (named.is_empty(), more) {
        (true, _) => pick(language, ("syif ini", "this shift")).to_owned(),
        (false, 0) => named.join(", "),
        (false, more) => format!("{} (+{more})", named.join(", ")),
    }
}

impl RosterProblem {
    /// What is lacking, and on which night.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let template = pick(
            language,
            match self.code {
                ProblemCode::TeamTooSmall => (
                    "{nights}: pasukan terlalu kecil, {found} orang, perlu {wanted}.",
                    "{nights}: the team is too small, {found} people, {wanted} are needed.",
                ),
                ProblemCode::LeaderMissing => (
                    "{nights}: tiada ketua mencukupi, {found}, perlu {wanted}.",
                    "{nights}: too few can lead the team, {found}, {wanted} are needed.",
                ),
                ProblemCode::PlacesOpen => (
                    "{nights}: masih ada tempat, {found} daripada {wanted} orang.",
                    "{nights}: places are open, {found} of {wanted} people.",
                ),
                ProblemCode::TooFewPeople => (
                    "{nights}: tidak cukup peronda, {found} daripada {wanted} giliran.",
                    "{nights}: too few people for these shifts, {found} of {wanted} turns.",
                ),
                ProblemCode::TooFewLeaders => (
                    "{nights}: tidak cukup ketua, {found} daripada {wanted} giliran.",
                    "{nights}: too few leaders for these shifts, {found} of {wanted} turns.",
                ),
                ProblemCode::PinRefused => (
                    "{nights}: yang dipersetujui melanggar peraturan, maka tidak dikekalkan.",
                    "{nights}: what was agreed breaks a rule, and was not kept.",
                ),
            },
        );
        template
            .replace("{nights}", &nights(self, language))
            .replace("{found}", &self.found.to_string())
            .replace("{wanted}", &self.wanted.to_string())
    }
}

impl Relief {
    /// What would help; the names are those of its people.
    #[must_use]
    pub fn sentence(&self, names: &[&str], language: Language) -> String {
        let template = pick(
            language,
            match self.rule {
                ReliefRule::MoreLeaders => (
                    "Benarkan orang lain mengetuai: boleh jika {names} juga dapat mengetuai pasukan. Nyatakan demikian, kemudian rancang semula.",
                    "Let somebody else lead: it works when {names} can lead a team too. Say so of them, then plan again.",
                ),
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
        template.replace("{value}", &self.value.to_string()).replace("{names}", &names.join(", "))
    }
}
