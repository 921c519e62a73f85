//! Asking to belong to a neighbourhood, joining by a poster's code, leaving, and who is told one's
//! number.

use chrono::TimeDelta;
use domain::{
    mysrs::unit::{self, NewUnit, UnitStatus},
    policy::Role,
    shared::id::AreaId,
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket};

const ASK: &str = "mutation($input: MembershipRequestInput!) { membershipRequest(input: $input) { request { id status displayName message viewerCanDecide } userErrors { code field message } } }";
const DECIDE: &str = "mutation($input: MembershipDecideInput!) { membershipDecide(input: $input) { request { id status reason } userErrors { code field message } } }";
const JOIN: &str = "mutation($code: String!) { membershipJoin(input: { code: $code }) { membership { id area { name } phoneVisibleTo joinedAt } userErrors { code field message } } }";
const LEAVE: &str = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { memberships { area { name } } userErrors { code } } }";
const CODE: &str = "mutation($input: JoinCodeCreateInput!) { joinCodeCreate(input: $input) { joinCode { id code url qrSvg expiresAt uses mostUses active } userErrors { code field } } }";
const PENDING: &str = "query($area: ID!, $first: Int, $after: String) { membershipRequests(areaId: $area, first: $first, after: $after) { nodes { id displayName message viewerCanDecide } pageInfo { hasNextPage endCursor } } }";
const RESIDENTS: &str = "query($area: ID!, $query: String, $first: Int, $after: String) { residents(areaId: $area, query: $query, first: $first, after: $after) { nodes { displayName phone } pageInfo { hasNextPage endCursor } } }";
const MINE: &str = "{ viewer { roles { role scopeId } memberships { area { name } phoneVisibleTo } membershipRequests { status reason } } }";

async fn ask(user: &User, area: AreaId) -> Answer {
    user.graphql(ASK, json!({ "input": { "areaId": area.to_string() } })).await
}

async fn asked(user: &User, area: AreaId) -> String {
    ask(user, area).await.ok().text_at("membershipRequest/request/id")
}

async fn decide(user: &User, id: &str, decision: &str, reason: Option<&str>) -> Answer {
    let input = json!({ "id": id, "decision": decision, "reason": reason });
    user.graphql(DECIDE, json!({ "input": input })).await
}

async fn code(secretary: &User, area: AreaId, rest: Value) -> Answer {
    let mut input = json!({ "areaId": area.to_string() });
    for (name, value) in rest.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    secretary.graphql(CODE, json!({ "input": input })).await.ok()
}

async fn join(user: &User, code: &str) -> Answer {
    user.graphql(JOIN, json!({ "code": code })).await
}

async fn leave(user: &User, area: AreaId) -> Answer {
    user.graphql(LEAVE, json!({ "area": area.to_string() })).await
}

/// Repeats a request until the token no longer counts, which the change log brings about.
async fn until_expired(user: &User) {
    loop {
        let answer = user.ask("{ viewer { id } }").await;
        if answer.code() == "TOKEN_EXPIRED" {
            return;
        }
        answer.ok();
    }
}

fn names(answer: &Answer) -> Vec<(String, Value)> {
    let nodes = answer.at("residents/nodes").as_array().cloned().unwrap_or_default();
    nodes
        .iter()
        .map(|one| (one["displayName"].as_str().unwrap().to_owned(), one["phone"].clone()))
        .collect()
}

#[tokio::test]
async fn a_committee_lets_somebody_in_and_they_are_a_resident_at_once() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut aminah = app.person("Aminah").await;
    let input = json!({ "areaId": area.to_string(), "message": " Rumah 12 " });
    let first = aminah.graphql(ASK, json!({ "input": input })).await.ok();
    assert_eq!(first.at("membershipRequest/request/status"), "REQUESTED");
    assert_eq!(first.at("membershipRequest/request/message"), "Rumah 12");
    assert_eq!(first.at("membershipRequest/request/viewerCanDecide"), false);
    let id = first.text_at("membershipRequest/request/id");
    assert_eq!(asked(&aminah, area).await, id, "a repeat brings the same");

    let pending = secretary.graphql(PENDING, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(
        pending.at("membershipRequests/nodes"),
        &json!([{ "id": id, "displayName": "Aminah", "message": "Rumah 12", "viewerCanDecide": true }])
    );
    let node = "query($id: ID!) { node(id: $id) { ... on MembershipRequest { status } } }";
    let seen = secretary.graphql(node, json!({ "id": id })).await.ok();
    assert_eq!(seen.at("node/status"), "REQUESTED");
    assert_eq!(resident.graphql(node, json!({ "id": id })).await.code(), "NOT_FOUND");
    for somebody in [&resident, &stranger, &aminah] {
        let list = somebody.graphql(PENDING, json!({ "area": area.to_string() })).await;
        assert_eq!(list.code(), "NOT_FOUND");
    }
    assert_eq!(decide(&resident, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
    assert_eq!(decide(&aminah, &id, "ACCEPT", None).await.code(), "FORBIDDEN");

    decide(&secretary, &id, "ACCEPT", None).await.ok();
    until_expired(&aminah).await;
    aminah.refresh().await;
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(
        mine.at("viewer/roles"),
        &json!([{ "role": "RESIDENT", "scopeId": area.to_string() }])
    );
    assert_eq!(mine.at("viewer/memberships/0/phoneVisibleTo"), "NOBODY");
    assert_eq!(mine.at("viewer/membershipRequests/0/status"), "ACCEPTED");
    assert_eq!(asked(&aminah, area).await, id, "a late repeat brings what was accepted");
    let pending = secretary.graphql(PENDING, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(pending.at("membershipRequests/nodes"), &json!([]));
}

#[tokio::test]
async fn a_refusal_has_a_reason_and_nobody_nags() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let aminah = app.person("Aminah").await;
    let id = asked(&aminah, area).await;
    let without = decide(&secretary, &id, "DECLINE", Some(" ")).await;
    assert_eq!(without.refusals("membershipDecide"), ["REQUIRED reason"]);
    assert_eq!(without.at("membershipDecide/request/status"), "REQUESTED");
    let reason = "Alamat di luar kawasan";
    decide(&secretary, &id, "DECLINE", Some(reason)).await.ok();
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(
        mine.at("viewer/membershipRequests/0"),
        &json!({ "status": "DECLINED", "reason": reason })
    );
    let again = ask(&aminah, area).await;
    assert_eq!(again.refusals("membershipRequest"), ["ASK_AGAIN_LATER"]);
    assert_eq!(
        again.at("membershipRequest/userErrors/0/message"),
        "You may ask this neighbourhood again in 7 days."
    );
    app.advance(TimeDelta::days(7));
    let mut aminah = aminah;
    aminah.refresh().await;
    assert_ne!(asked(&aminah, area).await, id);
}

#[tokio::test]
async fn two_of_the_committee_decide_at_once_and_the_second_is_told() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let aminah = app.person("Aminah").await;
    let id = asked(&aminah, area).await;
    let reason = Some("Tidak dikenali");
    let (yes, no) = tokio::join!(
        decide(&secretary, &id, "ACCEPT", None),
        decide(&chair, &id, "DECLINE", reason)
    );
    let standing = yes.at("membershipDecide/request/status").clone();
    assert_eq!(&standing, no.at("membershipDecide/request/status"), "{} {}", yes.text, no.text);
    let (won, lost) = if standing == "ACCEPTED" { (&yes, &no) } else { (&no, &yes) };
    assert!(won.refusals("membershipDecide").is_empty(), "{}", won.text);
    assert_eq!(lost.refusals("membershipDecide"), ["ALREADY_DECIDED"]);
    let told = lost.text_at("membershipDecide/userErrors/0/message");
    assert!(told.contains(standing.as_str().unwrap()), "{told}");
    // A phone that lost its answer repeats its own decision.
    let (winner, decision) =
        if standing == "ACCEPTED" { (&secretary, "ACCEPT") } else { (&chair, "DECLINE") };
    decide(winner, &id, decision, reason).await.ok();
    let mine = aminah.refresh_with(&aminah.refresh_token).await.ok();
    let aminah = aminah.holding(Some(mine.text_at("sessionRefresh/tokens/accessToken")));
    let roles = aminah.ask(MINE).await.ok().at("viewer/roles").as_array().unwrap().len();
    assert_eq!(roles, usize::from(standing == "ACCEPTED"));
}

#[tokio::test]
async fn nobody_lets_themselves_in() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let id = asked(&secretary, area).await;
    assert_eq!(decide(&secretary, &id, "ACCEPT", None).await.code(), "FORBIDDEN");
    let treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    assert_eq!(decide(&treasurer, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
    let elsewhere = app.area("Taman Jauh").await;
    let neighbour = app.officer_of_committee("Encik Tan", elsewhere, Role::Secretary).await;
    assert_eq!(decide(&neighbour, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn the_oldest_request_comes_first_and_pages_go_on() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let mut ids = Vec::new();
    for name in ["Satu", "Dua", "Tiga"] {
        app.advance(TimeDelta::seconds(1));
        ids.push(asked(&app.person(name).await, area).await);
    }
    let page = json!({ "area": area.to_string(), "first": 2 });
    let first = secretary.graphql(PENDING, page).await.ok();
    assert_eq!(first.at("membershipRequests/nodes/0/id"), &json!(ids[0]));
    assert_eq!(first.at("membershipRequests/nodes/1/id"), &json!(ids[1]));
    let after = first.at("membershipRequests/pageInfo/endCursor");
    let page = json!({ "area": area.to_string(), "first": 2, "after": after });
    let second = secretary.graphql(PENDING, page).await.ok();
    assert_eq!(second.at("membershipRequests/nodes/0/id"), &json!(ids[2]));
    assert_eq!(second.at("membershipRequests/pageInfo/hasNextPage"), false);
}

#[tokio::test]
async fn one_belongs_to_several_areas_but_not_to_all() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let mut areas = Vec::new();
    for number in 0..6 {
        areas.push(app.area(&format!("Taman {number}")).await);
    }
    for area in &areas[..5] {
        asked(&aminah, *area).await;
    }
    assert_eq!(
        ask(&aminah, areas[5]).await.refusals("membershipRequest"),
        ["TOO_MANY_MEMBERSHIPS"]
    );
    // Taking one back makes room.
    leave(&aminah, areas[0]).await.ok();
    asked(&aminah, areas[5]).await;
    let mine = aminah.ask(MINE).await.ok();
    let requests = mine.at("viewer/membershipRequests").as_array().unwrap();
    assert_eq!(requests.len(), 6);
    assert_eq!(requests.iter().filter(|one| one["status"] == "WITHDRAWN").count(), 1);
    // Two at once do not slip past the limit.
    leave(&aminah, areas[1]).await.ok();
    let (left, right) = tokio::join!(ask(&aminah, areas[0]), ask(&aminah, areas[1]));
    let refused = [left, right]
        .iter()
        .filter(|one| one.refusals("membershipRequest") == ["TOO_MANY_MEMBERSHIPS"])
        .count();
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn who_leaves_is_out_at_once_sockets_included() {
    let (app, area, _, mut resident, _) = TestApp::neighbourhood().await;
    let mut socket = Socket::subscribe(&resident, "subscription { noticeReceived { id } }").await;
    let left = leave(&resident, area).await.ok();
    assert_eq!(left.at("membershipLeave/memberships"), &json!([]));
    assert_eq!(socket.closed().await.0, 4403);
    until_expired(&resident).await;
    resident.refresh().await;
    assert_eq!(resident.ask(MINE).await.ok().at("viewer/roles"), &json!([]));
    leave(&resident, area).await.ok();
    // Whoever comes back belongs anew.
    app.advance(TimeDelta::minutes(1));
    let id = asked(&resident, area).await;
    assert!(id.starts_with("request_"));
    assert_eq!(leave(&app.anybody(), area).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_poster_lets_its_readers_in_at_once() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let made = code(&secretary, area, json!({})).await;
    let printed = made.text_at("joinCodeCreate/joinCode/code");
    assert_eq!(printed.len(), "KRT-7F3K-9QXT".len());
    let url = made.text_at("joinCodeCreate/joinCode/url");
    assert_eq!(url, format!("http://krt.test/j/{printed}"));
    assert!(made.text_at("joinCodeCreate/joinCode/qrSvg").contains("<svg"));

    // Scanned without the app it is a page, and says nothing about whose code it is.
    let page = app.anybody().get(&format!("/j/{}", printed.to_lowercase())).await;
    assert!(page.status.is_success() && page.text.contains(&printed), "{}", page.text);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(app.anybody().get("/j/%3Cscript%3E").await.code(), "NOT_FOUND");

    let mut aminah = app.person("Aminah").await;
    let asked_before = asked(&aminah, area).await;
    let spoken = printed.to_lowercase().replace('-', " ");
    let joined = join(&aminah, &spoken).await.ok();
    assert_eq!(joined.at("membershipJoin/membership/area/name"), "Taman Mutiara Rini");
    until_expired(&aminah).await;
    aminah.refresh().await;
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(mine.at("viewer/roles/0/role"), "RESIDENT");
    assert_eq!(mine.at("viewer/membershipRequests/0/status"), "ACCEPTED");
    let late = decide(&secretary, &asked_before, "DECLINE", Some("Lewat")).await;
    assert_eq!(late.refusals("membershipDecide"), ["ALREADY_DECIDED"]);
    // A repeat spends nothing, the whole address counts as the code, and so it is for a resident.
    let again = join(&aminah, &url).await.ok();
    assert_eq!(again.at("membershipJoin/membership"), joined.at("membershipJoin/membership"));
    join(&resident, &printed).await.ok();
    let query = "query($area: ID!) { joinCode(areaId: $area) { code uses active } }";
    let shown = secretary.graphql(query, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(shown.at("joinCode"), &json!({ "code": printed, "uses": 1, "active": true }));
    for (somebody, expected) in [(&resident, "FORBIDDEN"), (&stranger, "NOT_FOUND")] {
        let hidden = somebody.graphql(query, json!({ "area": area.to_string() })).await;
        assert_eq!(hidden.code(), expected);
    }
}

#[tokio::test]
async fn a_code_that_counts_no_longer_says_why() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let aminah = app.person("Aminah").await;
    let old = code(&secretary, area, json!({})).await.text_at("joinCodeCreate/joinCode/code");
    let input = json!({ "uses": 1, "expiresAt": "2026-03-15T04:00:00Z", "idempotencyKey": "k" });
    let made = code(&secretary, area, input.clone()).await;
    let new = made.text_at("joinCodeCreate/joinCode/code");
    let repeated = code(&secretary, area, input).await;
    assert_eq!(repeated.text_at("joinCodeCreate/joinCode/code"), new);
    assert_eq!(join(&aminah, &old).await.refusals("membershipJoin"), ["JOIN_CODE_EXPIRED code"]);
    for wrong in ["", "KRT", "0000-0000", "KRT-0000-0000"] {
        let refused = join(&aminah, wrong).await;
        assert_eq!(refused.refusals("membershipJoin"), ["JOIN_CODE_WRONG code"], "{wrong}");
    }
    // The last use is taken by two at once: one wins.
    let lim = app.person("Lim").await;
    let (left, right) = tokio::join!(join(&aminah, &new), join(&lim, &new));
    let outcomes = [&left, &right].map(|one| one.refusals("membershipJoin"));
    assert!(outcomes.contains(&Vec::new()), "{} {}", left.text, right.text);
    assert!(outcomes.contains(&vec!["JOIN_CODE_USED_UP code".to_owned()]), "{outcomes:?}");
    app.advance(TimeDelta::days(1));
    let mut muthu = app.person("Muthu").await;
    assert_eq!(join(&muthu, &new).await.refusals("membershipJoin"), ["JOIN_CODE_EXPIRED code"]);
    muthu.language = "ms".to_owned();
    assert_eq!(
        join(&muthu, &new).await.at("membershipJoin/userErrors/0/message"),
        "Kod ini tidak lagi sah. Minta kod baharu daripada jawatankuasa."
    );
    let bad = json!({ "areaId": area.to_string(), "uses": 0, "expiresAt": "2020-01-01T00:00:00Z" });
    let mut secretary = secretary;
    secretary.refresh().await;
    let refused = secretary.graphql(CODE, json!({ "input": bad })).await;
    assert_eq!(refused.refusals("joinCodeCreate"), ["TIME_INVALID expiresAt", "OUT_OF_RANGE uses"]);
}

#[tokio::test]
async fn two_codes_made_at_once_leave_one() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let (left, right) =
        tokio::join!(code(&secretary, area, json!({})), code(&chair, area, json!({})));
    let codes = [left, right].map(|made| made.text_at("joinCodeCreate/joinCode/code"));
    let query = "query($area: ID!) { joinCode(areaId: $area) { code } }";
    let current = secretary.graphql(query, json!({ "area": area.to_string() })).await.ok();
    let current = current.text_at("joinCode/code");
    let aminah = app.person("Aminah").await;
    for code in codes {
        let refused = join(&aminah, &code).await.refusals("membershipJoin");
        assert_eq!(refused.is_empty(), code == current, "{refused:?}");
        if refused.is_empty() {
            break;
        }
    }
}

#[tokio::test]
async fn guessing_a_code_is_counted() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let right = code(&secretary, area, json!({})).await.text_at("joinCodeCreate/joinCode/code");
    let guesser = app.person("Peneka").await;
    // Ten aliases of one request count as ten.
    let tries: String = (0..10)
        .map(|n| {
            format!("a{n}: membershipJoin(input: {{ code: \"0000000{n}\" }}) {{ userErrors {{ code }} }} ")
        })
        .collect();
    let tried = guesser.ask(&format!("mutation {{ {tries} }}")).await;
    assert_eq!(tried.refusals("a9"), ["JOIN_CODE_WRONG"], "{}", tried.text);
    assert_eq!(join(&guesser, &right).await.code(), "RATE_LIMITED");
    // A neighbour in the same hall reads it right.
    join(&app.person("Aminah").await, &right).await.ok();
}

/// An area with its committee, a leader of its unit, the leader of a unit elsewhere, and three
/// residents who show their number to different people.
async fn audiences() -> (TestApp, AreaId, User, [User; 2], Vec<User>) {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let elsewhere = app.area("Taman Jauh").await;
    let mut leaders = Vec::new();
    for (name, area) in [("Encik Ganesan", area), ("Encik Jauh", elsewhere)] {
        let mut leader = app.person(name).await;
        let person = leader.id;
        app.arrange(async |ctx, work| {
            let unit = NewUnit {
                id: ctx.mint(),
                area_id: area,
                name: "SRS".to_owned(),
                meeting_place: "Pondok".to_owned(),
                status: UnitStatus::Active,
                sample: false,
            };
            unit::add_unit(work, &unit, ctx.now()).await.unwrap();
            unit::add_patroller(work, ctx.mint(), unit.id, person, true, ctx.now()).await.unwrap();
        })
        .await;
        leader.sign_in_again().await;
        leaders.push(leader);
    }
    let mut people = vec![resident];
    for name in ["Ah Kau", "Bala", "Chong"] {
        people.push(app.resident(name, area).await);
    }
    let [own, other] = leaders.try_into().unwrap();
    (app, area, secretary, [own, other], people)
}

#[tokio::test]
async fn a_resident_decides_who_sees_the_number() {
    let (app, area, secretary, [leader, other], people) = audiences().await;
    let show = "mutation($to: PhoneAudience!, $area: ID) { preferencesUpdate(input: { phoneVisibleTo: $to, areaId: $area }) { memberships { phoneVisibleTo } userErrors { code } } }";
    let listed = async |who: &User| {
        names(&who.graphql(RESIDENTS, json!({ "area": area.to_string() })).await.ok())
    };
    // Nobody is shown a number until its owner says so.
    let before = listed(&secretary).await;
    assert_eq!(before.len(), 4);
    assert!(before.iter().all(|(_, phone)| phone.is_null()), "{before:?}");
    assert_eq!(listed(&leader).await, []);

    for (person, audience) in
        people[1..].iter().zip(["COMMITTEE", "PATROL_LEADER", "COMMITTEE_AND_PATROL_LEADER"])
    {
        let variables = json!({ "to": audience, "area": area.to_string() });
        let shown = person.graphql(show, variables).await.ok();
        assert_eq!(shown.at("preferencesUpdate/memberships/0/phoneVisibleTo"), audience);
    }
    let [lim, kau, bala, chong] = &people[..] else { panic!("four residents") };
    let phone = |user: &User| json!(user.phone);
    let one = |name: &str, phone: Value| (name.to_owned(), phone);
    assert_eq!(
        listed(&secretary).await,
        [
            one("Ah Kau", phone(kau)),
            one("Bala", Value::Null),
            one("Chong", phone(chong)),
            one("Encik Lim", Value::Null),
        ]
    );
    assert_eq!(listed(&leader).await, [one("Bala", phone(bala)), one("Chong", phone(chong))]);
    for (somebody, expected) in
        [(lim, "FORBIDDEN"), (&other, "NOT_FOUND"), (&app.anybody(), "UNAUTHENTICATED")]
    {
        let refused = somebody.graphql(RESIDENTS, json!({ "area": area.to_string() })).await;
        assert_eq!(refused.code(), expected);
    }
    // Taken back, it is gone; in all areas at once when none is named.
    chong.graphql(show, json!({ "to": "NOBODY" })).await.ok();
    assert_eq!(listed(&leader).await, [one("Bala", phone(bala))]);
    // An area to which one does not belong has nothing to change.
    let variables = json!({ "to": "COMMITTEE", "area": area.to_string() });
    assert_eq!(other.graphql(show, variables).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn who_comes_back_shows_the_number_to_nobody() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let show = "mutation { preferencesUpdate(input: { phoneVisibleTo: COMMITTEE }) { userErrors { code } } }";
    resident.ask(show).await.ok();
    let printed = code(&secretary, area, json!({})).await.text_at("joinCodeCreate/joinCode/code");
    leave(&resident, area).await.ok();
    let listed = secretary.graphql(RESIDENTS, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(names(&listed), []);
    app.advance(TimeDelta::minutes(5));
    let mut resident = resident;
    resident.refresh().await;
    let joined = join(&resident, &printed).await.ok();
    assert_eq!(joined.at("membershipJoin/membership/joinedAt"), "2026-03-14T04:05:00.000Z");
    assert_eq!(joined.at("membershipJoin/membership/phoneVisibleTo"), "NOBODY");
}

#[tokio::test]
async fn residents_are_found_by_name_and_listed_in_pages() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    for name in ["Siti binti Ali", "Ali bin Abu", "Kavitha a/p Raman"] {
        app.resident(name, area).await;
    }
    let found = async |query: &str| {
        let variables = json!({ "area": area.to_string(), "query": query });
        let answer = secretary.graphql(RESIDENTS, variables).await.ok();
        names(&answer).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(found("ALI").await, ["Ali bin Abu", "Siti binti Ali"]);
    assert_eq!(found("ali siti").await, ["Siti binti Ali"]);
    assert_eq!(found("a/p raman").await, ["Kavitha a/p Raman"]);
    assert_eq!(found("%").await.len(), 4, "nothing to look for finds all");
    let page = json!({ "area": area.to_string(), "first": 3 });
    let first = secretary.graphql(RESIDENTS, page).await.ok();
    assert_eq!(names(&first).len(), 3);
    let after = first.at("residents/pageInfo/endCursor");
    let page = json!({ "area": area.to_string(), "after": after });
    assert_eq!(names(&secretary.graphql(RESIDENTS, page).await.ok())[0].0, "Siti binti Ali");
}
