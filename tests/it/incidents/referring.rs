//! Referring an incident: logged for good, and seen by the police as far as it was shared.

use domain::{policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{Answer, User, with};

use super::{Watch, change, read};
use crate::krt_shop::{small_picture, upload};

const REFER: &str = "mutation($input: IncidentReferInput!) { incidentRefer(input: $input) { referral { id agency recipient shared reason handling referredBy referredAt serial } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: IncidentReferralAnswerInput!) { incidentReferralAnswer(input: $input) { referral { answers { outcome note answeredAt } incident { serial } } userErrors { code field } } }";
const LOG: &str = "query($unit: ID, $district: ID, $after: String) { incidentReferrals(unitId: $unit, districtId: $district, first: 1, after: $after) { nodes { id agency } pageInfo { endCursor hasNextPage } } }";

async fn refer(user: &User, id: &str, agency: &str, more: Value) -> Answer {
    let input = json!({
        "id": id, "agency": agency, "recipient": "Balai Polis Iskandar Puteri", "shared": ["POSITION"],
        "reason": "Kecurian di kedai.", "handling": "Diserahkan kepada penyiasat; dipadam selepas kes ditutup.",
    });
    user.graphql(REFER, json!({ "input": with(input, more) })).await
}

async fn answer(user: &User, referral: &str, more: Value) -> Answer {
    let input = with(json!({ "referralId": referral, "outcome": "RECEIVED" }), more);
    user.graphql(ANSWER, json!({ "input": input })).await
}

#[tokio::test]
async fn the_police_see_what_was_shared_and_nothing_else() {
    let watch = Watch::begins().await;
    let (fence, faces) =
        (upload(&watch.devi, small_picture()).await, upload(&watch.devi, small_picture()).await);
    let photos = json!([{ "mediaId": fence, "personsVisible": false }, { "mediaId": faces, "personsVisible": true }]);
    let id = watch.reported(json!({ "photos": photos })).await;
    let police = watch.police().await;
    refer(&watch.leader, &id, "COUNCIL", json!({ "recipient": "MBIP" })).await.ok();
    assert_eq!(read(&police, &id).await.code(), "NOT_FOUND");
    refer(&watch.leader, &id, "POLICE", json!({})).await.ok();
    let seen = read(&police, &id).await.ok();
    let incident = seen.at("incident");
    assert_eq!(incident["serial"], "SRS-01-0001-2026-000001");
    assert_eq!(incident["coordinates"]["latitude"], 1.541);
    for hidden in ["reportedBy", "reporterCoordinates", "timeline", "assignedTo", "statusReason"] {
        assert_eq!(incident[hidden], Value::Null, "{hidden}");
    }
    assert_eq!(incident["photos"], json!([]));
    assert_eq!(incident["referrals"].as_array().map(Vec::len), Some(1), "not the council's");
    assert_eq!(incident["viewerCanSetStatus"], json!([]));
    for right in ["viewerCanUpdate", "viewerCanNote", "viewerCanAssign", "viewerCanRefer"] {
        assert_eq!(incident[right], false, "{right}");
    }
    let status = json!({ "id": id, "version": 1, "status": "CLOSED", "reason": "Selesai." });
    assert_eq!(change(&police, "incidentStatusSet", status).await.code(), "FORBIDDEN");
    // More is shared later, in a referral of its own.
    let more = json!({ "shared": ["PERSONS_PHOTOS", "PHOTOS", "REPORTER", "TIMELINE"] });
    refer(&watch.secretary, &id, "POLICE", more).await.ok();
    let seen = read(&police, &id).await.ok();
    assert_eq!(seen.at("incident/photos").as_array().map(Vec::len), Some(2));
    assert_eq!(seen.at("incident/reportedBy/displayName"), "Puan Devi");
    assert_eq!(seen.at("incident/timeline/nodes/3/kind"), "REFERRED");
    // A liaison of elsewhere sees none of it.
    let scope = domain::community::GrantScope::State("01".to_owned());
    let johor = watch.app.officer("Inspektor Goh", Role::PoliceLiaison, &scope).await;
    assert_eq!(
        read(&johor, &id).await.ok().at("incident/photos").as_array().map(Vec::len),
        Some(2)
    );
    let theirs = watch.stranger.ask("{ patrolUnits { area { district { id } } } }").await.ok();
    let district = theirs.text_at("patrolUnits/0/area/district/id").parse().unwrap();
    let scope = domain::community::GrantScope::District(district);
    let far = watch.app.officer("Sarjan Bala", Role::PoliceLiaison, &scope).await;
    assert_eq!(read(&far, &id).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn what_is_asked_by_the_act_is_asked_and_logged_for_good() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let bare = refer(
        &watch.leader,
        &id,
        "OTHER",
        json!({ "recipient": " ", "reason": "x", "handling": "" }),
    )
    .await;
    assert_eq!(
        bare.refusals("incidentRefer"),
        ["REQUIRED recipient", "TOO_SHORT reason", "REQUIRED handling"]
    );
    for (user, code) in
        [(&watch.devi, "FORBIDDEN"), (&watch.lim, "NOT_FOUND"), (&watch.stranger, "NOT_FOUND")]
    {
        assert_eq!(refer(user, &id, "AADK", json!({})).await.code(), code);
    }
    let key = json!({ "idempotencyKey": "r1", "shared": ["REPORTER", "POSITION", "REPORTER"] });
    let first = refer(&watch.leader, &id, "AADK", key.clone()).await.ok();
    let referral = first.text_at("incidentRefer/referral/id");
    assert_eq!(first.at("incidentRefer/referral/shared"), &json!(["POSITION", "REPORTER"]));
    assert_eq!(first.at("incidentRefer/referral/referredBy"), "Encik Rahim");
    let again = refer(&watch.leader, &id, "AADK", key).await.ok();
    assert_eq!(again.text_at("incidentRefer/referral/id"), referral);
    watch.app.advance(chrono::TimeDelta::seconds(1));
    let second = refer(&watch.secretary, &id, "RELIGIOUS_DEPARTMENT", json!({})).await.ok();
    let second = second.text_at("incidentRefer/referral/id");

    // The log is the officers'.
    let officer = watch.officer().await;
    let (unit, district) = (watch.unit.to_string(), watch.district.to_string());
    for place in [json!({ "unit": unit }), json!({ "district": district })] {
        let page = officer.graphql(LOG, place.clone()).await.ok();
        assert_eq!(page.at("incidentReferrals/nodes/0/id"), &json!(second));
        let after = json!({ "after": page.at("incidentReferrals/pageInfo/endCursor") });
        let rest = officer.graphql(LOG, with(place, after)).await.ok();
        assert_eq!(rest.at("incidentReferrals/nodes/0/id"), &json!(referral));
        assert_eq!(rest.at("incidentReferrals/pageInfo/hasNextPage"), false);
    }
    assert_eq!(officer.graphql(LOG, json!({})).await.code(), "NOT_FOUND", "the whole country");
    let leaders = watch.leader.graphql(LOG, json!({ "unit": unit })).await;
    assert_eq!(leaders.code(), "FORBIDDEN");
    // Nobody takes a line out or changes what it says, not even past the program.
    let rows = watch.app.house.tools.db.write();
    for sql in [
        "delete from incident_referral",
        "update incident_referral set shared = ''",
        "update incident_referral set agency = 'OTHER'",
    ] {
        assert!(db::run(rows, sql, []).await.is_err(), "{sql}");
    }
    // A name can be taken out of a text, as when an account is erased.
    let texts = "update incident_referral set reason = 'x', recipient = 'x', handling = 'x'";
    assert_eq!(db::run(rows, texts, []).await.unwrap(), 2);
}

#[tokio::test]
async fn what_comes_back_is_noted() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let police = watch.police().await;
    let council = refer(&watch.leader, &id, "COUNCIL", json!({ "recipient": "MBIP" })).await.ok();
    let council = council.text_at("incidentRefer/referral/id");
    let to_police = refer(&watch.leader, &id, "POLICE", json!({})).await.ok();
    let to_police = to_police.text_at("incidentRefer/referral/id");
    // The police answer what went to them.
    let received = answer(&police, &to_police, json!({ "note": "Laporan 1234/26." })).await.ok();
    let answers = received.at("incidentReferralAnswer/referral/answers");
    assert_eq!(
        (&answers[0]["outcome"], &answers[0]["note"]),
        (&json!("RECEIVED"), &json!("Laporan 1234/26."))
    );
    assert_eq!(answer(&police, &council, json!({})).await.code(), "NOT_FOUND");
    let done = json!({ "outcome": "DONE", "idempotencyKey": "a1" });
    for _ in 0..2 {
        let noted = answer(&watch.secretary, &to_police, done.clone()).await.ok();
        let answers = noted.at("incidentReferralAnswer/referral/answers");
        assert_eq!(answers.as_array().map(Vec::len), Some(2));
    }
    for at in [watch.now() + chrono::TimeDelta::hours(1), watch.now() - chrono::TimeDelta::days(1)]
    {
        let wrong = answer(&watch.leader, &council, json!({ "answeredAt": at })).await;
        assert_eq!(wrong.refusals("incidentReferralAnswer"), ["TIME_INVALID answeredAt"]);
    }
    assert_eq!(answer(&watch.devi, &council, json!({})).await.code(), "NOT_FOUND");
    let seen = read(&watch.leader, &id).await.ok();
    assert_eq!(
        super::kinds(seen.at("incident")),
        ["REPORTED", "REFERRED", "REFERRED", "ANSWERED", "ANSWERED"]
    );
    // Whoever reported it sees that something was done, and not with whom.
    let seen = read(&watch.devi, &id).await.ok();
    assert_eq!(seen.at("incident/referrals"), &Value::Null);
}

#[tokio::test]
async fn a_second_tap_refers_once_and_nobody_thinks_that_the_police_have_it_who_have_not() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let (one, two) = tokio::join!(
        refer(&watch.leader, &id, "POLICE", json!({})),
        refer(&watch.leader, &id, "POLICE", json!({})),
    );
    let (one, two) = (one.ok(), two.ok());
    let first = one.text_at("incidentRefer/referral/id");
    assert_eq!(two.text_at("incidentRefer/referral/id"), first);
    // Something else is something else, and so is the same later.
    let other = json!({ "recipient": "Balai Polis Skudai" });
    let other = refer(&watch.leader, &id, "POLICE", other).await.ok();
    assert_ne!(other.text_at("incidentRefer/referral/id"), first);
    watch.app.advance(chrono::TimeDelta::minutes(2));
    let later = refer(&watch.leader, &id, "POLICE", json!({})).await.ok();
    assert_ne!(later.text_at("incidentRefer/referral/id"), first);
    // No agreement is in force.
    let reach = "query($id: ID!) { incident(id: $id) { referrals { agency reachesPolice note } } }";
    refer(&watch.leader, &id, "COUNCIL", json!({ "recipient": "MBIP" })).await.ok();
    let seen = watch.leader.graphql(reach, json!({ "id": id })).await.ok();
    let referrals = seen.at("incident/referrals").as_array().expect("referrals").clone();
    assert_eq!(referrals.len(), 4, "{referrals:?}");
    assert_eq!(referrals[0]["reachesPolice"], false);
    let note = referrals[0]["note"].as_str().expect("a note");
    assert!(note.starts_with("This district has no agreement with the police"), "{note}");
    let council = referrals.iter().find(|one| one["agency"] == "COUNCIL").expect("the council's");
    assert_eq!((&council["reachesPolice"], &council["note"]), (&Value::Null, &Value::Null));
}
