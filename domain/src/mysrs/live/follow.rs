//! Following patrols: what changed of them is read from the database once for each change; that a
//! phone has moved is told from memory.

use std::{
    collections::{HashMap, HashSet},
    future::pending,
    sync::Arc,
};

use chrono::TimeDelta;
use tokio::sync::mpsc;

use super::{channel::Live, model::Spot, read, rules};
use crate::{
    community,
    mysrs::{
        patrol::{self, Patrol, PatrolStatus},
        unit,
    },
    policy::{Action, Place, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{DistrictId, PatrolId, PatrolUnitId},
    },
};

/// What somebody follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// One patrol.
    Patrol(PatrolId),
    /// The patrols of a unit.
    Unit(PatrolUnitId),
    /// The patrols of a district.
    District(DistrictId),
}

/// A patrol as somebody who follows it sees it now.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The patrol.
    pub patrol: Patrol,
    /// Where its phones are: as exactly as the follower may see it, or nothing.
    pub spots: Vec<Spot>,
}

/// How somebody sees where patrols are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sees {
    /// As exactly as the phones say.
    Exactly,
    /// To about 100 metres, and no names.
    Roughly,
    /// Exactly, where they take part themselves.
    WhereTheyGo,
}

/// A patrol that somebody follows.
#[derive(Debug)]
struct Known {
    patrol: Patrol,
    /// Whether they may see where it is.
    seen: bool,
    told: Vec<Spot>,
    told_at: Instant,
}

/// Somebody who follows patrols.
#[derive(Debug)]
pub struct Follower {
    live: Arc<Live>,
    followed: Followed,
    units: HashSet<PatrolUnitId>,
    moves: mpsc::Receiver<Spot>,
    sees: Sees,
    /// Moves of a patrol are told no sooner than this after what was told of it before.
    between: TimeDelta,
    known: HashMap<PatrolId, Known>,
}

/// Begins to follow, with what is on its way now: of a unit or a district the latest 200 patrols, and
/// one patrol in any case. Moves of one patrol come no sooner than `between` after what was told
/// before. For those who see the patrols: a unit's volunteers, its area's committee, the officers
/// above; a district's for its officers.
pub async fn follow(
    ctx: &Ctx,
    live: &Arc<Live>,
    followed: Followed,
    between: TimeDelta,
) -> Result<(Follower, Vec<Sight>)> {
    let (place, units, followed) = match followed {
        Followed::Patrol(id) => {
            let found = patrol::patrol(ctx, id).await?;
            let place = unit::standing(ctx, found.unit_id).await?;
            (place, HashSet::from([found.unit_id]), Followed::Patrol(found.id))
        }
        Followed::Unit(id) => {
            (unit::patrol_unit(ctx, id).await?.place(), HashSet::from([id]), followed)
        }
        Followed::District(id) => {
            let district = community::district(ctx, id).await?;
            let state = Some(district.state_code);
            let place = Place { state, district: Some(id), ..Place::default() };
            ctx.authorize(Action::PatrolRead, &Target::at(place.clone()))?;
            let units = patrol::units_of_district(ctx.db().write(), id).await?;
            (place, units.into_iter().collect(), followed)
        }
    };
    let sees = match followed {
        Followed::District(_) => Sees::Roughly,
        _ if ctx.may(Action::PatrolPositionRead, &Target::at(place)) => Sees::Exactly,
        Followed::Unit(_) | Followed::Patrol(_) => Sees::WhereTheyGo,
    };
    // Heard from before what stands is read: nothing is lost in between.
    let moves = live.listen(&units);
    let mut follower = Follower {
        live: Arc::clone(live),
        followed,
        units,
        moves,
        sees,
        between,
        known: HashMap::new(),
    };
    let sights = follower.begin(ctx).await?;
    Ok((follower, sights))
}

impl Follower {
    /// What is on its way now.
    async fn begin(&mut self, ctx: &Ctx) -> Result<Vec<Sight>> {
        let connection = ctx.db().write();
        let (patrols, newest) = match self.followed {
            Followed::Patrol(id) => (
                vec![patrol::patrol(ctx, id).await?],
                patrol::newest_of_patrol(connection, id).await?,
            ),
            Followed::Unit(id) => (
                patrol::active_of_unit(connection, id).await?,
                patrol::newest_of_unit(connection, id).await?,
            ),
            Followed::District(id) => (
                patrol::active_of_district(connection, id).await?,
                patrol::newest_of_district(connection, id).await?,
            ),
        };
        read::learn(&self.live, newest);
        let mut sights = Vec::with_capacity(patrols.len());
        for patrol in patrols {
            sights.push(self.see(ctx, patrol).await?);
        }
        Ok(sights)
    }

    /// Where a phone is that has moved, as soon as one has: to be given to [`Follower::moved`].
    pub async fn next_move(&mut self) -> Spot {
        match self.moves.recv().await {
            Some(spot) => spot,
            // There is no unit to hear of.
            None => pending().await,
        }
    }

    /// The patrol that a change is about, when it is followed and may be seen.
    pub async fn hear(&mut self, ctx: &Ctx, change: &Change) -> Result<Option<Sight>> {
        let Scope::Unit(unit) = change.scope else { return Ok(None) };
        let id = PatrolId(change.id);
        let of_these = change.noun == Noun::Patrol && self.units.contains(&unit);
        if !of_these || !self.follows(id) {
            return Ok(None);
        }
        // What they may not see any more is passed over.
        let Ok(patrol) = patrol::patrol(ctx, id).await else { return Ok(None) };
        // A map shows none with which nobody is on the way.
        if patrol.belated && self.followed != Followed::Patrol(id) {
            return Ok(None);
        }
        if !self.known.contains_key(&id) {
            read::learn(&self.live, patrol::newest_of_patrol(ctx.db().write(), id).await?);
        }
        self.see(ctx, patrol).await.map(Some)
    }

    /// The patrol of a phone that has moved, when it is followed, may be seen, and was not told just
    /// now. Nothing is read from the database, save at the first move of a patrol whose beginning was
    /// not heard.
    pub async fn moved(&mut self, ctx: &Ctx, spot: Spot) -> Result<Option<Sight>> {
        let id = spot.patrol_id;
        if !self.follows(id) {
            return Ok(None);
        }
        if !self.known.contains_key(&id) {
            let Ok(patrol) = patrol::patrol(ctx, id).await else { return Ok(None) };
            if !patrol.is_on_its_way() {
                return Ok(None);
            }
            read::learn(&self.live, patrol::newest_of_patrol(ctx.db().write(), id).await?);
            let sight = self.see(ctx, patrol).await?;
            return Ok(Some(sight).filter(|sight| !sight.spots.is_empty()));
        }
        let (spots, now) = (self.spots(id), ctx.now());
        let Some(known) = self.known.get_mut(&id).filter(|known| known.seen) else {
            return Ok(None);
        };
        let waited = now - known.told_at;
        let still = rules::stand_still(&known.told, &spots) && waited < rules::SIGN_OF_LIFE;
        // To whoever sees it roughly most moves are none.
        if waited < self.between || (still && self.sees == Sees::Roughly) {
            return Ok(None);
        }
        known.told.clone_from(&spots);
        known.told_at = now;
        Ok(Some(Sight { patrol: known.patrol.clone(), spots }))
    }

    fn follows(&self, id: PatrolId) -> bool {
        match self.followed {
            Followed::Patrol(one) => one == id,
            Followed::Unit(_) | Followed::District(_) => true,
        }
    }

    /// Notes how a patrol stands, and shows it.
    async fn see(&mut self, ctx: &Ctx, patrol: Patrol) -> Result<Sight> {
        if patrol.status == PatrolStatus::Ended {
            self.known.remove(&patrol.id);
            self.live.forget(patrol.id);
            return Ok(Sight { patrol, spots: Vec::new() });
        }
        let seen = match self.sees {
            _ if patrol.belated => false,
            Sees::Exactly | Sees::Roughly => true,
            // Whoever joins it sees it from then on.
            Sees::WhereTheyGo => patrol::rights(ctx, &patrol).await?.positions,
        };
        let spots = if seen { self.spots(patrol.id) } else { Vec::new() };
        let known = Known { patrol: patrol.clone(), seen, told: spots.clone(), told_at: ctx.now() };
        self.known.insert(patrol.id, known);
        Ok(Sight { patrol, spots })
    }

    fn spots(&self, id: PatrolId) -> Vec<Spot> {
        let spots = self.live.board().newest(id);
        match self.sees {
            Sees::Exactly | Sees::WhereTheyGo => spots,
            Sees::Roughly => spots.into_iter().map(rules::roughly).collect(),
        }
    }
}
