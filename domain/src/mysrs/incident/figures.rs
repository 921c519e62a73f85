//! Counting incidents, for reports.

use chrono::NaiveDate;

use super::{
    list::{self, Within},
    list_store,
};
use crate::shared::{
    ctx::Ctx,
    error::{ErrorCode, Refusal, Result},
    id::PatrolUnitId,
    language::LocalizedText,
    malaysia::Month,
};

/// How many incidents of a category happened within an hour of the day.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct IncidentCount {
    /// The code of the category.
    pub category_code: String,
    /// The category's name.
    pub category_name: LocalizedText,
    /// The hour of the day in Malaysia, 0 to 23.
    pub hour: i64,
    /// How many.
    pub number: i64,
}

/// How many incidents happened in a month (`2026-03`, Malaysian time), by category and hour of the
/// day; what has none is left out. For the unit's leader, those who write in the committee's name, and
/// the officers above.
pub async fn incident_counts(
    ctx: &Ctx,
    within: &Within,
    month: &str,
) -> Result<Vec<IncidentCount>> {
    list::authorize(ctx, within).await?;
    if !is_month(month) {
        return Err(Refusal::of(ErrorCode::MonthInvalid).at("month").stop());
    }
    list_store::count(ctx.read(), within, ctx.person()?, month).await
}

/// The same of a unit.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(in crate::mysrs) struct UnitIncidentCount {
    pub unit_id: PatrolUnitId,
    pub category_name: LocalizedText,
    pub hour: i64,
    pub number: i64,
}

/// The incidents of a place's month by category and hour. The caller has asked the policy.
pub(in crate::mysrs) async fn counts_within(
    ctx: &Ctx,
    within: &Within,
    month: Month,
) -> Result<Vec<IncidentCount>> {
    list_store::count(ctx.read(), within, ctx.person()?, &month.write()).await
}

/// The incidents of these units in a month, by unit, category and hour. The caller has asked the policy.
pub(in crate::mysrs) async fn counts_of_units(
    ctx: &Ctx,
    units: &[PatrolUnitId],
    month: Month,
) -> Result<Vec<UnitIncidentCount>> {
    list_store::count_of_units(ctx.read(), units, &month.write()).await
}

fn is_month(text: &str) -> bool {
    let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    first.is_ok_and(|first| first.format("%Y-%m").to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::is_month;

    #[test]
    fn a_month_has_four_digits_and_two() {
        assert!(is_month("2026-03") && is_month("1999-12"));
        for wrong in ["2026-13", "2026-3", "26-03", "2026", "", "2026-03-01", "2026-00"] {
            assert!(!is_month(wrong), "{wrong}");
        }
    }
}
