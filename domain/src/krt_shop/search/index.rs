//! Keeping what offers say as words.
//!
//! A product that is written, imported or published is indexed in its own transaction, so that it is
//! found as soon as it is seen. Everything else that changes what an offer says (a project that is
//! renamed, a category that is renamed or moved, an erasure, rows that were there before the index) is
//! put on a list by triggers of the database, `product_unindexed`, which every node works off within a
//! second. Whatever is no longer listed leaves the index by a trigger too, on whichever path.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::{
    store::{self, Kept},
    words,
};
use crate::{
    duties::Duty,
    krt_shop::{
        category::{self, Tree},
        product::{self, Product},
        project::{self, Project},
    },
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::{Ctx, Tools},
        error::Result,
        id::ProjectId,
        language::LocalizedText,
        scheduler,
        work::Work,
    },
};

/// How often a node looks whether something is on the list.
const EVERY: Duration = Duration::from_secs(1);
/// How often words are counted anew at most because something went.
const SOON: TimeDelta = TimeDelta::minutes(10);
/// So many offers are indexed in one transaction: short enough that the only writer of the embedded
/// database is not kept.
const AT_ONCE: i64 = 200;
/// The most words of an offer's description that are kept, in the order of the text.
const MOST_OF_DESCRIPTION: usize = 1_000;

/// Indexes a product in the transaction that writes it; one that is not listed leaves the index. The
/// product has its description.
pub(crate) async fn index(
    work: &Work,
    product: &Product,
    project: &Project,
    tree: &Tree,
) -> Result<()> {
    let kept = put(work, product, project, tree).await?;
    store::done(work.connection(), &[product.id]).await?;
    store::learn(work.connection(), kept.as_slice()).await
}

async fn put(
    work: &Work,
    product: &Product,
    project: &Project,
    tree: &Tree,
) -> Result<Option<Kept>> {
    let Some(listed_at) = product.listed_at else {
        store::remove(work.connection(), product.id).await?;
        return Ok(None);
    };
    let texts = Texts {
        name: &product.name,
        description: product.description.as_ref(),
        category: tree.path(&product.category_code).iter().map(|one| &one.name).collect(),
        project: &project.name,
    };
    let name = name(texts.name);
    let kept = kept(&name, &texts);
    store::put(work.connection(), product, listed_at, &name.join(" "), &kept).await?;
    Ok(Some(kept))
}

/// What an offer says, and what is said of it.
struct Texts<'a> {
    name: &'a LocalizedText,
    description: Option<&'a LocalizedText>,
    /// The names of its category and of those above it.
    category: Vec<&'a LocalizedText>,
    project: &'a str,
}

/// The words of a name in every language, in their order, Malay first.
fn name(name: &LocalizedText) -> Vec<String> {
    name.written().flat_map(|(_, text)| words::words(text)).collect()
}

/// What an offer says: each word once, where it counts most.
fn kept(name: &[String], texts: &Texts<'_>) -> Kept {
    let mut seen: HashSet<String> = HashSet::new();
    let mut once = |words: Vec<String>| {
        words.into_iter().filter(|word| seen.insert(word.clone())).collect::<Vec<String>>()
    };
    let every = |texts: &[&LocalizedText]| {
        let written = texts.iter().flat_map(|text| text.written());
        written.flat_map(|(_, text)| words::words(text)).collect::<Vec<String>>()
    };
    let name = once(name.to_vec());
    let category = once(every(&texts.category));
    let project = once(words::words(texts.project));
    let mut description = once(every(texts.description.as_slice()));
    description.truncate(MOST_OF_DESCRIPTION);
    Kept { name, category, project, description }
}

/// Indexes what is on the list for as long as somebody else holds the tools.
pub async fn keep(tools: Arc<Tools>) {
    let tools: Weak<Tools> = Arc::downgrade(&tools);
    let mut healthy = true;
    while let Some(tools) = tools.upgrade() {
        match work_off(&Ctx::of_program(Arc::clone(&tools))).await {
            Ok(_) => healthy = true,
            Err(error) => {
                if healthy {
                    tracing::warn!(%error, "what offers say could not be indexed; it is tried again");
                }
                healthy = false;
            }
        }
        drop(tools);
        tokio::time::sleep(EVERY).await;
    }
}

/// Indexes everything that is on the list and that no other node has in hand.
async fn work_off(ctx: &Ctx) -> Result<u64> {
    let mut indexed = 0;
    while store::is_anything_due(ctx.db()).await? {
        let part = index_some(ctx).await?;
        indexed += part;
        if part == 0 {
            break;
        }
    }
    Ok(indexed)
}

async fn index_some(ctx: &Ctx) -> Result<u64> {
    let mut work = ctx.begin().await?;
    let due = store::take_due(work.connection(), AT_ONCE).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let products = product::list_whole(work.connection(), &due).await?;
    let mut projects: Vec<ProjectId> = products.iter().map(|product| product.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let projects = project::list_by_ids(work.connection(), &projects).await?;
    let tree = category::tree(work.connection()).await?;
    let mut learned = Vec::with_capacity(products.len());
    for product in &products {
        let project = projects.iter().find(|project| project.id == product.project_id);
        if let Some(project) = project {
            learned.extend(put(&work, product, project, &tree).await?);
        }
    }
    store::learn(work.connection(), &learned).await?;
    store::done(work.connection(), &due).await?;
    // One line for all of them: each node reads its words again. The offers themselves are as they were.
    work.tell(Change::new(Scope::Public, Noun::Words, Uuid::nil()));
    work.commit().await?;
    Ok(due.len() as u64)
}

/// What indexing everything anew did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reindexed {
    /// So many listed offers were put on the list.
    pub listed: u64,
    /// So many offers were in the index though they are not listed, and are no longer.
    pub forgotten: u64,
}

/// Indexes every listed offer anew, and counts the words. For the program itself; it may run beside
/// nodes, which help with it.
pub async fn reindex(ctx: &Ctx) -> Result<Reindexed> {
    let work = ctx.begin().await?;
    let forgotten = store::forget_unlisted(work.connection()).await?;
    let listed = store::all_are_due(work.connection()).await?;
    work.commit().await?;
    work_off(ctx).await?;
    let mut work = ctx.begin().await?;
    recount(&mut work).await?;
    work.commit().await?;
    Ok(Reindexed { listed, forgotten })
}

/// Has words counted anew within ten minutes: something went that may not be read any more, and its words
/// are to be forgotten. Of many that go one after the other the words are counted once. It comes last in
/// its work, so that nobody waits for somebody who waits for them.
pub(crate) async fn recount_soon(work: &mut Work) -> Result<()> {
    let now = work.tools().clock.now();
    let due_at = next_count(now);
    scheduler::plan(work, Duty::SearchRecount, Uuid::nil(), due_at).await
}

/// The next full ten minutes after a moment.
fn next_count(now: Instant) -> Instant {
    let part = SOON.num_seconds();
    let next = (now.timestamp().div_euclid(part) + 1).saturating_mul(part);
    DateTime::from_timestamp(next, 0).unwrap_or(now)
}

/// Counts anew how many offers hold each word, and forgets words that none does: once a night, and when
/// something went that may not be read any more.
pub(crate) async fn recount(work: &mut Work) -> Result<()> {
    store::recount(work.connection()).await?;
    work.tell(Change::new(Scope::Public, Noun::Words, Uuid::nil()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_that_go_the_words_are_counted_once_within_ten_minutes() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        for (now, next) in [
            ("2026-03-14T04:00:00Z", "2026-03-14T04:10:00Z"),
            ("2026-03-14T04:09:59.999Z", "2026-03-14T04:10:00Z"),
            ("2026-03-14T04:10:00Z", "2026-03-14T04:20:00Z"),
        ] {
            assert_eq!(next_count(at(now)), at(next), "{now}");
        }
    }

    #[test]
    fn each_word_is_kept_once_where_it_counts_most() {
        let (offer, category) = (
            LocalizedText::new("Mi kuning", "Yellow noodles"),
            LocalizedText::new("Mi", "Noodles"),
        );
        let description = LocalizedText::new("Mi segar Salmah", "Fresh");
        let texts = Texts {
            name: &offer,
            description: Some(&description),
            category: vec![&category],
            project: "Mi Puan Salmah",
        };
        let name = name(&offer);
        assert_eq!(name, ["mi", "kuning", "yellow", "noodles"]);
        let kept = kept(&name, &texts);
        assert_eq!(kept.name, name);
        assert!(kept.category.is_empty());
        assert_eq!(kept.project, ["puan", "salmah"]);
        assert_eq!(kept.description, ["segar", "fresh"]);
    }
}
