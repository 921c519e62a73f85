//! What is odd about a record, whether it is believed, and the sentences that explain it to the
//! volunteer; pure.

use sea_orm::Iterable as _;

use crate::shared::language::Language;

/// Whether a check-in is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// It is.
    Accepted,
    /// A person should look at it. It is kept and counted all the same.
    Doubtful,
}

impl Verdict {
    /// What follows from these doubts.
    #[must_use]
    pub fn of(doubts: &[Doubt]) -> Self {
        if doubts.iter().any(|doubt| doubt.is_grave()) { Self::Doubtful } else { Self::Accepted }
    }
}

/// What is odd about a record. It is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sea_orm::EnumIter)]
pub enum Doubt {
    /// The position does not lie on the globe, or is the place (0, 0) that a phone names without one;
    /// it was left out.
    PositionInvalid,
    /// The accuracy is no length; it was left out.
    AccuracyInvalid,
    /// A text was too long, or held characters that cannot be shown; it was cut.
    TextCut,
    /// The phone's clock was off by more than two minutes; the time was corrected.
    ClockWrong,
    /// By the corrected time it was not recorded on this patrol, but before it or after its end.
    TimeImplausible,
    /// A photo is not one's own, or was not uploaded; it was left out. Once all of them are there the same
    /// record sent again has them, and this doubt no more.
    PhotoInvalid,
    /// A checkpoint is named, and no position shows that somebody was there.
    PositionMissing,
    /// A checkpoint is named, and the position is too vague to show anything.
    PositionVague,
    /// The position lies outside the checkpoint's radius, by more than its accuracy excuses.
    OutsideRadius,
    /// Nobody gets from the other places to this one so quickly.
    SpeedImpossible,
    /// The checkpoint is none of the unit's.
    CheckpointUnknown,
    /// The same person was at the same checkpoint only just before.
    CodeTooSoon,
    /// Another code had taken the place of the one that was scanned, or its checkpoint had ended.
    CodeRevoked,
    /// What was scanned is no code of this unit.
    CodeForeign,
    /// The phone's system says that an app made the position up.
    MockLocation,
    /// The phone's clock was set between the recording and the sending.
    ClockJumped,
    /// The checkpoint cannot be visited at that time.
    ClosedNow,
    /// Nobody has said that whoever recorded it was on the patrol.
    NotOnPatrol,
}

impl Doubt {
    /// The name as it stands on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PositionInvalid => "POSITION_INVALID",
            Self::AccuracyInvalid => "ACCURACY_INVALID",
            Self::TextCut => "TEXT_CUT",
            Self::ClockWrong => "CLOCK_WRONG",
            Self::TimeImplausible => "TIME_IMPLAUSIBLE",
            Self::PhotoInvalid => "PHOTO_INVALID",
            Self::PositionMissing => "POSITION_MISSING",
            Self::PositionVague => "POSITION_VAGUE",
            Self::OutsideRadius => "OUTSIDE_RADIUS",
            Self::SpeedImpossible => "SPEED_IMPOSSIBLE",
            Self::CheckpointUnknown => "CHECKPOINT_UNKNOWN",
            Self::CodeTooSoon => "CODE_TOO_SOON",
            Self::CodeRevoked => "CODE_REVOKED",
            Self::CodeForeign => "CODE_FOREIGN",
            Self::MockLocation => "MOCK_LOCATION",
            Self::ClockJumped => "CLOCK_JUMPED",
            Self::ClosedNow => "CLOSED_NOW",
            Self::NotOnPatrol => "NOT_ON_PATROL",
        }
    }

    /// Whether it makes the record doubtful; otherwise it is a note only: a clock that is always
    /// wrong is put right, and a text that is too long harms nobody.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        match self {
            Self::PositionInvalid
            | Self::AccuracyInvalid
            | Self::TextCut
            | Self::ClockWrong
            | Self::PhotoInvalid => false,
            Self::TimeImplausible
            | Self::PositionMissing
            | Self::PositionVague
            | Self::OutsideRadius
            | Self::SpeedImpossible
            | Self::CheckpointUnknown
            | Self::CodeTooSoon
            | Self::CodeRevoked
            | Self::CodeForeign
            | Self::MockLocation
            | Self::ClockJumped
            | Self::ClosedNow
            | Self::NotOnPatrol => true,
        }
    }

    /// Whether it is seen when the record comes in, and by nothing that comes later: the phone's own
    /// words about its clock are not kept.
    #[must_use]
    pub const fn is_seen_at_once(self) -> bool {
        matches!(
            self,
            Self::PositionInvalid
                | Self::AccuracyInvalid
                | Self::TextCut
                | Self::ClockWrong
                | Self::TimeImplausible
                | Self::PhotoInvalid
                | Self::ClockJumped
        )
    }

    /// What it means, for the volunteer.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (ms, en) = self.both();
        if matches!(language, Language::En) { en } else { ms }
    }

    const fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::PositionInvalid => (
                "Telefon tidak tahu kedudukannya; rekod disimpan tanpa kedudukan.",
                "The phone did not know where it was; the record is kept without a position.",
            ),
            Self::AccuracyInvalid => (
                "Ketepatan kedudukan tidak dapat dibaca dan ditinggalkan.",
                "How exact the position is could not be read, and was left out.",
            ),
            Self::TextCut => (
                "Teks terlalu panjang atau mengandungi aksara yang tidak dapat dipaparkan; ia dipotong.",
                "The text was too long or held characters that cannot be shown; it was cut.",
            ),
            Self::ClockWrong => (
                "Jam telefon tidak tepat; masa telah dibetulkan. Hidupkan masa automatik.",
                "The phone's clock was wrong; the time was corrected. Turn automatic time on.",
            ),
            Self::TimeImplausible => (
                "Mengikut masa yang dibetulkan, ini direkodkan sebelum rondaan bermula atau selepas ia tamat.",
                "By the corrected time this was recorded before the patrol began, or after it had ended.",
            ),
            Self::PhotoInvalid => (
                "Sekeping foto belum dimuat naik atau bukan milik anda. Muat naik foto itu, kemudian hantar rekod ini sekali lagi.",
                "A photo was not uploaded yet or is not yours. Upload it, then send this record again.",
            ),
            Self::PositionMissing => (
                "Tiada kedudukan menunjukkan bahawa anda berada di pos ini. Hidupkan lokasi.",
                "No position shows that you were at this checkpoint. Turn location on.",
            ),
            Self::PositionVague => (
                "Kedudukan terlalu kabur. Tunggu sebentar di tempat lapang sebelum mendaftar.",
                "The position is too vague. Wait a moment under open sky before you check in.",
            ),
            Self::OutsideRadius => (
                "Kedudukan anda berada di luar kawasan pos ini.",
                "Your position lies outside this checkpoint's radius.",
            ),
            Self::SpeedImpossible => (
                "Tiada sesiapa dapat sampai ke sini secepat itu dari tempat sebelumnya.",
                "Nobody gets here that quickly from the place before.",
            ),
            Self::CheckpointUnknown => {
                ("Pos ini bukan pos unit anda.", "This checkpoint is none of your unit's.")
            }
            Self::CodeTooSoon => (
                "Anda baru sahaja mendaftar di pos ini.",
                "You checked in at this checkpoint only just before.",
            ),
            Self::CodeRevoked => (
                "Kod ini tidak lagi sah: ia telah diganti, atau pos ini telah ditamatkan. Beritahu ketua peronda.",
                "This code no longer counts: it was replaced, or the checkpoint has ended. Tell your leader.",
            ),
            Self::CodeForeign => (
                "Kod yang diimbas bukan kod unit anda.",
                "What was scanned is no code of your unit.",
            ),
            Self::MockLocation => (
                "Sistem telefon menyatakan bahawa kedudukan ini dibuat oleh aplikasi.",
                "The phone's system says that an app made this position up.",
            ),
            Self::ClockJumped => (
                "Jam telefon diubah selepas rekod ini dibuat.",
                "The phone's clock was set after this was recorded.",
            ),
            Self::ClosedNow => (
                "Pos ini tidak dibuka pada waktu itu.",
                "This checkpoint is not open at that time.",
            ),
            Self::NotOnPatrol => (
                "Anda tidak tercatat dalam rondaan ini. Minta ketua peronda mencatat bahawa anda hadir.",
                "You are not noted on this patrol. Ask your leader to note that you came.",
            ),
        }
    }
}

/// Doubts as they are kept: their names with commas between.
pub(in crate::mysrs) fn write_doubts(doubts: &[Doubt]) -> String {
    doubts.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>().join(",")
}

/// Reads doubts as they are kept; a name that a newer program wrote is passed over.
pub(in crate::mysrs) fn read_doubts(text: &str) -> Vec<Doubt> {
    let named = |name: &str| Doubt::iter().find(|doubt| doubt.as_str() == name);
    text.split(',').filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_alone_make_nothing_doubtful() {
        assert_eq!(Verdict::of(&[]), Verdict::Accepted);
        assert_eq!(Verdict::of(&[Doubt::TextCut, Doubt::ClockWrong]), Verdict::Accepted);
        assert_eq!(Verdict::of(&[Doubt::TextCut, Doubt::MockLocation]), Verdict::Doubtful);
    }

    #[test]
    fn doubts_are_read_as_they_were_written() {
        let all: Vec<Doubt> = Doubt::iter().collect();
        assert_eq!(read_doubts(&write_doubts(&all)), all);
        assert_eq!(read_doubts(""), []);
        assert_eq!(read_doubts("SOMETHING_NEW,MOCK_LOCATION"), [Doubt::MockLocation]);
    }

    #[test]
    fn every_doubt_is_explained_in_both_languages() {
        for doubt in Doubt::iter() {
            let sentences = [Language::Ms, Language::En].map(|language| doubt.sentence(language));
            assert!(sentences.iter().all(|text| text.ends_with('.')), "{sentences:?}");
            assert_ne!(sentences[0], sentences[1]);
        }
    }
}
