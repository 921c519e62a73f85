//! What tells the server how wrong a phone's clock is, as phones send it beside what they recorded.

use chrono::{DateTime, Utc};
use domain::{
    ErrorCode, Refusal,
    mysrs::patrol::{self, ClockEvidence},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{left_out::LeftOut, twice, unreadable};

/// What tells the server how wrong a phone's clock is. It is said anew at each attempt: with a body that was
/// kept and goes out again hours later, everything in it would seem to be recorded hours later. Whoever
/// sends kept bodies leaves it out.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneClock {
    /// The phone's time at the moment of sending.
    sent_at: Option<DateTime<Utc>>,
    /// Milliseconds since the phone was switched on, at the moment of sending, also those while it slept:
    /// by a count that stands still in between, whatever was recorded before would seem to be later, and
    /// its clock to have been set.
    sent_monotonic_ms: Option<f64>,
    /// The latest time that the phone had heard from the server before it recorded any of this.
    server_time_known: Option<DateTime<Utc>>,
}

impl PhoneClock {
    /// What it tells; a count that no phone can have is left out and said.
    pub(super) fn told(self, left_out: &mut LeftOut) -> ClockEvidence {
        if let Some(odd) = odd_count(self.sent_monotonic_ms) {
            left_out.add(odd, "clock.sentMonotonicMs");
        }
        ClockEvidence {
            sent_at: self.sent_at,
            sent_monotonic_ms: patrol::milliseconds(self.sent_monotonic_ms),
            server_time_known: self.server_time_known,
        }
    }
}

/// Why a count of milliseconds does not count although it is a number: no phone was on for so long, or
/// for less than nothing.
pub(super) fn odd_count(said: Option<f64>) -> Option<Refusal> {
    let odd = said.is_some_and(f64::is_finite) && patrol::milliseconds(said).is_none();
    odd.then(|| {
        Refusal::of(ErrorCode::OutOfRange).with("least", 0).with("most", patrol::MOST_MILLISECONDS)
    })
}

/// Reads what a body says of the clock, as far as it can be read; what cannot is left out and said.
pub(super) fn read(text: &str, left_out: &mut LeftOut) -> ClockEvidence {
    if let Ok(clock) = serde_json::from_str::<Option<PhoneClock>>(text) {
        return clock.unwrap_or_default().told(left_out);
    }
    let Ok(Value::Object(mut fields)) = twice::read(text, "clock", left_out) else {
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
    clock.told(left_out)
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
