//! Where a phone stands that keeps the catalogue; pure.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::DateTime;
use uuid::Uuid;

use crate::shared::{
    clock::Instant,
    id::{ProductId, ProjectId},
};

/// A place in the change log: a transaction, and a number within it.
pub(super) type Place = (i64, i64);

/// How far a phone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It gets everything, in the order of the products' ids, and has got everything up to this one.
    Everything(Option<ProductId>),
    /// It gets what the log tells.
    Log,
    /// It gets what the log tells, and is at the line after its place: a project with many products, of
    /// which it has got everything up to this one.
    Project(ProjectId, ProductId),
}

/// Where a phone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Of which history of the database.
    pub generation: u64,
    /// Behind which line the log is read on.
    pub place: Place,
    /// Up to when everything was told.
    pub at: Instant,
    /// How far it is.
    pub stage: Stage,
}

impl Cursor {
    pub fn encode(&self) -> String {
        let nobody = Uuid::nil();
        let (stage, first, second) = match self.stage {
            Stage::Everything(None) => (0_u8, nobody, nobody),
            Stage::Everything(Some(product)) => (1, product.0, nobody),
            Stage::Log => (2, nobody, nobody),
            Stage::Project(project, product) => (3, project.0, product.0),
        };
        let mut bytes = Vec::with_capacity(65);
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.place.0.to_be_bytes());
        bytes.extend(self.place.1.to_be_bytes());
        bytes.extend(self.at.timestamp_millis().to_be_bytes());
        bytes.push(stage);
        if stage != 0 && stage != 2 {
            bytes.extend(first.as_bytes());
        }
        if stage == 3 {
            bytes.extend(second.as_bytes());
        }
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let generation = u64::from_be_bytes(take(&mut rest)?);
        let place = (i64::from_be_bytes(take(&mut rest)?), i64::from_be_bytes(take(&mut rest)?));
        let at = DateTime::from_timestamp_millis(i64::from_be_bytes(take(&mut rest)?))?;
        let [stage] = take::<1>(&mut rest)?;
        let mut id = || Some(Uuid::from_bytes(take::<16>(&mut rest)?));
        let stage = match stage {
            0 => Stage::Everything(None),
            1 => Stage::Everything(Some(ProductId(id()?))),
            2 => Stage::Log,
            3 => Stage::Project(ProjectId(id()?), ProductId(id()?)),
            _ => return None,
        };
        rest.is_empty().then_some(Self { generation, place, at, stage })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let whole = *rest;
    let (first, after) = whole.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let at: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        let (product, project) = (ProductId(Uuid::from_u128(7)), ProjectId(Uuid::from_u128(8)));
        for stage in [
            Stage::Everything(None),
            Stage::Everything(Some(product)),
            Stage::Log,
            Stage::Project(project, product),
        ] {
            let cursor = Cursor { generation: u64::MAX, place: (-1, i64::MAX), at, stage };
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        for wrong in ["", "x", "AAAA", "bukan kursor", &"A".repeat(200)] {
            assert_eq!(Cursor::decode(wrong), None, "{wrong}");
        }
    }
}
