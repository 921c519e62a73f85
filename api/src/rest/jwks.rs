//! The public keys that verify access tokens.

use actix_web::{HttpResponse, Responder, http::header, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Door;

/// A JSON Web Key Set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeySet {
    /// The keys, newest first.
    keys: Vec<Key>,
}

/// An Ed25519 public key (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    r#use: &'static str,
    /// The key's id, as in the header of tokens.
    kid: String,
    /// The key: 32 bytes, base64url.
    x: String,
}

/// The public keys that verify access tokens.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "session", responses((status = 200, description = "The keys.", body = KeySet)))]
pub async fn keys(door: web::Data<Door>) -> impl Responder {
    let keys = door
        .house()
        .identity
        .public_keys()
        .into_iter()
        .map(|key| Key {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            r#use: "sig",
            kid: key.kid,
            x: key.x,
        })
        .collect();
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(KeySet { keys })
}
