//! Neighbourhoods, from a file with the columns `reference,name,address,postcode,state_code,
//! district_code` and, when wanted, what else the department keeps of an area.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveEnum, ConnectionTrait};
use serde::Serialize;

use super::{
    BadRow, Checked, ImportReport, OnBadRow, Packed, Tell, districts, pack,
    table::{Columns, Row, Table},
    texts, write,
};
use crate::{
    community::{
        model::{AreaStatus, District, NewArea},
        states::known_state,
        store,
    },
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::{ErrorCode, Refusal, Result},
        id::AreaId,
        text,
    },
};

const COLUMNS: Columns = Columns {
    required: &["reference", "name", "address", "postcode", "state_code", "district_code"],
    optional: &[
        "parliament",
        "state_assembly",
        "local_authority",
        "police_district",
        "police_station",
        "status",
        "latitude",
        "longitude",
    ],
};
/// The longest reference number, in characters.
const REFERENCE: usize = 40;
/// The longest name, and the longest of the other short texts.
const NAME: usize = 160;
/// The longest address.
const ADDRESS: usize = 300;
/// The longest code or number.
const SHORT: usize = 24;

/// A row that was checked.
struct AreaRow {
    id: AreaId,
    area: NewArea,
}

/// Brings the areas of a file: adds those whose reference number is new, changes those that
/// differ. A column that the file does not have is left as it stands.
pub async fn import_areas(
    ctx: &Ctx,
    file: &[u8],
    on_bad_row: OnBadRow,
    tell: Tell<'_>,
) -> Result<ImportReport> {
    // Read before the work begins, so that it begins with writing and never has to give way.
    let list = store::list_districts(ctx.db().write(), None).await?;
    let known_districts =
        list.into_iter().map(|district| (district.code.clone(), district)).collect();
    let mut table = Table::open(file, COLUMNS)?;
    let present: Vec<&'static str> =
        COLUMNS.optional.iter().copied().filter(|column| table.has(column)).collect();
    let mut reading = Reading { ctx, districts: known_districts, seen: HashMap::new() };
    let mut checked = Checked::new(table.unknown(COLUMNS));
    while let Some(row) = table.next_row()? {
        checked.keep(row.and_then(|row| reading.area(row)), &mut *tell);
    }
    if !checked.may_write(on_bad_row) {
        return Ok(checked.report);
    }
    let there: HashSet<String> =
        store::area_references(ctx.db().write()).await?.into_iter().collect();
    let known =
        checked.rows.iter().filter(|row| there.contains(&row.area.reference)).count() as u64;
    let now = ctx.now();
    let put = async |work: &crate::shared::work::Work, rows: &[AreaRow]| {
        put(work.connection(), rows, &present, now).await
    };
    write(ctx, checked, known, tell, put).await
}

/// What is needed to check a row.
struct Reading<'a> {
    ctx: &'a Ctx,
    districts: HashMap<String, District>,
    /// Which reference number stood in which line.
    seen: HashMap<String, u64>,
}

impl Reading<'_> {
    fn area(&mut self, row: Row<'_>) -> Result<AreaRow, BadRow> {
        let reference = row.text("reference", REFERENCE)?;
        let area = NewArea {
            name: row.text("name", NAME)?,
            address: row.text("address", ADDRESS)?,
            postcode: postcode(row)?,
            parliament: row.optional("parliament", NAME)?,
            state_assembly: row.optional("state_assembly", NAME)?,
            local_authority: row.optional("local_authority", NAME)?,
            police_district: row.optional("police_district", NAME)?,
            police_station: row.optional("police_station", NAME)?,
            status: status(row)?,
            position: position(row)?,
            sample: false,
            ..self.place(row, reference)?
        };
        if let Some(line) = self.seen.get(&area.reference) {
            let refusal = Refusal::of(ErrorCode::ImportDuplicate);
            return Err(
                row.bad("reference", refusal.with("value", &area.reference).with("line", line))
            );
        }
        self.seen.insert(area.reference.clone(), row.line);
        Ok(AreaRow { id: self.ctx.mint(), area })
    }

    /// An area of this reference number that stands in its state and district, and has nothing
    /// else yet.
    fn place(&self, row: Row<'_>, reference: String) -> Result<NewArea, BadRow> {
        let said = row.text("state_code", SHORT)?;
        let state = known_state(&said).ok_or_else(|| {
            row.bad("state_code", Refusal::of(ErrorCode::StateUnknown).with("code", &said))
        })?;
        let said = row.text("district_code", SHORT)?;
        let district = self.district(state.code, &said).ok_or_else(|| {
            row.bad("district_code", Refusal::of(ErrorCode::DistrictUnknown).with("code", &said))
        })?;
        Ok(NewArea {
            reference,
            name: String::new(),
            address: String::new(),
            postcode: String::new(),
            district_id: district.id,
            state_code: district.state_code.clone(),
            parliament: None,
            state_assembly: None,
            local_authority: None,
            police_district: None,
            police_station: None,
            status: AreaStatus::Active,
            status_reason: None,
            position: None,
            sample: false,
        })
    }

    /// A district of the state by its code as it is stored, as the statistics office writes it
    /// (`1_2`), or by its number alone.
    fn district(&self, state: &str, said: &str) -> Option<&District> {
        let alone = || Some(districts::code(state, districts::number(said).ok()?));
        let code = districts::canonical(said).or_else(alone);
        let found = self.districts.get(said).or_else(|| self.districts.get(&code?))?;
        (found.state_code == state).then_some(found)
    }
}

fn postcode(row: Row<'_>) -> Result<String, BadRow> {
    let postcode = row.text("postcode", SHORT)?;
    if postcode.len() != 5 || !postcode.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(row.bad("postcode", Refusal::of(ErrorCode::PostcodeInvalid)));
    }
    Ok(postcode)
}

fn status(row: Row<'_>) -> Result<AreaStatus, BadRow> {
    let Some(said) = row.optional("status", SHORT)? else {
        return Ok(AreaStatus::Active);
    };
    AreaStatus::try_from_value(&said.to_uppercase()).map_err(|_| {
        let values = AreaStatus::values().join(", ");
        row.bad("status", Refusal::of(ErrorCode::ValueInvalid).with("values", values))
    })
}

/// Both numbers or none.
fn position(row: Row<'_>) -> Result<Option<(f64, f64)>, BadRow> {
    let degrees = |column: &str, most: f64| -> Result<Option<f64>, BadRow> {
        let Some(said) = row.optional(column, SHORT)? else {
            return Ok(None);
        };
        let number = said.parse::<f64>().ok().filter(|number| number.is_finite());
        let number =
            number.ok_or_else(|| row.bad(column, Refusal::of(ErrorCode::NumberInvalid)))?;
        if number.abs() > most {
            return Err(row.bad(column, Refusal::of(ErrorCode::PositionInvalid)));
        }
        Ok(Some(number))
    };
    match (degrees("latitude", 90.0)?, degrees("longitude", 180.0)?) {
        (Some(latitude), Some(longitude)) => Ok(Some((latitude, longitude))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(row.bad("latitude", Refusal::of(ErrorCode::Required))),
        (Some(_), None) => Err(row.bad("longitude", Refusal::of(ErrorCode::Required))),
    }
}

/// The columns that every file fills, in the order of [`values`].
const FILLED: [&str; 7] =
    ["name", "address", "postcode", "state_code", "district_id", "search_text", "sample"];

async fn put<C: ConnectionTrait>(
    connection: &C,
    rows: &[AreaRow],
    present: &[&'static str],
    now: Instant,
) -> Result<u64> {
    let changing: Vec<&str> = FILLED.iter().chain(present).copied().collect();
    let list = |before: &str| -> String {
        changing.iter().map(|column| format!("{before}{column}")).collect::<Vec<_>>().join(", ")
    };
    let set: Vec<String> =
        changing.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let packed = Packed::of(connection);
    let sql = format!(
        "insert into area (id, reference, name, address, postcode, state_code, district_id, \
         parliament, state_assembly, local_authority, police_district, police_station, status, \
         latitude, longitude, search_text, sample, created_at, updated_at) \
         select {id}, {before_district}, {district}, {after_district}, \
         cast({latitude} as double precision), cast({longitude} as double precision), {search}, \
         false, $2, $2 from {rows} where true \
         on conflict (reference) do update set {set}, version = area.version + 1, \
         updated_at = excluded.updated_at \
         where ({before}) is distinct from ({after})",
        id = packed.id(0),
        before_district = texts(1..=5),
        district = packed.id(6),
        after_district = texts(7..=12),
        latitude = texts(13..=13),
        longitude = texts(14..=14),
        search = texts(15..=15),
        rows = packed.rows(),
        set = set.join(", "),
        before = list("area."),
        after = list("excluded."),
    );
    let rows: Vec<_> = rows.iter().map(values).collect();
    db::run(connection, &sql, [pack(&rows)?, now.into()]).await
}

/// The values of a row in the order in which the statement reads them.
fn values(row: &AreaRow) -> impl Serialize + '_ {
    let area = &row.area;
    let search = text::searchable(&format!("{} {} {}", area.name, area.address, area.reference));
    (
        row.id.0.simple(),
        &area.reference,
        &area.name,
        &area.address,
        &area.postcode,
        &area.state_code,
        area.district_id.0.simple(),
        &area.parliament,
        &area.state_assembly,
        &area.local_authority,
        &area.police_district,
        &area.police_station,
        area.status.to_value(),
        area.position.map(|(latitude, _)| latitude),
        area.position.map(|(_, longitude)| longitude),
        search,
    )
}
