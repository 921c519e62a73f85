//! The one wiring: everything that answers requests, made once for a node.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    Ctx, Error, Tools,
    community::{self, Atlas},
    identity::{Identity, IdentitySettings, SignOn},
    krt_shop::{Directory, insight::Insight, search},
    mykrt::notice::{self, Boards},
    mysrs::{live::Live, patrol::Recorder, seal::Checks},
    own_data::Exports,
    policy::Actor,
    shared::{
        audit::{self, Attempts},
        bell::Bells,
        cache::Cache,
        change_log::ChangeFeed,
        clock::Clock,
        ctx::Origin,
        db::{Db, PoolSizes},
        housekeeping,
        id::Ids,
        language::Languages,
        media::{Files, Turns},
        outbox::{self, Channels, Exits, Fcm, Gateway, Mail, Push, Sms, Smtp, Webhooks},
        scheduler,
        secret::Secret,
    },
};
use secrecy::ExposeSecret as _;
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

use crate::{config::Config, public_cache::PublicCache, sitemap::Sitemap};

/// Everything that answers requests.
#[derive(Debug)]
pub struct House {
    /// The settings.
    pub config: Config,
    /// What every service works with.
    pub tools: Arc<Tools>,
    /// People and their sessions.
    pub identity: Arc<Identity>,
    /// Signing on by the department's sign-in service.
    pub sign_on: SignOn,
    /// What a page of the directory shows of projects, neighbourhoods and categories.
    pub directory: Arc<Directory>,
    /// What is counted of offers for their sellers.
    pub insight: Arc<Insight>,
    /// Where it is told where patrols are.
    pub live: Arc<Live>,
    /// Where check-ins and fixes are recorded.
    pub recorder: Recorder,
    /// Whose turn it is to send a picture.
    pub uploads: Turns,
    /// Whose turn it is to take out everything about themselves.
    pub exports: Exports,
    /// The walks along patrols' logs, and what the pages of codes show of their seals.
    pub seals: Checks,
    /// Answers that are kept for the public.
    pub public_cache: Arc<PublicCache>,
    /// What search engines are told of, as it was made within the last minute.
    pub sitemap: Sitemap,
    /// By which ways messages leave.
    pub channels: Arc<Channels>,
    /// Turns true when the node is asked to stop.
    pub stop: watch::Sender<bool>,
}

/// The time and the ids, which tests hand in.
#[derive(Clone, Debug)]
pub struct Nature {
    /// Where the time comes from.
    pub clock: Clock,
    /// Where new ids come from.
    pub ids: Ids,
}

impl Default for Nature {
    fn default() -> Self {
        Self { clock: Clock::System, ids: Ids::Random }
    }
}

impl House {
    /// Opens the database, Redis and the signing keys, and begins to follow the change log. The
    /// tables must be there already; the sixteen states are there afterwards.
    pub async fn open(config: Config, nature: Nature) -> Result<Arc<Self>, Error> {
        let Nature { clock, ids } = nature;
        let sizes = PoolSizes {
            connections: config.database_connections,
            threads: u32::try_from(config.workers).unwrap_or(u32::MAX),
        };
        let db = Db::connect(&config.database_url, sizes).await?;
        let cache = match &config.redis_url {
            Some(url) => Cache::redis(url)?,
            None => Cache::memory(clock.clone()),
        };
        let changes = ChangeFeed::default();
        let files = match &config.s3 {
            Some(settings) => Files::in_bucket(settings).await?,
            None => Files::Folder(config.data.join("media")),
        };
        let secret = Secret::new(config.secret.expose_secret());
        let tools = Arc::new(Tools {
            db,
            cache,
            clock,
            ids,
            changes,
            files,
            secret,
            bells: Bells::default(),
            attempts: Attempts::default(),
            atlas: Atlas::default(),
            boards: Boards::default(),
        });
        follow_changes(&tools).await;
        tokio::spawn(know_places(Arc::clone(&tools)));
        community::ensure_states(&Ctx::of_program(Arc::clone(&tools))).await?;
        let settings = IdentitySettings {
            issuer: config.public_url.clone(),
            audience: "krt".to_owned(),
            secret: config.secret.clone(),
            hashing_permits: config.hashing_permits,
            tries_per_phone: config.sign_in_tries,
            proof_life: TimeDelta::minutes(config.proof_minutes.into()),
            sessions_per_person: config.sessions_per_person,
            codes_per_phone: config.codes_per_phone,
            sends_sms: config.sms.is_some() || config.is_development(),
            sends_mail: config.mail.is_some() || config.is_development(),
        };
        let identity = Arc::new(Identity::open(Arc::clone(&tools), settings).await?);
        let sign_on =
            SignOn::open(Arc::clone(&tools), Arc::clone(&identity), config.sign_on.clone())?;
        let following = Arc::downgrade(&identity);
        tokio::spawn(async move {
            if let Some(identity) = following.upgrade() {
                identity.follow_changes().await;
            }
        });
        let live = Arc::new(Live::open(&tools).await);
        let recorder = Recorder::open(&tools, &live);
        let directory = Arc::new(Directory::default());
        let public_cache = Arc::new(PublicCache::new(config.public_cache, tools.clock.clone()));
        tokio::spawn(keep_fresh(
            Arc::clone(&tools),
            Arc::clone(&directory),
            Arc::clone(&public_cache),
        ));
        let sitemap = Sitemap::new(tools.clock.clone());
        let stop = watch::Sender::new(false);
        tokio::spawn(housekeeping::keep(Arc::clone(&tools)));
        tokio::spawn(audit::keep(Arc::clone(&tools), config.seal_key()?));
        tokio::spawn(search::keep(Arc::clone(&tools)));
        let (uploads, exports) = (Turns::default(), Exports::default());
        let webhooks = Webhooks::open(config.reach(), config.webhook_patience)?;
        let (sms, push, mail) = (sms(&config)?, push(&config)?, mail(&config)?);
        let exits = Exits { sms, push, mail, webhooks };
        let channels = Arc::new(Channels::open(&tools, exits, Arc::new(notice::Digests)));
        Ok(Arc::new(Self {
            config,
            tools,
            identity,
            sign_on,
            directory,
            insight: Arc::default(),
            live,
            recorder,
            uploads,
            exports,
            seals: Checks::default(),
            public_cache,
            sitemap,
            channels,
            stop,
        }))
    }

    /// Begins to send what leaves and to do what is due, until the house is asked to stop. Several
    /// nodes may do it beside each other.
    pub fn work(&self) -> Vec<JoinHandle<()>> {
        let (tools, channels) = (Arc::clone(&self.tools), Arc::clone(&self.channels));
        vec![
            tokio::spawn(outbox::work(tools, channels, self.stop.subscribe())),
            tokio::spawn(scheduler::work(Arc::clone(&self.tools), self.stop.subscribe())),
            tokio::spawn(
                Arc::clone(&self.insight).keep(Arc::clone(&self.tools), self.stop.subscribe()),
            ),
        ]
    }

    /// A context for somebody's request.
    #[must_use]
    pub fn ctx(&self, actor: Actor, languages: Languages, origin: Origin) -> Ctx {
        Ctx::new(Arc::clone(&self.tools), actor, languages, origin)
    }
}

/// By which way an SMS leaves.
fn sms(config: &Config) -> Result<Sms, Error> {
    Ok(match &config.sms {
        Some(settings) => Sms::Gateway(Gateway::new(settings.clone())?),
        None if config.is_development() => Sms::Log,
        None => {
            tracing::warn!("KRT_SMS_URL is `none`: nobody can join or reset a password here");
            Sms::Nowhere
        }
    })
}

/// By which way a push leaves.
fn push(config: &Config) -> Result<Push, Error> {
    Ok(match &config.push {
        Some(settings) => Push::Fcm(Arc::new(Fcm::new(settings.clone())?)),
        None if config.is_development() => Push::Log,
        None => {
            tracing::warn!("there is no KRT_FCM_CREDENTIALS: no message reaches an app by push");
            Push::Nowhere
        }
    })
}

/// Keeps fresh what the node knows of places.
async fn know_places(tools: Arc<Tools>) {
    tools.atlas.follow(tools.changes.listen()).await;
}

/// By which way a mail leaves.
fn mail(config: &Config) -> Result<Mail, Error> {
    Ok(match &config.mail {
        Some(settings) => Mail::Smtp(Arc::new(Smtp::new(settings.clone())?)),
        None if config.is_development() => Mail::Log,
        None => {
            tracing::warn!(
                "there is no KRT_MAIL_URL: no mail leaves, and nobody can confirm an e-mail address"
            );
            Mail::Nowhere
        }
    })
}

/// Follows the changes with the directory first: an answer that is begun once the cache has dropped
/// the others is made of what the directory knows by then.
async fn keep_fresh(tools: Arc<Tools>, directory: Arc<Directory>, cache: Arc<PublicCache>) {
    let changes = tools.changes.listen();
    cache.begin();
    directory.follow(&tools, changes, |heard, missed| cache.hear(heard, missed)).await;
    cache.end();
}

/// Begins to follow the change log, and returns once its place is known: what commits after that
/// is heard.
async fn follow_changes(tools: &Arc<Tools>) {
    let (started, known) = oneshot::channel();
    let following = Arc::clone(tools);
    tokio::spawn(async move {
        let Tools { db, cache, changes, .. } = following.as_ref();
        changes
            .follow(db, cache, move || {
                // The node may have been given up meanwhile.
                let _ = started.send(());
            })
            .await;
    });
    // The sender is dropped only when the task dies, and then nothing will be heard anyway.
    let _ = known.await;
}
