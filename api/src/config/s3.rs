//! The settings of the bucket: whole, or not at all.

use domain::{
    identity::travels_safely,
    shared::{http, media::S3Settings},
};
use url::Url;

use super::parse::{ConfigError, wrong};

/// What stands beside the bucket, and says nothing without it.
const BESIDE: [&str; 5] = [
    "KRT_S3_ENDPOINT",
    "KRT_S3_REGION",
    "KRT_S3_ACCESS_KEY_ID",
    "KRT_S3_SECRET_ACCESS_KEY",
    "KRT_S3_PATH_STYLE",
];
/// The region that most stores take when they have none.
const REGION: &str = "us-east-1";

/// The bucket; none when none is named.
pub(super) fn read<'a>(
    get: impl Fn(&str) -> Option<&'a str>,
) -> Result<Option<S3Settings>, ConfigError> {
    let Some(bucket) = get("KRT_S3_BUCKET") else {
        return match BESIDE.into_iter().find(|name| get(name).is_some()) {
            None => Ok(None),
            Some(name) => wrong("KRT_S3_BUCKET", format!("{name} needs it")),
        };
    };
    if !is_bucket(bucket) {
        return wrong(
            "KRT_S3_BUCKET",
            "a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit",
        );
    }
    let needed = |name: &str| get(name).map_or_else(|| wrong(name, "KRT_S3_BUCKET needs it"), Ok);
    let access_key_id = needed("KRT_S3_ACCESS_KEY_ID")?.to_owned();
    let secret_access_key = needed("KRT_S3_SECRET_ACCESS_KEY")?.to_owned().into();
    let endpoint = get("KRT_S3_ENDPOINT").map(|url| url.trim_end_matches('/').to_owned());
    if endpoint.as_deref().is_some_and(|url| !is_address(url)) {
        return wrong(
            "KRT_S3_ENDPOINT",
            "it must be https:// (http:// only on this machine) and a host, without a path",
        );
    }
    let path_style = match get("KRT_S3_PATH_STYLE") {
        None => endpoint.is_some(),
        Some("on") => true,
        Some("off") => false,
        Some(_) => return wrong("KRT_S3_PATH_STYLE", "it is `on` or `off`"),
    };
    Ok(Some(S3Settings {
        bucket: bucket.to_owned(),
        endpoint,
        region: get("KRT_S3_REGION").unwrap_or(REGION).to_owned(),
        access_key_id,
        secret_access_key,
        path_style,
        patience: http::ANSWERED,
    }))
}

fn is_bucket(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = [name.bytes().next(), name.bytes().last()];
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| is_plain(byte) || matches!(byte, b'.' | b'-'))
        && ends.into_iter().all(|end| end.is_some_and(is_plain))
        && !name.contains("..")
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        travels_safely(&url) && bare && nobody
    })
}
