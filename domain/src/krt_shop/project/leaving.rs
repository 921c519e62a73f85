//! What becomes of projects when somebody goes who owns them, or is granted to sell for them.

use super::{
    apply::conflict,
    decide::follow,
    model::{Deed, Project, ProjectStatus},
    owner::step,
    steps, store,
};
use crate::{
    community::{
        approval::Desk,
        grant::{self, Ending},
    },
    shared::{
        ctx::Ctx,
        error::Result,
        id::{AreaId, PersonId},
        work::Work,
    },
};

/// How somebody parts from what they own and from what they are granted to sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Their account is erased.
    AccountErased,
    /// Their membership of this area is ended by others: what is elsewhere stays theirs.
    MembershipEnded(AreaId),
    /// They are shut out of everything.
    Banned,
}

impl Leaving {
    const fn area(self) -> Option<AreaId> {
        match self {
            Self::MembershipEnded(area) => Some(area),
            Self::AccountErased | Self::Banned => None,
        }
    }

    const fn deed(self) -> Deed {
        match self {
            Self::AccountErased => Deed::OwnerGone,
            Self::MembershipEnded(_) | Self::Banned => Deed::OwnerRemoved,
        }
    }

    /// What a grant of theirs says of its end; nothing where the treatments end it.
    const fn grant_ends(self) -> Option<&'static str> {
        match self {
            Self::AccountErased => None,
            Self::MembershipEnded(_) => Some("membership ended"),
            Self::Banned => Some("shut out"),
        }
    }
}

/// Somebody goes, and not to come back by themselves: what they own is the committee's from now on,
/// and what they are granted to sell there, of whosever projects, they sell no longer. The caller has
/// taken the person's turn, and tells of their roles.
pub(crate) async fn leave(
    ctx: &Ctx,
    work: &mut Work,
    person: PersonId,
    leaving: Leaving,
) -> Result<()> {
    leave_owned(ctx, work, person, leaving).await?;
    let Some(reason) = leaving.grant_ends() else { return Ok(()) };
    let (by, at) = (ctx.person()?, ctx.now());
    let ending = Ending { whose: person, area: leaving.area(), by, reason, at };
    grant::end_project_grants(work.connection(), ending).await
}

/// What somebody owns is left to the committee, which names another owner. A project at work rests
/// until then, because nobody could be reached there: after an erasure the treatments take the owner's
/// contact data out of its record.
async fn leave_owned(ctx: &Ctx, work: &mut Work, owner: PersonId, leaving: Leaving) -> Result<()> {
    let (by, now) = (ctx.person()?, ctx.now());
    for found in store::list_owned(work.connection(), owner, leaving.area()).await? {
        if found.owner().is_none() && leaving != Leaving::AccountErased {
            // They have left it before.
            continue;
        }
        let rests = found.status == ProjectStatus::Active;
        let newer = Project {
            status: if rests { ProjectStatus::Inactive } else { found.status },
            owner_left_at: found.owner_left_at.or(Some(now)),
            version: found.version + 1,
            updated_at: now,
            ..found.clone()
        };
        if !store::change(work.connection(), &newer).await? {
            return Err(conflict());
        }
        let noted = step(&found, leaving.deed(), Desk::Owner, newer.status);
        steps::note(ctx, work, noted, by).await?;
        follow(ctx, work, found.status, &newer).await?;
        tracing::info!(project = %found.id, status = ?newer.status, "left to its committee");
    }
    Ok(())
}
