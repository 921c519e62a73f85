//! What takes a core for a while is done where it holds nobody up, and only so much of it at once.

use tokio::sync::Semaphore;

use crate::shared::error::{Error, Result};

/// So many months are planned at once on a node: each takes a core for up to some seconds.
static PLANS: Semaphore = Semaphore::const_new(2);
/// So many are looked at: whoever reads a month waits for nobody who plans one.
static LOOKS: Semaphore = Semaphore::const_new(2);

/// Plans.
pub(super) async fn plan<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    run(&PLANS, work).await
}

/// Looks at a month as it stands.
pub(super) async fn read<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    run(&LOOKS, work).await
}

async fn run<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let turn = turns.acquire().await.map_err(Error::internal)?;
    // It goes on, and has its turn, also when whoever asked is gone.
    let worked = move || {
        let found = work();
        drop(turn);
        found
    };
    tokio::task::spawn_blocking(worked).await.map_err(Error::internal)
}
