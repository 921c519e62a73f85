//! The minutes of a meeting.

use serde::Serialize;

use super::answer::Somebody;
use crate::shared::{
    clock::Instant,
    id::{ActivityId, AreaId, PersonId},
};

/// The minutes of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The meeting.
    pub activity_id: ActivityId,
    /// The area whose meeting it was.
    pub area_id: AreaId,
    /// What is written.
    pub text: MinutesText,
    /// Who prepared them.
    pub prepared_by: Somebody,
    /// Who changed the words last.
    pub written_by: PersonId,
    /// Who confirmed them.
    pub confirmed_by: Option<Somebody>,
    /// When they were confirmed.
    pub confirmed_at: Option<Instant>,
    /// Since when residents read them.
    pub published_at: Option<Instant>,
    /// Rises with every change.
    pub version: i64,
    /// When they were first written.
    pub created_at: Instant,
    /// When they were last changed.
    pub updated_at: Instant,
}

/// What is written in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinutesText {
    /// The number, such as `2/2026`; unique in the area.
    pub number: String,
    /// When the meeting was held.
    pub held_at: Instant,
    /// Where it was held.
    pub place: String,
    /// Who was there and who sent apologies, beside those whom the attendance names.
    pub attendance: Option<String>,
    /// The agenda.
    pub agenda: String,
    /// Matters arising.
    pub matters_arising: Option<String>,
    /// What was decided.
    pub decisions: Option<String>,
    /// The financial statement.
    pub financial_statement: Option<String>,
}

/// Minutes as they are to stand.
#[derive(Clone, Debug, Serialize)]
pub struct NewMinutes {
    /// The meeting.
    pub activity_id: ActivityId,
    /// The version that the writer has read; none for the first.
    pub version: Option<i64>,
    /// The number, at most 40 characters.
    pub number: String,
    /// When the meeting was held; as planned when nothing is said.
    pub held_at: Option<Instant>,
    /// Where it was held, at most 200 characters; as planned when nothing is said.
    pub place: Option<String>,
    /// Who was there, at most 5,000 characters.
    pub attendance: Option<String>,
    /// The agenda, at most 5,000 characters.
    pub agenda: String,
    /// Matters arising, at most 10,000 characters.
    pub matters_arising: Option<String>,
    /// What was decided, at most 10,000 characters.
    pub decisions: Option<String>,
    /// The financial statement, at most 5,000 characters.
    pub financial_statement: Option<String>,
    /// Who prepared them: holds a post on the committee; whoever writes them first when nobody is
    /// named.
    pub prepared_by: Option<PersonId>,
    /// Whether the writer confirms them as they stand, which neither whoever prepared them nor
    /// whoever wrote the words can.
    pub confirm: bool,
    /// Whether residents may read them.
    pub published: bool,
}
