//! A number that a code has confirmed, for what begins with it in other rooms.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    model::Purpose,
    proof::{Proven, unproven},
    store,
};
use crate::shared::{
    clock::Instant,
    ctx::Ctx,
    error::{Refusal, Result},
};

/// A number that a code has confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    /// The code that was given.
    pub code: Uuid,
    /// The number, in E.164.
    pub phone: String,
}

/// Reads a proof that still counts. Whether it was used shows when it is used up.
pub(crate) fn confirmed(
    ctx: &Ctx,
    token: &str,
    purpose: Purpose,
    field: &str,
) -> Result<Confirmed, Refusal> {
    let proven = Proven::read(&ctx.tools().secret, Some(token), purpose, field)?;
    if proven.expires_at <= ctx.now() {
        return Err(unproven(field));
    }
    Ok(Confirmed { code: proven.code, phone: proven.phone })
}

/// Uses a proof up; false when it was used before.
pub(crate) async fn use_up<C: ConnectionTrait>(
    connection: &C,
    confirmed: &Confirmed,
    now: Instant,
) -> Result<bool> {
    store::spend(connection, confirmed.code, now).await
}

/// No code has confirmed the number: what the field lacks, or what was used before.
pub(crate) fn missing(field: &str) -> Refusal {
    unproven(field)
}
