//! What a report may say by what was recorded: the leader begins with that instead of an empty form.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{model::Case, service, walk_store};
use crate::{
    mysrs::{incident::Agency, unit::Member},
    policy::Action,
    shared::{
        ctx::Ctx,
        db,
        error::Result,
        id::{IncidentId, PatrolId},
    },
};

/// So many of a patrol's incidents are read; more stand in none of its nights.
const MOST: i64 = 20;
/// The longest description that is suggested, in characters.
const DESCRIPTION: usize = 2_000;

/// What a report may say.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    /// The gravest incident that was reported on the patrol, with what the others say.
    pub case: Option<Case>,
    /// Who was on the patrol, in the order in which they joined.
    pub members: Vec<Member>,
}

#[derive(Debug, FromQueryResult)]
struct Seen {
    id: IncidentId,
    serial: String,
    category_code: String,
    behaviour: String,
    people_involved: Option<i64>,
}

/// What the report of a patrol may say by its log, for whoever hands it in; nothing for anybody else.
pub async fn suggested(ctx: &Ctx, patrol: PatrolId) -> Result<Option<Suggested>> {
    let (walked, target) = service::target_of(ctx, patrol).await?;
    if !ctx.may(Action::PatrolReportSubmit, &target) {
        return Ok(None);
    }
    let database = ctx.db().write();
    let members = walk_store::list_present(database, walked.id).await?;
    let sql = "select id, serial, category_code, behaviour, people_involved from incident \
               where patrol_id = $1 and unit_id = $2 \
               order by case severity when 'HIGH' then 0 when 'MEDIUM' then 1 else 2 end, \
               happened_at, id limit $3";
    let values = [walked.id.into(), walked.unit_id.into(), MOST.into()];
    let seen: Vec<Seen> = db::all(database, sql, values).await?;
    let agency = match seen.first() {
        Some(first) => referred_to(database, first.id).await?,
        None => None,
    };
    Ok(Some(Suggested { case: case_of(&seen, agency), members }))
}

/// The case that these incidents are together; pure.
fn case_of(seen: &[Seen], agency: Option<Agency>) -> Option<Case> {
    let gravest = seen.first()?;
    let lines: Vec<String> =
        seen.iter().map(|one| format!("{}: {}", one.serial, one.behaviour)).collect();
    Some(Case {
        category_code: gravest.category_code.clone(),
        case_type: None,
        description: lines.join("\n").chars().take(DESCRIPTION).collect(),
        people_involved: gravest.people_involved,
        agency,
    })
}

/// To whom an incident was referred last.
async fn referred_to<C: ConnectionTrait>(
    connection: &C,
    incident: IncidentId,
) -> Result<Option<Agency>> {
    let sql = "select agency from incident_referral where incident_id = $1 \
               order by referred_at desc, id desc limit 1";
    db::value(connection, sql, [incident.into()]).await
}
