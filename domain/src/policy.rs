//! Who may do what; the only place that decides.
//!
//! Every action is decided by an exhaustive `match`, so that a new action does not compile until
//! somebody has decided it. A target that the actor may not even see is [`Denied::NotFound`].

use crate::shared::{
    error::{Error, ErrorCode, Refusal},
    id::{AreaId, DistrictId, PatrolUnitId, PersonId, ProjectId, SessionId},
};

/// A role that a person holds somewhere. The list is closed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Lives in, or belongs to, an area.
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
    /// AJK: a member of the committee without another post.
    Member,
    /// Penyelaras of a community group of an area.
    GroupCoordinator,
    /// A volunteer of a patrol unit.
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
    /// The police's liaison officer; reads what is shared.
    PoliceLiaison,
    /// Looks after the program itself.
    Administrator,
}

impl Role {
    /// The six posts of a committee.
    const COMMITTEE: [Self; 6] = [
        Self::Chair,
        Self::DeputyChair,
        Self::Secretary,
        Self::AssistantSecretary,
        Self::Treasurer,
        Self::Member,
    ];
    /// Who writes in the committee's name (facts.md §1: the chair, the secretary, their deputies).
    const VOICE: [Self; 4] =
        [Self::Chair, Self::DeputyChair, Self::Secretary, Self::AssistantSecretary];
    /// Who searches the audit within their scope.
    const AUDITORS: [Self; 4] =
        [Self::DistrictOfficer, Self::StateOfficer, Self::HqOfficer, Self::Administrator];
    /// Whether the role counts only for somebody who signs in with a second factor.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        match self {
            Self::DistrictOfficer
            | Self::StateOfficer
            | Self::HqOfficer
            | Self::PoliceLiaison
            | Self::Administrator => true,
            Self::Resident
            | Self::Chair
            | Self::DeputyChair
            | Self::Secretary
            | Self::AssistantSecretary
            | Self::Treasurer
            | Self::Member
            | Self::GroupCoordinator
            | Self::Patroller
            | Self::UnitLeader
            | Self::ProjectOwner => false,
        }
    }

    /// The department's officers.
    const OFFICERS: [Self; 3] = [Self::DistrictOfficer, Self::StateOfficer, Self::HqOfficer];
    /// Who sees what officers and partners were granted, and by whom.
    const GRANT_READERS: [Self; 4] =
        [Self::DistrictOfficer, Self::StateOfficer, Self::HqOfficer, Self::Administrator];
}

/// Where a role counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(tag = "in", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// Everywhere.
    Nation,
    /// In one state, by its two-digit code.
    State(String),
    /// In one district.
    District(DistrictId),
    /// In one area.
    Area(AreaId),
    /// In one patrol unit.
    Unit(PatrolUnitId),
    /// In one economic project.
    Project(ProjectId),
}

/// A role with the scope in which it counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it counts.
    pub scope: Scope,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is not signed in.
    Anonymous,
    /// A signed-in person with the roles that their token carries.
    Person {
        /// The person.
        id: PersonId,
        /// The session.
        session: SessionId,
        /// The roles.
        grants: Vec<Grant>,
    },
}

impl Actor {
    /// The person, when somebody is signed in.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Anonymous => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    /// The roles.
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        match self {
            Self::Anonymous => &[],
            Self::Person { grants, .. } => grants,
        }
    }

    /// The areas in which the actor is a resident or on the committee.
    #[must_use]
    pub fn areas(&self) -> Vec<AreaId> {
        let mut areas: Vec<AreaId> = self
            .grants()
            .iter()
            .filter_map(|grant| match grant.scope {
                Scope::Area(area) => Some(area),
                _ => None,
            })
            .collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }

    /// Where the actor is an officer of the department.
    #[must_use]
    pub fn oversight(&self) -> Oversight {
        let mut oversight = Oversight::default();
        for grant in self.grants().iter().filter(|grant| Role::OFFICERS.contains(&grant.role)) {
            match &grant.scope {
                Scope::Nation => oversight.nation = true,
                Scope::State(code) => oversight.states.push(code.clone()),
                Scope::District(district) => oversight.districts.push(*district),
                Scope::Area(_) | Scope::Unit(_) | Scope::Project(_) => {}
            }
        }
        oversight
    }

    /// The patrol units that the actor leads.
    #[must_use]
    pub fn led_units(&self) -> Vec<PatrolUnitId> {
        let led = self.grants().iter().filter(|grant| grant.role == Role::UnitLeader);
        led.filter_map(|grant| match grant.scope {
            Scope::Unit(unit) => Some(unit),
            _ => None,
        })
        .collect()
    }

    /// Whether the actor holds a role there.
    #[must_use]
    pub fn has(&self, role: Role, place: &Place) -> bool {
        self.holds(&[role], place)
    }

    fn holds(&self, roles: &[Role], place: &Place) -> bool {
        self.grants().iter().any(|grant| roles.contains(&grant.role) && place.lies_in(&grant.scope))
    }
}

/// What an officer of the department looks after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oversight {
    /// The whole country.
    pub nation: bool,
    /// These states, by their codes.
    pub states: Vec<String>,
    /// These districts.
    pub districts: Vec<DistrictId>,
}

impl Oversight {
    /// Whether it is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.nation && self.states.is_empty() && self.districts.is_empty()
    }
}

/// Where something stands: everything that a scope can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The state's code.
    pub state: Option<String>,
    /// The district.
    pub district: Option<DistrictId>,
    /// The area.
    pub area: Option<AreaId>,
    /// The patrol unit.
    pub unit: Option<PatrolUnitId>,
    /// The project.
    pub project: Option<ProjectId>,
}

impl Place {
    /// Somewhere in this scope, of which nothing else is known.
    #[must_use]
    pub fn only(scope: &Scope) -> Self {
        let nowhere = Self::default();
        match scope {
            Scope::Nation => nowhere,
            Scope::State(code) => Self { state: Some(code.clone()), ..nowhere },
            Scope::District(id) => Self { district: Some(*id), ..nowhere },
            Scope::Area(id) => Self { area: Some(*id), ..nowhere },
            Scope::Unit(id) => Self { unit: Some(*id), ..nowhere },
            Scope::Project(id) => Self { project: Some(*id), ..nowhere },
        }
    }

    fn lies_in(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Nation => true,
            Scope::State(code) => self.state.as_ref() == Some(code),
            Scope::District(district) => self.district == Some(*district),
            Scope::Area(area) => self.area == Some(*area),
            Scope::Unit(unit) => self.unit == Some(*unit),
            Scope::Project(project) => self.project == Some(*project),
        }
    }
}

/// What an action is done to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Where it stands.
    pub place: Place,
    /// Whose it is: the account, the upload, the patrol that one takes part in.
    pub owner: Option<PersonId>,
    /// Whether the public may see it.
    pub public: bool,
}

impl Target {
    /// Nothing in particular.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Something in a place.
    #[must_use]
    pub fn at(place: Place) -> Self {
        Self { place, ..Self::default() }
    }

    /// Something that belongs to a person.
    #[must_use]
    pub fn of(owner: PersonId) -> Self {
        Self { owner: Some(owner), ..Self::default() }
    }
}

/// What the policy has let somebody do: what the audit notes of it.
#[derive(Clone, Debug)]
pub struct Permit {
    /// What.
    pub action: Action,
    /// Where.
    pub place: Place,
    /// Whose it is, when it is somebody's.
    pub owner: Option<PersonId>,
}

/// Everything that somebody can try to do. The audit keeps the names: one is never changed, and
/// none is given another meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    /// Read states, districts, areas, categories, listed products and active projects.
    PublicRead,
    /// Confirm a number by a code, join, and set a forgotten password anew.
    Join,
    /// Move one's own account to another number.
    PhoneChange,
    /// Read one's own account and sessions.
    AccountRead,
    /// Sign in.
    SessionCreate,
    /// Stay signed in; in the audit, a refresh token that was used again.
    SessionRefresh,
    /// End one's own session.
    SessionRevoke,
    /// Prove to be oneself, and change one's own password and second factor.
    CredentialsChange,
    /// Shut a person out, or let them in again.
    PersonBan,
    /// Correct one's own account.
    AccountUpdate,
    /// Take out everything about oneself.
    AccountExport,
    /// Have one's own account erased.
    AccountErase,
    /// Search the audit of a place.
    AuditRead,
    /// Read the published notices of an area.
    NoticeRead,
    /// Read the drafts of an area's committee.
    NoticeReadDraft,
    /// Write a notice for an area.
    NoticeWrite,
    /// Publish a notice to an area.
    NoticePublish,
    /// Mark a notice of an area as read.
    NoticeMarkRead,
    /// Read a patrol unit with its shifts and patrols.
    PatrolRead,
    /// Publish a shift of a unit.
    ShiftPublish,
    /// Start or join a patrol of a unit.
    PatrolStart,
    /// Record check-ins and positions on a patrol; the owner is whoever takes part in it.
    PatrolRecord,
    /// End a patrol.
    PatrolEnd,
    /// See where a patrol went.
    TrackRead,
    /// Read an application for a patrol unit that has not come to the department yet.
    UnitApplicationReadDraft,
    /// Read an application for a patrol unit that has come to the department.
    UnitApplicationRead,
    /// Write, submit or withdraw a committee's application for a patrol unit.
    UnitApplicationWrite,
    /// Decide about an application as the area's chair.
    UnitApplicationConfirm,
    /// Decide about an application as the district officer (PPD).
    UnitApplicationCheck,
    /// Decide about an application as the state's director (PPN).
    UnitApplicationConfirmByState,
    /// Decide about an application at headquarters: the unit begins.
    UnitApplicationActivate,
    /// List what waits for a decision of the department.
    ApprovalRead,
    /// Answer whether one joins a unit; the owner is whoever was asked.
    ConsentAnswer,
    /// Ask somebody to join a unit.
    PatrollerAdd,
    /// Leave a unit; the owner is whoever belongs to it.
    PatrollerLeave,
    /// Give a unit another leader.
    UnitLeaderSet,
    /// Let a unit rest, end it, or set it to work again.
    UnitStatusSet,
    /// Read how a unit came to be and what was decided about it.
    UnitHistoryRead,
    /// Read the warnings of a unit that is too small.
    UnitWarningRead,
    /// Read the notice with which patrols of an area start.
    StartNoticeRead,
    /// Read a project with its drafts.
    ProjectReadPrivate,
    /// Add, change or publish a project's products.
    ProductWrite,
    /// Read a product; the public only while it is listed.
    ProductRead,
    /// Upload a picture.
    MediaUpload,
    /// Use one's own picture.
    MediaUse,
    /// Ask to belong to an area, join it by a code, leave it; for oneself.
    MembershipChange,
    /// Read somebody's request to belong to an area; the owner is whoever asks.
    MembershipRequestRead,
    /// Let somebody in or decline; the owner is whoever asks.
    MembershipRequestDecide,
    /// Read the names of everybody who belongs to an area.
    ResidentList,
    /// Read the number of a resident who shows it to the committee.
    PhoneReadForCommittee,
    /// Read the number of a resident who shows it to the leaders of the area's patrol units.
    PhoneReadForPatrolLeader,
    /// Make an area's join code, and print it again.
    JoinCodeManage,
    /// Read what somebody was granted; the owner is whoever holds it.
    GrantRead,
    /// Grant a district's or state's office or the police's liaison; the owner is whoever gets it.
    GrantGive,
    /// Grant an office at headquarters; the owner is whoever gets it.
    GrantGiveHq,
    /// End a district's, a state's or the police's grant; the owner is whoever holds it.
    GrantEnd,
    /// End a grant at headquarters, or an administrator's; the owner is whoever holds it.
    GrantEndHq,
    /// Change an area's record and boundary, and take the steps of its registration that are the
    /// district's.
    AreaChange,
    /// Take the steps of an area's registration that are the state's.
    AreaConfirm,
    /// Take the steps of an area's registration that are headquarters'.
    AreaDecide,
    /// See who sits on an area's committee and who leads its groups, by name.
    CommitteeRead,
    /// See what is vacant and which terms end soon.
    CommitteeOversee,
    /// Give the post of the chair, or end it.
    ChairAppoint,
    /// Give another post on a committee, or end it.
    PostAppoint,
    /// Give up one's own post.
    PostResign,
    /// Let a term through that is beyond the limit.
    TermExcept,
    /// Put a rule for terms in force.
    TermRegimeSet,
    /// Say who leads a community group.
    GroupCoordinate,
    /// Link the department's sign-in service's name for somebody to the person here, end that, and
    /// read such links.
    SignOnLink,
}

impl Action {
    /// Whether it only reads, so that it leaves no entry in the audit.
    #[must_use]
    pub fn only_reads(self) -> bool {
        match self {
            Self::PublicRead
            | Self::AccountRead
            | Self::AuditRead
            | Self::NoticeRead
            | Self::NoticeReadDraft
            | Self::PatrolRead
            | Self::TrackRead
            | Self::UnitApplicationReadDraft
            | Self::UnitApplicationRead
            | Self::ApprovalRead
            | Self::UnitHistoryRead
            | Self::UnitWarningRead
            | Self::StartNoticeRead
            | Self::ProjectReadPrivate
            | Self::ProductRead
            | Self::MediaUse
            | Self::MembershipRequestRead
            | Self::ResidentList
            | Self::PhoneReadForCommittee
            | Self::PhoneReadForPatrolLeader
            | Self::GrantRead
            | Self::CommitteeRead
            | Self::CommitteeOversee => true,
            Self::Join
            | Self::PhoneChange
            | Self::SessionCreate
            | Self::SessionRefresh
            | Self::SessionRevoke
            | Self::CredentialsChange
            | Self::PersonBan
            | Self::AccountUpdate
            | Self::AccountExport
            | Self::AccountErase
            | Self::NoticeWrite
            | Self::NoticePublish
            | Self::NoticeMarkRead
            | Self::ShiftPublish
            | Self::PatrolStart
            | Self::PatrolRecord
            | Self::PatrolEnd
            | Self::UnitApplicationWrite
            | Self::UnitApplicationConfirm
            | Self::UnitApplicationCheck
            | Self::UnitApplicationConfirmByState
            | Self::UnitApplicationActivate
            | Self::ConsentAnswer
            | Self::PatrollerAdd
            | Self::PatrollerLeave
            | Self::UnitLeaderSet
            | Self::UnitStatusSet
            | Self::ProductWrite
            | Self::MediaUpload
            | Self::MembershipChange
            | Self::MembershipRequestDecide
            | Self::JoinCodeManage
            | Self::GrantGive
            | Self::GrantGiveHq
            | Self::GrantEnd
            | Self::GrantEndHq
            | Self::AreaChange
            | Self::AreaConfirm
            | Self::AreaDecide
            | Self::ChairAppoint
            | Self::PostAppoint
            | Self::PostResign
            | Self::TermExcept
            | Self::TermRegimeSet
            | Self::GroupCoordinate
            | Self::SignOnLink => false,
        }
    }

    /// The action of this name: `NOTICE_PUBLISH`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        use sea_orm::ActiveEnum as _;
        Self::try_from_value(&name.to_owned()).ok()
    }

    /// The names of all actions.
    #[must_use]
    pub fn names() -> Vec<String> {
        use sea_orm::{ActiveEnum as _, Iterable as _};
        Self::iter().map(|action| action.to_value()).collect()
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Somebody has to sign in first.
    SignIn,
    /// The actor may see it but not do this.
    Forbidden,
    /// The actor may not even know that it exists.
    NotFound,
}

impl Denied {
    /// The error that a service answers with.
    #[must_use]
    pub fn into_error(self) -> Error {
        Refusal::of(match self {
            Self::SignIn => ErrorCode::Unauthenticated,
            Self::Forbidden => ErrorCode::Forbidden,
            Self::NotFound => ErrorCode::NotFound,
        })
        .stop()
    }
}

/// Decides whether `actor` may do `action` to `target`.
pub fn decide(actor: &Actor, action: Action, target: &Target) -> Result<(), Denied> {
    let seen = sees(actor, action, target);
    let permitted = seen && may(actor, action, target);
    match (permitted, actor, seen) {
        (true, ..) => Ok(()),
        (false, Actor::Anonymous, _) => Err(Denied::SignIn),
        (false, Actor::Person { .. }, true) => Err(Denied::Forbidden),
        (false, Actor::Person { .. }, false) => Err(Denied::NotFound),
    }
}

/// Whether the actor may know that the target exists.
fn sees(actor: &Actor, action: Action, target: &Target) -> bool {
    let place = &target.place;
    match action {
        Action::PublicRead
        | Action::MediaUpload
        | Action::Join
        | Action::SessionCreate
        | Action::SessionRefresh => true,
        // That there is an audit is no secret.
        Action::AuditRead => actor.person().is_some(),
        Action::AccountRead
        | Action::AccountUpdate
        | Action::AccountExport
        | Action::AccountErase
        | Action::SessionRevoke
        | Action::CredentialsChange
        | Action::PhoneChange
        | Action::MediaUse => owns(actor, target),
        Action::PersonBan => actor.holds(&[Role::Administrator], place),
        Action::NoticeRead | Action::NoticeMarkRead => in_area(actor, place),
        Action::NoticeReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::NoticeWrite | Action::NoticePublish => in_area(actor, place),
        Action::PatrolRead
        | Action::ShiftPublish
        | Action::PatrolStart
        | Action::PatrolRecord
        | Action::PatrolEnd
        | Action::TrackRead => sees_unit(actor, place) || owns(actor, target),
        Action::UnitApplicationReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::UnitApplicationRead
        | Action::UnitApplicationConfirm
        | Action::UnitApplicationCheck
        | Action::UnitApplicationConfirmByState
        | Action::UnitApplicationActivate => sees_application(actor, place),
        Action::UnitApplicationWrite | Action::StartNoticeRead => in_area(actor, place),
        Action::ApprovalRead => true,
        Action::ConsentAnswer | Action::PatrollerLeave => owns(actor, target),
        Action::PatrollerAdd
        | Action::UnitLeaderSet
        | Action::UnitStatusSet
        | Action::UnitHistoryRead
        | Action::UnitWarningRead => sees_unit(actor, place),
        Action::ProductRead | Action::ProductWrite | Action::ProjectReadPrivate => {
            target.public || sees_project(actor, place)
        }
        Action::MembershipChange => actor.person().is_some(),
        Action::MembershipRequestRead | Action::MembershipRequestDecide => {
            reads_request(actor, target)
        }
        Action::ResidentList | Action::PhoneReadForCommittee | Action::JoinCodeManage => {
            in_area(actor, place)
        }
        Action::PhoneReadForPatrolLeader => {
            in_area(actor, place) || actor.holds(&[Role::UnitLeader], place)
        }
        Action::GrantRead
        | Action::GrantGive
        | Action::GrantGiveHq
        | Action::GrantEnd
        | Action::GrantEndHq => reads_grant(actor, target),
        // Areas and their posts are public; the names on them are not.
        Action::AreaChange
        | Action::AreaConfirm
        | Action::AreaDecide
        | Action::ChairAppoint
        | Action::PostAppoint
        | Action::TermExcept
        | Action::TermRegimeSet
        | Action::GroupCoordinate => true,
        Action::CommitteeRead | Action::CommitteeOversee => in_area(actor, place),
        Action::PostResign => owns(actor, target),
        Action::SignOnLink => actor.holds(&[Role::Administrator], place),
    }
}

/// Whether an actor who sees the target may do this to it.
fn may(actor: &Actor, action: Action, target: &Target) -> bool {
    let place = &target.place;
    match action {
        Action::PublicRead
        | Action::ProductRead
        | Action::Join
        | Action::SessionCreate
        | Action::SessionRefresh => true,
        Action::AuditRead => actor.holds(&Role::AUDITORS, place),
        Action::AccountRead
        | Action::AccountUpdate
        | Action::AccountExport
        | Action::AccountErase
        | Action::SessionRevoke
        | Action::CredentialsChange
        | Action::PhoneChange
        | Action::MediaUse => owns(actor, target),
        Action::PersonBan => actor.holds(&[Role::Administrator], place),
        Action::NoticeRead | Action::NoticeMarkRead => in_area(actor, place),
        Action::NoticeReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::NoticeWrite | Action::NoticePublish => actor.holds(&Role::VOICE, place),
        Action::PatrolRead => sees_unit(actor, place),
        Action::ShiftPublish => actor.holds(&[Role::UnitLeader], place),
        Action::PatrolStart => actor.holds(&[Role::UnitLeader, Role::Patroller], place),
        Action::PatrolRecord => owns(actor, target),
        Action::PatrolEnd => owns(actor, target) || actor.holds(&[Role::UnitLeader], place),
        // A way through the neighbourhood is personal: those who walked it, the unit's leader,
        // and who answers for the unit.
        Action::TrackRead => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader, Role::Chair], place)
                || actor.holds(&Role::OFFICERS, place)
        }
        Action::UnitApplicationReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::UnitApplicationRead => sees_application(actor, place),
        Action::UnitApplicationWrite | Action::UnitLeaderSet => actor.holds(&Role::VOICE, place),
        // The chain of facts.md §3: Pengerusi → PPD → PPN → HQ, each at a desk of their own.
        Action::UnitApplicationConfirm => actor.holds(&[Role::Chair], place),
        Action::UnitApplicationCheck => actor.holds(&[Role::DistrictOfficer], place),
        Action::UnitApplicationConfirmByState => actor.holds(&[Role::StateOfficer], place),
        Action::UnitApplicationActivate => actor.holds(&[Role::HqOfficer], place),
        Action::ApprovalRead => !actor.oversight().is_empty(),
        Action::ConsentAnswer | Action::PatrollerLeave => owns(actor, target),
        Action::PatrollerAdd => {
            actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place)
        }
        Action::UnitStatusSet => actor.holds(&Role::OFFICERS, place),
        // Reasons may speak about people: those who answer for the unit.
        Action::UnitHistoryRead => {
            actor.holds(&[Role::UnitLeader], place) || sees_application(actor, place)
        }
        Action::UnitWarningRead => {
            actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::OFFICERS, place)
        }
        Action::StartNoticeRead => in_area(actor, place),
        Action::ProductWrite => actor.holds(&[Role::ProjectOwner], place),
        Action::ProjectReadPrivate => sees_project(actor, place),
        Action::MediaUpload => actor.person().is_some(),
        Action::MembershipChange => actor.person().is_some(),
        Action::MembershipRequestRead => reads_request(actor, target),
        // Nobody lets themselves in.
        Action::MembershipRequestDecide => actor.holds(&Role::VOICE, place) && !owns(actor, target),
        Action::ResidentList | Action::PhoneReadForCommittee => {
            actor.holds(&Role::COMMITTEE, place)
        }
        Action::PhoneReadForPatrolLeader => actor.holds(&[Role::UnitLeader], place),
        Action::JoinCodeManage => actor.holds(&Role::VOICE, place),
        Action::GrantRead => reads_grant(actor, target),
        // Nobody grants to themselves, and nobody beyond their own scope: a nation's office stands
        // in no state, so only who holds one in the nation reaches it.
        Action::GrantGive => actor.holds(&[Role::HqOfficer], place) && !owns(actor, target),
        Action::GrantGiveHq => actor.holds(&[Role::Administrator], place) && !owns(actor, target),
        // What one was granted one may give back.
        Action::GrantEnd => actor.holds(&[Role::HqOfficer], place) || owns(actor, target),
        Action::GrantEndHq => actor.holds(&[Role::Administrator], place) || owns(actor, target),
        Action::AreaChange => actor.holds(&Role::OFFICERS, place),
        Action::AreaConfirm => actor.holds(&[Role::StateOfficer, Role::HqOfficer], place),
        Action::AreaDecide | Action::TermExcept | Action::TermRegimeSet => {
            actor.holds(&[Role::HqOfficer], place)
        }
        Action::CommitteeRead => in_area(actor, place),
        Action::CommitteeOversee => {
            actor.holds(&Role::COMMITTEE, place) || actor.holds(&Role::OFFICERS, place)
        }
        Action::ChairAppoint => actor.holds(&Role::OFFICERS, place),
        Action::PostAppoint | Action::GroupCoordinate => {
            actor.holds(&[Role::Chair], place) || actor.holds(&Role::OFFICERS, place)
        }
        Action::PostResign => owns(actor, target),
        // Whoever is linked acts as that person.
        Action::SignOnLink => actor.holds(&[Role::Administrator], place),
    }
}

/// Where the actor may read what officers and partners were granted: a list begins from here.
#[must_use]
pub fn grants_read_in(actor: &Actor) -> Vec<Scope> {
    let readers = actor.grants().iter().filter(|grant| Role::GRANT_READERS.contains(&grant.role));
    readers.map(|grant| grant.scope.clone()).collect()
}

/// Where the actor may do this: the scopes of their roles in which it is permitted. A list begins
/// with them.
#[must_use]
pub fn scopes_of(actor: &Actor, action: Action) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for grant in actor.grants() {
        let target = Target::at(Place::only(&grant.scope));
        if !scopes.contains(&grant.scope) && decide(actor, action, &target).is_ok() {
            scopes.push(grant.scope.clone());
        }
    }
    scopes
}

/// Where an actor may search the audit.
#[must_use]
pub fn audited_scopes(actor: &Actor) -> Vec<Scope> {
    let auditing = |grant: &&Grant| Role::AUDITORS.contains(&grant.role);
    actor.grants().iter().filter(auditing).map(|grant| grant.scope.clone()).collect()
}

/// Whether an actor acts for the department or the police, so that what is refused them is noted.
#[must_use]
pub fn is_of_the_department(actor: &Actor) -> bool {
    let acts =
        |grant: &Grant| Role::AUDITORS.contains(&grant.role) || grant.role == Role::PoliceLiaison;
    actor.grants().iter().any(acts)
}

fn owns(actor: &Actor, target: &Target) -> bool {
    actor.person().is_some() && actor.person() == target.owner
}

/// Residents and the committee of the area, and the officers above it.
fn in_area(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::Resident, Role::GroupCoordinator], place)
        || actor.holds(&Role::COMMITTEE, place)
        || actor.holds(&Role::OFFICERS, place)
}

/// The unit's volunteers, the committee of its area, and the officers above it.
fn sees_unit(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::UnitLeader, Role::Patroller], place)
        || actor.holds(&Role::COMMITTEE, place)
        || actor.holds(&Role::OFFICERS, place)
}

/// The committee that applies, and the officers above it.
fn sees_application(actor: &Actor, place: &Place) -> bool {
    actor.holds(&Role::COMMITTEE, place) || actor.holds(&Role::OFFICERS, place)
}

/// The project's owner and the officers above it.
fn sees_project(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::ProjectOwner], place) || actor.holds(&Role::OFFICERS, place)
}

/// Whoever asks, and those who write in the committee's name.
fn reads_request(actor: &Actor, target: &Target) -> bool {
    owns(actor, target) || actor.holds(&Role::VOICE, &target.place)
}

/// Whoever holds it, the officers above and the administrators.
fn reads_grant(actor: &Actor, target: &Target) -> bool {
    owns(actor, target) || actor.holds(&Role::GRANT_READERS, &target.place)
}
