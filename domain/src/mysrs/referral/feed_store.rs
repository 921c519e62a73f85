//! The queries about the feed's events.

use sea_orm::{ActiveEnum as _, ConnectionTrait, Value};

use super::{
    agreement_store::agreed_at,
    cursor::Behind,
    model::{EventKind, FeedEvent, ReadEvents},
};
use crate::{
    mysrs::incident::Incident,
    policy::Scope,
    shared::{
        clock::Instant,
        db::{self, Db},
        error::Result,
        id::{DistrictId, FeedEventId, FeedReadId, PersonId, ReferralId},
    },
};

const SELECT: &str = "select e.seq, e.transaction_id, e.id, e.kind, e.written_at, e.referral_id, \
                      f.incident_id, i.serial, e.district_id, e.state_code, e.category_code, \
                      c.name as category_name, e.severity, e.behaviour, e.place, e.latitude, \
                      e.longitude, e.happened_at, f.shared, n.display_name as reporter_name, \
                      f.recipient, f.reason, f.handling from feed_event e \
                      join incident_referral f on f.id = e.referral_id \
                      join incident i on i.id = f.incident_id \
                      join incident_category c on c.code = e.category_code \
                      join person n on n.id = i.reported_by";

/// An event that is to be written: an incident as it was referred.
#[derive(Debug)]
pub(super) struct NewEvent<'a> {
    pub id: FeedEventId,
    pub kind: EventKind,
    pub referral_id: ReferralId,
    pub incident: &'a Incident,
    /// Whether it was shared where it happened.
    pub with_place: bool,
    pub written_at: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &NewEvent<'_>) -> Result<()> {
    let sql = "insert into feed_event (id, kind, referral_id, district_id, state_code, \
               category_code, severity, behaviour, place, latitude, longitude, happened_at, \
               written_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let incident = new.incident;
    let shown = |value: Option<f64>| value.filter(|_| new.with_place);
    let values: [Value; 13] = [
        new.id.into(),
        new.kind.to_value().into(),
        new.referral_id.into(),
        incident.district_id.into(),
        incident.state_code.as_str().into(),
        incident.category_code.as_str().into(),
        incident.severity.to_value().into(),
        incident.behaviour.as_str().into(),
        incident.place.clone().filter(|_| new.with_place).into(),
        shown(incident.latitude).into(),
        shown(incident.longitude).into(),
        incident.happened_at.into(),
        new.written_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: FeedEventId,
) -> Result<Option<FeedEvent>> {
    db::one(connection, &format!("{SELECT} where e.id = $1"), [id.into()]).await
}

/// Which events are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Those behind this place in the feed,
    pub behind: Behind,
    /// of transactions before this one,
    pub settled: i64,
    /// of districts with an agreement at this moment,
    pub now: Instant,
    /// and at most so many.
    pub rows: u64,
}

/// Events of a place, in the order of the feed: of those districts that have agreed on it, and of the time
/// for which they had. What was referred before nobody agreed to tell.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    scope: &Scope,
    window: &Window,
) -> Result<Vec<FeedEvent>> {
    let mut query = db::Query::new(SELECT);
    match scope {
        Scope::Nation => {}
        Scope::State(code) => query.and("e.state_code = ?", [code.as_str().into()]),
        Scope::District(id) => query.and("e.district_id = ?", [(*id).into()]),
        // Nobody is the police's liaison there.
        Scope::Area(_) | Scope::Unit(_) | Scope::Project(_) => return Ok(Vec::new()),
    }
    query.and("e.transaction_id < ?", [window.settled.into()]);
    query.and(
        "exists (select 1 from feed_agreement a where a.district_id = e.district_id \
         and a.ended_at is null and a.starts_at <= ? and a.ends_at > ?)",
        [window.now.into(), window.now.into()],
    );
    query.and(&agreed_at("e.district_id", "e.written_at"), []);
    let (transaction, seq) = window.behind;
    let beyond = Some([transaction.into(), seq.into()]);
    query.keyset(["e.transaction_id", "e.seq"], beyond, false, false);
    query.limit(window.rows);
    query.all(connection).await
}

/// What somebody reads of a district at once.
#[derive(Debug)]
pub(super) struct NewRead<'a> {
    pub id: FeedReadId,
    pub person: PersonId,
    pub district: DistrictId,
    pub state: &'a str,
    pub events: ReadEvents,
    pub at: Instant,
}

pub(super) async fn add_read<C: ConnectionTrait>(connection: &C, new: &NewRead<'_>) -> Result<()> {
    let sql = "insert into feed_read (id, person_id, district_id, state_code, events, read_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        new.id.into(),
        new.person.into(),
        new.district.into(),
        new.state.into(),
        new.events.clone().into(),
        new.at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// After a restore: the restored events carry the transactions of another server, and are put before
/// all of this one's.
pub async fn after_restore(db: &Db) -> Result<()> {
    db::run(db.write(), "update feed_event set transaction_id = 0", []).await?;
    Ok(())
}
