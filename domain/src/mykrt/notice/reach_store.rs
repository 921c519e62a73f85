//! The queries about whom an audience reaches.

use sea_orm::{ConnectionTrait, Value};

use super::audience::{AudienceRole, Where, roles_in};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{NoticeId, PersonId},
};

/// Whom a notice is for: a place, the sum of the roles there, and people by name.
#[derive(Debug)]
pub(super) struct Reached<'a> {
    pub place: &'a Where,
    pub mask: i64,
    pub people: &'a [PersonId],
}

/// What somebody may have done with a notice.
#[derive(Clone, Copy, Debug)]
pub(super) enum Done {
    /// Read it, at this moment or later.
    ReadSince(Instant),
    /// Acknowledged what has been asked about since this version.
    Acknowledged(i64),
}

/// A part of those who are reached, in the order of their ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// Beyond whom it begins.
    pub after: Option<PersonId>,
    /// Only these people, when they are named.
    pub only: Option<&'a [PersonId]>,
    /// Only those who have not done this with the notice.
    pub without: Option<(NoticeId, Done)>,
    /// So many people at most.
    pub most: i64,
}

impl Part<'_> {
    /// Writes what holds for whoever stands in the column.
    fn conditions(&self, query: &mut db::Query, column: &str) {
        if let Some(after) = self.after {
            query.and(&format!("{column} > ?"), [after.into()]);
        }
        if let Some(only) = self.only {
            query.and_in(column, only.iter().map(|person| person.0));
        }
        if let Some((notice, done)) = self.without {
            let (done, value): (&str, Value) = match done {
                Done::ReadSince(at) => ("r.read_at >= ?", at.into()),
                Done::Acknowledged(version) => {
                    ("r.acknowledged_at is not null and r.acknowledged_version = ?", version.into())
                }
            };
            query.and(
                &format!(
                    "not exists (select 1 from notice_receipt r where r.person_id = {column} \
                     and r.notice_id = ? and {done})"
                ),
                [notice.into(), value],
            );
        }
    }
}

impl Reached<'_> {
    /// Where a row lies: the join that says so, and the condition with its value.
    fn lies(&self, area: &str) -> (String, Option<(&'static str, Value)>) {
        let join = format!("join area a on a.id = {area}");
        match self.place {
            Where::Nation => (String::new(), None),
            Where::State(code) => (join, Some(("a.state_code = ?", code.as_str().into()))),
            Where::District(id) => (join, Some(("a.district_id = ?", (*id).into()))),
            Where::Area(id) | Where::Part(id, _) => (join, Some(("a.id = ?", (*id).into()))),
        }
    }

    /// Begins a select of the people with a role in the place.
    fn begin(&self, query: &mut db::Query, before: &str, role: AudienceRole, now: Instant) {
        let (table, area) = match role {
            AudienceRole::Residents => ("membership t", "t.area_id"),
            AudienceRole::Committee => ("appointment t", "t.area_id"),
            AudienceRole::Groups => ("group_coordinator t", "t.area_id"),
            AudienceRole::Patrol => {
                ("patroller t join patrol_unit u on u.id = t.unit_id", "u.area_id")
            }
        };
        let (join, condition) = self.lies(area);
        query.select(&format!("{before}select t.person_id from {table} {join}"), []);
        match role {
            AudienceRole::Residents | AudienceRole::Patrol => query.and("t.left_at is null", []),
            AudienceRole::Committee | AudienceRole::Groups => {
                let in_office = "t.starts_at <= ? and (t.ends_at is null or t.ends_at > ?)";
                query.and(in_office, [now.into(), now.into()]);
            }
        }
        if let Some((text, value)) = condition {
            query.and(text, [value]);
        }
        if let Where::Part(_, part) = self.place {
            let lives_there = match role {
                AudienceRole::Residents => "t.part_id = ?",
                AudienceRole::Committee | AudienceRole::Groups | AudienceRole::Patrol => {
                    "t.person_id in (select m.person_id from membership m where m.part_id = ? \
                     and m.left_at is null)"
                }
            };
            query.and(lives_there, [(*part).into()]);
        }
    }

    /// Writes a select of `person_id`: each person once, at most `most` of each role.
    pub(super) fn select(&self, query: &mut db::Query, now: Instant, most: i64) {
        let mut before = "select person_id from (";
        for role in roles_in(self.mask) {
            self.begin(query, before, role, now);
            query.join("limit ?", [most.into()]);
            query.end(") as part");
            before = " union select person_id from (";
        }
        if !self.people.is_empty() || self.mask == 0 {
            query.select(&format!("{before}select id as person_id from person"), []);
            query.and("status = 'ACTIVE'", []);
            query.and_in("id", self.people.iter().map(|person| person.0));
            query.end(") as part");
        }
    }
}

impl Reached<'_> {
    /// Writes a select of `person_id`: every person of a part once, in no order, and some beyond it.
    pub(super) fn select_part(&self, query: &mut db::Query, now: Instant, part: &Part<'_>) {
        let mut before = "select person_id from (";
        for role in roles_in(self.mask) {
            self.begin(query, before, role, now);
            part.conditions(query, "t.person_id");
            // Each person once: who holds two posts takes up no more of the part.
            query.join("group by t.person_id order by t.person_id limit ?", [part.most.into()]);
            query.end(") as part");
            before = " union select person_id from (";
        }
        if !self.people.is_empty() || self.mask == 0 {
            query.select(&format!("{before}select id as person_id from person"), []);
            query.and("status = 'ACTIVE'", []);
            query.and_in("id", self.people.iter().map(|person| person.0));
            part.conditions(query, "id");
            query.end(") as part");
        }
    }
}

/// Whether anybody is reached.
pub(super) async fn is_anybody<C: ConnectionTrait>(
    connection: &C,
    reached: &Reached<'_>,
    now: Instant,
) -> Result<bool> {
    let mut query = db::Query::new("select person_id from (");
    reached.select(&mut query, now, 1);
    query.end(") as everybody limit 1");
    let found: Vec<PersonId> = query.values(connection).await?;
    Ok(!found.is_empty())
}

/// The names of some people who are reached.
pub(super) async fn sample<C: ConnectionTrait>(
    connection: &C,
    reached: &Reached<'_>,
    now: Instant,
    most: i64,
) -> Result<Vec<String>> {
    let mut query = db::Query::new("select n.display_name from (select person_id from (");
    reached.select(&mut query, now, most);
    query.join(") as everybody limit ?", [most.into()]);
    query.end(
        ") as reached join person n on n.id = reached.person_id order by n.display_name, n.id",
    );
    query.values(connection).await
}

/// Which of these people belong to the place, as whatever.
pub(super) async fn belonging<C: ConnectionTrait>(
    connection: &C,
    place: &Where,
    people: &[PersonId],
    now: Instant,
) -> Result<Vec<PersonId>> {
    let reached = Reached { place, mask: 0, people: &[] };
    let mut query = db::Query::new("select distinct person_id from (");
    let mut before = "";
    for role in AudienceRole::ALL {
        reached.begin(&mut query, before, role, now);
        query.and_in("t.person_id", people.iter().map(|person| person.0));
        before = " union all ";
    }
    query.end(") as found");
    query.values(connection).await
}
