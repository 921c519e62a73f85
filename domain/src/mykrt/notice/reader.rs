//! Who reads: the places to which somebody belongs, and as what.

use std::collections::HashSet;

use super::{
    audience::{AudienceRole, Where},
    model::Notice,
};
use crate::{
    community,
    shared::{change_log::Scope, ctx::Ctx, error::Result, id::PersonId},
};

/// Somebody with the places to which they belong and their roles in each: what decides which
/// notices are meant for them. It is worked out of the roles in their token, and holds for as long as
/// that does: who moves gets another token. It costs no statement where the node knows the places.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) person: PersonId,
    /// Each place with the sum of the roles there.
    pub(super) places: Vec<(Where, i64)>,
}

impl Reader {
    /// Whoever asks.
    pub async fn of(ctx: &Ctx) -> Result<Self> {
        let person = ctx.person()?;
        let mut places: Vec<(Where, i64)> = Vec::new();
        for standing in community::standings(ctx).await? {
            let roles = standing.roles.iter().copied().filter_map(AudienceRole::of);
            let mask = roles.fold(0, |mask, role| mask | role.bit());
            let part = standing.part.map(|part| Where::Part(standing.area, part));
            let places_of_it = [
                Where::Nation,
                Where::State(standing.state),
                Where::District(standing.district),
                Where::Area(standing.area),
            ];
            for place in places_of_it.into_iter().chain(part) {
                match places.iter_mut().find(|(known, _)| *known == place) {
                    Some((_, known)) => *known |= mask,
                    None => places.push((place, mask)),
                }
            }
        }
        places.retain(|(_, mask)| *mask != 0);
        Ok(Self { person, places })
    }

    /// Whether a notice is meant for them.
    #[must_use]
    pub fn is_addressed(&self, notice: &Notice) -> bool {
        let mask = self.places.iter().find(|(place, _)| *place == notice.scope);
        notice.named || mask.is_some_and(|(_, mask)| mask & notice.audience != 0)
    }

    /// The scopes of the change log in which notices for them are told.
    #[must_use]
    pub fn hears(&self) -> HashSet<Scope> {
        let places = self.places.iter().map(|(place, _)| place.hearers());
        places.chain([Scope::Person(self.person)]).collect()
    }
}
