//! The page's own few words in the four languages in which notices are written.

use chrono::FixedOffset;
use domain::{
    mykrt::notice::Severity,
    shared::{clock::Instant, language::Language},
};

/// Malaysia has one time zone: UTC+8.
const HOURS_AHEAD: i32 = 8;

/// What the page itself says.
pub(super) struct Words {
    pub published: &'static str,
    pub edited: &'static str,
    pub expired: &'static str,
    pub withdrawn: &'static str,
    pub missing: &'static str,
    pub open: &'static str,
    pub languages: &'static str,
    pub link: &'static str,
    pub documents: &'static str,
    pub country: &'static str,
    /// Before an activity's time, before its place, and of one that does not take place.
    pub when: &'static str,
    pub at: &'static str,
    pub cancelled: &'static str,
}

/// … in one language.
pub(super) const fn of(language: Language) -> Words {
    match language {
        Language::Ms => Words {
            published: "Diterbitkan",
            edited: "Disunting",
            expired: "Notis ini telah tamat tempoh.",
            withdrawn: "Notis ini telah ditarik balik.",
            missing: "Tiada notis di sini.",
            open: "Buka dalam MyKRT",
            languages: "Bahasa",
            link: "Pautan",
            documents: "Dokumen",
            country: "Seluruh Malaysia",
            when: "Masa",
            at: "Tempat",
            cancelled: "Aktiviti ini dibatalkan.",
        },
        Language::En => Words {
            published: "Published",
            edited: "Edited",
            expired: "This notice has expired.",
            withdrawn: "This notice was withdrawn.",
            missing: "There is no notice here.",
            open: "Open in MyKRT",
            languages: "Languages",
            link: "Link",
            documents: "Documents",
            country: "All of Malaysia",
            when: "When",
            at: "Where",
            cancelled: "This activity does not take place.",
        },
        Language::Zh => Words {
            published: "发布于",
            edited: "修改于",
            expired: "此通知已过期。",
            withdrawn: "此通知已被撤回。",
            missing: "这里没有通知。",
            open: "在 MyKRT 中打开",
            languages: "语言",
            link: "链接",
            documents: "文件",
            country: "马来西亚全国",
            when: "时间",
            at: "地点",
            cancelled: "此活动已取消。",
        },
        Language::Ta => Words {
            published: "வெளியிடப்பட்டது",
            edited: "திருத்தப்பட்டது",
            expired: "இந்த அறிவிப்பு காலாவதியானது.",
            withdrawn: "இந்த அறிவிப்பு திரும்பப் பெறப்பட்டது.",
            missing: "இங்கே அறிவிப்பு எதுவும் இல்லை.",
            open: "MyKRT-இல் திற",
            languages: "மொழிகள்",
            link: "இணைப்பு",
            documents: "ஆவணங்கள்",
            country: "மலேசியா முழுவதும்",
            when: "நேரம்",
            at: "இடம்",
            cancelled: "இந்த நிகழ்ச்சி ரத்து செய்யப்பட்டது.",
        },
    }
}

/// How much a notice matters, in words.
pub(super) const fn severity(severity: Severity, language: Language) -> &'static str {
    let (ms, en, zh, ta) = match severity {
        Severity::Information => ("Makluman", "Information", "资讯", "தகவல்"),
        Severity::Important => ("Penting", "Important", "重要", "முக்கியம்"),
        Severity::Urgent => ("Segera", "Urgent", "紧急", "அவசரம்"),
        Severity::Emergency => ("Kecemasan", "Emergency", "紧急危险", "அவசரநிலை"),
    };
    match language {
        Language::Ms => ms,
        Language::En => en,
        Language::Zh => zh,
        Language::Ta => ta,
    }
}

/// A language by its own name.
pub(in crate::rest) const fn name(language: Language) -> &'static str {
    match language {
        Language::Ms => "Bahasa Melayu",
        Language::En => "English",
        Language::Zh => "中文",
        Language::Ta => "தமிழ்",
    }
}

/// A language as Open Graph names it.
pub(in crate::rest) const fn locale(language: Language) -> &'static str {
    match language {
        Language::Ms => "ms_MY",
        Language::En => "en_GB",
        Language::Zh => "zh_CN",
        Language::Ta => "ta_IN",
    }
}

/// A time as clocks in Malaysia show it.
pub(in crate::rest) fn time(at: Instant, language: Language) -> String {
    let form = match language {
        Language::En => "%-d %B %Y, %H:%M",
        Language::Zh => "%Y年%-m月%-d日 %H:%M",
        Language::Ms | Language::Ta => "%-d.%-m.%Y, %H:%M",
    };
    shown(at, form)
}

/// The time of the day alone.
pub(super) fn clock(at: Instant) -> String {
    shown(at, "%H:%M")
}

/// Whether calendars in Malaysia show the same day.
pub(super) fn is_same_day(one: Instant, other: Instant) -> bool {
    shown(one, "%F") == shown(other, "%F")
}

fn shown(at: Instant, form: &str) -> String {
    match FixedOffset::east_opt(HOURS_AHEAD * 3600) {
        Some(zone) => at.with_timezone(&zone).format(form).to_string(),
        None => at.to_rfc3339(),
    }
}
