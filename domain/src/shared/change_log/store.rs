//! The lines of the log, and its generation, in the database.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    model::{Change, Noun, Scope},
    position::{self, Number},
};
use crate::shared::{
    clock::Instant,
    db::{self, Db},
    error::Result,
};

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
/// still run: nothing comes before it later. With it, whether that is all that can be seen by now: what
/// was written beside one that still runs waits until that has ended.
pub(crate) async fn shop_lines(
    db: &Db,
    (transaction, seq): (i64, i64),
    most: u64,
) -> Result<(Vec<ShopLine>, bool)> {
    let settled = position::settled_before(db).await?;
    let mut query = db::Query::new("select transaction_id, seq, noun, noun_id from change_log");
    // As the index of these lines says it.
    query.and("scope = 'public'", []);
    query.and("noun in ('product', 'project', 'category', 'place', 'certificate', 'kiosk')", []);
    let beyond = Some([transaction.into(), seq.into()]);
    query.keyset(["transaction_id", "seq"], beyond, false, false);
    query.limit(most);
    let mut lines: Vec<ShopLine> = query.all(db.read()).await?;
    let told = lines.partition_point(|line| line.transaction_id < settled);
    let is_all = told == lines.len();
    lines.truncate(told);
    Ok((lines, is_all))
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
