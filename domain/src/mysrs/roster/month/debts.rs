//! A month as it stands, and what it leaves behind once it is published: how far everybody stayed
//! below their share, which counts in the next one.

use sea_orm::ConnectionTrait;

use super::{
    gather_store,
    model::Roster,
    store,
    terms::{Slot, Terms},
};
use crate::{
    mysrs::{
        roster::model::{Shift, ShiftStatus},
        unit::PatrolUnit,
    },
    shared::{
        clock::Instant,
        error::{Error, Result},
        malaysia::Month,
    },
};

/// The terms of a whole month as it is published or planned, with the shifts that are over. Nothing
/// when the month has no roster.
pub(super) async fn whole<C: ConnectionTrait>(
    connection: &C,
    unit: &PatrolUnit,
    month: Month,
) -> Result<Option<Terms>> {
    let Some(roster) = store::find(connection, unit.id, &month.write()).await? else {
        return Ok(None);
    };
    let all = store::list_shifts(connection, roster.id).await?;
    let slots = all.iter().filter(|shift| takes_place(shift)).map(Slot::from).collect();
    Terms::gather(connection, unit, month, slots).await.map(Some)
}

/// The terms of those shifts of a roster that are still to come and take place, as planning gathers
/// them. Nothing when there are none.
pub(super) async fn to_come<C: ConnectionTrait>(
    connection: &C,
    unit: &PatrolUnit,
    roster: &Roster,
    now: Instant,
) -> Result<Option<Terms>> {
    let month = Month::read(&roster.month).ok_or_else(Error::not_found)?;
    let all = store::list_shifts(connection, roster.id).await?;
    let slots: Vec<Slot> = all
        .iter()
        .filter(|shift| takes_place(shift) && shift.starts_at > now)
        .map(Slot::from)
        .collect();
    if slots.is_empty() {
        return Ok(None);
    }
    Terms::gather(connection, unit, month, slots).await.map(Some)
}

fn takes_place(shift: &Shift) -> bool {
    shift.status != ShiftStatus::Cancelled && shift.cancel_reason.is_none()
}

/// Writes down what everybody owes after a month, as its roster stands now.
pub(in crate::mysrs) async fn settle<C: ConnectionTrait>(
    connection: &C,
    unit: &PatrolUnit,
    month: Month,
) -> Result<()> {
    let Some(terms) = whole(connection, unit, month).await? else { return Ok(()) };
    let next = month.next().write();
    for story in terms.stories() {
        if let Some(volunteer) = terms.volunteer(story.person) {
            let owes = (volunteer.person_id, story.owes);
            gather_store::put_debt(connection, unit.id, &next, owes).await?;
        }
    }
    Ok(())
}
