//! Certificates of attendance: what they take, and whether they count.

mod paper;
mod presence;
mod revoking;
mod vouching;

use domain::shared::id::PatrolId;
use serde_json::json;
use stories::{Answer, User};

use super::{Desk, certify, months::with_checkpoints};

/// A unit with a surau and a hall on its way.
async fn begins() -> Desk {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    desk
}

/// The leader issues Encik Lim's, whose phone recorded nothing.
async fn vouched(desk: &Desk, patrol: PatrolId) -> Answer {
    let lim = desk.watch.lim.id.to_string();
    let named = json!({ "patrolId": patrol.to_string(), "personId": lim });
    certify(&desk.watch.leader, "certificateIssue", named).await
}

async fn issued(user: &User, patrol: PatrolId) -> Answer {
    certify(user, "certificateIssue", json!({ "patrolId": patrol.to_string() })).await
}
