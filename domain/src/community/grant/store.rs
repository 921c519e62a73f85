//! The queries about grants.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::{
    model::{GrantFilter, NewGrant, OfficerGrant},
    rules::Terms,
};
use crate::{
    policy::{Role, Scope},
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AreaId, OfficerGrantId, PersonId, ProjectId},
        page::PageRequest,
    },
};

const GRANT: &str = "select g.id, g.person_id, n.display_name, g.role, g.state_code, g.district_id, \
                     d.state_code as state_of_district, g.project_id, a.id as area_of_project, \
                     a.district_id as district_of_project, g.given_by, \
                     b.display_name as giver_name, g.reason, g.starts_at, g.ends_at, g.ended_by, \
                     g.end_reason from officer_grant g join person n on n.id = g.person_id \
                     left join project p on p.id = g.project_id \
                     left join area a on a.id = p.area_id \
                     left join district d on d.id = coalesce(g.district_id, a.district_id) \
                     left join person b on b.id = g.given_by";

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: OfficerGrantId,
) -> Result<Option<OfficerGrant>> {
    db::one(connection, &format!("{GRANT} where g.id = $1"), [id.into()]).await
}

/// The grants within these scopes and the reader's own, newest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    scopes: &[Scope],
    reader: PersonId,
    filter: GrantFilter,
    now: Instant,
    page: &PageRequest<(OfficerGrantId, OfficerGrantId)>,
) -> Result<Vec<OfficerGrant>> {
    let mut query = db::Query::new(GRANT);
    if !scopes.contains(&Scope::Nation) {
        let mut conditions = vec!["g.person_id = ?"];
        let mut values: Vec<Value> = vec![reader.into()];
        for scope in scopes {
            match scope {
                Scope::State(code) => {
                    conditions.push("g.state_code = ? or d.state_code = ?");
                    values.extend([code.as_str().into(), code.as_str().into()]);
                }
                Scope::District(id) => {
                    conditions.push("d.id = ?");
                    values.push((*id).into());
                }
                // Who holds a role there sees nobody's grants but their own.
                Scope::Nation | Scope::Area(_) | Scope::Unit(_) | Scope::Project(_) => {}
            }
        }
        query.and(&format!("({})", conditions.join(" or ")), values);
    }
    if let Some(role) = filter.role {
        query.and("g.role = ?", [role.to_value().into()]);
    }
    if filter.open_only {
        query.and("(g.ends_at is null or g.ends_at > ?)", [now.into()]);
    }
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["g.id", "g.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// What a grant must know of a project. The community knows of projects by id alone: only this row
/// says where one stands.
#[derive(Debug, FromQueryResult)]
pub(super) struct ProjectRow {
    pub area_id: AreaId,
    pub status: String,
}

pub(super) async fn lookup_project<C: ConnectionTrait>(
    connection: &C,
    id: ProjectId,
) -> Result<Option<ProjectRow>> {
    db::one(connection, "select area_id, status from project where id = $1", [id.into()]).await
}

/// Whether the person holds the same at the same place at any time between these two.
pub(super) async fn overlaps<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    new: &NewGrant,
    terms: &Terms,
) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let mut query = db::Query::new("select count(*) as number from officer_grant");
    query.and("person_id = ?", [person.into()]);
    query.and("role = ?", [new.office.role().to_value().into()]);
    match &new.state_code {
        Some(code) => query.and("state_code = ?", [code.as_str().into()]),
        None => query.and("state_code is null", []),
    }
    match new.district_id {
        Some(district) => query.and("district_id = ?", [district.into()]),
        None => query.and("district_id is null", []),
    }
    match new.project_id {
        Some(project) => query.and("project_id = ?", [project.into()]),
        None => query.and("project_id is null", []),
    }
    query.and("starts_at < ?", [terms.ends_at.into()]);
    query.and("(ends_at is null or ends_at > ?)", [terms.starts_at.into()]);
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.first().is_some_and(|row| row.number > 0))
}

pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: OfficerGrantId,
    person: PersonId,
    giver: PersonId,
    new: &NewGrant,
    terms: &Terms,
    now: Instant,
) -> Result<()> {
    let sql = "insert into officer_grant (id, person_id, role, state_code, district_id, given_by, \
               reason, starts_at, ends_at, given_at, project_id) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    db::run(
        connection,
        sql,
        [
            id.into(),
            person.into(),
            new.office.role().to_value().into(),
            new.state_code.clone().into(),
            new.district_id.map(|district| district.0).into(),
            giver.into(),
            terms.reason.as_str().into(),
            terms.starts_at.into(),
            terms.ends_at.into(),
            now.into(),
            new.project_id.map(|project| project.0).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a grant's end, unless somebody was quicker.
pub(super) async fn change_to_ended<C: ConnectionTrait>(
    connection: &C,
    grant: &OfficerGrant,
) -> Result<bool> {
    let sql = "update officer_grant set ends_at = $2, ended_by = $3, end_reason = $4 \
               where id = $1 and (ends_at is null or ends_at > $2)";
    let touched = db::run(
        connection,
        sql,
        [
            grant.id.into(),
            grant.ends_at.into(),
            grant.ended_by.map(|person| person.0).into(),
            grant.end_reason.clone().into(),
        ],
    )
    .await?;
    Ok(touched == 1)
}

/// Ends everything that a person holds of a role, in the program's own name.
pub(super) async fn end_all<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    role: Role,
    reason: &str,
    now: Instant,
) -> Result<()> {
    let sql = "update officer_grant set ends_at = $4, end_reason = $3 \
               where person_id = $1 and role = $2 and (ends_at is null or ends_at > $4)";
    let values = [person.into(), role.to_value().into(), reason.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The end of what somebody is granted to sell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ending<'a> {
    /// Who sells no longer.
    pub whose: PersonId,
    /// For the projects of which area; nothing for all.
    pub area: Option<AreaId>,
    /// Who ends it.
    pub by: PersonId,
    /// Why.
    pub reason: &'a str,
    /// From when.
    pub at: Instant,
}

/// Somebody sells for the projects of an area, or of all, no longer: what they are granted there ends.
/// The caller has taken the person's turn, and tells of their roles.
pub(crate) async fn end_project_grants<C: ConnectionTrait>(
    connection: &C,
    ending: Ending<'_>,
) -> Result<()> {
    let Ending { whose, area, by, reason, at } = ending;
    let there = match area {
        Some(_) => "in (select id from project where area_id = $5)",
        None => "is not null",
    };
    let sql = format!(
        "update officer_grant set ends_at = $2, ended_by = $3, end_reason = $4 \
         where person_id = $1 and project_id {there} and (ends_at is null or ends_at > $2)"
    );
    let mut values: Vec<Value> = vec![whose.into(), at.into(), by.into(), reason.into()];
    values.extend(area.map(Value::from));
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// For how many days a role may be granted at most, by the rule that holds at this moment.
pub(super) async fn longest_days<C: ConnectionTrait>(
    connection: &C,
    role: Role,
    now: Instant,
) -> Result<Option<i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        longest_days: i64,
    }
    let sql = "select longest_days from grant_term where role = $1 and effective_from <= $2 \
               order by effective_from desc limit 1";
    let row: Option<Row> = db::one(connection, sql, [role.to_value().into(), now.into()]).await?;
    Ok(row.map(|row| row.longest_days))
}
