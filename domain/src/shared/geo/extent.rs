//! The rectangle around something.

use super::Position;

/// The degrees between which something lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least degrees north.
    pub south: f64,
    /// The least degrees east.
    pub west: f64,
    /// The most degrees north.
    pub north: f64,
    /// The most degrees east.
    pub east: f64,
}

impl Extent {
    /// What reaches just around these places.
    pub(crate) fn of<'a>(places: impl IntoIterator<Item = &'a Position>) -> Self {
        let nowhere = Self {
            south: f64::INFINITY,
            west: f64::INFINITY,
            north: f64::NEG_INFINITY,
            east: f64::NEG_INFINITY,
        };
        places.into_iter().fold(nowhere, |extent, place| Self {
            south: extent.south.min(place.latitude),
            west: extent.west.min(place.longitude),
            north: extent.north.max(place.latitude),
            east: extent.east.max(place.longitude),
        })
    }

    /// Whether a place lies between them, or on their edge.
    pub(super) fn holds(&self, place: Position) -> bool {
        (self.south..=self.north).contains(&place.latitude)
            && (self.west..=self.east).contains(&place.longitude)
    }

    /// Whether the two have a place in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.south <= other.north
            && other.south <= self.north
            && self.west <= other.east
            && other.west <= self.east
    }
}
