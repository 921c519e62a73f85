//! What projects need and can supply, and what of it fits.

mod ending;
mod finding;
mod moving;
mod telling;

use domain::{
    krt_shop::project::ProjectStatus,
    shared::{
        db,
        id::{AreaId, ProjectId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User};

use super::{owner_of_project, put_categories};

const TRADE: &str = "trade { id version side until words { ms } } userErrors { code field }";
const MATCHES: &str = "query($id: ID!) { projectTradeMatches(projectId: $id) { nodes { id side explanation distanceMetres other { id name } ownWords { ms } otherWords { ms } quantity unit rhythm until } } }";

/// Two projects in two states: one that cooks, and one that grows, 12 km away.
struct Market {
    app: TestApp,
    area: AreaId,
    cook: (ProjectId, User),
    grower: (ProjectId, User),
}

impl Market {
    async fn open_on(app: TestApp) -> Self {
        put_categories(&app).await;
        let area = app.area("KRT Taman Bayu").await;
        let other = app.area_in("KRT Kampung Baru", "08", "Perak").await;
        let cook = owner_of_project(&app, area, "Sambal Puan Salmah", ProjectStatus::Active).await;
        let grower = owner_of_project(&app, other, "Kebun Encik Tan", ProjectStatus::Active).await;
        app.arrange(async |_, work| {
            for (project, north) in [(cook.0, 1.54), (grower.0, 1.65)] {
                let sql = "update project set latitude = $2, longitude = 103.65 where id = $1";
                db::run(work.connection(), sql, [project.into(), north.into()]).await.unwrap();
            }
        })
        .await;
        Self { app, area, cook, grower }
    }

    async fn open() -> Self {
        Self::open_on(TestApp::start().await).await
    }

    /// The cook needs chillies.
    async fn needs(&self, more: Value) -> Answer {
        let said = json!({ "projectId": self.cook.0.to_string(), "side": "NEED", "categoryCode": "FOOD",
            "words": { "ms": "Cili", "en": "Chillies" }, "quantity": 20, "unit": "kg",
            "rhythm": "WEEKLY" });
        set(&self.cook.1, "projectTradeSet", stories::with(said, more)).await
    }

    /// The grower can supply them.
    async fn supplies(&self, more: Value) -> Answer {
        let said = json!({ "projectId": self.grower.0.to_string(), "side": "SUPPLY", "categoryCode": "FOOD_CHICKEN",
            "words": { "ms": "Cili padi", "en": "Bird's eye chilli" }, "quantity": 50, "unit": "kg" });
        set(&self.grower.1, "projectTradeSet", stories::with(said, more)).await
    }

    async fn of_cook(&self) -> Vec<Value> {
        matches(&self.cook.1, self.cook.0).await
    }

    async fn of_grower(&self) -> Vec<Value> {
        matches(&self.grower.1, self.grower.0).await
    }
}

async fn set(user: &User, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let document =
        format!("mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {TRADE} }} }}");
    user.graphql(&document, json!({ "input": input })).await
}

async fn matches(user: &User, project: ProjectId) -> Vec<Value> {
    let answer = user.graphql(MATCHES, json!({ "id": project.to_string() })).await.ok();
    answer.at("projectTradeMatches/nodes").as_array().cloned().unwrap_or_default()
}
