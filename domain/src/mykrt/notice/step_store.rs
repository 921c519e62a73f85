//! The queries about the steps by which notices leave.

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::{
    model::Notice,
    reach_store::{Part, Reached},
    step::{NoticeRule, Step},
    ways_store::{CHOICE, HAS_APP},
    wish::{Choice, QuietHours},
};
use crate::shared::{
    clock::Instant,
    db::{self, Query},
    error::Result,
    id::{NoticeId, PersonId},
    language::Language,
};

const COLUMNS: &str = "id, notice_id, round, kind, missing_only, begun_at, after_person, met, \
                       people, finished_at";
/// So many rows are written at once.
const WRITTEN: usize = 50;

pub(super) async fn lookup<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<Option<Step>> {
    let sql = format!("select {COLUMNS} from notice_step where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// The rule that holds at a moment.
pub(super) async fn rule<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Option<NoticeRule>> {
    let sql = "select emergency_minutes, other_minutes, most_pushes from notice_rule \
               where effective_from <= $1 order by effective_from desc limit 1";
    db::one(connection, sql, [now.into()]).await
}

/// The steps of a notice, the first first.
pub(super) async fn list<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<Vec<Step>> {
    let sql = format!("select {COLUMNS} from notice_step where notice_id = $1 order by round");
    db::all(connection, &sql, [id.into()]).await
}

/// The newest push of a notice to everybody.
pub(super) async fn newest_push<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Option<Step>> {
    let sql = format!(
        "select {COLUMNS} from notice_step where notice_id = $1 and kind = 'PUSH' \
         and not missing_only order by round desc limit 1"
    );
    db::one(connection, &sql, [id.into()]).await
}

/// The number of the next step of a notice, which nobody else changes meanwhile.
pub(super) async fn next_round<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<i64> {
    let sql = "select coalesce(max(round), -1) + 1 from notice_step where notice_id = $1";
    Ok(db::value(connection, sql, [id.into()]).await?.unwrap_or(0))
}

pub(super) async fn add<C: ConnectionTrait>(connection: &C, step: &Step) -> Result<()> {
    let sql = "insert into notice_step (id, notice_id, round, kind, missing_only, begun_at, met, \
               people, finished_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        step.id.into(),
        step.notice_id.into(),
        step.round.into(),
        step.kind.to_value().into(),
        step.missing_only.into(),
        step.begun_at.into(),
        step.met.into(),
        step.people.into(),
        step.finished_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// How much further a step has come.
#[derive(Debug)]
pub(super) struct Progress {
    /// Who was looked at last; none when there is nobody beyond.
    pub after: Option<PersonId>,
    pub met: usize,
    pub people: usize,
}

fn count(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Notes how far a step has come; with nobody beyond it is finished.
pub(super) async fn advance<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    progress: &Progress,
    now: Instant,
) -> Result<()> {
    let sql = "update notice_step set after_person = $2, met = met + $3, people = people + $4, \
               finished_at = $5 where id = $1";
    let finished_at = if progress.after.is_none() { Some(now) } else { None };
    let values = [
        id.into(),
        progress.after.map(|person| person.0).into(),
        count(progress.met),
        count(progress.people),
        finished_at.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Notes that so many more people were sent to when their quiet hours ended.
pub(super) async fn add_people<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    people: usize,
) -> Result<()> {
    let sql = "update notice_step set people = people + $2 where id = $1";
    db::run(connection, sql, [id.into(), count(people)]).await?;
    Ok(())
}

/// Notes beside the first step of a notice how many of the people whom it names do not get it.
pub(super) async fn note_left_out<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    people: usize,
) -> Result<()> {
    let sql = "update notice_step set left_out = $2 where notice_id = $1 and round = 0";
    db::run(connection, sql, [id.into(), count(people)]).await?;
    Ok(())
}

/// How many those are.
pub(super) async fn left_out<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<i64> {
    let sql = "select left_out from notice_step where notice_id = $1 and round = 0";
    Ok(db::value(connection, sql, [id.into()]).await?.unwrap_or(0))
}

/// Ends the steps of a notice that are under way.
pub(super) async fn finish_all<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    now: Instant,
) -> Result<()> {
    let sql = "update notice_step set finished_at = $2, after_person = null \
               where notice_id = $1 and finished_at is null";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Somebody to whom a notice may go, with what they wish.
#[derive(Debug, FromQueryResult)]
pub(super) struct Met {
    pub person: PersonId,
    pub phone: Option<String>,
    pub language: Language,
    /// Whether they have an account and are not shut out.
    pub active: bool,
    /// Whether they have `MyKRT` on a phone that messages are pushed to: no other app shows notices.
    pub has_app: bool,
    pub choice: Option<Choice>,
    from_minute: Option<i64>,
    until_minute: Option<i64>,
}

impl Met {
    /// When they want to hear nothing.
    pub(super) fn quiet(&self) -> Option<QuietHours> {
        QuietHours::of(self.from_minute, self.until_minute)
    }
}

/// The people of a part, in the order of their ids. What they chose for the area goes before what
/// they chose for everywhere.
pub(super) async fn meet<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
    reached: &Reached<'_>,
    part: &Part<'_>,
    now: Instant,
) -> Result<Vec<Met>> {
    let mut query = Query::new(
        "select n.id as person, n.phone, n.language, (n.status = 'ACTIVE') as active, \
         q.from_minute, q.until_minute,",
    );
    query.join(
        &format!("{HAS_APP} as has_app, {CHOICE} as choice"),
        [now.into(), notice.severity.to_value().into(), notice.area_id.map(|area| area.0).into()],
    );
    query.end(" from (select person_id from (");
    reached.select_part(&mut query, now, part);
    query.join(") as everybody order by person_id limit ?", [part.most.into()]);
    query.end(
        ") as reached join person n on n.id = reached.person_id \
         left join notice_quiet_hours q on q.person_id = n.id order by n.id",
    );
    query.all(connection).await
}

/// How many people a part holds.
pub(super) async fn number<C: ConnectionTrait>(
    connection: &C,
    reached: &Reached<'_>,
    part: &Part<'_>,
    now: Instant,
) -> Result<i64> {
    let mut query = Query::new("select count(*) from (");
    reached.select_part(&mut query, now, part);
    query.end(") as everybody");
    let counts: Vec<i64> = query.values(connection).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

/// Notes that a notice was sent to these people, and tells to whom it was not before; the first
/// time stays.
pub(super) async fn mark_sent<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    people: &[PersonId],
    now: Instant,
) -> Result<Vec<PersonId>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut query =
        Query::new("insert into notice_receipt (notice_id, person_id, sent_at, received_at)");
    let row = [id.into(), now.into(), now.into()];
    query.join("select ?, n.id, ?, ? from person n", row);
    query.and_in("n.id", people.iter().map(|person| person.0));
    // In the order of their ids, as whoever else writes several receipts of one notice.
    query.end(" order by n.id");
    query.join(
        "on conflict (person_id, notice_id) do update set sent_at = ? \
         where notice_receipt.sent_at is null returning person_id",
        [now.into()],
    );
    query.values(connection).await
}

/// Keeps for whom a step waits, and until when.
pub(super) async fn hold_back<C: ConnectionTrait>(
    connection: &C,
    step: Uuid,
    held: &[(PersonId, Instant)],
) -> Result<()> {
    for part in held.chunks(WRITTEN) {
        let mut values: Vec<Value> = vec![step.into()];
        let mut rows = Vec::with_capacity(part.len());
        for (person, due_at) in part {
            values.push((*person).into());
            values.push((*due_at).into());
            let last = values.len();
            rows.push(format!("($1, ${}, ${last})", last - 1));
        }
        let sql = format!(
            "insert into notice_held (step_id, person_id, due_at) values {} \
             on conflict (step_id, person_id) do update set due_at = excluded.due_at",
            rows.join(", ")
        );
        db::run(connection, &sql, values).await?;
    }
    Ok(())
}

/// Takes some of those whose quiet hours have ended.
pub(super) async fn take_held<C: ConnectionTrait>(
    connection: &C,
    step: Uuid,
    now: Instant,
    most: i64,
) -> Result<Vec<PersonId>> {
    let sql = "select person_id from notice_held where step_id = $1 and due_at <= $2 \
               order by due_at, person_id limit $3";
    let values = [step.into(), now.into(), most.into()];
    let people: Vec<PersonId> = db::values(connection, sql, values).await?;
    if !people.is_empty() {
        let mut query = Query::new("delete from notice_held");
        query.and("step_id = ?", [step.into()]);
        query.and_in("person_id", people.iter().map(|person| person.0));
        query.run(connection).await?;
    }
    Ok(people)
}

/// Forgets for whom earlier steps of a notice wait.
pub(super) async fn let_go<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<()> {
    let sql = "delete from notice_held where step_id in \
               (select id from notice_step where notice_id = $1)";
    db::run(connection, sql, [id.into()]).await?;
    Ok(())
}

/// Until when a notice waits for the last of those whom quiet hours keep; none when it waits for
/// nobody. One look into the index for each step, however many it waits for.
pub(super) async fn last_held<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
) -> Result<Option<Instant>> {
    let sql = "select (select max(h.due_at) from notice_held h where h.step_id = s.id) \
               from notice_step s where s.notice_id = $1";
    let last: Vec<Option<Instant>> = db::values(connection, sql, [id.into()]).await?;
    Ok(last.into_iter().flatten().max())
}

/// For how many people a step waits.
pub(super) async fn held<C: ConnectionTrait>(connection: &C, step: Uuid) -> Result<i64> {
    let sql = "select count(*) from notice_held where step_id = $1";
    Ok(db::value(connection, sql, [step.into()]).await?.unwrap_or(0))
}
