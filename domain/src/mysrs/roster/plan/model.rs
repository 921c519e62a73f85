//! What a roster is planned from, as plain values. Times are milliseconds since 1970 (UTC).

/// No team is larger, whatever is asked.
const LARGEST_TEAM: i64 = 100;

/// A person, by their place in [`Problem::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonNo(pub usize);

/// A shift, by its place in [`Problem::shifts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShiftNo(pub usize);

/// A person in a shift. The order is by shift, then by person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The shift.
    pub shift: ShiftNo,
    /// Who is in it.
    pub person: PersonNo,
}

impl Seat {
    /// The person with this number in the shift with that one.
    #[must_use]
    pub fn of(person: usize, shift: usize) -> Self {
        Self { shift: ShiftNo(shift), person: PersonNo(person) }
    }
}

/// A time with an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// From this millisecond on.
    pub from: i64,
    /// Until this millisecond, which is no more part of it.
    pub until: i64,
}

impl Span {
    /// Whether both share a moment.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The milliseconds between the end of one and the beginning of the other; below 0 when they
    /// overlap.
    #[must_use]
    pub fn gap(&self, other: &Self) -> i64 {
        self.from.saturating_sub(other.until).max(other.from.saturating_sub(self.until))
    }

    /// Whether all of the other one lies in this one.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

/// Why somebody is not asked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unfit {
    /// They are no active member of the unit.
    NotActive,
    /// They are not of the age that the rule asks for.
    NotAdult,
}

/// Why somebody is not there for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbsenceKind {
    /// A day that they keep free.
    DayOff,
    /// Hours at which they cannot.
    Unavailable,
}

/// A time at which somebody cannot patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Absence {
    /// Why.
    pub kind: AbsenceKind,
    /// When. A shift that overlaps it is not theirs.
    pub span: Span,
}

/// Counts of shifts. What each counts is counted alone: a night at a weekend is in all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Load {
    /// All shifts.
    pub shifts: i64,
    /// Those at night.
    pub nights: i64,
    /// Those at a weekend or on a holiday.
    pub weekends: i64,
}

/// Shares of shifts, in hundredths of a shift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// Of all shifts.
    pub shifts: i64,
    /// Of those at night.
    pub nights: i64,
    /// Of those at a weekend or on a holiday.
    pub weekends: i64,
}

/// Somebody who may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Why they are not asked at all, if so.
    pub unfit: Option<Unfit>,
    /// Whether they can lead a team.
    pub leads: bool,
    /// When they cannot.
    pub absences: Vec<Absence>,
    /// When they would like to. Nothing: they have no wish.
    pub preferred: Vec<Span>,
    /// Shifts that they have elsewhere (another unit, the end of the month before): the rest
    /// between two shifts is kept to these too.
    pub elsewhere: Vec<Span>,
    /// How many patrols of this month they have done or been given outside of this roster: they
    /// count for the limit of the month and as part of their load.
    pub already: i64,
    /// How far they stayed below their share so far ([`super::explain::Story::owes`] of the month
    /// before); below 0 for who did more. At most 100 shifts either way count.
    pub owes: Share,
}

/// A shift that needs people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// When; the end is after the beginning.
    pub span: Span,
    /// Whether it counts as a night.
    pub night: bool,
    /// Whether it counts as a weekend: that differs by state and holiday.
    pub weekend: bool,
    /// So many it needs at least; [`Rules::least_team`] when that is more.
    pub least: i64,
    /// So many it should have, and has at most; the least number when that is more, and never
    /// more than 100.
    pub wanted: i64,
}

/// The rules that hold on the days of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Each team has so many people at least.
    pub least_team: i64,
    /// So many of a team can lead at least.
    pub least_leaders: i64,
    /// So many minutes lie between two shifts of a person at least. Shifts never overlap.
    pub rest_minutes: i64,
    /// So many patrols a person has in the month at most.
    pub cap: i64,
}

impl Rules {
    /// The rest between two shifts in milliseconds.
    #[must_use]
    pub fn rest(&self) -> i64 {
        self.rest_minutes.max(0).saturating_mul(60_000)
    }

    /// So many people this shift needs at least.
    #[must_use]
    pub fn least_of(&self, shift: &Shift) -> i64 {
        shift.least.max(self.least_team).max(self.least_leaders).clamp(0, LARGEST_TEAM)
    }

    /// So many people this shift has at most.
    #[must_use]
    pub fn wanted_of(&self, shift: &Shift) -> i64 {
        shift.wanted.clamp(self.least_of(shift), LARGEST_TEAM)
    }
}

/// All that a roster is planned from. The same problem gives the same roster, everywhere.
///
/// Sizes: meant for up to 1,000 people and 200 shifts; the memory is people × shifts × 70 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Everybody of the unit, also who is not asked (to be told why). In an order that does not
    /// change, such as by id.
    pub people: Vec<Person>,
    /// The shifts of the month.
    pub shifts: Vec<Shift>,
    /// The rules.
    pub rules: Rules,
    /// What people agreed. Where two cannot both be, the one that stands first in this list is
    /// kept.
    pub pinned: Vec<Seat>,
    /// The roster that people know already; empty for a new one. As few of it as possible changes.
    pub standing: Vec<Seat>,
    /// Decides between rosters that are equally good.
    pub seed: u64,
    /// How much is tried at most, in steps (20 to 50 million a second): see
    /// [`super::steps_for`].
    pub steps: u64,
}
