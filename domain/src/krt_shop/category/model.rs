//! Categories as plain values.

use std::collections::HashMap;

use crate::shared::language::LocalizedText;

/// A category of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The code, in capitals: `FOOD_NOODLES`. It never changes.
    pub code: String,
    /// The category that it belongs to; none for one at the top.
    pub parent_code: Option<String>,
    /// The name.
    pub name: LocalizedText,
    /// Its place among those with the same parent.
    pub position: i64,
}

/// A category as it is added.
#[derive(Clone, Debug)]
pub struct NewCategory {
    /// The code: 2 to 40 capitals, digits and underscores, beginning with a capital.
    pub code: String,
    /// The category that it belongs to; none for one at the top.
    pub parent_code: Option<String>,
    /// The name, at most 80 characters in each language.
    pub name: LocalizedText,
    /// Its place among those with the same parent, 0 to 1,000,000; none: the last.
    pub position: Option<i64>,
}

/// The deepest that a tree is walked: deeper ones, and circles, end there.
const DEEPEST: usize = 8;

/// Every category, in the order in which they are shown.
#[derive(Debug, Default)]
pub struct Tree {
    all: Vec<Category>,
    by_code: HashMap<String, usize>,
    below: HashMap<String, Vec<usize>>,
}

impl Tree {
    /// The tree of these categories, which stand in the order of their places.
    #[must_use]
    pub fn new(all: Vec<Category>) -> Self {
        let mut by_code = HashMap::new();
        let mut below: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, category) in all.iter().enumerate() {
            by_code.insert(category.code.clone(), index);
            if let Some(parent) = &category.parent_code {
                below.entry(parent.clone()).or_default().push(index);
            }
        }
        Self { all, by_code, below }
    }

    /// One category.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.all.get(*self.by_code.get(code)?)
    }

    /// Every category, in the order of their places.
    #[must_use]
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    /// Those without a parent, in order.
    pub fn top(&self) -> impl Iterator<Item = &Category> {
        self.all.iter().filter(|category| category.parent_code.is_none())
    }

    /// Those just below one, in order.
    pub fn children(&self, code: &str) -> impl Iterator<Item = &Category> {
        self.below.get(code).into_iter().flatten().filter_map(|index| self.all.get(*index))
    }

    /// A category's code with those of everything below it; nothing when there is none such.
    #[must_use]
    pub fn subtree(&self, code: &str) -> Vec<&str> {
        let Some(top) = self.get(code) else { return Vec::new() };
        let mut codes = vec![top.code.as_str()];
        let mut layer = codes.clone();
        for _ in 0..DEEPEST {
            layer = layer
                .iter()
                .flat_map(|code| self.children(code))
                .map(|category| category.code.as_str())
                .filter(|code| !codes.contains(code))
                .collect();
            codes.extend(&layer);
        }
        codes
    }

    /// How many levels a category makes with everything below it; 0 when there is none such.
    #[must_use]
    pub fn levels(&self, code: &str) -> usize {
        let mut layer: Vec<&str> =
            self.get(code).map(|top| top.code.as_str()).into_iter().collect();
        let mut levels = 0;
        while !layer.is_empty() && levels < DEEPEST {
            levels += 1;
            layer = layer
                .iter()
                .flat_map(|code| self.children(code))
                .map(|category| category.code.as_str())
                .collect();
        }
        levels
    }

    /// A category and what it belongs to, from itself upward.
    #[must_use]
    pub fn path(&self, code: &str) -> Vec<&Category> {
        let mut path = Vec::new();
        let mut next = self.get(code);
        while let Some(category) = next.filter(|_| path.len() < DEEPEST) {
            path.push(category);
            next = category.parent_code.as_deref().and_then(|parent| self.get(parent));
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(code: &str, parent: Option<&str>) -> Category {
        Category {
            code: code.to_owned(),
            parent_code: parent.map(str::to_owned),
            name: LocalizedText::new(code, code),
            position: 1,
        }
    }

    #[test]
    fn a_subtree_holds_everything_below() {
        let tree = Tree::new(vec![
            category("FOOD", None),
            category("NOODLES", Some("FOOD")),
            category("YELLOW", Some("NOODLES")),
            category("HALL", None),
        ]);
        assert_eq!(tree.subtree("FOOD"), ["FOOD", "NOODLES", "YELLOW"]);
        assert_eq!(tree.subtree("HALL"), ["HALL"]);
        assert!(tree.subtree("NONE").is_empty());
        let path: Vec<&str> = tree.path("YELLOW").iter().map(|one| one.code.as_str()).collect();
        assert_eq!(path, ["YELLOW", "NOODLES", "FOOD"]);
        assert_eq!(tree.top().count(), 2);
    }

    #[test]
    fn a_circle_ends() {
        let tree = Tree::new(vec![category("A", Some("B")), category("B", Some("A"))]);
        assert_eq!(tree.subtree("A").len(), 2);
        assert_eq!(tree.path("A").len(), DEEPEST);
    }
}
