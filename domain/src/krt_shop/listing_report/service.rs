//! Reporting a listing, and seeing what came of it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sea_orm::ActiveEnum as _;
use subtle::ConstantTimeEq as _;

use super::{
    model::{ListingReport, NewReport, PROMISED, ReportReason, ReportStatus},
    store::{self, ReportKey},
};
use crate::{
    krt_shop::{
        limits::{self, DAY, Limit},
        listing::{self, Listing},
    },
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::ListingReportId,
        page::{self, Page, PageArgs, PageRequest},
        text,
    },
};

/// The longest text, in characters.
const TEXT: usize = 1_000;
/// So many somebody with an account sends in a day.
const SENT: Limit = Limit { what: "reports", most: 10, window: DAY };
/// So many come from one network in a day.
const SENT_FROM: Limit = Limit { what: "reports", most: 60, window: DAY };
/// What the key is derived from the secret for from which reports' secrets are made.
const MAKING: &str = "listing report secrets";

/// Reports a listing. Whoever is not signed in gets a secret with which they see what came of it. The
/// same again is the same report.
pub async fn report_listing(ctx: &Ctx, new: &NewReport) -> Result<(ListingReport, Option<String>)> {
    let text = checked(new)?;
    let hash = content_hash(ctx, new, text.as_deref());
    if let Some(known) = store::lookup(ctx.db().write(), new.id).await? {
        return same(ctx, known, &hash);
    }
    let listing = listing::listed(ctx, new.product_id).await?;
    let permit = ctx.authorize(Action::ListingReport, &listing.target())?;
    limits::count_network(ctx, SENT_FROM).await?;
    if let Some(me) = ctx.actor.person() {
        limits::count(ctx, SENT, &me.to_string()).await?;
    }
    let report = report(ctx, new, &listing, (text, hash.clone()));
    let mut work = ctx.begin().await?;
    if !store::add(work.connection(), &report).await? {
        drop(work);
        return same(ctx, fresh(ctx, new.id).await?, &hash);
    }
    work.audit(&permit, new.id).detail("reason", new.reason.to_value());
    work.commit().await?;
    let secret = secret_for(ctx, &report);
    Ok((report, secret))
}

fn checked(new: &NewReport) -> Result<Option<String>> {
    let given = new.text.as_deref().filter(|text| !text.trim().is_empty());
    if given.is_none() && new.reason == ReportReason::Other {
        return Err(Refusal::of(ErrorCode::Required).at("text").into());
    }
    let text = given.map(|text| text::paragraphs(text, TEXT)).transpose();
    Ok(text.map_err(|refusal| refusal.at("text"))?)
}

fn report(
    ctx: &Ctx,
    new: &NewReport,
    listing: &Listing,
    (text, hash): (Option<String>, Vec<u8>),
) -> ListingReport {
    let now = ctx.now();
    ListingReport {
        id: new.id,
        product_id: listing.product.id,
        project_id: listing.product.project_id,
        area_id: listing.product.area_id,
        reason: new.reason,
        text,
        reported_by: ctx.actor.person(),
        status: ReportStatus::Received,
        reported_at: now,
        due_at: now + PROMISED,
        taken_by: None,
        taken_at: None,
        decided_at: None,
        measure: None,
        answer: None,
        content_hash: Some(hash),
        version: 1,
    }
}

/// What stands under an id that the phone has made, if it is the same report of the same reporter.
fn same(ctx: &Ctx, known: ListingReport, hash: &[u8]) -> Result<(ListingReport, Option<String>)> {
    if known.content_hash.as_deref() != Some(hash) {
        return Err(Refusal::of(ErrorCode::IdTaken).at("id").into());
    }
    let secret = secret_for(ctx, &known);
    Ok((known, secret))
}

/// By which a repeated report is known; it says nothing about the text.
fn content_hash(ctx: &Ctx, new: &NewReport, text: Option<&str>) -> Vec<u8> {
    let who = ctx.actor.person().map(|me| me.to_string()).unwrap_or_default();
    let (product, reason) = (new.product_id.to_string(), new.reason.to_value());
    let parts = [who.as_str(), &product, &reason, text.unwrap_or_default()];
    // With a length before each, so that no two lists of parts are one text.
    let joined = parts.map(|part| format!("{}:{part}", part.len())).concat();
    ctx.tools().secret.hash("listing reports", &[joined.as_bytes()]).to_vec()
}

/// The secret of a report whose reporter has no account: it is kept nowhere, and made of its id.
fn secret_for(ctx: &Ctx, report: &ListingReport) -> Option<String> {
    report.reported_by.is_none().then(|| secret(ctx, report.id))
}

fn secret(ctx: &Ctx, id: ListingReportId) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(ctx.tools().secret.hash(MAKING, &[id.0.as_bytes()]))
}

/// One report: for whoever reported it, by account or by secret, and the officers above the project.
pub async fn listing_report(
    ctx: &Ctx,
    id: ListingReportId,
    given: Option<&str>,
) -> Result<ListingReport> {
    Ok(reach(ctx, id, given, Action::ListingReportRead).await?.0)
}

/// A report for somebody who may do this to it.
pub(super) async fn reach(
    ctx: &Ctx,
    id: ListingReportId,
    given: Option<&str>,
    action: Action,
) -> Result<(ListingReport, Permit)> {
    let opened =
        given.is_some_and(|given| given.trim().as_bytes().ct_eq(secret(ctx, id).as_bytes()).into());
    if !opened {
        ctx.person()?;
    }
    let found = fresh(ctx, id).await?;
    // A secret opens what somebody without an account has reported.
    let addressed = opened && found.reported_by.is_none();
    let (_, place) = listing::project_of(ctx, found.project_id).await?;
    let target = Target { owner: found.reported_by, addressed, ..Target::at(place) };
    let permit = ctx.authorize(action, &target)?;
    Ok((found, permit))
}

/// The reports that wait where the reader is an officer, the earliest due first, so that what is overdue
/// stands on top. Each with its cursor.
pub async fn listing_reports(ctx: &Ctx, args: &PageArgs) -> Result<Page<(String, ListingReport)>> {
    ctx.authorize(Action::ApprovalRead, &Target::nothing())?;
    let request = PageRequest::<ReportKey>::from_args(args)?;
    let oversight = ctx.actor.oversight();
    let rows = store::list_waiting(ctx.db().write(), &oversight, &request).await?;
    Ok(request.page(rows).map(|row| (page::encode(&(row.due_at, row.id)), row)))
}

/// As it stands after a write.
pub(super) async fn fresh(ctx: &Ctx, id: ListingReportId) -> Result<ListingReport> {
    store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)
}
