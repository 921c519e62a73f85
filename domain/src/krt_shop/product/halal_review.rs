//! Offers that claim to be halal go out of sight when the last certificate that proves it ends or is
//! revoked, and come back at once when another one is confirmed.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    halal::{self, Sight},
    model::Product,
    pictures::PICTURES,
    store, variant_store, write_store,
};
use crate::{
    duties::Duty,
    krt_shop::{
        certificate::Proofs,
        listing,
        project::{self, Project, ProjectStatus},
    },
    policy::{Action, Place},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{ProductId, ProjectId},
        language::Language,
        malaysia,
        outbox::{self, Audience, CertificateSays, CertificateText, Message, Text},
        scheduler,
        work::Work,
    },
};

/// So many offers are looked at at once.
const PART: u64 = 200;
/// So many projects are looked at in one transaction of the night.
const PROJECTS: i64 = 50;

/// Projects whose own certificate has ended are looked at so long: nights without any node are made up for.
const ENDED: TimeDelta = TimeDelta::days(7);

/// How many offers went out of sight and came back, and what their project has become.
#[derive(Debug, Default)]
struct News {
    turned: Option<ProjectStatus>,
    held: usize,
    back: usize,
}

/// Looks at a project and at every published offer of it: what claims to be halal without proof goes out of
/// sight, and what was out of sight and is proven, or claims it no longer, comes back. Its sellers are
/// told. Doing it again changes nothing more.
pub(crate) async fn review_due(ctx: &Ctx, work: &mut Work, id: ProjectId) -> Result<()> {
    let now = ctx.now();
    let turned = project::turn_by_proof(ctx, work, id).await?;
    // It neither comes to rest nor returns until this is written.
    let Some(project) = project::lookup_steady(work.connection(), id).await? else {
        return Ok(());
    };
    let place = project::place_of_project(ctx, &project).await?;
    let proofs = Proofs::at(work.connection(), id, now).await?;
    let of_project = project::pictures_of(work.connection(), id).await?;
    let (mut after, mut news) = (ProductId(Uuid::nil()), News { turned, ..News::default() });
    loop {
        // Nobody changes one of them until it is written where it is seen.
        let part = store::lock_published_after(work.connection(), id, after, PART).await?;
        let Some(last) = part.last().map(|product| product.id) else { break };
        let ids: Vec<ProductId> = part.iter().map(|product| product.id).collect();
        let variants = variant_store::list(work.connection(), &ids).await?;
        let pictures = PICTURES.list(work.connection(), &ids).await?;
        for product in &part {
            let of = (
                variants.get(&product.id).map(Vec::as_slice).unwrap_or_default(),
                pictures.get(&product.id).map(Vec::as_slice).unwrap_or_default(),
            );
            let claims =
                !halal::claims(product, of.0, of.1, (&project, of_project.as_slice())).is_empty();
            write_store::change_claim(work.connection(), product.id, claims).await?;
            let held = claims && !proofs.prove(product.id);
            if held != product.halal_held_at.is_some() {
                let sight = if held { hidden(now) } else { halal::seen_again(&project, now) };
                bring(work, product, sight, &place).await?;
                news.held += usize::from(held);
                news.back += usize::from(!held);
            }
        }
        after = last;
    }
    if news.held > 0 {
        // Nobody sees their pictures by an old address either.
        scheduler::plan(work, Duty::PicturesClose, id, now).await?;
    }
    tell(ctx, work, &project, &news).await
}

fn hidden(now: Instant) -> Sight {
    Sight { listed_at: None, halal_held_at: Some(now) }
}

async fn bring(work: &mut Work, product: &Product, sight: Sight, place: &Place) -> Result<()> {
    let id = product.id;
    write_store::change_sight(work.connection(), id, sight).await?;
    if sight.listed_at.is_some() {
        work.tell(Change::new(Scope::Public, Noun::Product, id));
    } else if product.listed_at.is_some() {
        work.tell(Change::gone(Scope::Public, Noun::Product, id));
    }
    let proven = if sight.halal_held_at.is_some() { "false" } else { "true" };
    work.note(Action::ProductHide, id, place).detail("halalProven", proven);
    Ok(())
}

/// Tells whoever sells there, in one message for all of the offers.
async fn tell(ctx: &Ctx, work: &mut Work, project: &Project, news: &News) -> Result<()> {
    let sellers = listing::sellers(work.connection(), project.id, ctx.now()).await?;
    if sellers.is_empty() {
        return Ok(());
    }
    let became = |status| usize::from(news.turned == Some(status));
    let said = [
        (CertificateSays::ProjectRests, became(ProjectStatus::Inactive)),
        (CertificateSays::ProjectBack, became(ProjectStatus::Active)),
        (CertificateSays::OffersHeld, news.held),
        (CertificateSays::OffersBack, news.back),
    ];
    for (says, count) in said {
        if count == 0 {
            continue;
        }
        let text = CertificateText {
            says,
            name: project.name.clone(),
            kind: String::new(),
            day: String::new(),
            count,
            link: format!("krt://project/{}", project.id),
        };
        let message = Message {
            audience: Audience::People(sellers.clone()),
            text: Text::ShopCertificate(text),
            // Each app has its own.
            language: Language::Ms,
            // It happens again, and is told each time.
            cause: ctx.mint(),
            round: 0,
            urgent: false,
            expires_at: None,
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}

/// A day has begun in Malaysia, on which certificates begin or have ended: looks at the next projects
/// after an id whose offers are not where they belong, and tells behind which one there may be more.
/// Offers that were written before anybody asked what they claim are looked at too.
pub(crate) async fn day_begins(
    ctx: &Ctx,
    work: &mut Work,
    after: ProjectId,
) -> Result<Option<ProjectId>> {
    let today = malaysia::day(ctx.now());
    let connection = work.connection();
    let days = (today, today - ENDED);
    let projects = store::list_projects_to_review(connection, days, after, PROJECTS).await?;
    let is_whole = i64::try_from(projects.len()).is_ok_and(|count| count >= PROJECTS);
    let last = projects.last().copied().filter(|_| is_whole);
    for project in projects {
        review_due(ctx, work, project).await?;
    }
    Ok(last)
}
