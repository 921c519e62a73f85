//! Reading the ids of one item of a batch: one that is none rejects that item only.

use std::str::FromStr;

use async_graphql::ID;
use domain::{ErrorCode, Refusal, shared::id::NotAnId};

/// Reads an id of one item, or refuses the item at the field.
pub(in crate::graphql::mysrs) fn id<Id: FromStr<Err = NotAnId>>(
    id: &ID,
    field: impl FnOnce() -> String,
) -> Result<Id, Refusal> {
    id.parse().map_err(|NotAnId { wanted }| {
        Refusal::of(ErrorCode::IdInvalid).at(field()).with("kind", wanted)
    })
}

/// … that need not be there.
pub(in crate::graphql::mysrs) fn maybe<Id: FromStr<Err = NotAnId>>(
    given: Option<&ID>,
    field: impl FnOnce() -> String,
) -> Result<Option<Id>, Refusal> {
    given.map(|given| id(given, field)).transpose()
}
