//! The page's own few words in the four languages in which notices are written.

use chrono::{Datelike as _, NaiveDate};
use domain::{
    mykrt::notice::Severity,
    shared::{clock::Instant, language::Language, malaysia},
};

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
    in_language(language, [ms, en, zh, ta])
}

/// What is said in a language, of Malay, English, Chinese and Tamil.
const fn in_language(language: Language, [ms, en, zh, ta]: [&'static str; 4]) -> &'static str {
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

/// The months of the year, in words.
const MONTHS: [[&str; 4]; 12] = [
    ["Januari", "January", "1月", "ஜனவரி"],
    ["Februari", "February", "2月", "பிப்ரவரி"],
    ["Mac", "March", "3月", "மார்ச்"],
    ["April", "April", "4月", "ஏப்ரல்"],
    ["Mei", "May", "5月", "மே"],
    ["Jun", "June", "6月", "ஜூன்"],
    ["Julai", "July", "7月", "ஜூலை"],
    ["Ogos", "August", "8月", "ஆகஸ்ட்"],
    ["September", "September", "9月", "செப்டம்பர்"],
    ["Oktober", "October", "10月", "அக்டோபர்"],
    ["November", "November", "11月", "நவம்பர்"],
    ["Disember", "December", "12月", "டிசம்பர்"],
];

/// A month by its number, in words; nothing for a number that is none.
pub(in crate::rest) fn month(number: i64, language: Language) -> Option<&'static str> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    MONTHS.get(place).map(|words| in_language(language, *words))
}

/// A day as people write it: `14 Mac 2026`.
pub(in crate::rest) fn date(day: NaiveDate, language: Language) -> String {
    let month = month(day.month().into(), language).unwrap_or_default();
    match language {
        Language::Zh => format!("{}年{month}{}日", day.year(), day.day()),
        Language::Ms | Language::En | Language::Ta => {
            format!("{} {month} {}", day.day(), day.year())
        }
    }
}

/// A time as calendars and clocks in Malaysia show it: `14 Mac 2026, 12:00`.
pub(in crate::rest) fn time(at: Instant, language: Language) -> String {
    let between = if language == Language::Zh { " " } else { ", " };
    format!("{}{between}{}", date(malaysia::day(at), language), clock(at))
}

/// The time of the day alone.
pub(super) fn clock(at: Instant) -> String {
    malaysia::time(at).format("%H:%M").to_string()
}

/// Whether calendars in Malaysia show the same day.
pub(super) fn is_same_day(one: Instant, other: Instant) -> bool {
    malaysia::day(one) == malaysia::day(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_its_readers_write_it() {
        // The evening of the 12th in London is the morning of the 13th in Malaysia.
        let at = "2026-08-12T20:05:00Z".parse().unwrap();
        for (language, shown) in [
            (Language::Ms, "13 Ogos 2026, 04:05"),
            (Language::En, "13 August 2026, 04:05"),
            (Language::Zh, "2026年8月13日 04:05"),
            (Language::Ta, "13 ஆகஸ்ட் 2026, 04:05"),
        ] {
            assert_eq!(time(at, language), shown);
        }
        assert_eq!((month(0, Language::Ms), month(13, Language::Ms)), (None, None));
    }
}
