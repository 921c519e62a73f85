//! A request with places that change: read once, filled for every request.

use std::{
    fs,
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::rows::{self, Chance};

/// So many clients have a number of their own that counts.
const COUNTS: usize = 4_096;

/// The next number of each client, the same wherever it stands in a request.
type Counts = Arc<[AtomicU64]>;

enum Part {
    Text(String),
    Row { prefix: Option<String>, kind: u128, count: u64 },
    Same { prefix: Option<String>, kind: u128, count: u64 },
    New { prefix: Option<String> },
    Number { from: u64, to: u64 },
    Count(Counts),
    Now,
    Line(Vec<String>),
    Any(Vec<String>),
    Kept(Vec<String>),
}

/// The head and, for a POST, the body.
pub(crate) struct Template {
    head: Vec<Part>,
    body: Option<Vec<Part>>,
}

impl Template {
    /// `head` is the request line and headers, each line ended, without the empty line.
    pub(crate) fn new(head: &str, body: Option<&str>) -> Result<Self, String> {
        let counts: Counts = (0..COUNTS).map(|_| AtomicU64::new(0)).collect();
        let read = |text: &str| parts(text, &counts);
        Ok(Self { head: read(head)?, body: body.map(read).transpose()? })
    }

    /// Writes one request, replacing what was in `out`.
    pub(crate) fn fill(&self, out: &mut Vec<u8>, client: usize, kept: &str, chance: &mut Chance) {
        out.clear();
        write(&self.head, out, client, kept, chance);
        if let Some(body) = &self.body {
            let mut content = Vec::with_capacity(4096);
            write(body, &mut content, client, kept, chance);
            // Writing to memory cannot fail.
            let _ = write!(out, "content-length: {}\r\n\r\n", content.len());
            out.append(&mut content);
        } else {
            out.extend_from_slice(b"\r\n");
        }
    }
}

fn parts(text: &str, counts: &Counts) -> Result<Vec<Part>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (place, behind) = after.split_once("}}").ok_or("a {{ is never closed")?;
        found.push(Part::Text(before.to_owned()));
        found.push(part(place, counts)?);
        rest = behind;
    }
    found.push(Part::Text(rest.to_owned()));
    Ok(found)
}

fn part(place: &str, counts: &Counts) -> Result<Part, String> {
    let number =
        |word: &str| word.parse::<u64>().map_err(|_| format!("{{{{{place}}}}} wants numbers"));
    let words: Vec<&str> = place.split(':').collect();
    let prefixed = |word: &str| Some(word.to_owned());
    match words.as_slice() {
        ["row", kind, count] => {
            Ok(Part::Row { prefix: None, kind: number(kind)?.into(), count: number(count)? })
        }
        ["row", prefix, kind, count] => Ok(Part::Row {
            prefix: prefixed(prefix),
            kind: number(kind)?.into(),
            count: number(count)?,
        }),
        ["same", kind, count] => {
            Ok(Part::Same { prefix: None, kind: number(kind)?.into(), count: number(count)? })
        }
        ["same", prefix, kind, count] => Ok(Part::Same {
            prefix: prefixed(prefix),
            kind: number(kind)?.into(),
            count: number(count)?,
        }),
        ["new"] => Ok(Part::New { prefix: None }),
        ["new", prefix] => Ok(Part::New { prefix: prefixed(prefix) }),
        ["number", from, to] => Ok(Part::Number { from: number(from)?, to: number(to)? }),
        ["count"] => Ok(Part::Count(Arc::clone(counts))),
        ["now"] => Ok(Part::Now),
        [place @ ("line" | "any" | "kept"), file] => {
            let text = fs::read_to_string(file).map_err(|cause| format!("{file}: {cause}"))?;
            let lines = text.lines().map(str::to_owned).collect();
            Ok(match *place {
                "line" => Part::Line(lines),
                "any" => Part::Any(lines),
                _ => Part::Kept(lines),
            })
        }
        _ => Err(format!("I do not know the place {{{{{place}}}}}")),
    }
}

fn write(parts: &[Part], out: &mut Vec<u8>, client: usize, kept: &str, chance: &mut Chance) {
    for part in parts {
        match part {
            Part::Text(text) => out.extend_from_slice(text.as_bytes()),
            Part::Row { prefix, kind, count } => {
                let row = 1 + chance.below(*count);
                rows::write_id(out, prefix.as_deref(), rows::row(*kind, row));
            }
            Part::Same { prefix, kind, count } => {
                let row = 1 + client as u64 % count;
                rows::write_id(out, prefix.as_deref(), rows::row(*kind, row));
            }
            Part::New { prefix } => {
                let id = rows::fresh(chance);
                rows::write_id(out, prefix.as_deref(), id);
            }
            // Writing to memory cannot fail.
            Part::Number { from, to } => {
                let _ = write!(out, "{}", from + chance.below(to - from + 1));
            }
            Part::Count(counts) => {
                if let Some(count) = counts.get(client % COUNTS) {
                    let _ = write!(out, "{}", count.fetch_add(1, Ordering::Relaxed));
                }
            }
            Part::Any(lines) => {
                let chosen = usize::try_from(chance.below(lines.len() as u64)).unwrap_or_default();
                out.extend_from_slice(lines.get(chosen).map_or(b"", |line| line.as_bytes()));
            }
            Part::Now => out.extend_from_slice(rows::now().as_bytes()),
            Part::Kept(_) if !kept.is_empty() => out.extend_from_slice(kept.as_bytes()),
            Part::Line(lines) | Part::Kept(lines) => {
                if let Some(line) = lines.get(client % lines.len().max(1)) {
                    out.extend_from_slice(line.as_bytes());
                }
            }
        }
    }
}
