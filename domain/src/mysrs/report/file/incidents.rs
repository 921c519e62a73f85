//! The incidents of a month as figures in CSV: how many of a category within an hour of the day, by
//! unit, district or state, written part by part. What has none has no line.

use std::collections::{HashMap, VecDeque};

use super::{
    super::month,
    by::{self, By, Named},
    store::{self, UnitPlace},
};
use crate::{
    mysrs::incident::{self, Within},
    policy::{Action, Target},
    shared::{
        csv,
        ctx::Ctx,
        error::Result,
        id::PatrolUnitId,
        language::{Language, LocalizedText},
        malaysia::Month,
    },
};

/// A file of counted incidents that is being written.
#[derive(Debug)]
pub struct IncidentFiguresFile {
    within: Within,
    by: By,
    month: Month,
    language: Language,
    /// The districts or states that are still to come.
    places: VecDeque<Named>,
    /// The unit that was looked at last.
    after: Option<PatrolUnitId>,
    /// Whether the head was written.
    begun: bool,
}

/// Begins the file of a month's incidents (`2026-03`, Malaysia) of a place, a line for each unit,
/// district or state, category and hour: for the unit's leader, those who write in the committee's
/// name, and the officers there.
pub async fn incident_figures_file(
    ctx: &Ctx,
    within: Within,
    month: &str,
    by: By,
) -> Result<IncidentFiguresFile> {
    ctx.person()?;
    let place = incident::place_of(ctx, &within).await?;
    ctx.authorize(Action::IncidentList, &Target::at(place))?;
    let month = month::read(month)?;
    let places = by::lines_of(ctx, &within, by).await?;
    let language = ctx.languages.sentences();
    Ok(IncidentFiguresFile { within, by, month, language, places, after: None, begun: false })
}

impl IncidentFiguresFile {
    /// The next part of the file, the head first; nothing after the last.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        if !std::mem::replace(&mut self.begun, true) {
            return Ok(Some(head(self.language).to_owned()));
        }
        // A part without incidents has no line, and is not the end.
        loop {
            let part = match self.by {
                By::Unit => self.units(ctx).await?,
                By::District | By::State => self.places(ctx).await?,
            };
            match part {
                Some(text) if text.is_empty() => {}
                part => return Ok(part),
            }
        }
    }

    /// The lines of the next units; nothing after the last.
    async fn units(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        let units = store::all_units_after(ctx.read(), &self.within, self.after).await?;
        let Some(last) = units.last() else { return Ok(None) };
        self.after = Some(last.id);
        let ids: Vec<PatrolUnitId> = units.iter().map(|unit| unit.id).collect();
        let known: HashMap<PatrolUnitId, &UnitPlace> =
            units.iter().map(|unit| (unit.id, unit)).collect();
        let mut text = String::new();
        for count in incident::counts_of_units(ctx, &ids, self.month).await? {
            let Some(unit) = known.get(&count.unit_id) else { continue };
            let place = [&unit.state_code, &unit.district, &unit.area, &unit.unit];
            let figure = (count.hour, count.number);
            self.row(&mut text, place.map(String::as_str), &count.category_name, figure);
        }
        Ok(Some(text))
    }

    /// The lines of the next district or state; nothing after the last.
    async fn places(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        let Some(named) = self.places.pop_front() else { return Ok(None) };
        let Named { within, state_code, district } = &named;
        let mut text = String::new();
        for count in incident::counts_within(ctx, within, self.month).await? {
            let figure = (count.hour, count.number);
            self.row(&mut text, [state_code, district, "", ""], &count.category_name, figure);
        }
        Ok(Some(text))
    }

    fn row(
        &self,
        text: &mut String,
        place: [&str; 4],
        category: &LocalizedText,
        (hour, number): (i64, i64),
    ) {
        let category = category.get(self.language).unwrap_or(&category.ms);
        let mut cells = vec![csv::field(&self.month.write())];
        cells.extend(place.map(csv::field));
        cells.extend([csv::field(category), hour.to_string(), number.to_string()]);
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
}

fn head(language: Language) -> &'static str {
    match language {
        Language::En => "Month,State,District,Area,Unit,Category,Hour,Incidents\r\n",
        Language::Ms | Language::Zh | Language::Ta => {
            "Bulan,Negeri,Daerah,Kawasan,Unit,Kategori,Jam,Insiden\r\n"
        }
    }
}
