//! What a call for help says, read as far as it goes: nothing about its form is refused, and what is
//! not understood is said in the answer.

use std::time::Duration;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::{
    Ctx, ErrorCode, Refusal,
    mysrs::sos::{self, Fix, NewSos},
    shared::id::PatrolId,
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use url::form_urlencoded;
use utoipa::ToSchema;

use super::{
    left_out::LeftOut,
    mended,
    position::{Coordinates, There},
    twice, unreadable,
};
use crate::graphql::transport::body;

/// A body that is longer, or takes longer, says nothing; the call counts.
const MOST_BYTES: usize = 16 * 1024;
const BODY_TIME: Duration = Duration::from_secs(5);

/// A call for help. Everything may be left out, and what cannot be read counts as left out: the answer
/// says so. JSON or a form (`application/x-www-form-urlencoded`), whatever the content type says.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is written down for those who send it")]
pub struct SosCall {
    /// The call's id, made by the phone: `sos_…`, or any text of its own. The same id again is the
    /// same call: one that has no position yet takes the repeat's.
    id: Option<String>,
    /// Where the caller is, as in GraphQL; `latitude` and `longitude` say the same.
    coordinates: Option<Coordinates>,
    /// Degrees north; counts without `coordinates`.
    latitude: Option<f64>,
    /// Degrees east; counts without `coordinates`.
    longitude: Option<f64>,
    /// How far off the position may be, in metres. `accuracy` is understood too.
    accuracy_metres: Option<f64>,
    /// When the button was pressed, by the phone's clock: RFC 3339, or milliseconds since 1970.
    recorded_at: Option<DateTime<Utc>>,
    /// The phone's time at the moment of sending; with it a wrong clock does no harm.
    sent_at: Option<DateTime<Utc>>,
    /// The patrol on which the caller is; without it the server knows.
    patrol_id: Option<String>,
    /// What the caller says; kept up to 500 characters.
    note: Option<String>,
    /// Why a call is taken back; kept up to 2,000 characters.
    reason: Option<String>,
}

/// A call for help as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct HeardCall {
    pub id: Option<String>,
    /// Whether anything was said of a position.
    positioned: bool,
    /// Where the caller is, when that can be.
    pub fix: Option<Fix>,
    pub recorded_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    patrol_id: Option<PatrolId>,
    note: Option<String>,
    pub reason: Option<String>,
    /// What was not understood.
    pub left_out: Vec<Refusal>,
}

impl HeardCall {
    /// What a request says, as far as it can be read.
    pub(super) async fn of(request: &HttpRequest, payload: web::Payload) -> Self {
        let read = body::read(request.headers(), payload, MOST_BYTES, BODY_TIME).await;
        if let Ok(bytes) = read {
            return Self::read(&bytes);
        }
        let detail = "the body did not arrive, or is longer than 16 KiB";
        let refusal = Refusal::of(ErrorCode::BadRequest).with("detail", detail);
        Self { left_out: vec![refusal], ..Self::default() }
    }

    fn read(bytes: &[u8]) -> Self {
        let mut left_out = LeftOut::of("");
        let mut fields = fields(bytes, &mut left_out);
        let there = There::take(&mut fields, &mut left_out);
        let fix = sos::fix(there.latitude, there.longitude, there.accuracy_metres);
        if there.is_said() && fix.is_none() {
            left_out.add(Refusal::of(ErrorCode::PositionInvalid), "coordinates");
        }
        let call = Self {
            id: text(&mut fields, ("id", no_text()), &mut left_out),
            positioned: there.is_said(),
            fix,
            recorded_at: instant(&mut fields, "recordedAt", &mut left_out),
            sent_at: instant(&mut fields, "sentAt", &mut left_out),
            patrol_id: patrol(&mut fields, &mut left_out),
            note: text(&mut fields, ("note", no_text()), &mut left_out),
            reason: text(&mut fields, ("reason", no_text()), &mut left_out),
            left_out: Vec::new(),
        };
        for name in fields.keys().filter(|name| *name != "clientMutationId") {
            left_out.unknown(name);
        }
        Self { left_out: left_out.into_refusals(), ..call }
    }

    pub(super) fn new_sos(&self, ctx: &Ctx) -> NewSos {
        let named = self.id.as_deref().zip(ctx.actor.person());
        NewSos {
            id: named.map_or_else(|| ctx.mint(), |(text, person)| sos::id_of(person, text)),
            patrol_id: self.patrol_id,
            fix: self.fix,
            recorded_at: self.recorded_at,
            sent_at: self.sent_at,
            note: self.note.clone(),
        }
    }

    /// Why there is no position; nothing when there is one.
    pub(super) fn no_position(&self) -> Option<Refusal> {
        let code = if self.positioned { ErrorCode::PositionInvalid } else { ErrorCode::Required };
        self.fix.is_none().then(|| Refusal::of(code).at("coordinates"))
    }
}

/// The fields of a body: JSON, else a form. What begins like JSON and is none says nothing.
fn fields(bytes: &[u8], left_out: &mut LeftOut) -> Map<String, Value> {
    let unread = match json(bytes, left_out) {
        Ok(Value::Object(fields)) => return fields,
        Ok(Value::Null) => return Map::new(),
        Ok(_) => Refusal::of(ErrorCode::BadRequest).with("detail", "it is no object with fields"),
        Err(cause) if bytes.trim_ascii_start().starts_with(b"{") => unreadable::of(&cause),
        Err(_) => return form(bytes, left_out),
    };
    left_out.add(unread, "");
    Map::new()
}

/// A body as JSON, also with a letter that is cut off, and with numbers that are none.
fn json(bytes: &[u8], left_out: &mut LeftOut) -> serde_json::Result<Value> {
    let text = String::from_utf8_lossy(bytes);
    let is_json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
    let mended = if is_json { None } else { mended::mended(&text) };
    twice::read(mended.as_deref().unwrap_or(&text), "", left_out)
}

fn form(bytes: &[u8], left_out: &mut LeftOut) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        if fields.insert(name.to_string(), Value::from(value)).is_some() {
            left_out.twice(&name);
        }
    }
    fields
}

/// Takes a text out of the fields, also one that stands there as a number. What is none is left out, and
/// the refusal says so.
fn text(
    fields: &mut Map<String, Value>,
    (name, refusal): (&str, Refusal),
    left_out: &mut LeftOut,
) -> Option<String> {
    let text = match fields.remove(name)? {
        Value::Null => return None,
        Value::String(text) if !mended::is_mark_text(&text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => {
            left_out.add(refusal, name);
            return None;
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Says that a text is wanted.
fn no_text() -> Refusal {
    Refusal::of(ErrorCode::ValueInvalid).with("values", "\"…\"")
}

fn instant(
    fields: &mut Map<String, Value>,
    name: &str,
    left_out: &mut LeftOut,
) -> Option<DateTime<Utc>> {
    let said = text(fields, (name, unreadable::no_time()), left_out)?;
    let at = match said.parse::<i64>() {
        Ok(millis) => DateTime::from_timestamp_millis(millis),
        Err(_) => DateTime::parse_from_rfc3339(&said).ok().map(|at| at.with_timezone(&Utc)),
    };
    if at.is_none() {
        left_out.add(unreadable::no_time(), name);
    }
    at
}

fn patrol(fields: &mut Map<String, Value>, left_out: &mut LeftOut) -> Option<PatrolId> {
    let no_id = || Refusal::of(ErrorCode::IdInvalid).with("kind", "patrol");
    let said = text(fields, ("patrolId", no_id()), left_out)?;
    let id = said.parse().ok();
    if id.is_none() {
        left_out.add(no_id(), "patrolId");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> HeardCall {
        HeardCall::read(body.as_bytes())
    }

    fn place(call: &HeardCall) -> Option<(f64, f64)> {
        call.fix.map(|fix| (fix.position.latitude, fix.position.longitude))
    }

    #[test]
    fn whatever_a_phone_sends_is_read_as_far_as_it_goes() {
        let json =
            read(r#"{"latitude":"1.54","longitude":103.65,"recordedAt":1790000000000,"x":[]}"#);
        assert_eq!(place(&json), Some((1.54, 103.65)));
        assert_eq!(json.recorded_at.map(|at| at.timestamp()), Some(1_790_000_000));
        let form = read("latitude=1.54&longitude=103.65&note=Tolong%2C+jatuh&recordedAt=kelmarin");
        assert_eq!(
            (place(&form), form.note.as_deref()),
            (Some((1.54, 103.65)), Some("Tolong, jatuh"))
        );
        assert_eq!(form.recorded_at, None);
        for odd in ["", "[1]", "{\"latitude\":", "\u{0}\u{1}", "null", "{\"note\":{}}"] {
            let odd = read(odd);
            assert!(odd.fix.is_none() && odd.note.is_none());
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let said = |body: &str| {
            let refusals = read(body).left_out.into_iter();
            let said = refusals.map(|refusal| {
                format!("{} {}", refusal.code.as_str(), refusal.field.unwrap_or_default())
            });
            said.collect::<Vec<_>>()
        };
        let shape = r#"{"coordinates":{"latitude":1.54,"longitude":103.65},"accuracyMetres":8}"#;
        assert_eq!(place(&read(shape)), Some((1.54, 103.65)));
        assert!(said(shape).is_empty() && said("").is_empty());
        assert_eq!(
            said(r#"{"lat":1.54,"lng":103.65}"#),
            ["FIELD_UNKNOWN lat", "FIELD_UNKNOWN lng"]
        );
        assert_eq!(said(r#"{"latitude":"#), ["BAD_REQUEST "]);
        let none = r#"{"latitude":NaN,"longitude":103.65,"note":"Tolong"}"#;
        assert_eq!(read(none).note.as_deref(), Some("Tolong"));
        assert_eq!(said(none), ["NUMBER_INVALID latitude", "POSITION_INVALID coordinates"]);
        assert_eq!(said("latitude=0&longitude=0"), ["POSITION_INVALID coordinates"]);
        assert_eq!(
            said("recordedAt=kelmarin&patrolId=x"),
            ["TIME_INVALID recordedAt", "ID_INVALID patrolId"]
        );
        // What is no text is said of each field, and nothing at all says nothing.
        let odd = r#"{"id":["x"],"note":true,"reason":{},"recordedAt":{},"sentAt":false,"patrolId":["x"]}"#;
        let wanted = [
            "VALUE_INVALID id",
            "TIME_INVALID recordedAt",
            "TIME_INVALID sentAt",
            "ID_INVALID patrolId",
            "VALUE_INVALID note",
            "VALUE_INVALID reason",
        ];
        assert_eq!(said(odd), wanted);
        assert_eq!(said(r#"{"note":NaN}"#), ["VALUE_INVALID note"]);
        assert!(said(r#"{"id":null,"note":null,"sentAt":""}"#).is_empty());
        // Of two the last counts.
        for twice in [r#"{"note":"Tolong","note":"Jatuh"}"#, "note=Tolong&note=Jatuh"] {
            assert_eq!(read(twice).note.as_deref(), Some("Jatuh"));
            assert_eq!(said(twice), ["FIELD_TWICE note"]);
        }
    }

    #[test]
    fn an_id_of_any_length_names_the_call() {
        let long = "panik ".repeat(1_000);
        let call = read(&serde_json::json!({ "id": long }).to_string());
        assert_eq!(call.id.as_deref(), Some(long.trim()));
        assert!(call.left_out.is_empty());
    }
}
