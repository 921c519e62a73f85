//! Null propagation by the GraphQL specification, for async-graphql 7.0.19.
//!
//! What the library does alone: an error of a resolver climbs through *every* field above it,
//! nullable or not, until an `Option` stops it; and each list on the way overwrites the error's path
//! with its own, so that a failing field in `[A!]!` is reported as `["list", 0]`.
//!
//! What this extension adds:
//! - an error that reaches a nullable field stops there: the field becomes null, its siblings stay;
//! - an error keeps, from the field where it began, its own path all the way up.
//!
//! And since a second extension would put one more boxed future around every field, it lets what is
//! known to fit pass the validator by: see [`fitting`](super::fitting).
//!
//! Register it first, so that it stands outside the other extensions and they see errors mended.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    CacheControl, PathSegment, QueryPathNode, QueryPathSegment, Response, ServerError,
    ServerResult, ValidationResult, Value, Variables,
    async_trait::async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextResolve,
        NextValidation, ResolveInfo,
    },
    parser::types::ExecutableDocument,
};

use super::fitting::Certain;

/// Adds null propagation by the specification to a schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct NullPropagation;

impl ExtensionFactory for NullPropagation {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Propagate::default())
    }
}

/// One request's errors that stopped at a nullable field, and whether its values are certain to fit.
#[derive(Default)]
struct Propagate {
    stopped: Mutex<Vec<ServerError>>,
    certain: Certain,
}

/// The error as it was where it began. It rides in `source`, the only part the library leaves alone.
struct Original(ServerError);

#[async_trait]
impl Extension for Propagate {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        self.certain.look(ctx, &document, variables);
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        if self.certain.is_set() {
            let cache_control = CacheControl::default();
            return Ok(ValidationResult { cache_control, complexity: 0, depth: 0 });
        }
        next.run(ctx).await
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        response.errors.append(&mut stopped);
        for error in &mut response.errors {
            if let Some(Original(original)) = error.source::<Original>() {
                *error = original.clone();
            }
        }
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let (path, parent_type, name, return_type) =
            (info.path_node, info.parent_type, info.name, info.return_type);
        let error = match next.run(ctx, info).await {
            Ok(value) => return Ok(value),
            Err(error) => keep(error, path),
        };
        // A list's item reports a type that misses `Option` behind a reference: only a field's own
        // entry in the schema is believed. Nullable items stop errors without help.
        if matches!(path.segment, QueryPathSegment::Index(_)) {
            return Err(error);
        }
        let registered = ctx.schema_env.registry.types.get(parent_type);
        let registered = registered.and_then(|parent| parent.field_by_name(name));
        let return_type = registered.map_or(return_type, |field| field.ty.as_str());
        if return_type.ends_with('!') {
            return Err(error);
        }
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).push(error);
        Ok(Some(Value::Null))
    }
}

/// Remembers the error as it is now, unless that was done further down.
fn keep(error: ServerError, at: &QueryPathNode<'_>) -> ServerError {
    if error.source::<Original>().is_some() {
        return error;
    }
    let mut original = error.clone();
    if original.path.is_empty() {
        original.path = path_of(at);
    }
    ServerError { source: Some(Arc::new(Original(original))), ..error }
}

fn path_of(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path: Vec<_> = std::iter::once(node)
        .chain(node.parents())
        .map(|node| match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        })
        .collect();
    path.reverse();
    path
}

#[cfg(test)]
mod tests;
