//! The categories of incidents, and how many there were.

use async_graphql::{Description, Object};
use domain::mysrs::incident;

use crate::graphql::values::LocalizedText;

/// A category of incidents, by what was done.
#[derive(Description)]
pub struct IncidentCategory(pub incident::Category);

#[Object(use_type_description)]
impl IncidentCategory {
    /// The code, in capitals: `VIOLENT_ROBBERY`. It never changes.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The code of the category that it belongs to; null for one at the top.
    async fn parent_code(&self) -> Option<&str> {
        self.0.parent_code.as_deref()
    }

    /// The name.
    async fn name(&self) -> LocalizedText {
        LocalizedText(self.0.name.clone())
    }

    /// Its place among those with the same parent.
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// Whether incidents are reported under it.
    async fn enabled(&self) -> bool {
        self.0.enabled
    }

    /// Whether it judges a person rather than what somebody does to others. Such a category rests
    /// until headquarters says why it should not.
    async fn invites_profiling(&self) -> bool {
        self.0.invites_profiling
    }
}

/// How many incidents of a category happened within an hour of the day.
#[derive(Description)]
pub struct IncidentCount(pub incident::IncidentCount);

#[Object(use_type_description)]
impl IncidentCount {
    /// The code of the category.
    async fn category_code(&self) -> &str {
        &self.0.category_code
    }

    /// The category's name.
    async fn category_name(&self) -> LocalizedText {
        LocalizedText(self.0.category_name.clone())
    }

    /// The hour of the day in Malaysia, 0 to 23.
    async fn hour(&self) -> i64 {
        self.0.hour
    }

    /// How many.
    async fn number(&self) -> i64 {
        self.0.number
    }
}
