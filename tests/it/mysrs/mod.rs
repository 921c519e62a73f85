//! MySRS: a night on patrol.

mod late;
mod months;
mod odd;
mod rights;
mod roster_exact;
mod shapes;
mod starts;
mod unsaid;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    mysrs::unit::{self, NewUnit, UnitStatus},
    shared::{
        db,
        id::{AreaId, CheckInId, Ids, PatrolId, PatrolUnitId, PersonId, ShiftId, TrackId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket, until};

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

#[tokio::test]
async fn a_night_patrol_is_recorded() {
    let mut night = Night::begins().await;
    night.settles().await;
    let unit = night.unit.to_string();
    let mut live = Socket::subscribe(
        &night.leader,
        &format!(
            "subscription {{ patrolChanged(unitId: \"{unit}\") {{ id status checkInCount }} }}"
        ),
    )
    .await;

    let lim = night.lim.id.to_string();
    let shift = json!({ "unitId": unit, "startsAt": night.now(), "endsAt": night.now() + TimeDelta::hours(3), "place": "Pondok pengawal", "memberIds": night.team() });
    let published = night.leader.graphql(PUBLISH, json!({ "input": shift })).await.ok();
    let shift = published.text_at("shiftPublish/shift/id");
    assert_eq!(published.at("shiftPublish/shift/members/2/displayName"), "Puan Devi");

    let patrol: PatrolId = night.mint();
    let input = json!({ "id": patrol.to_string(), "unitId": unit, "shiftId": shift, "startedAt": night.now(), "presentIds": [lim] });
    let started = night.devi.graphql(START, json!({ "input": input })).await.ok();
    assert_eq!(started.at("patrolStart/patrol/shift/place"), "Pondok pengawal");
    assert_eq!(started.at("patrolStart/patrol/members").as_array().map(Vec::len), Some(2));
    for right in ["viewerCanRecord", "viewerCanEnd", "viewerCanSeeTrack"] {
        assert_eq!(started.at(&format!("patrolStart/patrol/{right}")), true, "{right}");
    }
    let told = live.next().await.expect("an event");
    assert_eq!(told["payload"]["data"]["patrolChanged"]["id"], json!(patrol.to_string()));

    let begun = night.now();
    night.passes(TimeDelta::minutes(10)).await;
    let one = record(&night.devi, patrol, &json!([night.check_in("Surau Al-Ikhlas")]), &json!({}))
        .await
        .ok();
    assert_eq!(outcomes(&one), ["APPLIED"]);
    assert_eq!(one.at("checkInRecord/results/0/checkIn/recordedBy/displayName"), "Puan Devi");
    assert_eq!(one.at("checkInRecord/results/0/checkIn/doubts"), &json!([]));
    assert_eq!(
        live.next().await.expect("an event")["payload"]["data"]["patrolChanged"]["checkInCount"],
        1
    );
    night.passes(TimeDelta::minutes(10)).await;
    let many = json!([night.check_in("Taman permainan"), night.check_in("Pondok pengawal")]);
    assert_eq!(
        outcomes(&record(&night.lim, patrol, &many, &json!({})).await.ok()),
        ["APPLIED", "APPLIED"]
    );

    let (points, length) = walk(begun, 600);
    let sent = send_walk(&night.devi, patrol, night.mint(), &points).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 600);
    let ended = end(&night.devi, patrol, night.now()).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/durationSeconds"), 1200);
    assert_eq!(ended.at("patrolEnd/patrol/checkInCount"), 3);
    let measured = metres(&ended, "patrolEnd/patrol/distanceMetres");
    assert!((measured - length).abs() < length / 100.0, "{measured} {length}");

    let id = patrol.to_string();
    let line = night.leader.get(&format!("/v1/patrols/{id}/track.geojson")).await;
    assert_eq!(line.headers["content-type"], "application/geo+json");
    let lines = &line.body["features"][0]["geometry"]["coordinates"];
    assert_eq!(lines.as_array().map(Vec::len), Some(2));
    assert_eq!(lines[0].as_array().map(Vec::len), Some(300));
    assert_eq!(line.body["features"].as_array().map(Vec::len), Some(4));
    let gpx = night.devi.get(&format!("/v1/patrols/{id}/track.gpx")).await;
    assert_eq!(gpx.headers["content-type"], "application/gpx+xml");
    assert_eq!(gpx.text.matches("<trkseg>").count(), 2);
    assert_eq!(gpx.text.matches("<trkpt ").count(), 600);

    let listed = night.leader.graphql("query($id: ID!) { patrolUnit(id: $id) { name area { name } patrollers { displayName leads } shifts { nodes { id } } patrols { nodes { id status } } viewerCanPublishShift viewerCanStartPatrol } patrolUnits { id } node(id: $id) { ... on PatrolUnit { name } } }", json!({ "id": unit })).await.ok();
    assert_eq!(listed.at("patrolUnit/patrollers/0/displayName"), "Encik Rahim");
    assert_eq!(listed.at("patrolUnit/shifts/nodes/0/id"), &json!(shift));
    assert_eq!(listed.at("patrolUnit/patrols/nodes/0/status"), "ENDED");
    assert_eq!(listed.at("patrolUnit/viewerCanPublishShift"), true);
    assert_eq!(listed.at("patrolUnits/0/id"), &json!(unit));
}

#[tokio::test]
async fn a_repeat_changes_nothing() {
    let mut night = Night::begins().await;
    night.settles().await;
    let patrol = night.patrol().await;
    let again = night.start_by(&night.devi, patrol).await.ok();
    assert_eq!(again.at("patrolStart/patrol/members").as_array().map(Vec::len), Some(1));

    let check_in = night.check_in("Surau");
    let first = record(&night.devi, patrol, &json!([check_in]), &json!({})).await.ok();
    night.app.advance(TimeDelta::minutes(3));
    let second = record(&night.devi, patrol, &json!([check_in, check_in]), &json!({})).await.ok();
    assert_eq!(outcomes(&second), ["DUPLICATE", "DUPLICATE"]);
    assert_eq!(
        first.at("checkInRecord/results/0/checkIn"),
        second.at("checkInRecord/results/1/checkIn")
    );
    let mut other = check_in.clone();
    other["note"] = json!("something else");
    let other = record(&night.devi, patrol, &json!([other]), &json!({})).await.ok();
    assert_eq!(outcomes(&other), ["CONFLICT"]);
    assert_eq!(other.at("checkInRecord/results/0/checkIn/note"), &json!(null));

    let first = end(&night.devi, patrol, night.now()).await.ok();
    night.app.advance(TimeDelta::minutes(5));
    let second = end(&night.leader, patrol, night.now()).await.ok();
    assert_eq!(first.at("patrolEnd/patrol/endedAt"), second.at("patrolEnd/patrol/endedAt"));
    assert_eq!(second.at("patrolEnd/patrol/durationSeconds"), 180);

    // A shift's id, and a patrol's, are good for one unit only.
    let mine = json!({ "id": patrol.to_string(), "unitId": unit_of(&night.stranger).await, "startedAt": night.now() });
    let taken = night.stranger.graphql(START, json!({ "input": mine })).await;
    assert_eq!(taken.refusals("patrolStart"), ["ID_TAKEN id"]);
    let shift: ShiftId = night.mint();
    let begins = night.now();
    let shift = |unit: String, team: Value| json!({ "input": { "id": shift.to_string(), "unitId": unit, "startsAt": begins, "endsAt": begins + TimeDelta::hours(2), "place": "Surau", "memberIds": team } });
    let unit = night.unit.to_string();
    let one = night.leader.graphql(PUBLISH, shift(unit.clone(), night.team())).await.ok();
    let two = night.leader.graphql(PUBLISH, shift(unit, night.team())).await.ok();
    assert_eq!(one.body, two.body);
    let mut other = shift(night.unit.to_string(), night.team());
    other["input"]["place"] = json!("Balai");
    let fewer = json!([night.devi.id.to_string()]);
    for different in [other, shift(night.unit.to_string(), fewer)] {
        let taken = night.leader.graphql(PUBLISH, different).await;
        assert_eq!(taken.refusals("shiftPublish"), ["ID_TAKEN id"]);
    }
    let theirs = json!([night.stranger.id.to_string()]);
    let theirs = shift(unit_of(&night.stranger).await, theirs);
    let taken = night.stranger.graphql(PUBLISH, theirs).await;
    assert_eq!(taken.refusals("shiftPublish"), ["ID_TAKEN id"]);
}

async fn unit_of(user: &User) -> String {
    user.ask("{ patrolUnits { id } }").await.ok().text_at("patrolUnits/0/id")
}

#[tokio::test]
async fn a_walk_shuffled_and_a_third_of_it_sent_twice_is_the_same_walk() {
    let mut night = Night::begins().await;
    let (points, length) = walk(night.now(), 500);
    let straight = night.patrol().await;
    let shuffled = night.patrol().await;
    let late = night.patrol().await;
    night.passes(TimeDelta::minutes(40)).await;
    send_walk(&night.devi, straight, night.mint(), &points).await.ok();

    // Every seventh first, then the next ones; 500 and 7 share no factor, so each comes once.
    let mut mixed: Vec<Value> = (0..500).map(|n| points[n * 7 % 500].clone()).collect();
    let third: Vec<Value> = mixed.iter().step_by(3).cloned().collect();
    mixed.extend(third);
    let track: TrackId = night.mint();
    let mut counts = [0, 0];
    for batch in mixed.chunks(90) {
        let answer = send_walk(&night.devi, shuffled, track, batch).await.ok();
        counts[0] += answer.at("trackRecord/applied").as_i64().expect("a number");
        counts[1] += answer.at("trackRecord/duplicate").as_i64().expect("a number");
    }
    assert_eq!(counts, [500, 167]);

    // Most of it comes in after the end.
    let late_track: TrackId = night.mint();
    send_walk(&night.devi, late, late_track, &points[..50]).await.ok();
    let ended: Vec<Answer> = [
        end(&night.devi, straight, night.now()).await.ok(),
        end(&night.devi, shuffled, night.now()).await.ok(),
        end(&night.devi, late, night.now()).await.ok(),
    ]
    .into();
    let of = |answer: &Answer| metres(answer, "patrolEnd/patrol/distanceMetres");
    assert!((of(&ended[0]) - length).abs() < length / 100.0, "{} {length}", of(&ended[0]));
    assert!((of(&ended[0]) - of(&ended[1])).abs() < 0.001);
    assert!(of(&ended[2]) < length / 5.0);
    assert_eq!(ended[0].at("patrolEnd/patrol/durationSeconds"), 2400);
    assert_eq!(
        ended[0].at("patrolEnd/patrol/durationSeconds"),
        ended[1].at("patrolEnd/patrol/durationSeconds")
    );
    send_walk(&night.devi, late, late_track, &points[50..]).await.ok();
    night.app.advance(TimeDelta::minutes(2));
    let asked = json!({ "id": late.to_string() });
    until(async || {
        let late = night.devi.graphql(READ, asked.clone()).await.ok();
        ((metres(&late, "patrol/distanceMetres") - of(&ended[0])).abs() < 0.001).then_some(())
    })
    .await;
}

#[tokio::test]
async fn many_phones_at_once_share_commits_and_lose_nothing() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let shared = night.check_in("Serentak");
    let sends = (0..60).map(|number| {
        let batch = if number % 3 == 0 { shared.clone() } else { night.check_in("Surau") };
        let user = if number % 2 == 0 { &night.devi } else { &night.lim };
        async move { record(user, patrol, &json!([batch]), &json!({})).await.ok() }
    });
    let answers = futures_util::future::join_all(sends).await;
    let kinds: Vec<&str> = answers.iter().flat_map(outcomes).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "APPLIED").count(), 41);
    assert_eq!(kinds.iter().filter(|kind| **kind == "DUPLICATE").count(), 19);
    let read = night.devi.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/checkInCount"), 41);
}
