//! The pictures of notices, in their order.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::NewAttachment, rules};
use crate::shared::{
    ctx::Ctx,
    db,
    error::{ErrorCode, Refusal, Refusals, Result},
    id::{MediaId, NoticeId},
    language::LocalizedText,
    media::{self, Picture},
};

/// Makes a writer's list of pictures into what can be shown. One that stands there already may
/// stay, whoever uploaded it.
pub(super) async fn resolve<C: ConnectionTrait>(
    ctx: &Ctx,
    connection: &C,
    new: &[NewAttachment],
    already: &[Picture],
) -> Result<Vec<Picture>> {
    let texts = rules::attachments(new)?;
    let fresh: Vec<MediaId> = new
        .iter()
        .map(|attachment| attachment.media_id)
        .filter(|id| !already.iter().any(|picture| picture.id == id.0))
        .collect();
    let mut usable: HashMap<MediaId, Result<Picture, Refusal>> = HashMap::new();
    if !fresh.is_empty() {
        let found = media::usable_pictures(ctx, connection, &fresh).await?;
        usable.extend(fresh.into_iter().zip(found));
    }
    let mut refusals = Refusals::default();
    let mut pictures = Vec::with_capacity(new.len());
    for (place, (wanted, alternative_text)) in new.iter().zip(texts).enumerate() {
        let known = already.iter().find(|picture| picture.id == wanted.media_id.0).cloned();
        let picture = known.map(Ok).or_else(|| usable.remove(&wanted.media_id));
        let picture = picture.unwrap_or_else(|| Err(Refusal::of(ErrorCode::NotFound)));
        let field = format!("attachments.{place}.mediaId");
        if let Some(picture) = refusals.keep(picture.map_err(|refusal| refusal.at(field))) {
            pictures.push(Picture { alternative_text, ..picture });
        }
    }
    refusals.done()?;
    Ok(pictures)
}

/// Puts these pictures in the place of those that a notice had.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    pictures: &[Picture],
) -> Result<()> {
    db::run(connection, "delete from notice_attachment where notice_id = $1", [id.into()]).await?;
    for (position, picture) in (1_i64..).zip(pictures) {
        let sql = "insert into notice_attachment (notice_id, media_id, position, \
                   alternative_text) values ($1, $2, $3, $4)";
        let values = [
            id.into(),
            picture.id.into(),
            position.into(),
            picture.alternative_text.clone().into(),
        ];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct Row {
    notice_id: NoticeId,
    media_id: MediaId,
    alternative_text: Option<LocalizedText>,
}

/// The pictures of each of these notices, in their order: for whoever has been shown the notices.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    notices: &[NoticeId],
) -> Result<HashMap<NoticeId, Vec<Picture>>> {
    let mut query =
        db::Query::new("select notice_id, media_id, alternative_text from notice_attachment");
    query.and_in("notice_id", notices.iter().map(|id| id.0));
    query.end(" order by notice_id, position");
    let rows: Vec<Row> = query.all(connection).await?;
    let ids: Vec<MediaId> = rows.iter().map(|row| row.media_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let shown: HashMap<MediaId, Picture> = media::pictures_by_ids(connection, &ids)
        .await?
        .into_iter()
        .map(|picture| (MediaId(picture.id), picture))
        .collect();
    let mut pictures: HashMap<NoticeId, Vec<Picture>> = HashMap::new();
    for row in rows {
        if let Some(picture) = shown.get(&row.media_id) {
            let picture = Picture { alternative_text: row.alternative_text, ..picture.clone() };
            pictures.entry(row.notice_id).or_default().push(picture);
        }
    }
    Ok(pictures)
}
