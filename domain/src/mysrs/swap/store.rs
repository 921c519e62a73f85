//! The queries about changes of hands.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::model::{Leg, ShiftSwap, SwapStatus};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolUnitId, PersonId, ShiftId, ShiftSwapId},
    page::PageRequest,
};

pub(super) const COLUMNS: &str = "s.id, s.unit_id, s.kind, s.status, s.requested_by, s.requested_at, \
                       s.to_person_id, s.reason, s.needs_approval, s.expires_at, s.settled_at";
const LEG: &str = "swap_id, number, shift_id, person_id, accepted_at";

/// The key by which changes of hands are ordered, the latest first.
pub(super) type SwapKey = (Instant, ShiftSwapId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ShiftSwapId,
) -> Result<Option<ShiftSwap>> {
    let sql = format!("select {COLUMNS} from shift_swap s where s.id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The legs of these changes of hands, in their order.
pub(super) async fn list_legs<C: ConnectionTrait>(
    connection: &C,
    swaps: &[ShiftSwapId],
) -> Result<Vec<Leg>> {
    let mut query = db::Query::new(format!("select {LEG} from shift_swap_leg"));
    query.and_in("swap_id", swaps.iter().map(|swap| swap.0));
    query.end(" order by swap_id, number");
    query.all(connection).await
}

/// The changes of hands of a unit that concern somebody, or all of them.
pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (whose, waiting): (Option<PersonId>, bool),
    page: &PageRequest<SwapKey>,
) -> Result<Vec<ShiftSwap>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from shift_swap s"));
    query.and("s.unit_id = ?", [unit.into()]);
    if waiting {
        query.and("s.settled_at is null", []);
    }
    if let Some(person) = whose {
        let concerned = "(s.requested_by = ? or s.to_person_id = ? \
                         or (s.kind = 'GIVE' and s.to_person_id is null) \
                         or exists (select 1 from shift_swap_leg l where l.swap_id = s.id \
                         and l.person_id = ?))";
        query.and(concerned, [person.into(), person.into(), person.into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["s.requested_at", "s.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    swap: &ShiftSwap,
    legs: &[Leg],
) -> Result<()> {
    let sql = "insert into shift_swap (id, unit_id, kind, status, requested_by, requested_at, \
               to_person_id, reason, needs_approval, expires_at, settled_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = [
        swap.id.into(),
        swap.unit_id.into(),
        swap.kind.to_value().into(),
        swap.status.to_value().into(),
        swap.requested_by.into(),
        swap.requested_at.into(),
        swap.to_person_id.into(),
        swap.reason.clone().into(),
        swap.needs_approval.into(),
        swap.expires_at.into(),
        swap.settled_at.into(),
    ];
    db::run(connection, sql, values).await?;
    for leg in legs {
        let sql = "insert into shift_swap_leg (swap_id, number, shift_id, person_id, accepted_at, \
                   promised) values ($1, $2, $3, $4, $5, $6)";
        let promised = swap.status.waits() && leg.accepted_at.is_some();
        let values = [
            leg.swap_id.into(),
            leg.number.into(),
            leg.shift_id.into(),
            leg.person_id.into(),
            leg.accepted_at.into(),
            promised.into(),
        ];
        db::run(connection, sql, values).await?;
    }
    Ok(())
}

/// Whether somebody's place in a shift is promised.
pub(super) async fn is_promised<C: ConnectionTrait>(
    connection: &C,
    (shift, person): (ShiftId, PersonId),
) -> Result<bool> {
    let sql = "select 1 from shift_swap_leg where shift_id = $1 and person_id = $2 and promised";
    db::exists(connection, sql, [shift.into(), person.into()]).await
}

/// Somebody agrees: their place is promised from now on.
pub(super) async fn accept<C: ConnectionTrait>(
    connection: &C,
    leg: &Leg,
    now: Instant,
) -> Result<()> {
    let sql = "update shift_swap_leg set accepted_at = $3, promised = true \
               where swap_id = $1 and number = $2";
    db::run(connection, sql, [leg.swap_id.into(), leg.number.into(), now.into()]).await?;
    Ok(())
}

/// Who takes what is offered to anybody.
pub(super) async fn change_taker<C: ConnectionTrait>(
    connection: &C,
    id: ShiftSwapId,
    taker: PersonId,
) -> Result<()> {
    let sql = "update shift_swap set to_person_id = $2 where id = $1";
    db::run(connection, sql, [id.into(), taker.into()]).await?;
    Ok(())
}

/// Gives a change of hands another status; when it waits for nobody, nothing is promised by it.
pub(super) async fn change_status<C: ConnectionTrait>(
    connection: &C,
    id: ShiftSwapId,
    status: SwapStatus,
    (decided_by, now): (Option<PersonId>, Instant),
) -> Result<()> {
    let settled_at = (!status.waits()).then_some(now);
    let sql = "update shift_swap set status = $2, settled_at = $3, \
               decided_by = coalesce($4, decided_by) where id = $1";
    let values = [id.into(), status.to_value().into(), settled_at.into(), decided_by.into()];
    db::run(connection, sql, values).await?;
    if settled_at.is_some() {
        let sql = "update shift_swap_leg set promised = false where swap_id = $1";
        db::run(connection, sql, [id.into()]).await?;
    }
    Ok(())
}

/// The changes of hands that wait and in which somebody gives this place.
pub(super) async fn list_waiting_with<C: ConnectionTrait>(
    connection: &C,
    (shift, person): (ShiftId, PersonId),
) -> Result<Vec<ShiftSwap>> {
    let sql = format!(
        "select {COLUMNS} from shift_swap s join shift_swap_leg l on l.swap_id = s.id \
         where l.shift_id = $1 and l.person_id = $2 and s.settled_at is null order by s.id"
    );
    db::all(connection, &sql, [shift.into(), person.into()]).await
}

/// What is offered to anybody in a unit: the change of hands and the shift.
pub(super) async fn list_offers<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    now: Instant,
) -> Result<Vec<(ShiftSwapId, ShiftId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: ShiftSwapId,
        shift_id: ShiftId,
    }
    let sql = "select s.id, l.shift_id from shift_swap s \
               join shift_swap_leg l on l.swap_id = s.id \
               where s.unit_id = $1 and s.status = 'OPEN' and s.kind = 'GIVE' \
               and s.to_person_id is null and s.expires_at > $2 order by s.id";
    let rows: Vec<Row> = db::all(connection, sql, [unit.into(), now.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.shift_id)).collect())
}
