//! A carnival for people's own calendars.

use super::{model::KioskStatus, service::kiosk};
use crate::shared::{
    calendar::{Event, document},
    ctx::Ctx,
    error::{Error, Result},
    id::KioskId,
};

/// A carnival as an iCalendar document, in the reader's language: everybody. A kiosk has no time.
pub async fn kiosk_file(ctx: &Ctx, id: KioskId) -> Result<String> {
    let found = kiosk(ctx, id).await?;
    let (Some(starts_at), Some(ends_at)) = (found.starts_at, found.ends_at) else {
        return Err(Error::not_found());
    };
    let said =
        |text: &crate::shared::language::LocalizedText| text.resolve(&ctx.languages).0.to_owned();
    let cancelled = found.status == KioskStatus::Cancelled;
    let event = Event {
        uid: found.id.to_string(),
        sequence: found.version,
        stamp: found.updated_at,
        created: found.created_at,
        starts_at,
        ends_at,
        summary: said(&found.name),
        description: found.description.as_ref().map(said),
        location: found.address.clone(),
        position: Some((found.latitude, found.longitude)),
        category: "CARNIVAL".to_owned(),
        cancelled: cancelled.then(|| found.reason.clone().unwrap_or_default()),
    };
    Ok(document(None, &[event]))
}
