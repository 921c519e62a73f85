//! The queries about notices themselves.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::{
    audience::Where,
    model::{Notice, NoticeStatus},
};
use crate::shared::{
    db,
    error::Result,
    id::{AreaId, NoticeId, PersonId},
    page::PageRequest,
};

/// The columns of a notice as its reader finds it, with [`OF_READER`].
pub(super) const COLUMNS: &str = "n.id, n.scope, n.area_id, n.official, n.audience, n.author_id, n.severity, \
                       n.category, n.status, n.title, n.body, n.link, n.needs_acknowledgement, \
                       n.is_public, n.slug, n.version, n.carried_version, n.push_round, \
                       n.asked_again_at, n.asked_version, n.publish_at, n.scheduled_by, \
                       n.held_back_at, \
                       n.published_at, n.edited_at, n.expires_at, n.pinned_until, n.withdrawn_at, \
                       n.status_reason, n.created_at, n.updated_at, r.read_at, \
                       case when r.acknowledged_version = n.asked_version \
                       then coalesce(r.acknowledged_again_at, r.acknowledged_at) \
                       end as acknowledged_at, \
                       (p.person_id is not null) as named";

/// What stands beside a notice about its reader.
pub(super) const OF_READER: &str = "left join notice_receipt r on r.notice_id = n.id and r.person_id = ? \
                         left join notice_person p on p.notice_id = n.id and p.person_id = ?";

/// What stands there when nobody in particular reads: nothing, and neither table is looked at. A plan
/// that was made while there were no receipts would walk through all of them.
const OF_NOBODY: &str = "left join notice_receipt r on 1 = 0 left join notice_person p on 1 = 0";

/// Notices as a reader finds them; without one as they are for nobody in particular.
fn select(reader: Option<PersonId>) -> db::Query {
    let mut query = db::Query::new(format!("select {COLUMNS} from notice n"));
    match reader {
        Some(reader) => query.join(OF_READER, [reader.into(), reader.into()]),
        None => query.join(OF_NOBODY, []),
    }
    query
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    reader: Option<PersonId>,
) -> Result<Option<Notice>> {
    let mut query = select(reader);
    query.and("n.id = ?", [id.into()]);
    Ok(query.all(connection).await?.pop())
}

/// These notices, in any order.
pub(super) async fn list_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[NoticeId],
    reader: Option<PersonId>,
) -> Result<Vec<Notice>> {
    let mut query = select(reader);
    query.and_in("n.id", ids.iter().map(|id| id.0));
    query.all(connection).await
}

/// The notice that anybody reads under this short name: only what is public and has gone out.
pub(super) async fn find_shared<C: ConnectionTrait>(
    connection: &C,
    slug: &str,
) -> Result<Option<Notice>> {
    let mut query = select(None);
    query.and("n.slug = ? and n.is_public and n.published_at is not null", [slug.into()]);
    Ok(query.all(connection).await?.pop())
}

/// Whether a notice has this short name.
pub(super) async fn has_slug<C: ConnectionTrait>(connection: &C, slug: &str) -> Result<bool> {
    let sql = "select id from notice where slug = $1";
    Ok(!db::values::<NoticeId, _>(connection, sql, [slug.into()]).await?.is_empty())
}

/// A notice that nobody else changes until the transaction ends; nobody reads it in particular.
/// Receipts go on.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Option<Notice>> {
    locked(connection, id, " for no key update").await
}

/// A notice that nobody takes back until the transaction ends. Receipts go on.
pub(super) async fn hold<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Option<Notice>> {
    locked(connection, id, " for share").await
}

async fn locked<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    clause: &'static str,
) -> Result<Option<Notice>> {
    // By itself: a joined row that may be missing cannot be locked.
    let lock = db::locking(connection, clause);
    let sql = format!("select id from notice where id = $1{lock}");
    db::value::<NoticeId, _>(connection, &sql, [id.into()]).await?;
    lookup(connection, id, None).await
}

/// Every notice of a place, or of an area and its parts, in one voice, drafts included, newest first.
pub(super) async fn list_sent<C: ConnectionTrait>(
    connection: &C,
    sent: &Sent<'_>,
    reader: PersonId,
    page: &PageRequest<(NoticeId, NoticeId)>,
) -> Result<Vec<Notice>> {
    let mut query = select(Some(reader));
    match sent.to {
        To::Place(place) => query.and("n.scope = ?", [place.encode().into()]),
        To::Within(area) => query.and("n.area_id = ?", [area.into()]),
    }
    query.and("n.official = ?", [sent.official.into()]);
    if let Some(status) = sent.status {
        query.and("n.status = ?", [status.to_value().into()]);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["n.id", "n.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Where to the notices go that are listed.
#[derive(Debug)]
pub(super) enum To<'a> {
    /// To this very place.
    Place(&'a Where),
    /// To an area or a part of it.
    Within(AreaId),
}

/// Whose notices are listed.
#[derive(Debug)]
pub(super) struct Sent<'a> {
    pub to: To<'a>,
    /// Whether the department's, else the committee's.
    pub official: bool,
    pub status: Option<NoticeStatus>,
}

/// Writes a new notice.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
    sample: bool,
) -> Result<()> {
    let sql = "insert into notice (id, scope, area_id, official, audience, author_id, severity, \
               category, status, title, body, link, needs_acknowledgement, version, publish_at, \
               published_at, expires_at, pinned_until, sample, created_at, updated_at, is_public, \
               slug) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
               $16, $17, $18, $19, $20, $21, $22, $23)";
    db::run(
        connection,
        sql,
        [
            notice.id.into(),
            notice.scope.encode().into(),
            notice.area_id.map(|area| area.0).into(),
            notice.official.into(),
            notice.audience.into(),
            notice.author_id.into(),
            notice.severity.to_value().into(),
            notice.category.to_value().into(),
            notice.status.to_value().into(),
            notice.title.clone().into(),
            notice.body.clone().into(),
            notice.link.clone().into(),
            notice.needs_acknowledgement.into(),
            notice.version.into(),
            notice.publish_at.into(),
            notice.published_at.into(),
            notice.expires_at.into(),
            notice.pinned_until.into(),
            sample.into(),
            notice.created_at.into(),
            notice.updated_at.into(),
            notice.is_public.into(),
            notice.slug.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a notice over its former version, unless somebody else has changed it meanwhile.
pub(super) async fn change<C: ConnectionTrait>(connection: &C, notice: &Notice) -> Result<bool> {
    let sql = "update notice set scope = $2, area_id = $3, audience = $4, severity = $5, \
               category = $6, status = $7, title = $8, body = $9, link = $10, \
               needs_acknowledgement = $11, push_round = $12, publish_at = $13, \
               scheduled_by = $14, held_back_at = $15, published_at = $16, edited_at = $17, \
               expires_at = $18, pinned_until = $19, withdrawn_at = $20, status_reason = $21, \
               updated_at = $22, version = $23, is_public = $25, slug = $26, \
               asked_again_at = $27, asked_version = $28 \
               where id = $1 and version = $24";
    let touched = db::run(
        connection,
        sql,
        [
            notice.id.into(),
            notice.scope.encode().into(),
            notice.area_id.map(|area| area.0).into(),
            notice.audience.into(),
            notice.severity.to_value().into(),
            notice.category.to_value().into(),
            notice.status.to_value().into(),
            notice.title.clone().into(),
            notice.body.clone().into(),
            notice.link.clone().into(),
            notice.needs_acknowledgement.into(),
            notice.push_round.into(),
            notice.publish_at.into(),
            notice.scheduled_by.map(|person| person.0).into(),
            notice.held_back_at.into(),
            notice.published_at.into(),
            notice.edited_at.into(),
            notice.expires_at.into(),
            notice.pinned_until.into(),
            notice.withdrawn_at.into(),
            notice.status_reason.clone().into(),
            notice.updated_at.into(),
            notice.version.into(),
            (notice.version - 1).into(),
            notice.is_public.into(),
            notice.slug.clone().into(),
            notice.asked_again_at.into(),
            notice.asked_version.into(),
        ],
    )
    .await?;
    Ok(touched == 1)
}

/// Notes that there is something new about the activity that a notice carries; the caller holds the
/// notice.
pub(super) async fn count_carried<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<()> {
    let sql = "update notice set carried_version = carried_version + 1 where id = $1";
    db::run(connection, sql, [id.into()]).await?;
    Ok(())
}

/// The people whom a notice names.
pub(super) async fn people<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from notice_person where notice_id = $1 order by person_id";
    db::values(connection, sql, [id.into()]).await
}

/// Puts these people in the place of those whom a notice named.
pub(super) async fn replace_people<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    people: &[PersonId],
) -> Result<()> {
    db::run(connection, "delete from notice_person where notice_id = $1", [id.into()]).await?;
    for person in people {
        let sql = "insert into notice_person (notice_id, person_id) values ($1, $2) \
                   on conflict (person_id, notice_id) do nothing";
        db::run(connection, sql, [id.into(), (*person).into()]).await?;
    }
    Ok(())
}
