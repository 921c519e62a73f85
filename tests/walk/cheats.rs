//! Check-ins on a recorded walk: honest ones, and each way to cheat planted beside them.

use chrono::TimeDelta;
use domain::{
    mysrs::{
        checkpoint::{Checkpoint, CodeSays},
        patrol::{ClockEvidence, Doubt, clock_was_set},
        proof::{Bounds, Judgement, ProofRule, Scanned, Seen},
    },
    shared::{
        clock::Instant,
        id::{CheckInId, CheckpointId, PatrolUnitId, PersonId},
    },
};
use stories::walk::{Step, beside};
use uuid::Uuid;

/// The number of each checkpoint's code: twice it was renewed.
const CODE: u32 = 3;
/// The phone is on for a hundred hours when it sends, in milliseconds.
const ON_FOR: i64 = 360_000_000;

/// A way to cheat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cheat {
    /// The same code once more, a minute later.
    AgainAtOnce,
    /// A photographed code, read 3 km away.
    FromHome,
    /// A code in whose place another one has come.
    Revoked,
    /// Something that is no code of ours.
    Foreign,
    /// A code that somebody made up.
    Forged,
    /// The code of another unit.
    OtherUnit,
    /// A position that an app makes up.
    MadeUp,
    /// A clock that was set, and set back before the sending.
    ClockSet,
}

impl Cheat {
    pub const ALL: [Self; 8] = [
        Self::AgainAtOnce,
        Self::FromHome,
        Self::Revoked,
        Self::Foreign,
        Self::Forged,
        Self::OtherUnit,
        Self::MadeUp,
        Self::ClockSet,
    ];

    /// What it is called in the figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgainAtOnce => "codes replayed a minute later",
            Self::FromHome => "codes replayed 3 km away",
            Self::Revoked => "codes revoked",
            Self::Foreign => "codes foreign",
            Self::Forged => "codes forged",
            Self::OtherUnit => "codes of another unit",
            Self::MadeUp => "check-ins with the mock flag",
            Self::ClockSet => "clocks shifted",
        }
    }

    /// Why it has to be doubted; nothing when it is the phone's clock that shows it.
    const fn doubt(self) -> Option<Doubt> {
        match self {
            Self::AgainAtOnce => Some(Doubt::CodeTooSoon),
            Self::FromHome => Some(Doubt::OutsideRadius),
            Self::Revoked => Some(Doubt::CodeRevoked),
            Self::Foreign | Self::Forged | Self::OtherUnit => Some(Doubt::CodeForeign),
            Self::MadeUp => Some(Doubt::MockLocation),
            Self::ClockSet => None,
        }
    }
}

/// The check-ins of a walk, in their order, with what each is.
#[derive(Debug, Default)]
pub struct CheckIns {
    pub checkpoints: Vec<Checkpoint>,
    pub seen: Vec<Seen>,
    /// Nothing for an honest one.
    pub cheats: Vec<Option<Cheat>>,
}

/// What came of the check-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub planted: usize,
    pub marked: usize,
}

impl CheckIns {
    /// Check-ins on a walk of which these fixes are sound, one after the other in time: three checkpoints
    /// on its way, seven notes, and each cheat three times.
    pub fn on(sound: &[Step]) -> Self {
        let mut check_ins = Self::default();
        let at = |part: usize, of: usize| sound.get(sound.len() * part / of).copied();
        for part in 1..8 {
            if let Some(step) = at(part, 8) {
                check_ins.add(step, Scanned::Nothing, None);
            }
        }
        for number in 1..=3 {
            let Some(there) = at(number, 4) else { continue };
            let checkpoint = checkpoint(number, there);
            let code = says(checkpoint.id, CODE, true);
            check_ins.add(there, code, None);
            for cheat in Cheat::ALL {
                check_ins.plant(cheat, sound, (checkpoint.id, there));
            }
            check_ins.checkpoints.push(checkpoint);
        }
        check_ins
    }

    /// Plants a cheat at a checkpoint that somebody came past here.
    fn plant(&mut self, cheat: Cheat, sound: &[Step], (checkpoint, there): (CheckpointId, Step)) {
        let later = |minutes: i64| nearest(sound, there.at + TimeDelta::minutes(minutes), there);
        let code = says(checkpoint, CODE, true);
        let (step, scanned) = match cheat {
            // A minute on the way may have no fix: whoever stands still is as near.
            Cheat::AgainAtOnce => (Step { at: there.at + TimeDelta::minutes(1), ..there }, code),
            Cheat::FromHome => {
                let step = later(8);
                (Step { position: beside(step.truth, 3_000.0, 0.0), ..step }, code)
            }
            Cheat::Revoked => (later(12), says(checkpoint, CODE - 1, true)),
            Cheat::Foreign => (later(3), Scanned::Foreign),
            Cheat::Forged => (later(4), says(checkpoint, CODE, false)),
            Cheat::OtherUnit => {
                (later(5), says(CheckpointId(Uuid::from_u128(u128::MAX)), CODE, true))
            }
            Cheat::MadeUp => (Step { at: later(20).at, ..there }, code),
            Cheat::ClockSet => (later(2), Scanned::Nothing),
        };
        self.add(step, scanned, Some(cheat));
    }

    fn add(&mut self, step: Step, scanned: Scanned, cheat: Option<Cheat>) {
        let number = u128::try_from(self.seen.len()).unwrap_or_default();
        let checkpoint = match scanned {
            Scanned::Code(says) if says.genuine && says.checkpoint.0 != Uuid::max() => {
                Some(says.checkpoint)
            }
            Scanned::Code(_) | Scanned::Foreign | Scanned::Nothing => None,
        };
        self.seen.push(Seen {
            id: CheckInId(Uuid::from_u128(number)),
            person: PersonId(Uuid::nil()),
            at: step.at,
            position: Some(step.position),
            accuracy_metres: Some(step.accuracy_metres),
            checkpoint,
            scanned,
            mock: cheat == Some(Cheat::MadeUp),
            clock_jumped: was_set(step.at, cheat == Some(Cheat::ClockSet)),
            on_patrol: true,
        });
        self.cheats.push(cheat);
    }

    /// By what they are judged.
    pub fn bounds(&self, rule: ProofRule) -> Bounds {
        Bounds { rule, checkpoints: self.checkpoints.as_slice().into(), past: [].into() }
    }

    /// How many of a cheat were planted, and for how many of them it is seen that they are one.
    pub fn counts(&self, cheat: Cheat, judgement: &Judgement) -> Counts {
        let mut counts = Counts { planted: 0, marked: 0 };
        for ((seen, doubts), planted) in self.seen.iter().zip(&judgement.seen).zip(&self.cheats) {
            if *planted == Some(cheat) {
                counts.planted += 1;
                let is_seen =
                    cheat.doubt().map_or(seen.clock_jumped, |doubt| doubts.contains(&doubt));
                counts.marked += usize::from(is_seen);
            }
        }
        counts
    }

    /// How many honest ones there are, and how many of them are doubted.
    pub fn honest(&self, judgement: &Judgement) -> Counts {
        let honest = || self.cheats.iter().zip(&judgement.seen).zip(&self.seen);
        let planted = honest().filter(|((cheat, _), _)| cheat.is_none()).count();
        let wronged = honest().filter(|((cheat, doubts), seen)| {
            cheat.is_none() && (!doubts.is_empty() || seen.clock_jumped)
        });
        Counts { planted, marked: wronged.count() }
    }
}

/// Whether the phone's clock was set after a record, by what the phone says when it sends ten hours
/// later; whoever cheats has set it three quarters of an hour back.
fn was_set(at: Instant, cheats: bool) -> bool {
    let sent = at + TimeDelta::hours(10);
    let clock = ClockEvidence {
        sent_at: Some(sent),
        sent_monotonic_ms: Some(ON_FOR),
        ..ClockEvidence::default()
    };
    let by_phone = if cheats { at - TimeDelta::minutes(45) } else { at };
    clock_was_set(by_phone, ON_FOR - (sent - at).num_milliseconds(), &clock)
}

fn says(checkpoint: CheckpointId, number: u32, genuine: bool) -> Scanned {
    Scanned::Code(CodeSays { checkpoint, number, genuine })
}

/// The sound fix that was made nearest to a moment; the given one where there is none.
fn nearest(sound: &[Step], at: Instant, or: Step) -> Step {
    sound.iter().min_by_key(|step| (step.at - at).abs()).copied().unwrap_or(or)
}

/// A checkpoint of 50 m on the way.
fn checkpoint(number: usize, there: Step) -> Checkpoint {
    let before = there.at - TimeDelta::days(30);
    Checkpoint {
        id: CheckpointId(Uuid::from_u128(u128::try_from(number).unwrap_or_default())),
        unit_id: PatrolUnitId(Uuid::nil()),
        sector_id: None,
        name: format!("Pos {number}"),
        position: there.truth,
        radius_metres: 50,
        hours: None,
        position_in_order: None,
        code_number: i64::from(CODE),
        code_since: before,
        far_from_area: false,
        version: 1,
        created_at: before,
        ended_at: None,
    }
}
