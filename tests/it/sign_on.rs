//! Single sign-on for officers, with a sign-in service that can be told to lie. The real one is asked
//! in `tests/single_sign_on`.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    identity::Identity,
    policy::Role,
    shared::{db, id::PersonId},
};
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use stories::{
    Answer, TestApp, User,
    provider::{SignInService, Signed},
    socket::Socket,
};

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
async fn a_name_is_linked_to_one_person() {
    let office = Office::open().await;
    let first = office.link(office.officer.id, " pegawai-7 ").await.ok();
    assert_eq!(first.at("signOnLink/link/subject"), "pegawai-7");
    let again = office.link(office.officer.id, "pegawai-7").await.ok();
    assert_eq!(again.at("signOnLink/link/id"), first.at("signOnLink/link/id"));
    let other = office.app.person("Lain").await;
    let taken = office.link(other.id, "pegawai-7").await;
    assert_eq!(taken.refusals("signOnLink"), ["SIGN_ON_LINK_TAKEN subject"]);
    let nobody = office.link(PersonId(uuid::Uuid::from_u128(7)), "pegawai-8").await;
    assert_eq!(nobody.refusals("signOnLink"), ["PERSON_NOT_ELIGIBLE personId"]);
    let wrong = json!({ "input": { "personId": other.id.to_string(), "issuer": "https://evil.example", "subject": " ", "reason": "" } });
    let wrong = office.administrator.graphql(LINK, wrong).await;
    assert_eq!(
        wrong.refusals("signOnLink"),
        ["VALUE_INVALID issuer", "REQUIRED subject", "REQUIRED reason"]
    );
}

#[tokio::test]
async fn two_administrators_who_link_one_name_at_once_link_it_once() {
    let office = Office::open().await;
    let other = office.app.person("Lain").await;
    let (left, right) = tokio::join!(
        office.link(office.officer.id, "pegawai-7"),
        office.link(other.id, "pegawai-7")
    );
    let mut refusals = left.refusals("signOnLink");
    refusals.extend(right.refusals("signOnLink"));
    assert_eq!(refusals, ["SIGN_ON_LINK_TAKEN subject"]);
}

#[tokio::test]
async fn a_code_and_a_state_count_once_and_only_for_who_began() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let back = office.arrive("pegawai-7").await;
    assert_eq!(office.finish(&back).await.status, 200);
    assert_eq!(office.finish(&back).await.code(), "SIGN_ON_EXPIRED", "the state is used");
    // The same code with a fresh state: the sign-in service refuses it.
    let mut replayed = office.arrive("pegawai-7").await;
    replayed["code"] = back["code"].clone();
    let refused = office.finish(&replayed).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (401, "SIGN_ON_DECLINED"));
    for (what, field, value) in [
        ("another app's secret", "verifier", "bm90IHRoZSBzZWNyZXQgdGhhdCB3YXMga2VwdCEhISE"),
        ("a state that nobody made", "state", "bm90IGEgc3RhdGUgdGhhdCB3YXMgbWFkZSBoZXJlISE"),
    ] {
        let mut back = office.arrive("pegawai-7").await;
        back[field] = value.into();
        let refused = office.finish(&back).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "SIGN_ON_EXPIRED"), "{what}");
    }
    // Another sign-in service answers in its own name (RFC 9207), or in none.
    let mut mixed = office.arrive("pegawai-7").await;
    mixed["iss"] = "https://evil.example".into();
    assert_eq!(office.finish(&mixed).await.code(), "SIGN_ON_TOKEN_INVALID");
    let mut unnamed = office.arrive("pegawai-7").await;
    unnamed["iss"] = Value::Null;
    assert_eq!(office.finish(&unnamed).await.code(), "SIGN_ON_TOKEN_INVALID");
    let mut declined = office.arrive("pegawai-7").await;
    (declined["error"], declined["code"]) = ("access_denied".into(), Value::Null);
    let declined = office.finish(&declined).await;
    assert_eq!(declined.code(), "SIGN_ON_DECLINED");
    assert!(declined.body["title"].as_str().unwrap().contains("access_denied"));
    // Whoever comes after ten minutes begins again.
    let late = office.arrive("pegawai-7").await;
    office.app.advance(TimeDelta::minutes(10));
    assert_eq!(office.finish(&late).await.code(), "SIGN_ON_EXPIRED");
}

#[tokio::test]
async fn what_a_sign_in_service_must_not_say_is_refused() {
    type Case = (&'static str, fn(&mut Value), &'static str);
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let (bad, clock) = ("SIGN_ON_TOKEN_INVALID", "SIGN_ON_CLOCK_WRONG");
    let cases: [Case; 11] = [
        ("another nonce", |claims| claims["nonce"] = "another".into(), bad),
        ("no nonce", |claims| claims["nonce"] = Value::Null, bad),
        ("another audience", |claims| claims["aud"] = "another".into(), bad),
        ("no audience", |claims| claims["aud"] = Value::Null, bad),
        ("another party", |claims| claims["azp"] = "another".into(), bad),
        ("several audiences", |claims| claims["aud"] = json!(["krt", "another"]), bad),
        ("another issuer", |claims| claims["iss"] = "https://evil.example".into(), bad),
        ("another access token", |claims| claims["at_hash"] = "x".into(), bad),
        ("nobody", |claims| claims["sub"] = "".into(), bad),
        ("a clock five minutes ahead", |claims| later(claims, 300), clock),
        ("a clock five minutes behind", |claims| later(claims, -300), clock),
    ];
    for (what, change, code) in cases {
        office.service.change(change);
        let refused = office.sign_on("pegawai-7").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (401, code), "{what}");
    }
    office.service.mend();
    for signed in
        [Signed::ByAForeignKey, Signed::ByAnUnknownKey, Signed::Not, Signed::WithTheSecret]
    {
        office.service.sign(signed);
        assert_eq!(office.sign_on("pegawai-7").await.code(), bad, "{signed:?}");
    }
    office.service.mend();
    // A minute is nothing.
    office.service.change(|claims| later(claims, 60));
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
}

/// As a sign-in service writes whose clock is wrong.
fn later(claims: &mut Value, seconds: i64) {
    for name in ["iat", "exp"] {
        claims[name] = (claims[name].as_i64().unwrap() + seconds).into();
    }
}

#[tokio::test]
async fn new_keys_are_learned_and_a_guesser_does_not_make_us_ask_for_them() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 1);
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 1, "they are remembered");
    office.service.sign(Signed::ByAnUnknownKey);
    for _ in 0..5 {
        assert_eq!(office.sign_on("pegawai-7").await.code(), "SIGN_ON_TOKEN_INVALID");
    }
    assert_eq!(office.service.keys_asked(), 1, "they were read a moment ago");
    office.service.mend();
    office.service.renew_key();
    office.app.advance(TimeDelta::seconds(6));
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 2);
}

#[tokio::test]
async fn a_sign_in_service_that_does_not_answer_keeps_nobody_from_anything_else() {
    let office = Office::open().await;
    let url = &office.app.url;
    office.service.be_silent(true);
    let silent = begin(url, "").await;
    assert_eq!((silent.status.as_u16(), silent.code()), (503, "SIGN_ON_UNAVAILABLE"));
    office.officer.ask(VIEWER).await.ok();
    office.service.be_silent(false);
    assert_eq!(begin(url, "").await.code(), "SIGN_ON_UNAVAILABLE", "it is not asked each time");
    office.app.advance(TimeDelta::seconds(6));
    assert_eq!(begin(url, "").await.status, 302);
    // What is known goes on counting when it falls silent again.
    office.service.be_silent(true);
    office.app.advance(TimeDelta::hours(2));
    assert_eq!(begin(url, "").await.status, 302);
}

#[tokio::test]
async fn one_comes_back_to_a_registered_address_and_with_what_one_took_along() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let url = &office.app.url;
    for elsewhere in ["https://evil.example/", "http://krt.test/v1/sign-on/callback/", ""] {
        let refused = begin(url, &query(elsewhere, &challenge())).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "SIGN_ON_REDIRECT_UNKNOWN"));
    }
    let unbound = begin(url, "?redirect=my.gov.krt:/signed-on").await;
    assert_eq!((unbound.status.as_u16(), unbound.code()), (400, "BAD_REQUEST"));
    assert_eq!(begin(url, &query(APP, "short")).await.code(), "BAD_REQUEST");

    // A browser is bound by its cookie.
    let begun = begin(url, "").await;
    let cookie = begun.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let location = begun.headers["location"].to_str().unwrap();
    let come_back = |back: Value, cookie: Option<String>| {
        let path = reqwest::Url::parse_with_params(
            "http://x/v1/sign-on/callback",
            ["code", "state", "iss"].map(|name| (name, back[name].as_str().unwrap_or_default())),
        );
        let path = path.unwrap();
        let path = format!("{}?{}", path.path(), path.query().unwrap());
        let request = office.app.anybody().request(Method::GET, &path);
        office.app.send(match cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        })
    };
    let back = office.service.let_in(location, "pegawai-7");
    let signed_on = come_back(back.clone(), Some(cookie.clone())).await;
    assert_eq!(signed_on.status, 200, "{}", signed_on.text);
    assert_eq!(signed_on.headers["cache-control"], "no-store");
    let replayed = come_back(back, Some(cookie.clone())).await;
    assert_eq!(replayed.code(), "SIGN_ON_EXPIRED");
    // Somebody else's browser, into which an attacker's answer is put.
    let begun = begin(url, "").await;
    let location = begun.headers["location"].to_str().unwrap();
    let back = office.service.let_in(location, "pegawai-7");
    assert_eq!(come_back(back, None).await.code(), "SIGN_ON_EXPIRED");
    let begun = begin(url, "").await;
    let location = begun.headers["location"].to_str().unwrap();
    let back = office.service.let_in(location, "pegawai-7");
    assert_eq!(come_back(back, Some(cookie)).await.code(), "SIGN_ON_EXPIRED");
}

#[tokio::test]
async fn a_sign_on_that_one_node_begins_another_ends() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let back = office.arrive("pegawai-7").await;
    if office.app.database.redis.is_none() {
        return assert_eq!(office.finish(&back).await.status, 200);
    }
    let settings = office.service.settings(&[OWN, APP]);
    let other = office.app.beside_with(|config| config.sign_on = Some(settings)).await;
    let (here, there) = (office.app.anybody(), other.anybody());
    let (here, there) = tokio::join!(
        here.post("/v1/sign-on/callback", &back),
        there.post("/v1/sign-on/callback", &back)
    );
    let mut statuses = [here.status.as_u16(), there.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "one of the two who come at once is signed in");
}

#[tokio::test]
async fn whoever_is_shut_out_does_not_come_in_by_the_other_door() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let id = office.officer.id;
    office
        .app
        .arrange(async |_, work| {
            let sql = "update person set status = 'BANNED' where id = $1";
            db::run(work.connection(), sql, [id.into()]).await.unwrap();
            Identity::roles_changed(work, id).await.unwrap();
        })
        .await;
    let refused = office.sign_on("pegawai-7").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "FORBIDDEN"));
    let linked = office.link(id, "pegawai-8").await;
    assert_eq!(linked.refusals("signOnLink"), ["PERSON_NOT_ELIGIBLE personId"]);
}

#[tokio::test]
async fn a_session_of_a_sign_on_ends_like_any_other() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let signed_on = office.sign_on("pegawai-7").await;
    let token = signed_on.body["accessToken"].as_str().map(str::to_owned);
    let officer = office.officer.holding(token);
    let mut socket = Socket::subscribe(&officer, "subscription { noticeReceived { id } }").await;
    let revoke = "mutation { sessionRevoke(input: {}) { sessionId userErrors { code } } }";
    let revoked = officer.ask(revoke).await.ok();
    assert_eq!(revoked.at("sessionRevoke/sessionId"), &signed_on.body["sessionId"]);
    assert_eq!(socket.closed().await.0, 4403);
    assert_eq!(officer.ask(VIEWER).await.code(), "SESSION_ENDED");
    let refresh = json!({ "refreshToken": signed_on.body["refreshToken"] });
    let refused = office.app.anybody().post("/v1/session/refresh", &refresh).await;
    assert_eq!(refused.code(), "SESSION_ENDED");
    // The officer's other session, by the password, goes on.
    office.officer.ask(VIEWER).await.ok();
}

#[tokio::test]
async fn a_sign_on_counts_as_a_second_factor_only_when_the_service_says_so() {
    let office = Office::open().await;
    let roles = async |signed_on: &Answer| {
        let token = signed_on.body["accessToken"].as_str().map(str::to_owned);
        let viewer = office.officer.holding(token).ask("{ viewer { roles { role } } }").await.ok();
        viewer.at("viewer/roles").clone()
    };
    // Somebody without an authenticator app here, and an officer with one.
    let new = office.app.person("Baharu").await;
    office.app.grant(new.id, Role::HqOfficer, &GrantScope::Nation).await;
    office.link(new.id, "baharu").await.ok();
    office.link(office.officer.id, "pegawai-7").await.ok();
    let officer = json!([{ "role": "HQ_OFFICER" }]);
    for subject in ["baharu", "pegawai-7"] {
        let strong = office.sign_on(subject).await;
        assert_eq!(roles(&strong).await, officer, "{subject}");
        let refresh = json!({ "refreshToken": strong.body["refreshToken"] });
        let refreshed = office.app.anybody().post("/v1/session/refresh", &refresh).await;
        assert_eq!(roles(&refreshed).await, officer, "{subject}");
    }
    office.service.change(|claims| claims["amr"] = json!(["pwd"]));
    for subject in ["baharu", "pegawai-7"] {
        let weak = office.sign_on(subject).await;
        assert_eq!(weak.status, 200, "{}", weak.text);
        assert_eq!(roles(&weak).await, json!([]), "{subject}");
    }
}

#[tokio::test]
async fn who_showed_the_service_long_ago_who_they_are_proves_nothing_fresh() {
    let office = Office::open().await;
    office.link(office.administrator.id, "admin-1").await.ok();
    let attempt = async |signed_on: Answer| {
        let token = signed_on.body["accessToken"].as_str().map(str::to_owned);
        let input = json!({ "personId": office.officer.id.to_string(), "issuer": office.service.issuer, "subject": "pegawai-7", "reason": "x" });
        office.administrator.holding(token).graphql(LINK, json!({ "input": input })).await
    };
    office.service.change(|claims| {
        claims["auth_time"] = (claims["auth_time"].as_i64().unwrap() - 600).into();
    });
    assert_eq!(attempt(office.sign_on("admin-1").await).await.code(), "PROOF_REQUIRED");
    office.service.change(|claims| claims["auth_time"] = Value::Null);
    assert_eq!(attempt(office.sign_on("admin-1").await).await.code(), "PROOF_REQUIRED");
    office.service.mend();
    attempt(office.sign_on("admin-1").await).await.ok();
    // An app that needs a fresh proof has the service ask again.
    let begun = begin(&office.app.url, &format!("{}&fresh=true", query(APP, &challenge()))).await;
    assert!(begun.headers["location"].to_str().unwrap().contains("prompt=login"));
}

#[tokio::test]
async fn with_the_link_end_the_sessions_that_it_began() {
    let office = Office::open().await;
    let link = office.link(office.officer.id, "pegawai-7").await.ok();
    let signed_on = office.sign_on("pegawai-7").await;
    let token = signed_on.body["accessToken"].as_str().map(str::to_owned);
    let phone = office.officer.holding(token);
    let mut socket = Socket::subscribe(&phone, "subscription { noticeReceived { id } }").await;
    let end = json!({ "input": { "id": link.at("signOnLink/link/id"), "reason": "Lost badge" } });
    office.administrator.graphql(UNLINK, end).await.ok();
    assert_eq!(socket.closed().await.0, 4403);
    assert_eq!(phone.ask(VIEWER).await.code(), "SESSION_ENDED");
    office.officer.ask(VIEWER).await.ok();
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
