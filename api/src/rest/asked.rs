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

/// What a query asks for.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T> {
    let wanted = Query::<T>::from_query(request.query_string());
    let wanted = wanted.map_err(|cause| unreadable::of(&cause).stop())?;
    Ok(wanted.into_inner())
}

/// A place as a query names it: at most one of these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub unit_id: Option<&'a str>,
    pub area_id: Option<&'a str>,
    pub district_id: Option<&'a str>,
    pub state_code: Option<&'a str>,
}

impl Place<'_> {
    /// The place that is named; nothing when none is.
    pub(super) fn read(self) -> Result<Option<Within>> {
        let Self { unit_id, area_id, district_id, state_code } = self;
        let named = [unit_id, area_id, district_id, state_code];
        if named.iter().flatten().count() > 1 {
            let detail = "name one place: unitId, areaId, districtId or stateCode";
            return Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop());
        }
        Ok(if let Some(id) = unit_id {
            Some(Within::Unit(id_at(id, "unitId")?))
        } else if let Some(id) = area_id {
            Some(Within::Area(id_at(id, "areaId")?))
        } else if let Some(id) = district_id {
            Some(Within::District(id_at(id, "districtId")?))
        } else {
            state_code.map(|code| Within::State(code.to_owned()))
        })
    }
}
