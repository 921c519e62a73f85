//! The streams of a PDF: none lies in another file, and each compressed list of objects is unpacked
//! within a limit; pure.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::{
    active, invalid,
    names::{is_delimiter, is_white, number_at, object_number, places},
    too_large,
    words::{Dictionary, Word, Words},
};
use crate::shared::error::Refusal;

/// The most bytes that one list of objects may become; 200 pages have less than a tenth.
pub(super) const MOST_OBJECTS: usize = 16 * 1024 * 1024;
/// The most objects of one list; most writers begin another one after 200.
const MOST_IN_LIST: usize = 100_000;
/// The most streams in a file; a page has a few.
const MOST_STREAMS: usize = 50_000;
/// The longest dictionary of a stream, in bytes; one with the colours of a picture has 3,500.
const DICTIONARY: usize = 8_192;
/// Keys of a stream whose content is in another file.
const ELSEWHERE: [&[u8]; 4] = [b"F", b"FFilter", b"FDecodeParms", b"Ref"];

/// A compressed list of objects (an object stream).
#[derive(Debug)]
pub(super) struct List<'a> {
    packed: &'a [u8],
    /// Where its first object stands.
    first: usize,
    /// How many objects it has.
    number: usize,
    /// Whether its dictionary calls it one.
    pub is_named: bool,
}

/// Every list of objects. A stream whose dictionary is not surely known is refused: it may be one.
pub(super) fn lists(bytes: &[u8]) -> Result<Vec<List<'_>>, Refusal> {
    let mut lists = Vec::new();
    for (streams, start) in places(bytes, b"stream").enumerate() {
        if streams > MOST_STREAMS {
            return Err(too_large());
        }
        let Some(end) = dictionary_end(bytes, start)? else { continue };
        let dictionary = dictionary_before(bytes, end)?;
        if ELSEWHERE.iter().any(|key| dictionary.has(key)) {
            return Err(active());
        }
        let body = bytes.get(start + b"stream".len()..).unwrap_or_default();
        lists.extend(List::of(&dictionary, body)?);
    }
    Ok(lists)
}

/// Where the dictionary ends that stands before this word; none when the word is part of a longer one
/// (`endstream`) or of a text.
fn dictionary_end(bytes: &[u8], start: usize) -> Result<Option<usize>, Refusal> {
    let before = bytes.get(..start).unwrap_or_default();
    if before.last().is_none_or(|letter| !is_delimiter(*letter)) {
        return Ok(None);
    }
    let white = before.iter().rev().take_while(|letter| is_white(**letter)).count();
    let end = before.len() - white;
    let text = before.get(..end).unwrap_or_default();
    if text.ends_with(b">>") {
        return Ok(Some(end));
    }
    // A comment may stand between them, and hide the dictionary.
    if in_comment(text) { Err(invalid()) } else { Ok(None) }
}

/// Whether the line at the end of these bytes has a comment, or is too long to tell.
fn in_comment(bytes: &[u8]) -> bool {
    let mut letters = bytes.iter().rev().take(DICTIONARY);
    let ends = letters.find(|letter| matches!(letter, b'\r' | b'\n' | b'%'));
    ends.map_or(bytes.len() > DICTIONARY, |letter| *letter == b'%')
}

/// The dictionary that ends here, from the beginning of its object.
fn dictionary_before(bytes: &[u8], end: usize) -> Result<Dictionary<'_>, Refusal> {
    let from = end.saturating_sub(DICTIONARY);
    let near = bytes.get(from..end).unwrap_or_default();
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| near.get(before));
        let begins = before.is_some_and(|letter| is_white(*letter) || letter.is_ascii_digit());
        begins && near.get(at + b"obj".len()).is_some_and(|letter| is_delimiter(*letter))
    };
    let start = from + places(near, b"obj").rev().find(begins).ok_or_else(invalid)?;
    let before = bytes.get(..start).unwrap_or_default();
    let header = before.get(before.len().saturating_sub(DICTIONARY)..).unwrap_or_default();
    if in_comment(before) || object_number(header).is_none() {
        return Err(invalid());
    }
    let text = bytes.get(start + b"obj".len()..end).unwrap_or_default();
    match Dictionary::read(text, 0)? {
        (dictionary, read) if read == text.len() => Ok(dictionary),
        _ => Err(invalid()),
    }
}

impl<'a> List<'a> {
    /// The list that a stream is; none when it is something else. It must be packed in the one way in
    /// which everybody packs lists.
    fn of(dictionary: &Dictionary<'_>, body: &'a [u8]) -> Result<Option<Self>, Refusal> {
        let is_named = dictionary.name(b"Type")?.is_some_and(|name| name == b"ObjStm");
        // Some readers do not ask what it is called.
        if !is_named && !dictionary.has(b"First") {
            return Ok(None);
        }
        if dictionary.has(b"DecodeParms") || dictionary.has(b"DP") || !is_flat(dictionary)? {
            return Err(invalid());
        }
        let packed = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"));
        Ok(Some(Self {
            packed: packed.ok_or_else(invalid)?,
            first: dictionary.number(b"First")?,
            number: dictionary.number(b"N")?,
            is_named,
        }))
    }

    /// Unpacks it into so many bytes at most.
    pub(super) fn unpack(&self, most: usize) -> Result<Objects, Refusal> {
        let bytes = inflate(self.packed, MOST_OBJECTS.min(most))?;
        let head = bytes.get(..self.first).ok_or_else(invalid)?;
        let table = table(head, self.number)?;
        Ok(Objects { bytes, table })
    }
}

/// Whether it is compressed once, by the usual filter.
fn is_flat(dictionary: &Dictionary<'_>) -> Result<bool, Refusal> {
    let mut words = Words::from(dictionary.value(b"Filter")?.ok_or_else(invalid)?, 0);
    let is_usual = |word: Option<Word<'_>>| match word {
        Some(Word::Name(name)) => matches!(name.text.as_slice(), b"FlateDecode" | b"Fl"),
        _ => false,
    };
    match words.next()? {
        Some(Word::OpenList) => {
            Ok(is_usual(words.next()?) && matches!(words.next()?, Some(Word::CloseList)))
        }
        word => Ok(is_usual(word)),
    }
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

/// The table of a list: pairs of an object's number and how far behind the first object it stands.
/// Nothing else may stand there: what looks like a table was unpacked as it was meant.
fn table(head: &[u8], number: usize) -> Result<Vec<(usize, u64)>, Refusal> {
    if number > MOST_IN_LIST {
        return Err(too_large());
    }
    let is_of_table =
        |letter: &u8| letter.is_ascii_digit() || matches!(letter, b' ' | b'\r' | b'\n');
    if !head.iter().all(is_of_table) {
        return Err(invalid());
    }
    let mut table: Vec<(usize, u64)> = Vec::new();
    let mut at = 0;
    for _ in 0..number {
        let (object, end) = number_at(head, at).ok_or_else(invalid)?;
        let (offset, end) = number_at(head, end).ok_or_else(invalid)?;
        let offset = usize::try_from(offset).map_err(|_| invalid())?;
        let place = head.len().checked_add(offset).ok_or_else(invalid)?;
        if table.last().is_some_and(|(before, _)| *before >= place) {
            return Err(invalid());
        }
        table.push((place, object));
        at = end;
    }
    if number_at(head, at).is_some() {
        return Err(invalid());
    }
    Ok(table)
}

/// An unpacked list of objects.
#[derive(Debug)]
pub(super) struct Objects {
    /// The objects behind their table.
    pub bytes: Vec<u8>,
    /// Where each object begins, and its number; in the order of the places.
    table: Vec<(usize, u64)>,
}

impl Objects {
    /// The number of the object in which this place lies.
    pub(super) fn object_at(&self, place: usize) -> Option<u64> {
        let behind = self.table.partition_point(|(at, _)| *at <= place);
        self.table.get(behind.checked_sub(1)?).map(|(_, object)| *object)
    }

    /// Each object with where it begins.
    pub(super) fn each(&self) -> impl Iterator<Item = (u64, usize)> + '_ {
        self.table.iter().map(|(at, object)| (*object, *at))
    }
}
