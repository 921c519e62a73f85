//! A server of a test's own, and how people come to live in its neighbourhoods.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use api::{
    config::{Config, LogFormat, Mode},
    house::{House, Nature},
    serve::{self, Running},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Ctx,
    community::{self, Appointing, District, GrantScope, NewArea, State},
    duties::Duty,
    policy::Role,
    shared::{
        clock::Clock,
        db,
        id::{AreaId, DistrictId, Ids, PersonId},
        work::Work,
    },
};
use sea_orm::{ActiveEnum as _, Iterable as _};
use tempfile::TempDir;

use crate::{Answer, Database, User, area_record, sms_gateway::SmsGateway};

/// One node on a database of its own.
pub struct TestApp {
    /// Where it listens: `http://127.0.0.1:…`.
    pub url: String,
    /// The time, which stands still until [`TestApp::advance`].
    pub clock: Clock,
    /// Everything behind it.
    pub house: Arc<House>,
    /// Its database.
    pub database: Database,
    /// Its folder, which goes with it.
    pub folder: Arc<TempDir>,
    /// Where ids come from.
    pub ids: Ids,
    /// Where a story reads the codes of whoever joins, once it has said so; the development page
    /// otherwise.
    pub gateway: Option<SmsGateway>,
    running: Running,
    next_phone: Arc<AtomicU32>,
}

/// The secret of every node in the stories.
pub(crate) const SECRET: &str = "a secret that is only good for tests";
/// How the world reaches every node in the stories.
pub(crate) const PUBLIC_URL: &str = "http://krt.test";

impl TestApp {
    /// A node on an empty database.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A node on an empty database, with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_at_noon(|config, _| change(config)).await
    }

    /// A node on an empty database, with other settings, which may be about the time that it has.
    pub async fn start_at_noon(change: impl FnOnce(&mut Config, &Clock)) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::fresh(folder.path()).await;
        // The date is of no importance; no rule may depend on which one it is.
        let noon: DateTime<Utc> = "2026-03-14T04:00:00Z".parse().expect("an instant");
        let nature = Nature { clock: Clock::fixed(noon), ids: Ids::Random };
        let clock = nature.clock.clone();
        Self::on(database, folder, nature, Arc::default(), |config| change(config, &clock)).await
    }

    /// A node on an empty database that goes by the machine's clock, as other programs do.
    pub async fn start_today() -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::fresh(folder.path()).await;
        Self::on(database, folder, Nature::default(), Arc::default(), |_| {}).await
    }

    /// A node on an empty database whose clock shows this until it is moved.
    pub async fn start_at(moment: DateTime<Utc>) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::fresh(folder.path()).await;
        let nature = Nature { clock: Clock::fixed(moment), ids: Ids::Random };
        Self::on(database, folder, nature, Arc::default(), |_| {}).await
    }

    /// Another node beside this one: the same database, Redis, folder and time.
    pub async fn beside(&self) -> Self {
        self.beside_with(|_| {}).await
    }

    /// Another node beside this one, with other settings.
    pub async fn beside_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        let nature = Nature { clock: self.clock.clone(), ids: self.ids.clone() };
        let phones = Arc::clone(&self.next_phone);
        Self::on(self.database.clone(), Arc::clone(&self.folder), nature, phones, change).await
    }

    /// Stops this node, does something in one transaction that no worker hears of, and starts
    /// again: as if the node had died right after that.
    pub async fn restart_after(
        self,
        act: impl AsyncFnOnce(&Ctx, &mut Work),
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let (database, folder) = (self.database.clone(), Arc::clone(&self.folder));
        let nature = Nature { clock: self.clock.clone(), ids: self.ids.clone() };
        let phones = Arc::clone(&self.next_phone);
        self.running.stop().await.expect("a node stops");
        // Done by the new node before it works: the pool of the stopped one may hold connections
        // that its threads had opened, and that end with them.
        let before = async |house: &House| {
            let ctx = Ctx::of_program(Arc::clone(&house.tools));
            let mut work = ctx.begin().await.expect("a transaction");
            act(&ctx, &mut work).await;
            work.commit().await.expect("a commit");
        };
        Self::on_after(database, folder, nature, phones, change, before).await
    }

    /// Stops this node and starts it again on the same database and folder.
    pub async fn restart(self) -> Self {
        let (database, folder) = (self.database.clone(), Arc::clone(&self.folder));
        let nature = Nature { clock: self.clock.clone(), ids: self.ids.clone() };
        let phones = Arc::clone(&self.next_phone);
        self.running.stop().await.expect("a node stops");
        Self::on(database, folder, nature, phones, |_| {}).await
    }

    async fn on(
        database: Database,
        folder: Arc<TempDir>,
        nature: Nature,
        next_phone: Arc<AtomicU32>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        Self::on_after(database, folder, nature, next_phone, change, async |_| {}).await
    }

    async fn on_after(
        database: Database,
        folder: Arc<TempDir>,
        nature: Nature,
        next_phone: Arc<AtomicU32>,
        change: impl FnOnce(&mut Config),
        before: impl AsyncFnOnce(&House),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut config = Config {
            mode: Mode::Development,
            listen: address,
            data: folder.path().to_owned(),
            database_url: database.url.clone(),
            redis_url: database.redis.clone(),
            s3: None,
            secret: SECRET.to_owned().into(),
            public_url: PUBLIC_URL.to_owned(),
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            database_connections: 4,
            workers: 1,
            hashing_permits: 2,
            requests_per_minute: 0,
            sign_in_tries: 10,
            proof_minutes: 5,
            sessions_per_person: 20,
            codes_per_phone: 3,
            privacy_contact: None,
            sms: None,
            push: None,
            mail: None,
            webhook_patience: Duration::from_secs(10),
            sign_on: None,
            public_cache: true,
            persisted_documents: None,
            app_minimum: Vec::new(),
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
            sample_password: "jiran-sepakat-2026".to_owned().into(),
        };
        change(&mut config);
        api::telemetry::begin(&config).expect("logging begins");
        let Nature { clock, ids } = nature.clone();
        let house = House::open(config, nature).await.expect("the house opens");
        before(&house).await;
        let running = serve::start(Arc::clone(&house), listener).expect("the node answers");
        days_are_planned(&house).await;
        let url = format!("http://{address}");
        crate::quiet::note(&url, &house);
        Self { url, clock, house, database, folder, ids, gateway: None, running, next_phone }
    }

    /// Stops the node as SIGTERM does.
    pub async fn stop(self) {
        self.running.stop().await.expect("a node stops");
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Somebody who is not signed in.
    pub fn anybody(&self) -> User {
        let mut user = User::anonymous(&self.url);
        user.gateway.clone_from(&self.gateway);
        user
    }

    /// A context of the program itself, for what a test arranges behind the doors.
    pub fn ctx(&self) -> Ctx {
        Ctx::of_program(Arc::clone(&self.house.tools))
    }

    /// Somebody new with an account, signed in, who belongs nowhere yet.
    pub async fn person(&self, name: &str) -> User {
        let number = self.next_phone.fetch_add(1, Ordering::SeqCst);
        let phone = format!("+6012{number:07}");
        self.anybody().joins(&phone, name).await
    }

    /// A neighbourhood without anybody in it, in Johor.
    pub async fn area(&self, name: &str) -> AreaId {
        self.area_in(name, "01", "Johor").await
    }

    /// A neighbourhood without anybody in it, in this state.
    pub async fn area_in(&self, name: &str, state_code: &str, state: &str) -> AreaId {
        let ctx = self.ctx();
        let work = ctx.begin().await.expect("a transaction");
        let state = State {
            code: state_code.to_owned(),
            name_ms: state.to_owned(),
            name_en: state.to_owned(),
        };
        community::put_state(work.connection(), &state).await.expect("a state");
        let id: DistrictId = ctx.mint();
        let district = District {
            id,
            code: format!("T-{id}"),
            name: format!("Daerah {name}"),
            state_code: state_code.to_owned(),
            sample: false,
        };
        community::put_district(work.connection(), &district).await.expect("a district");
        let area: AreaId = ctx.mint();
        let record = NewArea {
            position: Some((1.54, 103.65)),
            ..area_record(format!("KRT/{area}"), name, id, state_code.to_owned())
        };
        community::put_area(work.connection(), area, &record, ctx.now()).await.expect("an area");
        work.commit().await.expect("a commit");
        area
    }

    /// Does something in one transaction behind the doors.
    pub async fn arrange(&self, act: impl AsyncFnOnce(&Ctx, &mut Work)) {
        let ctx = self.ctx();
        let mut work = ctx.begin().await.expect("a transaction");
        act(&ctx, &mut work).await;
        work.commit().await.expect("a commit");
    }

    /// Somebody new with a post on an area's committee.
    pub async fn officer_of_committee(&self, name: &str, area: AreaId, post: Role) -> User {
        let mut user = self.person(name).await;
        let (person, starts_at) = (user.id, self.clock.now());
        self.arrange(async |ctx, work| {
            let new = Appointing { person, area, post, starts_at, ends_at: None };
            community::add_appointment(work, ctx.mint(), &new).await.expect("a post");
        })
        .await;
        user.sign_in_again().await;
        user
    }

    /// Somebody new who lives in an area.
    pub async fn resident(&self, name: &str, area: AreaId) -> User {
        let mut user = self.person(name).await;
        self.join(user.id, area).await;
        user.sign_in_again().await;
        user
    }

    /// Makes somebody a resident of an area.
    pub async fn join(&self, person: PersonId, area: AreaId) {
        self.arrange(async |ctx, work| {
            community::add_membership(work, ctx.mint(), person, area, ctx.now())
                .await
                .expect("a membership");
        })
        .await;
    }

    /// Somebody new with a grant of the department, the police or the program, and with the second
    /// factor that it needs.
    pub async fn officer(&self, name: &str, role: Role, scope: &GrantScope) -> User {
        let mut user = self.person(name).await;
        self.grant(user.id, role, scope).await;
        self.enrol(&mut user).await;
        user.refresh().await;
        user
    }

    /// Grants somebody a role of the department, the police or the program.
    pub async fn grant(&self, person: PersonId, role: Role, scope: &GrantScope) {
        self.arrange(async |ctx, work| {
            let reason = "for a test";
            community::add_officer_grant(work, ctx.mint(), person, role, scope, reason, ctx.now())
                .await
                .expect("a grant");
        })
        .await;
    }

    /// Gives somebody an authenticator app, behind the doors.
    pub async fn enrol(&self, user: &mut User) {
        let (secret, person) = (b"a secret for stories".to_vec(), user.id);
        self.arrange(async |ctx, work| {
            let identity = &self.house.identity;
            identity.plant_totp(ctx, work, person, &secret).await.expect("a second factor");
        })
        .await;
        user.authenticator = Some((secret, self.clock.clone()));
    }

    /// An area with its secretary, one of its residents, and a resident of another area.
    pub async fn neighbourhood() -> (Self, AreaId, User, User, User) {
        let app = Self::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let elsewhere = app.area("Taman Melati").await;
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let resident = app.resident("Encik Lim", area).await;
        let stranger = app.resident("Encik Muthu", elsewhere).await;
        (app, area, secretary, resident, stranger)
    }

    /// Sends a request that `User` has no words for.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await
    }
}

/// Waits until what is done every day is planned: a story that moves the clock before would plan it
/// for a day that never comes.
async fn days_are_planned(house: &House) {
    let daily: Vec<String> = Duty::iter()
        .filter(|duty| duty.daily().is_some())
        .map(|duty| format!("'{}'", duty.to_value()))
        .collect();
    let sql = format!("select count(distinct kind) from duty where kind in ({})", daily.join(", "));
    let planned =
        async || db::value::<i64, _>(house.tools.db.write(), &sql, []).await.ok().flatten();
    crate::until(async || {
        planned().await.filter(|planned| usize::try_from(*planned) == Ok(daily.len()))
    })
    .await;
}
