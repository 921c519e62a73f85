//! The places that patrols come past.

mod codes;
mod order;
mod setting;
mod sheet;

use chrono::{DateTime, Utc};
use domain::{
    policy::Role,
    shared::id::{AreaId, Ids, PatrolId, PatrolUnitId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use crate::mysrs;

const ADD: &str = "mutation($input: CheckpointAddInput!) { checkpointAdd(input: $input) { checkpoint { id name sectorId radiusMetres opensAt closesAt positionInOrder version codeNumber tagText warnings endedAt coordinates { latitude longitude } unit { name } } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: CheckpointUpdateInput!) { checkpointUpdate(input: $input) { checkpoint { id name radiusMetres opensAt version codeNumber warnings } userErrors { code field } } }";
const END: &str = "mutation($input: CheckpointEndInput!) { checkpointEnd(input: $input) { checkpoint { endedAt tagText version } userErrors { code field } } }";
const RENEW: &str = "mutation($input: CheckpointCodeRenewInput!) { checkpointCodeRenew(input: $input) { checkpoint { codeNumber tagText version } userErrors { code field } } }";
const SECTOR: &str = "mutation($input: SectorSetInput!) { sectorSet(input: $input) { sector { id name order polygon version endedAt } userErrors { code field } } }";
const SECTOR_END: &str = "mutation($input: SectorEndInput!) { sectorEnd(input: $input) { sector { id endedAt } userErrors { code field } } }";
const LIST: &str = "query($id: ID!) { patrolUnit(id: $id) { viewerCanSetCheckpoints sectors { id name order } checkpoints { id name sectorId tagText radiusMetres opensAt closesAt coordinates { latitude } } } }";

/// A unit with its leader and a volunteer, its area's secretary, and the leader of another unit.
struct Walk {
    app: TestApp,
    area: AreaId,
    unit: PatrolUnitId,
    leader: User,
    devi: User,
    secretary: User,
    stranger: User,
    elsewhere: PatrolUnitId,
}

impl Walk {
    async fn begins() -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let away = app.area("Taman Melati").await;
        let unit = mysrs::add_unit(&app, area).await;
        let elsewhere = mysrs::add_unit(&app, away).await;
        let leader = mysrs::volunteer(&app, "Encik Rahim", unit, true).await;
        let devi = mysrs::volunteer(&app, "Puan Devi", unit, false).await;
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let stranger = mysrs::volunteer(&app, "Encik Muthu", elsewhere, true).await;
        Self { app, area, unit, leader, devi, secretary, stranger, elsewhere }
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    fn mint<Id: From<uuid::Uuid>>(&self) -> Id {
        Ids::Random.mint(self.now())
    }

    /// What a checkpoint of this name is to be.
    fn wish(&self, name: &str) -> Value {
        json!({
            "unitId": self.unit.to_string(), "name": name,
            "coordinates": { "latitude": 1.541, "longitude": 103.651 },
        })
    }

    /// Adds a checkpoint as the leader, and brings its id.
    async fn checkpoint(&self, name: &str, more: Value) -> String {
        let added = ask(&self.leader, ADD, with(self.wish(name), more)).await.ok();
        added.text_at("checkpointAdd/checkpoint/id")
    }

    /// Sets a sector as the leader, and brings its id.
    async fn sector(&self, name: &str, order: &str) -> String {
        let id = self.mint::<domain::shared::id::SectorId>().to_string();
        let input =
            json!({ "id": id, "unitId": self.unit.to_string(), "name": name, "order": order });
        ask(&self.leader, SECTOR, input).await.ok();
        id
    }

    /// A patrol that Puan Devi has started just now.
    async fn patrol(&self) -> PatrolId {
        let id: PatrolId = self.mint();
        let start = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id } userErrors { code } } }";
        let input = json!({ "id": id.to_string(), "unitId": self.unit.to_string(), "startedAt": self.now() });
        ask(&self.devi, start, input).await.ok();
        id
    }
}

async fn ask(user: &User, document: &str, input: Value) -> Answer {
    user.graphql(document, json!({ "input": input })).await
}

async fn list(user: &User, unit: PatrolUnitId) -> Answer {
    user.graphql(LIST, json!({ "id": unit.to_string() })).await
}

/// The texts of one field of a list.
fn texts(list: &Value, field: &str) -> Vec<String> {
    let all = list.as_array().expect("a list").iter();
    all.map(|one| one[field].as_str().expect("a text").to_owned()).collect()
}
