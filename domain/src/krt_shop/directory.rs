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
    certificate::{self, Mark, Marks},
    product::Product,
    project::{self, Project, ProjectStatus},
    search::Finder,
    shelf::Shelf,
};
use crate::{
    community::{self, Area},
    policy::Place,
    shared::{
        change_log::{Change, Noun, Told},
        clock::Instant,
        ctx::{Ctx, Tools},
        error::{ErrorCode, Refusal, Result},
        geo::Position,
        id::{AreaId, ProductId, ProjectId},
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
    marks: Arc<Marks>,
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

    /// Where a project at work is: where it says that it is, else its neighbourhood.
    #[must_use]
    pub fn position(&self, id: ProjectId) -> Option<Position> {
        let project = self.project(id)?;
        let own = project.latitude.zip(project.longitude);
        let area = || self.area(project.area_id).and_then(|area| area.latitude.zip(area.longitude));
        let (north, east) = own.or_else(area)?;
        Position::on_globe(north, east)
    }

    /// The tree of categories.
    #[must_use]
    pub fn categories(&self) -> &Arc<Tree> {
        &self.categories
    }

    /// The marks of everything that is offered.
    #[must_use]
    pub fn marks(&self) -> &Arc<Marks> {
        &self.marks
    }

    /// The marks of a product at a moment: for whoever has noted until when they are right.
    #[must_use]
    pub fn marks_of(&self, product: &Product, at: Instant) -> Vec<&Mark> {
        self.marks.at(Some(product.id), product.project_id, at)
    }

    /// Notes until when the marks of a product, or with none of a project as a whole, are right
    /// ([`Ctx::shows_until`]): for whoever shows them, or lets them be shown.
    pub fn note_marks(&self, ctx: &Ctx, product: Option<ProductId>, project: ProjectId) {
        ctx.shows_until(self.marks.right_until(product, project, ctx.now()));
    }

    /// The marks that are shown now; it is noted until when they are right.
    #[must_use]
    pub fn shown_marks(
        &self,
        ctx: &Ctx,
        product: Option<ProductId>,
        project: ProjectId,
    ) -> Vec<&Mark> {
        self.note_marks(ctx, product, project);
        self.marks.at(product, project, ctx.now())
    }

    /// Where a project stands, for the policy.
    #[must_use]
    pub fn place(&self, id: ProjectId) -> Option<Place> {
        let project = self.project(id)?;
        let place = self.area(project.area_id)?.place();
        Some(Place { project: Some(id), ..place })
    }

    /// Cards of nothing but this tree.
    #[cfg(test)]
    pub(super) fn of_tree(tree: Tree) -> Self {
        Self { categories: Arc::new(tree), ..Self::default() }
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
    finder: Finder,
    shelf: Shelf,
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
        if self.is_followed() {
            self.keep(Some(Arc::clone(&cards)));
        }
        Ok(cards)
    }

    /// What is known of words.
    pub(super) fn finder(&self) -> &Finder {
        &self.finder
    }

    /// What is kept of everything that is listed.
    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Whether somebody listens to changes: without them nothing may be kept.
    pub(super) fn is_followed(&self) -> bool {
        self.followed.load(Ordering::SeqCst)
    }

    /// Keeps what is known fresh for as long as the node lives. `then` hears the same changes once
    /// the directory knows of them and again once their words are learned, and whether more were
    /// missed: what is kept of the directory's answers may be dropped then, and is not made again of
    /// what the directory knew before.
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
                        let ctx = Ctx::of_program(Arc::clone(tools));
                        self.shelf.hear(&ctx, self, &[], true).await;
                        self.finder.hear(&ctx, &[], true).await;
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
            let ctx = Ctx::of_program(Arc::clone(tools));
            self.shelf.hear(&ctx, self, &heard, missed).await;
            // What is out of sight waits for no reading of words.
            then(&heard, missed);
            self.finder.hear(&ctx, &heard, missed).await;
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
            matches!(change.noun, Noun::Place | Noun::Project | Noun::Category | Noun::Certificate)
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
    let marks = Arc::new(certificate::load_marks(connection, ctx.now()).await?);
    let mut cards = Cards { categories, marks, ..Cards::default() };
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
    let certified: Vec<ProjectId> =
        of(Noun::Certificate).map(|change| ProjectId(change.id)).collect();
    if !certified.is_empty() {
        let marks = certificate::refresh_marks(connection, &cards.marks, &certified, ctx.now());
        cards.marks = Arc::new(marks.await?);
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
