//! Incidents as CSV for a spreadsheet. Without names, and without where their reporters stood: a file
//! goes its own ways.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{
    list::{self, IncidentFilter, Within},
    list_store::IncidentKey,
    model::{Incident, IncidentStatus, Severity},
    sight::Shown,
};
use crate::{
    mysrs::unit,
    shared::{
        clock::Instant,
        csv,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::PatrolUnitId,
        language::Language,
        page::{self, PageRequest},
    },
};

/// So many days a file of a state, or of all, has at most.
const MOST_DAYS: i64 = 366;

/// A file of incidents that is being written.
#[derive(Debug)]
pub struct IncidentsFile {
    within: Within,
    filter: IncidentFilter,
    language: Language,
    /// What the units are called that have come.
    units: HashMap<PatrolUnitId, String>,
    after: Option<IncidentKey>,
    written: Written,
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Nothing,
    Some,
    Everything,
}

/// Begins a file of incidents as CSV, the latest first: a line for each with the times in Malaysia. Of a
/// state, or of all, it has to say since when, at most 366 days before it ends.
pub async fn incidents_file(
    ctx: &Ctx,
    within: Within,
    filter: IncidentFilter,
) -> Result<IncidentsFile> {
    list::authorize(ctx, &within).await?;
    if matches!(within, Within::State(_) | Within::Nation) {
        spanned(&filter, ctx.now())?;
    }
    Ok(IncidentsFile {
        within,
        filter,
        language: ctx.languages.sentences(),
        units: HashMap::new(),
        after: None,
        written: Written::Nothing,
    })
}

/// Goes on only when a file of so much has its bounds.
fn spanned(filter: &IncidentFilter, now: Instant) -> Result<()> {
    let Some(since) = filter.since else {
        return Err(Refusal::of(ErrorCode::Required).at("since").stop());
    };
    if filter.until.unwrap_or(now) - since > TimeDelta::days(MOST_DAYS) {
        let refusal = Refusal::of(ErrorCode::SpanTooLong).at("since");
        return Err(refusal.with("limit", MOST_DAYS).with("unit", "DAYS").stop());
    }
    Ok(())
}

impl IncidentsFile {
    /// The next part of the file, the head first; nothing after the last.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        match self.written {
            Written::Nothing => {
                self.written = Written::Some;
                return Ok(Some(head(self.language)));
            }
            Written::Some => {}
            Written::Everything => return Ok(None),
        }
        let request = PageRequest { limit: page::MOST, backward: false, beyond: self.after };
        let page = list::page_of(ctx, &self.within, &self.filter, &request).await?;
        let Some(last) = page.items.last() else { return Ok(None) };
        self.after = Some((last.incident.happened_at, last.incident.id));
        if !page.has_next {
            self.written = Written::Everything;
        }
        self.learn(ctx, &page.items).await?;
        let mut text = String::new();
        for shown in &page.items {
            let unit = self.units.get(&shown.incident.unit_id).map_or("", String::as_str);
            row(&mut text, &shown.incident, unit, self.language);
        }
        Ok(Some(text))
    }

    /// Learns what the units of these incidents are called.
    async fn learn(&mut self, ctx: &Ctx, shown: &[Shown]) -> Result<()> {
        let mut new: Vec<PatrolUnitId> = shown.iter().map(|one| one.incident.unit_id).collect();
        new.retain(|unit| !self.units.contains_key(unit));
        new.sort_unstable();
        new.dedup();
        if !new.is_empty() {
            let found = unit::units_by_ids(ctx, &new).await?;
            self.units.extend(found.into_iter().map(|unit| (unit.id, unit.name)));
        }
        Ok(())
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
