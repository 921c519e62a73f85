//! Posts, memberships and grants: from them alone come roles. Each raises its person's epoch.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};

use super::grant;
use crate::{
    identity::Identity,
    policy::Role,
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        db,
        error::Result,
        id::{
            AppointmentId, AreaId, DistrictId, GroupCoordinatorId, MembershipId, OfficerGrantId,
            PersonId,
        },
        work::Work,
    },
};

/// A post on an area's committee.
#[derive(Clone, Debug)]
pub struct Appointing {
    /// Who.
    pub person: PersonId,
    /// Of which area.
    pub area: AreaId,
    /// One of the six posts.
    pub post: Role,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Option<Instant>,
}

/// Where an officer's grant counts.
#[derive(Clone, Debug)]
pub enum GrantScope {
    /// Everywhere.
    Nation,
    /// In a state.
    State(String),
    /// In a district.
    District(DistrictId),
}

/// Appoints somebody to a post.
pub async fn add_appointment(work: &mut Work, id: AppointmentId, new: &Appointing) -> Result<()> {
    let sql = "insert into appointment (id, person_id, area_id, post, starts_at, ends_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        id.into(),
        new.person.into(),
        new.area.into(),
        new.post.to_value().into(),
        new.starts_at.into(),
        new.ends_at.into(),
    ];
    db::run(work.connection(), sql, values).await?;
    Identity::roles_changed_in(work, new.person, new.area).await
}

/// Makes somebody a resident of an area. Whoever comes back belongs anew: from now, and with a
/// number that nobody is shown, and in no part of the area.
pub async fn add_membership(
    work: &mut Work,
    id: MembershipId,
    person: PersonId,
    area: AreaId,
    now: Instant,
) -> Result<()> {
    let sql = "insert into membership (id, person_id, area_id, joined_at) values ($1, $2, $3, $4) \
               on conflict (person_id, area_id) do update set left_at = null, \
               joined_at = excluded.joined_at, phone_visible_to = 'NOBODY', part_id = null \
               where membership.left_at is not null";
    db::run(work.connection(), sql, [id.into(), person.into(), area.into(), now.into()]).await?;
    Identity::roles_changed_in(work, person, area).await
}

/// Makes somebody the coordinator of a community group.
pub async fn add_group_coordinator(
    work: &mut Work,
    id: GroupCoordinatorId,
    person: PersonId,
    area: AreaId,
    group: &str,
    now: Instant,
) -> Result<()> {
    let sql = "insert into group_coordinator (id, person_id, area_id, community_group, starts_at) \
               values ($1, $2, $3, $4, $5)";
    let values: [Value; 5] = [id.into(), person.into(), area.into(), group.into(), now.into()];
    db::run(work.connection(), sql, values).await?;
    Identity::roles_changed_in(work, person, area).await
}

/// Grants an officer's, a partner's or an administrator's role in the program's own name, for as
/// long as such a grant may last.
pub async fn add_officer_grant(
    work: &mut Work,
    id: OfficerGrantId,
    person: PersonId,
    role: Role,
    scope: &GrantScope,
    reason: &str,
    now: Instant,
) -> Result<()> {
    let (state, district) = match scope {
        GrantScope::Nation => (None, None),
        GrantScope::State(code) => (Some(code.clone()), None),
        GrantScope::District(id) => (None, Some(id.0)),
    };
    let ends_at = now + grant::longest(work.connection(), role, now).await?;
    let sql = "insert into officer_grant (id, person_id, role, state_code, district_id, reason, \
               starts_at, ends_at, given_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $7)";
    let values: [Value; 8] = [
        id.into(),
        person.into(),
        role.to_value().into(),
        state.into(),
        district.into(),
        reason.into(),
        now.into(),
        ends_at.into(),
    ];
    db::run(work.connection(), sql, values).await?;
    Identity::roles_changed(work, person).await
}

/// A role of somebody begins or ends by the clock alone, in whichever of their areas.
pub(crate) async fn roles_turn(work: &mut Work, person: PersonId) -> Result<()> {
    tell_areas(work, person).await?;
    Identity::roles_changed(work, person).await
}

/// Tells each area to which somebody belongs, or has a post or is on patrol, that this changes.
pub(crate) async fn tell_areas(work: &mut Work, person: PersonId) -> Result<()> {
    let sql = "select area_id from membership where person_id = $1 and left_at is null \
               union select area_id from appointment where person_id = $1 \
               union select area_id from group_coordinator where person_id = $1 \
               union select u.area_id from patroller p join patrol_unit u on u.id = p.unit_id \
               where p.person_id = $1 and p.left_at is null";
    let areas: Vec<AreaId> = db::values(work.connection(), sql, [person.into()]).await?;
    for area in areas {
        work.tell(Change::new(Scope::Area(area), Noun::Person, person));
    }
    Ok(())
}

/// Which of these people live in an area now.
pub(crate) async fn residents_among<C: ConnectionTrait>(
    connection: &C,
    area: AreaId,
    people: &[PersonId],
) -> Result<Vec<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: PersonId,
    }
    let mut query = db::Query::new("select person_id from membership");
    query.and("area_id = ? and left_at is null", [area.into()]);
    query.and_in("person_id", people.iter().map(|person| person.0));
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}
