//! Rosters of the past and the coming weeks, and patrols that were walked.

use chrono::TimeDelta;

use super::{
    Neighbourhood, Planting,
    ground::{self, Ground},
};
use crate::{
    mysrs::{
        patrol::{self, Evidence, NewCheckIn, NewTrackPoint, PastPatrol},
        roster::{self, Shift, ShiftStatus, template::ShiftTemplate},
    },
    sample::content::patrols::{
        CHECK_IN_NOTES, CHECKPOINTS, PATROL_UNITS, SHIFT_TEMPLATES, WalkPoint, walk,
    },
    shared::{
        clock::Instant,
        error::Result,
        id::{PatrolUnitId, PersonId},
        malaysia,
    },
};

/// A unit's roster reaches from three weeks ago to two weeks from now, every third night.
const FIRST_NIGHT: i64 = -21;
const LAST_NIGHT: i64 = 14;
const NIGHTS_APART: usize = 3;
/// Which of a unit's past shifts were walked with a phone that recorded the way.
const WALKED: [usize; 2] = [FIRST, 4];
/// The first of them.
pub(super) const FIRST: usize = 1;
/// The night on which the first unit's leader walked for long enough for a certificate of attendance.
const LONG_NIGHT: i64 = FIRST_NIGHT - 3;
/// How many rounds they walked: 2 hours and 32 minutes after midnight, of which a certificate takes two.
const ROUNDS: u32 = 3;
/// How long they rest between two rounds.
const REST_SECONDS: u32 = 60;
/// People on one patrol, where the content says nothing.
const TEAM: usize = 3;
/// Every so many of a unit's volunteers, from its leader on, can lead a team.
const LEADERS_APART: usize = 3;
/// The recurring shift of every unit: Saturday nights, for which the shifts that are planned leave room.
const SATURDAY: &str = "6";
/// The time of the first of the usual shifts.
const LATE_EVENING: &str = "23:00";
/// One check-in every so many points of the walk: 8 minutes.
const POINTS_A_CHECK_IN: usize = 32;

/// The way of one of a unit's patrols: so many times the same round.
fn way(area: &Neighbourhood, number: usize, rounds: u32) -> Vec<WalkPoint> {
    let seed = 100 * area.index as u64 + number as u64;
    let round = walk(area.content.latitude, area.content.longitude, seed);
    let lasts = round.last().map_or(0, |point| point.seconds) + REST_SECONDS;
    let later = |by: u32| {
        round.iter().map(move |point| WalkPoint { seconds: point.seconds + by, ..*point })
    };
    (0..rounds).flat_map(|before| later(before * lasts)).collect()
}

/// Where check-ins are made on a round.
pub(super) fn places(area: &Neighbourhood, number: usize) -> impl Iterator<Item = WalkPoint> {
    check_in_places(way(area, number, 1))
}

fn check_in_places(way: Vec<WalkPoint>) -> impl Iterator<Item = WalkPoint> {
    way.into_iter().skip(POINTS_A_CHECK_IN / 2).step_by(POINTS_A_CHECK_IN)
}

/// Plants every unit's roster and patrols; the unit that has a ground walks by its checkpoints.
pub(super) async fn plant(
    planting: &mut Planting,
    areas: &[Neighbourhood],
    ground: Option<&Ground>,
) -> Result<()> {
    for area in areas {
        let Some((unit, members)) = &area.unit else { continue };
        let offset = i64::try_from(area.index % NIGHTS_APART).unwrap_or(0);
        add_template(planting, *unit).await?;
        if ground.is_some_and(|ground| ground.area == area.index) {
            add_long_night(planting, area, *unit, members).await?;
        }
        let nights = (FIRST_NIGHT + offset..=LAST_NIGHT).step_by(NIGHTS_APART);
        for (number, night) in nights.enumerate() {
            let shift = add_shift(planting, area, *unit, members, number, night).await?;
            if night < -1 && WALKED.contains(&number) {
                let mut past = past_patrol(planting, area, &shift, members, (number, 1));
                let here = ground.filter(|ground| ground.area == area.index && number == FIRST);
                if let Some(ground) = here {
                    for (place, check_in) in past.check_ins.iter_mut().enumerate() {
                        check_in.evidence = ground.evidence(planting, place);
                    }
                }
                planting.travel(past.ended_at);
                patrol::add_past_patrol(&mut planting.work, &past).await?;
                if here.is_some() {
                    ground::incidents(planting, &past).await?;
                }
                planting.planted.patrols += 1;
            }
        }
    }
    Ok(())
}

/// Plants the patrol by whose records its leader can issue a certificate to themselves, and to those beside
/// them by vouching for them.
async fn add_long_night(
    planting: &mut Planting,
    area: &Neighbourhood,
    unit: PatrolUnitId,
    members: &[PersonId],
) -> Result<()> {
    let shift = add_shift(planting, area, unit, members, FIRST, LONG_NIGHT).await?;
    let past = past_patrol(planting, area, &shift, members, (FIRST, ROUNDS));
    planting.travel(past.ended_at);
    patrol::add_past_patrol(&mut planting.work, &past).await?;
    planting.planted.patrols += 1;
    Ok(())
}

/// Whether somebody can lead a team, by their place in the unit.
pub(super) fn can_lead(place: usize) -> bool {
    place.is_multiple_of(LEADERS_APART)
}

/// Whose turn it is: somebody who can lead, and so many others. Both take turns, so that nobody goes
/// out more than twice a month and there is room for more; the first patrol that was walked is led by
/// the unit's leader.
fn turn(members: &[PersonId], number: usize, people: usize) -> Vec<PersonId> {
    let of = |leads: bool| -> Vec<PersonId> {
        let placed = members.iter().enumerate();
        placed.filter(|(place, _)| can_lead(*place) == leads).map(|(_, id)| *id).collect()
    };
    let (able, others) = (of(true), of(false));
    let beside = people.saturating_sub(1);
    let leader = able.iter().cycle().skip(number + able.len().saturating_sub(FIRST)).take(1);
    let begin = number * beside + others.len().saturating_sub(FIRST * beside);
    let team = others.iter().cycle().skip(begin).take(beside);
    leader.chain(team).copied().collect()
}

/// Plants the recurring shift from which a unit's months are made.
async fn add_template(planting: &Planting, unit: PatrolUnitId) -> Result<()> {
    let Some(content) = SHIFT_TEMPLATES.first() else { return Ok(()) };
    planting.travel(planting.at(FIRST_NIGHT - 7, 20 * 60));
    let template = ShiftTemplate {
        id: planting.ctx.mint(),
        unit_id: unit,
        name: content.name_ms.to_owned(),
        weekdays: SATURDAY.to_owned(),
        starts_at: LATE_EVENING.to_owned(),
        minutes: i64::from(content.minutes),
        place_id: None,
        team_size: i64::from(content.places),
        from_on: malaysia::day(planting.at(FIRST_NIGHT, 0)),
        until_on: None,
        ended_at: None,
    };
    roster::template::add_template(planting.work.connection(), &template).await
}

async fn add_shift(
    planting: &mut Planting,
    area: &Neighbourhood,
    unit: PatrolUnitId,
    members: &[PersonId],
    number: usize,
    night: i64,
) -> Result<Shift> {
    let template = SHIFT_TEMPLATES.iter().cycle().nth(number + area.index);
    let (starts_at, minutes, places) =
        template.map_or((0, 180, 3), |shift| (shift.starts_at, shift.minutes, shift.places));
    let starts_at = planting.at(night, i64::from(starts_at));
    planting.travel(starts_at - TimeDelta::days(7));
    let content = PATROL_UNITS.iter().find(|unit| unit.area == area.index);
    let shift = Shift {
        id: planting.ctx.mint(),
        unit_id: unit,
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(i64::from(minutes)),
        place: content.map(|unit| unit.meeting_place).unwrap_or_default().to_owned(),
        status: ShiftStatus::Published,
        published_by: members.first().copied().unwrap_or(PersonId(uuid::Uuid::nil())),
        created_at: planting.ctx.now(),
        roster_id: None,
        template_id: None,
        needed: Some(i64::from(places)),
        cancel_reason: None,
        version: 1,
        changed_at: None,
    };
    let people = turn(members, number, usize::try_from(places).unwrap_or(TEAM));
    roster::add_shift(planting.work.connection(), &shift).await?;
    roster::add_shift_members(planting.work.connection(), shift.id, &people).await?;
    planting.planted.shifts += 1;
    Ok(shift)
}

fn past_patrol(
    planting: &Planting,
    area: &Neighbourhood,
    shift: &Shift,
    members: &[PersonId],
    (number, rounds): (usize, u32),
) -> PastPatrol {
    // After the briefing.
    let started_at = shift.starts_at + TimeDelta::minutes(10);
    planting.travel(started_at);
    let walked = way(area, number, rounds);
    let last = walked.last().map_or(0, |point| point.seconds);
    let at = |point: &WalkPoint| started_at + TimeDelta::seconds(i64::from(point.seconds));
    let check_ins = check_in_places(walked.clone())
        .enumerate()
        .map(|(place, point)| check_in(planting, area.index + place, number, &point, at(&point)))
        .collect();
    PastPatrol {
        id: planting.ctx.mint(),
        unit: shift.unit_id,
        shift: shift.id,
        members: turn(
            members,
            number,
            shift.needed.and_then(|it| usize::try_from(it).ok()).unwrap_or(TEAM),
        ),
        started_at,
        ended_at: started_at + TimeDelta::seconds(i64::from(last)) + TimeDelta::minutes(2),
        check_ins,
        track: planting.ctx.mint(),
        points: (0..)
            .zip(&walked)
            .map(|(sequence, point)| fix(sequence, point, at(point)))
            .collect(),
    }
}

fn check_in(
    planting: &Planting,
    place: usize,
    number: usize,
    point: &WalkPoint,
    recorded_at: Instant,
) -> NewCheckIn {
    let checkpoint = CHECKPOINTS.iter().cycle().nth(place).map(|text| (*text).to_owned());
    let note = CHECK_IN_NOTES.iter().cycle().nth(place * 5 + number).map(|text| (*text).to_owned());
    NewCheckIn {
        id: planting.ctx.mint(),
        latitude: Some(point.latitude),
        longitude: Some(point.longitude),
        accuracy_metres: Some(point.accuracy),
        checkpoint,
        // Not every check-in has a story.
        note: note.filter(|_| place.is_multiple_of(2)),
        recorded_at,
        monotonic_ms: None,
        evidence: Evidence::default(),
        photos: Vec::new(),
    }
}

fn fix(sequence: i64, point: &WalkPoint, recorded_at: Instant) -> NewTrackPoint {
    NewTrackPoint {
        sequence,
        segment: 0,
        latitude: point.latitude,
        longitude: point.longitude,
        accuracy_metres: Some(point.accuracy),
        recorded_at,
        monotonic_ms: None,
        mock: None,
    }
}
