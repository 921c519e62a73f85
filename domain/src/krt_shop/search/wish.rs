//! What a search asks for: each of its words with everything that answers it; pure.

use super::words::coded;

/// How an offer's word answers a word of the search, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// As it was written.
    Exact,
    /// In another form or spelling: `jahitan` for `menjahit`, `kampung` for `kampong`.
    Form,
    /// By another word for the same: `mi` for `noodle`.
    Synonym,
    /// It begins with what was written.
    Beginning,
    /// Corrected: one step from it, or two from a word of nine letters.
    Corrected,
}

impl How {
    pub(super) const ALL: [Self; 5] =
        [Self::Exact, Self::Form, Self::Synonym, Self::Beginning, Self::Corrected];

    /// What it counts, in hundredths.
    pub(super) const fn points(self) -> u32 {
        match self {
            Self::Exact => 100,
            Self::Form => 90,
            Self::Synonym => 80,
            Self::Beginning => 55,
            Self::Corrected => 40,
        }
    }
}

/// Words that answer a word of the search, all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    pub words: Vec<String>,
    pub how: How,
}

/// One word of the search, or several that mean one thing, with whatever answers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// As it was written.
    pub asked: String,
    /// What it was most likely meant to be, when nothing else answers it.
    pub corrected: Option<String>,
    /// Whatever answers that.
    pub meant: Vec<Vec<String>>,
    pub alternatives: Vec<Alternative>,
    /// Every word that begins so answers it too.
    pub begins: Option<String>,
}

impl Group {
    /// Adds what answers it, unless something better does already.
    pub(super) fn add(&mut self, words: Vec<String>, how: How) {
        match self.alternatives.iter_mut().find(|known| known.words == words) {
            Some(known) => known.how = known.how.min(how),
            None => self.alternatives.push(Alternative { words, how }),
        }
    }

    /// How the best of what answers it does.
    pub(super) fn best(&self) -> How {
        let begins = self.begins.is_some().then_some(How::Beginning);
        let how = self.alternatives.iter().map(|one| one.how).chain(begins).min();
        how.unwrap_or(How::Corrected)
    }
}

/// What a search asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub groups: Vec<Group>,
}

/// The language in which an engine is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// PostgreSQL's `tsquery`.
    TsQuery,
    /// SQLite's FTS5.
    Fts5,
}

/// Where the words must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Anywhere.
    All,
    /// In the offer's name.
    Name,
}

impl Wish {
    /// The words as they were most likely meant, when one of them had to be corrected.
    pub(super) fn corrected(&self) -> Option<String> {
        self.groups.iter().any(|group| group.corrected.is_some()).then(|| {
            let meant = |group: &Group| group.corrected.clone().unwrap_or(group.asked.clone());
            self.groups.iter().map(meant).collect::<Vec<_>>().join(" ")
        })
    }

    /// Whatever answers the correction of each group that has one, with the place of the group.
    pub(super) fn corrections(&self) -> Vec<(usize, Self)> {
        let answers = |group: &Group| {
            let mut answers = Group { asked: group.corrected.clone()?, ..Group::default() };
            for words in &group.meant {
                answers.add(words.clone(), How::Exact);
            }
            Some(Self { groups: vec![answers] })
        };
        let groups = self.groups.iter().enumerate();
        groups.filter_map(|(place, group)| Some((place, answers(group)?))).collect()
    }

    /// The same without one of its groups.
    pub(super) fn without(&self, place: usize) -> Self {
        let others = self.groups.iter().enumerate().filter(|(other, _)| *other != place);
        Self { groups: others.map(|(_, group)| group.clone()).collect() }
    }

    /// Proposes no correction of a group any more.
    pub(super) fn forget_correction(&mut self, place: usize) {
        if let Some(group) = self.groups.get_mut(place) {
            group.corrected = None;
        }
    }

    /// The expression that finds offers for all of these groups.
    pub(super) fn expression(&self, grammar: Grammar, within: Within) -> String {
        let groups = self.groups.iter().map(|group| group.expression(grammar, within));
        let and = if grammar == Grammar::TsQuery { " & " } else { " AND " };
        let all = groups.collect::<Vec<_>>().join(and);
        match (grammar, within) {
            (Grammar::Fts5, Within::Name) => format!("name : ({all})"),
            _ => all,
        }
    }
}

impl Group {
    /// Words are small Latin letters and digits by now, and stand in quotes: nothing that somebody
    /// wrote is read as the engine's grammar.
    fn expression(&self, grammar: Grammar, within: Within) -> String {
        let (and, or) = match grammar {
            Grammar::TsQuery => (" & ", " | "),
            Grammar::Fts5 => (" AND ", " OR "),
        };
        let term = |word: &str, begins: bool| {
            let word = coded(word);
            match (grammar, begins, within) {
                (Grammar::TsQuery, false, Within::All) => format!("'{word}'"),
                (Grammar::TsQuery, false, Within::Name) => format!("'{word}':A"),
                (Grammar::TsQuery, true, Within::All) => format!("'{word}':*"),
                (Grammar::TsQuery, true, Within::Name) => format!("'{word}':*A"),
                (Grammar::Fts5, false, _) => format!("\"{word}\""),
                (Grammar::Fts5, true, _) => format!("\"{word}\" *"),
            }
        };
        let mut terms: Vec<String> = Vec::with_capacity(self.alternatives.len() + 1);
        for alternative in &self.alternatives {
            let words: Vec<String> =
                alternative.words.iter().map(|word| term(word, false)).collect();
            terms.push(match words.as_slice() {
                [word] => word.clone(),
                several => format!("({})", several.join(and)),
            });
        }
        terms.extend(self.begins.as_deref().map(|word| term(word, true)));
        format!("({})", terms.join(or))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_said_in_the_grammar_of_each_engine() {
        let mut noodles = Group { asked: "mee".to_owned(), ..Group::default() };
        noodles.add(vec!["mee".to_owned()], How::Exact);
        noodles.add(vec!["mi".to_owned()], How::Synonym);
        noodles.add(vec!["mi".to_owned()], How::Form);
        noodles.add(vec!["rice".to_owned(), "noodle".to_owned()], How::Synonym);
        assert_eq!(noodles.alternatives.len(), 3);
        assert_eq!(noodles.best(), How::Exact);
        let begun = Group { begins: Some("ku".to_owned()), ..Group::default() };
        let wish = Wish { groups: vec![noodles, begun] };
        assert_eq!(
            wish.expression(Grammar::TsQuery, Within::All),
            "('mee' | 'mi' | ('rice' & 'noodle')) & ('ku':*)"
        );
        assert_eq!(
            wish.expression(Grammar::TsQuery, Within::Name),
            "('mee':A | 'mi':A | ('rice':A & 'noodle':A)) & ('ku':*A)"
        );
        assert_eq!(
            wish.expression(Grammar::Fts5, Within::Name),
            "name : ((\"mee\" OR \"mi\" OR (\"rice\" AND \"noodle\")) AND (\"ku\" *))"
        );
        assert_eq!(wish.corrected(), None);
    }

    #[test]
    fn a_correction_is_looked_for_by_whatever_answers_it_and_is_proposed_no_more_without() {
        let plain = Group { asked: "mi".to_owned(), ..Group::default() };
        let mut typed = Group { asked: "kuninh".to_owned(), ..Group::default() };
        typed.corrected = Some("kuning".to_owned());
        typed.meant = vec![vec!["kuning".to_owned()], vec!["yellow".to_owned()]];
        let mut wish = Wish { groups: vec![plain, typed] };
        assert_eq!(wish.corrected().as_deref(), Some("mi kuning"));
        let corrections = wish.corrections();
        assert_eq!(corrections.len(), 1);
        let (place, one) = &corrections[0];
        let asked = one.expression(Grammar::TsQuery, Within::All);
        assert_eq!((*place, asked.as_str()), (1, "('kuning' | 'yellow')"));
        wish.forget_correction(1);
        assert_eq!(wish.corrected(), None);
    }
}
