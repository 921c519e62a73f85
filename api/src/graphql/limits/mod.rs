//! What one document may ask for. Cheap checks come first: bytes and tokens before parsing,
//! then the shape of the parsed document, and last the rows it could return.

mod cost;
mod introspection;
mod lexer;
mod sizes;

use async_graphql::{
    Pos, Value, Variables,
    parser::types::{BaseType, ExecutableDocument, OperationType, Type},
};

pub use self::{
    cost::{Measure, measure},
    lexer::scan,
    sizes::Sizes,
};
use super::transport::{Problem, TransportCode};

/// So many fields that are read from memory cost as much as one that is read from the database.
const MEMORY_FIELDS: u64 = 100;

/// The limits of one document. The defaults leave room for three of the largest screens in one request.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Tokens of the text.
    pub tokens: u64,
    /// Renamed fields.
    pub aliases: u64,
    /// Directives, wherever they stand.
    pub directives: u64,
    /// Open brackets of any kind at once: protects the parser's stack.
    pub nesting: u64,
    /// Fields once all fragments are written out, summed over all operations of the document.
    pub selections: u64,
    /// Root fields of the operation.
    pub root_fields: u64,
    /// Fields inside fields.
    pub depth: u64,
    /// Fields times the rows asked for.
    pub cost: u64,
    /// Fields inside fields of the introspection system; the usual question of tools has 15.
    pub introspection_depth: u64,
    /// Fields of the introspection system times the rows they may have; the usual question of
    /// tools has less than a million.
    pub introspection: u64,
    /// Rows assumed for a list that names no number.
    pub default_page: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens: 5_000,
            aliases: 50,
            directives: 50,
            nesting: 60,
            selections: 3_000,
            root_fields: 20,
            depth: 20,
            cost: 20_000,
            introspection_depth: 20,
            introspection: 1_500_000,
            default_page: 10,
        }
    }
}

/// What is known about one operation without its variables.
#[derive(Debug)]
pub struct OperationShape {
    /// Its name; `None` for a document's only, nameless operation.
    pub name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Its size, with every variable page taken as one row.
    measure: Measure,
    /// The names of variables that must have a value, and where they are declared.
    required: Vec<(String, Pos)>,
    /// The names of variables that are boolean.
    booleans: Vec<String>,
}

/// What is known about a document without its variables: kept beside it.
#[derive(Debug)]
pub struct Shape {
    operations: Vec<OperationShape>,
}

impl Shape {
    /// Measures every operation. Refuses fragments that hold themselves and documents that grow
    /// beyond the limit once their fragments are written out, before any validator walks them.
    pub fn of(
        document: &ExecutableDocument,
        sizes: &Sizes,
        limits: &Limits,
    ) -> Result<Self, Problem> {
        let mut operations = Vec::new();
        let mut selections = 0_u64;
        for (name, operation) in document.operations.iter() {
            let measure = measure(document, &operation.node, sizes, limits, None)?;
            selections = selections.saturating_add(measure.selections);
            let required = operation
                .node
                .variable_definitions
                .iter()
                .filter(|variable| {
                    !variable.node.var_type.node.nullable && variable.node.default_value.is_none()
                })
                .map(|variable| (variable.node.name.node.to_string(), variable.pos))
                .collect();
            let booleans = operation
                .node
                .variable_definitions
                .iter()
                .filter(|variable| is_boolean(&variable.node.var_type.node))
                .map(|variable| variable.node.name.node.to_string())
                .collect();
            operations.push(OperationShape {
                name: name.map(ToString::to_string),
                kind: operation.node.ty,
                measure,
                required,
                booleans,
            });
        }
        if selections > limits.selections {
            return Err(Problem::over(TransportCode::LimitSelections, limits.selections));
        }
        Ok(Self { operations })
    }

    /// Whether every value is a word, a number or a list of them, and a boolean only where one is
    /// declared, in every operation: the executor itself refuses such values of a wrong type.
    #[must_use]
    pub fn is_plain(&self, variables: &Variables) -> bool {
        let declared = |name: &str| {
            self.operations.iter().any(|one| one.booleans.iter().any(|known| known == name))
        };
        variables.iter().all(|(name, value)| match value {
            Value::Boolean(_) => true,
            Value::String(_) | Value::Number(_) => !declared(name),
            Value::List(items) => {
                let word = |item: &Value| matches!(item, Value::String(_) | Value::Number(_));
                !declared(name) && items.iter().all(word)
            }
            Value::Null | Value::Enum(_) | Value::Binary(_) | Value::Object(_) => false,
        })
    }

    /// The operation a request means.
    pub fn choose(&self, name: Option<&str>) -> Result<&OperationShape, Problem> {
        let found = match (name, self.operations.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(name), all) => all.iter().find(|one| one.name.as_deref() == Some(name)),
        };
        found.ok_or_else(|| Problem::new(TransportCode::UnknownOperation))
    }
}

fn is_boolean(of: &Type) -> bool {
    match &of.base {
        BaseType::Named(name) => name == "Boolean",
        BaseType::List(of) => is_boolean(of),
    }
}

impl OperationShape {
    /// Checks the operation with its variables and gives its cost.
    pub fn check(
        &self,
        document: &ExecutableDocument,
        variables: &Variables,
        sizes: &Sizes,
        limits: &Limits,
    ) -> Result<u64, Problem> {
        for (name, pos) in &self.required {
            if matches!(variables.get(name.as_str()), None | Some(Value::Null)) {
                return Err(Problem {
                    detail: Some(format!("The variable \"${name}\" must have a value.")),
                    locations: vec![*pos],
                    ..Problem::new(TransportCode::VariablesInvalid)
                });
            }
        }
        let within = |code, found: u64, limit: u64| {
            if found > limit {
                Err(Problem { found: Some(found), ..Problem::over(code, limit) })
            } else {
                Ok(())
            }
        };
        within(TransportCode::LimitRootFields, self.measure.root_fields, limits.root_fields)?;
        let Measure { depth, introspection_depth, introspection, .. } = self.measure;
        within(TransportCode::LimitDepth, depth, limits.depth)?;
        within(TransportCode::LimitDepth, introspection_depth, limits.introspection_depth)?;
        within(TransportCode::LimitCost, introspection, limits.introspection)?;
        let cost = if self.measure.by_variables {
            let operation = document
                .operations
                .iter()
                .find(|(name, _)| name.map(async_graphql::Name::as_str) == self.name.as_deref());
            match operation {
                Some((_, operation)) => {
                    measure(document, &operation.node, sizes, limits, Some(variables))?.cost
                }
                None => return Err(Problem::new(TransportCode::UnknownOperation)),
            }
        } else {
            self.measure.cost
        };
        within(TransportCode::LimitCost, cost, limits.cost)?;
        Ok(cost.saturating_add(introspection / MEMORY_FIELDS))
    }
}

#[cfg(test)]
mod tests;
