//! The queries about what is vacant and what ends soon.

use sea_orm::{ActiveEnum, ConnectionTrait};

use super::{
    model::{Appointment, Post},
    store::{COLUMNS, FROM, Row},
};
use crate::{
    policy::Scope,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{AppointmentId, AreaId, DistrictId},
        page::PageRequest,
    },
};

/// The key by which terms are ordered that end soon.
pub(super) type TermEndKey = (Instant, AppointmentId);

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
    query.values(connection).await
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
