//! Asking, answering, correcting and taking away.

use std::{cmp::Reverse, collections::HashMap};

use sea_orm::ActiveEnum as _;

use super::{
    model::{Answering, EarlierAnswer, NewQuestion, Question, QuestionStatus},
    store::{self, QuestionKey, Written},
};
use crate::{
    krt_shop::{
        certificate,
        limits::{self, DAY, Limit},
        listing, telling,
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ProductId, ProjectId, QuestionId},
        malaysia,
        outbox::{ShopSays, ShopText},
        page::{self, Page, PageArgs, PageRequest},
        text,
        work::Work,
    },
};

/// The longest question, in characters.
const TEXT: usize = 500;
/// The longest answer.
const ANSWER: usize = 2_000;
/// The longest reason.
const REASON: usize = 500;
/// So many somebody asks in a day.
const ASKED: Limit = Limit { what: "questions", most: 10, window: DAY };

fn link(id: QuestionId) -> String {
    format!("krt://question/{id}")
}

/// Asks a question about an offer. The same again is the same question.
pub async fn ask_question(ctx: &Ctx, new: &NewQuestion) -> Result<Question> {
    let me = ctx.person()?;
    let text = text::paragraphs(&new.text, TEXT).map_err(|refusal| refusal.at("text"));
    if let Some(known) = store::lookup(ctx.db().write(), new.id).await? {
        return same(ctx, known, new, &text?);
    }
    let listing = listing::listed(ctx, new.product_id).await?;
    let permit = ctx.authorize(Action::QuestionAsk, &listing.target())?;
    let text = text?;
    limits::count(ctx, ASKED, &me.to_string()).await?;
    let question = Question {
        id: new.id,
        product_id: listing.product.id,
        project_id: listing.product.project_id,
        area_id: listing.product.area_id,
        asked_by: me,
        text: text.clone(),
        status: QuestionStatus::Asked,
        asked_at: ctx.now(),
        answer: None,
        claims_halal: false,
        answered_at: None,
        answer_edited_at: None,
        remove_reason: None,
        version: 1,
    };
    let mut work = ctx.begin().await?;
    if !store::add(work.connection(), &question).await? {
        drop(work);
        return same(ctx, fresh(ctx, new.id).await?, new, &text);
    }
    let sellers = listing::sellers(work.connection(), question.project_id, ctx.now()).await?;
    let name = listing.product.name.ms.clone();
    let told = ShopText { says: ShopSays::QuestionAsked, name, link: link(new.id) };
    telling::push(&mut work, sellers, told, new.id.0).await?;
    work.audit(&permit, new.id);
    work.commit().await?;
    Ok(question)
}

/// What stands under an id that the phone has made, if it is the same question.
fn same(ctx: &Ctx, known: Question, new: &NewQuestion, text: &str) -> Result<Question> {
    let mine = ctx.actor.person() == Some(known.asked_by);
    if mine && known.product_id == new.product_id && known.text == text {
        return Ok(known);
    }
    Err(Refusal::of(ErrorCode::IdTaken).at("id").into())
}

/// Answers a question, or corrects the answer that was read. It claims nothing to be halal that no
/// certificate proves. What stood there before stays readable for
/// the sellers and the officers above them.
pub async fn answer_question(ctx: &Ctx, given: &Answering) -> Result<Question> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, given.id, Action::QuestionAnswer).await?;
    let answer = text::paragraphs(&given.answer, ANSWER).map_err(|refusal| refusal.at("answer"))?;
    if known.answer.as_deref() == Some(answer.as_str()) {
        // The answer to the first time was lost.
        return Ok(known);
    }
    if known.status == QuestionStatus::Removed {
        let status = known.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", status).into());
    }
    let (id, version, now) = (given.id, given.version, ctx.now());
    let written = Written { id, version, text: &answer, by: me, now };
    let of = (known.project_id, known.product_id);
    let mut work = ctx.begin().await?;
    let said = (answer.as_str(), "answer");
    let claims = certificate::check_said(work.connection(), of, said, now).await?;
    if !store::change_answer(work.connection(), written, claims).await? {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    store::add_answer(work.connection(), ctx.mint(), written).await?;
    if known.status == QuestionStatus::Asked {
        let name = listing::product_name(work.connection(), known.product_id).await?;
        let told = ShopText { says: ShopSays::QuestionAnswered, name, link: link(id) };
        telling::push(&mut work, vec![known.asked_by], told, id.0).await?;
    }
    changed(&mut work, known.product_id);
    work.audit(&permit, id);
    work.commit().await?;
    fresh(ctx, id).await
}

/// Takes a question away, with the reason that the asker reads. Again changes nothing.
pub async fn remove_question(ctx: &Ctx, id: QuestionId, reason: &str) -> Result<Question> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, id, Action::QuestionRemove).await?;
    let reason = text::paragraphs(reason, REASON).map_err(|refusal| refusal.at("reason"))?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    let (version, now) = (known.version, ctx.now());
    let written = Written { id, version, text: &reason, by: me, now };
    if store::change_to_removed(work.connection(), written).await? {
        work.audit(&permit, id).detail("reason", reason.clone());
        changed(&mut work, known.product_id);
    }
    work.commit().await?;
    fresh(ctx, id).await
}

/// What the public sees of an offer is another: kept answers about it are dropped.
fn changed(work: &mut Work, product: ProductId) {
    work.tell(Change::new(Scope::Public, Noun::Product, product));
}

/// A question for somebody who may do this to it.
async fn reach(ctx: &Ctx, id: QuestionId, action: Action) -> Result<(Question, Permit)> {
    let known = fresh(ctx, id).await?;
    let (_, place) = listing::project_of(ctx, known.project_id).await?;
    let public = known.status == QuestionStatus::Answered;
    let permit = ctx.authorize(action, &Target { public, ..Target::at(place) })?;
    Ok((known, permit))
}

async fn fresh(ctx: &Ctx, id: QuestionId) -> Result<Question> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}

/// The answered questions about an offer that the public sees, the latest answered first, each with its
/// cursor.
pub async fn questions_of_product(
    ctx: &Ctx,
    product: ProductId,
    args: &PageArgs,
) -> Result<Page<(String, Question)>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let request = PageRequest::<QuestionKey>::from_args(args)?;
    let today = malaysia::day(ctx.now());
    let rows = store::list_answered(ctx.db().write(), product, today, &request).await?;
    note_claims(ctx, &rows);
    Ok(request.page(rows).map(with_cursor))
}

/// The same for the beginnings of the lists of several offers.
pub async fn first_questions(
    ctx: &Ctx,
    products: &[ProductId],
    first: u32,
) -> Result<HashMap<ProductId, Page<(String, Question)>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let request = PageRequest::<QuestionKey>::first(first);
    let (connection, today) = (ctx.db().write(), malaysia::day(ctx.now()));
    let rows = store::list_first_answered(connection, products, today, &request).await?;
    note_claims(ctx, &rows);
    let mut of: HashMap<ProductId, Vec<Question>> = HashMap::new();
    for question in rows {
        of.entry(question.product_id).or_default().push(question);
    }
    let page = |mut rows: Vec<Question>| {
        rows.sort_unstable_by_key(|row| Reverse((answered_at(row), row.id)));
        request.page(rows).map(with_cursor)
    };
    Ok(of.into_iter().map(|(product, rows)| (product, page(rows))).collect())
}

/// Notes until when it is right that these answers are shown: those that claim something to be halal are
/// proven on this day.
fn note_claims(ctx: &Ctx, rows: &[Question]) {
    if rows.iter().any(|row| row.claims_halal) {
        certificate::shows_claim(ctx);
    }
}

fn answered_at(question: &Question) -> Instant {
    question.answered_at.unwrap_or(question.asked_at)
}

fn with_cursor(question: Question) -> (String, Question) {
    (page::encode(&(answered_at(&question), question.id)), question)
}

/// The questions to a project that wait for an answer, the longest waiting first: for its sellers and
/// the officers above it.
pub async fn questions_unanswered(
    ctx: &Ctx,
    project: ProjectId,
    args: &PageArgs,
) -> Result<Page<(String, Question)>> {
    ctx.person()?;
    let (_, place) = listing::project_of(ctx, project).await?;
    ctx.authorize(Action::QuestionReadUnanswered, &Target::at(place))?;
    let request = PageRequest::<QuestionKey>::from_args(args)?;
    let rows = store::list_unanswered(ctx.db().write(), project, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.asked_at, row.id)), row)))
}

/// The questions that the reader has asked, the newest first.
pub async fn questions_of_viewer(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, Question)>> {
    let me = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(me))?;
    let request = PageRequest::<QuestionKey>::from_args(args)?;
    let rows = store::list_of_asker(ctx.db().write(), me, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.asked_at, row.id)), row)))
}

/// The answers to a question that the caller has read, as they stood there one after the other: for the
/// project's sellers and the officers above it. What was wrong is corrected for everybody else, who sees
/// when.
pub async fn earlier_answers(ctx: &Ctx, of: &Question) -> Result<Vec<EarlierAnswer>> {
    // Of an answer that was never corrected there is no earlier one: lists of questions ask nothing for it.
    let corrected = of.answer_edited_at.is_some() && of.status != QuestionStatus::Removed;
    if !corrected || ctx.actor.person().is_none() {
        return Ok(Vec::new());
    }
    let (_, place) = listing::project_of(ctx, of.project_id).await?;
    if !ctx.may(Action::ProjectReadPrivate, &Target::at(place)) {
        return Ok(Vec::new());
    }
    let mut answers = store::list_answers(ctx.db().write(), of.id).await?;
    answers.pop();
    Ok(answers)
}
