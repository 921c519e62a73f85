//! What is odd about a patrol as a whole, and the sentences that explain it; pure. It is kept and told all
//! the same, and a person decides.

use sea_orm::Iterable as _;

use crate::shared::language::Language;

/// What is odd about a patrol as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sea_orm::EnumIter)]
pub enum PatrolDoubt {
    /// The shift that its phone named was not on when it began; it is of none.
    ShiftNotOn,
    /// Another patrol of the same shift stood already.
    ShiftHasPatrol,
    /// Somebody on it was on another patrol at the same time.
    AlreadyOnPatrol,
    /// Between its beginning and its end lies more time than a patrol lasts.
    TooLong,
    /// For long after its beginning nothing was recorded.
    NothingRecorded,
    /// By its phone it was over before it began; it ends when the server heard that it was over.
    EndBeforeStart,
    /// Somebody on it checked in long after its end.
    RecordedAfterEnd,
}

impl PatrolDoubt {
    /// The name as it stands on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ShiftNotOn => "SHIFT_NOT_ON",
            Self::ShiftHasPatrol => "SHIFT_HAS_PATROL",
            Self::AlreadyOnPatrol => "ALREADY_ON_PATROL",
            Self::TooLong => "TOO_LONG",
            Self::NothingRecorded => "NOTHING_RECORDED",
            Self::EndBeforeStart => "END_BEFORE_START",
            Self::RecordedAfterEnd => "RECORDED_AFTER_END",
        }
    }

    /// What it means, for whoever reads the report.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (ms, en) = self.both();
        if matches!(language, Language::En) { en } else { ms }
    }

    const fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::ShiftNotOn => (
                "Syif yang dinyatakan oleh telefon tidak berlangsung ketika rondaan ini bermula; rondaan ini tidak dikaitkan dengan mana-mana syif.",
                "The shift that the phone named was not on when this patrol began; the patrol belongs to no shift.",
            ),
            Self::ShiftHasPatrol => {
                ("Syif ini sudah mempunyai rondaan lain.", "This shift had another patrol already.")
            }
            Self::AlreadyOnPatrol => (
                "Seseorang dalam rondaan ini berada dalam rondaan lain pada masa yang sama; masanya dikira sekali sahaja.",
                "Somebody on this patrol was on another one at the same time; their time counts once.",
            ),
            Self::TooLong => (
                "Masa antara mula dan tamat melebihi tempoh terpanjang sesuatu rondaan; hanya masa yang terbukti dikira.",
                "Between the beginning and the end lies more time than a patrol lasts; only what is proven counts.",
            ),
            Self::NothingRecorded => (
                "Tiada apa-apa direkodkan untuk masa yang lama selepas rondaan bermula.",
                "For a long time after the patrol began nothing was recorded.",
            ),
            Self::EndBeforeStart => (
                "Menurut telefon, rondaan ini tamat sebelum ia bermula; masa pelayan menerima berita tamatnya diambil sebagai masa tamat.",
                "By the phone this patrol was over before it began; it ends when the server heard that it was over.",
            ),
            Self::RecordedAfterEnd => (
                "Daftar masuk direkodkan lama selepas rondaan ini tamat; masa selepas tamat tidak dikira.",
                "Check-ins were recorded long after this patrol had ended; time after the end does not count.",
            ),
        }
    }
}

/// Doubts as they are kept: their names with commas between.
pub(in crate::mysrs) fn write_patrol_doubts(doubts: &[PatrolDoubt]) -> String {
    doubts.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>().join(",")
}

/// Reads doubts as they are kept in one place and another, each once and in the order of the enumeration;
/// a name that a newer program wrote is passed over.
pub(super) fn read_patrol_doubts(texts: [&str; 2]) -> Vec<PatrolDoubt> {
    let stands = |doubt: &PatrolDoubt| texts.iter().any(|text| holds(text, *doubt));
    PatrolDoubt::iter().filter(stands).collect()
}

/// What is odd about a patrol, by what was seen while it was on its way and by what was reckoned of it,
/// once it is. Whether somebody was on another one at the same time the reckoning knows better, since it
/// compares what is proven of both; what was seen is only who was noted on two at that moment.
pub(in crate::mysrs) fn patrol_doubts(seen: &str, reckoned: Option<&str>) -> Vec<PatrolDoubt> {
    let mut doubts = read_patrol_doubts([seen, reckoned.unwrap_or_default()]);
    if reckoned.is_some_and(|reckoned| !holds(reckoned, PatrolDoubt::AlreadyOnPatrol)) {
        doubts.retain(|doubt| *doubt != PatrolDoubt::AlreadyOnPatrol);
    }
    doubts
}

fn holds(text: &str, doubt: PatrolDoubt) -> bool {
    text.split(',').any(|name| name == doubt.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_of_two_places_are_read_once_each() {
        let written = write_patrol_doubts(&[PatrolDoubt::AlreadyOnPatrol, PatrolDoubt::ShiftNotOn]);
        assert_eq!(
            read_patrol_doubts([&written, "TOO_LONG,ALREADY_ON_PATROL,OF_TOMORROW"]),
            [PatrolDoubt::ShiftNotOn, PatrolDoubt::AlreadyOnPatrol, PatrolDoubt::TooLong]
        );
        assert!(read_patrol_doubts(["", ""]).is_empty());
    }

    #[test]
    fn who_was_on_two_patrols_is_doubted_as_it_looked_until_it_is_reckoned() {
        let seen = "SHIFT_NOT_ON,ALREADY_ON_PATROL";
        let both = [PatrolDoubt::ShiftNotOn, PatrolDoubt::AlreadyOnPatrol];
        assert_eq!(patrol_doubts(seen, None), both);
        assert_eq!(patrol_doubts(seen, Some("")), [PatrolDoubt::ShiftNotOn]);
        assert_eq!(patrol_doubts(seen, Some("ALREADY_ON_PATROL")), both);
        assert_eq!(patrol_doubts("", Some("ALREADY_ON_PATROL")), [PatrolDoubt::AlreadyOnPatrol]);
    }
}
