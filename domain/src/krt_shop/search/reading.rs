//! Offers as they come from an engine, weighed one by one.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    find::{Hit, MOST_HITS},
    rank::{self, Answers, Scale, Weighed},
    store::Row,
    wish::How,
    words::{self, MOST_WORDS},
};
use crate::{
    krt_shop::Cards,
    shared::id::{ProductId, ProjectId},
};

/// Offers as they come from the engine, weighed.
pub(super) struct Reading<'a> {
    cards: &'a Cards,
    scale: &'a Scale<'a>,
    categories: HashMap<String, [Option<How>; MOST_WORDS]>,
    projects: HashMap<ProjectId, [Option<How>; MOST_WORDS]>,
    offers: HashMap<ProductId, (Row, Answers)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(cards: &'a Cards, scale: &'a Scale<'a>) -> Self {
        let (categories, projects, offers) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { cards, scale, categories, projects, offers }
    }

    /// Whether no offer has come.
    pub(super) fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    /// Weighs offers in which the engine found these words of the search.
    pub(super) fn add(&mut self, rows: Vec<Row>, found: [bool; MOST_WORDS]) {
        self.offers.reserve(rows.len());
        for row in rows {
            let category = self.category(&row.category_code);
            let project = self.project(row.project_id);
            let answers = {
                let name: Vec<&str> = row.name.split(' ').collect();
                rank::answers(self.scale, &Weighed { name: &name, category, project, found })
            };
            match self.offers.get_mut(&row.product_id) {
                None => {
                    self.offers.insert(row.product_id, (row, answers));
                }
                Some((_, known)) => {
                    for (known, answer) in known.iter_mut().zip(answers) {
                        *known = known.or(answer);
                    }
                }
            }
        }
    }

    /// The offers that answer the most words, the best first.
    pub(super) fn hits(self) -> Vec<Hit> {
        let scale = self.scale;
        let count = |answers: &Answers| answers.iter().flatten().count();
        let most = self.offers.values().map(|(_, answers)| count(answers)).max().unwrap_or(0);
        let best = self.offers.into_values().filter(|(_, answers)| count(answers) == most);
        let mut hits: Vec<Hit> = best
            .map(|(row, answers)| {
                let name: Vec<&str> = row.name.split(' ').collect();
                let (score, why) = rank::score(scale, &name, &answers);
                Hit { product_id: row.product_id, score, listed_at: row.listed_at, why }
            })
            .collect();
        hits.sort_unstable_by_key(|hit| Reverse(hit.key()));
        hits.truncate(usize::try_from(MOST_HITS).unwrap_or(usize::MAX));
        hits
    }

    fn category(&mut self, code: &str) -> [Option<How>; MOST_WORDS] {
        if let Some(known) = self.categories.get(code) {
            return *known;
        }
        let path = self.cards.categories().path(code);
        let names = path.iter().flat_map(|category| category.name.written());
        let words: Vec<String> = names.flat_map(|(_, name)| words::words(name)).collect();
        let answered = self.answered(&words);
        self.categories.insert(code.to_owned(), answered);
        answered
    }

    fn project(&mut self, id: ProjectId) -> [Option<How>; MOST_WORDS] {
        if let Some(known) = self.projects.get(&id) {
            return *known;
        }
        let name = self.cards.project(id).map(|project| words::words(&project.name));
        let answered = self.answered(&name.unwrap_or_default());
        self.projects.insert(id, answered);
        answered
    }

    fn answered(&self, words: &[String]) -> [Option<How>; MOST_WORDS] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.scale.answered(&words)
    }
}
