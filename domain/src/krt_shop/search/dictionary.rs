//! Words and phrases that mean the same, in the languages of the shop.
//!
//! `synonyms.tsv` holds one group a line; rows of `search_synonym` add others, in the same form. A word
//! may stand in several groups, and a group reaches no further than itself: `air` is water and a
//! drink, and water is no drink.

use std::collections::HashMap;

use super::{forms, words};

/// The groups that come with the program.
const GROUPS: &str = include_str!("synonyms.tsv");

/// The longest phrase, in words.
pub(super) const LONGEST_PHRASE: usize = 3;

/// Words that stand together.
pub(super) type Phrase = Vec<String>;

/// What means the same.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    groups: Vec<Vec<Phrase>>,
    by_phrase: HashMap<Phrase, Vec<usize>>,
    /// Single words by what they sound like.
    by_sound: HashMap<String, Vec<String>>,
}

impl Dictionary {
    /// The groups of the program, and these: phrases with tabs between them.
    #[must_use]
    pub(super) fn new(others: &[String]) -> Self {
        let mut dictionary = Self::default();
        let own = GROUPS.lines().filter(|line| !line.starts_with('#'));
        for line in own.chain(others.iter().map(String::as_str)) {
            dictionary.add(line);
        }
        dictionary
    }

    fn add(&mut self, line: &str) {
        let phrases: Vec<Phrase> = line
            .split('\t')
            .map(words::phrase)
            .filter(|phrase| (1..=LONGEST_PHRASE).contains(&phrase.len()))
            .collect();
        let group = self.groups.len();
        for phrase in &phrases {
            self.by_phrase.entry(phrase.clone()).or_default().push(group);
            if let [word] = phrase.as_slice() {
                let alike = self.by_sound.entry(forms::sound(word)).or_default();
                if !alike.contains(word) {
                    alike.push(word.clone());
                }
            }
        }
        self.groups.push(phrases);
    }

    /// Whether this stands in a group as it is, or its last word does in another form.
    #[must_use]
    pub(super) fn holds(&self, phrase: &[String]) -> bool {
        spelled(phrase).iter().any(|phrase| self.by_phrase.contains_key(phrase))
    }

    /// Whether this word stands in a group, as it is.
    #[must_use]
    pub(super) fn has(&self, word: &str) -> bool {
        self.by_phrase.contains_key([word.to_owned()].as_slice())
    }

    /// Every other phrase of the groups in which this one stands, in whatever form or spelling.
    #[must_use]
    pub(super) fn same_as(&self, phrase: &[String]) -> Vec<&Phrase> {
        let mut same: Vec<&Phrase> = Vec::new();
        let mut spelled = spelled(phrase);
        if let [word] = phrase {
            let alike = self.by_sound.get(&forms::sound(word));
            spelled.extend(alike.into_iter().flatten().map(|word| vec![word.clone()]));
        }
        let groups = spelled.iter().filter_map(|phrase| self.by_phrase.get(phrase)).flatten();
        for other in groups.filter_map(|group| self.groups.get(*group)).flatten() {
            if other.as_slice() != phrase && !same.contains(&other) {
                same.push(other);
            }
        }
        same
    }

    /// Every word that stands in a group by itself.
    pub(super) fn single_words(&self) -> impl Iterator<Item = &String> {
        self.by_sound.values().flatten()
    }
}

/// The phrase, and the same with its last word in its other forms.
fn spelled(phrase: &[String]) -> Vec<Phrase> {
    let Some((last, before)) = phrase.split_last() else { return Vec::new() };
    let with = |stem: String| before.iter().cloned().chain([stem]).collect::<Phrase>();
    forms::stems(last).into_iter().map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(dictionary: &Dictionary, phrase: &str) -> Vec<String> {
        let phrase = words::phrase(phrase);
        dictionary.same_as(&phrase).iter().map(|phrase| phrase.join(" ")).collect()
    }

    #[test]
    fn words_of_several_languages_mean_the_same() {
        let dictionary = Dictionary::new(&["ulam\tkerabu\traw salad".to_owned()]);
        for (asked, wanted) in [
            ("noodles", "mi"),
            ("mee", "noodle"),
            ("bee hoon", "bihun"),
            ("haircuts", "gunting rambut"),
            ("sweet potatos", "keledek"),
            ("蛋糕", "kek"),
            ("kerabu", "raw salad"),
        ] {
            let same = same(&dictionary, asked);
            assert!(same.iter().any(|phrase| phrase == wanted), "{asked}: {same:?}");
        }
        assert!(same(&dictionary, "zzz").is_empty());
        assert!(dictionary.holds(&words::phrase("air conditioners")));
        assert!(!dictionary.has("conditioners"));
    }

    #[test]
    fn every_line_is_a_group() {
        for line in GROUPS.lines().filter(|line| !line.starts_with('#')) {
            let phrases: Vec<Phrase> = line.split('\t').map(words::phrase).collect();
            assert!(phrases.len() >= 2, "{line}");
            for phrase in &phrases {
                assert!((1..=LONGEST_PHRASE).contains(&phrase.len()), "{line}");
            }
        }
    }
}
