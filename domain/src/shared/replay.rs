//! Writes that a phone may repeat: the same key brings the first outcome again.
//!
//! The key is reserved in the transaction of the write itself, so that two equal requests at once
//! do the work once: the second waits for the first and then finds its outcome. A refusal is
//! remembered too.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    audit::Subject,
    clock::Instant,
    ctx::{Ctx, Tools},
    db,
    error::{Error, ErrorCode, Refusal, Result},
    id::PersonId,
    work::Work,
};
use crate::policy::Permit;

/// The longest key that is taken, in bytes.
const LONGEST_KEY: usize = 128;

/// How long an outcome is remembered.
pub const KEPT_DAYS: i64 = 30;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Done(Uuid),
    Refused(Vec<Refusal>),
}

#[derive(Debug, FromQueryResult)]
struct Row {
    operation: String,
    content_hash: Vec<u8>,
    outcome: serde_json::Value,
}

/// A write that is remembered under its key, if it has one.
#[derive(Debug)]
pub struct Once {
    /// The transaction in which the write happens.
    pub work: Work,
    permit: Permit,
    remembered: Option<Remembered>,
}

#[derive(Clone, Debug)]
struct Remembered {
    person: PersonId,
    key: String,
    operation: &'static str,
    content_hash: Vec<u8>,
}

/// Whether this is the first time.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
pub enum Begun {
    /// Nobody did this under this key: do it, then call [`Once::finish`].
    Fresh(Once),
    /// It was done before, with this id as its outcome.
    Repeat(Uuid),
}

impl Once {
    /// Begins the work of `operation`, which `permit` allows. `content` is everything that the key
    /// stands for.
    pub async fn begin(
        ctx: &Ctx,
        permit: &Permit,
        operation: &'static str,
        key: Option<&str>,
        content: &impl Serialize,
    ) -> Result<Begun> {
        let Some(key) = key else {
            let (work, permit) = (ctx.begin().await?, permit.clone());
            return Ok(Begun::Fresh(Self { work, permit, remembered: None }));
        };
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(Refusal::of(ErrorCode::TooLong)
                .at("idempotencyKey")
                .with("limit", LONGEST_KEY)
                .into());
        }
        let content = serde_json::to_vec(content).map_err(Error::internal)?;
        let remembered = Remembered {
            person: ctx.person()?,
            key: key.to_owned(),
            operation,
            content_hash: Sha256::digest(&content).to_vec(),
        };
        let work = ctx.begin().await?;
        if reserve(&work, &remembered, ctx.now()).await? {
            let permit = permit.clone();
            return Ok(Begun::Fresh(Self { work, permit, remembered: Some(remembered) }));
        }
        recall(&work, &remembered).await
    }

    /// Ends the work: a success is noted in the audit, unless the work has said itself what it did,
    /// and committed with its outcome; a refusal is remembered without what it wrote; and any other
    /// error leaves nothing.
    pub async fn finish<Id: Into<Uuid> + Into<Subject> + Copy>(
        mut self,
        ctx: &Ctx,
        result: Result<Id>,
    ) -> Result<Id> {
        match result {
            Ok(id) => {
                self.work.done_to(&self.permit, id);
                if let Some(remembered) = &self.remembered {
                    settle(&self.work, remembered, &Outcome::Done(id.into())).await?;
                }
                self.work.commit().await?;
                Ok(id)
            }
            Err(Error::Refused(refusals)) => {
                if let Some(remembered) = &self.remembered {
                    let Self { work, .. } = self;
                    drop(work);
                    remember_refusal(ctx, remembered, &refusals).await?;
                }
                Err(Error::Refused(refusals))
            }
            Err(other) => Err(other),
        }
    }
}

async fn reserve(work: &Work, remembered: &Remembered, now: Instant) -> Result<bool> {
    let sql = "insert into replay (person_id, key, operation, content_hash, outcome, created_at) \
               values ($1, $2, $3, $4, $5, $6) on conflict (person_id, key) do nothing";
    let nothing_yet = serde_json::Value::Null;
    let inserted = db::run(
        work.connection(),
        sql,
        [
            remembered.person.0.into(),
            remembered.key.as_str().into(),
            remembered.operation.into(),
            remembered.content_hash.clone().into(),
            nothing_yet.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(inserted == 1)
}

async fn recall(work: &Work, remembered: &Remembered) -> Result<Begun> {
    let sql =
        "select operation, content_hash, outcome from replay where person_id = $1 and key = $2";
    let row: Row = db::one(
        work.connection(),
        sql,
        [remembered.person.0.into(), remembered.key.as_str().into()],
    )
    .await?
    .ok_or_else(|| Refusal::of(ErrorCode::Unavailable).stop())?;
    if row.operation != remembered.operation || row.content_hash != remembered.content_hash {
        return Err(Refusal::of(ErrorCode::IdempotencyMismatch).at("idempotencyKey").into());
    }
    match serde_json::from_value(row.outcome).map_err(Error::internal)? {
        Outcome::Done(id) => Ok(Begun::Repeat(id)),
        Outcome::Refused(refusals) => Err(Error::Refused(refusals)),
    }
}

async fn settle(work: &Work, remembered: &Remembered, outcome: &Outcome) -> Result<()> {
    let outcome = serde_json::to_value(outcome).map_err(Error::internal)?;
    let sql = "update replay set outcome = $3 where person_id = $1 and key = $2";
    db::run(
        work.connection(),
        sql,
        [remembered.person.0.into(), remembered.key.as_str().into(), outcome.into()],
    )
    .await?;
    Ok(())
}

async fn remember_refusal(ctx: &Ctx, remembered: &Remembered, refusals: &[Refusal]) -> Result<()> {
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if reserve(&work, remembered, ctx.now()).await? {
        settle(&work, remembered, &Outcome::Refused(refusals.to_vec())).await?;
    }
    work.commit().await
}

/// Forgets outcomes older than [`KEPT_DAYS`].
pub(super) async fn forget_old(tools: &Tools) -> Result<u64> {
    let before = tools.clock.now() - chrono::TimeDelta::days(KEPT_DAYS);
    let old = db::Old { table: "replay", key: "person_id, key", at: "created_at" };
    db::forget_all(tools.db.write(), old, before).await
}
