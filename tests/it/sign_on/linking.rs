//! An administrator links a person of the sign-in service to one of ours.

use domain::shared::id::PersonId;
use serde_json::json;
use stories::{socket::Socket, until};

use super::{LINK, Office, UNLINK, VIEWER};

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
async fn whoever_is_linked_is_told_by_sms() {
    let office = Office::open().await;
    for _ in 0..2 {
        office.link(office.officer.id, "pegawai-7").await.ok();
    }
    let told = until(async || {
        let messages = office.app.anybody().messages_to(&office.officer.phone).await;
        let told = messages.into_iter().filter(|text| text.contains("Log masuk jabatan"));
        Some(told.collect::<Vec<_>>()).filter(|told| !told.is_empty())
    })
    .await;
    assert_eq!(told.len(), 1, "{told:?}");
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
