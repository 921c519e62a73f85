//! Nights on patrol during which the program is killed.
//!
//! What a phone recorded last night it may send today: so the night that each story tells of is the
//! last one that is over, by the machine's clock.

mod month;
mod no_signal;
mod normal;
mod sheet;
mod sos;
mod walk;
mod week;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta};
use domain::{
    community::{self, GrantScope},
    policy::Role,
    shared::{
        clock::Instant,
        geo::Position,
        id::{CheckInId, Ids, PatrolEventId, PatrolId, PatrolUnitId},
        malaysia,
    },
};
use serde_json::{Value, json};
use stories::{Database, TestApp, User, with};
use tempfile::TempDir;

use super::{
    stage::has_the_app,
    town::{Town, now},
};
use crate::mysrs::{START, add_unit, volunteer};

/// Where they meet.
const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };

/// A unit with those around it.
#[derive(Clone)]
struct Team {
    unit: PatrolUnitId,
    leader: User,
    devi: User,
    /// Puan Devi's phone as it was an hour ago: it has not asked for a new token since.
    devi_asleep: User,
    lim: User,
    /// A volunteer who lives elsewhere.
    siti: User,
    chair: User,
    treasurer: User,
    /// Of the district (PPD).
    officer: User,
}

impl Town<Team> {
    async fn patrolling() -> Self {
        Self::on(set_the_stage).await
    }

    fn leader(&self) -> User {
        self.asking(&self.cast.leader)
    }

    fn devi(&self) -> User {
        self.asking(&self.cast.devi)
    }

    fn lim(&self) -> User {
        self.asking(&self.cast.lim)
    }

    fn officer(&self) -> User {
        self.asking(&self.cast.officer)
    }

    /// A page that anybody may open.
    async fn page(&self, path: &str) -> String {
        let page = self.leader().holding(None).get(path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.text
    }

    /// Somebody's phone says that a patrol began: what the server knows of it then.
    async fn begins(&self, by: &User, patrol: PatrolId, at: Instant, more: Value) -> Value {
        let unit = self.cast.unit.to_string();
        let input = json!({ "id": patrol.to_string(), "unitId": unit, "startedAt": at });
        let started = by.graphql(START, json!({ "input": with(input, more) })).await.ok();
        started.at("patrolStart/patrol").clone()
    }
}

async fn set_the_stage() -> (Database, Arc<TempDir>, Team) {
    let app = TestApp::start_at(now() - TimeDelta::hours(1)).await;
    let area = app.area("Taman Mutiara Rini").await;
    let district = community::area(&app.ctx(), area).await.unwrap().district_id;
    let unit = add_unit(&app, area).await;
    let mut leader = volunteer(&app, "Encik Rahim", unit, true).await;
    let mut devi = volunteer(&app, "Puan Devi", unit, false).await;
    let mut lim = volunteer(&app, "Encik Lim", unit, false).await;
    let mut siti = volunteer(&app, "Puan Siti", unit, false).await;
    let mut chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let mut treasurer = app.officer_of_committee("Encik Tan", area, Role::Treasurer).await;
    let mut officer =
        app.officer("Puan Nor", Role::DistrictOfficer, &GrantScope::District(district)).await;
    for user in [&mut leader, &mut devi, &mut lim] {
        app.join(user.id, area).await;
        user.sign_in_again().await;
    }
    for (user, token) in [(&leader, "leader"), (&devi, "devi"), (&lim, "lim"), (&chair, "chair")] {
        has_the_app(user, "MYSRS", token).await;
    }
    let devi_asleep = devi.clone();
    app.advance(TimeDelta::hours(1));
    for user in
        [&mut leader, &mut devi, &mut lim, &mut siti, &mut chair, &mut treasurer, &mut officer]
    {
        user.refresh().await;
    }
    let team = Team { unit, leader, devi, devi_asleep, lim, siti, chair, treasurer, officer };
    let (database, folder) = (app.database.clone(), Arc::clone(&app.folder));
    app.stop().await;
    (database, folder, team)
}

/// The last night that is over in Malaysia, from 23:00 to 03:00.
#[derive(Clone, Copy)]
struct Night(NaiveDate);

impl Night {
    fn last() -> Self {
        // Whose four o'clock has passed.
        Self(malaysia::day(now() - TimeDelta::hours(4)))
    }

    /// A time of it, as clocks in Malaysia show it.
    fn at(self, time: &str) -> Instant {
        let day = if time < "12:00" { self.0 } else { self.0.pred_opt().unwrap() };
        DateTime::parse_from_rfc3339(&format!("{day}T{time}:00+08:00")).unwrap().into()
    }
}

/// An id that a phone makes.
fn mint<Id: From<uuid::Uuid>>() -> Id {
    Ids::Random.mint(now())
}

/// Something that a phone noted on the way.
fn event(kind: &str, at: Instant, more: Value) -> Value {
    let id: PatrolEventId = mint();
    with(json!({ "id": id.to_string(), "kind": kind, "recordedAt": at }), more)
}

/// A check-in that a phone recorded somewhere.
fn spot(at: Instant, there: Position, accuracy: f64, more: Value) -> Value {
    let id: CheckInId = mint();
    let place = json!({ "latitude": there.latitude, "longitude": there.longitude });
    let item = json!({
        "id": id.to_string(), "coordinates": place, "accuracyMetres": accuracy, "recordedAt": at,
    });
    with(item, more)
}
