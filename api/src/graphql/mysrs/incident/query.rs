//! Reading incidents, their categories, figures, and the log of referrals.

use async_graphql::{Context, ID, Object};
use domain::mysrs::incident::{self, Within};

use super::{
    category::{IncidentCategory, IncidentCount},
    input::IncidentFilterInput,
    place::Named,
    referral::{IncidentReferral, IncidentReferralConnection},
    types::{Incident, IncidentConnection},
};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
};

/// Reading incidents, their categories, figures, and the log of referrals.
#[derive(Default)]
pub struct IncidentQuery;

#[Object]
impl IncidentQuery {
    /// One incident. MySRS: whoever reported it, was on the patrol or looks after it; the unit's
    /// leader; the area's chair, secretary and their deputies; the officers above; the police's liaison
    /// once it was referred to the police.
    async fn incident(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The incident's id.")] id: ID,
    ) -> domain::Result<Option<Incident>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Incident(incident::incident(context.ctx()?, id).await?)))
    }

    /// Incidents, the latest first: those that the viewer reported, or with one of the first four
    /// arguments those of a place. MySRS: the signed-in for their own; for a place the unit's leader,
    /// the area's chair, secretary and their deputies, and the officers there.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn incidents(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those of this unit.")] unit_id: Option<ID>,
        #[graphql(desc = "Those of this area.")] area_id: Option<ID>,
        #[graphql(desc = "Those of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Those of this state, by its two-digit code.")] state_code: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<IncidentFilterInput>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<IncidentConnection>> {
        let named =
            Named { unit: unit_id, area: area_id, district: district_id, state: state_code };
        let within = named.or(Within::Mine)?;
        let args = connection::args(first, after, last, before);
        let filter = filter.unwrap_or_default().into();
        let page = incident::incidents(context.ctx()?, &within, &filter, &args).await?;
        Ok(Some(IncidentConnection::of(page, Incident)))
    }

    /// How many incidents happened in a month, by category and hour of the day; what has none is left
    /// out. Without one of the last four arguments in the whole country. MySRS: the unit's leader, the
    /// area's chair, secretary and their deputies, and the officers there.
    async fn incident_counts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The month in Malaysia: `2026-03`.")] month: String,
        #[graphql(desc = "Those of this unit.")] unit_id: Option<ID>,
        #[graphql(desc = "Those of this area.")] area_id: Option<ID>,
        #[graphql(desc = "Those of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Those of this state, by its two-digit code.")] state_code: Option<String>,
    ) -> domain::Result<Option<Vec<IncidentCount>>> {
        let named =
            Named { unit: unit_id, area: area_id, district: district_id, state: state_code };
        let within = named.or(Within::Nation)?;
        let counts = incident::incident_counts(context.ctx()?, &within, &month).await?;
        Ok(Some(counts.into_iter().map(IncidentCount).collect()))
    }

    /// The categories under which incidents are reported, those at the top first, by their places. All
    /// apps, everybody; with those that rest officers at headquarters.
    async fn incident_categories(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Also those that rest.", default)] include_disabled: bool,
    ) -> domain::Result<Option<Vec<IncidentCategory>>> {
        let all = incident::categories(context.ctx()?, include_disabled).await?;
        Ok(Some(all.into_iter().map(IncidentCategory).collect()))
    }

    /// The log of what was shared of incidents, the latest first: of a unit, a district, a state, or
    /// without these of the whole country. MySRS: the officers there.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn incident_referrals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of this unit.")] unit_id: Option<ID>,
        #[graphql(desc = "Of this district.")] district_id: Option<ID>,
        #[graphql(desc = "Of this state, by its two-digit code.")] state_code: Option<String>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<IncidentReferralConnection>> {
        let named = Named { unit: unit_id, area: None, district: district_id, state: state_code };
        let within = named.or(Within::Nation)?;
        let args = connection::args(first, after, last, before);
        let page = incident::referral_log(context.ctx()?, &within, &args).await?;
        Ok(Some(IncidentReferralConnection::of(page, IncidentReferral)))
    }
}
