//! The closed list of codes as a GraphQL enum, so that app developers read it in the schema.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use domain::ErrorCode;

use super::transport::TransportCode;

/// A code on its way to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub ErrorCode);

const NAME: &str = "ErrorCode";

const DESCRIPTION: &str = "Every code that a client can meet, in `userErrors` and in \
    `extensions.code` of the top-level errors. The sentence beside a code is for the user; apps \
    decide by the code. A code is never removed or given another meaning.";

/// The domain's codes, then those of the transport that are not among them.
fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let domain = ErrorCode::ALL.iter().map(|code| (code.as_str(), code.meaning()));
    let transport = TransportCode::ALL
        .iter()
        .filter(|code| ErrorCode::from_wire(code.as_str()).is_none())
        .map(|code| (code.as_str(), code.meaning()));
    domain.chain(transport)
}

impl OutputType for Code {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: NAME.to_owned(),
            description: Some(DESCRIPTION.to_owned()),
            enum_values: codes()
                .map(|(name, meaning)| (name.to_owned(), value(name, meaning)))
                .collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(Value::Enum(Name::new(self.0.as_str())))
    }
}

fn value(name: &str, meaning: &str) -> MetaEnumValue {
    MetaEnumValue {
        name: name.to_owned(),
        description: Some(meaning.trim().to_owned()),
        deprecation: Deprecation::NoDeprecated,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        directive_invocations: Vec::new(),
    }
}
