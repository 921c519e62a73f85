//! Replays a recorded walk (GPX 1.1) with leaps planted into it, and prints what the judge thinks of
//! it: `cargo run -p stories --bin walk -- walk.gpx`. The file stays where it is.

use std::{
    env, fs,
    io::{self, Write as _},
    process::ExitCode,
};

use domain::{
    mysrs::proof::{Bounds, Fix, Log, ProofRule, judge},
    shared::id::{PersonId, TrackId},
};
use stories::walk::{self, Step};
use uuid::Uuid;

/// The bounds of today, as the tables bring them.
const RULE: ProofRule = ProofRule {
    most_excused_metres: 100,
    vaguest_metres: 200,
    again_after_seconds: 300,
    fastest_metres_a_second: 33,
};

/// Which of these fixes are doubted.
fn doubted(steps: &[Step]) -> Vec<bool> {
    let fix = |(sequence, step): (i64, &Step)| Fix {
        person: PersonId(Uuid::nil()),
        track: TrackId(Uuid::nil()),
        segment: 0,
        sequence,
        at: step.at,
        position: step.position,
        accuracy_metres: Some(step.accuracy_metres),
        mock: false,
    };
    let log = Log { fixes: (0..).zip(steps).map(fix).collect(), ..Log::default() };
    judge(&log, &Bounds { rule: RULE, checkpoints: Vec::new() }).fixes
}

/// What the judge thinks of a recording, as lines to print, and whether every planted fix is marked
/// and no other one that was not doubted before.
fn report(recorded: Vec<Step>) -> (String, bool) {
    let own = doubted(&recorded);
    let many = |doubted: &[bool]| doubted.iter().filter(|is_out| **is_out).count();
    let mut cheated = recorded;
    let leaps = cheated.len().saturating_sub(50) / 100;
    let planted = walk::plant_leaps(&mut cheated, leaps.max(1), 7);
    let judged = doubted(&cheated);
    let both = || cheated.iter().zip(&judged).zip(&own);
    let caught = both().filter(|((step, is_out), _)| step.planted && **is_out).count();
    let wronged =
        both().filter(|((step, is_out), own)| !step.planted && **is_out && !**own).count();
    let text = format!(
        "fixes recorded: {}, doubted as recorded: {}\nplanted: {planted}, of them marked: {caught}\n\
         honest and doubted besides: {wronged}",
        cheated.len(),
        many(&own),
    );
    (text, caught == planted && wronged == 0)
}

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("Which GPX file?");
        return ExitCode::FAILURE;
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (text, is_sound) = report(walk::read_gpx(&text));
    // A reader that has gone is no reason to fail: the figures are all that is printed.
    let _ = writeln!(io::stdout(), "{text}");
    if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
