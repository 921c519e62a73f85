//! The planner against an exact search that shares nothing with it but the words of the problem:
//! on small months no roster may be better than the planned one.

use domain::mysrs::roster::plan::{
    self, Fullness,
    cost::Objective,
    hard,
    model::{Absence, AbsenceKind, Person, Problem, Rules, Seat, Share, Shift, Span, Unfit},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const CASES: u64 = 120;

/// Numbers from a seed (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(u64::try_from(most - least + 1).unwrap())).unwrap()
    }

    fn seat(&mut self, people: usize, shifts: usize) -> Seat {
        let mut one = |of: usize| usize::try_from(self.below(of as u64)).unwrap();
        Seat::of(one(people), one(shifts))
    }
}

/// A small month: now roomy, now tight, now impossible.
fn small_month(number: u64) -> Problem {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (number + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
    let shifts: Vec<Shift> =
        (0..dice.between(2, 5)).map(|day| small_shift(&mut dice, day)).collect();
    let days = i64::try_from(shifts.len()).unwrap();
    let people: Vec<Person> = (0..dice.between(4, 7)).map(|_| somebody(&mut dice, days)).collect();
    let rules = Rules {
        least_team: dice.between(1, 2),
        least_leaders: dice.between(0, 1),
        rest_minutes: [0, 600, 1500][usize::try_from(dice.below(3)).unwrap()],
        cap: dice.between(1, 3).max(dice.between(1, 3)),
    };
    let mut few = |chance: u64| {
        let how_many = if dice.once_in(chance) { dice.below(7) } else { 0 };
        (0..how_many).map(|_| dice.seat(people.len(), shifts.len())).collect::<Vec<Seat>>()
    };
    let (pinned, mut standing) = (few(4), few(2));
    standing.sort_unstable();
    standing.dedup();
    let mut problem = Problem { people, shifts, rules, pinned, standing, seed: number, steps: 0 };
    // As much effort as a month that is planned gets, and no more.
    problem.steps = plan::steps_for(&problem);
    problem
}

fn small_shift(dice: &mut Dice, day: i64) -> Shift {
    // Some begin on the day before, so that two of them overlap or are close to each other.
    let from = (day - i64::from(dice.once_in(3))) * DAY + dice.between(15, 20) * HOUR;
    let least = dice.between(1, 2);
    Shift {
        span: Span { from, until: from + dice.between(2, 6) * HOUR },
        night: !dice.once_in(3),
        weekend: dice.once_in(3),
        least,
        wanted: least + dice.between(0, 1),
    }
}

fn somebody(dice: &mut Dice, days: i64) -> Person {
    let mut it = Person { leads: !dice.once_in(3), ..Person::default() };
    if dice.once_in(8) {
        it.unfit = Some(if dice.once_in(2) { Unfit::NotActive } else { Unfit::NotAdult });
    }
    for day in 0..days {
        let span = Span { from: day * DAY, until: (day + 1) * DAY };
        match dice.below(14) {
            0 => it.absences.push(Absence { kind: AbsenceKind::DayOff, span }),
            1 => it.absences.push(Absence { kind: AbsenceKind::Unavailable, span }),
            2 => it.preferred.push(span),
            3 if day == 0 => {
                it.elsewhere.push(Span { from: span.from, until: span.from + 8 * HOUR });
            }
            _ => {}
        }
    }
    it.already = i64::from(dice.once_in(5));
    it.owes = Share {
        shifts: dice.between(-3, 3) * 50,
        nights: dice.between(-2, 2) * 50,
        weekends: dice.between(-2, 2) * 30,
    };
    it
}

/// The exact search: shift after shift, each with every team that it may have.
struct Exact<'a> {
    problem: &'a Problem,
    pinned: Vec<Seat>,
    teams: Vec<Vec<usize>>,
    best: Option<Objective>,
}

impl<'a> Exact<'a> {
    fn best_of(problem: &'a Problem) -> Objective {
        let mut exact = Self { problem, pinned: Vec::new(), teams: Vec::new(), best: None };
        for seat in &problem.pinned {
            exact.pinned.push(*seat);
            let twice = exact.pinned.iter().filter(|it| *it == seat).count() > 1;
            if twice || !exact.may_be_pinned() {
                exact.pinned.pop();
            }
        }
        exact.go_on();
        exact.best.expect("the empty roster at least")
    }

    /// The people of a set, given by its bits.
    fn members(&self, set: usize) -> Vec<usize> {
        (0..self.problem.people.len()).filter(|person| set >> person & 1 == 1).collect()
    }

    fn may_be_pinned(&self) -> bool {
        let teams: Vec<Vec<usize>> = (0..self.problem.shifts.len())
            .map(|shift| {
                let here = self.pinned.iter().filter(|it| it.shift.0 == shift);
                here.map(|it| it.person.0).collect()
            })
            .collect();
        (0..teams.len()).all(|shift| self.may_join(&teams[..shift], &teams[shift]))
    }

    /// Whether these people may be the team of the next shift after those.
    fn may_join(&self, before: &[Vec<usize>], team: &[usize]) -> bool {
        let Problem { people, shifts, rules, .. } = self.problem;
        let shift = &shifts[before.len()];
        let least = shift.least.max(rules.least_team).max(rules.least_leaders);
        let wanted = usize::try_from(shift.wanted.max(least)).unwrap();
        let followers = team.iter().filter(|person| !people[**person].leads).count();
        if team.len() > wanted || followers + usize::try_from(rules.least_leaders).unwrap() > wanted
        {
            return false;
        }
        let near = |other: &Span| {
            let rest = rules.rest_minutes * 60_000;
            other.from < shift.span.until + rest && shift.span.from < other.until + rest
        };
        team.iter().all(|number| {
            let person = &people[*number];
            let mine = (0..before.len()).filter(|it| before[*it].contains(number));
            let away = person
                .absences
                .iter()
                .any(|it| it.span.from < shift.span.until && shift.span.from < it.span.until);
            person.unfit.is_none()
                && !away
                && !person.elsewhere.iter().any(near)
                && !mine.clone().any(|it| near(&self.problem.shifts[it].span))
                && person.already + i64::try_from(mine.count()).unwrap() < rules.cap
        })
    }

    fn go_on(&mut self) {
        let shift = self.teams.len();
        // These only grow.
        if self.best.is_some_and(|best| self.lacks() > (best.missing, best.lacking, best.open)) {
            return;
        }
        if shift == self.problem.shifts.len() {
            let figures = self.figures();
            self.best = Some(self.best.map_or(figures, |best| best.min(figures)));
            return;
        }
        let fixed: usize =
            (self.pinned.iter().filter(|it| it.shift.0 == shift)).map(|it| 1 << it.person.0).sum();
        let mut sets: Vec<usize> = (0..1_usize << self.problem.people.len()).collect();
        sets.retain(|set| set & fixed == fixed);
        sets.sort_by_key(|set| std::cmp::Reverse(set.count_ones()));
        for set in sets {
            let team = self.members(set);
            if self.may_join(&self.teams, &team) && self.keeps_pins(&team, shift) {
                self.teams.push(team);
                self.go_on();
                self.teams.pop();
            }
        }
    }

    /// Whether those in the team still may have what they are pinned to later.
    fn keeps_pins(&self, team: &[usize], shift: usize) -> bool {
        team.iter().all(|person| {
            let mine = self.teams.iter().filter(|team| team.contains(person)).count();
            let later =
                self.pinned.iter().filter(|it| it.person.0 == *person && it.shift.0 > shift);
            let it = &self.problem.people[*person];
            let all = it.already + i64::try_from(mine + 1 + later.count()).unwrap();
            all <= self.problem.rules.cap
        })
    }

    /// The people missing, the shifts that lack them, and the open places of the teams so far.
    fn lacks(&self) -> (i64, i64, i64) {
        let Problem { people, shifts, rules, .. } = self.problem;
        let mut all = (0, 0, 0);
        for (shift, team) in shifts.iter().zip(&self.teams) {
            let number = i64::try_from(team.len()).unwrap();
            let led = team.iter().filter(|person| people[**person].leads).count();
            let leaders = rules.least_leaders - i64::try_from(led).unwrap();
            let least = shift.least.max(rules.least_team).max(rules.least_leaders);
            let missing = (least - number).max(leaders).max(0);
            all.0 += missing;
            all.1 += missing.min(1);
            all.2 += shift.wanted.max(least) - number;
        }
        all
    }

    /// The figures of the teams, by the words of their definition.
    fn figures(&self) -> Objective {
        let Problem { people, shifts, standing, .. } = self.problem;
        let (missing, lacking, open) = self.lacks();
        let mut all = Objective { missing, lacking, open, ..Objective::default() };
        for (number, person) in people.iter().enumerate() {
            let mine = (0..self.teams.len()).filter(|shift| self.teams[*shift].contains(&number));
            let count = |of: fn(&Shift) -> bool| {
                100 * i64::try_from(mine.clone().filter(|it| of(&shifts[*it])).count()).unwrap()
            };
            let done = 100 * person.already;
            all.shifts += (count(|_| true) + done - person.owes.shifts).pow(2);
            all.nights += (count(|it| it.night) - person.owes.nights).pow(2);
            all.weekends += (count(|it| it.weekend) - person.owes.weekends).pow(2);
            for shift in mine.clone() {
                let span = shifts[shift].span;
                let mut wishes = person.preferred.iter();
                let granted = wishes.any(|it| it.from <= span.from && span.until <= it.until);
                all.against_wishes += i64::from(!person.preferred.is_empty() && !granted);
                all.called += i64::from(!standing.contains(&Seat::of(number, shift)));
            }
        }
        all
    }
}

#[test]
fn no_small_month_has_a_better_roster_than_the_planned_one() {
    let mut seen = [0; 3];
    for number in 0..CASES {
        let problem = small_month(number);
        let planned = plan::plan(&problem);
        let exact = Exact::best_of(&problem);
        assert_eq!(planned.objective, exact, "month {number}: {problem:#?}");
        keeps_rules(&problem, &planned);
        seen[planned.fullness as usize] += 1;
        let possible = exact.missing == 0;
        assert_eq!(planned.fullness != Fullness::Lacking, possible, "month {number}");
        assert!(possible || !planned.gaps.is_empty(), "month {number} names no gap");
        if exact.missing == 0 && exact.open == 0 {
            assert!(planned.shortages.is_empty(), "month {number} is full and still short");
        }
    }
    // The months are of every kind, else they prove little.
    assert!(seen.iter().all(|kind| *kind >= 10), "{seen:?}");
}

/// Only what concerns teams may be broken, and only where a gap says so.
fn keeps_rules(problem: &Problem, planned: &plan::Plan) {
    let broken = hard::all_broken(problem, &planned.seats);
    let gaps: Vec<_> = planned.gaps.iter().flat_map(|gap| gap.broken.clone()).collect();
    for rule in broken {
        assert!(gaps.contains(&rule), "{rule:?} in {problem:#?}");
    }
    for pin in &problem.pinned {
        let refused = planned.refused_pins.iter().any(|it| it.seat == *pin);
        assert!(planned.seats.contains(pin) != refused, "{pin:?} is neither kept nor refused");
    }
}

#[test]
fn a_relaxation_that_is_named_works_and_the_milder_ones_do_not() {
    let mut named = 0;
    for number in 0..CASES {
        let problem = small_month(number);
        let planned = plan::plan(&problem);
        if planned.fullness != Fullness::Lacking {
            continue;
        }
        for relaxation in plan::relaxations(&problem, &planned.objective) {
            named += 1;
            assert_eq!(Exact::best_of(&relaxation.of(&problem)).missing, 0, "month {number}");
            if let plan::relax::Relaxation::Cap(cap) = relaxation {
                let milder = plan::relax::Relaxation::Cap(cap - 1).of(&problem);
                assert!(Exact::best_of(&milder).missing > 0, "month {number}: {cap} is too much");
            }
        }
    }
    assert!(named >= 20, "only {named} relaxations were named");
}
