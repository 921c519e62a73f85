//! To whom a notice goes: a place, the roles there, and people by name.

use domain::{
    community::GrantScope,
    policy::Role,
    shared::{db, id::AreaId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket, with};

use super::{
    CREATE, FEED, PUBLISH,
    preferences::{quiet, set},
    publish,
};

const REACH: &str = "query($input: NoticeAudienceInput!) { noticeAudience(input: $input) { people more channels { channel people } sample } }";
const WAYS: &str = "query($input: NoticeAudienceInput!, $severity: NoticeSeverity) { noticeAudience(input: $input, severity: $severity) { people channels { channel people } ways { rings silent later feedOnly } } }";
const WRITTEN: &str = "query($id: ID!) { notice(id: $id) { official audience { nation stateCode district { id } area { id } roles namesViewer } } }";

async fn write(user: &User, audience: Value, rest: Value) -> Answer {
    let input =
        json!({ "audience": audience, "title": { "ms": "Makluman" }, "body": { "ms": "Isi" } });
    user.graphql(CREATE, json!({ "input": with(input, rest) })).await
}

async fn send(user: &User, audience: Value) -> String {
    let id = write(user, audience, json!({})).await.ok().text_at("noticeCreate/notice/id");
    publish(user, &id).await;
    id
}

async fn sees(user: &User, id: &str) -> bool {
    let feed = user.ask(FEED).await.ok();
    let there = feed.at("notices/nodes").as_array().unwrap().iter().any(|node| node["id"] == *id);
    let read = user.graphql(WRITTEN, json!({ "id": id })).await;
    assert_eq!(there, read.code().is_empty(), "the feed and the notice agree: {}", read.text);
    there
}

async fn reach(user: &User, audience: Value) -> Answer {
    user.graphql(REACH, json!({ "input": audience })).await
}

#[tokio::test]
async fn an_officers_notice_reaches_the_place_that_it_names() {
    let app = TestApp::start().await;
    let (johor, kedah) =
        (app.area("Taman Ria").await, app.area_in("Taman Sejahtera", "02", "Kedah").await);
    let lim = app.resident("Encik Lim", johor).await;
    let siti = app.resident("Puan Siti", kedah).await;
    let nobody = app.person("Tetamu").await;
    let district = domain::community::area(&app.ctx(), johor).await.unwrap().district_id;
    let in_district = GrantScope::District(district);
    let ppd = app.officer("Encik Ali", Role::DistrictOfficer, &in_district).await;
    let in_state = GrantScope::State("01".to_owned());
    let ppn = app.officer("Puan Mei", Role::StateOfficer, &in_state).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let at_district = json!({ "place": { "districtId": district.to_string() } });
    let at_state = json!({ "place": { "stateCode": "01" } });
    let at_nation = json!({ "place": { "nation": true } });
    let mut live = Socket::subscribe(&siti, "subscription { noticeReceived { id } }").await;

    for (officer, audience, reached) in [
        (&ppd, &at_district, [true, false]),
        (&ppn, &at_state, [true, false]),
        (&hq, &at_nation, [true, true]),
    ] {
        let id = send(officer, audience.clone()).await;
        assert_eq!([sees(&lim, &id).await, sees(&siti, &id).await], reached, "{audience}");
        assert!(!sees(&nobody, &id).await);
        if reached[1] {
            assert_eq!(
                live.next().await.unwrap()["payload"]["data"]["noticeReceived"]["id"],
                json!(id)
            );
        }
        let read = lim.graphql(WRITTEN, json!({ "id": id })).await.ok();
        assert_eq!(read.at("notice/official"), true);
    }
    // Nobody writes beyond their own place.
    for (officer, audience) in [(&ppd, &at_state), (&ppn, &at_nation), (&lim, &at_nation)] {
        assert_eq!(write(officer, audience.clone(), json!({})).await.code(), "NOT_FOUND");
        assert_eq!(reach(officer, audience.clone()).await.code(), "NOT_FOUND");
    }
    let unknown = write(&hq, json!({ "place": { "stateCode": "99" } }), json!({})).await;
    assert_eq!(unknown.refusals("noticeCreate"), ["STATE_UNKNOWN audience.place.stateCode"]);
    let area = json!({ "areaId": johor.to_string() });
    for (audience, rest, refusal) in [
        (json!({ "place": {} }), json!({}), "REQUIRED audience.place"),
        (
            json!({ "place": { "nation": true, "stateCode": "01" } }),
            json!({}),
            "TOO_MANY audience.place",
        ),
        (Value::Null, json!({}), "REQUIRED audience.place"),
        (at_nation.clone(), area, "TOO_MANY audience.place"),
        (
            json!({ "place": { "partId": "part_01jaaaaaaaaaaaaaaaaaaaaaaa" } }),
            json!({}),
            "REQUIRED audience.place.areaId",
        ),
    ] {
        let refused = write(&hq, audience, rest).await;
        assert_eq!(refused.refusals("noticeCreate"), [refusal], "{}", refused.text);
    }
    // What the department writes is the department's, also in an area.
    let area = json!({ "place": { "areaId": johor.to_string() } });
    let draft = write(&ppd, area, json!({})).await.ok().text_at("noticeCreate/notice/id");
    let secretary = app.officer_of_committee("Puan Aishah", johor, Role::Secretary).await;
    assert_eq!(secretary.graphql(PUBLISH, json!({ "id": draft })).await.code(), "NOT_FOUND");
    let sent = "query($place: NoticePlaceInput!) { noticesSent(place: $place) { nodes { id } } }";
    let place = json!({ "place": { "areaId": johor.to_string() } });
    let own = ppd.graphql(sent, place.clone()).await.ok();
    assert_eq!(own.at("noticesSent/nodes/0/id"), &json!(draft));
    assert_eq!(secretary.graphql(sent, place).await.ok().at("noticesSent/nodes"), &json!([]));
}

#[tokio::test]
async fn a_notice_to_some_roles_reaches_those_alone() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    let unit = crate::mysrs::add_unit(&app, area).await;
    let patroller = crate::mysrs::volunteer(&app, "Encik Rahim", unit, false).await;
    let at = |roles: Value| json!({ "place": { "areaId": area.to_string() }, "roles": roles });
    for (roles, reached) in [
        (json!([]), [true, true, true]),
        (json!(["RESIDENTS"]), [true, false, false]),
        (json!(["COMMITTEE"]), [false, true, false]),
        (json!(["PATROL"]), [false, false, true]),
        (json!(["PATROL", "RESIDENTS"]), [true, false, true]),
    ] {
        let id = send(&secretary, at(roles.clone())).await;
        // The committee reads what it sent, in whichever feed it stands.
        let feed = treasurer.ask(FEED).await.ok();
        let nodes = feed.at("notices/nodes").as_array().unwrap();
        let in_feed = nodes.iter().any(|node| node["id"] == *id);
        let found = [sees(&resident, &id).await, in_feed, sees(&patroller, &id).await];
        assert_eq!(found, reached, "{roles}");
    }
    let empty = write(&secretary, at(json!(["GROUPS"])), json!({})).await.ok();
    let id = empty.text_at("noticeCreate/notice/id");
    let refused = secretary.graphql(PUBLISH, json!({ "id": id })).await;
    assert_eq!(refused.refusals("noticePublish"), ["AUDIENCE_EMPTY"]);
}

#[tokio::test]
async fn people_are_named_who_belong_there() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let other = app.resident("Puan Wong", area).await;
    let named = |people: &[&User], roles: Value| {
        let ids: Vec<String> = people.iter().map(|user| user.id.to_string()).collect();
        json!({ "place": { "areaId": area.to_string() }, "roles": roles, "personIds": ids })
    };
    let refused = write(&secretary, named(&[&resident, &stranger], json!([])), json!({})).await;
    assert_eq!(refused.refusals("noticeCreate"), ["PERSON_NOT_ELIGIBLE audience.personIds.1"]);
    let document = "subscription { noticeReceived { id } }";
    let mut live = Socket::subscribe(&resident, document).await;
    let id = send(&secretary, named(&[&resident], json!([]))).await;
    assert_eq!(live.next().await.unwrap()["payload"]["data"]["noticeReceived"]["id"], json!(id));
    assert!(sees(&resident, &id).await && !sees(&other, &id).await);
    let read = resident.graphql(WRITTEN, json!({ "id": id })).await.ok();
    assert_eq!(read.at("notice/audience/namesViewer"), true);
    assert_eq!(read.at("notice/audience/roles"), &json!([]));

    // Named besides a role that they have: told once, and shown once.
    let both = send(&secretary, named(&[&resident], json!(["RESIDENTS"]))).await;
    assert_eq!(live.next().await.unwrap()["payload"]["data"]["noticeReceived"]["id"], json!(both));
    assert!(live.is_silent().await);
    let feed = resident.ask(FEED).await.ok();
    let nodes = feed.at("notices/nodes").as_array().unwrap();
    assert_eq!(nodes.iter().filter(|node| node["id"] == *both).count(), 1);
}

#[tokio::test]
async fn the_sender_knows_before_whom_it_reaches() {
    let (app, area, mut secretary, resident, _) = TestApp::neighbourhood().await;
    app.join(secretary.id, area).await;
    secretary.sign_in_again().await;
    let at = json!({ "place": { "areaId": area.to_string() } });
    // The secretary is a resident too, and one person.
    let found = reach(&secretary, at.clone()).await.ok();
    assert_eq!(found.at("noticeAudience/people"), 2);
    assert_eq!(found.at("noticeAudience/more"), false);
    let channels = |push: u64, mail: u64| {
        let reached = [("PUSH", push), ("SMS", 2), ("MAIL", mail)];
        let channel =
            |(channel, people): (&str, u64)| json!({ "channel": channel, "people": people });
        json!(reached.map(channel))
    };
    assert_eq!(found.at("noticeAudience/channels"), &channels(0, 0));
    assert_eq!(found.at("noticeAudience/sample"), &json!(["Encik Lim", "Puan Aishah"]));
    let register = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code } } }";
    for (user, app, token, push) in [
        (&resident, "MYKRT", "phone-1", 1),
        (&resident, "MYKRT", "phone-2", 1),
        // The other apps show no notices.
        (&resident, "MYSRS", "phone-3", 1),
        (&secretary, "MYSRS", "phone-4", 1),
        (&secretary, "MYKRT", "phone-5", 2),
    ] {
        let device = json!({ "app": app, "platform": "ANDROID", "token": token, "language": "EN" });
        user.graphql(register, json!({ "input": device })).await.ok();
        let found = reach(&secretary, at.clone()).await.ok();
        assert_eq!(found.at("noticeAudience/channels"), &channels(push, 0), "{token}");
    }
    // By mail come digests alone, to whoever wants them and has an address that is theirs.
    let digest =
        "mutation { noticeDigestSet(input: { frequency: DAILY }) { userErrors { code } } }";
    resident.ask(digest).await.ok();
    let (person, other) = (resident.id, secretary.id);
    let found = reach(&secretary, at.clone()).await.ok();
    assert_eq!(found.at("noticeAudience/channels"), &channels(2, 0));
    app.arrange(async |ctx, work| {
        for (person, address) in [(person, "lim@example.my"), (other, "aishah@example.my")] {
            let sql = "update person set email = $1, email_confirmed_at = $2 where id = $3";
            let values = [address.into(), ctx.now().into(), person.into()];
            db::run(work.connection(), sql, values).await.unwrap();
        }
    })
    .await;
    let found = reach(&secretary, at.clone()).await.ok();
    assert_eq!(found.at("noticeAudience/channels"), &channels(2, 1));
    let named = with(at.clone(), json!({ "personIds": [resident.id.to_string()] }));
    assert_eq!(reach(&secretary, named).await.ok().at("noticeAudience/people"), 1);
    // An officer learns how many, and not who.
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let nation = reach(&hq, json!({ "place": { "nation": true } })).await.ok();
    assert_eq!(nation.at("noticeAudience/people"), 3);
    assert_eq!(nation.at("noticeAudience/sample"), &json!([]));
    assert_eq!(reach(&resident, at).await.code(), "FORBIDDEN");
}

/// For how many of its residents a notice of this severity would ring, come silently, come later, and
/// stand in the feed alone.
async fn ways(secretary: &User, area: AreaId, severity: Value) -> [u64; 4] {
    let input = json!({ "place": { "areaId": area.to_string() }, "roles": ["RESIDENTS"] });
    let asked = json!({ "input": input, "severity": severity });
    let found = secretary.graphql(WAYS, asked).await.ok();
    assert_eq!(found.at("noticeAudience/people"), 6);
    // Whatever they wish.
    assert_eq!(found.at("noticeAudience/channels/0"), &json!({ "channel": "PUSH", "people": 4 }));
    let ways = found.at("noticeAudience/ways");
    ["rings", "silent", "later", "feedOnly"].map(|way| ways[way].as_u64().unwrap())
}

#[tokio::test]
async fn the_sender_knows_before_for_how_many_it_rings() {
    let (app, area, secretary, rings, _) = TestApp::neighbourhood().await;
    let off = app.resident("Encik Tan", area).await;
    let silent = app.resident("Puan Siti", area).await;
    let asleep = app.resident("Puan Wong", area).await;
    let by_mail = app.resident("Encik Ravi", area).await;
    app.resident("Puan Mei", area).await;
    for (number, user) in [&rings, &off, &silent, &asleep].into_iter().enumerate() {
        user.has_phone(&format!("phone-{number}"), ("MYKRT", "MS")).await;
    }
    set(&off, json!({ "choice": "OFF" })).await.ok();
    // What they chose for the area goes before what they chose for everywhere.
    let of_area = |choice: &str| json!({ "areaId": area.to_string(), "severity": "INFORMATION", "choice": choice });
    set(&silent, json!({ "severity": "INFORMATION", "choice": "OFF" })).await.ok();
    set(&silent, of_area("SILENT")).await.ok();
    // It is noon in Malaysia.
    quiet(&asleep, 11 * 60, 13 * 60).await.ok();
    let digest =
        "mutation { noticeDigestSet(input: { frequency: DAILY }) { userErrors { code } } }";
    by_mail.ask(digest).await.ok();
    let person = by_mail.id;
    app.arrange(async |ctx, work| {
        let sql = "update person set email = $1, email_confirmed_at = $2 where id = $3";
        let values = ["ravi@example.my".into(), ctx.now().into(), person.into()];
        db::run(work.connection(), sql, values).await.unwrap();
    })
    .await;

    // Nothing said is information, as of a notice that is written.
    for severity in [Value::Null, json!("INFORMATION")] {
        assert_eq!(ways(&secretary, area, severity).await, [1, 1, 2, 2]);
    }
    assert_eq!(ways(&secretary, area, json!("URGENT")).await, [2, 0, 2, 2]);
    assert_eq!(ways(&secretary, area, json!("EMERGENCY")).await, [4, 0, 1, 1]);
    // An officer learns how many, as a committee does.
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    assert_eq!(ways(&hq, area, json!("URGENT")).await, [2, 0, 2, 2]);

    // It comes to as many as was said.
    let id = send(
        &secretary,
        json!({ "place": { "areaId": area.to_string() }, "roles": ["RESIDENTS"] }),
    )
    .await;
    app.settles().await;
    let delivery =
        "query($id: ID!) { notice(id: $id) { severity delivery { people pushed held } } }";
    let sent = secretary.graphql(delivery, json!({ "id": id })).await.ok();
    let expected = json!({ "people": 6, "pushed": 2, "held": 1 });
    assert_eq!(sent.at("notice/severity"), "INFORMATION");
    assert_eq!(sent.at("notice/delivery"), &expected);
}

#[tokio::test]
async fn nobody_asks_what_one_person_wishes() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    resident.has_phone("phone-1", ("MYKRT", "MS")).await;
    set(&resident, json!({ "choice": "OFF" })).await.ok();
    let named = json!({
        "place": { "areaId": area.to_string() }, "personIds": [resident.id.to_string()],
    });
    for roles in [json!([]), json!(["COMMITTEE"])] {
        let input = with(named.clone(), json!({ "roles": roles }));
        let found = secretary.graphql(WAYS, json!({ "input": input })).await.ok();
        assert_eq!(found.at("noticeAudience/ways"), &Value::Null, "{}", found.text);
    }
    // Nor of a few, whoever asks.
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let input = json!({ "place": { "nation": true }, "roles": ["RESIDENTS"] });
    let nation = hq.graphql(WAYS, json!({ "input": input, "severity": "URGENT" })).await.ok();
    assert_eq!(nation.at("noticeAudience/people"), 2);
    assert_eq!(nation.at("noticeAudience/ways"), &Value::Null);
}
