//! The queries about matches.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult};

use super::model::{Match, Side, Trade};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{ProjectId, ProjectTradeId, TradeMatchId},
    page::PageRequest,
};

/// The key by which matches are ordered, newest first.
pub(super) type MatchKey = (TradeMatchId, TradeMatchId);

/// Both hold today, and both projects are at work.
const LIVE: &str = "m.dismissed_at is null and own.ended_at is null and other.ended_at is null \
                    and (own.until_day is null or own.until_day >= ?) \
                    and (other.until_day is null or other.until_day >= ?) \
                    and p.status = 'ACTIVE' and o.status = 'ACTIVE'";
const JOINED: &str = "trade_match m join project_trade own on own.id = m.own_id \
                      join project_trade other on other.id = m.other_id \
                      join project p on p.id = m.project_id \
                      join project o on o.id = m.other_project_id";
const COLUMNS: &str = "m.id, m.project_id, m.other_project_id, m.side, m.own_id, \
                       own.words as own_words, m.other_id, other.words as other_words, \
                       other.quantity, other.unit, other.rhythm, other.until_day, m.metres, m.found_at";

/// One side of what fits.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub project_id: ProjectId,
    pub other_project_id: ProjectId,
    pub side: Side,
    pub own_id: ProjectTradeId,
    pub other_id: ProjectTradeId,
    pub metres: Option<i64>,
    pub state_code: String,
    pub other_state_code: String,
}

impl Found {
    /// The same as the other side sees it.
    pub fn mirrored(&self, trade: &Trade) -> Self {
        Self {
            project_id: self.other_project_id,
            other_project_id: self.project_id,
            side: trade.side.other(),
            own_id: self.other_id,
            other_id: self.own_id,
            metres: self.metres,
            state_code: self.other_state_code.clone(),
            other_state_code: self.state_code.clone(),
        }
    }
}

/// Adds one side of what fits; of one that stands there already it is written anew how far the two are
/// apart, and in which states.
pub(super) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: TradeMatchId,
    found: &Found,
    now: Instant,
) -> Result<()> {
    let sql = "insert into trade_match (id, project_id, other_project_id, side, own_id, other_id, \
               metres, state_code, other_state_code, found_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               on conflict (own_id, other_id) do update set metres = excluded.metres, \
               state_code = excluded.state_code, other_state_code = excluded.other_state_code";
    let values = [
        id.into(),
        found.project_id.into(),
        found.other_project_id.into(),
        found.side.to_value().into(),
        found.own_id.into(),
        found.other_id.into(),
        found.metres.into(),
        found.state_code.as_str().into(),
        found.other_state_code.as_str().into(),
        now.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// What fits to something by what is written.
pub(super) async fn others<C: ConnectionTrait>(
    connection: &C,
    own: ProjectTradeId,
) -> Result<Vec<ProjectTradeId>> {
    let sql = "select other_id from trade_match where own_id = $1 \
               union select own_id from trade_match where other_id = $1";
    db::values(connection, sql, [own.into()]).await
}

/// Two fit no more. Who has put it aside need not do so again.
pub(super) async fn remove<C: ConnectionTrait>(
    connection: &C,
    one: ProjectTradeId,
    other: ProjectTradeId,
) -> Result<()> {
    let sql = "delete from trade_match where dismissed_at is null \
               and ((own_id = $1 and other_id = $2) or (own_id = $2 and other_id = $1))";
    db::run(connection, sql, [one.into(), other.into()]).await?;
    Ok(())
}

/// A page of what fits to a project, the newest first.
pub(super) async fn list_of_project<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    today: &str,
    page: &PageRequest<MatchKey>,
) -> Result<Vec<Match>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from {JOINED}"));
    query.and("m.project_id = ?", [project.into()]);
    list(query, connection, today, page).await
}

/// A page of what fits in a state, the newest first, each pair once: of two in one state the side that
/// needs.
pub(super) async fn list_of_state<C: ConnectionTrait>(
    connection: &C,
    state: &str,
    today: &str,
    page: &PageRequest<MatchKey>,
) -> Result<Vec<Match>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from {JOINED}"));
    query.and("m.state_code = ?", [state.into()]);
    query.and("(m.side = 'NEED' or m.other_state_code <> m.state_code)", []);
    list(query, connection, today, page).await
}

async fn list<C: ConnectionTrait>(
    mut query: db::Query,
    connection: &C,
    today: &str,
    page: &PageRequest<MatchKey>,
) -> Result<Vec<Match>> {
    query.and(LIVE, [today.into(), today.into()]);
    let beyond = page.beyond.map(|(first, second)| [first.into(), second.into()]);
    query.keyset(["m.id", "m.id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// Whose match it is.
pub(super) async fn project_of<C: ConnectionTrait>(
    connection: &C,
    id: TradeMatchId,
) -> Result<Option<ProjectId>> {
    db::value(connection, "select project_id from trade_match where id = $1", [id.into()]).await
}

/// Puts one side's match aside; tells whether it was not yet.
pub(super) async fn dismiss<C: ConnectionTrait>(
    connection: &C,
    id: TradeMatchId,
    now: Instant,
) -> Result<bool> {
    let sql = "update trade_match set dismissed_at = $2 where id = $1 and dismissed_at is null";
    Ok(db::run(connection, sql, [id.into(), now.into()]).await? == 1)
}

/// A project that has not been told of everything yet.
#[derive(Debug, FromQueryResult)]
pub(super) struct Untold {
    pub project_id: ProjectId,
    pub name: String,
    pub number: i64,
}

/// Projects with matches of which nobody was told, unless they were told of others after `since`.
pub(super) async fn untold<C: ConnectionTrait>(
    connection: &C,
    since: Instant,
    today: &str,
    most: u64,
) -> Result<Vec<Untold>> {
    let mut query =
        db::Query::new(format!("select m.project_id, p.name, count(*) as number from {JOINED}"));
    query.and("m.told_at is null", []);
    query.and(LIVE, [today.into(), today.into()]);
    query.and(
        "not exists (select 1 from trade_match t where t.project_id = m.project_id and t.told_at > ?)",
        [since.into()],
    );
    query.end(" group by m.project_id, p.name order by m.project_id");
    query.limit(most);
    query.all(connection).await
}

/// A project was told of everything that fits today.
pub(super) async fn told<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    today: &str,
    now: Instant,
) -> Result<()> {
    let mut query = db::Query::new("update trade_match set");
    query.join("told_at = ?", [now.into()]);
    query.and("project_id = ?", [project.into()]);
    query.and("told_at is null", []);
    query.end(" and id in (select m.id from ");
    query.select(JOINED, []);
    query.and("m.project_id = ?", [project.into()]);
    query.and(LIVE, [today.into(), today.into()]);
    query.end(")");
    query.run(connection).await?;
    Ok(())
}
