//! The rules for terms with their dates. A term keeps the rule under which it was given.

use serde::Serialize;

use super::{model::TermRegime, regime_store};
use crate::{
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
    },
};

/// The longest pause that a rule may ask for, in days: ten years.
const LONGEST_BREAK: i64 = 3_653;

/// What headquarters decides of a rule; what is not given stays as it is.
#[derive(Clone, Debug, Serialize)]
pub struct RegimeChange {
    /// Which rule, by its code.
    pub code: String,
    /// From when it is in force; an inner none takes it out of force again.
    pub in_force_from: Option<Option<Instant>>,
    /// A pause of so many days ends a row.
    pub break_days: Option<i64>,
    /// Whether terms that began under an earlier rule count.
    pub counts_earlier_terms: Option<bool>,
}

/// Every rule for terms, those without a date last.
pub async fn term_regimes(ctx: &Ctx) -> Result<Vec<TermRegime>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    regime_store::regimes(ctx.read()).await
}

/// Puts a rule for terms in force from a day, or decides what its text leaves open.
pub async fn set_term_regime(ctx: &Ctx, change: &RegimeChange) -> Result<TermRegime> {
    let permit = ctx.authorize(Action::TermRegimeSet, &Target::nothing())?;
    let mut work = ctx.begin().await?;
    let regimes = regime_store::regimes(work.connection()).await?;
    let first = regimes.first().map(|regime| regime.code.clone());
    let found = regimes.into_iter().find(|regime| regime.code == change.code);
    let regime = found.ok_or_else(Error::not_found)?;
    if change.in_force_from.is_some() && first.as_ref() == Some(&regime.code) {
        // Without the first rule there would be times without any.
        return Err(Refusal::of(ErrorCode::TimeInvalid).at("inForceFrom").into());
    }
    let break_days = change.break_days.unwrap_or(regime.break_days);
    if !(1..=LONGEST_BREAK).contains(&break_days) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("breakDays");
        return Err(refusal.with("least", 1).with("most", LONGEST_BREAK).into());
    }
    let regime = TermRegime {
        in_force_from: change.in_force_from.unwrap_or(regime.in_force_from),
        break_days,
        counts_earlier_terms: change.counts_earlier_terms.unwrap_or(regime.counts_earlier_terms),
        ..regime
    };
    regime_store::change_regime(work.connection(), &regime).await?;
    work.audit_alone(&permit).detail("code", regime.code.as_str());
    work.commit().await?;
    Ok(regime)
}
