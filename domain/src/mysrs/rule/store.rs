//! The queries about the rules of patrols.

use sea_orm::ConnectionTrait;

use super::model::{Rule, Weekend};
use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
};

/// The rule that holds at a moment.
pub async fn in_force<C: ConnectionTrait>(connection: &C, at: Instant) -> Result<Rule> {
    let sql = "select team_least, team_leaders, rest_minutes, patrols_a_month, \
               active_patrols_a_month, shift_longest_minutes, certificate_minutes, \
               late_drop_minutes, swap_needs_approval, night_from, night_until, \
               patrol_longest_minutes, shift_reach_minutes \
               from patrol_rule where effective_from <= $1 order by effective_from desc limit 1";
    // The tables came with a rule: somebody has taken it out, or asks for a time before it.
    let rule = db::one(connection, sql, [at.into()]).await?;
    rule.ok_or_else(|| Error::internal("no rule says what holds for patrols"))
}

/// Which days are a weekend in a state at a moment; the days of most states where it has none of its
/// own.
pub async fn weekend_of_state<C: ConnectionTrait>(
    connection: &C,
    state_code: &str,
    at: Instant,
) -> Result<Weekend> {
    // '00' sorts before every state's code.
    let sql = "select days from weekend_rule where state_code in ($1, '00') \
               and effective_from <= $2 order by state_code desc, effective_from desc limit 1";
    let days: Option<String> = db::value(connection, sql, [state_code.into(), at.into()]).await?;
    Ok(Weekend::read(&days.unwrap_or_default()))
}
