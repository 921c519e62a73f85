//! Each rule of null propagation, on a schema made of failing fields.
#![expect(clippy::unused_async, reason = "the macro of resolvers wants it")]

use async_graphql::{
    EmptyMutation, EmptySubscription, Error, Object, Result, Schema, SimpleObject, Subscription,
    futures_util::{Stream, StreamExt, stream},
};
use serde_json::{Value, json};

use super::NullPropagation;

fn failure<T>(name: &str) -> Result<T> {
    Err(Error::new(format!("{name} failed")))
}

#[derive(SimpleObject)]
struct Plain {
    id: i32,
}

struct Thing;

#[Object]
impl Thing {
    async fn id(&self) -> i32 {
        1
    }
    async fn must(&self) -> Result<i32> {
        failure("must")
    }
    async fn may(&self) -> Result<Option<i32>> {
        failure("may")
    }
    async fn inner(&self) -> Option<Thing> {
        Some(Thing)
    }
    async fn firm(&self) -> Thing {
        Thing
    }
}

struct Query;

#[Object]
impl Query {
    async fn number(&self) -> Option<i32> {
        Some(7)
    }
    async fn thing(&self) -> Option<Thing> {
        Some(Thing)
    }
    async fn firm(&self) -> Thing {
        Thing
    }
    async fn firm_list(&self) -> Vec<Thing> {
        vec![Thing, Thing]
    }
    async fn firm_items(&self) -> Option<Vec<Thing>> {
        Some(vec![Thing, Thing])
    }
    async fn loose_items(&self) -> Vec<Option<Thing>> {
        vec![Some(Thing), None, Some(Thing)]
    }
    async fn nested(&self) -> Option<Vec<Option<Vec<Thing>>>> {
        Some(vec![Some(vec![Thing]), Some(Vec::new())])
    }
    async fn failing_item(&self) -> Option<Vec<Result<Plain>>> {
        Some(vec![Ok(Plain { id: 1 }), failure("item")])
    }
    async fn refused(&self) -> Result<Option<Thing>> {
        failure("refused")
    }
    async fn must(&self) -> Result<i32> {
        failure("root")
    }
}

struct Events;

#[Subscription]
impl Events {
    async fn numbers(&self) -> impl Stream<Item = Result<i32>> {
        stream::iter([Ok(1), failure("second"), Ok(3)])
    }
    async fn things(&self) -> impl Stream<Item = Option<Thing>> {
        stream::iter([Some(Thing), Some(Thing)])
    }
}

async fn ask(query: &str) -> (Value, Vec<(String, Value)>) {
    let schema =
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(NullPropagation).finish();
    sorted(&serde_json::to_value(schema.execute(query).await).expect("an answer is JSON"))
}

fn sorted(answer: &Value) -> (Value, Vec<(String, Value)>) {
    let mut errors: Vec<_> = answer["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| (error["message"].as_str().unwrap_or("").to_owned(), error["path"].clone()))
        .collect();
    errors.sort_by_key(|(message, path)| (message.clone(), path.to_string()));
    (answer["data"].clone(), errors)
}

fn error(message: &str, path: Value) -> (String, Value) {
    (format!("{message} failed"), path)
}

#[tokio::test]
async fn an_error_on_a_non_null_field_nulls_the_nearest_nullable_parent_only() {
    let (data, errors) = ask("{ number thing { id must } }").await;
    assert_eq!(data, json!({ "number": 7, "thing": null }));
    assert_eq!(errors, [error("must", json!(["thing", "must"]))]);

    let (data, errors) = ask("{ number thing { id inner { firm { must } } } }").await;
    assert_eq!(data, json!({ "number": 7, "thing": { "id": 1, "inner": null } }));
    assert_eq!(errors, [error("must", json!(["thing", "inner", "firm", "must"]))]);
}

#[tokio::test]
async fn an_error_on_a_nullable_field_leaves_its_siblings() {
    let (data, errors) = ask("{ number refused { id } firm { id renamed: may } }").await;
    assert_eq!(data, json!({ "number": 7, "refused": null, "firm": { "id": 1, "renamed": null } }));
    assert_eq!(
        errors,
        [error("may", json!(["firm", "renamed"])), error("refused", json!(["refused"]))]
    );
}

#[tokio::test]
async fn a_list_of_non_null_items_falls_as_a_whole_and_the_path_stays_whole() {
    let (data, errors) = ask("{ number firmItems { id must } }").await;
    assert_eq!(data, json!({ "number": 7, "firmItems": null }));
    assert_eq!(errors, [error("must", json!(["firmItems", 0, "must"]))]);

    let (data, errors) = ask("{ number firmList { must } }").await;
    assert_eq!(data, Value::Null);
    assert_eq!(errors, [error("must", json!(["firmList", 0, "must"]))]);

    let (data, errors) = ask("{ failingItem { id } }").await;
    assert_eq!(data, json!({ "failingItem": null }));
    assert_eq!(errors, [error("item", json!(["failingItem", 1]))]);
}

#[tokio::test]
async fn a_list_of_nullable_items_loses_only_the_failing_ones() {
    let (data, errors) = ask("{ looseItems { must } }").await;
    assert_eq!(data, json!({ "looseItems": [null, null, null] }));
    assert_eq!(
        errors,
        [
            error("must", json!(["looseItems", 0, "must"])),
            error("must", json!(["looseItems", 2, "must"]))
        ]
    );

    let (data, errors) = ask("{ looseItems { id may } }").await;
    let thing = json!({ "id": 1, "may": null });
    assert_eq!(data, json!({ "looseItems": [thing, null, thing] }));
    assert_eq!(errors.len(), 2);
}

#[tokio::test]
async fn nested_lists_fall_to_the_nearest_nullable_list() {
    let (data, errors) = ask("{ nested { id must } }").await;
    assert_eq!(data, json!({ "nested": [null, []] }));
    assert_eq!(errors, [error("must", json!(["nested", 0, 0, "must"]))]);
}

#[tokio::test]
async fn a_non_null_root_field_nulls_the_data() {
    let (data, errors) = ask("{ number must }").await;
    assert_eq!(data, Value::Null);
    assert_eq!(errors, [error("root", json!(["must"]))]);

    let (data, errors) = ask("{ number firm { firm { must } } }").await;
    assert_eq!(data, Value::Null);
    assert_eq!(errors, [error("must", json!(["firm", "firm", "must"]))]);
}

#[tokio::test]
async fn two_errors_are_both_told() {
    let (data, errors) = ask("{ a: thing { may } b: thing { must } c: refused { id } }").await;
    assert_eq!(data, json!({ "a": { "may": null }, "b": null, "c": null }));
    assert_eq!(
        errors,
        [
            error("may", json!(["a", "may"])),
            error("must", json!(["b", "must"])),
            error("refused", json!(["c"]))
        ]
    );
}

#[tokio::test]
async fn each_event_of_a_subscription_stands_alone() {
    let schema = Schema::build(Query, EmptyMutation, Events).extension(NullPropagation).finish();
    let run = |query: &'static str| {
        schema
            .execute_stream(query)
            .map(|response| sorted(&serde_json::to_value(response).expect("an answer is JSON")))
            .collect::<Vec<_>>()
    };

    let events = run("subscription { numbers }").await;
    assert_eq!(events[0], (json!({ "numbers": 1 }), Vec::new()));
    assert_eq!(events[1], (Value::Null, vec![error("second", json!(["numbers"]))]));
    assert_eq!(events[2], (json!({ "numbers": 3 }), Vec::new()));

    let events = run("subscription { things { id must } }").await;
    let fallen = (json!({ "things": null }), vec![error("must", json!(["things", "must"]))]);
    assert_eq!(events, [fallen.clone(), fallen]);
}
