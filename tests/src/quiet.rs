//! When a node has nothing more to say: only then that somebody heard nothing shows something.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use api::house::House;
use domain::{
    Ctx,
    shared::{
        change_log::{Change, Noun, Scope, Told},
        id::AreaId,
    },
};
use tokio::sync::broadcast::error::RecvError;

use crate::until;

/// Somebody who listens and never asks for more holds nobody up for longer than this: a socket that its
/// test does not read, for instance.
const PATIENCE: Duration = Duration::from_secs(1);

/// The nodes of this process, by where they listen.
static NODES: Mutex<Vec<(String, Weak<House>)>> = Mutex::new(Vec::new());

fn nodes() -> MutexGuard<'static, Vec<(String, Weak<House>)>> {
    NODES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a node that listens here.
pub(crate) fn note(url: &str, house: &Arc<House>) {
    let mut nodes = nodes();
    nodes.retain(|(_, house)| house.strong_count() > 0);
    nodes.push((url.to_owned(), Arc::downgrade(house)));
}

fn at(url: &str) -> Option<Arc<House>> {
    let nodes = nodes();
    nodes.iter().rev().find(|(known, _)| known == url).and_then(|(_, house)| house.upgrade())
}

/// Waits until the node that listens here has read everything in the log of changes that stands there
/// now, and everybody who hears of them is done with what they heard. A node of another process cannot
/// be asked.
pub(crate) async fn settles(url: &str) {
    let Some(house) = at(url) else { return };
    read_log(&house).await;
    let quiet = until(async || house.tools.changes.is_quiet().then_some(()));
    // Whoever never asks for more is none of those whose silence is looked at.
    let _ = tokio::time::timeout(PATIENCE, quiet).await;
}

/// Waits until the node that listens here has read everything in the log of changes that stands there
/// now: whoever begins to listen after that hears nothing of it.
pub(crate) async fn catches_up(url: &str) {
    if let Some(house) = at(url) {
        read_log(&house).await;
    }
}

async fn read_log(house: &House) {
    let tools = &house.tools;
    let ctx = Ctx::of_program(Arc::clone(tools));
    let mut told = tools.changes.listen();
    // A change that concerns nobody: when it is told, so is what came before it.
    let nowhere: AreaId = ctx.mint();
    let mut work = ctx.begin().await.expect("a transaction");
    work.tell(Change::new(Scope::Area(nowhere), Noun::Patrol, nowhere));
    work.commit().await.expect("a commit");
    loop {
        match told.recv().await {
            Ok(Told::Change(_, change)) if change.scope == Scope::Area(nowhere) => break,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
