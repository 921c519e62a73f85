//! Committees: who is given a post for how long, what is vacant, and what ends soon.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    community::{self, GrantScope},
    policy::Role,
    shared::{
        db,
        id::{AreaId, PersonId},
    },
};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until};

const ADD: &str = "mutation($input: AppointmentAddInput!) { appointmentAdd(input: $input) { appointment { id post startsAt endsAt termRegimeCode holder { displayName } exception { reason byId } } userErrors { code field message } } }";
const END: &str = "mutation($input: AppointmentEndInput!) { appointmentEnd(input: $input) { appointment { endsAt endReason } userErrors { code field } } }";
const REGIME: &str = "mutation($input: TermRegimeSetInput!) { termRegimeSet(input: $input) { termRegime { code inForceFrom } userErrors { code field } } }";
const GROUP: &str = "mutation($input: GroupCoordinatorSetInput!) { groupCoordinatorSet(input: $input) { group { kind coordinator { id holder { displayName } } } userErrors { code field } } }";

/// A neighbourhood with the officer of its district and one of headquarters.
struct Town {
    app: TestApp,
    area: AreaId,
    district: User,
    headquarters: User,
}

impl Town {
    async fn founded() -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let district = officer_of(&app, area).await;
        let headquarters = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
        Self { app, area, district, headquarters }
    }

    async fn give(&self, by: &User, to: &User, post: &str, more: Value) -> Answer {
        let mut input = json!({ "areaId": self.area, "personId": to.id, "post": post });
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        by.graphql(ADD, json!({ "input": input })).await
    }

    async fn put_in_force(&self, from: &str) {
        let input = json!({ "code": "A1789", "inForceFrom": from });
        self.headquarters.graphql(REGIME, json!({ "input": input })).await.ok();
    }
}

async fn officer_of(app: &TestApp, area: AreaId) -> User {
    let district = community::area(&app.ctx(), area).await.unwrap().district_id;
    app.officer("Puan Norazlina", Role::DistrictOfficer, &GrantScope::District(district)).await
}

fn day(text: &str) -> String {
    format!("{text}T00:00:00.000Z")
}

async fn posts(reader: &User, area: AreaId, at: Option<&str>) -> Vec<Value> {
    let at = at.map_or(String::new(), |at| format!("(at: \"{at}\")"));
    let document = format!(
        "{{ area(id: \"{area}\") {{ committee{at} {{ post endsAt holder {{ displayName }} exception {{ reason }} }} }} }}"
    );
    reader.ask(&document).await.ok().at("area/committee").as_array().unwrap().clone()
}

async fn roles(user: &User) -> Vec<String> {
    let answer = user.ask("{ viewer { roles { role } } }").await.ok();
    let roles = answer.at("viewer/roles").as_array().unwrap();
    roles.iter().map(|grant| grant["role"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_term_lasts_as_long_as_the_rule_of_its_first_day_says() {
    let town = Town::founded().await;
    let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let appointment = given.at("appointmentAdd/appointment");
    assert_eq!(appointment["termRegimeCode"], "ACT_751");
    assert_eq!(appointment["startsAt"], "2026-03-14T04:00:00.000Z");
    assert_eq!(appointment["endsAt"], "2028-03-14T04:00:00.000Z");
    // The amendment has no date: it waits until headquarters gives it one.
    let regimes = "{ termRegimes { code months inForceFrom } }";
    let waiting = town.app.anybody().ask(regimes).await.ok();
    assert_eq!(
        waiting.at("termRegimes/1"),
        &json!({ "code": "A1789", "months": 36, "inForceFrom": null })
    );
    town.put_in_force("2026-07-01T00:00:00+08:00").await;
    let late = json!({ "startsAt": day("2026-07-01") });
    let given = town.give(&town.district, &lim, "SECRETARY", late).await.ok();
    assert_eq!(given.at("appointmentAdd/appointment/termRegimeCode"), "A1789");
    assert_eq!(given.at("appointmentAdd/appointment/endsAt"), &json!(day("2029-07-01")));
    // Longer than its rule no term may be.
    let siti = town.app.person("Siti").await;
    let long = json!({ "endsAt": day("2028-03-15") });
    let refused = town.give(&town.district, &siti, "TREASURER", long).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["TERM_TOO_LONG endsAt"]);
    let sentence = refused.text_at("appointmentAdd/userErrors/0/message");
    assert!(sentence.contains("2028-03-14"), "{sentence}");
    // Only headquarters dates a rule, and never the first one.
    let input = json!({ "code": "A1789", "inForceFrom": null });
    let forbidden = town.district.graphql(REGIME, json!({ "input": input })).await;
    assert_eq!(forbidden.code(), "FORBIDDEN");
    let input = json!({ "code": "ACT_751", "inForceFrom": null });
    let refused = town.headquarters.graphql(REGIME, json!({ "input": input })).await;
    assert_eq!(refused.refusals("termRegimeSet"), ["TIME_INVALID inForceFrom"]);
}

#[tokio::test]
async fn a_third_term_in_a_row_needs_an_exception_that_is_recorded_and_a_fourth_gets_none() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    town.put_in_force("2015-01-01T00:00:00Z").await;
    for year in [2017, 2020] {
        let term = json!({ "startsAt": day(&format!("{year}-03-14")) });
        town.give(&town.district, &aminah, "CHAIR", term).await.ok();
    }
    let third = json!({ "startsAt": day("2023-03-14") });
    for post in ["CHAIR", "MEMBER"] {
        let refused = town.give(&town.district, &aminah, post, third.clone()).await;
        assert_eq!(refused.refusals("appointmentAdd"), ["TERM_LIMIT personId"]);
        assert!(refused.text_at("appointmentAdd/userErrors/0/message").contains("2 terms"));
    }
    // The district cannot let it through; headquarters can, and says why.
    let excepted =
        json!({ "startsAt": day("2023-03-14"), "exception": "Kelulusan Ketua Pengarah 12/2026" });
    let forbidden = town.give(&town.district, &aminah, "CHAIR", excepted.clone()).await;
    assert_eq!(forbidden.code(), "FORBIDDEN");
    let given = town.give(&town.headquarters, &aminah, "CHAIR", excepted).await.ok();
    let exception = given.at("appointmentAdd/appointment/exception");
    assert_eq!(exception["reason"], "Kelulusan Ketua Pengarah 12/2026");
    assert_eq!(exception["byId"], json!(town.headquarters.id));
    let ended = json!({ "startsAt": day("2026-03-14"), "exception": "Sekali lagi" });
    let refused = town.give(&town.headquarters, &aminah, "CHAIR", ended).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["TERM_LIMIT personId"]);
    // A resident sees the chair, and not what was weighed about her.
    let resident = town.app.resident("Encik Lim", town.area).await;
    let seen = posts(&resident, town.area, Some(&day("2024-01-01"))).await;
    assert_eq!(seen[0]["holder"]["displayName"], "Aminah");
    assert_eq!(seen[0]["exception"], json!(null));
    // In another neighbourhood she begins anew; an exception that is not needed is not kept.
    let elsewhere = town.app.area("Taman Melati").await;
    let input = json!({ "areaId": elsewhere, "personId": aminah.id, "post": "CHAIR", "exception": "Tidak perlu" });
    let given = town.headquarters.graphql(ADD, json!({ "input": input })).await.ok();
    assert_eq!(given.at("appointmentAdd/appointment/exception"), &json!(null));
}

#[tokio::test]
async fn terms_of_one_person_or_one_post_do_not_overlap() {
    let town = Town::founded().await;
    let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let taken = town.give(&town.district, &lim, "CHAIR", json!({})).await;
    assert_eq!(taken.refusals("appointmentAdd"), ["POST_TAKEN post"]);
    let second = town.give(&town.district, &aminah, "SECRETARY", json!({})).await;
    assert_eq!(second.refusals("appointmentAdd"), ["PERSON_HOLDS_POST personId"]);
    // Everything wrong is told at once.
    let nobody: PersonId = town.app.ctx().mint();
    let input = json!({ "areaId": town.area, "personId": nobody, "post": "CHAIR", "endsAt": day("2020-01-01"), "exception": " " });
    let wrong = town.headquarters.graphql(ADD, json!({ "input": input })).await;
    let expected = ["TIME_INVALID endsAt", "PERSON_NOT_ELIGIBLE personId", "REQUIRED exception"];
    assert_eq!(wrong.refusals("appointmentAdd"), expected);
    // The successor begins when the term ends, and members are many.
    let next = json!({ "startsAt": "2027-03-14T04:00:00Z" });
    let early = town.give(&town.district, &lim, "CHAIR", next).await;
    assert_eq!(early.refusals("appointmentAdd"), ["POST_TAKEN post"]);
    town.give(&town.district, &lim, "MEMBER", json!({})).await.ok();
    let siti = town.app.person("Siti").await;
    town.give(&town.district, &siti, "MEMBER", json!({})).await.ok();
    let held = posts(&town.district, town.area, None).await;
    let held: Vec<&str> = held.iter().map(|held| held["post"].as_str().unwrap()).collect();
    assert_eq!(held, ["CHAIR", "MEMBER", "MEMBER"]);
    assert!(posts(&town.district, town.area, Some(&day("2026-03-14"))).await.is_empty());
}

#[tokio::test]
async fn of_two_officers_who_appoint_at_once_one_succeeds() {
    let town = Town::founded().await;
    let other = match town.app.database.redis {
        Some(_) => Some(town.app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&town.app.url, |other| &other.url);
    let elsewhere = town.headquarters.asking(url);
    for round in 0..5 {
        let area = town.app.area(&format!("Taman {round}")).await;
        let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
        let give = async |by: &User, to: &User, post: &str| {
            let input = json!({ "areaId": area, "personId": to.id, "post": post });
            by.graphql(ADD, json!({ "input": input })).await.refusals("appointmentAdd")
        };
        let (one, two) = tokio::join!(
            give(&town.headquarters, &aminah, "CHAIR"),
            give(&elsewhere, &lim, "CHAIR")
        );
        let mut outcomes = [one, two];
        outcomes.sort();
        assert_eq!(outcomes, [vec![], vec!["POST_TAKEN post".to_owned()]]);
        let siti = town.app.person("Siti").await;
        let (one, two) = tokio::join!(
            give(&town.headquarters, &siti, "MEMBER"),
            give(&elsewhere, &siti, "TREASURER")
        );
        let mut outcomes = [one, two];
        outcomes.sort();
        assert_eq!(outcomes, [vec![], vec!["PERSON_HOLDS_POST personId".to_owned()]]);
    }
}

#[tokio::test]
async fn a_phone_that_loses_the_answer_appoints_once() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    let key = json!({ "idempotencyKey": "lantik-1" });
    let first = town.give(&town.district, &aminah, "CHAIR", key.clone()).await.ok();
    let again = town.give(&town.district, &aminah, "CHAIR", key).await.ok();
    let id = first.at("appointmentAdd/appointment/id");
    assert_eq!(again.at("appointmentAdd/appointment/id"), id);
    let node = format!("{{ node(id: {id}) {{ ... on Appointment {{ post area {{ name }} }} }} }}");
    let node = town.district.ask(&node).await.ok();
    assert_eq!(
        node.at("node"),
        &json!({ "post": "CHAIR", "area": { "name": "Taman Mutiara Rini" } })
    );
}

#[tokio::test]
async fn a_role_comes_with_the_post_and_goes_when_the_term_ends() {
    let town = Town::founded().await;
    let mut aminah = town.app.person("Aminah").await;
    let term = json!({ "endsAt": "2026-03-14T05:00:00Z" });
    town.give(&town.district, &aminah, "CHAIR", term).await.ok();
    // The older token stops counting within a second; the phone refreshes and is the chair.
    loop {
        let answer = aminah.ask("{ viewer { id } }").await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    aminah.refresh().await;
    assert_eq!(roles(&aminah).await, ["CHAIR"]);
    town.app.advance(TimeDelta::minutes(55));
    aminah.refresh().await;
    assert_eq!(roles(&aminah).await, ["CHAIR"]);
    let lim = town.app.resident("Lim", town.area).await;
    // A phone that lies about may not give roles: it proves itself first.
    let unproven = town.give(&aminah, &lim, "MEMBER", json!({})).await;
    assert_eq!(unproven.code(), "PROOF_REQUIRED");
    aminah.sign_in_again().await;
    town.give(&aminah, &lim, "MEMBER", json!({})).await.ok();
    town.app.advance(TimeDelta::minutes(5));
    // No token of a chair outlives the term.
    assert_eq!(aminah.ask("{ viewer { id } }").await.code(), "TOKEN_EXPIRED");
    // The turn of the role may come between two requests: then the phone refreshes once more.
    let refused = loop {
        aminah.refresh().await;
        let answer = town.give(&aminah, &lim, "SECRETARY", json!({})).await;
        if answer.code() != "TOKEN_EXPIRED" {
            break answer;
        }
    };
    assert_eq!(refused.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_chair_gives_the_other_posts_to_residents_for_the_own_term() {
    let town = Town::founded().await;
    let mut chair = town.app.person("Aminah").await;
    let resident = town.app.resident("Encik Lim", town.area).await;
    let neighbour = town.app.resident("Puan Kavitha", town.area).await;
    let stranger = town.app.person("Encik Muthu").await;
    town.give(&town.district, &chair, "CHAIR", json!({})).await.ok();
    chair.sign_in_again().await;
    town.app.advance(TimeDelta::minutes(4));
    let given = town.give(&chair, &resident, "SECRETARY", json!({})).await.ok();
    let ends_at = given.at("appointmentAdd/appointment/endsAt");
    assert_eq!(ends_at, "2028-03-14T04:00:00.000Z", "not four minutes longer than the chair's");
    let refused = town.give(&chair, &stranger, "TREASURER", json!({})).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["PERSON_NOT_ELIGIBLE personId"]);
    let chairs = town.give(&chair, &resident, "CHAIR", json!({})).await;
    assert_eq!(chairs.code(), "FORBIDDEN");
    let excepted = town.give(&chair, &resident, "MEMBER", json!({ "exception": "x" })).await;
    assert_eq!(excepted.code(), "FORBIDDEN");
    let by_neighbour = town.give(&neighbour, &stranger, "MEMBER", json!({})).await;
    assert_eq!(by_neighbour.code(), "FORBIDDEN");
    let signed_out = town.give(&town.app.anybody(), &stranger, "MEMBER", json!({})).await;
    assert_eq!(signed_out.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn an_appointment_ends_by_hand_and_its_post_is_free() {
    let town = Town::founded().await;
    let (mut aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    let resident = town.app.resident("Encik Lim", town.area).await;
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let id = given.text_at("appointmentAdd/appointment/id");
    let end = async |by: &User, id: &str, more: Value| {
        let mut input = json!({ "id": id });
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        by.graphql(END, json!({ "input": input })).await
    };
    assert_eq!(end(&resident, &id, json!({})).await.code(), "FORBIDDEN");
    assert_eq!(end(&lim, &id, json!({})).await.code(), "NOT_FOUND");
    let longer = end(&town.district, &id, json!({ "endsAt": day("2030-01-01") })).await;
    assert_eq!(longer.refusals("appointmentEnd"), ["TIME_INVALID endsAt"]);
    aminah.sign_in_again().await;
    assert_eq!(roles(&aminah).await, ["CHAIR"]);
    town.app.advance(TimeDelta::minutes(1));
    let resigned = end(&aminah, &id, json!({ "reason": "Berpindah" })).await.ok();
    let now = "2026-03-14T04:01:00.000Z";
    assert_eq!(resigned.at("appointmentEnd/appointment/endsAt"), now);
    aminah.sign_in_again().await;
    assert!(roles(&aminah).await.is_empty());
    // Ending it again changes nothing.
    town.app.advance(TimeDelta::minutes(1));
    let again = end(&town.district, &id, json!({ "reason": "Lain" })).await.ok();
    assert_eq!(
        again.at("appointmentEnd/appointment"),
        &json!({ "endsAt": now, "endReason": "Berpindah" })
    );
    town.give(&town.district, &lim, "CHAIR", json!({})).await.ok();
}

#[tokio::test]
async fn the_public_sees_posts_and_the_neighbours_names() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    let resident = town.app.resident("Encik Lim", town.area).await;
    let elsewhere = town.app.area("Taman Melati").await;
    let stranger = town.app.resident("Encik Muthu", elsewhere).await;
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let id = given.text_at("appointmentAdd/appointment/id");
    for (reader, name) in [
        (&town.app.anybody(), json!(null)),
        (&stranger, json!(null)),
        (&resident, json!({ "displayName": "Aminah" })),
        (&town.district, json!({ "displayName": "Aminah" })),
    ] {
        let held = posts(reader, town.area, None).await;
        let expected = json!({ "post": "CHAIR", "endsAt": "2028-03-14T04:00:00.000Z", "holder": name, "exception": null });
        assert_eq!(held, [expected]);
    }
    let node = format!("{{ node(id: \"{id}\") {{ id }} }}");
    assert_eq!(stranger.ask(&node).await.code(), "NOT_FOUND");
    resident.ask(&node).await.ok();
    // A list of areas shows each its own.
    let all = "{ areas { nodes { name committee { post } groups { kind coordinator { id } } } } }";
    let all = town.app.anybody().ask(all).await.ok();
    assert_eq!(all.at("areas/nodes/0/committee"), &json!([]));
    assert_eq!(all.at("areas/nodes/1/committee"), &json!([{ "post": "CHAIR" }]));
    assert_eq!(all.at("areas/nodes/1/groups").as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn vacancies_and_ends_are_listed_within_ones_own_scope() {
    let town = Town::founded().await;
    let app = &town.app;
    let elsewhere = app.area("Taman Melati").await;
    let other_district = officer_of(app, elsewhere).await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let mut chair = aminah.clone();
    town.give(&town.district, &aminah, "CHAIR", json!({ "endsAt": day("2026-05-01") })).await.ok();
    town.give(&town.district, &lim, "MEMBER", json!({ "endsAt": day("2026-04-01") })).await.ok();
    chair.sign_in_again().await;
    let vacancies = "{ committeeVacancies { nodes { area { name } posts } } }";
    let ends = "{ termEnds { nodes { post area { name } holder { displayName } } } }";
    let without_chair = "{ committeeVacancies(posts: [CHAIR]) { nodes { area { name } posts } } }";
    let names = |answer: &Answer, list: &str| -> Vec<String> {
        let nodes = answer.at(&format!("{list}/nodes")).as_array().unwrap();
        nodes.iter().map(|node| node["area"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let (rini, melati) = ("Taman Mutiara Rini".to_owned(), "Taman Melati".to_owned());
    let empty: Vec<String> = Vec::new();
    for (reader, vacant, chairless, ending) in [
        (
            &town.headquarters,
            vec![melati.clone(), rini.clone()],
            vec![melati.clone()],
            vec![rini.clone(), rini.clone()],
        ),
        (&town.district, vec![rini.clone()], empty.clone(), vec![rini.clone(), rini.clone()]),
        (&chair, vec![rini.clone()], empty.clone(), vec![rini.clone(), rini.clone()]),
        (&other_district, vec![melati.clone()], vec![melati.clone()], empty.clone()),
        (&lim, empty.clone(), empty.clone(), empty.clone()),
    ] {
        // The member's role came after the token, which was not refreshed: an old token counts
        // no more.
        let mut reader = reader.clone();
        reader.sign_in_again().await;
        let member = reader.id == lim.id;
        let seen = reader.ask(vacancies).await.ok();
        assert_eq!(
            names(&seen, "committeeVacancies"),
            if member { vec![rini.clone()] } else { vacant }
        );
        let seen = reader.ask(without_chair).await.ok();
        assert_eq!(names(&seen, "committeeVacancies"), chairless);
        let seen = reader.ask(ends).await.ok();
        assert_eq!(
            names(&seen, "termEnds"),
            if member { vec![rini.clone(), rini.clone()] } else { ending }
        );
    }
    let resident = app.resident("Encik Muthu", town.area).await;
    assert_eq!(names(&resident.ask(vacancies).await.ok(), "committeeVacancies"), empty);
    assert_eq!(names(&resident.ask(ends).await.ok(), "termEnds"), empty);
    // What is asked for beyond the scope adds nothing.
    let beyond = format!(
        "{{ termEnds(within: {{ areaId: \"{}\" }}) {{ nodes {{ area {{ name }} }} }} }}",
        town.area
    );
    assert_eq!(names(&other_district.ask(&beyond).await.ok(), "termEnds"), empty);
    // The next one first, in pages; the names of the vacant posts.
    let page = "query($after: String) { termEnds(withinDays: 60, first: 1, after: $after) { nodes { post } pageInfo { endCursor hasNextPage } } }";
    let first = town.district.graphql(page, json!({})).await.ok();
    assert_eq!(first.at("termEnds/nodes/0/post"), "MEMBER");
    let after = first.at("termEnds/pageInfo/endCursor");
    let second = town.district.graphql(page, json!({ "after": after })).await.ok();
    assert_eq!(second.at("termEnds/nodes/0/post"), "CHAIR");
    assert_eq!(second.at("termEnds/pageInfo/hasNextPage"), false);
    let seen = town.district.ask(vacancies).await.ok();
    assert_eq!(
        seen.at("committeeVacancies/nodes/0/posts"),
        &json!(["DEPUTY_CHAIR", "SECRETARY", "ASSISTANT_SECRETARY", "TREASURER"])
    );
    let far = town.district.ask("{ termEnds(withinDays: 367) { nodes { id } } }").await;
    assert_eq!(far.code(), "OUT_OF_RANGE");
}

/// What somebody was reminded of so far, as the development page shows it: of how many terms, and
/// until when.
async fn reminded(user: &User) -> Vec<String> {
    let messages = user.messages_to(&user.phone).await;
    messages.into_iter().filter(|text| text.contains("2026-09-01")).collect()
}

/// Waits until the day's duty is done, however late it is, and everything has left.
async fn day_is_done(app: &TestApp) {
    #[derive(FromQueryResult)]
    struct Open {
        open: i64,
    }
    let sql = "select (select count(*) from duty where kind = 'term_reminders' and next_at <= $1) \
               + (select count(*) from outbox where finished_at is null) as open";
    until(async || {
        let values = [app.clock.now().into()];
        let row: Option<Open> = db::one(app.house.tools.db.write(), sql, values).await.unwrap();
        row.filter(|row| row.open == 0)
    })
    .await;
}

#[tokio::test]
async fn reminders_go_out_once_to_the_holders_the_chair_and_the_district() {
    let town = Town::founded().await;
    let app = &town.app;
    let _other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let siti = app.person("Siti").await;
    town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let ends: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().unwrap();
    for member in [&lim, &siti] {
        town.give(&town.district, member, "MEMBER", json!({ "endsAt": ends })).await.ok();
    }
    let counts = async |days: i64| {
        app.advance(ends - TimeDelta::days(days) - app.clock.now());
        day_is_done(app).await;
        let mut counts = Vec::new();
        for user in [&lim, &siti, &aminah, &town.district, &town.headquarters] {
            counts.push(reminded(user).await.len());
        }
        counts
    };
    assert_eq!(counts(61).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(60).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(59).await, [1, 1, 1, 1, 0]);
    // The holder hears of the own term, who looks after the committee of both at once.
    assert!(!reminded(&lim).await[0].contains("Taman Mutiara Rini"));
    let all = reminded(&aminah).await.remove(0);
    assert!(all.contains("2 ") && all.contains("Taman Mutiara Rini"), "{all}");
    // What left weeks before is forgotten on one of the days that pass.
    counts(15).await;
    until(async || {
        for user in [&lim, &siti, &aminah, &town.district] {
            if !reminded(user).await.is_empty() {
                return None;
            }
        }
        Some(())
    })
    .await;
    // The fourteenth day was missed: the reminder goes out on the next one, once.
    assert_eq!(counts(9).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(8).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(-2).await, [1, 1, 1, 1, 0]);
}

#[tokio::test]
async fn after_a_long_stop_only_the_newest_reminder_goes_out() {
    let town = Town::founded().await;
    let lim = town.app.person("Lim").await;
    town.give(&town.district, &lim, "MEMBER", json!({ "endsAt": day("2026-09-01") })).await.ok();
    // From March to ten days before the end nobody did the day's duty.
    town.app.advance(TimeDelta::days(161));
    day_is_done(&town.app).await;
    assert_eq!(reminded(&lim).await.len(), 1);
    assert_eq!(reminded(&town.district).await.len(), 1);
}

#[tokio::test]
async fn a_role_that_begins_later_reaches_the_phone_when_it_begins() {
    let town = Town::founded().await;
    let mut aminah = town.app.person("Aminah").await;
    let later = json!({ "startsAt": "2026-03-14T04:05:00Z" });
    town.give(&town.district, &aminah, "CHAIR", later).await.ok();
    aminah.sign_in_again().await;
    assert!(roles(&aminah).await.is_empty());
    town.app.advance(TimeDelta::minutes(5));
    until(async || (aminah.ask("{ viewer { id } }").await.code() == "TOKEN_EXPIRED").then_some(()))
        .await;
    aminah.refresh().await;
    assert_eq!(roles(&aminah).await, ["CHAIR"]);
}

#[tokio::test]
async fn a_group_has_one_coordinator_whom_the_chair_names() {
    let town = Town::founded().await;
    let mut chair = town.app.person("Aminah").await;
    town.give(&town.district, &chair, "CHAIR", json!({})).await.ok();
    chair.sign_in_again().await;
    let mut faridah = town.app.resident("Faridah", town.area).await;
    let mut siti = town.app.resident("Siti", town.area).await;
    let stranger = town.app.person("Muthu").await;
    let name = async |by: &User, to: &User, kind: &str| {
        let input = json!({ "areaId": town.area, "kind": kind, "personId": to.id });
        by.graphql(GROUP, json!({ "input": input })).await
    };
    let set = name(&chair, &faridah, "WOMEN").await.ok();
    let coordinator = set.at("groupCoordinatorSet/group/coordinator");
    assert_eq!(coordinator["holder"]["displayName"], "Faridah");
    let again = name(&chair, &faridah, "WOMEN").await.ok();
    assert_eq!(again.at("groupCoordinatorSet/group/coordinator/id"), &coordinator["id"]);
    faridah.sign_in_again().await;
    assert!(roles(&faridah).await.contains(&"GROUP_COORDINATOR".to_owned()));
    // The next one follows her.
    let (one, other) =
        tokio::join!(name(&chair, &siti, "WOMEN"), name(&town.district, &siti, "WOMEN"));
    let ids = [one, other]
        .map(|answer| answer.ok().at("groupCoordinatorSet/group/coordinator/id").clone());
    assert_eq!(ids[0], ids[1], "two who name the same one name her once");
    faridah.sign_in_again().await;
    assert!(!roles(&faridah).await.contains(&"GROUP_COORDINATOR".to_owned()));
    let refused = name(&chair, &stranger, "SENIORS").await;
    assert_eq!(refused.refusals("groupCoordinatorSet"), ["PERSON_NOT_ELIGIBLE personId"]);
    assert_eq!(name(&faridah, &faridah, "SENIORS").await.code(), "FORBIDDEN");
    // She may give it up herself.
    siti.sign_in_again().await;
    let end = "mutation($id: ID!) { groupCoordinatorEnd(input: { id: $id }) { group { kind } userErrors { code } } }";
    assert_eq!(stranger.graphql(end, json!({ "id": ids[0] })).await.code(), "NOT_FOUND");
    siti.graphql(end, json!({ "id": ids[0] })).await.ok();
    siti.sign_in_again().await;
    assert_eq!(roles(&siti).await, ["RESIDENT"]);
    let groups =
        format!("{{ area(id: \"{}\") {{ groups {{ kind coordinator {{ id }} }} }} }}", town.area);
    let groups = town.app.anybody().ask(&groups).await.ok();
    assert_eq!(groups.at("area/groups/0"), &json!({ "kind": "WOMEN", "coordinator": null }));
}
