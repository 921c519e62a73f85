//! What the push service's answers mean (FCM HTTP v1, `ErrorCode`); pure.

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

/// What came of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Taken, with the push service's name for it.
    Taken(Option<String>),
    /// There is no such device any more.
    Gone(String),
    /// This message will never be taken.
    Refused(String),
    /// The access token is not taken.
    Distrusted(String),
    /// Not taken until somebody mends the push service's settings.
    Shut { seconds: i64, why: String },
    /// Too many at once: for so many seconds it takes none, if it says for how many.
    Busy { seconds: Option<i64>, why: String },
    /// Not taken now.
    NotNow { seconds: Option<i64>, why: String },
    /// Perhaps taken.
    Unknown(String),
}

/// Whoever is told to wait, but not for how long, waits so many seconds.
pub(super) const USUAL_WAIT: i64 = 60;
/// Without the right to send, it is tried again after so many seconds,
const WITHOUT_RIGHT: i64 = 300;
/// and after so many when Apple or a browser does not take the project's key.
const WITHOUT_KEY: i64 = 1_800;
/// The longest name of a message that is kept.
const LONGEST_NAME: usize = 100;
/// The fields by which the token is named in a refusal.
const TOKEN: [&str; 2] = ["message.token", "token"];
/// How a refusal names the token when it names no field.
const TOKEN_IN_WORDS: &str = "registration token is not a valid";

#[derive(Debug, Default, Deserialize)]
struct Answer {
    name: Option<String>,
    #[serde(default)]
    error: Wrong,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wrong {
    message: String,
    status: String,
    details: Vec<Value>,
}

impl Wrong {
    /// The push service's own code: `UNREGISTERED`.
    fn code(&self) -> Option<&str> {
        self.details.iter().find_map(|detail| detail.get("errorCode")?.as_str())
    }

    fn names_the_token(&self) -> bool {
        let violations = self.details.iter().filter_map(|detail| detail.get("fieldViolations"));
        let mut fields = violations
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(|violation| violation.get("field")?.as_str());
        fields.any(|field| TOKEN.contains(&field)) || self.message.contains(TOKEN_IN_WORDS)
    }
}

/// What an answer means. `retry_after` is for how many seconds it asks.
pub(super) fn judge(status: StatusCode, retry_after: Option<i64>, body: &[u8]) -> Judged {
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    if status.is_success() {
        // It is taken, whatever the rest of the answer says.
        return Judged::Taken(answer.name.map(|name| name.chars().take(LONGEST_NAME).collect()));
    }
    let wrong = &answer.error;
    let code = wrong.code().unwrap_or(&wrong.status);
    let code: String = code.chars().filter(char::is_ascii_graphic).take(LONGEST_NAME).collect();
    let why = format!("HTTP {} {code}", status.as_u16()).trim_end().to_owned();
    match status {
        StatusCode::NOT_FOUND if code == "UNREGISTERED" => Judged::Gone(why),
        // The address is wrong, not the device.
        StatusCode::NOT_FOUND => Judged::NotNow { seconds: retry_after, why },
        StatusCode::BAD_REQUEST if wrong.names_the_token() => Judged::Gone(why),
        // The app on this phone gets its messages from another project.
        StatusCode::FORBIDDEN if code == "SENDER_ID_MISMATCH" => Judged::Gone(why),
        StatusCode::FORBIDDEN => Judged::Shut { seconds: WITHOUT_RIGHT, why },
        StatusCode::UNAUTHORIZED if code == "THIRD_PARTY_AUTH_ERROR" => {
            Judged::Shut { seconds: WITHOUT_KEY, why }
        }
        StatusCode::UNAUTHORIZED => Judged::Distrusted(why),
        StatusCode::TOO_MANY_REQUESTS => Judged::Busy { seconds: retry_after, why },
        StatusCode::REQUEST_TIMEOUT => Judged::NotNow { seconds: retry_after, why },
        status if status.is_client_error() => Judged::Refused(why),
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE => {
            Judged::NotNow { seconds: retry_after, why }
        }
        _ => Judged::Unknown(why),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(status: u16, error: &Value) -> Judged {
        let body = json!({ "error": error }).to_string();
        judge(StatusCode::from_u16(status).unwrap(), None, body.as_bytes())
    }

    fn of_fcm(code: &str) -> Value {
        json!({ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code })
    }

    #[test]
    fn a_device_ends_only_when_the_answer_is_about_its_token() {
        let gone = json!({ "status": "NOT_FOUND", "details": [of_fcm("UNREGISTERED")] });
        assert_eq!(judged(404, &gone), Judged::Gone("HTTP 404 UNREGISTERED".to_owned()));
        let page = judge(StatusCode::NOT_FOUND, None, b"<html>Not found</html>");
        assert_eq!(page, Judged::NotNow { seconds: None, why: "HTTP 404".to_owned() });
        let invalid = of_fcm("INVALID_ARGUMENT");
        let about = |field: &str| {
            json!({ "status": "INVALID_ARGUMENT", "message": "Request contains an invalid argument.", "details": [
                invalid, { "fieldViolations": [{ "field": field, "description": "x" }] }
            ] })
        };
        let why = "HTTP 400 INVALID_ARGUMENT".to_owned();
        assert_eq!(judged(400, &about("message.token")), Judged::Gone(why.clone()));
        assert_eq!(judged(400, &about("message.android.ttl")), Judged::Refused(why.clone()));
        let words = "The registration token is not a valid FCM registration token";
        let words = json!({ "message": words, "details": [of_fcm("INVALID_ARGUMENT")] });
        assert_eq!(judged(400, &words), Judged::Gone(why));
    }

    #[test]
    fn an_access_token_is_distrusted_only_when_the_answer_is_about_it() {
        let mismatch = json!({ "details": [of_fcm("SENDER_ID_MISMATCH")] });
        assert_eq!(judged(403, &mismatch), Judged::Gone("HTTP 403 SENDER_ID_MISMATCH".to_owned()));
        let denied = Judged::Shut { seconds: 300, why: "HTTP 403 PERMISSION_DENIED".to_owned() };
        assert_eq!(judged(403, &json!({ "status": "PERMISSION_DENIED" })), denied);
        let key = json!({
            "status": "UNAUTHENTICATED", "details": [of_fcm("THIRD_PARTY_AUTH_ERROR")],
        });
        let why = "HTTP 401 THIRD_PARTY_AUTH_ERROR".to_owned();
        assert_eq!(judged(401, &key), Judged::Shut { seconds: 1_800, why });
        let expired = Judged::Distrusted("HTTP 401 UNAUTHENTICATED".to_owned());
        assert_eq!(judged(401, &json!({ "status": "UNAUTHENTICATED" })), expired);
    }

    #[test]
    fn patience_is_had_when_it_is_asked_for() {
        for seconds in [Some(90), None] {
            let busy = judge(StatusCode::TOO_MANY_REQUESTS, seconds, b"{}");
            assert_eq!(busy, Judged::Busy { seconds, why: "HTTP 429".to_owned() });
        }
        for status in [500, 503, 408] {
            assert!(matches!(judged(status, &json!({})), Judged::NotNow { .. }), "{status}");
        }
        for status in [301, 502, 504] {
            assert!(matches!(judged(status, &json!({})), Judged::Unknown(_)), "{status}");
        }
        assert!(matches!(judged(413, &json!({})), Judged::Refused(_)));
        let taken = judge(StatusCode::OK, None, br#"{"name":"projects/x/messages/1"}"#);
        assert_eq!(taken, Judged::Taken(Some("projects/x/messages/1".to_owned())));
        assert_eq!(judge(StatusCode::OK, None, b"cut o"), Judged::Taken(None));
    }
}
