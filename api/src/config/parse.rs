//! From the text of a setting to its value.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::AppMinimum;

/// A setting that cannot work: which, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The setting.
    pub setting: String,
    /// Why.
    pub why: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the setting {} cannot work: {}", self.setting, self.why)
    }
}

impl std::error::Error for ConfigError {}

/// Says which setting cannot work, and why.
pub(super) fn wrong<T>(setting: &str, why: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError { setting: setting.to_owned(), why: why.into() })
}

/// The settings as texts, by their names.
pub(super) type Given = BTreeMap<String, String>;

/// Reads a value of another type than text.
pub(super) fn parse<T: FromStr>(name: &str, text: &str, wanted: &str) -> Result<T, ConfigError> {
    text.parse().or_else(|_| wrong(name, format!("`{text}` is not {wanted}")))
}

/// Reads a whole number between two others.
pub(super) fn number<T>(
    given: &Given,
    name: &str,
    default: T,
    least: T,
    most: T,
) -> Result<T, ConfigError>
where
    T: FromStr + PartialOrd + fmt::Display + Copy,
{
    let Some(text) = given.get(name) else { return Ok(default) };
    let value: T = parse(name, text.trim(), "a whole number")?;
    if value < least || value > most {
        return wrong(name, format!("it must lie between {least} and {most}"));
    }
    Ok(value)
}

/// Reads what stands between commas.
pub(super) fn list<T>(
    text: Option<&str>,
    each: impl Fn(&str) -> Result<T, ConfigError>,
) -> Result<Vec<T>, ConfigError> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(each)
        .collect()
}

/// Reads `mykrt=1.2.0`.
pub(super) fn app_minimum(text: &str) -> Result<AppMinimum, ConfigError> {
    text.split_once('=')
        .and_then(|(app, version)| {
            Some(AppMinimum { app: app.to_owned(), version: version_of(version)? })
        })
        .map_or_else(
            || wrong("KRT_APP_MINIMUM", format!("{text} is not of the form mykrt=1.2.0")),
            Ok,
        )
}

/// Reads `1.4.0`; what is missing counts as 0.
pub(crate) fn version_of(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
    let major = parts.next()??;
    let minor = parts.next().unwrap_or(Some(0))?;
    let patch = parts.next().unwrap_or(Some(0))?;
    Some((major, minor, patch))
}
