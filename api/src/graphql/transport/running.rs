//! The operations that run on one socket.

use std::{
    rc::Rc,
    task::{Context, Poll},
};

use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, poll_fn},
};

use super::run::{Telling, Told};

/// An operation that runs.
pub(super) struct Running {
    pub id: Rc<str>,
    doing: Doing,
}

enum Doing {
    Beginning(LocalBoxFuture<'static, Telling>),
    Telling(Telling),
}

impl Running {
    pub fn new(id: &str, beginning: LocalBoxFuture<'static, Telling>) -> Self {
        Self { id: Rc::from(id), doing: Doing::Beginning(beginning) }
    }

    /// What it tells next; `None` is its end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Told>> {
        loop {
            match &mut self.doing {
                Doing::Beginning(beginning) => match beginning.poll_unpin(context) {
                    Poll::Ready(telling) => self.doing = Doing::Telling(telling),
                    Poll::Pending => return Poll::Pending,
                },
                Doing::Telling(telling) => return telling.poll_next_unpin(context),
            }
        }
    }
}

/// What the next operation tells that has something to tell. Then it is the others' turn first.
pub(super) async fn told(running: &mut [Running]) -> (Rc<str>, Option<Told>) {
    poll_fn(|context| {
        let ready = running.iter_mut().enumerate().find_map(|(place, one)| {
            let Poll::Ready(told) = one.poll(context) else { return None };
            Some((place, Rc::clone(&one.id), told))
        });
        let Some((place, id, told)) = ready else { return Poll::Pending };
        if let Some(rest) = running.get_mut(place..) {
            rest.rotate_left(1);
        }
        Poll::Ready((id, told))
    })
    .await
}
