//! Replays a recorded walk (GPX 1.1) with cheating planted into it, and prints what the judge thinks of
//! it: leaps and fixes that an app made up among those of the track, and check-ins with replayed, revoked
//! and foreign codes, made-up positions and a shifted clock among honest ones.
//! `cargo run -p stories --bin walk -- walk.gpx`; the file stays where it is. It ends with 1 when a cheat
//! is missed, or an honest point doubted that was not doubted as it was recorded.

mod cheats;

use std::{
    env, fs,
    io::{self, Write as _},
    process::ExitCode,
};

use domain::{
    mysrs::proof::{Bounds, Fix, Log, ProofRule, judge},
    shared::id::{PersonId, TrackId},
};
use stories::walk::{self, Dice, Step, beside};
use uuid::Uuid;

use self::cheats::{Cheat, CheckIns, Counts};

/// The bounds of today, as the tables bring them.
const RULE: ProofRule = ProofRule {
    most_excused_metres: 100,
    vaguest_metres: 200,
    again_after_seconds: 300,
    fastest_metres_a_second: 33,
};

/// Fixes as the judge gets them, of one phone's track.
fn fixes(steps: &[Step], track: u128, mock: bool) -> impl Iterator<Item = Fix> {
    (0..).zip(steps).map(move |(sequence, step): (i64, &Step)| Fix {
        person: PersonId(Uuid::nil()),
        track: TrackId(Uuid::from_u128(track)),
        segment: 0,
        sequence,
        at: step.at,
        position: step.position,
        accuracy_metres: Some(step.accuracy_metres),
        mock,
    })
}

/// Which of these fixes are doubted by themselves.
fn doubted(steps: &[Step]) -> Vec<bool> {
    let log = Log { fixes: fixes(steps, 0, false).collect(), ..Log::default() };
    judge(&log, &Bounds { rule: RULE, checkpoints: [].into(), past: [].into() }).fixes
}

/// A recording says nothing of how exact it is: what phones between houses say of themselves, 4 to 16
/// metres.
fn with_accuracies(mut steps: Vec<Step>) -> Vec<Step> {
    let mut dice = Dice::of(5);
    for step in &mut steps {
        step.accuracy_metres = 4.0 + 12.0 * dice.part();
    }
    steps
}

/// So many fixes that an app made up beside every second one, well within what anybody walks.
fn made_up(steps: &[Step]) -> Vec<Step> {
    let beside_it = |step: &Step| Step { position: beside(step.position, 4.0, 4.0), ..*step };
    steps.iter().step_by(2).map(beside_it).collect()
}

/// What the judge thinks of a recording, as lines to print, and whether every cheat is marked and no
/// honest point doubted that was not before.
fn report(recorded: Vec<Step>) -> (String, bool) {
    let recorded = with_accuracies(recorded);
    let own = doubted(&recorded);
    let mut cheated = recorded;
    let leaps = cheated.len().saturating_sub(50) / 100;
    let planted = walk::plant_leaps(&mut cheated, leaps.max(1), 7);
    let sound = cheated.iter().zip(&own).filter(|(step, is_out)| !step.planted && !**is_out);
    let sound: Vec<Step> = sound.map(|(step, _)| *step).collect();
    let (check_ins, mocked) = (CheckIns::on(&sound), made_up(&sound));
    let all = fixes(&cheated, 0, false).chain(fixes(&mocked, 1, true)).collect();
    let log = Log { seen: check_ins.seen.clone(), fixes: all, ended_at: None };
    let judgement = judge(&log, &check_ins.bounds(RULE));
    let none: &[bool] = &[];
    let of_all = judgement.fixes.as_slice();
    let (of_track, of_app) = of_all.split_at_checked(cheated.len()).unwrap_or((of_all, none));

    let many = |doubted: &[bool]| doubted.iter().filter(|is_out| **is_out).count();
    let both = || cheated.iter().zip(of_track).zip(&own);
    let caught = both().filter(|((step, is_out), _)| step.planted && **is_out).count();
    let wronged =
        both().filter(|((step, is_out), own)| !step.planted && **is_out && !**own).count();
    let honest = check_ins.honest(&judgement);
    let mut cheats = vec![
        ("fixes that leap", Counts { planted, marked: caught }),
        ("fixes with the mock flag", Counts { planted: mocked.len(), marked: many(of_app) }),
    ];
    cheats.extend(Cheat::ALL.map(|cheat| (cheat.name(), check_ins.counts(cheat, &judgement))));

    let mut lines = vec![
        format!("fixes recorded: {}, doubted as recorded: {}", cheated.len(), many(&own)),
        format!("check-ins: {}, honest: {}", check_ins.seen.len(), honest.planted),
    ];
    for (name, Counts { planted, marked }) in &cheats {
        lines.push(format!("{name}: planted {planted}, marked {marked}"));
    }
    lines.push(format!("honest fixes doubted besides: {wronged}"));
    lines.push(format!("honest check-ins doubted: {}", honest.marked));
    let all_are_marked = cheats.iter().all(|(_, counts)| counts.planted == counts.marked);
    (lines.join("\n"), all_are_marked && wronged == 0 && honest.marked == 0)
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
