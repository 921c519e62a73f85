//! Telling whoever sells at a place what became of it, or of their stand.

use super::{
    model::{Kiosk, StandStatus},
    stand_store,
};
use crate::{
    krt_shop::{listing, telling},
    shared::{
        error::Result,
        id::{PersonId, ProjectId},
        outbox::{ShopSays, ShopText},
        work::Work,
    },
};

/// An officer has decided about a stand: its project's sellers are told.
pub(super) async fn stand_decided(
    work: &mut Work,
    kiosk: &Kiosk,
    (project, status): (ProjectId, StandStatus),
) -> Result<()> {
    let says = match status {
        StandStatus::Confirmed => ShopSays::StandConfirmed,
        StandStatus::Declined => ShopSays::StandDeclined,
        StandStatus::Asked | StandStatus::Left => return Ok(()),
    };
    let now = work.tools().clock.now();
    let sellers = listing::sellers(work.connection(), project, now).await?;
    push(work, kiosk, (sellers, says)).await
}

/// A place is at another time or elsewhere, or does not take place: whoever stands there, or has asked to,
/// is told.
pub(super) async fn place_changed(work: &mut Work, kiosk: &Kiosk, says: ShopSays) -> Result<()> {
    let now = work.tools().clock.now();
    let standing = stand_store::STANDING;
    let sellers = listing::sellers_where(work.connection(), standing, kiosk.id, now).await?;
    push(work, kiosk, (sellers, says)).await
}

async fn push(
    work: &mut Work,
    kiosk: &Kiosk,
    (people, says): (Vec<PersonId>, ShopSays),
) -> Result<()> {
    let link = format!("krt://kiosk/{}", kiosk.id);
    let text = ShopText { says, name: kiosk.name.ms.clone(), link };
    telling::push_each_time(work, people, text).await
}
