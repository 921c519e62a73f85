//! Following the calls of a unit live: what a change tells of is read once for everybody who follows
//! on this node, and each sees of it what they may.
//!
//! Where a caller is leaves no line in the change log. Whoever follows a call that goes on looks
//! every second whether its version has risen; one look serves everybody on this node. It needs no
//! Redis, and does not care on which node the caller's phone says where it is.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use moka::future::Cache;

use super::{
    model::{SeenSos, Sos},
    read, store,
};
use crate::shared::{
    change_log::{ByChange, Change, Noun},
    ctx::Ctx,
    error::{Error, ErrorCode, Result},
    id::{PatrolUnitId, SosId},
};

/// So many changes are remembered with what they tell of, for those who hear of them a moment later
/// than others.
const READINGS_KEPT: u64 = 1_000;
/// For so long.
const READING_KEPT: Duration = Duration::from_secs(10);
/// So many units with calls that go on; each takes a few hundred bytes.
const UNITS_KEPT: u64 = 10_000;
/// A little less than the second after which everybody looks again.
const LOOK_KEPT: Duration = Duration::from_millis(800);

/// What changes tell of.
static READINGS: LazyLock<Cache<ByChange, Option<Arc<Sos>>>> = LazyLock::new(|| {
    Cache::builder().max_capacity(READINGS_KEPT).time_to_live(READING_KEPT).build()
});

/// The calls that go on in a unit, each with its version.
type Versions = Arc<Vec<(SosId, i64)>>;

/// How the calls of units stood at the last look.
static LOOKS: LazyLock<Cache<PatrolUnitId, Versions>> =
    LazyLock::new(|| Cache::builder().max_capacity(UNITS_KEPT).time_to_live(LOOK_KEPT).build());

/// The call that a change tells of, as the reader may see it; nothing when it is none, or not for
/// them.
pub async fn heard(ctx: &Ctx, change: &Arc<Change>) -> Result<Option<SeenSos>> {
    if change.noun != Noun::Sos {
        return Ok(None);
    }
    let reading = async {
        let found = read::whole(ctx.db().write(), SosId(change.id)).await?;
        Ok::<_, Error>(found.map(Arc::new))
    };
    let found = READINGS.try_get_with(ByChange(Arc::clone(change)), reading).await;
    let Some(found) = found.map_err(|cause| Error::clone(&cause))? else { return Ok(None) };
    match read::seen(ctx, &found) {
        Ok(seen) => Ok(Some(seen)),
        Err(Error::Stopped(refusal))
            if matches!(refusal.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            Ok(None)
        }
        Err(cause) => Err(cause),
    }
}

/// The calls of a unit that go on, each with its version: at most a second old. Whoever asks has
/// been let in to follow the unit.
pub async fn moved(ctx: &Ctx, unit: PatrolUnitId) -> Result<Versions> {
    let look = async {
        let versions = store::list_versions(ctx.db().write(), unit).await?;
        Ok::<_, Error>(Arc::new(versions))
    };
    LOOKS.try_get_with(unit, look).await.map_err(|cause| Error::clone(&cause))
}
