//! Incidents as CSV for a spreadsheet. Without names, and without where their reporters stood: a file
//! goes its own ways.

use std::collections::HashMap;

use super::{
    list::{self, IncidentFilter, Within},
    list_store::IncidentKey,
    model::{Incident, IncidentStatus, Severity},
};
use crate::{
    mysrs::unit,
    shared::{
        csv,
        ctx::Ctx,
        error::Result,
        id::PatrolUnitId,
        language::Language,
        page::{self, PageRequest},
    },
};

/// More than a state has in a year.
const MOST_ROWS: usize = 100_000;

/// Incidents as CSV, the latest first: a line for each with the times in Malaysia, the first 100,000.
pub async fn incidents_csv(ctx: &Ctx, within: &Within, filter: &IncidentFilter) -> Result<String> {
    list::authorize(ctx, within).await?;
    let language = ctx.languages.sentences();
    let mut text = head(language);
    let mut units: HashMap<PatrolUnitId, String> = HashMap::new();
    let mut request =
        PageRequest::<IncidentKey> { limit: page::MOST, backward: false, beyond: None };
    let mut written = 0;
    loop {
        let page = list::page_of(ctx, within, filter, &request).await?;
        let mut new: Vec<PatrolUnitId> =
            page.items.iter().map(|shown| shown.incident.unit_id).collect();
        new.retain(|unit| !units.contains_key(unit));
        new.sort_unstable();
        new.dedup();
        if !new.is_empty() {
            let found = unit::units_by_ids(ctx, &new).await?;
            units.extend(found.into_iter().map(|unit| (unit.id, unit.name)));
        }
        for shown in &page.items {
            let unit = units.get(&shown.incident.unit_id).map_or("", String::as_str);
            row(&mut text, &shown.incident, unit, language);
        }
        written += page.items.len();
        request.beyond =
            page.items.last().map(|last| (last.incident.happened_at, last.incident.id));
        if !page.has_next || written >= MOST_ROWS {
            return Ok(text);
        }
    }
}

fn head(language: Language) -> String {
    let head = match language {
        Language::En => {
            "Serial number,Unit,Happened,Received,Category,Severity,Status,Behaviour,Place,\
             People involved,Latitude,Longitude,Reason"
        }
        _ => {
            "Nombor siri,Unit,Berlaku,Diterima,Kategori,Keterukan,Status,Tingkah laku,Tempat,\
             Bilangan terlibat,Latitud,Longitud,Sebab"
        }
    };
    format!("{head}\r\n")
}

fn row(text: &mut String, incident: &Incident, unit: &str, language: Language) {
    let category = &incident.category_name;
    let category = category.get(language).unwrap_or(&category.ms);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let cells = [
        csv::field(&incident.serial),
        csv::field(unit),
        csv::instant(incident.happened_at),
        csv::instant(incident.received_at),
        csv::field(category),
        csv::field(severity(incident.severity, language)),
        csv::field(status(incident.status, language)),
        csv::field(&incident.behaviour),
        csv::field(incident.place.as_deref().unwrap_or_default()),
        incident.people_involved.map(|people| people.to_string()).unwrap_or_default(),
        number(incident.latitude),
        number(incident.longitude),
        csv::field(incident.status_reason.as_deref().unwrap_or_default()),
    ];
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

fn severity(severity: Severity, language: Language) -> &'static str {
    let (ms, en) = match severity {
        Severity::Low => ("Rendah", "Low"),
        Severity::Medium => ("Sederhana", "Medium"),
        Severity::High => ("Tinggi", "High"),
    };
    if language == Language::En { en } else { ms }
}

fn status(status: IncidentStatus, language: Language) -> &'static str {
    let (ms, en) = match status {
        IncidentStatus::Reported => ("Dilaporkan", "Reported"),
        IncidentStatus::Acknowledged => ("Diakui", "Acknowledged"),
        IncidentStatus::InProgress => ("Dalam tindakan", "In progress"),
        IncidentStatus::Resolved => ("Selesai", "Resolved"),
        IncidentStatus::Closed => ("Ditutup", "Closed"),
    };
    if language == Language::En { en } else { ms }
}
