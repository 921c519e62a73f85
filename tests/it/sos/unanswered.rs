//! Nobody answers.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::Role,
    shared::{db, id::DistrictId},
};
use serde_json::json;

use super::{Watch, acknowledge, calls, kinds, read, texts};

#[tokio::test]
async fn in_the_end_the_district_officer_is_told() {
    let watch = Watch::begins().await;
    let asked = "query($id: ID!) { area(id: $id) { district { id } } }";
    let area = json!({ "id": watch.area.to_string() });
    let district = watch.chair.graphql(asked, area).await.ok().text_at("area/district/id");
    let district: DistrictId = district.parse().unwrap();
    let scope = GrantScope::District(district);
    let mut officer = watch.app.officer("Puan Wong", Role::DistrictOfficer, &scope).await;
    // How often it rings is a row: from today on every ten seconds, four times.
    watch
        .app
        .arrange(async |ctx, work| {
            let sql = "insert into sos_rule (effective_from, repeat_seconds, most_rounds, \
                       text_after_rounds, source) values ($1, 10, 4, 2, 'a story')";
            db::run(work.connection(), sql, [ctx.now().into()]).await.unwrap();
        })
        .await;
    let _other = watch.second().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    watch.settles().await;
    for rounds in 2..=4 {
        watch.app.advance(TimeDelta::seconds(10));
        watch.settles().await;
        assert_eq!(watch.phones(&id).len(), 3 * rounds, "each ring once, on whichever node");
    }
    assert_eq!(texts(&officer).await.len(), 0);
    watch.app.advance(TimeDelta::seconds(10));
    watch.settles().await;
    let told = texts(&officer).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Puan Devi") && told[0].contains("999"), "{told:?}");
    // It rings on, more slowly, and every half hour by SMS too.
    for rounds in 5..=6 {
        assert_eq!(watch.planned().await, 1);
        watch.app.advance(TimeDelta::minutes(5));
        watch.settles().await;
        assert_eq!(watch.phones(&id).len(), 3 * rounds);
    }
    for (user, number) in [(&watch.leader, 1), (&watch.chair, 1), (&watch.lim, 0)] {
        assert_eq!(texts(user).await.len(), number);
    }
    officer.refresh().await;
    let seen = read(&officer, &id).await.ok();
    let steps = ["RAISED", "RUNG", "RUNG", "TEXTED", "RUNG", "OFFICERS_TOLD", "RUNG", "RUNG"]
        .map(str::to_owned);
    assert_eq!(kinds(&seen), steps);
    assert_eq!(seen.at("sos/coordinates/latitude"), 1.54, "who was told sees where");
    watch.app.advance(TimeDelta::minutes(5));
    watch.settles().await;
    for (user, number) in [(&watch.leader, 2), (&officer, 2), (&watch.lim, 0)] {
        assert_eq!(texts(user).await.len(), number);
    }
    acknowledge(&officer, &id, "SEEN", None).await.ok();
    assert_eq!(watch.planned().await, 0);
    watch.settles().await;
    let rung = watch.phones(&id).len();
    watch.app.advance(TimeDelta::minutes(5));
    watch.settles().await;
    assert_eq!(watch.phones(&id).len(), rung, "from then on it is quiet");
}

#[tokio::test]
async fn where_nobody_is_to_be_told_the_officers_of_the_state_are() {
    let watch = Watch::begins().await;
    let asked = "query($id: ID!) { area(id: $id) { district { stateCode } } }";
    let area = json!({ "id": watch.area.to_string() });
    let state = watch.chair.graphql(asked, area).await.ok().text_at("area/district/stateCode");
    // Everybody else has gone: of the unit, and of the committee.
    watch
        .app
        .arrange(async |ctx, work| {
            let values = [ctx.now().into(), watch.devi.id.into()];
            let sql = "update patroller set left_at = $1, leads = false where person_id <> $2";
            db::run(work.connection(), sql, values).await.unwrap();
            let sql = "update appointment set ends_at = $1";
            db::run(work.connection(), sql, [ctx.now().into()]).await.unwrap();
        })
        .await;
    let id = calls(&watch.devi, &json!({})).await;
    watch.settles().await;
    // Nobody yet; it looks again.
    assert_eq!(watch.planned().await, 1);
    let officer =
        watch.app.officer("Puan Noor", Role::StateOfficer, &GrantScope::State(state)).await;
    watch.app.advance(TimeDelta::minutes(5));
    watch.settles().await;
    let told = texts(&officer).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let seen = read(&officer, &id).await.ok();
    assert_eq!(kinds(&seen), ["RAISED", "OFFICERS_TOLD", "OFFICERS_TOLD"]);
    assert_eq!(watch.planned().await, 1, "it rings until somebody answers");
    acknowledge(&officer, &id, "SEEN", None).await.ok();
    assert_eq!(watch.planned().await, 0);
}
