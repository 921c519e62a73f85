//! What is refused, as data: the code, the place in the input, and what the sentence names.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Error, ErrorCode, Result};
use crate::shared::{clock::Instant, language::Language, malaysia, sentences, wire_words};

/// Under which name a refusal holds the number that helps in an emergency.
pub(in crate::shared) const EMERGENCY: &str = "emergency";

/// One broken rule: its code, where in the input, and the values that its sentence names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The code, from the closed list.
    pub code: ErrorCode,
    /// The path of the field in the input, such as `title.ms` or `items.3.latitude`.
    pub field: Option<String>,
    /// What the sentence names: `limit` → `200`.
    pub values: Vec<(Cow<'static, str>, String)>,
}

impl Refusal {
    /// A refusal with this code.
    #[must_use]
    pub fn of(code: ErrorCode) -> Self {
        Self { code, field: None, values: Vec::new() }
    }

    /// A time at this field that is not taken: it must lie after the first moment and not after the
    /// second, as far as there are such.
    #[must_use]
    pub fn of_time(
        field: impl Into<String>,
        after: Option<Instant>,
        until: Option<Instant>,
    ) -> Self {
        let mut refusal = Self::of(ErrorCode::TimeInvalid).at(field);
        for (name, bound) in [("least", after), ("most", until)] {
            if let Some(bound) = bound {
                refusal = refusal.with(name, malaysia::shown(bound));
            }
        }
        refusal
    }

    /// … at this field of the input.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// … whose sentence names this value.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a value is given as it is at hand")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// … with the number that helps in an emergency beside its sentence: whoever is refused may need
    /// somebody now.
    #[must_use]
    pub fn in_emergency(self, number: &str) -> Self {
        self.with(EMERGENCY, number)
    }

    /// Makes it stop the whole request instead of standing in the answer as data.
    #[must_use]
    pub fn stop(self) -> Error {
        Error::Stopped(self)
    }

    /// The sentence for the user, in Malay or English.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let mut template = sentences::template(self, language).to_owned();
        if let Some(beside) = sentences::beside(self, language) {
            template.push(' ');
            template.push_str(beside);
        }
        self.values.iter().fold(template, |text, (name, value)| {
            let said = wire_words::said(name, value, language).unwrap_or(value);
            text.replace(&format!("{{{name}}}"), said)
        })
    }

    /// The value named `name`, for machines: a wait in seconds, a limit.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

/// Collects every broken rule of an input, so that the user sees all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Keeps the value, or the refusal.
    pub fn keep<T>(&mut self, checked: Result<T, Refusal>) -> Option<T> {
        checked.map_err(|refusal| self.0.push(refusal)).ok()
    }

    /// Adds a refusal.
    pub fn add(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Goes on only when nothing was refused.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Refused(self.0)) }
    }
}
