//! The queries about activities.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::{
    days::YearRule,
    model::{Activity, ActivityFilter, ActivityStatus},
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ActivityId, AreaId, NoticeId, PersonId},
    page::PageRequest,
};

const SELECT: &str = "select a.id, a.area_id, a.notice_id, a.created_by, a.kind, a.field_of_work, \
                      a.five_p, a.title, a.description, a.starts_at, a.ends_at, a.place, \
                      a.latitude, a.longitude, a.capacity, a.status, a.cancel_reason, \
                      a.cancelled_at, a.headcount, a.headcount_at, a.version, a.created_at, \
                      a.updated_at from activity a";

/// The key by which activities are ordered, the earliest first.
pub(super) type ActivityKey = (Instant, ActivityId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ActivityId,
) -> Result<Option<Activity>> {
    db::one(connection, &format!("{SELECT} where a.id = $1"), [id.into()]).await
}

/// The activity, held for this work alone: whoever else wants to change it, answer, or record who
/// came waits.
pub(super) async fn lock<C: ConnectionTrait>(
    connection: &C,
    id: ActivityId,
) -> Result<Option<Activity>> {
    let lock = db::locking(connection, " for no key update");
    db::one(connection, &format!("{SELECT} where a.id = $1{lock}"), [id.into()]).await
}

/// The activities of these areas that are wanted, the earliest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    filter: &ActivityFilter,
    page: &PageRequest<ActivityKey>,
) -> Result<Vec<Activity>> {
    let mut query = wanted(areas, filter);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["a.starts_at", "a.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// The first `most` of them.
pub(super) async fn list_first<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    filter: &ActivityFilter,
    most: u64,
) -> Result<Vec<Activity>> {
    let mut query = wanted(areas, filter);
    query.keyset(["a.starts_at", "a.id"], None, false, false);
    query.limit(most);
    query.all(connection).await
}

/// The activities that these notices carry: of several of one notice the one that is still planned,
/// else one that was held, and of those the earliest.
pub(super) async fn list_of_notices<C: ConnectionTrait>(
    connection: &C,
    notices: &[NoticeId],
) -> Result<Vec<Activity>> {
    let mut query = db::Query::new(SELECT);
    query.and_in("a.notice_id", notices.iter().map(|notice| notice.0));
    query.and(
        "a.id = (select b.id from activity b where b.notice_id = a.notice_id \
         order by case b.status when 'PLANNED' then 0 when 'HELD' then 1 else 2 end, \
         b.starts_at, b.id limit 1)",
        [],
    );
    query.all(connection).await
}

fn wanted(areas: &[AreaId], filter: &ActivityFilter) -> db::Query {
    let mut query = db::Query::new(SELECT);
    query.and_in("a.area_id", areas.iter().map(|area| area.0));
    if let Some(notice) = filter.notice {
        query.and("a.notice_id = ?", [notice.into()]);
    }
    if let Some(from) = filter.from {
        query.and("a.ends_at > ?", [from.into()]);
    }
    if let Some(to) = filter.to {
        query.and("a.starts_at < ?", [to.into()]);
    }
    if let Some(status) = filter.status {
        query.and("a.status = ?", [status.to_value().into()]);
    }
    query
}

/// The status of a notice of the committee of this area, a draft or one that it has sent; none of any
/// other. It is held: whoever else wants to give it an activity waits, and whoever sends it, sends it
/// elsewhere or takes it back.
pub(super) async fn status_of_notice<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
    area: AreaId,
) -> Result<Option<String>> {
    let lock = db::locking(connection, " for no key update");
    let sql =
        format!("select status from notice where id = $1 and area_id = $2 and not official{lock}");
    db::value(connection, &sql, [notice.into(), area.into()]).await
}

/// The activities that a notice carries and that are still planned, in the order of their ids.
pub(super) async fn planned_of_notice<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
) -> Result<Vec<ActivityId>> {
    let sql = "select id from activity where notice_id = $1 and status = 'PLANNED' order by id";
    db::values(connection, sql, [notice.into()]).await
}

/// Holds a notice until the work ends.
pub(super) async fn hold_notice<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<()> {
    let lock = db::locking(connection, " for no key update");
    let sql = format!("select id from notice where id = $1{lock}");
    db::value::<NoticeId, _>(connection, &sql, [id.into()]).await.map(drop)
}

/// Those of these notices that have not gone out.
pub(super) async fn not_out<C: ConnectionTrait>(
    connection: &C,
    notices: &[NoticeId],
) -> Result<Vec<NoticeId>> {
    let mut query = db::Query::new("select id from notice");
    query.and_in("id", notices.iter().map(|notice| notice.0));
    query.and("published_at is null", []);
    query.values(connection).await
}

/// Whether a notice carries an activity that is still planned, beside this one.
pub(super) async fn notice_has_planned<C: ConnectionTrait>(
    connection: &C,
    notice: NoticeId,
    beside: ActivityId,
) -> Result<bool> {
    let sql = "select 1 from activity where notice_id = $1 and status = 'PLANNED' and id <> $2";
    db::exists(connection, sql, [notice.into(), beside.into()]).await
}

pub(crate) async fn add<C: ConnectionTrait>(connection: &C, activity: &Activity) -> Result<()> {
    let sql = "insert into activity (id, area_id, notice_id, created_by, kind, field_of_work, \
               five_p, title, description, starts_at, ends_at, place, latitude, longitude, \
               capacity, status, version, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, \
               $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    db::run(
        connection,
        sql,
        [
            activity.id.into(),
            activity.area_id.into(),
            activity.notice_id.into(),
            activity.created_by.into(),
            activity.kind.to_value().into(),
            activity.field_of_work.to_value().into(),
            activity.five_p.to_value().into(),
            activity.title.clone().into(),
            activity.description.clone().into(),
            activity.starts_at.into(),
            activity.ends_at.into(),
            activity.place.as_str().into(),
            activity.latitude.into(),
            activity.longitude.into(),
            activity.capacity.into(),
            activity.status.to_value().into(),
            activity.version.into(),
            activity.created_at.into(),
            activity.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes what an editor may change; the caller holds the activity.
pub(super) async fn change<C: ConnectionTrait>(connection: &C, activity: &Activity) -> Result<()> {
    let sql = "update activity set notice_id = $2, kind = $3, field_of_work = $4, five_p = $5, \
               title = $6, description = $7, starts_at = $8, ends_at = $9, place = $10, \
               latitude = $11, longitude = $12, capacity = $13, version = $14, updated_at = $15 \
               where id = $1";
    db::run(
        connection,
        sql,
        [
            activity.id.into(),
            activity.notice_id.into(),
            activity.kind.to_value().into(),
            activity.field_of_work.to_value().into(),
            activity.five_p.to_value().into(),
            activity.title.clone().into(),
            activity.description.clone().into(),
            activity.starts_at.into(),
            activity.ends_at.into(),
            activity.place.as_str().into(),
            activity.latitude.into(),
            activity.longitude.into(),
            activity.capacity.into(),
            activity.version.into(),
            activity.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes that it does not take place; the caller holds the activity.
pub(super) async fn change_to_cancelled<C: ConnectionTrait>(
    connection: &C,
    activity: &Activity,
    by: PersonId,
) -> Result<()> {
    let sql = "update activity set status = $2, cancel_reason = $3, cancelled_by = $4, \
               cancelled_at = $5, version = $6, updated_at = $7 where id = $1";
    db::run(
        connection,
        sql,
        [
            activity.id.into(),
            activity.status.to_value().into(),
            activity.cancel_reason.clone().into(),
            by.into(),
            activity.cancelled_at.into(),
            activity.version.into(),
            activity.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes whether it took place and how many came without an account; the caller holds the
/// activity.
pub(super) async fn change_attended<C: ConnectionTrait>(
    connection: &C,
    activity: &Activity,
) -> Result<()> {
    let sql = "update activity set status = $2, headcount = $3, headcount_at = $4, \
               updated_at = $5 where id = $1";
    db::run(
        connection,
        sql,
        [
            activity.id.into(),
            activity.status.to_value().into(),
            activity.headcount.into(),
            activity.headcount_at.into(),
            activity.updated_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// How many activities these areas held in a time, of those to which somebody came.
pub(super) async fn count_held<C: ConnectionTrait>(
    connection: &C,
    areas: &[AreaId],
    (since, until): (Instant, Instant),
) -> Result<Vec<(AreaId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        area_id: AreaId,
        held: i64,
    }
    let mut query = db::Query::new("select a.area_id, count(*) as held from activity a");
    query.and_in("a.area_id", areas.iter().map(|area| area.0));
    query.and("a.starts_at >= ? and a.starts_at < ?", [since.into(), until.into()]);
    query.and("a.status = ?", [ActivityStatus::Held.to_value().into()]);
    query.and(
        "(a.headcount > 0 or exists (select 1 from activity_attendance t \
         where t.activity_id = a.id and t.present))",
        [],
    );
    query.end(" group by a.area_id");
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.area_id, row.held)).collect())
}

/// How many activities a year are asked for, the earliest rule first.
pub(super) async fn year_rules<C: ConnectionTrait>(connection: &C) -> Result<Vec<YearRule>> {
    let sql = "select from_year, required, source from activity_rule order by from_year";
    db::all(connection, sql, []).await
}
