//! The queries about referrals. Rows are only ever added: the database itself refuses the rest.

use sea_orm::{ActiveEnum, ConnectionTrait, Value};

use super::{
    list::Within,
    model::Incident,
    referral_model::{Agency, Referral, ReferralAnswer, Share, Shares},
};
use crate::{
    mysrs::referral::agreed_at,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{IncidentId, PersonId, ReferralId},
        page::PageRequest,
    },
};

fn select() -> String {
    let agreed = agreed_at("f.district_id", "f.referred_at");
    format!(
        "select f.id, f.incident_id, i.serial, f.unit_id, f.agency, f.recipient, f.shared, \
         f.reason, f.handling, f.referred_by, n.display_name as referrer_name, f.referred_at, \
         case when f.agency = 'POLICE' then {agreed} end as reaches_police \
         from incident_referral f join incident i on i.id = f.incident_id \
         join person n on n.id = f.referred_by"
    )
}

/// The key by which referrals are ordered, the latest first.
pub(super) type ReferralKey = (Instant, ReferralId);

/// A referral that is to be logged, of this incident.
#[derive(Debug)]
pub(super) struct NewReferral<'a> {
    pub id: ReferralId,
    pub incident: &'a Incident,
    pub agency: Agency,
    pub recipient: String,
    pub shared: Shares,
    pub reason: String,
    pub handling: String,
    pub referred_by: PersonId,
    pub referred_at: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &NewReferral<'_>) -> Result<()> {
    let sql = "insert into incident_referral (id, incident_id, unit_id, district_id, state_code, \
               agency, recipient, shared, reason, handling, referred_by, referred_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values: [Value; 12] = [
        new.id.into(),
        new.incident.id.into(),
        new.incident.unit_id.into(),
        new.incident.district_id.into(),
        new.incident.state_code.as_str().into(),
        new.agency.to_value().into(),
        new.recipient.as_str().into(),
        new.shared.clone().into(),
        new.reason.as_str().into(),
        new.handling.as_str().into(),
        new.referred_by.into(),
        new.referred_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The referral that says the same of the same incident, by the same person since then.
pub(super) async fn find_same<C: ConnectionTrait>(
    connection: &C,
    new: &NewReferral<'_>,
    since: Instant,
) -> Result<Option<ReferralId>> {
    let sql = "select id from incident_referral where incident_id = $1 and agency = $2 \
               and recipient = $3 and shared = $4 and reason = $5 and handling = $6 \
               and referred_by = $7 and referred_at > $8 order by referred_at, id limit 1";
    let values: [Value; 8] = [
        new.incident.id.into(),
        new.agency.to_value().into(),
        new.recipient.as_str().into(),
        new.shared.clone().into(),
        new.reason.as_str().into(),
        new.handling.as_str().into(),
        new.referred_by.into(),
        since.into(),
    ];
    db::value(connection, sql, values).await
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: ReferralId,
) -> Result<Option<Referral>> {
    db::one(connection, &format!("{} where f.id = $1", select()), [id.into()]).await
}

/// The referrals of an incident, the first first.
pub(super) async fn list_of<C: ConnectionTrait>(
    connection: &C,
    incident: IncidentId,
) -> Result<Vec<Referral>> {
    let sql = format!("{} where f.incident_id = $1 order by f.referred_at, f.id", select());
    db::all(connection, &sql, [incident.into()]).await
}

/// The referrals of a place, the latest first. Nobody has referrals of their own or of an area: those
/// are nobody's place here.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    page: &PageRequest<ReferralKey>,
) -> Result<Vec<Referral>> {
    let mut query = db::Query::new(select());
    match place {
        Within::Unit(id) => query.and("f.unit_id = ?", [(*id).into()]),
        Within::District(id) => query.and("f.district_id = ?", [(*id).into()]),
        Within::State(code) => query.and("f.state_code = ?", [code.as_str().into()]),
        Within::Nation => {}
        Within::Mine | Within::Area(_) => return Ok(Vec::new()),
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["f.referred_at", "f.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// What the police were told of an incident; nothing when it was not referred to them.
pub(super) async fn told_police<C: ConnectionTrait>(
    connection: &C,
    incident: IncidentId,
) -> Result<Option<Vec<Share>>> {
    let sql = "select shared from incident_referral where incident_id = $1 and agency = $2";
    let values = [incident.into(), Agency::Police.to_value().into()];
    let told: Vec<Shares> = db::values(connection, sql, values).await?;
    if told.is_empty() {
        return Ok(None);
    }
    Ok(Some(told.iter().flat_map(Shares::list).collect()))
}

pub(super) async fn add_answer<C: ConnectionTrait>(
    connection: &C,
    answer: &ReferralAnswer,
    by: PersonId,
) -> Result<()> {
    let sql = "insert into incident_referral_answer (id, referral_id, outcome, note, answered_at, \
               recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        answer.id.into(),
        answer.referral_id.into(),
        answer.outcome.to_value().into(),
        answer.note.clone().into(),
        answer.answered_at.into(),
        by.into(),
        answer.recorded_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// What came back of a referral, the first first.
pub(super) async fn list_answers<C: ConnectionTrait>(
    connection: &C,
    referral: ReferralId,
) -> Result<Vec<ReferralAnswer>> {
    let sql = "select id, referral_id, outcome, note, answered_at, recorded_at \
               from incident_referral_answer where referral_id = $1 order by recorded_at, id";
    db::all(connection, sql, [referral.into()]).await
}
