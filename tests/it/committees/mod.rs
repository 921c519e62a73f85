//! Committees: who is given a post for how long, what is vacant, and what ends soon.

mod groups;
mod oversight;
mod posts;
mod reminders;
mod terms;
mod told;

use domain::{
    community::{self, GrantScope},
    policy::Role,
    shared::id::AreaId,
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

const ADD: &str = "mutation($input: AppointmentAddInput!) { appointmentAdd(input: $input) { appointment { id post startsAt endsAt termRegimeCode holder { displayName } exception { reason byId } } userErrors { code field message } } }";
const END: &str = "mutation($input: AppointmentEndInput!) { appointmentEnd(input: $input) { appointment { endsAt endReason } userErrors { code field } } }";
const REGIME: &str = "mutation($input: TermRegimeSetInput!) { termRegimeSet(input: $input) { termRegime { code inForceFrom } userErrors { code field } } }";

/// A neighbourhood with the officer of its district and one of headquarters.
struct Town {
    app: TestApp,
    area: AreaId,
    district: User,
    headquarters: User,
}

impl Town {
    async fn founded() -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let district = officer_of(&app, area).await;
        let headquarters = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
        Self { app, area, district, headquarters }
    }

    async fn give(&self, by: &User, to: &User, post: &str, more: Value) -> Answer {
        let input = json!({ "areaId": self.area, "personId": to.id, "post": post });
        let input = with(input, more);
        by.graphql(ADD, json!({ "input": input })).await
    }

    async fn put_in_force(&self, from: &str) {
        let input = json!({ "code": "A1789", "inForceFrom": from });
        self.headquarters.graphql(REGIME, json!({ "input": input })).await.ok();
    }
}

async fn officer_of(app: &TestApp, area: AreaId) -> User {
    let district = community::area(&app.ctx(), area).await.unwrap().district_id;
    app.officer("Puan Norazlina", Role::DistrictOfficer, &GrantScope::District(district)).await
}

fn day(text: &str) -> String {
    format!("{text}T00:00:00.000Z")
}

async fn posts(reader: &User, area: AreaId, at: Option<&str>) -> Vec<Value> {
    let at = at.map_or(String::new(), |at| format!("(at: \"{at}\")"));
    let document = format!(
        "{{ area(id: \"{area}\") {{ committee{at} {{ post endsAt holder {{ displayName }} exception {{ reason }} }} }} }}"
    );
    reader.ask(&document).await.ok().at("area/committee").as_array().unwrap().clone()
}
