//! The log as a file: checked without the service.

use domain::{
    mysrs::seal::{self, LogFault, LogKey},
    shared::secret::Secret,
};

use super::Walked;
use crate::mysrs::volunteer;

#[tokio::test]
async fn an_exported_log_is_whole_and_whatever_is_done_to_it_shows() {
    let walked = Walked::sealed().await;
    let answer = walked.leader.get(&format!("/v1/patrols/{}/log.jsonl", walked.patrol)).await;
    assert_eq!(answer.headers["content-type"], "application/jsonl");
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    // Part by part: nobody holds the whole of it.
    assert!(!answer.headers.contains_key("content-length"));
    let log = answer.text;
    let checked = walked.checked(&log).await.expect("a whole log");
    assert_eq!((checked.seals, checked.rows, checked.fixes), (1, 6, 300));
    assert_eq!((checked.patrol, checked.erased_texts), (walked.patrol, 0));
    for name in ["Encik Rahim", "Puan Devi", "+60"] {
        assert!(!log.contains(name), "{name} is in the log");
    }

    let lines: Vec<&str> = log.lines().collect();
    // The head, the patrol, two who were on it, three check-ins, 300 fixes, a seal, the end.
    assert_eq!(lines.len(), 1 + 1 + 2 + 3 + 300 + 1 + 1);
    let without = |number: usize| {
        let mut kept = lines.clone();
        kept.remove(number - 1);
        kept.join("\n")
    };
    let moved = log.replacen("\"latitude\":\"1.54\"", "\"latitude\":\"1.55\"", 1);
    let number = lines.iter().position(|line| line.contains("\"latitude\":\"1.54\"")).unwrap() + 1;
    assert_eq!(walked.checked(&moved).await, Err(LogFault::Changed(number)));
    let renamed = log.replacen("\"checkpointText\":\"Surau\"", "\"checkpointText\":\"Masjid\"", 1);
    assert!(matches!(walked.checked(&renamed).await, Err(LogFault::Changed(5..=7))));
    assert!(matches!(walked.checked(&without(6)).await, Err(LogFault::Missing(_))));
    assert_eq!(walked.checked(&without(20)).await, Err(LogFault::ChangedBetween(8, 262)));
    let unsealed = walked.checked(&without(308)).await;
    assert_eq!(unsealed, Err(LogFault::Cut("the seals are missing")));
    let open = walked.checked(&without(309)).await;
    assert_eq!(open, Err(LogFault::Cut("the end of the file is missing")));
    let twice = log.replacen(lines[5], &format!("{}\n{}", lines[5], lines[5]), 1);
    assert_eq!(walked.checked(&twice).await, Err(LogFault::Added(7)));
    let stranger = LogKey::of(&Secret::new("another secret")).public().clone();
    let key = walked.key().await.id();
    assert_eq!(seal::check_log(&log, &[stranger]), Err(LogFault::KeyUnknown(309, key)));
}

#[tokio::test]
async fn the_log_is_for_those_who_may_see_where_the_patrol_went() {
    let walked = Walked::so_far().await;
    let path = format!("/v1/patrols/{}/log.jsonl", walked.patrol);
    // Of the unit, but not on this patrol.
    let zul = volunteer(walked.app(), "Encik Zul", walked.night.unit, false).await;
    assert_eq!(zul.get(&path).await.code(), "FORBIDDEN");
    assert_eq!(walked.night.stranger.get(&path).await.code(), "NOT_FOUND");
    // Before the end there is a file, in which nothing is sealed yet.
    let log = walked.log().await;
    assert_eq!(walked.checked(&log).await, Err(LogFault::Unsealed));
    assert!(!log.contains("Surau"), "{log}");
}
