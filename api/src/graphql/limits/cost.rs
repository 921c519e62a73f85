//! The size of one operation: depth, fields with all fragments written out, and cost by rows.
//! Each fragment is measured once, so a document cannot be small to send and endless to measure.

use std::collections::HashMap;

use async_graphql::{
    Positioned, Value as ConstValue, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

use super::{
    Limits, introspection,
    sizes::{COUNTS, FieldSize, Sizes},
};
use crate::graphql::transport::{Problem, TransportCode};

/// The most spreads and fields inside each other that are followed at all.
const LEVELS: u32 = 100;

/// What it costs beside its fields to ask for one of those that read the whole of a patrol, which may
/// be hundreds of thousands of rows, or reckon a whole month of a unit.
fn whole(on: &str, name: &str) -> u64 {
    match (on, name) {
        ("Query", "sealVerify")
        | ("Patrol", "trackSimplified")
        | ("Roster", "explanations" | "problems" | "fairness") => 500,
        _ => 0,
    }
}

/// The size of an operation or of a part of one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measure {
    /// Fields inside fields; introspection counts as one.
    pub depth: u64,
    /// Fields with all fragments written out.
    pub selections: u64,
    /// Root fields with all fragments written out.
    pub root_fields: u64,
    /// Fields times rows.
    pub cost: u64,
    /// Fields inside fields of the introspection system.
    pub introspection_depth: u64,
    /// Fields times rows of the introspection system.
    pub introspection: u64,
    /// Whether a variable decides the cost.
    pub by_variables: bool,
}

/// Measures one operation. Without variables, a number of rows that a variable decides counts as one.
pub fn measure(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    sizes: &Sizes,
    limits: &Limits,
    variables: Option<&Variables>,
) -> Result<Measure, Problem> {
    let mut walk = Walk {
        document,
        operation,
        sizes,
        limits,
        variables,
        by_variables: false,
        known: HashMap::new(),
    };
    let mut measure =
        walk.set(&operation.selection_set.node, sizes.root(operation.ty), None, LEVELS)?;
    measure.by_variables = walk.by_variables;
    Ok(measure)
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    sizes: &'a Sizes,
    limits: &'a Limits,
    variables: Option<&'a Variables>,
    by_variables: bool,
    /// Fragments already measured, by the page they stand in; `None` while being measured.
    known: HashMap<(&'a str, Option<u64>), Option<Measure>>,
}

impl<'a> Walk<'a> {
    /// `page` is the number of rows that a connection around this set asks for.
    fn set(
        &mut self,
        set: &'a SelectionSet,
        on: &'a str,
        page: Option<u64>,
        levels: u32,
    ) -> Result<Measure, Problem> {
        let Some(levels) = levels.checked_sub(1) else {
            return Err(Problem::over(TransportCode::LimitDepth, self.limits.depth));
        };
        let mut sum = Measure::default();
        for selection in &set.items {
            let part = match &selection.node {
                Selection::Field(field) => self.field(&field.node, on, page, levels)?,
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                    self.set(&fragment.node.selection_set.node, on, page, levels)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str(), page, levels)?
                }
            };
            sum.depth = sum.depth.max(part.depth);
            sum.selections = sum.selections.saturating_add(part.selections);
            sum.root_fields = sum.root_fields.saturating_add(part.root_fields);
            sum.cost = sum.cost.saturating_add(part.cost);
            sum.introspection_depth = sum.introspection_depth.max(part.introspection_depth);
            sum.introspection = sum.introspection.saturating_add(part.introspection);
        }
        Ok(sum)
    }

    fn fragment(
        &mut self,
        name: &'a str,
        page: Option<u64>,
        levels: u32,
    ) -> Result<Measure, Problem> {
        match self.known.get(&(name, page)) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => {
                let message = format!("Cannot spread fragment \"{name}\" within itself.");
                return Err(Problem {
                    message: Some(message),
                    ..Problem::new(TransportCode::GraphqlValidationFailed)
                });
            }
            None => {}
        }
        // An unknown fragment is the validator's to report.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        self.known.insert((name, page), None);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let measure = self.set(&fragment.node.selection_set.node, on, page, levels)?;
        self.known.insert((name, page), Some(measure));
        Ok(measure)
    }

    fn field(
        &mut self,
        field: &'a Field,
        on: &str,
        page: Option<u64>,
        levels: u32,
    ) -> Result<Measure, Problem> {
        let name = field.name.node.as_str();
        let set = &field.selection_set.node;
        // Introspection is deep by nature and reads nothing but memory: it has limits of its own.
        if introspection::holds(on, name) {
            let inner = self.set(set, introspection::WORLD, None, levels)?;
            return Ok(introspection::field(on, name, inner));
        }
        if set.items.is_empty() {
            return Ok(Measure {
                depth: 1,
                selections: 1,
                root_fields: 1,
                cost: 1,
                ..Measure::default()
            });
        }
        let sizes = self.sizes;
        let size = sizes.field(on, name);
        // A field the schema does not know is the validator's to report.
        let of = size.map_or("", |size| size.of.as_str());
        let asked = self.asked(field, size);
        let list = size.is_some_and(|size| size.list);
        let inner_page = if list { None } else { asked };
        let inner = self.set(set, of, inner_page, levels)?;
        let rows = match (list, asked, page) {
            (false, _, _) => 1,
            (true, Some(asked), _) => asked,
            (true, None, Some(page)) if matches!(name, "edges" | "nodes") => page,
            (true, None, _) => self.limits.default_page,
        };
        Ok(Measure {
            depth: inner.depth.saturating_add(1),
            selections: inner.selections.saturating_add(1),
            root_fields: 1,
            cost: rows.saturating_mul(inner.cost).saturating_add(1).saturating_add(whole(on, name)),
            introspection: rows.saturating_mul(inner.introspection),
            ..inner
        })
    }

    /// The rows a field asks for: `first`, `last`, or as many as the ids it names.
    fn asked(&mut self, field: &Field, size: Option<&FieldSize>) -> Option<u64> {
        let mut asked = None;
        for (name, value) in &field.arguments {
            let counts = COUNTS.contains(&name.node.as_str());
            if counts || name.node == "ids" {
                asked = asked.max(self.number(value));
            }
        }
        let size = size?;
        asked.or(size.default_count).or_else(|| size.paged.then_some(self.limits.default_page))
    }

    fn number(&mut self, value: &Positioned<Value>) -> Option<u64> {
        match &value.node {
            Value::Number(number) => Some(number.as_u64().unwrap_or(0)),
            Value::List(ids) => Some(ids.len() as u64),
            Value::Variable(name) => {
                self.by_variables = true;
                let Some(variables) = self.variables else {
                    return Some(1);
                };
                let default = || {
                    self.operation
                        .variable_definitions
                        .iter()
                        .find(|variable| variable.node.name.node == *name)
                        .and_then(|variable| variable.node.default_value())
                };
                match variables.get(name).or_else(default)? {
                    ConstValue::Number(number) => Some(number.as_u64().unwrap_or(0)),
                    ConstValue::List(ids) => Some(ids.len() as u64),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
