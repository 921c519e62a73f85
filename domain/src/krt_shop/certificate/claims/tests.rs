use proptest::prelude::*;

use super::claims_halal;

#[test]
fn the_word_is_a_claim_in_every_script_and_spelling() {
    for text in [
        "Ayam halal",
        "HALAL!",
        "Sate 100% Halal, ditanggung",
        "halal JAKIM",
        "#ayamhalal",
        "Bahan halalan toyyiban",
        "Bersijil halal",
        "hallal",
        "halaal",
        "haalaall",
        "حلال",
        "لحم حلال",
        "حَلَال",
        "حــلال",
        "ﺣﻼﻝ",
        "الحلال",
        "ح ل ا ل",
        "清真",
        "清真食品",
        "本店清真认证",
        "淸眞",
        "清 真",
        "ஹலால்",
        "ஹலால் உணவு",
        "ஹலாலான கோழி",
    ] {
        assert!(claims_halal(text), "{text}");
    }
}

#[test]
fn tricks_are_seen_through() {
    for text in [
        "h4l4l",
        "ha1al",
        "h@lal",
        "h4141al",
        "ha|al",
        "haIaI",
        "h a l a l",
        "H.A.L.A.L",
        "h-a-l-a-l",
        "h_a_l_a_l",
        "H, A, L, A, L",
        "ha lal",
        "h al al",
        "hal-al",
        "ha*lal",
        "hala\u{200b}l",
        "h\u{200d}a\u{2060}l\u{ad}al",
        "ha\u{feff}lal",
        "hаlаl", // with the Cyrillic а
        "һаӏаӏ", // all Cyrillic
        "НАLAL", // Cyrillic capitals
        "hαlαl",
        "ḥalāl",
        "ha\u{301}la\u{300}l",
        "ｈａｌａｌ",
        "𝐡𝐚𝐥𝐚𝐥",
        "𝓗𝓪𝓵𝓪𝓵",
        "ⓗⓐⓛⓐⓛ",
        "🅷🅰🅻🅰🅻",
        "🇭🇦🇱🇦🇱",
        "ʜᴀʟᴀʟ",
        "halal\u{fe0f}",
        "H A L A L certified",
    ] {
        assert!(claims_halal(text), "{text}");
    }
}

#[test]
fn who_says_no_claims_nothing() {
    for text in [
        "bukan halal",
        "Tidak halal",
        "tak halal",
        "x halal",
        "non-halal",
        "Non Halal",
        "NONHALAL",
        "not halal",
        "Makanan ini tidak halal untuk orang Islam.",
        "Menu non-halal (babi)",
        "belum halal",
        "Belum ada sijil halal",
        "tiada sijil halal",
        "tanpa logo halal",
        "no halal certificate",
        "This isn't halal",
        "not yet certified halal",
        "tidak dijamin halal",
        "bukan produk halal",
        "Halal: tidak",
        "Status halal: belum",
        "Sijil halal belum ada",
        "halal tidak dijamin",
        "非清真",
        "不是清真",
        "本店没有清真认证",
        "无清真",
        "未获清真认证",
        "非 清真",
        "غير حلال",
        "ليس حلال",
        "بوكن حلال",
        "ஹலால் அல்ல",
        "ஹலால் அல்லாத உணவு",
        "ஹலால் இல்லை",
    ] {
        assert!(!claims_halal(text), "{text}");
    }
}

#[test]
fn to_say_no_twice_or_to_something_else_is_a_claim() {
    for text in [
        "bukan tidak halal",
        "bukan non-halal",
        "tiada unsur non-halal",
        "bebas non halal",
        "no non-halal meat",
        "bukan sahaja halal",
        "bukan sekadar halal malah sedap",
        "not only halal",
        "Tidak ragu lagi halal",
        "No pork. Halal",
        "Tiada MSG, halal",
        "tidak mahal, halal",
        "Halal, bukan haram",
        "Halal. Tiada pengawet",
        "Non-halal? Tidak! Halal",
        "Bukan halal? Salah, ini halal JAKIM",
        "不仅清真",
        "并非不清真",
        "非常好的清真",
        "Halal tiada pengawet",
    ] {
        assert!(claims_halal(text), "{text}");
    }
}

#[test]
fn other_words_are_left_alone() {
    for text in [
        "",
        "Mi kuning segar",
        "Mahal alatnya",
        "mahal",
        "hala tuju",
        "ke mana hala!",
        "hal itu",
        "Hal al-Quran",
        "halia dan lada",
        "Jalal",
        "H4141",
        "Kod 41-41",
        "Halal bihalal",
        "Majlis halal bi halal",
        "halalbihalal",
        "Blok H 4141",
        "sha la la la",
        "清真寺对面",
        "清洁真好",
        "حلوى",
        "Halaman rumah",
        "shalalala",
        "Alah, lal",
    ] {
        assert!(!claims_halal(text), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,200}") {
        let _ = claims_halal(&text);
        let claim = format!("{text}\n halal");
        prop_assert!(claims_halal(&claim));
    }
}
