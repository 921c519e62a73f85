//! The photos of check-ins and events.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{check_in_store::Kept, doubt::Doubt, rules::note_unless, service};
use crate::{
    policy::Action,
    shared::{
        ctx::Ctx,
        error::Result,
        id::{CheckInId, MediaId, PatrolEventId, PatrolId},
        media::{Attached, Picture, usable_pictures},
    },
};

/// Where they are kept: of a check-in or of an event, whose ids never meet.
const PHOTOS: Attached = Attached { table: "patrol_photo", owner: "record_id" };
/// The most photos of one record; more are left out.
pub(super) const MOST: usize = 10;

/// Which of these photos are the actor's own and uploaded.
pub(super) async fn usable(ctx: &Ctx, photos: Vec<MediaId>) -> Result<HashSet<MediaId>> {
    if photos.is_empty() {
        return Ok(HashSet::new());
    }
    let found = usable_pictures(ctx, ctx.db().write(), &photos).await?;
    Ok(photos.into_iter().zip(found).filter(|(_, found)| found.is_ok()).map(|(id, _)| id).collect())
}

/// Leaves out of each check-in the photos that cannot be shown, and notes that.
pub(super) async fn keep_usable(ctx: &Ctx, rows: &mut [Kept]) -> Result<()> {
    let sent: Vec<MediaId> = rows.iter().flat_map(|row| row.photos.iter().copied()).collect();
    if sent.is_empty() {
        return Ok(());
    }
    let usable = usable(ctx, sent).await?;
    for row in rows {
        let kept = kept(&row.photos, &usable);
        note_unless(kept.len() == row.photos.len(), Doubt::PhotoInvalid, &mut row.check_in.doubts);
        row.photos = kept;
    }
    Ok(())
}

/// Those of these photos that can be shown, as many as a record has.
pub(super) fn kept(photos: &[MediaId], usable: &HashSet<MediaId>) -> Vec<MediaId> {
    photos.iter().copied().filter(|photo| usable.contains(photo)).take(MOST).collect()
}

/// What has photos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A check-in.
    CheckIn(CheckInId),
    /// An event on the way.
    Event(PatrolEventId),
}

impl Record {
    fn id(self) -> Uuid {
        match self {
            Self::CheckIn(id) => id.0,
            Self::Event(id) => id.0,
        }
    }
}

/// The photos of check-ins and events, for those who may see where the patrols went: others get
/// none, because a photo shows where it was taken.
pub async fn photos_of_records(
    ctx: &Ctx,
    records: &[(PatrolId, Record)],
) -> Result<HashMap<(PatrolId, Record), Vec<Picture>>> {
    let patrols: HashSet<PatrolId> = records.iter().map(|(patrol, _)| *patrol).collect();
    let mut seen = HashSet::new();
    for patrol in patrols {
        if service::may(ctx, Action::TrackRead, patrol).await? {
            seen.insert(patrol);
        }
    }
    let shown = || records.iter().filter(|(patrol, _)| seen.contains(patrol));
    let ids: Vec<Uuid> = shown().map(|(_, record)| record.id()).collect();
    let mut found: HashMap<Uuid, Vec<Picture>> = PHOTOS.list(ctx.db().write(), &ids).await?;
    Ok(shown().filter_map(|key| Some((*key, found.remove(&key.1.id())?))).collect())
}
