//! How far a notice came: told by phones, late and in batches, and counted for its sender.

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{
        db,
        id::{MembershipId, PersonId},
    },
};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User};

use super::{draft, publish, spread::Ringing};

const RECORD: &str = "mutation($input: NoticeReceiptsRecordInput!) { noticeReceiptsRecord(input: $input) { outcomes userErrors { code field } } }";
const KNOW: &str = "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { notice { readAt acknowledgedAt } userErrors { code } } }";
const TOTALS: &str = "query($id: ID!) { notice(id: $id) { receipts { audience delivered seen read acknowledged } readAt } }";
const WHO: &str = "query($id: ID!, $first: Int, $after: String) { noticeUnacknowledged(noticeId: $id, first: $first, after: $after) { nodes { displayName deliveredAt } pageInfo { hasNextPage endCursor } } }";

async fn record(user: &User, receipts: Value) -> Answer {
    user.graphql(RECORD, json!({ "input": { "receipts": receipts } })).await
}

async fn totals(user: &User, id: &str) -> Value {
    user.graphql(TOTALS, json!({ "id": id })).await.ok().at("notice/receipts").clone()
}

/// A line without the mark with which a file may begin; not every client shows it.
fn unmarked(line: &str) -> &str {
    line.trim_start_matches('\u{feff}')
}

fn names(answer: &Answer) -> Vec<String> {
    let nodes = answer.at("noticeUnacknowledged/nodes").as_array().unwrap();
    nodes.iter().map(|node| node["displayName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_phone_tells_late_and_in_batches_what_happened_when() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let first = draft(&secretary, area, "Satu").await;
    let hidden = draft(&secretary, area, "Draf").await;
    publish(&secretary, &first).await;
    let out = app.clock.now();
    app.advance(TimeDelta::minutes(5));
    let at = |minutes: i64| out + TimeDelta::minutes(minutes);
    let batch = json!([
        { "noticeId": first, "kind": "SEEN", "at": at(2) },
        { "noticeId": hidden, "kind": "READ", "at": at(2) },
        { "noticeId": first, "kind": "READ", "at": at(3) },
        { "noticeId": first, "kind": "DELIVERED", "at": at(-60) },
    ]);
    let kept = record(&resident, batch.clone()).await.ok();
    assert_eq!(
        kept.at("noticeReceiptsRecord/outcomes"),
        &json!(["APPLIED", "REJECTED", "APPLIED", "APPLIED"])
    );
    // The same batch again, as by a phone that lost the answer.
    let again = record(&resident, batch).await.ok();
    assert_eq!(
        again.at("noticeReceiptsRecord/outcomes"),
        &json!(["DUPLICATE", "REJECTED", "DUPLICATE", "DUPLICATE"])
    );
    let read = resident.graphql(TOTALS, json!({ "id": first })).await.ok();
    assert_eq!(read.at("notice/readAt"), "2026-03-14T04:03:00.000Z");
    // The sender's figures are not the readers' affair.
    assert_eq!(read.at("notice/receipts"), &Value::Null);
    assert_eq!(
        totals(&secretary, &first).await,
        json!({ "audience": 2, "delivered": 1, "seen": 1, "read": 1, "acknowledged": 0 })
    );
    // An earlier time that comes late stays; a later one, and one in 2199, changes nothing.
    let earlier = json!([{ "noticeId": first, "kind": "READ", "at": at(1) }]);
    assert_eq!(
        record(&resident, earlier).await.ok().at("noticeReceiptsRecord/outcomes"),
        &json!(["APPLIED"])
    );
    let never = json!([{ "noticeId": first, "kind": "READ", "at": "2199-01-01T00:00:00Z" }]);
    assert_eq!(
        record(&resident, never).await.ok().at("noticeReceiptsRecord/outcomes"),
        &json!(["DUPLICATE"])
    );
    let read = resident.graphql(TOTALS, json!({ "id": first })).await.ok();
    assert_eq!(read.at("notice/readAt"), "2026-03-14T04:01:00.000Z");

    let not_theirs = json!([{ "noticeId": first, "kind": "READ" }]);
    assert_eq!(
        record(&stranger, not_theirs).await.ok().at("noticeReceiptsRecord/outcomes"),
        &json!(["REJECTED"])
    );
    let many = vec![json!({ "noticeId": first, "kind": "SEEN" }); 101];
    let refused = record(&resident, json!(many)).await;
    assert_eq!(refused.refusals("noticeReceiptsRecord"), ["TOO_MANY receipts"]);
}

#[tokio::test]
async fn whoever_only_looks_is_no_recipient() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Satu").await;
    publish(&secretary, &id).await;
    let officer =
        app.officer("Puan Chong", Role::HqOfficer, &domain::community::GrantScope::Nation).await;
    let mark = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { notices { id readAt } userErrors { code } } }";
    let marked = officer.graphql(mark, json!({ "ids": [id] })).await.ok();
    assert_eq!(marked.at("noticeMarkRead/notices/0/readAt"), &Value::Null);
    let known = officer.graphql(KNOW, json!({ "id": id })).await.ok();
    assert_eq!(known.at("noticeAcknowledge/notice/acknowledgedAt"), &Value::Null);
    let seen = json!([{ "noticeId": id, "kind": "SEEN" }]);
    assert_eq!(
        record(&officer, seen).await.ok().at("noticeReceiptsRecord/outcomes"),
        &json!(["REJECTED"])
    );
    assert_eq!(
        totals(&secretary, &id).await,
        json!({ "audience": 2, "delivered": 0, "seen": 0, "read": 0, "acknowledged": 0 })
    );
}

#[tokio::test]
async fn the_sender_sees_who_has_not_acknowledged() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let wong = app.resident("Puan Wong", area).await;
    app.resident("=CMD(\"x\")", area).await;
    let id = draft(&secretary, area, "Banjir").await;
    publish(&secretary, &id).await;
    let known = wong.graphql(KNOW, json!({ "id": id })).await.ok();
    assert_eq!(known.at("noticeAcknowledge/notice/acknowledgedAt"), "2026-03-14T04:00:00.000Z");
    assert_eq!(known.at("noticeAcknowledge/notice/readAt"), "2026-03-14T04:00:00.000Z");
    wong.graphql(KNOW, json!({ "id": id })).await.ok();
    assert_eq!(
        totals(&secretary, &id).await,
        json!({ "audience": 4, "delivered": 1, "seen": 1, "read": 1, "acknowledged": 1 })
    );
    let first = secretary.graphql(WHO, json!({ "id": id, "first": 2 })).await.ok();
    assert_eq!(names(&first), ["=CMD(\"x\")", "Encik Lim"]);
    let after = first.at("noticeUnacknowledged/pageInfo/endCursor").clone();
    let rest = secretary.graphql(WHO, json!({ "id": id, "first": 2, "after": after })).await.ok();
    assert_eq!(names(&rest), ["Puan Aishah"]);

    // Whoever has moved away keeps the receipt, and counts on.
    app.arrange(async |ctx, work| {
        let sql = "update membership set left_at = $1 where person_id = $2";
        let values = [ctx.now().into(), wong.id.into()];
        db::run(work.connection(), sql, values).await.unwrap();
    })
    .await;
    assert_eq!(totals(&secretary, &id).await["audience"], 4);

    let path = format!("/v1/notices/{id}/receipts.csv");
    let file = secretary.get(&path).await;
    assert_eq!(file.status, 200);
    assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let mut lines: Vec<&str> = file.text.lines().collect();
    let head = "Name,Sent,Delivered,Seen,Read,Acknowledged,Acknowledged before the correction";
    assert_eq!(unmarked(lines.remove(0)), head);
    lines.sort_unstable();
    assert_eq!(lines[0], "\"'=CMD(\"\"x\"\")\",,,,,,");
    let noon = "2026-03-14 12:00:00";
    assert_eq!(lines[3], format!("\"Puan Wong\",,{noon},{noon},{noon},{noon},"));
    assert_eq!(lines.len(), 4);
    // Who took the names stands in the audit.
    assert_eq!(files_taken(&app).await, 1);
    let officer =
        app.officer("Puan Chong", Role::HqOfficer, &domain::community::GrantScope::Nation).await;
    for (user, code) in
        [(&resident, "FORBIDDEN"), (&stranger, "NOT_FOUND"), (&officer, "FORBIDDEN")]
    {
        assert_eq!(user.get(&path).await.code(), code);
        assert_eq!(user.graphql(WHO, json!({ "id": id })).await.code(), code);
    }
    assert_eq!(files_taken(&app).await, 1, "whoever is refused takes nothing");
}

#[tokio::test]
async fn the_sender_sees_to_whom_it_was_sent_and_when() {
    let ringing = Ringing::begins().await;
    // Without the app.
    ringing.app.resident("Puan Wong", ringing.area).await;
    let id = ringing.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    ringing.settles().await;
    let who = "query($id: ID!) { noticeUnacknowledged(noticeId: $id) { nodes { displayName sentAt deliveredAt } } }";
    let found = ringing.chair.graphql(who, json!({ "id": id })).await.ok();
    let nodes = found.at("noticeUnacknowledged/nodes").as_array().unwrap();
    let told: Vec<(&str, Option<&str>)> = nodes
        .iter()
        .map(|node| (node["displayName"].as_str().unwrap(), node["sentAt"].as_str()))
        .collect();
    let noon = Some("2026-03-14T04:00:00.000Z");
    assert_eq!(told, [("Encik Lim", noon), ("Puan Siti", noon), ("Puan Wong", None)]);
    assert!(nodes.iter().all(|node| node["deliveredAt"].is_null()), "no phone has told anything");

    let path = format!("/v1/notices/{id}/receipts.csv");
    // A spreadsheet reads Chinese and Tamil names.
    let file = ringing.chair.request(Method::GET, &path).send().await.unwrap();
    let bytes = file.bytes().await.unwrap();
    assert!(bytes.starts_with("\u{feff}Nam".as_bytes()), "{bytes:?}");
    for (language, head) in [
        ("ms", "Nama,Dihantar,Diterima,Dilihat,Dibaca,Diakui,Diakui sebelum pembetulan"),
        ("en", "Name,Sent,Delivered,Seen,Read,Acknowledged,Acknowledged before the correction"),
    ] {
        let file = ringing.chair.speaking(language).get(&path).await;
        let mut lines: Vec<&str> = file.text.lines().collect();
        assert_eq!(unmarked(lines.remove(0)), head);
        lines.sort_unstable();
        let noon = "2026-03-14 12:00:00";
        let lim = format!("\"Encik Lim\",{noon},,,,,");
        let siti = format!("\"Puan Siti\",{noon},,,,,");
        assert_eq!(lines, [lim.as_str(), siti.as_str(), "\"Puan Wong\",,,,,,"]);
    }
}

/// How often the audit says that somebody took a file of receipts.
async fn files_taken(app: &TestApp) -> i64 {
    let sql = "select count(*) from audit_detail where detail like '%receipts.csv%'";
    db::value(app.house.tools.db.write(), sql, []).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_officer_sees_how_many_know_and_nobodys_name() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let district = domain::community::area(&app.ctx(), area).await.unwrap().district_id;
    let scope = domain::community::GrantScope::District(district);
    let officer = app.officer("Encik Ali", Role::DistrictOfficer, &scope).await;
    for place in
        [json!({ "areaId": area.to_string() }), json!({ "districtId": district.to_string() })]
    {
        let input = json!({ "audience": { "place": place }, "title": { "ms": "Makluman" }, "body": { "ms": "Isi" } });
        let id = officer
            .graphql(super::CREATE, json!({ "input": input }))
            .await
            .ok()
            .text_at("noticeCreate/notice/id");
        publish(&officer, &id).await;
        resident.graphql(KNOW, json!({ "id": id })).await.ok();
        assert_eq!(totals(&officer, &id).await["acknowledged"], 1);
        // Nor does the committee of one of the places see who reads what the department sends.
        for user in [&officer, &secretary] {
            assert_eq!(user.graphql(WHO, json!({ "id": id })).await.code(), "FORBIDDEN");
            let file = user.get(&format!("/v1/notices/{id}/receipts.csv")).await;
            assert_eq!(file.code(), "FORBIDDEN");
        }
    }
    assert_eq!(files_taken(&app).await, 0);
}

#[tokio::test]
async fn a_file_longer_than_its_parts_names_everybody_once() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    app.arrange(async |ctx, work| {
        let (now, connection) = (ctx.now(), work.connection());
        for number in 0..2_001 {
            let (person, membership): (PersonId, MembershipId) = (ctx.mint(), ctx.mint());
            let sql = "insert into person (id, phone, display_name, language, epoch, status, \
                       privacy_notice_version, privacy_notice_agreed_at, sample, created_at, \
                       updated_at) values ($1, $2, $3, 'ms', 0, 'ACTIVE', '2026-01', $4, false, \
                       $4, $4)";
            let (phone, name) = (format!("+6011{number:08}"), format!("Orang {number}"));
            let values = [person.into(), phone.into(), name.into(), now.into()];
            db::run(connection, sql, values).await.unwrap();
            let sql = "insert into membership (id, person_id, area_id, joined_at) \
                       values ($1, $2, $3, $4)";
            let values = [membership.into(), person.into(), area.into(), now.into()];
            db::run(connection, sql, values).await.unwrap();
        }
    })
    .await;
    let id = draft(&secretary, area, "Ramai").await;
    publish(&secretary, &id).await;
    let file = secretary.get(&format!("/v1/notices/{id}/receipts.csv")).await;
    let mut names: Vec<&str> =
        file.text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(names.len(), 2_003);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 2_003);
}

#[tokio::test]
async fn one_bad_id_holds_up_no_other_receipt() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Satu").await;
    publish(&secretary, &id).await;
    let told = json!([
        { "noticeId": "notice_terpotong", "kind": "SEEN" },
        { "noticeId": id, "kind": "READ" },
        { "noticeId": "notice_01jaaaaaaaaaaaaaaaaaaaaaaa", "kind": "SEEN" },
    ]);
    let document = "mutation($input: NoticeReceiptsRecordInput!) { noticeReceiptsRecord(input: $input) { outcomes rejections { index error { code field message } } userErrors { code } } }";
    let kept = resident.graphql(document, json!({ "input": { "receipts": told } })).await.ok();
    let payload = kept.at("noticeReceiptsRecord");
    assert_eq!(payload["outcomes"], json!(["REJECTED", "APPLIED", "REJECTED"]));
    let message = "This is not the id of a notice.";
    let bad = json!({ "code": "ID_INVALID", "field": "receipts.0.noticeId", "message": message });
    assert_eq!(payload["rejections"][0], json!({ "index": 0, "error": bad }));
    assert_eq!(payload["rejections"][1]["index"], 2);
    assert_eq!(payload["rejections"][1]["error"]["code"], "NOT_FOUND");
    let seen = totals(&secretary, &id).await;
    assert_eq!((&seen["read"], &seen["seen"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn whoever_moves_away_still_tells_what_they_did_with_what_was_sent_to_them() {
    let mut ringing = Ringing::begins().await;
    let id = ringing.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    ringing.settles().await;
    // Without a signal he says that he knows it, and moves away before his phone can tell.
    let knew = ringing.app.clock.now() + TimeDelta::minutes(2);
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    ringing.passes(TimeDelta::minutes(5)).await;
    let area = json!({ "area": ringing.area.to_string() });
    ringing.lim.graphql(leave, area).await.ok();
    ringing.passes(TimeDelta::minutes(5)).await;
    let batch = json!([{ "noticeId": id, "kind": "ACKNOWLEDGED", "at": knew }]);
    for outcome in ["APPLIED", "DUPLICATE"] {
        let told = record(&ringing.lim, batch.clone()).await.ok();
        assert_eq!(told.at("noticeReceiptsRecord/outcomes/0"), outcome);
    }
    assert_eq!(
        totals(&ringing.chair, &id).await,
        json!({ "audience": 2, "delivered": 1, "seen": 1, "read": 1, "acknowledged": 1 })
    );
    let open = ringing.chair.graphql(WHO, json!({ "id": id, "first": 9 })).await.ok();
    assert_eq!(names(&open), ["Puan Siti"]);
    // What it says is not his affair any more, and what came later never was.
    assert_eq!(ringing.lim.graphql(TOTALS, json!({ "id": id })).await.code(), "NOT_FOUND");
    let later = ringing.send("IMPORTANT", json!({})).await;
    let told = record(&ringing.lim, json!([{ "noticeId": later, "kind": "SEEN" }])).await.ok();
    assert_eq!(told.at("noticeReceiptsRecord/outcomes/0"), "REJECTED");
}
