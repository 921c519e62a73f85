//! The rule of each action: who may know that its target exists, and who of them may do it.

use super::{action::Action, role::Role, rule::Rule, who::Who};

/// The rule of an action.
#[expect(clippy::too_many_lines, reason = "each action is decided in a line of its own")]
pub(super) fn rule(action: Action, who: &Who<'_>) -> Rule {
    match action {
        // People, their accounts and sessions.
        Action::PublicRead | Action::Join | Action::SessionCreate | Action::SessionRefresh => {
            Rule::EVERYBODY
        }
        Action::AccountRead
        | Action::AccountUpdate
        | Action::AccountExport
        | Action::AccountErase
        | Action::SessionRevoke
        | Action::DeviceRegister
        | Action::CredentialsChange
        | Action::PhoneChange
        | Action::MediaUse
        | Action::CalendarTokenRenew => Rule::only(who.owns()),
        Action::MediaUpload => Rule::known(who.is_signed_in()),
        // Whoever is linked acts as that person.
        Action::PersonBan | Action::SignOnLink => Rule::only(who.holds(&[Role::Administrator])),
        Action::AuditRead => Rule::seen(who.is_signed_in(), who.holds(&Role::OVERSEERS)),

        // Areas, their parts and their posts are public; the names on them are not.
        Action::AreaChange | Action::ChairAppoint => Rule::known(who.holds(&Role::OFFICERS)),
        Action::AreaPartManage => Rule::known(who.holds(&Role::VOICE)),
        Action::AreaConfirm => Rule::known(who.holds(&[Role::StateOfficer, Role::HqOfficer])),
        Action::AreaDecide | Action::TermExcept | Action::TermRegimeSet => {
            Rule::known(who.holds(&[Role::HqOfficer]))
        }
        Action::PostAppoint | Action::GroupCoordinate => {
            Rule::known(who.holds(&[Role::Chair]) || who.holds(&Role::OFFICERS))
        }
        Action::PostResign => Rule::only(who.owns()),
        Action::CommitteeRead => Rule::only(who.in_area()),
        Action::CommitteeOversee => {
            Rule::seen(who.in_area(), who.holds(&Role::COMMITTEE) || who.holds(&Role::OFFICERS))
        }
        Action::ApprovalRead => Rule::known(who.oversees()),

        // Who belongs to an area.
        Action::MembershipChange => Rule::only(who.is_signed_in()),
        Action::MembershipRequestRead => Rule::only(who.reads_request()),
        // Nobody lets themselves in.
        Action::MembershipRequestDecide => {
            Rule::seen(who.reads_request(), who.answers_for() && !who.owns())
        }
        // A post on the committee is given up first: the service knows who holds one.
        Action::MembershipEnd => Rule::seen(who.owns() || who.in_area(), who.answers_for()),
        // Where somebody lives the committee knows, and they themselves.
        Action::MembershipPlace => {
            Rule::seen(who.owns() || who.in_area(), who.owns() || who.holds(&Role::VOICE))
        }
        Action::ResidentList | Action::PhoneReadForCommittee => {
            Rule::seen(who.in_area(), who.holds(&Role::COMMITTEE))
        }
        Action::PhoneReadForPatrolLeader => Rule::seen(
            who.in_area() || who.holds(&[Role::UnitLeader]),
            who.holds(&[Role::UnitLeader]),
        ),
        Action::JoinCodeManage => Rule::seen(who.in_area(), who.holds(&Role::VOICE)),

        // Nobody grants to themselves, and nobody beyond their own scope: a nation's office stands
        // in no state, so only who holds one in the nation reaches it.
        Action::GrantRead => Rule::only(who.reads_grant()),
        Action::GrantGive => {
            Rule::seen(who.reads_grant(), who.holds(&[Role::HqOfficer]) && !who.owns())
        }
        Action::GrantGiveHq => {
            Rule::seen(who.reads_grant(), who.holds(&[Role::Administrator]) && !who.owns())
        }
        // Each officer above the project.
        Action::GrantGiveProject => {
            Rule::seen(who.reads_grant(), who.holds(&Role::OFFICERS) && !who.owns())
        }
        // What one was granted one may give back.
        Action::GrantEnd => {
            Rule::seen(who.reads_grant(), who.holds(&[Role::HqOfficer]) || who.owns())
        }
        Action::GrantEndHq => {
            Rule::seen(who.reads_grant(), who.holds(&[Role::Administrator]) || who.owns())
        }
        Action::GrantEndProject => {
            Rule::seen(who.reads_grant(), who.holds(&Role::OFFICERS) || who.owns())
        }

        // Notices and activities.
        Action::NoticeRead | Action::NoticeMarkRead => Rule::only(who.reads_notice()),
        Action::NoticeReadDraft => Rule::only(who.holds(&Role::COMMITTEE)),
        Action::NoticeWrite | Action::NoticePublish | Action::NoticeWithdraw => {
            Rule::seen(who.is_addressed() || who.in_area(), who.holds(&Role::VOICE))
        }
        // Whose draft it is, others do not even learn.
        Action::NoticeIssue => {
            Rule::seen(who.is_addressed() || who.holds(&Role::OFFICERS), who.holds(&Role::OFFICERS))
        }
        Action::NoticeEmergency => Rule::seen(
            who.in_area(),
            who.holds(&[Role::Chair, Role::DeputyChair]) || who.holds(&Role::OFFICERS),
        ),
        Action::ActivityRead => Rule::only(who.in_area()),
        Action::ActivityWrite | Action::ActivityAttendanceRecord | Action::ActivityPeopleRead => {
            Rule::seen(who.in_area(), who.holds(&Role::COMMITTEE))
        }
        // Officers look after an area, and are no part of it.
        Action::ActivityRsvp => Rule::seen(who.in_area(), who.lives_in()),
        Action::ActivityMinutesWrite => Rule::seen(who.in_area(), who.holds(&Role::VOICE)),
        Action::ActivityMinutesReadDraft => {
            Rule::only(who.holds(&Role::COMMITTEE) || who.holds(&Role::OFFICERS))
        }

        // Patrol units: how they come to be, and who is in them. The chain of a unit's registration,
        // each step at a desk of its own: Pengerusi → PPD → PPN → HQ.
        Action::UnitApplicationReadDraft => Rule::only(who.holds(&Role::COMMITTEE)),
        Action::UnitApplicationRead => Rule::only(who.sees_application()),
        Action::UnitApplicationWrite => Rule::seen(who.in_area(), who.holds(&Role::VOICE)),
        Action::UnitApplicationConfirm => {
            Rule::seen(who.sees_application(), who.holds(&[Role::Chair]))
        }
        Action::UnitApplicationCheck => {
            Rule::seen(who.sees_application(), who.holds(&[Role::DistrictOfficer]))
        }
        Action::UnitApplicationConfirmByState => {
            Rule::seen(who.sees_application(), who.holds(&[Role::StateOfficer]))
        }
        Action::UnitApplicationActivate => {
            Rule::seen(who.sees_application(), who.holds(&[Role::HqOfficer]))
        }
        Action::StartNoticeRead => Rule::only(who.in_area()),
        Action::ConsentAnswer | Action::PatrollerLeave => Rule::only(who.owns()),
        Action::PatrollerAdd | Action::PatrollerEnd | Action::UnitSettingWrite => {
            Rule::seen(who.sees_unit(), who.plans_unit())
        }
        // Whoever has a code can show it without having been there.
        Action::CheckpointWrite | Action::CheckpointCodeRead => {
            Rule::seen(who.sees_unit(), who.plans_unit())
        }
        Action::CheckpointRead => Rule::only(who.sees_unit()),
        Action::UnitLeaderSet => Rule::seen(who.sees_unit(), who.holds(&Role::VOICE)),
        Action::UnitStatusSet => Rule::seen(who.sees_unit(), who.holds(&Role::OFFICERS)),
        // Reasons may speak about people: those who answer for the unit.
        Action::UnitHistoryRead => {
            Rule::seen(who.sees_unit(), who.holds(&[Role::UnitLeader]) || who.sees_application())
        }
        Action::UnitWarningRead => Rule::seen(
            who.sees_unit(),
            who.holds(&[Role::UnitLeader]) || who.holds(&Role::OFFICERS),
        ),

        // Their months. Who is in a draft, and who is not, is told when it stands.
        Action::RosterReadDraft => Rule::only(who.plans_unit()),
        Action::ShiftTemplateWrite
        | Action::PatrollerLeadSet
        | Action::RosterGenerate
        | Action::RosterPin
        | Action::RosterPublish
        | Action::ShiftAssign
        | Action::ShiftCancel
        | Action::ShiftSwapDecide => Rule::seen(who.sees_unit(), who.plans_unit()),
        Action::ShiftPublish => {
            Rule::seen(who.sees_unit() || who.owns(), who.holds(&[Role::UnitLeader]))
        }
        Action::ShiftSwap => Rule::seen(who.sees_unit(), who.patrols()),
        // Nobody says it for another.
        Action::AvailabilitySet => Rule::seen(who.sees_unit(), who.owns() && who.patrols()),

        // Patrols.
        Action::PatrolRead | Action::PatrolMonthRead => {
            Rule::seen(who.sees_unit() || who.owns(), who.sees_unit())
        }
        Action::PatrolStart => Rule::seen(who.sees_unit() || who.owns(), who.patrols()),
        Action::PatrolRecord => Rule::seen(who.sees_unit() || who.owns(), who.owns()),
        // The committee when no phone of the patrol is left to end it.
        Action::PatrolEnd | Action::PatrolShareEnd => {
            Rule::seen(who.sees_unit() || who.owns(), who.owns() || who.plans_unit())
        }
        // Whoever has the link sees where they are: it is theirs to give.
        Action::PatrolShare => {
            Rule::seen(who.sees_unit() || who.owns(), who.owns() || who.holds(&[Role::UnitLeader]))
        }
        // Nobody believes themselves.
        Action::CheckInDecide => {
            Rule::seen(who.sees_unit() || who.owns(), !who.owns() && who.plans_unit())
        }
        Action::EquipmentSet | Action::BriefingSet => {
            Rule::seen(who.sees_unit() || who.owns(), who.plans_unit())
        }
        // A way through the neighbourhood is personal: those who walked it, the unit's leader,
        // and who answers for the unit.
        Action::TrackRead => Rule::seen(
            who.sees_unit() || who.owns(),
            who.owns() || who.holds(&[Role::UnitLeader, Role::Chair]) || who.holds(&Role::OFFICERS),
        ),
        // Where it is just now is for whoever would send help too: an alert wakes all who write in the
        // committee's name, and is of no use without the place.
        Action::PatrolPositionRead => Rule::seen(
            who.sees_unit() || who.owns(),
            who.owns() || who.plans_unit() || who.holds(&Role::OFFICERS),
        ),

        // Reports and certificates.
        Action::PatrolReportRead => {
            Rule::seen(who.sees_unit() || who.owns(), who.owns() || who.reads_reports())
        }
        Action::PatrolReportSubmit => {
            Rule::seen(who.sees_unit() || who.owns(), who.holds(&[Role::UnitLeader]))
        }
        // Nobody checks what they handed in themselves.
        Action::PatrolReportDecide => Rule::seen(
            who.sees_unit() || who.owns(),
            who.holds(&[Role::DistrictOfficer]) && !who.owns(),
        ),
        Action::CertificateRead => Rule::seen(
            who.sees_unit() || who.owns(),
            who.owns() || who.holds(&[Role::UnitLeader]) || who.holds(&Role::OFFICERS),
        ),
        Action::CertificateIssue => {
            Rule::seen(who.sees_unit() || who.owns(), who.owns() || who.holds(&[Role::UnitLeader]))
        }
        Action::CertificateRevoke => Rule::seen(
            who.sees_unit() || who.owns(),
            who.holds(&[Role::UnitLeader, Role::DistrictOfficer]) && !who.owns(),
        ),

        // Incidents, and what the police are told. Residents tell the committee, which writes it down.
        Action::IncidentReport => Rule::seen(
            who.hears_of_incidents(),
            who.owns() || who.patrols() || who.holds(&Role::VOICE),
        ),
        Action::IncidentRead => Rule::only(who.reads_incident()),
        Action::IncidentPersonsRead => Rule::only(who.sees_persons()),
        Action::IncidentList | Action::IncidentDecide | Action::IncidentRefer => {
            Rule::seen(who.hears_of_incidents(), who.handles_incidents())
        }
        Action::IncidentUpdate | Action::IncidentNote | Action::IncidentWork => {
            Rule::seen(who.hears_of_incidents(), who.owns() || who.handles_incidents())
        }
        Action::IncidentReferralAnswer => {
            Rule::seen(who.hears_of_incidents(), who.handles_incidents() || who.is_police())
        }
        Action::IncidentReferralRead => {
            Rule::seen(who.hears_of_incidents(), who.holds(&Role::OFFICERS))
        }
        // That there are categories is no secret.
        Action::IncidentCategorySet => Rule::known(who.holds(&[Role::HqOfficer])),
        // Whoever agrees with the police answers for a whole state.
        Action::FeedAgreementSet => Rule::seen(
            who.holds(&Role::OFFICERS),
            who.holds(&[Role::StateOfficer, Role::HqOfficer]),
        ),
        Action::FeedAgreementRead | Action::PoliceFeedLogRead => {
            Rule::only(who.holds(&Role::OFFICERS))
        }
        // That there is a feed is no secret.
        Action::PoliceFeedRead => Rule::seen(who.is_signed_in(), who.holds(&[Role::PoliceLiaison])),

        // Calls for help.
        // The unit's volunteers; to whoever is on a patrol of it, it is addressed, though they left it.
        Action::SosRaise => {
            Rule::seen(who.sees_unit() || who.is_addressed(), who.patrols() || who.is_addressed())
        }
        Action::SosRead => Rule::only(who.hears_of_sos()),
        // Where somebody is who needs help is for those who were told of it, and for who comes.
        Action::SosPositionRead => Rule::seen(who.hears_of_sos(), who.owns() || who.is_addressed()),
        Action::SosPositionSend | Action::SosCancel => Rule::seen(who.hears_of_sos(), who.owns()),
        // Nobody answers their own call.
        Action::SosAcknowledge => Rule::seen(
            who.hears_of_sos(),
            !who.owns() && (who.is_addressed() || who.patrols() || who.holds(&Role::VOICE)),
        ),
        Action::SosResolve => {
            Rule::seen(who.hears_of_sos(), !who.owns() && (who.is_addressed() || who.plans_unit()))
        }

        // Whose house is empty, others do not even learn. Those who live there: officers look after an
        // area, and are no part of it.
        Action::HouseAwaySet => Rule::seen(who.owns(), who.owns() && who.lives_in()),
        Action::HouseAwayCancel | Action::HouseAwayRead => Rule::only(who.owns()),
        // A list of empty houses is what a burglar would want: only who walks past them just now, and
        // who leads those that do. Neither the committee nor the officers.
        Action::HouseAwayList => Rule::seen(
            who.sees_unit() || who.owns(),
            who.holds(&[Role::UnitLeader]) || (who.owns() && who.holds(&[Role::Patroller])),
        ),
        Action::HouseVisitRecord => Rule::seen(who.sees_unit() || who.owns(), who.owns()),

        // Projects and what they sell.
        Action::ProductRead | Action::ListingReport => Rule::only(who.sees_product()),
        Action::FavouriteSet => Rule::only(who.owns()),
        // Nobody asks, reviews or reports themselves into being seen.
        Action::EnquirySend => Rule::seen(who.sees_product(), who.target.public && !who.sells()),
        Action::QuestionAsk => {
            Rule::seen(who.sees_product(), who.target.public && who.is_signed_in() && !who.sells())
        }
        // A conversation is the buyer's and the seller's: not even an officer reads it.
        Action::EnquiryRead
        | Action::EnquiryReply
        | Action::EnquiryClose
        | Action::EnquiryBlock => Rule::only(who.in_enquiry()),
        Action::EnquiryPhoneShow => Rule::seen(who.in_enquiry(), who.buys()),
        Action::EnquiryForget => Rule::seen(who.in_enquiry(), who.buys_without_account()),
        Action::ReviewWrite => {
            Rule::seen(who.sees_product() || who.in_enquiry(), who.buys() && !who.sells())
        }
        Action::EnquiryBlockRead | Action::QuestionReadUnanswered => {
            Rule::known(who.sees_project())
        }
        Action::QuestionAnswer | Action::ReviewReply => Rule::seen(who.sees_product(), who.sells()),
        Action::QuestionRemove => Rule::seen(who.sees_product(), who.sees_project()),
        // Nobody decides what is said about their own offers.
        Action::ReviewDecide => {
            Rule::known(who.judges(&Role::VOICE) || who.judges(&Role::OFFICERS))
        }
        Action::ListingReportRead => Rule::only(who.buys() || who.holds(&Role::OFFICERS)),
        Action::ListingReportDecide => {
            Rule::seen(who.buys() || who.holds(&Role::OFFICERS), who.judges(&Role::OFFICERS))
        }
        Action::ProductWrite => Rule::seen(who.sees_product(), who.holds(&[Role::ProjectOwner])),
        // Nobody judges what they sell themselves, whichever office they hold beside it.
        Action::ProductHide => Rule::seen(who.sees_product(), who.judges(&Role::OFFICERS)),
        Action::ProjectCertificateSubmit => {
            Rule::seen(who.sees_project(), who.holds(&[Role::ProjectOwner]))
        }
        // The paper may show more of a person than buyers need to know: they see the mark.
        Action::ProjectCertificateRead => Rule::only(who.sees_project()),
        // Nobody checks what they handed in themselves, nor what somebody did for their own offers.
        Action::ProjectCertificateDecide => {
            Rule::seen(who.sees_project(), who.judges(&Role::OFFICERS))
        }
        // That there are categories is no secret.
        Action::CategoryWrite => Rule::known(who.holds(&[Role::HqOfficer, Role::Administrator])),
        Action::ProjectReadPrivate => Rule::seen(who.sees_product(), who.sees_project()),
        Action::ProjectRead => Rule::only(who.reads_project()),
        // A project's chain: the committee applies, PPD checks, PPN confirms.
        Action::ProjectApply => {
            Rule::seen(who.in_area() || who.reads_project(), who.holds(&Role::VOICE))
        }
        // Nobody lets their own project through.
        Action::ProjectCheck => {
            Rule::seen(who.reads_project(), who.judges(&[Role::DistrictOfficer]))
        }
        Action::ProjectConfirm => {
            Rule::seen(who.reads_project(), who.judges(&[Role::StateOfficer]))
        }
        Action::ProjectDecide => Rule::seen(who.reads_project(), who.judges(&Role::OFFICERS)),
        Action::ProjectRest => Rule::seen(who.reads_project(), who.holds(&[Role::ProjectOwner])),
        // It is the neighbourhood's project, whoever owns it.
        Action::ProjectWrite => Rule::seen(
            who.reads_project(),
            who.holds(&[Role::ProjectOwner]) || who.holds(&Role::VOICE),
        ),
        Action::ProjectOwnerSet => {
            Rule::seen(who.reads_project(), who.holds(&Role::VOICE) || who.holds(&Role::OFFICERS))
        }
        // How it sells is its own affair, as what it earns.
        Action::InsightRead => Rule::only(who.sees_project()),
        // What it needs it tells whoever works beside it: owners, committees and officers.
        Action::TradeWrite => Rule::seen(
            who.sees_project() || who.holds(&Role::COMMITTEE),
            who.holds(&[Role::ProjectOwner]) || who.holds(&Role::VOICE),
        ),
        Action::TradeRead => Rule::only(who.sees_project() || who.holds(&Role::COMMITTEE)),
        // That there are matches is no secret; a state's are for its officers.
        Action::TradeOversee => Rule::known(who.holds(&[Role::StateOfficer, Role::HqOfficer])),
        // Kiosks and carnivals are public.
        Action::KioskWrite | Action::KioskDecide => Rule::known(who.holds(&Role::OFFICERS)),
        Action::KioskJoin => Rule::seen(
            who.reads_project(),
            who.holds(&[Role::ProjectOwner]) || who.holds(&Role::VOICE),
        ),
        // What it earns is neither the committee's affair nor the neighbours'.
        Action::ProjectFiguresRecord => {
            Rule::seen(who.sees_project(), who.holds(&[Role::ProjectOwner]))
        }
    }
}
