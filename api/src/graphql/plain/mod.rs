//! Plain answers: the hottest objects written straight into JSON.
//!
//! async-graphql makes a future, a map entry and a few allocations for every field of every row; a
//! page of twenty products has five hundred fields, and none of them waits for anything. An object
//! that is [`Plain`] says how each of its fields that needs no waiting and no right of its own is
//! written; a [`Quick`] around it answers a whole selection that way when it can, and leaves it to
//! the ordinary way when a single field of it cannot. Both ways give the same answer, and a story
//! compares them.
//!
//! The JSON travels in [`Value::Binary`], which no scalar of ours uses, and which the transport's
//! writer copies as it is. Three conditions make that safe, and [`PlainRoots`] stands for them: the
//! request comes over HTTP, its executor has no extension that looks into what a root field answers, and
//! no root field is asked twice under one name (those would have to be merged).

mod roots;
mod writer;

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
    registry::Registry,
};

pub use self::{
    roots::repeats,
    writer::{NotPlain, Writer, Wrote},
};
use super::context::InRequest as _;

/// Stands in a request whose root fields may be answered plainly.
#[derive(Clone, Copy, Debug)]
pub struct PlainRoots;

/// An object whose fields can be written without waiting.
pub trait Plain {
    /// The name of its type in the schema.
    const TYPE: &'static str;

    /// Writes the value of one field, or says that this field takes the ordinary way. The
    /// validator has seen the selection: the field exists and has the right arguments.
    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote;
}

/// A root field's object that is answered plainly where that is possible.
#[derive(Debug)]
pub struct Quick<T>(pub T);

impl<T: OutputType + Plain> OutputType for Quick<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if let Some(answer) = plainly(&self.0, ctx) {
            return Ok(answer);
        }
        self.0.resolve(ctx, field).await
    }
}

/// What is written of an object for a selection; none when it takes the ordinary way.
#[cfg(test)]
pub fn written(object: &impl Plain, document: &str) -> Option<String> {
    let document = async_graphql::parser::parse_query(document).ok()?;
    let (_, operation) = document.operations.iter().next()?;
    let languages = domain::shared::language::Languages::default();
    let here = ("https://krt.test", domain::shared::clock::Instant::UNIX_EPOCH);
    let mut writer = Writer::new(&document.fragments, &languages, here, 0);
    writer.object(object, &operation.node.selection_set.node).ok()?;
    String::from_utf8(writer.done().to_vec()).ok()
}

/// Room for a page of twenty, so that most answers are written without growing.
const USUAL_BYTES: usize = 12 * 1024;

fn plainly<T: Plain>(object: &T, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
    ctx.data_opt::<PlainRoots>()?;
    let (reader, house) = (ctx.ctx().ok()?, ctx.house().ok()?);
    let fragments = &ctx.query_env.fragments;
    let here = (house.config.public_url.as_str(), reader.now());
    let mut writer = Writer::new(fragments, &reader.languages, here, USUAL_BYTES);
    writer.object(object, &ctx.item.node).ok()?;
    Some(Value::Binary(writer.done()))
}
