//! What officers, partners and the owners of projects are granted.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::community::grant::{self, GrantFilter, Grantee, NewGrant, OfficerGrant as Granted};

use super::District;
use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    identity::Role,
    krt_shop::Project,
    outcome::{UserError, settle},
    scalars::{DateTime, PhoneNumber},
};

/// An office that one person may grant to another. Administrators are made at the machine alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "grant::Office")]
pub enum Office {
    /// Pegawai Perpaduan Daerah; counts in a district. Granted by headquarters.
    DistrictOfficer,
    /// Pengarah Perpaduan Negeri; counts in a state. Granted by headquarters.
    StateOfficer,
    /// Officer at headquarters; counts in the nation. Granted by administrators.
    HqOfficer,
    /// The police's liaison officer; counts in a district, a state or the nation. Granted by
    /// headquarters.
    PoliceLiaison,
    /// Who looks after an economic project and writes its products; counts in that project. Granted
    /// by the district, state and headquarters' officers above it.
    ProjectOwner,
}

/// What somebody was granted: by whom, why, from when and until when.
#[derive(Description)]
pub struct OfficerGrant(pub Granted);

#[Object(use_type_description)]
impl OfficerGrant {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The id of the person who holds it.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name of the person who holds it.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The role that it gives.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The district in which it counts; none when it counts in a whole state, in a project or
    /// everywhere.
    async fn district(&self, context: &Context<'_>) -> domain::Result<Option<District>> {
        match self.0.district_id {
            None => Ok(None),
            Some(id) => Ok(Some(District(context.loaders()?.district(id).await?))),
        }
    }

    /// The two-digit code of the state in which it counts, when it counts in a whole state.
    async fn state_code(&self) -> Option<&str> {
        self.0.state_code.as_deref()
    }

    /// The economic project in which it counts, for a project's owner; none for other offices, and
    /// for a viewer who may not see the project (any more).
    async fn project(&self, context: &Context<'_>) -> domain::Result<Option<Project>> {
        let Some(id) = self.0.project_id else { return Ok(None) };
        let cards = context.house()?.directory.cards(context.ctx()?).await?;
        if let Some(known) = cards.project(id) {
            return Ok(Some(Project::new(Arc::clone(known), &cards)));
        }
        let found = context.loaders()?.project(id).await?;
        Ok(found.map(|found| Project::new(Arc::new(found), &cards)))
    }

    /// The name of whoever gave it; none when it was made at the machine.
    async fn given_by_name(&self) -> Option<&str> {
        self.0.giver_name.as_deref()
    }

    /// Why it was given.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// From when it counts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when it counts; none only for what was made at the machine.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// Why it was ended before its time.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }

    /// Whether it counts at this moment.
    async fn active(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.counts(context.ctx()?.now()))
    }

    /// Whether the viewer may end it now.
    async fn viewer_can_end(&self, context: &Context<'_>) -> domain::Result<bool> {
        let ctx = context.ctx()?;
        let open = self.0.ends_at.is_none_or(|ends| ends > ctx.now());
        Ok(open && ctx.may(self.0.ending(), &self.0.target()))
    }
}

connection!(OfficerGrantConnection, OfficerGrantEdge, OfficerGrant, "grants");

/// Where an office counts. Nothing given means in the nation.
#[derive(Default, InputObject)]
pub struct GrantScopeInput {
    /// The district, for a district officer or a police liaison.
    district_id: Option<ID>,
    /// The two-digit code of the state, for a state officer or a police liaison.
    state_code: Option<String>,
    /// The economic project, for a project's owner.
    project_id: Option<ID>,
}

/// What is granted. Either `personId` or `phone` says to whom.
#[derive(InputObject)]
pub struct GrantAddInput {
    /// The person's id.
    person_id: Option<ID>,
    /// The person's mobile number, in any common Malaysian spelling; there must be an account.
    phone: Option<PhoneNumber>,
    /// What is granted.
    role: Office,
    /// Where it counts.
    #[graphql(default)]
    scope: GrantScopeInput,
    /// Why, at most 500 characters.
    reason: String,
    /// From when it counts, at most 366 days ahead; now when it is not given or has passed.
    starts_at: Option<DateTime>,
    /// Until when it counts: at most 1,096 days after the beginning, for a project's owner 1,095,
    /// for the police 366, unless the department has decided otherwise (`GRANT_TOO_LONG` names the
    /// limit).
    ends_at: DateTime,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// Which grant ends.
#[derive(InputObject)]
pub struct GrantEndInput {
    /// The grant's id.
    id: ID,
    /// Why, at most 500 characters.
    reason: String,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A grant, or why there is none.
#[derive(SimpleObject)]
pub struct GrantPayload {
    /// The grant.
    grant: Option<OfficerGrant>,
    /// Why not: `PERSON_UNKNOWN`, `GRANT_OVERLAPS`, `GRANT_TOO_LONG`, `STATE_INVALID` for a project
    /// that has ended, …
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Reading grants.
#[derive(Default)]
pub struct GrantQuery;

#[Object]
impl GrantQuery {
    /// What officers, partners and the owners of projects were granted within the viewer's scope,
    /// and the viewer's own, newest first. All apps: officers, administrators, and whoever holds
    /// one.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn grants(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this role.")] role: Option<Role>,
        #[graphql(desc = "Only those that count now or will.", default)] open_only: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<OfficerGrantConnection>> {
        let args = connection::args(first, after, last, before);
        let filter = GrantFilter { role: role.map(Into::into), open_only };
        let page = grant::grants(context.ctx()?, filter, &args).await?;
        Ok(Some(OfficerGrantConnection::of(page, OfficerGrant)))
    }
}

/// Granting and ending.
#[derive(Default)]
pub struct GrantMutation;

#[Object]
impl GrantMutation {
    /// Grants an office, from a beginning until an end, after a fresh proof (`PROOF_REQUIRED`). It
    /// counts once its holder has a second factor, which a project's owner does not need. Nobody
    /// grants to themselves. All apps: headquarters for districts, states and the police;
    /// administrators for headquarters; the officers above a project for its owners.
    async fn grant_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is granted.")] input: GrantAddInput,
    ) -> domain::Result<GrantPayload> {
        let ctx = context.ctx()?;
        let grantee = match (input.person_id, input.phone) {
            (Some(id), None) => Grantee::Person(context::id(&id, "personId")?),
            (None, Some(phone)) => Grantee::Phone(phone.0),
            _ => {
                let refusal = domain::Refusal::of(domain::ErrorCode::Required).at("personId");
                let (grant, user_errors) = settle(ctx, Err(refusal.into()))?;
                let client_mutation_id = input.client_mutation_id;
                return Ok(GrantPayload { grant, user_errors, client_mutation_id });
            }
        };
        let district = input.scope.district_id.as_ref();
        let project = input.scope.project_id.as_ref();
        let new = NewGrant {
            grantee,
            office: input.role.into(),
            state_code: input.scope.state_code,
            district_id: district.map(|id| context::id(id, "scope.districtId")).transpose()?,
            project_id: project.map(|id| context::id(id, "scope.projectId")).transpose()?,
            reason: input.reason,
            starts_at: input.starts_at.map(|at| at.0),
            ends_at: input.ends_at.0,
        };
        let identity = &context.house()?.identity;
        let key = input.idempotency_key.as_deref();
        let answer = grant::add_grant(ctx, identity, &new, key).await;
        payload(context, answer, input.client_mutation_id)
    }

    /// Ends a grant now, after a fresh proof (`PROOF_REQUIRED`); what has ended already stays as it
    /// was. All apps: headquarters for districts, states and the police; administrators for
    /// headquarters and administrators; the officers above a project for its owners; and whoever
    /// gives back their own.
    async fn grant_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which grant.")] input: GrantEndInput,
    ) -> domain::Result<GrantPayload> {
        let id = context::id(&input.id, "id")?;
        let identity = &context.house()?.identity;
        let answer = grant::end_grant(context.ctx()?, identity, id, &input.reason).await;
        payload(context, answer, input.client_mutation_id)
    }
}

fn payload(
    context: &Context<'_>,
    answer: domain::Result<Granted>,
    client_mutation_id: Option<String>,
) -> domain::Result<GrantPayload> {
    let (granted, user_errors) = settle(context.ctx()?, answer)?;
    Ok(GrantPayload { grant: granted.map(OfficerGrant), user_errors, client_mutation_id })
}
