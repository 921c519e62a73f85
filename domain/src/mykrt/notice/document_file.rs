//! Who may fetch a document: everybody while a public notice that is out carries it, else whoever may
//! read a notice that does, and who sent it. A document by itself is nobody else's affair.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::{audience::Where, model::NoticeStatus, reader::Reader, service, store};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        db,
        error::{Error, Result},
        id::NoticeId,
        media::{self, Document, OpenFile},
    },
};

/// So many of the newest notices that carry a document are looked at in each place.
const NEWEST: u64 = 50;

/// A document that the actor may fetch.
#[derive(Debug)]
pub struct DocumentFile {
    /// The document.
    pub document: Document,
    /// Whether anybody may fetch it now.
    pub is_public: bool,
}

impl DocumentFile {
    /// Its file, to be read part by part.
    pub async fn open(&self, ctx: &Ctx) -> Result<OpenFile> {
        media::open_document(ctx, &self.document).await
    }
}

/// The document at an address, as far as the actor may fetch it now.
pub async fn document_file(ctx: &Ctx, address: &str) -> Result<DocumentFile> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let document = media::document_at(ctx, address).await?.ok_or_else(Error::not_found)?;
    let is_public = is_public(ctx.read(), address).await?;
    if is_public || media::owns_document(ctx, address).await? || carried(ctx, address).await? {
        return Ok(DocumentFile { document, is_public });
    }
    Err(Error::not_found())
}

/// Whether a public notice that is out carries what is at this address.
async fn is_public<C: ConnectionTrait>(connection: &C, address: &str) -> Result<bool> {
    let sql = "select 1 from media m join notice_document d on d.media_id = m.id \
               join notice n on n.id = d.notice_id where m.content_address = $1 \
               and n.is_public and n.published_at is not null and n.status in ($2, $3)";
    let out = [NoticeStatus::Published, NoticeStatus::Expired].map(|status| status.to_value());
    let [published, expired] = out;
    db::exists(connection, sql, [address.into(), published.into(), expired.into()]).await
}

/// Whether a notice that the actor may read carries what is at this address.
async fn carried(ctx: &Ctx, address: &str) -> Result<bool> {
    if ctx.actor.person().is_none() {
        return Ok(false);
    }
    let reader = Reader::of(ctx).await?;
    // The same circular may hang in thousands of places: the reader's own are looked at each.
    let mut places: Vec<Option<&Where>> = Vec::with_capacity(reader.places.len() + 1);
    for (place, _) in &reader.places {
        places.push(Some(place));
    }
    places.push(None);
    for place in places {
        let notices = carriers(ctx.read(), address, place).await?;
        if notices.is_empty() {
            continue;
        }
        for notice in store::list_by_ids(ctx.read(), &notices, Some(reader.person)).await? {
            if service::sees_whole(ctx, &reader, &notice).await? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The newest notices of a place, or of all, that carry what is at this address.
async fn carriers<C: ConnectionTrait>(
    connection: &C,
    address: &str,
    place: Option<&Where>,
) -> Result<Vec<NoticeId>> {
    let mut query = db::Query::new(
        "select n.id from media m join notice_document d on d.media_id = m.id \
         join notice n on n.id = d.notice_id",
    );
    query.and("m.content_address = ?", [address.into()]);
    if let Some(place) = place {
        query.and("n.scope = ?", [place.encode().into()]);
    }
    query.end(" order by n.id desc");
    query.limit(NEWEST);
    query.values(connection).await
}
