//! On which devices somebody gets messages by push.

use super::{
    model::{Person, PersonStatus},
    proof::session_of,
    rules,
    service::Identity,
    store,
};
use crate::{
    policy::{Action, Target},
    shared::{
        change_log::{self, Noun},
        ctx::Ctx,
        device::{self, Device, Given, Owner},
        error::{ErrorCode, Refusal, Result},
        id::DeviceId,
        text,
    },
};

/// The longest token; those of today have less than 200 characters.
const LONGEST_TOKEN: usize = 4_096;

impl Identity {
    /// Has messages pushed to an app of the actor's, for as long as the session lasts in which it
    /// asks. An app does this at each start: once more changes nothing but when it was seen.
    pub async fn register_device(&self, ctx: &Ctx, given: &Given) -> Result<Device> {
        let (person, session) = session_of(ctx)?;
        ctx.authorize(Action::DeviceRegister, &Target::of(person))?;
        let token = text::line(&given.token, LONGEST_TOKEN).map_err(|r| r.at("token"))?;
        let ended = || Refusal::of(ErrorCode::SessionEnded).stop();
        let held = self.sessions.lookup(session).await?.ok_or_else(ended)?;
        let whose = Owner { person, session, ends_at: rules::session_ends(&held) };
        let mut work = ctx.begin().await?;
        // Every app does it every day: who has which phone is no deed.
        work.leave_unaudited();
        // Whoever ends the session or erases the account at this moment was here before, or sees
        // this device.
        store::take_turn(work.connection(), person).await?;
        let known = store::lookup(work.connection(), person).await?;
        let active = known.is_some_and(|known| known.status == PersonStatus::Active);
        if !active || change_log::has_gone_in(work.connection(), Noun::Session, session).await? {
            return Err(ended());
        }
        let device = device::put(&work, whose, &Given { token, ..given.clone() }).await?;
        work.commit().await?;
        Ok(device)
    }

    /// Has nothing pushed to a device of the actor's any more. One that has gone is no error.
    pub async fn unregister_device(&self, ctx: &Ctx, id: DeviceId) -> Result<DeviceId> {
        session_of(ctx)?;
        let owner = device::owner(self.tools.db.write(), id).await?;
        ctx.authorize(Action::DeviceRegister, &Target { owner, ..Target::nothing() })?;
        let mut work = ctx.begin().await?;
        work.leave_unaudited();
        device::end(work.connection(), id, ctx.now()).await?;
        work.commit().await?;
        Ok(id)
    }

    /// The devices of the actor that messages are pushed to, the last seen first.
    pub async fn devices(&self, ctx: &Ctx, of: &Person) -> Result<Vec<Device>> {
        ctx.authorize(Action::AccountRead, &Target::of(of.id))?;
        device::list(self.tools.db.write(), of.id, ctx.now()).await
    }
}

impl Device {
    /// Whether it was registered last in the session in which the actor asks.
    #[must_use]
    pub fn is_current(&self, ctx: &Ctx) -> bool {
        session_of(ctx).is_ok_and(|(_, current)| current == self.session)
    }
}
