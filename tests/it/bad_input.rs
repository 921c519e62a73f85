//! Bad input: each gets one clear sentence with a code, costs little, and leaves nothing half-done.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use stories::{Answer, TestApp};

fn raw(app: &TestApp, kind: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    app.anybody().request(Method::POST, "/graphql").header("content-type", kind).body(body)
}

async fn query(app: &TestApp, document: &str) -> Answer {
    app.anybody().ask(document).await
}

#[tokio::test]
async fn requests_that_are_no_graphql() {
    let app = TestApp::start().await;
    for (what, kind, body, status, code) in [
        ("broken JSON", "application/json", "{\"query\": \"{", 400, "BAD_REQUEST"),
        ("no query", "application/json", "{}", 400, "BAD_REQUEST"),
        (
            "a list",
            "application/json",
            "[{\"query\":\"{ __typename }\"}]",
            400,
            "BATCHING_NOT_SUPPORTED",
        ),
        ("text", "text/plain", "{\"query\":\"{ __typename }\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            "a form",
            "application/x-www-form-urlencoded",
            "query=%7B__typename%7D",
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            "no GraphQL",
            "application/json",
            "{\"query\":\"selamat pagi\"}",
            400,
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            "unknown operation",
            "application/json",
            "{\"query\":\"query A { __typename }\",\"operationName\":\"B\"}",
            400,
            "UNKNOWN_OPERATION",
        ),
        (
            "unknown field",
            "application/json",
            "{\"query\":\"{ rahsia }\"}",
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        let request = raw(&app, kind, body).header("accept", "application/graphql-response+json");
        let answer = app.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (status, code),
            "{what}: {}",
            answer.text
        );
        assert!(answer.body["errors"][0]["message"].as_str().unwrap().len() > 10, "{what}");
    }
    let large =
        json!({ "query": format!("{{ __typename }} #{}", "x".repeat(1_000_000)) }).to_string();
    let answer = app.send(raw(&app, "application/json", large)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (413, "BODY_TOO_LARGE"));
}

#[tokio::test]
async fn documents_that_would_cost_too_much() {
    let app = TestApp::start().await;
    let aliases: String = (0..10_000).map(|n| format!("a{n}:__typename ")).collect();
    let depth = format!("{}__typename{}", "{ node ".repeat(50) + "{ ", " }".repeat(51));
    let cyclic =
        "{ states { ...A } } fragment A on State { code ...B } fragment B on State { code ...A }";
    let expensive = "{ areas(first: 100) { nodes { district { id } } } a: areas(first: 100) { nodes { district { id name } } } }";
    for (what, document, allowed) in [
        ("10,000 aliases", format!("{{ {aliases} }}"), &["LIMIT_ALIASES"][..]),
        ("depth 50", depth, &["LIMIT_DEPTH"][..]),
        (
            "60 aliases",
            format!("{{ {} }}", (0..60).map(|n| format!("a{n}:__typename ")).collect::<String>()),
            &["LIMIT_ALIASES"][..],
        ),
        ("a cycle", cyclic.to_owned(), &["GRAPHQL_VALIDATION_FAILED"][..]),
        (
            "directives",
            format!("{{ __typename {} }}", "@include(if: true) ".repeat(1000)),
            &["LIMIT_DIRECTIVES"][..],
        ),
    ] {
        let answer = query(&app, &document).await;
        assert!(allowed.contains(&answer.code()), "{what}: {}", answer.text);
    }
    query(&app, expensive).await.ok();
    let many: String = (0..25)
        .map(|n| format!("a{n}: areas(first: 100) {{ nodes {{ district {{ id }} }} }} "))
        .collect();
    let code = query(&app, &format!("{{ {many} }}")).await;
    assert!(["LIMIT_ROOT_FIELDS", "LIMIT_COST"].contains(&code.code()), "{}", code.text);
}

#[tokio::test]
async fn a_mutation_over_get_does_nothing() {
    let app = TestApp::start().await;
    let answer = app
        .anybody()
        .get("/graphql?query=mutation%7BsessionRevoke(input%3A%7B%7D)%7BsessionId%7D%7D")
        .await;
    assert_eq!((answer.status.as_u16(), answer.code()), (405, "METHOD_NOT_ALLOWED"));
    let fine = app.anybody().get("/graphql?query=%7Bstates%7Bcode%7D%7D").await.ok();
    assert!(fine.at("states").is_array());
}

#[tokio::test]
async fn bad_bodies_of_rest() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let post = |kind: &'static str, body: String| {
        app.send(
            anybody.request(Method::POST, "/v1/session").header("content-type", kind).body(body),
        )
    };
    for (kind, body, status, code) in [
        ("application/json", "{".to_owned(), 400, "BAD_REQUEST"),
        ("application/json", "{\"phone\": 12}".to_owned(), 400, "BAD_REQUEST"),
        ("text/plain", "{}".to_owned(), 415, "MEDIA_TYPE_UNSUPPORTED"),
        (
            "application/json",
            format!("{{\"phone\":\"{}\"}}", "1".repeat(300_000)),
            413,
            "BODY_TOO_LARGE",
        ),
    ] {
        let answer = post(kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    // A field that is missing is named, in the reader's language alone.
    let malay = app.anybody().speaking("ms").post("/v1/session", &json!({})).await;
    let title = malay.body["title"].as_str().unwrap();
    assert!(title.starts_with("Ruangan `") && title.ends_with("` tiada."), "{}", malay.text);
    assert_eq!(malay.body["errors"][0]["code"], "BAD_REQUEST");
    let long = json!({ "phone": "0".repeat(100_000), "password": "x".repeat(100_000) });
    assert_eq!(anybody.post("/v1/session", &long).await.code(), "CREDENTIALS_WRONG");
}

#[tokio::test]
async fn a_parameter_that_is_not_known_is_named_with_those_that_are() {
    let (app, _, secretary, _, _) = TestApp::neighbourhood().await;
    let project = "/v1/projects/project_01jaaaaaaaaaaaaaaaaaaaaaaa/catalogue";
    let catalogue = format!("{project}.csv?from=x");
    for (path, wrong, known) in [
        ("/v1/shop/products?category=FOOD&pirce=5", "pirce", " category, query, state, "),
        ("/v1/shop/kiosks?lattitude=1.5&longitude=103", "lattitude", " latitude, longitude, "),
        ("/v1/shop/delta?curser=x", "curser", " cursor."),
        ("/v1/police/incidents?limit=5", "limit", " cursor, first."),
        ("/v1/incidents.csv?scope=MINE&from=2026-03-01", "from", " since, until."),
        ("/v1/reports/patrols.csv?month=2026-03&scope=NATION&by=UNIT", "by", " month, unitId, "),
        ("/v1/reports/units.geojson?month=2026-03&state=01", "state", " stateCode, "),
        ("/v1/reports/months.csv?month=2026-03&scope=NATION&per=STATE", "per", " scope, by."),
        ("/v1/reports/incidents.csv?month=2026-03&district=x", "district", " districtId, "),
        (&*catalogue, "from", " after."),
    ] {
        let answer = secretary.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "BAD_REQUEST"), "{path}");
        assert_eq!(answer.body["errors"][0]["field"], wrong, "{path}");
        let said = answer.body["title"].as_str().unwrap();
        let unknown = format!("There is no field `{wrong}` here. There are:");
        assert!(said.starts_with(&unknown) && said.contains(known), "{said}");
    }
    let malay = secretary.speaking("ms").get("/v1/shop/delta?curser=x").await;
    let title = "Ruangan `curser` tidak dikenali di sini. Yang ada: cursor.";
    assert_eq!(malay.body["title"], title);
    // Whoever only means to look does not write because of a letter.
    let look = secretary.post(&format!("{project}?dryrun=true"), &json!({})).await;
    assert_eq!((look.code(), &look.body["errors"][0]["field"]), ("BAD_REQUEST", &json!("dryrun")));
    // What people open and calendars follow takes what others have added to its address.
    for page in ["/p/x?fbclid=x", "/s/x?fbclid=x", "/n/x?fbclid=x", "/v1/calendar/x.ics?fbclid=x"] {
        assert_eq!(app.anybody().get(page).await.status, 404, "{page}");
    }
    assert_eq!(app.anybody().get("/sitemap.xml?fbclid=x").await.status, 200);
}

#[tokio::test]
async fn sentences_follow_the_reader() {
    let app = TestApp::start().await;
    let ask = |language: &'static str| {
        let user = app.anybody().speaking(language);
        async move {
            user.ask("{ notices { nodes { id } } }").await.body["errors"][0]["message"].clone()
        }
    };
    assert_eq!(ask("en-GB,ms;q=0.5").await, Value::from("Please sign in first."));
    assert_eq!(ask("ta,ms").await, Value::from("Sila log masuk dahulu."));
    assert_eq!(ask("").await, Value::from("Sila log masuk dahulu."));
}

#[tokio::test]
async fn a_question_about_the_schema_is_answered_unless_it_feeds_itself() {
    let app = TestApp::start().await;
    let tools = query(&app, include_str!("introspection.graphql")).await.ok();
    assert!(tools.at("__schema/types").as_array().is_some_and(|types| types.len() > 90));
    let open = "{ interfaces { possibleTypes ".repeat(7);
    let bomb = format!("{{ __type(name: \"Area\") {open}{{ name }}{} }}", " } }".repeat(7));
    assert_eq!(query(&app, &bomb).await.code(), "LIMIT_COST");
}

#[tokio::test]
async fn a_second_accept_header_poisons_no_kept_answer() {
    let app = TestApp::start().await;
    let path = "/graphql?query=%7B%20states%20%7B%20code%20%7D%20%7D";
    for (more, kind) in [
        (Some("application/graphql-response+json"), "application/graphql-response+json"),
        (None, "application/json"),
    ] {
        let mut request =
            app.anybody().request(Method::GET, path).header("accept", "application/json;q=0.5");
        if let Some(more) = more {
            request = request.header("accept", more);
        }
        let answer = app.send(request).await.ok();
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with(kind));
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_read_is_named_in_the_readers_language() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let activities = "query($area: ID!, $from: DateTime) { activities(areaId: $area, from: $from) { nodes { id } } }";
    let variables = json!({ "area": area.to_string(), "from": "esok pagi" });
    for (language, expected) in [
        ("ms", "“esok pagi” bukan masa. Tulis seperti 2026-11-22T08:30:00+08:00."),
        ("en", "“esok pagi” is no time. Write it like 2026-11-22T08:30:00+08:00."),
    ] {
        let answer = secretary.speaking(language).graphql(activities, variables.clone()).await;
        assert_eq!(answer.body["errors"][0]["message"], expected, "{}", answer.text);
    }
}
