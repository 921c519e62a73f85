//! The queries about agreements with the police.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult, Value};

use super::{
    model::{EndKind, FeedAgreement},
    rules::Terms,
};
use crate::{
    mysrs::incident::Within,
    policy::Scope,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{DistrictId, FeedAgreementId, PersonId, WebhookId},
        language::Language,
        page::PageRequest,
    },
};

const SELECT: &str = "select a.id, a.district_id, a.state_code, a.webhook_id, w.url, \
                      a.agreed_with, a.purpose, a.agreed_by, n.display_name as agreed_by_name, \
                      a.starts_at, a.ends_at, a.added_at, a.ended_at, a.end_kind, a.end_reason \
                      from feed_agreement a join webhook w on w.id = a.webhook_id \
                      join person n on n.id = a.agreed_by";

/// The key by which agreements are ordered, the latest first.
pub(super) type AgreementKey = (Instant, FeedAgreementId);

/// Waits for everybody else who changes a district's agreements.
pub(super) async fn take_turn<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
) -> Result<()> {
    let lock = db::locking(connection, " for update");
    let sql = format!("select id from district where id = $1{lock}");
    db::values::<DistrictId, _>(connection, &sql, [district.into()]).await.map(drop)
}

/// Whether a district has an agreement for some part of that time.
pub(super) async fn overlaps<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
    terms: &Terms,
) -> Result<bool> {
    let sql = "select 1 from feed_agreement where district_id = $1 and ended_at is null \
               and starts_at < $3 and ends_at > $2";
    let values = [district.into(), terms.starts_at.into(), terms.ends_at.into()];
    db::exists(connection, sql, values).await
}

/// An agreement that is to be written down.
#[derive(Debug)]
pub(super) struct Kept<'a> {
    pub id: FeedAgreementId,
    pub district: DistrictId,
    pub state: &'a str,
    pub webhook: WebhookId,
    pub terms: &'a Terms,
    pub by: PersonId,
    pub now: Instant,
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, kept: &Kept<'_>) -> Result<()> {
    let sql = "insert into feed_agreement (id, district_id, state_code, webhook_id, agreed_with, \
               purpose, agreed_by, starts_at, ends_at, added_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values: [Value; 10] = [
        kept.id.into(),
        kept.district.into(),
        kept.state.into(),
        kept.webhook.into(),
        kept.terms.agreed_with.as_str().into(),
        kept.terms.purpose.as_str().into(),
        kept.by.into(),
        kept.terms.starts_at.into(),
        kept.terms.ends_at.into(),
        kept.now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: FeedAgreementId,
) -> Result<Option<FeedAgreement>> {
    db::one(connection, &format!("{SELECT} where a.id = $1"), [id.into()]).await
}

pub(super) async fn find_by_webhook<C: ConnectionTrait>(
    connection: &C,
    webhook: WebhookId,
) -> Result<Option<FeedAgreement>> {
    db::one(connection, &format!("{SELECT} where a.webhook_id = $1"), [webhook.into()]).await
}

/// Where a district's referrals are sent at this moment.
pub(super) async fn in_force<C: ConnectionTrait>(
    connection: &C,
    district: DistrictId,
    now: Instant,
) -> Result<Option<WebhookId>> {
    let sql = "select webhook_id from feed_agreement where district_id = $1 and ended_at is null \
               and starts_at <= $2 and ends_at > $2 order by starts_at desc limit 1";
    db::value(connection, sql, [district.into(), now.into()]).await
}

/// The condition under which a district had an agreement at a moment, by what the statement calls both.
/// One that ended before its time holds until then.
pub(in crate::mysrs) fn agreed_at(district: &str, at: &str) -> String {
    format!(
        "exists (select 1 from feed_agreement g where g.district_id = {district} \
         and g.starts_at <= {at} and coalesce(g.ended_at, g.ends_at) > {at})"
    )
}

/// The districts of a place that have an agreement at this moment.
pub(super) async fn list_agreed<C: ConnectionTrait>(
    connection: &C,
    scope: &Scope,
    now: Instant,
) -> Result<Vec<DistrictId>> {
    let mut query = db::Query::new("select distinct district_id from feed_agreement");
    match scope {
        Scope::Nation => {}
        Scope::State(code) => query.and("state_code = ?", [code.as_str().into()]),
        Scope::District(id) => query.and("district_id = ?", [(*id).into()]),
        // Nobody is the police's liaison there.
        Scope::Area(_) | Scope::Unit(_) | Scope::Project(_) => return Ok(Vec::new()),
    }
    query.and("ended_at is null and starts_at <= ? and ends_at > ?", [now.into(), now.into()]);
    query.values(connection).await
}

/// How an agreement ends before its time.
#[derive(Debug)]
pub(super) struct Ending<'a> {
    pub id: FeedAgreementId,
    pub kind: EndKind,
    pub by: Option<PersonId>,
    pub reason: Option<&'a str>,
    pub now: Instant,
}

/// Ends an agreement that has not ended; false when it has.
pub(super) async fn end<C: ConnectionTrait>(connection: &C, ending: &Ending<'_>) -> Result<bool> {
    let sql = "update feed_agreement set ended_at = $2, end_kind = $3, ended_by = $4, \
               end_reason = $5 where id = $1 and ended_at is null";
    let values: [Value; 5] = [
        ending.id.into(),
        ending.now.into(),
        ending.kind.to_value().into(),
        ending.by.into(),
        ending.reason.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// The agreements of a place, the latest first. There are none of a unit or an area.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    place: &Within,
    page: &PageRequest<AgreementKey>,
) -> Result<Vec<FeedAgreement>> {
    let mut query = db::Query::new(SELECT);
    match place {
        Within::District(id) => query.and("a.district_id = ?", [(*id).into()]),
        Within::State(code) => query.and("a.state_code = ?", [code.as_str().into()]),
        Within::Nation => {}
        Within::Mine | Within::Area(_) | Within::Unit(_) => return Ok(Vec::new()),
    }
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["a.added_at", "a.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Somebody who is told of trouble.
#[derive(Debug, FromQueryResult)]
pub(super) struct Told {
    pub phone: String,
    pub language: Language,
}

/// The officers of an agreement's district and its state, and whoever agreed to it.
pub(super) async fn list_told<C: ConnectionTrait>(
    connection: &C,
    agreement: &FeedAgreement,
    now: Instant,
) -> Result<Vec<Told>> {
    let sql = "select n.phone, n.language from person n \
               where n.phone is not null and n.status = 'ACTIVE' and n.id in (\
               select person_id from officer_grant where district_id = $1 \
               and role = 'DISTRICT_OFFICER' and starts_at <= $3 \
               and (ends_at is null or ends_at > $3) \
               union select person_id from officer_grant where state_code = $2 \
               and role = 'STATE_OFFICER' and starts_at <= $3 \
               and (ends_at is null or ends_at > $3) \
               union select agreed_by from feed_agreement where id = $4) order by n.id";
    let values: [Value; 4] = [
        agreement.district_id.into(),
        agreement.state_code.as_str().into(),
        now.into(),
        agreement.id.into(),
    ];
    db::all(connection, sql, values).await
}
