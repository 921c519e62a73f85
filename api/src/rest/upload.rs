//! What phones upload to a patrol in the background: who they are, what they send item by item, and
//! what became of each.
//!
//! A body of the right shape is read once. Where something in it is odd, each item is read for itself,
//! so that none stands in another's way, and what of an item is not understood is said.

use actix_web::{HttpRequest, web::Payload};
use domain::{
    Ctx, ErrorCode, Refusal, Result,
    mysrs::patrol::{self, ClockEvidence, ItemOutcome},
    shared::id::PatrolId,
};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    asked,
    body::{self, Most},
    item,
    left_out::LeftOut,
    mended,
    phone_clock::{self, PhoneClock},
    problem::Problem,
    unreadable,
};
pub(super) use super::{
    item::{Item, Mark},
    twice::Fields,
};
use crate::auth::Door;

/// One more than any list may hold: what is longer is refused as a whole, and its rest is not read.
const MOST_READ: usize = 2_001;
/// Which patrol it is, in a body as GraphQL's inputs name it: where it stands, it names that of the path.
const PATROL: &str = "patrolId";
/// What stands in GraphQL's inputs too, and says nothing here.
const CLIENT: &str = "clientMutationId";

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
    /// Of which patrol it is, when it says so.
    patrol: Option<PatrolId>,
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
    if let Some(said) = sent.patrol
        && !patrol::is_same(&ctx, said, patrol).await.map_err(problem)?
    {
        // A queue that mixes two patrols would leave the rows of one with the other.
        return Err(problem(Refusal::of(ErrorCode::PatrolOther).at(PATROL).stop()));
    }
    Ok((ctx, patrol, sent))
}

/// Reads a body: at once when nothing in it is odd, else item by item.
fn read<U: Upload>(bytes: &[u8]) -> Result<Sent<U>> {
    let Ok(mut head) = serde_json::from_slice::<U>(bytes) else { return read_patiently(bytes) };
    let (list, clock) = head.take();
    let mut sent = Sent::of(head, list.len());
    let mut left_out = LeftOut::of("");
    sent.clock = clock.told(&mut left_out);
    sent.left_out = left_out.into_refusals();
    for (place, one) in list.into_iter().enumerate() {
        sent.add(item::plain(one, place));
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
    sent.patrol = patrol_said(fields, &mut left_out);
    let known = [U::Item::LIST, "clock", PATROL, CLIENT];
    for name in fields.names().filter(|name| !known.contains(name) && !U::HEAD.contains(name)) {
        left_out.unknown(name);
    }
    sent.left_out = left_out.into_refusals();
    for (place, raw) in list.into_iter().take(MOST_READ).enumerate() {
        sent.add(item::read::<U::Item>(raw.get(), place));
    }
    Ok(sent)
}

/// Of which patrol a body says that it is; what is no id is left out and said.
fn patrol_said(fields: &Fields<'_>, left_out: &mut LeftOut) -> Option<PatrolId> {
    let said = serde_json::from_str::<Option<PatrolId>>(fields.get(PATROL)?.get());
    said.unwrap_or_else(|_| {
        left_out.add(Refusal::of(ErrorCode::IdInvalid).with("kind", "patrol"), PATROL);
        None
    })
}

impl<U: Upload> Sent<U> {
    fn of(head: U, many: usize) -> Self {
        Self {
            head,
            items: Vec::with_capacity(many),
            marks: Vec::with_capacity(many),
            clock: ClockEvidence::default(),
            left_out: Vec::new(),
            patrol: None,
        }
    }

    fn add(&mut self, (item, mark): (Result<<U::Item as Item>::New, Refusal>, Mark)) {
        self.items.push(item);
        self.marks.push(mark);
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
