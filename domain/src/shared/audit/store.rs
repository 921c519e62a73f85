//! The queries about entries, what stands beside them, and their seals.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::{deed::Deed, model::AuditFilter};
use crate::{
    policy::Scope,
    shared::{
        clock::Instant,
        db::{self, Db},
        error::Result,
        id::{AuditEntryId, Ids, PersonId},
        page::PageRequest,
    },
};

const ENTRY: &str = "e.id, e.noted_at, e.actor_id, e.action, e.outcome, e.subject_kind, \
                     e.subject_id, e.person_id, e.state_code, e.district_id, e.area_id, e.app, \
                     e.detail_hash";

/// An entry as it is stored.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct EntryRow {
    pub id: AuditEntryId,
    pub noted_at: Instant,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub outcome: String,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub state_code: Option<String>,
    pub district_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub app: Option<String>,
    pub detail_hash: Option<Vec<u8>>,
}

/// Writes what was done, in the transaction in which it was done.
pub(crate) async fn write<C: ConnectionTrait>(
    connection: &C,
    deeds: &[Deed],
    ids: &Ids,
    now: Instant,
) -> Result<()> {
    for deed in deeds {
        let id: AuditEntryId = ids.mint(now);
        let beside = deed.kept_beside();
        let sql = "insert into audit_entry (id, noted_at, actor_id, action, outcome, subject_kind, \
                   subject_id, person_id, state_code, district_id, area_id, app, detail_hash) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let values: [Value; 13] = [
            id.into(),
            now.into(),
            deed.actor.map(Uuid::from).into(),
            deed.action.to_value().into(),
            deed.outcome.to_value().into(),
            deed.subject.map(|subject| subject.kind.to_owned()).into(),
            deed.subject.map(|subject| subject.id).into(),
            deed.person.map(Uuid::from).into(),
            deed.state.clone().into(),
            deed.district.map(Uuid::from).into(),
            deed.area.map(Uuid::from).into(),
            deed.app.clone().into(),
            beside.as_ref().map(|beside| beside.hash.clone()).into(),
        ];
        db::run(connection, sql, values).await?;
        if let Some(beside) = beside {
            let sql = "insert into audit_detail (entry_id, salt, detail) values ($1, $2, $3)";
            db::run(connection, sql, [id.into(), beside.salt.into(), beside.text.into()]).await?;
        }
    }
    Ok(())
}

/// The person with this number, for an attempt that names one.
pub(super) async fn find_person_by_phone<C: ConnectionTrait>(
    connection: &C,
    phone: &str,
) -> Result<Option<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PersonId,
    }
    let sql = "select id from person where phone = $1";
    Ok(db::one::<Row, _>(connection, sql, [phone.into()]).await?.map(|row| row.id))
}

/// Whether something waits for a seal.
pub(super) async fn awaits_seal(db: &Db) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let sql =
        "select count(*) as number from (select 1 as one from audit_unsealed limit 1) as waiting";
    Ok(db::one::<Row, _>(db.read(), sql, []).await?.is_some_and(|row| row.number > 0))
}

/// "krt audit" in ASCII would not fit: its first eight letters. The number under which nodes take
/// turns at sealing.
const TURN: i64 = 0x6b_72_74_20_61_75_64_69;

/// Whether it is this transaction's turn to seal, until it ends. SQLite has one writer anyway.
pub(super) async fn take_turn<C: ConnectionTrait>(connection: &C) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        ours: bool,
    }
    if connection.get_database_backend() != sea_orm::DbBackend::Postgres {
        return Ok(true);
    }
    let sql = "select pg_try_advisory_xact_lock($1) as ours";
    Ok(db::one::<Row, _>(connection, sql, [TURN.into()]).await?.is_some_and(|row| row.ours))
}

/// A link of the chain.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Link {
    pub position: i64,
    pub hash: Vec<u8>,
}

/// The newest link.
pub(super) async fn newest_link<C: ConnectionTrait>(connection: &C) -> Result<Option<Link>> {
    let sql = "select position, hash from audit_seal order by position desc limit 1";
    db::one(connection, sql, []).await
}

/// Entries that wait for their seal, in the order of their ids.
pub(super) async fn unsealed<C: ConnectionTrait>(
    connection: &C,
    most: i64,
) -> Result<Vec<EntryRow>> {
    let sql = format!(
        "select {ENTRY} from audit_unsealed u join audit_entry e on e.id = u.entry_id \
         where not exists (select 1 from audit_seal s where s.entry_id = u.entry_id) \
         order by u.entry_id limit $1"
    );
    db::all(connection, &sql, [most.into()]).await
}

/// A link on its way into the table.
pub(super) struct NewLink {
    pub position: i64,
    pub entry: AuditEntryId,
    pub hash: Vec<u8>,
    pub signature: Option<Vec<u8>>,
    pub key_id: Option<String>,
}

pub(super) async fn add_links<C: ConnectionTrait>(
    connection: &C,
    links: &[NewLink],
    now: Instant,
) -> Result<()> {
    let places: Vec<String> = (0..links.len())
        .map(|row| {
            let places: Vec<String> =
                (1..=6).map(|place| format!("${}", row * 6 + place)).collect();
            format!("({})", places.join(", "))
        })
        .collect();
    let sql = format!(
        "insert into audit_seal (position, entry_id, hash, signature, key_id, sealed_at) values {}",
        places.join(", ")
    );
    let values = links.iter().flat_map(|link| -> [Value; 6] {
        [
            link.position.into(),
            link.entry.into(),
            link.hash.clone().into(),
            link.signature.clone().into(),
            link.key_id.clone().into(),
            now.into(),
        ]
    });
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// Takes from those that wait whatever has its seal.
pub(super) async fn remove_sealed<C: ConnectionTrait>(connection: &C) -> Result<()> {
    let sql = "delete from audit_unsealed where exists \
               (select 1 from audit_seal s where s.entry_id = audit_unsealed.entry_id)";
    db::run(connection, sql, []).await?;
    Ok(())
}

/// A link with its entry and what stands beside it, as far as they are there.
#[derive(Debug, FromQueryResult)]
pub(super) struct Sealed {
    pub position: i64,
    pub entry_id: AuditEntryId,
    pub hash: Vec<u8>,
    pub signature: Option<Vec<u8>>,
    pub key_id: Option<String>,
    pub id: Option<AuditEntryId>,
    pub noted_at: Option<Instant>,
    pub actor_id: Option<Uuid>,
    pub action: Option<String>,
    pub outcome: Option<String>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub state_code: Option<String>,
    pub district_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub app: Option<String>,
    pub detail_hash: Option<Vec<u8>>,
    pub salt: Option<Vec<u8>>,
    pub detail: Option<String>,
}

impl Sealed {
    pub(super) fn entry(&self) -> Option<EntryRow> {
        Some(EntryRow {
            id: self.id?,
            noted_at: self.noted_at?,
            actor_id: self.actor_id,
            action: self.action.clone()?,
            outcome: self.outcome.clone()?,
            subject_kind: self.subject_kind.clone(),
            subject_id: self.subject_id,
            person_id: self.person_id,
            state_code: self.state_code.clone(),
            district_id: self.district_id,
            area_id: self.area_id,
            app: self.app.clone(),
            detail_hash: self.detail_hash.clone(),
        })
    }
}

pub(super) async fn list_sealed<C: ConnectionTrait>(
    connection: &C,
    after: i64,
    most: i64,
) -> Result<Vec<Sealed>> {
    let sql = format!(
        "select s.position, s.entry_id, s.hash, s.signature, s.key_id, {ENTRY}, d.salt, d.detail \
         from audit_seal s left join audit_entry e on e.id = s.entry_id \
         left join audit_detail d on d.entry_id = s.entry_id \
         where s.position > $1 order by s.position limit $2"
    );
    db::all(connection, &sql, [after.into(), most.into()]).await
}

/// Which entries have no seal.
#[derive(Debug, FromQueryResult)]
pub(super) struct Unsealed {
    pub id: AuditEntryId,
    pub noted_at: Option<Instant>,
    /// Whether it waits for its seal.
    pub waits: bool,
}

/// Entries without a seal, and those that wait but are not there.
pub(super) async fn list_unsealed<C: ConnectionTrait>(connection: &C) -> Result<Vec<Unsealed>> {
    let sql = "select e.id, e.noted_at, u.entry_id is not null as waits from audit_entry e \
               left join audit_unsealed u on u.entry_id = e.id \
               where not exists (select 1 from audit_seal s where s.entry_id = e.id) \
               union all select u.entry_id, null, true from audit_unsealed u \
               where not exists (select 1 from audit_entry e where e.id = u.entry_id)";
    db::all(connection, sql, []).await
}

/// An entry with what stands beside it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Shown {
    pub id: AuditEntryId,
    pub noted_at: Instant,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub outcome: String,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub state_code: Option<String>,
    pub district_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub app: Option<String>,
    pub detail_hash: Option<Vec<u8>>,
    pub detail: Option<String>,
}

/// Whose entries are listed.
#[derive(Debug)]
pub(super) enum Within<'a> {
    /// Those that lie in one of these scopes.
    Scopes(&'a [Scope]),
    /// Those that concern this person and were made by somebody else.
    About(PersonId),
}

pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    within: &Within<'_>,
    filter: &AuditFilter,
    page: &PageRequest<AuditEntryId>,
) -> Result<Vec<Shown>> {
    let mut query = db::Query::new(format!(
        "select {ENTRY}, d.detail from audit_entry e left join audit_detail d on d.entry_id = e.id"
    ));
    match within {
        Within::Scopes(scopes) => {
            let (conditions, values) = in_scopes(scopes);
            query.and(&conditions, values);
        }
        Within::About(person) => {
            query.and("e.person_id = ?", [(*person).into()]);
            query.and("(e.actor_id is null or e.actor_id <> ?)", [(*person).into()]);
        }
    }
    if let Some(actor) = filter.actor {
        query.and("e.actor_id = ?", [actor.into()]);
    }
    if let Some(subject) = filter.subject {
        query.and("(e.subject_id = ? or e.person_id = ?)", [subject.into(), subject.into()]);
    }
    if let Some(action) = filter.action {
        query.and("e.action = ?", [action.to_value().into()]);
    }
    // Ids begin with their time, so a time is a place in the list.
    if let Some(since) = filter.since {
        query.and("e.id >= ?", [first_id_of(since).into()]);
    }
    if let Some(until) = filter.until {
        query.and("e.id < ?", [first_id_of(until).into()]);
    }
    let beyond = page.beyond.map(|id| [id.into(), id.into()]);
    query.keyset(["e.id", "e.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The condition that an entry lies in one of these scopes. Entries stand in areas, districts and
/// states; other scopes hold none.
fn in_scopes(scopes: &[Scope]) -> (String, Vec<Value>) {
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    for scope in scopes {
        match scope {
            Scope::Nation => return ("1 = 1".to_owned(), Vec::new()),
            Scope::State(code) => {
                conditions.push("e.state_code = ?");
                values.push(code.as_str().into());
            }
            Scope::District(id) => {
                conditions.push("e.district_id = ?");
                values.push((*id).into());
            }
            Scope::Area(id) => {
                conditions.push("e.area_id = ?");
                values.push((*id).into());
            }
            Scope::Unit(_) | Scope::Project(_) => {}
        }
    }
    if conditions.is_empty() {
        return ("1 = 0".to_owned(), Vec::new());
    }
    (format!("({})", conditions.join(" or ")), values)
}

fn first_id_of(instant: Instant) -> Uuid {
    let millis = u64::try_from(instant.timestamp_millis()).unwrap_or(0);
    // The 48 bits of time, and nothing after them.
    Uuid::from_u128(u128::from(millis) << 80)
}
