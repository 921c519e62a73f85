//! Many pushes at once: by HTTP/2, on few connections, whatever becomes of those.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    time::Duration,
};

use chrono::TimeDelta;
use domain::{
    Ctx,
    shared::{
        db,
        id::PersonId,
        language::{Language, LocalizedText},
        outbox::{self, Audience, Message, PushSettings, Text},
        work::Work,
    },
};
use reqwest::Version;
use sea_orm::FromQueryResult;
use serde_json::json;
use stories::{
    TestApp,
    push_service::{AT_ONCE, Asked, Behaviour, PushService},
    until,
};
use uuid::Uuid;

/// How many people there are, with how many phones each: more than one connection carries at once
/// for all of them together, if all went by one.
const PEOPLE: usize = 6;
const PHONES: usize = 20;
const ALL: usize = PEOPLE * PHONES;

/// What goes to more people than these is for many.
const FEW: usize = 50;
/// With so many turns free there is room for what is for many.
const ROOM: usize = AT_ONCE / 2;

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
            config.push = Some(PushSettings { patience: Duration::from_secs(50), ..settings });
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
        self.tell_these(&self.people).await
    }

    /// The same of a message that is for many: the others have no phone.
    async fn tell_many(&self) -> Uuid {
        let others = iter::repeat_with(|| self.app.ctx().mint()).take(FEW);
        let people: Vec<PersonId> = self.people.iter().copied().chain(others).collect();
        self.tell_these(&people).await
    }

    async fn tell_these(&self, people: &[PersonId]) -> Uuid {
        let cause: Uuid = self.app.ctx().mint();
        let title = LocalizedText::new("Amaran banjir", "Flood warning");
        let body = LocalizedText::new("Air naik di sungai.", "The river rises.");
        let message = Message {
            audience: Audience::People(people.to_vec()),
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

    /// The deliveries that were made of a message.
    async fn deliveries(&self, cause: Uuid) -> Vec<Row> {
        let sql = "select state, attempts, answer from delivery where cause = $1";
        db::all(self.app.house.tools.db.write(), sql, [cause.into()]).await.unwrap()
    }

    /// Waits until all deliveries of a message have come so far.
    async fn come_to(&self, cause: Uuid, state: &str, attempts: i32) -> Vec<Row> {
        until(async || {
            let rows = self.deliveries(cause).await;
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

/// Of how many deliveries somebody wrote again since they were made, as PostgreSQL tells; none elsewhere.
async fn written_again(crowd: &Crowd, cause: Uuid) -> i64 {
    let database = &crowd.app.house.tools.db;
    if !database.is_postgres() {
        return 0;
    }
    // Its message is written in the same transaction, and once more only when it is finished.
    let sql = "select count(*) from delivery d join outbox o on o.id = d.outbox_id \
               where d.cause = $1 and d.xmin <> o.xmin";
    db::value(database.write(), sql, [cause.into()]).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_for_many_waits_for_room_and_what_is_for_few_does_not() {
    let crowd = Crowd::gathers().await;
    crowd.push.will_always(Behaviour::Hold);
    let mut under_way = 0;
    while AT_ONCE - under_way >= ROOM {
        let cause = crowd.tell_many().await;
        under_way += ALL;
        crowd.push.asked_times(under_way).await;
        let rows = crowd.deliveries(cause).await;
        assert!(rows.iter().all(|row| row.state == "SENDING" && row.attempts == 1), "{rows:?}");
        assert_eq!(written_again(&crowd, cause).await, 0, "leased as they were made");
    }
    let many = crowd.tell_many().await;
    let few = crowd.tell().await;
    crowd.push.asked_times(under_way + ALL).await;
    assert_eq!(crowd.deliveries(few).await.len(), ALL);
    assert_eq!(crowd.deliveries(many).await.len(), 0, "made when there is room for it");
    // With what room there is, once it has waited long enough.
    crowd.app.advance(TimeDelta::seconds(2));
    crowd.push.asked_times(under_way + 2 * ALL).await;
    crowd.push.will_always(Behaviour::Take);
    crowd.push.answer_all();
    for cause in [many, few] {
        crowd.come_to(cause, "SENT", 1).await;
    }
    assert_eq!(crowd.push.asked().len(), under_way + 2 * ALL, "each once");
}

#[tokio::test]
async fn what_is_more_than_there_is_room_for_leaves_as_turns_are_free() {
    let crowd = Crowd::gathers().await;
    crowd.push.will_always(Behaviour::Hold);
    let mut causes = Vec::new();
    while causes.len() * ALL <= AT_ONCE {
        causes.push(crowd.tell().await);
    }
    crowd.push.asked_times(AT_ONCE).await;
    crowd.push.will_always(Behaviour::Take);
    crowd.push.answer_all();
    for cause in &causes {
        crowd.come_to(*cause, "SENT", 1).await;
    }
    assert_eq!(crowd.push.asked().len(), causes.len() * ALL, "each once");
}

#[tokio::test]
async fn what_a_node_had_in_hand_when_its_lease_ended_is_sent_again() {
    let crowd = Crowd::gathers().await;
    crowd.push.will_always(Behaviour::Hold);
    let cause = crowd.tell_many().await;
    crowd.push.asked_times(ALL).await;
    // Somebody else's lease by now: what the node hears does not count any more.
    let sql = "update delivery set lease = $1 where cause = $2";
    let change = async |ctx: &Ctx, work: &mut Work| {
        let lease: Uuid = ctx.mint();
        db::run(work.connection(), sql, [lease.into(), cause.into()]).await.unwrap();
    };
    crowd.app.arrange(change).await;
    crowd.push.will_always(Behaviour::Take);
    crowd.push.answer_all();
    crowd.app.advance(TimeDelta::seconds(61));
    crowd.come_to(cause, "SENT", 2).await;
    let shown = shown(&crowd.push.asked());
    assert_eq!(shown.len(), ALL, "the phones show one");
    assert!(shown.values().all(|times| *times == 2), "{shown:?}");
}
