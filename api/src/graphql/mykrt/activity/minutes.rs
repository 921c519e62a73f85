//! The minutes of a meeting.

use async_graphql::{Description, Object};
use domain::mykrt::activity as activities;

use super::people::ActivityPerson;
use crate::graphql::scalars::DateTime;

/// The minutes of a meeting (minit mesyuarat). Who came with an account stands in the activity's
/// `attendance`.
#[derive(Description)]
pub struct ActivityMinutes(pub activities::Minutes);

#[Object(use_type_description)]
impl ActivityMinutes {
    /// The number, such as `2/2026`; unique in the area.
    async fn number(&self) -> &str {
        &self.0.text.number
    }

    /// When the meeting was held.
    async fn held_at(&self) -> DateTime {
        DateTime(self.0.text.held_at)
    }

    /// Where it was held.
    async fn place(&self) -> &str {
        &self.0.text.place
    }

    /// Who was there and who sent apologies, in the writer's words.
    async fn attendance(&self) -> Option<&str> {
        self.0.text.attendance.as_deref()
    }

    /// The agenda.
    async fn agenda(&self) -> &str {
        &self.0.text.agenda
    }

    /// Matters arising (perkara berbangkit).
    async fn matters_arising(&self) -> Option<&str> {
        self.0.text.matters_arising.as_deref()
    }

    /// What was decided.
    async fn decisions(&self) -> Option<&str> {
        self.0.text.decisions.as_deref()
    }

    /// The financial statement (penyata kewangan).
    async fn financial_statement(&self) -> Option<&str> {
        self.0.text.financial_statement.as_deref()
    }

    /// Who prepared them.
    async fn prepared_by(&self) -> ActivityPerson {
        self.0.prepared_by.clone().into()
    }

    /// Who confirmed them; none before, and after a change of their words.
    async fn confirmed_by(&self) -> Option<ActivityPerson> {
        self.0.confirmed_by.clone().map(Into::into)
    }

    /// When they were confirmed.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// Since when residents read them; none while they may not.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// Rises with every change; whoever changes them says which one they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When they were last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}
