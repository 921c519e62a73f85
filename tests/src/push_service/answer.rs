//! What the fake push service says, as Firebase Cloud Messaging writes it.

use serde_json::{Value, json};

use super::{Behaviour, PROJECT};

/// One answer.
pub(super) struct Said {
    pub(super) status: u16,
    /// For how many seconds it asks for patience.
    pub(super) retry_after: Option<u64>,
    pub(super) body: Value,
}

impl Said {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self { status, retry_after: None, body }
    }
}

/// An answer that says what is wrong.
pub(super) fn wrong(status: u16, code: &str, details: &Value) -> Said {
    let error = json!({ "message": "no", "status": code, "details": details });
    Said::new(status, json!({ "error": error }))
}

fn of_fcm(code: &str) -> Value {
    json!({ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code })
}

fn invalid(field: &str) -> Said {
    let violations = json!([{ "field": field, "description": "Invalid value" }]);
    let violation = json!({ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations });
    wrong(400, "INVALID_ARGUMENT", &json!([of_fcm("INVALID_ARGUMENT"), violation]))
}

/// What it says to a message; none when it cuts the connection instead.
pub(super) async fn act(behaviour: Behaviour) -> Option<Said> {
    Some(match behaviour {
        Behaviour::Take | Behaviour::Slow(_) | Behaviour::Hold => {
            Said::new(200, json!({ "name": format!("projects/{PROJECT}/messages/1") }))
        }
        Behaviour::Unregistered => wrong(404, "NOT_FOUND", &json!([of_fcm("UNREGISTERED")])),
        Behaviour::Lost => Said::new(404, json!("<html>Not found</html>")),
        Behaviour::BadToken => invalid("message.token"),
        Behaviour::BadMessage => invalid("message.android.ttl"),
        Behaviour::Distrust => wrong(401, "UNAUTHENTICATED", &json!([])),
        Behaviour::Busy(seconds) => {
            let details = json!([of_fcm("QUOTA_EXCEEDED")]);
            Said { retry_after: Some(seconds), ..wrong(429, "RESOURCE_EXHAUSTED", &details) }
        }
        Behaviour::Break => wrong(500, "INTERNAL", &json!([of_fcm("INTERNAL")])),
        Behaviour::Dawdle => std::future::pending().await,
        Behaviour::Cut => return None,
    })
}
