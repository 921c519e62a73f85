//! Who patrols with a unit no longer leaves open places in its shifts to come.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    duties::Duty,
    policy::Role,
    shared::{
        db,
        id::{Ids, PatrolId, PersonId},
        scheduler,
    },
};
use sea_orm::ActiveEnum as _;
use serde_json::{Value, json};
use stories::{TestApp, User, until};

use super::{Hands, act};
use crate::roster::{Watch, loads};

const LEAVE: &str =
    "mutation($unit: ID!) { patrollerLeave(input: { unitId: $unit }) { userErrors { code } } }";
const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id } userErrors { code field } } }";

/// Somebody leaves the unit through the front door.
async fn leaves(hands: &Hands, user: &User) {
    user.graphql(LEAVE, json!({ "unit": hands.watch.unit.to_string() })).await.ok();
}

/// The leader ends somebody's place in the unit.
async fn end(watch: &Watch, person: PersonId) {
    let unit = watch.unit;
    let document = format!("{{ patrolUnit(id: \"{unit}\") {{ patrollers {{ id personId }} }} }}");
    let found = watch.leader.ask(&document).await.ok();
    let places = found.at("patrolUnit/patrollers").as_array().expect("a list").clone();
    let place = places.iter().find(|it| it["personId"] == json!(person.to_string()));
    let document = "mutation($id: ID!) { patrollerEnd(input: { patrollerId: $id, reason: \"Tidak hadir\" }) { userErrors { code } } }";
    let id = place.expect("a volunteer")["id"].clone();
    watch.leader.graphql(document, json!({ "id": id })).await.ok();
}

/// Waits until somebody is in a shift no more.
async fn is_out(hands: &Hands, person: PersonId, shift: usize) {
    until(async || (!hands.team(shift).await.contains(&person.to_string())).then_some(())).await;
}

/// How many places are open in a shift.
async fn open(hands: &Hands, shift: usize) -> i64 {
    let unit = hands.watch.unit;
    let document = format!("{{ openShifts(unitId: \"{unit}\") {{ shift {{ id }} places }} }}");
    let found = hands.watch.leader.ask(&document).await.ok();
    let shifts = found.at("openShifts").as_array().expect("shifts").clone();
    let this = shifts.iter().find(|it| it["shift"]["id"] == json!(hands.shifts[shift]));
    this.map_or(0, |it| it["places"].as_i64().expect("a number"))
}

pub(super) async fn status(hands: &Hands, swap: &str) -> Value {
    let unit = hands.watch.unit;
    let document = format!(
        "{{ shiftSwaps(unitId: \"{unit}\", waitingOnly: false) {{ nodes {{ id status }} }} }}"
    );
    let found = hands.watch.leader.ask(&document).await.ok();
    let swaps = found.at("shiftSwaps/nodes").as_array().expect("swaps").clone();
    swaps.iter().find(|it| it["id"] == json!(swap)).expect("the swap")["status"].clone()
}

/// Does what is left to do about places that somebody left.
async fn seen_to(hands: &Hands) {
    let app = &hands.watch.app;
    scheduler::round(&app.ctx()).await.expect("what is due is done");
    let kind = Duty::PlacesLeft.to_value();
    until(async || {
        let (database, sql) = (app.house.tools.db.write(), "select 1 from duty where kind = $1");
        let due = db::exists(database, sql, [kind.clone().into()]).await.expect("an answer");
        (!due).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_leaves_leaves_an_open_place_and_those_who_can_act_are_told_once() {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let hands = Hands::of(Watch::on(app, ("01", "Johor"), 9, 9).await).await;
    for (user, token) in [
        (&hands.watch.leader, "rahim"),
        (&hands.devi, "devi"),
        (&hands.lim, "lim"),
        (&hands.muthu, "muthu"),
    ] {
        user.has_phone(token, ("MYSRS", "EN")).await;
    }
    // She asks for another shift, and is asked to take one.
    let (asked, offered) = (hands.id(), hands.id());
    hands.ask(&asked, &[&hands.devi, &hands.lim]).await.ok();
    let give = json!({
        "id": offered, "shiftId": hands.shifts[2], "toPersonId": hands.devi.id.to_string(),
    });
    act(&hands.muthu, "shiftGiveAway", give).await.ok();

    leaves(&hands, &hands.devi).await;
    is_out(&hands, hands.devi.id, 0).await;
    assert_eq!((hands.team(0).await.len(), open(&hands, 0).await), (2, 1));
    for swap in [&asked, &offered] {
        assert_eq!(status(&hands, swap).await, "CANCELLED");
    }
    assert!(hands.is_in(&hands.lim, 1).await && hands.is_in(&hands.muthu, 2).await);
    // Doing it once more changes nothing, and tells nothing.
    hands
        .watch
        .app
        .arrange(async |ctx, work| {
            let person = hands.devi.id;
            scheduler::plan(work, Duty::PlacesLeft, person, ctx.now()).await.expect("a plan");
        })
        .await;
    seen_to(&hands).await;
    let said = |token: &str, what: &str| {
        let asked = push.asked().into_iter().filter(|one| one.token == token);
        let body = |it: &Value| it["notification"]["body"].as_str().map(str::to_owned);
        let bodies = asked.filter_map(|one| body(&one.message));
        bodies.filter(|body| body.contains(what)).count()
    };
    let wanted = "needs somebody for 1 shifts, the first on 2026-04-03 23:00";
    for token in ["rahim", "lim", "muthu"] {
        until(async || (said(token, wanted) > 0).then_some(())).await;
    }
    for token in ["lim", "muthu"] {
        until(async || (said(token, "does not come about") > 0).then_some(())).await;
        assert_eq!(said(token, "does not come about"), 1, "{token}");
    }
    for (token, times) in [("rahim", 1), ("lim", 1), ("muthu", 1), ("devi", 0)] {
        assert_eq!(said(token, wanted), times, "{token}");
    }
    // And somebody stands in.
    super::take(&hands.lim, &hands.shifts[0]).await.ok();
    assert_eq!(open(&hands, 0).await, 0);
}

#[tokio::test]
async fn however_somebody_goes_their_place_is_open() {
    let hands = Hands::meet().await;
    let people = &hands.watch.people;
    // Their place is ended by the leader.
    end(&hands.watch, people[1]).await;
    is_out(&hands, people[1], 0).await;
    assert_eq!(open(&hands, 0).await, 1);

    // They move away.
    let document = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    let area = hands.watch.area.to_string();
    hands.lim.graphql(document, json!({ "area": area })).await.ok();
    is_out(&hands, hands.lim.id, 1).await;
    assert_eq!(open(&hands, 1).await, 1);

    // They have their account erased.
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    hands.muthu.ask(erase).await.ok();
    assert!(!hands.is_in(&hands.muthu, 2).await);
    assert_eq!(open(&hands, 2).await, 1);

    // They are shut out.
    let app = &hands.watch.app;
    let administrator = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    administrator.bans(people[5]).await.ok();
    is_out(&hands, people[5], 2).await;
    assert_eq!(open(&hands, 2).await, 2);
}

#[tokio::test]
async fn a_draft_loses_whoever_goes_too() {
    let watch = Watch::of(9, 4).await;
    watch.nights(&[5], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let drafted = loads(planned.at("rosterGenerate/roster"));
    let in_it = |person: &&PersonId| drafted.contains_key(&person.to_string());
    let person = *watch.people[1..].iter().find(in_it).expect("a volunteer in the draft");
    end(&watch, person).await;
    until(async || {
        let read = watch.read(&watch.leader).await;
        (!loads(read.at("roster")).contains_key(&person.to_string())).then_some(())
    })
    .await;
    // Whoever has read the draft before reads it again.
    let refused = watch.publish(&planned).await;
    assert_eq!(refused.refusals("rosterPublish"), ["VERSION_CONFLICT version"]);
}

#[tokio::test]
async fn a_patrol_under_way_keeps_whoever_leaves_in_its_record() {
    let mut hands = Hands::meet().await;
    // Ten minutes before Puan Devi's shift, on 3 April at 23:00.
    hands.watch.app.advance(TimeDelta::days(20) + TimeDelta::minutes(10 * 60 + 50));
    hands.devi.sign_in_again().await;
    hands.watch.leader.sign_in_again().await;
    let id: PatrolId = Ids::Random.mint(hands.watch.app.clock.now());
    let input = json!({
        "id": id.to_string(), "unitId": hands.watch.unit.to_string(),
        "shiftId": hands.shifts[0], "startedAt": hands.watch.app.clock.now(),
    });
    hands.devi.graphql(START, json!({ "input": input })).await.ok();
    leaves(&hands, &hands.devi).await;
    seen_to(&hands).await;
    assert!(hands.is_in(&hands.devi, 0).await);
    let document = format!("{{ patrol(id: \"{id}\") {{ status members {{ personId }} }} }}");
    let patrol = hands.watch.leader.ask(&document).await.ok();
    assert_eq!(patrol.at("patrol/status"), "ACTIVE");
    let members = json!([{ "personId": hands.devi.id.to_string() }]);
    assert_eq!(patrol.at("patrol/members"), &members);
}
