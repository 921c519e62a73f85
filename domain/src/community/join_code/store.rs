//! The queries about join codes. A code itself is not kept: its keyed hash finds it, and its sealed
//! letters let the committee print it again.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, JoinCodeId, PersonId},
};

/// A code as it is stored.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct JoinCodeRow {
    pub id: JoinCodeId,
    pub area_id: AreaId,
    pub sealed_code: Vec<u8>,
    pub made_at: Instant,
    pub expires_at: Instant,
    pub most_uses: i64,
    pub uses: i64,
    pub replaced_at: Option<Instant>,
}

const COLUMNS: &str = "select id, area_id, sealed_code, made_at, expires_at, most_uses, uses, \
                       replaced_at from join_code";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: JoinCodeId,
) -> Result<Option<JoinCodeRow>> {
    db::one(connection, &format!("{COLUMNS} where id = $1"), [id.into()]).await
}

pub(super) async fn find_by_hash<C: ConnectionTrait>(
    connection: &C,
    hash: &[u8],
) -> Result<Option<JoinCodeRow>> {
    let sql = format!("{COLUMNS} where code_hash = $1");
    db::one(connection, &sql, [hash.to_vec().into()]).await
}

/// The code that an area has now.
pub(super) async fn find_current<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
) -> Result<Option<JoinCodeRow>> {
    let sql = format!("{COLUMNS} where area_id = $1 and replaced_at is null");
    db::one(connection, &sql, [area.into()]).await
}

/// Waits until nobody else makes a code for this area, for the rest of the transaction.
pub(super) async fn take_turn<C: ConnectionTrait>(connection: &C, area: AreaId) -> Result<()> {
    db::run(connection, "update area set updated_at = updated_at where id = $1", [area.into()])
        .await?;
    Ok(())
}

/// Makes an area's code void.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<()> {
    let sql = "update join_code set replaced_at = $2 where area_id = $1 and replaced_at is null";
    db::run(connection, sql, [area.into(), now.into()]).await?;
    Ok(())
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    code: &JoinCodeRow,
    hash: &[u8],
    maker: PersonId,
) -> Result<()> {
    let sql = "insert into join_code (id, area_id, code_hash, sealed_code, made_by, made_at, \
               expires_at, most_uses) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    db::run(
        connection,
        sql,
        [
            code.id.into(),
            code.area_id.into(),
            hash.to_vec().into(),
            code.sealed_code.clone().into(),
            maker.into(),
            code.made_at.into(),
            code.expires_at.into(),
            code.most_uses.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Spends one use, and tells whether there was one left.
pub(super) async fn spend<C: ConnectionTrait>(connection: &C, id: JoinCodeId) -> Result<bool> {
    let sql = "update join_code set uses = uses + 1 \
               where id = $1 and uses < most_uses and replaced_at is null";
    Ok(db::run(connection, sql, [id.into()]).await? == 1)
}
