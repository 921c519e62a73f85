//! Who may do what; the only place that decides.
//!
//! Every action is decided by an exhaustive `match`, so that a new action does not compile until
//! somebody has decided it. A target that the actor may not even see is [`Denied::NotFound`].

mod action;
mod actor;
mod place;
mod role;
mod target;

pub use action::Action;
pub use actor::{Actor, Grant, Oversight};
pub use place::{Place, Scope};
pub use role::Role;
pub use target::{Denied, Permit, Target};

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
#[expect(clippy::too_many_lines, reason = "each action is decided in a line of its own")]
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
        | Action::DeviceRegister
        | Action::CredentialsChange
        | Action::PhoneChange
        | Action::MediaUse => owns(actor, target),
        Action::PersonBan => actor.holds(&[Role::Administrator], place),
        Action::NoticeRead | Action::NoticeMarkRead => reads_notice(actor, target),
        Action::NoticeReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::NoticeWrite | Action::NoticePublish | Action::NoticeWithdraw => {
            is_addressed(actor, target) || in_area(actor, place)
        }
        // Whose draft it is, others do not even learn.
        Action::NoticeIssue => is_addressed(actor, target) || actor.holds(&Role::OFFICERS, place),
        Action::NoticeEmergency => in_area(actor, place),
        // Who is in a draft, and who is not, is told when it stands.
        Action::RosterReadDraft => plans_unit(actor, place),
        Action::ShiftTemplateWrite
        | Action::PatrollerLeadSet
        | Action::AvailabilitySet
        | Action::RosterGenerate
        | Action::RosterPin
        | Action::RosterPublish
        | Action::ShiftAssign
        | Action::ShiftCancel
        | Action::ShiftSwap
        | Action::ShiftSwapDecide => sees_unit(actor, place),
        Action::PatrolRead
        | Action::ShiftPublish
        | Action::PatrolStart
        | Action::PatrolRecord
        | Action::PatrolEnd
        | Action::TrackRead
        | Action::CheckInDecide
        | Action::EquipmentSet
        | Action::BriefingSet => sees_unit(actor, place) || owns(actor, target),
        Action::IncidentRead => reads_incident(actor, target),
        Action::IncidentPersonsRead => sees_persons(actor, target),
        Action::IncidentReport
        | Action::IncidentList
        | Action::IncidentUpdate
        | Action::IncidentNote
        | Action::IncidentWork
        | Action::IncidentDecide
        | Action::IncidentRefer
        | Action::IncidentReferralAnswer
        | Action::IncidentReferralRead => {
            sees_unit(actor, place) || owns(actor, target) || is_police(actor, target)
        }
        Action::FeedAgreementSet | Action::FeedAgreementRead | Action::PoliceFeedLogRead => {
            actor.holds(&Role::OFFICERS, place)
        }
        // That there is a feed is no secret.
        Action::PoliceFeedRead => actor.person().is_some(),
        // That there are categories is no secret.
        Action::IncidentCategorySet => true,
        Action::SosRaise => sees_unit(actor, place),
        Action::SosRead
        | Action::SosPositionRead
        | Action::SosPositionSend
        | Action::SosAcknowledge
        | Action::SosCancel
        | Action::SosResolve => {
            sees_unit(actor, place) || owns(actor, target) || is_addressed(actor, target)
        }
        Action::PatrolShare
        | Action::PatrolShareEnd
        | Action::PatrolReportRead
        | Action::PatrolReportSubmit
        | Action::PatrolReportDecide
        | Action::PatrolMonthRead
        | Action::CertificateRead
        | Action::CertificateIssue
        | Action::CertificateRevoke => sees_unit(actor, place) || owns(actor, target),
        Action::ActivityRead
        | Action::ActivityWrite
        | Action::ActivityRsvp
        | Action::ActivityPeopleRead
        | Action::ActivityAttendanceRecord
        | Action::ActivityMinutesWrite => in_area(actor, place),
        Action::ActivityMinutesReadDraft => {
            actor.holds(&Role::COMMITTEE, place) || actor.holds(&Role::OFFICERS, place)
        }
        Action::CalendarTokenRenew => owns(actor, target),
        // Whose house is empty, others do not even learn.
        Action::HouseAwaySet | Action::HouseAwayCancel | Action::HouseAwayRead => {
            owns(actor, target)
        }
        Action::HouseAwayList | Action::HouseVisitRecord => {
            sees_unit(actor, place) || owns(actor, target)
        }
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
        | Action::PatrollerEnd
        | Action::UnitSettingWrite
        | Action::CheckpointRead
        | Action::CheckpointWrite
        | Action::CheckpointCodeRead
        | Action::UnitLeaderSet
        | Action::UnitStatusSet
        | Action::UnitHistoryRead
        | Action::UnitWarningRead => sees_unit(actor, place),
        Action::ProductRead
        | Action::ProductWrite
        | Action::ProductHide
        | Action::ProjectReadPrivate => target.public || sees_project(actor, place),
        // That there are categories is no secret.
        Action::CategoryWrite => true,
        Action::MembershipChange => actor.person().is_some(),
        Action::MembershipRequestRead | Action::MembershipRequestDecide => {
            reads_request(actor, target)
        }
        Action::MembershipEnd | Action::MembershipPlace => {
            owns(actor, target) || in_area(actor, place)
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
        | Action::GrantGiveProject
        | Action::GrantEnd
        | Action::GrantEndHq
        | Action::GrantEndProject => reads_grant(actor, target),
        // Areas, their parts and their posts are public; the names on them are not.
        Action::AreaChange
        | Action::AreaPartManage
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
#[expect(clippy::too_many_lines, reason = "each action is decided in a line of its own")]
fn may(actor: &Actor, action: Action, target: &Target) -> bool {
    let place = &target.place;
    match action {
        Action::PublicRead
        | Action::ProductRead
        | Action::Join
        | Action::SessionCreate
        | Action::SessionRefresh => true,
        Action::AuditRead => actor.holds(&Role::OVERSEERS, place),
        Action::AccountRead
        | Action::AccountUpdate
        | Action::AccountExport
        | Action::AccountErase
        | Action::SessionRevoke
        | Action::DeviceRegister
        | Action::CredentialsChange
        | Action::PhoneChange
        | Action::MediaUse => owns(actor, target),
        Action::PersonBan => actor.holds(&[Role::Administrator], place),
        Action::NoticeRead | Action::NoticeMarkRead => reads_notice(actor, target),
        Action::NoticeReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::NoticeWrite | Action::NoticePublish | Action::NoticeWithdraw => {
            actor.holds(&Role::VOICE, place)
        }
        Action::NoticeIssue => actor.holds(&Role::OFFICERS, place),
        Action::NoticeEmergency => {
            actor.holds(&[Role::Chair, Role::DeputyChair], place)
                || actor.holds(&Role::OFFICERS, place)
        }
        Action::ActivityRead => in_area(actor, place),
        Action::ActivityWrite | Action::ActivityAttendanceRecord | Action::ActivityPeopleRead => {
            actor.holds(&Role::COMMITTEE, place)
        }
        // Officers look after an area, and are no part of it.
        Action::ActivityRsvp => {
            actor.holds(&[Role::Resident, Role::GroupCoordinator], place)
                || actor.holds(&Role::COMMITTEE, place)
        }
        Action::ActivityMinutesWrite => actor.holds(&Role::VOICE, place),
        Action::ActivityMinutesReadDraft => {
            actor.holds(&Role::COMMITTEE, place) || actor.holds(&Role::OFFICERS, place)
        }
        Action::CalendarTokenRenew => owns(actor, target),
        Action::PatrolRead => sees_unit(actor, place),
        Action::ShiftPublish => actor.holds(&[Role::UnitLeader], place),
        Action::ShiftTemplateWrite
        | Action::PatrollerLeadSet
        | Action::RosterReadDraft
        | Action::RosterGenerate
        | Action::RosterPin
        | Action::RosterPublish
        | Action::ShiftAssign
        | Action::ShiftCancel
        | Action::ShiftSwapDecide => plans_unit(actor, place),
        Action::ShiftSwap => actor.holds(&[Role::UnitLeader, Role::Patroller], place),
        // Nobody says it for another.
        Action::AvailabilitySet => {
            owns(actor, target) && actor.holds(&[Role::UnitLeader, Role::Patroller], place)
        }
        Action::PatrolStart => actor.holds(&[Role::UnitLeader, Role::Patroller], place),
        Action::PatrolRecord => owns(actor, target),
        // The committee when no phone of the patrol is left to end it.
        Action::PatrolEnd => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader], place)
                || actor.holds(&Role::VOICE, place)
        }
        // Whoever has the link sees where they are: it is theirs to give.
        Action::PatrolShare => owns(actor, target) || actor.holds(&[Role::UnitLeader], place),
        Action::PatrolShareEnd => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader], place)
                || actor.holds(&Role::VOICE, place)
        }
        // Nobody believes themselves.
        Action::CheckInDecide => {
            !owns(actor, target)
                && (actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place))
        }
        Action::EquipmentSet | Action::BriefingSet => {
            actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place)
        }
        // A way through the neighbourhood is personal: those who walked it, the unit's leader,
        // and who answers for the unit.
        Action::TrackRead => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader, Role::Chair], place)
                || actor.holds(&Role::OFFICERS, place)
        }
        // Residents tell the committee, which writes it down.
        Action::IncidentReport => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader, Role::Patroller], place)
                || actor.holds(&Role::VOICE, place)
        }
        Action::IncidentRead => reads_incident(actor, target),
        Action::IncidentPersonsRead => sees_persons(actor, target),
        Action::IncidentList | Action::IncidentDecide | Action::IncidentRefer => {
            handles_incidents(actor, place)
        }
        Action::IncidentUpdate | Action::IncidentNote | Action::IncidentWork => {
            owns(actor, target) || handles_incidents(actor, place)
        }
        Action::IncidentReferralAnswer => {
            handles_incidents(actor, place) || is_police(actor, target)
        }
        Action::IncidentReferralRead => actor.holds(&Role::OFFICERS, place),
        // Whoever agrees with the police answers for a whole state.
        Action::FeedAgreementSet => actor.holds(&[Role::StateOfficer, Role::HqOfficer], place),
        Action::FeedAgreementRead | Action::PoliceFeedLogRead => {
            actor.holds(&Role::OFFICERS, place)
        }
        Action::PoliceFeedRead => actor.holds(&[Role::PoliceLiaison], place),
        Action::IncidentCategorySet => actor.holds(&[Role::HqOfficer], place),
        Action::SosRaise => actor.holds(&[Role::UnitLeader, Role::Patroller], place),
        Action::SosRead => {
            sees_unit(actor, place) || owns(actor, target) || is_addressed(actor, target)
        }
        // Where somebody is who needs help is for those who were told of it, and for who comes.
        Action::SosPositionRead => owns(actor, target) || is_addressed(actor, target),
        Action::SosPositionSend | Action::SosCancel => owns(actor, target),
        // Nobody answers their own call.
        Action::SosAcknowledge => {
            !owns(actor, target)
                && (is_addressed(actor, target)
                    || actor.holds(&[Role::UnitLeader, Role::Patroller], place)
                    || actor.holds(&Role::VOICE, place))
        }
        Action::SosResolve => {
            !owns(actor, target)
                && (is_addressed(actor, target)
                    || actor.holds(&[Role::UnitLeader], place)
                    || actor.holds(&Role::VOICE, place))
        }
        // Those who live there: officers look after an area, and are no part of it.
        Action::HouseAwaySet => owns(actor, target) && lives_in(actor, place),
        Action::HouseAwayCancel | Action::HouseAwayRead => owns(actor, target),
        // A list of empty houses is what a burglar would want: only who walks past them just now, and
        // who leads those that do. Neither the committee nor the officers.
        Action::HouseAwayList => {
            actor.holds(&[Role::UnitLeader], place)
                || (owns(actor, target) && actor.holds(&[Role::Patroller], place))
        }
        Action::HouseVisitRecord => owns(actor, target),
        Action::PatrolReportRead => owns(actor, target) || reads_reports(actor, place),
        Action::PatrolReportSubmit => actor.holds(&[Role::UnitLeader], place),
        // Nobody checks what they handed in themselves.
        Action::PatrolReportDecide => {
            actor.holds(&[Role::DistrictOfficer], place) && !owns(actor, target)
        }
        Action::PatrolMonthRead => sees_unit(actor, place),
        Action::CertificateRead => {
            owns(actor, target)
                || actor.holds(&[Role::UnitLeader], place)
                || actor.holds(&Role::OFFICERS, place)
        }
        Action::CertificateIssue => owns(actor, target) || actor.holds(&[Role::UnitLeader], place),
        Action::CertificateRevoke => {
            actor.holds(&[Role::UnitLeader, Role::DistrictOfficer], place) && !owns(actor, target)
        }
        Action::UnitApplicationReadDraft => actor.holds(&Role::COMMITTEE, place),
        Action::UnitApplicationRead => sees_application(actor, place),
        Action::UnitApplicationWrite | Action::UnitLeaderSet => actor.holds(&Role::VOICE, place),
        // The chain of a unit's registration, each step at a desk of its own: Pengerusi → PPD → PPN
        // → HQ.
        Action::UnitApplicationConfirm => actor.holds(&[Role::Chair], place),
        Action::UnitApplicationCheck => actor.holds(&[Role::DistrictOfficer], place),
        Action::UnitApplicationConfirmByState => actor.holds(&[Role::StateOfficer], place),
        Action::UnitApplicationActivate => actor.holds(&[Role::HqOfficer], place),
        Action::ApprovalRead => !actor.oversight().is_empty(),
        Action::ConsentAnswer | Action::PatrollerLeave => owns(actor, target),
        Action::PatrollerAdd | Action::PatrollerEnd => {
            actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place)
        }
        Action::UnitSettingWrite => {
            actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place)
        }
        Action::CheckpointRead => sees_unit(actor, place),
        // Whoever has a code can show it without having been there.
        Action::CheckpointWrite | Action::CheckpointCodeRead => {
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
        Action::ProductHide => actor.holds(&Role::OFFICERS, place),
        Action::CategoryWrite => actor.holds(&[Role::HqOfficer, Role::Administrator], place),
        Action::ProjectReadPrivate => sees_project(actor, place),
        Action::MediaUpload => actor.person().is_some(),
        Action::MembershipChange => actor.person().is_some(),
        Action::MembershipRequestRead => reads_request(actor, target),
        // Nobody lets themselves in.
        Action::MembershipRequestDecide => answers_for(actor, target) && !owns(actor, target),
        // A post on the committee is given up first: the service knows who holds one.
        Action::MembershipEnd => answers_for(actor, target),
        // Where somebody lives the committee knows, and they themselves.
        Action::MembershipPlace => owns(actor, target) || actor.holds(&Role::VOICE, place),
        Action::ResidentList | Action::PhoneReadForCommittee => {
            actor.holds(&Role::COMMITTEE, place)
        }
        Action::PhoneReadForPatrolLeader => actor.holds(&[Role::UnitLeader], place),
        Action::JoinCodeManage | Action::AreaPartManage => actor.holds(&Role::VOICE, place),
        Action::GrantRead => reads_grant(actor, target),
        // Nobody grants to themselves, and nobody beyond their own scope: a nation's office stands
        // in no state, so only who holds one in the nation reaches it.
        Action::GrantGive => actor.holds(&[Role::HqOfficer], place) && !owns(actor, target),
        Action::GrantGiveHq => actor.holds(&[Role::Administrator], place) && !owns(actor, target),
        // Each officer above the project.
        Action::GrantGiveProject => actor.holds(&Role::OFFICERS, place) && !owns(actor, target),
        // What one was granted one may give back.
        Action::GrantEnd => actor.holds(&[Role::HqOfficer], place) || owns(actor, target),
        Action::GrantEndHq => actor.holds(&[Role::Administrator], place) || owns(actor, target),
        Action::GrantEndProject => actor.holds(&Role::OFFICERS, place) || owns(actor, target),
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

/// Whether an actor acts for the department or the police, so that what is refused them is noted.
#[must_use]
pub fn is_of_the_department(actor: &Actor) -> bool {
    let acts =
        |grant: &Grant| Role::OVERSEERS.contains(&grant.role) || grant.role == Role::PoliceLiaison;
    actor.grants().iter().any(acts)
}

fn owns(actor: &Actor, target: &Target) -> bool {
    actor.person().is_some() && actor.person() == target.owner
}

/// Residents of the area, and its committee.
fn lives_in(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::Resident, Role::GroupCoordinator], place)
        || actor.holds(&Role::COMMITTEE, place)
}

/// Residents and the committee of the area, and the officers above it.
fn in_area(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::Resident, Role::GroupCoordinator], place)
        || actor.holds(&Role::COMMITTEE, place)
        || actor.holds(&Role::OFFICERS, place)
}

/// Those for whom it is meant, the committee of its area, and the officers above it.
fn reads_notice(actor: &Actor, target: &Target) -> bool {
    is_addressed(actor, target)
        || actor.holds(&Role::COMMITTEE, &target.place)
        || actor.holds(&Role::OFFICERS, &target.place)
}

fn is_addressed(actor: &Actor, target: &Target) -> bool {
    actor.person().is_some() && target.addressed
}

/// The unit's volunteers, the committee of its area, and the officers above it.
fn sees_unit(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::UnitLeader, Role::Patroller], place)
        || actor.holds(&Role::COMMITTEE, place)
        || actor.holds(&Role::OFFICERS, place)
}

/// Who answers for a unit's incidents: its leader, those who write in the committee's name, and the
/// officers above.
fn handles_incidents(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::UnitLeader], place)
        || actor.holds(&Role::VOICE, place)
        || actor.holds(&Role::OFFICERS, place)
}

/// Whoever has to do with it, who answers for it, and the police once it was referred to them.
fn reads_incident(actor: &Actor, target: &Target) -> bool {
    owns(actor, target) || handles_incidents(actor, &target.place) || is_police(actor, target)
}

/// Who answers for it, and the police when it was shared with them: not even whoever took the picture.
fn sees_persons(actor: &Actor, target: &Target) -> bool {
    handles_incidents(actor, &target.place) || is_police(actor, target)
}

/// The police's liaison of the place, for what was addressed to the police.
fn is_police(actor: &Actor, target: &Target) -> bool {
    target.addressed && actor.holds(&[Role::PoliceLiaison], &target.place)
}

/// Who plans a unit's months: its leader, and those who write in the committee's name.
fn plans_unit(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::UnitLeader], place) || actor.holds(&Role::VOICE, place)
}

/// The unit's leader, its area's committee and the officers above.
fn reads_reports(actor: &Actor, place: &Place) -> bool {
    actor.holds(&[Role::UnitLeader], place)
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

/// Whoever asks, and those who decide who belongs to the area.
fn reads_request(actor: &Actor, target: &Target) -> bool {
    owns(actor, target) || answers_for(actor, target)
}

/// Who decides who belongs to an area: those who write in the committee's name, and where it has
/// neither a chair nor a secretary, the officers of its district and its state.
fn answers_for(actor: &Actor, target: &Target) -> bool {
    actor.holds(&Role::VOICE, &target.place)
        || (target.vacant
            && actor.holds(&[Role::DistrictOfficer, Role::StateOfficer], &target.place))
}

/// Whoever holds it, the officers above and the administrators.
fn reads_grant(actor: &Actor, target: &Target) -> bool {
    owns(actor, target) || actor.holds(&Role::OVERSEERS, &target.place)
}
