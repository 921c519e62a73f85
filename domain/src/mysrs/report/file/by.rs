//! What a file of figures has its lines for: units, districts or states.

use std::collections::VecDeque;

use crate::{
    community::{self, District, states::STATES},
    mysrs::incident::Within,
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
    },
};

/// What a line of a file of figures is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// A unit.
    #[default]
    Unit,
    /// A district, with all of its units.
    District,
    /// A state, with all of its units.
    State,
}

impl By {
    /// Reads `unit`, `district` or `state`, in letters of either size.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "unit" => Some(Self::Unit),
            "district" => Some(Self::District),
            "state" => Some(Self::State),
            _ => None,
        }
    }
}

/// A district or a state that is a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub within: Within,
    pub state_code: String,
    /// Empty for a state.
    pub district: String,
}

impl From<District> for Named {
    fn from(district: District) -> Self {
        let within = Within::District(district.id);
        Self { within, state_code: district.state_code, district: district.name }
    }
}

/// The districts or states of a place, in their order; none when the lines are units, which are read
/// part by part. A line for more than the place would show a part of it as the whole, and is refused.
pub(super) async fn lines_of(ctx: &Ctx, within: &Within, by: By) -> Result<VecDeque<Named>> {
    let state = |code: &str| Named {
        within: Within::State(code.to_owned()),
        state_code: code.to_owned(),
        district: String::new(),
    };
    let districts = match (by, within) {
        (By::Unit, _) => return Ok(VecDeque::new()),
        (By::District, Within::District(id)) => vec![community::district(ctx, *id).await?],
        (By::District, Within::State(code)) => community::districts(ctx, Some(code)).await?,
        (By::District, Within::Nation) => community::districts(ctx, None).await?,
        (By::State, Within::State(code)) => return Ok([state(code)].into()),
        (By::State, Within::Nation) => {
            return Ok(STATES.iter().map(|known| state(known.code)).collect());
        }
        (By::District, Within::Mine | Within::Unit(_) | Within::Area(_))
        | (By::State, Within::Mine | Within::Unit(_) | Within::Area(_) | Within::District(_)) => {
            return Err(too_large());
        }
    };
    Ok(districts.into_iter().map(Named::from).collect())
}

fn too_large() -> Error {
    let detail = "by is not larger than the place: UNIT for a unit or an area, UNIT or DISTRICT for a \
                  district";
    Refusal::of(ErrorCode::BadRequest).at("by").with("detail", detail).stop()
}

#[cfg(test)]
mod tests {
    use super::By;

    #[test]
    fn lines_are_for_units_districts_or_states() {
        assert_eq!((By::read("UNIT"), By::read("unit")), (Some(By::Unit), Some(By::Unit)));
        assert_eq!(By::read("District"), Some(By::District));
        assert_eq!((By::read("state"), By::read("nation")), (Some(By::State), None));
    }
}
