//! The picture or document that shows a certificate: for its project's owner and the officers above it,
//! and never by an address that others could use.

use bytes::Bytes;

use super::read::seen;
use crate::shared::{
    ctx::Ctx,
    error::{Error, Result},
    id::ProjectCertificateId,
    media::{self, Document, OpenFile, Picture},
};

/// What shows a certificate.
#[derive(Debug)]
pub enum Scan {
    /// A picture in its largest size, as JPEG.
    Picture(Bytes),
    /// A document (PDF) with its length in bytes, to be read part by part.
    Document(u64, OpenFile),
}

/// What shows a certificate that the actor may read.
pub async fn scan(ctx: &Ctx, id: ProjectCertificateId) -> Result<Scan> {
    let (found, _) = seen(ctx, id).await?;
    let media_id = found.scan_media_id.ok_or_else(Error::not_found)?;
    let database = ctx.db().write();
    let picture: Option<Picture> = media::pictures_by_ids(database, &[media_id]).await?.pop();
    if let Some(picture) = picture {
        let width = picture.width_for(None);
        return media::open_picture(ctx, &picture, width).await.map(Scan::Picture);
    }
    let document: Option<Document> = media::documents_by_ids(database, &[media_id]).await?.pop();
    let document = document.ok_or_else(Error::not_found)?;
    let file = media::open_document(ctx, &document).await?;
    Ok(Scan::Document(document.bytes, file))
}
