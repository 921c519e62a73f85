//! Somebody follows by an event stream, and the node that they hang on dies.

use serde_json::{Value, json};
use stories::socket::Socket;

use super::Town;
use crate::mykrt::Events;

const FOLLOW: &str = "subscription { noticeReceived { id cursor title { ms } } }";

/// An event stream at a node, from the event on that was seen last.
async fn follow(who: &stories::User, last: &str) -> Events {
    Events::of(who, &json!({ "query": FOLLOW }), Some(last)).await
}

/// The title of the next notice, and the id from which it goes on.
async fn next(events: &mut Events) -> (String, String) {
    let (id, event) = events.event().await;
    let title = event["data"]["noticeReceived"]["title"]["ms"].as_str().expect("a title");
    (title.to_owned(), id.expect("an event with an id"))
}

impl Town {
    async fn chair_sends_titled(&self, title: &str) {
        self.chair_sends("URGENT", json!({ "title": { "ms": title } })).await;
    }

    /// The cursor of a notice that Encik Lim was told, on the node that is killed first.
    async fn lim_was_told(&self) -> String {
        let mut socket = Socket::subscribe(&self.lim(), FOLLOW).await;
        self.chair_sends_titled("Mula").await;
        loop {
            let message = socket.next().await.expect("an event");
            let told: &Value = &message["payload"]["data"]["noticeReceived"];
            if let Some(cursor) = told["cursor"].as_str() {
                return cursor.to_owned();
            }
        }
    }
}

#[tokio::test]
async fn an_event_stream_goes_on_with_what_it_missed_when_its_node_is_killed() {
    let mut town = Town::of(0, 0).await;
    let start = town.lim_was_told().await;
    let mut events = follow(&town.lim(), &start).await;
    town.chair_sends_titled("Satu").await;
    let (title, last) = next(&mut events).await;
    assert_eq!(title, "Satu");

    // Its node is killed. Where there is another one the chair goes on there meanwhile, and Encik
    // Lim's phone comes back to that.
    town.a_node_is_killed();
    drop(events);
    if town.nodes.len() == 1 {
        town.all_run_again().await;
    }
    town.chair_sends_titled("Dua").await;
    let mut events = follow(&town.lim(), &last).await;
    let (title, last) = next(&mut events).await;
    assert_eq!(title, "Dua");
    town.chair_sends_titled("Tiga").await;
    let (title, after_three) = next(&mut events).await;
    assert_eq!(title, "Tiga", "what was missed meets what comes, and nothing comes twice");

    // All are killed right after the chair was answered, whether or not that was told.
    town.chair_sends_titled("Empat").await;
    town.all_are_killed();
    drop(events);
    town.all_run_again().await;
    town.chair_sends_titled("Lima").await;
    // From each place, at whichever node, what is left comes, and once.
    let mut streams = Vec::new();
    for node in &town.nodes {
        let lim = town.cast.lim.asking(node.url());
        for (seen, left) in
            [(&last, &["Tiga", "Empat", "Lima"][..]), (&after_three, &["Empat", "Lima"][..])]
        {
            let mut events = follow(&lim, seen).await;
            for expected in left {
                assert_eq!(next(&mut events).await.0, *expected);
            }
            streams.push(events);
        }
    }
    town.chair_sends_titled("Enam").await;
    for events in &mut streams {
        assert_eq!(next(events).await.0, "Enam", "and then what is new");
    }
}
