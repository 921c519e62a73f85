//! Seals, and what a comparison with them shows, as plain values.

use crate::shared::{clock::Instant, id::PatrolId};

/// A seal of a patrol's log.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Seal {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// Its number, from 1: the first is made when the patrol ends, each next one when more came in.
    pub number: i64,
    /// The place in the log of the first row that it seals, from 1.
    pub from_row: i64,
    /// … and of the last.
    pub until_row: i64,
    /// What it says, as the module describes it.
    pub manifest: String,
    /// The hash of the manifest: 32 bytes.
    pub hash: Vec<u8>,
    /// The hash of the manifest before it; zeros before the first.
    pub previous_hash: Vec<u8>,
    /// The signature of the hash: 64 bytes.
    pub signature: Vec<u8>,
    /// Which key signed.
    pub key_id: String,
    /// The code that is printed, 16 letters without dashes.
    pub code: String,
    /// When it was made.
    pub sealed_at: Instant,
}

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A seal is missing, or names another one than the one before it.
    SealMissing,
    /// A seal does not say what was signed.
    SealChanged,
    /// A signature is none of this service's key.
    SealForged,
    /// A seal was signed with a key that this service does not have, as after another `KRT_SECRET`.
    KeyUnknown,
    /// A row is not as it was sealed.
    RowChanged,
    /// A row that was sealed is not there.
    RowMissing,
    /// Fixes of a track are not as they were sealed, or some of them are not there.
    FixesChanged,
}

/// Where a log breaks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong.
    pub fault: Fault,
    /// The number of the seal.
    pub seal: i64,
    /// Which row or track, by its id; none when it is the seal itself.
    pub what: Option<String>,
}

/// What a comparison of a log with its seals shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// So many seals there are.
    pub seals: i64,
    /// So many rows they cover, fixes among them.
    pub sealed_rows: i64,
    /// So many rows wait for their seal.
    pub waiting_rows: i64,
    /// So many rows had texts that changed with the erasure of whoever wrote them.
    pub erased_texts: i64,
    /// So many sealed fixes are no longer kept: they were thinned away when they were old, or went
    /// with somebody's account. Their digests stay.
    pub fixes_not_kept: i64,
    /// The first break.
    pub broken: Option<Broken>,
}

/// What stands on the page of a code, for anybody who has it: no names and no positions.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The unit's name.
    pub unit: String,
    /// When the patrol began.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// How many check-ins there are.
    pub check_ins: i64,
    /// … of which so many are doubtful.
    pub doubtful: i64,
    /// The number of the seal that the code is of.
    pub number: i64,
    /// When that was made.
    pub sealed_at: Instant,
    /// Whether the log matches its seals.
    pub report: Report,
}
