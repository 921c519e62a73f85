//! The queries about notices.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{Notice, NoticeStatus};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, NoticeId, PersonId},
    page::PageRequest,
};

const COLUMNS: &str = "n.id, n.area_id, n.author_id, n.severity, n.category, n.status, n.title, \
                       n.body, n.version, n.published_at, n.created_at, n.updated_at, r.read_at";

/// The key by which a feed is ordered, newest first.
pub(super) type FeedKey = (Instant, NoticeId);

fn select(reader: PersonId) -> db::Query {
    let mut query = db::Query::new(format!("select {COLUMNS} from notice n"));
    query.join(
        "left join notice_receipt r on r.notice_id = n.id and r.person_id = ?",
        [reader.into()],
    );
    query
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    reader: PersonId,
) -> Result<Option<Notice>> {
    let mut query = select(reader);
    query.and("n.id = ?", [id.into()]);
    Ok(query.all(connection).await?.pop())
}

/// The published notices of these areas.
pub(super) async fn list_published<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    reader: PersonId,
    unread_only: bool,
    page: &PageRequest<FeedKey>,
) -> Result<Vec<Notice>> {
    let mut query = select(reader);
    query.and("n.status = 'PUBLISHED'", []);
    query.and_in("n.area_id", areas.iter().map(|area| area.0));
    if unread_only {
        query.and("r.read_at is null", []);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["n.published_at", "n.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Every notice of an area, drafts included, newest first.
pub(super) async fn list_of_area<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    reader: PersonId,
    page: &PageRequest<(NoticeId, NoticeId)>,
) -> Result<Vec<Notice>> {
    let mut query = select(reader);
    query.and("n.area_id = ?", [area.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["n.id", "n.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// How many published notices of these areas the reader has not read, counted up to `most`.
pub(super) async fn count_unread<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    reader: PersonId,
    most: u64,
) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let mut query = db::Query::new("select count(*) as number from (select 1 as one from notice n");
    query.join(
        "left join notice_receipt r on r.notice_id = n.id and r.person_id = ?",
        [reader.into()],
    );
    query.and("n.status = 'PUBLISHED' and r.read_at is null", []);
    query.and_in("n.area_id", areas.iter().map(|area| area.0));
    query.limit(most);
    query.end(") as unread");
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.first().and_then(|row| u64::try_from(row.number).ok()).unwrap_or(0))
}

/// Adds a notice as it stands.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
    sample: bool,
) -> Result<()> {
    let sql = "insert into notice (id, area_id, author_id, severity, category, status, title, body, \
               version, published_at, sample, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    db::run(
        connection,
        sql,
        [
            notice.id.into(),
            notice.area_id.into(),
            notice.author_id.into(),
            notice.severity.to_value().into(),
            notice.category.to_value().into(),
            notice.status.to_value().into(),
            notice.title.clone().into(),
            notice.body.clone().into(),
            notice.version.into(),
            notice.published_at.into(),
            sample.into(),
            notice.created_at.into(),
            notice.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a published notice over its draft, unless somebody else has changed it meanwhile.
pub(super) async fn change_to_published<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
) -> Result<bool> {
    let sql = "update notice set status = $2, published_at = $3, updated_at = $4, version = $5 \
               where id = $1 and version = $6 and status = $7";
    let touched = db::run(
        connection,
        sql,
        [
            notice.id.into(),
            notice.status.to_value().into(),
            notice.published_at.into(),
            notice.updated_at.into(),
            notice.version.into(),
            (notice.version - 1).into(),
            NoticeStatus::Draft.to_value().into(),
        ],
    )
    .await?;
    Ok(touched == 1)
}

/// Notes that somebody read a notice, and tells whether this was the first time, which stays.
pub(super) async fn add_receipt<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
    person: PersonId,
    read_at: Instant,
    received_at: Instant,
) -> Result<bool> {
    let sql = "insert into notice_receipt (notice_id, person_id, read_at, received_at) \
               values ($1, $2, $3, $4) on conflict (person_id, notice_id) do nothing";
    let values = [notice.into(), person.into(), read_at.into(), received_at.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}
