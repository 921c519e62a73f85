//! What stays after an erasure, and why: the sentences that the person reads.

use crate::shared::language::Language;

/// Why rows stay, without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The row that everything else points at: an id and nothing more.
    Account,
    /// Who held which post, and when: the committee's and the department's record.
    Posts,
    /// Who was shut out, and why: the safety of others.
    Safety,
    /// What a committee told its residents.
    Notices,
    /// What a neighbourhood did together, who came, and what a meeting decided.
    Activities,
    /// What happened on patrol: the safety of others, and the volunteers' proof.
    Patrols,
    /// What a project offered: its buyers' and the project's own record.
    Shop,
    /// Who did what to whom, by ids.
    Audit,
}

impl Why {
    /// The code, for apps.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Account => "ACCOUNT",
            Self::Posts => "POSTS",
            Self::Safety => "SAFETY",
            Self::Notices => "NOTICES",
            Self::Activities => "ACTIVITIES",
            Self::Patrols => "PATROLS",
            Self::Shop => "SHOP",
            Self::Audit => "AUDIT",
        }
    }

    /// What is kept and why, in Malay or English.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (ms, en) = self.both();
        match language {
            Language::En => en,
            _ => ms,
        }
    }

    const fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Account => (
                "Nombor rujukan akaun disimpan tanpa nama dan nombor telefon, supaya rekod lain tidak putus.",
                "The account's reference is kept without name and phone number, so that other records do not break.",
            ),
            Self::Posts => (
                "Tempoh memegang jawatan disimpan tanpa nama, kerana ia rekod rasmi jawatankuasa dan Jabatan di bawah Akta 751.",
                "When a post was held is kept without a name, because it is the official record of the committee and the department under Act 751.",
            ),
            Self::Safety => (
                "Sekatan akaun dan sebabnya disimpan tanpa nama, demi keselamatan orang lain. Sebabnya hanya dilihat oleh pentadbir, dan tiada dalam salinan data.",
                "That an account was shut out, and why, is kept without a name, for the safety of others. The reason is seen by administrators only, and stands in no export.",
            ),
            Self::Notices => (
                "Notis yang telah diterbitkan disimpan tanpa nama, kerana ia makluman jawatankuasa kepada penduduk.",
                "Published notices are kept without a name, because they are what the committee told its residents.",
            ),
            Self::Activities => (
                "Rekod aktiviti, kehadiran dan minit mesyuarat disimpan tanpa nama, kerana ia rekod rasmi jawatankuasa yang dilaporkan kepada Jabatan.",
                "Records of activities, attendance and minutes are kept without a name, because they are the committee's official record, which it reports to the department.",
            ),
            Self::Patrols => (
                "Rekod rondaan disimpan tanpa nama, demi keselamatan kejiranan dan bukti kehadiran sukarelawan lain.",
                "Records of patrols are kept without a name, for the neighbourhood's safety and as the other volunteers' proof.",
            ),
            Self::Shop => (
                "Rekod projek, produknya dan apa yang ditulis tentangnya disimpan tanpa nama, kerana ia milik projek komuniti. Mesej anda sendiri kepada penjual dipadam.",
                "The records of projects, their products and what was written about them are kept without a name, because they belong to the community's project. Your own messages to sellers are erased.",
            ),
            Self::Audit => (
                "Jejak audit menyimpan siapa melakukan apa dengan nombor rujukan sahaja, supaya perubahan dapat dikesan.",
                "The audit keeps who did what, by references only, so that tampering shows.",
            ),
        }
    }
}

/// Rows that stay for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Why.
    pub why: Why,
    /// How many rows.
    pub rows: u64,
}
