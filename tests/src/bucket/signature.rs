//! How the fake store knows who asks: by AWS Signature Version 4, worked out anew from what came.

use std::{collections::HashMap, fmt::Write as _};

use domain::shared::clock::Instant;
use hmac::{Hmac, KeyInit, Mac};
use hyper::http::request::Parts;
use sha2::{Digest as _, Sha256};

use super::{
    KEY_ID, REGION, SECRET,
    answer::{Said, wrong},
};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// A signature from another time than this around now counts for nothing.
const MINUTES: i64 = 15;

/// What is wrong with a request's signature, if anything is.
pub(super) fn mistake(head: &Parts, body: &[u8], now: Instant) -> Option<Said> {
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let Some(signed) = text("authorization").and_then(Signed::read) else {
        return Some(wrong(403, "AccessDenied"));
    };
    let (Some(at), Some(hash)) = (text("x-amz-date"), text("x-amz-content-sha256")) else {
        return Some(wrong(403, "AccessDenied"));
    };
    let [key_id, day, region, service, end] = signed.credential[..] else {
        return Some(wrong(400, "AuthorizationHeaderMalformed"));
    };
    if key_id != KEY_ID {
        return Some(wrong(403, "InvalidAccessKeyId"));
    }
    if (region, service, end) != (REGION, "s3", "aws4_request") || !at.starts_with(day) {
        return Some(wrong(400, "AuthorizationHeaderMalformed"));
    }
    let Ok(made) = chrono::NaiveDateTime::parse_from_str(at, "%Y%m%dT%H%M%SZ") else {
        return Some(wrong(403, "AccessDenied"));
    };
    if (now - made.and_utc()).num_minutes().abs() > MINUTES {
        return Some(wrong(403, "RequestTimeTooSkewed"));
    }
    if hash != digest(body) {
        return Some(wrong(400, "XAmzContentSHA256Mismatch"));
    }
    let needed = ["host", "x-amz-content-sha256", "x-amz-date"];
    if !needed.iter().all(|name| signed.headers.contains(name)) {
        return Some(wrong(403, "AccessDenied"));
    }
    let scope = format!("{day}/{region}/{service}/{end}");
    let request = digest(signed.request(head, hash).as_bytes());
    let to_sign = format!("{ALGORITHM}\n{at}\n{scope}\n{request}");
    let key = [day, region, service, end]
        .into_iter()
        .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part.as_bytes()));
    let right = hex(&mac(&key, to_sign.as_bytes()));
    (right != signed.signature).then(|| wrong(403, "SignatureDoesNotMatch"))
}

/// What stands in `Authorization`.
struct Signed<'a> {
    credential: Vec<&'a str>,
    headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Signed<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let parts = text.strip_prefix(ALGORITHM)?.split(',');
        let parts: HashMap<&str, &str> =
            parts.filter_map(|part| part.trim().split_once('=')).collect();
        Some(Self {
            credential: parts.get("Credential")?.split('/').collect(),
            headers: parts.get("SignedHeaders")?.split(';').collect(),
            signature: parts.get("Signature")?,
        })
    }

    /// The request in the one form in which it is signed.
    fn request(&self, head: &Parts, hash: &str) -> String {
        let mut query: Vec<String> = head
            .uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| if pair.contains('=') { pair.to_owned() } else { format!("{pair}=") })
            .collect();
        query.sort();
        let mut headers = String::new();
        for name in &self.headers {
            let values = head.headers.get_all(*name).iter();
            let values: Vec<&str> =
                values.filter_map(|value| value.to_str().ok()).map(str::trim).collect();
            writeln!(headers, "{name}:{}", values.join(",")).expect("a text");
        }
        let (method, path) = (&head.method, head.uri.path());
        let names = self.headers.join(";");
        format!("{method}\n{path}\n{}\n{headers}\n{names}\n{hash}", query.join("&"))
    }
}

/// The SHA-256 in hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any key does");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that Amazon gives for the key of a day.
    #[test]
    fn a_key_is_derived_as_amazon_says() {
        let key = ["20120215", "us-east-1", "iam", "aws4_request"]
            .into_iter()
            .fold(b"AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_vec(), |key, part| {
                mac(&key, part.as_bytes())
            });
        assert_eq!(hex(&key), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
    }
}
