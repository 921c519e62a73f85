//! Whether a text claims that something is halal; pure.
//!
//! A text is read as people see it: letters that cannot be seen, look-alikes of other scripts, digits
//! and signs in the place of letters, letters apart. Whatever names the word claims it, unless the text
//! itself says that it is not so: *bukan halal*, *non-halal*, *belum ada sijil halal*, 非清真. To say no
//! twice is to say yes. A picture that shows the word is for officers to see.

mod letters;
#[cfg(test)]
mod tests;
mod words;

use words::{Stop, Word, squeezed, words};

/// The word in Latin, Arabic (and Jawi) and Tamil letters, without the signs that show nothing.
const HALAL: [&str; 3] = ["halal", "حلال", "ஹலால"];
/// The word in Chinese, which is written within others.
const QINGZHEN: &str = "清真";
/// The feast of forgiving, and a sound.
const NOT_THE_WORD: &[&str] = &["halalbihalal", "shalala"];
/// What says no before the word, also written together with it.
const NO: &[&str] = &[
    "bukan",
    "tidak",
    "tak",
    "tdk",
    "x",
    "tiada",
    "tanpa",
    "belum",
    "non",
    "not",
    "no",
    "without",
    "never",
    "isn",
    "isnt",
    "aren",
    "arent",
    "wasn",
    "doesn",
    "don",
    "un",
    "bebas",
    "غير",
    "غیر",
    "ليس",
    "ليست",
    "بوكن",
    "بوکن",
    "تيدق",
    "تق",
    "بلوم",
    "تيادا",
    "تنڤا",
    "jangan",
];
/// What may stand between a no and the word without turning the meaning.
const BETWEEN: &[&str] = &[
    "sijil",
    "pensijilan",
    "logo",
    "tanda",
    "label",
    "cop",
    "certificate",
    "certified",
    "certification",
    "cert",
    "status",
    "produk",
    "makanan",
    "menu",
    "daging",
    "disahkan",
    "diiktiraf",
    "dijamin",
    "mempunyai",
    "ada",
    "mendapat",
    "memiliki",
    "bersijil",
    "berstatus",
    "dapat",
    "yang",
    "a",
    "an",
    "the",
    "is",
    "are",
    "be",
    "have",
    "has",
    "yet",
    "t",
    "any",
    "jakim",
    "item",
    "food",
    "product",
    "products",
    "unsur",
    "bahan",
    "ingredient",
    "ingredients",
    "meat",
    "سيجيل",
];
/// A no behind the word, when that is all: `halal: tidak`, `sijil halal belum ada`.
const NO_BEHIND: &[&str] = &["tidak", "tak", "belum", "tiada", "no", "not", "none", "bukan"];
const ALL_THAT_FOLLOWS: &[&str] =
    &["ada", "lagi", "yet", "dijamin", "diperoleh", "disahkan", "available", "certified"];
/// Tamil says no behind the word.
const NO_IN_TAMIL: &[&str] = &["அலல", "இலலை", "அலலாத", "இலலாத"];
/// What says no before the Chinese word; the longer ones first.
const NO_IN_CHINESE: &[&str] = &[
    "没有", "沒有", "不是", "并非", "並非", "不含", "未获", "未獲", "未经", "未經", "非", "不",
    "无", "無", "未", "没",
];
/// The most words between a no and the word.
const FAR: usize = 4;
/// The most pieces into which the word is taken apart.
const PIECES: usize = 6;

/// Whether a text claims that something is halal.
#[must_use]
pub fn claims_halal(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|first| {
        whole(&words, first)
            || (2..=PIECES).any(|count| apart(&words, first, count))
            || chinese(&words, first)
    })
}

/// Whether one word is, or holds, the word, and nothing says no.
fn whole(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    if NOT_THE_WORD.iter().any(|other| word.folded.starts_with(other)) {
        return false;
    }
    let Some(before) = HALAL.iter().find_map(|halal| Some(word.folded.split_once(halal)?.0)) else {
        return false;
    };
    if is_no(before) {
        return says_no_before(words, at);
    }
    !is_feast(words, at, before) && !denied(words, at, at)
}

/// Whether the word is one of those that name the feast of forgiving: *halal bihalal*.
fn is_feast(words: &[Word], at: usize, before: &str) -> bool {
    let plain = |at: Option<usize>| Some(words.get(at?)?.plain.as_str());
    let goes_on = words.get(at).is_some_and(|word| !word.gap.ends());
    let earlier = plain(at.checked_sub(1)).filter(|_| goes_on);
    let next = (plain(Some(at + 1)), plain(Some(at + 2)));
    before == "bi"
        || earlier == Some("bi")
        || next.0 == Some("bihalal")
        || next == (Some("bi"), Some("halal"))
}

/// Whether several pieces make up the word, and nothing says no.
fn apart(words: &[Word], first: usize, count: usize) -> bool {
    let Some(pieces) = words.get(first..first + count) else { return false };
    let one_by_one = pieces.iter().all(|piece| piece.plain.chars().count() == 1);
    let torn = pieces.iter().skip(1).any(|piece| piece.gap.ends() && piece.gap.space);
    if torn && !one_by_one {
        return false;
    }
    // Not the number of a house: `H 4141`.
    let written = pieces.iter().flat_map(|piece| piece.plain.chars());
    if written.filter(|one| one.is_alphabetic()).count() < 2 {
        return false;
    }
    let letters = pieces
        .iter()
        .flat_map(|piece| piece.folded.chars().map(letters::stands_for).collect::<Vec<_>>());
    let joined = squeezed(letters);
    if !HALAL.contains(&joined.as_str()) && joined != QINGZHEN {
        return false;
    }
    // `hal al-Quran`: a matter, and an article.
    let next = words.get(first + count);
    if let [hal, al] = pieces
        && (hal.plain.as_str(), al.plain.as_str()) == ("hal", "al")
        && next.is_some_and(|next| next.gap.hyphen && !next.gap.space)
    {
        return false;
    }
    !denied(words, first, first + count - 1)
}

fn is_no(text: &str) -> bool {
    NO.contains(&text)
}

/// Whether the text says that the word, from the first to the last of these pieces, is not so.
fn denied(words: &[Word], first: usize, last: usize) -> bool {
    denied_before(words, first) || denied_behind(words, last)
}

fn denied_before(words: &[Word], first: usize) -> bool {
    no_before(words, first).is_some_and(|at| !says_no_before(words, at))
}

/// Whether a no stands before this word, in the same part of the sentence.
fn says_no_before(words: &[Word], at: usize) -> bool {
    no_before(words, at).is_some()
}

/// Where the nearest no before a word stands, when nothing else stands between.
fn no_before(words: &[Word], at: usize) -> Option<usize> {
    let mut place = at;
    for _ in 0..FAR {
        if words.get(place)?.gap.ends() {
            return None;
        }
        place = place.checked_sub(1)?;
        let word = words.get(place)?.plain.as_str();
        if is_no(word) {
            return Some(place);
        }
        if !BETWEEN.contains(&word) {
            return None;
        }
    }
    None
}

fn denied_behind(words: &[Word], last: usize) -> bool {
    let Some(next) = words.get(last + 1) else { return false };
    if next.gap.stop == Stop::Ends {
        return false;
    }
    if NO_IN_TAMIL.contains(&next.plain.as_str()) {
        return true;
    }
    let is_all = words
        .get(last + 2)
        .is_none_or(|after| after.gap.ends() || ALL_THAT_FOLLOWS.contains(&after.plain.as_str()));
    NO_BEHIND.contains(&next.plain.as_str()) && is_all
}

/// Whether a word in Chinese claims it. A mosque (清真寺) does not.
fn chinese(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    word.plain.match_indices(QINGZHEN).any(|(place, _)| {
        let (before, from) = word.plain.split_at(place);
        if from.strip_prefix(QINGZHEN).is_some_and(|rest| rest.starts_with('寺')) {
            return false;
        }
        let earlier = at.checked_sub(1).and_then(|at| words.get(at)).filter(|_| !word.gap.ends());
        let before = match earlier {
            Some(earlier) if before.is_empty() => earlier.plain.as_str(),
            _ => before,
        };
        match no_at_end(before) {
            None => true,
            Some(rest) => no_at_end(rest).is_some(),
        }
    })
}

/// What stands before a no at the end of a text in Chinese.
fn no_at_end(text: &str) -> Option<&str> {
    NO_IN_CHINESE.iter().find_map(|no| text.strip_suffix(no))
}
