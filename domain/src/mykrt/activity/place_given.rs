//! Whoever waited for a place hears that they have one.

use super::model::{Activity, ActivityStatus};
use crate::{
    mykrt::notice::{self, Ring},
    shared::{
        error::Result,
        id::PersonId,
        language::Language,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};

/// Pushes it to the phones of somebody, as they wish to hear of their area: in the work that gives
/// them the place, so that it leaves once. Of what is over or does not take place nobody hears.
pub(super) async fn tell(work: &mut Work, activity: &Activity, person: PersonId) -> Result<()> {
    let now = work.tools().clock.now();
    if activity.status != ActivityStatus::Planned || activity.ends_at <= now {
        return Ok(());
    }
    let rings = notice::rings(work.connection(), &[person], activity.area_id, now).await?;
    let Some((_, ring)) = rings.first().copied() else { return Ok(()) };
    let message = Message {
        audience: Audience::Person(person),
        text: Text::PlaceGiven {
            title: activity.title.clone(),
            link: format!("krt://activity/{}", activity.id),
            silent: ring == Ring::Silent,
        },
        // Each app has its own language.
        language: Language::Ms,
        // They may give the place back, wait anew and get another.
        cause: work.tools().ids.mint(now),
        round: 0,
        urgent: false,
        expires_at: Some(activity.ends_at),
    };
    outbox::send(work, &message).await
}
