//! One request, one answer.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::demo::Demo;

const RESULT: &str = "application/graphql-response+json";

fn post(demo: &Demo, body: &Value) -> RequestBuilder {
    Client::new()
        .post(demo.url())
        .header("content-type", "application/json")
        .header("accept", RESULT)
        .body(body.to_string())
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

async fn ask(demo: &Demo, query: &str) -> (u16, Value) {
    read(post(demo, &json!({ "query": query })).send().await.unwrap()).await
}

fn code(answer: &Value) -> &str {
    assert_eq!(answer["errors"][0]["extensions"]["requestId"], "req_1");
    assert!(answer.get("data").is_none(), "a refused request has no data: {answer}");
    answer["errors"][0]["extensions"]["code"].as_str().unwrap()
}

#[actix_web::test]
async fn a_post_is_answered_as_it_asks() {
    let demo = Demo::start().await;
    let body = json!({
        "query": "query A($n: String!) { hello(name: $n) } query B { who }",
        "operationName": "A", "variables": { "n": "Siti" },
    });
    let response = post(&demo, &body).send().await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/graphql-response+json; charset=utf-8"
    );
    assert_eq!(response.headers()["ratelimit-limit"], "100");
    assert_eq!(read(response).await, (200, json!({ "data": { "hello": "hello Siti" } })));

    let response = post(&demo, &json!({ "query": "{ who }" }))
        .header("authorization", "Bearer good")
        .header("accept", "application/json");
    let response = response.send().await.unwrap();
    assert_eq!(read(response).await, (200, json!({ "data": { "who": "somebody" } })));
}

#[actix_web::test]
async fn a_get_runs_queries_only() {
    let demo = Demo::start().await;
    let get = |query: &[(&str, &str)]| {
        let mut url = reqwest::Url::parse(&demo.url()).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        Client::new().get(url).header("accept", RESULT).send()
    };
    let response = get(&[
        ("query", "query A($n: String!) { hello(name: $n) } query B { who }"),
        ("operationName", "A"),
        ("variables", r#"{"n":"Ali"}"#),
        ("extensions", "{}"),
    ]);
    let response = response.await.unwrap();
    assert!(response.headers().contains_key("vary"));
    assert_eq!(read(response).await, (200, json!({ "data": { "hello": "hello Ali" } })));

    let response = get(&[("query", "mutation { bump }")]).await.unwrap();
    assert_eq!(response.headers()["allow"], "POST");
    let (status, answer) = read(response).await;
    assert_eq!((status, code(&answer)), (405, "METHOD_NOT_ALLOWED"));

    let (status, answer) =
        read(get(&[("query", "{ who }"), ("variables", "{")]).await.unwrap()).await;
    assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"));
    let (status, answer) = read(get(&[]).await.unwrap()).await;
    assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"));
    // The mutation did not run.
    assert_eq!(ask(&demo, "mutation { bump }").await.1, json!({ "data": { "bump": 1 } }));
}

#[actix_web::test]
async fn other_types_methods_and_answers_are_refused() {
    let demo = Demo::start().await;
    let body = json!({ "query": "mutation { bump }" }).to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/graphql",
    ] {
        let response = Client::new().post(demo.url()).header("content-type", content_type);
        let (status, answer) = read(response.body(body.clone()).send().await.unwrap()).await;
        assert_eq!((status, code(&answer)), (415, "UNSUPPORTED_MEDIA_TYPE"), "{content_type}");
    }
    let response = Client::new().post(demo.url()).body(body.clone()).send().await.unwrap();
    assert_eq!(code(&read(response).await.1), "UNSUPPORTED_MEDIA_TYPE");

    let response = Client::new().post(demo.url()).header("content-type", "application/json");
    let response = response.header("accept", "text/html").body(body.clone()).send().await.unwrap();
    let (status, answer) = read(response).await;
    assert_eq!((status, code(&answer)), (406, "NOT_ACCEPTABLE"));

    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let response = Client::new().request(method, demo.url()).body(body.clone()).send().await;
        let response = response.unwrap();
        assert_eq!(response.headers()["allow"], "GET, POST");
        let (status, answer) = read(response).await;
        assert_eq!((status, code(&answer)), (405, "METHOD_NOT_ALLOWED"));
    }
    assert_eq!(ask(&demo, "mutation { bump }").await.1, json!({ "data": { "bump": 1 } }));
}

#[actix_web::test]
async fn broken_bodies_have_a_code() {
    let demo = Demo::start().await;
    let send = |body: &'static str| {
        let request = Client::new().post(demo.url()).header("content-type", "application/json");
        request.header("accept-language", "en").body(body).send()
    };
    for (body, expected) in [
        ("", "BAD_REQUEST"),
        ("{", "BAD_REQUEST"),
        ("7", "BAD_REQUEST"),
        (r#"{"query":7}"#, "BAD_REQUEST"),
        (r#"{"query":"{who}","variables":"x"}"#, "BAD_REQUEST"),
        (r#"{"query":"{who}","operationName":{}}"#, "BAD_REQUEST"),
        (r#"{"query":"{who}","extensions":[]}"#, "BAD_REQUEST"),
        (r#" [{"query":"{who}"}]"#, "BATCHING_NOT_SUPPORTED"),
    ] {
        let (status, answer) = read(send(body).await.unwrap()).await;
        assert_eq!((status, code(&answer)), (400, expected), "{body}");
        assert_eq!(answer["errors"][0]["message"], format!("{expected} in en"));
    }
}

#[actix_web::test]
async fn a_body_of_a_megabyte_is_refused_and_the_client_reads_why() {
    let demo = Demo::start().await;
    let large = json!({ "query": format!("{{ who }} #{}", "x".repeat(1024 * 1024)) }).to_string();
    for _ in 0..5 {
        let sent = post(&demo, &Value::Null).body(large.clone()).send().await.unwrap();
        let (status, answer) = read(sent).await;
        assert_eq!((status, code(&answer)), (413, "BODY_TOO_LARGE"));
        assert_eq!(answer["errors"][0]["extensions"]["limit"], 256 * 1024);
    }
    // Without an announced length it is counted while it is read.
    let address = demo.address.clone();
    let answer = tokio::task::spawn_blocking(move || chunked(&address)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("BODY_TOO_LARGE"), "{answer}");
}

/// Sends a megabyte in chunks and reads the answer.
fn chunked(address: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for _ in 0..16 {
        stream.write_all(chunk.as_bytes()).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[actix_web::test]
async fn what_cannot_run_says_so_without_data() {
    let demo = Demo::start().await;
    for (query, expected) in [
        ("{ who", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { who } query B { who }", "UNKNOWN_OPERATION"),
        ("query ($n: String!) { hello(name: $n) }", "VARIABLES_INVALID"),
        ("subscription { count(to: 1) }", "SUBSCRIPTION_NEEDS_STREAM"),
        ("{ products(first: 100000) { nodes { id } } }", "LIMIT_COST"),
    ] {
        let (status, answer) = ask(&demo, query).await;
        assert_eq!((status, code(&answer)), (400, expected), "{query}");
        // The older type keeps 4xx for broken HTTP.
        let request = post(&demo, &json!({ "query": query })).header("accept", "application/json");
        let request = {
            let mut built = request.build().unwrap();
            built.headers_mut().remove("accept");
            built
        };
        let (status, answer) = read(Client::new().execute(request).await.unwrap()).await;
        let old =
            if expected.starts_with("LIMIT") || expected.starts_with("SUBSC") { 400 } else { 200 };
        assert_eq!((status, code(&answer)), (old, expected), "{query}");
    }
}

#[actix_web::test]
async fn monstrous_documents_are_refused_cheaply() {
    let demo = Demo::start().await;
    let aliases = (0..10_000).fold(String::new(), |all, index| all + &format!("a{index}:who "));
    let doubling =
        (0..40).fold("{ ...F0 } fragment F40 on Query { who }".to_owned(), |all, index| {
            let next = index + 1;
            all + &format!(" fragment F{index} on Query {{ ...F{next} ...F{next} }}")
        });
    for (query, expected) in [
        (format!("{{ {aliases} }}"), "LIMIT_ALIASES"),
        (format!("{}who{}", "{ a ".repeat(50), " }".repeat(50)), "LIMIT_DEPTH"),
        ("{".repeat(200_000), "LIMIT_DEPTH"),
        (format!("{{ {} }}", "who ".repeat(10_000)), "LIMIT_TOKENS"),
        (format!("{{ who {} }}", "@include(if: true) ".repeat(100)), "LIMIT_DIRECTIVES"),
        (format!("{{ {} }}", "who ".repeat(30)), "LIMIT_ROOT_FIELDS"),
        (doubling, "LIMIT_SELECTIONS"),
    ] {
        let began = std::time::Instant::now();
        let (status, answer) = ask(&demo, &query).await;
        assert_eq!((status, code(&answer)), (400, expected));
        assert!(began.elapsed().as_millis() < 500, "{expected} took {:?}", began.elapsed());
    }
}

#[actix_web::test]
async fn errors_of_execution_keep_data_and_path() {
    let demo = Demo::start().await;
    let (status, answer) = ask(&demo, "{ who mayFail }").await;
    assert_eq!((status, &answer["data"]), (200, &json!({ "who": "nobody", "mayFail": null })));
    assert_eq!(answer["errors"][0]["path"], json!(["mayFail"]));
    assert_eq!(answer["errors"][0]["extensions"]["requestId"], "req_1");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);

    let (status, answer) = ask(&demo, "{ who mustNotFail }").await;
    assert_eq!((status, answer.get("data")), (200, Some(&Value::Null)));
    assert_eq!(answer["errors"][0]["path"], json!(["mustNotFail"]));
}

#[actix_web::test]
async fn the_gate_decides_who_comes_in_and_what_they_may_spend() {
    let demo = Demo::start().await;
    let send = |token| {
        let request = post(&demo, &json!({ "query": "{ who }" }));
        request.header("authorization", format!("Bearer {token}")).send()
    };
    let response = send("bad").await.unwrap();
    assert!(response.headers().contains_key("www-authenticate"));
    let (status, answer) = read(response).await;
    assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));

    let response = send("poor").await.unwrap();
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.headers()["ratelimit-remaining"], "0");
    let (status, answer) = read(response).await;
    assert_eq!((status, code(&answer)), (429, "RATE_LIMITED"));
}

#[actix_web::test]
async fn persisted_documents_run_by_their_id() {
    use api::graphql::transport::PersistedDocuments;
    let persisted =
        r#"{ "mykrt 1.0": { "sha256:abc": "{ who }" }, "mykrt 1.1": { "abc": "{ who }" } }"#;
    let persisted = PersistedDocuments::from_json(persisted).unwrap();
    let demo = Demo::with(|settings| {
        settings.persisted = persisted;
        settings.development = false;
    });
    let demo = demo.await;
    let (_, answer) =
        read(post(&demo, &json!({ "documentId": "abc" })).send().await.unwrap()).await;
    assert_eq!(answer, json!({ "data": { "who": "nobody" } }));
    let (status, answer) =
        read(post(&demo, &json!({ "documentId": "xyz" })).send().await.unwrap()).await;
    assert_eq!((status, code(&answer)), (400, "PERSISTED_DOCUMENT_NOT_FOUND"));
    assert!(PersistedDocuments::from_json(r#"{"a":{"x":"{a}"},"b":{"x":"{b}"}}"#).is_err());
}

#[actix_web::test]
async fn automatic_persisted_queries_are_for_development_only() {
    // sha256 of "{who}"
    let hash = "fa2c1b3a0f3f8b8a0c8a4e4ad9d6f4d4";
    let extension = |hash: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let demo = Demo::start().await;
    let send = async |body: Value| read(post(&demo, &body).send().await.unwrap()).await;
    let (_, answer) = send(json!({ "query": "{who}", "extensions": extension(hash) })).await;
    assert_eq!(code(&answer), "PERSISTED_DOCUMENT_MISMATCH");

    let hash = {
        use sha2::Digest;
        let bytes = sha2::Sha256::digest(b"{who}");
        bytes.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
    };
    let (_, answer) = send(json!({ "extensions": extension(&hash) })).await;
    assert_eq!(code(&answer), "PERSISTED_DOCUMENT_NOT_FOUND");
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotFound");
    let both = json!({ "query": "{who}", "extensions": extension(&hash) });
    assert_eq!(send(both.clone()).await.0, 200);
    let (_, answer) = send(json!({ "extensions": extension(&hash) })).await;
    assert_eq!(answer, json!({ "data": { "who": "nobody" } }));

    let demo = Demo::with(|settings| settings.development = false).await;
    let send = async |body: Value| read(post(&demo, &body).send().await.unwrap()).await;
    assert_eq!(send(both).await.0, 200);
    let (_, answer) = send(json!({ "extensions": extension(&hash) })).await;
    assert_eq!(code(&answer), "PERSISTED_DOCUMENT_NOT_FOUND");
}

#[actix_web::test]
async fn the_schema_and_the_playground_are_served_from_inside() {
    let demo = Demo::start().await;
    let get = |path: &str| {
        let url = format!("http://{}{path}", demo.address);
        Client::new().get(url)
    };
    let response = get("/schema.graphql").send().await.unwrap();
    let etag = response.headers()["etag"].to_str().unwrap().to_owned();
    assert!(response.text().await.unwrap().contains("type Query"));
    for known in [etag.clone(), format!("\"another\", W/{etag}"), "*".to_owned()] {
        let request = get("/schema.graphql").header("if-none-match", &known);
        assert_eq!(request.send().await.unwrap().status(), 304, "{known}");
    }

    let page = get("/playground").send().await.unwrap();
    assert!(
        page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'")
    );
    let page = page.text().await.unwrap();
    assert!(!page.contains("http://") && !page.contains("https://"), "it asks nobody else");
    for asset in page.split('"').filter(|part| part.starts_with("/playground/")) {
        let response = get(asset).send().await.unwrap();
        assert_eq!(response.status(), 200, "{asset}");
        assert!(response.bytes().await.unwrap().len() > 500, "{asset}");
    }
    assert_eq!(get("/playground/../Cargo.toml").send().await.unwrap().status(), 404);
    let demo = Demo::with(|settings| settings.development = false).await;
    let url = format!("http://{}/playground", demo.address);
    assert_eq!(reqwest::get(url).await.unwrap().status(), 404);
}
