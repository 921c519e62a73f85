//! What becomes of sessions and tokens when an account is erased.

use sea_orm::ConnectionTrait;

use super::{model::Person, service::Identity, store};
use crate::shared::{
    change_log::{Change, Noun, Scope},
    ctx::Ctx,
    error::Result,
    id::PersonId,
    work::Work,
};

impl Identity {
    /// A person as they stand within a transaction.
    pub(crate) async fn person_in<C: ConnectionTrait>(
        connection: &C,
        id: PersonId,
    ) -> Result<Option<Person>> {
        store::lookup(connection, id).await
    }

    /// Says, within the work that erases an account, that none of its tokens counts any more.
    pub(crate) async fn end_account(work: &mut Work, person: PersonId) -> Result<()> {
        Self::roles_changed(work, person).await
    }

    /// Ends the sessions of an account that is erased, where they are kept beside the tables too,
    /// and forgets from where they were begun. They cannot be used any more, so one that is missed
    /// says only that there was one, and expires by itself.
    pub(crate) async fn forget_sessions(&self, ctx: &Ctx, person: PersonId) {
        // The log tells the other nodes; here it counts from now on.
        self.hear(&Change::new(Scope::Person(person), Noun::Person, person));
        self.forget_networks(person).await;
        if let Err(error) = self.end_sessions(ctx, person, None).await {
            tracing::warn!(%error, "sessions of an erased account are left to expire");
        }
    }
}
