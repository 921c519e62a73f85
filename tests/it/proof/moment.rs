//! One person at one place at one moment, seen twice: both are kept and one of them counts, whichever
//! comes in first.

use chrono::TimeDelta;
use domain::shared::{geo::Position, id::CheckInId};
use serde_json::json;
use stories::{walk::beside, with};

use super::{checkpoint, ended, record, scan, verdicts};
use crate::mysrs::Night;

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };

/// Two phones of Puan Devi's bring what they scanned at one moment, each over a line of its own to one of
/// these nodes: once the first has the smaller id, once the other.
async fn one_of_two_counts(night: &mut Night, urls: [&str; 2]) {
    let there = beside(BASE, 100.0, 0.0);
    let post = checkpoint(&night.leader, &night.unit.to_string(), "Surau", there).await;
    let patrol = night.patrol().await;
    for turned in [false, true] {
        // Long after what was scanned before.
        night.passes(TimeDelta::minutes(10)).await;
        let mut ids: [CheckInId; 2] = [night.mint(), night.mint()];
        ids.sort_unstable();
        if turned {
            ids.reverse();
        }
        let [one, other] = ids.map(|id| {
            let scanned = scan(night, &post.code, Some(there));
            json!([with(scanned, json!({ "id": id.to_string() }))])
        });
        let [left, right] = urls.map(|url| night.devi.asking(url));
        let clock = json!({});
        let (left, right) = tokio::join!(
            record(&left, patrol, &one, &clock),
            record(&right, patrol, &other, &clock)
        );
        let mut said = Vec::new();
        for answer in [left.ok(), right.ok()] {
            assert_eq!(answer.at("checkInRecord/results/0/outcome"), "APPLIED", "{}", answer.text);
            said.extend(verdicts(&answer));
        }
        // Who was heard first did not know of the other.
        assert!(said.iter().any(|one| one == "ACCEPTED"), "{said:?}");
    }
    // The order of the ids decides, however they came in.
    let right = ["ACCEPTED", "DOUBTFUL CODE_TOO_SOON"].repeat(2);
    assert_eq!(ended(night, patrol).await, right);
}

#[tokio::test]
async fn of_two_scans_at_one_moment_one_counts() {
    let mut night = Night::begins().await;
    let url = night.app.url.clone();
    one_of_two_counts(&mut night, [&url, &url]).await;
}

/// The embedded default is one node by nature; there the same story is told of one.
#[tokio::test]
async fn of_two_scans_at_one_moment_on_two_nodes_one_counts() {
    let mut night = Night::begins().await;
    let other = match night.app.database.redis {
        Some(_) => Some(night.app.beside().await),
        None => None,
    };
    let here = night.app.url.clone();
    let there = other.as_ref().map_or(&here, |other| &other.url);
    one_of_two_counts(&mut night, [&here, there]).await;
}
