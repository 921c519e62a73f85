//! What seals cover, and what of it was seen so far; pure.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{
    digest,
    fix::{self, Fix},
    manifest::{Manifest, SealedFixes, SealedRow},
    row::Row,
};
use crate::shared::id::TrackId;

/// How a row compares with its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It is as it was sealed.
    Whole,
    /// It is not, in the seal with this number.
    Changed(i64),
    /// Only what somebody wrote is not as it was sealed in the seal with this number; the digest is
    /// that of what they wrote.
    TextsChanged(i64, String),
    /// No seal covers it.
    Unsealed,
}

/// A row that a seal covers, and whether it was there.
#[derive(Debug)]
struct Covered {
    number: i64,
    row: SealedRow,
    seen: bool,
}

/// Fixes that a seal covers, and what of them was there.
pub(super) struct Chunk {
    /// The seal's number.
    pub number: i64,
    pub sealed: SealedFixes,
    /// The lines of a file at which its fixes stand, the first and the last.
    pub lines: Option<(usize, usize)>,
    count: i64,
    hasher: Sha256,
}

impl std::fmt::Debug for Chunk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Chunk").field("sealed", &self.sealed).finish_non_exhaustive()
    }
}

/// What has become of a chunk's fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChunkSeen {
    /// They are as they were sealed.
    Whole,
    /// None of them is there.
    Gone,
    /// They are not, or some are not there.
    Changed,
}

impl Chunk {
    pub(super) fn seen(&self) -> ChunkSeen {
        if self.count == 0 {
            return ChunkSeen::Gone;
        }
        let digest = digest::hex(&<[u8; 32]>::from(self.hasher.clone().finalize()));
        let whole = self.count == self.sealed.count() && digest == self.sealed.digest;
        if whole { ChunkSeen::Whole } else { ChunkSeen::Changed }
    }
}

/// Numbers of fixes, and which chunk holds them.
#[derive(Debug)]
struct Held {
    first: i64,
    last: i64,
    chunk: usize,
}

/// Everything that seals cover.
#[derive(Debug, Default)]
pub(super) struct Sealed {
    rows: HashMap<String, Covered>,
    held: HashMap<TrackId, Vec<Held>>,
    chunks: Vec<Chunk>,
}

impl Sealed {
    /// What these seals cover.
    pub(super) fn of<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let mut sealed = Self::default();
        for manifest in manifests {
            let number = manifest.number;
            for row in &manifest.rows {
                let covered = Covered { number, row: row.clone(), seen: false };
                sealed.rows.entry(name(&row.kind, &row.id)).or_insert(covered);
            }
            for fixes in &manifest.fixes {
                let chunk = sealed.chunks.len();
                let held = sealed.held.entry(fixes.track).or_default();
                held.extend(fixes.runs.iter().map(|(first, last)| Held {
                    first: *first,
                    last: *last,
                    chunk,
                }));
                sealed.chunks.push(Chunk {
                    number,
                    sealed: fixes.clone(),
                    lines: None,
                    count: 0,
                    hasher: fix::beginning(),
                });
            }
        }
        for held in sealed.held.values_mut() {
            held.sort_unstable_by_key(|held| held.first);
        }
        sealed
    }

    pub(super) fn covers_row(&self, row: &Row) -> bool {
        self.rows.contains_key(&name(row.kind(), row.id()))
    }

    pub(super) fn covers_fix(&self, fix: &Fix) -> bool {
        self.chunk_of(fix).is_some()
    }

    fn chunk_of(&self, fix: &Fix) -> Option<usize> {
        let held = self.held.get(&fix.track_id)?;
        let after = held.partition_point(|held| held.first <= fix.sequence);
        let held = held.get(after.checked_sub(1)?)?;
        (fix.sequence <= held.last).then_some(held.chunk)
    }

    /// Compares a row, of whose texts this is the digest, with its seal.
    pub(super) fn see_row(&mut self, row: &Row, texts: Option<&str>) -> Seen {
        let Some(covered) = self.rows.get_mut(&name(row.kind(), row.id())) else {
            return Seen::Unsealed;
        };
        // A second one under the same name is none that was sealed.
        if std::mem::replace(&mut covered.seen, true) {
            return Seen::Unsealed;
        }
        if row.digest() != covered.row.digest {
            return Seen::Changed(covered.number);
        }
        match (covered.row.texts.as_deref(), texts) {
            (sealed, found) if sealed == found => Seen::Whole,
            (Some(sealed), Some(_)) => Seen::TextsChanged(covered.number, sealed.to_owned()),
            _ => Seen::Changed(covered.number),
        }
    }

    /// Notes a fix at a line of a file; tells whether a seal covers it. Fixes come by track and
    /// number.
    pub(super) fn see_fix(&mut self, fix: &Fix, line: usize) -> bool {
        let Some(chunk) = self.chunk_of(fix).and_then(|chunk| self.chunks.get_mut(chunk)) else {
            return false;
        };
        chunk.count += 1;
        fix.put(&mut chunk.hasher);
        chunk.lines = Some((chunk.lines.map_or(line, |(first, _)| first), line));
        true
    }

    /// The rows that were sealed and are not there, each with its seal's number and its name.
    pub(super) fn missing_rows(&self) -> Vec<(i64, String)> {
        let missing = self.rows.iter().filter(|(_, covered)| !covered.seen);
        let mut missing: Vec<(i64, String)> =
            missing.map(|(name, covered)| (covered.number, name.clone())).collect();
        missing.sort_unstable();
        missing
    }

    /// The chunks, in the order in which they were sealed.
    pub(super) fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }
}

/// A row's name: what it is, and which one.
pub(super) fn name(kind: &str, id: &str) -> String {
    format!("{kind} {id}")
}
