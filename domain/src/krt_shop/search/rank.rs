//! In which order offers that were found stand, and why; pure. The same for both databases.
//!
//! Each word of the search counts where it stands (in the name, then the category, the project, the
//! description) times how it is answered (as written, in another form, by another word for the same,
//! begun, corrected). An offer that answers more of the words stands before one that answers fewer;
//! one whose name begins with a word of the search counts a little more, because a Malay name begins
//! with what the thing is: `Durian Musang King` before `Anak pokok durian Musang King`. Among equals
//! the newest comes first.

use std::collections::HashMap;

use super::{
    wish::{How, Wish},
    words::MOST_WORDS,
};

/// Where an offer answers a word, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In its name.
    Name,
    /// In the name of its category, or of one above it.
    Category,
    /// In the name of its project.
    Project,
    /// In its description.
    Description,
}

impl Field {
    const ALL: [Self; 4] = [Self::Name, Self::Category, Self::Project, Self::Description];

    /// What it counts.
    const fn points(self) -> u32 {
        match self {
            Self::Name => 100,
            Self::Category => 60,
            Self::Project => 35,
            Self::Description => 20,
        }
    }
}

/// What an offer gets whose name begins with a word of the search.
const BEGINS: u32 = 500;

/// Where and how one word is answered.
pub(super) type Answer = (Field, How);

/// Where and how each word is answered; none where it is not.
pub(super) type Answers = [Option<Answer>; MOST_WORDS];

/// Why an offer was found, in few bytes: there may be thousands of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Why(u64);

/// Where and how an offer answers one word of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which word of the search, from 0; words that mean one thing together are one.
    pub word: usize,
    /// Where.
    pub field: Field,
    /// How.
    pub how: How,
}

/// Bits for each word of the search.
const BITS: usize = 7;
/// The bit that says that the word is answered.
const ANSWERED: u64 = 1 << 6;

impl Why {
    fn of(answers: &Answers) -> Self {
        let mut bits = 0_u64;
        for (word, answer) in answers.iter().enumerate() {
            if let Some((field, how)) = answer {
                bits |= (ANSWERED | ((*field as u64) << 3) | (*how as u64)) << (word * BITS);
            }
        }
        Self(bits)
    }

    /// Where and how each word is answered, in the order of the search.
    #[must_use]
    pub fn reasons(self) -> Vec<Reason> {
        let reason = |word: usize| {
            let bits = self.0 >> (word * BITS);
            let place = usize::try_from((bits >> 3) & 0b111).ok()?;
            let way = usize::try_from(bits & 0b111).ok()?;
            let (field, how) = (*Field::ALL.get(place)?, *How::ALL.get(way)?);
            (bits & ANSWERED != 0).then_some(Reason { word, field, how })
        };
        (0..MOST_WORDS).filter_map(reason).collect()
    }
}

/// A wish, made ready to look for its words in many names.
#[derive(Debug)]
pub(super) struct Scale<'a> {
    wish: &'a Wish,
    single: HashMap<&'a str, Vec<(usize, How)>>,
    several: Vec<(usize, &'a [String], How)>,
    begun: Vec<(usize, &'a str)>,
}

impl<'a> Scale<'a> {
    pub(super) fn new(wish: &'a Wish) -> Self {
        let mut scale =
            Self { wish, single: HashMap::new(), several: Vec::new(), begun: Vec::new() };
        for (place, group) in wish.groups.iter().take(MOST_WORDS).enumerate() {
            for one in &group.alternatives {
                match one.words.as_slice() {
                    [word] => scale.single.entry(word).or_default().push((place, one.how)),
                    words => scale.several.push((place, words, one.how)),
                }
            }
            scale.begun.extend(group.begins.as_deref().map(|begins| (place, begins)));
        }
        scale
    }

    /// How these words answer each word of the search.
    pub(super) fn answered(&self, words: &[&str]) -> [Option<How>; MOST_WORDS] {
        let mut best: [Option<How>; MOST_WORDS] = [None; MOST_WORDS];
        let mut note = |place: usize, how: How| {
            if let Some(best) = best.get_mut(place) {
                *best = Some(best.map_or(how, |known| known.min(how)));
            }
        };
        for word in words {
            for (place, how) in self.single.get(word).into_iter().flatten() {
                note(*place, *how);
            }
            for (place, begins) in &self.begun {
                if word.starts_with(*begins) {
                    note(*place, How::Beginning);
                }
            }
        }
        for (place, all, how) in &self.several {
            if all.iter().all(|word| words.contains(&word.as_str())) {
                note(*place, *how);
            }
        }
        best
    }

    /// Whether a name that begins with this word begins with a word of the search.
    fn begins(&self, first: &str) -> bool {
        self.single.contains_key(first)
            || self.begun.iter().any(|(_, begins)| first.starts_with(*begins))
            || self.several.iter().any(|(_, all, _)| all.first().is_some_and(|word| word == first))
    }
}

/// What is known of an offer that was found.
#[derive(Debug)]
pub(super) struct Weighed<'a> {
    /// The words of its name, in every language, Malay first.
    pub name: &'a [&'a str],
    /// How its category and those above it answer.
    pub category: [Option<How>; MOST_WORDS],
    /// How its project answers.
    pub project: [Option<How>; MOST_WORDS],
    /// Which words of the search the engine found in it somewhere.
    pub found: [bool; MOST_WORDS],
}

/// Where and how an offer answers each word of the search. What the engine found and neither name,
/// category nor project holds stands in the description.
pub(super) fn answers(scale: &Scale<'_>, offer: &Weighed<'_>) -> Answers {
    let name = scale.answered(offer.name);
    let named = offer.category.iter().zip(&offer.project).zip(&offer.found);
    let mut answers: Answers = [None; MOST_WORDS];
    let groups = scale.wish.groups.iter().zip(name.iter().zip(named));
    for (answer, (group, (name, ((category, project), found)))) in answers.iter_mut().zip(groups) {
        let by = |field: Field| move |how: How| (field, how);
        let described = found.then(|| group.best());
        let every = [
            name.map(by(Field::Name)),
            category.map(by(Field::Category)),
            project.map(by(Field::Project)),
            described.map(by(Field::Description)),
        ];
        // Of two places the one that counts more: a corrected word in the name counts less than the
        // exact one in the category.
        *answer = every.into_iter().flatten().max_by_key(|one| points(*one));
    }
    answers
}

fn points((field, how): Answer) -> u32 {
    field.points() * how.points()
}

/// What the answers count together, and why. The number of answered words counts first.
pub(super) fn score(scale: &Scale<'_>, name: &[&str], answers: &Answers) -> (u32, Why) {
    let begins = name.first().is_some_and(|first| scale.begins(first));
    let sum: u32 = answers.iter().flatten().map(|one| points(*one)).sum();
    let answered = u32::try_from(answers.iter().flatten().count()).unwrap_or(0);
    // Eight words count 80,000 at most.
    (answered * 1_000_000 + sum + if begins { BEGINS } else { 0 }, Why::of(answers))
}

#[cfg(test)]
mod tests {
    use super::{super::wish::Group, *};

    fn wish(words: &[(&str, &[(&str, How)])]) -> Wish {
        let group = |(asked, answers): &(&str, &[(&str, How)])| {
            let mut group = Group { asked: (*asked).to_owned(), ..Group::default() };
            for (word, how) in *answers {
                group.add(word.split(' ').map(str::to_owned).collect(), *how);
            }
            group
        };
        Wish { groups: words.iter().map(group).collect() }
    }

    fn weigh(wish: &Wish, name: &str, category: &str, project: &str) -> (u32, Why) {
        let scale = Scale::new(wish);
        let name: Vec<&str> = name.split(' ').collect();
        let category: Vec<&str> = category.split(' ').collect();
        let project: Vec<&str> = project.split(' ').collect();
        let offer = Weighed {
            name: &name,
            category: scale.answered(&category),
            project: scale.answered(&project),
            found: [true; MOST_WORDS],
        };
        score(&scale, &name, &answers(&scale, &offer))
    }

    #[test]
    fn the_name_counts_before_the_category_the_project_and_the_description() {
        let wish = wish(&[("mi", &[("mi", How::Exact), ("noodle", How::Synonym)])]);
        let scores = [
            weigh(&wish, "mi kuning", "sayur", "dapur").0,
            weigh(&wish, "bihun mi", "sayur", "dapur").0,
            weigh(&wish, "bihun noodle", "sayur", "dapur").0,
            weigh(&wish, "bihun", "mi", "dapur").0,
            weigh(&wish, "bihun", "sayur", "mi").0,
            weigh(&wish, "bihun", "sayur", "dapur").0,
        ];
        assert!(scores.is_sorted_by(|one, other| one > other), "{scores:?}");
    }

    #[test]
    fn exact_counts_before_begun_before_corrected_and_more_words_before_fewer() {
        let how = |how: How| wish(&[("mi", &[("mi", how)])]);
        let of = |way: How| weigh(&how(way), "lain mi", "x", "x").0;
        let scores: Vec<u32> = How::ALL.into_iter().map(of).collect();
        assert!(scores.is_sorted_by(|one, other| one > other), "{scores:?}");
        let two = wish(&[("mi", &[("mi", How::Corrected)]), ("b", &[("b", How::Corrected)])]);
        let both = weigh(&two, "lain", "x", "x").0;
        let one = weigh(&how(How::Exact), "mi", "mi", "mi").0;
        assert!(both > one);
    }

    #[test]
    fn why_is_told() {
        let wish = wish(&[
            ("kway teow", &[("kway teow", How::Exact), ("kuetiau", How::Synonym)]),
            ("segar", &[("segar", How::Exact)]),
            ("lim", &[("lim", How::Form)]),
        ]);
        let (_, why) = weigh(&wish, "kuetiau lebar", "mi", "lim noodles");
        let reason = |word, field, how| Reason { word, field, how };
        assert_eq!(
            why.reasons(),
            [
                reason(0, Field::Name, How::Synonym),
                reason(1, Field::Description, How::Exact),
                reason(2, Field::Project, How::Form),
            ]
        );
        assert!(Why::default().reasons().is_empty());
        let (_, why) = weigh(&wish, "fresh kway teow", "mi", "lim");
        assert_eq!(why.reasons()[0], reason(0, Field::Name, How::Exact));
    }

    #[test]
    fn a_name_that_begins_with_a_word_of_the_search_counts_a_little_more() {
        let answers = [("kway teow", How::Exact), ("kuetiau", How::Synonym)];
        let wish = wish(&[("kway teow", &answers)]);
        let score = |name: &str| weigh(&wish, name, "mi", "lim").0;
        assert_eq!(score("kuetiau lebar"), score("lebar kuetiau") + BEGINS);
        assert_eq!(score("kway teow lebar"), score("fresh kway teow") + BEGINS);
    }
}
