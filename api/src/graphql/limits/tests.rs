//! Documents on both sides of each limit.

use std::fmt::Write;

use async_graphql::{Variables, parser::parse_query};
use serde_json::json;

use super::{Limits, Shape, Sizes, scan};
use crate::graphql::transport::TransportCode;

const SDL: &str = r"
    interface Node { id: ID! }
    type Query {
        node(id: ID!): Node
        nodes(ids: [ID!]!): [Node]!
        products(first: Int = 20, last: Int, query: String): ProductConnection!
        areas(first: Int): AreaConnection!
        tags: [Tag!]!
        patrol: Patrol
        sealVerify: Report
        rosters(first: Int): RosterConnection!
    }
    type RosterConnection { nodes: [Roster!]! }
    type Roster { month: String! explanations: [Report!]! problems: [Report!]! }
    type Patrol { trackSimplified: Report }
    type Report { whole: Boolean! }
    type ProductConnection { edges: [ProductEdge!]! nodes: [Product!]! pageInfo: PageInfo! totalCount: Int }
    type ProductEdge { cursor: String! node: Product! }
    type AreaConnection { nodes: [Area!]! }
    type PageInfo { hasNextPage: Boolean! }
    type Area { name: String! products(first: Int = 20): ProductConnection! }
    type Product implements Node { id: ID! name: String! area: Area! tags: [Tag!]! }
    type Tag { word: String! }
";

fn check(text: &str, variables: serde_json::Value) -> Result<u64, TransportCode> {
    let limits = Limits::default();
    let sizes = Sizes::from_sdl(SDL).unwrap();
    scan(text, &limits).map_err(|problem| problem.code)?;
    let document = parse_query(text).unwrap();
    let shape = Shape::of(&document, &sizes, &limits).map_err(|problem| problem.code)?;
    let operation = shape.choose(None).map_err(|problem| problem.code)?;
    operation
        .check(&document, &Variables::from_json(variables), &sizes, &limits)
        .map_err(|problem| problem.code)
}

fn cost(text: &str) -> u64 {
    check(text, json!({})).unwrap()
}

#[test]
fn cost_counts_fields_times_rows() {
    assert_eq!(cost("{ __typename }"), 1);
    assert_eq!(cost("{ products(first: 3) { nodes { id name } } }"), 1 + 1 + 3 * 2);
    assert_eq!(cost("{ products(first: 3) { edges { node { id } } } }"), 1 + 1 + 3 * 2);
    // The page's own fields are read once, whatever its size.
    assert_eq!(cost("{ products(first: 100) { pageInfo { hasNextPage } totalCount } }"), 4);
    // The schema's own default counts, and ten rows where it names none.
    assert_eq!(cost("{ products { nodes { id } } }"), 1 + 1 + 20);
    assert_eq!(cost("{ areas { nodes { name } } }"), 1 + 1 + 10);
    assert_eq!(cost("{ tags { word } }"), 1 + 10);
    assert_eq!(cost(r#"{ nodes(ids: ["a", "b"]) { id } }"#), 1 + 2);
}

#[test]
fn what_reads_a_whole_patrol_costs_more() {
    assert_eq!(cost("{ sealVerify { whole } }"), 1 + 1 + 500);
    assert_eq!(cost("{ patrol { trackSimplified { whole } } }"), 1 + 1 + 1 + 500);
}

#[test]
fn what_reckons_a_whole_month_is_asked_of_a_few_months_at_once() {
    let reckoned = "{ rosters(first: 3) { nodes { explanations { whole } problems { whole } } } }";
    assert_eq!(cost(reckoned), 1 + 1 + 3 * 2 * (500 + 1 + 10));
    let many = reckoned.replace('3', "100");
    assert_eq!(check(&many, json!({})), Err(TransportCode::LimitCost));
    assert_eq!(cost("{ rosters(first: 100) { nodes { month } } }"), 1 + 1 + 100);
}

#[test]
fn cost_follows_variables_and_their_defaults() {
    let text = "query ($n: Int = 4) { products(first: $n) { nodes { id } } }";
    assert_eq!(check(text, json!({ "n": 7 })), Ok(2 + 7));
    assert_eq!(check(text, json!({})), Ok(2 + 4));
    assert_eq!(check(text, json!({ "n": 1_000_000 })), Err(TransportCode::LimitCost));
}

#[test]
fn pages_within_pages_multiply() {
    let text = "{ areas(first: 100) { nodes { products(first: 100) { nodes { id name } } } } }";
    assert_eq!(check(text, json!({})), Err(TransportCode::LimitCost));
}

#[test]
fn fragments_count_wherever_they_are_spread() {
    let text = "{ products(first: 2) { nodes { ...P } } } fragment P on Product { id tags { ...T } } fragment T on Tag { word }";
    assert_eq!(cost(text), 1 + 1 + 2 * (1 + 1 + 10));
}

#[test]
fn ten_thousand_aliases_are_refused_before_parsing() {
    let mut text = String::from("{");
    for index in 0..10_000 {
        write!(text, " a{index}: __typename").unwrap();
    }
    text.push('}');
    let few = Limits::default();
    assert_eq!(scan(&text, &few).unwrap_err().code, TransportCode::LimitAliases);
    let many = Limits { aliases: u64::MAX, ..few };
    assert_eq!(scan(&text, &many).unwrap_err().code, TransportCode::LimitTokens);
}

#[test]
fn arguments_strings_and_comments_are_no_aliases() {
    let limits = Limits { aliases: 1, directives: 1, ..Limits::default() };
    let text = r#"query Q($a: Int = 1, $b: In = {x: 1, y: {z: 2}}) {
        one: products(first: $a, query: "two: three @x \" four: five", more: {a: 1, b: 2}) @include(if: true) {
            # six: seven @y
            nodes { name(text: """ eight: "nine" \""" ten: eleven @z """) }
        }
    }"#;
    assert!(scan(text, &limits).is_ok());
    assert_eq!(scan("{ a: b c: d }", &limits).unwrap_err().code, TransportCode::LimitAliases);
    assert_eq!(scan("{ b @x c @y }", &limits).unwrap_err().code, TransportCode::LimitDirectives);
    // An unclosed string ends with its line.
    assert_eq!(
        scan("{ x(a: \"open) \n) a: b c: d }", &limits).unwrap_err().code,
        TransportCode::LimitAliases
    );
}

#[test]
fn depth_fifty_is_refused() {
    let deep = format!("{}id{}", "{ node ".repeat(50), " }".repeat(50));
    assert_eq!(check(&deep, json!({})), Err(TransportCode::LimitDepth));
    let endless = "{a".repeat(100_000);
    assert_eq!(scan(&endless, &Limits::default()).unwrap_err().code, TransportCode::LimitDepth);
}

/// What `graphql-js`, `GraphiQL` and Apollo's tools ask, with every option on.
const TOOLS_QUESTION: &str = include_str!("../../../../tests/it/introspection.graphql");

#[test]
fn the_question_of_tools_about_the_schema_is_answered() {
    let cost = cost(TOOLS_QUESTION);
    assert!((5_000..12_000).contains(&cost), "{cost}");
    assert_eq!(self::cost("{ __typename __type(name: \"Area\") { name } }"), 2);
}

#[test]
fn a_question_about_the_schema_that_feeds_itself_is_refused() {
    let pairs = |times: usize| {
        let open = "{ interfaces { possibleTypes ".repeat(times);
        format!("{{ __type(name: \"Area\") {open}{{ name }}{} }}", " } }".repeat(times))
    };
    assert!(check(&pairs(2), json!({})).is_ok());
    assert_eq!(check(&pairs(6), json!({})), Err(TransportCode::LimitCost));
    assert_eq!(check(&pairs(12), json!({})), Err(TransportCode::LimitDepth));
    // Also by fragments, beside other fields, and several times at the root.
    let text = "{ __type(name: \"Area\") { ...A } } fragment A on __Type { ...B interfaces { possibleTypes { ...B } } } \
                fragment B on __Type { interfaces { possibleTypes { interfaces { possibleTypes { ...C } } } } } \
                fragment C on __Type { interfaces { possibleTypes { fields { type { fields { name } } } } } }";
    assert_eq!(check(text, json!({})), Err(TransportCode::LimitCost));
    let one = "__schema { types { fields { type { fields { name args { name } } } } } }";
    let several = (0..20).fold(String::new(), |text, index| format!("{text} a{index}: {one}"));
    assert_eq!(check(&format!("{{ {several} }}"), json!({})), Err(TransportCode::LimitCost));
    let types = format!("{}name{}", "{ ofType ".repeat(25), " }".repeat(25));
    let deep = format!("{{ __schema {{ types {types} }} }}");
    assert_eq!(check(&deep, json!({})), Err(TransportCode::LimitDepth));
}

#[test]
fn fragments_that_hold_themselves_are_refused() {
    let text = "{ ...A } fragment A on Query { tags { word } ...B } fragment B on Query { ...A }";
    assert_eq!(check(text, json!({})), Err(TransportCode::GraphqlValidationFailed));
}

#[test]
fn fragments_that_double_each_other_are_refused_at_once() {
    let mut text = String::from("{ ...F0 }");
    for index in 0..30 {
        let next = index + 1;
        write!(text, " fragment F{index} on Query {{ ...F{next} ...F{next} }}").unwrap();
    }
    text.push_str(" fragment F30 on Query { __typename }");
    assert_eq!(check(&text, json!({})), Err(TransportCode::LimitSelections));
}

#[test]
fn root_fields_count_through_fragments() {
    let fields = (0..25).fold(String::new(), |mut text, index| {
        write!(text, " a{index}: __typename").unwrap();
        text
    });
    let text = format!("{{ ...Q }} fragment Q on Query {{ {fields} }}");
    assert_eq!(check(&text, json!({})), Err(TransportCode::LimitRootFields));
}

#[test]
fn a_variable_that_must_have_a_value_has_one() {
    let text = "query ($id: ID!) { node(id: $id) { id } }";
    assert_eq!(check(text, json!({})), Err(TransportCode::VariablesInvalid));
    assert_eq!(check(text, json!({ "id": null })), Err(TransportCode::VariablesInvalid));
    assert_eq!(check(text, json!({ "id": "x" })), Ok(2));
}
