//! The queries about one's own account.

use sea_orm::{ActiveEnum as _, ConnectionTrait, DbBackend};

use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PatrolUnitId, PersonId},
    language::Language,
};

/// What a person corrects, checked; what is not given stays as it is.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    pub display_name: Option<String>,
    pub language: Option<Language>,
    /// Whether the address changes.
    pub with_email: bool,
    /// The new address; none takes it away.
    pub email: Option<String>,
}

/// Corrects an account that is in use.
pub(super) async fn change_account<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    correction: Correction,
    now: Instant,
) -> Result<()> {
    let sql = "update person set display_name = coalesce($2, display_name), \
               language = coalesce($3, language), email_confirmed_at = case when $4 \
               and coalesce(email, '') <> coalesce($5, '') then null else email_confirmed_at end, \
               email = case when $4 then $5 else email end, \
               updated_at = $6 where id = $1 and status = 'ACTIVE'";
    let Correction { display_name, language, with_email, email } = correction;
    let values = [
        person.into(),
        display_name.into(),
        language.map(|language| language.to_value()).into(),
        with_email.into(),
        email.into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Makes an account an erased one; false when it is that already.
pub(super) async fn change_to_erased<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<bool> {
    let sql =
        "update person set status = 'ERASED', updated_at = $2 where id = $1 and status <> 'ERASED'";
    Ok(db::run(connection, sql, [person.into(), now.into()]).await? == 1)
}

/// The number under which erasures take turns, "krterase" in ASCII: two of the last in charge who
/// go at once must not both count on the other.
const TURN: i64 = 0x6b_72_74_65_72_61_73_65;

/// Waits until nobody else's account is being erased, for the rest of the transaction.
pub(super) async fn take_turn<C: ConnectionTrait>(connection: &C) -> Result<()> {
    // SQLite has one writer anyway.
    if connection.get_database_backend() == DbBackend::Postgres {
        db::run(connection, "select pg_advisory_xact_lock($1)", [TURN.into()]).await?;
    }
    Ok(())
}

/// The patrol units to which a person belongs, locked for the rest of the transaction: nobody is
/// made the leader of one, or joins it, meanwhile.
pub(super) async fn lock_units<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<PatrolUnitId>> {
    let lock = db::locking(connection, " for update");
    let sql = format!(
        "select id from patrol_unit where id in \
         (select unit_id from patroller where person_id = $1 and left_at is null) \
         order by id{lock}"
    );
    db::values(connection, &sql, [person.into()]).await
}
