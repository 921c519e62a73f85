//! Which offers are wanted, in which order, and what is to be told of them.

use sea_orm::ActiveEnum;

use super::key::Sort;
use crate::{
    krt_shop::{
        certificate::CertificateKind,
        product::{Availability, Detail, ProductFilter, ProductKind},
    },
    shared::{
        error::{ErrorCode, Refusal, Result},
        geo::Position,
        id::{AreaId, DistrictId, ProjectId},
    },
};

/// The farthest that somebody may want offers within, in metres: 200 km.
pub(super) const FARTHEST_METRES: u32 = 200_000;

/// Around which place offers are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The place.
    pub centre: Position,
    /// How far away at most, in metres; none: wherever they are.
    pub within_metres: Option<u32>,
}

impl Near {
    /// Checks a wish: the place lies on the globe, the distance between 1 m and 200 km.
    pub fn of(latitude: f64, longitude: f64, within_metres: Option<i32>) -> Result<Self> {
        let centre = Position::on_globe(latitude, longitude);
        let centre =
            centre.ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("near").stop())?;
        let within_metres = within_metres.map(|metres| {
            let metres = u32::try_from(metres).ok();
            metres.filter(|metres| (1..=FARTHEST_METRES).contains(metres)).ok_or_else(|| {
                let refusal = Refusal::of(ErrorCode::OutOfRange).at("near.withinMetres");
                refusal.with("least", 1).with("most", FARTHEST_METRES).stop()
            })
        });
        Ok(Self { centre, within_metres: within_metres.transpose()? })
    }
}

/// To whom something is to be delivered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeliverTo {
    /// To somebody in this neighbourhood.
    Area(AreaId),
    /// To somebody at this place: to the neighbourhood nearest to it.
    Position(Position),
}

/// What must hold of an offer.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this category, by its code, and everything below it.
    pub category_code: Option<String>,
    /// Of this kind.
    pub kind: Option<ProductKind>,
    /// Of this project.
    pub project_id: Option<ProjectId>,
    /// Of this neighbourhood.
    pub area_id: Option<AreaId>,
    /// Of this district.
    pub district_id: Option<DistrictId>,
    /// Of this state, by its two-digit code.
    pub state_code: Option<String>,
    /// It costs at least so many sen now.
    pub price_least_sen: Option<i64>,
    /// It costs at most so many sen now.
    pub price_most_sen: Option<i64>,
    /// It shows each of these marks.
    pub certificates: Vec<CertificateKind>,
    /// It is said to be one of these; empty: whichever.
    pub availability: Vec<Availability>,
    /// It can be had now: it is in stock, or it is its season.
    pub available_now: bool,
    /// It is delivered there.
    pub deliver_to: Option<DeliverTo>,
    /// Whether it can be fetched at the seller's.
    pub pick_up: Option<bool>,
}

/// Which offers are wanted, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words that are looked for.
    pub words: Option<String>,
    /// What must hold of them.
    pub filter: Filter,
    /// In which order; none: what fits the words best first, without words the newest.
    pub sort: Option<Sort>,
    /// Around which place.
    pub near: Option<Near>,
}

impl From<&ProductFilter> for Wanted {
    fn from(filter: &ProductFilter) -> Self {
        Self {
            words: filter.words.clone(),
            filter: Filter {
                category_code: filter.category_code.clone(),
                kind: filter.kind,
                project_id: filter.project_id,
                area_id: filter.area_id,
                state_code: filter.state_code.clone(),
                ..Filter::default()
            },
            sort: None,
            near: None,
        }
    }
}

/// What is to be told of the offers that are found.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// How much of each.
    pub detail: Detail,
    /// How many there are.
    pub total: bool,
    /// How many there are of each kind, price and so on.
    pub facets: bool,
    /// When there are none, those that come nearest.
    pub nearest: bool,
}

impl Asked {
    /// Of each what a card shows, and nothing else.
    pub const CARDS: Self =
        Self { detail: Detail::Card, total: false, facets: false, nearest: false };
}

/// What has this name on the wire, such as `MADE_TO_ORDER`; a refusal that names the field otherwise.
pub fn named<E: ActiveEnum<Value = String>>(written: &str, field: &str) -> Result<E> {
    E::try_from_value(&written.to_owned()).map_err(|_| {
        let names: Vec<String> = E::iter().map(|one| one.to_value()).collect();
        let refusal = Refusal::of(ErrorCode::ValueInvalid).at(field);
        refusal.with("values", names.join(", ")).stop()
    })
}

/// The name on the wire of something that [`named`] reads.
#[must_use]
pub fn name_of<E: ActiveEnum<Value = String>>(one: &E) -> String {
    one.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_a_distance_are_checked() {
        assert!(Near::of(1.5, 103.6, None).is_ok() && Near::of(1.5, 103.6, Some(200_000)).is_ok());
        assert!(Near::of(103.6, 1.5, None).is_err());
        for metres in [0, -1, 200_001] {
            assert!(Near::of(1.5, 103.6, Some(metres)).is_err(), "{metres}");
        }
    }

    #[test]
    fn what_is_named_is_known_or_refused() {
        let kind: ProductKind = named("RENTAL", "kind").unwrap();
        assert_eq!((kind, name_of(&kind)), (ProductKind::Rental, "RENTAL".to_owned()));
        assert!(named::<Availability>("rental", "availability").is_err());
    }
}
