//! The queries about looks at houses.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};

use super::model::Finding;
use crate::{
    mysrs::patrol::MEANT,
    shared::{
        clock::Instant,
        db,
        error::Result,
        id::{HouseAwayId, HouseVisitId, MediaId, PatrolId, PatrolUnitId, PersonId},
        page::PageRequest,
    },
};

/// The key by which looks are ordered, the latest first.
pub(super) type VisitKey = (Instant, HouseVisitId);

/// A patrol, as far as a look on it is concerned.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct OnPatrol {
    pub id: PatrolId,
    pub unit_id: PatrolUnitId,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    /// Whether the person who was asked for takes part in it.
    pub takes_part: bool,
}

/// The patrol of which a phone speaks, and whether somebody takes part in it, or did.
pub(super) async fn find_patrol<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<Option<OnPatrol>> {
    let sql = format!(
        "select id, unit_id, started_at, ended_at, exists (select 1 from patrol_member m \
         where m.patrol_id = patrol.id and m.person_id = $2) as takes_part \
         from patrol where id = {MEANT}"
    );
    db::one(connection, &sql, [patrol.into(), person.into()]).await
}

/// How many looks somebody has recorded on a patrol.
pub(super) async fn count_of_person<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<i64> {
    let sql = "select count(*) from house_visit where patrol_id = $1 and person_id = $2";
    Ok(db::value(connection, sql, [patrol.into(), person.into()]).await?.unwrap_or(0))
}

/// How many looks of somebody at a house were recorded on a patrol.
pub(super) async fn count_at_house<C: ConnectionTrait>(
    connection: &C,
    (patrol, person): (PatrolId, PersonId),
    house: HouseAwayId,
) -> Result<i64> {
    let sql = "select count(*) from house_visit where patrol_id = $1 and person_id = $2 \
               and house_id = $3";
    let values = [patrol.into(), person.into(), house.into()];
    Ok(db::value(connection, sql, values).await?.unwrap_or(0))
}

/// A look as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub id: HouseVisitId,
    pub house: HouseAwayId,
    pub patrol: PatrolId,
    pub person: PersonId,
    pub finding: Finding,
    pub details: Vec<u8>,
    pub photo: Option<MediaId>,
    pub recorded_at: Instant,
    pub corrected_at: Instant,
    pub received_at: Instant,
    pub clock_offset_ms: i64,
    pub content_hash: Vec<u8>,
}

/// Adds a look; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, kept: Kept) -> Result<bool> {
    let sql = "insert into house_visit (id, house_id, patrol_id, person_id, finding, details, \
               media_id, recorded_at, corrected_at, received_at, clock_offset_ms, content_hash) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
               on conflict (id) do nothing";
    let values = [
        kept.id.into(),
        kept.house.into(),
        kept.patrol.into(),
        kept.person.into(),
        kept.finding.to_value().into(),
        kept.details.into(),
        kept.photo.into(),
        kept.recorded_at.into(),
        kept.corrected_at.into(),
        kept.received_at.into(),
        kept.clock_offset_ms.into(),
        kept.content_hash.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// What tells whether a look is the one that is known.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Known {
    pub content_hash: Vec<u8>,
    pub media_id: Option<MediaId>,
}

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: HouseVisitId,
) -> Result<Option<Known>> {
    let sql = "select content_hash, media_id from house_visit where id = $1";
    db::one(connection, sql, [id.into()]).await
}

/// Adds the photo of a look that has none yet.
pub(super) async fn add_photo<C: ConnectionTrait>(
    connection: &C,
    id: HouseVisitId,
    photo: MediaId,
) -> Result<()> {
    let sql = "update house_visit set media_id = $2 where id = $1 and media_id is null";
    db::run(connection, sql, [id.into(), photo.into()]).await?;
    Ok(())
}

/// A look as it is read.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: HouseVisitId,
    pub finding: Finding,
    /// None once the volunteer has had their account erased.
    pub details: Option<Vec<u8>>,
    pub media_id: Option<MediaId>,
    pub corrected_at: Instant,
    pub received_at: Instant,
}

/// The looks at a house, the latest first.
pub(super) async fn list_of_house<C: ConnectionTrait>(
    connection: &C,
    house: HouseAwayId,
    page: &PageRequest<VisitKey>,
) -> Result<Vec<Row>> {
    let mut query = db::Query::new(
        "select id, finding, details, media_id, corrected_at, received_at from house_visit",
    );
    query.and("house_id = ?", [house.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["corrected_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The photos of looks at these houses.
pub(super) async fn photos_of<C: ConnectionTrait>(
    connection: &C,
    houses: &[HouseAwayId],
) -> Result<Vec<MediaId>> {
    let mut query = db::Query::new("select media_id from house_visit");
    query.and("media_id is not null", []);
    query.and_in("house_id", houses.iter().map(|house| house.0));
    query.values(connection).await
}

/// The photos of looks at somebody's houses.
pub(super) async fn photos_of_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<Vec<MediaId>> {
    let sql = "select v.media_id from house_away h join house_visit v on v.house_id = h.id \
               where h.person_id = $1 and v.media_id is not null";
    db::values(connection, sql, [person.into()]).await
}

/// Removes the looks at these houses.
pub(super) async fn remove_all<C: ConnectionTrait>(
    connection: &C,
    houses: &[HouseAwayId],
) -> Result<()> {
    let mut query = db::Query::new("delete from house_visit");
    query.and_in("house_id", houses.iter().map(|house| house.0));
    query.run(connection).await?;
    Ok(())
}
