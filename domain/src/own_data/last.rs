//! Who may not go yet: whoever is the last in charge of something that others depend on.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use crate::{
    community::committee,
    policy::Role,
    shared::{
        clock::Instant,
        db,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::PersonId,
    },
};

#[derive(Debug, FromQueryResult)]
struct Row {
    role: String,
}

/// Refuses while the person is the last who can act for a committee, the last leader of a patrol
/// unit with other volunteers, or the last officer of a kind in a place. Other posts end with the
/// account, as does a project that is granted; one that somebody owns is left to its committee.
pub(super) async fn nobody_depends<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    now: Instant,
) -> Result<()> {
    // Who writes in a committee's name is somebody else's post too, or the committee has none.
    let voice = committee::quoted(&Role::VOICE);
    let sql = format!(
        r"
select a.post as role from appointment a
 where a.person_id = $1 and a.post in ({voice})
   and a.starts_at <= $2 and (a.ends_at is null or a.ends_at > $2)
   and not exists (select 1 from appointment b where b.area_id = a.area_id and b.person_id <> $1
       and b.post in ({voice})
       and b.starts_at <= $2 and (b.ends_at is null or b.ends_at > $2))
union all
select 'UNIT_LEADER' from patroller p
 where p.person_id = $1 and p.leads and p.left_at is null
   and exists (select 1 from patroller o where o.unit_id = p.unit_id and o.person_id <> $1 and o.left_at is null)
   and not exists (select 1 from patroller o where o.unit_id = p.unit_id and o.person_id <> $1 and o.leads and o.left_at is null)
union all
select g.role from officer_grant g
 where g.person_id = $1 and g.project_id is null
   and g.starts_at <= $2 and (g.ends_at is null or g.ends_at > $2)
   and not exists (select 1 from officer_grant o where o.role = g.role and o.person_id <> $1
       and coalesce(o.state_code, '') = coalesce(g.state_code, '')
       and (o.district_id = g.district_id or (o.district_id is null and g.district_id is null))
       and o.starts_at <= $2 and (o.ends_at is null or o.ends_at > $2))"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [person.into(), now.into()]).await?;
    let mut refusals = Refusals::default();
    let mut said: Vec<String> = Vec::new();
    for row in rows {
        // The same role in several places is said once.
        if Role::try_from_value(&row.role).is_ok() && !said.contains(&row.role) {
            refusals.add(Refusal::of(ErrorCode::LastInCharge).with("role", &row.role));
            said.push(row.role);
        }
    }
    refusals.done()
}
