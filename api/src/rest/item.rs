//! One item of what phones upload, read for itself, so that it stands in no other's way.

use domain::{ErrorCode, Refusal, Result};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{left_out::LeftOut, mended, phone_clock, position::There, twice, unreadable};

/// One item of a list.
pub(super) trait Item: DeserializeOwned {
    /// The same as a service takes it.
    type New;
    /// The list's name in the body.
    const LIST: &'static str;
    /// The names of its fields beside those of its position and `monotonicMs`.
    const FIELDS: &'static [&'static str];

    /// Its id, made by the phone.
    fn id(&self) -> Option<String>;
    /// How long the phone was on, in milliseconds, as it says so.
    fn monotonic_ms(&self) -> Option<f64>;
    /// Puts in what was read of it before: where, and how long the phone was on.
    fn put(&mut self, there: There, monotonic_ms: Option<f64>);
    /// The item as a service takes it, by its place in the list.
    fn into_new(self, place: usize) -> Result<Self::New, Refusal>;
}

/// What is said of an item beside what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Mark {
    /// Its id as it was sent: a phone finds by it what was rejected.
    pub id: Option<String>,
    /// What of it was not understood.
    pub left_out: Vec<Refusal>,
}

/// One item; when it cannot be read only this one is rejected.
pub(super) fn read<T: Item>(text: &str, place: usize) -> (Result<T::New, Refusal>, Mark) {
    if !mended::may_hold_mark(text)
        && let Ok(item) = serde_json::from_str::<T>(text)
    {
        return plain(item, place);
    }
    let at = format!("{}.{place}", T::LIST);
    let mut left_out = LeftOut::of(format!("{at}."));
    match twice::read(text, "", &mut left_out) {
        Ok(Value::Object(fields)) => read_oddly::<T>(fields, (place, left_out)),
        Ok(_) => {
            let detail = "an item is an object with fields";
            let refusal = Refusal::of(ErrorCode::BadRequest).with("detail", detail);
            (Err(refusal.at(at)), Mark::default())
        }
        Err(cause) => (Err(unreadable::of(&cause).at(at)), Mark::default()),
    }
}

/// An item of the right shape. A count of milliseconds that no phone can have is said.
pub(super) fn plain<T: Item>(item: T, place: usize) -> (Result<T::New, Refusal>, Mark) {
    let odd = phone_clock::odd_count(item.monotonic_ms());
    let odd = odd.map(|odd| odd.at(format!("{}.{place}.monotonicMs", T::LIST)));
    let mark = Mark { id: item.id(), left_out: odd.into_iter().collect() };
    (item.into_new(place), mark)
}

/// An item in which something is odd: its numbers are read with patience, fields that nobody knows are
/// left out, and a field that is known and cannot be read is the reason why it is rejected.
fn read_oddly<T: Item>(
    mut fields: Map<String, Value>,
    (place, mut left_out): (usize, LeftOut),
) -> (Result<T::New, Refusal>, Mark) {
    let at = format!("{}.{place}.", T::LIST);
    let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
    let there = There::take(&mut fields, &mut left_out);
    let monotonic_ms = left_out.number(&mut fields, ("", "monotonicMs"));
    if let Some(odd) = phone_clock::odd_count(monotonic_ms) {
        left_out.add(odd, "monotonicMs");
    }
    // What is lost of a field that is known comes first: not all of many are named.
    let known = |name: &str| T::FIELDS.contains(&name);
    for (name, value) in fields.iter_mut().filter(|(name, _)| known(name)) {
        if mended::is_mark(value) {
            left_out.add(Refusal::of(ErrorCode::NumberInvalid), name);
            *value = Value::Null;
        }
    }
    fields.retain(|name, _| {
        if !known(name) {
            left_out.unknown(name);
        }
        known(name)
    });
    let fields = Value::Object(fields);
    let item = <T as Deserialize<'_>>::deserialize(&fields)
        .map_err(|cause| rejected::<T>(&fields, &cause, &at));
    let item = item.and_then(|mut item| {
        item.put(there, monotonic_ms);
        item.into_new(place)
    });
    (item, Mark { id, left_out: left_out.into_refusals() })
}

/// Why an item cannot be read: the field that is no good, or lacks.
fn rejected<T: Item>(fields: &Value, cause: &serde_json::Error, at: &str) -> Refusal {
    /// How serde says that a field lacks.
    const MISSING: &str = "missing field `";
    for (name, value) in fields.as_object().into_iter().flatten() {
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        if let Err(cause) = <T as Deserialize<'_>>::deserialize(&alone)
            && !cause.to_string().starts_with(MISSING)
        {
            return unreadable::of(&cause).at(format!("{at}{name}"));
        }
    }
    let said = cause.to_string();
    let lacks = said.strip_prefix(MISSING).and_then(|rest| rest.split('`').next());
    match lacks {
        Some(name) => Refusal::of(ErrorCode::Required).at(format!("{at}{name}")),
        None => unreadable::of(cause).at(at.trim_end_matches('.')),
    }
}
