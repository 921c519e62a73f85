//! The figures of a month as CSV, a line for each unit, district or state of a place, written part by
//! part: what `patrolMonth` shows, with how many incidents there were.

use std::collections::{HashMap, VecDeque};

use super::{
    super::month::{self, Colour, Share, model::Counts},
    by::{self, By, Named},
    store,
};
use crate::{
    mysrs::incident::{self, Within},
    policy::{Action, Target},
    shared::{csv, ctx::Ctx, error::Result, id::PatrolUnitId, language::Language, malaysia::Month},
};

/// So many districts or states are written at once: each is added up by itself.
const PLACES_AT_ONCE: usize = 20;

/// A file of a month's figures that is being written.
#[derive(Debug)]
pub struct MonthsFile {
    within: Within,
    by: By,
    month: Month,
    active_from: i64,
    /// Whether the reader may list what happened there.
    shows_incidents: bool,
    language: Language,
    /// The districts or states that are still to come.
    places: VecDeque<Named>,
    /// The unit that was written last.
    after: Option<PatrolUnitId>,
    /// Whether the head was written.
    begun: bool,
}

/// Begins the file of a month's figures (`2026-03`, Malaysia) of a place, a line for each of its units,
/// districts or states: for whoever may read its figures. How many incidents there were is for those
/// who may list them, and empty for everybody else.
pub async fn months_file(ctx: &Ctx, within: Within, month: &str, by: By) -> Result<MonthsFile> {
    ctx.person()?;
    let place = incident::place_of(ctx, &within).await?;
    let target = Target::at(place);
    ctx.authorize(Action::PatrolMonthRead, &target)?;
    let month = month::read(month)?;
    let places = by::lines_of(ctx, &within, by).await?;
    Ok(MonthsFile {
        active_from: month::active_from(ctx, month).await?,
        shows_incidents: ctx.may(Action::IncidentList, &target),
        language: ctx.languages.sentences(),
        after: None,
        begun: false,
        within,
        by,
        month,
        places,
    })
}

impl MonthsFile {
    /// The next part of the file, the head first; nothing after the last.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>> {
        if !std::mem::replace(&mut self.begun, true) {
            return Ok(Some(head(self.language).to_owned()));
        }
        let text = match self.by {
            By::Unit => self.units(ctx).await?,
            By::District | By::State => self.places(ctx).await?,
        };
        Ok((!text.is_empty()).then_some(text))
    }

    async fn units(&mut self, ctx: &Ctx) -> Result<String> {
        let mut text = String::new();
        let units = store::units_after(ctx.read(), &self.within, self.month, self.after).await?;
        let Some(last) = units.last() else { return Ok(text) };
        self.after = Some(last.id);
        let ids: Vec<PatrolUnitId> = units.iter().map(|unit| unit.id).collect();
        let mut incidents = HashMap::<PatrolUnitId, i64>::new();
        if self.shows_incidents {
            for count in incident::counts_of_units(ctx, &ids, self.month).await? {
                *incidents.entry(count.unit_id).or_default() += count.number;
            }
        }
        for unit in &units {
            let counts = Counts {
                units: 1,
                active_units: i64::from(unit.patrols >= self.active_from.max(1)),
                patrols: unit.patrols,
                seconds: unit.seconds,
                people: unit.people,
                visited: unit.visited,
                expected: unit.expected,
            };
            let number = incidents.get(&unit.id).copied().unwrap_or_default();
            let incidents = self.shows_incidents.then_some(number);
            let place = [&unit.state_code, &unit.district, &unit.area, &unit.unit];
            self.row(&mut text, place.map(String::as_str), counts, incidents);
        }
        Ok(text)
    }

    async fn places(&mut self, ctx: &Ctx) -> Result<String> {
        let mut text = String::new();
        for _ in 0..PLACES_AT_ONCE {
            let Some(named) = self.places.pop_front() else { break };
            let Named { within, state_code, district } = &named;
            let counts =
                month::store::add_up(ctx.read(), within, self.month, self.active_from).await?;
            let mut incidents = None;
            if self.shows_incidents {
                let counted = incident::counts_within(ctx, within, self.month).await?;
                incidents = Some(counted.iter().map(|count| count.number).sum());
            }
            self.row(&mut text, [state_code, district, "", ""], counts, incidents);
        }
        Ok(text)
    }

    fn row(&self, text: &mut String, place: [&str; 4], counts: Counts, incidents: Option<i64>) {
        let mut cells = vec![csv::field(&self.month.write())];
        cells.extend(place.map(csv::field));
        cells.extend([
            counts.patrols.to_string(),
            hours(counts.seconds),
            counts.people.to_string(),
        ]);
        cells.extend(share((counts.visited, counts.expected), self.language));
        cells.extend(share((counts.active_units, counts.units), self.language));
        cells.push(self.active_from.to_string());
        cells.push(incidents.map(|number| number.to_string()).unwrap_or_default());
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
}

/// Hours with two digits after the point, rounded down.
fn hours(seconds: i64) -> String {
    let hundredths = seconds.max(0) / 36;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A part, its whole, how much of 100 that is, and the plan's colour.
fn share((part, whole): (i64, i64), language: Language) -> [String; 4] {
    let share = Share { part, whole };
    let (ms, en) = match share.colour() {
        Colour::Black => ("Hitam", "Black"),
        Colour::Red => ("Merah", "Red"),
        Colour::Yellow => ("Kuning", "Yellow"),
        Colour::Green => ("Hijau", "Green"),
    };
    [
        part.to_string(),
        whole.to_string(),
        share.percent().map(|percent| percent.to_string()).unwrap_or_default(),
        csv::field(if language == Language::En { en } else { ms }),
    ]
}

fn head(language: Language) -> &'static str {
    match language {
        Language::En => {
            "Month,State,District,Area,Unit,Patrols,Hours,Members,Checkpoints visited,Checkpoints expected,\
             Coverage percent,Coverage colour,Active units,Units,Active percent,Active colour,\
             Active from patrols,Incidents\r\n"
        }
        Language::Ms | Language::Zh | Language::Ta => {
            "Bulan,Negeri,Daerah,Kawasan,Unit,Rondaan,Jam,Anggota,Pos dilawati,Pos dijangka,\
             Peratus liputan,Warna liputan,Unit aktif,Unit semua,Peratus aktif,Warna aktif,\
             Aktif mulai rondaan,Insiden\r\n"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_shares_are_written_as_the_figures_show_them() {
        assert_eq!((hours(0), hours(14_400), hours(5_435)), three("0.00", "4.00", "1.50"));
        assert_eq!(share((2, 4), Language::En), ["2", "4", "50", "\"Yellow\""]);
        assert_eq!(share((0, 0), Language::Ms), ["0", "0", "", "\"Hitam\""]);
    }

    fn three(one: &str, two: &str, three: &str) -> (String, String, String) {
        (one.to_owned(), two.to_owned(), three.to_owned())
    }
}
