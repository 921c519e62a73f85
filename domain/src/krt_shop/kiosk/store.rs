//! The queries about kiosks and carnivals.

use sea_orm::{ActiveEnum as _, ConnectionTrait, Value};

use super::{
    model::{Kiosk, KioskFilter},
    rules,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{KioskId, PersonId},
    page::PageRequest,
};

const COLUMNS: &str = "id, kind, name, description, address, state_code, district_id, latitude, \
                       longitude, opening_hours, starts_at, ends_at, shown_until, status, reason, \
                       version, created_at, updated_at";

/// So many that are not over are told at once, at most: what ends first.
const MOST_SHOWN: u32 = 2_000;

/// The key by which they are ordered: what is over first comes first.
pub(super) type KioskKey = (Instant, KioskId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: KioskId,
) -> Result<Option<Kiosk>> {
    let sql = format!("select {COLUMNS} from kiosk where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// One as it stands until the work ends.
pub(super) async fn lock<C: ConnectionTrait>(connection: &C, id: KioskId) -> Result<Option<Kiosk>> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select {COLUMNS} from kiosk where id = $1{lock}");
    db::one(connection, &sql, [id.into()]).await
}

/// Those of these ids, in any order.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[KioskId],
) -> Result<Vec<Kiosk>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from kiosk"));
    query.and_in("id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// What is not over, in the order in which it ends.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    filter: &KioskFilter,
    now: Instant,
    page: &PageRequest<KioskKey>,
) -> Result<Vec<Kiosk>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from kiosk"));
    let from = filter.from.map_or(now, |from| rules::begins(from).max(now));
    query.and("status = 'ACTIVE'", []);
    query.and("shown_until > ?", [from.into()]);
    if let Some(until) = filter.until {
        let ends = rules::ends_day(until);
        query.and("(starts_at is null or starts_at < ?)", [ends.into()]);
    }
    if let Some(kind) = filter.kind {
        query.and("kind = ?", [kind.to_value().into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["shown_until", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// All that are not over, in the order in which they end: there are some hundreds in the country.
pub(super) async fn list_shown<C: ConnectionTrait>(
    connection: &C,
    filter: &KioskFilter,
    now: Instant,
) -> Result<Vec<Kiosk>> {
    list(connection, filter, now, &PageRequest::first(MOST_SHOWN)).await
}

/// Adds one; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    kiosk: &Kiosk,
    person: PersonId,
) -> Result<bool> {
    let sql = "insert into kiosk (id, name, description, address, state_code, district_id, \
               latitude, longitude, opening_hours, starts_at, ends_at, shown_until, status, reason, \
               version, updated_at, written_by, kind, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
               $18, $19) on conflict (id) do nothing";
    let mut values = written(kiosk, person);
    values.extend([kiosk.kind.to_value().into(), kiosk.created_at.into()]);
    Ok(db::run(connection, sql, values).await? == 1)
}

/// Writes one over its former version, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(
    connection: &C,
    newer: &Kiosk,
    person: PersonId,
) -> Result<bool> {
    let sql = "update kiosk set name = $2, description = $3, address = $4, state_code = $5, \
               district_id = $6, latitude = $7, longitude = $8, opening_hours = $9, \
               starts_at = $10, ends_at = $11, shown_until = $12, status = $13, reason = $14, \
               version = $15, updated_at = $16, written_by = $17 where id = $1 and version = $18";
    let mut values = written(newer, person);
    values.push((newer.version - 1).into());
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The columns in the order of both statements.
fn written(kiosk: &Kiosk, person: PersonId) -> Vec<Value> {
    vec![
        kiosk.id.into(),
        kiosk.name.clone().into(),
        kiosk.description.clone().into(),
        kiosk.address.as_str().into(),
        kiosk.state_code.as_str().into(),
        kiosk.district_id.into(),
        kiosk.latitude.into(),
        kiosk.longitude.into(),
        kiosk.opening_hours.clone().into(),
        kiosk.starts_at.into(),
        kiosk.ends_at.into(),
        kiosk.shown_until.into(),
        kiosk.status.to_value().into(),
        kiosk.reason.clone().into(),
        kiosk.version.into(),
        kiosk.updated_at.into(),
        person.into(),
    ]
}
