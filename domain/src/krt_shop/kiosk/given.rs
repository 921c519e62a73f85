//! Places as the program itself is given them: sample content.

use super::{
    model::{NewKiosk, Stand, StandStatus},
    rules, stand_store, store,
    write::record,
};
use crate::{
    krt_shop::product,
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::Result,
        id::{KioskId, PersonId, ProductId, ProjectId},
        work::Work,
    },
};

/// So many offers of each project are sold there.
const OFFERS: u64 = 4;

/// What is given beside a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// The officer who has written it, and confirmed who stands there.
    pub officer: PersonId,
    /// The code of its state.
    pub state_code: &'a str,
    /// The projects that stand there.
    pub projects: &'a [ProjectId],
}

/// Adds a place where projects stand, each with the first of what it offers.
pub(crate) async fn add_described(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewKiosk,
    given: Given<'_>,
) -> Result<KioskId> {
    let Given { officer, state_code, projects } = given;
    let (now, id): (_, KioskId) = (ctx.now(), ctx.mint());
    let kiosk = record(new, rules::checked(new, now)?, state_code.to_owned(), (id, 1, now, now));
    let connection = work.connection();
    store::add(connection, &kiosk, officer).await?;
    for project in projects.iter().copied() {
        stand_store::ask(connection, (id, project), officer, now).await?;
        let stand = Stand {
            kiosk_id: id,
            project_id: project,
            status: StandStatus::Confirmed,
            reason: None,
            asked_at: now,
            decided_at: Some(now),
        };
        stand_store::decide(connection, &stand, officer).await?;
        let offers = product::list_listed_after(connection, Some(project), None, OFFERS).await?;
        let offers: Vec<ProductId> = offers.iter().map(|offer| offer.id).collect();
        stand_store::replace_offers(connection, (id, project), &offers).await?;
    }
    work.tell(Change::new(Scope::Public, Noun::Kiosk, id));
    Ok(id)
}
