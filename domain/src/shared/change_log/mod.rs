//! What changed, in the order in which it became visible, on any node.
//!
//! A change is a row written in its cause's own transaction. Every node reads the log twice a
//! second, and sooner when somebody wakes it: Redis may lose a wake-up, the log loses nothing.

mod ears;
mod position;
mod stamps;

use std::{
    hash::{Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnectionTrait, FromQueryResult};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

pub use self::ears::Listener;
use self::{
    ears::Ears,
    position::{Number, Position},
    stamps::Stamps,
};
use super::{
    cache::Cache,
    clock::Instant,
    db::{self, Db},
    error::Result,
    id::{AreaId, AreaPartId, DistrictId, PatrolUnitId, PersonId, ProjectId},
};

/// How long a node sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How long a node rests between two looks, so that thousands of changes a second cost fifty looks
/// and fifty calls to the others.
const BREATH: Duration = Duration::from_millis(20);
/// How many changes wait for a slow listener before it is told that it missed some.
const QUEUE: usize = 4096;
/// How many changes are told in one go; then the listeners get their turn.
const PART: usize = 256;
/// How often, and how long each time, a listener who lags is waited for before the next part: a
/// quarter of a second at most, so that one who is stuck holds nobody up.
const WAITS: usize = 50;
const WAIT: Duration = Duration::from_millis(5);

/// What stands before a state's code.
const STATE: &str = "state:";

/// Who a change concerns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everybody, the public included.
    Public,
    /// Everybody who belongs to an area anywhere.
    Nation,
    /// The people of a state, by its two-digit code.
    State(String),
    /// The people of a district.
    District(DistrictId),
    /// The people of an area.
    Area(AreaId),
    /// The people of a part of an area.
    Part(AreaPartId),
    /// The people of a patrol unit.
    Unit(PatrolUnitId),
    /// The sellers of a project, and those who write to them.
    Project(ProjectId),
    /// One person.
    Person(PersonId),
}

impl Scope {
    pub(crate) fn encode(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Nation => "nation".to_owned(),
            Self::State(code) => format!("{STATE}{code}"),
            Self::District(id) => id.to_string(),
            Self::Area(id) => id.to_string(),
            Self::Part(id) => id.to_string(),
            Self::Unit(id) => id.to_string(),
            Self::Project(id) => id.to_string(),
            Self::Person(id) => id.to_string(),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        match text {
            "public" => return Some(Self::Public),
            "nation" => return Some(Self::Nation),
            _ => {}
        }
        if let Some(code) = text.strip_prefix(STATE) {
            return Some(Self::State(code.to_owned()));
        }
        text.parse()
            .map(Self::Area)
            .or_else(|_| text.parse().map(Self::District))
            .or_else(|_| text.parse().map(Self::Part))
            .or_else(|_| text.parse().map(Self::Unit))
            .or_else(|_| text.parse().map(Self::Project))
            .or_else(|_| text.parse().map(Self::Person))
            .ok()
    }
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Noun {
    /// A state, a district or an area.
    Place,
    /// A person or their roles: tokens of an older epoch are no longer accepted. Told to themselves,
    /// and to an area when they get or lose a role there.
    Person,
    /// A session; when it is gone its tokens are no longer accepted.
    Session,
    /// The keys that sign access tokens.
    SigningKey,
    /// A notice.
    Notice,
    /// How far a notice came with somebody: for the person's other phones.
    NoticeReceipt,
    /// A patrol unit or one of its shifts.
    PatrolUnit,
    /// A checkpoint or a sector of a patrol unit.
    Checkpoint,
    /// An application for a patrol unit.
    UnitApplication,
    /// A patrol.
    Patrol,
    /// A project.
    Project,
    /// A product.
    Product,
    /// A category of the directory.
    Category,
    /// The certificates of a project, of which marks are shown: the project's id.
    Certificate,
    /// A kiosk or a carnival, or who sells there.
    Kiosk,
    /// A post on a committee, or the coordinator of a community group.
    Appointment,
    /// An activity of an area, or somebody's place in it.
    Activity,
    /// An incident, told to its unit.
    Incident,
    /// A call for help from patrol; its caller's moving is not told here.
    Sos,
    /// An enquiry of a buyer, told to its project and to its buyer.
    Enquiry,
    /// The words by which offers are found, of any number of them: the id is nil.
    Words,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who it concerns.
    pub scope: Scope,
    /// What kind of thing.
    pub noun: Noun,
    /// Which one.
    pub id: Uuid,
    /// Whether it is there no longer, for those in the scope.
    pub gone: bool,
}

impl Change {
    /// Something came or changed.
    pub fn new(scope: Scope, noun: Noun, id: impl Into<Uuid>) -> Self {
        Self { scope, noun, id: id.into(), gone: false }
    }

    /// Something is there no longer.
    pub fn gone(scope: Scope, noun: Noun, id: impl Into<Uuid>) -> Self {
        Self { scope, noun, id: id.into(), gone: true }
    }
}

/// A change as it was told to everybody on this node: that one, and not another that says the same.
/// By it, what a change tells of is read once for all who hear of it.
#[derive(Clone, Debug)]
pub(crate) struct ByChange(pub Arc<Change>);

impl PartialEq for ByChange {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ByChange {}

impl Hash for ByChange {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum Told {
    /// A change, with the place from which the log is read on by somebody who has heard everything
    /// up to it (`notices_since`).
    Change(i64, Arc<Change>),
    /// Changes may have been missed: forget what was cached.
    Gap,
}

/// A node's view of the log.
#[derive(Debug)]
pub struct ChangeFeed {
    sender: broadcast::Sender<Told>,
    ears: Arc<Ears>,
    stamps: Stamps,
    awake: Arc<Notify>,
    /// Whether the other nodes are still to be told of something that stands.
    owed: AtomicBool,
}

impl Default for ChangeFeed {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(QUEUE),
            ears: Arc::default(),
            stamps: Stamps::default(),
            awake: Arc::default(),
            owed: AtomicBool::new(false),
        }
    }
}

impl ChangeFeed {
    /// Hears every change from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.sender.subscribe()
    }

    /// Hears every change in some scopes from now on: for each of thousands who follow something.
    #[must_use]
    pub fn listen_to(&self, scopes: impl IntoIterator<Item = Scope>) -> Listener {
        self.ears.listen(scopes)
    }

    /// Whether everybody who listens to some scopes has heard what this node was told, is done with it and
    /// waits for more: from then on, that nothing was told them says something.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.ears.is_quiet()
    }

    /// A number that rises with each change of a noun that is told to a scope: what was read while
    /// it stood is good while it stands. Kept are those of notices to places and of people; there is
    /// none while nobody reads the log.
    pub(crate) fn stamp(&self, noun: Noun, scope: &Scope) -> Option<u64> {
        self.stamps.of(noun, scope)
    }

    /// Says that this node has written these changes: here they count at once, the log tells the
    /// others.
    pub(crate) fn wrote(&self, changes: &[Change]) {
        for change in changes {
            self.stamps.hear(change);
        }
        self.wake();
    }

    /// Tells this node, and through it the others, to look at the log now.
    pub fn wake(&self) {
        self.owed.store(true, Ordering::Release);
        self.awake.notify_one();
    }

    /// Tells changes in parts, so that a backlog longer than the queue does not overrun everybody.
    async fn tell(&self, changes: Vec<(i64, Change)>) {
        let mut waits = 0;
        for (place, (read_on, change)) in changes.into_iter().enumerate() {
            if place > 0 && place.is_multiple_of(PART) {
                tokio::task::yield_now().await;
                while self.sender.len() > QUEUE / 2 && waits < WAITS {
                    waits += 1;
                    tokio::time::sleep(WAIT).await;
                }
            }
            let change = Arc::new(change);
            self.stamps.hear(&change);
            // Those who keep what others are judged by hear it first. Nobody listening is no error.
            let _ = self.sender.send(Told::Change(read_on, Arc::clone(&change)));
            self.ears.tell(read_on, &change);
        }
    }

    /// Reads the log for as long as the node lives. `started` is called once the place from
    /// which it reads is known: a change that is committed after that is told.
    pub async fn follow(&self, db: &Db, cache: &Cache, started: impl FnOnce() + Send) {
        let mut position = loop {
            match Position::at_end(db).await {
                Ok(position) => break position,
                Err(error) => {
                    tracing::warn!(%error, "the change log cannot be read yet");
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        };
        let _following = self.stamps.begin();
        started();
        let mut healthy = true;
        loop {
            tokio::select! {
                () = self.awake.notified() => {}
                () = cache.woken() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if self.owed.swap(false, Ordering::AcqRel) {
                cache.wake_others();
            }
            match position.advance(db).await {
                Ok(changes) => {
                    if !healthy {
                        // While the database was away nothing was told, but nothing was lost
                        // either: the log is read on from where it was left.
                        healthy = true;
                        tracing::info!("the change log can be read again");
                    }
                    self.tell(changes).await;
                }
                Err(error) => {
                    if healthy {
                        tracing::warn!(%error, "the change log cannot be read");
                    }
                    healthy = false;
                }
            }
            tokio::time::sleep(BREATH).await;
        }
    }
}

/// Writes the lines of a piece of work, in its own transaction.
pub(crate) async fn write<C: ConnectionTrait>(
    connection: &C,
    changes: &[Change],
    now: Instant,
) -> Result<()> {
    use sea_orm::ActiveEnum;
    for change in changes {
        let sql = "insert into change_log (scope, noun, noun_id, gone, changed_at) \
                   values ($1, $2, $3, $4, $5)";
        db::run(
            connection,
            sql,
            [
                change.scope.encode().into(),
                change.noun.to_value().into(),
                change.id.into(),
                change.gone.into(),
                now.into(),
            ],
        )
        .await?;
    }
    Ok(())
}

/// The place at the end of the log.
pub async fn end(db: &Db) -> Result<i64> {
    position::end(db).await
}

/// Every transaction with a smaller number has ended: what it wrote can be read, and nothing more comes
/// of it. On SQLite what is written is there in the order of its numbers.
pub(crate) async fn settled_before(db: &Db) -> Result<i64> {
    position::settled_before(db).await
}

/// Which notices came or changed in these scopes since a place in the log, oldest first: each with
/// the place from which the log is read on by somebody who has heard everything up to it. A line
/// that was heard may come again.
pub(crate) async fn notices_since(
    db: &Db,
    scopes: &[Scope],
    place: i64,
    most: u64,
) -> Result<Vec<(i64, Uuid)>> {
    lines_since(db, Noun::Notice, scopes, place, most).await
}

/// Which incidents came or changed in these scopes since a place in the log, in the same way.
pub(crate) async fn incidents_since(
    db: &Db,
    scopes: &[Scope],
    place: i64,
    most: u64,
) -> Result<Vec<(i64, Uuid)>> {
    lines_since(db, Noun::Incident, scopes, place, most).await
}

/// A line of the log about the shop, for everybody.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct ShopLine {
    /// Its transaction, and its number within all.
    pub transaction_id: i64,
    /// Its number.
    pub seq: i64,
    /// What changed.
    pub noun: Noun,
    /// Which one.
    pub noun_id: Uuid,
}

/// The place behind everything that was ever written in a transaction that has ended, and before
/// everything that has not.
pub(crate) async fn shop_end(db: &Db) -> Result<(i64, i64)> {
    let end = position::end(db).await?;
    Ok(if db.is_postgres() { (end - 1, i64::MAX) } else { (0, end) })
}

/// What changed in the shop behind a place in the log, oldest first, of transactions before all that
/// still run: nothing comes before it later.
pub(crate) async fn shop_lines(
    db: &Db,
    (transaction, seq): (i64, i64),
    most: u64,
) -> Result<Vec<ShopLine>> {
    let settled = position::settled_before(db).await?;
    let mut query = db::Query::new("select transaction_id, seq, noun, noun_id from change_log");
    // As the index of these lines says it.
    query.and("scope = 'public'", []);
    query.and("noun in ('product', 'project', 'category', 'place', 'certificate', 'kiosk')", []);
    query.and("transaction_id < ?", [settled.into()]);
    let beyond = Some([transaction.into(), seq.into()]);
    query.keyset(["transaction_id", "seq"], beyond, false, false);
    query.limit(most);
    query.all(db.read()).await
}

async fn lines_since(
    db: &Db,
    noun: Noun,
    scopes: &[Scope],
    place: i64,
    most: u64,
) -> Result<Vec<(i64, Uuid)>> {
    use sea_orm::ActiveEnum;
    #[derive(FromQueryResult)]
    struct Line {
        place: i64,
        noun_id: Uuid,
    }
    let (read_on, since, order) = if db.is_postgres() {
        // As in `Position::advance`: what is not visible yet is of no transaction before that.
        let read_on =
            "least(transaction_id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)";
        (read_on, "transaction_id >= ?", "transaction_id, seq")
    } else {
        ("seq", "seq > ?", "seq")
    };
    let head = format!("select {read_on} as place, noun_id from change_log");
    let mut query = db::Query::new(head);
    // The noun stands in the text, so that the index of its lines is used.
    query.and(&format!("noun = '{}' and not gone", noun.to_value()), []);
    query.and(since, [place.into()]);
    let list = vec!["?"; scopes.len()].join(", ");
    query.and(&format!("scope in ({list})"), scopes.iter().map(|scope| scope.encode().into()));
    query.end(&format!(" order by {order}"));
    query.limit(most);
    let lines: Vec<Line> = query.all(db.read()).await?;
    Ok(lines.into_iter().map(|line| (line.place, line.noun_id)).collect())
}

/// The sessions that ended since `since`: a node that starts must not accept their tokens.
pub async fn ended_sessions(db: &Db, since: Instant) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Ended {
        noun_id: Uuid,
    }
    let sql = "select noun_id from change_log \
               where noun = 'session' and gone and changed_at >= $1";
    let rows: Vec<Ended> = db::all(db.write(), sql, [since.into()]).await?;
    Ok(rows.into_iter().map(|row| row.noun_id).collect())
}

/// Whether the log says that this is gone.
pub async fn has_gone(db: &Db, noun: Noun, id: impl Into<Uuid>) -> Result<bool> {
    has_gone_in(db.write(), noun, id).await
}

/// Whether the log says, within a transaction, that this is gone.
pub(crate) async fn has_gone_in<C: ConnectionTrait>(
    connection: &C,
    noun: Noun,
    id: impl Into<Uuid>,
) -> Result<bool> {
    use sea_orm::ActiveEnum;
    let sql = "select count(*) as number from change_log where noun_id = $1 and noun = $2 and gone";
    let values = [id.into().into(), noun.to_value().into()];
    Ok(db::one::<Number, _>(connection, sql, values).await?.is_some_and(|row| row.number > 0))
}

/// Whether the log says that this is gone for those in the scope.
pub async fn has_gone_for(db: &Db, scope: &Scope, noun: Noun, id: impl Into<Uuid>) -> Result<bool> {
    use sea_orm::ActiveEnum;
    let sql = "select count(*) as number from change_log \
               where noun_id = $1 and noun = $2 and gone and scope = $3";
    let values = [id.into().into(), noun.to_value().into(), scope.encode().into()];
    Ok(db::one::<Number, _>(db.write(), sql, values).await?.is_some_and(|row| row.number > 0))
}

/// The database's generation, renewed after a restore: a cursor of another generation is void.
pub async fn generation(db: &Db) -> Result<Uuid> {
    #[derive(FromQueryResult)]
    struct House {
        generation: Uuid,
    }
    let sql = "select generation from house where id = 1";
    let house: Option<House> = db::one(db.read(), sql, []).await?;
    Ok(house.map(|row| row.generation).unwrap_or_default())
}

/// Gives the database another generation, after a restore. The restored lines of the log carry
/// the transactions of another server: they are put before all of this one's.
pub async fn renew_generation(db: &Db, generation: Uuid) -> Result<()> {
    let transaction = db.begin().await?;
    let sql = "update house set generation = $1 where id = 1";
    db::run(&transaction, sql, [generation.into()]).await?;
    db::run(&transaction, "update change_log set transaction_id = 0", []).await?;
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_was_written() {
        let id = Uuid::from_u128(7);
        for scope in [
            Scope::Public,
            Scope::Nation,
            Scope::State("01".to_owned()),
            Scope::District(DistrictId(id)),
            Scope::Area(AreaId(id)),
            Scope::Part(AreaPartId(id)),
            Scope::Unit(PatrolUnitId(id)),
            Scope::Project(ProjectId(id)),
            Scope::Person(PersonId(id)),
        ] {
            assert_eq!(Scope::decode(&scope.encode()), Some(scope));
        }
    }

    #[tokio::test]
    async fn a_backlog_longer_than_the_queue_overruns_nobody_who_listens() {
        let feed = ChangeFeed::default();
        let mut changes = feed.listen();
        let hearing = tokio::spawn(async move {
            let mut heard = 0;
            while let Ok(Told::Change(seq, _)) = changes.recv().await {
                heard += 1;
                if seq == 9_999 {
                    break;
                }
            }
            heard
        });
        let change = Change::new(Scope::Public, Noun::Place, Uuid::nil());
        let backlog = (0_i64..10_000).map(|seq| (seq, change.clone()));
        feed.tell(backlog.collect()).await;
        assert_eq!(hearing.await.unwrap(), 10_000);
    }
}
