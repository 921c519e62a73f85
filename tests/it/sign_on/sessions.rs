//! Coming back from the sign-in service, and the session that begins then.

use domain::{community::GrantScope, identity::Identity, policy::Role, shared::db};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, socket::Socket};

use super::{APP, LINK, OWN, Office, VIEWER, begin, challenge, query};

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
        office.officer.holding(token).roles().await
    };
    // Somebody without an authenticator app here, and an officer with one.
    let new = office.app.person("Baharu").await;
    office.app.grant(new.id, Role::HqOfficer, &GrantScope::Nation).await;
    office.link(new.id, "baharu").await.ok();
    office.link(office.officer.id, "pegawai-7").await.ok();
    let officer = ["HQ_OFFICER"];
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
        assert!(roles(&weak).await.is_empty(), "{subject}");
    }
}

/// As a sign-in service writes that asked somebody so many seconds ago.
fn shown(claims: &mut Value, ago: i64) {
    claims["auth_time"] = (claims["auth_time"].as_i64().unwrap() - ago).into();
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
    office.service.change(|claims| shown(claims, 600));
    assert_eq!(attempt(office.sign_on("admin-1").await).await.code(), "PROOF_REQUIRED");
    office.service.mend();
    attempt(office.sign_on("admin-1").await).await.ok();
    // An app that needs a fresh proof has the service ask again.
    let begun = begin(&office.app.url, &format!("{}&fresh=true", query(APP, &challenge()))).await;
    assert!(begun.headers["location"].to_str().unwrap().contains("prompt=login"));
}

#[tokio::test]
async fn a_service_that_asked_nobody_for_longer_than_a_working_day_is_not_believed() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    office.service.change(|claims| claims["auth_time"] = Value::Null);
    let silent = office.sign_on("pegawai-7").await;
    assert_eq!((silent.status.as_u16(), silent.code()), (401, "SIGN_ON_TOKEN_INVALID"));
    office.service.change(|claims| shown(claims, 12 * 3600 + 120));
    assert_eq!(office.sign_on("pegawai-7").await.code(), "SIGN_ON_TOKEN_INVALID");
    office.service.change(|claims| shown(claims, 12 * 3600));
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
}

#[tokio::test]
async fn a_sign_on_by_a_password_alone_does_not_take_over_an_account() {
    let office = Office::open().await;
    office.link(office.administrator.id, "admin-1").await.ok();
    office.service.change(|claims| claims["amr"] = json!(["pwd"]));
    let weak = office.sign_on("admin-1").await;
    let token = weak.body["accessToken"].as_str().map(str::to_owned);
    let thief = office.administrator.holding(token);
    let new = "mutation { passwordChange(input: { newPassword: \"milik pencuri sekarang\" }) { userErrors { code } } }";
    let renew = "mutation { recoveryCodesRenew(input: {}) { recoveryCodes userErrors { code } } }";
    let remove = "mutation { totpRemove(input: {}) { userErrors { code } } }";
    for attempt in [new, renew, remove] {
        assert_eq!(thief.ask(attempt).await.code(), "PROOF_REQUIRED", "{attempt}");
    }
    // Nor with the password here.
    let prove = "mutation($input: SessionProveInput!) { sessionProve(input: $input) { userErrors { code field } } }";
    let password = json!({ "input": { "password": PASSWORD } });
    let refused = thief.graphql(prove, password).await;
    assert_eq!(refused.refusals("sessionProve"), ["TOTP_REQUIRED totpCode"]);
    assert_eq!(thief.ask(remove).await.code(), "PROOF_REQUIRED");
    // Whoever has the second factor is the person.
    let code = json!({ "input": { "totpCode": office.administrator.code() } });
    thief.graphql(prove, code).await.ok();
    thief.ask(renew).await.ok();
}
