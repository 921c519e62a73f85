//! The queries about questions.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::model::{EarlierAnswer, Question};
use crate::shared::{
    clock::Instant,
    db,
    error::Result,
    id::{PersonId, ProductId, ProjectId, QuestionId},
    page::PageRequest,
};

const COLUMNS: &str = "id, product_id, project_id, area_id, asked_by, text, status, asked_at, \
                       answer, claims_halal, answered_at, answer_edited_at, remove_reason, version";

/// The key by which questions are ordered.
pub(super) type QuestionKey = (Instant, QuestionId);

pub(super) async fn lookup<C: ConnectionTrait>(
    connection: &C,
    id: QuestionId,
) -> Result<Option<Question>> {
    let sql = format!("select {COLUMNS} from question where id = $1");
    db::one(connection, &sql, [id.into()]).await
}

/// Adds a question; tells whether its id was free.
pub(super) async fn add<C: ConnectionTrait>(connection: &C, new: &Question) -> Result<bool> {
    let sql = "insert into question (id, product_id, project_id, area_id, asked_by, text, status, \
               asked_at, version) values ($1, $2, $3, $4, $5, $6, 'ASKED', $7, 1) \
               on conflict (id) do nothing";
    let values = [
        new.id.into(),
        new.product_id.into(),
        new.project_id.into(),
        new.area_id.into(),
        new.asked_by.into(),
        new.text.as_str().into(),
        new.asked_at.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// What is written by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub id: QuestionId,
    /// The version that was read.
    pub version: i64,
    pub text: &'a str,
    pub by: PersonId,
    pub now: Instant,
}

/// Writes an answer over the former one, unless somebody else has changed it meanwhile.
pub(super) async fn change_answer<C: ConnectionTrait>(
    connection: &C,
    Written { id, version, text, by, now }: Written<'_>,
    claims_halal: bool,
) -> Result<bool> {
    let sql = "update question set answer = $3, claims_halal = $6, answered_by = $4, \
               status = 'ANSWERED', \
               answer_edited_at = case when answered_at is null then null else $5 end, \
               answered_at = case when answered_at is null then $5 else answered_at end, \
               version = version + 1 where id = $1 and version = $2 and status <> 'REMOVED'";
    let sql = typed(connection, sql);
    let values =
        [id.into(), version.into(), text.into(), by.into(), now.into(), claims_halal.into()];
    Ok(db::run(connection, &sql, values).await? == 1)
}

/// PostgreSQL takes the type of a `case` from its first part: say it.
fn typed<C: ConnectionTrait>(connection: &C, sql: &str) -> String {
    if connection.get_database_backend() == sea_orm::DbBackend::Postgres {
        sql.replace("then null else $5", "then null else $5::timestamptz")
            .replace("then $5 else", "then $5::timestamptz else")
    } else {
        sql.to_owned()
    }
}

/// Keeps an answer among those that stood there.
pub(super) async fn add_answer<C: ConnectionTrait>(
    connection: &C,
    row: uuid::Uuid,
    Written { id, text, by, now, .. }: Written<'_>,
) -> Result<()> {
    let sql = "insert into question_answer (id, question_id, number, answer, written_by, written_at) \
               values ($1, $2, (select coalesce(max(number), 0) + 1 from question_answer \
               where question_id = $2), $3, $4, $5)";
    let values = [row.into(), id.into(), text.into(), by.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// Takes a question away; false when it was before.
pub(super) async fn change_to_removed<C: ConnectionTrait>(
    connection: &C,
    Written { id, text, by, now, .. }: Written<'_>,
) -> Result<bool> {
    let sql = "update question set status = 'REMOVED', remove_reason = $2, removed_by = $3, \
               removed_at = $4, version = version + 1 where id = $1 and status <> 'REMOVED'";
    Ok(db::run(connection, sql, [id.into(), text.into(), by.into(), now.into()]).await? == 1)
}

/// The answered questions about an offer that are shown on this day, the latest answered first.
pub(super) async fn list_answered<C: ConnectionTrait>(
    connection: &C,
    product: ProductId,
    today: NaiveDate,
    page: &PageRequest<QuestionKey>,
) -> Result<Vec<Question>> {
    let mut query = db::Query::new("");
    answered(&mut query, product, today, page);
    query.all(connection).await
}

/// The same for the beginnings of the lists of several offers, in any order.
pub(super) async fn list_first_answered<C: ConnectionTrait>(
    connection: &C,
    products: &[ProductId],
    today: NaiveDate,
    page: &PageRequest<QuestionKey>,
) -> Result<Vec<Question>> {
    let ids = products.iter().map(|id| id.0);
    db::beginnings(connection, ids, |query, id| answered(query, ProductId(id), today, page)).await
}

/// Adds the list of the answered questions about an offer. What an answer claims to be halal is left out
/// while no certificate of the offer or of its project proves it on this day.
fn answered(
    query: &mut db::Query,
    product: ProductId,
    today: NaiveDate,
    page: &PageRequest<QuestionKey>,
) {
    query.select(&format!("select {COLUMNS} from question"), []);
    query.and("product_id = ? and status = 'ANSWERED'", [product.into()]);
    let proven = "(not claims_halal or exists (select 1 from project_certificate c \
                  where c.project_id = question.project_id and c.kind = 'HALAL' \
                  and c.status = 'CONFIRMED' and c.valid_from <= ? and c.valid_until >= ? \
                  and (c.product_id is null or c.product_id = question.product_id)))";
    query.and(proven, [today.into(), today.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["answered_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
}

/// The questions to a project that wait for an answer, the longest waiting first.
pub(super) async fn list_unanswered<C: ConnectionTrait>(
    connection: &C,
    project: ProjectId,
    page: &PageRequest<QuestionKey>,
) -> Result<Vec<Question>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from question"));
    query.and("project_id = ? and status = 'ASKED'", [project.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["asked_at", "id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// The questions that somebody has asked, the newest first.
pub(super) async fn list_of_asker<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    page: &PageRequest<QuestionKey>,
) -> Result<Vec<Question>> {
    let mut query = db::Query::new(format!("select {COLUMNS} from question"));
    query.and("asked_by = ?", [person.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["asked_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}

/// The answers that stood there, the first first, with the one that stands.
pub(super) async fn list_answers<C: ConnectionTrait>(
    connection: &C,
    question: QuestionId,
) -> Result<Vec<EarlierAnswer>> {
    let sql = "select number, answer, written_at from question_answer where question_id = $1 \
               order by number";
    db::all::<EarlierAnswer, _>(connection, sql, [question.into()]).await
}
