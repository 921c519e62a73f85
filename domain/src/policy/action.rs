//! Everything that somebody can try to do.

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
    /// Have messages pushed to one's own device, or no longer; the owner is whose it is.
    DeviceRegister,
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
    /// Read a notice that has been published.
    NoticeRead,
    /// Read the drafts of an area's committee.
    NoticeReadDraft,
    /// Write a notice for an area.
    NoticeWrite,
    /// Publish a notice to an area, or say when it goes out.
    NoticePublish,
    /// Mark a notice as seen, read, acknowledged.
    NoticeMarkRead,
    /// Take back a notice of an area.
    NoticeWithdraw,
    /// Write, publish, correct or take back a notice of the department to a place of its own.
    NoticeIssue,
    /// Send a notice as an emergency.
    NoticeEmergency,
    /// Read an area's activities, how many come, and the minutes that are published.
    ActivityRead,
    /// Plan, change or cancel an activity of an area.
    ActivityWrite,
    /// Say whether one comes to an activity.
    ActivityRsvp,
    /// Read by name who comes and who came to an activity.
    ActivityPeopleRead,
    /// Record who came to an activity.
    ActivityAttendanceRecord,
    /// Write, confirm or publish the minutes of a meeting.
    ActivityMinutesWrite,
    /// Read minutes that are not published.
    ActivityMinutesReadDraft,
    /// Make the secret link of one's own calendar anew; the owner is whose it is.
    CalendarTokenRenew,
    /// Read a patrol unit with its shifts and patrols.
    PatrolRead,
    /// Publish a shift of a unit.
    ShiftPublish,
    /// Say where and when a unit patrols again and again.
    ShiftTemplateWrite,
    /// Say who of a unit can lead a team.
    PatrollerLeadSet,
    /// Say when one is away, or likes to patrol; the owner is whose time it is.
    AvailabilitySet,
    /// Read a month of a unit that is not published, and why it is as it is.
    RosterReadDraft,
    /// Plan a month of a unit, anew or with the fewest changes.
    RosterGenerate,
    /// Say what was agreed about a month of a unit.
    RosterPin,
    /// Publish a month to its unit.
    RosterPublish,
    /// Put somebody into a shift, or take them out of it.
    ShiftAssign,
    /// Say that a shift does not take place.
    ShiftCancel,
    /// Swap, give, drop or take shifts of a unit, or answer whoever asks for it; each for themselves.
    ShiftSwap,
    /// Approve or decline that shifts change hands.
    ShiftSwapDecide,
    /// Start or join a patrol of a unit.
    PatrolStart,
    /// Record check-ins and positions on a patrol; the owner is whoever takes part in it.
    PatrolRecord,
    /// End a patrol.
    PatrolEnd,
    /// See where a patrol went.
    TrackRead,
    /// See where the phones of a patrol on its way are; the owner is whoever takes part in it.
    PatrolPositionRead,
    /// Say by which limits a unit's shifts and patrols are watched.
    UnitSettingWrite,
    /// Read where a unit's checkpoints and sectors are, and when they can be visited.
    CheckpointRead,
    /// Add, change or end a unit's checkpoints and sectors, and make their codes anew.
    CheckpointWrite,
    /// Print the codes of a unit's checkpoints, and read what is written to their tags.
    CheckpointCodeRead,
    /// Report an incident for a unit; the owner is whoever is on the patrol on which it was seen.
    IncidentReport,
    /// Read an incident; the owner is whoever has to do with it: who reported it, was on the patrol,
    /// or looks after it. It is addressed to the police once it was referred to them.
    IncidentRead,
    /// List and count the incidents of a place, follow a unit's, and see who reported them.
    IncidentList,
    /// See pictures of an incident on which people can be recognised; addressed when they were shared
    /// with the police.
    IncidentPersonsRead,
    /// Correct what stands in an incident; the owner is whoever reported it.
    IncidentUpdate,
    /// Add a note or a picture to an incident; the owner is whoever has to do with it.
    IncidentNote,
    /// Work on an incident until it is resolved; the owner is whoever looks after it.
    IncidentWork,
    /// Acknowledge, close or reopen an incident, and say who looks after it.
    IncidentDecide,
    /// Refer an incident to the police, a council or an agency.
    IncidentRefer,
    /// Note what came back of a referral; addressed when it went to the police.
    IncidentReferralAnswer,
    /// Read the log of what was shared of incidents, with whom and why.
    IncidentReferralRead,
    /// Agree with the police about a district's feed, and end that.
    FeedAgreementSet,
    /// Read what was agreed with the police about a district's feed, and what was sent.
    FeedAgreementRead,
    /// Read the feed of what was referred to the police.
    PoliceFeedRead,
    /// Read the log of who read what in the police's feed.
    PoliceFeedLogRead,
    /// Change the categories of incidents.
    IncidentCategorySet,
    /// Call for help as a volunteer of a unit, or from a patrol of it; the owner is whoever calls.
    SosRaise,
    /// Read a call for help of a unit; the owner is whoever called, and it is addressed to whoever
    /// was told or answered.
    SosRead,
    /// See where somebody is who called for help.
    SosPositionRead,
    /// Say where one is, after one's own call for help; the owner is whoever called.
    SosPositionSend,
    /// Say that one has seen a call for help, comes, or is there.
    SosAcknowledge,
    /// Take back one's own call for help; the owner is whoever called.
    SosCancel,
    /// Say how a call for help ended; it is addressed to whoever has answered.
    SosResolve,
    /// Decide whether a check-in is believed; the owner is whoever recorded it.
    CheckInDecide,
    /// Say what equipment a unit has.
    EquipmentSet,
    /// Say what a unit goes through before a patrol.
    BriefingSet,
    /// Tell the patrol units of an area that one's house is empty for a time, or change what was told;
    /// the owner is whoever tells it.
    HouseAwaySet,
    /// Tell them that somebody is at home again; the owner is whoever told it.
    HouseAwayCancel,
    /// Read what one has told of one's own house, who looked at it and how often it was read; the
    /// owner is whoever told it.
    HouseAwayRead,
    /// Read which houses of a unit's area are empty today; the owner is whoever is on patrol just now.
    HouseAwayList,
    /// Record that a patrol looked at such houses; the owner is whoever takes part in it.
    HouseVisitRecord,
    /// Make a link with which anybody follows a patrol for a while; the owner is whoever takes part
    /// in it.
    PatrolShare,
    /// End such a link, and see which there are; the owner is whoever takes part in the patrol.
    PatrolShareEnd,
    /// Read the report of a patrol, and list those of a place; the owner is whoever was on the patrol.
    PatrolReportRead,
    /// Hand in the report of a patrol, or correct it.
    PatrolReportSubmit,
    /// Check the report of a patrol, send it back or cancel it; the owner is whoever handed it in.
    PatrolReportDecide,
    /// Read the figures of a month of a place.
    PatrolMonthRead,
    /// Read a certificate of attendance; the owner is whoever it is for.
    CertificateRead,
    /// Issue a certificate of attendance; the owner is whoever it is for, if they were on the patrol.
    CertificateIssue,
    /// Take back a certificate of attendance; the owner is whoever it is for.
    CertificateRevoke,
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
    /// End another's place in a unit.
    PatrollerEnd,
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
    /// Read a project with its drafts and its figures.
    ProjectReadPrivate,
    /// Read a project's record, also when it is not at work, and how it came to be; the owner is whom
    /// its record names.
    ProjectRead,
    /// Apply for a project in the committee's name, or take the application back.
    ProjectApply,
    /// Change what a project's record says.
    ProjectWrite,
    /// Decide about an application for a project as the district officer (PPD).
    ProjectCheck,
    /// Decide about an application for a project as the state's director (PPN): it is at work.
    ProjectConfirm,
    /// Let a confirmed project rest, set it to work again or end it, as an officer above it.
    ProjectDecide,
    /// Let one's own project rest, or set it to work again.
    ProjectRest,
    /// Give a project another owner.
    ProjectOwnerSet,
    /// Record what a project earned and spent.
    ProjectFiguresRecord,
    /// Read how often a project's offers were seen, found, asked for and kept.
    InsightRead,
    /// Say what a project needs and can supply, and put matches aside.
    TradeWrite,
    /// Read what a project needs and can supply, and what matches it.
    TradeRead,
    /// Read the matches of a whole state.
    TradeOversee,
    /// Add, change or end a place where projects sell together: a kiosk or a carnival.
    KioskWrite,
    /// Ask for a stand at a kiosk or a carnival for a project, change what it sells there, or leave.
    KioskJoin,
    /// Confirm or decline a project's stand at a kiosk or a carnival.
    KioskDecide,
    /// Add, change or publish a project's products.
    ProductWrite,
    /// Read a product; the public only while it is listed.
    ProductRead,
    /// Take a project's product out of the directory with a reason, and put it back.
    ProductHide,
    /// Submit a certificate of a project, or of one thing that it offers.
    ProjectCertificateSubmit,
    /// Read the certificates of a project with their scans.
    ProjectCertificateRead,
    /// Confirm, refuse or revoke a certificate of a project; the owner is whoever has submitted it.
    ProjectCertificateDecide,
    /// Add, rename and move the categories of the directory.
    CategoryWrite,
    /// Keep an offer among one's favourites; the owner is whose they are.
    FavouriteSet,
    /// Begin an enquiry about an offer; public while the offer is listed.
    EnquirySend,
    /// Read an enquiry; the owner is the buyer, and it is addressed to whoever holds its secret.
    EnquiryRead,
    /// Write a message into an enquiry.
    EnquiryReply,
    /// Close an enquiry.
    EnquiryClose,
    /// Show one's number in an enquiry, or no longer; the owner is the buyer, and it is addressed to
    /// whoever holds its secret.
    EnquiryPhoneShow,
    /// Take oneself out of an enquiry that was begun without an account, by its secret.
    EnquiryForget,
    /// Want no more of the other side of an enquiry, or again.
    EnquiryBlock,
    /// See who of a project and its buyers has blocked whom.
    EnquiryBlockRead,
    /// Ask a question about an offer in public; public while the offer is listed.
    QuestionAsk,
    /// Read the questions of a project that are not answered.
    QuestionReadUnanswered,
    /// Answer a question about an offer, or correct the answer.
    QuestionAnswer,
    /// Take a question about an offer away.
    QuestionRemove,
    /// Review an offer, or edit the review; the owner is the buyer whose enquiry was answered, and it
    /// is addressed to whoever holds the enquiry's secret.
    ReviewWrite,
    /// Reply to a review of an offer.
    ReviewReply,
    /// Let a review be shown, or not.
    ReviewDecide,
    /// Report a listing; public while it is listed.
    ListingReport,
    /// Read a report of a listing; the owner is whoever reported it, and it is addressed to whoever
    /// holds its secret.
    ListingReportRead,
    /// Take up and decide a report of a listing; the owner is whoever reported it.
    ListingReportDecide,
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
    /// End somebody's belonging to an area; the owner is whoever belongs to it.
    MembershipEnd,
    /// Say in which part of an area somebody lives; the owner is whoever belongs to it.
    MembershipPlace,
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
    /// Grant an economic project to whoever is to look after it; the owner is whoever gets it.
    GrantGiveProject,
    /// End a district's, a state's or the police's grant; the owner is whoever holds it.
    GrantEnd,
    /// End a grant at headquarters, or an administrator's; the owner is whoever holds it.
    GrantEndHq,
    /// End the grant of a project's owner; the owner is whoever holds it.
    GrantEndProject,
    /// Change an area's record and boundary, and take the steps of its registration that are the
    /// district's.
    AreaChange,
    /// Name the parts of an area, and end them.
    AreaPartManage,
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
