//! Who reads what was counted.

use domain::{community::GrantScope, policy::Role};
use serde_json::json;

use super::{PHONE, TOTAL, counted, counts, look, opening, shop};

#[tokio::test]
async fn only_the_owner_and_the_officers_above_read_it() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    look(&shop.app.anybody(), ("10.0.0.1", Some(PHONE)), &opening(&id)).await.ok();
    counted(&shop.owner, &id, counts(1, 0, 0)).await;
    let area = shop.area;
    let secretary = shop.app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let neighbour = shop.app.resident("Encik Lim", area).await;
    let above = GrantScope::State("01".into());
    let officer = shop.app.officer("Encik Ahmad Fauzi", Role::StateOfficer, &above).await;
    let away = GrantScope::State("08".into());
    let elsewhere = shop.app.officer("Encik Jauh", Role::StateOfficer, &away).await;
    let project = shop.project;
    for document in [
        format!("{{ productInsight(id: \"{id}\") {{ {TOTAL} }} }}"),
        format!("{{ projectInsight(id: \"{project}\") {{ {TOTAL} }} }}"),
    ] {
        for reader in [&shop.owner, &officer] {
            assert!(reader.ask(&document).await.ok().text.contains("\"views\":1"));
        }
        for stranger in [&secretary, &neighbour, &elsewhere] {
            assert_eq!(stranger.ask(&document).await.code(), "NOT_FOUND");
        }
        assert_eq!(shop.app.anybody().ask(&document).await.code(), "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn every_week_is_told_and_two_years_at_most() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let ask = |weeks: i32| {
        format!(
            "{{ productInsight(id: \"{id}\", weeks: {weeks}) {{ weeks {{ week counts {{ views }} }} }} }}"
        )
    };
    let told = shop.owner.ask(&ask(2)).await.ok();
    assert_eq!(
        told.at("productInsight/weeks"),
        &json!([
            { "week": "2026-03-09", "counts": { "views": 0 } },
            { "week": "2026-03-02", "counts": { "views": 0 } },
        ])
    );
    for wrong in [0, -1, 105] {
        assert_eq!(shop.owner.ask(&ask(wrong)).await.code(), "OUT_OF_RANGE", "{wrong}");
    }
}
