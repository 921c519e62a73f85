//! What is asked: one GraphQL request, from a JSON body, a query string or a WebSocket message.

use std::collections::HashMap;

use actix_web::web;
use async_graphql::{Value, Variables};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Problem, TransportCode};

/// One request as the client wrote it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ask {
    pub query: Option<String>,
    /// The id of a persisted document instead of its text.
    pub document_id: Option<String>,
    pub operation_name: Option<String>,
    pub variables: Option<Variables>,
    pub extensions: Option<HashMap<String, Value>>,
}

impl Ask {
    pub fn from_json(body: &[u8]) -> Result<Self, Problem> {
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            return Err(Problem::new(TransportCode::BatchingNotSupported));
        }
        serde_json::from_slice(body)
            .map_err(|error| Problem::because(TransportCode::BadRequest, &error))
    }

    pub fn from_query_string(text: &str) -> Result<Self, Problem> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|error| Problem::because(TransportCode::BadRequest, &error))?;
        let mut ask = Self::default();
        for (name, value) in pairs.into_inner() {
            match name.as_str() {
                "query" => ask.query = Some(value),
                "documentId" => ask.document_id = Some(value),
                "operationName" => ask.operation_name = Some(value).filter(|name| !name.is_empty()),
                "variables" => ask.variables = json(&name, &value)?,
                "extensions" => ask.extensions = json(&name, &value)?,
                _ => {}
            }
        }
        Ok(ask)
    }

    /// The hash of Apollo's persisted queries: `extensions.persistedQuery.sha256Hash`.
    pub fn persisted_hash(&self) -> Option<&str> {
        let Value::Object(persisted) = self.extensions.as_ref()?.get("persistedQuery")? else {
            return None;
        };
        match persisted.get("sha256Hash") {
            Some(Value::String(hash)) => Some(hash),
            _ => None,
        }
    }
}

fn json<T: DeserializeOwned>(name: &str, value: &str) -> Result<Option<T>, Problem> {
    if value.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(value)
        .map_err(|error| Problem::because(TransportCode::BadRequest, &format!("{name}: {error}")))
}
