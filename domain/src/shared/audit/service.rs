//! Searching the audit.

use std::collections::BTreeMap;

use sea_orm::ActiveEnum as _;

use super::{
    model::{AuditFilter, Entry, Outcome},
    store::{self, Shown, Within},
};
use crate::{
    policy::{self, Action, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{AreaId, AuditEntryId, DistrictId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
    },
};

/// The entries within the reader's grants, newest first, each with its cursor.
pub async fn entries(
    ctx: &Ctx,
    filter: &AuditFilter,
    args: &PageArgs,
) -> Result<Page<(String, Entry)>> {
    let scopes = policy::scopes_of(&ctx.actor, Action::AuditRead);
    let place = scopes.first().map(policy::Place::only).unwrap_or_default();
    ctx.authorize(Action::AuditRead, &Target::at(place))?;
    list(ctx, &Within::Scopes(&scopes), filter, args).await
}

/// What others did that concerns the reader, newest first, each with its cursor.
pub async fn about_me(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, Entry)>> {
    let person = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(person))?;
    list(ctx, &Within::About(person), &AuditFilter::default(), args).await
}

async fn list(
    ctx: &Ctx,
    within: &Within<'_>,
    filter: &AuditFilter,
    args: &PageArgs,
) -> Result<Page<(String, Entry)>> {
    let request = PageRequest::<AuditEntryId>::from_args(args)?;
    let rows = store::list(ctx.read(), within, filter, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&row.id), row.into_entry())))
}

impl Shown {
    fn into_entry(self) -> Entry {
        let detail: BTreeMap<String, String> = self
            .detail
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        Entry {
            id: self.id,
            noted_at: self.noted_at,
            actor_id: self.actor_id.map(PersonId),
            action: self.action,
            // A word that a newer node writes says at least that something was not simply done.
            outcome: Outcome::try_from_value(&self.outcome).unwrap_or(Outcome::Refused),
            subject: self.subject_kind.zip(self.subject_id),
            person_id: self.person_id.map(PersonId),
            state_code: self.state_code,
            district_id: self.district_id.map(DistrictId),
            area_id: self.area_id.map(AreaId),
            app: self.app,
            detail_erased: self.detail_hash.is_some() && self.detail.is_none(),
            detail,
        }
    }
}
