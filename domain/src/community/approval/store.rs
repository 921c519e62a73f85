//! The queries about approvals.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::model::{Approval, ApprovalFilter, ApprovalSubject, Charter, Desk};
use crate::{
    policy::Oversight,
    shared::{clock::Instant, db, error::Result, id::AreaId, page::PageRequest},
};

const COLUMNS: &str =
    "subject_id, subject, area_id, state_code, district_id, desk, complete_at, due_at";

/// At whose desk an area lies by its status; nothing when it waits for nobody. `index area_waiting`
/// knows the same three.
const AREA_DESK: &str = "case a.status when 'APPLIED' then 'DISTRICT' \
                         when 'CHECKED_BY_DISTRICT' then 'STATE' \
                         when 'CONFIRMED_BY_STATE' then 'HQ' end";
const WAITING: &str = "a.status in ('APPLIED', 'CHECKED_BY_DISTRICT', 'CONFIRMED_BY_STATE')";

/// The key by which approvals are ordered.
pub(super) type ApprovalKey = (Instant, Uuid);

pub(super) async fn list_charters<C: ConnectionTrait>(connection: &C) -> Result<Vec<Charter>> {
    let sql = "select subject, effective_from, counting, amount from approval_charter";
    db::all(connection, sql, []).await
}

pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    subject: ApprovalSubject,
    subject_id: Uuid,
    area: AreaId,
    desk: Desk,
    (complete_at, due_at): (Instant, Instant),
) -> Result<()> {
    // The condition keeps SQLite from reading `on conflict` as part of the join.
    let sql = "insert into approval (subject_id, subject, area_id, state_code, district_id, desk, \
               complete_at, due_at) \
               select $1, $2, a.id, a.state_code, a.district_id, $4, $5, $6 from area a where a.id = $3 \
               on conflict (subject_id) do update set desk = excluded.desk, \
               complete_at = excluded.complete_at, due_at = excluded.due_at";
    // A list of a select has no column to take its types from: say them.
    let sql = if connection.get_database_backend() == sea_orm::DbBackend::Postgres {
        sql.replacen("$1, $2,", "$1::uuid, $2::text,", 1).replacen(
            "$4, $5, $6",
            "$4::text, $5::timestamptz, $6::timestamptz",
            1,
        )
    } else {
        sql.to_owned()
    };
    let values = [
        subject_id.into(),
        subject.to_value().into(),
        area.into(),
        desk.to_value().into(),
        complete_at.into(),
        due_at.into(),
    ];
    db::run(connection, &sql, values).await?;
    Ok(())
}

pub(super) async fn change_desk<C: ConnectionTrait>(
    connection: &C,
    subject_id: Uuid,
    desk: Desk,
) -> Result<()> {
    let sql = "update approval set desk = $2 where subject_id = $1";
    db::run(connection, sql, [subject_id.into(), desk.to_value().into()]).await?;
    Ok(())
}

/// It waits no longer.
pub(crate) async fn remove<C: ConnectionTrait>(connection: &C, subject_id: Uuid) -> Result<()> {
    db::run(connection, "delete from approval where subject_id = $1", [subject_id.into()]).await?;
    Ok(())
}

pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    oversight: &Oversight,
    filter: ApprovalFilter,
    now: Instant,
    page: &PageRequest<ApprovalKey>,
) -> Result<Vec<Approval>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from approval"));
    within(&mut query, oversight, "");
    if filter.overdue_only {
        query.and("due_at < ?", [now.into()]);
    }
    if let Some(desk) = filter.desk {
        query.and("desk = ?", [desk.to_value().into()]);
    }
    if let Some(subject) = filter.subject {
        query.and("subject = ?", [subject.to_value().into()]);
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["due_at", "subject_id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// Only what lies where somebody is an officer. With one grant, as almost everybody has, the index
/// of that place gives the order too. `of` names the table: `a.`, or nothing.
pub(crate) fn within(query: &mut db::Query, oversight: &Oversight, of: &str) {
    if oversight.nation {
        return;
    }
    if let ([], [state]) = (oversight.districts.as_slice(), oversight.states.as_slice()) {
        query.and(&format!("{of}state_code = ?"), [state.as_str().into()]);
    } else if let ([district], []) = (oversight.districts.as_slice(), oversight.states.as_slice()) {
        query.and(&format!("{of}district_id = ?"), [(*district).into()]);
    } else {
        let marks = |count: usize| vec!["?"; count].join(", ");
        let (states, districts) = (&oversight.states, &oversight.districts);
        let mut parts = vec!["1 = 0".to_owned()];
        let mut values = Vec::with_capacity(states.len() + districts.len());
        if !states.is_empty() {
            parts.push(format!("{of}state_code in ({})", marks(states.len())));
            values.extend(states.iter().map(|code| code.as_str().into()));
        }
        if !districts.is_empty() {
            parts.push(format!("{of}district_id in ({})", marks(districts.len())));
            values.extend(districts.iter().map(|id| (*id).into()));
        }
        query.and(&format!("({})", parts.join(" or ")), values);
    }
}

/// What was applied for and is decided, or was taken back, waits no longer.
pub(super) async fn remove_decided_areas<C: ConnectionTrait>(connection: &C) -> Result<()> {
    let sql = format!(
        "delete from approval where subject = 'AREA' \
         and subject_id not in (select a.id from area a where {WAITING})"
    );
    db::run(connection, &sql, []).await?;
    Ok(())
}

/// Where an area lies decides who sees what waits there; an area's status also says at which desk.
pub(super) async fn follow_areas<C: ConnectionTrait>(connection: &C) -> Result<()> {
    let sql = format!(
        "update approval set state_code = a.state_code, district_id = a.district_id, \
         desk = case when approval.subject = 'AREA' then {AREA_DESK} else approval.desk end \
         from area a where a.id = approval.area_id \
         and (approval.state_code <> a.state_code or approval.district_id <> a.district_id \
         or (approval.subject = 'AREA' and approval.desk <> {AREA_DESK}))"
    );
    db::run(connection, &sql, []).await?;
    Ok(())
}

/// An area that begins to wait.
#[derive(Debug, FromQueryResult)]
pub(super) struct WaitingArea {
    pub id: AreaId,
    pub desk: Desk,
    pub updated_at: Instant,
}

pub(super) async fn list_new_areas<C: ConnectionTrait>(connection: &C) -> Result<Vec<WaitingArea>> {
    let sql = format!(
        "select a.id, {AREA_DESK} as desk, a.updated_at from area a where {WAITING} \
         and not exists (select 1 from approval w where w.subject_id = a.id)"
    );
    db::all(connection, &sql, []).await
}
