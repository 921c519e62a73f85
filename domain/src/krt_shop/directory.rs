//! What a page of the directory shows of projects, neighbourhoods and categories: kept in each
//! node and fresh by the change log, so that a page of products asks one index of one table.
//!
//! There are about a thousand projects in the country and some dozens of categories: a project's
//! record is about 1 kB, a neighbourhood's 500 bytes. What does not fit is read when it is asked.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{
    Mutex,
    broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
};

use super::{
    category::{self, Tree},
    project::{self, Project, ProjectStatus},
};
use crate::{
    community::{self, Area},
    policy::Place,
    shared::{
        change_log::{Change, Noun, Told},
        ctx::{Ctx, Tools},
        error::{ErrorCode, Refusal, Result},
        id::{AreaId, ProjectId},
    },
};

/// The most projects that a node keeps.
const MOST_PROJECTS: u64 = 20_000;
/// Neighbourhoods are read so many at a time.
const AREAS_AT_ONCE: usize = 512;
/// When more changed than this at once, everything is read again at the next use.
const MOST_CHANGES: usize = 64;

/// What is known of projects, neighbourhoods and categories at one moment.
#[derive(Clone, Debug, Default)]
pub struct Cards {
    projects: HashMap<ProjectId, Arc<Project>>,
    areas: HashMap<AreaId, Arc<Area>>,
    categories: Arc<Tree>,
}

impl Cards {
    /// A project that is at work.
    #[must_use]
    pub fn project(&self, id: ProjectId) -> Option<&Arc<Project>> {
        self.projects.get(&id)
    }

    /// Every project that is at work, in any order.
    pub fn projects(&self) -> impl ExactSizeIterator<Item = &Arc<Project>> {
        self.projects.values()
    }

    /// A neighbourhood that has a project at work.
    #[must_use]
    pub fn area(&self, id: AreaId) -> Option<&Arc<Area>> {
        self.areas.get(&id)
    }

    /// The tree of categories.
    #[must_use]
    pub fn categories(&self) -> &Arc<Tree> {
        &self.categories
    }

    /// Where a project stands, for the policy.
    #[must_use]
    pub fn place(&self, id: ProjectId) -> Option<Place> {
        let project = self.project(id)?;
        let place = self.area(project.area_id)?.place();
        Some(Place { project: Some(id), ..place })
    }

    pub(super) fn category_with_those_below(&self, code: &str) -> Result<Vec<&str>> {
        let codes = self.categories.subtree(code);
        if codes.is_empty() {
            return Err(Refusal::of(ErrorCode::CategoryUnknown).at("categoryCode").stop());
        }
        Ok(codes)
    }
}

/// One node's knowledge of the directory.
#[derive(Debug, Default)]
pub struct Directory {
    cards: RwLock<Option<Arc<Cards>>>,
    /// Held while cards are made, so that a change that is told meanwhile comes after them.
    making: Mutex<()>,
    followed: AtomicBool,
}

impl Directory {
    /// What is known now; read from the database at the first use.
    pub async fn cards(&self, ctx: &Ctx) -> Result<Arc<Cards>> {
        if let Some(cards) = self.known() {
            return Ok(cards);
        }
        let _making = self.making.lock().await;
        if let Some(cards) = self.known() {
            return Ok(cards);
        }
        let cards = Arc::new(load(ctx).await?);
        // Without somebody who listens to changes nothing may be kept.
        if self.followed.load(Ordering::SeqCst) {
            self.keep(Some(Arc::clone(&cards)));
        }
        Ok(cards)
    }

    /// Keeps what is known fresh for as long as the node lives. `then` hears the same changes once
    /// the directory knows of them, and whether more were missed: what is kept of the directory's
    /// answers may be dropped then, and is not made again of what the directory knew before.
    pub async fn follow(
        &self,
        tools: &Arc<Tools>,
        mut changes: Receiver<Told>,
        then: impl Fn(&[Arc<Change>], bool),
    ) {
        self.followed.store(true, Ordering::SeqCst);
        loop {
            let (mut heard, mut missed) = (Vec::new(), false);
            let mut next = changes.recv().await;
            loop {
                match next {
                    Ok(Told::Change(_, change)) => heard.push(change),
                    Ok(Told::Gap) | Err(RecvError::Lagged(_)) => missed = true,
                    Err(RecvError::Closed) => {
                        self.followed.store(false, Ordering::SeqCst);
                        self.forget().await;
                        return then(&[], true);
                    }
                }
                match changes.try_recv() {
                    Ok(told) => next = Ok(told),
                    Err(TryRecvError::Lagged(number)) => next = Err(RecvError::Lagged(number)),
                    Err(_) => break,
                }
            }
            if missed {
                self.forget().await;
            }
            self.hear(tools, &heard).await;
            then(&heard, missed);
        }
    }

    fn known(&self) -> Option<Arc<Cards>> {
        self.cards.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, cards: Option<Arc<Cards>>) {
        *self.cards.write().unwrap_or_else(PoisonError::into_inner) = cards;
    }

    async fn forget(&self) {
        let _making = self.making.lock().await;
        self.keep(None);
    }

    async fn hear(&self, tools: &Arc<Tools>, heard: &[Arc<Change>]) {
        let ours = |change: &&Arc<Change>| {
            matches!(change.noun, Noun::Place | Noun::Project | Noun::Category)
        };
        let ours: Vec<&Arc<Change>> = heard.iter().filter(ours).collect();
        if ours.is_empty() {
            return;
        }
        let _making = self.making.lock().await;
        let Some(cards) = self.known() else { return };
        if ours.len() > MOST_CHANGES {
            return self.keep(None);
        }
        let ctx = Ctx::of_program(Arc::clone(tools));
        match refresh(&ctx, &cards, &ours).await {
            Ok(cards) => self.keep(Some(Arc::new(cards))),
            Err(error) => {
                tracing::warn!(%error, "the directory could not be brought up to date");
                self.keep(None);
            }
        }
    }
}

async fn load(ctx: &Ctx) -> Result<Cards> {
    let connection = ctx.db().write();
    let categories = Arc::new(category::tree(connection).await?);
    let mut cards = Cards { categories, ..Cards::default() };
    for project in project::list_active(connection, MOST_PROJECTS).await? {
        cards.projects.insert(project.id, Arc::new(project));
    }
    add_missing_areas(ctx, &mut cards).await?;
    Ok(cards)
}

async fn refresh(ctx: &Ctx, known: &Cards, changes: &[&Arc<Change>]) -> Result<Cards> {
    let connection = ctx.db().write();
    let mut cards = known.clone();
    let of = |noun: Noun| changes.iter().filter(move |change| change.noun == noun);
    if of(Noun::Category).next().is_some() {
        cards.categories = Arc::new(category::tree(connection).await?);
    }
    let projects: Vec<ProjectId> = of(Noun::Project).map(|change| ProjectId(change.id)).collect();
    for id in &projects {
        cards.projects.remove(id);
    }
    if !projects.is_empty() {
        for project in project::list_by_ids(connection, &projects).await? {
            if project.status == ProjectStatus::Active {
                cards.projects.insert(project.id, Arc::new(project));
            }
        }
    }
    for change in of(Noun::Place) {
        if change.id.is_nil() {
            // An import tells of many places at once.
            cards.areas.clear();
        } else {
            cards.areas.remove(&AreaId(change.id));
        }
    }
    add_missing_areas(ctx, &mut cards).await?;
    Ok(cards)
}

async fn add_missing_areas(ctx: &Ctx, cards: &mut Cards) -> Result<()> {
    let mut missing: Vec<AreaId> = cards
        .projects
        .values()
        .map(|project| project.area_id)
        .filter(|area| !cards.areas.contains_key(area))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    for ids in missing.chunks(AREAS_AT_ONCE) {
        for area in community::areas_by_ids(ctx, ids).await? {
            cards.areas.insert(area.id, Arc::new(area));
        }
    }
    Ok(())
}
