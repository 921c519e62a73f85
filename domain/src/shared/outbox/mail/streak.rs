//! Mailboxes that a server does not know, one after the other; pure. A server that was set up wrongly
//! knows nobody: that is no word about the addresses.

use std::{collections::BTreeSet, mem};

/// So many different addresses in a row are believed; with one more none of them is.
const BELIEVED: usize = 5;

/// The addresses that were refused since the last letter was taken.
#[derive(Debug, Default)]
pub(super) struct Streak {
    addresses: BTreeSet<String>,
    /// Whether there were too many to be believed.
    doubted: bool,
}

/// What a refusal makes known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// That nobody has the address.
    Nobody,
    /// That the server refuses everybody: what it said of these is taken back.
    Doubt(BTreeSet<String>),
    /// Nothing more.
    Nothing,
}

impl Streak {
    /// A letter was taken: the server knows whom it has.
    pub(super) fn ends(&mut self) {
        *self = Self::default();
    }

    /// The server said that nobody has this address.
    pub(super) fn goes_on(&mut self, address: &str) -> Known {
        if self.doubted {
            return Known::Nothing;
        }
        self.addresses.insert(address.to_ascii_lowercase());
        if self.addresses.len() <= BELIEVED {
            return Known::Nobody;
        }
        self.doubted = true;
        Known::Doubt(mem::take(&mut self.addresses))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_knows_nobody_is_not_believed() {
        let mut streak = Streak::default();
        let address = |number: usize| format!("jiran-{number}@example.my");
        for number in 0..BELIEVED {
            assert_eq!(streak.goes_on(&address(number)), Known::Nobody);
            assert_eq!(streak.goes_on(&address(number).to_uppercase()), Known::Nobody, "again");
        }
        let all = (0..=BELIEVED).map(address).collect();
        assert_eq!(streak.goes_on(&address(BELIEVED)), Known::Doubt(all));
        assert_eq!(streak.goes_on(&address(99)), Known::Nothing);
        streak.ends();
        assert_eq!(streak.goes_on(&address(99)), Known::Nobody);
    }
}
