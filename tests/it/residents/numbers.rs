//! The list of residents, and who is told one's number.

use chrono::TimeDelta;
use domain::{
    mysrs::unit::{self, NewUnit, UnitStatus},
    shared::id::AreaId,
};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{RESIDENTS, code, join, leave, names};

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
