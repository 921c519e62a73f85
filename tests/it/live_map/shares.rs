//! Links with which whoever waits at home follows a patrol.

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::id::{PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{UNSHARE, fix, send, share};
use crate::mysrs::{Night, end};

/// The page behind a link, asked for by somebody without an account.
async fn open(night: &Night, url: &str) -> Answer {
    let path = url.strip_prefix("http://krt.test").expect("an address of this service");
    night.app.anybody().get(path).await
}

async fn unshare(user: &User, id: &str) -> Answer {
    user.graphql(UNSHARE, json!({ "input": { "id": id } })).await
}

async fn shares(user: &User, patrol: PatrolId) -> usize {
    let document = "query($id: ID!) { patrol(id: $id) { shares { id } viewerCanShare } }";
    let read = user.graphql(document, json!({ "id": patrol.to_string() })).await.ok();
    read.at("patrol/shares").as_array().expect("a list").len()
}

#[tokio::test]
async fn a_link_shows_the_way_and_when_they_were_last_seen_and_no_names() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    let made = share(&night.devi, patrol, 60, Some("once")).await.ok();
    let url = made.text_at("patrolShareCreate/url");
    assert!(url.starts_with("http://krt.test/w/") && url.len() == 61, "{url}");
    assert_eq!(made.at("patrolShareCreate/share/madeBy/displayName"), "Puan Devi");
    let again = share(&night.devi, patrol, 60, Some("once")).await.ok();
    assert_eq!(made.body, again.body);
    let other = share(&night.devi, patrol, 61, Some("once")).await;
    assert_eq!(other.refusals("patrolShareCreate"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    assert_eq!((shares(&night.devi, patrol).await, shares(&night.lim, patrol).await), (1, 0));

    let page = open(&night, &url).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("No position has come in yet."), "{}", page.text);
    let points: Vec<Value> =
        (0..100).map(|n| fix(&night, n, 500 - 5 * n, i32::try_from(n).unwrap())).collect();
    send(&night.devi, patrol, track, &points).await.ok();
    let page = open(&night, &url).await;
    for part in [
        "<svg viewBox",
        "<polyline",
        "class=\"now\"",
        "Last seen",
        "http-equiv=\"refresh\" content=\"15\"",
        "width=device-width",
        "geo:1.54990,103.65000",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    for never in ["Devi", "Mutiara", "<script", "https://", "personId"] {
        assert!(!page.text.contains(never), "{never}: {}", page.text);
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let malay = night.app.anybody().speaking("ms");
    let path = url.strip_prefix("http://krt.test").unwrap();
    assert!(malay.get(path).await.text.contains("Kali terakhir dikesan"));
}

#[tokio::test]
async fn a_link_expires_is_ended_and_ends_with_the_patrol() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let expiring = share(&night.devi, patrol, 5, None).await.ok();
    let ended = share(&night.devi, patrol, 720, None).await.ok();
    let lasting = share(&night.leader, patrol, 720, None).await.ok();
    let url = |made: &Answer| made.text_at("patrolShareCreate/url");
    night.passes(TimeDelta::minutes(4)).await;
    assert_eq!(open(&night, &url(&expiring)).await.status, 200);
    night.passes(TimeDelta::minutes(1)).await;
    let over = open(&night, &url(&expiring)).await;
    assert_eq!(over.status, 410);
    assert!(over.text.contains("This link has ended."), "{}", over.text);

    let id = ended.text_at("patrolShareCreate/share/id");
    let first = unshare(&night.devi, &id).await.ok();
    night.passes(TimeDelta::minutes(1)).await;
    let second = unshare(&night.devi, &id).await.ok();
    assert_eq!(first.body, second.body);
    assert_eq!(open(&night, &url(&ended)).await.status, 410);

    end(&night.devi, patrol, night.now()).await.ok();
    let refused = share(&night.devi, patrol, 60, None).await;
    assert_eq!(refused.refusals("patrolShareCreate"), ["STATE_INVALID patrolId"]);
    night.passes(TimeDelta::minutes(9)).await;
    night.passes(TimeDelta::minutes(9)).await;
    night.passes(TimeDelta::minutes(9)).await;
    let page = open(&night, &url(&lasting)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Ended") && !page.text.contains("http-equiv"), "{}", page.text);
    night.passes(TimeDelta::minutes(3)).await;
    assert_eq!(open(&night, &url(&lasting)).await.status, 410);
    assert_eq!(shares(&night.leader, patrol).await, 0);
    // A secret that is none, of the right length or not.
    for path in ["/w/x", &format!("/w/{}", "A".repeat(43))] {
        assert_eq!(night.app.anybody().get(path).await.status, 404);
    }
}

#[tokio::test]
async fn a_link_is_theirs_to_give_who_are_on_the_way() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let found = night.leader.ask("{ patrolUnits { area { id } } }").await.ok();
    let area = found.text_at("patrolUnits/0/area/id").parse().unwrap();
    let secretary = night.app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let treasurer = night.app.officer_of_committee("Encik Goh", area, Role::Treasurer).await;
    assert_eq!(share(&night.lim, patrol, 60, None).await.code(), "FORBIDDEN");
    assert_eq!(share(&secretary, patrol, 60, None).await.code(), "FORBIDDEN");
    assert_eq!(share(&night.stranger, patrol, 60, None).await.code(), "NOT_FOUND");
    for minutes in [4, 721, -1] {
        let refused = share(&night.devi, patrol, minutes, None).await;
        assert_eq!(refused.refusals("patrolShareCreate"), ["OUT_OF_RANGE minutes"]);
    }
    let made = share(&night.devi, patrol, 60, None).await.ok();
    let id = made.text_at("patrolShareCreate/share/id");
    assert_eq!(unshare(&treasurer, &id).await.code(), "FORBIDDEN");
    assert_eq!(unshare(&night.lim, &id).await.code(), "FORBIDDEN");
    assert_eq!(unshare(&night.stranger, &id).await.code(), "NOT_FOUND");
    // Those who speak for the committee may end it.
    unshare(&secretary, &id).await.ok();
    // Ten at once, whoever makes them and however quickly.
    let many = (0..12).map(|number| {
        let user = if number % 2 == 0 { &night.devi } else { &night.leader };
        share(user, patrol, 60, None)
    });
    let answers = futures_util::future::join_all(many).await;
    let refused: Vec<String> =
        answers.iter().flat_map(|answer| answer.refusals("patrolShareCreate")).collect();
    assert_eq!(refused, ["TOO_MANY patrolId", "TOO_MANY patrolId"]);
    assert_eq!(shares(&secretary, patrol).await, 10);
}
