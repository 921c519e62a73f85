//! Questions as plain values.

use crate::shared::{
    clock::Instant,
    id::{AreaId, PersonId, ProductId, ProjectId, QuestionId},
};

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QuestionStatus {
    /// Nobody has answered: the asker and the sellers see it.
    Asked,
    /// Everybody sees it with its answer.
    Answered,
    /// Taken away; the asker and the sellers see why.
    Removed,
}

/// A question about an offer. Nobody is told who asked.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Question {
    /// The id, made by the phone that asked.
    pub id: QuestionId,
    /// The offer.
    pub product_id: ProductId,
    /// Its project.
    pub project_id: ProjectId,
    /// The project's neighbourhood.
    pub area_id: AreaId,
    /// Who asked.
    pub asked_by: PersonId,
    /// What is asked.
    pub text: String,
    /// How far it has come.
    pub status: QuestionStatus,
    /// When it was asked.
    pub asked_at: Instant,
    /// The answer as it stands.
    pub answer: Option<String>,
    /// Whether the answer claims that something is halal: it is shown while a certificate proves it.
    pub claims_halal: bool,
    /// When it was first answered.
    pub answered_at: Option<Instant>,
    /// When the answer was last corrected.
    pub answer_edited_at: Option<Instant>,
    /// Why it was taken away.
    pub remove_reason: Option<String>,
    /// Rises with every change.
    pub version: i64,
}

/// An answer that stood there before.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct EarlierAnswer {
    /// Its number, from 1.
    pub number: i64,
    /// What it said.
    pub answer: String,
    /// When it was written.
    pub written_at: Instant,
}

/// A question as it is asked.
#[derive(Clone, Debug)]
pub struct NewQuestion {
    /// The id, made by the phone: the same again is the same question.
    pub id: QuestionId,
    /// About which offer.
    pub product_id: ProductId,
    /// What is asked, at most 500 characters.
    pub text: String,
}

/// An answer as it is given or corrected.
#[derive(Clone, Debug)]
pub struct Answering {
    /// The question.
    pub id: QuestionId,
    /// The version that was read.
    pub version: i64,
    /// The answer, at most 2,000 characters.
    pub answer: String,
}
