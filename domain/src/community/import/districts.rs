//! The department's districts, from a file with the columns
//! `state,district,code_state,code_district,code_state_district`.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;

use super::{
    BadRow, Checked, ImportReport, OnBadRow, Packed, Tell, pack,
    table::{Columns, Row, Table},
    texts, write,
};
use crate::{
    community::{model::District, states::known_state, store},
    shared::{
        ctx::Ctx,
        db,
        error::{ErrorCode, Refusal, Result},
    },
};

const COLUMNS: Columns = Columns {
    required: &["state", "district", "code_state", "code_district", "code_state_district"],
    optional: &[],
};
/// The longest name of a place, in characters.
const NAME: usize = 80;
/// The most digits that stand in a code, with room for leading noughts.
const DIGITS: usize = 4;

/// Brings the districts of a file: adds those whose code is new, changes those that differ.
pub async fn import_districts(
    ctx: &Ctx,
    file: &[u8],
    on_bad_row: OnBadRow,
    tell: Tell<'_>,
) -> Result<ImportReport> {
    let checked = check(ctx, file, &mut *tell)?;
    if !checked.may_write(on_bad_row) {
        return Ok(checked.report);
    }
    let there = store::list_districts(ctx.db().write(), None).await?;
    let there: HashSet<&str> = there.iter().map(|district| district.code.as_str()).collect();
    let known = checked.rows.iter().filter(|row| there.contains(row.code.as_str())).count() as u64;
    write(ctx, checked, known, tell, async |work, rows| put(work.connection(), rows).await).await
}

/// The code of a district in the one form that is stored: `01-02`.
pub(super) fn code(state: &str, number: u32) -> String {
    format!("{state}-{number:02}")
}

/// A district's number within its state.
pub(super) fn number(text: &str) -> Result<u32, Refusal> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number @ 1..=99) if digits => Ok(number),
        _ if digits => Err(Refusal::of(ErrorCode::OutOfRange).with("least", 1).with("most", 99)),
        _ => Err(Refusal::of(ErrorCode::NumberInvalid)),
    }
}

fn check(
    ctx: &Ctx,
    file: &[u8],
    tell: &mut (dyn FnMut(super::Progress) + Send),
) -> Result<Checked<District>> {
    let mut table = Table::open(file, COLUMNS)?;
    let mut checked = Checked::new(table.unknown(COLUMNS));
    let mut seen: HashMap<String, u64> = HashMap::new();
    while let Some(row) = table.next_row()? {
        checked.keep(row.and_then(|row| district(ctx, row, &mut seen)), &mut *tell);
    }
    Ok(checked)
}

fn district(ctx: &Ctx, row: Row<'_>, seen: &mut HashMap<String, u64>) -> Result<District, BadRow> {
    row.text("state", NAME)?;
    let name = row.text("district", NAME)?;
    let state = row.text("code_state", DIGITS)?;
    let state = known_state(&state).ok_or_else(|| {
        row.bad("code_state", Refusal::of(ErrorCode::StateUnknown).with("code", &state))
    })?;
    let number = number(&row.text("code_district", DIGITS)?)
        .map_err(|refusal| row.bad("code_district", refusal))?;
    let code = code(state.code, number);
    let both = row.text("code_state_district", 2 * DIGITS + 1)?;
    if canonical(&both).as_ref() != Some(&code) {
        let refusal = Refusal::of(ErrorCode::ValueInvalid).with("values", &code);
        return Err(row.bad("code_state_district", refusal));
    }
    if let Some(line) = seen.get(&code) {
        let refusal =
            Refusal::of(ErrorCode::ImportDuplicate).with("value", code).with("line", line);
        return Err(row.bad("code_state_district", refusal));
    }
    seen.insert(code.clone(), row.line);
    Ok(District { id: ctx.mint(), code, name, state_code: state.code.to_owned(), sample: false })
}

/// `1_2`, `01-02` and the like in the form that is stored.
pub(super) fn canonical(text: &str) -> Option<String> {
    let (state, district) = text.split_once(['_', '-', '.', '/'])?;
    Some(code(known_state(state)?.code, number(district).ok()?))
}

async fn put<C: ConnectionTrait>(connection: &C, districts: &[District]) -> Result<u64> {
    let packed = Packed::of(connection);
    let sql = format!(
        "insert into district (id, code, name, state_code, sample) \
         select {id}, {texts}, false from {rows} where true \
         on conflict (code) do update set name = excluded.name, state_code = excluded.state_code, \
         sample = excluded.sample where (district.name, district.state_code, district.sample) \
         is distinct from (excluded.name, excluded.state_code, excluded.sample)",
        id = packed.id(0),
        texts = texts(1..=3),
        rows = packed.rows(),
    );
    let rows: Vec<_> = districts
        .iter()
        .map(|district| {
            (district.id.0.simple(), &district.code, &district.name, &district.state_code)
        })
        .collect();
    db::run(connection, &sql, [pack(&rows)?]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_form() {
        for text in ["1_2", "01_02", "01-02", "1.2"] {
            assert_eq!(canonical(text).as_deref(), Some("01-02"), "{text}");
        }
        for text in ["", "12", "17_1", "1_0", "1_100", "1_+2", "S01-02"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_1_to_99() {
        assert_eq!(number("07"), Ok(7));
        assert_eq!(number("0").unwrap_err().code, ErrorCode::OutOfRange);
        assert_eq!(number("9999").unwrap_err().code, ErrorCode::OutOfRange);
        assert_eq!(number("two").unwrap_err().code, ErrorCode::NumberInvalid);
    }
}
