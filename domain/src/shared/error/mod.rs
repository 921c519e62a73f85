//! One error with few kinds, and one closed list of codes that the apps translate.
//!
//! A refusal is data: the sentence is for the user and comes from the code. The cause of an
//! internal error is for the operator and never leaves the program.

mod code;
mod database;
mod refusal;

use std::{fmt, sync::Arc};

pub(super) use self::refusal::EMERGENCY;
pub use self::{
    code::ErrorCode,
    refusal::{Refusal, Refusals},
};
use super::language::Language;

/// What a service answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a service did not do what was asked.
#[derive(Clone, Debug)]
pub enum Error {
    /// The input broke rules: one refusal for each. GraphQL shows them as `userErrors`.
    Refused(Vec<Refusal>),
    /// The request as a whole stops: not signed in, not allowed, not found, too often.
    Stopped(Refusal),
    /// Something that the program did not expect. Logged once, at the edge.
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An internal error with a sentence for the operator.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The request needs somebody to be signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Refusal::of(ErrorCode::Unauthenticated).stop()
    }

    /// There is no such thing, or none that this person may see.
    #[must_use]
    pub fn not_found() -> Self {
        Refusal::of(ErrorCode::NotFound).stop()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusals) => {
                for refusal in refusals {
                    write!(formatter, "{} ", refusal.sentence(Language::En))?;
                }
                Ok(())
            }
            Self::Stopped(refusal) => formatter.write_str(&refusal.sentence(Language::En)),
            Self::Internal(cause) => cause.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}
