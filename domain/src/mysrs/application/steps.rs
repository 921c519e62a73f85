//! Every step of an application and of a unit: who, when, why.

use sea_orm::ActiveEnum as _;

use super::model::{Deed, UnitApplication, UnitStep};
use crate::{
    community::approval::Desk,
    mysrs::unit,
    policy::{Action, Target},
    shared::{
        clock::Instant,
        ctx::Ctx,
        db,
        error::Result,
        id::{PatrolUnitId, UnitApplicationId},
        work::Work,
    },
};

const SELECT: &str = "select s.id, s.deed, s.desk, s.from_status, s.to_status, s.person_id, \
                      n.display_name, s.reason, s.due_at, s.taken_at \
                      from unit_step s join person n on n.id = s.person_id";

/// The most steps of a unit that are shown, the newest ones.
const MOST: i64 = 200;

/// A step to be noted.
#[derive(Clone, Debug)]
pub(in crate::mysrs) struct NewStep {
    pub application: Option<UnitApplicationId>,
    pub unit: Option<PatrolUnitId>,
    /// The version that it made: no application has two steps of one number.
    pub number: i64,
    pub deed: Deed,
    pub desk: Desk,
    pub from: Option<String>,
    pub to: String,
    pub reason: Option<String>,
    pub due_at: Option<Instant>,
}

/// Notes a step as the actor's, in the work that takes it.
pub(super) async fn note(ctx: &Ctx, work: &Work, step: NewStep) -> Result<()> {
    let person = ctx.person()?;
    add(work, ctx.mint(), step, person, ctx.now()).await
}

/// Notes a step of somebody.
pub(super) async fn add(
    work: &Work,
    id: crate::shared::id::UnitStepId,
    step: NewStep,
    person: crate::shared::id::PersonId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into unit_step (id, application_id, unit_id, number, deed, desk, from_status, \
               to_status, person_id, reason, due_at, taken_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = [
        id.into(),
        step.application.into(),
        step.unit.into(),
        step.number.into(),
        step.deed.to_value().into(),
        step.desk.to_value().into(),
        step.from.into(),
        step.to.into(),
        person.into(),
        step.reason.into(),
        step.due_at.into(),
        now.into(),
    ];
    db::run(work.connection(), sql, values).await?;
    Ok(())
}

/// Notes that a unit was changed after it had begun.
pub(in crate::mysrs) async fn note_unit_step(
    ctx: &Ctx,
    work: &Work,
    unit: &unit::PatrolUnit,
    (deed, desk): (Deed, Desk),
    to: unit::UnitStatus,
    reason: Option<String>,
) -> Result<()> {
    let step = NewStep {
        application: None,
        unit: Some(unit.id),
        number: unit.version + 1,
        deed,
        desk,
        from: Some(unit.status.to_value()),
        to: to.to_value(),
        reason,
        due_at: None,
    };
    note(ctx, work, step).await
}

/// The steps of an application, in their order. The caller has read the application, and with that
/// the right to see them.
pub async fn steps_of_application(
    ctx: &Ctx,
    application: &UnitApplication,
) -> Result<Vec<UnitStep>> {
    let sql = format!("{SELECT} where s.application_id = $1 order by s.number");
    db::all(ctx.db().write(), &sql, [application.id.into()]).await
}

/// How a unit came to be, and what was decided about it since, in the order of time: its leader, its
/// area's committee and the officers above it.
pub async fn history_of_unit(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<UnitStep>> {
    let place = unit::standing(ctx, id).await?;
    ctx.authorize(Action::UnitHistoryRead, &Target::at(place))?;
    // A unit comes of one application: its own steps follow that one's, each counted by itself.
    let sql = format!(
        "{SELECT} where s.unit_id = $1 \
         order by case when s.application_id is null then 0 else 1 end, s.number desc limit {MOST}"
    );
    let mut steps: Vec<UnitStep> = db::all(ctx.db().write(), &sql, [id.into()]).await?;
    steps.reverse();
    Ok(steps)
}
