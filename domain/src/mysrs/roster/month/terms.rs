//! Everything that a month of a unit is planned and judged by, gathered from the tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::gather_store::{self, Seated, Volunteer};
use crate::{
    identity::PersonStatus,
    mysrs::{
        roster::{
            availability::{Availability, AvailabilityKind, store as availability_store},
            model::Shift,
            plan::{
                self,
                model::{
                    Absence, AbsenceKind, Person, PersonNo, Problem, Rules, Seat, Share, ShiftNo,
                    Span, Unfit,
                },
            },
        },
        rule::{self, Rule, Weekend},
        strength,
        unit::{LARGEST_TEAM, PatrolUnit},
    },
    shared::{
        clock::Instant,
        error::Result,
        id::{PersonId, ShiftId, ShiftTemplateId},
        malaysia::Month,
    },
};

/// So far before and after a month a shift can be too near to one of it: longer than any rest.
const AROUND: TimeDelta = TimeDelta::days(3);
/// Who is away for so long is away for a day, not for some hours.
const WHOLE_DAY: TimeDelta = TimeDelta::days(1);

/// A shift of the month, planned or to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mysrs) struct Slot {
    pub id: ShiftId,
    pub template_id: Option<ShiftTemplateId>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    /// So many people it should have; nothing for one that was published alone.
    pub needed: Option<i64>,
}

impl From<&Shift> for Slot {
    fn from(shift: &Shift) -> Self {
        Self {
            id: shift.id,
            template_id: shift.template_id,
            starts_at: shift.starts_at,
            ends_at: shift.ends_at,
            needed: shift.needed,
        }
    }
}

/// A month of a unit with its people, in the planner's own numbers.
#[derive(Debug)]
pub(in crate::mysrs) struct Terms {
    pub rule: Rule,
    pub people: Vec<Volunteer>,
    pub slots: Vec<Slot>,
    /// Who is in the slots, as far as they belong to the unit.
    pub seated: Vec<Seated>,
    /// Who is in the slots and belongs to the unit no longer.
    pub strays: Vec<Seated>,
    pub problem: Problem,
    people_by_id: BTreeMap<PersonId, usize>,
    slots_by_id: BTreeMap<ShiftId, usize>,
}

impl Terms {
    /// Gathers a month. `slots` are the shifts that are planned or judged: every other shift of
    /// their people counts as one elsewhere, and as done when it lies in the month.
    pub async fn gather<C: ConnectionTrait>(
        connection: &C,
        unit: &PatrolUnit,
        month: Month,
        mut slots: Vec<Slot>,
    ) -> Result<Self> {
        // By what stays when the month is planned again: new shifts get new ids.
        slots.sort_by_key(|slot| (slot.starts_at, slot.template_id, slot.id));
        let rule = rule::in_force(connection, month.begins()).await?;
        let weekend = rule::weekend_of_state(connection, &unit.state_code, month.begins()).await?;
        let adult = strength::rule_in_force(connection, month.begins()).await?.least_age;
        let people = gather_store::list_people(connection, unit.id, unit.area_id).await?;
        let ids: Vec<ShiftId> = slots.iter().map(|slot| slot.id).collect();
        let all = gather_store::list_seated(connection, &ids).await?;
        let around = (month.begins() - AROUND, month.ends() + AROUND);
        let others = gather_store::list_others(connection, unit.id, around).await?;
        let within = (month.begins(), month.ends());
        let alone = gather_store::count_patrols_alone(connection, unit.id, within).await?;
        let said = availability_store::list_of_unit(connection, unit.id, around).await?;
        let debts = gather_store::list_debts(connection, unit.id, &month.write()).await?;
        let people_by_id: BTreeMap<PersonId, usize> =
            people.iter().enumerate().map(|(number, it)| (it.person_id, number)).collect();
        let slots_by_id: BTreeMap<ShiftId, usize> =
            slots.iter().enumerate().map(|(number, it)| (it.id, number)).collect();
        let (seated, strays): (Vec<Seated>, Vec<Seated>) =
            all.into_iter().partition(|seat| people_by_id.contains_key(&seat.person_id));
        let mut persons: Vec<Person> =
            people.iter().map(|it| person(it, adult, debts.get(&it.person_id))).collect();
        let number = |id: &PersonId| people_by_id.get(id).copied();
        let mut at = |id: &PersonId, change: &dyn Fn(&mut Person)| {
            if let Some(person) = number(id).and_then(|number| persons.get_mut(number)) {
                change(person);
            }
        };
        for other in others.iter().filter(|other| !slots_by_id.contains_key(&other.shift_id)) {
            let inside = within.0 <= other.starts_at && other.starts_at < within.1;
            at(&other.person_id, &|person| {
                person.elsewhere.push(span(other.starts_at, other.ends_at));
                person.already += i64::from(inside);
            });
        }
        for (id, count) in &alone {
            at(id, &|person| person.already += count);
        }
        for said in &said {
            at(&said.person_id, &|person| hear(person, said));
        }
        let problem = Problem {
            people: persons,
            shifts: shifts(&slots, &rule, &weekend),
            rules: Rules {
                least_team: rule.team_least,
                least_leaders: rule.team_leaders,
                rest_minutes: rule.rest_minutes,
                cap: rule.patrols_a_month,
            },
            pinned: Vec::new(),
            standing: Vec::new(),
            seed: 0,
            steps: 0,
        };
        Ok(Self { rule, people, slots, seated, strays, problem, people_by_id, slots_by_id })
    }

    /// Somebody's place in a shift, in the planner's numbers.
    pub fn seat(&self, shift: ShiftId, person: PersonId) -> Option<Seat> {
        let shift = self.slots_by_id.get(&shift)?;
        Some(Seat::of(*self.people_by_id.get(&person)?, *shift))
    }

    /// Whether this is one of the shifts.
    pub fn has(&self, shift: ShiftId) -> bool {
        self.slots_by_id.contains_key(&shift)
    }

    /// What the month is judged by once people have left these shifts of another month.
    pub fn once_left<'a>(&self, left: impl IntoIterator<Item = (PersonId, &'a Shift)>) -> Problem {
        let mut problem = self.problem.clone();
        for (person, shift) in left {
            let number = self.people_by_id.get(&person).copied();
            let Some(person) = number.and_then(|number| problem.people.get_mut(number)) else {
                continue;
            };
            let span = span(shift.starts_at, shift.ends_at);
            if let Some(at) = person.elsewhere.iter().position(|it| *it == span) {
                person.elsewhere.remove(at);
            }
        }
        problem
    }

    /// Somebody by their number.
    pub fn volunteer(&self, number: PersonNo) -> Option<&Volunteer> {
        self.people.get(number.0)
    }

    /// A shift by its number.
    pub fn slot(&self, number: ShiftNo) -> Option<&Slot> {
        self.slots.get(number.0)
    }

    /// Who is in which shift, in the planner's numbers.
    pub fn seats(&self) -> Vec<Seat> {
        let seats = self.seated.iter();
        seats.filter_map(|seat| self.seat(seat.shift_id, seat.person_id)).collect()
    }

    /// What was agreed, in the planner's numbers.
    pub fn pins(&self) -> Vec<Seat> {
        let pinned = self.seated.iter().filter(|seat| seat.pinned);
        pinned.filter_map(|seat| self.seat(seat.shift_id, seat.person_id)).collect()
    }

    /// A seat by ids.
    pub fn named(&self, seat: Seat) -> Option<(ShiftId, PersonId)> {
        Some((self.slot(seat.shift)?.id, self.volunteer(seat.person)?.person_id))
    }

    /// What the roster as it stands means for everybody, in the order of the people.
    pub fn stories(&self) -> Vec<plan::explain::Story> {
        plan::stories_of(&self.problem, &self.seats())
    }

    /// The same for one of them; nothing of somebody who does not belong to the unit.
    pub fn story(&self, person: PersonId) -> Option<plan::explain::Story> {
        let number = PersonNo(*self.people_by_id.get(&person)?);
        Some(plan::story_of(&self.problem, &self.seats(), number))
    }
}

fn person(volunteer: &Volunteer, adult: i64, owes: Option<&Share>) -> Person {
    let active = volunteer.membership_id.is_some() && volunteer.status == PersonStatus::Active;
    let unfit = if !active {
        Some(Unfit::NotActive)
    } else if volunteer.stated_age.is_none_or(|age| age < adult) {
        Some(Unfit::NotAdult)
    } else {
        None
    };
    Person {
        unfit,
        leads: volunteer.leads || volunteer.can_lead,
        owes: owes.copied().unwrap_or_default(),
        ..Person::default()
    }
}

fn hear(person: &mut Person, said: &Availability) {
    let span = span(said.starts_at, said.ends_at);
    let long = said.ends_at - said.starts_at >= WHOLE_DAY;
    let kind = if long { AbsenceKind::DayOff } else { AbsenceKind::Unavailable };
    match said.kind {
        AvailabilityKind::Away => person.absences.push(Absence { kind, span }),
        AvailabilityKind::Preferred => person.preferred.push(span),
    }
}

fn shifts(slots: &[Slot], rule: &Rule, weekend: &Weekend) -> Vec<plan::model::Shift> {
    let shift = |slot: &Slot| plan::model::Shift {
        span: span(slot.starts_at, slot.ends_at),
        night: rule.is_night(slot.starts_at, slot.ends_at),
        weekend: weekend.holds(slot.starts_at),
        least: 0,
        // A shift that was published alone has room for as many as it may name.
        wanted: slot.needed.unwrap_or(LARGEST_TEAM.into()),
    };
    slots.iter().map(shift).collect()
}

fn span(from: Instant, until: Instant) -> Span {
    Span { from: from.timestamp_millis(), until: until.timestamp_millis() }
}

/// These people once each, in the order in which they are locked.
pub(in crate::mysrs) fn in_turn(people: impl IntoIterator<Item = PersonId>) -> Vec<PersonId> {
    people.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
