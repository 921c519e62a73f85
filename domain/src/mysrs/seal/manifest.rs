//! What a seal says, written and read; pure.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::row::time;
use crate::shared::{
    clock::Instant,
    id::{PatrolId, PersonId, TrackId},
};

/// The first line: the form.
const HEAD: &str = "krt patrol log 1";
/// Where there is no digest.
const NONE: &str = "-";

/// A row that a seal covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealedRow {
    pub kind: String,
    pub id: String,
    /// The digest of everything that stays as it is.
    pub digest: String,
    /// The digest of what people wrote.
    pub texts: Option<String>,
}

/// Numbers of fixes that follow each other.
pub(super) type Run = (i64, i64);

/// Fixes of one track that a seal covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealedFixes {
    pub track: TrackId,
    pub person: PersonId,
    pub runs: Vec<Run>,
    pub digest: String,
}

impl SealedFixes {
    /// How many fixes.
    pub(super) fn count(&self) -> i64 {
        self.runs.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// The track and the numbers, by which a part of a log is named.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.track, runs_text(&self.runs))
    }
}

/// What a seal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manifest {
    pub patrol: PatrolId,
    pub number: i64,
    /// The hash of the manifest before it, in hexadecimal.
    pub previous: String,
    pub sealed_at: Instant,
    pub from_row: i64,
    pub until_row: i64,
    pub rows: Vec<SealedRow>,
    pub fixes: Vec<SealedFixes>,
}

impl Manifest {
    /// As it is hashed, kept and exported.
    pub(super) fn write(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "{HEAD}\npatrol {}\nseal {}\nbefore {}\nat {}\nrows {} {}\n",
            self.patrol,
            self.number,
            self.previous,
            time(self.sealed_at),
            self.from_row,
            self.until_row
        );
        for row in &self.rows {
            let texts = row.texts.as_deref().unwrap_or(NONE);
            let _ = writeln!(text, "row {} {} {} {texts}", row.kind, row.id, row.digest);
        }
        for fixes in &self.fixes {
            let runs = runs_text(&fixes.runs);
            let (track, person) = (fixes.track, fixes.person);
            let _ = writeln!(text, "fixes {track} {person} {runs} {}", fixes.digest);
        }
        text
    }

    /// What a text says; none when it is no manifest as the program writes it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next()? == HEAD).then_some(())?;
        let patrol = lines.next()?.strip_prefix("patrol ")?.parse().ok()?;
        let number = lines.next()?.strip_prefix("seal ")?.parse().ok()?;
        let previous = lines.next()?.strip_prefix("before ")?.to_owned();
        let sealed_at = read_time(lines.next()?.strip_prefix("at ")?)?;
        let (from_row, until_row) = lines.next()?.strip_prefix("rows ")?.split_once(' ')?;
        let mut manifest = Self {
            patrol,
            number,
            previous,
            sealed_at,
            from_row: from_row.parse().ok()?,
            until_row: until_row.parse().ok()?,
            rows: Vec::new(),
            fixes: Vec::new(),
        };
        for line in lines {
            let parts: Vec<&str> = line.split(' ').collect();
            match parts.as_slice() {
                ["row", kind, id, digest, texts] => manifest.rows.push(SealedRow {
                    kind: (*kind).to_owned(),
                    id: (*id).to_owned(),
                    digest: (*digest).to_owned(),
                    texts: Some((*texts).to_owned()).filter(|texts| texts != NONE),
                }),
                ["fixes", track, person, runs, digest] => manifest.fixes.push(SealedFixes {
                    track: track.parse().ok()?,
                    person: person.parse().ok()?,
                    runs: read_runs(runs)?,
                    digest: (*digest).to_owned(),
                }),
                _ => return None,
            }
        }
        // One text says one thing: nothing is hidden between the lines.
        (manifest.write() == text).then_some(manifest)
    }
}

/// A time as it was written by [`time`].
pub(super) fn read_time(text: &str) -> Option<Instant> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// Adds a number to runs whose numbers only rise.
pub(super) fn add_to_runs(runs: &mut Vec<Run>, number: i64) {
    match runs.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
        _ => runs.push((number, number)),
    }
}

fn runs_text(runs: &[Run]) -> String {
    let each =
        runs.iter().map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            },
        );
    each.collect::<Vec<_>>().join(",")
}

/// Runs that only rise and do not touch.
fn read_runs(text: &str) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
        let beyond = runs.last().is_none_or(|(_, before)| first > *before);
        (first >= 0 && first <= last && beyond).then_some(())?;
        runs.push((first, last));
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn manifest() -> Manifest {
        let mut runs = Vec::new();
        for number in [0, 1, 2, 5, 7, 8] {
            add_to_runs(&mut runs, number);
        }
        Manifest {
            patrol: PatrolId(Uuid::from_u128(1)),
            number: 2,
            previous: "0".repeat(64),
            sealed_at: DateTime::from_timestamp_millis(1_790_000_000_123).unwrap(),
            from_row: 1,
            until_row: 8,
            rows: vec![
                SealedRow {
                    kind: "member".to_owned(),
                    id: "person_1".to_owned(),
                    digest: "aa".to_owned(),
                    texts: None,
                },
                SealedRow {
                    kind: "checkIn".to_owned(),
                    id: "checkin_1".to_owned(),
                    digest: "bb".to_owned(),
                    texts: Some("cc".to_owned()),
                },
            ],
            fixes: vec![SealedFixes {
                track: TrackId(Uuid::from_u128(2)),
                person: PersonId(Uuid::from_u128(3)),
                runs,
                digest: "dd".to_owned(),
            }],
        }
    }

    #[test]
    fn a_manifest_survives_being_written() {
        let text = manifest().write();
        assert_eq!(Manifest::read(&text), Some(manifest()));
        assert!(text.contains(" 0-2,5,7-8 dd\n"), "{text}");
        assert_eq!(manifest().fixes[0].count(), 6);
    }

    #[test]
    fn what_is_written_otherwise_is_no_manifest() {
        let text = manifest().write();
        for wrong in [
            String::new(),
            text.replace("log 1", "log 2"),
            text.replace("seal 2", "seal  2"),
            text.replace("row member", "row member x"),
            text.replace("0-2,5", "0-2,1"),
            text.replace("0-2,5", "2-0,5"),
            text.replace("row ", "note "),
            format!("{text}\n"),
            text.trim_end().to_owned(),
        ] {
            assert_eq!(Manifest::read(&wrong), None, "{wrong}");
        }
    }
}
