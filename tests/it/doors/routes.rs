//! The doors over REST.

use std::collections::{BTreeMap, BTreeSet};

use domain::{policy::Role, shared::id::AreaId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::mysrs::Night;

/// A meeting of the neighbourhood where the stranger does not live.
async fn planned(night: &Night) -> String {
    let find = "{ areas(query: \"Mutiara\") { nodes { id } } }";
    let area = night.app.anybody().ask(find).await.ok().at("areas/nodes")[0]["id"].clone();
    let area: AreaId = area.as_str().expect("an area").parse().expect("an id");
    let secretary = night.app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let create = "mutation($area: ID!) { activityCreate(input: { areaId: $area, kind: MEETING, fieldOfWork: SAFETY, fiveP: PREVENTION, title: { ms: \"Mesyuarat\" }, startsAt: \"2026-03-21T00:30:00Z\", endsAt: \"2026-03-21T03:00:00Z\", place: \"Dewan\" }) { activity { id } userErrors { code } } }";
    let created = secretary.graphql(create, json!({ "area": area })).await.ok();
    created.text_at("activityCreate/activity/id")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a list of doors")]
async fn a_stranger_knocks_at_every_route() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let media = "media_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let project = "project_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let picture = "0".repeat(64);
    let (activity, secret) = (planned(&night).await, "A".repeat(43));
    let (open, sign_in, hidden) = ("200", "UNAUTHENTICATED", "NOT_FOUND");
    // Route → what is sent, what somebody signed out sees, what a stranger sees.
    let cases: BTreeMap<&str, (String, Value, &str, &str)> = BTreeMap::from([
        ("GET /livez", ("/livez".to_owned(), json!(null), open, open)),
        ("GET /readyz", ("/readyz".to_owned(), json!(null), open, open)),
        ("GET /metrics", ("/metrics".to_owned(), json!(null), open, open)),
        (
            "GET /.well-known/jwks.json",
            ("/.well-known/jwks.json".to_owned(), json!(null), open, open),
        ),
        (
            "GET /.well-known/krt-seal-keys.json",
            ("/.well-known/krt-seal-keys.json".to_owned(), json!(null), open, open),
        ),
        (
            "GET /v1/patrols/{id}/log.jsonl",
            (format!("/v1/patrols/{patrol}/log.jsonl"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/project-certificates/{id}/scan",
            (
                "/v1/project-certificates/projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa/scan"
                    .to_owned(),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        // A page for people: what is not there has no code.
        ("GET /v/{code}", ("/v/7F3K-9QXT-2M4N-8RWV".to_owned(), json!(null), "404", "404")),
        (
            "POST /v1/session",
            (
                "/v1/session".to_owned(),
                json!({ "phone": "1", "password": "x" }),
                "CREDENTIALS_WRONG",
                "CREDENTIALS_WRONG",
            ),
        ),
        (
            "POST /v1/session/refresh",
            (
                "/v1/session/refresh".to_owned(),
                json!({ "refreshToken": "x" }),
                "SESSION_ENDED",
                "SESSION_ENDED",
            ),
        ),
        ("GET /j/{code}", ("/j/KRT-7F3K-9QXT".to_owned(), json!(null), open, open)),
        // A page for people: what is not there has no code.
        ("GET /n/{slug}", ("/n/tiada-000000".to_owned(), json!(null), "404", "404")),
        // … and so is what stands behind a link to a patrol.
        ("GET /w/{secret}", (format!("/w/{secret}"), json!(null), "404", "404")),
        // There is no sign-in service here: what it says to strangers stands in sign_on.
        ("GET /v1/sign-on", ("/v1/sign-on".to_owned(), json!(null), hidden, "BAD_REQUEST")),
        (
            "GET /v1/sign-on/callback",
            ("/v1/sign-on/callback".to_owned(), json!(null), hidden, hidden),
        ),
        (
            "POST /v1/sign-on/callback",
            ("/v1/sign-on/callback".to_owned(), json!({ "verifier": "x" }), hidden, hidden),
        ),
        ("GET /v1/account/export", ("/v1/account/export".to_owned(), json!(null), sign_in, open)),
        (
            "GET /v1/activities/{id}.ics",
            (format!("/v1/activities/{activity}.ics"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/shifts/{id}.ics",
            (
                "/v1/shifts/shift_01jaaaaaaaaaaaaaaaaaaaaaaa.ics".to_owned(),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/calendar/{secret}.ics",
            (format!("/v1/calendar/{secret}.ics"), json!(null), hidden, hidden),
        ),
        (
            "GET /v1/digest/unsubscribe/{token}",
            ("/v1/digest/unsubscribe/AAAA".to_owned(), json!(null), hidden, hidden),
        ),
        (
            "POST /v1/digest/unsubscribe/{token}",
            ("/v1/digest/unsubscribe/AAAA".to_owned(), json!(null), hidden, hidden),
        ),
        ("GET /v1/shop/products", ("/v1/shop/products".to_owned(), json!(null), open, open)),
        (
            "GET /v1/shop/contact/{way}/{id}",
            ("/v1/shop/contact/phone/x".to_owned(), json!(null), hidden, hidden),
        ),
        ("GET /v1/shop/kiosks", ("/v1/shop/kiosks".to_owned(), json!(null), open, open)),
        (
            "GET /v1/shop/kiosks/{id}.ics",
            (
                "/v1/shop/kiosks/kiosk_00000000000000000000000001.ics".to_owned(),
                json!(null),
                hidden,
                hidden,
            ),
        ),
        ("GET /v1/shop/delta", ("/v1/shop/delta".to_owned(), json!(null), open, open)),
        // Pages for people: what is not there has no code.
        ("GET /p/{slug}", ("/p/tiada-000000".to_owned(), json!(null), "404", "404")),
        ("GET /s/{slug}", ("/s/tiada-000000".to_owned(), json!(null), "404", "404")),
        (
            "GET /k/{id}",
            ("/k/kiosk_00000000000000000000000001".to_owned(), json!(null), "404", "404"),
        ),
        ("GET /sitemap-kiosks.xml", ("/sitemap-kiosks.xml".to_owned(), json!(null), open, open)),
        ("GET /robots.txt", ("/robots.txt".to_owned(), json!(null), open, open)),
        ("GET /sitemap.xml", ("/sitemap.xml".to_owned(), json!(null), open, open)),
        (
            "GET /sitemap-projects.xml",
            ("/sitemap-projects.xml".to_owned(), json!(null), open, open),
        ),
        (
            "GET /sitemap-products.xml",
            ("/sitemap-products.xml".to_owned(), json!(null), open, open),
        ),
        (
            "POST /v1/projects/{id}/catalogue",
            (format!("/v1/projects/{project}/catalogue"), json!({}), sign_in, hidden),
        ),
        (
            "GET /v1/projects/{id}/catalogue.{form}",
            (format!("/v1/projects/{project}/catalogue.csv"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/projects/{id}/poster.pdf",
            (format!("/v1/projects/{project}/poster.pdf"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/products/{id}/poster.pdf",
            (
                "/v1/products/product_01jaaaaaaaaaaaaaaaaaaaaaaa/poster.pdf".to_owned(),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        ("PUT /v1/media/{id}", (format!("/v1/media/{media}"), json!({}), sign_in, hidden)),
        (
            "GET /media/{address}/{width}.jpg",
            (format!("/media/{picture}/640.jpg"), json!(null), hidden, hidden),
        ),
        (
            "GET /media/{address}/{width}.webp",
            (format!("/media/{picture}/640.webp"), json!(null), hidden, hidden),
        ),
        (
            "GET /media/{address}/{name}.pdf",
            (format!("/media/{picture}/surat.pdf"), json!(null), hidden, hidden),
        ),
        (
            "GET /v1/notices/{id}/receipts.csv",
            (
                "/v1/notices/notice_01jaaaaaaaaaaaaaaaaaaaaaaa/receipts.csv".to_owned(),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/incidents.csv",
            (format!("/v1/incidents.csv?unitId={}", night.unit), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/police/incidents",
            ("/v1/police/incidents".to_owned(), json!(null), sign_in, "FORBIDDEN"),
        ),
        (
            "GET /v1/reports/incidents.csv",
            (
                format!("/v1/reports/incidents.csv?month=2026-03&unitId={}", night.unit),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/reports/months.csv",
            (
                format!("/v1/reports/months.csv?month=2026-03&unitId={}", night.unit),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/reports/patrols.csv",
            (
                format!("/v1/reports/patrols.csv?month=2026-03&unitId={}", night.unit),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/reports/units.geojson",
            (
                format!("/v1/reports/units.geojson?month=2026-03&unitId={}", night.unit),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/certificates/{id}.pdf",
            (
                "/v1/certificates/certificate_01jaaaaaaaaaaaaaaaaaaaaaaa.pdf".to_owned(),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        // A page for people: what is not there has no code.
        ("GET /c/{code}", ("/c/7F3K-9QXT-2M4N-8RWV".to_owned(), json!(null), "404", "404")),
        (
            "POST /v1/patrols/{id}/check-ins",
            (format!("/v1/patrols/{patrol}/check-ins"), json!({ "checkIns": [] }), sign_in, hidden),
        ),
        (
            "POST /v1/patrols/{id}/events",
            (format!("/v1/patrols/{patrol}/events"), json!({ "events": [] }), sign_in, hidden),
        ),
        (
            "POST /v1/patrols/{id}/track",
            (
                format!("/v1/patrols/{patrol}/track"),
                json!({ "trackId": "track_01jaaaaaaaaaaaaaaaaaaaaaaa", "points": [] }),
                sign_in,
                hidden,
            ),
        ),
        (
            "GET /v1/patrols/{id}/track.geojson",
            (format!("/v1/patrols/{patrol}/track.geojson"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/patrols/{id}/track.gpx",
            (format!("/v1/patrols/{patrol}/track.gpx"), json!(null), sign_in, hidden),
        ),
        (
            "GET /v1/patrol-units/{id}/checkpoints.pdf",
            (
                format!("/v1/patrol-units/{}/checkpoints.pdf", night.unit),
                json!(null),
                sign_in,
                hidden,
            ),
        ),
        // The stranger is a volunteer of another unit, and calls that one.
        ("POST /v1/sos", ("/v1/sos".to_owned(), json!({}), sign_in, "201")),
        (
            "POST /v1/sos/{id}/position",
            (
                "/v1/sos/sos_01jaaaaaaaaaaaaaaaaaaaaaaa/position".to_owned(),
                json!({}),
                sign_in,
                hidden,
            ),
        ),
        (
            "POST /v1/sos/{id}/cancel",
            (
                "/v1/sos/sos_01jaaaaaaaaaaaaaaaaaaaaaaa/cancel".to_owned(),
                json!({}),
                sign_in,
                hidden,
            ),
        ),
        // The last one: it signs the stranger out.
        ("DELETE /v1/session", ("/v1/session".to_owned(), json!(null), sign_in, "204")),
    ]);
    let document: Value = serde_json::from_str(&api::rest::openapi::text()).expect("JSON");
    let mut routes = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            routes.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let tried: BTreeSet<String> = cases.keys().map(|route| (*route).to_owned()).collect();
    assert_eq!(routes, tried, "routes of the OpenAPI document and cases of tests/it/doors");
    let (last, first): (Vec<_>, Vec<_>) =
        cases.iter().partition(|(route, _)| route.starts_with("DELETE"));
    for (route, (path, body, signed_out, stranger)) in first.into_iter().chain(last) {
        let method: Method = route.split(' ').next().unwrap_or_default().parse().expect("a method");
        for (user, expected) in [(&night.app.anybody(), signed_out), (&night.stranger, stranger)] {
            let request = user.request(method.clone(), path);
            let request = if body.is_null() { request } else { request.json(body) };
            let answer = night.app.send(request).await;
            let outcome =
                if answer.code().is_empty() { answer.status.as_str() } else { answer.code() };
            assert_eq!(outcome, *expected, "{route}: {}", answer.text);
        }
    }
}
