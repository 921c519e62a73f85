//! What a phone keeps of a walk, and sends in parts that may be lost.

use domain::shared::id::{PatrolId, TrackId};
use futures_util::future::join_all;
use serde_json::{Value, json};
use stories::{Answer, User, until, walk::Step, with};

use super::{Team, Town, mint};

/// A part of what a phone has kept, for one path.
#[derive(Clone, Debug)]
pub(super) struct Part {
    path: String,
    /// What its items are called: `checkIns`, `events` or `points`.
    name: &'static str,
    items: Vec<Value>,
    more: Value,
}

impl Part {
    /// How many items it has.
    pub(super) fn len(&self) -> u64 {
        self.items.len().try_into().unwrap()
    }

    /// What the phone sends now.
    fn body(&self, clock: &Value) -> Value {
        with(json!({ (self.name): self.items, "clock": clock }), self.more.clone())
    }
}

/// Check-ins or events, so many in a part.
pub(super) fn parts(
    patrol: PatrolId,
    (path, name): (&str, &'static str),
    items: &[Value],
    size: usize,
) -> Vec<Part> {
    let path = format!("/v1/patrols/{patrol}/{path}");
    let part =
        |items: &[Value]| Part { path: path.clone(), name, items: items.to_vec(), more: json!({}) };
    items.chunks(size).map(part).collect()
}

/// A track of one phone, so many fixes in a part. `tell` says when each was made, as the phone does.
pub(super) fn track(
    patrol: PatrolId,
    steps: &[Step],
    size: usize,
    tell: impl Fn(&Step) -> Value,
) -> Vec<Part> {
    let id: TrackId = mint();
    let fix = |(sequence, step): (i64, &Step)| {
        let there = step.position;
        let fix = json!({
            "sequence": sequence, "latitude": there.latitude, "longitude": there.longitude,
            "accuracyMetres": step.accuracy_metres,
        });
        with(fix, tell(step))
    };
    let fixes: Vec<Value> = (0..).zip(steps).map(fix).collect();
    let mut parts = parts(patrol, ("track", "points"), &fixes, size);
    for part in &mut parts {
        part.more = json!({ "trackId": id.to_string() });
    }
    parts
}

/// How many items of an answer had this outcome.
pub(super) fn count(answer: &Answer, outcome: &str) -> u64 {
    assert_eq!(answer.status, 200, "{}", answer.text);
    match answer.body["results"].as_array() {
        Some(results) => {
            let of_it = results.iter().filter(|result| result["outcome"] == outcome);
            of_it.count().try_into().unwrap()
        }
        None => answer.body[outcome].as_u64().unwrap(),
    }
}

impl Town<Team> {
    /// How many check-ins, events and fixes have come in.
    pub(super) async fn rows(&self) -> u64 {
        let sql = "select (select count(*) from check_in) + (select count(*) from patrol_event) \
                   + (select count(*) from track_point)";
        self.number(sql).await.try_into().unwrap()
    }

    /// A phone sends all of these at once, and a node is killed as soon as anything of them is there.
    /// Whatever was answered is there, once; then the phone sends all of it again, as it has to with
    /// what was not answered, to another node where there is one, and all of it is there, once.
    pub(super) async fn sends_while_a_node_is_killed(
        &mut self,
        phone: &User,
        parts: &[Part],
        clock: impl Fn() -> Value,
    ) {
        let (sender, before) = (self.asking(phone), self.rows().await);
        let bodies: Vec<Value> = parts.iter().map(|part| part.body(&clock())).collect();
        let sending = join_all(
            parts.iter().zip(&bodies).map(|(part, body)| sender.post_if_heard(&part.path, body)),
        );
        let (heard, ()) = tokio::join!(sending, async {
            until(async || (self.rows().await > before).then_some(())).await;
            self.a_node_is_killed();
        });
        self.all_run_again().await;
        let answered: u64 = heard.iter().flatten().map(|answer| count(answer, "applied")).sum();
        assert!(self.rows().await >= before + answered, "what was answered is there");
        for (part, heard) in parts.iter().zip(&heard) {
            let again = self.asking_the_last(phone).post(&part.path, &part.body(&clock())).await;
            let (fresh, known) = (count(&again, "applied"), count(&again, "duplicate"));
            assert_eq!(fresh + known, part.len(), "{}", again.text);
            assert!(heard.is_none() || fresh == 0, "it was answered before: {}", again.text);
        }
        let all: u64 = parts.iter().map(Part::len).sum();
        assert_eq!(self.rows().await, before + all, "once");
    }

    /// A phone sends these one after the other, each twice, because the line breaks the first time.
    pub(super) async fn sends_over_a_line_that_breaks(
        &self,
        phone: &User,
        parts: &[Part],
        clock: impl Fn() -> Value,
    ) {
        let (sender, before) = (self.asking(phone), self.rows().await);
        for (number, part) in (0_u64..).zip(parts) {
            // At once, and then ever later.
            let answer = sender.post_again(&part.path, &part.body(&clock()), number * 3).await;
            let kept = count(&answer, "applied") + count(&answer, "duplicate");
            assert_eq!(kept, part.len(), "{}", answer.text);
        }
        let all: u64 = parts.iter().map(Part::len).sum();
        assert_eq!(self.rows().await, before + all, "once");
    }

    /// A phone that does not know what was heard sends these once more: all of it is known.
    pub(super) async fn sends_what_is_known(
        &self,
        phone: &User,
        parts: &[Part],
        clock: impl Fn() -> Value,
    ) {
        let sender = self.asking_the_last(phone);
        for part in parts {
            let answer = sender.post(&part.path, &part.body(&clock())).await;
            assert_eq!(count(&answer, "duplicate"), part.len(), "{}", answer.text);
        }
    }
}
