//! Activities of the next weeks: a gotong-royong and a meeting in every area with a committee.

use super::{Neighbourhood, Planting};
use crate::{
    mykrt::activity::{self, Activity, ActivityKind, ActivityStatus, FieldOfWork, FiveP},
    shared::{error::Result, id::PersonId, language::LocalizedText},
};

/// What is planned: its kind, what it is for, its title, its place, on which day from today, from
/// and until so many minutes after midnight, and for how many people.
struct Plan {
    kind: ActivityKind,
    field_of_work: FieldOfWork,
    five_p: FiveP,
    title: (&'static str, &'static str),
    place: &'static str,
    day: i64,
    minutes: (i64, i64),
    capacity: Option<i64>,
}

const PLANS: [Plan; 2] = [
    Plan {
        kind: ActivityKind::GotongRoyong,
        field_of_work: FieldOfWork::Environment,
        five_p: FiveP::Prevention,
        title: ("Gotong-royong perdana", "Cleaning day"),
        place: "Padang permainan",
        day: 8,
        minutes: (8 * 60, 11 * 60),
        capacity: Some(60),
    },
    Plan {
        kind: ActivityKind::Meeting,
        field_of_work: FieldOfWork::Leadership,
        five_p: FiveP::Evaluation,
        title: ("Mesyuarat jawatankuasa", "Committee meeting"),
        place: "Dewan komuniti",
        day: 14,
        minutes: (20 * 60 + 30, 22 * 60),
        capacity: None,
    },
];

/// Plants the activities of every area that has a secretary.
pub(super) async fn plant(planting: &mut Planting, areas: &[Neighbourhood]) -> Result<()> {
    planting.travel(planting.at(-3, 10 * 60));
    for area in areas {
        let Some(secretary) = area.secretary else { continue };
        for plan in &PLANS {
            add(planting, area, secretary, plan).await?;
        }
    }
    Ok(())
}

async fn add(
    planting: &mut Planting,
    area: &Neighbourhood,
    created_by: PersonId,
    plan: &Plan,
) -> Result<()> {
    let (now, (from, until), (ms, en)) = (planting.ctx.now(), plan.minutes, plan.title);
    let activity = Activity {
        id: planting.ctx.mint(),
        area_id: area.id,
        notice_id: None,
        created_by,
        kind: plan.kind,
        field_of_work: plan.field_of_work,
        five_p: plan.five_p,
        title: LocalizedText::new(ms, en),
        description: None,
        starts_at: planting.at(plan.day, from),
        ends_at: planting.at(plan.day, until),
        place: plan.place.to_owned(),
        latitude: None,
        longitude: None,
        capacity: plan.capacity,
        status: ActivityStatus::Planned,
        cancel_reason: None,
        cancelled_at: None,
        headcount: 0,
        headcount_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    activity::add_activity(planting.work.connection(), &activity).await
}
