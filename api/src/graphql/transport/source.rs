//! Subscriptions that hold next to nothing while nothing happens.
//!
//! The executor keeps a document, a context and a pile of streams for each subscription that it runs.
//! A subscription that finds a [`SourceSlot`] in its request may put the source of its events there
//! instead, and end: the executor forgets it, and is asked once for each event, with the event in the
//! request ([`Given`]). An answer that is the same for several is asked for once and written once.

use std::{
    any::Any,
    cell::RefCell,
    hash::{Hash, Hasher},
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use actix_web::web;
use async_graphql::{Executor, Response, Value};
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::LocalBoxFuture,
    stream::{BoxStream, LocalBoxStream},
};
use moka::future::Cache;

use super::{
    Endpoint, Event, Gate, Guest, NextEvent,
    answer::{complete, is_request_error},
    documents::Document,
    prepare::Prepared,
    run::{Caller, Told},
};

/// About how many bytes the answers that are kept for others may take.
const ANSWERS_BYTES: u64 = 16 * 1024 * 1024;
/// For so long: whoever hears of an event hears of it within a moment.
const ANSWER_KEPT: Duration = Duration::from_secs(10);

/// What an event brings; in the data of the request that answers it.
#[derive(Clone)]
pub struct Given(Arc<dyn Any + Send + Sync>);

impl Given {
    /// Brings this.
    pub fn new<T: Send + Sync + 'static>(what: T) -> Self {
        Self(Arc::new(what))
    }

    /// What it brings, if it is of that type.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

/// Something happened that a subscription tells.
pub struct Happening {
    /// What the subscription's field is resolved from.
    pub given: Given,
    /// Which event it is, when the subscription can be resumed.
    pub event: Option<Event>,
    /// What is the same for everybody who gets the same answer to the same document with the same
    /// variables; none when the answer is the viewer's own.
    pub same: Option<Box<[u8]>>,
}

/// What happens, for as long as somebody follows.
pub type Source = BoxStream<'static, Happening>;

/// Where a subscription may put its source; in the request's data.
#[derive(Clone, Default)]
pub struct SourceSlot(Arc<Mutex<Option<Source>>>);

impl SourceSlot {
    /// Puts it there. The subscription then ends without an event.
    pub fn put(&self, source: Source) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(source);
    }

    pub(super) fn take(&self) -> Option<Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Answers that others get too, as they are written.
pub(super) type Answers = Cache<SameAnswer, Arc<str>>;

pub(super) fn answers() -> Answers {
    let weigh = |same: &SameAnswer, json: &Arc<str>| {
        u32::try_from(json.len() + same.variables.len() + same.same.len()).unwrap_or(u32::MAX)
    };
    Cache::builder().max_capacity(ANSWERS_BYTES).time_to_live(ANSWER_KEPT).weigher(weigh).build()
}

/// What makes two answers the same.
pub(super) struct SameAnswer {
    document: Arc<Document>,
    operation: Option<String>,
    variables: Arc<str>,
    same: Box<[u8]>,
}

thread_local! {
    /// What this thread has told last: thousands who follow are told the same, one after another.
    static LAST_TOLD: RefCell<Option<(SameAnswer, Arc<str>)>> = const { RefCell::new(None) };
}

impl PartialEq for SameAnswer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && self.operation == other.operation
            && self.variables == other.variables
            && self.same == other.same
    }
}

impl Eq for SameAnswer {}

impl Hash for SameAnswer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.document).hash(state);
        self.variables.hash(state);
        self.same.hash(state);
    }
}

/// Follows a source until it ends.
pub(super) fn follow<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    prepared: Prepared,
    source: Source,
) -> LocalBoxStream<'static, Told> {
    let variables = serde_json::to_string(prepared.variables()).ok().map(Arc::from);
    let asked = Rc::new(Asked { endpoint, guest, caller, prepared, variables });
    Box::pin(Following { asked, source, answering: None, is_over: false })
}

struct Following<G: Gate, E> {
    asked: Rc<Asked<G, E>>,
    source: Source,
    answering: Option<LocalBoxFuture<'static, Told>>,
    is_over: bool,
}

impl<G: Gate, E: Executor> Stream for Following<G, E> {
    type Item = Told;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Told>> {
        loop {
            if self.is_over {
                return Poll::Ready(None);
            }
            if let Some(answering) = &mut self.answering {
                let Poll::Ready(told) = answering.poll_unpin(context) else {
                    return Poll::Pending;
                };
                self.answering = None;
                self.is_over = !matches!(told, Told::Next(_));
                return Poll::Ready(Some(told));
            }
            let Poll::Ready(happening) = self.source.poll_next_unpin(context) else {
                return Poll::Pending;
            };
            let Some(mut happening) = happening else { return Poll::Ready(None) };
            let same = happening.same.take().and_then(|same| self.asked.same(same));
            let same = match same.map(|same| self.asked.known(same)) {
                Some(Ok(json)) => return Poll::Ready(Some(Told::Next(json))),
                Some(Err(same)) => Some(same),
                None => None,
            };
            let asked = Rc::clone(&self.asked);
            self.answering = Some(async move { asked.answer(happening, same).await }.boxed_local());
        }
    }
}

/// One operation, as it is asked again for each event.
struct Asked<G: Gate, E> {
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    prepared: Prepared,
    /// As text, to compare; none when they cannot be written.
    variables: Option<Arc<str>>,
}

impl<G: Gate, E: Executor> Asked<G, E> {
    fn same(&self, same: Box<[u8]>) -> Option<SameAnswer> {
        Some(SameAnswer {
            document: self.prepared.document(),
            operation: self.prepared.operation_name().map(str::to_owned),
            variables: Arc::clone(self.variables.as_ref()?),
            same,
        })
    }

    /// An answer that somebody got already; or what was asked for, when nobody has.
    fn known(&self, same: SameAnswer) -> Result<Arc<str>, SameAnswer> {
        let last = LAST_TOLD.with_borrow(|last| {
            last.as_ref().filter(|(known, _)| *known == same).map(|(_, json)| Arc::clone(json))
        });
        if let Some(json) = last {
            return Ok(json);
        }
        let Some(json) = self.endpoint.answers.get(&same).now_or_never().flatten() else {
            return Err(same);
        };
        LAST_TOLD.set(Some((same, Arc::clone(&json))));
        Ok(json)
    }

    async fn answer(&self, happening: Happening, same: Option<SameAnswer>) -> Told {
        let Some(same) = same else { return self.told(&happening).await };
        // What fails is told to each with their own request's name.
        let shared = async {
            match self.told(&happening).await {
                Told::Next(json) => Ok(json),
                Told::Refused(_) | Told::Unwritable => Err(()),
            }
        };
        match self.endpoint.answers.try_get_with(same, shared).await {
            Ok(json) => Told::Next(json),
            Err(_) => self.told(&happening).await,
        }
    }

    async fn told(&self, happening: &Happening) -> Told {
        let mut response = self.response(happening).await;
        if let Some(event) = &happening.event {
            response.extensions.insert("eventId".to_owned(), Value::String(event.id.clone()));
        }
        let language = self.caller.language.as_deref();
        complete(&self.endpoint, &mut response, &self.caller.request_id, language);
        if is_request_error(&response) {
            return Told::Refused(response.errors);
        }
        Told::of(&response)
    }

    /// The quick executor answers as long as nothing fails: the other one has validated the document
    /// and the variables when the subscription began.
    async fn response(&self, happening: &Happening) -> Response {
        if let Some(quick) = &self.endpoint.quick {
            let response = self.execute(quick, happening).await;
            if response.errors.is_empty() {
                return response;
            }
        }
        self.execute(&self.endpoint.executor, happening).await
    }

    async fn execute(&self, executor: &E, happening: &Happening) -> Response {
        let request = self.prepared.clone().into_request();
        let next_event = NextEvent::default();
        if let Some(event) = happening.event.clone() {
            next_event.put(event);
        }
        let request = self.guest.equip(request, &self.prepared.operation);
        let request = request.data(happening.given.clone()).data(next_event);
        executor.execute_stream(request, None).next().await.unwrap_or_default()
    }
}
