//! What a node knows of words: those that the catalogue holds, and those that mean the same.
//!
//! A word is some 200 bytes with its forms, and a catalogue of 100,000 offers holds some tens of
//! thousands of them.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    slice,
};

use super::{
    dictionary::{Dictionary, LONGEST_PHRASE},
    distance, forms,
    wish::{Group, How, Wish},
    words::{self, MOST_WORDS},
};

/// The most words that a node keeps.
pub(super) const MOST_KNOWN: u64 = 200_000;
/// The most that answers one word of a search.
const MOST_ALTERNATIVES: usize = 48;
/// The most corrections of one word.
const MOST_CORRECTIONS: usize = 4;
/// A word is corrected by one step when it has so many letters …
const CORRECTED_FROM: usize = 5;
/// … and by two when it has so many.
const CORRECTED_TWICE_FROM: usize = 9;
/// From so many letters a word may be two that were written together.
const PARTED_FROM: usize = 6;
/// From so many letters on a word may be the beginning of others.
const BEGINNING_FROM: usize = 3;
/// So many words are looked for that begin with what is being typed.
const MOST_BEGINNINGS: usize = 16;
/// What no more offers than this hold may be a mistake of its seller …
const RARE: i64 = 2;
/// … when so many times as many hold a word that is one step away.
const TIMES_AS_MANY: i64 = 20;

#[derive(Debug)]
struct Known {
    offers: i64,
    letters: u64,
    length: usize,
}

/// What a node knows of words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: BTreeMap<String, Known>,
    by_stem: HashMap<String, Vec<String>>,
    by_sound: HashMap<String, Vec<String>>,
    dictionary: Dictionary,
}

impl Lexicon {
    pub(super) fn new(dictionary: Dictionary) -> Self {
        Self { dictionary, ..Self::default() }
    }

    /// Learns a word that so many offers hold. Numbers are found as they are and never corrected.
    pub(super) fn learn(&mut self, word: &str, offers: i64) {
        if word.is_empty() || word.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        if let Some(known) = self.words.get_mut(word) {
            known.offers = known.offers.max(offers);
            return;
        }
        let (letters, length) = (distance::letters(word), word.chars().count());
        self.words.insert(word.to_owned(), Known { offers, letters, length });
        for stem in forms::stems(word) {
            self.by_stem.entry(stem).or_default().push(word.to_owned());
        }
        self.by_sound.entry(forms::sound(word)).or_default().push(word.to_owned());
    }

    fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Whether the word, in some form, is known or means something.
    fn is_a_word(&self, word: &str) -> bool {
        self.knows(word) || self.by_stem.contains_key(word) || self.dictionary.has(word)
    }

    /// The other forms and spellings of a word that offers hold.
    fn forms(&self, word: &str) -> Vec<&String> {
        let mut found: Vec<&String> = Vec::new();
        let by_stem = forms::stems(word).into_iter().filter_map(|stem| self.by_stem.get(&stem));
        let by_sound = self.by_sound.get(&forms::sound(word));
        for other in by_stem.chain(by_sound).flatten() {
            if other != word && !found.contains(&other) {
                found.push(other);
            }
        }
        found
    }

    /// Whether offers hold a word that begins so.
    fn has_beginning(&self, word: &str) -> bool {
        let on = (Bound::Included(word), Bound::Unbounded);
        let next = self.words.range::<str, _>(on).next();
        next.is_some_and(|(known, _)| known.starts_with(word))
    }

    /// The words that begin so and that most offers hold.
    fn beginnings(&self, word: &str) -> Vec<&str> {
        let on = (Bound::Included(word), Bound::Unbounded);
        let begun = self.words.range::<str, _>(on).take_while(|(held, _)| held.starts_with(word));
        let mut begun: Vec<(i64, &str)> =
            begun.map(|(held, known)| (-known.offers, held.as_str())).collect();
        begun.sort_unstable();
        begun.into_iter().take(MOST_BEGINNINGS).map(|(_, held)| held).collect()
    }

    /// What words ask for.
    pub(super) fn read(&self, words: &[String]) -> Wish {
        let mut groups = Vec::with_capacity(words.len());
        let mut rest = words;
        while let Some((first, others)) = rest.split_first() {
            if let Some((length, group)) = self.phrase(rest) {
                groups.push(group);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            rest = others;
            let group = self.single(first);
            match self.parted(first, &group) {
                Some(parts) => groups.extend(parts.map(|part| self.group(&[part]))),
                None => groups.push(group),
            }
        }
        groups.truncate(MOST_WORDS);
        Wish { groups }
    }

    /// The same, while the last word is still being written.
    pub(super) fn read_begun(&self, words: &[String]) -> Wish {
        let Some((last, before)) = words.split_last() else { return Wish::default() };
        let mut wish = self.read(before);
        wish.groups.truncate(MOST_WORDS - 1);
        let mut group = self.group(slice::from_ref(last));
        for word in self.beginnings(last) {
            group.add(vec![word.to_owned()], How::Beginning);
        }
        group.begins = Some(last.clone());
        wish.groups.push(group);
        wish
    }

    /// Words at the beginning that mean one thing together, and how many they are.
    fn phrase(&self, words: &[String]) -> Option<(usize, Group)> {
        for length in (2..=LONGEST_PHRASE).rev() {
            let Some(phrase) = words.get(..length) else { continue };
            if self.dictionary.holds(phrase) {
                return Some((length, self.group(phrase)));
            }
            let together = phrase.concat();
            if length == 2 && self.knows(&together) {
                let mut group = self.group(phrase);
                group.add(vec![together], How::Form);
                return Some((length, group));
            }
        }
        None
    }

    /// A word or phrase with what answers it: as it is, in other forms, and by other words.
    fn group(&self, phrase: &[String]) -> Group {
        let mut group = Group { asked: phrase.join(" "), ..Group::default() };
        group.add(phrase.to_vec(), How::Exact);
        if let [word] = phrase {
            for form in self.forms(word) {
                group.add(vec![form.clone()], How::Form);
            }
        }
        for same in self.dictionary.same_as(phrase) {
            self.add_synonym(&mut group, same);
        }
        group.alternatives.truncate(MOST_ALTERNATIVES);
        group
    }

    /// Adds another word for the same, in every form that offers hold.
    fn add_synonym(&self, group: &mut Group, same: &[String]) {
        let mut every: Vec<Vec<String>> = vec![Vec::new()];
        for word in same {
            let mut held: Vec<&String> = self.forms(word);
            held.truncate(3);
            if self.knows(word) {
                held.insert(0, word);
            }
            every = every
                .iter()
                .flat_map(|begun| {
                    held.iter().map(move |next| {
                        begun.iter().chain([*next]).cloned().collect::<Vec<String>>()
                    })
                })
                .collect();
        }
        for words in every {
            group.add(words, How::Synonym);
        }
    }

    /// A single word; one that says nothing here may be the beginning of others, or mistyped.
    fn single(&self, word: &str) -> Group {
        let mut group = self.group(&[word.to_owned()]);
        let length = word.chars().count();
        let held = self.words.get(word).map(|known| known.offers);
        if let Some(offers) = held {
            if offers <= RARE && length >= CORRECTED_FROM {
                self.add_common(&mut group, word, offers);
            }
            return group;
        }
        if group.alternatives.len() > 1 {
            return group;
        }
        if length >= BEGINNING_FROM && self.has_beginning(word) {
            group.begins = Some(word.to_owned());
            return group;
        }
        if length >= CORRECTED_FROM {
            self.correct(&mut group, word, 1);
        }
        let may_be_twice = length >= CORRECTED_TWICE_FROM && group.corrected.is_none();
        if may_be_twice && self.parts(word).is_none() {
            self.correct(&mut group, word, 2);
        }
        group
    }

    /// The two words that were written as one, when nothing else answers it.
    fn parted(&self, word: &str, group: &Group) -> Option<[String; 2]> {
        let answered = group.alternatives.len() > 1 || group.begins.is_some();
        (!answered && !self.knows(word)).then(|| self.parts(word)).flatten()
    }

    /// The two words of which this one may be made, the most alike in length.
    fn parts(&self, word: &str) -> Option<[String; 2]> {
        if word.len() < PARTED_FROM || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        (2..=word.len() - 2)
            .filter_map(|place| word.split_at_checked(place))
            .filter(|(one, other)| [one, other].iter().all(|part| !words::is_stop_word(part)))
            .filter(|(one, other)| self.is_a_word(one) && self.is_a_word(other))
            .max_by_key(|(one, other)| one.len().min(other.len()))
            .map(|(one, other)| [one.to_owned(), other.to_owned()])
    }

    /// Adds what the word was most likely meant to be.
    fn correct(&self, group: &mut Group, word: &str, most: usize) {
        for meant in self.nearest(word, most) {
            let answers = self.group(slice::from_ref(&meant)).alternatives;
            if group.corrected.is_none() {
                group.meant = answers.iter().map(|answer| answer.words.clone()).collect();
                group.corrected = Some(meant);
            }
            for answer in answers {
                group.add(answer.words, How::Corrected);
            }
        }
    }

    /// Adds a common word of which this rare one may be a mistake of its seller.
    fn add_common(&self, group: &mut Group, word: &str, offers: i64) {
        let common = offers.max(1).saturating_mul(TIMES_AS_MANY);
        for meant in self.nearest(word, 1) {
            if self.words.get(&meant).is_some_and(|known| known.offers >= common) {
                group.add(vec![meant], How::Corrected);
            }
        }
    }

    /// Whether a word is held by offers, or means something that is.
    fn leads_somewhere(&self, word: &str) -> bool {
        self.knows(word) || self.group(&[word.to_owned()]).alternatives.len() > 1
    }

    /// The words that are fewest steps away: those with the same first letter first, then those that
    /// most offers hold.
    fn nearest(&self, word: &str, most: usize) -> Vec<String> {
        let (letters, length) = (distance::letters(word), word.chars().count());
        let steps = u32::try_from(most).unwrap_or(u32::MAX);
        let held = self
            .words
            .iter()
            .map(|(word, known)| (word.as_str(), known.letters, known.length, known.offers));
        let meant = self
            .dictionary
            .single_words()
            .filter(|word| !self.knows(word))
            .map(|word| (word.as_str(), distance::letters(word), word.chars().count(), 0));
        let first = word.chars().next();
        let mut found: Vec<(usize, bool, i64, &str)> = held
            .chain(meant)
            .filter(|(_, _, other, _)| *other >= BEGINNING_FROM && other.abs_diff(length) <= most)
            .filter(|(_, other, _, _)| distance::may_be_within(letters, *other, steps))
            .filter_map(|(other, _, _, offers)| {
                let steps = distance::within(word, other, most)?;
                let it_is = steps > 0 && self.leads_somewhere(other);
                it_is.then(|| (steps, other.chars().next() != first, -offers, other))
            })
            .collect();
        found.sort_unstable();
        let nearest = found.first().map(|(steps, ..)| *steps);
        let near = found.iter().take_while(|(steps, ..)| Some(*steps) == nearest);
        near.take(MOST_CORRECTIONS).map(|(_, _, _, word)| (*word).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let mut lexicon = Lexicon::new(Dictionary::new(&[]));
        for word in [
            "mi", "kuning", "ayam", "kampung", "keropok", "kerepek", "lekor", "jahitan", "sewa",
            "dewan", "kuih", "bihun", "nanas", "katering", "komuniti", "karipap", "chicken",
            "tukang", "segar", "面", "黄面",
        ] {
            lexicon.learn(word, 3);
        }
        lexicon
    }

    fn answers(asked: &str) -> Vec<(String, How)> {
        let words = words::asked(asked).unwrap();
        let groups = lexicon().read(&words).groups;
        let every = groups.into_iter().flat_map(|group| group.alternatives);
        every.map(|one| (one.words.join(" "), one.how)).collect()
    }

    #[test]
    fn a_word_is_answered_in_every_way_and_the_best_counts() {
        for (asked, answer, how) in [
            ("mi", "mi", How::Exact),
            ("mee", "mi", How::Form),
            ("noodles", "mi", How::Synonym),
            ("kampong", "kampung", How::Form),
            ("kerupuk", "keropok", How::Form),
            ("menjahit", "jahitan", How::Form),
            ("penyewaan", "sewa", How::Form),
            ("keropok", "kerepek", How::Synonym),
            ("bee hoon", "bihun", How::Synonym),
            ("nenas", "nanas", How::Synonym),
            ("kunning", "kuning", How::Form),
            ("kuninh", "kuning", How::Corrected),
            ("yuning", "kuning", How::Corrected),
            ("kateringgg", "katering", How::Form),
            ("komunitti dewwan", "dewan", How::Form),
            ("comuniti", "komuniti", How::Corrected),
            ("chiken", "ayam", How::Corrected),
            ("mikuning", "kuning", How::Exact),
            ("黄面", "黄面", How::Exact),
        ] {
            let answers = answers(asked);
            assert!(answers.contains(&(answer.to_owned(), how)), "{asked}: {answers:?}");
        }
    }

    #[test]
    fn a_short_word_is_not_corrected_and_a_known_one_neither() {
        assert_eq!(answers("ayma"), [("ayma".to_owned(), How::Exact)]);
        assert!(answers("segar").iter().all(|(_, how)| *how == How::Exact || *how == How::Synonym));
        assert!(answers("%").is_empty());
    }

    #[test]
    fn a_beginning_is_one_and_a_correction_is_told() {
        let lexicon = lexicon();
        let read = |asked: &str| lexicon.read(&words::asked(asked).unwrap());
        let begun = read("kate").groups;
        assert_eq!(begun[0].begins.as_deref(), Some("kate"));
        assert_eq!(read("mi kuninh").corrected().as_deref(), Some("mi kuning"));
        assert_eq!(read("mi kuning").corrected(), None);
        let typed = lexicon.read_begun(&words::asked("mi k").unwrap());
        assert_eq!(typed.groups[1].begins.as_deref(), Some("k"));
        assert!(lexicon.read_begun(&[]).groups.is_empty());
    }

    #[test]
    fn what_one_seller_mistyped_finds_what_the_others_wrote() {
        let mut lexicon = lexicon();
        lexicon.learn("bihun", 500);
        lexicon.learn("bihum", 1);
        let group = &lexicon.read(&["bihum".to_owned()]).groups[0];
        assert_eq!(group.best(), How::Exact);
        assert!(group.alternatives.iter().any(|one| one.words == ["bihun"]));
    }
}
