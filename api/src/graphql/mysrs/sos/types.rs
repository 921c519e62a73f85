//! A call for help as its readers see it.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::mysrs::{sos, unit::Member};

use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    mysrs::{Patrol, PatrolUnit, unit::PatrolMember},
    scalars::DateTime,
    values::Coordinates,
};

/// Where a call for help stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sos::SosStatus")]
pub enum SosStatus {
    /// Nobody has answered yet: it rings every 30 seconds or so, and once the officers are told every
    /// 5 minutes, until somebody does.
    Open,
    /// Somebody has answered: see `responders`.
    Answered,
    /// The caller took it back: a false alarm.
    Cancelled,
    /// It is over: see `outcome`.
    Resolved,
    /// Nobody said how it ended, and half a day later its caller called again: that is another call.
    Lapsed,
}

/// As what somebody was told of a call for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sos::ToldAs")]
pub enum SosToldAs {
    /// They are on patrol, even when they have left the unit meanwhile.
    Team,
    /// They lead the unit.
    Leader,
    /// The area's chair or secretary, or a deputy of theirs; the treasurer and the other members of the
    /// committee are not woken.
    Committee,
    /// A volunteer of the unit, while nobody else was on patrol.
    Unit,
    /// An officer of the district (PPD), or of the state where the district has none, because nobody
    /// answered.
    Officer,
}

/// How far somebody has come who answers a call for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sos::Stage")]
pub enum SosStage {
    /// They have seen it.
    Seen,
    /// They are on their way.
    Coming,
    /// They are with the caller.
    AtScene,
}

/// What happened to a call for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "sos::StepKind")]
pub enum SosStepKind {
    /// It came in, and rang for the first time.
    Raised,
    /// The caller called again while it went on; `people` is given when it rang anew, and says for how
    /// many.
    RaisedAgain,
    /// It rang once more.
    Rung,
    /// The unit's leader and the area's chair were told by SMS; later the officers too.
    Texted,
    /// Nobody answered: the district's officers (PPD) were told, or the state's; none were when `people`
    /// is 0.
    OfficersTold,
    /// Somebody has seen it.
    Seen,
    /// Somebody is on their way.
    Coming,
    /// Somebody is with the caller.
    AtScene,
    /// The caller took it back.
    Cancelled,
    /// It is over.
    Resolved,
    /// Half a day later another call of its caller took its place.
    Lapsed,
}

/// Somebody who was told of a call for help.
#[derive(Description)]
pub struct SosTold(sos::Told);

#[Object(use_type_description)]
impl SosTold {
    /// Who.
    async fn person(&self) -> PatrolMember {
        let (person_id, display_name) = (self.0.person_id, self.0.display_name.clone());
        PatrolMember(Member { person_id, display_name })
    }

    /// As what.
    async fn told_as(&self) -> SosToldAs {
        self.0.told_as.into()
    }
}

/// Somebody who answers a call for help.
#[derive(Description)]
pub struct SosResponder(sos::Responder);

#[Object(use_type_description)]
impl SosResponder {
    /// Who.
    async fn person(&self) -> PatrolMember {
        let (person_id, display_name) = (self.0.person_id, self.0.display_name.clone());
        PatrolMember(Member { person_id, display_name })
    }

    /// How far they have come.
    async fn stage(&self) -> SosStage {
        self.0.stage.into()
    }

    /// When they mean to be there, in their own words.
    async fn eta(&self) -> Option<&str> {
        self.0.eta.as_deref()
    }

    /// Since when they answer.
    async fn since(&self) -> DateTime {
        DateTime(self.0.since)
    }

    /// When they said so last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }
}

/// A step of a call for help.
#[derive(Description)]
pub struct SosStep(sos::Step);

#[Object(use_type_description)]
impl SosStep {
    /// What happened.
    async fn kind(&self) -> SosStepKind {
        self.0.kind.into()
    }

    /// Who did it; none when the program did.
    async fn by(&self) -> Option<PatrolMember> {
        let (person_id, display_name) = self.0.person_id.zip(self.0.display_name.clone())?;
        Some(PatrolMember(Member { person_id, display_name }))
    }

    /// What they said.
    async fn said(&self) -> Option<&str> {
        self.0.said.as_deref()
    }

    /// How many people were told by it.
    async fn people(&self) -> Option<i64> {
        self.0.people
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }
}

/// A call for help from patrol.
#[derive(Description)]
pub struct Sos(pub sos::SeenSos);

#[Object(use_type_description)]
impl Sos {
    /// The id, made by the phone that called.
    pub async fn id(&self) -> ID {
        self.0.sos.id.into()
    }

    /// A short name for saying aloud: `SOS-260314-7K3Q2A`.
    async fn serial(&self) -> &str {
        &self.0.sos.serial
    }

    /// The caller's unit.
    async fn unit(&self, context: &Context<'_>) -> domain::Result<PatrolUnit> {
        Ok(PatrolUnit(context.loaders()?.patrol_unit(self.0.sos.unit_id).await?))
    }

    /// The patrol on which the caller is.
    async fn patrol(&self, context: &Context<'_>) -> domain::Result<Option<Patrol>> {
        let Some(id) = self.0.sos.patrol_id else { return Ok(None) };
        Ok(Some(domain::mysrs::patrol::patrol(context.ctx()?, id).await?.into()))
    }

    /// Who called.
    async fn caller(&self) -> PatrolMember {
        let sos = &self.0.sos;
        let (person_id, display_name) = (sos.person_id, sos.caller_name.clone());
        PatrolMember(Member { person_id, display_name })
    }

    /// Where it stands.
    async fn status(&self) -> SosStatus {
        self.0.sos.status.into()
    }

    /// What the caller says, at most 500 characters.
    async fn note(&self) -> Option<&str> {
        self.0.sos.note.as_deref()
    }

    /// Where the caller is, as far as their phone has said; it follows them while the call goes on.
    /// For those who were told and those who answer; none for others.
    async fn coordinates(&self) -> Option<Coordinates> {
        let position = self.0.sos.last_fix?.fix.position;
        Some(Coordinates { latitude: position.latitude, longitude: position.longitude })
    }

    /// How far off `coordinates` may be, in metres.
    async fn accuracy_metres(&self) -> Option<f64> {
        self.0.sos.last_fix?.fix.accuracy_metres
    }

    /// When the caller was at `coordinates`.
    async fn positioned_at(&self) -> Option<DateTime> {
        Some(DateTime(self.0.sos.last_fix?.at))
    }

    /// When the caller pressed the button, as far as the server can tell.
    async fn pressed_at(&self) -> DateTime {
        DateTime(self.0.sos.said_at)
    }

    /// When it came in.
    async fn raised_at(&self) -> DateTime {
        DateTime(self.0.sos.raised_at)
    }

    /// When somebody answered first, since the caller called anew.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.sos.answered_at.map(DateTime)
    }

    /// When it ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.sos.ended_at.map(DateTime)
    }

    /// Why it was taken back, or how it ended.
    async fn outcome(&self) -> Option<&str> {
        self.0.sos.outcome.as_deref()
    }

    /// How often it has rung.
    async fn rounds(&self) -> i64 {
        self.0.sos.rings()
    }

    /// Rises with every change, and whenever the caller has moved: of two answers the one with the
    /// higher number is the newer.
    async fn version(&self) -> i64 {
        self.0.sos.version
    }

    /// Who was told, the first first.
    async fn told(&self) -> Vec<SosTold> {
        self.0.sos.told.iter().cloned().map(SosTold).collect()
    }

    /// Who answers, the first first.
    async fn responders(&self) -> Vec<SosResponder> {
        self.0.sos.responders.iter().cloned().map(SosResponder).collect()
    }

    /// What happened to it, the first first.
    async fn timeline(&self, context: &Context<'_>) -> domain::Result<Vec<SosStep>> {
        let steps = sos::timeline(context.ctx()?, self.0.sos.id).await?;
        Ok(steps.into_iter().map(SosStep).collect())
    }

    /// Whether the viewer may answer it now (`sosAcknowledge`).
    async fn viewer_can_acknowledge(&self) -> bool {
        self.0.rights.acknowledge
    }

    /// Whether the viewer may take it back now (`sosCancel`).
    async fn viewer_can_cancel(&self) -> bool {
        self.0.rights.cancel
    }

    /// Whether the viewer may say how it ended (`sosResolve`).
    async fn viewer_can_resolve(&self) -> bool {
        self.0.rights.resolve
    }
}

connection!(SosConnection, SosEdge, Sos, "calls for help");
