//! Phones with the apps, and the push service that makes them ring.

use api::config::Config;
use domain::shared::db;
use serde_json::json;

use crate::{TestApp, User, push_service::PushService, until};

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";

impl TestApp {
    /// A node on an empty database with a push service of its own, and with other settings.
    pub async fn start_with_push(change: impl FnOnce(&mut Config)) -> (Self, PushService) {
        let mut push = None;
        let app = Self::start_at_noon(|config, clock| {
            change(config);
            let service = PushService::start(clock);
            config.push = Some(service.settings());
            push = Some(service);
        })
        .await;
        (app, push.expect("a push service"))
    }

    /// Waits until everything that is due now is done, and everything that was written has left.
    pub async fn settles(&self) {
        let database = self.house.tools.db.write();
        until(async || {
            let now = self.clock.now();
            let due = "select 1 from duty where next_at <= $1";
            let open = "select 1 from outbox where finished_at is null";
            let busy = db::exists(database, due, [now.into()]).await.expect("an answer")
                || db::exists(database, open, []).await.expect("an answer");
            (!busy).then_some(())
        })
        .await;
    }
}

impl User {
    /// Has an app on a phone that push messages reach by this token, in a language: `MYSRS`, `EN`.
    pub async fn has_phone(&self, token: &str, (app, language): (&str, &str)) {
        let input =
            json!({ "token": token, "app": app, "platform": "ANDROID", "language": language });
        self.graphql(REGISTER, json!({ "input": input })).await.ok();
    }
}
