//! Files that nothing shows any more, from the moment their row goes until they are gone too. They
//! are noted, so that a store that is away when they should go does not keep them for ever.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::store;
use crate::shared::{clock::Instant, ctx::Tools, db, error::Result};

/// Whoever began so long ago to remove files has died at it.
const ABANDONED: TimeDelta = TimeDelta::hours(1);

#[derive(Debug, FromQueryResult)]
struct Leftover {
    address: String,
    files: String,
}

/// Notes the files of rows that go, by their content's addresses: [`sweep`] removes them once the
/// transaction stands, unless another row shows the same content.
pub(crate) async fn leave<C: ConnectionTrait>(
    connection: &C,
    files: &[(String, Vec<String>)],
    now: Instant,
) -> Result<()> {
    let sql = "insert into media_leftover (address, files, left_at) values ($1, $2, $3) \
               on conflict (address) do nothing";
    for (address, keys) in files {
        let values = [address.as_str().into(), keys.join("\n").into(), now.into()];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

/// Keeps the files of content that comes again. False while somebody removes them at this moment.
pub(super) async fn take_back<C: ConnectionTrait>(
    connection: &C,
    address: &str,
    now: Instant,
) -> Result<bool> {
    let sql = "delete from media_leftover where address = $1 \
               and (begun_at is null or begun_at < $2)";
    db::run(connection, sql, [address.into(), (now - ABANDONED).into()]).await?;
    let sql = "select 1 from media_leftover where address = $1";
    Ok(!db::exists(connection, sql, [address.into()]).await?)
}

/// Removes files that nothing shows any more, and tells of how many pictures and documents. It ends
/// at the first that cannot be removed; they are tried again within the hour.
pub(crate) async fn sweep(tools: &Tools) -> Result<u64> {
    let (now, connection) = (tools.clock.now(), tools.db.write());
    let sql = "select address, files from media_leftover \
               where begun_at is null or begun_at < $1 order by left_at, address limit 500";
    let left: Vec<Leftover> = db::all(connection, sql, [(now - ABANDONED).into()]).await?;
    let mut gone = 0;
    for leftover in left {
        if !begin(tools, &leftover.address, now).await? {
            continue;
        }
        if let Err(error) = remove(tools, &leftover).await {
            let sql = "update media_leftover set begun_at = null where address = $1";
            db::run(connection, sql, [leftover.address.into()]).await?;
            return Err(error);
        }
        let sql = "delete from media_leftover where address = $1";
        db::run(connection, sql, [leftover.address.into()]).await?;
        gone += 1;
    }
    Ok(gone)
}

/// Takes files for oneself to remove them: neither another node does, nor does the same content come
/// again meanwhile.
async fn begin(tools: &Tools, address: &str, now: Instant) -> Result<bool> {
    let connection = tools.db.write();
    if store::is_shown(connection, address).await? {
        let sql = "delete from media_leftover where address = $1 and begun_at is null";
        db::run(connection, sql, [address.into()]).await?;
        return Ok(false);
    }
    let sql = "update media_leftover set begun_at = $2 where address = $1 \
               and (begun_at is null or begun_at < $3) \
               and not exists (select 1 from media where content_address = $1)";
    let values = [address.into(), now.into(), (now - ABANDONED).into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

async fn remove(tools: &Tools, leftover: &Leftover) -> Result<()> {
    for key in leftover.files.split('\n') {
        tools.files.remove(key).await?;
    }
    Ok(())
}
