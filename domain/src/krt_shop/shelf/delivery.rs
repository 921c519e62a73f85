//! Whether an offer is delivered somewhere; pure.

use super::record::{NATION, Record, state_bit};
use crate::{
    community::Area,
    krt_shop::product::PlaceKind,
    shared::id::{self, AreaId, DistrictId},
};

/// A neighbourhood to which something is to be delivered, with the places that it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub area: AreaId,
    pub district: DistrictId,
    pub state_code: String,
}

impl From<&Area> for Home {
    fn from(area: &Area) -> Self {
        let (area, district, state_code) = (area.id, area.district_id, area.state_code.clone());
        Self { area, district, state_code }
    }
}

/// A home in the numbers of a stock.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    wide: u32,
    close: [Option<u32>; 2],
}

impl Reach {
    /// Whatever is delivered to the country, to this home's state, or to one of these districts and
    /// areas by their numbers; those that nothing is delivered to have none.
    pub fn of(state_code: &str, close: [Option<u32>; 2]) -> Self {
        Self { wide: NATION | state_bit(state_code), close }
    }

    pub fn holds(&self, record: &Record) -> bool {
        let close = || self.close.iter().flatten().any(|place| record.close.contains(place));
        record.wide & self.wide != 0 || close()
    }
}

/// Where an offer is delivered, as its rows say: what is wide becomes bits, and each district and area
/// is given to `number`.
pub(super) fn places<'a>(
    rows: impl IntoIterator<Item = (PlaceKind, &'a str)>,
    mut number: impl FnMut(uuid::Uuid) -> u32,
) -> (u32, Box<[u32]>) {
    let (mut wide, mut close) = (0, Vec::new());
    for (kind, place) in rows {
        match kind {
            PlaceKind::Nation => wide |= NATION,
            PlaceKind::State => wide |= state_bit(place),
            PlaceKind::District | PlaceKind::Area => {
                close.extend(id::decode(place).map(|(_, bits)| number(bits)));
            }
        }
    }
    (wide, close.into_boxed_slice())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{super::record::tests::record, *};

    #[test]
    fn something_is_delivered_to_whoever_lives_in_one_of_its_places() {
        let district = DistrictId(Uuid::from_u128(5)).to_string();
        let area = AreaId(Uuid::from_u128(9)).to_string();
        let number = |bits: Uuid| u32::try_from(bits.as_u128()).unwrap();
        let home = Reach::of("01", [Some(5), Some(9)]);
        let away = Reach::of("13", [Some(6), None]);
        for (rows, at_home, elsewhere) in [
            (vec![], false, false),
            (vec![(PlaceKind::Nation, "")], true, true),
            (vec![(PlaceKind::State, "01")], true, false),
            (vec![(PlaceKind::State, "13")], false, true),
            (vec![(PlaceKind::District, district.as_str())], true, false),
            (vec![(PlaceKind::Area, area.as_str()), (PlaceKind::State, "10")], true, false),
            (vec![(PlaceKind::Area, "nonsense")], false, false),
        ] {
            let (wide, close) = places(rows.iter().copied(), number);
            let mut offer = record(1, 0);
            (offer.wide, offer.close) = (wide, close);
            assert_eq!((home.holds(&offer), away.holds(&offer)), (at_home, elsewhere), "{rows:?}");
        }
    }
}
