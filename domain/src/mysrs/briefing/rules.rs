//! What is taken for a point of a briefing; pure.

use super::model::NewBriefingItem;
use crate::shared::{
    error::{ErrorCode, Refusal, Refusals, Result},
    text,
};

/// The longest text, in characters.
const TEXT: usize = 300;
/// The last place in a list.
const LAST: i64 = 1_000;
/// The most points of a unit's briefing: more than anybody listens to.
pub(super) const MOST: usize = 50;

/// The text as it is kept.
pub(super) fn checked(new: &NewBriefingItem) -> Result<String> {
    let mut refusals = Refusals::default();
    let text = refusals.keep(text::line(&new.text, TEXT).map_err(|refusal| refusal.at("text")));
    if !(1..=LAST).contains(&new.position) {
        let out = Refusal::of(ErrorCode::OutOfRange).at("position");
        refusals.add(out.with("least", 1).with("most", LAST));
    }
    refusals.done()?;
    Ok(text.unwrap_or_default())
}
