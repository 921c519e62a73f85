//! The queries about what happens on the way.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::model::{EventKind, PatrolEvent, Presence};
use crate::{
    mysrs::patrol::doubt::{Doubt, read_doubts, write_doubts},
    shared::{
        clock::Instant,
        db,
        error::Result,
        geo::Position,
        id::{
            BriefingItemId, CheckInId, EquipmentId, MediaId, PatrolEventId, PatrolId, PatrolUnitId,
            PersonId,
        },
        page::PageRequest,
    },
};

/// The key by which events are ordered, the earliest first.
pub(super) type EventKey = (Instant, PatrolEventId);

/// The most events of one patrol: forty people with a note every three minutes for twelve hours.
pub(super) const MOST: u64 = 10_000;
/// The most events of one person on a patrol: whoever's program runs wild leaves the others their room.
pub(super) const MOST_OF_PERSON: u64 = 2_500;

const COLUMNS: &str = "id, unit_id, patrol_id, person_id, kind, member_id, equipment_id, \
                       briefing_item_id, check_in_id, note, latitude, longitude, accuracy_metres, \
                       recorded_at, corrected_at, received_at, clock_offset_ms, doubts, content_hash";

/// An event with its photos, and the hash that tells a repeat from another one.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub event: PatrolEvent,
    pub content_hash: Vec<u8>,
    /// Its photos, when it comes in; of one that stands they are read where they are shown.
    pub photos: Vec<MediaId>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: PatrolEventId,
    unit_id: PatrolUnitId,
    patrol_id: PatrolId,
    person_id: PersonId,
    kind: EventKind,
    member_id: Option<PersonId>,
    equipment_id: Option<EquipmentId>,
    briefing_item_id: Option<BriefingItemId>,
    check_in_id: Option<CheckInId>,
    note: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy_metres: Option<f64>,
    recorded_at: Instant,
    corrected_at: Instant,
    received_at: Instant,
    clock_offset_ms: i64,
    doubts: String,
    content_hash: Vec<u8>,
}

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        let position = row.latitude.zip(row.longitude);
        let event = PatrolEvent {
            id: row.id,
            unit_id: row.unit_id,
            patrol_id: row.patrol_id,
            person_id: row.person_id,
            kind: row.kind,
            member_id: row.member_id,
            equipment_id: row.equipment_id,
            briefing_item_id: row.briefing_item_id,
            check_in_id: row.check_in_id,
            note: row.note,
            position: position.and_then(|(lat, lon)| Position::on_globe(lat, lon)),
            accuracy_metres: row.accuracy_metres,
            recorded_at: row.recorded_at,
            corrected_at: row.corrected_at,
            received_at: row.received_at,
            clock_offset_ms: row.clock_offset_ms,
            doubts: read_doubts(&row.doubts),
        };
        Self { event, content_hash: row.content_hash, photos: Vec::new() }
    }
}

/// What stands under an id, whichever patrol it belongs to.
pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: PatrolEventId,
) -> Result<Option<Kept>> {
    let sql = format!("select {COLUMNS} from patrol_event where id = $1");
    let row: Option<Row> = db::one(connection, &sql, [id.into()]).await?;
    Ok(row.map(Kept::from))
}

/// Adds an event; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, kept: &Kept) -> Result<bool> {
    let sql = format!(
        "insert into patrol_event ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19) on conflict (id) do nothing"
    );
    let event = &kept.event;
    let values = [
        event.id.into(),
        event.unit_id.into(),
        event.patrol_id.into(),
        event.person_id.into(),
        event.kind.to_value().into(),
        event.member_id.into(),
        event.equipment_id.into(),
        event.briefing_item_id.into(),
        event.check_in_id.into(),
        event.note.clone().into(),
        event.position.map(|position| position.latitude).into(),
        event.position.map(|position| position.longitude).into(),
        event.accuracy_metres.into(),
        event.recorded_at.into(),
        event.corrected_at.into(),
        event.received_at.into(),
        event.clock_offset_ms.into(),
        write_doubts(&event.doubts).into(),
        kept.content_hash.clone().into(),
    ];
    Ok(db::run(connection, &sql, values).await? == 1)
}

pub(super) async fn change_doubts<C: ConnectionTrait>(
    connection: &C,
    id: PatrolEventId,
    doubts: &[Doubt],
) -> Result<()> {
    let sql = "update patrol_event set doubts = $2 where id = $1";
    db::run(connection, sql, [id.into(), write_doubts(doubts).into()]).await?;
    Ok(())
}

/// For how many more events of somebody a patrol has room, and the limit that says so.
pub(super) async fn room<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<(u64, u64)> {
    #[derive(FromQueryResult)]
    struct Counted {
        every: i64,
        own: i64,
    }
    let sql = "select count(*) as every, count(case when person_id = $2 then 1 end) as own \
               from patrol_event where patrol_id = $1";
    let counted: Option<Counted> = db::one(connection, sql, [patrol.into(), person.into()]).await?;
    let (every, own) = counted.map_or((0, 0), |counted| (counted.every, counted.own));
    let left = |kept: i64, limit: u64| {
        (limit.saturating_sub(u64::try_from(kept).unwrap_or_default()), limit)
    };
    Ok(left(own, MOST_OF_PERSON).min(left(every, MOST)))
}

/// The events of a patrol, the earliest first.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    page: &PageRequest<EventKey>,
) -> Result<Vec<PatrolEvent>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from patrol_event"));
    query.and("patrol_id = ?", [patrol.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["corrected_at", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| Kept::from(row).event).collect())
}

/// Every event of a patrol, the earliest first, at most [`MOST`].
pub(super) async fn every<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<PatrolEvent>> {
    let sql = format!(
        "select {COLUMNS} from patrol_event where patrol_id = $1 order by corrected_at, id \
         limit {MOST}"
    );
    let rows: Vec<Row> = db::all(connection, &sql, [patrol.into()]).await?;
    Ok(rows.into_iter().map(|row| Kept::from(row).event).collect())
}

/// Who is on a patrol and was, in the order in which they came.
pub(super) async fn list_present<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<Presence>> {
    let sql = "select m.person_id, n.display_name, m.joined_at, m.left_at from patrol_member m \
               join person n on n.id = m.person_id where m.patrol_id = $1 \
               order by m.joined_at, n.display_name, m.person_id";
    db::all(connection, sql, [patrol.into()]).await
}

/// Which of these rows of a table, `equipment` or `briefing_item`, are of a unit.
pub(super) async fn list_of_unit<C: ConnectionTrait>(
    connection: &C,
    table: &'static str,
    unit: PatrolUnitId,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let mut query = db::Query::new(format!("select id from {table}"));
    query.and("unit_id = ?", [unit.into()]);
    query.and_in("id", ids.iter().copied());
    query.values(connection).await
}

/// Whether somebody leads a unit now.
pub(super) async fn leads<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<bool> {
    let sql = "select 1 from patroller where unit_id = $1 and person_id = $2 and leads \
               and left_at is null";
    db::exists(connection, sql, [unit.into(), person.into()]).await
}

/// Adds somebody to a patrol; nothing changes for whoever was on it. Tells whether they were not.
pub(super) async fn add_member<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
    at: Instant,
) -> Result<bool> {
    let sql = "insert into patrol_member (patrol_id, person_id, joined_at) values ($1, $2, $3) \
               on conflict (patrol_id, person_id) do nothing";
    Ok(db::run(connection, sql, [patrol.into(), person.into(), at.into()]).await? == 1)
}

/// That somebody came, or went.
#[derive(Debug, FromQueryResult)]
pub(super) struct Word {
    pub kind: EventKind,
    pub member_id: PersonId,
    pub corrected_at: Instant,
}

/// What somebody has recorded of who came and who went, the earliest first.
pub(super) async fn list_words<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<Vec<Word>> {
    let sql = "select kind, member_id, corrected_at from patrol_event where patrol_id = $1 \
               and person_id = $2 and kind in ('JOINED', 'LEFT') and member_id is not null \
               order by corrected_at, id";
    db::all(connection, sql, [patrol.into(), person.into()]).await
}

/// Takes from somebody's events that nobody has noted them on the patrol. It stands last of the doubts.
pub(super) async fn believe<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<()> {
    let sql = "update patrol_event set doubts = rtrim(replace(doubts, 'NOT_ON_PATROL', ''), ',') \
               where patrol_id = $1 and person_id = $2 and doubts like '%NOT_ON_PATROL%'";
    db::run(connection, sql, [patrol.into(), person.into()]).await?;
    Ok(())
}

/// Brings somebody's place on a patrol in line with what was recorded of their coming and going: the
/// latest of it holds, whenever it came in. What came in after the end from somebody of whom nobody said
/// that they were there (`NOT_ON_PATROL`) counts once that is said; what they say of themselves counts.
pub(super) async fn settle_member<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
    person: PersonId,
) -> Result<()> {
    let sql = "update patrol_member set left_at = (\
         select case when e.kind = 'LEFT' then e.corrected_at end from patrol_event e \
         where e.patrol_id = $1 and e.member_id = $2 and e.kind in ('JOINED', 'LEFT') \
         and (e.person_id = $2 or e.doubts not like '%NOT_ON_PATROL%') \
         order by e.corrected_at desc, e.id desc limit 1) \
         where patrol_id = $1 and person_id = $2";
    db::run(connection, sql, [patrol.into(), person.into()]).await?;
    Ok(())
}

/// When a patrol paused and went on, in the order of the corrected times.
pub(super) async fn list_pauses<C: ConnectionTrait>(
    connection: &C,
    patrol: PatrolId,
) -> Result<Vec<(EventKind, Instant)>> {
    #[derive(FromQueryResult)]
    struct Mark {
        kind: EventKind,
        corrected_at: Instant,
    }
    let sql = "select kind, corrected_at from patrol_event where patrol_id = $1 \
               and kind in ('PAUSED', 'RESUMED') order by corrected_at, id";
    let marks: Vec<Mark> = db::all(connection, sql, [patrol.into()]).await?;
    Ok(marks.into_iter().map(|mark| (mark.kind, mark.corrected_at)).collect())
}
