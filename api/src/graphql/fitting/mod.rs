//! What is known to fit the schema is not validated again, for async-graphql 7.0.19.
//!
//! A phone sends the same few documents again and again, and validating one costs more than a plain
//! mutation does otherwise. A document that was answered without an error fits; what may differ the next
//! time are the values of its variables. So a request that carries [`KnownToFit`] passes the validator
//! by when each value is of the type that is declared for it. Whenever that is not certain the
//! validator decides, as it does for every other request, and says what is wrong in its own words.

use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::{
    Name, Positioned, Value, Variables,
    extensions::ExtensionContext,
    parser::types::{Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet},
    registry::{MetaType, MetaTypeName, Registry},
};

type Argument = (Positioned<Name>, Positioned<async_graphql_value::Value>);

/// In the data of a request whose document was answered without an error before, and
/// [is steady](is_steady).
#[derive(Debug, Clone, Copy)]
pub struct KnownToFit;

/// Whether a document that fits once fits always, as far as the values of its variables are of the types
/// that it declares. It has one operation: another one's values were never looked at. And a variable
/// is a whole argument: the validator does not look into an argument that is put together of variables
/// without a value, and what is written beside them may be wrong.
#[must_use]
pub fn is_steady(document: &ExecutableDocument) -> bool {
    let fragments = document.fragments.values().map(|fragment| &fragment.node);
    document.operations.iter().count() == 1
        && document.operations.iter().all(|(_, operation)| {
            are_directives_steady(&operation.node.directives)
                && is_set_steady(&operation.node.selection_set.node)
        })
        && fragments.into_iter().all(|fragment| {
            are_directives_steady(&fragment.directives)
                && is_set_steady(&fragment.selection_set.node)
        })
}

fn is_set_steady(set: &SelectionSet) -> bool {
    set.items.iter().all(|item| match &item.node {
        Selection::Field(field) => {
            are_arguments_steady(&field.node.arguments)
                && are_directives_steady(&field.node.directives)
                && is_set_steady(&field.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => are_directives_steady(&spread.node.directives),
        Selection::InlineFragment(fragment) => {
            are_directives_steady(&fragment.node.directives)
                && is_set_steady(&fragment.node.selection_set.node)
        }
    })
}

fn are_directives_steady(directives: &[Positioned<Directive>]) -> bool {
    directives.iter().all(|directive| are_arguments_steady(&directive.node.arguments))
}

fn are_arguments_steady(arguments: &[Argument]) -> bool {
    arguments.iter().all(|(_, value)| {
        matches!(value.node, async_graphql_value::Value::Variable(_))
            || value.node.clone().into_const().is_some()
    })
}

/// Whether the values of one request are certain to fit.
#[derive(Debug, Default)]
pub struct Certain(AtomicBool);

impl Certain {
    /// Looks at the values of a request that carries [`KnownToFit`].
    pub fn look(
        &self,
        ctx: &ExtensionContext<'_>,
        document: &ExecutableDocument,
        variables: &Variables,
    ) {
        if ctx.data_opt::<KnownToFit>().is_some() {
            let registry = &ctx.schema_env.registry;
            let mut operations = document.operations.iter();
            let fit = operations.all(|(_, one)| values_fit(registry, &one.node, variables));
            self.0.store(fit, Ordering::Relaxed);
        }
    }

    /// Whether the validator need not be asked.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether each variable has a value of its type, or needs none.
fn values_fit(registry: &Registry, operation: &OperationDefinition, variables: &Variables) -> bool {
    operation.variable_definitions.iter().all(|definition| {
        let definition = &definition.node;
        let wanted = &definition.var_type.node;
        match variables.get(&definition.name.node) {
            // With a default it may stand where null may not.
            Some(Value::Null) => wanted.nullable && definition.default_value.is_none(),
            Some(value) => fits(registry, &wanted.to_string(), value),
            None => wanted.nullable || definition.default_value.is_some(),
        }
    })
}

/// Whether a value is certain to be of a type, written as in the schema.
fn fits(registry: &Registry, wanted: &str, value: &Value) -> bool {
    match MetaTypeName::create(wanted) {
        MetaTypeName::NonNull(inner) => *value != Value::Null && fits(registry, inner, value),
        _ if *value == Value::Null => true,
        MetaTypeName::List(inner) => {
            // One thing in the place of a list of one is left to the validator.
            let Value::List(items) = value else { return false };
            items.iter().all(|item| fits(registry, inner, item))
        }
        MetaTypeName::Named(name) => match registry.types.get(name) {
            Some(MetaType::Scalar { is_valid, .. }) => {
                is_valid.as_ref().is_none_or(|is_valid| is_valid(value))
            }
            Some(MetaType::Enum { enum_values, .. }) => match value {
                Value::Enum(word) => enum_values.contains_key(word.as_str()),
                Value::String(word) => enum_values.contains_key(word),
                _ => false,
            },
            Some(MetaType::InputObject { input_fields, oneof: false, .. }) => {
                let Value::Object(given) = value else { return false };
                given.keys().all(|name| input_fields.contains_key(name.as_str()))
                    && input_fields.values().all(|field| match given.get(field.name.as_str()) {
                        Some(value) => fits(registry, &field.ty, value),
                        None => !field.ty.ends_with('!') || field.default_value.is_some(),
                    })
            }
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests;
