//! The queries about posts and terms.

use std::collections::HashMap;

use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, FromQueryResult};

use super::{
    model::{Appointment, Exception, Holder, Post, TermRegime},
    rules::{Span, Term},
};
use crate::{
    policy::Scope,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AppointmentId, AreaId, DistrictId, PersonId},
        language::Language,
        page::PageRequest,
    },
};

/// The key by which terms are ordered that end soon.
pub(super) type TermEndKey = (Instant, AppointmentId);

const COLUMNS: &str = "c.id, c.area_id, c.person_id, c.post, c.starts_at, c.ends_at, c.regime_code, \
                       c.exception_reason, c.exception_by, c.end_reason, p.display_name";
const FROM: &str = "appointment c join person p on p.id = c.person_id";

#[derive(FromQueryResult)]
struct Row {
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
/// does. SQLite has one writer at a time by nature.
pub(crate) async fn lock<C: ConnectionTrait>(connection: &C, area: AreaId) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Locked {
        #[expect(dead_code, reason = "only the lock is wanted")]
        id: AreaId,
    }
    if connection.get_database_backend() == DbBackend::Postgres {
        let sql = "select id from area where id = $1 for no key update";
        db::one::<Locked, _>(connection, sql, [area.into()]).await?;
    }
    Ok(())
}

/// Every rule for terms, the first one in force first, those without a date last.
pub(crate) async fn regimes<C: ConnectionTrait>(connection: &C) -> Result<Vec<TermRegime>> {
    let sql = "select code, months, terms_in_a_row, extra_terms, break_days, counts_earlier_terms, \
               in_force_from from term_regime order by in_force_from is null, in_force_from, code";
    db::all(connection, sql, []).await
}

pub(super) async fn change_regime<C: ConnectionTrait>(
    connection: &C,
    regime: &TermRegime,
) -> Result<()> {
    let sql = "update term_regime set in_force_from = $2, break_days = $3, \
               counts_earlier_terms = $4 where code = $1";
    db::run(
        connection,
        sql,
        [
            regime.code.as_str().into(),
            regime.in_force_from.into(),
            regime.break_days.into(),
            regime.counts_earlier_terms.into(),
        ],
    )
    .await?;
    Ok(())
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

/// Which areas a list is about: those that the actor answers for, and what the reader asks for of
/// them.
#[derive(Clone, Debug, Default)]
pub(super) struct Within {
    pub scopes: Vec<Scope>,
    pub area: Option<AreaId>,
    pub district: Option<DistrictId>,
    pub state: Option<String>,
}

impl Within {
    /// Begins with what the actor may see; the area stands as `a`.
    fn narrow(&self, query: &mut db::Query) {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for scope in &self.scopes {
            let (condition, value) = match scope {
                // One of them is everywhere: nothing needs to be compared.
                Scope::Nation => ("", None),
                Scope::State(code) => ("a.state_code = ?", Some(code.as_str().into())),
                Scope::District(id) => ("a.district_id = ?", Some((*id).into())),
                Scope::Area(id) => ("a.id = ?", Some((*id).into())),
                Scope::Unit(_) | Scope::Project(_) => continue,
            };
            let Some(value) = value else {
                conditions.clear();
                values.clear();
                conditions.push("true");
                break;
            };
            conditions.push(condition);
            values.push(value);
        }
        let any = if conditions.is_empty() { "false".to_owned() } else { conditions.join(" or ") };
        query.and(&format!("({any})"), values);
        if let Some(area) = self.area {
            query.and("a.id = ?", [area.into()]);
        }
        if let Some(district) = self.district {
            query.and("a.district_id = ?", [district.into()]);
        }
        if let Some(state) = &self.state {
            query.and("a.state_code = ?", [state.as_str().into()]);
        }
    }
}

/// The areas at work in which nobody holds one of these posts now, by name. Each post is one look
/// into an index that holds the whole answer.
pub(super) async fn areas_with_vacancies<C: ConnectionTrait>(
    connection: &C,
    within: &Within,
    posts: &[Post],
    now: Instant,
    page: &PageRequest<(String, AreaId)>,
) -> Result<Vec<AreaId>> {
    #[derive(FromQueryResult)]
    struct IdRow {
        id: AreaId,
    }
    let mut query = db::Query::new("select a.id from area a");
    query.and("a.status = 'ACTIVE'", []);
    within.narrow(&mut query);
    let missing = "not exists (select 1 from appointment c where c.area_id = a.id and c.post = ? \
                   and c.starts_at <= ? and (c.ends_at is null or c.ends_at > ?))";
    let values = posts.iter().flat_map(|post| [post.to_value().into(), now.into(), now.into()]);
    query.and(&format!("({})", vec![missing; posts.len()].join(" or ")), values);
    query.keyset(
        ["a.name", "a.id"],
        page.beyond.clone().map(|(name, id)| [name.into(), id.into()]),
        page.backward,
        false,
    );
    query.limit(page.rows());
    let rows: Vec<IdRow> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The terms that end after one instant and until another, the next one first.
pub(super) async fn ending<C: ConnectionTrait>(
    connection: &C,
    within: &Within,
    (after, until): (Instant, Instant),
    page: &PageRequest<TermEndKey>,
) -> Result<Vec<Appointment>> {
    let mut query =
        db::Query::new(format!("select {COLUMNS} from {FROM} join area a on a.id = c.area_id"));
    query.and("c.ends_at > ? and c.ends_at <= ?", [after.into(), until.into()]);
    query.and("c.starts_at < c.ends_at", []);
    within.narrow(&mut query);
    query.keyset(
        ["c.ends_at", "c.id"],
        page.beyond.map(|(at, id)| [at.into(), id.into()]),
        page.backward,
        false,
    );
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Whether this person has an account that can be used.
pub(crate) async fn has_account<C: ConnectionTrait>(connection: &C, id: PersonId) -> Result<bool> {
    exists(
        connection,
        "select count(*) as rows from person where id = $1 and status = 'ACTIVE'",
        [id.into()],
    )
    .await
}

/// Whether this person belongs to the area.
pub(crate) async fn lives_in<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
) -> Result<bool> {
    let sql = "select count(*) as rows from membership \
               where person_id = $1 and area_id = $2 and left_at is null";
    exists(connection, sql, [person.into(), area.into()]).await
}

async fn exists<C: ConnectionTrait, const N: usize>(
    connection: &C,
    sql: &str,
    values: [sea_orm::Value; N],
) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Count {
        rows: i64,
    }
    Ok(db::one::<Count, _>(connection, sql, values).await?.is_some_and(|count| count.rows > 0))
}

/// How somebody is reached.
pub(super) struct Contact {
    pub phone: String,
    pub language: Language,
}

/// How these people are reached; those without a number are left out.
pub(super) async fn contacts<C: ConnectionTrait>(
    connection: &C,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Contact>> {
    #[derive(FromQueryResult)]
    struct ContactRow {
        id: PersonId,
        phone: Option<String>,
        language: Language,
    }
    let mut query = db::Query::new("select id, phone, language from person");
    query.and("status = 'ACTIVE'", []);
    query.and_in("id", people.iter().map(|person| person.0));
    let rows: Vec<ContactRow> = query.all(connection).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.id, Contact { phone: row.phone?, language: row.language })))
        .collect())
}

/// Notes that a reminder is given; false when it was given before, by whichever node.
pub(super) async fn note_reminder<C: ConnectionTrait>(
    connection: &C,
    id: AppointmentId,
    days: i64,
    now: Instant,
) -> Result<bool> {
    let sql = "insert into term_reminder (appointment_id, days_before, given_at) values ($1, $2, $3) \
               on conflict (appointment_id, days_before) do nothing";
    Ok(db::run(connection, sql, [id.into(), days.into(), now.into()]).await? == 1)
}

/// The terms of areas at work that end after one instant and until another, for which this
/// reminder was not given.
pub(super) async fn to_remind<C: ConnectionTrait>(
    connection: &C,
    (after, until): (Instant, Instant),
    days: i64,
    most: i64,
) -> Result<Vec<Appointment>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} join area a on a.id = c.area_id \
         where c.ends_at > $1 and c.ends_at <= $2 and c.starts_at < c.ends_at and a.status = 'ACTIVE' \
         and not exists (select 1 from term_reminder r where r.appointment_id = c.id and r.days_before = $3) \
         order by c.ends_at, c.id limit $4"
    );
    let rows: Vec<Row> =
        db::all(connection, &sql, [after.into(), until.into(), days.into(), most.into()]).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The chair of an area and the officers of its district now.
pub(super) async fn overseers<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    now: Instant,
) -> Result<Vec<PersonId>> {
    #[derive(FromQueryResult)]
    struct PersonRow {
        person_id: PersonId,
    }
    let sql = "select person_id from appointment where area_id = $1 and post = 'CHAIR' \
               and starts_at <= $2 and (ends_at is null or ends_at > $2) \
               union select g.person_id from officer_grant g join area a on a.district_id = g.district_id \
               where a.id = $1 and g.role = 'DISTRICT_OFFICER' and g.starts_at <= $2 \
               and (g.ends_at is null or g.ends_at > $2)";
    let rows: Vec<PersonRow> = db::all(connection, sql, [area.into(), now.into()]).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}
