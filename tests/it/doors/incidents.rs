//! The doors of incidents.

use std::collections::BTreeSet;

use serde_json::json;
use stories::socket::Socket;

use super::{knock, mutation, query};
use crate::incidents::Watch;

pub(super) async fn the_incidents(tried: &mut BTreeSet<String>) {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let refer = format!(
        "mutation {{ incidentRefer(input: {{ id: \"{id}\", agency: COUNCIL, recipient: \"MBIP\", reason: \"xxx\", handling: \"xxx\" }}) {{ referral {{ id }} userErrors {{ code }} }} }}"
    );
    let referral = watch.leader.ask(&refer).await.ok().text_at("incidentRefer/referral/id");
    let (unit, now) = (watch.unit, watch.now().to_rfc3339());
    let (new, note, media) = (watch.mint(), watch.mint_note(), "media_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query("incident", &format!("(id: \"{id}\") {{ id }}"), sign_in, hidden),
        query("incidents", &format!("(unitId: \"{unit}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        query(
            "incidentCounts",
            &format!("(month: \"2026-03\", unitId: \"{unit}\") {{ number }}"),
            sign_in,
            hidden,
        ),
        query("incidentCategories", " { code }", "open", "open"),
        query(
            "incidentReferrals",
            &format!("(unitId: \"{unit}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        mutation(
            "incidentReport",
            &format!(
                "id: \"{new}\", unitId: \"{unit}\", categoryCode: \"OTHER\", severity: LOW, behaviour: \"x\", happenedAt: \"{now}\""
            ),
            sign_in,
            hidden,
        ),
        mutation("incidentUpdate", &format!("id: \"{id}\", version: 1"), sign_in, hidden),
        mutation(
            "incidentStatusSet",
            &format!("id: \"{id}\", version: 1, status: ACKNOWLEDGED"),
            sign_in,
            hidden,
        ),
        mutation("incidentAssign", &format!("id: \"{id}\", version: 1"), sign_in, hidden),
        mutation(
            "incidentNoteAdd",
            &format!("id: \"{note}\", incidentId: \"{id}\", text: \"x\""),
            sign_in,
            hidden,
        ),
        mutation(
            "incidentPhotoAdd",
            &format!("incidentId: \"{id}\", mediaId: \"{media}\", personsVisible: false"),
            sign_in,
            hidden,
        ),
        mutation(
            "incidentRefer",
            &format!(
                "id: \"{id}\", agency: COUNCIL, recipient: \"xx\", reason: \"xxx\", handling: \"xxx\""
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "incidentReferralAnswer",
            &format!("referralId: \"{referral}\", outcome: RECEIVED"),
            sign_in,
            hidden,
        ),
        mutation(
            "incidentCategorySet",
            "code: \"XX\", name: { ms: \"x\" }, position: 1, enabled: false",
            sign_in,
            "FORBIDDEN",
        ),
    ];
    let changed = format!("subscription {{ incidentChanged(unitId: \"{unit}\") {{ id }} }}");
    let anybody = watch.app.anybody();
    assert_eq!(Socket::open(&anybody).await.refused(&changed).await, sign_in);
    assert_eq!(Socket::open(&watch.stranger).await.refused(&changed).await, hidden);
    tried.insert("incidentChanged".to_owned());
    knock(&doors, &anybody, &watch.stranger, tried).await;
}
