//! What passes the validator by, and that nothing else does.

use std::sync::atomic::{AtomicU32, Ordering};

use async_graphql::{
    EmptySubscription, Enum, InputObject, Object, Request, Response, Schema, Variables,
    parser::parse_query,
};
use serde_json::{Value, json};

use super::{KnownToFit, is_steady};
use crate::graphql::null_propagation::NullPropagation;

#[derive(Clone, Copy, Enum, PartialEq, Eq)]
enum Colour {
    Red,
}

#[derive(InputObject)]
struct Item {
    name: String,
    number: Option<i32>,
    colour: Option<Colour>,
    #[graphql(default)]
    again: bool,
}

#[derive(InputObject)]
struct Input {
    items: Vec<Item>,
}

struct Query;

#[Object]
impl Query {
    async fn nothing(&self) -> i32 {
        0
    }
}

struct Told(usize);

#[Object]
impl Told {
    async fn times(&self, size: i32) -> usize {
        self.0 * usize::try_from(size).unwrap_or(0)
    }
}

#[derive(Default)]
struct Mutation(AtomicU32);

#[Object]
impl Mutation {
    /// How often it was done with this, which is one more.
    async fn keep(&self, input: Input, count: Option<i32>) -> u32 {
        let of_items = input.items.iter().filter(|item| {
            item.again || item.number.is_some() || item.colour.is_some() || item.name.is_empty()
        });
        let more = of_items.count() + usize::try_from(count.unwrap_or_default()).unwrap_or(0);
        self.0.fetch_add(1, Ordering::SeqCst) + 1 + u32::try_from(more * 100).unwrap_or(0)
    }

    /// What is told of it afterwards, so often.
    async fn told(&self, input: Input) -> Told {
        self.0.fetch_add(1, Ordering::SeqCst);
        Told(input.items.len())
    }

    /// How often it was done.
    async fn done(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

const KEEP: &str =
    "mutation($input: Input!, $count: Int = 0) { kept: keep(input: $input, count: $count) }";
/// Not in the schema: only a validator says so before anything is done.
const WRONG: &str = "mutation($input: Input!) { keep(input: $input) { wrong } }";

fn schema() -> Schema<Query, Mutation, EmptySubscription> {
    Schema::build(Query, Mutation::default(), EmptySubscription).extension(NullPropagation).finish()
}

async fn ask(
    schema: &Schema<Query, Mutation, EmptySubscription>,
    document: &str,
    variables: Value,
    known: bool,
) -> Response {
    let mut request = Request::new("").variables(Variables::from_json(variables));
    request.set_parsed_query(parse_query(document).unwrap());
    let request = if known { request.data(KnownToFit) } else { request };
    schema.execute(request).await
}

#[tokio::test]
async fn what_is_known_to_fit_is_done_without_the_validator() {
    let schema = schema();
    for (times, items) in [
        json!([]),
        json!([{ "name": "a", "number": 7, "colour": "RED", "again": true }, { "name": "b" }]),
        json!([{ "name": "a", "number": null }]),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = ask(&schema, KEEP, json!({ "input": { "items": items } }), true).await;
        assert!(answer.errors.is_empty(), "{items}: {:?}", answer.errors);
        let kept = answer.data.into_json().unwrap()["kept"].as_u64().unwrap();
        assert_eq!(kept % 100, times as u64 + 1);
    }
    // That the validator was not asked: it would have refused this.
    let wrong = ask(&schema, WRONG, json!({ "input": { "items": [] } }), true).await;
    assert!(wrong.errors.is_empty(), "{:?}", wrong.errors);
    let refused = ask(&schema, WRONG, json!({ "input": { "items": [] } }), false).await;
    assert!(!refused.errors.is_empty());
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_as_ever_and_nothing_is_done() {
    let schema = schema();
    for variables in [
        json!({}),
        json!({ "input": null }),
        json!({ "input": [] }),
        json!({ "input": { "items": [{ "name": "a", "unknown": 1 }] } }),
        json!({ "input": { "items": [{ "number": 1 }] } }),
        json!({ "input": { "items": [{ "name": 7 }] } }),
        json!({ "input": { "items": [{ "name": "a", "number": "7" }] } }),
        json!({ "input": { "items": [{ "name": "a", "number": 1.5 }] } }),
        json!({ "input": { "items": [{ "name": "a", "colour": "BLUE" }] } }),
        json!({ "input": { "items": [{ "name": "a", "colour": 3 }] } }),
        json!({ "input": { "items": [{ "name": "a" }, null] } }),
        json!({ "input": { "items": [] }, "count": "many" }),
    ] {
        let known = ask(&schema, KEEP, variables.clone(), true).await;
        let unknown = ask(&schema, KEEP, variables.clone(), false).await;
        assert!(!known.errors.is_empty(), "{variables}");
        assert_eq!(
            serde_json::to_value(&known).unwrap(),
            serde_json::to_value(&unknown).unwrap(),
            "{variables}"
        );
    }
    let done = ask(&schema, "mutation { done }", json!({}), false).await;
    assert_eq!(done.data.into_json().unwrap(), json!({ "done": 0 }));
}

#[tokio::test]
async fn one_thing_in_the_place_of_a_list_is_left_to_the_validator() {
    let schema = schema();
    let one = json!({ "input": { "items": { "name": "a" } } });
    let answer = ask(&schema, KEEP, one, true).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
}

#[tokio::test]
async fn null_in_the_place_of_a_default_is_refused_before_anything_is_done() {
    let schema = schema();
    let document =
        "mutation($input: Input!, $size: Int = 2) { told(input: $input) { times(size: $size) } }";
    let items = json!({ "items": [{ "name": "a" }] });
    let usual = ask(&schema, document, json!({ "input": items }), true).await;
    assert_eq!(usual.data.into_json().unwrap(), json!({ "told": { "times": 2 } }));
    let null = ask(&schema, document, json!({ "input": items, "size": null }), true).await;
    assert_eq!(null.errors.len(), 1);
    let done = ask(&schema, "mutation { done }", json!({}), false).await;
    assert_eq!(done.data.into_json().unwrap(), json!({ "done": 1 }));
}

#[test]
fn only_a_document_whose_arguments_are_variables_or_none_is_steady() {
    for (document, steady) in [
        (KEEP, true),
        ("mutation { keep(input: { items: [{ name: \"a\" }] }) }", true),
        ("mutation($on: Boolean!) { done @include(if: $on) }", true),
        ("mutation($name: String!) { keep(input: { items: [{ name: $name }] }) }", false),
        ("mutation($item: Item!) { keep(input: { items: [$item] }) }", false),
        (
            "mutation($size: Int!) { told(input: { items: [] }) { ...T } } fragment T on Told { times(size: $size) }",
            true,
        ),
        (
            "mutation($item: Item!) { done ...M } fragment M on Mutation { keep(input: { items: [$item] }) }",
            false,
        ),
        ("mutation A { done } mutation B($input: Input!) { keep(input: $input) }", false),
    ] {
        assert_eq!(is_steady(&parse_query(document).unwrap()), steady, "{document}");
    }
}
