//! The doors of months, and of what they are planned from.

use std::collections::BTreeSet;

use super::{knock, mutation, query};
use crate::mysrs::Night;

pub(super) async fn the_rosters(tried: &mut BTreeSet<String>) {
    let night = Night::begins().await;
    let unit = night.unit;
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let id = |kind: &str| format!("{kind}_01jaaaaaaaaaaaaaaaaaaaaaaa");
    let (roster, shift, template) = (id("roster"), id("shift"), id("template"));
    let (place, patroller, swap) = (id("place"), id("patroller"), id("swap"));
    let person = night.leader.id;
    let doors = [
        query(
            "roster",
            &format!("(unitId: \"{unit}\", month: \"2026-04\") {{ id }}"),
            sign_in,
            hidden,
        ),
        mutation(
            "rosterGenerate",
            &format!("unitId: \"{unit}\", month: \"2026-04\""),
            sign_in,
            hidden,
        ),
        mutation("rosterPin", &format!("id: \"{roster}\", version: 1, pins: []"), sign_in, hidden),
        mutation("rosterPublish", &format!("id: \"{roster}\", version: 1"), sign_in, hidden),
        mutation("shiftAssign", &format!("shiftId: \"{shift}\""), sign_in, hidden),
        mutation("shiftCancel", &format!("shiftId: \"{shift}\", reason: \"xxx\""), sign_in, hidden),
        mutation(
            "shiftTemplateSet",
            &format!(
                "id: \"{template}\", unitId: \"{unit}\", name: \"x\", weekdays: [1], startsAt: \"23:00\", minutes: 60, teamSize: 3, from: \"2026-01-01\""
            ),
            sign_in,
            hidden,
        ),
        mutation("shiftTemplateEnd", &format!("id: \"{template}\""), sign_in, hidden),
        mutation(
            "patrolPlaceSet",
            &format!("id: \"{place}\", unitId: \"{unit}\", name: \"x\", position: 1"),
            sign_in,
            hidden,
        ),
        mutation("patrolPlaceEnd", &format!("id: \"{place}\""), sign_in, hidden),
        query("shiftSwaps", &format!("(unitId: \"{unit}\") {{ nodes {{ id }} }}"), sign_in, hidden),
        query("openShifts", &format!("(unitId: \"{unit}\") {{ places }}"), sign_in, hidden),
        // What is no ring of the stranger's own is refused before anything is looked at.
        mutation(
            "shiftSwapRequest",
            &format!("id: \"{swap}\", legs: [{{ shiftId: \"{shift}\", personId: \"{person}\" }}]"),
            sign_in,
            "SWAP_SHAPE",
        ),
        mutation(
            "shiftGiveAway",
            &format!("id: \"{swap}\", shiftId: \"{shift}\""),
            sign_in,
            hidden,
        ),
        mutation("shiftSwapAccept", &format!("id: \"{swap}\""), sign_in, hidden),
        mutation("shiftSwapDecide", &format!("id: \"{swap}\", approve: true"), sign_in, hidden),
        mutation("shiftSwapCancel", &format!("id: \"{swap}\""), sign_in, hidden),
        mutation("shiftDrop", &format!("id: \"{swap}\", shiftId: \"{shift}\""), sign_in, hidden),
        mutation("shiftTake", &format!("shiftId: \"{shift}\""), sign_in, hidden),
        mutation("availabilitySet", &format!("unitId: \"{unit}\", items: []"), sign_in, hidden),
        mutation(
            "patrollerLeadSet",
            &format!("patrollerId: \"{patroller}\", canLead: true"),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &night.app.anybody(), &night.stranger, tried).await;
}
