//! The words and dictionaries of a PDF, read strictly: what one reader would read otherwise than
//! another is refused; pure.

use super::{
    invalid,
    names::{self, Name, is_delimiter, is_white},
};
use crate::shared::error::Refusal;

/// So deep may lists and dictionaries lie in each other.
const DEEPEST: usize = 64;

/// A word of the language.
#[derive(Debug)]
pub(super) enum Word<'a> {
    /// `<<`
    Open,
    /// `>>`
    Close,
    /// `[`
    OpenList,
    /// `]`
    CloseList,
    Name(Name),
    /// A text in brackets of either kind.
    Text,
    /// A number, or a word.
    Plain(&'a [u8]),
}

/// Reads word by word from a place on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn from(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next word; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Word<'a>>, Refusal> {
        self.skip_blank();
        let rest = self.rest();
        let (word, length) = match rest {
            [] => return Ok(None),
            [b'<', b'<', ..] => (Word::Open, 2),
            [b'>', b'>', ..] => (Word::Close, 2),
            [b'[', ..] => (Word::OpenList, 1),
            [b']', ..] => (Word::CloseList, 1),
            [b'(', ..] => (Word::Text, text(rest)?),
            [b'<', ..] => (Word::Text, hexadecimal(rest)?),
            [b'/', ..] => {
                let name = names::name_at(self.bytes, self.at);
                // Of a long one only the beginning was read.
                let more = self.bytes.get(name.end..).unwrap_or_default();
                let more = more.iter().take_while(|letter| !is_delimiter(**letter)).count();
                let length = name.end + more - self.at;
                (Word::Name(name), length)
            }
            _ => {
                let length = rest.iter().take_while(|letter| !is_delimiter(**letter)).count();
                let word = rest.get(..length).unwrap_or_default();
                (Word::Plain(plain(word)?), length)
            }
        };
        self.at += length;
        Ok(Some(word))
    }

    fn skip_blank(&mut self) {
        let mut in_comment = false;
        for letter in self.rest() {
            match *letter {
                b'\r' | b'\n' => in_comment = false,
                _ if in_comment => {}
                b'%' => in_comment = true,
                letter if is_white(letter) => {}
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Reads a value, which may be of several words.
    fn value(&mut self) -> Result<(), Refusal> {
        match self.next()? {
            Some(Word::Name(_) | Word::Text) => Ok(()),
            Some(Word::Open) => self.close(Word::Open),
            Some(Word::OpenList) => self.close(Word::OpenList),
            // `12`, `true`, `12 0 R`.
            Some(Word::Plain(_)) => loop {
                let before = *self;
                if !matches!(self.next()?, Some(Word::Plain(_))) {
                    *self = before;
                    return Ok(());
                }
            },
            Some(Word::Close | Word::CloseList) | None => Err(invalid()),
        }
    }

    /// Reads on until what was opened is closed.
    fn close(&mut self, opened: Word<'a>) -> Result<(), Refusal> {
        let mut open = vec![opened];
        while !open.is_empty() {
            match self.next()?.ok_or_else(invalid)? {
                word @ (Word::Open | Word::OpenList) if open.len() < DEEPEST => open.push(word),
                Word::Close if matches!(open.last(), Some(Word::Open)) => drop(open.pop()),
                Word::CloseList if matches!(open.last(), Some(Word::OpenList)) => drop(open.pop()),
                Word::Name(_) | Word::Text | Word::Plain(_) => {}
                _ => return Err(invalid()),
            }
        }
        Ok(())
    }
}

/// How long a text in round brackets is, with them.
fn text(bytes: &[u8]) -> Result<usize, Refusal> {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, letter) in bytes.iter().enumerate() {
        match letter {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Ok(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    Err(invalid())
}

/// How long a text of digits in angle brackets is, with them.
fn hexadecimal(bytes: &[u8]) -> Result<usize, Refusal> {
    let inside = bytes.get(1..).unwrap_or_default();
    let length = inside.iter().position(|letter| *letter == b'>').ok_or_else(invalid)?;
    let inside = inside.get(..length).unwrap_or_default();
    let is_digit = |letter: &u8| letter.is_ascii_hexdigit() || is_white(*letter);
    if inside.iter().all(is_digit) { Ok(length + 2) } else { Err(invalid()) }
}

/// A number, or one of the words that may stand in a dictionary.
fn plain(word: &[u8]) -> Result<&[u8], Refusal> {
    let is_number = |letter: &u8| letter.is_ascii_digit() || matches!(letter, b'+' | b'-' | b'.');
    let is_known = matches!(word, b"R" | b"true" | b"false" | b"null");
    if is_known || (!word.is_empty() && word.iter().all(is_number)) {
        Ok(word)
    } else {
        Err(invalid())
    }
}

/// A dictionary: its own keys, with the bytes of their values.
#[derive(Debug)]
pub(super) struct Dictionary<'a> {
    entries: Vec<(Vec<u8>, &'a [u8])>,
}

impl<'a> Dictionary<'a> {
    /// Reads the dictionary that stands here, and tells where it ends.
    pub(super) fn read(bytes: &'a [u8], at: usize) -> Result<(Self, usize), Refusal> {
        let mut words = Words::from(bytes, at);
        if !matches!(words.next()?, Some(Word::Open)) {
            return Err(invalid());
        }
        let mut entries = Vec::new();
        loop {
            match words.next()? {
                Some(Word::Name(key)) => {
                    let from = words.at;
                    words.value()?;
                    entries.push((key.text, bytes.get(from..words.at).unwrap_or_default()));
                }
                Some(Word::Close) => return Ok((Self { entries }, words.at)),
                _ => return Err(invalid()),
            }
        }
    }

    pub(super) fn has(&self, key: &[u8]) -> bool {
        self.entries.iter().any(|(known, _)| known == key)
    }

    /// The value of a key. One that stands there twice means this to one reader and that to another.
    pub(super) fn value(&self, key: &[u8]) -> Result<Option<&'a [u8]>, Refusal> {
        let mut found = self.entries.iter().filter(|(known, _)| known == key);
        match (found.next(), found.next()) {
            (found, None) => Ok(found.map(|(_, value)| *value)),
            (_, Some(_)) => Err(invalid()),
        }
    }

    /// The value of a key, when it is a name.
    pub(super) fn name(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(value) = self.value(key)? else { return Ok(None) };
        match Words::from(value, 0).next()? {
            Some(Word::Name(name)) => Ok(Some(name.text)),
            _ => Ok(None),
        }
    }

    /// The value of a key that must be there, a whole number and no reference.
    pub(super) fn number(&self, key: &[u8]) -> Result<usize, Refusal> {
        let mut words = Words::from(self.value(key)?.ok_or_else(invalid)?, 0);
        match (words.next()?, words.next()?) {
            (Some(Word::Plain(digits)), None) => {
                let number =
                    std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
                number.ok_or_else(invalid)
            }
            _ => Err(invalid()),
        }
    }
}
