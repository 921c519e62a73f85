//! SOS at 03:10, on two nodes where there can be two.

use chrono::TimeDelta;
use domain::policy::Role;
use serde_json::json;
use stories::until;

use super::{Watch, acknowledge, calls, follow, follow_late, kinds, read, resolve, texts, told};

#[tokio::test]
async fn sos_at_0310() {
    let mut watch = Watch::begins().await;
    let other = watch.second().await;
    let elsewhere = other.as_ref().map_or(watch.app.url.clone(), |other| other.url.clone());
    // Two in the morning in Malaysia: three of them go out.
    watch.passes(TimeDelta::hours(14)).await;
    watch.devi.refresh().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    // An hour later Puan Devi's phone has not refreshed its token since.
    watch.passes(TimeDelta::minutes(70)).await;
    assert_eq!(watch.devi.ask("{ viewer { id } }").await.code(), "TOKEN_EXPIRED");
    let mut leader = follow(&watch.leader.asking(&elsewhere), watch.unit).await;
    let mut lim = follow(&watch.lim, watch.unit).await;

    let body =
        json!({ "latitude": 1.54, "longitude": 103.65, "accuracy": 12, "note": "Ada parang" });
    let answer = watch.devi.post("/v1/sos", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.body["id"].as_str().unwrap().to_owned();
    assert!(answer.body["serial"].as_str().unwrap().starts_with("SOS-260315-"), "{}", answer.text);
    assert_eq!(answer.body["emergencyNumber"], "999");
    let as_what = json!([
        { "name": "Encik Lim", "toldAs": "TEAM" },
        { "name": "Encik Rahim", "toldAs": "LEADER" },
        { "name": "Puan Aminah", "toldAs": "COMMITTEE" },
    ]);
    assert_eq!(answer.body["told"], as_what);
    for socket in [&mut leader, &mut lim] {
        let heard = told(socket, |_| true).await;
        assert_eq!((&heard["id"], &heard["status"]), (&json!(id), &json!("OPEN")));
        assert_eq!(heard["caller"]["displayName"], "Puan Devi");
        assert_eq!(heard["coordinates"]["latitude"], 1.54);
    }
    watch.settles().await;
    assert_eq!(watch.phones(&id), ["chair-1", "leader-1", "lim-1"]);
    // Others are told at the same time that the patrol is quiet.
    let rung = watch.push.asked().into_iter().find(|one| one.title() == "SOS").unwrap();
    assert_eq!((rung.title(), &rung.message["android"]["priority"]), ("SOS", &json!("HIGH")));

    // Nobody is awake: again, and then the leader and the chair by SMS.
    for (rounds, by_text) in [(2, 0), (3, 1)] {
        watch.app.advance(TimeDelta::seconds(30));
        watch.settles().await;
        assert_eq!(watch.phones(&id).len(), 3 * rounds);
        for user in [&watch.leader, &watch.chair] {
            assert_eq!(texts(user).await.len(), by_text);
        }
        assert_eq!(texts(&watch.lim).await.len(), 0);
    }
    assert!(texts(&watch.chair).await[0].contains("1.54000,103.65000"));

    // Encik Lim comes; he asks the other node.
    let coming = acknowledge(&watch.lim.asking(&elsewhere), &id, "COMING", Some("2 minit")).await;
    assert_eq!(coming.ok().at("sosAcknowledge/sos/status"), "ANSWERED");
    let heard = told(&mut leader, |sos| sos["status"] == "ANSWERED").await;
    let comes =
        json!({ "stage": "COMING", "eta": "2 minit", "person": { "displayName": "Encik Lim" } });
    assert_eq!(heard["responders"], json!([comes]));
    assert_eq!(watch.planned().await, 0);
    watch.settles().await;
    let said = watch.last_said(&id, "devi-1");
    assert!(said.starts_with("Encik Lim is on the way to you"), "{said}");
    let rung = watch.phones(&id).len();
    watch.app.advance(TimeDelta::minutes(2));
    watch.settles().await;
    assert_eq!(watch.phones(&id).len(), rung, "it rings no more");

    // Puan Devi runs, and her phone says where, still with the old token.
    let path = format!("/v1/sos/{id}/position");
    let at = |latitude: f64| json!({ "latitude": latitude, "longitude": 103.66 });
    let kept = watch.devi.asking(&elsewhere).post(&path, &at(1.55)).await;
    assert_eq!(kept.body, json!({ "kept": true, "open": true }), "{}", kept.text);
    for socket in [&mut leader, &mut lim] {
        told(socket, |sos| sos["coordinates"]["latitude"] == 1.55).await;
    }
    // A second later is too soon to be told.
    watch.app.advance(TimeDelta::seconds(1));
    assert_eq!(watch.devi.post(&path, &at(1.56)).await.body["kept"], false);
    watch.app.advance(TimeDelta::seconds(5));
    assert_eq!(watch.devi.post(&path, &at(1.57)).await.body["kept"], true);
    told(&mut leader, |sos| sos["coordinates"]["latitude"] == 1.57).await;

    acknowledge(&watch.lim, &id, "AT_SCENE", None).await.ok();
    let over = resolve(&watch.lim, &id, "Selamat; polis dipanggil.").await.ok();
    assert_eq!(over.at("sosResolve/sos/status"), "RESOLVED");
    told(&mut leader, |sos| sos["status"] == "RESOLVED").await;
    let late = watch.devi.post(&path, &at(1.58)).await;
    assert_eq!((&late.body["kept"], &late.body["open"]), (&json!(false), &json!(false)));
    assert_eq!(late.code(), "STATE_INVALID");
    until(async || {
        watch.last_said(&id, "devi-1").starts_with("The SOS of Puan Devi is over").then_some(())
    })
    .await;
    let after = read(&watch.leader, &id).await.ok();
    let steps =
        ["RAISED", "RUNG", "RUNG", "TEXTED", "COMING", "AT_SCENE", "RESOLVED"].map(str::to_owned);
    assert_eq!(kinds(&after), steps);
    assert_eq!(after.at("sos/timeline/0/said"), "Ada parang");
    assert_eq!(after.at("sos/timeline/3/people"), 2);
    assert_eq!(after.at("sos/outcome"), "Selamat; polis dipanggil.");
}

#[tokio::test]
async fn killed_after_the_answer_it_rings_on() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    let id = calls(&watch.devi, &json!({})).await;
    watch.settles().await;
    let Watch { app, push, .. } = watch;
    let settings = push.settings();
    let app = app.restart_after(async |_, _| {}, |config| config.push = Some(settings)).await;
    app.advance(TimeDelta::seconds(30));
    let link = format!("krt://sos/{id}");
    until(async || {
        let asked = push.asked().into_iter();
        let of_lim = asked
            .filter(|one| one.token == "lim-1" && one.message["data"]["link"] == link.as_str());
        (of_lim.count() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn while_nobody_else_is_on_patrol_the_whole_unit_is_told() {
    let watch = Watch::begins().await;
    let answer = watch.devi.post("/v1/sos", &json!({})).await;
    let told = answer.body["told"].as_array().unwrap();
    let as_what: Vec<(&str, &str)> = told
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["toldAs"].as_str().unwrap()))
        .collect();
    let expected = [
        ("Encik Lim", "UNIT"),
        ("Encik Rahim", "LEADER"),
        ("Puan Aminah", "COMMITTEE"),
        ("Puan Siti", "UNIT"),
    ];
    assert_eq!(as_what, expected);
    // A phone that comes back, or subscribes late, hears of what goes on.
    let mut siti = follow_late(&watch.siti, watch.unit).await;
    let heard = super::told(&mut siti, |_| true).await;
    assert_eq!((&heard["id"], &heard["status"]), (&answer.body["id"], &json!("OPEN")));
}

#[tokio::test]
async fn whoever_speaks_for_the_committee_is_told() {
    let watch = Watch::begins().await;
    for (name, post) in [
        ("Encik Samy", Role::DeputyChair),
        ("Puan Ros", Role::Secretary),
        ("Encik Goh", Role::AssistantSecretary),
        ("Puan Tijah", Role::Member),
    ] {
        watch.app.officer_of_committee(name, watch.area, post).await;
    }
    let answer = watch.devi.post("/v1/sos", &json!({})).await;
    let told = answer.body["told"].as_array().unwrap().iter();
    let of_committee = told.filter(|one| one["toldAs"] == "COMMITTEE");
    let names: Vec<&str> = of_committee.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Encik Goh", "Encik Samy", "Puan Aminah", "Puan Ros"]);
}
