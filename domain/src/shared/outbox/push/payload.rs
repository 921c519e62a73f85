//! What is sent to the push service (FCM HTTP v1, `projects.messages`); pure.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::shared::{clock::Instant, outbox::texts::Listed};

/// The most bytes that a message may have.
const MOST_BYTES: usize = 4_096;
/// The longest address to open, in bytes: a longer one is none of ours.
const LONGEST_LINK: usize = 512;
/// The push service keeps nothing longer than four weeks.
const LONGEST_LIFE: i64 = 28 * 24 * 3_600;
/// What stands where a text was cut.
const CUT: &str = "…";

/// What a push is about.
#[derive(Clone, Debug)]
pub(super) struct Pushed {
    pub listed: Listed,
    pub cause: Uuid,
    pub urgent: bool,
    pub expires_at: Option<Instant>,
    pub now: Instant,
}

/// The request's body up to the device's token, which comes last: the same for every device of one
/// language that a message goes to.
pub(super) fn body_before_token(pushed: &Pushed) -> String {
    let message = message(pushed).to_string();
    let open = message.strip_suffix('}').unwrap_or(&message);
    format!("{{\"message\":{open},\"token\":")
}

/// The whole body for the device with this token.
pub(super) fn body(before_token: &str, token: &str) -> String {
    format!("{before_token}{}}}}}", Value::from(token))
}

/// The message without the token: within the limit, the text cut where it must be.
fn message(pushed: &Pushed) -> Value {
    let mut pushed = pushed.clone();
    pushed.listed.link = pushed.listed.link.filter(|link| link.len() <= LONGEST_LINK);
    cut(&mut pushed, |listed| &mut listed.body);
    cut(&mut pushed, |listed| &mut listed.title);
    written(&pushed)
}

fn fits(pushed: &Pushed) -> bool {
    written(pushed).to_string().len() <= MOST_BYTES
}

/// Leaves as much of a text as fits, and cuts between characters. What stands escaped takes up more
/// room than it has bytes, so the place is sought.
fn cut(pushed: &mut Pushed, of: fn(&mut Listed) -> &mut String) {
    if fits(pushed) {
        return;
    }
    let whole = of(&mut pushed.listed).clone();
    let (mut fitting, mut beyond) = (0, whole.len().min(MOST_BYTES) + 1);
    while beyond - fitting > 1 {
        let middle = usize::midpoint(fitting, beyond);
        *of(&mut pushed.listed) = beginning(&whole, middle);
        if fits(pushed) {
            fitting = middle;
        } else {
            beyond = middle;
        }
    }
    *of(&mut pushed.listed) = beginning(&whole, fitting);
}

fn beginning(whole: &str, bytes: usize) -> String {
    let kept = whole.get(..whole.floor_char_boundary(bytes)).unwrap_or_default();
    format!("{}{CUT}", kept.trim_end())
}

fn written(pushed: &Pushed) -> Value {
    let Pushed { listed, cause, urgent, expires_at, now } = pushed;
    // The same for every attempt and every round: the phone shows one.
    let key = cause.simple().to_string();
    let lasts = expires_at.map_or(LONGEST_LIFE, |at| (at - *now).num_seconds());
    let lasts = lasts.clamp(1, LONGEST_LIFE);
    let ends = (now.timestamp() + lasts).to_string();
    let mut data = json!({ "cause": key });
    if let (Some(link), Some(data)) = (&listed.link, data.as_object_mut()) {
        data.insert("link".to_owned(), Value::from(link.as_str()));
    }
    let (priority, number, urgency) =
        if *urgent { ("HIGH", "10", "high") } else { ("NORMAL", "5", "normal") };
    // On Android the tag alone replaces: of collapse keys a phone that is off keeps four at most,
    // and every notice has another. The app's channel decides about the sound: apps make one called
    // `silent`.
    let (on_android, on_apple) = if listed.silent {
        let low = json!({
            "tag": key, "channel_id": "silent", "notification_priority": "PRIORITY_LOW",
        });
        (low, json!({ "interruption-level": "passive" }))
    } else {
        (json!({ "tag": key }), json!({ "sound": "default" }))
    };
    json!({
        "notification": { "title": listed.title, "body": listed.body },
        "data": data,
        "android": {
            "priority": priority,
            "ttl": format!("{lasts}s"),
            "notification": on_android,
        },
        "apns": {
            "headers": {
                "apns-collapse-id": key,
                "apns-priority": number,
                "apns-expiration": ends,
            },
            "payload": { "aps": on_apple },
        },
        "webpush": {
            "headers": { "Topic": key, "Urgency": urgency, "TTL": lasts.to_string() },
            "notification": { "tag": key, "silent": listed.silent },
        },
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn pushed(body: &str) -> Pushed {
        let listed = Listed {
            title: "Amaran banjir".to_owned(),
            body: body.to_owned(),
            link: Some("krt://notice/x".to_owned()),
            silent: false,
        };
        let now = DateTime::UNIX_EPOCH;
        Pushed { listed, cause: Uuid::from_u128(7), urgent: false, expires_at: None, now }
    }

    #[test]
    fn a_push_says_what_it_is_and_where_it_leads() {
        let now = DateTime::UNIX_EPOCH;
        let expires_at = Some(now + TimeDelta::hours(2));
        let message = message(&Pushed { urgent: true, expires_at, ..pushed("Air naik") });
        let key = Uuid::from_u128(7).simple().to_string();
        assert_eq!(
            message["notification"],
            json!({ "title": "Amaran banjir", "body": "Air naik" })
        );
        assert_eq!(message["data"], json!({ "cause": key, "link": "krt://notice/x" }));
        assert_eq!(message["android"]["notification"]["tag"], key.as_str());
        assert!(message["android"].get("collapse_key").is_none());
        assert_eq!(message["android"]["priority"], "HIGH");
        assert_eq!(message["android"]["ttl"], "7200s");
        assert_eq!(message["apns"]["headers"]["apns-collapse-id"], key.as_str());
        assert_eq!(message["apns"]["headers"]["apns-priority"], "10");
        assert_eq!(message["apns"]["headers"]["apns-expiration"], "7200");
        assert_eq!(super::message(&pushed("x"))["android"]["priority"], "NORMAL");
        assert_eq!(super::message(&pushed("x"))["android"]["ttl"], "2419200s");
        assert_eq!(message["apns"]["payload"]["aps"], json!({ "sound": "default" }));
    }

    #[test]
    fn the_token_stands_in_the_message_whatever_is_in_it() {
        let pushed = pushed("Air \"naik\"");
        let before = body_before_token(&pushed);
        for token in ["phone-1", "\"}\\ \u{7}"] {
            let body: Value = serde_json::from_str(&body(&before, token)).unwrap();
            let mut expected = message(&pushed);
            expected["token"] = Value::from(token);
            assert_eq!(body, json!({ "message": expected }));
        }
    }

    #[test]
    fn a_silent_push_makes_no_sound() {
        let mut silent = pushed("Air naik");
        silent.listed.silent = true;
        let message = message(&silent);
        assert_eq!(message["android"]["notification"]["channel_id"], "silent");
        assert!(message["apns"]["payload"]["aps"].get("sound").is_none());
        assert_eq!(message["webpush"]["notification"]["silent"], true);
    }

    #[test]
    fn a_push_of_any_length_fits_and_is_cut_between_letters() {
        for body in ["a", "水位上涨", "எச்சரிக்கை", "\"\n\"", "🌊"] {
            for number in [1, 200, 340, 1_000, 100_000] {
                let whole = body.repeat(number);
                let message = message(&pushed(&whole));
                let said = message["notification"]["body"].as_str().unwrap().to_owned();
                assert!(message.to_string().len() <= MOST_BYTES, "{body} {number}");
                let kept = said.strip_suffix(CUT).unwrap_or(&said);
                assert!(whole.starts_with(kept), "{body} {number}");
                assert!(said == whole || said.len() > 800, "{body} {number}: {}", said.len());
            }
        }
    }

    #[test]
    fn a_title_of_any_length_fits_too_and_a_link_that_is_none_is_left_out() {
        let mut long = pushed("x");
        long.listed.title = "Amaran ".repeat(2_000);
        long.listed.link = Some("krt://".repeat(1_000));
        let message = message(&long);
        assert!(message.to_string().len() <= MOST_BYTES);
        assert!(message["data"].get("link").is_none());
        assert!(message["notification"]["title"].as_str().unwrap().ends_with(CUT));
    }
}
