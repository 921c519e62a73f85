//! Who means to come, and who gets a place.

use domain::{community::GrantScope, policy::Role};
use futures_util::future::join_all;
use serde_json::{Value, json};
use stories::User;

use super::{CANCEL, Neighbours, RSVP, UPDATE, read, say};

const FIGURES: &str = "figures { going guests waiting maybe notGoing placesLeft }";
const MINE: &str = "myAnswer { answer guests waiting turn }";

fn figures(going: i64, guests: i64, waiting: i64, left: i64) -> Value {
    json!({ "going": going, "guests": guests, "waiting": waiting, "placesLeft": left })
}

#[tokio::test]
async fn a_place_goes_to_whoever_asked_first() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 3 })).await;
    let lim = say(&here.lim, &id, "GOING", 1).await.ok();
    assert_eq!(lim.at("activityRsvp/activity/figures"), &figures(1, 1, 0, 1));
    // Two do not fit any more; they wait, and whoever asks after them does too.
    let siti = say(&here.siti, &id, "GOING", 1).await.ok();
    let waits = |turn, guests| json!({ "answer": "GOING", "guests": guests, "waiting": true, "turn": turn });
    assert_eq!(siti.at("activityRsvp/activity/myAnswer"), &waits(1, 1));
    // The list of names is in the order of the answers.
    here.app.advance(chrono::TimeDelta::seconds(1));
    let devi = say(&here.devi, &id, "GOING", 0).await.ok();
    assert_eq!(devi.at("activityRsvp/activity/myAnswer"), &waits(2, 0));
    assert_eq!(devi.at("activityRsvp/activity/figures"), &figures(1, 1, 3, 1));
    // Saying it again changes nothing.
    let again = say(&here.siti, &id, "GOING", 1).await.ok();
    assert_eq!(again.at("activityRsvp/activity/myAnswer"), &waits(1, 1));
    // Whoever has a place brings no more than there is room for, while others wait.
    let more = say(&here.lim, &id, "GOING", 2).await;
    assert_eq!(more.refusals("activityRsvp"), ["PLACES_LACKING guests"]);
    // A place becomes free.
    say(&here.lim, &id, "NOT_GOING", 0).await.ok();
    let placed =
        |guests| json!({ "answer": "GOING", "guests": guests, "waiting": false, "turn": null });
    assert_eq!(read(&here.siti, &id, MINE).await["myAnswer"], placed(1));
    assert_eq!(read(&here.devi, &id, MINE).await["myAnswer"], placed(0));
    let expected = json!({ "going": 2, "guests": 1, "waiting": 0, "maybe": 0, "notGoing": 1, "placesLeft": 0 });
    assert_eq!(read(&here.lim, &id, FIGURES).await["figures"], expected);
    // Names are for the committee.
    let names = "answers(answer: GOING) { nodes { person { displayName } waiting guests } }";
    assert_eq!(read(&here.lim, &id, names).await["answers"], json!(null));
    assert_eq!(
        read(&here.chair, &id, names).await["answers"]["nodes"],
        json!([{ "person": { "displayName": "Puan Siti" }, "waiting": false, "guests": 1 },
            { "person": { "displayName": "Puan Devi" }, "waiting": false, "guests": 0 }])
    );
}

#[tokio::test]
async fn many_at_once_never_take_more_places_than_there_are() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 2 })).await;
    let people = [&here.lim, &here.siti, &here.devi, &here.chair, &here.secretary];
    let answers = join_all(people.map(|who| say(who, &id, "GOING", 0))).await;
    for answer in answers {
        answer.ok();
    }
    let seen = read(&here.lim, &id, FIGURES).await;
    assert_eq!((&seen["figures"]["going"], &seen["figures"]["waiting"]), (&json!(2), &json!(3)));
    // Everybody has a turn of their own.
    let mut turns: Vec<i64> = Vec::new();
    for who in people {
        turns.extend(read(who, &id, MINE).await["myAnswer"]["turn"].as_i64());
    }
    turns.sort_unstable();
    assert_eq!(turns, [1, 2, 3]);
    // All leave at once, and one comes back.
    join_all(people.map(|who| say(who, &id, "NOT_GOING", 0))).await;
    say(&here.siti, &id, "GOING", 1).await.ok();
    let seen = read(&here.lim, &id, FIGURES).await;
    let expected = json!({ "going": 1, "guests": 1, "waiting": 0, "maybe": 0, "notGoing": 4, "placesLeft": 0 });
    assert_eq!(seen["figures"], expected);
}

#[tokio::test]
async fn with_more_room_people_move_up_and_with_less_nobody_loses_a_place() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    for who in [&here.lim, &here.siti, &here.devi] {
        say(who, &id, "GOING", 0).await.ok();
    }
    let resize = async |version: i64, capacity: Value| {
        let input = json!({ "id": id, "version": version, "capacity": capacity });
        here.secretary.graphql(UPDATE, json!({ "input": input })).await.ok();
        read(&here.lim, &id, "figures { going guests waiting placesLeft }").await["figures"].clone()
    };
    assert_eq!(resize(1, json!(2)).await, figures(2, 0, 1, 0));
    assert_eq!(resize(2, json!(1)).await, figures(2, 0, 1, 0));
    // Somebody who leaves makes room for nobody while there are too many.
    say(&here.lim, &id, "MAYBE", 0).await.ok();
    assert_eq!(resize(3, json!(1)).await, figures(1, 0, 1, 0));
    let all = json!({ "going": 2, "guests": 0, "waiting": 0, "placesLeft": null });
    assert_eq!(resize(4, json!(null)).await, all);
}

#[tokio::test]
async fn a_party_larger_than_all_places_keeps_nobody_waiting() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 3 })).await;
    for (who, guests) in [(&here.lim, 0), (&here.siti, 2), (&here.devi, 0)] {
        say(who, &id, "GOING", guests).await.ok();
    }
    let input = json!({ "id": id, "version": 1, "capacity": 2 });
    here.secretary.graphql(UPDATE, json!({ "input": input })).await.ok();
    let seen = read(&here.lim, &id, "figures { going guests waiting placesLeft }").await;
    assert_eq!(seen["figures"], figures(2, 0, 3, 0));
    // Nor whoever asks later.
    say(&here.lim, &id, "NOT_GOING", 0).await.ok();
    say(&here.lim, &id, "GOING", 0).await.ok();
    assert_eq!(read(&here.lim, &id, MINE).await["myAnswer"]["waiting"], false);
}

#[tokio::test]
async fn an_account_that_is_erased_gives_its_place_back() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    say(&here.lim, &id, "GOING", 0).await.ok();
    say(&here.siti, &id, "GOING", 0).await.ok();
    let erase = "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code } } }";
    here.lim.ask(erase).await.ok();
    let seen = read(&here.siti, &id, &format!("{FIGURES} {MINE}")).await;
    assert_eq!(seen["myAnswer"]["waiting"], false);
    assert_eq!(seen["figures"]["going"], 1);
    assert_eq!(seen["figures"]["notGoing"], 0);
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let mut here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 5 })).await;
    for (guests, refusal) in [
        (11, "OUT_OF_RANGE guests"),
        (-1, "OUT_OF_RANGE guests"),
        // Six would wait for ever.
        (5, "PLACES_LACKING guests"),
    ] {
        let refused = say(&here.lim, &id, "GOING", guests).await;
        assert_eq!(refused.refusals("activityRsvp"), [refusal]);
    }
    let refused = say(&here.lim, &id, "GOING", 5).await;
    let sentence = refused.text_at("activityRsvp/userErrors/0/message");
    assert!(sentence.contains('5'), "{sentence}");
    assert_eq!(say(&here.stranger, &id, "GOING", 0).await.code(), "NOT_FOUND");
    let officer = here.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    assert_eq!(say(&officer, &id, "GOING", 0).await.code(), "FORBIDDEN");
    let signed_out: User = here.app.anybody();
    let input = json!({ "activityId": id, "answer": "GOING" });
    let refused = signed_out.graphql(RSVP, json!({ "input": input })).await;
    assert_eq!(refused.code(), "UNAUTHENTICATED");

    let off = here.planned(json!({})).await;
    let input = json!({ "id": off, "reason": "Hujan" });
    here.secretary.graphql(CANCEL, json!({ "input": input })).await.ok();
    let refused = say(&here.lim, &off, "GOING", 0).await;
    assert_eq!(refused.refusals("activityRsvp"), ["STATE_INVALID"]);

    here.the_day_comes().await;
    say(&here.lim, &id, "GOING", 0).await.ok();
    here.app.advance(chrono::TimeDelta::hours(3));
    here.siti.refresh().await;
    let refused = say(&here.siti, &id, "GOING", 0).await;
    assert_eq!(refused.refusals("activityRsvp"), ["STATE_INVALID"]);
}
