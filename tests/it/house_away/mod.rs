//! Houses that are empty for a time.

mod bounds;
mod ending;
mod listing;
mod spoken;
mod telling;
mod visiting;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    policy::Role,
    shared::{
        db,
        id::{AreaId, HouseAwayId, HouseVisitId, Ids, PatrolAliveId, PatrolId, PatrolUnitId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use crate::mysrs;

const SET: &str = "mutation($input: HouseAwaySetInput!) { houseAwaySet(input: $input) { house { id address coordinates { latitude longitude } contactPhone note startsAt endsAt cancelledAt erasedAfter watchedBy version area { name } } userErrors { code field } } }";
const CANCEL: &str = "mutation($input: HouseAwayCancelInput!) { houseAwayCancel(input: $input) { house { id cancelledAt version } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { houseAway(id: $id) { id address visitCount lastVisitAt readings { people times lastAt } visits { nodes { id visitedAt finding note metresAway photo { url } } } } }";
const OWN: &str = "{ housesAway { nodes { id address } } }";
const LIST: &str = "query($unit: ID!, $sector: ID, $first: Int, $after: String) { patrolHouses(unitId: $unit, sectorId: $sector, first: $first, after: $after) { nodes { id address sectorId contactPhone note visitCount lastVisitAt coordinates { latitude } } pageInfo { hasNextPage endCursor } } }";
const RECORD: &str = "mutation($input: HouseVisitRecordInput!) { houseVisitRecord(input: $input) { results { id outcome photoLeftOut error { code field } } userErrors { code field } } }";
const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id } userErrors { code } } }";
const ALIVE: &str = "mutation($input: PatrolAliveRecordInput!) { patrolAliveRecord(input: $input) { patrol { id } userErrors { code field } } }";
const END: &str = "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { patrol { id } userErrors { code } } }";

/// A neighbourhood with a patrol unit: its leader, two volunteers, the committee's secretary, two
/// residents, and the leader of another neighbourhood's unit. It is noon.
struct Away {
    app: TestApp,
    area: AreaId,
    unit: PatrolUnitId,
    elsewhere: AreaId,
    leader: User,
    devi: User,
    lim: User,
    /// Two who go along with Puan Devi.
    mates: [User; 2],
    secretary: User,
    siti: User,
    neighbour: User,
    stranger: User,
}

impl Away {
    async fn begins() -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let elsewhere = app.area("Taman Melati").await;
        let unit = mysrs::add_unit(&app, area).await;
        let other = mysrs::add_unit(&app, elsewhere).await;
        Self {
            leader: mysrs::volunteer(&app, "Encik Rahim", unit, true).await,
            devi: mysrs::volunteer(&app, "Puan Devi", unit, false).await,
            lim: mysrs::volunteer(&app, "Encik Lim", unit, false).await,
            mates: [
                mysrs::volunteer(&app, "Encik Samad", unit, false).await,
                mysrs::volunteer(&app, "Puan Mei", unit, false).await,
            ],
            secretary: app.officer_of_committee("Puan Aishah", area, Role::Secretary).await,
            siti: app.resident("Puan Siti", area).await,
            neighbour: app.resident("Encik Goh", area).await,
            stranger: mysrs::volunteer(&app, "Encik Muthu", other, true).await,
            app,
            area,
            unit,
            elsewhere,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    fn mint<Id: From<uuid::Uuid>>(&self) -> Id {
        Ids::Random.mint(self.now())
    }

    /// Lets time pass; the phones refresh their tokens.
    async fn passes(&mut self, by: TimeDelta) {
        self.app.advance(by);
        let Self { leader, devi, lim, siti, mates: [samad, mei], .. } = self;
        for user in [leader, devi, lim, siti, samad, mei] {
            user.refresh().await;
        }
    }

    /// A house that is empty from now on for ten days.
    fn wish(&self, address: &str) -> Value {
        json!({
            "id": self.mint::<HouseAwayId>().to_string(), "areaId": self.area.to_string(),
            "address": address, "coordinates": { "latitude": 1.541, "longitude": 103.651 },
            "startsAt": self.now(), "endsAt": self.now() + TimeDelta::days(10),
        })
    }

    /// Puan Siti tells of a house, and its id is brought.
    async fn told(&self, address: &str, more: Value) -> String {
        let told = ask(&self.siti, SET, with(self.wish(address), more)).await.ok();
        told.text_at("houseAwaySet/house/id")
    }

    /// A patrol that somebody has started just now, with two others, whose own phones say that they are
    /// well.
    async fn patrol_of(&self, user: &User) -> PatrolId {
        let patrol = self.start(user, json!({ "presentIds": self.named() })).await;
        for mate in &self.mates {
            self.speaks(mate, patrol).await;
        }
        patrol
    }

    /// The two whom Puan Devi names as being there.
    fn named(&self) -> Vec<String> {
        self.mates.iter().map(|mate| mate.id.to_string()).collect()
    }

    /// Somebody's own phone says on a patrol that they are well.
    async fn speaks(&self, user: &User, patrol: PatrolId) {
        let id: PatrolAliveId = self.mint();
        let input = json!({ "id": id.to_string(), "patrolId": patrol.to_string(), "recordedAt": self.now() });
        ask(user, ALIVE, input).await.ok();
    }

    /// The same alone, with more said about it.
    async fn start(&self, user: &User, more: Value) -> PatrolId {
        let id: PatrolId = self.mint();
        let input = json!({ "id": id.to_string(), "unitId": self.unit.to_string(), "startedAt": self.now() });
        ask(user, START, with(input, more)).await.ok();
        id
    }

    async fn ends(&self, patrol: PatrolId) {
        let input = json!({ "id": patrol.to_string(), "endedAt": self.now() });
        ask(&self.devi, END, input).await.ok();
    }

    /// The list of empty houses, as somebody asks for it.
    async fn list(&self, user: &User) -> Answer {
        user.graphql(LIST, json!({ "unit": self.unit.to_string() })).await
    }

    /// The addresses on the leader's list.
    async fn addresses(&self) -> Vec<String> {
        let listed = self.list(&self.leader).await.ok();
        let nodes = listed.at("patrolHouses/nodes").as_array().expect("a list").clone();
        nodes.iter().map(|node| node["address"].as_str().expect("a text").to_owned()).collect()
    }

    /// A look at a house.
    fn visit(&self, house: &str) -> Value {
        json!({
            "id": self.mint::<HouseVisitId>().to_string(), "houseId": house,
            "finding": "ALL_WELL", "recordedAt": self.now(),
        })
    }

    /// The house as Puan Siti reads it.
    async fn read(&self, house: &str) -> Answer {
        self.siti.graphql(READ, json!({ "id": house })).await
    }

    async fn count(&self, sql: &str) -> i64 {
        let number: Option<i64> =
            db::value(self.app.house.tools.db.write(), sql, []).await.expect("a count");
        number.unwrap_or(-1)
    }
}

async fn ask(user: &User, document: &str, input: Value) -> Answer {
    user.graphql(document, json!({ "input": input })).await
}

async fn record(user: &User, patrol: PatrolId, visits: &[Value], clock: Value) -> Answer {
    let input = json!({ "patrolId": patrol.to_string(), "visits": visits, "clock": clock });
    ask(user, RECORD, input).await
}

fn outcomes(answer: &Answer) -> Vec<String> {
    let results = answer.at("houseVisitRecord/results").as_array().expect("results");
    results.iter().map(|one| one["outcome"].as_str().expect("an outcome").to_owned()).collect()
}
