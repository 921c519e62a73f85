//! The queries about what stood in notices before they were corrected.

use std::collections::HashMap;

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    attachments::ATTACHMENTS,
    documents,
    model::{Category, Notice, NoticeDocument, Revision, Severity},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{MediaId, NoticeId, PersonId},
    language::LocalizedText,
    media::{self, Document, Picture},
};

/// The most earlier versions that are shown.
const MOST_REVISIONS: i64 = 100;

/// What a notice carries beside its words.
#[derive(Debug)]
pub(super) struct Enclosed {
    pub pictures: Vec<Picture>,
    pub documents: Vec<NoticeDocument>,
}

impl Enclosed {
    /// What a notice carries now.
    pub(super) async fn of<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<Self> {
        let mut pictures = ATTACHMENTS.list(connection, &[id]).await?;
        let mut documents = documents::list(connection, &[id]).await?;
        Ok(Self {
            pictures: pictures.remove(&id).unwrap_or_default(),
            documents: documents.remove(&id).unwrap_or_default(),
        })
    }
}

/// A picture of a revision, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptPicture {
    media_id: MediaId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alternative_text: Option<LocalizedText>,
}

/// A document of a revision, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptDocument {
    media_id: MediaId,
    filename: String,
}

/// The pictures of a revision in their order.
#[derive(Clone, Debug, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
struct KeptPictures(Vec<KeptPicture>);

/// The documents of a revision in their order.
#[derive(Clone, Debug, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
struct KeptDocuments(Vec<KeptDocument>);

/// Keeps a notice as it stood before a correction, with what it carried.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    (before, enclosed): (&Notice, &Enclosed),
    (edited_by, edited_at): (PersonId, Instant),
) -> Result<()> {
    let sql = "insert into notice_revision (id, notice_id, version, severity, category, title, \
               body, link, needs_acknowledgement, is_public, expires_at, pinned_until, \
               attachments, documents, edited_by, edited_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let pictures = enclosed.pictures.iter().map(|picture| KeptPicture {
        media_id: MediaId(picture.id),
        alternative_text: picture.alternative_text.clone(),
    });
    let documents = enclosed
        .documents
        .iter()
        .map(|one| KeptDocument { media_id: one.document.id, filename: one.filename.clone() });
    let values = [
        id.into(),
        before.id.into(),
        before.version.into(),
        before.severity.to_value().into(),
        before.category.to_value().into(),
        before.title.clone().into(),
        before.body.clone().into(),
        before.link.clone().into(),
        before.needs_acknowledgement.into(),
        before.is_public.into(),
        before.expires_at.into(),
        before.pinned_until.into(),
        KeptPictures(pictures.collect()).into(),
        KeptDocuments(documents.collect()).into(),
        edited_by.into(),
        edited_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct Row {
    version: i64,
    severity: Severity,
    category: Category,
    title: LocalizedText,
    body: LocalizedText,
    link: Option<String>,
    needs_acknowledgement: Option<bool>,
    is_public: Option<bool>,
    expires_at: Option<Instant>,
    pinned_until: Option<Instant>,
    attachments: Option<KeptPictures>,
    documents: Option<KeptDocuments>,
    edited_by: PersonId,
    edited_at: Instant,
}

/// The earlier versions of a notice, newest first, at most 100.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Vec<Revision>> {
    let sql = "select version, severity, category, title, body, link, needs_acknowledgement, \
               is_public, expires_at, pinned_until, attachments, documents, edited_by, edited_at \
               from notice_revision where notice_id = $1 order by version desc limit $2";
    let rows: Vec<Row> = db::all(connection, sql, [id.into(), MOST_REVISIONS.into()]).await?;
    let pictures = pictures_of(connection, &rows).await?;
    let documents = documents_of(connection, &rows).await?;
    Ok(rows.into_iter().map(|row| row.into_revision(&pictures, &documents)).collect())
}

/// Each id once.
fn once(ids: impl Iterator<Item = MediaId>) -> Vec<MediaId> {
    let mut ids: Vec<MediaId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The pictures of these revisions that still exist.
async fn pictures_of<C: ConnectionTrait>(
    connection: &C,
    rows: &[Row],
) -> Result<HashMap<MediaId, Picture>> {
    let kept = rows.iter().filter_map(|row| row.attachments.as_ref()).flat_map(|kept| &kept.0);
    let ids = once(kept.map(|picture| picture.media_id));
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = media::pictures_by_ids(connection, &ids).await?;
    Ok(found.into_iter().map(|picture| (MediaId(picture.id), picture)).collect())
}

/// The documents of these revisions that still exist.
async fn documents_of<C: ConnectionTrait>(
    connection: &C,
    rows: &[Row],
) -> Result<HashMap<MediaId, Document>> {
    let kept = rows.iter().filter_map(|row| row.documents.as_ref()).flat_map(|kept| &kept.0);
    let ids = once(kept.map(|document| document.media_id));
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = media::documents_by_ids(connection, &ids).await?;
    Ok(found.into_iter().map(|document| (document.id, document)).collect())
}

impl Row {
    fn into_revision(
        self,
        pictures: &HashMap<MediaId, Picture>,
        documents: &HashMap<MediaId, Document>,
    ) -> Revision {
        let picture = |kept: KeptPicture| {
            let picture = pictures.get(&kept.media_id)?.clone();
            Some(Picture { alternative_text: kept.alternative_text, ..picture })
        };
        let document = |kept: KeptDocument| {
            let document = documents.get(&kept.media_id)?.clone();
            Some(NoticeDocument { document, filename: kept.filename })
        };
        Revision {
            version: self.version,
            severity: self.severity,
            category: self.category,
            title: self.title,
            body: self.body,
            link: self.link,
            needs_acknowledgement: self.needs_acknowledgement,
            is_public: self.is_public,
            expires_at: self.expires_at,
            pinned_until: self.pinned_until,
            attachments: self
                .attachments
                .map(|kept| kept.0.into_iter().filter_map(picture).collect()),
            documents: self.documents.map(|kept| kept.0.into_iter().filter_map(document).collect()),
            edited_by: self.edited_by,
            edited_at: self.edited_at,
        }
    }
}
