//! The ids of the bench's rows, as `seed.sql` makes them, and fresh ones as a phone makes them.

use std::{
    io::Write as _,
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::Uuid;

/// Crockford's base 32, as ids have on the wire.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Chance that is cheap and the same in every bench: xorshift.
pub(crate) struct Chance(u64);

impl Chance {
    /// A different row of numbers for each client of each run.
    pub(crate) fn new(run: usize, client: usize) -> Self {
        let seed = (run as u64 + 1) * 1_000_003 + client as u64 + 1;
        let mut chance = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to `limit` - 1.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }
}

/// `bench.id(kind, number)` of seed.sql.
pub(crate) fn row(kind: u128, number: u64) -> u128 {
    (0x0190_bec0_u128 << 96) | (kind << 80) | (0x7000_8000_u128 << 48) | u128::from(number)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the load program stands for phones and their clocks"
)]
fn since_1970() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// A time-ordered id that nobody used.
pub(crate) fn fresh(chance: &mut Chance) -> u128 {
    let mut rest = [0_u8; 10];
    let bytes = chance.next().to_be_bytes().into_iter().chain(chance.next().to_be_bytes());
    for (place, byte) in rest.iter_mut().zip(bytes) {
        *place = byte;
    }
    let millis = u64::try_from(since_1970().as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid().as_u128()
}

/// On the wire with a prefix, as a UUID without.
pub(crate) fn write_id(out: &mut Vec<u8>, prefix: Option<&str>, id: u128) {
    // Writing to memory cannot fail.
    let Some(prefix) = prefix else {
        let _ = write!(out, "{}", Uuid::from_u128(id));
        return;
    };
    out.extend_from_slice(prefix.as_bytes());
    out.push(b'_');
    for place in (0..26).rev() {
        let five = usize::try_from((id >> (5 * place)) & 31).unwrap_or(0);
        out.extend(ALPHABET.get(five));
    }
}

/// This instant in UTC.
pub(crate) fn now() -> String {
    let micros = i64::try_from(since_1970().as_micros()).unwrap_or(0);
    chrono::DateTime::from_timestamp_micros(micros)
        .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{row, write_id};

    #[test]
    fn a_row_has_the_id_that_the_seed_gives_it() {
        let mut out = Vec::new();
        write_id(&mut out, None, row(6, 7));
        assert_eq!(out, b"0190bec0-0006-7000-8000-000000000007");
    }
}
