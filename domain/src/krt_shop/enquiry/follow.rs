//! Following enquiries live. Whoever comes back after a break subscribes first and then reads the list:
//! nothing that was written is lost, because an enquiry says how much of it is unread.

use std::sync::Arc;

use super::{
    model::{Shown, Side},
    read::{self, reach},
    store,
};
use crate::{
    policy::Action,
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Result},
        id::{EnquiryId, ProjectId},
    },
};

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Following {
    /// One enquiry, by the buyer, with the secret if they have no account, or by a seller.
    Enquiry(EnquiryId, Option<String>),
    /// Those to a project, by its sellers.
    Project(ProjectId),
    /// The reader's own.
    Own,
}

/// Somebody who follows enquiries.
#[derive(Clone, Debug)]
pub struct Follower {
    following: Following,
    scope: Scope,
}

/// Begins to follow, for whoever may read it.
pub async fn follow(ctx: &Ctx, following: Following) -> Result<Follower> {
    let scope = match &following {
        Following::Enquiry(id, secret) => {
            let found = reach(ctx, *id, secret.as_deref(), Action::EnquiryRead).await?;
            Scope::Project(found.enquiry.project_id)
        }
        Following::Project(id) => {
            read::authorize_project(ctx, *id).await?;
            Scope::Project(*id)
        }
        Following::Own => Scope::Person(ctx.person()?),
    };
    Ok(Follower { following, scope })
}

impl Follower {
    /// Where what it follows is told.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// The enquiry that a change tells of, as it stands now, if they follow it and may read it.
    pub async fn hear(&self, ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Shown>> {
        if change.noun != Noun::Enquiry || change.gone || change.scope != self.scope {
            return Ok(None);
        }
        let id = EnquiryId(change.id);
        match &self.following {
            Following::Enquiry(one, secret) if *one == id => {
                match reach(ctx, id, secret.as_deref(), Action::EnquiryRead).await {
                    Ok(found) => Ok(Some(Shown { enquiry: found.enquiry, side: found.side })),
                    // Whoever follows by a secret that has run out is told so.
                    Err(Error::Stopped(refusal))
                        if refusal.code == ErrorCode::NotFound && !read::is_shut(&refusal) =>
                    {
                        Ok(None)
                    }
                    Err(cause) => Err(cause),
                }
            }
            Following::Enquiry(..) => Ok(None),
            // What somebody may follow holds for as long as the token with which they came.
            Following::Project(_) => found(ctx, id, Side::Seller).await,
            Following::Own => found(ctx, id, Side::Buyer).await,
        }
    }
}

async fn found(ctx: &Ctx, id: EnquiryId, side: Side) -> Result<Option<Shown>> {
    let found = store::lookup(ctx.db().write(), id).await?;
    Ok(found.map(|enquiry| Shown { enquiry, side }))
}
