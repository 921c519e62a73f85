//! Actions by their names, as the audit keeps them.

use sea_orm::{ActiveEnum as _, Iterable as _};

use super::action::Action;

impl Action {
    /// The action of this name: `NOTICE_PUBLISH`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }

    /// The names of all actions.
    #[must_use]
    pub fn names() -> Vec<String> {
        Self::iter().map(|action| action.to_value()).collect()
    }
}
