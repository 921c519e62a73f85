//! The documents of notices, in their order.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    document_rules,
    model::{NewDocument, NoticeDocument},
};
use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    db,
    error::{Refusals, Result},
    id::{MediaId, NoticeId},
    media::{self, Document},
};

/// Makes a writer's list of documents into what can be fetched. One that stands there already may
/// stay, whoever uploaded it.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewDocument],
    already: &[NoticeDocument],
) -> Result<Vec<NoticeDocument>> {
    let names = document_rules::names(new)?;
    let known = |id: MediaId| already.iter().find(|known| known.document.id == id);
    let fresh: Vec<MediaId> =
        new.iter().map(|one| one.media_id).filter(|id| known(*id).is_none()).collect();
    let mut usable = HashMap::new();
    if !fresh.is_empty() {
        let found = media::usable_documents(ctx, connection, &fresh).await?;
        usable.extend(fresh.into_iter().zip(found));
    }
    let mut refusals = Refusals::default();
    let mut documents = Vec::with_capacity(new.len());
    for (place, (one, filename)) in new.iter().zip(names).enumerate() {
        let kept = known(one.media_id).map(|known| Ok(known.document.clone()));
        // Each id stands there once, so each was looked for.
        let Some(document) = kept.or_else(|| usable.remove(&one.media_id)) else { continue };
        let document = document.map_err(|refusal| refusal.at(format!("documents.{place}.mediaId")));
        if let Some(document) = refusals.keep(document) {
            documents.push(NoticeDocument { document, filename });
        }
    }
    refusals.done()?;
    Ok(documents)
}

/// Puts these documents in the place of those that a notice had. What it carries no more is given up,
/// unless another one carries it.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
    documents: &[NoticeDocument],
    now: Instant,
) -> Result<()> {
    let sql = "select media_id from notice_document where notice_id = $1";
    let mut gone: Vec<MediaId> = db::values(connection, sql, [notice.into()]).await?;
    gone.retain(|id| documents.iter().all(|kept| kept.document.id != *id));
    db::run(connection, "delete from notice_document where notice_id = $1", [notice.into()])
        .await?;
    media::discard(connection, &gone, now).await?;
    for (position, NoticeDocument { document, filename }) in (1_i64..).zip(documents) {
        let sql = "insert into notice_document (notice_id, media_id, position, filename) \
                   values ($1, $2, $3, $4)";
        let values = [notice.into(), document.id.into(), position.into(), filename.as_str().into()];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct Row {
    notice_id: NoticeId,
    media_id: MediaId,
    filename: String,
}

/// The documents of each of these notices, in their order: for whoever has been shown the notices.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, Vec<NoticeDocument>>> {
    let mut query = db::Query::new("select notice_id, media_id, filename from notice_document");
    query.and_in("notice_id", notices.iter().map(|id| id.0));
    query.end(" order by notice_id, position");
    let rows: Vec<Row> = query.all(connection).await?;
    let ids: Vec<MediaId> = rows.iter().map(|row| row.media_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = media::documents_by_ids(connection, &ids).await?;
    let found: HashMap<MediaId, Document> =
        found.into_iter().map(|document| (document.id, document)).collect();
    let mut documents: HashMap<NoticeId, Vec<NoticeDocument>> = HashMap::new();
    for row in rows {
        if let Some(document) = found.get(&row.media_id).cloned() {
            let one = NoticeDocument { document, filename: row.filename };
            documents.entry(row.notice_id).or_default().push(one);
        }
    }
    Ok(documents)
}
