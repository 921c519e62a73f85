//! The sheet with the codes of a unit's checkpoints, for a printer.

use std::collections::HashMap;

use super::{model::Checkpoint, store, visit};
use crate::{
    mysrs::{sector, unit},
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{PatrolUnitId, SectorId},
        language::Language,
        paper::{Code, Paper},
    },
};

/// How wide a code is printed, in points: 74 mm, which a phone reads from a metre away in the light of
/// a torch. Two stand beside each other.
const SIDE: f32 = 210.0;

/// What stands on the sheet beside names.
struct Words {
    title: &'static str,
    how: &'static str,
    code: &'static str,
    none: &'static str,
}

const MALAY: Words = Words {
    title: "Kod pos rondaan",
    how: "Gunting dan lekatkan setiap kod di posnya. Jangan kongsi gambarnya: sesiapa yang ada gambar \
          boleh mengimbas tanpa meronda. Jika itu berlaku, perbaharui kod dan lekatkan yang baharu.",
    code: "Kod",
    none: "Tiada pos rondaan lagi.",
};

const ENGLISH: Words = Words {
    title: "Checkpoint codes",
    how: "Cut out each code and put it up at its checkpoint. Do not share pictures of it: whoever has \
          one can scan it without patrolling. Should that happen, renew the code and put up the new one.",
    code: "Code",
    none: "There are no checkpoints yet.",
};

/// The codes of a unit's checkpoints as a PDF, in the reader's language, by sector and place: for its
/// leader and those who write in its committee's name.
pub async fn sheet(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<u8>> {
    let unit = unit::patrol_unit(ctx, id).await?;
    ctx.authorize(Action::CheckpointCodeRead, &Target::at(unit.place()))?;
    let mut checkpoints = store::list_standing(ctx.db().write(), id).await?;
    let sectors = sector::list_of_unit(ctx.db().write(), id).await?;
    let names: HashMap<SectorId, String> =
        sectors.into_iter().map(|sector| (sector.id, sector.name)).collect();
    let sector = |checkpoint: &Checkpoint| {
        checkpoint.sector_id.and_then(|sector| names.get(&sector)).map(String::as_str)
    };
    // They come by name; what lies in no sector stands last.
    checkpoints.sort_by(|one, other| {
        let key = |checkpoint: &Checkpoint| (sector(checkpoint).is_none(), sector(checkpoint));
        let place = |checkpoint: &Checkpoint| checkpoint.position_in_order.unwrap_or(i64::MAX);
        key(one).cmp(&key(other)).then(place(one).cmp(&place(other)))
    });
    let words = if ctx.languages.sentences() == Language::En { &ENGLISH } else { &MALAY };
    let codes: Vec<Code> = checkpoints
        .iter()
        .map(|checkpoint| Code {
            text: visit::text_of(ctx, checkpoint),
            title: checkpoint.name.clone(),
            note: note(words, sector(checkpoint), checkpoint, &unit.name),
        })
        .collect();
    let mut paper = Paper::new(&format!("{}: {}", words.title, unit.name));
    paper.heading(&format!("{}: {}", words.title, unit.name));
    paper.text(if codes.is_empty() { words.none } else { words.how });
    paper.codes(&codes, SIDE)?;
    Ok(paper.finish())
}

/// The sector, the code's number, the hours and the unit, as far as there are such.
fn note(words: &Words, sector: Option<&str>, checkpoint: &Checkpoint, unit: &str) -> String {
    let number = format!("{} {}", words.code, checkpoint.code_number);
    let hours = checkpoint.hours.map(|hours| format!("{}–{}", hours.opens, hours.closes));
    let parts = [sector.map(str::to_owned), Some(number), hours, Some(unit.to_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
