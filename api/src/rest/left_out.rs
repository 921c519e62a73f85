//! What of a body was not understood and left out: nothing of it is lost in silence.

use domain::{Ctx, ErrorCode, Refusal};
use serde_json::{Map, Value};

use super::problem::FieldProblem;

/// So many are said of one item.
const MOST: usize = 8;
/// So much is said of a name, in characters.
const LONGEST_NAME: usize = 60;

/// What was left out of one item, or of what stands beside the items.
#[derive(Debug)]
pub(super) struct LeftOut {
    /// The path of what is read, such as `checkIns.3.`; empty for the whole body.
    at: String,
    refusals: Vec<Refusal>,
    /// How many were left out beside those.
    more: u64,
}

impl LeftOut {
    /// Nothing yet, of what lies at this path.
    pub(super) fn of(at: impl Into<String>) -> Self {
        Self { at: at.into(), refusals: Vec::new(), more: 0 }
    }

    /// Says why a field was left out.
    pub(super) fn add(&mut self, refusal: Refusal, name: &str) {
        if self.refusals.len() == MOST {
            self.more += 1;
            return;
        }
        let field = format!("{}{}", self.at, cut(name));
        // What is about the whole names no field.
        self.refusals.push(if field.is_empty() { refusal } else { refusal.at(field) });
    }

    /// Says that no field of this name is known.
    pub(super) fn unknown(&mut self, name: &str) {
        self.add(Refusal::of(ErrorCode::FieldUnknown).with("name", cut(name)), name);
    }

    /// Says that what a field of this name said before does not count.
    pub(super) fn twice(&mut self, name: &str) {
        self.add(Refusal::of(ErrorCode::FieldTwice).with("name", cut(name)), name);
    }

    /// Takes a number out of the fields, also one in quotes. What stands there and is none is said, and
    /// comes as no number (`NaN`), which is told apart from nothing.
    pub(super) fn number(
        &mut self,
        fields: &mut Map<String, Value>,
        (inside, name): (&str, &str),
    ) -> Option<f64> {
        let number = match fields.remove(name)? {
            Value::Null => return None,
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.add(Refusal::of(ErrorCode::NumberInvalid), &format!("{inside}{name}"));
        }
        Some(number.unwrap_or(f64::NAN))
    }

    /// Everything that was left out; of many the last one says how many more.
    pub(super) fn into_refusals(self) -> Vec<Refusal> {
        let Self { at, mut refusals, more } = self;
        if more > 0 {
            let at = at.trim_end_matches('.');
            let last = and_more(more);
            refusals.push(if at.is_empty() { last } else { last.at(at) });
        }
        refusals
    }
}

/// As much of a name as is said of it.
fn cut(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// Says that so many were left out beside those that are named.
pub(super) fn and_more(count: u64) -> Refusal {
    Refusal::of(ErrorCode::MoreLeftOut).with("count", count)
}

/// Each of these in the reader's language, as an answer says it.
pub(super) fn said(refusals: &[Refusal], ctx: &Ctx) -> Vec<FieldProblem> {
    let language = ctx.languages.sentences();
    refusals.iter().map(|refusal| FieldProblem::of(refusal, language)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_to_name_is_counted() {
        let of = |many: usize| {
            let mut left_out = LeftOut::of("points.3.");
            for number in 0..many {
                left_out.unknown(&format!("x{number}"));
            }
            left_out.into_refusals()
        };
        assert_eq!(of(MOST).len(), MOST);
        assert!(of(MOST).iter().all(|refusal| refusal.code == ErrorCode::FieldUnknown));
        let many = of(MOST + 3);
        assert_eq!(many.len(), MOST + 1);
        let last = many.last().unwrap();
        assert_eq!((last.code, last.value("count")), (ErrorCode::MoreLeftOut, Some("3")));
        assert_eq!(last.field.as_deref(), Some("points.3"));
    }
}
