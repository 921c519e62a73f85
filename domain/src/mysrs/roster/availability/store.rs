//! The queries about availability.

use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::model::Availability;
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AvailabilityId, PatrolUnitId, PersonId},
};

const COLUMNS: &str = "id, unit_id, person_id, kind, starts_at, ends_at, revision, removed, set_at";

/// Writes what somebody says, unless a later word of theirs stands there; tells whether it did. When
/// their phone counts no revisions, whatever says something else is the later word.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    said: &Availability,
    counted: bool,
) -> Result<bool> {
    let (revision, later) = if counted {
        ("excluded.revision", "availability.revision < excluded.revision")
    } else {
        (
            "availability.revision + 1",
            "(availability.kind <> excluded.kind or availability.starts_at <> excluded.starts_at \
             or availability.ends_at <> excluded.ends_at or availability.removed <> excluded.removed)",
        )
    };
    let sql = format!(
        "insert into availability (id, unit_id, person_id, kind, starts_at, ends_at, revision, \
         removed, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         on conflict (id) do update set kind = excluded.kind, starts_at = excluded.starts_at, \
         ends_at = excluded.ends_at, revision = {revision}, \
         removed = excluded.removed, set_at = excluded.set_at \
         where availability.person_id = excluded.person_id \
         and availability.unit_id = excluded.unit_id and {later}"
    );
    let values = [
        said.id.into(),
        said.unit_id.into(),
        said.person_id.into(),
        said.kind.to_value().into(),
        said.starts_at.into(),
        said.ends_at.into(),
        said.revision.into(),
        said.removed.into(),
        said.set_at.into(),
    ];
    Ok(db::run(connection, &sql, values).await? == 1)
}

/// What stands under an id, whoever said it.
pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: AvailabilityId,
) -> Result<Option<Availability>> {
    let sql = format!("select {COLUMNS} from availability where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// What somebody has said of times that end after a moment, the earliest first.
pub(super) async fn list_of_person<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
    after: Instant,
) -> Result<Vec<Availability>> {
    let sql = format!(
        "select {COLUMNS} from availability where person_id = $1 and unit_id = $2 \
         and ends_at > $3 and not removed order by starts_at, id limit 200"
    );
    db::all(connection, &sql, [person.into(), unit.into(), after.into()]).await
}

/// What everybody of a unit has said of a time, in the order of the ids.
pub(in crate::mysrs::roster) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    (from, until): (Instant, Instant),
) -> Result<Vec<Availability>> {
    let sql = format!(
        "select {COLUMNS} from availability where unit_id = $1 and ends_at > $2 and starts_at < $3 \
         and not removed order by id"
    );
    db::all(connection, &sql, [unit.into(), from.into(), until.into()]).await
}
