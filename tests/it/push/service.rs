//! Whatever the push service does.

use std::time::Duration;

use chrono::TimeDelta;
use domain::shared::outbox;
use stories::{
    TestApp,
    push_service::{AT_ONCE, Asked, Behaviour, PushService},
    sms_gateway::SmsGateway,
    until,
};

use super::{comes_to, devices, is_finished, look, register, rows, send, with_push};

#[tokio::test]
async fn a_device_ends_when_the_push_service_does_not_know_it_and_only_then() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    for (token, behaviour, left) in [
        ("uninstalled", Behaviour::Unregistered, 0),
        ("garbage", Behaviour::BadToken, 0),
        ("sound", Behaviour::BadMessage, 1),
    ] {
        register(&aminah, token).await.ok();
        push.will([behaviour]);
        let cause = send(&app, &aminah, |_| {}).await;
        comes_to(&app, cause, "REFUSED").await;
        assert_eq!(devices(&aminah).await.len(), left, "{token}");
    }
    // An address at which nobody is says nothing about the device: it is tried again.
    push.will([Behaviour::Lost]);
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    app.advance(TimeDelta::seconds(7));
    comes_to(&app, cause, "SENT").await;
    // Whose token was not known may come again with it.
    register(&aminah, "uninstalled").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 2);
}

#[tokio::test]
async fn a_push_service_that_asks_for_patience_gets_it() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    push.will_to("phone-1", [Behaviour::Busy(90), Behaviour::Break]);
    let cause = send(&app, &aminah, |_| {}).await;
    let waiting = comes_to(&app, cause, "WAITING").await;
    assert!(waiting.due_at.unwrap() >= app.clock.now() + TimeDelta::seconds(90));
    assert_eq!(waiting.answer.as_deref(), Some("HTTP 429 QUOTA_EXCEEDED"));
    app.advance(TimeDelta::seconds(80));
    look(&app).await;
    assert_eq!(push.asked().len(), 1, "not before the service is ready");
    // Nor to another phone.
    let muthu = app.person("Encik Muthu").await;
    register(&muthu, "phone-2").await.ok();
    send(&app, &muthu, |_| {}).await;
    look(&app).await;
    assert_eq!(push.asked().len(), 1);
    app.advance(TimeDelta::seconds(40));
    push.asked_times(3).await;
    until(async || rows(&app, cause).await.pop().filter(|row| row.state == "WAITING")).await;
    app.advance(TimeDelta::minutes(6));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 3);
    assert_eq!(devices(&aminah).await.len(), 1);
}

#[tokio::test]
async fn when_an_answer_is_lost_the_phone_still_shows_one() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    for (number, behaviour) in [(1, Behaviour::Cut), (2, Behaviour::Dawdle)] {
        push.will([behaviour]);
        let cause = send(&app, &aminah, |_| {}).await;
        comes_to(&app, cause, "WAITING").await;
        app.advance(TimeDelta::seconds(7));
        assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 2);
        let asked = push.asked();
        let keys: Vec<String> = asked.iter().map(Asked::collapse_key).collect();
        assert_eq!(
            keys[2 * number - 2..],
            [cause.simple().to_string(), cause.simple().to_string()]
        );
    }
}

#[tokio::test]
async fn an_access_token_is_renewed_once_and_then_waited_for() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    // Ten seconds after one was given no other is asked for.
    app.advance(TimeDelta::seconds(11));
    push.forget_access();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 1);
    assert_eq!(push.accesses(), 2);
    // A minute before its end it is not used any more.
    app.advance(TimeDelta::seconds(3_599 - 60));
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    assert_eq!(push.accesses(), 3);
    app.advance(TimeDelta::seconds(11));
    push.will([Behaviour::Distrust, Behaviour::Distrust]);
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    assert_eq!(push.accesses(), 4, "once more, and not without end");
    push.forget_access();
    push.give_no_access(true);
    app.advance(TimeDelta::seconds(11));
    let waiting = until(async || {
        rows(&app, cause).await.pop().filter(|row| row.attempts == 2 && row.state == "WAITING")
    })
    .await;
    assert_eq!(waiting.answer.as_deref(), Some("access token: HTTP 400"));
    push.give_no_access(false);
    app.advance(TimeDelta::minutes(6));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 3);
}

#[tokio::test]
async fn with_half_of_the_tokens_dead_the_others_get_it_and_the_dead_are_gone() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    for number in 0..20 {
        let token = format!("phone-{number}");
        register(&aminah, &token).await.ok();
        if number % 2 == 0 {
            push.will_to(&token, [Behaviour::Unregistered]);
        }
    }
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 20);
    let sent = rows(&app, cause).await.iter().filter(|row| row.state == "SENT").count();
    assert_eq!((sent, devices(&aminah).await.len()), (10, 10));
    assert_eq!(push.accesses(), 1, "twenty at once asked for one access token");
}

#[tokio::test]
async fn a_slow_push_service_keeps_no_code_by_sms_waiting() {
    let gateway = SmsGateway::open().await;
    let sms = gateway.settings();
    let mut push = None;
    let mut app = TestApp::start_at_noon(|config, clock| {
        let service = PushService::start(clock);
        let settings = service.settings();
        config.sms = Some(sms);
        config.push = Some(outbox::PushSettings { patience: Duration::from_secs(50), ..settings });
        push = Some(service);
    })
    .await;
    let push = push.unwrap();
    app.gateway = Some(gateway.clone());
    let aminah = app.person("Aminah").await;
    for number in 0..20 {
        register(&aminah, &format!("phone-{number}")).await.ok();
    }
    push.will_always(Behaviour::Dawdle);
    for _ in 0..52 {
        send(&app, &aminah, |_| {}).await;
    }
    push.asked_times(AT_ONCE).await;
    let before = gateway.asked().len();
    app.anybody().ask_for_code("+60129999999", "REGISTER").await.ok();
    until(async || (gateway.asked().len() > before).then_some(())).await;
    assert_eq!(push.asked().len(), AT_ONCE, "so many at once, and no more");
}
