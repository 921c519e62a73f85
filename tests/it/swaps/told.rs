//! What phones show of a change of hands: each step to whoever it concerns, once, in their language.

use std::cell::Cell;

use domain::shared::id::{AvailabilityId, Ids};
use serde_json::json;
use stories::{TestApp, User, push_service::PushService};

use super::{Hands, NIGHT, act, take};
use crate::roster::{AVAILABLE, Watch};

const UNIT: &str = "SRS Mutiara Rini";
/// When the shifts of Puan Devi, of Encik Muthu and of the leader begin, in Malaysia.
const FIRST: &str = "2026-04-03 23:00";
const THIRD: &str = "2026-04-17 23:00";
const LAST: &str = "2026-04-24 23:00";

fn given(shift: &str) -> String {
    format!("You are in the shift of {shift} with {UNIT}. See MySRS.")
}

fn taken(shift: &str) -> String {
    format!("You are not in the shift of {shift} with {UNIT} any more. See MySRS.")
}

fn dropped(shift: &str) -> String {
    format!("Somebody dropped out of the shift of {shift} in {UNIT}. See MySRS.")
}

fn waits(shift: &str) -> String {
    format!("A swap of the shift of {shift} in {UNIT} waits for your approval. Open MySRS.")
}

/// What Encik Muthu reads, whose phone speaks Malay.
mod malay {
    use super::UNIT;

    pub(super) fn given(shift: &str) -> String {
        format!("Anda dijadualkan dalam syif {shift} bersama {UNIT}. Lihat dalam MySRS.")
    }

    pub(super) fn taken(shift: &str) -> String {
        format!("Anda tidak lagi dalam syif {shift} bersama {UNIT}. Lihat dalam MySRS.")
    }

    pub(super) fn asked(shift: &str) -> String {
        format!("Rakan dalam {UNIT} bertanya tentang syif {shift}. Jawab dalam MySRS.")
    }

    pub(super) fn ended(shift: &str) -> String {
        format!("Pertukaran syif {shift} dalam {UNIT} tidak menjadi. Lihat dalam MySRS.")
    }
}

/// A unit whose people have the app on their phones.
struct Ringing {
    hands: Hands,
    push: PushService,
    /// How many messages have been looked at.
    seen: Cell<usize>,
}

impl Ringing {
    async fn meet() -> Self {
        let (app, push) = TestApp::start_with_push(|_| {}).await;
        let hands = Hands::of(Watch::on(app, ("01", "Johor"), 9, 9).await).await;
        for (user, token, language) in [
            (&hands.watch.leader, "rahim", "EN"),
            (&hands.devi, "devi", "EN"),
            (&hands.lim, "lim", "EN"),
            (&hands.muthu, "muthu", "MS"),
        ] {
            user.has_phone(token, ("MYSRS", language)).await;
        }
        Self { hands, push, seen: Cell::default() }
    }

    /// Waits until everything has left that was written, and looks what phones have shown since this was
    /// asked last: these messages, and no other.
    async fn shows(&self, wanted: &[(&str, String)]) {
        self.hands.watch.app.settles().await;
        let asked = self.push.asked();
        let fresh = asked[self.seen.replace(asked.len())..].iter();
        let mut shown: Vec<(&str, &str)> = fresh
            .map(|one| {
                let body = one.message["notification"]["body"].as_str();
                (one.token.as_str(), body.expect("words"))
            })
            .collect();
        shown.sort_unstable();
        let mut wanted: Vec<(&str, &str)> =
            wanted.iter().map(|(token, body)| (*token, body.as_str())).collect();
        wanted.sort_unstable();
        assert_eq!(shown, wanted);
    }
}

/// Puan Devi asks Encik Muthu for his shift, and he agrees, each of them twice: the id.
async fn agreed(ringing: &Ringing) -> String {
    let hands = &ringing.hands;
    let id = hands.id();
    for _ in 0..2 {
        hands.ask(&id, &[&hands.devi, &hands.muthu]).await.ok();
    }
    ringing.shows(&[("muthu", malay::asked(FIRST))]).await;
    for _ in 0..2 {
        let accepted = act(&hands.muthu, "shiftSwapAccept", json!({ "id": id })).await.ok();
        assert_eq!(accepted.at("shiftSwapAccept/swap/status"), "ACCEPTED");
    }
    ringing.shows(&[("rahim", waits(FIRST))]).await;
    id
}

/// Somebody says that they are away on the night of the first shift.
async fn is_away(hands: &Hands, user: &User) {
    let id: AvailabilityId = Ids::Random.mint(hands.watch.app.clock.now());
    let away = json!([{
        "id": id.to_string(), "kind": "AWAY", "from": "2026-04-03T00:00:00Z",
        "until": "2026-04-05T00:00:00Z",
    }]);
    let input = json!({ "unitId": hands.watch.unit.to_string(), "items": away });
    user.graphql(AVAILABLE, json!({ "input": input })).await.ok();
}

#[tokio::test]
async fn of_a_late_drop_the_leader_hears_and_each_who_can_stand_in_and_nobody_else() {
    let ringing = Ringing::meet().await;
    let hands = &ringing.hands;
    let people = &hands.watch.people;
    let mei = hands.watch.user("Puan Mei").await;
    let osman = hands.watch.user("Encik Osman").await;
    let raju = hands.watch.user("Encik Raju").await;
    for (user, token) in [(&mei, "mei"), (&osman, "osman"), (&raju, "raju")] {
        user.has_phone(token, ("MYSRS", "EN")).await;
    }
    // Puan Mei has her two patrols of the month, Encik Raju one that begins before that one ends, and
    // Encik Osman is away.
    for night in [NIGHT[2], NIGHT[3]] {
        hands.shift(night, (15, 19), &[mei.id, people[7], people[8]]).await;
    }
    hands.shift(NIGHT[0], (17, 21), &[raju.id, people[3], people[4]]).await;
    is_away(hands, &osman).await;
    hands.where_every_drop_is_late().await;

    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0], "reason": "Demam" });
    let done = act(&hands.devi, "shiftDrop", input.clone()).await.ok();
    assert_eq!(done.at("shiftDrop/swap/status"), "DONE");
    let wanted =
        format!("{UNIT} needs a stand-in for the shift of {FIRST}. Take it in MySRS if you can.");
    let in_malay =
        format!("{UNIT} perlukan pengganti bagi syif {FIRST}. Ambil dalam MySRS jika anda boleh.");
    // The leader could stand in too.
    let told = [
        ("devi", taken(FIRST)),
        ("rahim", dropped(FIRST)),
        ("rahim", wanted.clone()),
        ("lim", wanted),
        ("muthu", in_malay),
    ];
    ringing.shows(&told).await;
    // Her phone sends it once more.
    act(&hands.devi, "shiftDrop", input).await.ok();
    ringing.shows(&[]).await;

    // Whoever stands in hears it, once.
    for _ in 0..2 {
        take(&hands.muthu, &hands.shifts[0]).await.ok();
    }
    ringing.shows(&[("muthu", malay::given(FIRST))]).await;
}

#[tokio::test]
async fn of_a_swap_whoever_is_asked_hears_then_the_leader_and_then_both() {
    let ringing = Ringing::meet().await;
    let decide = json!({ "id": agreed(&ringing).await, "approve": true });
    for _ in 0..2 {
        act(&ringing.hands.watch.leader, "shiftSwapDecide", decide.clone()).await.ok();
    }
    let told = [
        ("devi", given(THIRD)),
        ("devi", taken(FIRST)),
        ("muthu", malay::given(FIRST)),
        ("muthu", malay::taken(THIRD)),
    ];
    ringing.shows(&told).await;
}

#[tokio::test]
async fn of_a_swap_that_the_leader_declines_both_hear() {
    let ringing = Ringing::meet().await;
    let decide = json!({ "id": agreed(&ringing).await, "approve": false });
    for _ in 0..2 {
        act(&ringing.hands.watch.leader, "shiftSwapDecide", decide.clone()).await.ok();
    }
    let ended =
        format!("The swap of the shift of {FIRST} in {UNIT} does not come about. See MySRS.");
    ringing.shows(&[("devi", ended), ("muthu", malay::ended(FIRST))]).await;
}

#[tokio::test]
async fn of_a_shift_that_is_given_to_somebody_both_hear_once_it_is_theirs() {
    let ringing = Ringing::meet().await;
    let hands = &ringing.hands;
    hands.without_approval().await;
    let give = json!({
        "id": hands.id(), "shiftId": hands.shifts[0], "toPersonId": hands.muthu.id.to_string(),
    });
    for _ in 0..2 {
        act(&hands.devi, "shiftGiveAway", give.clone()).await.ok();
    }
    ringing.shows(&[("muthu", malay::asked(FIRST))]).await;
    for _ in 0..2 {
        act(&hands.muthu, "shiftSwapAccept", json!({ "id": give["id"] })).await.ok();
    }
    ringing.shows(&[("devi", taken(FIRST)), ("muthu", malay::given(FIRST))]).await;
}

#[tokio::test]
async fn of_a_drop_in_time_the_leader_hears_and_again_when_somebody_would_take_it() {
    let ringing = Ringing::meet().await;
    let hands = &ringing.hands;
    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    for _ in 0..2 {
        act(&hands.devi, "shiftDrop", input.clone()).await.ok();
    }
    ringing.shows(&[("rahim", dropped(FIRST))]).await;
    for _ in 0..2 {
        act(&hands.muthu, "shiftSwapAccept", json!({ "id": input["id"] })).await.ok();
    }
    ringing.shows(&[("rahim", waits(FIRST))]).await;
    let decide = json!({ "id": input["id"], "approve": true });
    for _ in 0..2 {
        act(&hands.watch.leader, "shiftSwapDecide", decide.clone()).await.ok();
    }
    ringing.shows(&[("devi", taken(FIRST)), ("muthu", malay::given(FIRST))]).await;
}

#[tokio::test]
async fn what_the_leader_agrees_to_waits_for_somebody_else_who_hears_of_it() {
    let ringing = Ringing::meet().await;
    let hands = &ringing.hands;
    let secretary = hands.watch.secretary().await;
    secretary.has_phone("siti", ("MYSRS", "EN")).await;
    let people = &hands.watch.people;
    let own = hands.shift(NIGHT[3], (15, 19), &[people[0], people[7], people[8]]).await;
    let id = hands.id();
    let legs = json!([
        { "shiftId": hands.shifts[0], "personId": hands.devi.id.to_string() },
        { "shiftId": own, "personId": people[0].to_string() },
    ]);
    act(&hands.devi, "shiftSwapRequest", json!({ "id": id, "legs": legs })).await.ok();
    let asked = format!("Somebody of {UNIT} asks you about the shift of {FIRST}. Answer in MySRS.");
    ringing.shows(&[("rahim", asked)]).await;
    // The leader may not approve it, and the secretary may.
    for _ in 0..2 {
        act(&hands.watch.leader, "shiftSwapAccept", json!({ "id": id })).await.ok();
    }
    ringing.shows(&[("siti", waits(FIRST))]).await;
    for _ in 0..2 {
        act(&secretary, "shiftSwapDecide", json!({ "id": id, "approve": true })).await.ok();
    }
    let told = [
        ("devi", given(LAST)),
        ("devi", taken(FIRST)),
        ("rahim", given(FIRST)),
        ("rahim", taken(LAST)),
    ];
    ringing.shows(&told).await;
}

#[tokio::test]
async fn a_leader_who_drops_out_knows_it_and_the_committee_hears() {
    let ringing = Ringing::meet().await;
    let hands = &ringing.hands;
    hands.watch.secretary().await.has_phone("siti", ("MYSRS", "EN")).await;
    let people = &hands.watch.people;
    let own = hands.shift(NIGHT[3], (15, 19), &[people[0], people[7], people[8]]).await;
    let input = json!({ "id": hands.id(), "shiftId": own });
    for _ in 0..2 {
        act(&hands.watch.leader, "shiftDrop", input.clone()).await.ok();
    }
    ringing.shows(&[("siti", dropped(LAST))]).await;
}
