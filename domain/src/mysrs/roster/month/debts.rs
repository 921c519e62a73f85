//! What a published month leaves behind: how far everybody stayed below their share, which counts in
//! the next one.

use sea_orm::ConnectionTrait;

use super::{gather_store, store, terms::Terms};
use crate::{
    mysrs::{roster::model::ShiftStatus, unit::PatrolUnit},
    shared::{error::Result, malaysia::Month},
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
    let planned = all
        .iter()
        .filter(|shift| shift.status != ShiftStatus::Cancelled && shift.cancel_reason.is_none());
    let slots = planned.map(Into::into).collect();
    Terms::gather(connection, unit, month, slots).await.map(Some)
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
