//! Sessions as rows of the embedded database.

use sea_orm::FromQueryResult;

use crate::{
    identity::model::Session,
    shared::{
        clock::Instant,
        db::{self, Db},
        error::Result,
        id::{PersonId, SessionId},
    },
};

const COLUMNS: &str = "id, person_id, salt, counter, confirmed, app, network, started_at, \
                       last_used_at, proved_at, sign_on";

/// The sessions of the embedded default.
#[derive(Clone, Debug)]
pub(in crate::identity) struct Kept(Db);

#[derive(Debug, FromQueryResult)]
struct Row {
    id: SessionId,
    person_id: PersonId,
    salt: Vec<u8>,
    counter: i64,
    confirmed: bool,
    app: Option<String>,
    network: Option<String>,
    started_at: Instant,
    last_used_at: Instant,
    proved_at: Option<Instant>,
    sign_on: Option<bool>,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            person: row.person_id,
            salt: row.salt,
            counter: row.counter,
            confirmed: row.confirmed,
            app: row.app,
            network: row.network,
            started_at: row.started_at,
            last_used_at: row.last_used_at,
            proved_at: row.proved_at,
            sign_on: row.sign_on,
        }
    }
}

impl Kept {
    pub(super) fn in_table(db: Db) -> Self {
        Self(db)
    }

    pub(super) async fn add(&self, session: &Session) -> Result<()> {
        let sql = format!(
            "insert into session ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        let values = [
            session.id.into(),
            session.person.into(),
            session.salt.clone().into(),
            session.counter.into(),
            session.confirmed.into(),
            session.app.clone().into(),
            session.network.clone().into(),
            session.started_at.into(),
            session.last_used_at.into(),
            session.proved_at.into(),
            session.sign_on.into(),
        ];
        db::run(self.0.write(), &sql, values).await?;
        Ok(())
    }

    pub(super) async fn lookup(&self, id: SessionId) -> Result<Option<Session>> {
        let sql = format!("select {COLUMNS} from session where id = $1");
        let row: Option<Row> = db::one(self.0.write(), &sql, [id.into()]).await?;
        Ok(row.map(Session::from))
    }

    pub(super) async fn list(&self, person: PersonId) -> Result<Vec<Session>> {
        let sql = format!("select {COLUMNS} from session where person_id = $1");
        let rows: Vec<Row> = db::all(self.0.write(), &sql, [person.into()]).await?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    pub(super) async fn advance(&self, from: i64, moved: &Session) -> Result<bool> {
        let sql = "update session set counter = $3, confirmed = $4, last_used_at = $5, \
                   network = $6 where id = $1 and counter = $2";
        let values = [
            moved.id.into(),
            from.into(),
            moved.counter.into(),
            moved.confirmed.into(),
            moved.last_used_at.into(),
            moved.network.clone().into(),
        ];
        Ok(db::run(self.0.write(), sql, values).await? == 1)
    }

    pub(super) async fn confirm(&self, id: SessionId, counter: i64) -> Result<()> {
        let sql = "update session set confirmed = $3 where id = $1 and counter = $2 \
                   and confirmed <> $3";
        db::run(self.0.write(), sql, [id.into(), counter.into(), true.into()]).await?;
        Ok(())
    }

    pub(super) async fn prove(&self, id: SessionId, now: Instant) -> Result<bool> {
        let sql = "update session set proved_at = $2 where id = $1";
        Ok(db::run(self.0.write(), sql, [id.into(), now.into()]).await? == 1)
    }

    pub(super) async fn remove(&self, session: SessionId, person: PersonId) -> Result<()> {
        let sql = "delete from session where id = $1 and person_id = $2";
        db::run(self.0.write(), sql, [session.into(), person.into()]).await?;
        Ok(())
    }
}
