//! A stranger knocks at every door: each root field of the schema and each REST route has a
//! stranger's case here, and a door without one fails the test.
//!
//! Two strangers knock: somebody who is not signed in, and a resident of another neighbourhood
//! with a role elsewhere. `open` means that the door is for everybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::{community::GrantScope, policy::Role};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket};

use super::{
    krt_shop::Shop,
    mysrs::{self, Night},
    registry::{self, Registry},
};

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

async fn everybodys(tried: &mut BTreeSet<String>) {
    let (app, area, secretary, _, stranger) = TestApp::neighbourhood().await;
    let create = "mutation($area: ID!) { noticeCreate(input: { areaId: $area, title: { ms: \"Draf\" }, body: { ms: \"Isi\" } }) { notice { id } userErrors { code } } }";
    let draft = secretary.graphql(create, json!({ "area": area.to_string() })).await.ok();
    let notice = draft.text_at("noticeCreate/notice/id");
    let ask =
        "mutation($area: ID!) { membershipRequest(input: { areaId: $area }) { request { id } } }";
    let asker = app.person("Puan Wong").await;
    let asked = asker.graphql(ask, json!({ "area": area.to_string() })).await.ok();
    let request = asked.text_at("membershipRequest/request/id");
    let officer = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let granted =
        officer.ask("{ grants { nodes { id } } }").await.ok().text_at("grants/nodes/0/id");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("node", &format!("(id: \"{notice}\") {{ id }}"), sign_in, hidden),
        query("nodes", "(ids: []) { id }", "nothing", "nothing"),
        query("viewer", " { id }", "nothing", "open"),
        query("appStatus", "", "open", "open"),
        query("states", " { code }", "open", "open"),
        query("districts", " { id }", "open", "open"),
        query("areas", " { nodes { id } }", "open", "open"),
        query("area", &format!("(id: \"{area}\") {{ id }}"), "open", "open"),
        query("notices", " { nodes { id } }", sign_in, "nothing"),
        query("noticeUnreadCount", "", sign_in, "open"),
        query("notice", &format!("(id: \"{notice}\") {{ id }}"), sign_in, hidden),
        mutation(
            "accountRegister",
            "phone: \"1\", password: \"x\", displayName: \"x\", privacyNoticeVersion: \"x\"",
            "PHONE_INVALID",
            "PHONE_INVALID",
        ),
        mutation(
            "sessionCreate",
            "phone: \"1\", password: \"x\"",
            "CREDENTIALS_WRONG",
            "CREDENTIALS_WRONG",
        ),
        mutation("sessionRefresh", "refreshToken: \"x\"", "SESSION_ENDED", "SESSION_ENDED"),
        mutation(
            "noticeCreate",
            &format!("areaId: \"{area}\", title: {{ ms: \"x\" }}, body: {{ ms: \"x\" }}"),
            sign_in,
            hidden,
        ),
        mutation("noticePublish", &format!("id: \"{notice}\""), sign_in, hidden),
        mutation("noticeMarkRead", &format!("ids: [\"{notice}\"]"), sign_in, hidden),
        mutation("sessionProve", "password: \"x\"", sign_in, "CREDENTIALS_WRONG"),
        mutation(
            "personBan",
            &format!("personId: \"{}\", reason: \"x\"", secretary.id),
            sign_in,
            hidden,
        ),
        mutation(
            "personUnban",
            &format!("personId: \"{}\", reason: \"x\"", secretary.id),
            sign_in,
            hidden,
        ),
        mutation("totpBegin", "clientMutationId: null", sign_in, "open"),
        mutation("totpConfirm", "code: \"1\"", sign_in, "TOTP_WRONG"),
        mutation("recoveryCodesRenew", "clientMutationId: null", sign_in, "STATE_INVALID"),
        mutation("totpRemove", "clientMutationId: null", sign_in, "open"),
        mutation("passwordChange", "newPassword: \"x\"", sign_in, "TOO_SHORT"),
        mutation("sessionRevokeAll", "keepCurrent: true", sign_in, "open"),
        query(
            "membershipRequests",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("residents", &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        query("joinCode", &format!("(areaId: \"{area}\") {{ id }}"), sign_in, hidden),
        query("grants", " { nodes { id } }", sign_in, "nothing"),
        mutation(
            "membershipDecide",
            &format!("id: \"{request}\", decision: ACCEPT"),
            sign_in,
            hidden,
        ),
        mutation("joinCodeCreate", &format!("areaId: \"{area}\""), sign_in, hidden),
        mutation(
            "grantAdd",
            &format!(
                "phone: \"{}\", role: HQ_OFFICER, reason: \"x\", endsAt: \"2026-04-01T00:00:00Z\"",
                secretary.phone
            ),
            sign_in,
            hidden,
        ),
        mutation("grantEnd", &format!("id: \"{granted}\", reason: \"x\""), sign_in, hidden),
        mutation("membershipJoin", "code: \"00000000\"", sign_in, "JOIN_CODE_WRONG"),
        mutation("preferencesUpdate", "clientMutationId: null", sign_in, "open"),
        // What one may do for oneself, in any area.
        mutation("membershipRequest", &format!("areaId: \"{area}\""), sign_in, "open"),
        mutation("membershipLeave", &format!("areaId: \"{area}\""), sign_in, "open"),
        // The last one: it signs the stranger out.
        mutation("sessionRevoke", "clientMutationId: null", sign_in, "open"),
    ];
    let anybody = app.anybody();
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused("subscription { noticeReceived { id } }").await, sign_in);
    tried.insert("noticeReceived".to_owned());
    knock(&doors, &anybody, &stranger, tried).await;
    let drafts = format!("{{ notices(areaId: \"{area}\") {{ nodes {{ id }} }} }}");
    assert_eq!(anybody.ask(&drafts).await.code(), sign_in);
}

async fn the_codes(tried: &mut BTreeSet<String>) {
    let app = TestApp::start().await;
    let stranger = app.person("Encik Muthu").await;
    let sign_in = "UNAUTHENTICATED";
    let doors = [
        query("privacyNotice", " { version }", "open", "open"),
        mutation(
            "phoneCodeSend",
            "phone: \"012-999 9999\", purpose: PHONE_CHANGE",
            sign_in,
            "open",
        ),
        mutation(
            "phoneVerify",
            "phone: \"012-999 9999\", purpose: REGISTER, code: \"000000\"",
            "CODE_EXPIRED",
            "CODE_EXPIRED",
        ),
        mutation(
            "passwordReset",
            "phoneProof: \"x\", password: \"x\"",
            "PHONE_UNPROVEN",
            "PHONE_UNPROVEN",
        ),
        mutation(
            "phoneChange",
            "oldPhoneProof: \"x\", newPhoneProof: \"x\"",
            sign_in,
            "PHONE_UNPROVEN",
        ),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}

async fn the_shops(tried: &mut BTreeSet<String>) {
    let shop = Shop::open().await;
    let draft = shop.draft("Sambal", "FOOD").await;
    let (project, area) = (shop.project, shop.area);
    let elsewhere = shop.app.area("Taman Jauh").await;
    let stranger = shop.app.resident("Encik Muthu", elsewhere).await;
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query(
            "products",
            &format!("(filter: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            "nothing",
            "nothing",
        ),
        query("product", &format!("(id: \"{draft}\") {{ id }}"), hidden, hidden),
        query("categories", " { code }", "open", "open"),
        query("projects", " { nodes { id } }", "open", "open"),
        query("project", &format!("(id: \"{project}\") {{ id }}"), "open", "open"),
        mutation("mediaUploadCreate", "clientMutationId: null", sign_in, "open"),
        mutation(
            "productCreate",
            &format!(
                "projectId: \"{project}\", categoryCode: \"FOOD\", kind: GOODS, name: {{ ms: \"x\" }}, description: {{ ms: \"x\" }}"
            ),
            sign_in,
            hidden,
        ),
        mutation("productUpdate", &format!("id: \"{draft}\", version: 1"), sign_in, hidden),
        mutation("productPublish", &format!("id: \"{draft}\""), sign_in, hidden),
        mutation("productArchive", &format!("id: \"{draft}\""), sign_in, hidden),
    ];
    knock(&doors, &shop.app.anybody(), &stranger, tried).await;
}

async fn the_patrols(tried: &mut BTreeSet<String>) {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (unit, now) = (night.unit, night.now().to_rfc3339());
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let (person, track) = (night.leader.id, "track_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let another = "patrol_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let doors = [
        // A stranger here leads another unit, and sees that one.
        query("patrolUnits", " { id }", sign_in, "open"),
        query("patrolUnit", &format!("(id: \"{unit}\") {{ id }}"), sign_in, hidden),
        query("patrol", &format!("(id: \"{patrol}\") {{ id }}"), sign_in, hidden),
        mutation(
            "shiftPublish",
            &format!(
                "unitId: \"{unit}\", startsAt: \"{now}\", endsAt: \"{now}\", place: \"x\", memberIds: [\"{person}\"]"
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolStart",
            &format!("id: \"{another}\", unitId: \"{unit}\", startedAt: \"{now}\""),
            sign_in,
            hidden,
        ),
        mutation(
            "checkInRecord",
            &format!("patrolId: \"{patrol}\", checkIns: []"),
            sign_in,
            hidden,
        ),
        mutation(
            "trackRecord",
            &format!("patrolId: \"{patrol}\", trackId: \"{track}\", points: []"),
            sign_in,
            hidden,
        ),
        mutation("patrolEnd", &format!("id: \"{patrol}\", endedAt: \"{now}\""), sign_in, hidden),
    ];
    let anybody = night.app.anybody();
    let changed = format!("subscription {{ patrolChanged(unitId: \"{unit}\") {{ id }} }}");
    let mut socket = Socket::open(&anybody).await;
    assert_eq!(socket.refused(&changed).await, sign_in);
    let mut socket = Socket::open(&night.stranger).await;
    assert_eq!(socket.refused(&changed).await, hidden);
    tried.insert("patrolChanged".to_owned());
    knock(&doors, &anybody, &night.stranger, tried).await;
}

async fn the_committees(tried: &mut BTreeSet<String>) {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let elsewhere = app.area("Taman Melati").await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let stranger = app.officer_of_committee("Encik Muthu", elsewhere, Role::Member).await;
    let committee = domain::community::committee::committees(&app.ctx(), &[area], app.clock.now())
        .await
        .expect("a committee");
    let post = committee[&area][0].id;
    let coordinator = {
        let name = "mutation($input: GroupCoordinatorSetInput!) { groupCoordinatorSet(input: $input) { group { coordinator { id } } userErrors { code } } }";
        let faridah = app.resident("Faridah", area).await;
        let input = json!({ "areaId": area, "kind": "WOMEN", "personId": faridah.id });
        let named = chair.graphql(name, json!({ "input": input })).await.ok();
        named.text_at("groupCoordinatorSet/group/coordinator/id")
    };
    let (sign_in, no, hidden) = ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND");
    let person = chair.id;
    let doors = [
        query("termRegimes", " { code }", "open", "open"),
        query(
            "committeeVacancies",
            &format!("(within: {{ areaId: \"{area}\" }}) {{ nodes {{ posts }} }}"),
            sign_in,
            "nothing",
        ),
        query(
            "termEnds",
            &format!("(within: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            sign_in,
            "nothing",
        ),
        // Areas are public: one sees them and may not change them.
        mutation("areaUpdate", &format!("id: \"{area}\", version: 1"), sign_in, no),
        mutation(
            "areaStatusSet",
            &format!("id: \"{area}\", version: 1, status: INACTIVE"),
            sign_in,
            no,
        ),
        mutation("areaBoundarySet", &format!("id: \"{area}\", version: 1"), sign_in, no),
        mutation(
            "appointmentAdd",
            &format!("areaId: \"{area}\", personId: \"{person}\", post: MEMBER"),
            sign_in,
            no,
        ),
        mutation("appointmentEnd", &format!("id: \"{post}\""), sign_in, hidden),
        mutation("termRegimeSet", "code: \"A1789\"", sign_in, no),
        mutation(
            "groupCoordinatorSet",
            &format!("areaId: \"{area}\", kind: WOMEN, personId: \"{person}\""),
            sign_in,
            no,
        ),
        mutation("groupCoordinatorEnd", &format!("id: \"{coordinator}\""), sign_in, hidden),
    ];
    knock(&doors, &app.anybody(), &stranger, tried).await;
}

async fn the_registrys(tried: &mut BTreeSet<String>) {
    let registry = Registry::with(1).await;
    let resident = &registry.residents[0];
    let input = registry.whole(std::slice::from_ref(resident));
    let saved = registry::change(&registry.secretary, "patrolUnitApply", input).await.ok();
    let id = saved.text_at("patrolUnitApply/application/id");
    let elsewhere = registry.app.area("Taman Jauh Lagi").await;
    let stranger = registry.app.resident("Encik Muthu", elsewhere).await;
    let unit = mysrs::add_unit(&registry.app, registry.area).await;
    let (area, person) = (registry.area, resident.id);
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("patrolUnitApplication", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        query(
            "patrolUnitApplications",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("approvalsDue", " { nodes { dueAt } }", sign_in, "FORBIDDEN"),
        query("patrolInvitations", " { name }", sign_in, "nothing"),
        query("patrolUnitWarnings", " { nodes { id } }", sign_in, "nothing"),
        query(
            "patrolStartNotices",
            &format!("(areaId: \"{area}\") {{ nodes {{ text }} }}"),
            sign_in,
            hidden,
        ),
        mutation("patrolUnitApply", &format!("areaId: \"{area}\""), sign_in, hidden),
        mutation("patrolUnitSubmit", &format!("id: \"{id}\", version: 1"), sign_in, hidden),
        mutation(
            "patrolUnitDecide",
            &format!("id: \"{id}\", version: 1, decision: CANCEL"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolUnitMemberAccept",
            &format!("applicationId: \"{id}\", adult: true"),
            sign_in,
            hidden,
        ),
        mutation(
            "patrollerAdd",
            &format!("unitId: \"{unit}\", personId: \"{person}\""),
            sign_in,
            hidden,
        ),
        mutation("patrollerAccept", &format!("unitId: \"{unit}\", adult: true"), sign_in, hidden),
        mutation("patrollerLeave", &format!("unitId: \"{unit}\""), sign_in, hidden),
        mutation(
            "patrolUnitLeaderSet",
            &format!("unitId: \"{unit}\", personId: \"{person}\""),
            sign_in,
            hidden,
        ),
        mutation(
            "patrolUnitStatusSet",
            &format!("id: \"{unit}\", version: 1, status: INACTIVE, reason: \"x\""),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &registry.app.anybody(), &stranger, tried).await;
}

#[tokio::test]
async fn a_stranger_knocks_at_every_root_field() {
    let mut tried = BTreeSet::new();
    everybodys(&mut tried).await;
    the_codes(&mut tried).await;
    the_committees(&mut tried).await;
    the_shops(&mut tried).await;
    the_patrols(&mut tried).await;
    the_registrys(&mut tried).await;
    let all = "{ __schema { queryType { fields { name } } mutationType { fields { name } } subscriptionType { fields { name } } } }";
    let schema = api::graphql::schema::build().execute(all).await.data.into_json().expect("JSON");
    let doors: BTreeSet<String> = ["queryType", "mutationType", "subscriptionType"]
        .iter()
        .flat_map(|kind| schema["__schema"][kind]["fields"].as_array().cloned().unwrap_or_default())
        .map(|field| field["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let untried: Vec<&String> = doors.difference(&tried).collect();
    assert!(
        untried.is_empty(),
        "doors without a stranger's case in tests/it/doors.rs: {untried:?}"
    );
}

#[tokio::test]
async fn a_stranger_knocks_at_every_route() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let media = "media_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let picture = "0".repeat(64);
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
        ("GET /v1/shop/products", ("/v1/shop/products".to_owned(), json!(null), open, open)),
        ("PUT /v1/media/{id}", (format!("/v1/media/{media}"), json!({}), sign_in, hidden)),
        (
            "GET /media/{address}/{width}.jpg",
            (format!("/media/{picture}/640.jpg"), json!(null), hidden, hidden),
        ),
        (
            "POST /v1/patrols/{id}/check-ins",
            (format!("/v1/patrols/{patrol}/check-ins"), json!({ "checkIns": [] }), sign_in, hidden),
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
    assert_eq!(routes, tried, "routes of the OpenAPI document and cases of tests/it/doors.rs");
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
