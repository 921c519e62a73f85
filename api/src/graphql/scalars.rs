//! Scalars: values with a form of their own on the wire.

use async_graphql::{
    Description, InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value,
};
use chrono::{DateTime as Chrono, NaiveDate, SecondsFormat, Utc};
use domain::shared::clock::Instant;

use super::sentences::Wanted;

/// The most letters of a value that are given back.
const SHOWN: usize = 40;

/// Why a value is none: in what form it is wanted, and what came. The sentence is put in the reader's
/// language where the answer is written (`error::mend`).
fn unread<T: InputType>(wanted: Wanted, value: &Value) -> InputValueError<T> {
    let given: String = match value {
        Value::String(text) => text.chars().take(SHOWN).collect(),
        other => other.to_string().chars().take(SHOWN).collect(),
    };
    InputValueError::custom(wanted.as_str())
        .with_extension("wanted", Value::String(wanted.as_str().to_owned()))
        .with_extension("given", Value::String(given))
}

/// An instant in RFC 3339, always given in UTC with milliseconds: `2026-11-22T00:30:00.000Z`. Any
/// offset is taken. Malaysia is at UTC+8, and apps show that.
#[derive(Description, Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub Instant);

#[Scalar(use_type_description)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Chrono::parse_from_rfc3339(text)
                .map(|at| Self(at.with_timezone(&Utc)))
                .map_err(|_| unread(Wanted::Instant, &value)),
            _ => Err(unread(Wanted::Instant, &value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// An amount of money as a decimal number in text, with two places: `12.50`. A number is taken too.
#[derive(Description, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(
    /// In sen: hundredths of a ringgit.
    pub i64,
);

#[Scalar(use_type_description)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Err(unread(Wanted::Decimal, &value)),
        };
        sen(&text).map(Self).ok_or_else(|| unread(Wanted::Decimal, &value))
    }

    fn to_value(&self) -> Value {
        let sign = if self.0 < 0 { "-" } else { "" };
        let sen = self.0.unsigned_abs();
        Value::String(format!("{sign}{}.{:02}", sen / 100, sen % 100))
    }
}

/// Reads `12.5` as 1250 sen. More than two places would have to be rounded, and are refused.
pub(crate) fn sen(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || part.len() > 2 || !numeric(whole) || !numeric(part) {
        return None;
    }
    let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
    let sen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    Some(if negative { -sen } else { sen })
}

/// A phone number in E.164: `+60123456789`. Malaysian numbers are taken in any common spelling.
#[derive(Description, Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber(pub String);

#[Scalar(use_type_description)]
impl ScalarType for PhoneNumber {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(unread(Wanted::Phone, &other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A geometry in GeoJSON (RFC 7946), as an object: `{ type: "Polygon", coordinates: [[[103.6, 1.5],
/// …]] }`. Degrees of WGS 84, east before north.
#[derive(Description, Clone, Debug, PartialEq)]
pub struct GeoJson(pub serde_json::Value);

#[Scalar(use_type_description)]
impl ScalarType for GeoJson {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::Object(_) => Ok(Self(value.into_json()?)),
            other => Err(unread(Wanted::Geometry, &other)),
        }
    }

    fn to_value(&self) -> Value {
        // JSON is a part of what GraphQL can say.
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

/// A day of the calendar in Malaysia, without a time: `2026-11-22`.
#[derive(Description, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

#[Scalar(use_type_description)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(|_| unread(Wanted::Day, &value)),
            _ => Err(unread(Wanted::Day, &value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_exactly() {
        for (text, expected) in
            [("12.50", 1250), ("12.5", 1250), ("0.05", 5), ("-3", -300), ("1000000", 100_000_000)]
        {
            assert_eq!(sen(text), Some(expected), "{text}");
        }
        for wrong in ["", ".", "1.234", "1e3", "12,50", "1.-5", "NaN", "+1", "99999999999999999999"]
        {
            assert_eq!(sen(wrong), None, "{wrong}");
        }
        assert_eq!(ScalarType::to_value(&Decimal(-5)), Value::String("-0.05".to_owned()));
    }
}
