//! What phones upload to a patrol in the background: who they are, what they send item by item, and
//! what became of each.

use actix_web::{HttpRequest, web::Payload};
use domain::{Ctx, Refusal, Result, mysrs::patrol::ItemOutcome, shared::id::PatrolId};
use serde::de::DeserializeOwned;

use super::{
    asked,
    body::{self, Most},
    problem::Problem,
    unreadable,
};
use crate::auth::Door;

/// Lets somebody in, reads what they send, and to which patrol of a path.
pub(super) async fn enter<T: DeserializeOwned>(
    door: &Door,
    request: &HttpRequest,
    (id, payload): (&str, Payload),
) -> Result<(Ctx, PatrolId, T), Problem> {
    let (ctx, sent) = body::enter(door, request, payload, Most::UPLOAD).await?;
    let patrol = asked::id(id).map_err(|error| Problem::of(request, error))?;
    Ok((ctx, patrol, sent))
}

/// One item of a list, by its place; when it cannot be read only this item is rejected.
pub(super) fn item<T: DeserializeOwned>(
    item: serde_json::Value,
    (list, place): (&str, usize),
) -> Result<T, Refusal> {
    serde_json::from_value(item).map_err(|cause| {
        let refusal = unreadable::of(&cause);
        let field = match &refusal.field {
            Some(field) => format!("{list}.{place}.{field}"),
            None => format!("{list}.{place}"),
        };
        refusal.at(field)
    })
}

/// What became of one item, as its answer says it.
#[derive(Debug)]
pub(super) struct Fate {
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    pub outcome: &'static str,
    /// Why it was rejected: the code.
    pub code: Option<&'static str>,
    /// Why it was rejected: the sentence.
    pub message: Option<String>,
}

impl Fate {
    pub(super) fn of(outcome: &ItemOutcome, ctx: &Ctx) -> Self {
        let (outcome, refusal) = match outcome {
            ItemOutcome::Applied => ("applied", None),
            ItemOutcome::Duplicate => ("duplicate", None),
            ItemOutcome::Conflict => ("conflict", None),
            ItemOutcome::Rejected(refusal) => ("rejected", Some(refusal)),
        };
        Self {
            outcome,
            code: refusal.map(|refusal| refusal.code.as_str()),
            message: refusal.map(|refusal| refusal.sentence(ctx.languages.sentences())),
        }
    }
}
