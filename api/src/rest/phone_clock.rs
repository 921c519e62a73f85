//! What tells the server how wrong a phone's clock is, as phones send it beside what they recorded.

use chrono::{DateTime, Utc};
use domain::{
    ErrorCode, Refusal,
    mysrs::patrol::{self, ClockEvidence},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{left_out::LeftOut, unreadable};

/// What tells the server how wrong a phone's clock is.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneClock {
    /// The phone's time at the moment of sending.
    sent_at: Option<DateTime<Utc>>,
    /// Milliseconds since the phone was switched on, at the moment of sending.
    sent_monotonic_ms: Option<f64>,
    /// The latest time that the phone had heard from the server before it recorded any of this.
    server_time_known: Option<DateTime<Utc>>,
}

impl From<PhoneClock> for ClockEvidence {
    fn from(clock: PhoneClock) -> Self {
        Self {
            sent_at: clock.sent_at,
            sent_monotonic_ms: patrol::milliseconds(clock.sent_monotonic_ms),
            server_time_known: clock.server_time_known,
        }
    }
}

/// Reads what a body says of the clock, as far as it can be read; what cannot is left out and said.
pub(super) fn read(text: &str, left_out: &mut LeftOut) -> ClockEvidence {
    if let Ok(clock) = serde_json::from_str::<Option<PhoneClock>>(text) {
        return clock.unwrap_or_default().into();
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        let values = "sentAt, sentMonotonicMs, serverTimeKnown";
        left_out.add(Refusal::of(ErrorCode::ValueInvalid).with("values", values), "clock");
        return ClockEvidence::default();
    };
    let clock = PhoneClock {
        sent_at: time(&mut fields, "sentAt", left_out),
        sent_monotonic_ms: left_out.number(&mut fields, ("clock.", "sentMonotonicMs")),
        server_time_known: time(&mut fields, "serverTimeKnown", left_out),
    };
    for name in fields.keys() {
        left_out.unknown(&format!("clock.{name}"));
    }
    clock.into()
}

fn time(
    fields: &mut Map<String, Value>,
    name: &str,
    left_out: &mut LeftOut,
) -> Option<DateTime<Utc>> {
    let said = fields.remove(name)?;
    let read = serde_json::from_value::<Option<DateTime<Utc>>>(said);
    read.unwrap_or_else(|_| {
        left_out.add(unreadable::no_time(), &format!("clock.{name}"));
        None
    })
}
