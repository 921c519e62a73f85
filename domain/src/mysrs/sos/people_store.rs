//! The queries about the people of a call for help: who is told, who answers, and who did what.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult, Value};

use super::model::{Responder, Sos, Stage, Step, StepKind, Told, ToldAs};
use crate::{
    community::committee,
    identity::Reached,
    mysrs::unit,
    policy::Role,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{PatrolUnitId, PersonId, SosId},
    },
};

/// So many people are written at once; fewer of them in halves, so that there are six statements and
/// no more.
const WRITTEN: usize = 32;

/// Who is on a patrol of the unit that began after `since`, without the caller: also whoever has left
/// the unit meanwhile, as they are still beside them.
pub(super) async fn list_team<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    caller: PersonId,
    since: Instant,
) -> Result<Vec<PersonId>> {
    let sql = "select distinct m.person_id from patrol p \
               join patrol_member m on m.patrol_id = p.id \
               join person n on n.id = m.person_id \
               where m.left_at is null and p.unit_id = $1 and p.started_at > $3 and p.status = 'ACTIVE' \
               and not p.belated \
               and n.status = 'ACTIVE' and m.person_id <> $2 order by m.person_id";
    db::values(connection, sql, [unit.into(), caller.into(), since.into()]).await
}

/// A volunteer, and whether they lead the unit.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Volunteer {
    pub person_id: PersonId,
    pub leads: bool,
}

/// The volunteers of a unit, without the caller.
pub(super) async fn list_volunteers<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    caller: PersonId,
) -> Result<Vec<Volunteer>> {
    let sql = "select p.person_id, p.leads from patroller p join person n on n.id = p.person_id \
               where p.unit_id = $1 and p.left_at is null and n.status = 'ACTIVE' \
               and p.person_id <> $2 order by p.person_id";
    db::all(connection, sql, [unit.into(), caller.into()]).await
}

/// The unit's leader and the area's chair, without the caller.
pub(super) async fn list_leaders<C: ConnectionTrait>(
    connection: &C,
    sos: &Sos,
    now: Instant,
) -> Result<Vec<Reached>> {
    let mut leaders = unit::leaders_of(connection, sos.unit_id).await?;
    leaders.extend(committee::holders_of(connection, sos.area_id, &[Role::Chair], now).await?);
    leaders.sort_unstable_by_key(|one| one.person_id);
    leaders.dedup_by_key(|one| one.person_id);
    leaders.retain(|one| one.person_id != sos.person_id);
    Ok(leaders)
}

/// The officers of the district (PPD), without the caller; the state's where it has none.
pub(super) async fn list_officers<C: ConnectionTrait>(
    connection: &C,
    sos: &Sos,
    now: Instant,
) -> Result<Vec<Reached>> {
    let of = |place: &str, role: Role| {
        format!(
            "select n.id as person_id, n.phone, n.language from person n \
             where n.status = 'ACTIVE' and n.id <> $2 and n.id in \
             (select person_id from officer_grant where {place} = $1 and role = '{}' \
             and starts_at <= $3 and (ends_at is null or ends_at > $3)) order by n.id",
            role.to_value()
        )
    };
    let values = [sos.district_id.into(), sos.person_id.into(), now.into()];
    let district = of("district_id", Role::DistrictOfficer);
    let officers: Vec<Reached> = db::all(connection, &district, values).await?;
    if !officers.is_empty() {
        return Ok(officers);
    }
    let values = [sos.state_code.as_str().into(), sos.person_id.into(), now.into()];
    db::all(connection, &of("state_code", Role::StateOfficer), values).await
}

/// Notes who is told; whoever was told before stays as they are.
pub(super) async fn add_told<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    told: &[(PersonId, ToldAs)],
    now: Instant,
) -> Result<()> {
    let mut rest = told;
    while !rest.is_empty() {
        let most = (rest.len() + 1).next_power_of_two() / 2;
        let (part, others) = rest.split_at(most.min(WRITTEN));
        rest = others;
        let mut values: Vec<Value> = vec![id.into(), now.into()];
        let mut rows = Vec::with_capacity(part.len());
        for (person, told_as) in part {
            values.push((*person).into());
            values.push(told_as.to_value().into());
            let last = values.len();
            rows.push(format!("($1, ${}, ${last}, $2)", last - 1));
        }
        let sql = format!(
            "insert into sos_told (sos_id, person_id, told_as, told_at) values {} \
             on conflict (sos_id, person_id) do nothing",
            rows.join(", ")
        );
        db::run(connection, &sql, values).await?;
    }
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct ToldRow {
    sos_id: SosId,
    person_id: PersonId,
    display_name: String,
    told_as: ToldAs,
}

#[derive(Debug, FromQueryResult)]
struct ResponderRow {
    sos_id: SosId,
    person_id: PersonId,
    display_name: String,
    stage: Stage,
    eta: Option<String>,
    since: Instant,
    changed_at: Instant,
}

/// Adds to these calls who was told and who answers.
pub(super) async fn fill<C: ConnectionTrait>(connection: &C, calls: &mut [Sos]) -> Result<()> {
    if calls.is_empty() {
        return Ok(());
    }
    let ids: Vec<SosId> = calls.iter().map(|sos| sos.id).collect();
    let mut query = db::Query::new(
        "select t.sos_id, t.person_id, n.display_name, t.told_as from sos_told t \
         join person n on n.id = t.person_id",
    );
    query.and_in("t.sos_id", ids.iter().map(|id| id.0));
    query.end(" order by t.told_at, n.display_name, t.person_id");
    let told: Vec<ToldRow> = query.all(connection).await?;
    let mut query = db::Query::new(
        "select r.sos_id, r.person_id, n.display_name, r.stage, r.eta, r.since, r.changed_at \
         from sos_responder r join person n on n.id = r.person_id",
    );
    query.and_in("r.sos_id", ids.iter().map(|id| id.0));
    query.end(" order by r.since, r.person_id");
    let responders: Vec<ResponderRow> = query.all(connection).await?;
    for row in told {
        if let Some(sos) = calls.iter_mut().find(|sos| sos.id == row.sos_id) {
            let (person_id, display_name) = (row.person_id, row.display_name);
            sos.told.push(Told { person_id, display_name, told_as: row.told_as });
        }
    }
    for row in responders {
        if let Some(sos) = calls.iter_mut().find(|sos| sos.id == row.sos_id) {
            sos.responders.push(Responder {
                person_id: row.person_id,
                display_name: row.display_name,
                stage: row.stage,
                eta: row.eta,
                since: row.since,
                changed_at: row.changed_at,
            });
        }
    }
    Ok(())
}

/// Notes how far somebody has come who answers a locked call.
pub(super) async fn put_responder<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    person: PersonId,
    (stage, eta): (Stage, Option<&str>),
    now: Instant,
) -> Result<()> {
    let sql = "insert into sos_responder (sos_id, person_id, stage, eta, since, changed_at) \
               values ($1, $2, $3, $4, $5, $5) on conflict (sos_id, person_id) do update set \
               stage = excluded.stage, eta = excluded.eta, changed_at = excluded.changed_at";
    let values = [id.into(), person.into(), stage.to_value().into(), eta.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// A step before it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taking<'a> {
    pub kind: StepKind,
    pub by: Option<PersonId>,
    pub said: Option<&'a str>,
    pub people: Option<usize>,
    pub at: Instant,
}

impl Taking<'_> {
    /// A step that somebody takes without a word.
    pub(super) fn by(kind: StepKind, person: PersonId, at: Instant) -> Self {
        Self { kind, by: Some(person), said: None, people: None, at }
    }

    /// A step of the program, of which so many people hear.
    pub(super) fn of_program(kind: StepKind, people: usize, at: Instant) -> Self {
        Self { kind, by: None, said: None, people: Some(people), at }
    }
}

/// Adds a step to a locked call.
pub(super) async fn add_step<C: ConnectionTrait>(
    connection: &C,
    id: SosId,
    step: &Taking<'_>,
) -> Result<()> {
    let people = step.people.map(|people| i64::try_from(people).unwrap_or(i64::MAX));
    let sql = "insert into sos_step (sos_id, number, kind, person_id, said, people, taken_at) \
               values ($1, (select count(*) from sos_step where sos_id = $1), $2, $3, $4, $5, $6)";
    let values = [
        id.into(),
        step.kind.to_value().into(),
        step.by.into(),
        step.said.into(),
        people.into(),
        step.at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The steps of a call, the first first.
pub(super) async fn list_steps<C: ConnectionTrait>(connection: &C, id: SosId) -> Result<Vec<Step>> {
    let sql = "select s.number, s.kind, s.person_id, n.display_name, s.said, s.people, s.taken_at \
               from sos_step s left join person n on n.id = s.person_id \
               where s.sos_id = $1 order by s.number";
    db::all(connection, sql, [id.into()]).await
}
