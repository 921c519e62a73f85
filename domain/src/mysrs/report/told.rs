//! Whom a report is told, and how.

use uuid::Uuid;

use super::walk_store::Walked;
use crate::{
    mysrs::unit,
    shared::{
        change_log::{Change, Noun, Scope},
        error::Result,
        id::{PatrolId, PatrolUnitId},
        language::Language,
        malaysia,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};

/// Tells whoever follows the unit's patrols.
pub(super) fn changed(work: &mut Work, unit: PatrolUnitId, patrol: PatrolId) {
    work.tell(Change::new(Scope::Unit(unit), Noun::Patrol, patrol));
}

/// A report was sent back: the unit's leader hears of it. Each time is a cause of its own.
pub(super) async fn sent_back(work: &mut Work, walked: &Walked, cause: Uuid) -> Result<()> {
    let people = unit::leaders_of(work.connection(), walked.unit_id).await?;
    if people.is_empty() {
        return Ok(());
    }
    let text = Text::PatrolReportSentBack {
        unit: walked.unit_name.clone(),
        day: malaysia::day(walked.started_at).to_string(),
        link: format!("krt://patrol/{}", walked.id),
    };
    let message = Message {
        audience: Audience::People(people.iter().map(|one| one.person_id).collect()),
        text,
        // Each app has its own.
        language: Language::Ms,
        cause,
        round: 0,
        urgent: false,
        expires_at: None,
    };
    outbox::send(work, &message).await
}
