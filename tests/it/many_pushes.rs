//! Many pushes at once: by HTTP/2, on few connections, whatever becomes of those.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::PersonId,
    language::{Language, LocalizedText},
    outbox::{self, Audience, Message, PushSettings, Text},
};
use reqwest::Version;
use sea_orm::FromQueryResult;
use serde_json::json;
use stories::{
    TestApp,
    push_service::{Asked, Behaviour, PushService},
    until,
};
use uuid::Uuid;

/// How many people there are, with how many phones each: more than one connection carries at once
/// for all of them together, if all went by one.
const PEOPLE: usize = 6;
const PHONES: usize = 20;
const ALL: usize = PEOPLE * PHONES;

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code } } }";

/// People whose phones are reached by a push service that is waited for.
struct Crowd {
    app: TestApp,
    push: PushService,
    people: Vec<PersonId>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    state: String,
    attempts: i32,
    answer: Option<String>,
}

impl Crowd {
    async fn gathers() -> Self {
        let mut push = None;
        let app = TestApp::start_at_noon(|config, clock| {
            let service = PushService::start(clock);
            let settings = service.settings();
            config.push = Some(PushSettings { patience: Duration::from_secs(15), ..settings });
            push = Some(service);
        })
        .await;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let person = app.person(&format!("Jiran {number}")).await;
            for phone in 0..PHONES {
                let token = format!("phone-{number}-{phone}");
                let input = json!({
                    "token": token, "app": "MYKRT", "platform": "ANDROID", "language": "EN",
                });
                person.graphql(REGISTER, json!({ "input": input })).await.ok();
            }
            people.push(person.id);
        }
        Self { app, push: push.unwrap(), people }
    }

    /// Writes one message to everybody, and tells its cause.
    async fn tell(&self) -> Uuid {
        let cause: Uuid = self.app.ctx().mint();
        let title = LocalizedText::new("Amaran banjir", "Flood warning");
        let body = LocalizedText::new("Air naik di sungai.", "The river rises.");
        let message = Message {
            audience: Audience::People(self.people.clone()),
            text: Text::written(&title, &body, None),
            language: Language::Ms,
            cause,
            round: 0,
            urgent: false,
            expires_at: None,
        };
        self.app.arrange(async |_, work| outbox::send(work, &message).await.unwrap()).await;
        cause
    }

    /// Waits until all deliveries of a message have come so far.
    async fn come_to(&self, cause: Uuid, state: &str, attempts: i32) -> Vec<Row> {
        let sql = "select state, attempts, answer from delivery where cause = $1";
        let database = self.app.house.tools.db.write();
        until(async || {
            let rows: Vec<Row> = db::all(database, sql, [cause.into()]).await.unwrap();
            let come = rows.iter().all(|row| row.state == state && row.attempts == attempts);
            (rows.len() == ALL && come).then_some(rows)
        })
        .await
    }
}

/// How often each phone was asked to show what.
fn shown(asked: &[Asked]) -> BTreeMap<(String, String), usize> {
    let mut shown = BTreeMap::new();
    for one in asked {
        *shown.entry((one.token.clone(), one.collapse_key())).or_default() += 1;
    }
    shown
}

#[tokio::test]
async fn pushes_go_by_http_2_and_each_device_gets_its_own() {
    let crowd = Crowd::gathers().await;
    let cause = crowd.tell().await;
    crowd.come_to(cause, "SENT", 1).await;
    let asked = crowd.push.asked();
    assert_eq!(asked.len(), ALL);
    assert!(asked.iter().all(|one| one.version == Version::HTTP_2), "{:?}", asked[0].version);
    let tokens: BTreeSet<&str> = asked.iter().map(|one| one.token.as_str()).collect();
    assert_eq!(tokens.len(), ALL);
    assert!(asked.iter().all(|one| one.title() == "Flood warning"));
}

#[tokio::test]
async fn connections_that_are_cut_in_the_middle_lose_nothing_and_the_phones_still_show_one() {
    let crowd = Crowd::gathers().await;
    crowd.push.will_always(Behaviour::Dawdle);
    let cause = crowd.tell().await;
    crowd.push.asked_times(ALL).await;
    crowd.push.will_always(Behaviour::Take);
    crowd.push.cut_connections();
    let waiting = crowd.come_to(cause, "WAITING", 1).await;
    assert!(waiting.iter().all(|row| row.answer.as_deref() == Some("the answer broke off")));
    assert_eq!(crowd.push.asked().len(), ALL, "nobody knows: not at once, and not by itself");
    crowd.app.advance(TimeDelta::seconds(7));
    crowd.come_to(cause, "SENT", 2).await;
    let shown = shown(&crowd.push.asked());
    assert_eq!(shown.len(), ALL, "the same key as before");
    assert!(shown.values().all(|times| *times == 2), "{shown:?}");
}

#[tokio::test]
async fn connections_that_are_closed_in_order_lose_nothing_and_repeat_nothing() {
    let crowd = Crowd::gathers().await;
    crowd.push.answers_after(Duration::from_millis(500));
    let cause = crowd.tell().await;
    crowd.push.asked_times(ALL).await;
    crowd.push.close_connections();
    crowd.come_to(cause, "SENT", 1).await;
    assert_eq!(crowd.push.asked().len(), ALL);
    // On new ones.
    crowd.push.answers_after(Duration::ZERO);
    let cause = crowd.tell().await;
    crowd.come_to(cause, "SENT", 1).await;
    let shown = shown(&crowd.push.asked());
    assert_eq!(shown.len(), 2 * ALL);
    assert!(shown.values().all(|times| *times == 1), "{shown:?}");
}
