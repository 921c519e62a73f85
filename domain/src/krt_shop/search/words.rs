//! Texts as words: small letters without accents, of any script; pure.
//!
//! Chinese is written without spaces: a run of its signs becomes each two that stand together, and
//! what is kept has the single signs too. Tamil words keep their vowel signs. What is neither letter
//! nor digit parts words: nothing of it reaches a database's grammar.

use crate::shared::error::{ErrorCode, Refusal, Result};

/// The longest search that is taken, in characters.
const LONGEST_SEARCH: usize = 200;
/// The most words of a search.
pub(super) const MOST_WORDS: usize = 8;
/// The longest word that is told apart, in characters: what two words share so far is one word.
const LONGEST_WORD: usize = 40;

/// Words that say nothing by themselves, in Malay and English. When there are no others they count.
const STOP_WORDS: [&str; 34] = [
    "dan", "di", "ke", "dari", "yang", "untuk", "dengan", "atau", "ini", "itu", "pada", "oleh",
    "ada", "saya", "nak", "mahu", "cari", "the", "a", "an", "of", "for", "in", "to", "with", "or",
    "and", "i", "me", "my", "near", "want", "se", "utk",
];

/// The words of a text that is kept.
#[must_use]
pub(super) fn words(text: &str) -> Vec<String> {
    split(text, true)
}

/// The words of a search: none when nothing in it is a word.
pub(super) fn asked(text: &str) -> Result<Vec<String>> {
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Refusal::of(ErrorCode::TooLong)
            .at("query")
            .with("limit", LONGEST_SEARCH)
            .stop());
    }
    let words = split(text, false);
    if words.len() > MOST_WORDS {
        return Err(Refusal::of(ErrorCode::TooMany).at("query").with("limit", MOST_WORDS).stop());
    }
    let mut telling: Vec<String> = Vec::with_capacity(words.len());
    for word in words.iter().filter(|word| !is_stop_word(word)) {
        if !telling.contains(word) {
            telling.push(word.clone());
        }
    }
    Ok(if telling.is_empty() { words } else { telling })
}

/// The words of a phrase, as a search has them.
#[must_use]
pub(super) fn phrase(text: &str) -> Vec<String> {
    split(text, false)
}

/// Whether a word says nothing by itself.
#[must_use]
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(&word)
}

fn split(text: &str, single_signs: bool) -> Vec<String> {
    let mut splitting = Splitting { single_signs, ..Splitting::default() };
    for letter in text.chars() {
        splitting.take(letter);
    }
    splitting.end();
    splitting.words
}

#[derive(Default)]
struct Splitting {
    words: Vec<String>,
    word: String,
    length: usize,
    signs: Vec<char>,
    single_signs: bool,
}

impl Splitting {
    fn take(&mut self, letter: char) {
        if is_silent(letter) {
            return;
        }
        let letter = narrow(letter);
        if is_sign(letter) {
            self.end_word();
            return self.signs.push(letter);
        }
        self.end_signs();
        if !is_of_words(letter) {
            return self.end_word();
        }
        for small in letter.to_lowercase().filter(|small| !is_silent(*small)) {
            match plain(small) {
                Some(letters) => letters.chars().for_each(|plain| self.push(plain)),
                None => self.push(small),
            }
        }
    }

    fn push(&mut self, letter: char) {
        if self.length < LONGEST_WORD {
            self.word.push(letter);
            self.length += 1;
        }
    }

    fn end(&mut self) {
        self.end_word();
        self.end_signs();
    }

    fn end_word(&mut self) {
        self.length = 0;
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn end_signs(&mut self) {
        let signs = std::mem::take(&mut self.signs);
        if self.single_signs || signs.len() == 1 {
            self.words.extend(signs.iter().map(char::to_string));
        }
        self.words.extend(signs.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
}

/// What is written but says nothing: accents that stand by themselves, vowel signs of Arabic, marks
/// that join, part or turn around, and the apostrophe.
fn is_silent(letter: char) -> bool {
    matches!(letter,
        '\'' | '\u{2019}' | '\u{02bc}' | '\u{00ad}' | '\u{0300}'..='\u{036f}' | '\u{0640}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Letters that are as wide as Chinese signs, in their ordinary form.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Whether it is a sign of a script that is written without spaces.
fn is_sign(letter: char) -> bool {
    matches!(letter,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Letters and digits, and the signs of Indic scripts that stand with their letters.
fn is_of_words(letter: char) -> bool {
    letter.is_alphanumeric()
        || (matches!(letter, '\u{0900}'..='\u{0dff}') && !matches!(letter, '\u{0964}' | '\u{0965}'))
}

/// A small Latin letter without what stands above or below it.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

/// With this begins what stands in the engines for a word that is not written in small Latin letters
/// and digits alone.
const CODED: &str = "0x";
/// So many digits stand for a character.
const DIGITS: usize = 6;

/// A word as the engines keep it: of small Latin letters and digits whatever its script, so that no
/// engine parts or folds it in its own way. What two words share at their beginnings their codes share.
#[must_use]
pub(super) fn coded(word: &str) -> String {
    // A word that looks like a code is coded too, so that it is not taken for another.
    if !word.starts_with(CODED) && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_owned();
    }
    let mut code = CODED.to_owned();
    for letter in word.chars() {
        code.push_str(&format!("{:0width$x}", u32::from(letter), width = DIGITS));
    }
    code
}

/// The word that an engine keeps so.
#[must_use]
pub(super) fn decoded(code: &str) -> String {
    let letters = || {
        let digits = code.strip_prefix(CODED)?.as_bytes();
        if digits.is_empty() || !digits.len().is_multiple_of(DIGITS) {
            return None;
        }
        digits
            .chunks(DIGITS)
            .map(|part| {
                let number = u32::from_str_radix(std::str::from_utf8(part).ok()?, 16).ok()?;
                char::from_u32(number)
            })
            .collect::<Option<String>>()
    };
    letters().unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_words_of_any_script() {
        assert_eq!(words("Mi KUNING (500 g) — Segar!"), ["mi", "kuning", "500", "g", "segar"]);
        assert_eq!(words("Crème brûlée, Cafe\u{301}"), ["creme", "brulee", "cafe"]);
        assert_eq!(words("lady's ｆｉｎｇｅｒ"), ["ladys", "finger"]);
        assert_eq!(words("炒粿条 mi"), ["炒", "粿", "条", "炒粿", "粿条", "mi"]);
        assert_eq!(words("தோசை, வடை"), ["தோசை", "வடை"]);
        assert_eq!(words("\u{202e}مَي\u{200f} 🍜🍜 \0%'"), ["مي"]);
        assert!(words("🍜 % _ \u{7}").is_empty());
        assert_eq!(words(&"x".repeat(100)), ["x".repeat(40)]);
    }

    #[test]
    fn a_search_takes_eight_words_and_two_hundred_characters() {
        assert_eq!(asked("Mi-kuning, 100%!").unwrap(), ["mi", "kuning", "100"]);
        assert_eq!(asked("nak cari mi untuk saya").unwrap(), ["mi"]);
        assert_eq!(asked("dan yang").unwrap(), ["dan", "yang"]);
        assert_eq!(asked("粿条").unwrap(), ["粿条"]);
        assert_eq!(asked("面").unwrap(), ["面"]);
        assert_eq!(asked("b c d e f g h j").unwrap().len(), 8);
        assert!(asked("a b c d e f g h i").is_err());
        assert!(asked("  % _ ").unwrap().is_empty());
        assert!(asked(&"x".repeat(201)).is_err());
        assert!(asked(&"🍜".repeat(10_000)).is_err());
    }

    #[test]
    fn a_word_is_kept_in_letters_and_digits_and_read_again() {
        for word in ["mi", "500g", "面", "தோசை", "0xgh", "mi面"] {
            let code = coded(word);
            assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{code}");
            assert_eq!(decoded(&code), word);
        }
        assert!(coded("面条").starts_with(&coded("面")));
        assert_ne!(coded("0x009762"), coded("面"));
    }
}
