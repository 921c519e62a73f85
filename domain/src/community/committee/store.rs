//! The queries about posts and terms.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::{
    model::{Appointment, Exception, Holder, Post},
    rules::{Span, Term},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AppointmentId, AreaId, PersonId},
};

/// What a term is read from, as [`Row`].
pub(super) const COLUMNS: &str = "c.id, c.area_id, c.person_id, c.post, c.starts_at, c.ends_at, \
                                  c.regime_code, c.exception_reason, c.exception_by, c.end_reason, \
                                  p.display_name";
/// Where [`COLUMNS`] stand.
pub(super) const FROM: &str = "appointment c join person p on p.id = c.person_id";

/// A term with the name of its holder.
#[derive(FromQueryResult)]
pub(super) struct Row {
    id: AppointmentId,
    area_id: AreaId,
    person_id: PersonId,
    post: Post,
    starts_at: Instant,
    ends_at: Option<Instant>,
    regime_code: Option<String>,
    exception_reason: Option<String>,
    exception_by: Option<PersonId>,
    end_reason: Option<String>,
    display_name: String,
}

impl From<Row> for Appointment {
    fn from(row: Row) -> Self {
        let exception = row.exception_reason.zip(row.exception_by);
        Self {
            id: row.id,
            area_id: row.area_id,
            post: row.post,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            regime_code: row.regime_code,
            holder: Some(Holder { id: row.person_id, display_name: row.display_name }),
            exception: exception.map(|(reason, by)| Exception { reason, by }),
            end_reason: row.end_reason,
        }
    }
}

/// Holds the area for this work alone: whoever else wants to appoint there waits, and nobody else
/// does.
pub(crate) async fn lock<C: ConnectionTrait>(connection: &C, area: AreaId) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from area where id = $1{lock}");
    db::value::<AreaId, _>(connection, &sql, [area.into()]).await.map(drop)
}

/// Every term of this person in the area, and every term of this post.
pub(super) async fn terms<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    person: PersonId,
    post: Post,
) -> Result<Vec<Term>> {
    #[derive(FromQueryResult)]
    struct TermRow {
        person_id: PersonId,
        post: Post,
        starts_at: Instant,
        ends_at: Option<Instant>,
    }
    let sql = "select person_id, post, starts_at, ends_at from appointment \
               where area_id = $1 and (person_id = $2 or (post = $3 and post <> 'MEMBER'))";
    let rows: Vec<TermRow> =
        db::all(connection, sql, [area.into(), person.into(), post.to_value().into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| Term {
            person: row.person_id,
            post: row.post,
            span: Span { starts_at: row.starts_at, ends_at: row.ends_at },
        })
        .collect())
}

/// A term as it is written.
pub(super) struct Written {
    pub id: AppointmentId,
    pub area: AreaId,
    pub person: PersonId,
    pub post: Post,
    pub span: Span,
    pub regime_code: String,
    pub given_by: PersonId,
    pub exception: Option<String>,
    pub now: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &Written) -> Result<()> {
    let sql = "insert into appointment (id, person_id, area_id, post, starts_at, ends_at, regime_code, \
               given_by, given_at, exception_reason, exception_by) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let exception_by = new.exception.is_some().then_some(new.given_by.0);
    db::run(
        connection,
        sql,
        [
            new.id.into(),
            new.person.into(),
            new.area.into(),
            new.post.to_value().into(),
            new.span.starts_at.into(),
            new.span.ends_at.into(),
            new.regime_code.as_str().into(),
            new.given_by.into(),
            new.now.into(),
            new.exception.clone().into(),
            exception_by.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Ends a term, unless somebody has changed its end since it was read.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    read: &Appointment,
    ends_at: Instant,
    (by, reason): (PersonId, Option<String>),
    now: Instant,
) -> Result<bool> {
    let sql = "update appointment set ends_at = $3, ended_by = $4, ended_at = $5, end_reason = $6 \
               where id = $1 and ends_at is not distinct from $2";
    let values: [sea_orm::Value; 6] =
        [read.id.into(), read.ends_at.into(), ends_at.into(), by.into(), now.into(), reason.into()];
    Ok(db::run(connection, sql, values).await? == 1)
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: AppointmentId,
) -> Result<Option<Appointment>> {
    let sql = format!("select {COLUMNS} from {FROM} where c.id = $1");
    Ok(db::one::<Row, _>(connection, &sql, [id.into()]).await?.map(Into::into))
}

/// Who holds which post in these areas at an instant.
pub(super) async fn held_at<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    at: Instant,
) -> Result<Vec<Appointment>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from {FROM}"));
    query.and_in("c.area_id", areas.iter().map(|area| area.0));
    query.and("c.starts_at <= ? and (c.ends_at is null or c.ends_at > ?)", [at.into(), at.into()]);
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Those of these areas that have a chair or a secretary in office at an instant. Somebody who is
/// shut out decides nothing, so they count as nobody.
pub(super) async fn with_somebody_in_charge<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    at: Instant,
) -> Result<Vec<AreaId>> {
    let mut query = db::Query::new("select a.id from area a");
    query.and_in("a.id", areas.iter().map(|area| area.0));
    query.and(
        "exists (select 1 from appointment c join person p on p.id = c.person_id \
         where c.area_id = a.id and c.post in ('CHAIR', 'SECRETARY') and p.status = 'ACTIVE' \
         and c.starts_at <= ? and (c.ends_at is null or c.ends_at > ?))",
        [at.into(), at.into()],
    );
    query.values(connection).await
}

/// Whether this person has an account that can be used.
pub(crate) async fn has_account<C: ConnectionTrait>(connection: &C, id: PersonId) -> Result<bool> {
    let sql = "select 1 from person where id = $1 and status = 'ACTIVE'";
    db::exists(connection, sql, [id.into()]).await
}

/// Whether this person holds a post on the area's committee.
pub(crate) async fn holds_post<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    now: Instant,
) -> Result<bool> {
    let sql = "select 1 from appointment \
               where person_id = $1 and area_id = $2 and starts_at <= $3 \
               and (ends_at is null or ends_at > $3)";
    db::exists(connection, sql, [person.into(), area.into(), now.into()]).await
}

/// Whether this person belongs to the area.
pub(crate) async fn lives_in<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
) -> Result<bool> {
    let sql = "select 1 from membership \
               where person_id = $1 and area_id = $2 and left_at is null";
    db::exists(connection, sql, [person.into(), area.into()]).await
}
