//! Whom a push service that asks for patience keeps waiting, and whom not.

use chrono::TimeDelta;
use domain::shared::outbox::{SosText, Text};
use stories::push_service::Behaviour;

use super::push::{comes_to, look, register, send, with_push};

#[tokio::test]
async fn a_push_service_that_asks_for_patience_silences_no_emergency() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    push.will([Behaviour::Busy(300)]);
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    // A call for help at once,
    let sos = SosText::Seen {
        name: "Encik Lim".to_owned(),
        serial: "SOS-260314-7K3Q2A".to_owned(),
        link: "krt://sos/x".to_owned(),
    };
    let help = send(&app, &aminah, |message| message.text = Text::Sos(sos)).await;
    comes_to(&app, help, "SENT").await;
    // an emergency after seconds, and what is of no hurry when the service is ready.
    let flood = send(&app, &aminah, |message| message.urgent = true).await;
    let calm = send(&app, &aminah, |_| {}).await;
    look(&app).await;
    assert_eq!(push.asked().len(), 2);
    app.advance(TimeDelta::seconds(6));
    comes_to(&app, flood, "SENT").await;
    look(&app).await;
    assert_eq!(push.asked().len(), 3);
    app.advance(TimeDelta::minutes(7));
    comes_to(&app, calm, "SENT").await;
    comes_to(&app, cause, "SENT").await;
}
