//! What phones upload to a patrol in the background: who they are, what they send item by item, and
//! what became of each.
//!
//! A body of the right shape is read once. Where something in it is odd, each item is read for itself,
//! so that none stands in another's way, and what of an item is not understood is said.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web::Payload};
use domain::{
    Ctx, ErrorCode, Refusal, Result,
    mysrs::patrol::{ClockEvidence, ItemOutcome},
    shared::id::PatrolId,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, value::RawValue};

use super::{
    asked,
    body::{self, Most},
    left_out::LeftOut,
    mended,
    phone_clock::{self, PhoneClock},
    position::There,
    problem::Problem,
    unreadable,
};
use crate::auth::Door;

/// One more than any list may hold: what is longer is refused as a whole, and its rest is not read.
const MOST_READ: usize = 2_001;
/// What stands in GraphQL's inputs beside the items, and says nothing here.
const SAID_ELSEWHERE: [&str; 2] = ["patrolId", "clientMutationId"];

/// The fields of a body as they came.
pub(super) type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// A body: a list of items, and what tells how wrong the phone's clock is.
pub(super) trait Upload: DeserializeOwned {
    /// What it lists.
    type Item: Item;
    /// The names of its other fields beside `clock`.
    const HEAD: &'static [&'static str];

    /// Takes the items and the clock out of it.
    fn take(&mut self) -> (Vec<Self::Item>, PhoneClock);
    /// The same without items and clock.
    fn head(fields: &Fields<'_>) -> Result<Self, Refusal>;
}

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
    /// Puts in what was read of it before: where, and how long the phone was on.
    fn put(&mut self, there: There, monotonic_ms: Option<f64>);
    /// The item as a service takes it, by its place in the list.
    fn into_new(self, place: usize) -> Result<Self::New, Refusal>;
}

/// A body as far as it could be read.
pub(super) struct Sent<U: Upload> {
    /// What stands beside the items.
    pub head: U,
    /// The items in their order; one that could not be read is its refusal.
    pub items: Vec<Result<<U::Item as Item>::New, Refusal>>,
    /// What is said of each item beside what becomes of it.
    pub marks: Vec<Mark>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
    /// What beside the items was not understood.
    pub left_out: Vec<Refusal>,
}

/// What is said of an item beside what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Mark {
    /// Its id as it was sent: a phone finds by it what was rejected.
    pub id: Option<String>,
    /// What of it was not understood.
    pub left_out: Vec<Refusal>,
}

/// Lets somebody in, reads what they send, and to which patrol of a path.
pub(super) async fn enter<U: Upload>(
    door: &Door,
    request: &HttpRequest,
    (id, payload): (&str, Payload),
) -> Result<(Ctx, PatrolId, Sent<U>), Problem> {
    let problem = |error| Problem::of(request, error);
    let (ctx, bytes) = body::enter_with_bytes(door, request, payload, Most::UPLOAD).await?;
    let sent = read(&bytes).map_err(problem)?;
    let patrol = asked::id(id).map_err(problem)?;
    Ok((ctx, patrol, sent))
}

/// Reads a body: at once when nothing in it is odd, else item by item.
fn read<U: Upload>(bytes: &[u8]) -> Result<Sent<U>> {
    let Ok(mut head) = serde_json::from_slice::<U>(bytes) else { return read_patiently(bytes) };
    let (list, clock) = head.take();
    let mut sent = Sent::of(head, list.len());
    sent.clock = clock.into();
    for (place, item) in list.into_iter().enumerate() {
        let mark = Mark { id: item.id(), left_out: Vec::new() };
        sent.add(item.into_new(place), mark);
    }
    Ok(sent)
}

/// Reads a body also with a letter that is cut off, and with numbers that are none.
fn read_patiently<U: Upload>(bytes: &[u8]) -> Result<Sent<U>> {
    let text = String::from_utf8_lossy(bytes);
    let cause = match serde_json::from_str::<Fields<'_>>(&text) {
        Ok(fields) => return read_apart(&fields),
        Err(cause) => cause,
    };
    let Some(mended) = mended::mended(&text) else { return Err(unreadable::of(&cause).stop()) };
    let fields = serde_json::from_str(&mended).map_err(|cause| unreadable::of(&cause).stop())?;
    read_apart(&fields)
}

fn read_apart<U: Upload>(fields: &Fields<'_>) -> Result<Sent<U>> {
    let at_list = |refusal: Refusal| refusal.at(U::Item::LIST).stop();
    let list = fields.get(U::Item::LIST).ok_or_else(|| at_list(missing(U::Item::LIST)))?;
    let list: Vec<&RawValue> =
        serde_json::from_str(list.get()).map_err(|cause| at_list(unreadable::of(&cause)))?;
    let head = U::head(fields).map_err(Refusal::stop)?;
    let mut sent = Sent::of(head, list.len().min(MOST_READ));
    let mut left_out = LeftOut::of("");
    if let Some(clock) = fields.get("clock") {
        sent.clock = phone_clock::read(clock.get(), &mut left_out);
    }
    let known = |name: &str| {
        name == U::Item::LIST || name == "clock" || U::HEAD.contains(&name) || elsewhere(name)
    };
    for name in fields.keys().filter(|name| !known(name)) {
        left_out.unknown(name);
    }
    sent.left_out = left_out.into_refusals();
    for (place, raw) in list.into_iter().take(MOST_READ).enumerate() {
        let (item, mark) = read_item::<U::Item>(raw.get(), place);
        sent.add(item, mark);
    }
    Ok(sent)
}

fn elsewhere(name: &str) -> bool {
    SAID_ELSEWHERE.contains(&name)
}

impl<U: Upload> Sent<U> {
    fn of(head: U, many: usize) -> Self {
        Self {
            head,
            items: Vec::with_capacity(many),
            marks: Vec::with_capacity(many),
            clock: ClockEvidence::default(),
            left_out: Vec::new(),
        }
    }

    fn add(&mut self, item: Result<<U::Item as Item>::New, Refusal>, mark: Mark) {
        self.items.push(item);
        self.marks.push(mark);
    }
}

/// One item; when it cannot be read only this one is rejected.
fn read_item<T: Item>(text: &str, place: usize) -> (Result<T::New, Refusal>, Mark) {
    if !mended::may_hold_mark(text)
        && let Ok(item) = serde_json::from_str::<T>(text)
    {
        let mark = Mark { id: item.id(), left_out: Vec::new() };
        return (item.into_new(place), mark);
    }
    let at = format!("{}.{place}", T::LIST);
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => read_oddly::<T>(fields, place),
        Ok(_) => {
            let detail = "an item is an object with fields";
            let refusal = Refusal::of(ErrorCode::BadRequest).with("detail", detail);
            (Err(refusal.at(at)), Mark::default())
        }
        Err(cause) => (Err(unreadable::of(&cause).at(at)), Mark::default()),
    }
}

/// An item in which something is odd: its numbers are read with patience, fields that nobody knows are
/// left out, and a field that is known and cannot be read is the reason why it is rejected.
fn read_oddly<T: Item>(
    mut fields: Map<String, Value>,
    place: usize,
) -> (Result<T::New, Refusal>, Mark) {
    let at = format!("{}.{place}.", T::LIST);
    let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
    let mut left_out = LeftOut::of(at.as_str());
    let there = There::take(&mut fields, &mut left_out);
    let monotonic_ms = left_out.number(&mut fields, ("", "monotonicMs"));
    fields.retain(|name, _| {
        let known = T::FIELDS.contains(&name.as_str());
        if !known {
            left_out.unknown(name);
        }
        known
    });
    for (name, value) in &mut fields {
        if mended::is_mark(value) {
            left_out.add(Refusal::of(ErrorCode::NumberInvalid), name);
            *value = Value::Null;
        }
    }
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

/// What says that a field of the body lacks.
pub(super) fn missing(name: &str) -> Refusal {
    Refusal::of(ErrorCode::BadRequest).at(name).with("missing", name)
}

/// What became of one item, as its answer says it.
#[derive(Debug)]
pub(super) struct Fate {
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    pub outcome: &'static str,
    /// Why it was rejected, or `ID_TAKEN` of a conflict: the code.
    pub code: Option<&'static str>,
    /// … the field.
    pub field: Option<String>,
    /// … the sentence.
    pub message: Option<String>,
}

impl Fate {
    /// Of the one that came at this place of this list.
    pub(super) fn of(outcome: &ItemOutcome, one: (&str, usize), ctx: &Ctx) -> Self {
        let refusal = outcome.refusal(one);
        Self {
            outcome: match outcome {
                ItemOutcome::Applied => "applied",
                ItemOutcome::Duplicate => "duplicate",
                ItemOutcome::Conflict => "conflict",
                ItemOutcome::Rejected(_) => "rejected",
            },
            code: refusal.as_ref().map(|refusal| refusal.code.as_str()),
            message: refusal.as_ref().map(|refusal| refusal.sentence(ctx.languages.sentences())),
            field: refusal.and_then(|refusal| refusal.field),
        }
    }
}
