//! A seal that is being made; pure.

use sha2::{Digest as _, Sha256};

use super::{
    code, digest,
    fix::{self, Fix},
    key::LogKey,
    manifest::{Manifest, SealedFixes, SealedRow, add_to_runs},
    model::Seal,
    row::Row,
};
use crate::shared::{
    clock::Instant,
    id::{PatrolId, PersonId, TrackId},
};

/// So many fixes are digested together at most: 20 minutes of one every five seconds. A log of 200,000
/// fixes has 800 chunks, and whoever finds one changed knows where.
pub const FIXES_A_CHUNK: i64 = 256;

/// A chunk that may get more fixes.
struct Open {
    track: TrackId,
    person: PersonId,
    runs: Vec<(i64, i64)>,
    count: i64,
    hasher: Sha256,
}

/// A seal that is being made: rows in the log's order, then fixes by track and number, then the key.
#[derive(Debug)]
pub struct Draft {
    manifest: Manifest,
    /// The hash of the seal before it.
    previous: Vec<u8>,
    open: Option<Open>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Open").field("track", &self.track).finish_non_exhaustive()
    }
}

impl Draft {
    /// Begins the seal after `before`, or the first one.
    #[must_use]
    pub fn begin(patrol: PatrolId, before: Option<&Seal>, at: Instant) -> Self {
        let sealed = before.map_or(0, |seal| seal.until_row);
        let previous = before.map_or_else(|| vec![0; 32], |seal| seal.hash.clone());
        let manifest = Manifest {
            patrol,
            number: before.map_or(0, |seal| seal.number) + 1,
            previous: digest::hex(&previous),
            sealed_at: at,
            from_row: sealed + 1,
            until_row: sealed,
            rows: Vec::new(),
            fixes: Vec::new(),
        };
        Self { manifest, previous, open: None }
    }

    /// Adds a row.
    pub fn row(&mut self, row: &Row, key: &LogKey) {
        self.manifest.until_row += 1;
        self.manifest.rows.push(SealedRow {
            kind: row.kind().to_owned(),
            id: row.id().to_owned(),
            digest: row.digest(),
            texts: row.texts_digest(&key.salt(row.id())),
        });
    }

    /// Adds a fix. They come by track and number.
    pub fn fix(&mut self, fix: &Fix) {
        self.manifest.until_row += 1;
        let fits = self.open.as_ref().is_some_and(|open| {
            (open.track, open.person) == (fix.track_id, fix.person_id) && open.count < FIXES_A_CHUNK
        });
        if !fits {
            self.close();
        }
        let open = self.open.get_or_insert_with(|| Open {
            track: fix.track_id,
            person: fix.person_id,
            runs: Vec::new(),
            count: 0,
            hasher: fix::beginning(),
        });
        open.count += 1;
        add_to_runs(&mut open.runs, fix.sequence);
        fix.put(&mut open.hasher);
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.manifest.fixes.push(SealedFixes {
                track: open.track,
                person: open.person,
                runs: open.runs,
                digest: digest::hex(&<[u8; 32]>::from(open.hasher.finalize())),
            });
        }
    }

    /// The seal; none when nothing was added.
    #[must_use]
    pub fn seal(mut self, key: &LogKey) -> Option<Seal> {
        self.close();
        let manifest = self.manifest;
        if manifest.until_row < manifest.from_row {
            return None;
        }
        let text = manifest.write();
        let hash = digest::of_text(&text);
        Some(Seal {
            patrol_id: manifest.patrol,
            number: manifest.number,
            from_row: manifest.from_row,
            until_row: manifest.until_row,
            hash: hash.to_vec(),
            previous_hash: self.previous,
            signature: key.sign(&hash),
            key_id: key.public().id(),
            code: code::code(&hash),
            sealed_at: manifest.sealed_at,
            manifest: text,
        })
    }
}
