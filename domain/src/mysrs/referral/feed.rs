//! Telling the police what was referred to them: sent at once where that is agreed, and read from the
//! feed by their liaison, from any place in it, as often as they like.

use std::collections::BTreeMap;

use super::{
    agreement_store,
    cursor::{self, BEGINNING, Cursor},
    feed_store::{self, NewEvent, NewRead, Window},
    model::{EventKind, FeedEvent, ReadEvent, ReadEvents},
    rules,
};
use crate::{
    mysrs::incident::{Incident, Share, Shares},
    policy::{self, Action, Scope, Target},
    shared::{
        change_log,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{DistrictId, FeedEventId, ReferralId},
        language::Language,
        outbox::{self, Audience, Event, Message, Text},
        work::Work,
    },
};

/// The most events that are read at once.
const MOST: u32 = 100;

/// A referral to the police that is being written.
#[derive(Debug)]
pub(in crate::mysrs) struct Referred<'a> {
    /// The referral.
    pub id: ReferralId,
    /// The incident as it stands.
    pub incident: &'a Incident,
    /// What is shared of it.
    pub shared: &'a Shares,
}

/// Writes into the feed what is referred, and sends it where that is agreed: both stand with the
/// referral, or neither does.
pub(in crate::mysrs) async fn referred(
    ctx: &Ctx,
    work: &mut Work,
    referred: &Referred<'_>,
) -> Result<()> {
    let (id, now): (FeedEventId, _) = (ctx.mint(), ctx.now());
    let new = NewEvent {
        id,
        kind: EventKind::IncidentReferred,
        referral_id: referred.id,
        incident: referred.incident,
        with_place: referred.shared.list().contains(&Share::Position),
        written_at: now,
    };
    feed_store::add(work.connection(), &new).await?;
    let district = referred.incident.district_id;
    let agreed = agreement_store::in_force(work.connection(), district, now).await?;
    let Some(webhook) = agreed else { return Ok(()) };
    // Read as everybody reads it.
    let event = feed_store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    let event = Event { id: id.to_string(), body: rules::body(&event)? };
    let message = Message {
        audience: Audience::Webhook(webhook),
        text: Text::Event(event),
        language: Language::Ms,
        cause: id.0,
        round: 0,
        urgent: false,
        expires_at: None,
    };
    outbox::send(work, &message).await
}

/// A page of the feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    /// The events, in the order in which they became known.
    pub events: Vec<FeedEvent>,
    /// From where to read on.
    pub cursor: String,
    /// Whether there are more already.
    pub more: bool,
}

/// Reads on in the feed behind a cursor, from the beginning without one: what was referred to the police
/// in the reader's places, as far as their districts have an agreement at this moment and had one then, as
/// what is sent does. Who read what is logged before it is told.
pub async fn read_feed(ctx: &Ctx, after: Option<&str>, first: Option<i32>) -> Result<FeedPage> {
    let reader = ctx.person()?;
    let mut scopes = policy::scopes_of(&ctx.actor, Action::PoliceFeedRead);
    // Whoever reads all is also somebody's neighbour.
    scopes.retain(|one| matches!(one, Scope::Nation | Scope::State(_) | Scope::District(_)));
    if scopes.is_empty() {
        ctx.authorize(Action::PoliceFeedRead, &Target::nothing())?;
        return Err(Error::not_found());
    }
    let limit = first.map_or(Some(MOST), |first| u32::try_from(first).ok());
    let limit = limit.filter(|limit| (1..=MOST).contains(limit));
    let limit = limit.ok_or_else(|| Refusal::of(ErrorCode::PageInvalid).stop())?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let generation = change_log::generation(ctx.db()).await?.as_u64_pair().1;
    let places = cursor::places(&readable(ctx, &scopes).await?);
    let here = Cursor { generation, places, behind: BEGINNING };
    let begin = match after {
        None => here,
        Some(text) => read_cursor(text, here)?,
    };
    let mut events = events_behind(ctx, &scopes, begin, limit).await?;
    let more = events.len() > limit;
    events.truncate(limit);
    let behind = events.last().map_or(begin.behind, |last| (last.transaction_id, last.seq));
    if !events.is_empty() {
        let mut work = ctx.begin().await?;
        // The log of reading is a record of itself.
        work.leave_unaudited();
        for (district, read) in by_district(&events) {
            let (state, events) = read;
            let (id, at) = (ctx.mint(), ctx.now());
            let new = NewRead { id, person: reader, district, state, events, at };
            feed_store::add_read(work.connection(), &new).await?;
        }
        work.commit().await?;
    }
    Ok(FeedPage { events, cursor: Cursor { behind, ..begin }.encode(), more })
}

/// The places of a reader, and the districts in them of which something is told, because that is
/// agreed: what was referred in another one before it agrees lies before a cursor of now.
async fn readable(ctx: &Ctx, scopes: &[Scope]) -> Result<Vec<Scope>> {
    let mut agreed: Vec<DistrictId> = Vec::new();
    for scope in scopes {
        agreed.extend(agreement_store::list_agreed(ctx.db().write(), scope, ctx.now()).await?);
    }
    agreed.sort_unstable();
    agreed.dedup();
    let agreed = agreed.into_iter().map(Scope::District);
    Ok(scopes.iter().cloned().chain(agreed).collect())
}

/// A cursor that was given out for this history and these places.
fn read_cursor(text: &str, here: Cursor) -> Result<Cursor> {
    Cursor::decode(text)
        .filter(|given| given.generation == here.generation && given.places == here.places)
        .ok_or_else(|| Refusal::of(ErrorCode::CursorInvalid).at("cursor").stop())
}

/// The events of these places behind a cursor, one more than `limit` when there are more.
///
/// What is told is of transactions before all that still run: whatever commits later lies behind. That
/// border is taken once, before any place is read, so that it is the same for each.
async fn events_behind(
    ctx: &Ctx,
    scopes: &[Scope],
    begin: Cursor,
    limit: usize,
) -> Result<Vec<FeedEvent>> {
    let settled = change_log::settled_before(ctx.db()).await?;
    let rows = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let window = Window { behind: begin.behind, settled, now: ctx.now(), rows };
    let mut found: BTreeMap<cursor::Behind, FeedEvent> = BTreeMap::new();
    for scope in scopes {
        let part = feed_store::list(ctx.db().write(), scope, &window).await?;
        // A district and its state overlap.
        found.extend(part.into_iter().map(|event| ((event.transaction_id, event.seq), event)));
    }
    let most = limit.saturating_add(1);
    Ok(found.into_values().take(most).collect())
}

/// What was read of each district, with its state.
fn by_district(events: &[FeedEvent]) -> BTreeMap<DistrictId, (&str, ReadEvents)> {
    let mut read: BTreeMap<DistrictId, (&str, ReadEvents)> = BTreeMap::new();
    for event in events {
        let nothing = || (event.state_code.as_str(), ReadEvents(Vec::new()));
        let (_, list) = read.entry(event.district_id).or_insert_with(nothing);
        list.0.push(ReadEvent { event: event.id, serial: event.serial.clone() });
    }
    read
}
