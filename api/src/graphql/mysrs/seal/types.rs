//! Seals, and what a comparison with them shows.

use async_graphql::{Context, Description, Enum, Object, SimpleObject};
use domain::mysrs::seal;

use crate::graphql::{connection::connection, context::InRequest as _, scalars::DateTime};

/// A seal of a patrol's log: nothing that it covers can be altered unnoticed.
#[derive(Description)]
pub struct PatrolSeal(pub seal::Seal);

#[Object(use_type_description)]
impl PatrolSeal {
    /// Its number, from 1: the first is made when the patrol ends, each next one when more came in.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// The place in the log of the first row that it seals, from 1. A position is a row too.
    async fn from_row(&self) -> i64 {
        self.0.from_row
    }

    /// The place in the log of the last row that it seals.
    async fn until_row(&self) -> i64 {
        self.0.until_row
    }

    /// Its hash, of what it seals and of the seal before it: 64 hexadecimal digits.
    async fn hash(&self) -> String {
        use std::fmt::Write as _;
        self.0.hash.iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The name of the key that signed it, as `/.well-known/krt-seal-keys.json` lists it.
    async fn key_id(&self) -> &str {
        &self.0.key_id
    }

    /// The code to print: `7F3K-9QXT-2M4N-8RWV`.
    async fn code(&self) -> String {
        seal::shown_code(&self.0.code)
    }

    /// The page on which anybody who has the code sees whether the log is whole, without names or
    /// positions.
    async fn verify_url(&self, context: &Context<'_>) -> domain::Result<String> {
        let base = &context.house()?.config.public_url;
        Ok(format!("{base}/v/{}", seal::shown_code(&self.0.code)))
    }

    /// When it was made.
    async fn sealed_at(&self) -> DateTime {
        DateTime(self.0.sealed_at)
    }
}

connection!(PatrolSealConnection, PatrolSealEdge, PatrolSeal, "seals");

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "seal::Fault")]
pub enum PatrolSealFault {
    /// A seal is missing, or names another one than the one before it.
    SealMissing,
    /// A seal does not say what was signed.
    SealChanged,
    /// A signature is none of this service's key.
    SealForged,
    /// A seal was signed with a key that this service does not have any more.
    KeyUnknown,
    /// A row is not as it was sealed.
    RowChanged,
    /// A row that was sealed is not there.
    RowMissing,
    /// Positions of a track are not as they were sealed, or some of them are not there.
    FixesChanged,
}

/// Where a log breaks first.
#[derive(Clone, Debug, SimpleObject)]
pub struct PatrolSealBreak {
    /// What is wrong.
    pub fault: PatrolSealFault,
    /// The number of the seal.
    pub seal: i64,
    /// The id of the row or the track; null when it is the seal itself.
    pub what: Option<String>,
}

/// What a comparison of a patrol's log with its seals shows.
#[derive(Clone, Debug, SimpleObject)]
pub struct PatrolSealReport {
    /// Whether everything that was sealed is as it was sealed. True also before the first seal, when
    /// nothing is: look at `seals`.
    pub whole: bool,
    /// How many seals there are.
    pub seals: i64,
    /// How many rows they cover. A position is a row too.
    pub sealed_rows: i64,
    /// How many rows wait for their seal: on a patrol that lasts all of them, on one that has ended
    /// what came in within the last minutes.
    pub waiting_rows: i64,
    /// How many rows had texts that changed with the erasure of whoever wrote them.
    pub erased_texts: i64,
    /// How many sealed positions are no longer kept: they were thinned away when they were old, or
    /// went with somebody's account.
    pub positions_not_kept: i64,
    /// The first break; null when there is none.
    pub broken: Option<PatrolSealBreak>,
}

impl From<seal::Report> for PatrolSealReport {
    fn from(report: seal::Report) -> Self {
        Self {
            whole: report.broken.is_none(),
            seals: report.seals,
            sealed_rows: report.sealed_rows,
            waiting_rows: report.waiting_rows,
            erased_texts: report.erased_texts,
            positions_not_kept: report.fixes_not_kept,
            broken: report.broken.map(|broken| PatrolSealBreak {
                fault: broken.fault.into(),
                seal: broken.seal,
                what: broken.what,
            }),
        }
    }
}
