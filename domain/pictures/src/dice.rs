//! Chance that repeats: the same seed throws the same numbers, so that every first start plants
//! the same neighbourhoods.

/// A source of repeatable numbers (the splitmix64 sequence); never for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that throw the sequence of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number between the two, evenly spread.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        // The upper 32 bits fit into an f64 exactly.
        let unit = f64::from(u32::try_from(self.throw() >> 32).unwrap_or(0)) / f64::from(u32::MAX);
        low + (high - low) * unit
    }

    /// A whole number from 0 to `sides - 1`; 0 when `sides` is 0.
    pub fn below(&mut self, sides: usize) -> usize {
        let sides = sides.max(1) as u64;
        usize::try_from(self.throw() % sides).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_repeat_and_stay_within_bounds() {
        let (mut one, mut other) = (Dice::new(5), Dice::new(5));
        for _ in 0..200 {
            assert_eq!(one.throw(), other.throw());
        }
        for _ in 0..200 {
            assert!((2.0..=3.0).contains(&one.between(2.0, 3.0)));
            assert!(one.below(6) < 6);
        }
        assert_eq!(one.below(0), 0);
    }
}
