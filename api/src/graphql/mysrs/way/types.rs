//! What happens on the way, and what a unit takes along and goes through.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    mysrs::{
        outset::{briefing, equipment},
        patrol::{Record, event},
        unit::Member,
    },
    shared::id::PatrolId,
};

use crate::graphql::{
    connection::{self, connection},
    context::InRequest as _,
    krt_shop::Picture,
    mysrs::{types::CheckInDoubt, unit::PatrolMember},
    scalars::DateTime,
    values::Coordinates,
};

/// What happened on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "event::EventKind")]
pub enum PatrolEventKind {
    /// The patrol rests from now on.
    Paused,
    /// The patrol goes on.
    Resumed,
    /// Somebody comes to it.
    Joined,
    /// Somebody goes home before the end.
    Left,
    /// Something was seen or said.
    Note,
    /// Something was photographed.
    Photo,
    /// A point of the briefing was gone through.
    Briefed,
    /// A piece of equipment was given to somebody.
    EquipmentOut,
    /// A piece of equipment came back.
    EquipmentIn,
}

/// What kind of equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "equipment::EquipmentKind")]
pub enum EquipmentKind {
    /// A reflecting vest (ves).
    Vest,
    /// A torch (lampu suluh).
    Torch,
    /// A whistle (wisel).
    Whistle,
    /// A baton (cota).
    Baton,
    /// A walkie-talkie.
    WalkieTalkie,
    /// Something else.
    Other,
}

/// A piece of a unit's equipment.
#[derive(Description)]
pub struct Equipment(pub(crate) equipment::Equipment);

#[Object(use_type_description)]
impl Equipment {
    /// The id, made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What it is.
    async fn kind(&self) -> EquipmentKind {
        self.0.kind.into()
    }

    /// What stands on it.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Since when the unit has it no longer.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A point of a unit's briefing.
#[derive(Description)]
pub struct BriefingItem(pub(crate) briefing::BriefingItem);

#[Object(use_type_description)]
impl BriefingItem {
    /// The id, made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Its place in the list, from 1.
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// What is gone through.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Since when it is gone through no longer.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// Something that happened on a patrol.
#[derive(Description)]
pub struct PatrolEvent(pub(super) event::PatrolEvent);

#[Object(use_type_description)]
impl PatrolEvent {
    /// The id, made by the phone.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What happened.
    async fn kind(&self) -> PatrolEventKind {
        self.0.kind.into()
    }

    /// The person's id of whoever recorded it.
    async fn recorded_by_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The person's id of who came or went, or got the equipment.
    async fn member_id(&self) -> Option<ID> {
        self.0.member_id.map(Into::into)
    }

    /// Which equipment.
    async fn equipment_id(&self) -> Option<ID> {
        self.0.equipment_id.map(Into::into)
    }

    /// Which point of the briefing.
    async fn briefing_item_id(&self) -> Option<ID> {
        self.0.briefing_item_id.map(Into::into)
    }

    /// To which check-in it belongs.
    async fn check_in_id(&self) -> Option<ID> {
        self.0.check_in_id.map(Into::into)
    }

    /// What was seen or said.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where; none when it is not known, or not for the viewer to see.
    async fn coordinates(&self) -> Option<Coordinates> {
        let position = self.0.position?;
        Some(Coordinates { latitude: position.latitude, longitude: position.longitude })
    }

    /// How far off the position may be, in metres.
    async fn accuracy_metres(&self) -> Option<f64> {
        self.0.accuracy_metres
    }

    /// Its photos, in their order; none for whoever may not see where the patrol went.
    async fn photos(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let record = Record::Event(self.0.id);
        let photos = context.loaders()?.patrol_photos(self.0.patrol_id, record).await?;
        Ok(photos.into_iter().map(Picture::closed).collect())
    }

    /// When it happened, by the phone's clock.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// When it happened, as far as the server can tell.
    async fn corrected_at(&self) -> DateTime {
        DateTime(self.0.corrected_at)
    }

    /// When the server received it.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }

    /// What is odd about it; empty when nothing is.
    async fn doubts(&self) -> Vec<CheckInDoubt> {
        self.0.doubts.iter().copied().map(CheckInDoubt::from).collect()
    }
}

connection!(PatrolEventConnection, PatrolEventEdge, PatrolEvent, "events of a patrol");

/// A break of a patrol.
#[derive(Description)]
pub struct PatrolPause(event::Pause);

#[Object(use_type_description)]
impl PatrolPause {
    /// Since when.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.from)
    }

    /// Until when; null while it lasts.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.until.map(DateTime)
    }
}

/// Somebody on a patrol, from when until when.
#[derive(Description)]
pub struct PatrolPresence(event::Presence);

#[Object(use_type_description)]
impl PatrolPresence {
    /// Who.
    async fn member(&self) -> PatrolMember {
        let display_name = self.0.display_name.clone();
        PatrolMember(Member { person_id: self.0.person_id, display_name })
    }

    /// Since when.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// When they went home before the end; null for whoever stayed.
    async fn left_at(&self) -> Option<DateTime> {
        self.0.left_at.map(DateTime)
    }
}

/// A point of the briefing on a patrol.
#[derive(Description)]
pub struct PatrolBriefingPoint(event::BriefingPoint);

#[Object(use_type_description)]
impl PatrolBriefingPoint {
    /// The point.
    async fn item(&self) -> BriefingItem {
        BriefingItem(self.0.item.clone())
    }

    /// Who went through it and when; null when nobody did.
    async fn done(&self) -> Option<PatrolEvent> {
        self.0.done.clone().map(PatrolEvent)
    }
}

/// A piece of equipment that was given out on a patrol.
#[derive(Description)]
pub struct PatrolEquipment(event::EquipmentState);

#[Object(use_type_description)]
impl PatrolEquipment {
    /// The piece.
    async fn equipment(&self) -> Equipment {
        Equipment(self.0.equipment.clone())
    }

    /// The person's id of who got it last.
    async fn holder_id(&self) -> ID {
        self.0.holder.into()
    }

    /// When they got it.
    async fn out_at(&self) -> DateTime {
        DateTime(self.0.out_at)
    }

    /// When it came back; null while it is missing.
    async fn in_at(&self) -> Option<DateTime> {
        self.0.in_at.map(DateTime)
    }

    /// Whether it has not come back.
    async fn missing(&self) -> bool {
        self.0.in_at.is_none()
    }
}

/// What happened on a patrol, and what follows from it.
#[derive(Description)]
pub struct PatrolWay(pub(crate) PatrolId);

#[Object(use_type_description)]
impl PatrolWay {
    /// What happened, the earliest first.
    async fn events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<PatrolEventConnection> {
        let args = connection::args(first, after, last, before);
        let page = event::events(context.ctx()?, self.0, &args).await?;
        Ok(PatrolEventConnection::of(page, PatrolEvent))
    }

    /// Who was there from when until when, in the order in which they came.
    async fn presence(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolPresence>> {
        let present = event::presence(context.ctx()?, self.0).await?;
        Ok(present.into_iter().map(PatrolPresence).collect())
    }

    /// Its breaks, the earliest first.
    async fn pauses(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolPause>> {
        let pauses = event::pauses(context.ctx()?, self.0).await?;
        Ok(pauses.into_iter().map(PatrolPause).collect())
    }

    /// The points of the unit's briefing, each with who went through it.
    async fn briefing(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolBriefingPoint>> {
        let points = event::briefing_of_patrol(context.ctx()?, self.0).await?;
        Ok(points.into_iter().map(PatrolBriefingPoint).collect())
    }

    /// The equipment that was given out, what is missing first.
    async fn equipment(&self, context: &Context<'_>) -> domain::Result<Vec<PatrolEquipment>> {
        let states = event::equipment_of_patrol(context.ctx()?, self.0).await?;
        Ok(states.into_iter().map(PatrolEquipment).collect())
    }
}
