//! What holds for reports: dated rows, so that a new one changes it from its day on and no program.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use crate::shared::{
    clock::Instant,
    db,
    error::{Error, Result},
};

/// What holds for reports and certificates.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(super) struct ReportRule {
    submit_days: i64,
    check_days: i64,
    gap_minutes: i64,
    least_metres: i64,
    silent_minutes: i64,
}

impl ReportRule {
    /// How long a unit's leader has to hand a report in, or to bring it up to date.
    pub(super) fn to_submit(&self) -> TimeDelta {
        TimeDelta::days(self.submit_days)
    }

    /// How long the district officer has to check it.
    pub(super) fn to_check(&self) -> TimeDelta {
        TimeDelta::days(self.check_days)
    }

    /// Two records that lie no further apart prove the time between them.
    pub(super) fn gap(&self) -> TimeDelta {
        TimeDelta::minutes(self.gap_minutes)
    }

    /// A patrol of which nothing was recorded for longer after its beginning is looked at by a person.
    pub(super) fn silent(&self) -> TimeDelta {
        TimeDelta::minutes(self.silent_minutes)
    }

    /// A track that leads less far than this proves nothing, in metres.
    pub(super) fn least_metres(&self) -> f64 {
        i32::try_from(self.least_metres).map_or(f64::INFINITY, f64::from)
    }
}

/// The rule that holds at a moment.
pub(super) async fn in_force<C: ConnectionTrait>(
    connection: &C,
    at: Instant,
) -> Result<ReportRule> {
    let sql = "select submit_days, check_days, gap_minutes, least_metres, silent_minutes \
               from report_rule \
               where effective_from <= $1 order by effective_from desc limit 1";
    // The tables came with a rule: somebody has taken it out.
    let rule = db::one(connection, sql, [at.into()]).await?;
    rule.ok_or_else(|| Error::internal("no rule says what holds for reports"))
}
