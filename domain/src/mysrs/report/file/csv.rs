//! The patrols of a month as CSV, a line for each, written part by part.

use sea_orm::ActiveEnum as _;

use super::{
    super::{model::ReportStatus, month},
    store::{self, AfterPatrol, PatrolLine},
};
use crate::{
    mysrs::incident::{self, Agency, Within},
    policy::{Action, Target},
    shared::{csv, ctx::Ctx, error::Result, language::Language, malaysia::Month},
};

/// A file of patrols that is being written.
#[derive(Debug)]
pub struct PatrolsFile {
    within: Within,
    month: Month,
    language: Language,
    after: Option<AfterPatrol>,
    /// Whether the head was written.
    begun: bool,
}

/// Begins the file of a month's patrols (`2026-03`, Malaysia) of a place: for the unit's leader, the
/// area's committee and the officers there.
pub async fn patrols_file(ctx: &Ctx, within: Within, month: &str) -> Result<PatrolsFile> {
    ctx.person()?;
    let place = incident::place_of(ctx, &within).await?;
    ctx.authorize(Action::PatrolReportRead, &Target::at(place))?;
    let month = month::read(month)?;
    let language = ctx.languages.sentences();
    Ok(PatrolsFile { within, month, language, after: None, begun: false })
}

impl PatrolsFile {
    /// The next part of the file, the head first; nothing after the last.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        if !std::mem::replace(&mut self.begun, true) {
            return Ok(Some(head(self.language).to_owned()));
        }
        let lines = store::patrols_after(ctx.read(), &self.within, self.month, self.after).await?;
        let Some(last) = lines.last() else { return Ok(None) };
        self.after = Some((last.unit_id, last.started_at, last.id));
        let mut text = String::new();
        for line in &lines {
            row(&mut text, line, self.language);
        }
        Ok(Some(text))
    }
}

fn head(language: Language) -> &'static str {
    match language {
        Language::En => {
            "Patrol,State,District,Area,Unit,Began,Ended,Minutes,Proven minutes,Metres,Members,Check-ins,Accepted,\
             Report,Case,Category,People involved,Referred to\r\n"
        }
        Language::Ms | Language::Zh | Language::Ta => {
            "Rondaan,Negeri,Daerah,Kawasan,Unit,Bermula,Tamat,Minit,Minit terbukti,Meter,Anggota,Daftar masuk,\
             Diterima,Laporan,Kes,Kategori,Bilangan terlibat,Dirujuk kepada\r\n"
        }
    }
}

fn row(text: &mut String, line: &PatrolLine, language: Language) {
    let category = line.category.as_ref();
    let category = category.map_or("", |name| name.get(language).unwrap_or(&name.ms));
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let status = line.report.unwrap_or(ReportStatus::NotFinished);
    // Before it is handed in nobody has said.
    let case = line.has_case.filter(|_| status != ReportStatus::NotFinished);
    let cells = [
        csv::field(&line.id.to_string()),
        csv::field(&line.state_code),
        csv::field(&line.district),
        csv::field(&line.area),
        csv::field(&line.unit),
        csv::instant(line.started_at),
        line.ended_at.map(csv::instant).unwrap_or_default(),
        number(line.duration_seconds.map(|seconds| seconds / 60)),
        number(line.proven_seconds.map(|seconds| seconds / 60)),
        line.distance_metres.map(|metres| format!("{metres:.0}")).unwrap_or_default(),
        line.members.to_string(),
        line.check_ins.to_string(),
        line.accepted.to_string(),
        csv::field(stands(status, language)),
        csv::field(case.map_or("", |case| yes_or_no(case, language))),
        csv::field(category),
        number(line.people_involved),
        csv::field(&line.agency.map_or_else(String::new, |agency| referred(agency, language))),
    ];
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

fn yes_or_no(is_so: bool, language: Language) -> &'static str {
    match (is_so, language) {
        (true, Language::En) => "Yes",
        (false, Language::En) => "No",
        (true, Language::Ms | Language::Zh | Language::Ta) => "Ya",
        (false, Language::Ms | Language::Zh | Language::Ta) => "Tidak",
    }
}

fn stands(status: ReportStatus, language: Language) -> &'static str {
    let (ms, en) = match status {
        ReportStatus::NotFinished => ("Belum selesai", "Not finished"),
        ReportStatus::Submitted => ("Dihantar untuk semakan", "Sent for checking"),
        ReportStatus::Checked => ("Disemak PPD", "Checked by PPD"),
        ReportStatus::NeedsUpdate => ("Perlu dikemas kini", "Needs update"),
        ReportStatus::Cancelled => ("Dibatalkan", "Cancelled"),
    };
    if language == Language::En { en } else { ms }
}

fn referred(agency: Agency, language: Language) -> String {
    let (ms, en) = match agency {
        Agency::Police => ("PDRM", "Police"),
        Agency::Council => ("PBT", "Council"),
        Agency::Aadk => return agency.to_value(),
        Agency::ReligiousDepartment => ("Jabatan agama", "Religious department"),
        Agency::Other => ("Lain-lain", "Other"),
    };
    if language == Language::En { en.to_owned() } else { ms.to_owned() }
}
