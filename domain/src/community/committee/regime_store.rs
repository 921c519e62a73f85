//! The queries about the rules for terms.

use sea_orm::ConnectionTrait;

use super::model::TermRegime;
use crate::shared::{db, error::Result};

/// Every rule for terms, the first one in force first, those without a date last.
pub(crate) async fn regimes<C: ConnectionTrait>(connection: &C) -> Result<Vec<TermRegime>> {
    let sql = "select code, months, terms_in_a_row, extra_terms, break_days, counts_earlier_terms, \
               in_force_from from term_regime order by in_force_from is null, in_force_from, code";
    db::all(connection, sql, []).await
}

/// Writes when a rule is in force and what it asks for.
pub(super) async fn change_regime<C: ConnectionTrait>(
    connection: &C,
    regime: &TermRegime,
) -> Result<()> {
    let sql = "update term_regime set in_force_from = $2, break_days = $3, \
               counts_earlier_terms = $4 where code = $1";
    db::run(
        connection,
        sql,
        [
            regime.code.as_str().into(),
            regime.in_force_from.into(),
            regime.break_days.into(),
            regime.counts_earlier_terms.into(),
        ],
    )
    .await?;
    Ok(())
}
