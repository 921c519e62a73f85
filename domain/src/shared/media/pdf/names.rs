//! The names in a PDF, looked for at every place; pure.

/// The longest name that is looked for, in bytes.
const LONGEST_NAME: usize = 20;
/// So far behind a name what belongs to it is looked for, in bytes.
const BETWEEN: usize = 256;

/// A name as it stands somewhere, with what `#` hides written out.
#[derive(Debug)]
pub(super) struct Name {
    pub text: Vec<u8>,
    pub start: usize,
    pub end: usize,
}

/// Every name, wherever it stands: also in texts, comments and the bytes of pictures.
pub(super) fn names(bytes: &[u8]) -> impl Iterator<Item = Name> + '_ {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    starts.map(|(start, _)| name_at(bytes, start))
}

/// The name whose stroke stands here; of one that is too long, its beginning.
pub(super) fn name_at(bytes: &[u8], start: usize) -> Name {
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

/// What PDF calls white space.
pub(super) fn is_white(letter: u8) -> bool {
    matches!(letter, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

/// What ends a name, a number or a word.
pub(super) fn is_delimiter(letter: u8) -> bool {
    is_white(letter)
        || matches!(letter, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Whether nothing but white space stands between two names.
pub(super) fn are_neighbours(bytes: &[u8], before: &Name, name: &Name) -> bool {
    let between = bytes.get(before.end..name.start).unwrap_or_default();
    skip_blank(between) == Some(between.len())
}

/// Whether a dictionary, or a reference to an object, stands behind a name: among the bytes of a
/// picture, that is no accident.
pub(super) fn leads_on(bytes: &[u8], name: &Name) -> bool {
    let near = bytes.get(name.end..).unwrap_or_default();
    let near = near.get(..BETWEEN).unwrap_or(near);
    let Some(at) = skip_blank(near) else { return true };
    if near.get(at..).is_some_and(|rest| rest.starts_with(b"<<")) {
        return true;
    }
    let Some((_, end)) = number_at(near, at) else { return false };
    let generation = near.get(end..).filter(|rest| rest.first().copied().is_some_and(is_white));
    let generation = generation.and_then(|_| number_at(near, end));
    let rest = generation.and_then(|(_, end)| near.get(end..)).unwrap_or_default();
    rest.trim_ascii_start().starts_with(b"R")
}

/// Where white space and comments end; none when they do not.
fn skip_blank(bytes: &[u8]) -> Option<usize> {
    let mut in_comment = false;
    for (at, letter) in bytes.iter().enumerate() {
        match *letter {
            b'\r' | b'\n' => in_comment = false,
            _ if in_comment => {}
            b'%' => in_comment = true,
            letter if is_white(letter) => {}
            _ => return Some(at),
        }
    }
    (!in_comment).then_some(bytes.len())
}

/// The whole number that stands here behind white space, and where it ends.
pub(super) fn number_at(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let rest = bytes.get(at..)?;
    let text = rest.trim_ascii_start();
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let number = std::str::from_utf8(text.get(..digits)?).ok()?.parse().ok()?;
    Some((number, at + rest.len() - text.len() + digits))
}

/// The number of the object that begins where these bytes end: `12 0 ` stands there, and `obj` next.
pub(super) fn object_number(before: &[u8]) -> Option<u64> {
    let mut words = before.rsplit(|letter| is_white(*letter)).filter(|word| !word.is_empty());
    let generation = words.next()?;
    if !generation.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = words.next()?;
    // What stands before the number may touch it.
    let digits = number.iter().rev().take_while(|letter| letter.is_ascii_digit()).count();
    std::str::from_utf8(number.get(number.len() - digits..)?).ok()?.parse().ok()
}

/// Where a word stands, each time.
pub(super) fn places<'a>(
    bytes: &'a [u8],
    word: &'a [u8],
) -> impl DoubleEndedIterator<Item = usize> + 'a {
    let windows = bytes.windows(word.len()).enumerate();
    windows.filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

/// Where a word stands last.
pub(super) fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    places(bytes, word).next_back()
}
