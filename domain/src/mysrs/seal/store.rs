//! The queries about seals, and about the patrols whose logs they seal; the logs are read in
//! `row_store`.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::model::Seal;
use crate::{
    mysrs::patrol::believed,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolId, PatrolUnitId, PersonId, ShiftId},
        page::PageRequest,
    },
};

const COLUMNS: &str = "patrol_id, number, from_row, until_row, manifest, hash, previous_hash, \
                       signature, key_id, code, sealed_at";

/// What the log says of the patrol itself, and where it stands.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Head {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub shift_id: Option<ShiftId>,
    pub started_by: PersonId,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub ended_by: Option<PersonId>,
    pub opened_at: Instant,
}

const HEAD: &str = "select id, unit_id, shift_id, started_by, started_at, ended_at, ended_by, \
                    opened_at from patrol where id = $1";

pub(super) async fn head<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Head>> {
    db::one(connection, HEAD, [patrol.into()]).await
}

/// The patrol, whose log nobody else seals until the transaction ends. What is recorded on it may
/// come in meanwhile.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Head>> {
    let lock = db::locking(connection, " for no key update");
    db::one(connection, &format!("{HEAD}{lock}"), [patrol.into()]).await
}

/// Those of these people whose accounts were erased.
pub(super) async fn erased<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<HashSet<PersonId>> {
    let mut query = db::Query::new("select id from person");
    query.and("status = 'ERASED'", []);
    query.and_in("id", people.iter().map(|person| person.0));
    Ok(query.values(connection).await?.into_iter().collect())
}

/// The seals of a patrol, in their order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Seal>> {
    let sql = format!("select {COLUMNS} from patrol_seal where patrol_id = $1 order by number");
    db::all(connection, &sql, [patrol.into()]).await
}

/// The key by which seals are ordered, the first one first.
pub(super) type SealKey = (i64, String);

pub(super) async fn page<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    page: &PageRequest<SealKey>,
) -> Result<Vec<Seal>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol_seal"));
    query.and("patrol_id = ?", [patrol.into()]);
    let beyond =
        page.beyond.as_ref().map(|(number, code)| [(*number).into(), code.as_str().into()]);
    query.keyset(["number", "code"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

pub(super) async fn find_by_code<C: ConnectionTrait>(
    connection: &C,
    code: &str,
) -> Result<Option<Seal>> {
    let sql = format!("select {COLUMNS} from patrol_seal where code = $1");
    db::one(connection, &sql, [code.into()]).await
}

/// The number of the newest seal of a patrol; 0 before the first.
pub(super) async fn newest_number<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<i64> {
    let sql = "select number from patrol_seal where patrol_id = $1 order by number desc limit 1";
    Ok(db::value(connection, sql, [patrol.into()]).await?.unwrap_or(0))
}

pub(super) async fn newest_code<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<String>> {
    let sql = "select code from patrol_seal where patrol_id = $1 order by number desc limit 1";
    db::value(connection, sql, [patrol.into()]).await
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, seal: &Seal) -> Result<()> {
    let sql = format!(
        "insert into patrol_seal ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = [
        seal.patrol_id.into(),
        seal.number.into(),
        seal.from_row.into(),
        seal.until_row.into(),
        seal.manifest.as_str().into(),
        seal.hash.clone().into(),
        seal.previous_hash.clone().into(),
        seal.signature.clone().into(),
        seal.key_id.as_str().into(),
        seal.code.as_str().into(),
        seal.sealed_at.into(),
    ];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// How many check-ins a patrol has, and how many of them are not believed: a person's decision before
/// the program's verdict.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Counts {
    pub check_ins: i64,
    pub doubtful: i64,
}

pub(super) async fn counts<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Option<Counts>> {
    let sql = format!(
        "select count(*) as check_ins, count(case when not ({}) then 1 end) as doubtful \
         from check_in where patrol_id = $1",
        believed("check_in")
    );
    db::one(connection, &sql, [patrol.into()]).await
}

/// What a unit is called.
pub(super) async fn unit_name<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Option<String>> {
    let sql = "select name from patrol_unit where id = $1";
    db::value(connection, sql, [unit.into()]).await
}
