//! What is said about shifts and patrols that are watched.

use serde::{Deserialize, Serialize};

use super::texts::{Listed, plain};
use crate::shared::language::Language;

/// How much of a name an SMS holds beside what stands around it.
const ROOM: usize = 22;
/// How much of a name a phone's list shows, in any script.
const ROOM_IN_LIST: usize = 60;
/// What stands first in a phone's list.
const TITLE: &str = "MySRS";

/// What is amiss, or why all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(sea_orm::EnumIter))]
#[serde(rename_all = "snake_case")]
pub enum WatchSays {
    /// Nobody has started the patrol of a shift.
    Late,
    /// A checkpoint was missed.
    MissedCheckpoint,
    /// No phone has been heard of.
    Quiet,
    /// A patrol has not ended.
    Overdue,
    /// Somebody patrols alone and has not confirmed to be well.
    Lone,
    /// The patrol has started.
    Started,
    /// The checkpoint was visited.
    Visited,
    /// A phone has been heard of.
    Heard,
    /// Who patrols alone has confirmed to be well.
    Confirmed,
    /// Who patrolled alone does so no more.
    Company,
    /// The patrol has ended.
    Ended,
    /// Nobody has ended the patrol, so that the program did.
    Forgotten,
}

/// One text about a shift or a patrol.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchText {
    /// What is amiss, or why all is well.
    pub says: WatchSays,
    /// The unit's name.
    pub unit: String,
    /// The checkpoint's name, or that of whoever patrols alone; empty when it is about neither.
    pub name: String,
    /// Since when, a time of the day in Malaysia: `23:15`.
    pub at: String,
    /// Where the app opens: `krt://patrol/patrol_…`.
    pub link: String,
}

/// Without names.
impl std::fmt::Debug for WatchText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.says)
    }
}

impl WatchText {
    /// What a phone's list of messages shows.
    pub(super) fn for_a_phones_list(&self, language: Language) -> Listed {
        let (ms, en) = self.templates();
        let template = if language == Language::En { en } else { ms };
        let said = self.filled(template, |name| name.chars().take(ROOM_IN_LIST).collect());
        Listed {
            title: TITLE.to_owned(),
            body: said.strip_prefix("KRT: ").unwrap_or(&said).to_owned(),
            link: Some(self.link.clone()),
            silent: false,
        }
    }

    /// The template with what stands in it, as an SMS can hold it.
    pub(super) fn fill(&self, template: &str) -> String {
        self.filled(template, |name| plain(name, ROOM))
    }

    fn filled(&self, template: &str, spelled: impl Fn(&str) -> String) -> String {
        template
            .replace("{at}", &self.at)
            .replace("{unit}", &spelled(&self.unit))
            .replace("{name}", &spelled(&self.name))
    }

    /// In Malay and in English.
    pub(super) fn templates(&self) -> (&'static str, &'static str) {
        match self.says {
            WatchSays::Late => (
                "KRT: Rondaan {unit} sepatutnya bermula {at} tetapi belum dimulakan. Sila semak.",
                "KRT: The patrol of {unit} was due at {at} and has not started. Please check.",
            ),
            WatchSays::MissedCheckpoint => (
                "KRT: Rondaan {unit} terlepas pos {name} ({at}). Sila semak.",
                "KRT: The patrol of {unit} has missed {name} ({at}). Please check.",
            ),
            WatchSays::Quiet => (
                "KRT: Tiada khabar daripada rondaan {unit} sejak {at}. Hubungi mereka. Bimbang? Telefon 999.",
                "KRT: No sign of the patrol of {unit} since {at}. Call them. In doubt? Call 999.",
            ),
            WatchSays::Overdue => (
                "KRT: Rondaan {unit} sepatutnya tamat {at} dan belum ditamatkan. Hubungi mereka.",
                "KRT: The patrol of {unit} was to end at {at} and has not ended. Call them.",
            ),
            WatchSays::Lone => (
                "KRT: {name} ({unit}) meronda seorang diri dan tidak memberi khabar sejak {at}. Hubungi segera. Bimbang? Telefon 999.",
                "KRT: {name} ({unit}) patrols alone and has not confirmed since {at}. Call at once. In doubt? Call 999.",
            ),
            WatchSays::Started => (
                "KRT: Semua baik: rondaan {unit} telah bermula.",
                "KRT: All is well: the patrol of {unit} has started.",
            ),
            WatchSays::Visited => (
                "KRT: Semua baik: rondaan {unit} telah melawat pos {name}.",
                "KRT: All is well: the patrol of {unit} has come past {name}.",
            ),
            WatchSays::Heard => (
                "KRT: Semua baik: ada khabar semula daripada rondaan {unit}.",
                "KRT: All is well: the patrol of {unit} has been heard of again.",
            ),
            WatchSays::Confirmed => (
                "KRT: Semua baik: {name} ({unit}) telah memberi khabar.",
                "KRT: All is well: {name} ({unit}) has confirmed.",
            ),
            WatchSays::Company => (
                "KRT: Semua baik: {name} ({unit}) tidak lagi meronda seorang diri.",
                "KRT: All is well: {name} ({unit}) no longer patrols alone.",
            ),
            WatchSays::Ended => (
                "KRT: Rondaan {unit} telah ditamatkan.",
                "KRT: The patrol of {unit} has been ended.",
            ),
            WatchSays::Forgotten => (
                "KRT: Tiada siapa menamatkan rondaan {unit}. Ia kini ditamatkan pada {at}. Sila semak.",
                "KRT: Nobody ended the patrol of {unit}. It now counts as ended at {at}. Please check.",
            ),
        }
    }
}

/// One of each, as long as they come.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = WatchText> {
    use sea_orm::Iterable as _;

    WatchSays::iter().map(|says| WatchText {
        says,
        unit: "SRS Taman Höhe ".repeat(10),
        name: "Encik Panjang Höhe ".repeat(10),
        at: "23:15".to_owned(),
        link: "krt://patrol/patrol_x".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phones_list_shows_names_as_they_are_and_where_to_read_on() {
        let text = WatchText {
            says: WatchSays::Lone,
            unit: "SRS Mutiara Rini".to_owned(),
            name: "Puan Déwi".to_owned(),
            at: "03:10".to_owned(),
            link: "krt://patrol/patrol_x".to_owned(),
        };
        let listed = text.for_a_phones_list(Language::En);
        assert_eq!((listed.title.as_str(), listed.silent), ("MySRS", false));
        assert!(listed.body.starts_with("Puan Déwi (SRS Mutiara Rini) patrols alone"));
        assert!(listed.body.contains("03:10"), "{}", listed.body);
        assert_eq!(listed.link.as_deref(), Some("krt://patrol/patrol_x"));
    }
}
