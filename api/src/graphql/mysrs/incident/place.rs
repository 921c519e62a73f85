//! Of which place something is asked.

use async_graphql::ID;
use domain::{ErrorCode, Refusal, mysrs::incident::Within};

use crate::graphql::context;

/// The arguments that name a place: one of them, or none.
pub(in crate::graphql::mysrs) struct Named {
    pub unit: Option<ID>,
    pub area: Option<ID>,
    pub district: Option<ID>,
    pub state: Option<String>,
}

impl Named {
    /// The place that is named, or `otherwise` when none is.
    pub(in crate::graphql::mysrs) fn or(self, otherwise: Within) -> domain::Result<Within> {
        let Self { unit, area, district, state } = self;
        match (unit, area, district, state) {
            (None, None, None, None) => Ok(otherwise),
            (Some(id), None, None, None) => Ok(Within::Unit(context::id(&id, "unitId")?)),
            (None, Some(id), None, None) => Ok(Within::Area(context::id(&id, "areaId")?)),
            (None, None, Some(id), None) => Ok(Within::District(context::id(&id, "districtId")?)),
            (None, None, None, Some(code)) => Ok(Within::State(code)),
            _ => {
                let detail = "name one place: unitId, areaId, districtId or stateCode";
                Err(Refusal::of(ErrorCode::BadRequest).with("detail", detail).stop())
            }
        }
    }
}
