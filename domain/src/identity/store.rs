//! The queries about people, their roles and the signing keys.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::model::{Person, PersonStatus, Session};
use crate::{
    policy::{Grant, Role, Scope},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, DistrictId, PatrolUnitId, PersonId, ProjectId},
        language::Language,
    },
};

const COLUMNS: &str = "id, phone, email, email_confirmed_at, display_name, language, status, epoch, \
     privacy_notice_version, created_at";

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The id.
    pub id: PersonId,
    /// The phone number in E.164.
    pub phone: String,
    /// The name that others see.
    pub display_name: String,
    /// The language.
    pub language: Language,
    /// The password's hash; without one nobody can sign in.
    pub password_hash: Option<String>,
    /// The version of the privacy notice agreed to.
    pub privacy_notice_version: String,
    /// Whether the person is sample content.
    pub sample: bool,
    /// The present.
    pub now: Instant,
}

/// Adds a person.
pub async fn add<C: ConnectionTrait>(connection: &C, person: &NewPerson) -> Result<()> {
    let sql = "insert into person (id, phone, display_name, language, password_hash, epoch, status, \
               privacy_notice_version, privacy_notice_agreed_at, sample, created_at, updated_at) \
               values ($1, $2, $3, $4, $5, 0, 'ACTIVE', $6, $8, $7, $8, $8)";
    db::run(
        connection,
        sql,
        [
            person.id.into(),
            person.phone.as_str().into(),
            person.display_name.as_str().into(),
            person.language.to_value().into(),
            person.password_hash.clone().into(),
            person.privacy_notice_version.as_str().into(),
            person.sample.into(),
            person.now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Whether anybody has an account.
pub async fn has_people<C: ConnectionTrait>(connection: &C) -> Result<bool> {
    db::exists(connection, "select 1 from person", []).await
}

/// A sample account, by its number.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct SamplePerson {
    pub phone: String,
    pub display_name: String,
}

/// Which of these numbers belong to sample accounts. It asks by number because there is an index
/// for that, and production asks at every start.
pub(crate) async fn sample_people<C: ConnectionTrait>(
    connection: &C,
    phones: &[&str],
) -> Result<Vec<SamplePerson>> {
    let places = (1..=phones.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let sql =
        format!("select phone, display_name from person where sample and phone in ({places})");
    db::all(connection, &sql, phones.iter().map(|phone| (*phone).into())).await
}

pub(crate) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
) -> Result<Option<Person>> {
    db::one(connection, &format!("select {COLUMNS} from person where id = $1"), [id.into()]).await
}

/// Whose session is to be refreshed, and whether the log says that it has ended.
#[derive(Debug, FromQueryResult)]
pub(super) struct Refreshing {
    #[sea_orm(nested)]
    pub person: Person,
    pub ended: bool,
}

/// One statement, because every phone asks it every ten minutes.
pub(super) async fn refreshing<C: ConnectionTrait>(
    connection: &C,
    session: &Session,
) -> Result<Option<Refreshing>> {
    let sql = format!(
        "select {COLUMNS}, exists (select 1 from change_log where noun_id = $2 \
         and noun = 'session' and gone) as ended from person where id = $1"
    );
    db::one(connection, &sql, [session.person.into(), session.id.into()]).await
}

/// The person with this number, if there is an account.
pub(crate) async fn find_by_phone<C: ConnectionTrait>(
    connection: &C,
    phone: &str,
) -> Result<Option<Person>> {
    db::one(connection, &format!("select {COLUMNS} from person where phone = $1"), [phone.into()])
        .await
}

/// The name that others see.
pub(crate) async fn display_name<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
) -> Result<String> {
    let person = lookup(connection, id).await?.ok_or_else(crate::Error::not_found)?;
    Ok(person.display_name)
}

/// Waits until nobody else changes where this person belongs, for the rest of the transaction: two
/// requests of one person at once are taken one after the other.
pub(crate) async fn take_turn<C: ConnectionTrait>(connection: &C, id: PersonId) -> Result<()> {
    db::run(connection, "update person set epoch = epoch where id = $1", [id.into()]).await?;
    Ok(())
}

/// Whether this person has an account, and keeps it for the rest of the transaction: whoever erases
/// it waits, and sees what was written meanwhile.
pub(crate) async fn stays<C: ConnectionTrait>(connection: &C, id: PersonId) -> Result<bool> {
    let lock = db::locking(connection, " for share");
    let sql = format!("select id from person where id = $1 and status = 'ACTIVE'{lock}");
    let found: Option<PersonId> = db::value(connection, &sql, [id.into()]).await?;
    Ok(found.is_some())
}

#[derive(Debug, FromQueryResult)]
pub(super) struct Credentials {
    pub id: PersonId,
    pub password_hash: Option<String>,
    pub status: PersonStatus,
}

pub(super) async fn find_credentials<C: ConnectionTrait>(
    connection: &C,
    phone: &str,
) -> Result<Option<Credentials>> {
    let sql = "select id, password_hash, status from person where phone = $1";
    db::one(connection, sql, [phone.into()]).await
}

/// The hash of a person's password, if they have one.
pub(super) async fn password_hash<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
) -> Result<Option<String>> {
    let sql = "select password_hash from person where id = $1";
    Ok(db::value::<Option<String>, _>(connection, sql, [id.into()]).await?.flatten())
}

pub(super) async fn change_password_hash<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
    hash: &str,
) -> Result<()> {
    let sql = "update person set password_hash = $2 where id = $1";
    db::run(connection, sql, [id.into(), hash.into()]).await?;
    Ok(())
}

/// Gives a person another number.
pub(super) async fn change_phone<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
    phone: &str,
    now: Instant,
) -> Result<()> {
    let sql = "update person set phone = $2, updated_at = $3 where id = $1";
    db::run(connection, sql, [id.into(), phone.into(), now.into()]).await?;
    Ok(())
}

/// Whether the account with this number was made by the proof of this code: both were written in
/// one transaction, at one moment.
pub(super) async fn was_made_by<C: ConnectionTrait>(
    connection: &C,
    phone: &str,
    code: uuid::Uuid,
) -> Result<bool> {
    let sql = "select 1 from person p join phone_code c on c.spent_at = p.created_at \
               where p.phone = $1 and c.id = $2";
    db::exists(connection, sql, [phone.into(), code.into()]).await
}

/// What decides whether a token of the person still counts.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Standing {
    pub epoch: i64,
    pub status: PersonStatus,
}

pub(super) async fn standing<C: ConnectionTrait>(
    connection: &C,
    id: PersonId,
) -> Result<Option<Standing>> {
    db::one(connection, "select epoch, status from person where id = $1", [id.into()]).await
}

/// Raises the person's epoch, so that tokens with the old roles are no longer accepted.
pub async fn raise_epoch<C: ConnectionTrait>(connection: &C, id: PersonId) -> Result<()> {
    db::run(connection, "update person set epoch = epoch + 1 where id = $1", [id.into()]).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct RoleRow {
    role: String,
    area_id: Option<AreaId>,
    district_id: Option<DistrictId>,
    state_code: Option<String>,
    unit_id: Option<PatrolUnitId>,
    project_id: Option<ProjectId>,
    starts_at: Option<Instant>,
    ends_at: Option<Instant>,
}

/// What a person holds at a moment.
#[derive(Debug)]
pub(super) struct Held {
    /// The roles that count.
    pub grants: Vec<Grant>,
    /// When the first of them ends.
    pub ends: Option<Instant>,
    /// When the next one begins that does not count yet.
    pub begins: Option<Instant>,
}

/// Every role that somebody holds now whose account is in use; none for others.
pub(crate) async fn roles_held<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Vec<Grant>> {
    let found = lookup(connection, person).await?;
    if found.is_none_or(|person| person.status != PersonStatus::Active) {
        return Ok(Vec::new());
    }
    Ok(grants_of(connection, person, now).await?.grants)
}

/// Every role that the person holds now: from posts, memberships, units, projects and grants,
/// and from nowhere else. With them, when the first of them ends and when another begins.
pub(super) async fn grants_of<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<Held> {
    // Whose a project is, `project::Project::owner` and the sellers in `krt_shop::listing` say too: a
    // condition that is forgotten in one of the three gives an expelled seller their rights back.
    let sql = r"
select post as role, area_id, null as district_id, null as state_code, null as unit_id, null as project_id, starts_at, ends_at
  from appointment where person_id = $1 and (ends_at is null or (ends_at > $2 and ends_at > starts_at))
union all
select 'RESIDENT', area_id, null, null, null, null, null, null
  from membership where person_id = $1 and left_at is null
union all
select 'GROUP_COORDINATOR', area_id, null, null, null, null, starts_at, ends_at
  from group_coordinator where person_id = $1 and (ends_at is null or (ends_at > $2 and ends_at > starts_at))
union all
select case when leads then 'UNIT_LEADER' else 'PATROLLER' end, null, null, null, unit_id, null, null, null
  from patroller where person_id = $1 and left_at is null
union all
select 'PROJECT_OWNER', null, null, null, null, id, null, null
  from project where owner_id = $1 and owner_left_at is null and status not in ('REFUSED', 'CANCELLED')
union all
select role, null, district_id, state_code, null, project_id, starts_at, ends_at
  from officer_grant where person_id = $1 and (ends_at is null or (ends_at > $2 and ends_at > starts_at))
   and (project_id is null or exists (select 1 from project where project.id = officer_grant.project_id and project.status not in ('REFUSED', 'CANCELLED')))";
    // PostgreSQL takes the type of a column from the first part of the union: name it there.
    let sql = if connection.get_database_backend() == sea_orm::DbBackend::Postgres {
        sql.replacen("null as district_id", "null::uuid as district_id", 1)
            .replacen("null as state_code", "null::text as state_code", 1)
            .replacen("null as unit_id", "null::uuid as unit_id", 1)
            .replacen("null as project_id", "null::uuid as project_id", 1)
    } else {
        sql.to_owned()
    };
    let values: [Value; 2] = [person.into(), now.into()];
    let rows: Vec<RoleRow> = db::all(connection, &sql, values).await?;
    let (held, later): (Vec<RoleRow>, Vec<RoleRow>) =
        rows.into_iter().partition(|row| row.starts_at.is_none_or(|starts| starts <= now));
    let ends = held.iter().filter_map(|row| row.ends_at).min();
    let begins = later.iter().filter_map(|row| row.starts_at).min();
    let mut grants: Vec<Grant> = Vec::new();
    for grant in held.into_iter().filter_map(RoleRow::into_grant) {
        // Whom a project's record names may be granted it as well: that is one role.
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    Ok(Held { grants, ends, begins })
}

impl RoleRow {
    fn into_grant(self) -> Option<Grant> {
        let role = Role::try_from_value(&self.role).ok()?;
        let scope = match self {
            Self { area_id: Some(area), .. } => Scope::Area(area),
            Self { unit_id: Some(unit), .. } => Scope::Unit(unit),
            Self { project_id: Some(project), .. } => Scope::Project(project),
            Self { district_id: Some(district), .. } => Scope::District(district),
            Self { state_code: Some(state), .. } => Scope::State(state),
            Self { .. } => Scope::Nation,
        };
        Some(Grant { role, scope })
    }
}

/// A signing key as it is stored.
#[derive(Debug, FromQueryResult)]
pub(super) struct KeyRow {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub created_at: Instant,
}

/// The keys that are in use, newest first.
pub(super) async fn keys<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<Vec<KeyRow>> {
    let sql = "select kid, public_key, sealed_private_key, created_at from signing_key \
               where retired_at is null or retired_at > $1 order by created_at desc, kid desc";
    db::all(connection, sql, [now.into()]).await
}

/// The public half of a key, also of one that signs and verifies nothing any more.
pub(super) async fn public_key<C: ConnectionTrait>(
    connection: &C,
    kid: &str,
) -> Result<Option<Vec<u8>>> {
    db::value(connection, "select public_key from signing_key where kid = $1", [kid.into()]).await
}

/// Lets the keys that were made before count only until `until`.
pub(super) async fn retire_keys<C: ConnectionTrait>(
    connection: &C,
    before: Instant,
    until: Instant,
) -> Result<()> {
    let sql = "update signing_key set retired_at = $2 where retired_at is null and created_at < $1";
    db::run(connection, sql, [before.into(), until.into()]).await?;
    Ok(())
}

pub(super) async fn add_key<C: ConnectionTrait>(connection: &C, key: &KeyRow) -> Result<()> {
    let sql = "insert into signing_key (kid, public_key, sealed_private_key, created_at) \
               values ($1, $2, $3, $4)";
    db::run(
        connection,
        sql,
        [
            key.kid.as_str().into(),
            key.public_key.clone().into(),
            key.sealed_private_key.clone().into(),
            key.created_at.into(),
        ],
    )
    .await?;
    Ok(())
}
