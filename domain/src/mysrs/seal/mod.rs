//! Seals: nothing in the log of a patrol that was sealed can be altered unnoticed.
//!
//! When a patrol ends a duty seals its log, and what arrives later gets a further seal that names the
//! one before. Names of people are not in a log: it holds ids, which say nothing once an account is
//! erased. Verdicts are not in it either, because people decide about them later; what they are
//! judged by is.
//!
//! # What is sealed
//!
//! A row ([`Row`]) is a set of named parts, each a text or absent: what it is (`line`), its `id`, and
//! the rest by name. Times are RFC 3339 in UTC; numbers stand as text, so that nothing of them is
//! lost on the way. Its digest is SHA-256 of the version byte 1 and of every part in the byte order of
//! the names: the name, then the value. Each is one byte (0 absent, 1 there), and when it is there the
//! length in 8 bytes, the highest first, and the bytes.
//!
//! What people wrote (the parts whose names end in `Text`) has a digest of its own, which begins with
//! a salt that hangs on the secret: what an erasure takes out of a note breaks no seal, and nobody
//! guesses from the digest what it was.
//!
//! Fixes ([`Fix`]) are digested in chunks of at most [`FIXES_A_CHUNK`] of one person's track, in the
//! order of their numbers, each as its version byte, ids, numbers, degrees (IEEE 754, 8 bytes), a
//! byte that says what else is known (1 the accuracy, which follows in 8 bytes; 2 that no app made it up,
//! 4 that one did) and times (microseconds since 1970, 8 bytes). A chunk names the numbers that it holds, so the fixes may
//! be thinned away as a whole later while the digest stays.
//!
//! # A seal
//!
//! A seal's manifest is a text of lines: the patrol, the seal's number, the hash of the manifest
//! before it (zeros before the first), when, which rows by their place in the log, and then a line
//! for each row and each chunk with its digest. They stand in one order: the patrol, who is on it (by
//! the time of joining, then id), the check-ins (by corrected time, then id), what happened on the way
//! (the same), the photos of both (by record, then place), the fixes (by track, then number). A photo
//! stands there by its address, which is the hash of what it shows; a code that was scanned by its
//! SHA-256, so that nobody prints it from a log. The seal's hash is SHA-256 of the manifest, and Ed25519 signs that hash with a key
//! that is derived from the secret and named by the beginning of its public half. The first 80 bits
//! of the hash are the code that is printed on reports and certificates.
//!
//! Nothing inside a database can show that its newest seals were cut off together with what they
//! sealed: an exported log, or a printed code, does.

mod check;
mod checks;
pub(super) mod code;
mod digest;
mod draft;
mod fix;
mod key;
mod log;
mod manifest;
mod model;
mod row;
mod row_store;
mod rows;
mod sealed;
mod service;
mod store;
mod verify;
mod walk;

pub use check::{Checked, LogFault, check_log};
pub use checks::Checks;
pub use code::shown as shown_code;
pub use draft::{Draft, FIXES_A_CHUNK};
pub use fix::Fix;
pub use key::{LogKey, PublicKey};
pub use log::LogFile;
pub use model::{Broken, Fault, Report, Seal, Shown};
pub use row::Row;
pub(super) use row_store::count as count_rows;
pub use service::{SealedLog, log_key, log_of, newest_code, seals_of, shown, verify_of};
pub(crate) use service::{Sealing, sealing, write_seal};
