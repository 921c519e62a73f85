//! Questions about an offer, answered in public.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::{
    Ctx,
    krt_shop::question::{self, Answering, NewQuestion},
};

use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "question::QuestionStatus")]
pub enum QuestionStatus {
    /// Nobody has answered: the asker and the sellers see it.
    Asked,
    /// Everybody sees it with its answer.
    Answered,
    /// Taken away; the asker sees why.
    Removed,
}

/// An answer that stood there before.
#[derive(SimpleObject)]
pub struct EarlierAnswer {
    /// Its number, from 1.
    number: i64,
    /// What it said, at most 2,000 characters.
    answer: String,
    /// When it was written.
    written_at: DateTime,
}

/// A question about an offer. Nobody is told who asked.
#[derive(Description)]
pub struct Question(pub question::Question);

#[Object(use_type_description)]
impl Question {
    /// The id (`question_…`), made by the phone that asked.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The offer.
    async fn product_id(&self) -> ID {
        self.0.product_id.into()
    }

    /// What is asked, at most 500 characters.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// How far it has come.
    async fn status(&self) -> QuestionStatus {
        self.0.status.into()
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }

    /// The answer as it stands, at most 2,000 characters.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was first answered.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }

    /// When the answer was last corrected.
    async fn answer_edited_at(&self) -> Option<DateTime> {
        self.0.answer_edited_at.map(DateTime)
    }

    /// The answers that stood there before, the first first: for the project's sellers and the officers
    /// above it; empty for everybody else, who sees in `answerEditedAt` that it was corrected.
    async fn earlier_answers(&self, context: &Context<'_>) -> domain::Result<Vec<EarlierAnswer>> {
        let answers = question::earlier_answers(context.ctx()?, &self.0).await?;
        let shown = |answer: question::EarlierAnswer| EarlierAnswer {
            number: answer.number,
            answer: answer.answer,
            written_at: DateTime(answer.written_at),
        };
        Ok(answers.into_iter().map(shown).collect())
    }

    /// Why it was taken away, at most 500 characters.
    async fn remove_reason(&self) -> Option<&str> {
        self.0.remove_reason.as_deref()
    }

    /// Rises with every change; `questionAnswer` wants it.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

connection!(QuestionConnection, QuestionEdge, Question, "questions about offers");

/// A question.
#[derive(InputObject)]
pub struct QuestionAskInput {
    /// The id (`question_…`), made by the phone: the same again is the same question.
    id: ID,
    /// The offer.
    product_id: ID,
    /// What is asked, at most 500 characters; everybody reads it once it is answered.
    text: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// An answer.
#[derive(InputObject)]
pub struct QuestionAnswerInput {
    /// The question.
    id: ID,
    /// The version that was read.
    version: i64,
    /// The answer, at most 2,000 characters.
    answer: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which question goes.
#[derive(InputObject)]
pub struct QuestionRemoveInput {
    /// The question.
    id: ID,
    /// Why, at most 500 characters; the asker reads it.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A question, or why there is none.
#[derive(SimpleObject)]
pub struct QuestionPayload {
    /// The question.
    question: Option<Question>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

fn payload(
    ctx: &Ctx,
    answer: domain::Result<question::Question>,
    client_mutation_id: Option<String>,
) -> domain::Result<QuestionPayload> {
    let (question, user_errors) = settle(ctx, answer)?;
    Ok(QuestionPayload { question: question.map(Question), user_errors, client_mutation_id })
}

/// Asking and answering.
#[derive(Default)]
pub struct QuestionMutation;

#[Object]
impl QuestionMutation {
    /// Asks about an offer in public: everybody reads it once a seller has answered. At most 10 a day.
    /// KRT Shop, the signed-in but the project's own sellers.
    async fn question_ask(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The question.")] input: QuestionAskInput,
    ) -> domain::Result<QuestionPayload> {
        let ctx = context.ctx()?;
        let new = NewQuestion {
            id: context::id(&input.id, "id")?,
            product_id: context::id(&input.product_id, "productId")?,
            text: input.text,
        };
        payload(ctx, question::ask_question(ctx, &new).await, input.client_mutation_id)
    }

    /// Answers a question, or corrects the answer; what stood there before stays readable for the sellers
    /// and the officers above them. What claims to be halal needs a certificate (`HALAL_UNPROVEN`), and
    /// is not shown while none counts. KRT Shop: the project's sellers.
    async fn question_answer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: QuestionAnswerInput,
    ) -> domain::Result<QuestionPayload> {
        let ctx = context.ctx()?;
        let given = Answering {
            id: context::id(&input.id, "id")?,
            version: input.version,
            answer: input.answer,
        };
        payload(ctx, question::answer_question(ctx, &given).await, input.client_mutation_id)
    }

    /// Takes a question away, with a reason. KRT Shop: the project's sellers and the officers above it.
    async fn question_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: QuestionRemoveInput,
    ) -> domain::Result<QuestionPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = question::remove_question(ctx, id, &input.reason).await;
        payload(ctx, answer, input.client_mutation_id)
    }
}

/// Reading what waits.
#[derive(Default)]
pub struct QuestionQuery;

#[Object]
impl QuestionQuery {
    /// The questions to a project that wait for an answer, the longest waiting first. KRT Shop: the
    /// project's sellers and the officers above it.
    async fn questions_unanswered(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project.")] project_id: ID,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<QuestionConnection>> {
        let (ctx, id) = (context.ctx()?, context::id(&project_id, "projectId")?);
        let args = connection::args(first, after, last, before);
        let page = question::questions_unanswered(ctx, id, &args).await?;
        Ok(Some(QuestionConnection::of(page, Question)))
    }

    /// The questions that the viewer has asked, the newest first. KRT Shop, the signed-in.
    async fn questions_asked(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<QuestionConnection>> {
        let args = connection::args(first, after, last, before);
        let page = question::questions_of_viewer(context.ctx()?, &args).await?;
        Ok(Some(QuestionConnection::of(page, Question)))
    }
}
