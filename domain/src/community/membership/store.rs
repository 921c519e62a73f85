//! The queries about memberships and the requests for them.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::{
    Belonging, Membership, MembershipRequest, PastRequest, PhoneAudience, RequestStatus, Resident,
};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{AreaId, AreaPartId, MembershipId, MembershipRequestId, PatrolUnitId, PersonId},
    page::PageRequest,
};

const REQUEST: &str = "select r.id, r.person_id, n.display_name, r.area_id, r.part_id, r.message, r.status, \
                       r.requested_at, r.decided_by, r.decided_at, r.reason, a.state_code, \
                       a.district_id from membership_request r join person n on n.id = r.person_id \
                       join area a on a.id = r.area_id";

/// The key by which residents are ordered: the name, then the membership.
pub(super) type ResidentKey = (String, MembershipId);

pub(super) async fn lookup_request<C: ConnectionTrait>(
    connection: &C,
    id: MembershipRequestId,
) -> Result<Option<MembershipRequest>> {
    db::one(connection, &format!("{REQUEST} where r.id = $1"), [id.into()]).await
}

/// The newest request of a person for an area that stands so.
pub(super) async fn find_request<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    status: RequestStatus,
) -> Result<Option<MembershipRequest>> {
    let sql = format!(
        "{REQUEST} where r.person_id = $1 and r.area_id = $2 and r.status = $3 \
         order by r.id desc limit 1"
    );
    let values = [person.into(), area.into(), status.to_value().into()];
    db::one(connection, &sql, values).await
}

/// The last requests of a person for an area, newest first.
pub(super) async fn past_requests<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    most: u32,
) -> Result<Vec<PastRequest>> {
    let sql = "select status, requested_at, decided_at from membership_request \
               where person_id = $1 and area_id = $2 order by id desc limit $3";
    db::all(connection, sql, [person.into(), area.into(), i64::from(most).into()]).await
}

/// The last requests of a person, newest first.
pub(super) async fn list_requests_of<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    most: u32,
) -> Result<Vec<MembershipRequest>> {
    let sql = format!("{REQUEST} where r.person_id = $1 order by r.id desc limit $2");
    db::all(connection, &sql, [person.into(), i64::from(most).into()]).await
}

/// The requests of an area that wait, oldest first.
pub(super) async fn list_pending<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    page: &PageRequest<(MembershipRequestId, MembershipRequestId)>,
) -> Result<Vec<MembershipRequest>> {
    let mut query = db::Query::new(REQUEST);
    query.and("r.area_id = ? and r.status = 'REQUESTED'", [area.into()]);
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["r.id", "r.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

pub(super) async fn add_request<C: ConnectionTrait>(
    connection: &C,
    request: &MembershipRequest,
) -> Result<()> {
    let sql = "insert into membership_request (id, person_id, area_id, message, status, requested_at, \
               part_id) values ($1, $2, $3, $4, $5, $6, $7)";
    db::run(
        connection,
        sql,
        [
            request.id.into(),
            request.person_id.into(),
            request.area_id.into(),
            request.message.clone().into(),
            request.status.to_value().into(),
            request.requested_at.into(),
            request.part_id.map(|part| part.0).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes a decision, unless somebody was quicker.
pub(super) async fn change_to_decided<C: ConnectionTrait>(
    connection: &C,
    request: &MembershipRequest,
) -> Result<bool> {
    let sql = "update membership_request set status = $2, decided_by = $3, decided_at = $4, \
               reason = $5 where id = $1 and status = 'REQUESTED'";
    let touched = db::run(
        connection,
        sql,
        [
            request.id.into(),
            request.status.to_value().into(),
            request.decided_by.map(|person| person.0).into(),
            request.decided_at.into(),
            request.reason.clone().into(),
        ],
    )
    .await?;
    Ok(touched == 1)
}

/// Ends a person's open request for an area without anybody's decision.
pub(in crate::community) async fn settle_open_request<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    status: RequestStatus,
    now: Instant,
) -> Result<bool> {
    let sql = "update membership_request set status = $3, decided_at = $4 \
               where person_id = $1 and area_id = $2 and status = 'REQUESTED'";
    let values = [person.into(), area.into(), status.to_value().into(), now.into()];
    Ok(db::run(connection, sql, values).await? > 0)
}

const MEMBERSHIP: &str = "select id, area_id, part_id, joined_at, phone_visible_to from membership \
                          where person_id = $1 and left_at is null";

/// A person's membership of an area, if they belong to it now.
pub(in crate::community) async fn find_membership<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
) -> Result<Option<Membership>> {
    let sql = format!("{MEMBERSHIP} and area_id = $2");
    db::one(connection, &sql, [person.into(), area.into()]).await
}

/// Whose membership this is or was, where, and since when.
pub(super) async fn lookup_membership<C: ConnectionTrait>(
    connection: &C,
    id: MembershipId,
) -> Result<Option<Belonging>> {
    let sql = "select person_id, area_id, joined_at from membership where id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// The areas to which a person belongs now, the oldest first.
pub(super) async fn list_memberships<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<Membership>> {
    db::all(connection, &format!("{MEMBERSHIP} order by joined_at, id"), [person.into()]).await
}

/// How many areas a person belongs to or has asked, another one than this.
pub(in crate::community) async fn count_areas<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    but: AreaId,
) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let sql = "select count(*) as number from (\
               select area_id from membership where person_id = $1 and left_at is null \
               union select area_id from membership_request \
               where person_id = $1 and status = 'REQUESTED') as areas where area_id <> $2";
    let row: Option<Row> = db::one(connection, sql, [person.into(), but.into()]).await?;
    Ok(row.and_then(|row| u64::try_from(row.number).ok()).unwrap_or(0))
}

/// Ends a membership, and tells whether there was one.
pub(super) async fn end_membership<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    now: Instant,
) -> Result<bool> {
    let sql = "update membership set left_at = $3 \
               where person_id = $1 and area_id = $2 and left_at is null";
    Ok(db::run(connection, sql, [person.into(), area.into(), now.into()]).await? > 0)
}

/// Says to whom the number is shown in one area or in all, and tells in how many.
pub(super) async fn change_audience<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: Option<AreaId>,
    audience: PhoneAudience,
) -> Result<u64> {
    let sql =
        "update membership set phone_visible_to = $2 where person_id = $1 and left_at is null";
    let value = audience.to_value().into();
    match area {
        None => db::run(connection, sql, [person.into(), value]).await,
        Some(area) => {
            let sql = format!("{sql} and area_id = $3");
            db::run(connection, &sql, [person.into(), value, area.into()]).await
        }
    }
}

/// Says in which part of an area somebody lives, or that it is not known.
pub(super) async fn change_part<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    area: AreaId,
    part: Option<AreaPartId>,
) -> Result<()> {
    let sql = "update membership set part_id = $3 \
               where person_id = $1 and area_id = $2 and left_at is null";
    let values = [person.into(), area.into(), part.map(|part| part.0).into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Which residents of an area are wanted, and how much of them may be seen.
#[derive(Clone, Debug)]
pub(super) struct ResidentFilter<'search> {
    pub area: AreaId,
    /// Words of the name, made comparable.
    pub words: Option<&'search str>,
    /// The residents whose numbers the reader may see.
    pub shown: Vec<PhoneAudience>,
    /// Whether only those are listed.
    pub only_shown: bool,
}

/// The residents of an area by name.
pub(super) async fn list_residents<C: ConnectionTrait>(
    connection: &C,
    filter: &ResidentFilter<'_>,
    page: &PageRequest<ResidentKey>,
) -> Result<Vec<Resident>> {
    // Words of a closed list, not of a client. A list without any would be no SQL.
    let shown: Vec<String> =
        filter.shown.iter().map(|audience| format!("'{}'", audience.to_value())).collect();
    let shown = if shown.is_empty() { "''".to_owned() } else { shown.join(", ") };
    let mut query = db::Query::new(format!(
        "select m.id, m.area_id, m.part_id, m.person_id, n.display_name, m.joined_at, \
         case when m.phone_visible_to in ({shown}) then n.phone end as phone \
         from membership m join person n on n.id = m.person_id"
    ));
    query.and("m.area_id = ? and m.left_at is null and n.status = 'ACTIVE'", [filter.area.into()]);
    if filter.only_shown {
        query.and(&format!("m.phone_visible_to in ({shown})"), []);
    }
    for word in filter.words.iter().flat_map(|words| words.split(' ')) {
        query.and("lower(n.display_name) like ?", [format!("%{word}%").into()]);
    }
    let beyond = page.beyond.clone().map(|(name, id)| [name.into(), id.into()]);
    query.keyset(["n.display_name", "m.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// Which of these patrol units stand in the area.
pub(super) async fn units_in<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    units: &[PatrolUnitId],
) -> Result<Vec<PatrolUnitId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: PatrolUnitId,
    }
    let mut query = db::Query::new("select id from patrol_unit");
    query.and("area_id = ?", [area.into()]);
    query.and_in("id", units.iter().map(|unit| unit.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
