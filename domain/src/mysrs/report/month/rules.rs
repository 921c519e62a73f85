//! Shares and their colours; pure.

use super::model::{Colour, Share};

/// The lowest of 100 that is yellow, and that is green: the strategic plan's own.
const YELLOW: i64 = 41;
const GREEN: i64 = 81;

impl Share {
    /// Of 100, rounded down; nothing without a whole.
    #[must_use]
    pub fn percent(self) -> Option<i64> {
        (self.whole > 0).then(|| self.part.saturating_mul(100) / self.whole)
    }

    /// The plan's colour: what is not reached yet is not rounded up to it.
    #[must_use]
    pub fn colour(self) -> Colour {
        match self.percent() {
            None => Colour::Black,
            Some(percent) if percent < YELLOW => Colour::Red,
            Some(percent) if percent < GREEN => Colour::Yellow,
            Some(_) => Colour::Green,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_plan() {
        let colour = |part: i64, whole: i64| Share { part, whole }.colour();
        assert_eq!(colour(0, 0), Colour::Black);
        assert_eq!((colour(0, 5), colour(40, 100), colour(409, 1_000)), three(Colour::Red));
        assert_eq!((colour(41, 100), colour(3, 5), colour(80, 100)), three(Colour::Yellow));
        assert_eq!((colour(81, 100), colour(5, 5), colour(1, 1)), three(Colour::Green));
        assert_eq!(Share { part: 2, whole: 3 }.percent(), Some(66));
    }

    fn three(colour: Colour) -> (Colour, Colour, Colour) {
        (colour, colour, colour)
    }
}
