//! What a document must be: a PDF of a bounded size that opens, and in which nothing runs; pure.
//!
//! The bytes are looked through where they lie, and each compressed list of objects (an object
//! stream) by itself within a limit, so that no file takes more memory than twice its limit here.
//! A whole document is never built: what a few bytes promise to become would be built with it.
//! Names are looked for at every place, also where no reader would look: what hides from one reader
//! another one finds. A file in which one was left behind is refused too; printed anew it is taken.

use std::{collections::HashSet, io::Read as _};

use flate2::read::ZlibDecoder;

use crate::shared::error::{ErrorCode, Refusal};

/// The most bytes of a document: 10 MiB.
pub const MOST_DOCUMENT_BYTES: usize = 10 * 1024 * 1024;
/// The most pages of a document.
pub const MOST_PAGES: u32 = 200;
/// What the two limits say to people.
const LIMIT: &str = "10 MiB, 200 pages";
/// The media types of documents that are taken.
pub(super) const DOCUMENT_TYPES: &[&str] = &["application/pdf"];

/// The most bytes that one list of objects may become; 200 pages have less than a tenth.
const MOST_OBJECTS: usize = 16 * 1024 * 1024;
/// The most bytes that all of them may become: less than a second of one core.
const MOST_IN_ALL: usize = 64 * 1024 * 1024;
/// The most streams in a file; a page has a few.
const MOST_STREAMS: usize = 50_000;
/// So far before a stream its dictionary is looked for, in bytes.
const DICTIONARY: usize = 4_096;
/// So far from its end a file says where its table of objects is (Adobe's readers look there).
const END: usize = 1_024;
/// The longest name that is looked for, in bytes.
const LONGEST_NAME: usize = 20;

/// Names of what runs, opens, hides or sends something.
const ACTIVE: [&[u8]; 10] = [
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"Rendition",
    b"GoToE",
    b"ImportData",
    b"SubmitForm",
    b"XFA",
];
/// … and one that is too short to be looked for among the bytes of pictures.
const ACTIVE_AMONG_OBJECTS: &[u8] = b"JS";

pub(super) fn too_large() -> Refusal {
    Refusal::of(ErrorCode::DocumentTooLarge).with("limit", LIMIT)
}

pub(super) fn invalid() -> Refusal {
    Refusal::of(ErrorCode::DocumentInvalid)
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
    let mut pages = Pages::default();
    let mut is_encrypted = false;
    let mut before: Option<Name> = None;
    for name in names(bytes) {
        if ACTIVE.contains(&name.text.as_slice()) {
            return Err(Refusal::of(ErrorCode::DocumentActive));
        }
        is_encrypted |= name.text == b"Encrypt";
        if is_page(bytes, before.as_ref(), &name) {
            pages.add(object_before(bytes, name.start));
        }
        before = Some(name);
    }
    if is_encrypted {
        return Err(Refusal::of(ErrorCode::DocumentEncrypted));
    }
    look_into_objects(bytes, &mut pages)?;
    match pages.number() {
        0 => Err(invalid()),
        number if number > MOST_PAGES => Err(too_large()),
        number => Ok(number),
    }
}

/// The pages that were met: each object once, however often it was written anew.
#[derive(Debug, Default)]
struct Pages {
    objects: HashSet<u64>,
    nameless: u32,
}

impl Pages {
    fn add(&mut self, object: Option<u64>) {
        match object {
            Some(object) => {
                self.objects.insert(object);
            }
            None => self.nameless = self.nameless.saturating_add(1),
        }
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

/// Looks into every compressed list of objects.
fn look_into_objects(bytes: &[u8], pages: &mut Pages) -> Result<(), Refusal> {
    let (mut streams, mut left) = (0, MOST_IN_ALL);
    for (start, word) in bytes.windows(b"stream".len()).enumerate() {
        if word != b"stream" || bytes.get(..start).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        streams += 1;
        if streams > MOST_STREAMS {
            return Err(too_large());
        }
        let from = start.saturating_sub(DICTIONARY);
        let near = bytes.get(from..start).unwrap_or_default();
        let dictionary = match last(near, b"obj") {
            Some(at) => near.get(at..).unwrap_or(near),
            None => near,
        };
        let body = bytes.get(start + word.len()..).unwrap_or_default();
        if let Some(packed) = objects(dictionary, body)? {
            let objects = inflate(packed, MOST_OBJECTS.min(left))?;
            left -= objects.len();
            look_through(&objects, first_object(dictionary), pages)?;
        }
    }
    Ok(())
}

/// The bytes of a compressed list of objects; none when the stream is something else, or is not
/// compressed and was looked through with the rest.
fn objects<'a>(dictionary: &[u8], body: &'a [u8]) -> Result<Option<&'a [u8]>, Refusal> {
    let (mut is_list, mut filtered, mut flat, mut other) = (false, false, 0, false);
    for name in names(dictionary) {
        match name.text.as_slice() {
            b"ObjStm" | b"First" => is_list = true,
            b"Filter" | b"F" => filtered = true,
            b"FlateDecode" | b"Fl" => flat += 1,
            // A predictor, a second filter: nobody writes a list of objects so.
            b"Predictor" | b"LZWDecode" | b"LZW" | b"ASCII85Decode" | b"A85"
            | b"ASCIIHexDecode" | b"AHx" | b"RunLengthDecode" | b"RL" | b"Crypt"
            | b"BrotliDecode" => other = true,
            _ => {}
        }
    }
    if !is_list || !(filtered || flat > 0 || other) {
        return Ok(None);
    }
    if flat != 1 || other {
        return Err(invalid());
    }
    let body = body.strip_prefix(b"\r").unwrap_or(body);
    Ok(Some(body.strip_prefix(b"\n").unwrap_or(body)))
}

/// Where the first object of a list stands, as its dictionary says.
fn first_object(dictionary: &[u8]) -> Option<u64> {
    let first = names(dictionary).find(|name| name.text == b"First")?;
    number_at(dictionary, first.end).map(|(number, _)| number)
}

fn look_through(objects: &[u8], first: Option<u64>, pages: &mut Pages) -> Result<(), Refusal> {
    let mut before: Option<Name> = None;
    for name in names(objects) {
        let text = name.text.as_slice();
        if ACTIVE.contains(&text) || text == ACTIVE_AMONG_OBJECTS {
            return Err(Refusal::of(ErrorCode::DocumentActive));
        }
        if is_page(objects, before.as_ref(), &name) {
            pages.add(first.and_then(|first| object_of_list(objects, first, name.start)));
        }
        before = Some(name);
    }
    Ok(())
}

fn inflate(packed: &[u8], most: usize) -> Result<Vec<u8>, Refusal> {
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut objects = Vec::new();
    ZlibDecoder::new(packed).take(limit).read_to_end(&mut objects).map_err(|_| invalid())?;
    if objects.len() > most {
        return Err(too_large());
    }
    Ok(objects)
}

/// A name as it stands somewhere, with what `#` hides written out.
#[derive(Debug)]
struct Name {
    text: Vec<u8>,
    start: usize,
    end: usize,
}

fn names(bytes: &[u8]) -> impl Iterator<Item = Name> + '_ {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    starts.map(|(start, _)| name_at(bytes, start))
}

fn name_at(bytes: &[u8], start: usize) -> Name {
    let mut text = Vec::new();
    let mut rest = bytes.get(start + 1..).unwrap_or_default();
    while let [letter, after @ ..] = rest {
        if is_delimiter(*letter) || text.len() > LONGEST_NAME {
            break;
        }
        let hidden = match after {
            [high, low, beyond @ ..] if *letter == b'#' => {
                digit(*high).zip(digit(*low)).map(|(high, low)| (16 * high + low, beyond))
            }
            _ => None,
        };
        let (letter, after) = hidden.unwrap_or((*letter, after));
        text.push(letter);
        rest = after;
    }
    Name { text, start, end: bytes.len() - rest.len() }
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn is_delimiter(letter: u8) -> bool {
    matches!(
        letter,
        0 | b'\t'
            | b'\n'
            | 12
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// Whether `/Type /Page` stands here.
fn is_page(bytes: &[u8], before: Option<&Name>, name: &Name) -> bool {
    let Some(before) = before.filter(|before| before.text == b"Type" && name.text == b"Page")
    else {
        return false;
    };
    let between = bytes.get(before.end..name.start).unwrap_or_default();
    between.iter().all(|letter| letter.is_ascii_whitespace() || *letter == 0)
}

/// The number of the object in which this place lies: `12 0 obj` stands before it.
fn object_before(bytes: &[u8], place: usize) -> Option<u64> {
    let near = bytes.get(place.saturating_sub(DICTIONARY)..place)?;
    let words = near.get(..last(near, b"obj")?)?;
    let mut words = words.rsplit(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let _generation = words.next()?;
    let number = words.next()?;
    // What stands before the number may touch it.
    let digits = number.iter().rev().take_while(|letter| letter.is_ascii_digit()).count();
    std::str::from_utf8(number.get(number.len() - digits..)?).ok()?.parse().ok()
}

/// The number of the object of a list in which this place lies: the list begins with pairs of a
/// number and how far behind the first object its object stands.
fn object_of_list(objects: &[u8], first: u64, place: usize) -> Option<u64> {
    let place = u64::try_from(place).ok()?.checked_sub(first)?;
    let (mut at, mut found): (usize, Option<u64>) = (0, None);
    while u64::try_from(at).ok()? < first {
        let Some((number, end)) = number_at(objects, at) else { break };
        let Some((offset, end)) = number_at(objects, end) else { break };
        if offset > place {
            break;
        }
        (at, found) = (end, Some(number));
    }
    found
}

/// The whole number that stands here behind white space, and where it ends.
fn number_at(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let rest = bytes.get(at..)?;
    let text = rest.trim_ascii_start();
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let number = std::str::from_utf8(text.get(..digits)?).ok()?.parse().ok()?;
    Some((number, at + rest.len() - text.len() + digits))
}

/// Where a word stands last.
fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests;
