//! What is odd about a record, or about a patrol as a whole.

use async_graphql::{Context, Enum, SimpleObject};
use domain::mysrs::patrol;

use crate::graphql::context::InRequest as _;

/// What is odd about a record. It is kept all the same; the bounds named here are those of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::Doubt")]
pub enum CheckInDoubt {
    /// The position does not lie on the globe, or is (0, 0), which a phone names that knows none; it
    /// was left out.
    PositionInvalid,
    /// The accuracy is no length between 0 and 100 km; it was left out.
    AccuracyInvalid,
    /// A text was too long, or held characters that cannot be shown; it was cut.
    TextCut,
    /// The phone's clock was off by more than two minutes; the time was corrected.
    ClockWrong,
    /// By the corrected time it was recorded more than half an hour before the patrol began, or after
    /// somebody had ended it.
    TimeImplausible,
    /// A photo is not one's own, or was not uploaded; it was left out. Sent again once the photos are
    /// uploaded, the same record has them, and this doubt no more.
    PhotoInvalid,
    /// A checkpoint is named, and no position shows that somebody was there.
    PositionMissing,
    /// A checkpoint is named, and the position may be off by more than 200 m.
    PositionVague,
    /// The position lies outside the checkpoint's radius, by more than its accuracy excuses (at most
    /// 100 m).
    OutsideRadius,
    /// Nobody gets from the other places to this one so quickly: 120 km/h.
    SpeedImpossible,
    /// The checkpoint is none of the unit's.
    CheckpointUnknown,
    /// The same person was at the same checkpoint less than five minutes before.
    CodeTooSoon,
    /// Another code had taken the place of the one that was scanned, or its checkpoint had ended.
    CodeRevoked,
    /// What was scanned is no code of this unit.
    CodeForeign,
    /// The phone's system says that an app made the position up.
    MockLocation,
    /// The phone's clock was set by more than two minutes between the recording and the sending.
    ClockJumped,
    /// The checkpoint cannot be visited at that time.
    ClosedNow,
    /// It came in after the end, and nobody has noted on the patrol whoever recorded it: the unit's leader
    /// records a `JOINED` event for somebody who was there.
    NotOnPatrol,
}

/// What is odd about a patrol as a whole. It is kept and counted all the same, as far as it is proven, and
/// a person decides; the bounds named here are those of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "patrol::PatrolDoubt")]
pub enum PatrolDoubt {
    /// The shift that its phone named was not on within two hours of its beginning, or does not take
    /// place; it belongs to no shift.
    ShiftNotOn,
    /// Another patrol of the same shift stood already, and this one began without signal.
    ShiftHasPatrol,
    /// Somebody on it was on another patrol at the same time: their time counts once. While it is on its
    /// way that is whoever is noted on two at once; once it is reckoned, whoever is proven to have been.
    AlreadyOnPatrol,
    /// Between its beginning and its end lie more than twelve hours: only what is proven counts.
    TooLong,
    /// For more than an hour and a half after its beginning nothing was recorded.
    NothingRecorded,
    /// By the phone that ended it, it was over before it began: it ends when the server heard that it was
    /// over, and what is proven until then counts.
    EndBeforeStart,
    /// Somebody on it checked in more than half an hour after its end: its end may be too early, and time
    /// after it does not count.
    RecordedAfterEnd,
}

/// Why a person should look at a patrol as a whole.
#[derive(Clone, Debug, SimpleObject)]
pub struct PatrolReason {
    /// The code, for the app.
    code: PatrolDoubt,
    /// The sentence for people, in Malay or English by `Accept-Language`.
    message: String,
}

impl PatrolReason {
    /// The reasons behind these doubts, in the reader's language.
    pub(in crate::graphql::mysrs) fn all(
        context: &Context<'_>,
        doubts: &[patrol::PatrolDoubt],
    ) -> domain::Result<Vec<Self>> {
        let language = context.ctx()?.languages.sentences();
        let reason = |doubt: &patrol::PatrolDoubt| Self {
            code: (*doubt).into(),
            message: doubt.sentence(language).to_owned(),
        };
        Ok(doubts.iter().map(reason).collect())
    }
}
