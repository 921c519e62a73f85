//! Who may be named by the leader, and who by nobody.

use super::{begins, issued, vouched};
use crate::reports::WALKED;

#[tokio::test]
async fn nobody_issues_themselves_one_out_of_what_the_others_recorded() {
    let desk = begins().await;
    // Encik Lim was there for one check-in; or at the beginning and at the end, and at home in between.
    let nights: [&[&str]; 3] = [&["00:30"], &["23:30", "02:45"], &["00:10", "00:50", "02:45"]];
    for (own, found) in nights.into_iter().zip(["0", "0", "40"]) {
        let patrol = desk.begun().await;
        for time in WALKED {
            desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
        }
        for time in own {
            desk.checks_in(&desk.watch.lim, patrol, time, "Surau").await;
        }
        desk.ended(patrol).await;
        let refused = issued(&desk.watch.lim, patrol).await;
        assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"], "{own:?}");
        let sentence = refused.text_at("certificateIssue/userErrors/0/message");
        assert!(sentence.contains(&format!("only {found} ")), "{sentence}");
    }
}

#[tokio::test]
async fn who_takes_turns_at_scanning_is_vouched_for_by_the_leader() {
    let desk = begins().await;
    let patrol = desk.begun().await;
    let (devi, lim) = (&desk.watch.devi, &desk.watch.lim);
    for (user, time) in [devi, lim].into_iter().cycle().zip(WALKED) {
        desk.checks_in(user, patrol, time, "Surau").await;
    }
    desk.ended(patrol).await;
    // Between two of his own lie eighty minutes.
    let refused = issued(lim, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    let by_leader = vouched(&desk, patrol).await.ok();
    assert_eq!(by_leader.at("certificateIssue/certificate/minutes"), 180);
}
