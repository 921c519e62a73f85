//! How large a question about the schema itself may grow. It reads nothing but memory, yet
//! `possibleTypes` within `interfaces` within `possibleTypes` multiplies like any other list.

use super::cost::Measure;

/// The rows assumed for a list of the introspection system: a little above what this schema has on
/// average, so that the questions that tools ask stay far below the limit and a list within
/// itself does not.
const fn rows(field: &str) -> u64 {
    match field.as_bytes() {
        b"types" => 200,
        b"fields" | b"inputFields" | b"enumValues" => 20,
        b"possibleTypes" | b"directives" => 10,
        b"args" => 3,
        b"interfaces" => 2,
        _ => 1,
    }
}

/// The type under which everything of the introspection system is measured; its real types begin
/// with two underscores as well, and so does a fragment on one of them.
pub(super) const WORLD: &str = "__Type";

/// Whether a field belongs to the introspection system: `__schema`, `__type`, and all below.
pub(super) fn holds(on: &str, field: &str) -> bool {
    on.starts_with("__") || field.starts_with("__")
}

/// The size of one field of the introspection system, with what is selected in it.
pub(super) fn field(on: &str, name: &str, inner: Measure) -> Measure {
    let outermost = !on.starts_with("__");
    Measure {
        // Beside the operation's own fields it counts as one, however deep it goes.
        depth: u64::from(outermost),
        selections: inner.selections.saturating_add(1),
        root_fields: u64::from(outermost),
        cost: u64::from(outermost),
        introspection_depth: inner.introspection_depth.saturating_add(1),
        introspection: rows(name).saturating_mul(inner.introspection).saturating_add(1),
        by_variables: false,
    }
}
