//! How a mutation answers: refusals are data, surprises are errors.

use async_graphql::{Enum, SimpleObject};
use domain::{Ctx, Error, ErrorCode, Refusal};

use super::error_code::Code;

/// A rule that the input broke. The write did not happen.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// The code, stable, for the app.
    pub code: Code,
    /// The path of the field in the input, such as `title.ms`; none when it is about the whole.
    pub field: Option<String>,
    /// The sentence for the user, in Malay or English by `Accept-Language`.
    pub message: String,
}

impl UserError {
    /// The refusal in the reader's language.
    pub fn of(refusal: &Refusal, ctx: &Ctx) -> Self {
        Self {
            code: Code(refusal.code),
            field: refusal.field.clone(),
            message: refusal.sentence(ctx.languages.sentences()),
        }
    }
}

/// What is not there for the viewer is null.
pub fn seen<T>(found: domain::Result<T>) -> domain::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Stopped(refusal))
            if matches!(refusal.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            Ok(None)
        }
        Err(cause) => Err(cause),
    }
}

/// Parts an answer into what was done and why it was not; what stops the request goes on as an
/// error.
pub fn settle<T>(
    ctx: &Ctx,
    answer: domain::Result<T>,
) -> domain::Result<(Option<T>, Vec<UserError>)> {
    match answer {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(Error::Refused(refusals)) => {
            Ok((None, refusals.iter().map(|refusal| UserError::of(refusal, ctx)).collect()))
        }
        Err(other) => Err(other),
    }
}

/// Whether an app can still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AppState {
    /// It is new enough, or unknown.
    Current,
    /// It must be updated before it can be used.
    MustUpdate,
}
