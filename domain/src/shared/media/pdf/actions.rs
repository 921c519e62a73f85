//! What a document does when somebody opens it or touches a link: it goes to one of its own places,
//! to a web page, or turns a page. Everything else that PDF knows is refused; pure.

use std::collections::HashSet;

use super::{
    active, invalid,
    names::{Name, leads_on, number_at, object_number, places},
    streams::Objects,
    words::{Dictionary, Word, Words},
};
use crate::shared::error::Refusal;

/// Names of what runs, opens, plays, hides or sends something, or holds a file: every kind of action
/// of ISO 32000-2 but `GoTo`, `URI`, `Named` and `Trans`, and what else brings such things along.
const ACTIVE: [&[u8]; 27] = [
    b"JavaScript",
    b"Launch",
    b"GoToR",
    b"GoToE",
    b"GoToDp",
    b"GoTo3DView",
    b"Thread",
    b"Sound",
    b"Movie",
    b"Hide",
    b"SetState",
    b"SetOCGState",
    b"SubmitForm",
    b"ResetForm",
    b"ImportData",
    b"Rendition",
    b"RichMedia",
    b"RichMediaExecute",
    b"RichMediaContent",
    b"RichMediaSettings",
    b"OnInstantiate",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"XFA",
    b"ReqHandlers",
    b"RequirementHandler",
];
/// Names that are too short to be looked for among the bytes of pictures, unless something that they
/// lead to stands behind them: what is done by itself now and then, and the files in a file.
const ACTIVE_KEYS: [&[u8]; 2] = [b"AA", b"EF"];
/// … and one that is looked for among objects alone.
const ACTIVE_AMONG_OBJECTS: &[u8] = b"JS";
/// The most times that a file may say what is done when it is opened: once each time it was changed.
const MOST_OPENINGS: usize = 16;
/// So far before an object its number is looked for, in bytes.
const HEADER: usize = 4_096;

/// Whether a name stands for what is refused.
pub(super) fn is_active(bytes: &[u8], name: &Name, among_objects: bool) -> bool {
    let text = name.text.as_slice();
    ACTIVE.contains(&text)
        || (among_objects && text == ACTIVE_AMONG_OBJECTS)
        || (ACTIVE_KEYS.contains(&text) && leads_on(bytes, name))
}

/// What is done when a document is opened.
#[derive(Debug, Default)]
pub(super) struct Openings {
    number: usize,
    objects: HashSet<u64>,
    known: HashSet<u64>,
}

/// Where something leads.
#[derive(Debug, PartialEq, Eq)]
enum Landing {
    /// To a place in the document, or nowhere.
    Here,
    /// To where this object does.
    Object(u64),
    /// Anywhere else.
    Elsewhere,
}

impl Openings {
    /// Notes what `/OpenAction` says, whose value stands here.
    pub(super) fn add(&mut self, bytes: &[u8], at: usize) -> Result<(), Refusal> {
        self.number += 1;
        match landing(bytes, at)? {
            _ if self.number > MOST_OPENINGS => Err(active()),
            Landing::Here => Ok(()),
            Landing::Object(object) => {
                self.objects.insert(object);
                Ok(())
            }
            Landing::Elsewhere => Err(active()),
        }
    }

    pub(super) fn lead_to_objects(&self) -> bool {
        !self.objects.is_empty()
    }

    /// Looks at each object of the file itself to which an opening leads.
    pub(super) fn check_file(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        for at in places(bytes, b"obj") {
            let header = bytes.get(at.saturating_sub(HEADER)..at).unwrap_or_default();
            if let Some(object) = object_number(header) {
                self.check(bytes, object, at + b"obj".len())?;
            }
        }
        Ok(())
    }

    /// Looks at each object of a list to which an opening leads.
    pub(super) fn check_list(&mut self, objects: &Objects) -> Result<(), Refusal> {
        for (object, at) in objects.each() {
            self.check(&objects.bytes, object, at)?;
        }
        Ok(())
    }

    fn check(&mut self, bytes: &[u8], object: u64, at: usize) -> Result<(), Refusal> {
        if !self.objects.contains(&object) {
            return Ok(());
        }
        self.number += 1;
        if self.number > 2 * MOST_OPENINGS || landing(bytes, at)? != Landing::Here {
            return Err(active());
        }
        self.known.insert(object);
        Ok(())
    }

    /// Whether every object to which an opening leads was found.
    pub(super) fn finish(&self) -> Result<(), Refusal> {
        if self.known.len() == self.objects.len() { Ok(()) } else { Err(active()) }
    }
}

/// Where the value that stands here leads.
fn landing(bytes: &[u8], at: usize) -> Result<Landing, Refusal> {
    let mut words = Words::from(bytes, at);
    match words.next()? {
        Some(Word::OpenList) => Ok(Landing::Here),
        Some(Word::Open) => {
            let (action, _) = Dictionary::read(bytes, at)?;
            let goes = action.name(b"S")?.is_some_and(|kind| kind == b"GoTo");
            let is_all = !action.has(b"Next");
            Ok(if goes && is_all { Landing::Here } else { Landing::Elsewhere })
        }
        Some(Word::Plain(b"null")) => Ok(Landing::Here),
        Some(Word::Plain(digits)) => {
            let (object, _) = number_at(digits, 0).ok_or_else(invalid)?;
            match (words.next()?, words.next()?) {
                (Some(Word::Plain(_)), Some(Word::Plain(b"R"))) => Ok(Landing::Object(object)),
                _ => Ok(Landing::Elsewhere),
            }
        }
        _ => Ok(Landing::Elsewhere),
    }
}
