//! The viewer and what a session hands out.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    Ctx,
    community::membership,
    identity::{self, Person, SignedIn},
    policy::{self, Scope},
};

use super::device::Device;
use crate::graphql::{
    audit::{AuditEntry, AuditEntryConnection},
    community::{Area, Membership, MembershipRequest},
    connection,
    context::InRequest as _,
    mykrt::NoticePreferences,
    scalars::{DateTime, PhoneNumber},
    values::Language,
};

/// A role that somebody holds somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Role")]
pub enum Role {
    /// Resident of an area.
    Resident,
    /// Pengerusi of an area's committee.
    Chair,
    /// Timbalan Pengerusi.
    DeputyChair,
    /// Setiausaha.
    Secretary,
    /// Penolong Setiausaha.
    AssistantSecretary,
    /// Bendahari.
    Treasurer,
    /// AJK: member of the committee.
    Member,
    /// Penyelaras of a community group.
    GroupCoordinator,
    /// Volunteer of a patrol unit.
    Patroller,
    /// Ketua Peronda of a patrol unit.
    UnitLeader,
    /// Owner of an economic project.
    ProjectOwner,
    /// Pegawai Perpaduan Daerah.
    DistrictOfficer,
    /// Pengarah Perpaduan Negeri.
    StateOfficer,
    /// Officer at headquarters.
    HqOfficer,
    /// The police's liaison officer.
    PoliceLiaison,
    /// Looks after the program itself.
    Administrator,
}

/// A role with the place in which it counts.
#[derive(Clone, Debug, SimpleObject)]
pub struct RoleGrant {
    /// The role.
    pub role: Role,
    /// The id of the area, unit, project or district in which it counts; none when it counts in a
    /// whole state or everywhere.
    pub scope_id: Option<ID>,
    /// The two-digit code of the state in which it counts, when it counts in a whole state.
    pub state_code: Option<String>,
}

impl From<&policy::Grant> for RoleGrant {
    fn from(grant: &policy::Grant) -> Self {
        let (scope_id, state_code) = match &grant.scope {
            Scope::Nation => (None, None),
            Scope::State(code) => (None, Some(code.clone())),
            Scope::District(id) => (Some(ID::from(id)), None),
            Scope::Area(id) => (Some(ID::from(id)), None),
            Scope::Unit(id) => (Some(ID::from(id)), None),
            Scope::Project(id) => (Some(ID::from(id)), None),
        };
        Self { role: grant.role.into(), scope_id, state_code }
    }
}

/// The signed-in person, as they see themselves.
#[derive(Description)]
pub struct Viewer(pub Person);

#[Object(use_type_description)]
impl Viewer {
    /// The person's id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The name that others see.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The phone number.
    async fn phone(&self) -> Option<PhoneNumber> {
        self.0.phone.clone().map(PhoneNumber)
    }

    /// The e-mail address, if the person gave one (`emailSet`).
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Whether the person has given back a code that came to the address. Without that nothing is
    /// sent there.
    async fn email_confirmed(&self) -> bool {
        self.0.email.is_some() && self.0.email_confirmed_at.is_some()
    }

    /// Whether mail reaches the confirmed address, as far as is known: false once the mail server has
    /// said that nobody has it, until it is confirmed again or 90 days have passed.
    async fn email_reached(&self, context: &Context<'_>) -> domain::Result<bool> {
        context.house()?.identity.is_reached_by_mail(&self.0).await
    }

    /// The language in which the person wants to be spoken to.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// The version of the privacy notice that the person agreed to.
    async fn privacy_notice_version(&self) -> &str {
        &self.0.privacy_notice_version
    }

    /// Since when the account exists.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The roles that the access token carries.
    async fn roles(&self, context: &Context<'_>) -> domain::Result<Vec<RoleGrant>> {
        Ok(context.ctx()?.actor.grants().iter().map(RoleGrant::from).collect())
    }

    /// How it stands with the person's second factor.
    async fn second_factor(&self, context: &Context<'_>) -> domain::Result<SecondFactor> {
        let state = context.house()?.identity.second_state(&self.0).await?;
        Ok(SecondFactor {
            is_enabled: state.enabled,
            recovery_codes_left: i32::try_from(state.recovery_codes_left).unwrap_or(i32::MAX),
        })
    }

    /// Whether the person holds an officer's role, which counts only once there is a second factor:
    /// the app then leads to `totpBegin`.
    async fn totp_needed(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(context.house()?.identity.second_state(&self.0).await?.needed)
    }

    /// The devices on which the person is signed in, the last used first. Only the person sees them.
    async fn sessions(&self, context: &Context<'_>) -> domain::Result<Vec<Session>> {
        let ctx = context.ctx()?;
        let sessions = context.house()?.identity.sessions(ctx).await?;
        Ok(sessions.iter().map(|session| Session::of(session, ctx)).collect())
    }

    /// The apps on the person's phones that messages are pushed to, the last seen first. Empty in
    /// the answer that signs in: ask with the new token.
    async fn devices(&self, context: &Context<'_>) -> domain::Result<Vec<Device>> {
        let ctx = context.ctx()?;
        if ctx.actor.person() != Some(self.0.id) {
            return Ok(Vec::new());
        }
        let devices = context.house()?.identity.devices(ctx, &self.0).await?;
        Ok(devices.iter().map(|device| Device::of(device, ctx)).collect())
    }

    /// The areas in which the person is a resident or on the committee.
    async fn areas(&self, context: &Context<'_>) -> domain::Result<Vec<Area>> {
        let ctx = context.ctx()?;
        let areas = domain::community::areas_by_ids(ctx, &ctx.actor.areas()).await?;
        Ok(areas.into_iter().map(Area).collect())
    }

    /// The areas to which the person belongs as a resident, the longest first, whatever the access
    /// token says. Empty in the answer that signs in: ask with the new token.
    async fn memberships(&self, context: &Context<'_>) -> domain::Result<Vec<Membership>> {
        let ctx = context.ctx()?;
        if ctx.actor.person() != Some(self.0.id) {
            return Ok(Vec::new());
        }
        let memberships = membership::my_memberships(ctx).await?;
        Ok(memberships.into_iter().map(Membership).collect())
    }

    /// The person's last 50 requests for membership, newest first, with what became of them. Empty
    /// in the answer that signs in: ask with the new token.
    async fn membership_requests(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Vec<MembershipRequest>> {
        let ctx = context.ctx()?;
        if ctx.actor.person() != Some(self.0.id) {
            return Ok(Vec::new());
        }
        let requests = membership::my_requests(ctx).await?;
        Ok(requests.into_iter().map(MembershipRequest).collect())
    }

    /// What the person wishes of notices: by area and severity, and in which hours not. Empty in the
    /// answer that signs in: ask with the new token.
    async fn notice_preferences(&self, context: &Context<'_>) -> domain::Result<NoticePreferences> {
        let ctx = context.ctx()?;
        if ctx.actor.person() != Some(self.0.id) {
            return Ok(NoticePreferences::default());
        }
        Ok(domain::mykrt::notice::preferences(ctx).await?.into())
    }

    /// What others did that concerns the person, newest first: who gave or took a role, who shut
    /// them out. All apps, the signed-in.
    async fn audit_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<AuditEntryConnection>> {
        let args = connection::args(first, after, last, before);
        let page = domain::shared::audit::about_me(context.ctx()?, &args).await?;
        Ok(Some(AuditEntryConnection::of(page, AuditEntry::from)))
    }
}

/// How it stands with somebody's second factor.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct SecondFactor {
    /// Whether signing in asks for a code of the authenticator app.
    pub is_enabled: bool,
    /// How many recovery codes are left, of ten.
    pub recovery_codes_left: i32,
}

/// One device on which the person is signed in.
#[derive(Clone, Debug, SimpleObject)]
pub struct Session {
    /// The session's id, for `sessionRevoke`.
    pub id: ID,
    /// How the app named itself when it signed in (`X-App`): `mykrt/1.4.0 (android)`.
    pub app: Option<String>,
    /// When it signed in.
    pub started_at: DateTime,
    /// When it was last refreshed: an app in use does so every ten minutes.
    pub last_seen_at: DateTime,
    /// Roughly from where it was last refreshed: the network, such as `203.0.113.0/24`, never a
    /// whole address.
    pub network: Option<String>,
    /// Whether it is the session that asks.
    pub is_current: bool,
}

impl Session {
    /// What its person sees of it.
    fn of(session: &identity::Session, ctx: &Ctx) -> Self {
        Self {
            id: session.id.into(),
            app: session.app.clone(),
            started_at: DateTime(session.started_at),
            last_seen_at: DateTime(session.last_used_at),
            network: session.network.clone(),
            is_current: session.is_current(ctx),
        }
    }
}

/// The two tokens of a session.
#[derive(Clone, Debug, SimpleObject)]
pub struct SessionTokens {
    /// The session's id.
    pub session_id: ID,
    /// For requests: `Authorization: Bearer …`. Counts for 10 minutes.
    pub access_token: String,
    /// Until when the access token counts.
    pub access_expires_at: DateTime,
    /// For `sessionRefresh`, once. If the answer is lost, the same token may be sent again.
    pub refresh_token: String,
    /// Until when the session lasts without another refresh: 30 days, at most 90 from sign-in.
    pub refresh_expires_at: DateTime,
}

impl From<&SignedIn> for SessionTokens {
    fn from(signed_in: &SignedIn) -> Self {
        Self {
            session_id: signed_in.session.into(),
            access_token: signed_in.access_token.clone(),
            access_expires_at: DateTime(signed_in.access_expires_at),
            refresh_token: signed_in.refresh_token.clone(),
            refresh_expires_at: DateTime(signed_in.refresh_expires_at),
        }
    }
}
