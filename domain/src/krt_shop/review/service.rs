//! Reading reviews, deciding whether they are shown, and replying to them.

use std::{cmp::Reverse, collections::HashMap};

use sea_orm::ActiveEnum as _;

use super::{
    model::{Rating, Review, ReviewDeciding, ReviewDecision, ReviewStatus},
    rules,
    store::{self, Decision, ReviewKey, Within},
    write::{counted, fresh},
};
use crate::{
    community,
    krt_shop::{
        certificate::{self, Proofs},
        listing, telling,
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{AreaId, ProductId, ProjectId, ReviewId},
        outbox::{ShopSays, ShopText},
        page::{self, Page, PageArgs, PageRequest},
        text,
        work::Work,
    },
};

fn link(id: ReviewId) -> String {
    format!("krt://review/{id}")
}

/// Lets a review be shown, or not, with the reason that its author reads. What was decided may be
/// decided anew; the same again changes nothing.
pub async fn decide_review(ctx: &Ctx, given: &ReviewDeciding) -> Result<Review> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, given.id, Action::ReviewDecide).await?;
    let reason = rules::reason(given.decision, given.reason.as_deref())?;
    let to = match given.decision {
        ReviewDecision::Show => ReviewStatus::Shown,
        ReviewDecision::Refuse => ReviewStatus::Refused,
    };
    if known.status == to {
        return Ok(known);
    }
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), given.id).await?.ok_or_else(Error::not_found)?;
    if found.version != given.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let (id, reason, now) = (given.id, reason.as_deref(), ctx.now());
    store::change_status(work.connection(), Decision { id, to, reason, by: me, now }).await?;
    counted(&mut work, &found, (to, found.stars)).await?;
    tell(&mut work, &found, to).await?;
    let deed = work.audit(&permit, id);
    deed.detail("status", to.to_value());
    if let Some(reason) = reason {
        deed.detail("reason", reason);
    }
    work.commit().await?;
    fresh(ctx, id).await
}

async fn tell(work: &mut Work, review: &Review, to: ReviewStatus) -> Result<()> {
    let now = work.tools().clock.now();
    let name = listing::product_name(work.connection(), review.product_id).await?;
    let mut people: Vec<_> = review.author_id.into_iter().collect();
    let says = if to == ReviewStatus::Shown {
        people.extend(listing::sellers(work.connection(), review.project_id, now).await?);
        ShopSays::ReviewShown
    } else {
        ShopSays::ReviewRefused
    };
    telling::push_each_time(work, people, ShopText { says, name, link: link(review.id) }).await
}

/// Replies to a review that is shown, once. It claims nothing to be halal that no certificate proves. The
/// same again is the same reply.
pub async fn reply_to_review(ctx: &Ctx, id: ReviewId, reply: &str) -> Result<Review> {
    let me = ctx.person()?;
    let (known, permit) = reach(ctx, id, Action::ReviewReply).await?;
    let reply = text::paragraphs(reply, rules::REPLY).map_err(|refusal| refusal.at("reply"))?;
    if known.reply.as_deref() == Some(reply.as_str()) {
        return Ok(known);
    }
    let of = (known.project_id, known.product_id);
    let mut work = ctx.begin().await?;
    certificate::check_said(work.connection(), of, (reply.as_str(), "reply"), ctx.now()).await?;
    if !store::change_reply(work.connection(), id, &reply, (me, ctx.now())).await? {
        let status = if known.reply.is_some() { "REPLIED" } else { "NOT_SHOWN" };
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", status).into());
    }
    let name = listing::product_name(work.connection(), known.product_id).await?;
    let text = ShopText { says: ShopSays::ReviewReplied, name, link: link(id) };
    telling::push(&mut work, known.author_id.into_iter().collect(), text, id.0).await?;
    work.tell(Change::new(Scope::Public, Noun::Product, known.product_id));
    work.audit(&permit, id);
    work.commit().await?;
    fresh(ctx, id).await
}

/// A review for somebody who may do this to it.
async fn reach(ctx: &Ctx, id: ReviewId, action: Action) -> Result<(Review, Permit)> {
    let known = fresh(ctx, id).await?;
    let (_, place) = listing::project_of(ctx, known.project_id).await?;
    let (owner, public) = (known.author_id, known.status == ReviewStatus::Shown);
    let permit = ctx.authorize(action, &Target { owner, public, ..Target::at(place) })?;
    Ok((known, permit))
}

/// The reviews of an offer that are shown, the newest first, each with its cursor.
pub async fn reviews_of_product(
    ctx: &Ctx,
    product: ProductId,
    args: &PageArgs,
) -> Result<Page<(String, Review)>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let request = PageRequest::<ReviewKey>::from_args(args)?;
    let mut rows = store::list_shown(ctx.db().write(), product, &request).await?;
    without_unproven(ctx, product, &mut rows).await?;
    Ok(request.page(rows).map(with_cursor))
}

/// The same for the beginnings of the lists of several offers.
pub async fn first_reviews(
    ctx: &Ctx,
    products: &[ProductId],
    first: u32,
) -> Result<HashMap<ProductId, Page<(String, Review)>>> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let request = PageRequest::<ReviewKey>::first(first);
    let mut of: HashMap<ProductId, Vec<Review>> = HashMap::new();
    for review in store::list_first_shown(ctx.db().write(), products, &request).await? {
        of.entry(review.product_id).or_default().push(review);
    }
    let mut pages = HashMap::with_capacity(of.len());
    for (product, mut rows) in of {
        rows.sort_unstable_by_key(|row| Reverse((shown_at(row), row.id)));
        without_unproven(ctx, product, &mut rows).await?;
        pages.insert(product, request.page(rows).map(with_cursor));
    }
    Ok(pages)
}

fn shown_at(review: &Review) -> Instant {
    review.shown_at.unwrap_or(review.submitted_at)
}

fn with_cursor(review: Review) -> (String, Review) {
    (page::encode(&(shown_at(&review), review.id)), review)
}

/// Takes away what sellers reply that claims something to be halal while no certificate proves it.
async fn without_unproven(ctx: &Ctx, product: ProductId, rows: &mut [Review]) -> Result<()> {
    let claims = |row: &Review| row.reply.as_deref().is_some_and(certificate::claims_halal);
    let first = rows.iter().find(|row| claims(row));
    let Some(project) = first.map(|row| row.project_id) else { return Ok(()) };
    if Proofs::at(ctx.db().write(), project, ctx.now()).await?.prove(product) {
        certificate::shows_claim(ctx);
        return Ok(());
    }
    for row in rows.iter_mut().filter(|row| claims(row)) {
        (row.reply, row.replied_at) = (None, None);
    }
    Ok(())
}

/// The reviews that the reader has written, the newest first, each with its cursor.
pub async fn reviews_of_viewer(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, Review)>> {
    let me = ctx.person()?;
    ctx.authorize(Action::AccountRead, &Target::of(me))?;
    let request = PageRequest::<ReviewKey>::from_args(args)?;
    let rows = store::list_of_author(ctx.db().write(), me, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.created_at, row.id)), row)))
}

/// The reviews that wait, the earliest due first, each with its cursor: of one area for whoever decides
/// there, or of everything that an officer looks after.
pub async fn reviews_waiting(
    ctx: &Ctx,
    area: Option<AreaId>,
    args: &PageArgs,
) -> Result<Page<(String, Review)>> {
    ctx.person()?;
    let within = if let Some(area) = area {
        let place = community::place_of_area(ctx, area).await?;
        ctx.authorize(Action::ReviewDecide, &Target::at(place))?;
        Within::Area(area)
    } else {
        ctx.authorize(Action::ApprovalRead, &Target::nothing())?;
        Within::Oversight(ctx.actor.oversight())
    };
    let request = PageRequest::<ReviewKey>::from_args(args)?;
    let rows = store::list_waiting(ctx.db().write(), &within, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.due_at, row.id)), row)))
}

/// The ratings of these offers that the caller has been shown.
pub async fn ratings(ctx: &Ctx, products: &[ProductId]) -> Result<HashMap<ProductId, Rating>> {
    store::ratings(ctx.read(), products).await
}

/// How everything together is rated that a project offers and the public sees.
pub async fn rating_of_project(ctx: &Ctx, project: ProjectId) -> Result<Rating> {
    store::rating_of_project(ctx.read(), project).await
}
