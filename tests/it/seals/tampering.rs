//! Somebody who owns the database alters what was sealed.

use domain::mysrs::seal::LogFault;
use serde_json::Value;

use super::Walked;

#[tokio::test]
async fn whatever_is_changed_behind_the_doors_shows() {
    let walked = Walked::sealed().await;
    for (change, back, fault) in [
        (
            "update check_in set latitude = 1.55 where checkpoint = 'Surau'",
            "update check_in set latitude = 1.54 where checkpoint = 'Surau'",
            "ROW_CHANGED",
        ),
        (
            "update check_in set note = 'Semua baik' where checkpoint = 'Surau'",
            "update check_in set note = null where checkpoint = 'Surau'",
            "ROW_CHANGED",
        ),
        (
            "update check_in set clock_offset_ms = 1 where checkpoint = 'Balai'",
            "update check_in set clock_offset_ms = 0 where checkpoint = 'Balai'",
            "ROW_CHANGED",
        ),
        (
            "update track_point set segment = 1 where sequence = 100",
            "update track_point set segment = 0 where sequence = 100",
            "FIXES_CHANGED",
        ),
        (
            "update patrol_seal set until_row = until_row + 1",
            "update patrol_seal set until_row = until_row - 1",
            "SEAL_CHANGED",
        ),
        (
            "update patrol_seal set manifest = replace(manifest, 'row checkIn', 'row event')",
            "update patrol_seal set manifest = replace(manifest, 'row event', 'row checkIn')",
            "SEAL_CHANGED",
        ),
        ("update patrol_seal set number = 2", "update patrol_seal set number = 1", "SEAL_MISSING"),
    ] {
        walked.run(change).await;
        assert_eq!(walked.broken().await.0, fault, "{change}");
        walked.run(back).await;
        assert_eq!(walked.broken().await, (String::new(), Value::Null), "{back}");
    }
    let key = walked.key().await.id();
    walked.run("update patrol_seal set key_id = 'another'").await;
    assert_eq!(walked.broken().await.0, "KEY_UNKNOWN");
    walked.run(&format!("update patrol_seal set key_id = '{key}'")).await;

    // A row that is invented waits for a seal, as one that came in late does.
    let invented = "insert into patrol_member (patrol_id, person_id, joined_at) \
                    select p.id, n.id, p.opened_at from patrol p, person n \
                    where n.display_name = 'Encik Lim'";
    walked.run(invented).await;
    assert_eq!(walked.verified().await.at("sealVerify/waitingRows"), 1);
    assert_eq!(walked.broken().await, (String::new(), Value::Null));
}

#[tokio::test]
async fn a_row_that_is_removed_shows_in_the_app_on_the_page_and_in_the_file() {
    let walked = Walked::sealed().await;
    walked.run("delete from check_in where checkpoint = 'Balai'").await;
    let (fault, what) = walked.broken().await;
    assert_eq!(fault, "ROW_MISSING");
    let missing = what.as_str().expect("an id");
    assert!(missing.starts_with("checkin_"), "{missing}");
    let code = walked.seals().await[0]["code"].as_str().expect("a code").to_owned();
    let page = walked.app().anybody().get(&format!("/v/{code}")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("The record is NOT as it was sealed."), "{}", page.text);
    let checked = walked.checked(&walked.log().await).await;
    assert_eq!(checked, Err(LogFault::Missing(format!("checkIn {missing}"))));
    // A seal that is taken out is missed as well: what it sealed waits for one again, and its code is
    // known to nobody.
    walked.run("delete from patrol_seal").await;
    assert_eq!(walked.verified().await.at("sealVerify/waitingRows"), 305);
    assert_eq!(walked.app().anybody().get(&format!("/v/{code}")).await.status, 404);
}
