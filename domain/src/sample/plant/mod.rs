//! Planting the sample: neighbourhoods with people, notices, patrols and a shop, whole or not at
//! all, and the same each time for a given day.
//!
//! Everything is planted by a context whose clock travels through the past months, so that what
//! happened earlier carries earlier times and ids, as if people had done it.

mod activities;
mod certificates;
mod ground;
mod kiosks;
mod notices;
mod parts;
mod patrols;
mod people;
mod pictures;
mod places;
mod registry;
mod shop;

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::{accounts, content::areas};
use crate::{
    community::{Atlas, approval},
    mykrt::notice::Boards,
    shared::{
        audit::Attempts,
        bell::Bells,
        change_log::ChangeFeed,
        clock::{Clock, Instant},
        ctx::{Ctx, Tools},
        error::{Error, Result},
        id::{AreaId, PatrolUnitId, PersonId},
        malaysia,
        work::Work,
    },
};

/// For how long the sample's people have had their accounts.
const JOINED: i64 = -120;

/// How much was planted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planted {
    /// Neighbourhoods.
    pub areas: usize,
    /// People.
    pub people: usize,
    /// Notices, drafts included.
    pub notices: usize,
    /// Patrol units.
    pub units: usize,
    /// Shifts, past and to come.
    pub shifts: usize,
    /// Patrols that are over.
    pub patrols: usize,
    /// Economic projects.
    pub projects: usize,
    /// Products and services.
    pub products: usize,
}

/// A neighbourhood that was planted, and who does what there.
struct Neighbourhood {
    content: &'static areas::Area,
    /// Its place in the content.
    index: usize,
    id: AreaId,
    /// None where no committee is at work.
    secretary: Option<PersonId>,
    /// Its unit with the leader first.
    unit: Option<(PatrolUnitId, Vec<PersonId>)>,
}

/// What is at hand while planting.
struct Planting {
    /// The program in the past.
    ctx: Ctx,
    work: Work,
    now: Instant,
    password_hash: String,
    /// How many volunteers have a name so far.
    volunteers: usize,
    planted: Planted,
}

impl Planting {
    /// Goes to a moment: what is planted next happens then, but never after the present.
    fn travel(&self, to: Instant) {
        let clock = &self.ctx.tools().clock;
        clock.advance(to.min(self.now) - clock.now());
    }

    /// So many minutes after midnight in Malaysia, so many days from today.
    fn at(&self, day: i64, minutes: i64) -> Instant {
        let midnight = malaysia::at(malaysia::day(self.now), NaiveTime::MIN);
        midnight + TimeDelta::days(day) + TimeDelta::minutes(minutes)
    }
}

/// Plants the sample into a database, unless it is there already: then nothing is changed and
/// nothing comes back. Every account gets the same password, by its hash.
pub async fn plant(ctx: &Ctx, password_hash: &str) -> Result<Option<Planted>> {
    if !accounts(ctx).await?.is_empty() {
        return Ok(None);
    }
    // Drawing takes the longest: the database is held only once everything is ready.
    let pictures = pictures::draw(ctx).await?;
    let papers = pictures::draw_papers(ctx).await?;
    let past = in_the_past(ctx);
    let mut planting = Planting {
        work: past.begin().await?,
        ctx: past,
        now: ctx.now(),
        password_hash: password_hash.to_owned(),
        volunteers: 0,
        planted: Planted::default(),
    };
    planting.travel(planting.at(JOINED, 9 * 60));
    let mut areas = places::plant(&mut planting).await?;
    people::plant(&mut planting, &mut areas).await?;
    parts::plant(&mut planting, &areas).await?;
    registry::plant(&mut planting, &areas).await?;
    notices::plant(&mut planting, &areas).await?;
    activities::plant(&mut planting, &areas).await?;
    let ground = ground::plant(&planting, &areas).await?;
    patrols::plant(&mut planting, &areas, ground.as_ref()).await?;
    let projects = shop::plant(&mut planting, &areas, &pictures).await?;
    certificates::plant(&mut planting, &projects, &papers).await?;
    kiosks::plant(&mut planting, &areas, &projects).await?;
    planting.travel(planting.now);
    let Planting { work, planted, .. } = planting;
    approval::gather(&work).await?;
    work.commit().await?;
    // The past has listeners of its own, which are nobody.
    ctx.tools().changes.wake();
    Ok(Some(planted))
}

/// The program with a clock that can be set.
fn in_the_past(ctx: &Ctx) -> Ctx {
    let Tools { db, cache, ids, files, secret, .. } = ctx.tools().as_ref();
    Ctx::of_program(Arc::new(Tools {
        db: db.clone(),
        cache: cache.clone(),
        clock: Clock::fixed(ctx.now()),
        ids: ids.clone(),
        changes: ChangeFeed::default(),
        files: files.clone(),
        secret: secret.clone(),
        bells: Bells::default(),
        attempts: Attempts::default(),
        atlas: Atlas::default(),
        boards: Boards::default(),
    }))
}

/// The content names a code that the program does not know: somebody changed one without the
/// other.
fn unknown(what: &str, code: &str) -> Error {
    Error::internal(format!("the sample's content names a {what} that does not exist: {code}"))
}
