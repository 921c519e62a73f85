//! A text in its words, and what stands between them; pure.

use super::letters::{invisible, letter, stands_for};

/// Whether a sentence, or a part of one, ends between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    /// It goes on.
    #[default]
    None,
    /// It ends.
    Ends,
    /// It ends with a colon or a question mark: what follows may be the answer.
    Asks,
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// White space.
    pub space: bool,
    /// A hyphen.
    pub hyphen: bool,
    /// Whether something ends there.
    pub stop: Stop,
}

impl Gap {
    /// Whether something ends there.
    pub fn ends(self) -> bool {
        self.stop != Stop::None
    }

    fn add(&mut self, sign: char) {
        self.space |= sign.is_whitespace();
        self.hyphen |= matches!(sign, '-' | '\u{2010}' | '\u{2011}');
        self.stop = self.stop.max(match sign {
            ':' | '?' | '：' | '？' | '؟' => Stop::Asks,
            '.' | ',' | '!' | ';' | '\n' | '、' | '。' | '，' | '！' | '；' | '،' | '؛' | '•'
            | '|' | '/' | '✓' | '✔' | '✅' | '★' => Stop::Ends,
            _ => Stop::None,
        });
    }
}

/// A word as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// What stands before it.
    pub gap: Gap,
    /// Its letters.
    pub plain: String,
    /// … with signs and digits as the letters that they stand for, and none twice in a row.
    pub folded: String,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let shown: Vec<char> = text
        .chars()
        .filter(|letter| !invisible(*letter))
        // One sign for two letters.
        .flat_map(|one| match one {
            'ﻻ' | 'ﻼ' => ['ل', 'ا'].into_iter().take(2),
            other => [other, other].into_iter().take(1),
        })
        .collect();
    let is_letter = |at: usize| shown.get(at).is_some_and(|one| letter(*one).is_alphanumeric());
    let (mut words, mut raw, mut gap) = (Vec::new(), String::new(), Gap::default());
    for (at, one) in shown.iter().enumerate() {
        // A sign is a letter only between letters: `h@lal`, but not `halal!`.
        let within = at > 0 && is_letter(at - 1) && is_letter(at + 1);
        if is_letter(at) || (within && matches!(one, '@' | '|' | '!' | '^')) {
            raw.push(*one);
            continue;
        }
        if !raw.is_empty() {
            words.push(word(&raw, gap));
            (raw, gap) = (String::new(), Gap::default());
        }
        gap.add(*one);
    }
    if !raw.is_empty() {
        words.push(word(&raw, gap));
    }
    words
}

fn word(raw: &str, gap: Gap) -> Word {
    // A capital I among small letters passes for a small l.
    let mixed = raw.chars().any(char::is_lowercase);
    let seen = |(place, one): (usize, char)| match one {
        'I' if mixed && place > 0 => 'l',
        other => letter(other),
    };
    let plain: String = raw.chars().map(letter).collect();
    let letters = plain.chars().filter(|one| one.is_alphabetic()).count();
    let folded: Vec<char> = if letters < 2 {
        plain.chars().collect()
    } else {
        raw.chars().enumerate().map(seen).map(stands_for).collect()
    };
    Word { gap, plain, folded: squeezed(folded) }
}

/// The same without letters that stand there twice in a row.
pub(super) fn squeezed(letters: impl IntoIterator<Item = char>) -> String {
    let mut kept = String::new();
    for one in letters {
        if !kept.ends_with(one) {
            kept.push(one);
        }
    }
    kept
}
