//! Searching the audit.

use async_graphql::{Context, ID, InputObject, Object};
use domain::{
    ErrorCode, Refusal,
    policy::Action,
    shared::{
        audit::{self, AuditFilter},
        id,
    },
};

use super::{AuditEntry, AuditEntryConnection};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    scalars::DateTime,
};

/// Which entries are wanted; every condition that is given must hold.
#[derive(Default, InputObject)]
pub struct AuditFilterInput {
    /// Made by this person.
    actor_id: Option<ID>,
    /// Done to this thing, or concerning this person.
    subject_id: Option<ID>,
    /// Of this action, such as `NOTICE_PUBLISH`; another name is `VALUE_INVALID`.
    action: Option<String>,
    /// Not before this instant.
    since: Option<DateTime>,
    /// Before this instant.
    until: Option<DateTime>,
}

impl AuditFilterInput {
    fn checked(self) -> domain::Result<AuditFilter> {
        let unknown = || {
            let known = Action::names().join(", ");
            Refusal::of(ErrorCode::ValueInvalid).at("filter.action").with("values", known).stop()
        };
        let wrong = || {
            let kind = "any";
            Refusal::of(ErrorCode::IdInvalid).at("filter.subjectId").with("kind", kind).stop()
        };
        Ok(AuditFilter {
            actor: self.actor_id.map(|id| context::id(&id, "filter.actorId")).transpose()?,
            subject: self
                .subject_id
                .map(|subject| id::decode(&subject).map(|(_, id)| id).ok_or_else(wrong))
                .transpose()?,
            action: self.action.map(|name| Action::named(&name).ok_or_else(unknown)).transpose()?,
            since: self.since.map(|at| at.0),
            until: self.until.map(|at| at.0),
        })
    }
}

/// Searching the audit.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who did what to whom, newest first. All apps: officers of a district or a state see what was
    /// done there, officers at headquarters and administrators everything.
    async fn audit_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which entries are wanted; all when nothing is said.")] filter: Option<
            AuditFilterInput,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<AuditEntryConnection>> {
        let ctx = context.ctx()?;
        let filter = filter.unwrap_or_default().checked()?;
        let args = connection::args(first, after, last, before);
        let page = audit::entries(ctx, &filter, &args).await?;
        Ok(Some(AuditEntryConnection::of(page, AuditEntry::from)))
    }
}
