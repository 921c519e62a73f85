//! What a need and a supply must say, and which of them fit; pure.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::model::{Match, NewTrade, Side};
use crate::{
    krt_shop::category::Tree,
    shared::{
        error::{ErrorCode, Refusal, Refusals, Result},
        language::{Language, Languages, LocalizedText},
        text,
    },
};

/// The longest name of what is needed or supplied, in characters.
const WORDS: usize = 60;
/// The longest unit, in characters.
const UNIT: usize = 40;
/// The most of it.
const QUANTITY: i64 = 1_000_000;
/// How far ahead it can end.
const LONGEST: Days = Days::new(731);
/// Shorter words say too little to fit by: `di`, `kg`.
const LEAST_LETTERS: usize = 3;

/// A need or a supply as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub words: LocalizedText,
    pub unit: Option<String>,
    pub until_day: Option<String>,
}

/// Checks what is said and collects every broken rule. A day that is over ends nothing ahead, and is
/// refused; one that was said before and is over by now may be said again when `kept` is it.
pub(super) fn checked(
    new: &NewTrade,
    tree: &Tree,
    today: NaiveDate,
    kept: Option<NaiveDate>,
) -> Result<Said> {
    let mut refusals = Refusals::default();
    if tree.get(&new.category_code).is_none() {
        refusals.add(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode"));
    }
    let words = refusals.keep(text::localized(&new.words, WORDS, text::line).map_err(|refusal| {
        let inner = refusal.field.clone().map(|inner| format!(".{inner}")).unwrap_or_default();
        refusal.at(format!("words{inner}"))
    }));
    if words.as_ref().is_some_and(|words| words_of(words).is_empty()) {
        refusals.add(Refusal::of(ErrorCode::TextInvalid).at("words.ms"));
    }
    let unit = new.unit.as_deref().filter(|unit| !unit.trim().is_empty());
    let unit = unit.map(|unit| text::line(unit, UNIT).map_err(|refusal| refusal.at("unit")));
    let unit = refusals.keep(unit.transpose()).flatten();
    if new.quantity.is_some_and(|quantity| !(1..=QUANTITY).contains(&quantity)) {
        let range = Refusal::of(ErrorCode::OutOfRange).at("quantity");
        refusals.add(range.with("least", 1).with("most", QUANTITY));
    }
    let last = today.checked_add_days(LONGEST).unwrap_or(today);
    if new.until.is_some_and(|until| kept != Some(until) && !(today..=last).contains(&until)) {
        let bounds = Refusal::of(ErrorCode::TimeInvalid).at("until");
        refusals.add(bounds.with("least", today).with("most", last));
    }
    refusals.done()?;
    let until_day = new.until.map(|until| until.to_string());
    Ok(Said { words: words.unwrap_or_else(|| new.words.clone()), unit, until_day })
}

/// The words by which something fits, in every language in which it is written.
pub(super) fn words_of(said: &LocalizedText) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, written) in said.written() {
        let plain = text::searchable(written);
        let long = |word: &&str| {
            // A word of Chinese is one sign or two.
            word.chars().count() >= LEAST_LETTERS || !word.is_ascii()
        };
        words.extend(plain.split(' ').filter(|word| !word.is_empty()).filter(long).map(singular));
    }
    words
}

/// An English plural as the singular, so that `chillies` fits `chilli`; other words stay alike.
fn singular(word: &str) -> String {
    for (plural, ending) in [("ies", "i"), ("oes", "o"), ("s", "")] {
        if let Some(stem) = word.strip_suffix(plural).filter(|stem| stem.len() >= LEAST_LETTERS) {
            return format!("{stem}{ending}");
        }
    }
    word.to_owned()
}

/// How many words two have in common.
pub(super) fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    one.intersection(other).count()
}

/// The categories that fit to one: itself, what it belongs to, and everything below it.
pub(super) fn related(tree: &Tree, code: &str) -> Vec<String> {
    let above = tree.path(code).into_iter().skip(1).map(|above| above.code.clone());
    let mut codes: Vec<String> = tree.subtree(code).into_iter().map(str::to_owned).collect();
    codes.extend(above);
    codes.dedup();
    codes
}

/// Why it fits, in the reader's language: “supplies what you need: chillies, 12 km”.
#[must_use]
pub fn explained(found: &Match, languages: &Languages) -> String {
    let words = found.other_words.resolve(languages).0;
    let english = languages.sentences() == Language::En;
    let said = match (found.side, english) {
        (Side::Need, true) => "supplies what you need",
        (Side::Need, false) => "membekalkan apa yang anda perlukan",
        (Side::Supply, true) => "needs what you can supply",
        (Side::Supply, false) => "memerlukan apa yang anda bekalkan",
    };
    match found.metres {
        None => format!("{said}: {words}"),
        Some(metres) => format!("{said}: {words}, {}", far(metres, english)),
    }
}

/// A distance in whole kilometres.
fn far(metres: i64, english: bool) -> String {
    match (metres, english) {
        (..1_000, true) => "less than 1 km".to_owned(),
        (..1_000, false) => "kurang 1 km".to_owned(),
        _ => format!("{} km", (metres + 500) / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        krt_shop::category::Category,
        shared::{
            clock::Instant,
            error::Error,
            id::{ProjectId, ProjectTradeId, TradeMatchId},
        },
    };

    fn tree() -> Tree {
        let one = |code: &str, parent: Option<&str>| Category {
            code: code.to_owned(),
            parent_code: parent.map(str::to_owned),
            name: LocalizedText::new(code, code),
            position: 1,
        };
        Tree::new(vec![
            one("FOOD", None),
            one("FRESH", Some("FOOD")),
            one("CHILLI", Some("FRESH")),
            one("NOODLES", Some("FOOD")),
        ])
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn said(words: &LocalizedText) -> NewTrade {
        NewTrade {
            id: None,
            version: None,
            project_id: ProjectId(uuid::Uuid::nil()),
            side: Side::Need,
            category_code: "FRESH".to_owned(),
            words: words.clone(),
            quantity: Some(20),
            unit: Some(" kg ".to_owned()),
            rhythm: None,
            until: Some(day("2026-03-14")),
        }
    }

    #[test]
    fn words_fit_in_any_language_and_in_the_plural() {
        let need = words_of(&LocalizedText::new("Cili merah", "Chillies"));
        let supply = words_of(&LocalizedText::new("cili padi, segar", "bird's eye chilli"));
        assert_eq!(shared(&need, &supply), 2);
        assert_eq!(shared(&need, &words_of(&LocalizedText::new("Tepung", "Flour"))), 0);
        assert!(words_of(&LocalizedText::new("kg", "of")).is_empty());
        let chinese =
            LocalizedText { zh: Some("辣椒".to_owned()), ..LocalizedText::new("x", "y") };
        assert!(words_of(&chinese).contains("辣椒"));
    }

    #[test]
    fn categories_fit_up_and_down_and_not_aside() {
        let mut codes = related(&tree(), "FRESH");
        codes.sort();
        assert_eq!(codes, ["CHILLI", "FOOD", "FRESH"]);
        assert!(!related(&tree(), "NOODLES").contains(&"CHILLI".to_owned()));
    }

    #[test]
    fn what_is_said_is_kept_tidy_and_a_day_that_is_over_is_refused() {
        let words = LocalizedText::new(" Cili  merah ", "Chillies");
        let kept = checked(&said(&words), &tree(), day("2026-03-14"), None).unwrap();
        assert_eq!((kept.words.ms.as_str(), kept.unit.as_deref()), ("Cili merah", Some("kg")));
        let wrong = NewTrade {
            category_code: "NONE".to_owned(),
            words: LocalizedText::new("\u{202e}", ""),
            quantity: Some(0),
            until: Some(day("2026-03-13")),
            ..said(&words)
        };
        let Err(Error::Refused(refused)) = checked(&wrong, &tree(), day("2026-03-14"), None) else {
            panic!("it is refused");
        };
        let codes: Vec<&str> = refused.iter().map(|refusal| refusal.code.as_str()).collect();
        assert_eq!(codes, ["CATEGORY_UNKNOWN", "TEXT_INVALID", "OUT_OF_RANGE", "TIME_INVALID"]);
        let over = day("2026-03-20");
        assert!(checked(&said(&words), &tree(), over, None).is_err());
        assert!(checked(&said(&words), &tree(), over, Some(day("2026-03-14"))).is_ok());
    }

    #[test]
    fn a_match_says_why_and_how_far() {
        let found = |side, metres| Match {
            id: TradeMatchId(uuid::Uuid::nil()),
            project_id: ProjectId(uuid::Uuid::nil()),
            other_project_id: ProjectId(uuid::Uuid::nil()),
            side,
            own_id: ProjectTradeId(uuid::Uuid::nil()),
            own_words: LocalizedText::new("Cili", "Chillies"),
            other_id: ProjectTradeId(uuid::Uuid::nil()),
            other_words: LocalizedText::new("cili", "chillies"),
            quantity: None,
            unit: None,
            rhythm: None,
            until_day: None,
            metres,
            found_at: Instant::UNIX_EPOCH,
        };
        let (en, ms) = (Languages::from_header(Some("en")), Languages::from_header(Some("ms")));
        let told = |side, metres, languages| explained(&found(side, metres), languages);
        assert_eq!(told(Side::Need, Some(12_400), &en), "supplies what you need: chillies, 12 km");
        let malay = told(Side::Supply, Some(300), &ms);
        assert_eq!(malay, "memerlukan apa yang anda bekalkan: cili, kurang 1 km");
        assert_eq!(told(Side::Supply, None, &en), "needs what you can supply: chillies");
    }
}
