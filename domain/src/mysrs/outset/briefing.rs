//! What a patrol unit goes through before a patrol, point by point.

use sea_orm::{ConnectionTrait, Value};
use serde::Serialize;

use super::{
    list::{self, Thing},
    store,
};
use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::{BriefingItemId, PatrolUnitId, PersonId},
        text,
    },
};

/// The longest text, in characters.
const TEXT: usize = 300;
/// The last place in a list.
const LAST: i64 = 1_000;

/// A point of a unit's briefing.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct BriefingItem {
    /// The id.
    pub id: BriefingItemId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its place in the list, from 1; points of the same place stand by their ids.
    pub position: i64,
    /// What is gone through.
    pub text: String,
    /// Who said so last.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// Since when it is gone through no longer.
    pub ended_at: Option<Instant>,
}

/// A point of a briefing as somebody says it is.
#[derive(Clone, Debug, Serialize)]
pub struct NewBriefingItem {
    /// The id, made by the phone: one that is known is changed.
    pub id: BriefingItemId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// Its place in the list: 1 to 1,000.
    pub position: i64,
    /// What is gone through: at most 300 characters.
    pub text: String,
}

impl Thing for BriefingItem {
    type Id = BriefingItemId;
    const TABLE: &'static str = "briefing_item";
    const SAID: [&'static str; 2] = ["position", "text"];
    const ORDER: &'static str = "position";
    /// More than anybody listens to.
    const MOST: usize = 50;
    const ACTION: Action = Action::BriefingSet;

    fn id(&self) -> BriefingItemId {
        self.id
    }

    fn unit_id(&self) -> PatrolUnitId {
        self.unit_id
    }

    fn said(&self) -> [Value; 2] {
        [self.position.into(), self.text.as_str().into()]
    }

    fn set(&self) -> (PersonId, Instant) {
        (self.set_by, self.set_at)
    }

    fn has_ended(&self) -> bool {
        self.ended_at.is_some()
    }
}

/// The text as it is kept.
fn checked(new: &NewBriefingItem) -> Result<String> {
    let mut refusals = Refusals::default();
    let text = refusals.keep(text::line(&new.text, TEXT).map_err(|refusal| refusal.at("text")));
    if !(1..=LAST).contains(&new.position) {
        let out = Refusal::of(ErrorCode::OutOfRange).at("position");
        refusals.add(out.with("least", 1).with("most", LAST));
    }
    refusals.done()?;
    Ok(text.unwrap_or_default())
}

/// Says what a point of the briefing is; the same again changes nothing. The unit's leader and those
/// who write in its committee's name.
pub async fn set_briefing_item(ctx: &Ctx, new: &NewBriefingItem) -> Result<BriefingItem> {
    let permit = list::permit::<BriefingItem>(ctx, new.unit_id).await?;
    let text = checked(new)?;
    let (set_by, set_at) = (ctx.person()?, ctx.now());
    let (id, unit_id, position) = (new.id, new.unit_id, new.position);
    let item = BriefingItem { id, unit_id, position, text, set_by, set_at, ended_at: None };
    list::set(ctx, &permit, &item).await
}

/// A point is gone through no longer; saying it again changes nothing. The unit's leader and those who
/// write in its committee's name.
pub async fn end_briefing_item(ctx: &Ctx, id: BriefingItemId) -> Result<BriefingItem> {
    list::end(ctx, id).await
}

/// What a unit goes through, in its order: for whoever may see the unit.
pub async fn briefing_of_unit(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<BriefingItem>> {
    list::of_unit(ctx, unit).await
}

/// Everything that a unit goes through and went through, in its order.
pub(in crate::mysrs) async fn every_item_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<BriefingItem>> {
    store::list_of_unit(connection, unit).await
}

/// Adds a point that stood in the list before.
pub(crate) async fn add_past_briefing_item<C: ConnectionTrait>(
    connection: &C,
    item: &BriefingItem,
) -> Result<()> {
    store::put(connection, item).await
}
