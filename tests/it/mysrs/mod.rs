//! MySRS: a night on patrol.

mod again;
mod late;
mod left;
mod months;
mod night;
mod odd;
mod rights;
mod roster_exact;
mod shapes;
mod starts;
mod two_names;
mod unsaid;
mod walks;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    mysrs::unit::{self, NewUnit, UnitStatus},
    shared::{
        db,
        id::{AreaId, CheckInId, Ids, PatrolId, PatrolUnitId, PersonId, TrackId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User};

const PUBLISH: &str = "mutation($input: ShiftPublishInput!) { shiftPublish(input: $input) { shift { id place members { displayName } unit { name } } userErrors { code field } } }";
pub(super) const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id status startedAt shift { place } members { displayName } viewerCanRecord viewerCanEnd viewerCanSeeTrack } userErrors { code field } } }";
const CHECK_IN: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome checkIn { id receivedAt correctedAt clockOffsetSeconds checkpoint note coordinates { latitude longitude } doubts recordedBy { displayName } } error { code field message } } userErrors { code field } } }";
const TRACK: &str = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { applied duplicate rejected userErrors { code field } } }";
const END: &str = "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { patrol { id status endedAt distanceMetres durationSeconds checkInCount viewerCanEnd } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { patrol(id: $id) { id status distanceMetres durationSeconds checkInCount members { displayName } checkIns(first: 100) { nodes { id checkpoint coordinates { latitude } recordedBy { displayName } } } viewerCanRecord viewerCanEnd viewerCanSeeTrack } }";

/// A unit of an area with its leader and two volunteers, and the volunteer of another unit.
pub(super) struct Night {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) unit: PatrolUnitId,
    pub(super) leader: User,
    pub(super) devi: User,
    pub(super) lim: User,
    pub(super) stranger: User,
}

impl Night {
    pub(super) async fn begins() -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let elsewhere = app.area("Taman Melati").await;
        let (unit, others) = (add_unit(&app, area).await, add_unit(&app, elsewhere).await);
        let leader = volunteer(&app, "Encik Rahim", unit, true).await;
        let devi = volunteer(&app, "Puan Devi", unit, false).await;
        let lim = volunteer(&app, "Encik Lim", unit, false).await;
        let stranger = volunteer(&app, "Encik Muthu", others, true).await;
        Self { app, area, unit, leader, devi, lim, stranger }
    }

    /// Lets time pass; the phones refresh their tokens.
    pub(super) async fn passes(&mut self, by: TimeDelta) {
        self.app.advance(by);
        for user in [&mut self.leader, &mut self.devi, &mut self.lim, &mut self.stranger] {
            user.refresh().await;
        }
    }

    /// Its volunteers live in its area from now on, as the rules of shifts ask.
    async fn settles(&mut self) {
        for user in [&mut self.leader, &mut self.devi, &mut self.lim] {
            self.app.join(user.id, self.area).await;
            user.refresh().await;
        }
    }

    /// The leader, Puan Devi and Encik Lim: the smallest team that the rules allow.
    fn team(&self) -> Value {
        json!([self.leader.id, self.devi.id, self.lim.id].map(|id| id.to_string()))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    pub(super) fn mint<Id: From<uuid::Uuid>>(&self) -> Id {
        Ids::Random.mint(self.now())
    }

    pub(super) async fn start_by(&self, user: &User, id: PatrolId) -> Answer {
        let input = json!({ "id": id.to_string(), "unitId": self.unit.to_string(), "startedAt": self.now() });
        user.graphql(START, json!({ "input": input })).await
    }

    /// A patrol that Puan Devi has started just now.
    pub(super) async fn patrol(&self) -> PatrolId {
        let id = self.mint();
        self.start_by(&self.devi, id).await.ok();
        id
    }

    pub(super) fn check_in(&self, checkpoint: &str) -> Value {
        let id: CheckInId = self.mint();
        json!({
            "id": id.to_string(), "coordinates": { "latitude": 1.54, "longitude": 103.65 },
            "accuracyMetres": 8.5, "checkpoint": checkpoint, "recordedAt": self.now(),
        })
    }
}

pub(super) async fn add_unit(app: &TestApp, area_id: AreaId) -> PatrolUnitId {
    let id: PatrolUnitId = Ids::Random.mint(app.clock.now());
    app.arrange(async |ctx, work| {
        let new = NewUnit {
            id,
            area_id,
            name: "SRS Mutiara Rini".to_owned(),
            meeting_place: "Pondok pengawal".to_owned(),
            status: UnitStatus::Active,
            sample: false,
        };
        unit::add_unit(work, &new, ctx.now()).await.expect("a unit");
    })
    .await;
    id
}

pub(super) async fn volunteer(app: &TestApp, name: &str, unit: PatrolUnitId, leads: bool) -> User {
    let mut user = app.person(name).await;
    let person = user.id;
    app.arrange(async |ctx, work| {
        unit::add_patroller(work, ctx.mint(), unit, person, leads, ctx.now())
            .await
            .expect("a volunteer");
    })
    .await;
    user.sign_in_again().await;
    user
}

/// Somebody leaves a unit. The roles are gone with the next token.
pub(super) async fn leave(user: &User, unit: PatrolUnitId) {
    let leave =
        "mutation($id: ID!) { patrollerLeave(input: { unitId: $id }) { userErrors { code } } }";
    user.graphql(leave, json!({ "id": unit.to_string() })).await.ok();
}

/// A volunteer who lives in the unit's area, as the rules of shifts ask.
pub(super) async fn neighbour(
    app: &TestApp,
    name: &str,
    (unit, area): (PatrolUnitId, AreaId),
    leads: bool,
) -> User {
    let mut user = volunteer(app, name, unit, leads).await;
    app.join(user.id, area).await;
    user.sign_in_again().await;
    user
}

/// From now on a volunteer can lead a team.
pub(super) async fn can_lead(app: &TestApp, person: PersonId) {
    app.arrange(async |_, work| {
        let sql = "update patroller set can_lead = true where person_id = $1";
        db::run(work.connection(), sql, [person.into()]).await.expect("a row");
    })
    .await;
}

pub(super) async fn record(
    user: &User,
    patrol: PatrolId,
    check_ins: &Value,
    clock: &Value,
) -> Answer {
    let input = json!({ "patrolId": patrol.to_string(), "checkIns": check_ins, "clock": clock });
    user.graphql(CHECK_IN, json!({ "input": input })).await
}

pub(super) fn outcomes(answer: &Answer) -> Vec<&str> {
    let results = answer.at("checkInRecord/results").as_array().expect("results");
    results.iter().map(|result| result["outcome"].as_str().expect("an outcome")).collect()
}

/// A walk to and fro with a gap in it: so many fixes, a second and about 11 metres apart, and its
/// length in metres calculated independently (a degree of latitude is 6,371.0088 km × π / 180).
fn walk(from: DateTime<Utc>, fixes: i32) -> (Vec<Value>, f64) {
    let half = fixes / 2;
    let points = (0..fixes)
        .map(|number| {
            let segment = i32::from(number >= half);
            let north = f64::from(if segment == 0 { number } else { 3 * half - number });
            json!({
                "sequence": number, "segment": segment, "accuracyMetres": 6,
                "coordinates": { "latitude": 1.54 + north * 0.0001, "longitude": 103.65 },
                "recordedAt": from + TimeDelta::seconds(number.into()),
            })
        })
        .collect();
    let degree = 6_371_008.8 * std::f64::consts::PI / 180.0;
    (points, f64::from(fixes - 2) * 0.0001 * degree)
}

async fn send_walk(user: &User, patrol: PatrolId, track: TrackId, points: &[Value]) -> Answer {
    let input =
        json!({ "patrolId": patrol.to_string(), "trackId": track.to_string(), "points": points });
    user.graphql(TRACK, json!({ "input": input })).await
}

pub(super) async fn end(user: &User, patrol: PatrolId, at: DateTime<Utc>) -> Answer {
    let input = json!({ "id": patrol.to_string(), "endedAt": at });
    user.graphql(END, json!({ "input": input })).await
}

fn metres(answer: &Answer, path: &str) -> f64 {
    answer.at(path).as_f64().unwrap_or_else(|| panic!("no length in {}", answer.text))
}
