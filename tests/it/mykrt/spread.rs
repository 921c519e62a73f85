//! A notice leaves for people's phones: once, whatever happens in between.

use api::config::Config;
use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{
        db,
        id::{AreaId, Ids, PersonId},
    },
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use stories::{
    TestApp, User,
    push_service::{Asked, Behaviour, PushService},
    sms_gateway::SmsGateway,
    socket::Socket,
    until, with,
};
use uuid::Uuid;

use super::{CREATE, life::UPDATE};

const SEND: &str = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { id status } userErrors { code field } } }";
const WITHDRAW: &str = "mutation($input: NoticeWithdrawInput!) { noticeWithdraw(input: $input) { notice { id } userErrors { code } } }";
const DELIVERY: &str = "query($id: ID!) { notice(id: $id) { delivery { people pushed held finished } receipts { audience sent } } }";
const LEAVE: &str =
    "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";

/// An area whose residents have the app: its chair, and two of them.
pub(super) struct Ringing {
    pub(super) app: TestApp,
    pub(super) push: PushService,
    pub(super) area: AreaId,
    pub(super) chair: User,
    pub(super) lim: User,
    pub(super) siti: User,
}

impl Ringing {
    pub(super) async fn begins() -> Self {
        Self::begins_with(|_| {}).await
    }

    /// The same with other settings.
    pub(super) async fn begins_with(change: impl FnOnce(&mut Config)) -> Self {
        let (app, push) = TestApp::start_with_push(change).await;
        Self::in_area(app, push).await
    }

    /// The same where what goes by SMS goes to a gateway.
    pub(super) async fn begins_with_gateway(gateway: &SmsGateway) -> Self {
        let sms = gateway.settings();
        let (mut app, push) = TestApp::start_with_push(|config| config.sms = Some(sms)).await;
        app.gateway = Some(gateway.clone());
        Self::in_area(app, push).await
    }

    async fn in_area(app: TestApp, push: PushService) -> Self {
        let area = app.area("Taman Mutiara Rini").await;
        let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
        let lim = app.resident("Encik Lim", area).await;
        let siti = app.resident("Puan Siti", area).await;
        for (user, token) in [(&lim, "lim-1"), (&siti, "siti-1")] {
            user.has_phone(token, ("MYKRT", "MS")).await;
        }
        Self { app, push, area, chair, lim, siti }
    }

    /// Lets time pass; the phones refresh their tokens.
    pub(super) async fn passes(&mut self, by: TimeDelta) {
        self.app.advance(by);
        for user in [&mut self.chair, &mut self.lim, &mut self.siti] {
            user.refresh().await;
        }
    }

    /// The chair writes to the residents and publishes it.
    pub(super) async fn send(&self, severity: &str, rest: Value) -> String {
        let written = json!({
            "audience": { "place": { "areaId": self.area.to_string() }, "roles": ["RESIDENTS"] },
            "severity": severity, "title": { "ms": "Banjir kilat" }, "body": { "ms": "Air naik." },
        });
        let input = json!({ "input": with(written, rest) });
        let id = self.chair.graphql(CREATE, input).await.ok().text_at("noticeCreate/notice/id");
        let input = json!({ "id": id, "confirmEmergency": true });
        self.chair.graphql(SEND, json!({ "input": input })).await.ok();
        id
    }

    /// Waits until everything that is due now is done, and everything that was written has left.
    pub(super) async fn settles(&self) {
        self.app.settles().await;
    }

    /// The phones that a notice came to, sorted.
    pub(super) fn phones(&self, notice: &str) -> Vec<String> {
        let link = format!("krt://notice/{notice}");
        self.push.phones(&link)
    }

    async fn delivery(&self, notice: &str) -> Value {
        let read = self.chair.graphql(DELIVERY, json!({ "id": notice })).await.ok();
        read.at("notice/delivery").clone()
    }

    async fn withdraw(&self, notice: &str) {
        let input = json!({ "id": notice, "reason": "Tersilap hantar." });
        self.chair.graphql(WITHDRAW, json!({ "input": input })).await.ok();
    }

    /// Without this table nobody can be written to.
    async fn rename(&self, from: &str, to: &str) {
        let sql = format!("alter table {from} rename to {to}");
        self.app.house.tools.db.write().execute_unprepared(&sql).await.unwrap();
    }

    async fn has_failed(&self) {
        let sql = "select 1 from duty where kind = 'notice_spread' and failures > 0";
        until(async || {
            let database = self.app.house.tools.db.write();
            db::exists(database, sql, []).await.unwrap().then_some(())
        })
        .await;
    }
}

/// How many duties of this kind are planned.
pub(super) async fn planned(app: &TestApp, kind: &str) -> i64 {
    let sql = "select count(*) from duty where kind = $1";
    db::value(app.house.tools.db.write(), sql, [kind.into()]).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_notice_rings_when_it_is_published_and_again_on_purpose_only() {
    let ringing = Ringing::begins().await;
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.settles().await;
    assert_eq!(ringing.phones(&id), ["lim-1", "siti-1"]);
    let asked = ringing.push.asked();
    assert_eq!(asked[0].title(), "Banjir kilat");
    assert_eq!(asked[0].message["android"]["priority"], "NORMAL");
    assert_eq!(asked[0].message["android"]["ttl"], "86400s");
    let read = ringing.chair.graphql(DELIVERY, json!({ "id": id })).await.ok();
    let whole = json!({ "people": 2, "pushed": 2, "held": 0, "finished": true });
    assert_eq!(read.at("notice/delivery"), &whole);
    assert_eq!(read.at("notice/receipts"), &json!({ "audience": 2, "sent": 2 }));
    let hidden = ringing.lim.graphql(DELIVERY, json!({ "id": id })).await.ok();
    assert_eq!(hidden.at("notice/delivery"), &Value::Null);

    let change = async |version: i64, rest: Value| {
        let input = with(json!({ "id": id, "version": version }), rest);
        ringing.chair.graphql(UPDATE, json!({ "input": input })).await.ok();
        ringing.settles().await;
    };
    change(2, json!({ "title": { "ms": "Banjir surut" } })).await;
    assert_eq!(ringing.push.asked().len(), 2, "a correction alone is silent");
    change(3, json!({ "pushAgain": true })).await;
    assert_eq!(ringing.phones(&id), ["lim-1", "lim-1", "siti-1", "siti-1"]);
    let asked = ringing.push.asked();
    assert_eq!(asked[3].title(), "Banjir surut");
    let keys: Vec<String> = asked.iter().map(Asked::collapse_key).collect();
    assert!(keys.iter().all(|key| *key == keys[0]), "each phone shows one: {keys:?}");
}

#[tokio::test]
async fn a_wrong_notice_withdrawn_before_it_has_left_leaves_never() {
    let mut ringing = Ringing::begins().await;
    ringing.rename("notice_quiet_hours", "elsewhere").await;
    let id = ringing.send("EMERGENCY", json!({})).await;
    ringing.has_failed().await;
    ringing.withdraw(&id).await;
    ringing.rename("elsewhere", "notice_quiet_hours").await;
    ringing.passes(TimeDelta::hours(1)).await;
    ringing.settles().await;
    assert!(ringing.push.asked().is_empty());
    let nobody = json!({ "people": 0, "pushed": 0, "held": 0, "finished": true });
    assert_eq!(ringing.delivery(&id).await, nobody);
    for kind in ["notice_spread", "notice_insist"] {
        assert_eq!(planned(&ringing.app, kind).await, 0, "{kind}");
    }
    for user in [&ringing.lim, &ringing.siti] {
        let texts = user.messages_to(&user.phone).await;
        assert!(texts.iter().all(|text| !text.contains("Banjir")), "{texts:?}");
    }
}

#[tokio::test]
async fn what_waits_for_the_push_service_when_a_notice_is_withdrawn_is_recalled() {
    let mut ringing = Ringing::begins().await;
    ringing.push.will_always(Behaviour::Break);
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.push.asked_times(2).await;
    ringing.withdraw(&id).await;
    ringing.push.will_always(Behaviour::Take);
    let before = ringing.push.asked().len();
    ringing.passes(TimeDelta::minutes(10)).await;
    ringing.settles().await;
    assert_eq!(ringing.push.asked().len(), before);
}

#[tokio::test]
async fn what_waits_with_wrong_words_does_not_come_after_the_right_ones() {
    let mut ringing = Ringing::begins().await;
    ringing.push.will_always(Behaviour::Break);
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.push.asked_times(2).await;
    ringing.push.will_always(Behaviour::Take);
    let before = ringing.push.asked().len();
    let title = json!({ "ms": "Banjir surut" });
    let input = json!({ "id": id, "version": 2, "title": title, "pushAgain": true });
    ringing.chair.graphql(UPDATE, json!({ "input": input })).await.ok();
    ringing.passes(TimeDelta::minutes(10)).await;
    ringing.settles().await;
    let asked = ringing.push.asked();
    let titles: Vec<&str> = asked.iter().skip(before).map(Asked::title).collect();
    assert_eq!(titles, ["Banjir surut"; 2]);
}

#[tokio::test]
async fn a_node_that_dies_between_publishing_and_pushing_loses_nobody_and_doubles_nobody() {
    let ringing = Ringing::begins().await;
    ringing.rename("notice_quiet_hours", "elsewhere").await;
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.has_failed().await;
    let Ringing { app, push, area, chair, lim, siti } = ringing;
    let clock = app.clock.clone();
    let act = async |_: &domain::Ctx, work: &mut domain::shared::work::Work| {
        let back = "alter table elsewhere rename to notice_quiet_hours";
        work.connection().execute_unprepared(back).await.unwrap();
        clock.advance(TimeDelta::minutes(2));
    };
    let settings = push.settings();
    let app = app.restart_after(act, |config| config.push = Some(settings)).await;
    let chair = chair.asking(&app.url);
    let ringing = Ringing { app, push, area, chair, lim, siti };
    ringing.settles().await;
    assert_eq!(ringing.phones(&id), ["lim-1", "siti-1"]);
    assert_eq!(ringing.delivery(&id).await["finished"], true);
}

/// So many more people of the area; every sixth has the app on a phone that nobody reaches.
async fn crowd(ringing: &Ringing, number: u32) {
    let area = ringing.area;
    ringing
        .app
        .arrange(async |ctx, work| {
            let (now, connection) = (ctx.now(), work.connection());
            for number in 0..number {
                let (person, other): (PersonId, Uuid) = (ctx.mint(), Ids::Random.mint(now));
                let sql = "insert into person (id, phone, display_name, language, epoch, status, \
                           privacy_notice_version, privacy_notice_agreed_at, sample, created_at, \
                           updated_at) values ($1, $2, 'Orang', 'ms', 0, 'ACTIVE', '2026-01', $3, \
                           false, $3, $3)";
                let phone = format!("+6011{number:08}");
                db::run(connection, sql, [person.into(), phone.into(), now.into()]).await.unwrap();
                let sql = "insert into membership (id, person_id, area_id, joined_at) \
                           values ($1, $2, $3, $4)";
                let values = [other.into(), person.into(), area.into(), now.into()];
                db::run(connection, sql, values).await.unwrap();
                if number % 6 == 0 {
                    let sql = "insert into device (id, person_id, session_id, app, platform, \
                               token_hash, language, created_at, last_seen_at, ends_at) \
                               values ($1, $2, $1, 'MYKRT', 'ANDROID', $3, 'ms', $4, $4, $5)";
                    let (hash, ends) = (other.as_bytes().to_vec(), now + TimeDelta::days(30));
                    let values =
                        [other.into(), person.into(), hash.into(), now.into(), ends.into()];
                    db::run(connection, sql, values).await.unwrap();
                }
            }
        })
        .await;
}

#[tokio::test]
async fn many_people_are_written_to_part_by_part_and_each_once() {
    let ringing = Ringing::begins().await;
    crowd(&ringing, 600).await;
    let id = ringing.send("INFORMATION", json!({})).await;
    ringing.settles().await;
    let whole = json!({ "people": 602, "pushed": 102, "held": 0, "finished": true });
    assert_eq!(ringing.delivery(&id).await, whole);
    let count = async |sql: &str| {
        let database = ringing.app.house.tools.db.write();
        db::value::<i64, _>(database, sql, []).await.unwrap().unwrap()
    };
    assert_eq!(count("select count(*) from outbox where channel = 'PUSH'").await, 2);
    assert_eq!(count("select count(*) from delivery where channel = 'PUSH'").await, 102);
    assert_eq!(ringing.phones(&id), ["lim-1", "siti-1"]);
}

#[tokio::test]
async fn the_sender_watches_how_it_goes_out() {
    let mut ringing = Ringing::begins().await;
    ringing.rename("notice_quiet_hours", "elsewhere").await;
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.has_failed().await;
    let watch =
        format!("subscription {{ noticeReceiptsChanged(noticeId: \"{id}\") {{ audience sent }} }}");
    let mut live = Socket::open(&ringing.chair).await;
    let payload = json!({ "query": watch });
    live.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    let figures = |message: Value| message["payload"]["data"]["noticeReceiptsChanged"].clone();
    let before = figures(live.next().await.unwrap());
    assert_eq!(before, json!({ "audience": 2, "sent": 0 }));
    ringing.rename("elsewhere", "notice_quiet_hours").await;
    ringing.passes(TimeDelta::minutes(2)).await;
    // No phone has told anything: that it was sent is news by itself.
    let after = figures(live.next().await.unwrap());
    assert_eq!(after, json!({ "audience": 2, "sent": 2 }));
}

#[tokio::test]
async fn a_resident_moving_area_during_delivery() {
    let mut ringing = Ringing::begins().await;
    ringing.rename("notice_quiet_hours", "elsewhere").await;
    let id = ringing.send("IMPORTANT", json!({})).await;
    ringing.has_failed().await;
    // One moves away before their part is written to, and another one moves in.
    let area = ringing.area.to_string();
    ringing.lim.graphql(LEAVE, json!({ "area": area })).await.ok();
    let devi = ringing.app.resident("Puan Devi", ringing.area).await;
    devi.has_phone("devi-1", ("MYKRT", "MS")).await;
    ringing.rename("elsewhere", "notice_quiet_hours").await;
    ringing.passes(TimeDelta::minutes(2)).await;
    ringing.settles().await;
    assert_eq!(ringing.phones(&id), ["devi-1", "siti-1"]);
    let seen = ringing.lim.graphql(DELIVERY, json!({ "id": id })).await;
    assert_eq!(seen.code(), "NOT_FOUND");
    let read = ringing.chair.graphql(DELIVERY, json!({ "id": id })).await.ok();
    assert_eq!(read.at("notice/receipts"), &json!({ "audience": 2, "sent": 2 }));
    // Whoever has it and moves away afterwards counts on.
    ringing.siti.graphql(LEAVE, json!({ "area": area })).await.ok();
    let read = ringing.chair.graphql(DELIVERY, json!({ "id": id })).await.ok();
    assert_eq!(read.at("notice/receipts"), &json!({ "audience": 2, "sent": 2 }));
}

#[tokio::test]
async fn a_notice_rings_in_mykrt_alone_as_the_sender_was_told() {
    let ringing = Ringing::begins().await;
    let devi = ringing.app.resident("Puan Devi", ringing.area).await;
    for (user, token) in [(&ringing.siti, "siti-srs"), (&devi, "devi-srs")] {
        user.has_phone(token, ("MYSRS", "MS")).await;
    }
    let reach = "query($input: NoticeAudienceInput!) { noticeAudience(input: $input) { people channels { channel people } } }";
    let input = json!({ "place": { "areaId": ringing.area.to_string() }, "roles": ["RESIDENTS"] });
    let told = ringing.chair.graphql(reach, json!({ "input": input })).await.ok();
    assert_eq!(told.at("noticeAudience/people"), 3);
    assert_eq!(told.at("noticeAudience/channels/0"), &json!({ "channel": "PUSH", "people": 2 }));
    for severity in ["INFORMATION", "EMERGENCY"] {
        let id = ringing.send(severity, json!({})).await;
        ringing.settles().await;
        assert_eq!(ringing.phones(&id), ["lim-1", "siti-1"]);
        let whole = json!({ "people": 3, "pushed": 2, "held": 0, "finished": true });
        assert_eq!(ringing.delivery(&id).await, whole);
    }
}
