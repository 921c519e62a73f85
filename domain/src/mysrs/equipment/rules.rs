//! What is taken for a piece of equipment; pure.

use super::model::NewEquipment;
use crate::shared::{error::Refusal, text};

/// The longest number, in characters.
const NUMBER: usize = 40;
/// The most pieces that a unit has: four for each of a unit of fifty.
pub(super) const MOST: usize = 200;

/// The number as it is kept.
pub(super) fn number(new: &NewEquipment) -> Result<String, Refusal> {
    text::line(&new.number, NUMBER).map_err(|refusal| refusal.at("number"))
}
