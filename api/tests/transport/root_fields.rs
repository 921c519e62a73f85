//! In which order the library looks for a root field: the schema puts its busiest parts where it looks
//! first, and whatever else changes that order makes every request slower without a word.

use async_graphql::{EmptyMutation, EmptySubscription, MergedObject, Object, Schema};
use serde_json::json;

#[derive(Default)]
struct First;

#[Object]
impl First {
    async fn part(&self) -> &'static str {
        "first"
    }
}

#[derive(Default)]
struct Last;

#[Object]
impl Last {
    async fn part(&self) -> &'static str {
        "last"
    }
}

#[derive(MergedObject, Default)]
struct Query(First, Last);

#[tokio::test]
async fn the_last_part_is_looked_at_first() {
    let schema = Schema::build(Query::default(), EmptyMutation, EmptySubscription).finish();
    let answer = schema.execute("{ part }").await;
    assert_eq!(answer.data.into_json().unwrap(), json!({ "part": "last" }));
}
