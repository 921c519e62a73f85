//! What was recorded at a checkpoint.

use async_graphql::{Context, Description, ID, Object};
use domain::mysrs::patrol;

use super::doubts::CheckInDoubt;
use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    krt_shop::Picture,
    mysrs::{
        proof::{CheckInMethod, CheckInProof},
        unit::PatrolMember,
    },
    scalars::DateTime,
    values::Coordinates,
};

/// What was recorded at a checkpoint, or anywhere on the way.
#[derive(Description)]
pub struct CheckIn(pub patrol::CheckIn);

#[Object(use_type_description)]
impl CheckIn {
    /// The id, made by the phone.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Who recorded it.
    async fn recorded_by(&self, context: &Context<'_>) -> domain::Result<Option<PatrolMember>> {
        let members = context.loaders()?.members_of_patrol(self.0.patrol_id).await?;
        let recorder = members.into_iter().find(|member| member.person_id == self.0.person_id);
        Ok(recorder.map(PatrolMember))
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

    /// The name of the checkpoint.
    async fn checkpoint(&self) -> Option<&str> {
        self.0.checkpoint.as_deref()
    }

    /// What was seen.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was recorded, by the phone's clock.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// When it was recorded, as far as the server can tell.
    async fn corrected_at(&self) -> DateTime {
        DateTime(self.0.corrected_at)
    }

    /// When the server received it.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }

    /// What was added to the phone's time, in seconds.
    async fn clock_offset_seconds(&self) -> i64 {
        self.0.clock_offset_ms / 1000
    }

    /// How it shows that somebody was there.
    async fn method(&self) -> CheckInMethod {
        self.0.evidence.method.into()
    }

    /// At which checkpoint (`checkpoint_…`): that of the code, or the one that the phone named.
    async fn checkpoint_id(&self) -> Option<ID> {
        self.0.evidence.checkpoint_id.map(Into::into)
    }

    /// Its photos, in their order; none for whoever may not see where the patrol went.
    async fn photos(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let record = patrol::Record::CheckIn(self.0.id);
        let photos = context.loaders()?.patrol_photos(self.0.patrol_id, record).await?;
        Ok(photos.into_iter().map(Picture::closed).collect())
    }

    /// Whether it is believed, why, and what people decided.
    async fn proof(&self) -> CheckInProof {
        CheckInProof(self.0.clone())
    }

    /// What is odd about it; empty when nothing is. `proof` says what of it makes it doubtful.
    async fn doubts(&self) -> Vec<CheckInDoubt> {
        self.0.doubts.iter().copied().map(CheckInDoubt::from).collect()
    }
}

connection!(CheckInConnection, CheckInEdge, CheckIn, "check-ins");
