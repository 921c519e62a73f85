//! What the schema says about sizes: which field is a list, which takes a number of rows.
//! Read from the SDL, so that it depends neither on the schema's Rust types nor on a library's registry.

use std::collections::HashMap;

use async_graphql::{
    Value,
    parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, OperationType, Type, TypeKind, TypeSystemDefinition},
    },
};

/// Arguments that say how many rows are asked for.
pub(super) const COUNTS: [&str; 2] = ["first", "last"];

/// One field of the schema.
#[derive(Debug)]
pub(super) struct FieldSize {
    /// The named type behind lists and exclamation marks.
    pub of: String,
    pub list: bool,
    /// Takes `first` or `last`.
    pub paged: bool,
    /// The number of rows when the argument is left out, where the schema names one.
    pub default_count: Option<u64>,
}

/// The sizes of every field in the schema.
#[derive(Debug, Default)]
pub struct Sizes {
    types: HashMap<String, HashMap<String, FieldSize>>,
    query: String,
    mutation: String,
    subscription: String,
}

impl Sizes {
    /// Reads the SDL; the sentence says what is wrong with it.
    pub fn from_sdl(sdl: &str) -> Result<Self, String> {
        let document =
            parse_schema(sdl).map_err(|error| format!("The SDL cannot be read: {error}"))?;
        let mut sizes = Self {
            types: HashMap::new(),
            query: "Query".to_owned(),
            mutation: "Mutation".to_owned(),
            subscription: "Subscription".to_owned(),
        };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    let name = |root: Option<async_graphql::Positioned<async_graphql::Name>>| {
                        root.map(|name| name.node.to_string())
                    };
                    sizes.query = name(schema.query).unwrap_or(sizes.query);
                    sizes.mutation = name(schema.mutation).unwrap_or(sizes.mutation);
                    sizes.subscription = name(schema.subscription).unwrap_or(sizes.subscription);
                }
                TypeSystemDefinition::Type(definition) => {
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        _ => continue,
                    };
                    // `extend type` adds to what is there.
                    sizes.types.entry(definition.node.name.node.to_string()).or_default().extend(
                        fields.iter().map(|field| {
                            (field.node.name.node.to_string(), FieldSize::of(&field.node))
                        }),
                    );
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(sizes)
    }

    /// The type an operation starts from.
    pub(super) fn root(&self, kind: OperationType) -> &str {
        match kind {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        }
    }

    pub(super) fn field(&self, of: &str, name: &str) -> Option<&FieldSize> {
        self.types.get(of)?.get(name)
    }
}

impl FieldSize {
    fn of(field: &FieldDefinition) -> Self {
        let mut list = false;
        let mut ty: &Type = &field.ty.node;
        let of = loop {
            match &ty.base {
                BaseType::Named(name) => break name.to_string(),
                BaseType::List(inner) => {
                    list = true;
                    ty = inner;
                }
            }
        };
        let mut paged = false;
        let mut default_count = None;
        for argument in &field.arguments {
            if COUNTS.contains(&argument.node.name.node.as_str()) {
                paged = true;
                if let Some(Value::Number(number)) =
                    argument.node.default_value.as_ref().map(|value| &value.node)
                {
                    default_count = default_count.or(number.as_u64());
                }
            }
        }
        Self { of, list, paged, default_count }
    }
}
