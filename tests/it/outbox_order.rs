//! What leaves before what, whatever waits beside it.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    Ctx,
    shared::{
        db,
        language::{Language, LocalizedText},
        outbox::{self, Audience, Message, SmsSettings, SosText, Text},
        work::Work,
    },
};
use sea_orm::Value as Bound;
use stories::{
    TestApp,
    sms_gateway::{Behaviour, SmsGateway},
    until,
};
use uuid::Uuid;

/// How many SMS a node sends at once, and how many more of what goes ahead.
const AT_ONCE: usize = 16;
const KEPT: usize = 2;

fn flood() -> Text {
    let title = LocalizedText::new("Banjir kilat", "Flash flood");
    Text::written(&title, &title, None)
}

fn sos() -> Text {
    Text::Sos(SosText::Seen {
        name: "Aminah".to_owned(),
        serial: "SOS-260314-7K3Q2A".to_owned(),
        link: "krt://sos/x".to_owned(),
    })
}

/// A message by SMS.
fn to(phone: &str, text: Text, urgent: bool, cause: Uuid) -> Message {
    Message {
        audience: Audience::Phone(phone.to_owned()),
        text,
        language: Language::Ms,
        cause,
        round: 0,
        urgent,
        expires_at: None,
    }
}

async fn write(work: &mut Work, ctx: &Ctx, phone: &str, text: Text, urgent: bool) {
    outbox::send(work, &to(phone, text, urgent, ctx.mint())).await.unwrap();
}

/// Writes one to each of so many neighbours.
async fn write_to_all(work: &mut Work, ctx: &Ctx, number: usize, urgent: bool) {
    for number in 0..number {
        write(work, ctx, &format!("+6019{number:07}"), flood(), urgent).await;
    }
}

/// A gateway that never answers and is waited for: whoever has a turn keeps it.
async fn stuck() -> (SmsGateway, SmsSettings) {
    let gateway = SmsGateway::open().await;
    gateway.will([Behaviour::Dawdle; 100]);
    let settings = SmsSettings { patience: Duration::from_secs(30), ..gateway.settings() };
    (gateway, settings)
}

#[tokio::test]
async fn a_code_and_a_call_for_help_leave_while_a_notice_to_everybody_holds_every_turn() {
    let (gateway, settings) = stuck().await;
    let app = TestApp::start_with(|config| config.sms = Some(settings)).await;
    app.arrange(async |ctx, work| write_to_all(work, ctx, 40, true).await).await;
    gateway.asked_times(AT_ONCE).await;
    let code = Text::RegisterCode("271828".to_owned());
    app.arrange(async |ctx, work| write(work, ctx, "+60123456789", code, false).await).await;
    let asked = gateway.asked_times(AT_ONCE + 1).await;
    assert!(asked[AT_ONCE].text.contains("271828"), "{asked:?}");
    app.arrange(async |ctx, work| write(work, ctx, "+60123456789", sos(), true).await).await;
    let asked = gateway.asked_times(AT_ONCE + KEPT).await;
    assert!(asked[AT_ONCE + 1].text.contains("SOS"), "{asked:?}");
}

#[tokio::test]
async fn a_call_for_help_overtakes_an_emergency_and_a_code_what_is_not_one() {
    let (gateway, settings) = stuck().await;
    let app = TestApp::start().await;
    // All of it is there when the node begins, the oldest first.
    let act = async |ctx: &Ctx, work: &mut Work| {
        write_to_all(work, ctx, 14, false).await;
        write_to_all(work, ctx, 20, true).await;
        write(work, ctx, "+60123456789", Text::RegisterCode("271828".to_owned()), false).await;
        write(work, ctx, "+60123456789", sos(), true).await;
    };
    let app = app.restart_after(act, |config| config.sms = Some(settings)).await;
    let asked = gateway.asked_times(AT_ONCE).await;
    let texts: Vec<&str> = asked.iter().map(|one| one.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("SOS")), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("271828")), "{texts:?}");
    assert_eq!(texts.iter().filter(|text| text.contains("Banjir")).count(), AT_ONCE - 2);
    drop(app);
}

#[tokio::test]
async fn what_left_long_ago_is_forgotten_in_parts() {
    // A thousand messages are one part.
    const MANY: i64 = 1_100;
    let app = TestApp::start().await;
    app.arrange(async |ctx, work| {
        let old = ctx.now() - TimeDelta::days(31);
        for _ in 0..MANY {
            let (id, other) = (ctx.mint::<Uuid>(), ctx.mint::<Uuid>());
            let sql = "insert into outbox (id, channel, cause, round, urgent, created_at, \
                       finished_at) values ($1, 'SMS', $1, 0, false, $2, $2)";
            let values: [Bound; 2] = [id.into(), old.into()];
            db::run(work.connection(), sql, values).await.unwrap();
            let sql = "insert into delivery (id, outbox_id, channel, cause, round, \
                       destination_hash, state, updated_at, urgent) \
                       values ($1, $2, 'SMS', $2, 0, $3, 'SENT', $4, false)";
            let values: [Bound; 4] = [other.into(), id.into(), vec![0_u8].into(), old.into()];
            db::run(work.connection(), sql, values).await.unwrap();
        }
    })
    .await;
    let database = app.house.tools.db.write();
    let left = async || {
        let sql = "select count(*) from outbox where finished_at is not null";
        db::value::<i64, _>(database, sql, []).await.unwrap().unwrap()
    };
    app.advance(TimeDelta::days(1));
    until(async || (left().await < MANY).then_some(())).await;
    assert_eq!(left().await, MANY - 1_000, "one transaction takes one part");
    app.advance(TimeDelta::seconds(1));
    until(async || (left().await == 0).then_some(())).await;
    let sql = "select count(*) from delivery";
    assert_eq!(db::value::<i64, _>(database, sql, []).await.unwrap(), Some(0));
}
