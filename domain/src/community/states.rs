//! The sixteen states: the only places that the program brings itself.

use sea_orm::Value;
use uuid::Uuid;

use crate::shared::{
    change_log::{Change, Noun, Scope},
    ctx::Ctx,
    db,
    error::Result,
};

/// A state or federal territory as the program knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownState {
    /// Two digits, shared by the statistics office, `MyKad` and the department.
    pub code: &'static str,
    /// Malay name.
    pub name_ms: &'static str,
    /// English name.
    pub name_en: &'static str,
}

macro_rules! states {
    ($($code:literal $ms:literal $en:literal;)*) => {
        &[$(KnownState { code: $code, name_ms: $ms, name_en: $en }),*]
    };
}

/// All states, in the order of their codes.
pub static STATES: &[KnownState] = states! {
    "01" "Johor" "Johor";
    "02" "Kedah" "Kedah";
    "03" "Kelantan" "Kelantan";
    "04" "Melaka" "Malacca";
    "05" "Negeri Sembilan" "Negeri Sembilan";
    "06" "Pahang" "Pahang";
    "07" "Pulau Pinang" "Penang";
    "08" "Perak" "Perak";
    "09" "Perlis" "Perlis";
    "10" "Selangor" "Selangor";
    "11" "Terengganu" "Terengganu";
    "12" "Sabah" "Sabah";
    "13" "Sarawak" "Sarawak";
    "14" "WP Kuala Lumpur" "Kuala Lumpur Federal Territory";
    "15" "WP Labuan" "Labuan Federal Territory";
    "16" "WP Putrajaya" "Putrajaya Federal Territory";
};

/// The known state with this code, written with one digit or two.
#[must_use]
pub fn known_state(code: &str) -> Option<&'static KnownState> {
    let number: u8 = code.parse().ok()?;
    STATES.iter().find(|state| state.code.parse() == Ok(number))
}

/// Puts the sixteen states there, on every database, before anything else needs them. Where they
/// stand already nothing is written.
pub async fn ensure_states(ctx: &Ctx) -> Result<()> {
    let rows: Vec<String> = (0..STATES.len())
        .map(|n| format!("(${}, ${}, ${})", 3 * n + 1, 3 * n + 2, 3 * n + 3))
        .collect();
    let sql = format!(
        "insert into state (code, name_ms, name_en) values {} on conflict (code) do update set \
         name_ms = excluded.name_ms, name_en = excluded.name_en \
         where state.name_ms <> excluded.name_ms or state.name_en <> excluded.name_en",
        rows.join(", ")
    );
    let values =
        STATES.iter().flat_map(|state| [state.code, state.name_ms, state.name_en].map(Value::from));
    let mut work = ctx.begin().await?;
    if db::run(work.connection(), &sql, values).await? > 0 {
        work.tell(Change::new(Scope::Public, Noun::Place, Uuid::nil()));
    }
    work.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_sixteen_states_numbered_in_order() {
        let codes: Vec<String> = STATES.iter().map(|state| state.code.to_owned()).collect();
        let expected: Vec<String> = (1..=16).map(|n| format!("{n:02}")).collect();
        assert_eq!(codes, expected);
        assert!(STATES.iter().all(|state| !state.name_ms.is_empty() && !state.name_en.is_empty()));
    }

    #[test]
    fn a_state_is_known_by_one_digit_or_two() {
        assert_eq!(known_state("1").map(|state| state.name_ms), Some("Johor"));
        assert_eq!(known_state("01"), known_state("1"));
        assert_eq!(known_state("17"), None);
        assert_eq!(known_state("x"), None);
    }
}
