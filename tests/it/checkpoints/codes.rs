//! What a scanned code is worth: the one that hangs there, one that was renewed, another unit's, and
//! one that somebody has made up.

use chrono::TimeDelta;
use domain::mysrs::checkpoint::{self, CodeSays, CodeWorth, code};
use serde_json::json;

use super::{ADD, RENEW, Walk, ask};

impl Walk {
    /// What a code is worth to a unit now, as a node reads it.
    async fn worth(&self, says: CodeSays, unit: domain::shared::id::PatrolUnitId) -> CodeWorth {
        let ctx = self.app.ctx();
        let known = checkpoint::list_of_unit(ctx.db().write(), unit).await.expect("checkpoints");
        code::worth(says, &known, &[], self.now())
    }

    fn read(&self, text: &str) -> Option<CodeSays> {
        code::read(&self.app.house.tools.secret, text)
    }
}

#[tokio::test]
async fn a_renewed_code_revokes_the_sheet_that_hangs_there_at_once() {
    let walk = Walk::begins().await;
    let added = ask(&walk.leader, ADD, walk.wish("Surau")).await.ok();
    let id = added.text_at("checkpointAdd/checkpoint/id");
    let old = added.text_at("checkpointAdd/checkpoint/tagText");
    let says = walk.read(&old).expect("one of ours");
    assert_eq!((says.checkpoint.to_string(), says.number, says.genuine), (id.clone(), 1, true));
    assert_eq!(walk.worth(says, walk.unit).await, CodeWorth::Good);
    assert_eq!(walk.worth(says, walk.elsewhere).await, CodeWorth::Foreign);
    walk.app.advance(TimeDelta::minutes(5));
    // The leader and the secretary renew it at once: it is renewed once.
    let renew = json!({ "id": id, "codeNumber": 1 });
    let (one, two) = tokio::join!(
        ask(&walk.leader, RENEW, renew.clone()),
        ask(&walk.secretary, RENEW, renew.clone())
    );
    let (one, two) = (one.ok(), two.ok());
    let again = ask(&walk.leader, RENEW, renew).await.ok();
    for answer in [&one, &two, &again] {
        assert_eq!(answer.at("checkpointCodeRenew/checkpoint/codeNumber"), 2);
    }
    let new = walk.read(&one.text_at("checkpointCodeRenew/checkpoint/tagText")).expect("ours");
    assert_eq!(walk.worth(new, walk.unit).await, CodeWorth::Good);
    assert_eq!(walk.worth(says, walk.unit).await, CodeWorth::Revoked);
    let wrong = ask(&walk.leader, RENEW, json!({ "id": id, "codeNumber": 7 })).await;
    assert_eq!(wrong.refusals("checkpointCodeRenew"), ["VERSION_CONFLICT codeNumber"]);
    assert_eq!(
        ask(&walk.devi, RENEW, json!({ "id": id, "codeNumber": 2 })).await.code(),
        "FORBIDDEN"
    );
    // A checkpoint that has ended has no code that counts, and gets none.
    ask(&walk.leader, super::END, json!({ "id": id })).await.ok();
    assert_eq!(walk.worth(new, walk.unit).await, CodeWorth::Revoked);
    let late = ask(&walk.leader, RENEW, json!({ "id": id, "codeNumber": 2 })).await;
    assert_eq!(late.refusals("checkpointCodeRenew"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn a_code_that_was_read_before_the_renewal_counts_when_it_comes_late() {
    let walk = Walk::begins().await;
    let added = ask(&walk.leader, ADD, walk.wish("Surau")).await.ok();
    let id = added.text_at("checkpointAdd/checkpoint/id");
    let says = walk.read(&added.text_at("checkpointAdd/checkpoint/tagText")).expect("ours");
    let scanned_at = walk.now();
    walk.app.advance(TimeDelta::minutes(5));
    ask(&walk.leader, RENEW, json!({ "id": id, "codeNumber": 1 })).await.ok();
    let ctx = walk.app.ctx();
    let known = checkpoint::list_of_unit(ctx.db().write(), walk.unit).await.expect("checkpoints");
    assert_eq!(code::worth(says, &known, &[], scanned_at), CodeWorth::Good);
    assert_eq!(code::worth(says, &known, &[], walk.now()), CodeWorth::Revoked);
}

#[tokio::test]
async fn a_code_that_somebody_made_up_is_known_as_such() {
    let walk = Walk::begins().await;
    let added = ask(&walk.leader, ADD, walk.wish("Surau")).await.ok();
    let text = added.text_at("checkpointAdd/checkpoint/tagText");
    let last = if text.ends_with('A') { 'B' } else { 'A' };
    let changed = format!("{}{last}", &text[..text.len() - 1]);
    let says = walk.read(&changed).expect("it looks like one of ours");
    assert_eq!(walk.worth(says, walk.unit).await, CodeWorth::Forged);
    assert_eq!(walk.read("https://example.com/menu"), None);
}
