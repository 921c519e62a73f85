//! Single sign-on for officers, with a sign-in service that can be told to lie. The real one is asked
//! in `tests/single_sign_on`.

mod linking;
mod provider;
mod sessions;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::id::PersonId};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use stories::{Answer, TestApp, User, provider::SignInService};

const OWN: &str = "http://krt.test/v1/sign-on/callback";
const APP: &str = "my.gov.krt:/signed-on";

/// 32 bytes that an app keeps.
const SECRET: &str = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IDEyMzQ";
const LINK: &str = "mutation($input: SignOnLinkInput!) { signOnLink(input: $input) { link { id subject personId givenById reason endsAt } userErrors { code field } } }";
const UNLINK: &str = "mutation($input: SignOnUnlinkInput!) { signOnUnlink(input: $input) { link { id endsAt endedById endReason } userErrors { code field } } }";
const VIEWER: &str = "{ viewer { id } }";

/// A service with a sign-in service, an administrator, and an officer who is not linked yet.
struct Office {
    app: TestApp,
    service: SignInService,
    administrator: User,
    officer: User,
}

impl Office {
    async fn open() -> Self {
        let mut service = None;
        let app = TestApp::start_at_noon(|config, clock| {
            let started = SignInService::start(clock);
            config.sign_on = Some(started.settings(&[OWN, APP]));
            service = Some(started);
        })
        .await;
        let service = service.unwrap();
        let administrator = app.officer("Admin", Role::Administrator, &GrantScope::Nation).await;
        let officer = app.officer("Pegawai", Role::HqOfficer, &GrantScope::Nation).await;
        Self { app, service, administrator, officer }
    }

    async fn link(&self, person: PersonId, subject: &str) -> Answer {
        let input = json!({ "personId": person.to_string(), "issuer": self.service.issuer, "subject": subject, "reason": "New officer, letter 7/2026" });
        self.administrator.graphql(LINK, json!({ "input": input })).await
    }

    /// An app begins: where it is sent.
    async fn begin(&self) -> String {
        let begun = begin(&self.app.url, &query(APP, &challenge())).await;
        assert_eq!(begun.status, 302, "{}", begun.text);
        begun.headers["location"].to_str().unwrap().to_owned()
    }

    /// An app begins, the sign-in service lets somebody in: what the app then has.
    async fn arrive(&self, subject: &str) -> Value {
        let mut back = self.service.let_in(&self.begin().await, subject);
        back["verifier"] = SECRET.into();
        back
    }

    async fn finish(&self, back: &Value) -> Answer {
        self.app.anybody().post("/v1/sign-on/callback", back).await
    }

    async fn sign_on(&self, subject: &str) -> Answer {
        self.finish(&self.arrive(subject).await).await
    }
}

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(SECRET))
}

fn query(redirect: &str, challenge: &str) -> String {
    let address = reqwest::Url::parse_with_params(
        "http://x/v1/sign-on",
        [("redirect", redirect), ("challenge", challenge)],
    );
    format!("?{}", address.unwrap().query().unwrap())
}

/// Opens the sign-on's address as a browser does, without going where it is sent.
async fn begin(url: &str, query: &str) -> Answer {
    let browser = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(Policy::none())
        .build()
        .unwrap();
    Answer::of(browser.get(format!("{url}/v1/sign-on{query}")).send().await.unwrap()).await
}

#[tokio::test]
async fn an_officer_signs_on_once_an_administrator_has_linked_them() {
    let office = Office::open().await;
    let Office { app, officer, administrator, .. } = &office;
    // Who knows nobody is told what to tell an administrator.
    let back = office.arrive("pegawai-7").await;
    let unknown = app.anybody().speaking("ms").post("/v1/sign-on/callback", &back).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (403, "SIGN_ON_NOT_LINKED"));
    assert!(unknown.body["title"].as_str().unwrap().contains("pegawai-7"), "{}", unknown.text);
    let link = office.link(officer.id, "pegawai-7").await.ok();
    assert_eq!(link.at("signOnLink/link/givenById"), &json!(administrator.id.to_string()));
    let signed_on = office.sign_on("pegawai-7").await;
    assert_eq!(signed_on.status, 200, "{}", signed_on.text);
    assert_eq!(signed_on.headers["cache-control"], "no-store");
    assert_eq!(signed_on.body["personId"], officer.id.to_string());
    let token = signed_on.body["accessToken"].as_str().map(str::to_owned);
    let viewer = officer.holding(token).ask(VIEWER).await.ok();
    assert_eq!(viewer.at("viewer/id"), &json!(officer.id.to_string()));
    let refresh = json!({ "refreshToken": signed_on.body["refreshToken"] });
    assert_eq!(app.anybody().post("/v1/session/refresh", &refresh).await.status, 200);

    let end = json!({ "input": { "id": link.at("signOnLink/link/id"), "reason": "Moved to another department" } });
    let ended = administrator.graphql(UNLINK, end.clone()).await.ok();
    assert_eq!(ended.at("signOnUnlink/link/endedById"), &json!(administrator.id.to_string()));
    assert_eq!(office.sign_on("pegawai-7").await.code(), "SIGN_ON_NOT_LINKED");
    // Ending again changes nothing, and the link can be given anew.
    app.advance(TimeDelta::minutes(1));
    let again = administrator.graphql(UNLINK, end).await.ok();
    assert_eq!(again.at("signOnUnlink/link"), ended.at("signOnUnlink/link"));
    office.link(officer.id, "pegawai-7").await.ok();
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    let links = format!("{{ signOnLinks(personId: \"{}\") {{ subject endsAt }} }}", officer.id);
    let links = administrator.ask(&links).await.ok();
    assert_eq!(links.at("signOnLinks/0/endsAt"), &json!(null));
    assert!(links.at("signOnLinks/1/endsAt").is_string());
    assert_eq!(
        officer
            .ask("{ signOnLinks(personId: \"person_01jaaaaaaaaaaaaaaaaaaaaaaa\") { id } }")
            .await
            .code(),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn an_access_token_does_not_travel_to_the_sign_in_service() {
    let office = Office::open().await;
    let refused = office.officer.get("/v1/sign-on").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "BAD_REQUEST"));
}

#[tokio::test]
async fn without_a_sign_in_service_there_is_no_such_door() {
    let app = TestApp::start().await;
    assert_eq!(begin(&app.url, "").await.code(), "NOT_FOUND");
    let back = json!({ "code": "x", "state": "x", "verifier": "x" });
    assert_eq!(app.anybody().post("/v1/sign-on/callback", &back).await.code(), "NOT_FOUND");
}
