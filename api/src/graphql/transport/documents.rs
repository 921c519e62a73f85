//! Documents kept between requests: parsed ones by their full text, and persisted ones by their id.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicBool},
};

use async_graphql::parser::{parse_query, types::ExecutableDocument};
use moka::future::Cache;

use super::{Problem, Settings, TransportCode};
use crate::{
    etag::sha256_hex,
    graphql::{
        fitting,
        limits::{Limits, Shape, Sizes, scan},
        plain,
    },
};

/// A parsed document with what is known about it.
#[derive(Debug)]
pub(super) struct Document {
    pub parsed: ExecutableDocument,
    pub shape: Shape,
    /// Whether its root fields may be answered plainly, if it is a query.
    pub plain_roots: bool,
    /// Whether it was answered without an error before, so that it is known to fit the schema.
    pub fits: AtomicBool,
    /// Whether it then fits with every value of its variables that is of the declared type.
    pub is_steady: bool,
    tokens: u64,
}

impl Document {
    /// About the bytes it takes: a token is at most one name and one field of the parsed document.
    fn weight(&self) -> u32 {
        const TOKEN_BYTES: u64 = 200;
        u32::try_from(self.tokens.saturating_mul(TOKEN_BYTES)).unwrap_or(u32::MAX)
    }
}

/// The documents the apps were released with, by id.
#[derive(Debug, Clone, Default)]
pub struct PersistedDocuments {
    by_id: Arc<HashMap<String, Arc<str>>>,
}

impl PersistedDocuments {
    /// Reads `{ "<release>": { "<id>": "<document>", … }, … }`, as the apps' builds write it. The same
    /// id in two releases is fine as long as the document is the same: phones update slowly.
    /// The sentence says what is wrong.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let releases: HashMap<String, HashMap<String, Arc<str>>> = serde_json::from_str(text)
            .map_err(|error| format!("The persisted documents cannot be read: {error}"))?;
        let mut by_id = HashMap::<String, Arc<str>>::new();
        for (release, documents) in releases {
            for (id, document) in documents {
                let known = by_id.insert(bare(&id).to_owned(), Arc::clone(&document));
                if known.is_some_and(|known| known != document) {
                    return Err(format!(
                        "The persisted document \"{id}\" of release \"{release}\" has another text in another release."
                    ));
                }
            }
        }
        Ok(Self { by_id: Arc::new(by_id) })
    }

    fn find(&self, id: &str) -> Option<Arc<str>> {
        self.by_id.get(bare(id)).map(Arc::clone)
    }
}

/// Ids may come as `sha256:…`; the prefix says nothing that the lookup needs.
fn bare(id: &str) -> &str {
    id.strip_prefix("sha256:").unwrap_or(id)
}

/// Everything one endpoint keeps.
pub(super) struct Documents {
    parsed: Cache<Arc<str>, Arc<Document>>,
    persisted: PersistedDocuments,
    /// Only in development: anybody can fill it.
    automatic: Option<Cache<String, Arc<str>>>,
}

impl Documents {
    pub fn new(settings: &Settings) -> Self {
        let weigh = |text: &Arc<str>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            parsed: Cache::builder()
                .max_capacity(settings.document_cache_bytes)
                .weigher(move |text: &Arc<str>, document: &Arc<Document>| {
                    weigh(text).saturating_add(document.weight())
                })
                .build(),
            persisted: settings.persisted.clone(),
            automatic: settings.development.then(|| {
                Cache::builder()
                    .max_capacity(settings.document_cache_bytes)
                    .weigher(move |_: &String, text: &Arc<str>| weigh(text))
                    .build()
            }),
        }
    }

    /// The text of a document named by id.
    pub async fn by_id(&self, id: &str) -> Option<Arc<str>> {
        if let Some(text) = self.persisted.find(id) {
            return Some(text);
        }
        self.automatic.as_ref()?.get(bare(id)).await
    }

    /// Keeps a text under its hash, in development only; refuses a hash that is not the text's.
    pub async fn remember(&self, hash: &str, text: &str) -> Result<(), Problem> {
        let found = sha256_hex(text.as_bytes());
        if !bare(hash).eq_ignore_ascii_case(&found) {
            return Err(Problem::new(TransportCode::PersistedDocumentMismatch));
        }
        if let Some(automatic) = &self.automatic {
            automatic.insert(found, Arc::from(text)).await;
        }
        Ok(())
    }

    /// The parsed document of a text. Only what passed the limits is kept, under the whole text:
    /// a key of a few bytes would let one document answer for another.
    pub async fn parse(
        &self,
        text: &str,
        sizes: &Sizes,
        limits: &Limits,
    ) -> Result<Arc<Document>, Problem> {
        if let Some(document) = self.parsed.get(text).await {
            return Ok(document);
        }
        let tokens = scan(text, limits)?;
        let parsed = parse_query(text).map_err(|error| Problem {
            message: Some(error.to_string()),
            locations: error.positions().collect(),
            ..Problem::new(TransportCode::GraphqlParseFailed)
        })?;
        let shape = Shape::of(&parsed, sizes, limits)?;
        let plain_roots = !plain::repeats(&parsed);
        let (fits, is_steady) = (AtomicBool::new(false), fitting::is_steady(&parsed));
        let document = Document { parsed, shape, plain_roots, fits, is_steady, tokens };
        let document = Arc::new(document);
        self.parsed.insert(Arc::from(text), Arc::clone(&document)).await;
        Ok(document)
    }
}
