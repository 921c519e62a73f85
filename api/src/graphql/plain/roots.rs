//! Whether an operation asks two things of its root under one name.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Whether any operation of the document has two root fields that would have to be merged into
/// one answer. The document has passed the limits: its fragments end, and are few.
#[must_use]
pub fn repeats(document: &ExecutableDocument) -> bool {
    document.operations.iter().any(|(_, operation)| {
        let mut keys = Vec::new();
        collect(document, &operation.node.selection_set.node, &mut keys);
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair.first() == pair.last())
    })
}

fn collect<'a>(document: &'a ExecutableDocument, set: &'a SelectionSet, keys: &mut Vec<&'a str>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => keys.push(field.node.response_key().node.as_str()),
            Selection::InlineFragment(fragment) => {
                collect(document, &fragment.node.selection_set.node, keys);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, keys);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn a_root_asked_twice_under_one_name_is_found_through_fragments() {
        for (document, expected) in [
            ("{ a { x } b { x } }", false),
            ("{ a { x x } }", false),
            ("{ a { x } b: a { y } }", false),
            ("{ a { x } a { y } }", true),
            ("{ a { x } ...F } fragment F on Query { a { y } }", true),
            ("{ a { x } ... { ... { a { y } } } }", true),
            ("{ a: b { x } a: b { y } }", true),
            ("query P { a { x } } query Q { a { y } }", false),
        ] {
            assert_eq!(repeats(&parse_query(document).unwrap()), expected, "{document}");
        }
    }
}
