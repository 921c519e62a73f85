//! What a category must be, and where it may be put; pure.

use super::model::{Category, NewCategory, Tree};
use crate::shared::{
    error::{ErrorCode, Refusal, Refusals, Result},
    language::LocalizedText,
    text,
};

/// The longest name, in characters.
const NAME: usize = 80;
/// The longest code, in bytes.
const CODE: usize = 40;
/// The most levels: deeper than this nobody finds anything by hand.
const LEVELS: usize = 5;
/// The most categories: each node keeps them all, and a page of one asks for each below it.
const MOST: usize = 300;
/// The last place among those with the same parent.
const LAST_PLACE: i64 = 1_000_000;

/// A new category as it may be added to the tree.
pub(super) fn added(new: &NewCategory, tree: &Tree) -> Result<Category> {
    let mut refusals = Refusals::default();
    if !is_code(&new.code) {
        let refusal = Refusal::of(ErrorCode::ValueInvalid).at("code");
        refusals.add(refusal.with("values", "A-Z, 0-9, _"));
    }
    if tree.get(&new.code).is_some() {
        refusals.add(Refusal::of(ErrorCode::IdTaken).at("code"));
    }
    if tree.all().len() >= MOST {
        refusals.add(Refusal::of(ErrorCode::TooMany).with("limit", MOST));
    }
    let name = refusals.keep(name(&new.name));
    place(new.position, &mut refusals);
    let above = levels_above(tree, new.parent_code.as_deref());
    if let Some(above) = refusals.keep(above)
        && above + 1 > LEVELS
    {
        refusals.add(too_deep());
    }
    refusals.done()?;
    let name = name.ok_or_else(|| Refusal::of(ErrorCode::Required).at("name"))?;
    let parent_code = new.parent_code.clone();
    let position = new.position.unwrap_or_else(|| last(tree, parent_code.as_deref(), &new.code));
    Ok(Category { code: new.code.clone(), parent_code, name, position })
}

/// A category with another name.
pub(super) fn renamed(category: &Category, written: &LocalizedText) -> Result<Category> {
    Ok(Category { name: name(written)?, ..category.clone() })
}

/// A category in another place: never below itself, and never too deep with what is below it.
pub(super) fn moved(
    category: &Category,
    parent: Option<&str>,
    position: Option<i64>,
    tree: &Tree,
) -> Result<Category> {
    let mut refusals = Refusals::default();
    place(position, &mut refusals);
    let code = category.code.as_str();
    if parent.is_some_and(|parent| tree.subtree(code).contains(&parent)) {
        refusals.add(Refusal::of(ErrorCode::CategoryCircle).at("parentCode"));
    } else if let Some(above) = refusals.keep(levels_above(tree, parent))
        && above + tree.levels(code) > LEVELS
    {
        refusals.add(too_deep());
    }
    refusals.done()?;
    let position = position.unwrap_or_else(|| last(tree, parent, code));
    let parent_code = parent.map(str::to_owned);
    Ok(Category { parent_code, position, ..category.clone() })
}

fn levels_above(tree: &Tree, parent: Option<&str>) -> Result<usize, Refusal> {
    match parent {
        None => Ok(0),
        Some(parent) if tree.get(parent).is_some() => Ok(tree.path(parent).len()),
        Some(_) => Err(Refusal::of(ErrorCode::CategoryUnknown).at("parentCode")),
    }
}

fn too_deep() -> Refusal {
    Refusal::of(ErrorCode::CategoryTooDeep).at("parentCode").with("limit", LEVELS)
}

fn place(position: Option<i64>, refusals: &mut Refusals) {
    if position.is_some_and(|position| !(0..=LAST_PLACE).contains(&position)) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("position");
        refusals.add(refusal.with("least", 0).with("most", LAST_PLACE));
    }
}

/// Behind all others with the same parent.
fn last(tree: &Tree, parent: Option<&str>, code: &str) -> i64 {
    let beside =
        |category: &&Category| category.parent_code.as_deref() == parent && category.code != code;
    tree.all()
        .iter()
        .filter(beside)
        .map(|category| category.position)
        .max()
        .map_or(1, |last| last + 1)
}

fn name(written: &LocalizedText) -> Result<LocalizedText, Refusal> {
    text::localized(written, NAME, text::line).map_err(|refusal| {
        let inner = refusal.field.clone().unwrap_or_default();
        refusal.at(format!("name.{inner}"))
    })
}

fn is_code(code: &str) -> bool {
    (2..=CODE).contains(&code.len())
        && code.starts_with(|first: char| first.is_ascii_uppercase())
        && code.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::Error;

    fn category(code: &str, parent: Option<&str>, position: i64) -> Category {
        Category {
            code: code.to_owned(),
            parent_code: parent.map(str::to_owned),
            name: LocalizedText::new(code, code),
            position,
        }
    }

    /// A · B · C · D below each other, and E · F beside them.
    fn tree() -> Tree {
        Tree::new(vec![
            category("A", None, 1),
            category("B", Some("A"), 1),
            category("C", Some("B"), 1),
            category("D", Some("C"), 1),
            category("E", None, 2),
            category("F", Some("E"), 7),
        ])
    }

    fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
        match result {
            Err(Error::Refused(all)) => {
                let told = |refusal: &Refusal| {
                    let field = refusal.field.clone().unwrap_or_default();
                    format!("{} {field}", refusal.code.as_str())
                };
                all.iter().map(told).collect::<Vec<_>>().join(", ")
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_category_is_not_put_below_itself_nor_too_deep() {
        let tree = tree();
        let to =
            |code: &str, parent: Option<&str>| moved(tree.get(code).unwrap(), parent, None, &tree);
        for parent in ["A", "C", "D"] {
            assert_eq!(refused(to("A", Some(parent))), "CATEGORY_CIRCLE parentCode");
        }
        assert_eq!(refused(to("A", Some("Z"))), "CATEGORY_UNKNOWN parentCode");
        assert_eq!(refused(to("A", Some("F"))), "CATEGORY_TOO_DEEP parentCode");
        let moved = to("A", Some("E")).unwrap();
        assert_eq!((moved.parent_code.as_deref(), moved.position), (Some("E"), 8));
        assert_eq!(to("D", None).unwrap().position, 3);
        assert_eq!((tree.levels("A"), tree.levels("F"), tree.levels("Z")), (4, 1, 0));
    }

    #[test]
    fn a_category_is_added_where_there_is_room() {
        let new = |code: &str, parent: Option<&str>| NewCategory {
            code: code.to_owned(),
            parent_code: parent.map(str::to_owned),
            name: LocalizedText::new("Kuih", "Kuih"),
            position: None,
        };
        let tree = tree();
        assert_eq!(added(&new("KUIH", Some("D")), &tree).unwrap().position, 1);
        assert_eq!(refused(added(&new("A_1", Some("Z")), &tree)), "CATEGORY_UNKNOWN parentCode");
        assert_eq!(refused(added(&new("kuih", None), &tree)), "VALUE_INVALID code");
        let nameless = NewCategory { name: LocalizedText::new(" ", ""), ..new("KUIH", None) };
        assert_eq!(refused(added(&nameless, &tree)), "REQUIRED name.ms");
        let deep =
            Tree::new(tree.all().iter().cloned().chain([category("KUIH", Some("D"), 1)]).collect());
        assert_eq!(
            refused(added(&new("LAPIS", Some("KUIH")), &deep)),
            "CATEGORY_TOO_DEEP parentCode"
        );
        assert_eq!(refused(added(&new("KUIH", None), &deep)), "ID_TAKEN code");
    }
}
