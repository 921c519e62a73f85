//! A stranger knocks at every door: each root field of the schema and each REST route has a
//! stranger's case here, and a door without one fails the test.
//!
//! Two strangers knock: somebody who is not signed in, and a resident of another neighbourhood
//! with a role elsewhere. `open` means that the door is for everybody.

mod incidents;
mod neighbourhood;
mod patrols;
mod people;
mod police;
mod rosters;
mod routes;
mod shop;
mod trust;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stories::{Answer, User};

/// What happened at a door.
fn seen(answer: &Answer, field: &str) -> String {
    if !answer.code().is_empty() {
        return answer.code().to_owned();
    }
    if let Some(refusal) = answer.refusals(field).first() {
        return refusal.split(' ').next().unwrap_or_default().to_owned();
    }
    match answer.at(field) {
        Value::Null => "nothing".to_owned(),
        Value::Array(list) if list.is_empty() => "nothing".to_owned(),
        Value::Object(map) if map.get("nodes") == Some(&json!([])) => "nothing".to_owned(),
        _ => "open".to_owned(),
    }
}

struct Door {
    field: &'static str,
    document: String,
    signed_out: &'static str,
    stranger: &'static str,
}

fn query(
    field: &'static str,
    rest: &str,
    signed_out: &'static str,
    stranger: &'static str,
) -> Door {
    Door { field, document: format!("{{ {field}{rest} }}"), signed_out, stranger }
}

fn mutation(
    field: &'static str,
    input: &str,
    signed_out: &'static str,
    stranger: &'static str,
) -> Door {
    let document = format!(
        "mutation {{ {field}(input: {{ {input} }}) {{ clientMutationId userErrors {{ code }} }} }}"
    );
    Door { field, document, signed_out, stranger }
}

/// Knocks as both strangers and notes which doors were tried.
async fn knock(doors: &[Door], anybody: &User, stranger: &User, tried: &mut BTreeSet<String>) {
    for door in doors {
        let out = anybody.ask(&door.document).await;
        assert_eq!(
            seen(&out, door.field),
            door.signed_out,
            "{} signed out: {}",
            door.field,
            out.text
        );
        let known = stranger.ask(&door.document).await;
        assert_eq!(
            seen(&known, door.field),
            door.stranger,
            "{} as a stranger: {}",
            door.field,
            known.text
        );
        tried.insert(door.field.to_owned());
    }
}

#[tokio::test]
async fn a_stranger_knocks_at_every_root_field() {
    let mut tried = BTreeSet::new();
    Box::pin(people::everybodys(&mut tried)).await;
    people::the_residents_and_officers(&mut tried).await;
    people::the_codes(&mut tried).await;
    neighbourhood::the_committees(&mut tried).await;
    neighbourhood::the_activities(&mut tried).await;
    shop::the_shops(&mut tried).await;
    incidents::the_incidents(&mut tried).await;
    police::the_polices(&mut tried).await;
    patrols::the_patrols(&mut tried).await;
    patrols::the_registrys(&mut tried).await;
    patrols::the_calls_for_help(&mut tried).await;
    rosters::the_rosters(&mut tried).await;
    let all = "{ __schema { queryType { fields { name } } mutationType { fields { name } } subscriptionType { fields { name } } } }";
    let schema = api::graphql::schema::whole().execute(all).await.data.into_json().expect("JSON");
    let doors: BTreeSet<String> = ["queryType", "mutationType", "subscriptionType"]
        .iter()
        .flat_map(|kind| schema["__schema"][kind]["fields"].as_array().cloned().unwrap_or_default())
        .map(|field| field["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let untried: Vec<&String> = doors.difference(&tried).collect();
    assert!(untried.is_empty(), "doors without a stranger's case in tests/it/doors: {untried:?}");
}
