//! What is referred to the police: agreed per district, sent signed, read from any place, and logged.

mod agreeing;
mod reading;
mod sending;

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{
    Answer, TestApp, User, until, until_settled, webhook_receiver::WebhookReceiver, with,
};

use crate::incidents::Watch;

const ADD: &str = "mutation($input: FeedAgreementAddInput!) { feedAgreementAdd(input: $input) { agreement { id url agreedWith agreedBy active startsAt endsAt viewerCanEnd } secret userErrors { code field } } }";
const END: &str = "mutation($input: FeedAgreementEndInput!) { feedAgreementEnd(input: $input) { agreement { id active endedAt endKind endReason } userErrors { code field } } }";
const AGREEMENTS: &str = "query($district: ID) { feedAgreements(districtId: $district) { nodes { id active endKind endReason deliveries(first: 100) { nodes { eventId state attempts answer } } } } }";
const READS: &str = "query($district: ID, $state: String) { policeFeedReads(districtId: $district, stateCode: $state) { nodes { reader readAt district { id } events { id serial } } } }";
const REFER: &str = "mutation($input: IncidentReferInput!) { incidentRefer(input: $input) { referral { id } userErrors { code field } } }";

/// A unit in Johor, its state's director, the police, and a program of theirs with an agreement.
pub(super) struct Agreed {
    pub(super) watch: Watch,
    pub(super) director: User,
    pub(super) police: User,
    pub(super) program: WebhookReceiver,
    /// The agreement's id.
    pub(super) agreement: String,
    /// What was handed to the police.
    pub(super) secret: String,
}

impl Agreed {
    pub(super) async fn begins() -> Self {
        Self::begins_on(TestApp::start().await).await
    }

    pub(super) async fn begins_on(app: TestApp) -> Self {
        let watch = Watch::begins_on(app).await;
        let scope = GrantScope::State("01".to_owned());
        let director = watch.app.officer("Puan Rohani", Role::StateOfficer, &scope).await;
        let police = watch.police().await;
        let program = WebhookReceiver::open().await;
        let added = add(&director, terms(&watch, program.url())).await.ok();
        let agreement = added.text_at("feedAgreementAdd/agreement/id");
        let secret = added.text_at("feedAgreementAdd/secret");
        Self { watch, director, police, program, agreement, secret }
    }

    /// An incident is reported and referred to the police, and stands in their feed: its serial number.
    pub(super) async fn referred(&self, more: Value) -> String {
        let serial = self.refers(more).await;
        self.settles().await;
        serial
    }

    /// Waits until everything that was referred can be read.
    pub(super) async fn settles(&self) {
        until_settled(&self.watch.app.house.tools.db, "feed_event").await;
    }

    /// An incident is reported and referred to the police: its serial number.
    pub(super) async fn refers(&self, more: Value) -> String {
        let id = self.watch.reported(json!({})).await;
        refer(&self.watch.leader, &id, more).await.ok();
        let seen = crate::incidents::read(&self.watch.leader, &id).await.ok();
        seen.text_at("incident/serial")
    }

    /// The agreement as the director sees it.
    pub(super) async fn seen(&mut self) -> Value {
        self.director.refresh().await;
        let variables = json!({ "district": self.watch.district.to_string() });
        let answer = self.director.graphql(AGREEMENTS, variables).await.ok();
        let all = answer.at("feedAgreements/nodes").as_array().expect("a list").clone();
        all.into_iter().find(|one| one["id"] == self.agreement.as_str()).expect("the agreement")
    }

    /// Waits until what was sent last has come so far, after so many attempts.
    pub(super) async fn comes_to(&mut self, state: &str, attempts: u64) -> Value {
        self.director.refresh().await;
        let variables = json!({ "district": self.watch.district.to_string() });
        until(async || {
            let answer = self.director.graphql(AGREEMENTS, variables.clone()).await.ok();
            let all = answer.at("feedAgreements/nodes").as_array().expect("a list").clone();
            let ours = all.into_iter().find(|one| one["id"] == self.agreement.as_str())?;
            let last = ours["deliveries"]["nodes"][0].clone();
            (last["state"] == state && last["attempts"] == attempts).then_some(last)
        })
        .await
    }
}

/// What is agreed about the district for a year, with a program at this address.
pub(super) fn terms(watch: &Watch, url: &str) -> Value {
    json!({
        "districtId": watch.district.to_string(), "url": url, "agreedWith": "ASP Kamal, IPD",
        "purpose": "Siasatan; dipadam selepas kes ditutup.",
        "endsAt": watch.now() + TimeDelta::days(365),
    })
}

pub(super) async fn add(user: &User, input: Value) -> Answer {
    user.graphql(ADD, json!({ "input": input })).await
}

pub(super) async fn end(user: &User, id: &str) -> Answer {
    let input = json!({ "id": id, "reason": "Sistem polis bertukar." });
    user.graphql(END, json!({ "input": input })).await
}

pub(super) async fn refer(user: &User, incident: &str, more: Value) -> Answer {
    let input = json!({
        "id": incident, "agency": "POLICE", "recipient": "Balai Polis Iskandar Puteri",
        "shared": ["POSITION"], "reason": "Kecurian di kedai.", "handling": "Kepada penyiasat.",
    });
    user.graphql(REFER, json!({ "input": with(input, more) })).await
}
