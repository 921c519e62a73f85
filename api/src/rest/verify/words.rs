//! The page's own few words, in Malay and English.

use domain::shared::language::Language;

/// What the page itself says.
pub(super) struct Words {
    pub title: &'static str,
    pub unit: &'static str,
    pub began: &'static str,
    pub ended: &'static str,
    pub check_ins: &'static str,
    pub accepted: &'static str,
    pub doubtful: &'static str,
    pub sealed: &'static str,
    pub whole: &'static str,
    pub broken: &'static str,
    pub key_unknown: &'static str,
    pub waiting: &'static str,
    pub positions_not_kept: &'static str,
    pub texts_erased: &'static str,
    pub missing: &'static str,
}

/// … in one language.
pub(super) const fn of(language: Language) -> Words {
    match language {
        Language::En => Words {
            title: "Record of a patrol",
            unit: "Patrol unit",
            began: "Began",
            ended: "Ended",
            check_ins: "Check-ins",
            accepted: "accepted",
            doubtful: "doubtful",
            sealed: "Sealed",
            whole: "The record is as it was sealed.",
            broken: "The record is NOT as it was sealed.",
            key_unknown: "The seal is of an older key and cannot be checked here.",
            waiting: "More has come in that is not sealed yet.",
            positions_not_kept: "Positions are no longer kept.",
            texts_erased: "Some texts were erased with the account of whoever wrote them.",
            missing: "There is no record with this code. Look whether it was typed as it is printed.",
        },
        Language::Ms | Language::Zh | Language::Ta => Words {
            title: "Rekod rondaan",
            unit: "Unit rondaan",
            began: "Bermula",
            ended: "Tamat",
            check_ins: "Daftar semak",
            accepted: "diterima",
            doubtful: "diragui",
            sealed: "Dimeterai",
            whole: "Rekod ini sama seperti ketika dimeterai.",
            broken: "Rekod ini TIDAK sama seperti ketika dimeterai.",
            key_unknown: "Meterai ini dibuat dengan kunci lama dan tidak dapat disemak di sini.",
            waiting: "Ada rekod yang baru diterima dan belum dimeterai.",
            positions_not_kept: "Kedudukan tidak lagi disimpan.",
            texts_erased: "Sebahagian teks telah dipadam bersama akaun penulisnya.",
            missing: "Tiada rekod dengan kod ini. Semak sama ada ia ditaip seperti yang dicetak.",
        },
    }
}
