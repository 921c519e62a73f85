//! Everything that the program does by itself when its time comes. The list is closed.
//!
//! Another duty is one arm of [`Duty`], decided in [`Duty::daily`] and `perform`, and one
//! function of the noun that it belongs to. The function writes into the work that it is handed:
//! what it writes and the duty's end stand together or not at all, so a duty is done exactly once,
//! by one node, however many there are and whenever one of them dies. Slow calls to others do not
//! belong here: write a message into the outbox.

use chrono::{NaiveTime, TimeDelta};
use uuid::Uuid;

use crate::{
    community::{self, approval, committee},
    identity::{codes, email},
    krt_shop::{certificate, enquiry, insight, matching, product, project, search},
    mykrt::{activity, notice},
    mysrs::{house, patrol, proof, referral, report, seal, sos, strength, swap, watch},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{
            ActivityId, NoticeId, PatrolAlertId, PatrolId, PatrolUnitId, PersonId, ProductId,
            ProjectId, ShiftId, ShiftSwapId, SosId, WebhookId,
        },
        media, outbox, scheduler,
        work::Work,
    },
};

/// When the next part is done of what a duty of every day has left over.
const NEXT_PART: TimeDelta = TimeDelta::seconds(1);

/// What can become due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Duty {
    /// A role of the person begins or ends now: tokens with the old roles stop counting. Planned
    /// for the person by whoever writes a role with a beginning or an end.
    RolesTurn,
    /// Forget messages that were finished long ago.
    OutboxForget,
    /// Bring what waits for the department in line with the areas, and look whether every patrol
    /// unit has the members that it needs.
    RegistryWatch,
    /// Somebody has left an area: the places that they meant to take at its activities go to whoever
    /// waits, their patrol units are counted anew, and their places in shifts to come are open. Planned for the person by whoever ends a
    /// membership.
    MembershipEnded,
    /// Somebody who belonged to a patrol unit has had their account erased: the unit is counted anew.
    /// Planned for the unit.
    VolunteerGone,
    /// Somebody patrols with a unit no longer: their places in its shifts to come are open. Planned for
    /// the person by whatever ends it.
    PlacesLeft,
    /// Forget one-time codes of the day before.
    CodesForget,
    /// Remind of the terms on committees that end soon.
    TermReminders,
    /// A notice goes out that somebody has scheduled. Planned for the notice.
    NoticePublish,
    /// A notice is no longer valid. Planned for the notice.
    NoticeExpire,
    /// A part of the people whom a notice is for are written to. Planned for the step of the notice,
    /// again and again until everybody is.
    NoticeSpread,
    /// Quiet hours have ended during which a notice was held. Planned for the step of the notice.
    NoticeSpreadQuiet,
    /// Whoever has not said that they know a notice is told again. Planned for the notice.
    NoticeInsist,
    /// What people were not rung for is gathered. Planned for each moment at which somebody wants it,
    /// with no subject.
    NoticeDigest,
    /// A part of those who mean to come to an activity hear that it was moved or does not take place.
    /// Planned for the activity, again and again until everybody has.
    ActivityNews,
    /// What no seal covers yet of the log of a patrol that has ended is sealed. Planned for the patrol
    /// by its end, and by whatever comes in later.
    PatrolSeal,
    /// Nobody has answered a call for help yet: it rings again. Planned for the call.
    SosRing,
    /// What was recorded on a patrol is judged as a whole. Planned for the patrol when it ends, and
    /// when something comes in later.
    PatrolJudge,
    /// Forget the houses whose people came home long ago.
    HousesForget,
    /// Forget the enquiries in which nobody has written for a year.
    EnquiriesForget,
    /// A shift has begun: has anybody come? Planned for the shift when it is published.
    ShiftLate,
    /// A patrol on the way is looked after. Planned for the patrol when it starts, and each time anew
    /// for when something may be amiss.
    PatrolWatch,
    /// Nobody has put right what those were told who are nearest: the committee is told too. Planned
    /// for the alert.
    AlertEscalate,
    /// A shift begins that was to change hands. Planned for the change of hands.
    SwapExpire,
    /// A program elsewhere wants no more events, or did not take one for a day. Planned for the
    /// webhook.
    WebhookTrouble,
    /// The figures of the month of a patrol that has ended are reckoned anew, it gets its report, and
    /// certificates that it gave are looked at. Planned for the patrol by its end, and by whatever comes
    /// in or is decided later.
    PatrolReckon,
    /// Plan to reckon the patrols that ended before what is proven of them was kept, or that a node of the
    /// older program reckoned during an update.
    ReckoningOwed,
    /// See that the next months of positions have their place, leave lines of those that are old, and
    /// let whole months go.
    PositionsKeep,
    /// A product goes out that its owner has scheduled. Planned for the product.
    ProductPublish,
    /// Count how many offers hold each word, and forget the words that none does.
    SearchRecount,
    /// A halal certificate of a project came or went, or its texts changed: what claims to be halal is
    /// brought into or out of sight. Planned for the project.
    HalalReview,
    /// A day begins in Malaysia, on which certificates begin or have ended: the same for every project
    /// whose offers are not where they belong.
    CertificatesTurn,
    /// What projects at work say of themselves is looked at: one that says halal and has no certificate,
    /// however long ago that ended, is reviewed.
    ClaimsLook,
    /// Remind of certificates that end soon.
    CertificateReminders,
    /// Forget what was counted of offers two years ago.
    InsightForget,
    /// A project has moved on the map, or a category of what it needs or can supply in its tree: what fits
    /// is looked for again. Planned for the project.
    TradesReview,
    /// Tell projects of new matches of what they need and can supply, each once a week at most.
    MatchesTell,
    /// The public sees an offer, or what a project offers, no longer: its pictures are nobody's but
    /// theirs who are shown them. Planned for the offer or the project, or for a picture that they show
    /// no more.
    PicturesClose,
}

impl Duty {
    /// At what time of a Malaysian day it is done every day; none when it is planned one by one.
    #[must_use]
    pub fn daily(self) -> Option<NaiveTime> {
        match self {
            Self::RolesTurn
            | Self::MembershipEnded
            | Self::VolunteerGone
            | Self::PlacesLeft
            | Self::NoticePublish
            | Self::NoticeExpire
            | Self::NoticeSpread
            | Self::NoticeSpreadQuiet
            | Self::NoticeInsist
            | Self::NoticeDigest
            | Self::ActivityNews
            | Self::PatrolSeal
            | Self::SosRing
            | Self::PatrolJudge
            | Self::ShiftLate
            | Self::PatrolWatch
            | Self::AlertEscalate
            | Self::SwapExpire
            | Self::WebhookTrouble
            | Self::PatrolReckon
            | Self::ProductPublish
            | Self::HalalReview
            | Self::TradesReview
            | Self::PicturesClose => None,
            Self::CertificatesTurn => NaiveTime::from_hms_opt(0, 0, 0),
            Self::RegistryWatch => NaiveTime::from_hms_opt(0, 10, 0),
            // When the certificates of the day before have had their turn.
            Self::ClaimsLook => NaiveTime::from_hms_opt(0, 20, 0),
            Self::OutboxForget => NaiveTime::from_hms_opt(3, 20, 0),
            Self::CodesForget => NaiveTime::from_hms_opt(3, 25, 0),
            Self::HousesForget => NaiveTime::from_hms_opt(3, 30, 0),
            Self::PositionsKeep => NaiveTime::from_hms_opt(3, 35, 0),
            Self::SearchRecount => NaiveTime::from_hms_opt(3, 40, 0),
            Self::EnquiriesForget => NaiveTime::from_hms_opt(3, 45, 0),
            Self::InsightForget => NaiveTime::from_hms_opt(3, 50, 0),
            Self::ReckoningOwed => NaiveTime::from_hms_opt(3, 40, 0),
            // When people are awake.
            Self::TermReminders => NaiveTime::from_hms_opt(9, 0, 0),
            Self::CertificateReminders => NaiveTime::from_hms_opt(9, 5, 0),
            Self::MatchesTell => NaiveTime::from_hms_opt(9, 10, 0),
        }
    }
}

impl Duty {
    /// Whether it is done before everything else that is due, however long that has waited.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self == Self::SosRing
    }
}

impl Duty {
    /// Whether it is made ready before its work begins: it reads and reckons, or waits for a bucket, for
    /// so long that nobody may be held up meanwhile, least of all everybody who writes where there is
    /// one writer.
    #[must_use]
    pub fn is_made_ready(self) -> bool {
        matches!(
            self,
            Self::PatrolJudge | Self::PatrolSeal | Self::PatrolReckon | Self::PicturesClose
        )
    }
}

/// What was made ready, and is to be written.
#[derive(Debug)]
pub(crate) enum Ready {
    /// A patrol that was judged.
    Judged(proof::Judged),
    /// The seal of a patrol.
    Sealed(seal::Sealing),
    /// A patrol of which the tracks were read.
    Reckoned(report::Reckoning),
    /// There is nothing to write.
    Nothing,
}

/// Makes a duty ready, while nothing is locked.
pub(crate) async fn make_ready(duty: Duty, ctx: &Ctx, subject: Uuid) -> Result<Ready> {
    Ok(match duty {
        Duty::PatrolJudge => {
            proof::judged(ctx, PatrolId(subject)).await?.map_or(Ready::Nothing, Ready::Judged)
        }
        Duty::PatrolSeal => {
            seal::sealing(ctx, PatrolId(subject)).await?.map_or(Ready::Nothing, Ready::Sealed)
        }
        Duty::PatrolReckon => Ready::Reckoned(report::reckoning(ctx, PatrolId(subject)).await?),
        Duty::PicturesClose => {
            // A bucket is far away, and it does no harm twice.
            media::close_pictures(ctx, subject).await?;
            Ready::Nothing
        }
        _ => Ready::Nothing,
    })
}

/// Writes what was made ready; tells whether it is still true. When it is not, nothing was written and
/// it is to be made ready anew.
pub(crate) async fn write_ready(ready: &Ready, ctx: &Ctx, work: &mut Work) -> Result<bool> {
    match ready {
        Ready::Judged(judged) => proof::write_judged(ctx, work, judged).await,
        Ready::Sealed(sealing) => seal::write_seal(work, sealing).await,
        Ready::Reckoned(reckoning) => report::write_reckoned(ctx, work, reckoning).await,
        Ready::Nothing => Ok(true),
    }
}

/// Does a duty. `subject` is what it was planned for, and nil for what is done every day, unless a part of
/// that begins behind what it names.
pub(crate) async fn perform(duty: Duty, ctx: &Ctx, work: &mut Work, subject: Uuid) -> Result<()> {
    match duty {
        Duty::RolesTurn => community::roles_turn(work, PersonId(subject)).await,
        Duty::RegistryWatch => {
            approval::gather(work).await?;
            strength::watch(ctx, work).await
        }
        Duty::MembershipEnded => {
            // The activities before the person, as whoever answers.
            activity::member_left(ctx, work, PersonId(subject)).await?;
            strength::member_moved(ctx, work, PersonId(subject)).await?;
            swap::places_left(ctx, work, PersonId(subject)).await
        }
        Duty::VolunteerGone => strength::member_gone(ctx, work, PatrolUnitId(subject)).await,
        Duty::PlacesLeft => swap::places_left(ctx, work, PersonId(subject)).await,
        Duty::OutboxForget => {
            let refusals = outbox::forget_refusals(work.connection(), ctx.now()).await?;
            let messages = outbox::forget_old(work.connection(), ctx.now()).await?;
            go_on(ctx, work, duty, refusals || messages).await
        }
        Duty::CodesForget => {
            let by_mail = email::forget_old(work.connection(), ctx.now()).await?;
            let by_phone = codes::forget_old(work.connection(), ctx.now()).await?;
            go_on(ctx, work, duty, by_mail || by_phone).await
        }
        Duty::HousesForget => {
            let more = house::forget_old(work, ctx.now()).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::EnquiriesForget => {
            let more = enquiry::forget_old(work, ctx.now()).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::TermReminders => committee::remind_of_term_ends(ctx, work).await,
        Duty::NoticePublish => notice::publish_due(ctx, work, NoticeId(subject)).await,
        Duty::NoticeExpire => notice::expire_due(ctx, work, NoticeId(subject)).await,
        Duty::NoticeSpread => notice::spread_due(ctx, work, subject).await,
        Duty::NoticeSpreadQuiet => notice::quiet_hours_end(ctx, work, subject).await,
        Duty::NoticeInsist => notice::insist_due(ctx, work, NoticeId(subject)).await,
        Duty::NoticeDigest => notice::digest_due(ctx, work).await,
        Duty::ActivityNews => activity::news_due(ctx, work, ActivityId(subject)).await,
        Duty::SosRing => sos::ring_due(ctx, work, SosId(subject)).await,
        Duty::PatrolJudge | Duty::PatrolSeal | Duty::PatrolReckon | Duty::PicturesClose => {
            Err(Error::internal("it is made ready first"))
        }
        Duty::ShiftLate => watch::late_due(ctx, work, ShiftId(subject)).await,
        Duty::PatrolWatch => watch::look_due(ctx, work, PatrolId(subject)).await,
        Duty::AlertEscalate => watch::escalate_due(ctx, work, PatrolAlertId(subject)).await,
        Duty::SwapExpire => swap::expire_due(ctx, work, ShiftSwapId(subject)).await,
        Duty::WebhookTrouble => referral::trouble_due(ctx, work, WebhookId(subject)).await,
        Duty::ReckoningOwed => {
            let more = report::plan_owed(ctx, work).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::PositionsKeep => {
            let more = patrol::keep_positions(ctx, work).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::ProductPublish => product::publish_due(ctx, work, ProductId(subject)).await,
        Duty::SearchRecount => search::recount(work).await,
        Duty::HalalReview => product::review_due(ctx, work, ProjectId(subject)).await,
        Duty::CertificatesTurn => {
            let last = product::day_begins(ctx, work, ProjectId(subject)).await?;
            go_on_behind(ctx, work, duty, last).await
        }
        Duty::ClaimsLook => {
            let last = project::look_at_claims(ctx, work, ProjectId(subject)).await?;
            go_on_behind(ctx, work, duty, last).await
        }
        Duty::CertificateReminders => {
            let more = certificate::remind_due(ctx, work).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::InsightForget => {
            let more = insight::forget_old(ctx, work).await?;
            go_on(ctx, work, duty, more).await
        }
        Duty::TradesReview => matching::review_due(ctx, work, ProjectId(subject)).await,
        Duty::MatchesTell => {
            let more = matching::tell_due(ctx, work).await?;
            go_on(ctx, work, duty, more).await
        }
    }
}

/// Plans a duty of every day once more for this day, when it has left something over: no transaction
/// is long, and others have a turn in between.
async fn go_on(ctx: &Ctx, work: &mut Work, duty: Duty, more: bool) -> Result<()> {
    if more {
        scheduler::plan(work, duty, Uuid::nil(), ctx.now() + NEXT_PART).await?;
    }
    Ok(())
}

/// The same behind the last project of the part that was done, so that none is looked at twice.
async fn go_on_behind(
    ctx: &Ctx,
    work: &mut Work,
    duty: Duty,
    last: Option<ProjectId>,
) -> Result<()> {
    match last {
        Some(last) => scheduler::plan(work, duty, last, ctx.now() + NEXT_PART).await,
        None => Ok(()),
    }
}
