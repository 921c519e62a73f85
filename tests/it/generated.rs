//! What is generated stands in the repository as it is generated; a failure says what mends it.

use std::path::Path;

use api::{graphql::schema, rest::openapi};

fn same(path: &str, generated: &str, command: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(kept == generated, "{path} is not what the program generates. Mend it with: {command}");
}

#[test]
fn schema_graphql_is_what_the_program_serves() {
    same("schema.graphql", &schema::sdl(), "cargo run -- schema > schema.graphql");
}

#[test]
fn openapi_json_is_what_the_program_serves() {
    same("api/openapi.json", &openapi::text(), "cargo run -- openapi > api/openapi.json");
}

/// Every type, field, argument and enum value of ours has a description of its own.
#[tokio::test]
async fn the_schema_is_documented_to_its_last_argument() {
    let schema = schema::whole();
    let query = "{ __schema { types { name description fields { name description args { name description } } inputFields { name description } enumValues { name description } } } }";
    let answer = schema.execute(query).await.data.into_json().unwrap();
    let mut bare: Vec<String> = Vec::new();
    let mut check = |path: String, thing: &serde_json::Value| {
        if thing["description"].as_str().is_none_or(|text| text.trim().len() < 4) {
            bare.push(path);
        }
    };
    for kind in answer["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        // The specification describes its own.
        if name.starts_with("__") || ["ID", "Int", "Float", "String", "Boolean"].contains(&name) {
            continue;
        }
        check(name.to_owned(), kind);
        for field in kind["fields"].as_array().into_iter().flatten() {
            let path = format!("{name}.{}", field["name"].as_str().unwrap());
            check(path.clone(), field);
            for argument in field["args"].as_array().into_iter().flatten() {
                check(format!("{path}({})", argument["name"].as_str().unwrap()), argument);
            }
        }
        for part in ["inputFields", "enumValues"] {
            for field in kind[part].as_array().into_iter().flatten() {
                check(format!("{name}.{}", field["name"].as_str().unwrap()), field);
            }
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:#?}");
}

/// Mutations are noun-first, take one input and answer with user errors.
#[tokio::test]
async fn every_mutation_follows_the_contract() {
    let query = "{ __schema { mutationType { fields { name args { name type { kind ofType { name inputFields { name } } } } type { ofType { fields { name } } } } } } }";
    let answer = schema::whole().execute(query).await.data.into_json().unwrap();
    for field in answer["__schema"]["mutationType"]["fields"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        let names = |value: &serde_json::Value| -> Vec<String> {
            value
                .as_array()
                .into_iter()
                .flatten()
                .map(|part| part["name"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(names(&field["args"]), ["input"], "{name}");
        let input = &field["args"][0]["type"];
        assert_eq!(input["kind"], "NON_NULL", "{name}");
        assert!(
            names(&input["ofType"]["inputFields"]).contains(&"clientMutationId".to_owned()),
            "{name}"
        );
        let payload = names(&field["type"]["ofType"]["fields"]);
        for wanted in ["userErrors", "clientMutationId"] {
            assert!(payload.contains(&wanted.to_owned()), "{name} answers without {wanted}");
        }
    }
}
