//! The settings of single sign-on: whole, or not at all.

use domain::identity::{SignOnSettings, travels_safely};
use url::Url;

use super::parse::{ConfigError, list, wrong};

/// Where the sign-in service sends people back to when nothing else is said.
const CALLBACK: &str = "/v1/sign-on/callback";

pub(super) fn read<'a>(
    get: impl Fn(&str) -> Option<&'a str>,
    public_url: &str,
) -> Result<Option<SignOnSettings>, ConfigError> {
    let others = ["CLIENT_ID", "CLIENT_SECRET", "REDIRECTS", "STRONG"];
    let Some(issuer) = get("KRT_OIDC_ISSUER") else {
        let alone = others.iter().find(|name| get(&format!("KRT_OIDC_{name}")).is_some());
        return match alone {
            None => Ok(None),
            Some(name) => wrong("KRT_OIDC_ISSUER", format!("KRT_OIDC_{name} needs it")),
        };
    };
    let address = Url::parse(issuer).ok().filter(|url| url.query().or(url.fragment()).is_none());
    if !address.is_some_and(|url| travels_safely(&url)) {
        return wrong(
            "KRT_OIDC_ISSUER",
            "it must begin with https:// (http:// only on this machine), and end with a path at most",
        );
    }
    let Some(client_id) = get("KRT_OIDC_CLIENT_ID") else {
        return wrong("KRT_OIDC_CLIENT_ID", "KRT_OIDC_ISSUER needs it");
    };
    let own_redirect = format!("{public_url}{CALLBACK}");
    let mut redirects = list(get("KRT_OIDC_REDIRECTS"), redirect)?;
    if redirects.is_empty() {
        redirects.push(own_redirect.clone());
    }
    Ok(Some(SignOnSettings {
        issuer: issuer.to_owned(),
        client_id: client_id.to_owned(),
        client_secret: get("KRT_OIDC_CLIENT_SECRET").map(|secret| secret.to_owned().into()),
        redirects,
        own_redirect,
        strong: list(get("KRT_OIDC_STRONG").or(Some("mfa")), |word| Ok(word.to_owned()))?,
    }))
}

/// An address of the web, protected; or an app's own scheme, which holds a dot (RFC 8252, 7.1), so
/// that it is somebody's own name turned round.
fn redirect(text: &str) -> Result<String, ConfigError> {
    let sound = Url::parse(text).is_ok_and(|url| {
        let app = url.scheme().contains('.') && url.as_str().len() > url.scheme().len() + 1;
        (app || travels_safely(&url)) && url.fragment().is_none()
    });
    if sound {
        return Ok(text.to_owned());
    }
    wrong(
        "KRT_OIDC_REDIRECTS",
        format!(
            "{text} is neither https (http only on this machine) nor an app's own scheme with a dot, without a #"
        ),
    )
}
