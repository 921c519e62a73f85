//! What a document must be: a PDF of a bounded size that opens, and in which nothing runs; pure.
//!
//! The bytes are looked through where they lie, and each compressed list of objects (an object
//! stream) by itself within a limit, so that no file takes more memory than twice its limit here, and
//! no more time than its bytes and what they become take to be read a few times.
//! A whole document is never built: what a few bytes promise to become would be built with it.
//! Names are looked for at every place, also where no reader would look: what hides from one reader
//! another one finds. A file in which one was left behind is refused too; printed anew it is taken.

mod actions;
mod names;
mod streams;
mod words;

use std::collections::HashSet;

use self::{
    actions::Openings,
    names::{Name, are_neighbours, last, names, number_at, object_number},
    streams::{List, Objects},
};
use crate::shared::error::{ErrorCode, Refusal};

/// The most bytes of a document: 10 MiB.
pub const MOST_DOCUMENT_BYTES: usize = 10 * 1024 * 1024;
/// The most pages of a document.
pub const MOST_PAGES: u32 = 200;
/// What the two limits say to people.
const LIMIT: &str = "10 MiB, 200 pages";
/// The media types of documents that are taken.
pub(super) const DOCUMENT_TYPES: &[&str] = &["application/pdf"];

/// The most bytes that all lists of objects may become: less than a second of one core.
const MOST_IN_ALL: usize = 64 * 1024 * 1024;
/// The most times that a page is met: each of 200 written anew ten times.
const MOST_MENTIONS: u32 = 10 * MOST_PAGES;
/// So far before a page the beginning of its object is looked for, in bytes.
const NEAR: usize = 4_096;
/// So far from its end a file says where its table of objects is (Adobe's readers look there).
const END: usize = 1_024;

pub(super) fn too_large() -> Refusal {
    Refusal::of(ErrorCode::DocumentTooLarge).with("limit", LIMIT)
}

pub(super) fn invalid() -> Refusal {
    Refusal::of(ErrorCode::DocumentInvalid)
}

fn active() -> Refusal {
    Refusal::of(ErrorCode::DocumentActive)
}

/// Whether the bytes begin and end like a PDF: what can be said before it is looked through.
pub(super) fn looks_like_one(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > MOST_DOCUMENT_BYTES {
        return Err(too_large());
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = [b"%PDF-1.", b"%PDF-2."].iter().any(|start| text.starts_with(*start));
    let junk = bytes.len() - text.len();
    match table_at(bytes) {
        // Some writers count from the header, some from the first byte.
        Some(at) if begins && (is_table(bytes, at) || is_table(bytes, at + junk)) => Ok(()),
        _ => Err(invalid()),
    }
}

/// Looks a document through, and tells how many pages it has.
pub(super) fn inspect(bytes: &[u8]) -> Result<u32, Refusal> {
    looks_like_one(bytes)?;
    let mut seen = Seen::default();
    seen.look_through(bytes, None)?;
    if seen.is_encrypted {
        return Err(Refusal::of(ErrorCode::DocumentEncrypted));
    }
    let lists = streams::lists(bytes)?;
    // Whatever calls itself a list is one that is looked into.
    if lists.iter().filter(|list| list.is_named).count() != seen.lists {
        return Err(invalid());
    }
    each_unpacked(&lists, |objects| seen.look_through(&objects.bytes, Some(objects)))?;
    let Seen { pages, mut openings, .. } = seen;
    if openings.lead_to_objects() {
        openings.check_file(bytes)?;
        each_unpacked(&lists, |objects| openings.check_list(objects))?;
        openings.finish()?;
    }
    match pages.number() {
        0 => Err(invalid()),
        number if number > MOST_PAGES => Err(too_large()),
        number => Ok(number),
    }
}

/// Unpacks the lists one after the other.
fn each_unpacked(
    lists: &[List<'_>],
    mut look: impl FnMut(&Objects) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut left = MOST_IN_ALL;
    for list in lists {
        let objects = list.unpack(left)?;
        left = left.saturating_sub(objects.bytes.len());
        look(&objects)?;
    }
    Ok(())
}

/// What was met in a document.
#[derive(Debug, Default)]
struct Seen {
    pages: Pages,
    openings: Openings,
    /// How often the file itself names a list of objects.
    lists: usize,
    is_encrypted: bool,
}

impl Seen {
    /// Looks through the file itself, or an unpacked list of objects.
    fn look_through(&mut self, bytes: &[u8], list: Option<&Objects>) -> Result<(), Refusal> {
        let mut before: Option<Name> = None;
        for name in names(bytes) {
            if actions::is_active(bytes, &name, list.is_some()) {
                return Err(active());
            }
            let follows = |key: &[u8]| {
                let key = before.as_ref().filter(|before| before.text == key);
                key.is_some_and(|before| are_neighbours(bytes, before, &name))
            };
            match name.text.as_slice() {
                b"Encrypt" => self.is_encrypted |= list.is_none(),
                b"ObjStm" if list.is_none() => self.lists += 1,
                b"OpenAction" => self.openings.add(bytes, name.end)?,
                // As an action; a page may say so how it comes in.
                b"Trans" if follows(b"S") => return Err(active()),
                b"Page" if follows(b"Type") => self.pages.add(match list {
                    Some(objects) => objects.object_at(name.start),
                    None => object_before(bytes, name.start),
                })?,
                _ => {}
            }
            before = Some(name);
        }
        Ok(())
    }
}

/// The pages that were met: each object once, however often it was written anew.
#[derive(Debug, Default)]
struct Pages {
    objects: HashSet<u64>,
    nameless: u32,
    mentions: u32,
}

impl Pages {
    fn add(&mut self, object: Option<u64>) -> Result<(), Refusal> {
        self.mentions += 1;
        if self.mentions > MOST_MENTIONS {
            return Err(too_large());
        }
        match object {
            Some(object) => {
                self.objects.insert(object);
            }
            None => self.nameless += 1,
        }
        Ok(())
    }

    fn number(&self) -> u32 {
        u32::try_from(self.objects.len()).unwrap_or(u32::MAX).saturating_add(self.nameless)
    }
}

/// Where the file says that its table of objects is.
fn table_at(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(END)..)?;
    let end = last(tail, b"%%EOF")?;
    let tail = tail.get(..end)?;
    let at = last(tail, b"startxref")?;
    let (number, _) = number_at(tail, at + b"startxref".len())?;
    usize::try_from(number).ok().filter(|at| *at < bytes.len())
}

/// Whether a table of objects, or the object that holds one, begins here.
fn is_table(bytes: &[u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    let text = rest.trim_ascii_start();
    if text.starts_with(b"xref") {
        return true;
    }
    let at = rest.len() - text.len();
    let generation = number_at(rest, at).and_then(|(_, end)| number_at(rest, end));
    let rest = generation.and_then(|(_, end)| rest.get(end..));
    rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"obj"))
}

/// The number of the object in which this place lies: `12 0 obj` stands before it.
fn object_before(bytes: &[u8], place: usize) -> Option<u64> {
    let near = bytes.get(place.saturating_sub(NEAR)..place)?;
    object_number(near.get(..last(near, b"obj")?)?)
}

#[cfg(test)]
mod tests;
