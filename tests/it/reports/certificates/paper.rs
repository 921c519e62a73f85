//! The paper, the code that anybody checks, and that nobody waits for it.

use domain::shared::db;
use serde_json::{Value, json};
use stories::until_blocked;

use super::{begins, issued, vouched};
use crate::reports::{WALKED, certify};

#[tokio::test]
async fn a_night_that_is_proven_gives_a_certificate_once() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let first = issued(&desk.watch.devi, patrol).await.ok();
    let certificate = first.at("certificateIssue/certificate");
    assert_eq!((&certificate["minutes"], &certificate["revokedAt"]), (&json!(180), &Value::Null));
    assert_eq!(certificate["startsAt"], "2026-03-13T16:00:00.000Z", "midnight in Malaysia");
    assert_eq!(certificate["endsAt"], "2026-03-13T19:00:00.000Z");
    let code = certificate["code"].as_str().unwrap().to_owned();
    assert_eq!(certificate["verifyUrl"], format!("http://krt.test/c/{code}"));
    // Again, at once from two phones, and by the leader: the same.
    let (one, two) =
        tokio::join!(issued(&desk.watch.devi, patrol), issued(&desk.watch.devi, patrol));
    let named =
        json!({ "patrolId": patrol.to_string(), "personId": desk.watch.devi.id.to_string() });
    let by_leader = certify(&desk.watch.leader, "certificateIssue", named).await;
    for again in [one, two, by_leader] {
        assert_eq!(again.ok().at("certificateIssue/certificate/code"), &json!(code));
    }
    // Encik Lim has no phone with him: her records stand for him once the leader vouches for it.
    let refused = issued(&desk.watch.lim, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    vouched(&desk, patrol).await.ok();
    let lim = issued(&desk.watch.lim, patrol).await.ok();
    assert_ne!(lim.at("certificateIssue/certificate/code"), &json!(code));
    // The leader himself was not there.
    let refused = issued(&desk.watch.leader, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PERSON_NOT_ELIGIBLE personId"]);
    let own = "{ certificates { nodes { code } } }";
    let own = desk.watch.devi.ask(own).await.ok();
    assert_eq!(own.at("certificates/nodes"), &json!([{ "code": code }]));
}

#[tokio::test]
async fn nobody_waits_while_the_tracks_for_a_certificate_are_read() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    desk.reckoned(patrol).await;
    let database = &desk.watch.app.house.tools.db;
    if !database.is_postgres() {
        // There reading waits for nobody, so that nothing can hold up whoever reads.
        return;
    }
    let slow = database.begin().await.unwrap();
    db::run(&slow, "lock table track_point in access exclusive mode", []).await.unwrap();
    let meanwhile = async {
        until_blocked(database, "track_point").await;
        let other = database.begin().await.unwrap();
        let report = "select patrol_id from patrol_report where patrol_id = $1 for update nowait";
        let locked: Option<uuid::Uuid> = db::value(&other, report, [patrol.into()]).await.unwrap();
        assert_eq!(locked, Some(patrol.0));
        drop(other);
        slow.rollback().await.unwrap();
    };
    let (certificate, ()) = tokio::join!(issued(&desk.watch.devi, patrol), meanwhile);
    assert_eq!(certificate.ok().at("certificateIssue/certificate/minutes"), &json!(180));
}

#[tokio::test]
async fn a_certificate_is_a_paper_with_a_code_that_anybody_checks() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let certificate = issued(&desk.watch.devi, patrol).await.ok();
    let certificate = certificate.at("certificateIssue/certificate").clone();
    let (id, code) = (certificate["id"].as_str().unwrap(), certificate["code"].as_str().unwrap());
    let path = format!("/v1/certificates/{id}.pdf");
    let paper = desk.watch.devi.get(&path).await;
    assert_eq!(paper.status, 200, "{}", paper.text);
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert_eq!(paper.headers["cache-control"], "private, no-store");
    assert!(paper.text.starts_with("%PDF-"));
    for part in ["Puan Devi", "SRS Mutiara Rini", "2026-03-14 00:00", "2026-03-14 03:00", code] {
        assert!(paper.text.contains(part), "{part} is not on the paper");
    }
    let malay = desk.watch.devi.speaking("ms").get(&path).await;
    assert!(malay.text.contains("Sijil kehadiran rondaan"));
    for (user, code) in [
        (&desk.watch.leader, ""),
        (&desk.officer, ""),
        (&desk.watch.lim, "FORBIDDEN"),
        (&desk.watch.stranger, "NOT_FOUND"),
    ] {
        assert_eq!(user.get(&path).await.code(), code);
    }

    let anybody = desk.watch.app.anybody();
    let page = anybody.get(&format!("/c/{code}")).await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    for part in
        ["This certificate counts.", "P. D.", "SRS Mutiara Rini", "14 March 2026, 00:00", ">180<"]
    {
        assert!(page.text.contains(part), "{part} is not in\n{}", page.text);
    }
    for secret in ["Devi", "Surau", "1.54", "<script"] {
        assert!(!page.text.contains(secret), "{secret} is in\n{}", page.text);
    }
    let typed = code.to_lowercase().replace('-', "%20");
    assert_eq!(anybody.get(&format!("/c/{typed}")).await.status, 200);
    for wrong in ["7F3K-9QXT-2M4N-8RWV", "x"] {
        let page = anybody.speaking("ms").get(&format!("/c/{wrong}")).await;
        assert_eq!(page.status, 404);
        assert!(page.text.contains("Tiada sijil dengan kod ini."), "{}", page.text);
    }
}
