//! How long a month's roster takes: 70 members × 30 nights × one team of 4, and 200 members × 31
//! nights × 3 teams of 4, both near the limit of two patrols a month. Each month is made around a
//! hidden roster, so that one exists; beside that everybody is away on so many of a hundred nights,
//! a third can lead, debts and wishes are mixed, and of three teams two are too near to each other
//! for one person to be in both.
//!
//! Prints a line for each month: name, milliseconds (the median and the longest of the months
//! tried), free places, broken rules, and of the last month: steps, how many have 0, 1 and 2 shifts,
//! and the widest distance from a fair share in hundredths of a shift. `bench-roster [MONTHS]`.

use std::{io::Write as _, process::ExitCode, time::Instant};

use domain::mysrs::roster::plan::{
    self, Plan, hard,
    model::{Absence, AbsenceKind, Person, Problem, Rules, Seat, Share, Shift, Span},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 1 March 2027, 00:00 in Malaysia.
const MONTH: i64 = 1_803_830_400_000;

struct Size {
    name: &'static str,
    members: usize,
    nights: usize,
    teams: usize,
    away: usize,
}

const SIZES: [Size; 6] = [
    Size { name: "70 x 30 x 1", members: 70, nights: 30, teams: 1, away: 20 },
    Size { name: "70 x 30 x 1, half away", members: 70, nights: 30, teams: 1, away: 50 },
    Size { name: "70 x 30 x 1, 85 % away", members: 70, nights: 30, teams: 1, away: 85 },
    Size { name: "200 x 31 x 3", members: 200, nights: 31, teams: 3, away: 20 },
    Size { name: "200 x 31 x 3, half away", members: 200, nights: 31, teams: 3, away: 50 },
    Size { name: "200 x 31 x 3, 85 % away", members: 200, nights: 31, teams: 3, away: 85 },
];

fn main() -> ExitCode {
    let months = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(5);
    let mut all_met = true;
    for size in &SIZES {
        let limit = if size.teams == 1 { 1000 } else { 10_000 };
        all_met &= measure(size, months, limit);
    }
    if all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plans so many months of a size; whether each was full and lawful, and the median in time.
fn measure(size: &Size, months: u64, limit: u128) -> bool {
    let mut millis = Vec::new();
    let (mut open, mut broken, mut last) = (0, 0, String::new());
    for number in 0..months {
        let problem = month(size, number);
        let began = Instant::now();
        let planned = plan::plan(&problem);
        millis.push(began.elapsed().as_millis());
        open += planned.objective.open;
        broken += hard::all_broken(&problem, &planned.seats).len();
        last = fairness(&planned);
    }
    millis.sort_unstable();
    let median = millis.get(millis.len() / 2).copied().unwrap_or_default();
    let longest = millis.last().copied().unwrap_or_default();
    let name = size.name;
    // A reader that has gone is no reason to fail: the figures are all that is printed.
    let _ = writeln!(
        std::io::stdout(),
        "{name}\t{median} ms\t{longest} ms\t{open} open\t{broken} broken\t{last}"
    );
    open == 0 && broken == 0 && median < limit
}

fn fairness(planned: &Plan) -> String {
    let mut counts = [0; 3];
    for story in &planned.stories {
        if let Some(count) = counts.get_mut(story.shifts.len()) {
            *count += 1;
        }
    }
    let widest = |of: fn(&Share) -> i64| {
        planned.stories.iter().map(|story| of(&story.owes).abs()).max().unwrap_or_default()
    };
    let (shifts, nights, weekends) =
        (widest(|it| it.shifts), widest(|it| it.nights), widest(|it| it.weekends));
    let (steps, wishes) = (planned.steps, planned.objective.against_wishes);
    format!(
        "{steps} steps\t{counts:?} have 0, 1, 2\twithin {shifts} of a share, nights {nights}, weekends {weekends}\t{wishes} against wishes"
    )
}

fn month(size: &Size, number: u64) -> Problem {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let shifts: Vec<Shift> = (0..size.nights * size.teams).map(|it| shift(size, it)).collect();
    let mut people: Vec<Person> = (0..size.members).map(|it| member(&mut dice, it)).collect();
    let planted = planted(size, &shifts, &mut dice);
    for night in 0..size.nights {
        let span = night_of(night);
        for (person, it) in people.iter_mut().enumerate() {
            let needed = planted
                .iter()
                .any(|seat| seat.person.0 == person && seat.shift.0 / size.teams == night);
            if !needed && dice.below(100) < size.away {
                it.absences.push(Absence { kind: AbsenceKind::DayOff, span });
            }
        }
    }
    let rules = Rules { least_team: 3, least_leaders: 1, rest_minutes: 600, cap: 2 };
    let mut problem = Problem {
        people,
        shifts,
        rules,
        pinned: Vec::new(),
        standing: Vec::new(),
        seed: number,
        steps: 0,
    };
    problem.steps = plan::steps_for(&problem);
    problem
}

fn night_of(night: usize) -> Span {
    let noon = MONTH + i64::try_from(night).unwrap_or_default() * DAY + 12 * HOUR;
    Span { from: noon, until: noon + DAY }
}

fn shift(size: &Size, number: usize) -> Shift {
    let night = number / size.teams;
    // 23:00, and every second team at 03:00.
    let late = if number % size.teams % 2 == 1 { 15 } else { 11 };
    let from = night_of(night).from + late * HOUR;
    let span = Span { from, until: from + 3 * HOUR };
    let short = number.is_multiple_of(9);
    Shift { span, night: !short, weekend: night % 7 >= 5, least: 4, wanted: 4 }
}

fn member(dice: &mut Dice, number: usize) -> Person {
    let preferred = if dice.below(3) == 0 {
        let nights = (0..31).filter(|night| night % 3 == number % 3);
        nights.map(night_of).collect()
    } else {
        Vec::new()
    };
    let mut half = || (i64::try_from(dice.below(3)).unwrap_or_default() - 1) * 50;
    let owes = Share { shifts: half(), nights: half(), weekends: half() };
    Person { leads: number.is_multiple_of(3), preferred, owes, ..Person::default() }
}

/// A roster that exists: leaders and others take turns in two mixed rows, each person twice at most
/// and never twice in a night.
fn planted(size: &Size, shifts: &[Shift], dice: &mut Dice) -> Vec<Seat> {
    let mut row = |wanted: bool| {
        let mut people: Vec<usize> =
            (0..size.members).filter(|it| it.is_multiple_of(3) == wanted).collect();
        for last in (1..people.len()).rev() {
            people.swap(last, dice.below(last + 1));
        }
        people
    };
    let (leaders, others) = (row(true), row(false));
    let mut leaders = leaders.iter().cycle();
    let spare = shifts.len() * 3 - 2 * others.len().min(shifts.len() * 3 / 2);
    let mut followers = others.iter().cycle();
    let mut seats = Vec::new();
    for shift in 0..shifts.len() {
        let led =
            1 + usize::from(shift * spare / shifts.len() != (shift + 1) * spare / shifts.len());
        let team = leaders.by_ref().take(led).chain(followers.by_ref().take(4 - led));
        seats.extend(team.map(|person| Seat::of(*person, shift)));
    }
    seats
}

/// Numbers from a seed (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % limit).unwrap_or_default()
    }
}
