//! In which order a patrol visits its checkpoints; pure.

use super::model::Checkpoint;
use crate::{
    mysrs::sector::{Sector, VisitOrder},
    shared::{id::PatrolId, secret::Secret},
};

/// What the key for orders is derived from the secret for.
const PURPOSE: &str = "checkpoint order";

/// The checkpoints in the order in which a patrol visits them: sector after sector by name, and last
/// what lies in none.
///
/// In a sector with a random order each patrol has its own, which nobody knows before it begins: the
/// keyed hash of the patrol and the checkpoint. It stays the same whoever asks and however often, and
/// a checkpoint that is added or ended on the way moves none of the others. What lies in no sector is
/// visited by its numbers when each has one, else at random.
#[must_use]
pub fn of_patrol(
    secret: &Secret,
    patrol: PatrolId,
    mut checkpoints: Vec<Checkpoint>,
    sectors: &[Sector],
) -> Vec<Checkpoint> {
    let mut by_name: Vec<&Sector> = sectors.iter().collect();
    by_name.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let place_of = |checkpoint: &Checkpoint| {
        let within = by_name.iter().position(|sector| Some(sector.id) == checkpoint.sector_id);
        within.unwrap_or(by_name.len())
    };
    let numbered = checkpoints
        .iter()
        .filter(|checkpoint| place_of(checkpoint) == by_name.len())
        .all(|checkpoint| checkpoint.position_in_order.is_some());
    checkpoints.sort_by_cached_key(|checkpoint| {
        let place = place_of(checkpoint);
        let fixed = match by_name.get(place) {
            Some(sector) => sector.visit_order == VisitOrder::Fixed,
            None => numbered,
        };
        let chance = secret.hash(PURPOSE, &[patrol.0.as_bytes(), checkpoint.id.0.as_bytes()]);
        // Those without a number come after those with one.
        let number = if fixed { checkpoint.position_in_order.unwrap_or(i64::MAX) } else { 0 };
        let (name, chance) =
            if fixed { (checkpoint.name.clone(), [0; 32]) } else { (String::new(), chance) };
        (place, number, name, chance, checkpoint.id)
    });
    checkpoints
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::shared::{
        geo::Position,
        id::{CheckpointId, PatrolUnitId, SectorId},
    };

    fn secret() -> Secret {
        Secret::new("a secret that is only good for tests")
    }

    fn checkpoint(number: u128, sector: Option<u128>, place: Option<i64>) -> Checkpoint {
        Checkpoint {
            id: CheckpointId(Uuid::from_u128(number)),
            unit_id: PatrolUnitId(Uuid::nil()),
            sector_id: sector.map(|sector| SectorId(Uuid::from_u128(sector))),
            name: format!("Pos {number}"),
            position: Position { latitude: 1.54, longitude: 103.65 },
            radius_metres: 50,
            hours: None,
            position_in_order: place,
            code_number: 1,
            code_since: DateTime::UNIX_EPOCH,
            far_from_area: false,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            ended_at: None,
        }
    }

    fn sector(id: u128, name: &str, visit_order: VisitOrder) -> Sector {
        Sector {
            id: SectorId(Uuid::from_u128(id)),
            unit_id: PatrolUnitId(Uuid::nil()),
            name: name.to_owned(),
            visit_order,
            polygon: None,
            version: 1,
            ended_at: None,
        }
    }

    fn order(patrol: u128, checkpoints: &[Checkpoint], sectors: &[Sector]) -> Vec<u128> {
        let patrol = PatrolId(Uuid::from_u128(patrol));
        let ordered = of_patrol(&secret(), patrol, checkpoints.to_vec(), sectors);
        ordered.iter().map(|checkpoint| checkpoint.id.0.as_u128()).collect()
    }

    #[test]
    fn a_fixed_order_is_that_of_the_numbers() {
        let sectors =
            [sector(1, "Barat", VisitOrder::Fixed), sector(2, "Anjung", VisitOrder::Fixed)];
        let list = [
            checkpoint(1, None, None),
            checkpoint(2, Some(1), Some(2)),
            checkpoint(3, Some(1), Some(1)),
            checkpoint(4, Some(2), None),
            checkpoint(5, Some(2), Some(9)),
        ];
        assert_eq!(order(7, &list, &sectors), [5, 4, 3, 2, 1]);
        let numbered = [checkpoint(1, None, Some(2)), checkpoint(2, None, Some(1))];
        assert_eq!(order(7, &numbered, &[]), [2, 1]);
    }

    #[test]
    fn a_random_order_is_one_for_each_patrol() {
        let sectors = [sector(1, "Barat", VisitOrder::Random)];
        let list: Vec<Checkpoint> =
            (1..=6).map(|number| checkpoint(number, Some(1), Some(1))).collect();
        assert_eq!(order(7, &list, &sectors), order(7, &list, &sectors));
        let orders: HashSet<Vec<u128>> =
            (0..50).map(|patrol| order(patrol, &list, &sectors)).collect();
        // 50 of 720 orders: about 48 of them differ.
        assert!(orders.len() > 40, "{}", orders.len());
        let patrol = PatrolId(Uuid::from_u128(7));
        let elsewhere = of_patrol(&Secret::new("another"), patrol, list.clone(), &sectors);
        let elsewhere: Vec<u128> = elsewhere.iter().map(|one| one.id.0.as_u128()).collect();
        assert_ne!(order(7, &list, &sectors), elsewhere);
    }

    #[test]
    fn what_ends_on_the_way_moves_none_of_the_others() {
        let list: Vec<Checkpoint> = (1..=6).map(|number| checkpoint(number, None, None)).collect();
        let mut whole = order(7, &list, &[]);
        whole.retain(|number| *number != 3);
        let rest: Vec<Checkpoint> =
            list.into_iter().filter(|one| one.id.0.as_u128() != 3).collect();
        assert_eq!(order(7, &rest, &[]), whole);
    }
}
