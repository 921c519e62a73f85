//! What is reported of patrols: each one's report, the months, and certificates of attendance.

mod bounds;
mod certificates;
mod chain;
mod coverage;
mod figures;
mod month_end;
mod months;
mod one_order;

use chrono::{DateTime, Utc};
use domain::shared::id::{CheckInId, Ids, PatrolId};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use crate::incidents::Watch;

const START: &str =
    "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { userErrors { code } } }";
const CHECK_IN: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome } userErrors { code } } }";
const END: &str =
    "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { userErrors { code } } }";
const REPORT: &str = "patrolId status dueAt overdue version reason confirmingOfficer submittedAt decidedAt case { categoryCode type description peopleInvolved agency } members { displayName } history { number status takenBy reason memberIds case { description } } suggestion { case { categoryCode description agency } members { displayName } } certificates { displayName } viewerCanSubmit viewerCanDecide";
const CERTIFICATE: &str = "id patrolId displayName unitName startsAt endsAt minutes code verifyUrl pdfUrl issuedAt revokedAt revokeReason viewerCanRevoke";
const MONTH: &str = "query($month: String!, $unit: ID, $area: ID, $district: ID, $state: String) { patrolMonth(month: $month, unitId: $unit, areaId: $area, districtId: $district, stateCode: $state) { month patrols hours members coverage { part whole percent colour } activeUnits { part whole percent colour } activeFromPatrols incidents { categoryCode hour number } } }";

/// A time of the night from the 13th to the 14th of March 2026 in Malaysia; stories begin at noon after
/// it.
pub(super) fn at(time: &str) -> DateTime<Utc> {
    let day = if time < "12:00" { "2026-03-14" } else { "2026-03-13" };
    DateTime::parse_from_rfc3339(&format!("{day}T{time}:00+08:00")).expect("a time").into()
}

/// Check-ins from half past eleven on that prove the whole night.
pub(super) const WALKED: [&str; 6] = ["23:30", "00:10", "00:50", "01:30", "02:10", "02:45"];

/// A unit, and the officer of its district.
pub(super) struct Desk {
    pub(super) watch: Watch,
    pub(super) officer: User,
}

impl Desk {
    pub(super) async fn begins() -> Self {
        let watch = Watch::begins().await;
        let officer = watch.officer().await;
        Self { watch, officer }
    }

    /// A patrol of Puan Devi and Encik Lim from 23:00 to 03:00, of which her phone recorded this; it had
    /// no signal until noon.
    pub(super) async fn patrolled(&self, records: &[&str]) -> PatrolId {
        let patrol = self.begun().await;
        for time in records {
            self.checks_in(&self.watch.devi, patrol, time, "Surau").await;
        }
        self.ended(patrol).await;
        patrol
    }

    pub(super) async fn begun(&self) -> PatrolId {
        let id: PatrolId = Ids::Random.mint(self.watch.now());
        let input = json!({
            "id": id.to_string(), "unitId": self.watch.unit.to_string(), "startedAt": at("23:00"),
            "presentIds": [self.watch.devi.id.to_string(), self.watch.lim.id.to_string()],
        });
        self.watch.devi.graphql(START, json!({ "input": input })).await.ok();
        id
    }

    pub(super) async fn checks_in(&self, user: &User, patrol: PatrolId, time: &str, place: &str) {
        self.checks_in_at(user, patrol, at(time), place).await;
    }

    pub(super) async fn checks_in_at(
        &self,
        user: &User,
        patrol: PatrolId,
        recorded_at: DateTime<Utc>,
        place: &str,
    ) {
        let id: CheckInId = Ids::Random.mint(self.watch.now());
        let unit = self.watch.unit;
        let listed = format!("{{ patrolUnit(id: \"{unit}\") {{ checkpoints {{ id name }} }} }}");
        let listed = self.watch.leader.ask(&listed).await.ok();
        let checkpoints = listed.at("patrolUnit/checkpoints").as_array().expect("checkpoints");
        let checkpoint = checkpoints.iter().find(|one| one["name"] == place);
        let item = json!({
            "id": id.to_string(), "coordinates": { "latitude": 1.54, "longitude": 103.65 },
            "accuracyMetres": 8.5, "checkpoint": place, "recordedAt": recorded_at,
            "checkpointId": checkpoint.map(|one| &one["id"]),
        });
        let input = json!({ "patrolId": patrol.to_string(), "checkIns": [item] });
        let answer = user.graphql(CHECK_IN, json!({ "input": input })).await.ok();
        assert_eq!(answer.at("checkInRecord/results/0/outcome"), "APPLIED");
    }

    pub(super) async fn ended(&self, patrol: PatrolId) {
        let input = json!({ "id": patrol.to_string(), "endedAt": at("03:00") });
        self.watch.devi.graphql(END, json!({ "input": input })).await.ok();
        let judged = "query($id: ID!) { patrol(id: $id) { judgedAt } }";
        until(async || {
            let read = self.watch.leader.graphql(judged, json!({ "id": patrol.to_string() }));
            read.await.ok().at("patrol/judgedAt").is_string().then_some(())
        })
        .await;
    }

    /// Waits until the patrol has its report, and with that its month.
    pub(super) async fn reckoned(&self, patrol: PatrolId) -> Value {
        until(async || {
            let report = read(&self.watch.leader, patrol).await.ok().at("patrolReport").clone();
            (!report["dueAt"].is_null()).then_some(report)
        })
        .await
    }
}

/// Reads the report of a patrol.
pub(super) async fn read(user: &User, patrol: PatrolId) -> Answer {
    let document = format!("query($id: ID!) {{ patrolReport(patrolId: $id) {{ {REPORT} }} }}");
    user.graphql(&document, json!({ "id": patrol.to_string() })).await
}

/// Sends a mutation of a report, and asks for everything.
pub(super) async fn change(user: &User, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ report {{ {REPORT} }} userErrors {{ code field message }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}

/// Sends a mutation of a certificate, and asks for everything.
pub(super) async fn certify(user: &User, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ certificate {{ {CERTIFICATE} }} userErrors {{ code field message }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}
