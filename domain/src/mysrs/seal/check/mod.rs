//! Checking an exported log without the service that wrote it: with its public key alone; pure.

use std::{collections::HashSet, fmt};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    digest,
    fix::{Fix, FixLine},
    key::PublicKey,
    log::{End, EndLine, HeadLine, SealLine, VERSION},
    manifest::Manifest,
    model::{Fault, Seal},
    row::Row,
    sealed::{ChunkSeen, Sealed, Seen, name},
    verify,
};
use crate::shared::{clock::Instant, id::PatrolId};

/// What a whole file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The patrol.
    pub patrol: PatrolId,
    /// So many seals.
    pub seals: usize,
    /// So many rows beside fixes.
    pub rows: usize,
    /// So many fixes.
    pub fixes: usize,
    /// So many rows whose texts were erased; the service vouches for that.
    pub erased_texts: usize,
    /// So many fixes that were sealed and are no longer kept; the service vouches for that.
    pub fixes_not_kept: i64,
    /// When the newest seal was made.
    pub sealed_at: Instant,
    /// When the file was written.
    pub exported_at: Instant,
}

/// Why a file is not the log as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// The line with this number is not as it was written.
    Changed(usize),
    /// One of the lines from the first to the last number is not as it was written, or one of them is
    /// missing.
    ChangedBetween(usize, usize),
    /// No seal covers the line with this number.
    Added(usize),
    /// What was sealed under this name is not there.
    Missing(String),
    /// The file does not go to its end, or seals were taken out; in a sentence.
    Cut(&'static str),
    /// The signature on the line with this number is none of the key's.
    Forged(usize),
    /// The line with this number was signed with another key than those that were given: its name.
    KeyUnknown(usize, String),
    /// The log has no seal yet.
    Unsealed,
}

impl fmt::Display for LogFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(line) => write!(formatter, "changed at line {line}"),
            Self::ChangedBetween(first, last) => write!(
                formatter,
                "changed between lines {first} and {last}: a position there is not as it was \
                 sealed, or is missing"
            ),
            Self::Added(line) => {
                write!(formatter, "changed at line {line}: it was added, no seal covers it")
            }
            Self::Missing(name) => write!(formatter, "cut: {name} was sealed and is missing"),
            Self::Cut(how) => write!(formatter, "cut: {how}"),
            Self::Forged(line) => {
                write!(formatter, "forged: the signature on line {line} is not of this key")
            }
            Self::KeyUnknown(line, key) => {
                write!(formatter, "line {line} was signed with the key {key}, which was not given")
            }
            Self::Unsealed => formatter.write_str("not sealed yet"),
        }
    }
}

/// Checks an exported log with the keys that are trusted.
pub fn check_log(text: &str, keys: &[PublicKey]) -> Result<Checked, LogFault> {
    let parts = Parts::read(text)?;
    let end = parts.end(keys)?;
    let manifests = parts.chain(&end, keys)?;
    let mut sealed = Sealed::of(&manifests);
    for (line, row) in &parts.rows {
        let hides = row.hides_texts();
        if hides && !end.texts.contains(&name(row.kind(), row.id())) {
            return Err(LogFault::Changed(*line));
        }
        match sealed.see_row(row, row.texts_digest_in_file().as_deref()) {
            Seen::Whole => {}
            Seen::Unsealed => return Err(LogFault::Added(*line)),
            Seen::Changed(_) | Seen::TextsChanged(..) => return Err(LogFault::Changed(*line)),
        }
    }
    for (line, fix) in &parts.fixes {
        if !sealed.see_fix(fix, *line) {
            return Err(LogFault::Added(*line));
        }
    }
    if let Some((_, name)) = sealed.missing_rows().into_iter().next() {
        return Err(LogFault::Missing(name));
    }
    let gone: HashSet<&str> = end.gone.iter().map(String::as_str).collect();
    let mut fixes_not_kept = 0;
    for chunk in sealed.chunks() {
        let name = chunk.sealed.name();
        match (chunk.seen(), chunk.lines) {
            (ChunkSeen::Whole, _) => {}
            (ChunkSeen::Changed, Some((first, last))) => {
                return Err(LogFault::ChangedBetween(first, last));
            }
            (ChunkSeen::Gone, _) if gone.contains(name.as_str()) => {
                fixes_not_kept += chunk.sealed.count();
            }
            (ChunkSeen::Gone | ChunkSeen::Changed, _) => return Err(LogFault::Missing(name)),
        }
    }
    let sealed_at = manifests.last().ok_or(LogFault::Unsealed)?.sealed_at;
    Ok(Checked {
        patrol: parts.patrol,
        seals: manifests.len(),
        rows: parts.rows.len(),
        fixes: parts.fixes.len(),
        erased_texts: end.texts.len(),
        fixes_not_kept,
        sealed_at,
        exported_at: end.at,
    })
}

/// The lines of a file by what they are, each with its number from 1.
struct Parts {
    patrol: PatrolId,
    rows: Vec<(usize, Row)>,
    fixes: Vec<(usize, Fix)>,
    seals: Vec<(usize, SealLine)>,
    end: Option<(usize, EndLine)>,
}

impl Parts {
    fn read(text: &str) -> Result<Self, LogFault> {
        let mut lines = (1..).zip(text.lines());
        let Some((_, first)) = lines.next() else {
            return Err(LogFault::Cut("the file is empty"));
        };
        let head: HeadLine = as_written(first, 1)?;
        if (kind(first), head.version) != (HeadLine::KIND.to_owned(), VERSION) {
            return Err(LogFault::Changed(1));
        }
        let mut parts = Self {
            patrol: head.patrol,
            rows: Vec::new(),
            fixes: Vec::new(),
            seals: Vec::new(),
            end: None,
        };
        for (number, line) in lines {
            parts.add(line, number)?;
        }
        Ok(parts)
    }

    fn add(&mut self, line: &str, number: usize) -> Result<(), LogFault> {
        if self.end.is_some() {
            return Err(LogFault::Added(number));
        }
        match kind(line).as_str() {
            FixLine::KIND => {
                let read: FixLine = as_written(line, number)?;
                self.fixes.push((number, read.fix().ok_or(LogFault::Changed(number))?));
            }
            SealLine::KIND => self.seals.push((number, as_written(line, number)?)),
            EndLine::KIND => self.end = Some((number, as_written(line, number)?)),
            // Whatever else is a row: the seals say which there are.
            _ => self.rows.push((number, as_written(line, number)?)),
        }
        Ok(())
    }

    /// What the last line says, when it was signed.
    fn end(&self, keys: &[PublicKey]) -> Result<End, LogFault> {
        let Some((number, line)) = &self.end else {
            return Err(LogFault::Cut("the end of the file is missing"));
        };
        let end = End::read(&line.statement).filter(|end| end.patrol == self.patrol);
        let end = end.ok_or(LogFault::Changed(*number))?;
        let unknown = || LogFault::KeyUnknown(*number, line.key_id.clone());
        let key = keys.iter().find(|key| key.id() == line.key_id).ok_or_else(unknown)?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(&line.signature).unwrap_or_default();
        if !key.verifies(&digest::of_text(&line.statement), &signature) {
            return Err(LogFault::Forged(*number));
        }
        Ok(end)
    }

    /// What the seals say, when each follows the one before and the last is the one that the end
    /// names.
    fn chain(&self, end: &End, keys: &[PublicKey]) -> Result<Vec<Manifest>, LogFault> {
        if self.seals.is_empty() {
            let none = end.seals == 0;
            return Err(if none {
                LogFault::Unsealed
            } else {
                LogFault::Cut("the seals are missing")
            });
        }
        let mut manifests = Vec::new();
        let mut before: Option<Seal> = None;
        for (number, line) in &self.seals {
            let seal = self.seal(line).ok_or(LogFault::Changed(*number))?;
            let read = verify::read(&seal, before.as_ref(), keys);
            manifests.push(read.map_err(|fault| fault_of(fault, *number, &seal))?);
            before = Some(seal);
        }
        let newest = before.is_some_and(|seal| {
            (seal.number, digest::hex(&seal.hash)) == (end.seals, end.last.clone())
        });
        if newest { Ok(manifests) } else { Err(LogFault::Cut("the newest seals are missing")) }
    }

    /// A seal as it is kept, from its line.
    fn seal(&self, line: &SealLine) -> Option<Seal> {
        let manifest = Manifest::read(&line.manifest)?;
        let hash = digest::of_text(&line.manifest);
        let same = digest::hex(&hash) == line.hash && manifest.patrol == self.patrol;
        same.then_some(())?;
        Some(Seal {
            patrol_id: self.patrol,
            number: line.number,
            from_row: manifest.from_row,
            until_row: manifest.until_row,
            manifest: line.manifest.clone(),
            hash: hash.to_vec(),
            previous_hash: bytes(&manifest.previous)?,
            signature: BASE64_URL_SAFE_NO_PAD.decode(&line.signature).ok()?,
            key_id: line.key_id.clone(),
            code: line.code.clone(),
            sealed_at: manifest.sealed_at,
        })
    }
}

fn fault_of(fault: Fault, line: usize, seal: &Seal) -> LogFault {
    match fault {
        Fault::SealMissing => LogFault::Cut("a seal is missing"),
        Fault::KeyUnknown => LogFault::KeyUnknown(line, seal.key_id.clone()),
        Fault::SealForged => LogFault::Forged(line),
        Fault::SealChanged | Fault::RowChanged | Fault::RowMissing | Fault::FixesChanged => {
            LogFault::Changed(line)
        }
    }
}

/// What a line is; nothing when that cannot be read.
fn kind(line: &str) -> String {
    #[derive(Deserialize)]
    struct Kind {
        line: String,
    }
    serde_json::from_str(line).map_or_else(|_| String::new(), |kind: Kind| kind.line)
}

/// A line, when it stands there letter for letter as the program writes it: one that another reader
/// could take for something else was changed.
fn as_written<T: DeserializeOwned + Serialize>(line: &str, number: usize) -> Result<T, LogFault> {
    let read: T = serde_json::from_str(line).map_err(|_| LogFault::Changed(number))?;
    let again = serde_json::to_string(&read).map_err(|_| LogFault::Changed(number))?;
    if again == line { Ok(read) } else { Err(LogFault::Changed(number)) }
}

/// The bytes of a hash that is written in hexadecimal.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len())
        .step_by(2)
        .map(|place| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests;
