//! What one check-in shows by itself; pure.

use chrono::TimeDelta;

use super::model::{Bounds, ProofRule, Scanned, Seen};
use crate::{
    mysrs::{
        checkpoint::{Checkpoint, CodeWorth, as_it_was, code},
        patrol::{CheckInMethod, Doubt, Evidence},
    },
    shared::{clock::Instant, geo::Position, id::CheckpointId, secret::Secret},
};

/// What somebody scanned.
pub(super) fn scanned(secret: &Secret, evidence: &Evidence) -> Scanned {
    let says_so = matches!(evidence.method, CheckInMethod::Qr | CheckInMethod::Nfc);
    match &evidence.code {
        Some(text) => code::read(secret, text).map_or(Scanned::Foreign, Scanned::Code),
        None if says_so => Scanned::Foreign,
        None => Scanned::Nothing,
    }
}

/// At which checkpoint somebody was: that of the code, when it is one of the unit's, or the one that
/// their phone names.
pub(super) fn checkpoint_of(
    scanned: Scanned,
    named: Option<CheckpointId>,
    checkpoints: &[Checkpoint],
) -> Option<CheckpointId> {
    match scanned {
        Scanned::Code(says) if says.genuine => {
            let ours = checkpoints.iter().any(|checkpoint| checkpoint.id == says.checkpoint);
            if ours { Some(says.checkpoint) } else { named }
        }
        Scanned::Code(_) | Scanned::Foreign | Scanned::Nothing => named,
    }
}

/// What is doubtful about a check-in, whatever else was recorded.
pub(super) fn alone(seen: &Seen, bounds: &Bounds) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if seen.mock {
        doubts.push(Doubt::MockLocation);
    }
    if !seen.on_patrol {
        doubts.push(Doubt::NotOnPatrol);
    }
    match seen.scanned {
        Scanned::Nothing => {}
        Scanned::Foreign => doubts.push(Doubt::CodeForeign),
        Scanned::Code(says) => {
            match code::worth(says, &bounds.checkpoints, &bounds.past, seen.at) {
                CodeWorth::Good => {}
                CodeWorth::Forged | CodeWorth::Foreign => doubts.push(Doubt::CodeForeign),
                CodeWorth::Revoked => doubts.push(Doubt::CodeRevoked),
            }
        }
    }
    let Some(id) = seen.checkpoint else { return doubts };
    let Some(checkpoint) = bounds.checkpoints.iter().find(|checkpoint| checkpoint.id == id) else {
        doubts.push(Doubt::CheckpointUnknown);
        return doubts;
    };
    let gone = checkpoint.ended_at.is_some_and(|ended| seen.at >= ended);
    if gone && !doubts.contains(&Doubt::CodeRevoked) {
        doubts.push(Doubt::CheckpointUnknown);
    }
    let was = as_it_was(checkpoint, &bounds.past, seen.at);
    if was.hours.is_some_and(|hours| !hours.hold(seen.at)) {
        doubts.push(Doubt::ClosedNow);
    }
    doubts.extend(off_the_place(seen, &was, &bounds.rule));
    doubts
}

/// What is recorded so long after the end is still part of it: the way home, and those who had not heard
/// yet that it was over.
pub(in crate::mysrs) const AFTERWARDS: TimeDelta = TimeDelta::minutes(30);

/// Whether something was recorded when the patrol was over.
pub(super) fn is_after(seen: &Seen, ended_at: Option<Instant>) -> bool {
    ended_at.is_some_and(|ended| seen.at - ended > AFTERWARDS)
}

/// What the position says against having been at the checkpoint.
fn off_the_place(seen: &Seen, checkpoint: &Checkpoint, rule: &ProofRule) -> Option<Doubt> {
    let Some(position) = seen.position else { return Some(Doubt::PositionMissing) };
    if is_vague(seen.accuracy_metres, rule) {
        return Some(Doubt::PositionVague);
    }
    let excused = seen.accuracy_metres.unwrap_or(0.0).min(metres(rule.most_excused_metres));
    let beyond = distance(position, checkpoint) - excused > metres(checkpoint.radius_metres);
    beyond.then_some(Doubt::OutsideRadius)
}

fn distance(position: Position, checkpoint: &Checkpoint) -> f64 {
    position.metres_to(checkpoint.position)
}

/// Whether a position is too vague to show anything.
pub(super) fn is_vague(accuracy_metres: Option<f64>, rule: &ProofRule) -> bool {
    accuracy_metres.is_some_and(|accuracy| accuracy > metres(rule.vaguest_metres))
}

/// A whole number of a rule for reckoning with.
#[expect(clippy::cast_precision_loss, reason = "metres and seconds of a rule are far below 2^52")]
pub(super) fn metres(whole: i64) -> f64 {
    whole as f64
}

/// The doubts of a check-in: those that were seen when it came in stay, and these take the place of
/// the others.
pub(super) fn settled(before: &[Doubt], judged: &[Doubt]) -> Vec<Doubt> {
    let stay = before.iter().filter(|doubt| doubt.is_seen_at_once());
    let mut doubts: Vec<Doubt> = stay.chain(judged).copied().collect();
    doubts.sort_unstable();
    doubts.dedup();
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysrs::{
        checkpoint::{DayTime, Hours, PastCheckpoint},
        proof::judge::tests::{bounds, here, seen},
    };

    #[test]
    fn whoever_stands_at_the_checkpoint_is_believed() {
        assert_eq!(alone(&seen(1), &bounds()), []);
        // 60 m away with a radius of 50, and an accuracy of 15.
        let mut near = seen(1);
        near.position = Some(here(60.0));
        near.accuracy_metres = Some(15.0);
        assert_eq!(alone(&near, &bounds()), []);
    }

    #[test]
    fn a_position_has_to_show_it() {
        let doubts = |position: Option<Position>, accuracy: Option<f64>| {
            let one = Seen { position, accuracy_metres: accuracy, ..seen(1) };
            alone(&one, &bounds())
        };
        assert_eq!(doubts(None, None), [Doubt::PositionMissing]);
        assert_eq!(doubts(Some(here(60.0)), Some(5.0)), [Doubt::OutsideRadius]);
        assert_eq!(doubts(Some(here(160.0)), Some(190.0)), [Doubt::OutsideRadius]);
        assert_eq!(doubts(Some(here(10.0)), Some(201.0)), [Doubt::PositionVague]);
        assert_eq!(doubts(Some(here(3_000.0)), Some(5_000.0)), [Doubt::PositionVague]);
        // Nothing is claimed.
        let free = Seen { checkpoint: None, position: None, ..seen(1) };
        assert_eq!(alone(&free, &bounds()), []);
    }

    #[test]
    fn a_code_has_to_be_the_units_and_the_newest() {
        let says = |checkpoint: u128, number: u32, genuine: bool| {
            let checkpoint = CheckpointId(uuid::Uuid::from_u128(checkpoint));
            let says = crate::mysrs::checkpoint::CodeSays { checkpoint, number, genuine };
            alone(&Seen { scanned: Scanned::Code(says), ..seen(1) }, &bounds())
        };
        assert_eq!(says(1, 3, true), []);
        assert_eq!(says(1, 2, true), [Doubt::CodeRevoked]);
        assert_eq!(says(1, 3, false), [Doubt::CodeForeign]);
        assert_eq!(says(9, 3, true), [Doubt::CodeForeign]);
        let foreign = Seen { scanned: Scanned::Foreign, ..seen(1) };
        assert_eq!(alone(&foreign, &bounds()), [Doubt::CodeForeign]);
        let unknown = Seen { checkpoint: Some(CheckpointId(uuid::Uuid::nil())), ..seen(1) };
        assert_eq!(alone(&unknown, &bounds()), [Doubt::CheckpointUnknown]);
        let mock = Seen { mock: true, ..seen(1) };
        assert_eq!(alone(&mock, &bounds()), [Doubt::MockLocation]);
        let elsewhere = Seen { on_patrol: false, ..seen(1) };
        assert_eq!(alone(&elsewhere, &bounds()), [Doubt::NotOnPatrol]);
    }

    #[test]
    fn what_was_changed_since_says_nothing_against_whoever_was_there() {
        // Moved by 300 m, narrowed, and closed at that time of the day, right after the check-in.
        let mut bounds = bounds();
        let mut checkpoints = bounds.checkpoints.to_vec();
        let (was, one) = (checkpoints[0].clone(), seen(1));
        let until = one.at + TimeDelta::seconds(1);
        let past = PastCheckpoint {
            id: was.id,
            version: was.version,
            held_until: until,
            position: was.position,
            radius_metres: was.radius_metres,
            hours: was.hours,
            code_number: was.code_number,
            code_since: was.code_since,
        };
        let (opens, closes) = (DayTime::at(one.at + TimeDelta::hours(1)), DayTime::at(one.at));
        let moved = &mut checkpoints[0];
        moved.position = here(300.0);
        moved.radius_metres = 10;
        moved.hours = Hours::of(opens, closes);
        bounds.checkpoints = checkpoints.into();
        bounds.past = [past].into();
        assert_eq!(alone(&one, &bounds), []);
        let later = Seen { at: until, ..one };
        assert_eq!(alone(&later, &bounds), [Doubt::ClosedNow, Doubt::OutsideRadius]);
        let there = Seen { position: Some(here(300.0)), ..later };
        assert_eq!(alone(&there, &bounds), [Doubt::ClosedNow]);
    }

    #[test]
    fn what_was_seen_at_once_stays() {
        let before = [Doubt::ClockJumped, Doubt::TextCut, Doubt::OutsideRadius];
        assert_eq!(
            settled(&before, &[Doubt::MockLocation]),
            [Doubt::TextCut, Doubt::MockLocation, Doubt::ClockJumped]
        );
    }
}
