//! From what is asked to what can run: finds the document, checks the limits, builds the request.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
};

use async_graphql::{
    Executor, Request, Value, Variables,
    parser::types::{OperationType, Selection},
};

use super::{
    Endpoint, Gate, Operation, Problem, Transport, TransportCode, ask::Ask, documents::Document,
};

/// A request that may run, as far as the transport is concerned.
#[derive(Clone)]
pub(super) struct Prepared {
    document: Arc<Document>,
    operation_name: Option<String>,
    variables: Variables,
    extensions: HashMap<String, Value>,
    pub operation: Operation,
}

impl Prepared {
    /// The request for the schema. The text stays behind: the parsed document goes in its place.
    pub fn into_request(self) -> Request {
        let mut request = Request::new(String::new()).variables(self.variables);
        request.operation_name = self.operation_name;
        request.extensions.0 = self.extensions;
        request.set_parsed_query(self.document.parsed.clone());
        request
    }

    /// Whether the document was answered without an error before, and no value of its variables
    /// needs the validator: it is alone in refusing a field that an input object does not have, and
    /// what is no boolean in `@skip` and `@include`.
    pub fn fits(&self) -> bool {
        self.document.fits.load(Ordering::Relaxed) && self.document.shape.is_plain(&self.variables)
    }

    /// Whether it is a mutation for which the validator need only be asked when a value does not fit. It
    /// asks for one field: of several the first would be done before the values of the next are read.
    pub fn is_known_mutation(&self) -> bool {
        self.operation.kind == OperationType::Mutation
            && self.document.is_steady
            && self.document.fits.load(Ordering::Relaxed)
            && self.has_one_field()
    }

    /// The document, to note later that it fits.
    pub fn document(&self) -> Arc<Document> {
        Arc::clone(&self.document)
    }

    /// The values of its variables.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// The operation that is meant, when the document has several.
    pub fn operation_name(&self) -> Option<&str> {
        self.operation_name.as_deref()
    }

    /// Whether the operation asks for one root field, outside any fragment.
    pub fn has_one_field(&self) -> bool {
        let operations = &self.document.parsed.operations;
        let mut meant = operations.iter().filter(|(name, _)| {
            self.operation_name.is_none()
                || name.map(async_graphql::Name::as_str) == self.operation_name()
        });
        meant.next().is_some_and(|(_, operation)| {
            let [only] = operation.node.selection_set.node.items.as_slice() else { return false };
            matches!(&only.node, Selection::Field(_))
        })
    }

    /// Whether the answer may be written plainly: only HTTP copies it as it is.
    pub fn may_be_plain(&self) -> bool {
        self.document.plain_roots && self.operation.transport == Transport::Http
    }
}

pub(super) async fn prepare<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    ask: Ask,
    request_id: String,
    transport: Transport,
) -> Result<Prepared, Problem> {
    let text = text_of(endpoint, &ask).await?;
    let limits = &endpoint.settings.limits;
    let document = endpoint.documents.parse(&text, &endpoint.text.sizes, limits).await?;
    let shape = document.shape.choose(ask.operation_name.as_deref())?;
    let variables = ask.variables.unwrap_or_default();
    let cost = shape.check(&document.parsed, &variables, &endpoint.text.sizes, limits)?;
    let operation =
        Operation { request_id, name: shape.name.clone(), kind: shape.kind, cost, transport };
    Ok(Prepared {
        document,
        operation_name: ask.operation_name,
        variables,
        extensions: ask.extensions.unwrap_or_default(),
        operation,
    })
}

/// The document's text: sent along, or kept here under an id.
async fn text_of<'a, G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    ask: &'a Ask,
) -> Result<Cow<'a, str>, Problem> {
    let hash = ask.persisted_hash();
    match (ask.query.as_deref(), ask.document_id.as_deref(), hash) {
        (Some(_), Some(_), _) => {
            Err(Problem::because(TransportCode::BadRequest, "Send either `query` or `documentId`."))
        }
        (Some(text), None, Some(hash)) => {
            endpoint.documents.remember(hash, text).await?;
            Ok(Cow::Borrowed(text))
        }
        (Some(text), None, None) => Ok(Cow::Borrowed(text)),
        (None, Some(id), _) => match endpoint.documents.by_id(id).await {
            Some(text) => Ok(Cow::Owned(text.to_string())),
            None => Err(Problem::new(TransportCode::PersistedDocumentNotFound)),
        },
        (None, None, Some(hash)) => match endpoint.documents.by_id(hash).await {
            Some(text) => Ok(Cow::Owned(text.to_string())),
            // Apollo's clients know by exactly this word that they must send the text as well.
            None => Err(Problem {
                message: Some("PersistedQueryNotFound".to_owned()),
                ..Problem::new(TransportCode::PersistedDocumentNotFound)
            }),
        },
        (None, None, None) => {
            Err(Problem::because(TransportCode::BadRequest, "The field `query` is missing."))
        }
    }
}
