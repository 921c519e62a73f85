//! A running node: the same for the program and for the tests.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Weak},
    time::Duration,
};

use actix_cors::Cors;
use actix_web::{App, dev::ServerHandle, middleware::from_fn, web};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{
    auth::{Door, Rate},
    config::Config,
    front,
    graphql::{
        schema,
        transport::{self, Endpoint, PersistedDocuments, Settings, Sockets},
    },
    house::House,
    packing,
    rest::{self, health::LastLook},
    telemetry,
};

/// How long requests in flight may take to end when the node is asked to stop.
const GRACE_SECONDS: u64 = 30;
/// Every so many seconds the counters of requests forget who has not come for a while.
const SWEEP: u64 = 300;
/// Every so many seconds the measurements are summed up: until then each one is kept by itself.
const UPKEEP: u64 = 5;

/// A node that answers.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Everything behind it.
    pub house: Arc<House>,
    sockets: Sockets,
    handle: ServerHandle,
    server: JoinHandle<io::Result<()>>,
    workers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops: streams are closed, requests in flight are answered, and what is being sent or done
    /// by itself comes to its end.
    pub async fn stop(self) -> io::Result<()> {
        self.house.stop.send_replace(true);
        // The threads on which they live go with the server.
        let grace = Duration::from_secs(GRACE_SECONDS);
        let _ = timeout(grace, self.sockets.closed()).await;
        self.handle.stop(true).await;
        self.server.await.map_err(io::Error::other)??;
        for worker in self.workers {
            worker.await.map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// Waits until the server ends by itself, which it only does on an error.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.server).await.map_err(io::Error::other)?
    }
}

/// Begins to answer on a listener.
pub fn start(house: Arc<House>, listener: TcpListener) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let door = Door::new(Arc::clone(&house));
    let settings = settings(&house.config)?;
    let stop = house.stop.subscribe();
    let text = schema::text().map_err(io::Error::other)?;
    let endpoint = Endpoint::new(door.clone(), schema::whole(), text, settings, stop);
    let endpoint = web::Data::new(endpoint.with_quick_queries(schema::quick()));
    // Begun before the first request, so that nothing goes uncounted.
    let _ = telemetry::figures();
    tokio::spawn(keep_small(door.rate(), Arc::downgrade(&house)));
    let door = web::Data::new(door);
    let last_look = web::Data::new(LastLook::default());
    let origins = house.config.cors_origins.clone();
    let db = house.tools.db.clone();
    let sockets = endpoint.sockets().clone();
    let workers = house.config.workers;
    let server = front::serve(listener, workers, GRACE_SECONDS, move || {
        // Called once on each thread that answers requests.
        db.settle_here();
        let endpoint = endpoint.clone();
        App::new()
            .app_data(door.clone())
            .app_data(last_look.clone())
            .configure(|config| transport::configure(config, endpoint))
            .configure(rest::configure)
            .wrap(cors(&origins))
            // Outside of it: what it says of `Vary` keeps the first line alone.
            .wrap(from_fn(packing::pack))
            .wrap(from_fn(telemetry::watch))
    })?;
    let handle = server.handle();
    let workers = house.work();
    Ok(Running { address, house, sockets, handle, server: tokio::spawn(server), workers })
}

fn settings(config: &Config) -> io::Result<Settings> {
    let persisted = match &config.persisted_documents {
        Some(path) => PersistedDocuments::from_json(&std::fs::read_to_string(path)?)
            .map_err(io::Error::other)?,
        None => PersistedDocuments::default(),
    };
    Ok(Settings {
        development: config.is_development(),
        allowed_origins: config.cors_origins.clone(),
        persisted,
        ..Settings::default()
    })
}

/// Which pages of other origins may call: those that the settings list.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "accept",
            "accept-language",
            "x-app",
            "last-event-id",
            "if-none-match",
        ])
        .expose_headers([
            "x-request-id",
            "etag",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "retry-after",
        ])
        .max_age(3600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin();
    }
    origins
        .iter()
        .fold(cors.block_on_origin_mismatch(false), |cors, origin| cors.allowed_origin(origin))
}

/// Keeps small what counts: as long as the node lives.
async fn keep_small(rate: Option<Weak<Rate>>, house: Weak<House>) {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for second in 1_u64.. {
        seconds.tick().await;
        if house.strong_count() == 0 {
            return;
        }
        if let Some(rate) = rate.as_ref().and_then(Weak::upgrade)
            && (second.is_multiple_of(SWEEP) || rate.is_crowded())
        {
            rate.sweep();
        }
        if let Some(figures) = telemetry::figures().filter(|_| second.is_multiple_of(UPKEEP)) {
            figures.run_upkeep();
        }
    }
}
