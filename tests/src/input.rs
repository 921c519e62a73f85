//! What is sent.

use serde_json::Value;

/// The fields of both; one that both name is as the second says.
pub fn with(mut input: Value, more: Value) -> Value {
    let (Value::Object(fields), Value::Object(more)) = (&mut input, more) else {
        panic!("fields are added to fields");
    };
    fields.extend(more);
    input
}
