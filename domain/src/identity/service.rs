//! Joining, signing in, staying in, and leaving.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use rand::RngExt as _;

use super::{
    gate::{Admitted, Gate},
    keys::{self, PublicKey},
    model::{Person, PersonStatus, Session, SignedIn, SigningIn},
    password::{Checked, Hasher},
    rules::{self, Rotation},
    sessions::Sessions,
    store,
    tokens::{self, Claims, Presented},
    under_way::UnderWay,
};
use crate::{
    policy::{Action, Place, Target},
    shared::{
        audit::{Attempt, Whom},
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::{Ctx, Tools},
        device,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, PersonId},
        tries::Tries,
        work::Work,
    },
};

/// How tries are counted.
const WINDOW: Duration = Duration::from_mins(15);
/// A household or an office behind one address signs in more often than one number.
const ADDRESS_FACTOR: u64 = 10;

/// How this service names itself in tokens, and its secret.
#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// The `iss` of access tokens.
    pub issuer: String,
    /// The `aud` of access tokens.
    pub audience: String,
    /// The secret from which every key is derived (`KRT_SECRET`).
    pub secret: secrecy::SecretString,
    /// How many passwords are hashed at once, 19 MiB each.
    pub hashing_permits: usize,
    /// Sign-ins that one number may try from one address before it has to wait, and a tenth of
    /// what one address, or one number from everywhere, may; 0 sets no limit.
    pub tries_per_phone: u64,
    /// For how long a proof counts that somebody is the person: a sign-in, or a password or code
    /// that was asked for again.
    pub proof_life: TimeDelta,
    /// How many sessions one person may have; with one more the one that was used longest ago ends.
    pub sessions_per_person: usize,
    /// One-time codes that may be asked for one number from one address in 15 minutes, a third of
    /// what strangers may ask for one number, and a third of what may be asked for it from networks
    /// from which its owner has signed in; 0 sets no limit.
    pub codes_per_phone: u64,
    /// Whether SMS can leave at all.
    pub sends_sms: bool,
    /// Whether mail can leave at all.
    pub sends_mail: bool,
}

/// A secret for a development node: 256 bits of chance.
#[must_use]
pub fn make_secret() -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let bytes: [u8; 32] = rand::rng().random();
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// People and their sessions on one node.
#[derive(Debug)]
pub struct Identity {
    pub(super) tools: Arc<Tools>,
    pub(super) settings: IdentitySettings,
    pub(super) secret: Vec<u8>,
    pub(super) hasher: Hasher,
    under_way: UnderWay,
    pub(super) sessions: Sessions,
    pub(super) gate: Gate,
    pub(super) tries: Tries,
}

impl Identity {
    /// Reads the signing keys, making the first one, and learns which sessions ended lately.
    pub async fn open(tools: Arc<Tools>, settings: IdentitySettings) -> Result<Self> {
        use secrecy::ExposeSecret;
        let secret = settings.secret.expose_secret().as_bytes().to_vec();
        let (issuer, audience) = (settings.issuer.clone(), settings.audience.clone());
        let gate = Gate::open(&tools, issuer, audience, secret.clone()).await?;
        gate.catch_up(&tools).await?;
        let sessions = Sessions::beside(&tools.cache, &tools.db);
        let hasher = Hasher::new(settings.hashing_permits)?;
        let under_way = UnderWay::beside(settings.hashing_permits);
        let tries = Tries::beside(&tools.cache);
        Ok(Self { tools, settings, secret, hasher, under_way, sessions, gate, tries })
    }

    /// Follows the change log, so that an ended session or a changed role counts here within a
    /// second.
    pub async fn follow_changes(&self) {
        self.gate.follow(&self.tools).await;
    }

    /// Hears a change before anybody acts on it; hearing it twice does no harm.
    pub fn hear(&self, change: &Change) {
        self.gate.hear(change);
    }

    /// Makes sure that whatever changed until now counts here, after changes were missed.
    pub async fn catch_up(&self) -> Result<()> {
        self.gate.catch_up(&self.tools).await
    }

    /// Admits the bearer of an access token.
    pub async fn admit(&self, token: &str) -> Result<Admitted> {
        self.gate.admit(&self.tools, &self.sessions, token).await
    }

    /// The public keys that verify access tokens.
    #[must_use]
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.gate.keys().published.clone()
    }

    /// Signs with another key from now on, on every node; tokens signed with the older ones still
    /// count.
    pub async fn rotate_keys(&self) -> Result<()> {
        keys::rotate(&self.tools, &self.secret).await?;
        self.gate.read_keys(&self.tools).await
    }

    /// How many passwords are being hashed at this moment.
    #[must_use]
    pub fn hashing(&self) -> usize {
        self.hasher.busy()
    }

    /// How many passwords were hashed, or are waiting for it, since the node started.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hasher.made()
    }

    /// The most passwords that were ever hashed at once on this node.
    #[must_use]
    pub fn hashed_at_once(&self) -> usize {
        self.hasher.most()
    }

    /// Hashes a password for a person whom the program itself adds.
    pub async fn hash_password(&self, password: &str) -> Result<String> {
        self.hasher.hash(password).await
    }

    /// Signs a person in. An unknown number and a wrong password answer alike, and take alike; only
    /// whoever has the right password learns that a second factor is asked for.
    pub async fn sign_in(&self, ctx: &Ctx, given: &SigningIn) -> Result<SignedIn> {
        let phone = rules::phone(&given.phone).ok();
        let number = phone.as_deref().unwrap_or("none");
        let turn = self.count_sign_in(ctx, number).await?;
        let _under_way = self.under_way.begin().await?;
        let wrong = || {
            let refusal = Refusal::of(ErrorCode::CredentialsWrong);
            self.refuse_sign_in(ctx, number, &turn, refusal)
        };
        let known = match &phone {
            Some(phone) => store::find_credentials(self.tools.db.read(), phone).await?,
            None => None,
        };
        let stored = known.as_ref().and_then(|known| known.password_hash.clone());
        // A longer text than any password is not worth hashing, but must not answer sooner.
        let tried: String = given.password.chars().take(129).collect();
        let checked = self.hasher.check(&tried, turn.against(stored)).await?;
        let known = known.ok_or_else(wrong)?;
        if checked == Checked::Wrong || known.status != PersonStatus::Active {
            return Err(wrong());
        }
        if let Err(refused) = self.check_second(ctx, known.id, given.second.as_ref()).await {
            if given.second.is_none() {
                // The right password without a code is no guess.
                self.forgive(turn.counted).await?;
            }
            return Err(refused);
        }
        if checked == Checked::RightButOld {
            let hash = self.hasher.hash(&tried).await?;
            store::change_password_hash(self.tools.db.write(), known.id, &hash).await?;
        }
        self.forgive(turn.counted).await?;
        let signed_in = self.begin_session(ctx, known.id).await?;
        self.still_the_password(&signed_in, &tried, known.password_hash).await?;
        // Not before: a password that was changed meanwhile makes no network known again.
        self.know_network(ctx, known.id).await?;
        Ok(signed_in)
    }

    /// Exchanges a refresh token for its successor.
    ///
    /// A phone that lost the answer may ask again with the same token, and gets the same
    /// successor, until the successor or its access token is used. An older token ends the
    /// session: somebody else holds it too.
    pub async fn refresh(&self, ctx: &Ctx, token: &str) -> Result<SignedIn> {
        let ended = || Error::from(Refusal::of(ErrorCode::SessionEnded));
        let presented = Presented::parse(token).ok_or_else(ended)?;
        // Somebody quicker may have moved the session on between reading and writing: then this
        // request is the repeat of theirs. More than a few such rounds cannot happen.
        for _ in 0..3 {
            let mut session = self.sessions.lookup(presented.session).await?.ok_or_else(ended)?;
            if !presented.belongs_to(&self.secret, &session) {
                return Err(ended());
            }
            // The log is the truth about an end: the store may have missed it.
            let found = store::refreshing(self.tools.db.write(), &session).await?;
            let over = rules::session_ends(&session) <= ctx.now();
            if over || found.as_ref().is_some_and(|found| found.ended) {
                self.end_session(session.id, session.person).await?;
                return Err(ended());
            }
            let person = found.map(|found| found.person).ok_or_else(ended)?;
            match rules::rotation(&session, presented.counter) {
                Rotation::Advance => {
                    let from = session.counter;
                    session.counter = presented.counter + 1;
                    session.confirmed = false;
                    let last_used_at = std::mem::replace(&mut session.last_used_at, ctx.now());
                    session.network = ctx.origin.roughly().or(session.network);
                    if !self.sessions.advance(from, &session).await? {
                        continue;
                    }
                    if device::is_to_go_on(last_used_at, ctx.now()) {
                        let ends_at = rules::session_ends(&session);
                        let connection = self.tools.db.write();
                        device::goes_on(connection, session.id, ends_at, ctx.now()).await?;
                    }
                    return self.issue(ctx, &session, person).await;
                }
                Rotation::Repeat => return self.issue(ctx, &session, person).await,
                Rotation::Reused => {
                    self.end_for_safety(ctx, session.id, &person).await?;
                    self.tools.attempts.note(Attempt {
                        author: ctx.author(),
                        action: Action::SessionRefresh,
                        place: Place::default(),
                        whom: Whom::Person(session.person),
                        subject: Some(session.id.into()),
                    });
                    return Err(Refusal::of(ErrorCode::RefreshTokenReused).into());
                }
            }
        }
        Err(Refusal::of(ErrorCode::Unavailable).stop())
    }

    /// The actor's own account.
    pub async fn account(&self, ctx: &Ctx) -> Result<Person> {
        let id = ctx.person()?;
        ctx.authorize(Action::AccountRead, &Target::of(id))?;
        store::lookup(ctx.read(), id).await?.ok_or_else(Error::not_found)
    }

    /// Says that a person's roles changed: tokens with the old roles stop counting within a
    /// second, and the phone refreshes.
    pub async fn roles_changed(work: &mut Work, person: PersonId) -> Result<()> {
        store::raise_epoch(work.connection(), person).await?;
        work.tell(Change::new(Scope::Person(person), Noun::Person, person));
        Ok(())
    }

    /// The same of a role in an area: there it changes for how many a notice is, which whoever sent
    /// one may be watching.
    pub(crate) async fn roles_changed_in(
        work: &mut Work,
        person: PersonId,
        area: AreaId,
    ) -> Result<()> {
        work.tell(Change::new(Scope::Area(area), Noun::Person, person));
        Self::roles_changed(work, person).await
    }

    pub(super) async fn begin_session(&self, ctx: &Ctx, person: PersonId) -> Result<SignedIn> {
        self.begin_session_by(ctx, person, None, Some(ctx.now())).await
    }

    /// Begins a session by a sign-on or without one, with what is known of the last proof.
    pub(super) async fn begin_session_by(
        &self,
        ctx: &Ctx,
        person: PersonId,
        sign_on: Option<bool>,
        proved_at: Option<Instant>,
    ) -> Result<SignedIn> {
        let now = ctx.now();
        let salt: [u8; 32] = rand::rng().random();
        let session = Session {
            id: ctx.mint(),
            person,
            salt: salt.to_vec(),
            counter: 1,
            confirmed: false,
            app: ctx.origin.app.clone(),
            network: ctx.origin.roughly(),
            started_at: now,
            last_used_at: now,
            proved_at,
            sign_on,
        };
        self.sessions.add(&session).await?;
        let mut work = ctx.begin().await?;
        let nowhere = Place::default();
        work.note(Action::SessionCreate, session.id, &nowhere).by(person).about(person);
        work.commit().await?;
        self.end_surplus(ctx, &session).await?;
        let person = store::lookup(self.tools.db.write(), person).await?;
        let ended = || Error::from(Refusal::of(ErrorCode::SessionEnded));
        self.issue(ctx, &session, person.ok_or_else(ended)?).await
    }

    /// Makes the tokens of a session. The person was read before their roles: when those change in
    /// between, the token says an older epoch and does not count.
    async fn issue(&self, ctx: &Ctx, session: &Session, person: Person) -> Result<SignedIn> {
        let now = ctx.now();
        if person.status != PersonStatus::Active {
            return Err(Refusal::of(ErrorCode::SessionEnded).into());
        }
        let held = store::grants_of(self.tools.db.write(), person.id, now).await?;
        let access_expires_at = rules::token_ends(now, held.ends, held.begins);
        let roles = self.backed(session, held.grants).await?;
        let claims = Claims {
            iss: self.settings.issuer.clone(),
            aud: self.settings.audience.clone(),
            sub: person.id,
            sid: session.id,
            epoch: person.epoch,
            generation: session.counter,
            iat: now.timestamp(),
            exp: access_expires_at.timestamp(),
            roles,
        };
        Ok(SignedIn {
            access_token: tokens::sign(&self.gate.keys(), &claims)?,
            access_expires_at: tokens::expires_at(&claims),
            refresh_token: tokens::refresh_token(&self.secret, session),
            refresh_expires_at: rules::session_ends(session),
            session: session.id,
            person,
        })
    }

    pub(super) async fn limit_address(&self, ctx: &Ctx, what: &str) -> Result<()> {
        match ctx.origin.network() {
            Some(network) => {
                let most = self.settings.tries_per_phone.saturating_mul(ADDRESS_FACTOR);
                self.limit(&format!("krt:tries:{what}:{network}"), most).await
            }
            None => Ok(()),
        }
    }

    async fn limit(&self, counter: &str, most: u64) -> Result<()> {
        if most > 0 && self.tools.cache.count(counter, WINDOW).await? > most {
            let seconds = WINDOW.as_secs();
            return Err(Refusal::of(ErrorCode::RateLimited).with("seconds", seconds).stop());
        }
        Ok(())
    }
}
