//! Saying what stands in a unit's list: the same for its briefing and for its equipment.

use sea_orm::{FromQueryResult, Value};

use super::store;
use crate::{
    mysrs::unit,
    policy::{Action, Permit, Target},
    shared::{
        audit::Subject,
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId},
    },
};

/// What a unit's list consists of.
pub(super) trait Thing: FromQueryResult + Send + Sync {
    /// Its id, made by the phone.
    type Id: Copy + Send + Sync + Into<Value> + Into<Subject>;
    /// Where it is kept.
    const TABLE: &'static str;
    /// The columns that say what it is.
    const SAID: [&'static str; 2];
    /// By which columns the list is ordered.
    const ORDER: &'static str;
    /// The most that a unit has at once.
    const MOST: usize;
    /// What saying it is.
    const ACTION: Action;

    fn id(&self) -> Self::Id;
    fn unit_id(&self) -> PatrolUnitId;
    /// What it is, as its columns hold it.
    fn said(&self) -> [Value; 2];
    /// Who said so last, and when.
    fn set(&self) -> (PersonId, Instant);
    fn has_ended(&self) -> bool;
}

/// Goes on only when the actor may say what stands in a unit's list.
pub(super) async fn permit<T: Thing>(ctx: &Ctx, unit: PatrolUnitId) -> Result<Permit> {
    let place = unit::standing(ctx, unit).await?;
    ctx.authorize(T::ACTION, &Target::at(place))
}

/// Says what a thing is; the same again changes nothing. The unit's leader and those who write in its
/// committee's name.
pub(super) async fn set<T: Thing>(ctx: &Ctx, permit: &Permit, thing: &T) -> Result<T> {
    let (id, unit) = (thing.id(), thing.unit_id());
    let mut work = ctx.begin().await?;
    // One after the other, so that the number of things stands until this one is there.
    store::lock_unit(work.connection(), unit).await?;
    match store::lookup::<T, _>(work.connection(), id).await? {
        Some(known) if known.unit_id() != unit => {
            return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
        }
        Some(_) => {}
        None => {
            let things = store::list_of_unit::<T, _>(work.connection(), unit).await?;
            if things.iter().filter(|thing| !thing.has_ended()).count() >= T::MOST {
                let many = Refusal::of(ErrorCode::TooMany).at("id").with("limit", T::MOST);
                return Err(many.into());
            }
        }
    }
    store::put(work.connection(), thing).await?;
    work.audit(permit, id);
    work.tell(Change::new(Scope::Unit(unit), Noun::PatrolUnit, unit));
    work.commit().await?;
    store::lookup::<T, _>(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// A thing stands in the list no longer; saying it again changes nothing. The unit's leader and those
/// who write in its committee's name.
pub(super) async fn end<T: Thing>(ctx: &Ctx, id: T::Id) -> Result<T> {
    ctx.person()?;
    let found = store::lookup::<T, _>(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    let unit = found.unit_id();
    let permit = permit::<T>(ctx, unit).await?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::end::<T, _>(work.connection(), id, ctx.now()).await? {
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Unit(unit), Noun::PatrolUnit, unit));
    }
    work.commit().await?;
    store::lookup::<T, _>(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// What stands in a unit's list, in its order: for whoever may see the unit.
pub(super) async fn of_unit<T: Thing>(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<T>> {
    unit::patrol_unit(ctx, unit).await?;
    let things = store::list_of_unit::<T, _>(ctx.db().write(), unit).await?;
    Ok(things.into_iter().filter(|thing| !thing.has_ended()).collect())
}
