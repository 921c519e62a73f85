//! Documents that notices carry.

use async_graphql::{Context, Description, ID, InputObject, Object};
use domain::mykrt::notice::{self, NewDocument};

use crate::{
    graphql::context::{self, InRequest as _},
    rest::documents,
};

/// A document of a notice.
#[derive(InputObject)]
pub struct NoticeDocumentInput {
    /// The document, uploaded by whoever writes (`mediaUploadCreate` with `kind: DOCUMENT`).
    media_id: ID,
    /// What the file is called, 1 to 100 characters, with or without `.pdf`. What separates folders
    /// becomes a hyphen.
    filename: String,
}

pub(super) fn read(input: Vec<NoticeDocumentInput>) -> domain::Result<Vec<NewDocument>> {
    let read = |document: NoticeDocumentInput| {
        Ok(NewDocument {
            media_id: context::id(&document.media_id, "documents.mediaId")?,
            filename: document.filename,
        })
    };
    input.into_iter().map(read).collect()
}

/// A document (PDF) that a notice carries, as its writer uploaded it.
#[derive(Description)]
pub struct NoticeDocument(pub notice::NoticeDocument);

#[Object(use_type_description)]
impl NoticeDocument {
    /// The document's id.
    async fn id(&self) -> ID {
        self.0.document.id.into()
    }

    /// What the file is called, with `.pdf`.
    async fn filename(&self) -> &str {
        &self.0.filename
    }

    /// Where it is fetched, as a file to keep: by anybody while the notice is public and out, otherwise
    /// with the token (`Authorization`) of whoever may read the notice. What is there never changes.
    async fn url(&self, context: &Context<'_>) -> domain::Result<String> {
        let path = documents::path(&self.0.document.address, &self.0.filename);
        Ok(format!("{}{path}", context.house()?.config.public_url))
    }

    /// How long it is, in bytes, at most 10 MiB: an app says so before it fetches it.
    async fn bytes(&self) -> u64 {
        self.0.document.bytes
    }

    /// How many pages it has, 1 to 200.
    async fn pages(&self) -> u32 {
        self.0.document.pages
    }
}
