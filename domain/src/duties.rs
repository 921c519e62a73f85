//! Everything that the program does by itself when its time comes. The list is closed.
//!
//! Another duty is one arm of [`Duty`], decided in [`Duty::daily`] and `perform`, and one
//! function of the noun that it belongs to. The function writes into the work that it is handed:
//! what it writes and the duty's end stand together or not at all, so a duty is done exactly once,
//! by one node, however many there are and whenever one of them dies. Slow calls to others do not
//! belong here: write a message into the outbox.

use chrono::NaiveTime;
use uuid::Uuid;

use crate::{
    community::{approval, committee},
    identity::{Identity, codes},
    mykrt::notice,
    mysrs::{report, seal, strength},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{NoticeId, PatrolId, PatrolUnitId, PersonId},
        outbox,
        work::Work,
    },
};

/// What can become due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Duty {
    /// A role of the person begins or ends now: tokens with the old roles stop counting. Planned
    /// for the person by whoever writes a role with a beginning or an end.
    RolesTurn,
    /// Forget messages that were finished long ago.
    OutboxForget,
    /// Bring what waits for the department in line with the areas, and look whether every patrol
    /// unit has the members that it needs.
    RegistryWatch,
    /// Somebody has left an area: their patrol units are counted anew. Planned for the person by
    /// whoever ends a membership.
    MembershipEnded,
    /// Somebody who belonged to a patrol unit has had their account erased: the unit is counted anew.
    /// Planned for the unit.
    VolunteerGone,
    /// Forget one-time codes of the day before.
    CodesForget,
    /// Remind of the terms on committees that end soon.
    TermReminders,
    /// A notice goes out that somebody has scheduled. Planned for the notice.
    NoticePublish,
    /// A notice is no longer valid. Planned for the notice.
    NoticeExpire,
    /// A part of the people whom a notice is for are written to. Planned for the step of the notice,
    /// again and again until everybody is.
    NoticeSpread,
    /// Quiet hours have ended during which a notice was held. Planned for the step of the notice.
    NoticeSpreadQuiet,
    /// Whoever has not said that they know a notice is told again. Planned for the notice.
    NoticeInsist,
    /// What no seal covers yet of the log of a patrol that has ended is sealed. Planned for the patrol
    /// by its end, and by whatever comes in later.
    PatrolSeal,
    /// The figures of the month of a patrol that has ended are reckoned anew, it gets its report, and
    /// certificates that it gave are looked at. Planned for the patrol by its end, and by whatever comes
    /// in or is decided later.
    PatrolReckon,
}

impl Duty {
    /// At what time of a Malaysian day it is done every day; none when it is planned one by one.
    #[must_use]
    pub fn daily(self) -> Option<NaiveTime> {
        match self {
            Self::RolesTurn
            | Self::MembershipEnded
            | Self::VolunteerGone
            | Self::NoticePublish
            | Self::NoticeExpire
            | Self::NoticeSpread
            | Self::NoticeSpreadQuiet
            | Self::NoticeInsist
            | Self::PatrolSeal
            | Self::PatrolReckon => None,
            Self::RegistryWatch => NaiveTime::from_hms_opt(0, 10, 0),
            Self::OutboxForget => NaiveTime::from_hms_opt(3, 20, 0),
            Self::CodesForget => NaiveTime::from_hms_opt(3, 25, 0),
            // When people are awake.
            Self::TermReminders => NaiveTime::from_hms_opt(9, 0, 0),
        }
    }
}

/// Does a duty. `subject` is what it was planned for, and nil for what is done every day.
pub(crate) async fn perform(duty: Duty, ctx: &Ctx, work: &mut Work, subject: Uuid) -> Result<()> {
    match duty {
        Duty::RolesTurn => Identity::roles_changed(work, PersonId(subject)).await,
        Duty::RegistryWatch => {
            approval::gather(work).await?;
            strength::watch(ctx, work).await
        }
        Duty::MembershipEnded => strength::member_moved(ctx, work, PersonId(subject)).await,
        Duty::VolunteerGone => strength::member_gone(ctx, work, PatrolUnitId(subject)).await,
        Duty::OutboxForget => outbox::forget_old(work.connection(), ctx.now()).await.map(drop),
        Duty::CodesForget => codes::forget_old(work.connection(), ctx.now()).await.map(drop),
        Duty::TermReminders => committee::remind_of_term_ends(ctx, work).await,
        Duty::NoticePublish => notice::publish_due(ctx, work, NoticeId(subject)).await,
        Duty::NoticeExpire => notice::expire_due(ctx, work, NoticeId(subject)).await,
        Duty::NoticeSpread => notice::spread_due(ctx, work, subject).await,
        Duty::NoticeSpreadQuiet => notice::quiet_hours_end(ctx, work, subject).await,
        Duty::NoticeInsist => notice::insist_due(ctx, work, NoticeId(subject)).await,
        Duty::PatrolSeal => seal::seal_due(ctx, work, PatrolId(subject)).await,
        Duty::PatrolReckon => report::reckon_due(ctx, work, PatrolId(subject)).await,
    }
}
