//! What a resolver finds in its request.

use std::{str::FromStr, sync::Arc};

use async_graphql::{ContextBase, ID};
use domain::{Ctx, Error, ErrorCode, Refusal, Result, shared::id::NotAnId};

use super::loaders::Loaders;
use crate::house::House;

/// Finds what the door put into the request.
pub trait InRequest {
    /// Who asks, with the tools.
    fn ctx(&self) -> Result<&Ctx>;
    /// The same, for what outlives the request.
    fn shared_ctx(&self) -> Result<Arc<Ctx>>;
    /// The loaders of this operation.
    fn loaders(&self) -> Result<&Loaders>;
    /// The house.
    fn house(&self) -> Result<&Arc<House>>;
}

impl<T> InRequest for ContextBase<'_, T> {
    fn ctx(&self) -> Result<&Ctx> {
        let ctx = self.data_opt::<Arc<Ctx>>().map(AsRef::as_ref);
        ctx.ok_or_else(|| Error::internal("the request has no context"))
    }

    fn shared_ctx(&self) -> Result<Arc<Ctx>> {
        let ctx = self.data_opt::<Arc<Ctx>>().cloned();
        ctx.ok_or_else(|| Error::internal("the request has no context"))
    }

    fn loaders(&self) -> Result<&Loaders> {
        self.data_opt().ok_or_else(|| Error::internal("the request has no loaders"))
    }

    fn house(&self) -> Result<&Arc<House>> {
        self.data_opt().ok_or_else(|| Error::internal("the request has no house"))
    }
}

/// Reads an id of one kind; another kind is a clear error that names the field.
pub fn id<Id: FromStr<Err = NotAnId>>(id: &ID, field: impl Into<String>) -> Result<Id> {
    id.parse().map_err(|NotAnId { wanted }| {
        Refusal::of(ErrorCode::IdInvalid).at(field).with("kind", wanted).stop()
    })
}

/// Reads ids of one kind.
pub fn ids<Id: FromStr<Err = NotAnId>>(list: &[ID], field: &'static str) -> Result<Vec<Id>> {
    list.iter().map(|one| id(one, field)).collect()
}
