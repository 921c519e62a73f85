//! MySRS: shifts that change hands.

mod addressed;
mod at_once;
mod leaving;
mod months;
mod open;
mod ring;
mod rules;
mod told;
mod void;

use std::collections::BTreeSet;

use domain::{
    mysrs::unit,
    shared::{
        db,
        id::{Ids, PersonId, ShiftSwapId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, User};

use crate::roster::Watch;

const SWAP: &str = "id kind status requestedById toPersonId needsApproval settledAt legs { personId acceptedAt shift { id } }";
const NIGHT: [&str; 4] = ["2026-04-03", "2026-04-10", "2026-04-17", "2026-04-24"];

/// A unit with three volunteers who sign in, each with a shift of their own beside two others who can
/// lead.
pub(super) struct Hands {
    watch: Watch,
    devi: User,
    lim: User,
    muthu: User,
    shifts: Vec<String>,
}

impl Hands {
    pub(super) async fn meet() -> Self {
        Self::of(Watch::of(9, 9).await).await
    }

    async fn of(watch: Watch) -> Self {
        let devi = watch.user("Puan Devi").await;
        let lim = watch.user("Encik Lim").await;
        let muthu = watch.user("Encik Muthu").await;
        let mut hands = Self { watch, devi, lim, muthu, shifts: Vec::new() };
        let mut shifts = Vec::new();
        for (number, user) in [&hands.devi, &hands.lim, &hands.muthu].into_iter().enumerate() {
            let others = &hands.watch.people[2 * number + 1..2 * number + 3];
            let team = [&[user.id][..], others].concat();
            shifts.push(hands.shift(NIGHT[number], (15, 19), &team).await);
        }
        hands.shifts = shifts;
        hands
    }

    /// A shift that is published alone, on the evening of a day in Malaysia.
    async fn shift(&self, day: &str, (from, until): (u32, u32), team: &[PersonId]) -> String {
        let published = self.watch.alone(day, (from, until), team).await.ok();
        published.text_at("shiftPublish/shift/id")
    }

    /// From now on nobody has to approve.
    async fn without_approval(&self) {
        self.rule("swap_needs_approval = false").await;
    }

    /// What the unit itself says of it, in place of this version of its setting; nothing leaves it to
    /// the rule.
    async fn approval(&self, version: i64, needed: Value) {
        let document = "mutation($input: UnitSettingUpdateInput!) { unitSettingUpdate(input: $input) { unit { setting { swapNeedsApproval } } userErrors { code field } } }";
        let input = json!({
            "unitId": self.watch.unit.to_string(), "version": version, "swapNeedsApproval": needed,
        });
        self.watch.leader.graphql(document, json!({ "input": input })).await.ok();
    }

    /// From now on one patrol a month is the limit.
    async fn without_room(&self) {
        self.rule("patrols_a_month = 1").await;
    }

    /// From now on whoever drops out of a shift does so too late to wait: 60 days are 86,400 minutes.
    async fn where_every_drop_is_late(&self) {
        self.rule("late_drop_minutes = 86400").await;
    }

    async fn rule(&self, change: &str) {
        let sql = format!("update patrol_rule set {change}");
        self.watch
            .app
            .arrange(async |_, work| {
                db::run(work.connection(), &sql, []).await.expect("a rule");
            })
            .await;
    }

    fn id(&self) -> String {
        let id: ShiftSwapId = Ids::Random.mint(self.watch.app.clock.now());
        id.to_string()
    }

    /// Asks for a ring of these people's own shifts.
    async fn ask(&self, id: &str, ring: &[&User]) -> Answer {
        let own = |user: &User| {
            let all = [&self.devi, &self.lim, &self.muthu];
            let place = all.iter().position(|it| it.id == user.id).expect("one of them");
            json!({ "shiftId": self.shifts[place], "personId": user.id.to_string() })
        };
        let legs: Vec<Value> = ring.iter().map(|user| own(user)).collect();
        act(ring[0], "shiftSwapRequest", json!({ "id": id, "legs": legs })).await
    }

    async fn team(&self, shift: usize) -> BTreeSet<String> {
        let document = format!(
            "{{ node(id: \"{}\") {{ ... on Shift {{ seats {{ personId }} }} }} }}",
            self.shifts[shift]
        );
        let found = self.watch.leader.ask(&document).await.ok();
        let seats = found.at("node/seats").as_array().expect("seats").clone();
        seats.iter().map(|it| it["personId"].as_str().expect("an id").to_owned()).collect()
    }

    async fn is_in(&self, user: &User, shift: usize) -> bool {
        self.team(shift).await.contains(&user.id.to_string())
    }
}

/// One of the mutations about changes of hands.
async fn act(user: &User, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ swap {{ {SWAP} }} userErrors {{ code field message }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}

async fn take(user: &User, shift: &str) -> Answer {
    let document = "mutation($input: ShiftTakeInput!) { shiftTake(input: $input) { shift { id seats { personId } } userErrors { code field } } }";
    user.graphql(document, json!({ "input": { "shiftId": shift } })).await
}

#[tokio::test]
async fn two_swap_when_their_leader_approves() {
    let hands = Hands::meet().await;
    let id = hands.id();
    let asked = hands.ask(&id, &[&hands.devi, &hands.lim]).await.ok();
    assert_eq!(asked.at("shiftSwapRequest/swap/status"), "OPEN");
    let again = hands.ask(&id, &[&hands.devi, &hands.lim]).await.ok();
    assert_eq!(again.body, asked.body);
    let other = hands.ask(&id, &[&hands.devi, &hands.muthu]).await;
    assert_eq!(other.refusals("shiftSwapRequest"), ["ID_TAKEN id"]);
    let legs = [(0, &hands.devi), (1, &hands.lim)].map(
        |(shift, user)| json!({ "shiftId": hands.shifts[shift], "personId": user.id.to_string() }),
    );
    let input = json!({ "id": id, "legs": legs, "reason": "Anak sakit" });
    let reasoned = act(&hands.devi, "shiftSwapRequest", input).await;
    assert_eq!(reasoned.refusals("shiftSwapRequest"), ["ID_TAKEN id"]);
    // Whom it does not concern does not learn of it.
    let stranger = act(&hands.muthu, "shiftSwapCancel", json!({ "id": id })).await;
    assert!(["NOT_FOUND", "FORBIDDEN"].contains(&stranger.code()), "{}", stranger.text);
    let early =
        act(&hands.watch.leader, "shiftSwapDecide", json!({ "id": id, "approve": true })).await;
    assert_eq!(early.refusals("shiftSwapDecide"), ["STATE_INVALID id"]);

    let accepted = act(&hands.lim, "shiftSwapAccept", json!({ "id": id })).await.ok();
    assert_eq!(accepted.at("shiftSwapAccept/swap/status"), "ACCEPTED");
    assert!(hands.is_in(&hands.devi, 0).await && hands.is_in(&hands.lim, 1).await);
    let decide = json!({ "id": id, "approve": true });
    assert_eq!(act(&hands.lim, "shiftSwapDecide", decide.clone()).await.code(), "FORBIDDEN");
    let done = act(&hands.watch.leader, "shiftSwapDecide", decide.clone()).await.ok();
    assert_eq!(done.at("shiftSwapDecide/swap/status"), "DONE");
    assert!(hands.is_in(&hands.devi, 1).await && hands.is_in(&hands.lim, 0).await);
    assert!(!hands.is_in(&hands.devi, 0).await && !hands.is_in(&hands.lim, 1).await);
    let repeat = act(&hands.watch.leader, "shiftSwapDecide", decide).await.ok();
    assert_eq!(repeat.at("shiftSwapDecide/swap"), done.at("shiftSwapDecide/swap"));
    let late = act(&hands.devi, "shiftSwapCancel", json!({ "id": id })).await;
    assert_eq!(late.refusals("shiftSwapCancel"), ["ALREADY_DECIDED"]);
}

/// The leader swaps with Puan Devi, who agrees: the id.
async fn leader_swaps(hands: &Hands) -> String {
    let people = &hands.watch.people;
    let own = hands.shift(NIGHT[3], (15, 19), &[people[0], people[7], people[8]]).await;
    let id = hands.id();
    let legs = json!([
        { "shiftId": own, "personId": people[0].to_string() },
        { "shiftId": hands.shifts[0], "personId": hands.devi.id.to_string() },
    ]);
    let asking = json!({ "id": id, "legs": legs });
    act(&hands.watch.leader, "shiftSwapRequest", asking).await.ok();
    let accepted = act(&hands.devi, "shiftSwapAccept", json!({ "id": id })).await.ok();
    assert_eq!(accepted.at("shiftSwapAccept/swap/status"), "ACCEPTED");
    id
}

#[tokio::test]
async fn a_leader_who_is_part_of_a_swap_does_not_approve_it_alone() {
    let hands = Hands::meet().await;
    let secretary = hands.watch.secretary().await;
    let decide = json!({ "id": leader_swaps(&hands).await, "approve": true });
    let refused = act(&hands.watch.leader, "shiftSwapDecide", decide.clone()).await;
    assert_eq!(refused.refusals("shiftSwapDecide"), ["OWN_SWAP id"]);
    let done = act(&secretary, "shiftSwapDecide", decide).await.ok();
    assert_eq!(done.at("shiftSwapDecide/swap/status"), "DONE");
}

#[tokio::test]
async fn where_nobody_else_can_approve_a_leaders_swap_that_is_noted() {
    let hands = Hands::meet().await;
    let decide = json!({ "id": leader_swaps(&hands).await, "approve": true });
    let done = act(&hands.watch.leader, "shiftSwapDecide", decide).await.ok();
    assert_eq!(done.at("shiftSwapDecide/swap/status"), "DONE");
    let database = hands.watch.app.house.tools.db.write();
    let noted = "select 1 from audit_detail where detail like '%approvedBy%'";
    assert!(db::exists(database, noted, []).await.expect("an answer"));
}

#[tokio::test]
async fn a_units_own_word_says_whether_its_leader_approves() {
    let hands = Hands::meet().await;
    // The rule asks for approval; the unit does without.
    hands.approval(0, json!(false)).await;
    let id = hands.id();
    let asked = hands.ask(&id, &[&hands.devi, &hands.lim]).await.ok();
    assert_eq!(asked.at("shiftSwapRequest/swap/needsApproval"), false);
    let done = act(&hands.lim, "shiftSwapAccept", json!({ "id": id })).await.ok();
    assert_eq!(done.at("shiftSwapAccept/swap/status"), "DONE");
    assert!(hands.is_in(&hands.devi, 1).await && hands.is_in(&hands.lim, 0).await);

    // And the other way round.
    hands.without_approval().await;
    hands.approval(1, json!(true)).await;
    let give = json!({ "id": hands.id(), "shiftId": hands.shifts[2] });
    let given = act(&hands.muthu, "shiftGiveAway", give).await.ok();
    assert_eq!(given.at("shiftGiveAway/swap/needsApproval"), true);
    // Where the unit says nothing the rule holds.
    hands.approval(2, Value::Null).await;
    let id = hands.id();
    let give = json!({ "id": id, "shiftId": hands.shifts[0] });
    let given = act(&hands.lim, "shiftGiveAway", give).await.ok();
    assert_eq!(given.at("shiftGiveAway/swap/needsApproval"), false);
}

#[tokio::test]
async fn three_swap_in_a_ring_from_three_phones_at_once() {
    let hands = Hands::meet().await;
    hands.without_approval().await;
    let id = hands.id();
    hands.ask(&id, &[&hands.devi, &hands.lim, &hands.muthu]).await.ok();
    let accept = || json!({ "id": id });
    let (lim, muthu, again) = tokio::join!(
        act(&hands.lim, "shiftSwapAccept", accept()),
        act(&hands.muthu, "shiftSwapAccept", accept()),
        act(&hands.lim, "shiftSwapAccept", accept()),
    );
    for answer in [lim, muthu, again] {
        answer.ok();
    }
    let settled = act(&hands.lim, "shiftSwapAccept", accept()).await.ok();
    assert_eq!(settled.at("shiftSwapAccept/swap/status"), "DONE");
    for (user, shift) in [(&hands.devi, 2), (&hands.lim, 0), (&hands.muthu, 1)] {
        assert!(hands.is_in(user, shift).await, "{shift}");
    }
    for shift in 0..3 {
        assert_eq!(hands.team(shift).await.len(), 3);
    }
}

#[tokio::test]
async fn a_shift_that_is_given_away_is_kept_until_somebody_takes_it() {
    let hands = Hands::meet().await;
    hands.without_approval().await;
    let give = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    let given = act(&hands.devi, "shiftGiveAway", give).await.ok();
    let id = given.at("shiftGiveAway/swap/id").clone();
    assert!(hands.is_in(&hands.devi, 0).await);
    let open = format!(
        "{{ openShifts(unitId: \"{}\") {{ shift {{ id }} places offerIds }} }}",
        hands.watch.unit
    );
    let found = hands.lim.ask(&open).await.ok();
    assert_eq!(
        found.at("openShifts"),
        &json!([{ "shift": { "id": hands.shifts[0] }, "places": 0, "offerIds": [id] }])
    );
    let accept = json!({ "id": id });
    let (lim, muthu) = tokio::join!(
        act(&hands.lim, "shiftSwapAccept", accept.clone()),
        act(&hands.muthu, "shiftSwapAccept", accept.clone()),
    );
    let refused = [lim.refusals("shiftSwapAccept"), muthu.refusals("shiftSwapAccept")].concat();
    assert_eq!(refused, ["ALREADY_DECIDED"]);
    assert!(!hands.is_in(&hands.devi, 0).await);
    assert_eq!(hands.team(0).await.len(), 3);
    assert_eq!(hands.lim.ask(&open).await.ok().at("openShifts"), &json!([]));
}

/// Ends somebody's place in the unit behind the doors.
async fn leaves(hands: &Hands, user: &User) {
    let sql = "update patroller set left_at = '2026-03-14T03:00:00+00:00' where person_id = $1";
    hands.watch.sql(sql, user.id).await;
}

/// Another volunteer joins the unit.
async fn joins(hands: &Hands, person: PersonId) {
    let unit = hands.watch.unit;
    hands
        .watch
        .app
        .arrange(async |ctx, work| {
            unit::add_patroller(work, ctx.mint(), unit, person, false, ctx.now())
                .await
                .expect("a volunteer");
        })
        .await;
}
