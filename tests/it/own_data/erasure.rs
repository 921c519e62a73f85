//! Everything about oneself, erased.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    mysrs::unit::add_patroller,
    policy::Role,
    shared::{audit, db},
};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User, socket::Socket};

use super::{Busy, ERASE, PHONE, columns::every_column, erase};
use crate::mysrs::Night;

/// Everything in the database, as text.
async fn dump(app: &TestApp) -> Vec<String> {
    #[derive(FromQueryResult)]
    struct Line {
        line: String,
    }
    let database = &app.house.tools.db;
    let mut lines = Vec::new();
    for (table, columns) in every_column(app).await {
        let sql = if database.is_postgres() {
            format!("select t::text as line from \"{table}\" t")
        } else {
            let parts: Vec<String> =
                columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("select {} as line from \"{table}\"", parts.join(" || ' ' || "))
        };
        let rows: Vec<Line> = db::all(database.write(), &sql, []).await.unwrap();
        lines.extend(rows.into_iter().map(|row| format!("{table}: {}", row.line)));
    }
    lines
}

/// The lines that still tell who it was.
async fn traces(app: &TestApp) -> Vec<String> {
    let tells = ["khairunnisa", "198765432", "19-8765432", "19-876 5432"];
    let lines = dump(app).await;
    lines
        .into_iter()
        .filter(|line| tells.iter().any(|text| line.to_lowercase().contains(text)))
        .collect()
}

#[tokio::test]
async fn an_erasure_leaves_no_trace_of_who_it_was_and_says_what_stays() {
    let busy = Busy::at_work().await;
    let app = &busy.night.app;
    assert!(traces(app).await.len() > 5, "there is something to erase");
    let unsure = busy.nisa.graphql(ERASE, json!({ "understood": false })).await;
    assert_eq!(unsure.refusals("accountErase"), ["REQUIRED understood"]);
    let last = erase(&busy.nisa).await;
    assert_eq!(last.refusals("accountErase"), ["LAST_IN_CHARGE"], "{}", last.text);
    assert!(last.text.contains("(secretary)"), "{}", last.text);
    busy.nisa.ask("{ viewer { id } }").await.ok();

    busy.hands_over().await;
    let mut other_phone = busy.nisa.clone();
    other_phone.sign_in_again().await;
    let mut socket =
        Socket::subscribe(&other_phone, "subscription { noticeReceived { id } }").await;
    let erased = erase(&busy.nisa.speaking("ms")).await.ok();
    let kept: Vec<Value> = erased.at("accountErase/kept").as_array().unwrap().clone();
    let codes: Vec<&str> = kept.iter().map(|kept| kept["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["ACCOUNT", "POSTS", "NOTICES", "PATROLS", "AUDIT"]);
    assert!(kept[0]["reason"].as_str().unwrap().contains("tanpa nama"), "{kept:?}");
    // The project and its products were handed over; what they say is their new owner's.
    let left: Vec<String> = traces(app).await;
    let others = |line: &&String| !line.starts_with("project: ") && !line.starts_with("product: ");
    assert_eq!(left.iter().filter(others).collect::<Vec<_>>(), Vec::<&String>::new());

    assert_eq!(socket.closed().await.0, 4403);
    for phone in [&busy.nisa, &other_phone] {
        assert_eq!(phone.ask("{ viewer { id } }").await.code(), "SESSION_ENDED");
        assert_eq!(erase(phone).await.code(), "SESSION_ENDED");
        let refreshed = phone.refresh_with(&phone.refresh_token).await;
        assert_eq!(refreshed.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    }
    assert_eq!(busy.nisa.sign_in(PASSWORD).await.code(), "CREDENTIALS_WRONG");
    // Others still see what happened, and the chain is whole.
    let patrols = format!(
        "{{ patrolUnit(id: \"{}\") {{ patrols {{ nodes {{ checkInCount members {{ displayName }} }} }} }} }}",
        busy.night.unit
    );
    let seen = busy.night.leader.ask(&patrols).await.ok();
    assert_eq!(seen.at("patrolUnit/patrols/nodes/0/checkInCount"), 1);
    assert_eq!(seen.at("patrolUnit/patrols/nodes/0/members/0/displayName"), "");
    let key = app.house.config.seal_key().unwrap();
    audit::seal(&app.house.tools, &key).await.unwrap();
    let report = audit::verify(&app.house.tools.db, &key, None, app.clock.now()).await.unwrap();
    assert!(report.broken.is_none() && report.sealed > 0, "{report:?}");

    app.advance(TimeDelta::days(1));
    let anew = User::register(&app.url, PHONE, "Orang baharu").await;
    assert_ne!(anew.id, busy.nisa.id);
    let export = anew.get("/v1/account/export").await;
    assert_eq!(export.body["notices"], json!([]));
}

#[tokio::test]
async fn two_erasures_at_once_are_one() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let (left, right) = tokio::join!(erase(&aminah), erase(&aminah));
    let done = |answer: &Answer| answer.at("accountErase/kept").is_array();
    assert!(done(&left) != done(&right), "{} {}", left.text, right.text);
    let late = if done(&left) { right } else { left };
    assert_eq!(late.code(), "SESSION_ENDED");
}

#[tokio::test]
async fn of_two_leaders_who_go_at_once_one_stays() {
    let night = Night::begins().await;
    let (first, mut second) = (night.leader.clone(), night.app.person("Encik Zul").await);
    let (person, unit) = (second.id, night.unit);
    night
        .app
        .arrange(async |ctx, work| {
            add_patroller(work, ctx.mint(), unit, person, true, ctx.now()).await.unwrap();
        })
        .await;
    second.sign_in_again().await;
    let (left, right) = tokio::join!(erase(&first), erase(&second));
    let mut outcomes = [left.refusals("accountErase"), right.refusals("accountErase")];
    outcomes.sort();
    assert_eq!(outcomes, [vec![], vec!["LAST_IN_CHARGE".to_owned()]]);
}

/// A committee with a chair who stays, and three who go: what they are called means something in
/// JSON.
async fn odd_names(app: &TestApp) -> (User, [User; 3]) {
    let area = app.area("Taman Ria").await;
    let chair = app.officer_of_committee("Encik Lim", area, Role::Chair).await;
    let odd = async |post: Role, name: &str| {
        let user = app.officer_of_committee(name, area, post).await;
        let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
        let body = json!({ "ms": format!("Oleh {name}."), "en": "Bring gloves." });
        let input =
            json!({ "areaId": area.to_string(), "title": { "ms": "Gotong-royong" }, "body": body });
        let written = user.graphql(create, json!({ "input": input })).await.ok();
        let publish = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { userErrors { code } } }";
        let id = written.text_at("noticeCreate/notice/id");
        user.graphql(publish, json!({ "input": { "id": id } })).await.ok();
        user
    };
    let users = [
        odd(Role::DeputyChair, r#"Siti "Boy" Ali"#).await,
        odd(Role::Secretary, r"Ah \ Chong").await,
        odd(Role::AssistantSecretary, r#"","en":""#).await,
    ];
    (chair, users)
}

#[tokio::test]
async fn a_name_that_means_something_in_json_goes_and_breaks_nothing() {
    let app = TestApp::start().await;
    let (chair, users) = odd_names(&app).await;
    for user in &users {
        erase(user).await.ok();
    }
    let read = chair.ask("{ notices { nodes { body { ms en } } } }").await.ok();
    let left = json!({ "body": { "ms": "Oleh ….", "en": "Bring gloves." } });
    assert_eq!(read.at("notices/nodes"), &json!([left, left, left]));
}

#[tokio::test]
async fn what_an_administrator_did_keeps_its_meaning_without_them() {
    let app = TestApp::start().await;
    let leaving = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let staying = app.officer("Encik Gimbad", Role::Administrator, &GrantScope::Nation).await;
    let aminah = app.person("Aminah").await;
    leaving.bans(aminah.id).await.ok();
    erase(&leaving).await.ok();
    let read = "{ auditEntries(first: 100) { nodes { action actorId detail { name value } detailErased } } }";
    let entries = staying.ask(read).await.ok();
    let entries = entries.at("auditEntries/nodes").as_array().unwrap().clone();
    let banned: Vec<&Value> =
        entries.iter().filter(|entry| entry["action"] == "PERSON_BAN").collect();
    assert_eq!(
        banned,
        [&json!({
            "action": "PERSON_BAN", "actorId": leaving.id.to_string(),
            "detail": [{ "name": "status", "value": "BANNED" }], "detailErased": false,
        })]
    );
}
