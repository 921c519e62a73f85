//! Texts that people type: trimmed, bounded, and without characters that cannot be shown (`showable`
//! says which).

use uuid::Uuid;

use super::{
    error::{ErrorCode, Refusal},
    language::{Language, LocalizedText},
    showable::{Reading, has_something_to_see},
};

/// A single line of 1 to `limit` characters: outer white space is cut, inner white space becomes
/// single spaces.
pub fn line(text: &str, limit: usize) -> Result<String, Refusal> {
    let cut = text.split_whitespace().collect::<Vec<_>>().join(" ");
    bounded(cut, limit)
}

/// The same of a line that is changed: one that reads as it did before stays, also where it would be refused
/// today.
pub fn line_over(text: &str, before: Option<&str>, limit: usize) -> Result<String, Refusal> {
    if before == Some(text) { Ok(text.to_owned()) } else { line(text, limit) }
}

/// A text of 1 to `limit` characters that may have several lines.
pub fn paragraphs(text: &str, limit: usize) -> Result<String, Refusal> {
    bounded(text.trim().replace("\r\n", "\n"), limit)
}

/// … of at least `least` characters.
pub fn paragraphs_of(text: &str, (least, limit): (usize, usize)) -> Result<String, Refusal> {
    let text = paragraphs(text, limit)?;
    if text.chars().count() < least {
        return Err(Refusal::of(ErrorCode::TooShort).with("limit", least));
    }
    Ok(text)
}

fn bounded(text: String, limit: usize) -> Result<String, Refusal> {
    let mut reading = Reading::default();
    if !text.chars().all(|letter| reading.takes(letter)) {
        return Err(Refusal::of(ErrorCode::TextInvalid));
    }
    if !has_something_to_see(&text) {
        return Err(Refusal::of(ErrorCode::Required));
    }
    if text.chars().count() > limit {
        return Err(Refusal::of(ErrorCode::TooLong).with("limit", limit));
    }
    Ok(text)
}

/// A text that must never be refused: what cannot be shown is left out, and what is too long is
/// cut. Tells also whether anything was lost; an empty text is none.
#[must_use]
pub fn fitted(text: &str, limit: usize) -> (Option<String>, bool) {
    let whole = text.trim();
    let mut reading = Reading::default();
    let shown = whole.chars().filter(|letter| reading.takes(*letter));
    let kept =
        Some(shown.take(limit).collect::<String>()).filter(|kept| has_something_to_see(kept));
    let lost = kept.as_ref().map_or(0, String::len) < whole.len();
    (kept, lost)
}

/// Checks a text in each of its languages; Malay must be there.
pub fn localized(
    text: &LocalizedText,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    localized_over(text, None, limit, check)
}

/// The same of a text that is changed: a language that reads as it did before stays, also where it would
/// be refused today. Whoever mends one language is not asked about another.
pub fn localized_over(
    text: &LocalizedText,
    before: Option<&LocalizedText>,
    limit: usize,
    check: fn(&str, usize) -> Result<String, Refusal>,
) -> Result<LocalizedText, Refusal> {
    let stands = |language: Language| before.and_then(|before| before.get(language));
    let one = |language: Language| -> Result<Option<String>, Refusal> {
        match text.get(language) {
            Some(written) if stands(language) == Some(written) => Ok(Some(written.to_owned())),
            None => Ok(None),
            Some(written) if written.trim().is_empty() && language != Language::Ms => Ok(None),
            Some(written) => check(written, limit).map(Some).map_err(|r| r.at(language.tag())),
        }
    };
    Ok(LocalizedText {
        ms: one(Language::Ms)?.unwrap_or_default(),
        en: one(Language::En)?,
        zh: one(Language::Zh)?,
        ta: one(Language::Ta)?,
    })
}

/// What a search compares: lower case, letters and digits only, single spaces.
#[must_use]
pub fn searchable(text: &str) -> String {
    let lower = text.to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A short name for addresses: the words of a text in small letters, and six characters of an id
/// so that two of the same name differ. `mi-kuning-7k3q2a`.
#[must_use]
pub fn slug(text: &str, id: Uuid) -> String {
    const LONGEST: usize = 60;
    let mut slug = String::new();
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        if slug.len() + word.len() > LONGEST {
            break;
        }
        slug.push_str(word);
        slug.push('-');
    }
    // The end of an id is chance, its beginning the time.
    let code = super::id::encode("", id);
    slug.push_str(code.get(code.len().saturating_sub(6)..).unwrap_or_default());
    slug
}

/// A slug without the words of a name; none when none of them stands in it.
#[must_use]
pub fn slug_without(slug: &str, name: &str) -> Option<String> {
    let (words, code) = slug.rsplit_once('-')?;
    let lower = name.to_lowercase();
    let names: Vec<&str> = lower.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    if !words.split('-').any(|word| names.contains(&word)) {
        return None;
    }
    let left = words.split('-').filter(|word| !names.contains(word)).chain([code]);
    Some(left.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_and_bounded() {
        assert_eq!(line("  Mi \n kuning ", 20).as_deref(), Ok("Mi kuning"));
        assert_eq!(line(" \t ", 20).unwrap_err().code, ErrorCode::Required);
        assert_eq!(line("abcde", 4).unwrap_err().code, ErrorCode::TooLong);
        assert_eq!(line("a\u{202e}b", 4).unwrap_err().code, ErrorCode::TextInvalid);
        assert_eq!(line("a\0b", 4).unwrap_err().code, ErrorCode::TextInvalid);
    }

    #[test]
    fn a_text_that_looks_empty_is_refused() {
        for check in [line, paragraphs] {
            let refused = |text: &str| check(text, 20).unwrap_err().code;
            assert_eq!(refused("\u{200b}"), ErrorCode::TextInvalid);
            assert_eq!(refused("Gotong\u{ad}royong"), ErrorCode::TextInvalid);
            assert_eq!(refused(" \u{3164} "), ErrorCode::TextInvalid);
            assert_eq!(refused("\u{fe0f}"), ErrorCode::Required);
            assert_eq!(refused("\u{3000}"), ErrorCode::Required);
            assert_eq!(check("க்\u{200c}ஷ", 20).as_deref(), Ok("க்\u{200c}ஷ"));
        }
    }

    #[test]
    fn a_text_that_must_say_something_is_long_enough() {
        assert_eq!(paragraphs_of(" abc ", (3, 4)).as_deref(), Ok("abc"));
        assert_eq!(paragraphs_of(" ab ", (3, 4)).unwrap_err().code, ErrorCode::TooShort);
        assert_eq!(paragraphs_of("  ", (3, 4)).unwrap_err().code, ErrorCode::Required);
        assert_eq!(paragraphs_of("abcde", (3, 4)).unwrap_err().code, ErrorCode::TooLong);
    }

    #[test]
    fn a_text_is_fitted() {
        assert_eq!(fitted("  Pagar rosak ", 20), (Some("Pagar rosak".to_owned()), false));
        assert_eq!(fitted("a\u{202e}bcd", 3), (Some("abc".to_owned()), true));
        assert_eq!(fitted("a\u{200b}b", 3), (Some("ab".to_owned()), true));
        assert_eq!(fitted("\u{200b}", 3), (None, true));
        assert_eq!(fitted("\u{fe0f}", 3), (None, true));
        assert_eq!(fitted(" \n ", 3), (None, false));
    }

    #[test]
    fn a_language_that_is_not_changed_is_not_checked_again() {
        // As it could be written before: a soft hyphen, and a mark that turns the direction.
        let before = LocalizedText::new("Gotong\u{ad}royong", "Clean-up\u{200f}");
        let with = |en: &str| LocalizedText { en: Some(en.to_owned()), ..before.clone() };
        let check = |text: &LocalizedText, before: Option<&LocalizedText>| {
            localized_over(text, before, 20, line)
        };
        assert_eq!(check(&with(" Cleaning "), Some(&before)), Ok(with("Cleaning")));
        assert_eq!(check(&before, Some(&before)), Ok(before.clone()));
        let refused = check(&with("Clean\u{200f}ing"), Some(&before)).unwrap_err();
        assert_eq!(refused, Refusal::of(ErrorCode::TextInvalid).at("en"));
        let refused = check(&with("Cleaning"), None).unwrap_err();
        assert_eq!(refused, Refusal::of(ErrorCode::TextInvalid).at("ms"));
    }

    #[test]
    fn a_search_sees_letters_and_digits_only() {
        assert_eq!(searchable("Mi KUNING (500 g) — segar!"), "mi kuning 500 g segar");
    }

    #[test]
    fn a_name_is_taken_out_of_a_slug() {
        let left = |slug| slug_without(slug, "Puan Salmah a/p Kumar").unwrap_or_default();
        assert_eq!(left("mi-puan-salmah-7k3q2a"), "mi-7k3q2a");
        assert_eq!(left("salmah-7k3q2a"), "7k3q2a");
        // Another word that begins alike stays, and so does what stands for nobody.
        assert_eq!(left("salmahkan-7k3q2a"), "");
        assert_eq!(left("7k3q2a"), "");
        // The code is no word.
        assert_eq!(slug_without("mi-salmah", "Salmah"), None);
    }

    #[test]
    fn a_slug_is_fit_for_an_address() {
        let slug = |text| slug(text, Uuid::from_u128(35));
        assert_eq!(slug("Mi Kuning (500 g)"), "mi-kuning-500-g-000013");
        assert_eq!(slug("面"), "000013");
        assert!(slug(&"panjang ".repeat(30)).len() <= 67);
    }
}
