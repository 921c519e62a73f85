//! The queries about what somebody leaves behind who patrols with a unit no longer.

use sea_orm::ConnectionTrait;

use super::{model::ShiftSwap, store::COLUMNS};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolUnitId, PersonId, ShiftId},
};

/// The changes of hands of which somebody, `$1`, is part.
const THEIRS: &str = "select id from shift_swap where requested_by = $1 \
                      union select id from shift_swap where to_person_id = $1 \
                      union select swap_id from shift_swap_leg where person_id = $1";

/// The units in whose shifts to come somebody has a place, or where they wait for a change of hands.
pub(super) async fn list_units<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<PatrolUnitId>> {
    let sql = format!(
        "select s.unit_id from shift_member m join shift s on s.id = m.shift_id \
         where m.person_id = $1 and s.starts_at > $2 and s.status <> 'CANCELLED' \
         union select unit_id from shift_swap where settled_at is null and id in ({THEIRS}) \
         order by 1"
    );
    db::values(connection, &sql, [person.into(), now.into()]).await
}

/// Whether somebody may patrol with a unit: they belong to it, live in its area, and are not shut out.
pub(super) async fn patrols<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<bool> {
    let sql = "select 1 from patroller p join patrol_unit u on u.id = p.unit_id \
               join person n on n.id = p.person_id \
               join membership m on m.person_id = p.person_id and m.area_id = u.area_id \
               where p.unit_id = $1 and p.person_id = $2 and p.left_at is null \
               and n.status = 'ACTIVE' and m.left_at is null";
    db::exists(connection, sql, [unit.into(), person.into()]).await
}

/// The shifts to come of a unit in which somebody has a place, and of which no patrol has begun.
pub(super) async fn list_places<C: ConnectionTrait>(
    connection: &C,
    (unit, person): (PatrolUnitId, PersonId),
    now: Instant,
) -> Result<Vec<ShiftId>> {
    let sql = "select s.id from shift_member m join shift s on s.id = m.shift_id \
               where m.person_id = $1 and s.unit_id = $2 and s.starts_at > $3 \
               and s.status <> 'CANCELLED' and s.cancel_reason is null \
               and not exists (select 1 from patrol t where t.shift_id = s.id) order by s.id";
    db::values(connection, sql, [person.into(), unit.into(), now.into()]).await
}

/// The changes of hands of a unit that wait, and of which somebody is part.
pub(super) async fn list_waiting<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<Vec<ShiftSwap>> {
    let sql = format!(
        "select {COLUMNS} from shift_swap s where s.id in ({THEIRS}) and s.unit_id = $2 \
         and s.settled_at is null order by s.id"
    );
    db::all(connection, &sql, [person.into(), unit.into()]).await
}
