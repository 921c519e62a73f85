//! Pages of a list by keyset: stable while rows are added, and as quick at the end as at the
//! beginning.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use super::error::{ErrorCode, Refusal, Result};

/// The most items that one page may hold.
pub const MOST: u32 = 100;
/// How many items a page holds when nobody says.
pub const DEFAULT: u32 = 20;

/// Which page is wanted, after Relay's arguments.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// The first so many items, 1 to 100.
    pub first: Option<i32>,
    /// … after this cursor.
    pub after: Option<String>,
    /// The last so many items, 1 to 100.
    pub last: Option<i32>,
    /// … before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// How many items are wanted of the list's beginning; none when it is another part of it.
    pub fn of_beginning(&self) -> Result<Option<u32>> {
        if self.after.is_some() || self.last.is_some() || self.before.is_some() {
            return Ok(None);
        }
        Ok(Some(PageRequest::<()>::from_args(self)?.limit))
    }
}

/// A checked wish for a page whose items are ordered by the key `K`.
#[derive(Clone, Debug)]
pub struct PageRequest<K> {
    /// How many items.
    pub limit: u32,
    /// Whether the list is walked from its end.
    pub backward: bool,
    /// The key beyond which the page begins.
    pub beyond: Option<K>,
}

impl<K> PageRequest<K> {
    /// The first so many.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { limit, backward: false, beyond: None }
    }

    /// One row more than the page holds, to know whether there are others behind it.
    #[must_use]
    pub fn rows(&self) -> u64 {
        u64::from(self.limit) + 1
    }
}

impl<K: DeserializeOwned> PageRequest<K> {
    /// Checks the arguments: `first` with `after`, or `last` with `before`.
    pub fn from_args(args: &PageArgs) -> Result<Self> {
        let (count, cursor, backward) = match (args.first, args.last) {
            (Some(_), Some(_)) => return Err(Refusal::of(ErrorCode::PageInvalid).stop()),
            (None, Some(last)) => (Some(last), &args.before, true),
            (first, None) => (first, &args.after, false),
        };
        let unused = if backward { &args.after } else { &args.before };
        if unused.is_some() {
            return Err(Refusal::of(ErrorCode::PageInvalid).stop());
        }
        let limit = match count {
            None => DEFAULT,
            Some(count) => u32::try_from(count)
                .ok()
                .filter(|count| (1..=MOST).contains(count))
                .ok_or_else(|| Refusal::of(ErrorCode::PageInvalid).stop())?,
        };
        let beyond = cursor.as_deref().map(decode).transpose()?;
        Ok(Self { limit, backward, beyond })
    }

    /// Makes the page from rows fetched in walking order, of which there may be one too many.
    pub fn page<T>(&self, mut rows: Vec<T>) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let beyond = self.beyond.is_some();
        if self.backward {
            rows.reverse();
            Page { items: rows, has_next: beyond, has_previous: more }
        } else {
            Page { items: rows, has_next: more, has_previous: beyond }
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items in the list's order.
    pub items: Vec<T>,
    /// Whether there are items behind the last one.
    pub has_next: bool,
    /// Whether there are items before the first one.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The same page with every item made into something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// The opaque text that stands for a key.
pub fn encode<K: Serialize>(key: &K) -> String {
    // A key is a tuple of plain values, which always has a JSON form.
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| Refusal::of(ErrorCode::CursorInvalid).stop())
}
