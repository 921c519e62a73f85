//! What an address names: an id in its path, and in its query what is wanted and of which place.

use std::str::FromStr;

use actix_web::{HttpRequest, web::Query};
use domain::{ErrorCode, Refusal, Result, mysrs::incident::Within, shared::id::NotAnId};
use serde::de::DeserializeOwned;

use super::unreadable;

/// The id that a path names.
pub(super) fn id<Id: FromStr<Err = NotAnId>>(text: &str) -> Result<Id> {
    id_at(text, "id")
}

fn id_at<Id: FromStr<Err = NotAnId>>(text: &str, field: &'static str) -> Result<Id> {
    text.parse().map_err(|NotAnId { wanted }| {
        Refusal::of(ErrorCode::IdInvalid).at(field).with("kind", wanted).stop()
    })
}

/// What a query asks for. A type that denies unknown fields refuses a name that is not known, with those
/// that are: whoever misspells a filter would get everything. Pages that people open and feeds that
/// calendars follow let such a name be, as whoever passes their address on adds some.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T> {
    let wanted = Query::<T>::from_query(request.query_string());
    let wanted = wanted.map_err(|cause| unreadable::of(&cause).stop())?;
    Ok(wanted.into_inner())
}

/// What stands for more than a place: one's own, and the whole country.
pub(super) const MINE: (&str, Within) = ("MINE", Within::Mine);
pub(super) const NATION: (&str, Within) = ("NATION", Within::Nation);

/// A place as a query names it: one of these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub unit_id: Option<&'a str>,
    pub area_id: Option<&'a str>,
    pub district_id: Option<&'a str>,
    pub state_code: Option<&'a str>,
    pub scope: Option<&'a str>,
}

impl Place<'_> {
    /// The place that is named, or what the scope stands for; one of them has to be.
    pub(super) fn read(self, scopes: &[(&str, Within)]) -> Result<Within> {
        let Self { unit_id, area_id, district_id, state_code, scope } = self;
        let named = [unit_id, area_id, district_id, state_code, scope];
        if named.iter().flatten().count() > 1 {
            let detail = "name one place: unitId, areaId, districtId, stateCode or scope";
            return Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop());
        }
        if let Some(id) = unit_id {
            return Ok(Within::Unit(id_at(id, "unitId")?));
        }
        if let Some(id) = area_id {
            return Ok(Within::Area(id_at(id, "areaId")?));
        }
        if let Some(id) = district_id {
            return Ok(Within::District(id_at(id, "districtId")?));
        }
        if let Some(code) = state_code {
            return Ok(Within::State(code.to_owned()));
        }
        let Some(scope) = scope else {
            return Err(Refusal::of(ErrorCode::Required).at("scope").stop());
        };
        let known = scopes.iter().find(|(name, _)| *name == scope);
        known.map(|(_, within)| within.clone()).ok_or_else(|| {
            let names: Vec<&str> = scopes.iter().map(|(name, _)| *name).collect();
            let detail = format!("scope is one of: {}", names.join(", "));
            Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop()
        })
    }
}
