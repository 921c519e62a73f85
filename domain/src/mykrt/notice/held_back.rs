//! A notice that was to go out by itself does not: somebody has to hear of it, because a warning that
//! stays a draft warns nobody.

use uuid::Uuid;

use super::{
    model::{Notice, Severity},
    told_store,
};
use crate::{
    community::committee,
    identity::Reached,
    shared::{
        clock::Instant,
        error::Result,
        id::PersonId,
        language::Language,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};

/// Tells those in whose name a notice was written that it did not go out, in the work that makes it a
/// draft again: by push, which opens it, and by SMS, because not everybody in office has the app.
/// `scheduler` is whoever planned it, while they may still send it.
pub(super) async fn tell(
    work: &mut Work,
    notice: &Notice,
    scheduler: Option<PersonId>,
    now: Instant,
) -> Result<()> {
    let (told, area) = hearers(work, notice, scheduler, now).await?;
    if told.is_empty() {
        tracing::warn!(notice = %notice.id, "nobody can be told that a notice is held back");
        return Ok(());
    }
    // Not the notice itself: it may be held back again, and those who hear of it get it too once it is
    // out.
    let cause: Uuid = work.tools().ids.mint(now);
    let message = Message {
        audience: Audience::People(told.iter().map(|one| one.person_id).collect()),
        text: Text::NoticeHeldBack {
            title: notice.title.clone(),
            link: format!("krt://notice/{}", notice.id),
            area,
        },
        // Each app has its own.
        language: Language::Ms,
        cause,
        round: 0,
        urgent: notice.severity == Severity::Emergency,
        expires_at: None,
    };
    outbox::send(work, &message).await?;
    for one in told {
        let Some(phone) = one.phone else { continue };
        let audience = Audience::Phone(phone);
        let text = Message { audience, language: one.language, ..message.clone() };
        outbox::send(work, &text).await?;
    }
    Ok(())
}

/// Those who write in the committee's name, or for the department its officers of the place and
/// whoever planned it; each once. A committee whose terms have all ended writes nothing any more, and
/// often that is why a notice is held back: then the officers of the place hear of it, who read the
/// area's name, because its drafts are not theirs.
async fn hearers(
    work: &Work,
    notice: &Notice,
    scheduler: Option<PersonId>,
    now: Instant,
) -> Result<(Vec<Reached>, Option<String>)> {
    let connection = work.connection();
    let of_committee = notice.scope.area().filter(|_| !notice.official);
    let mut told = match of_committee {
        Some(area) => committee::voice_of(connection, area, now).await?,
        None => told_store::officers(connection, &notice.scope, now).await?,
    };
    if let Some(person) = scheduler {
        told.extend(told_store::person(connection, person).await?);
    }
    let mut name = None;
    if let Some(area) = of_committee.filter(|_| told.is_empty()) {
        told = told_store::officers(connection, &notice.scope, now).await?;
        name = told_store::area_name(connection, area).await?;
    }
    told.sort_unstable_by_key(|one| one.person_id);
    told.dedup_by_key(|one| one.person_id);
    Ok((told, name))
}
