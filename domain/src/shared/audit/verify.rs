//! Walking the chain: is every entry as it was when it was sealed?

use std::{fmt, str::FromStr};

use super::{
    chain::{self, BEGINNING, SealKey},
    store::{self, Sealed},
};
use crate::shared::{clock::Instant, db::Db, error::Result, id::AuditEntryId};

/// How many links are read at once.
const AT_ONCE: i64 = 2000;
/// After how long an entry without a seal is overdue: sixty times the sealer's pause.
const OVERDUE: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// A link that somebody kept elsewhere: its position and its hash, `1234:9f…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    position: i64,
    hash: String,
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || "an anchor is a position and a hash, as in 1234:9f86d0…".to_owned();
        let (position, hash) = text.split_once(':').ok_or_else(wanted)?;
        let position = position.parse().map_err(|_| wanted())?;
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wanted());
        }
        Ok(Self { position, hash: hash.to_lowercase() })
    }
}

/// Where the chain breaks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// At which entry, as far as one is named.
    pub entry: Option<AuditEntryId>,
    /// At which position of the chain.
    pub position: i64,
    /// What is wrong, in a sentence.
    pub what: String,
}

impl fmt::Display for Break {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(formatter, "{entry} (link {}): {}", self.position, self.what),
            None => write!(formatter, "link {}: {}", self.position, self.what),
        }
    }
}

/// What a walk along the chain found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Entries that are sealed and were looked at.
    pub sealed: u64,
    /// Entries that wait for their seal.
    pub unsealed: u64,
    /// Entries beside which something was erased.
    pub erased_details: u64,
    /// The newest link, to be kept elsewhere: `1234:9f…`.
    pub newest: Option<String>,
    /// The first break.
    pub broken: Option<Break>,
}

/// Walks the whole chain with its signatures and whatever stands beside the entries.
pub async fn verify(
    db: &Db,
    key: &SealKey,
    anchor: Option<&Anchor>,
    now: Instant,
) -> Result<Report> {
    let mut walk = Walk::default();
    'chain: loop {
        let links = store::list_sealed(db.write(), walk.position, AT_ONCE).await?;
        let last = links.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        for link in &links {
            if let Err(what) = walk.step(link, key, anchor) {
                let position = walk.position + 1;
                walk.report.broken = Some(Break { entry: Some(link.entry_id), position, what });
                break 'chain;
            }
        }
        if last {
            break;
        }
    }
    if walk.report.broken.is_none() {
        walk.report.broken = walk.end(anchor);
    }
    let Walk { mut report, position, .. } = walk;
    for unsealed in store::list_unsealed(db.write()).await? {
        report.unsealed += 1;
        let what = match unsealed.noted_at {
            None => "the entry was removed before it was sealed",
            Some(_) if !unsealed.waits => "the entry has lost its seal",
            Some(at) if at + OVERDUE < now => "the entry waits too long for its seal",
            Some(_) => continue,
        };
        report.broken.get_or_insert_with(|| Break {
            entry: Some(unsealed.id),
            position: position + 1,
            what: what.to_owned(),
        });
    }
    Ok(report)
}

struct Walk {
    position: i64,
    hash: Vec<u8>,
    signed: bool,
    report: Report,
}

impl Default for Walk {
    fn default() -> Self {
        Self { position: 0, hash: BEGINNING.to_vec(), signed: true, report: Report::default() }
    }
}

impl Walk {
    /// Goes on to the next link, or says why that is wrong.
    fn step(
        &mut self,
        sealed: &Sealed,
        key: &SealKey,
        anchor: Option<&Anchor>,
    ) -> Result<(), String> {
        let position = self.position + 1;
        if sealed.position != position {
            return Err(format!(
                "the links from {position} to {} are missing",
                sealed.position - 1
            ));
        }
        let entry = sealed.entry().ok_or("the entry was removed")?;
        if chain::link(&self.hash, position, &entry).as_slice() != sealed.hash {
            return Err("the entry is not as it was sealed, or a link before it is missing".into());
        }
        match (&sealed.salt, &sealed.detail, &sealed.detail_hash) {
            (Some(salt), Some(detail), Some(hash)) => {
                if chain::detail_hash(salt, detail).as_slice() != hash {
                    return Err("what stands beside the entry was changed".into());
                }
            }
            (None, None, Some(_)) => self.report.erased_details += 1,
            (None, None, None) => {}
            _ => return Err("something stands beside the entry that it does not know of".into()),
        }
        self.signed = sealed.signature.is_some();
        if let Some(signature) = &sealed.signature {
            if sealed.key_id.as_deref() != Some(key.id()) {
                return Err("the link was signed with the key of another KRT_SECRET".into());
            }
            if !key.verifies(position, &sealed.hash, signature) {
                return Err("the link's signature is wrong".into());
            }
        }
        if let Some(anchor) = anchor.filter(|anchor| anchor.position == position)
            && anchor.hash != chain::hex(&sealed.hash)
        {
            return Err("the link is not the one that was kept elsewhere".into());
        }
        self.position = position;
        self.hash.clone_from(&sealed.hash);
        self.report.sealed += 1;
        self.report.newest = Some(format!("{position}:{}", chain::hex(&sealed.hash)));
        Ok(())
    }

    /// What is wrong at the newest link.
    fn end(&self, anchor: Option<&Anchor>) -> Option<Break> {
        let what = if !self.signed {
            "the newest link is not signed: links behind it are missing".to_owned()
        } else if let Some(anchor) = anchor.filter(|anchor| anchor.position > self.position) {
            format!("the links up to {}, which was kept elsewhere, are missing", anchor.position)
        } else {
            return None;
        };
        Some(Break { entry: None, position: self.position, what })
    }
}
