//! Kiosks and carnivals.

mod days;
mod finding;
mod offline;
mod pages;
mod standing;
mod telling;

use domain::{
    community::GrantScope,
    policy::{Place, Role},
};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::Shop;

const LIST: &str = "query($near: CoordinatesInput, $from: Date, $until: Date, $kind: KioskKind, $first: Int, $after: String) { kiosks(near: $near, from: $from, until: $until, kind: $kind, first: $first, after: $after) { nodes { id kind calendarUrl name { text } stands { status project { id name } products { id } } } edges { distanceMetres } pageInfo { hasNextPage endCursor } } }";

/// A shop with the officers above it, and one of another district.
struct Fair {
    shop: Shop,
    district: String,
    ppd: User,
    ppn: User,
    elsewhere: User,
}

impl Fair {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let app = &shop.app;
        let other = app.area_in("Taman Jauh", "08", "Perak").await;
        let place = async |area| -> Place {
            domain::community::place_of_area(&app.ctx(), area).await.expect("a place")
        };
        let here = place(shop.area).await.district.expect("a district");
        let there = place(other).await.district.expect("a district");
        let office = GrantScope::District(here);
        let ppd = app.officer("Puan Norazlina", Role::DistrictOfficer, &office).await;
        let state = GrantScope::State("01".into());
        let ppn = app.officer("Encik Ahmad Fauzi", Role::StateOfficer, &state).await;
        let away = GrantScope::District(there);
        let elsewhere = app.officer("Encik Jauh", Role::DistrictOfficer, &away).await;
        Self { district: here.to_string(), shop, ppd, ppn, elsewhere }
    }

    /// A carnival from an evening until after midnight.
    fn carnival(&self, from: &str, until: &str) -> Value {
        json!({ "kind": "CARNIVAL", "name": { "ms": "Karnival Ekonomi", "en": "Economic carnival" },
            "address": "Padang Awam, Johor Bahru", "districtId": self.district,
            "coordinates": { "latitude": 1.49, "longitude": 103.74 }, "startsAt": from, "endsAt": until })
    }

    fn kiosk(&self) -> Value {
        json!({ "kind": "KIOSK", "name": { "ms": "KIOSK@KRT Taman Bayu" }, "address": "Balai",
            "districtId": self.district, "coordinates": { "latitude": 1.54, "longitude": 103.65 },
            "openingHours": [{ "day": "MONDAY", "opens": "09:00", "closes": "17:00" }] })
    }

    async fn written(&self, input: Value) -> String {
        does(&self.ppd, "kioskSet", input).await.ok().text_at("kioskSet/kiosk/id")
    }

    /// The project asks, and is confirmed.
    async fn stands(&self, kiosk: &str, products: &[&str]) {
        does(&self.shop.owner, "kioskJoin", self.joining(kiosk, products)).await.ok();
        self.decided(kiosk, true).await.ok();
    }

    fn joining(&self, kiosk: &str, products: &[&str]) -> Value {
        json!({ "kioskId": kiosk, "projectId": self.shop.project.to_string(), "productIds": products })
    }

    async fn decided(&self, kiosk: &str, confirm: bool) -> Answer {
        let project = self.shop.project.to_string();
        let (decision, reason) =
            if confirm { ("CONFIRM", None) } else { ("DECLINE", Some("Tiada tempat")) };
        let input = json!({ "kioskId": kiosk, "projectId": project, "decision": decision, "reason": reason });
        does(&self.ppd, "kioskStandDecide", input).await
    }

    async fn listed(&self, variables: Value) -> Vec<Value> {
        let answer = self.shop.app.anybody().graphql(LIST, variables).await.ok();
        answer.at("kiosks/nodes").as_array().cloned().unwrap_or_default()
    }
}

async fn does(user: &User, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let selection = match mutation {
        "kioskSet" | "kioskCancel" => "kiosk { id version status reason startsAt }",
        _ => "stand { status reason }",
    };
    let document = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ code field }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}
