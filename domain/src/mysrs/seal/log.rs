//! A sealed log as a file: a line of JSON for each row, then for each seal, then one that says that
//! the file ends here; pure.
//!
//! A file that lost its end shows it, and so does one whose newest seals were taken out together with
//! what they seal: its last line, which is signed like a seal, names the newest of them. It names
//! also what was sealed and is no longer kept, so that nobody takes anything out in silence.

use std::fmt::Write as _;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{
    digest,
    fix::{Fix, FixLine},
    key::LogKey,
    manifest::read_time,
    model::Seal,
    row::{Row, time},
    sealed::name,
};
use crate::shared::{clock::Instant, id::PatrolId};

/// The form of the file. Another form gets another number.
pub(super) const VERSION: u32 = 1;
/// The first line of what the end says.
const END: &str = "krt patrol log end 1";

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadLine {
    line: String,
    pub version: u32,
    pub patrol: PatrolId,
}

impl HeadLine {
    pub(super) const KIND: &'static str = "log";
}

/// A seal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SealLine {
    line: String,
    pub number: i64,
    pub code: String,
    pub hash: String,
    pub key_id: String,
    pub signature: String,
    pub manifest: String,
}

impl SealLine {
    pub(super) const KIND: &'static str = "seal";

    fn of(seal: &Seal) -> Self {
        Self {
            line: Self::KIND.to_owned(),
            number: seal.number,
            code: seal.code.clone(),
            hash: digest::hex(&seal.hash),
            key_id: seal.key_id.clone(),
            signature: BASE64_URL_SAFE_NO_PAD.encode(&seal.signature),
            manifest: seal.manifest.clone(),
        }
    }
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EndLine {
    line: String,
    pub key_id: String,
    pub signature: String,
    pub statement: String,
}

impl EndLine {
    pub(super) const KIND: &'static str = "end";
}

/// What the last line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub patrol: PatrolId,
    pub seals: i64,
    /// The hash of the newest seal, in hexadecimal.
    pub last: String,
    pub at: Instant,
    /// The rows whose texts were erased, by name.
    pub texts: Vec<String>,
    /// The fixes that are no longer kept, by their chunks' names.
    pub gone: Vec<String>,
}

impl End {
    fn write(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "{END}\npatrol {}\nseals {}\nlast {}\nat {}\n",
            self.patrol,
            self.seals,
            self.last,
            time(self.at)
        );
        for row in &self.texts {
            let _ = writeln!(text, "texts {row}");
        }
        for chunk in &self.gone {
            let _ = writeln!(text, "gone {chunk}");
        }
        text
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next()? == END).then_some(())?;
        let mut end = Self {
            patrol: lines.next()?.strip_prefix("patrol ")?.parse().ok()?,
            seals: lines.next()?.strip_prefix("seals ")?.parse().ok()?,
            last: lines.next()?.strip_prefix("last ")?.to_owned(),
            at: read_time(lines.next()?.strip_prefix("at ")?)?,
            texts: Vec::new(),
            gone: Vec::new(),
        };
        for line in lines {
            match line.split_once(' ')? {
                ("texts", row) => end.texts.push(row.to_owned()),
                ("gone", chunk) => end.gone.push(chunk.to_owned()),
                _ => return None,
            }
        }
        (end.write() == text).then_some(end)
    }
}

/// A file that is being written: the rows, then the fixes by track and number, then the end.
#[derive(Debug)]
pub struct LogFile {
    patrol: PatrolId,
    text: String,
    texts: Vec<String>,
    gone: Vec<String>,
}

impl LogFile {
    /// A file with its first line.
    #[must_use]
    pub fn begin(patrol: PatrolId) -> Self {
        let mut file = Self { patrol, text: String::new(), texts: Vec::new(), gone: Vec::new() };
        let line = HeadLine::KIND.to_owned();
        file.put(&HeadLine { line, version: VERSION, patrol });
        file
    }

    fn put(&mut self, line: &impl Serialize) {
        // Made of plain values, which always have a JSON form.
        self.text.push_str(&serde_json::to_string(line).unwrap_or_default());
        self.text.push('\n');
    }

    /// Adds a row.
    pub fn row(&mut self, row: Row, key: &LogKey) {
        let salt = key.salt(row.id());
        self.put(&row.with_salt(&salt));
    }

    /// Adds a row of whose texts only the digest is left.
    pub(super) fn row_without_texts(&mut self, row: Row, digest: &str) {
        self.texts.push(name(row.kind(), row.id()));
        self.put(&row.without_texts(digest));
    }

    /// Adds a fix.
    pub fn fix(&mut self, fix: &Fix) {
        self.put(&FixLine::of(fix));
    }

    /// Says that the fixes of a chunk are no longer kept.
    pub(super) fn not_kept(&mut self, chunk: String) {
        self.gone.push(chunk);
    }

    /// What was written since this was asked last.
    pub(super) fn taken(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The whole file, or what of it was not taken yet.
    #[must_use]
    pub fn end(mut self, seals: &[Seal], key: &LogKey, at: Instant) -> String {
        for seal in seals {
            self.put(&SealLine::of(seal));
        }
        let last = seals.last();
        let end = End {
            patrol: self.patrol,
            seals: last.map_or(0, |seal| seal.number),
            last: last.map_or_else(String::new, |seal| digest::hex(&seal.hash)),
            at,
            texts: std::mem::take(&mut self.texts),
            gone: std::mem::take(&mut self.gone),
        };
        let statement = end.write();
        let signature = key.sign(&digest::of_text(&statement));
        self.put(&EndLine {
            line: EndLine::KIND.to_owned(),
            key_id: key.public().id(),
            signature: BASE64_URL_SAFE_NO_PAD.encode(signature),
            statement,
        });
        self.text
    }
}
