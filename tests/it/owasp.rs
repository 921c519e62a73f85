//! One test for each item of OWASP's API Security Top 10 (2023): what it warns of is tried here.

use std::time::Duration;

use domain::{community::GrantScope, policy::Role};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User};
use tokio::net::TcpListener;

use super::{krt_shop::Shop, mysrs::Night};

/// The code and status of an answer: all that a stranger learns.
fn learnt(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code().to_owned())
}

/// API1: an id is no key. What belongs to others answers like what does not exist.
#[tokio::test]
async fn api1_broken_object_level_authorization() {
    let (_app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let create = "mutation($area: ID!) { noticeCreate(input: { areaId: $area, title: { ms: \"Draf\" }, body: { ms: \"Isi\" } }) { notice { id } userErrors { code } } }";
    let draft = secretary.graphql(create, json!({ "area": area.to_string() })).await.ok();
    let notice = draft.text_at("noticeCreate/notice/id");
    let session = resident.ask("{ viewer { sessions { id } } }").await.ok();
    let session = session.at("viewer/sessions")[0]["id"].as_str().unwrap().to_owned();
    let nothing = "01jaaaaaaaaaaaaaaaaaaaaaaa";
    for (theirs, none, document) in [
        (notice.clone(), format!("notice_{nothing}"), "query($id: ID!) { notice(id: $id) { id } }"),
        (notice.clone(), format!("notice_{nothing}"), "query($id: ID!) { node(id: $id) { id } }"),
        (
            notice,
            format!("notice_{nothing}"),
            "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }",
        ),
        (
            session,
            format!("session_{nothing}"),
            "mutation($id: ID!) { sessionRevoke(input: { sessionId: $id }) { userErrors { code } } }",
        ),
    ] {
        let refused = stranger.graphql(document, json!({ "id": theirs })).await;
        assert_eq!(refused.code(), "NOT_FOUND", "{document}");
        let unknown = stranger.graphql(document, json!({ "id": none })).await;
        assert_eq!(learnt(&refused), learnt(&unknown), "{document}");
        assert_eq!(refused.body["errors"][0]["message"], unknown.body["errors"][0]["message"]);
    }
    resident.ask("{ viewer { id } }").await.ok();

    let night = Night::begins().await;
    let patrol = night.patrol().await;
    for path in ["track.geojson", "track.gpx"] {
        let theirs = night.stranger.get(&format!("/v1/patrols/{patrol}/{path}")).await;
        let none = night.stranger.get(&format!("/v1/patrols/patrol_{nothing}/{path}")).await;
        assert_eq!(learnt(&theirs), (404, "NOT_FOUND".to_owned()));
        assert_eq!(learnt(&theirs), learnt(&none));
    }
}

/// API2: a token counts when we signed it, for us, lately, and its session goes on; a password is
/// guessed a few times only; what matters asks again who is there.
#[tokio::test]
async fn api2_broken_authentication() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let genuine = aminah.token.clone().unwrap();
    let parts: Vec<&str> = genuine.split('.').collect();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let symmetric = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9";
    for forged in [
        format!("{none}.{}.", parts[1]),
        format!("{symmetric}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], &parts[2].chars().rev().collect::<String>()),
        format!("{}.{}.", parts[0], parts[1]),
        aminah.refresh_token.clone(),
    ] {
        let answer = aminah.holding(Some(forged)).ask("{ viewer { id } }").await;
        assert_eq!(learnt(&answer), (401, "TOKEN_INVALID".to_owned()));
    }
    // A token is never read from an address, where it would stand in logs.
    let path = format!("/graphql?query=%7Bviewer%7Bid%7D%7D&access_token={genuine}");
    assert_eq!(app.anybody().get(&path).await.at("viewer"), &Value::Null);
    for _ in 0..10 {
        assert_eq!(aminah.sign_in("tekaan saya").await.code(), "CREDENTIALS_WRONG");
    }
    assert_eq!(aminah.sign_in(PASSWORD).await.code(), "RATE_LIMITED");
    app.advance(chrono::TimeDelta::minutes(6));
    let change = "mutation { passwordChange(input: { newPassword: \"yang baharu\" }) { userErrors { code } } }";
    assert_eq!(aminah.ask(change).await.code(), "PROOF_REQUIRED");
    app.advance(chrono::TimeDelta::minutes(5));
    assert_eq!(learnt(&aminah.ask("{ viewer { id } }").await), (401, "TOKEN_EXPIRED".to_owned()));
}

/// API3: nobody sets a field that is not theirs to set, and nobody reads more of others than their
/// name.
#[tokio::test]
async fn api3_broken_object_property_level_authorization() {
    let app = TestApp::start().await;
    let phone = "+60123456789";
    let register = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { viewer { id } userErrors { code } } }";
    for more in ["roles", "status", "epoch", "id", "sample"] {
        let mut input = json!({ "phone": phone, "password": PASSWORD, "displayName": "Aminah", "privacyNoticeVersion": "2026-01" });
        input[more] = json!("ADMINISTRATOR");
        let answer = app.anybody().graphql(register, json!({ "input": input })).await;
        assert!(!answer.code().is_empty(), "{more}: {}", answer.text);
    }
    let aminah = User::register(&app.url, phone, "Aminah").await;
    let body = json!({ "phone": phone, "password": PASSWORD, "roles": [{ "role": "ADMINISTRATOR" }], "personId": "person_01jaaaaaaaaaaaaaaaaaaaaaaa" });
    let signed_in = app.anybody().post("/v1/session", &body).await;
    if signed_in.status == 200 {
        assert_eq!(signed_in.body["personId"], aminah.id.to_string());
    }
    assert!(aminah.roles().await.is_empty());

    // Whoever is not the viewer shows neither number nor anything else that is theirs alone.
    let query = "{ __schema { types { name kind fields { name } } } }";
    let schema = api::graphql::schema::whole().execute(query).await.data.into_json().unwrap();
    let mut holders = Vec::new();
    for kind in schema["__schema"]["types"].as_array().unwrap() {
        let root = ["Query", "Mutation"].iter().any(|root| kind["name"] == *root);
        for field in kind["fields"].as_array().into_iter().flatten().filter(|_| !root) {
            let name = field["name"].as_str().unwrap().to_lowercase();
            assert!(!name.contains("password"), "{}", kind["name"]);
            if ["phone", "email", "mykad"].iter().any(|private| name.contains(private)) {
                holders.push(kind["name"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(holders.contains(&"Viewer".to_owned()));
    for other in ["Patroller", "PersonSummary", "Member", "CheckIn"] {
        assert!(!holders.contains(&other.to_owned()), "{other} tells private things");
    }
}

/// API4: what a client can ask for is bounded before it is worked for.
#[tokio::test]
async fn api4_unrestricted_resource_consumption() {
    let app = TestApp::start_with(|config| config.requests_per_minute = 40).await;
    let anybody = app.anybody();
    let aliases: String = (0..60).map(|n| format!("a{n}: __typename ")).collect();
    let deep = format!("{}__typename{}", "{ node ".repeat(50) + "{ ", " }".repeat(51));
    for (document, code) in [
        (format!("{{ {aliases} }}"), "LIMIT_ALIASES"),
        (deep, "LIMIT_DEPTH"),
        ("{ areas(first: 1000) { nodes { id } } }".to_owned(), "PAGE_INVALID"),
        (format!("{{ {} }}", "states { code } ".repeat(3_000)), "LIMIT_TOKENS"),
    ] {
        let answer = anybody.ask(&document).await;
        assert_eq!(answer.code(), code, "{}", answer.text);
    }
    let large = json!({ "phone": "1", "password": "x".repeat(300_000) });
    assert_eq!(
        learnt(&anybody.post("/v1/session", &large).await),
        (413, "BODY_TOO_LARGE".to_owned())
    );
    let mut seen = Vec::new();
    for _ in 0..45 {
        seen.push(anybody.ask("{ __typename }").await.code().to_owned());
    }
    assert_eq!(seen.last().map(String::as_str), Some("RATE_LIMITED"));
}

/// API5: a function is for those whose role it is; the method changes nothing about that.
#[tokio::test]
async fn api5_broken_function_level_authorization() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let create = "mutation($area: ID!) { noticeCreate(input: { areaId: $area, title: { ms: \"Palsu\" }, body: { ms: \"Isi\" } }) { notice { id } userErrors { code } } }";
    let area_id = json!({ "area": area.to_string() });
    assert_eq!(resident.graphql(create, area_id.clone()).await.code(), "FORBIDDEN");
    secretary.graphql(create, area_id).await.ok();
    // Not even the highest of the committee, or of the department, does what an administrator does.
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let officer = app.officer("Chong", Role::HqOfficer, &GrantScope::Nation).await;
    for user in [&resident, &secretary, &chair, &officer] {
        assert_eq!(user.bans(resident.id).await.code(), "NOT_FOUND");
    }
    resident.ask("{ viewer { id } }").await.ok();
    let over_get = "/graphql?query=mutation%7BsessionRevoke(input%3A%7B%7D)%7BsessionId%7D%7D";
    assert_eq!(learnt(&resident.get(over_get).await), (405, "METHOD_NOT_ALLOWED".to_owned()));
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let request = resident.request(method, "/v1/shop/products");
        assert_eq!(learnt(&app.send(request).await), (405, "METHOD_NOT_ALLOWED".to_owned()));
    }
}

/// API6: joining and signing in are done by people; a program that does them in numbers is slowed
/// by where it comes from, whatever else it changes.
#[tokio::test]
async fn api6_unrestricted_access_to_sensitive_business_flows() {
    let app = TestApp::start_with(|config| {
        config.sign_in_tries = 1;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let register = async |number: u32, address: &str| {
        let document = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { viewer { id } userErrors { code } } }";
        let input = json!({ "phone": format!("+6013{number:07}"), "password": PASSWORD, "displayName": "Bot", "privacyNoticeVersion": "2026-01" });
        let request = app.anybody().request(Method::POST, "/graphql");
        let request =
            request.header("x-forwarded-for", address).header("x-app", format!("bot/{number}"));
        app.send(request.json(&json!({ "query": document, "variables": { "input": input } }))).await
    };
    for number in 0..10 {
        // The same household has 2⁶⁴ addresses, and is one household.
        let refused = register(number, &format!("2001:db8:1:2::{number}")).await;
        assert_eq!(refused.refusals("accountRegister"), ["PHONE_UNPROVEN"]);
    }
    assert_eq!(register(10, "2001:db8:1:2:ffff::1").await.code(), "RATE_LIMITED");
    let elsewhere = register(11, "2001:db8:1:3::1").await;
    assert_eq!(elsewhere.refusals("accountRegister"), ["PHONE_UNPROVEN"]);
}

/// API7: the service fetches nothing that a client names.
#[tokio::test]
async fn api7_server_side_request_forgery() {
    let shop = Shop::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let trap = format!("http://{}/rahsia", listener.local_addr().unwrap());
    let owner = shop.app.person("Puan Salmah").await;
    let upload = owner
        .ask("mutation { mediaUploadCreate(input: {}) { upload { id } userErrors { code } } }")
        .await
        .ok();
    let id = upload.text_at("mediaUploadCreate/upload/id");
    let picture =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"{trap}\"/></svg>");
    for body in [trap.clone(), picture] {
        let put = owner.request(Method::PUT, &format!("/v1/media/{id}")).body(body);
        assert_eq!(shop.app.send(put).await.code(), "PICTURE_INVALID");
    }
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    let create = "mutation($area: ID!, $text: String!) { noticeCreate(input: { areaId: $area, title: { ms: $text }, body: { ms: $text } }) { notice { id } userErrors { code } } }";
    secretary.graphql(create, json!({ "area": shop.area.to_string(), "text": trap })).await.ok();
    for header in ["host", "origin", "referer", "x-forwarded-host", "x-app"] {
        let request = owner.request(Method::POST, "/graphql").header(header, &trap);
        // Whatever it answers, it must not go there.
        let _ = shop.app.send(request.json(&json!({ "query": "{ __typename }" }))).await;
    }
    let caught = tokio::time::timeout(Duration::from_millis(300), listener.accept()).await;
    assert!(caught.is_err(), "somebody came to the trap");
}

/// API8: what a production node shows of itself is little, and other people's pages cannot use it.
#[tokio::test]
async fn api8_security_misconfiguration() {
    let app = TestApp::start_with(|config| {
        config.mode = api::config::Mode::Production;
        config.cors_origins = vec!["https://krt.example".to_owned()];
    })
    .await;
    let anybody = app.anybody();
    for path in ["/playground", "/"] {
        assert_eq!(anybody.get(path).await.status, 404, "{path}");
    }
    let fine = anybody.get("/v1/shop/products").await;
    assert_eq!(fine.headers["x-content-type-options"], "nosniff");
    assert!(!fine.headers.contains_key("server") && !fine.headers.contains_key("x-powered-by"));
    let from = async |origin: &str| {
        let request = anybody.request(Method::GET, "/v1/shop/products").header("origin", origin);
        let answer = app.send(request).await;
        answer.headers.get("access-control-allow-origin").is_some_and(|allowed| allowed == origin)
    };
    assert!(from("https://krt.example").await);
    assert!(!from("https://krt.example.evil.test").await && !from("null").await);
    // A page of somebody else cannot send what a browser sends without asking first.
    let form = anybody
        .request(Method::POST, "/graphql")
        .header("content-type", "text/plain")
        .header("origin", "https://evil.test")
        .body("{\"query\":\"{ __typename }\"}");
    assert_eq!(app.send(form).await.status, 415);
    // An error names no table, file or line.
    for answer in [
        anybody.ask("{ node(id: \"notice_' or 1=1 --\") { id } }").await,
        anybody.get("/v1/patrols/%00%ff/track.gpx").await,
        anybody.get("/v1/shop/products?after=%27%3B+drop+table+person").await,
        anybody.post("/v1/session", &json!({ "phone": { "$ne": 1 } })).await,
    ] {
        assert!(answer.status.as_u16() < 500, "{}", answer.text);
        for leak in ["select ", "sqlx", "sqlite", "postgres", ".rs:", "panicked", "person."] {
            assert!(!answer.text.to_lowercase().contains(leak), "{leak}: {}", answer.text);
        }
    }
    let outside = anybody.request(Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.7");
    assert_eq!(app.send(outside).await.status, 404);
    let secrets = anybody.request(Method::from_bytes(b"TRACE").unwrap(), "/v1/session");
    let secrets = app.send(secrets.header("x-secret", "rahsia")).await;
    assert!(secrets.status.is_client_error() && !secrets.text.contains("rahsia"));
}

/// API9: what answers is what is documented, in one version; nothing old or forgotten is open.
#[tokio::test]
async fn api9_improper_inventory_management() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    for path in [
        "/v0/session",
        "/v2/session",
        "/session",
        "/api/session",
        "/graphql/v1",
        "/graphiql",
        "/admin",
        "/debug/pprof",
        "/actuator/env",
        "/.env",
        "/.git/config",
        "/console",
        "/status",
        "/swagger.json",
        "/v1/../v1/admin",
        "/metrics/../admin",
    ] {
        let answer = anybody.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
    assert_eq!(anybody.get("/schema.graphql").await.text, api::graphql::schema::sdl());
    let served: Value = anybody.get("/v1/openapi.json").await.body;
    assert_eq!(served, serde_json::from_str::<Value>(&api::rest::openapi::text()).unwrap());
    // Each documented route is there.
    for (path, methods) in served["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path =
                path.replace("{id}", "patrol_01jaaaaaaaaaaaaaaaaaaaaaaa").replace(['{', '}'], "");
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = app.send(anybody.request(method, &path)).await;
            assert_ne!(answer.code(), "METHOD_NOT_ALLOWED", "{path}");
        }
    }
}

/// API10: what comes by way of others (a proxy's header, a file of the department, a picture) is
/// checked like what comes from anybody.
#[tokio::test]
async fn api10_unsafe_consumption_of_apis() {
    let app = TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.sign_in_tries = 1;
    })
    .await;
    // A proxy that is trusted may still bring nonsense; it counts as the proxy itself.
    let guess = async |forwarded: &str| {
        let request =
            app.anybody().request(Method::POST, "/v1/session").header("x-forwarded-for", forwarded);
        let body = json!({ "phone": "+60198765432", "password": "tekaan saya" });
        app.send(request.json(&body)).await.code().to_owned()
    };
    assert_eq!(guess("bukan alamat").await, "CREDENTIALS_WRONG");
    for nonsense in ["bukan alamat", "999.1.1.1", "'; drop table person; --", "203.0.113.7, ?"] {
        assert_eq!(guess(nonsense).await, "RATE_LIMITED", "{nonsense}");
    }
    // A picture that says it is larger than it can be, and one that is something else.
    let owner = app.person("Puan Salmah").await;
    let upload = owner
        .ask("mutation { mediaUploadCreate(input: {}) { upload { id } userErrors { code } } }")
        .await
        .ok();
    let id = upload.text_at("mediaUploadCreate/upload/id");
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0".to_vec();
    bomb.extend([0; 64]);
    for bytes in [bomb, b"<html><script>alert(1)</script>".to_vec(), b"MZ\x90\0".to_vec()] {
        let put = owner.request(Method::PUT, &format!("/v1/media/{id}")).body(bytes);
        let answer = app.send(put).await;
        assert!(
            ["PICTURE_INVALID", "PICTURE_TOO_LARGE"].contains(&answer.code()),
            "{}",
            answer.text
        );
    }
    // A file of the department is taken whole and right, or not at all.
    let file = b"state,district,code_state,code_district,code_state_district\nJohor,Muar,1,1,1_1\nJohor,'; drop table district,99,1,99_1\n";
    let ctx = app.ctx();
    let on_bad = domain::community::OnBadRow::TakeNothing;
    let report = domain::community::import_districts(&ctx, file, on_bad, &mut |_| {}).await;
    let report = report.expect("a report");
    assert_eq!((report.added, report.bad, report.written), (0, 1, false));
    let districts = app.anybody().ask("{ districts { id } }").await.ok();
    assert_eq!(districts.at("districts"), &json!([]));
}
