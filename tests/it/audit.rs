//! Who did what to whom: noted, sealed, searched, and never changed unseen.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::{Action, Place, Role},
    shared::{
        audit::{self, Anchor, Report, Subject},
        db,
    },
};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{TestApp, User};
use uuid::Uuid;

/// Seals everything that waits. The node's own sealer may be at it: then it is asked again.
async fn sealed(app: &TestApp) -> Report {
    loop {
        audit::seal(&app.house.tools, &app.house.config.seal_key().unwrap()).await.unwrap();
        let report = verified(app, None).await;
        if report.unsealed == 0 || report.broken.is_some() {
            return report;
        }
    }
}

async fn verified(app: &TestApp, anchor: Option<&Anchor>) -> Report {
    let key = app.house.config.seal_key().unwrap();
    audit::verify(&app.house.tools.db, &key, anchor, app.clock.now()).await.unwrap()
}

fn what(report: &Report) -> String {
    report.broken.as_ref().map_or_else(String::new, ToString::to_string)
}

/// What nobody may do, done by somebody who owns the database.
async fn tamper(app: &TestApp, sql: &str, id: Option<Uuid>) {
    let connection = app.house.tools.db.write();
    let unlock: &[&str] = if app.house.tools.db.is_postgres() {
        &[
            "alter table audit_entry disable trigger user",
            "alter table audit_seal disable trigger user",
            "alter table audit_detail disable trigger user",
        ]
    } else {
        &[
            "drop trigger if exists audit_entry_not_changed",
            "drop trigger if exists audit_entry_not_removed",
            "drop trigger if exists audit_seal_not_changed",
            "drop trigger if exists audit_seal_not_removed",
            "drop trigger if exists audit_detail_not_changed",
        ]
    };
    for sql in unlock {
        db::run(connection, sql, []).await.unwrap();
    }
    let touched = db::run(connection, sql, id.map(Into::into)).await.unwrap();
    assert!(touched > 0, "{sql}");
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

/// The entries in the order in which they are chained.
async fn chained(app: &TestApp) -> Vec<Uuid> {
    let sql = "select entry_id as id from audit_seal order by position";
    let rows: Vec<Row> = db::all(app.house.tools.db.write(), sql, []).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// Five deeds of the program, each with something beside it, sealed.
async fn with_five_deeds() -> (TestApp, Vec<Uuid>) {
    let app = TestApp::start().await;
    for number in 0..5_u128 {
        app.arrange(async |_, work| {
            let subject = Subject { kind: "notice", id: Uuid::from_u128(number) };
            work.note(Action::NoticePublish, subject, &Place::default())
                .detail("reason", format!("sebab {number}"));
        })
        .await;
        app.advance(TimeDelta::milliseconds(1));
    }
    let report = sealed(&app).await;
    assert_eq!((report.sealed, what(&report)), (5, String::new()));
    let entries = chained(&app).await;
    (app, entries)
}

async fn publish(secretary: &User, area: &str) -> String {
    let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
    let input =
        json!({ "areaId": area, "title": { "ms": "Banjir" }, "body": { "ms": "Ke dewan." } });
    let draft = secretary.graphql(create, json!({ "input": input })).await.ok();
    let id = draft.text_at("noticeCreate/notice/id");
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    secretary.graphql(publish, json!({ "id": id })).await.ok();
    id
}

const SEARCH: &str = "query($filter: AuditFilterInput, $first: Int, $after: String) { auditEntries(filter: $filter, first: $first, after: $after) { nodes { action outcome actorId subjectId stateCode app } pageInfo { endCursor hasNextPage } } }";

async fn actions(reader: &User, filter: Value) -> Vec<String> {
    let found = reader.graphql(SEARCH, json!({ "filter": filter })).await.ok();
    let nodes = found.at("auditEntries/nodes").as_array().unwrap().clone();
    // By name: the clock stands still, and what happens at one instant has no order.
    let mut actions: Vec<String> =
        nodes.iter().map(|node| node["action"].as_str().unwrap().to_owned()).collect();
    actions.sort_unstable();
    actions
}

#[tokio::test]
async fn officers_find_what_was_done_in_their_state_and_nothing_of_another() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let melaka = app.area_in("Taman Melaka", "04", "Melaka").await;
    let there = app.officer_of_committee("Encik Ravi", melaka, Role::Secretary).await;
    let state = |code: &str| GrantScope::State(code.to_owned());
    let johor = app.officer("Pengarah Johor", Role::StateOfficer, &state("01")).await;
    let kedah = app.officer("Pengarah Kedah", Role::StateOfficer, &state("02")).await;
    let admin = app.officer("Pentadbir", Role::Administrator, &GrantScope::Nation).await;
    let notice = publish(&secretary, &area.to_string()).await;
    publish(&there, &melaka.to_string()).await;

    assert_eq!(actions(&johor, json!(null)).await, ["NOTICE_PUBLISH", "NOTICE_WRITE"]);
    assert_eq!(actions(&kedah, json!(null)).await, [""; 0]);
    let of = |field: &str, value: &str| json!({ field: value });
    let secretary_id = secretary.id.to_string();
    assert_eq!(actions(&johor, of("actorId", &secretary_id)).await.len(), 2);
    assert_eq!(actions(&johor, of("actorId", &there.id.to_string())).await, [""; 0]);
    assert_eq!(actions(&johor, of("subjectId", &notice)).await.len(), 2);
    assert_eq!(actions(&johor, of("action", "NOTICE_WRITE")).await, ["NOTICE_WRITE"]);
    let now = app.clock.now();
    let later = (now + TimeDelta::seconds(1)).to_rfc3339();
    assert_eq!(actions(&johor, of("since", &later)).await, [""; 0]);
    assert_eq!(actions(&johor, of("until", &later)).await.len(), 2);
    assert_eq!(actions(&johor, of("until", &now.to_rfc3339())).await, [""; 0]);
    let publishing = actions(&admin, of("action", "NOTICE_PUBLISH")).await;
    assert_eq!(publishing.len(), 2, "an administrator sees both states");

    let first = johor.graphql(SEARCH, json!({ "first": 1 })).await.ok();
    assert_eq!(first.at("auditEntries/nodes/0/actorId"), &json!(secretary_id));
    assert_eq!(first.at("auditEntries/nodes/0/subjectId"), &json!(notice));
    assert_eq!(first.at("auditEntries/pageInfo/hasNextPage"), true);
    let after = first.at("auditEntries/pageInfo/endCursor");
    let second = johor.graphql(SEARCH, json!({ "first": 1, "after": after })).await.ok();
    assert_ne!(second.at("auditEntries/nodes/0/action"), first.at("auditEntries/nodes/0/action"));
    assert_eq!(second.at("auditEntries/pageInfo/hasNextPage"), false);

    let wrong = johor.graphql(SEARCH, json!({ "filter": { "action": "DANCE" } })).await;
    assert_eq!(wrong.code(), "VALUE_INVALID");
    for nosy in [&resident, &secretary] {
        assert_eq!(nosy.ask("{ auditEntries { nodes { id } } }").await.code(), "FORBIDDEN");
    }
}

#[tokio::test]
async fn a_person_sees_what_others_did_that_concerns_them() {
    let app = TestApp::start().await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let id = aminah.id;
    app.arrange(async |_, work| {
        work.note(Action::SessionRevoke, id, &Place::default()).detail("reason", "telefon hilang");
    })
    .await;
    let mine = "{ viewer { auditEntries { nodes { action personId detail { name value } detailErased } } } }";
    let seen = aminah.ask(mine).await.ok();
    assert_eq!(
        seen.at("viewer/auditEntries/nodes"),
        &json!([{ "action": "SESSION_REVOKE", "personId": id.to_string(), "detail": [{ "name": "reason", "value": "telefon hilang" }], "detailErased": false }])
    );
    assert_eq!(lim.ask(mine).await.ok().at("viewer/auditEntries/nodes"), &json!([]));
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_audit() {
    let (app, _) = with_five_deeds().await;
    for sql in [
        "update audit_entry set action = 'NOTICE_WRITE'",
        "delete from audit_entry",
        "update audit_seal set position = position + 1",
        "delete from audit_seal",
        "update audit_detail set detail = '{}'",
    ] {
        assert!(db::run(app.house.tools.db.write(), sql, []).await.is_err(), "{sql}");
    }
    if app.house.tools.db.is_postgres() {
        for sql in ["truncate audit_entry", "truncate audit_seal"] {
            assert!(db::run(app.house.tools.db.write(), sql, []).await.is_err(), "{sql}");
        }
    }
    assert_eq!(verified(&app, None).await.sealed, 5);
}

#[tokio::test]
async fn a_changed_entry_shows() {
    let (app, entries) = with_five_deeds().await;
    let sql = "update audit_entry set action = 'NOTICE_WRITE' where id = $1";
    tamper(&app, sql, Some(entries[2])).await;
    let report = verified(&app, None).await;
    assert_eq!(report.broken.as_ref().unwrap().entry.unwrap().0, entries[2]);
    assert_eq!((report.sealed, report.broken.as_ref().unwrap().position), (2, 3));
    assert!(what(&report).contains("not as it was sealed"), "{}", what(&report));
}

#[tokio::test]
async fn a_removed_entry_shows_with_or_without_its_seal() {
    let (app, entries) = with_five_deeds().await;
    tamper(&app, "delete from audit_entry where id = $1", Some(entries[1])).await;
    let report = verified(&app, None).await;
    assert_eq!(report.broken.as_ref().unwrap().entry.unwrap().0, entries[1]);
    assert!(what(&report).contains("was removed"), "{}", what(&report));

    tamper(&app, "delete from audit_seal where entry_id = $1", Some(entries[1])).await;
    let report = verified(&app, None).await;
    assert!(what(&report).contains("the links from 2 to 2 are missing"), "{}", what(&report));
}

#[tokio::test]
async fn what_stands_beside_an_entry_may_be_erased_but_not_changed() {
    let (app, entries) = with_five_deeds().await;
    tamper(&app, "delete from audit_detail where entry_id = $1", Some(entries[0])).await;
    let report = verified(&app, None).await;
    assert_eq!((report.sealed, report.erased_details, what(&report)), (5, 1, String::new()));
    let sql = "update audit_detail set detail = '{\"reason\":\"lain\"}' where entry_id = $1";
    tamper(&app, sql, Some(entries[3])).await;
    let report = verified(&app, None).await;
    assert_eq!(report.broken.as_ref().unwrap().position, 4);
    assert!(what(&report).contains("beside the entry was changed"), "{}", what(&report));
}

#[tokio::test]
async fn an_end_that_was_cut_off_shows_beside_an_older_link() {
    let (app, _) = with_five_deeds().await;
    let newest = verified(&app, None).await.newest.unwrap();
    let anchor: Anchor = newest.parse().unwrap();
    assert_eq!(what(&verified(&app, Some(&anchor)).await), "");
    let cut =
        "delete from audit_entry where id in (select entry_id from audit_seal where position > 3)";
    tamper(&app, cut, None).await;
    tamper(&app, "delete from audit_seal where position > 3", None).await;
    let report = verified(&app, Some(&anchor)).await;
    // The third link may have been the last of its round, and signed, or not.
    assert!(what(&report).contains("are missing"), "{}", what(&report));
}

#[tokio::test]
async fn a_chain_of_another_secret_is_not_ours() {
    let (app, _) = with_five_deeds().await;
    let other = audit::SealKey::of(b"another secret").unwrap();
    let report = audit::verify(&app.house.tools.db, &other, None, app.clock.now()).await.unwrap();
    assert!(what(&report).contains("another KRT_SECRET"), "{}", what(&report));
}

#[tokio::test]
async fn an_entry_that_loses_its_seal_or_never_gets_one_shows() {
    let (app, entries) = with_five_deeds().await;
    tamper(&app, "delete from audit_seal where entry_id = $1", Some(entries[4])).await;
    let report = verified(&app, None).await;
    assert_eq!(report.unsealed, 1);
    // The last link carried the signature: what is left of the chain ends without one, or with an
    // older one, and the entry says that it was sealed.
    assert!(report.broken.is_some());
}

#[tokio::test]
async fn two_nodes_seal_one_chain() {
    let app = TestApp::start().await;
    // The embedded default is one node by nature; two sealers at once are the same question.
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let beside = other.as_ref().unwrap_or(&app);
    let key = app.house.config.seal_key().unwrap();
    let write = async |node: &TestApp| {
        for number in 0..40_u128 {
            node.arrange(async |_, work| {
                let subject = Subject { kind: "notice", id: Uuid::from_u128(number) };
                work.note(Action::NoticePublish, subject, &Place::default());
            })
            .await;
        }
    };
    let seal = async |node: &TestApp| {
        for _ in 0..20 {
            audit::seal(&node.house.tools, &key).await.unwrap();
        }
    };
    tokio::join!(write(&app), write(beside), seal(&app), seal(beside));
    let report = sealed(&app).await;
    assert_eq!((report.sealed, report.unsealed, what(&report)), (80, 0, String::new()));
}

#[tokio::test]
async fn what_is_refused_an_officer_is_noted_but_does_not_fill_the_disk() {
    let (app, area, ..) = TestApp::neighbourhood().await;
    let state = GrantScope::State("02".to_owned());
    let kedah = app.officer("Pengarah Kedah", Role::StateOfficer, &state).await;
    let admin = app.officer("Pentadbir", Role::Administrator, &GrantScope::Nation).await;
    let drafts = format!("{{ notices(areaId: \"{area}\") {{ nodes {{ id }} }} }}");
    for _ in 0..30 {
        assert_eq!(kedah.ask(&drafts).await.code(), "NOT_FOUND");
    }
    let filter = json!({ "actorId": kedah.id.to_string() });
    let noted = loop {
        let found = admin.graphql(SEARCH, json!({ "filter": filter })).await.ok();
        let mut nodes = found.at("auditEntries/nodes").as_array().unwrap().clone();
        nodes.retain(|node| node["outcome"] == "REFUSED");
        if !nodes.is_empty() {
            break nodes;
        }
    };
    assert!(noted.len() <= 5, "{noted:?}");
    assert_eq!(noted[0]["outcome"], "REFUSED");
    assert_eq!(
        (&noted[0]["action"], &noted[0]["stateCode"]),
        (&json!("NOTICE_READ_DRAFT"), &json!("01"))
    );
}

#[tokio::test]
async fn a_guesser_and_a_stolen_refresh_token_are_noted() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let admin = app.officer("Pentadbir", Role::Administrator, &GrantScope::Nation).await;
    let first = aminah.refresh_with(&aminah.refresh_token).await.ok();
    let token = Some(first.text_at("sessionRefresh/tokens/accessToken"));
    aminah.holding(token).ask("{ viewer { id } }").await.ok();
    let stolen = aminah.refresh_with(&aminah.refresh_token).await;
    assert_eq!(stolen.refusals("sessionRefresh"), ["REFRESH_TOKEN_REUSED"]);
    let guess = json!({ "phone": aminah.phone, "password": "tekaan saya" });
    loop {
        let answer = app.anybody().post("/v1/session", &guess).await;
        if answer.code() == "RATE_LIMITED" {
            break;
        }
        assert_eq!(answer.code(), "CREDENTIALS_WRONG");
    }
    let filter = json!({ "subjectId": aminah.id.to_string() });
    loop {
        let found = admin.graphql(SEARCH, json!({ "filter": filter })).await.ok();
        let refused: BTreeSet<String> = found
            .at("auditEntries/nodes")
            .as_array()
            .unwrap()
            .iter()
            .filter(|node| node["outcome"] == "REFUSED")
            .map(|node| node["action"].as_str().unwrap().to_owned())
            .collect();
        if refused.len() == 2 {
            assert!(refused.contains("SESSION_CREATE") && refused.contains("SESSION_REFRESH"));
            break;
        }
    }
}
