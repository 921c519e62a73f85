//! The shelf of a node: read at its first use, and fresh by the change log for as long as the node
//! lives.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::{
    shown::Shown,
    stock::Stock,
    store::{self, Offer},
};
use crate::{
    krt_shop::Directory,
    shared::{
        change_log::{Change, Noun},
        ctx::Ctx,
        error::Result,
        id::{ProductId, ProjectId},
    },
};

/// When more changed than this at once, everything is read again at the next use.
const MOST_CHANGES: usize = 1_024;

/// What one node keeps of everything that is listed.
#[derive(Debug, Default)]
pub(in crate::krt_shop) struct Shelf {
    stock: RwLock<Option<Stock>>,
    /// Held while the stock is read, so that a change that is told meanwhile comes after it.
    making: Mutex<()>,
    shown: Shown,
}

impl Shelf {
    /// Asks the stock something; it is read from the database at the first use.
    pub(super) async fn ask<T>(
        &self,
        ctx: &Ctx,
        directory: &Directory,
        ask: impl Fn(&Stock) -> T,
    ) -> Result<T> {
        if let Some(answer) = self.known(&ask) {
            return Ok(answer);
        }
        let _making = self.making.lock().await;
        if let Some(answer) = self.known(&ask) {
            return Ok(answer);
        }
        let stock = load(ctx, directory).await?;
        let answer = ask(&stock);
        // Without somebody who listens to changes nothing may be kept.
        if directory.is_followed() {
            self.keep(Some(stock));
        }
        Ok(answer)
    }

    /// Offers as they are shown.
    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Hears what changed, after the directory has.
    pub(in crate::krt_shop) async fn hear(
        &self,
        ctx: &Ctx,
        directory: &Directory,
        heard: &[Arc<Change>],
        missed: bool,
    ) {
        let news = News::of(heard);
        if !missed && news.is_empty() {
            return;
        }
        if missed || news.is_too_much() {
            self.shown.forget();
            let _making = self.making.lock().await;
            return self.keep(None);
        }
        self.shown.hear(news.products.iter().copied());
        let _making = self.making.lock().await;
        // Whatever a project of which something is told lists may be another now.
        let of_projects = self.known(&|stock: &Stock| {
            news.projects.iter().flat_map(|id| stock.ids_of_project(*id)).collect::<Vec<_>>()
        });
        let Some(of_projects) = of_projects else {
            if !news.projects.is_empty() {
                self.shown.forget();
            }
            return;
        };
        self.shown.hear(of_projects.iter().copied());
        if let Err(error) = self.refresh(ctx, directory, &news, &of_projects).await {
            tracing::warn!(%error, "the shelf could not be brought up to date");
            self.shown.forget();
            self.keep(None);
        }
    }

    async fn refresh(
        &self,
        ctx: &Ctx,
        directory: &Directory,
        news: &News,
        of_projects: &[ProductId],
    ) -> Result<()> {
        let connection = ctx.db().write();
        let mut rows: Vec<Offer> = store::list_by_ids(connection, &news.products).await?;
        rows.extend(store::list_by_projects(connection, &news.projects).await?);
        let cards = directory.cards(ctx).await?;
        let mut stock = self.stock.write().unwrap_or_else(PoisonError::into_inner);
        let Some(stock) = stock.as_mut() else { return Ok(()) };
        for id in news.products.iter().chain(of_projects) {
            stock.remove(*id);
        }
        if news.places {
            stock.settle(&cards);
        }
        for row in rows {
            stock.put(&row, &cards);
        }
        Ok(())
    }

    fn known<T>(&self, ask: &impl Fn(&Stock) -> T) -> Option<T> {
        self.stock.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(ask)
    }

    fn keep(&self, stock: Option<Stock>) {
        let before = {
            let mut kept = self.stock.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *kept, stock)
        };
        // Taking a large one apart takes a while, for which nobody waits.
        drop(before);
    }
}

async fn load(ctx: &Ctx, directory: &Directory) -> Result<Stock> {
    let rows = store::list_all(ctx.db().write()).await?;
    let cards = directory.cards(ctx).await?;
    let stock = Stock::of(rows, &cards);
    tracing::info!(offers = stock.len(), bytes = stock.bytes(), "the shelf is read");
    Ok(stock)
}

/// What is told that concerns the shelf.
#[derive(Debug, Default)]
struct News {
    products: Vec<ProductId>,
    projects: Vec<ProjectId>,
    /// Whether projects, areas or categories may stand elsewhere.
    places: bool,
}

impl News {
    fn of(heard: &[Arc<Change>]) -> Self {
        let mut news = Self::default();
        for change in heard {
            match change.noun {
                Noun::Product => news.products.push(ProductId(change.id)),
                Noun::Project => {
                    news.projects.push(ProjectId(change.id));
                    news.places = true;
                }
                Noun::Place | Noun::Category => news.places = true,
                _ => {}
            }
        }
        news.products.sort_unstable();
        news.products.dedup();
        news.projects.sort_unstable();
        news.projects.dedup();
        news
    }

    fn is_empty(&self) -> bool {
        self.products.is_empty() && self.projects.is_empty() && !self.places
    }

    /// So much that everything is read again; nil stands for many at once.
    fn is_too_much(&self) -> bool {
        self.products.len() + self.projects.len() > MOST_CHANGES
            || self.products.iter().any(|id| id.0.is_nil())
            || self.projects.iter().any(|id| id.0.is_nil())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::change_log::Scope;

    fn change(noun: Noun, id: u128) -> Arc<Change> {
        Arc::new(Change::new(Scope::Public, noun, Uuid::from_u128(id)))
    }

    #[test]
    fn what_concerns_the_shelf_is_heard_once() {
        let other = News::of(&[change(Noun::Notice, 1)]);
        assert!(other.is_empty());
        let words = News::of(&[change(Noun::Words, 0)]);
        assert!(words.is_empty(), "that an offer is found by other words changes nothing of it");
        let news = [change(Noun::Product, 2), change(Noun::Product, 1), change(Noun::Product, 2)];
        let news = News::of(&news);
        assert_eq!(news.products.len(), 2);
        assert!(!news.places && !news.is_too_much());
        assert!(News::of(&[change(Noun::Project, 7)]).places);
        assert!(News::of(&[change(Noun::Product, 0)]).is_too_much());
        let many: Vec<Arc<Change>> = (1..2_000).map(|id| change(Noun::Product, id)).collect();
        assert!(News::of(&many).is_too_much());
    }
}
