//! What somebody wishes of notices: by area and severity, and in which hours not.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    audience::Where,
    digest::Planned,
    digest_store,
    model::Severity,
    preference_store,
    reader::Reader,
    wish::{self, Choice, Preference, QuietHours, Way},
};
use crate::{
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{AreaId, PersonId},
    },
};

/// The severities of which somebody chooses. An emergency is pushed to everybody.
const CHOSEN: [Severity; 3] = [Severity::Information, Severity::Important, Severity::Urgent];

/// Everything that somebody wishes of notices.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// What they chose: for everywhere first, then area by area. What is not there is pushed.
    pub choices: Vec<Preference>,
    /// When they want to hear nothing.
    pub quiet_hours: Option<QuietHours>,
    /// How often they want what they were not rung for gathered.
    pub digest: Option<Planned>,
}

/// What the actor wishes of notices.
pub async fn preferences(ctx: &Ctx) -> Result<Preferences> {
    let person = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(person))?;
    let connection = ctx.db().write();
    Ok(Preferences {
        choices: preference_store::list(connection, person).await?,
        quiet_hours: preference_store::quiet_hours(connection, person).await?,
        digest: digest_store::lookup(connection, person).await?,
    })
}

/// Keeps how the actor wants notices of an area, or of everywhere; of one severity, or of all but
/// emergencies. Without a choice the former one is forgotten.
pub async fn set_preference(
    ctx: &Ctx,
    area: Option<AreaId>,
    severity: Option<Severity>,
    choice: Option<Choice>,
) -> Result<Preferences> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::AccountUpdate, &Target::of(person))?;
    if let (Some(area), Some(_)) = (area, choice) {
        let reader = Reader::of(ctx).await?;
        if !reader.places.iter().any(|(place, _)| *place == Where::Area(area)) {
            return Err(Refusal::of(ErrorCode::NotYourArea).at("areaId").into());
        }
    }
    let chosen = CHOSEN.into_iter().filter(|known| severity.is_none_or(|one| one == *known));
    let mut work = ctx.begin().await?;
    for severity in chosen {
        let whose = (person, area);
        preference_store::put(work.connection(), whose, severity, choice, ctx.now()).await?;
    }
    let deed = work.audit(&permit, person);
    deed.detail("fields", "noticePreference");
    deed.detail("choice", choice.map_or_else(|| "NONE".to_owned(), |choice| choice.to_value()));
    work.commit().await?;
    preferences(ctx).await
}

/// Keeps when the actor wants to hear nothing; none when they always want to.
pub async fn set_quiet_hours(ctx: &Ctx, hours: Option<QuietHours>) -> Result<Preferences> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::AccountUpdate, &Target::of(person))?;
    if let Some(hours) = hours {
        hours.check()?;
    }
    let mut work = ctx.begin().await?;
    preference_store::put_quiet_hours(work.connection(), person, hours, ctx.now()).await?;
    work.audit(&permit, person).detail("fields", "noticeQuietHours");
    work.commit().await?;
    preferences(ctx).await
}

/// How something rings that concerns one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ring {
    /// With a sound.
    Loud,
    /// In the phone's list without a sound.
    Silent,
}

/// How something of an area that matters as much as an important notice comes to these people now, 500
/// at most: as they wish those to come, without those who want none. In their quiet hours it makes no
/// sound and does not wait for the morning, by which it may be too late.
pub(crate) async fn rings<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
    area: AreaId,
    now: Instant,
) -> Result<Vec<(PersonId, Ring)>> {
    let severity = Severity::Important;
    let wishes = preference_store::wishes(connection, (people, area), severity).await?;
    let ring = |wish: preference_store::Wish| {
        Some((wish.person, ring_by(severity, wish.choice, wish.quiet(), now)?))
    };
    Ok(wishes.into_iter().filter_map(ring).collect())
}

fn ring_by(
    severity: Severity,
    choice: Option<Choice>,
    quiet: Option<QuietHours>,
    now: Instant,
) -> Option<Ring> {
    match wish::way(severity, choice, quiet, now) {
        Way::Loud => Some(Ring::Loud),
        Way::Silent | Way::Later(_) => Some(Ring::Silent),
        Way::FeedOnly => None,
    }
}
