//! What proves that something is halal, and what is said when nothing does.

use chrono::{NaiveTime, TimeDelta};
use sea_orm::ConnectionTrait;

use super::{claims::claims_halal, store};
use crate::{
    duties::Duty,
    krt_shop::project::Project,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::{ProductId, ProjectId},
        language::LocalizedText,
        malaysia,
        media::Picture,
        scheduler,
        work::Work,
    },
};

/// For what a project has a valid halal certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::krt_shop) struct Proofs(Vec<Option<ProductId>>);

impl Proofs {
    /// Those that count at a moment. None of them is taken back until the transaction ends.
    pub(in crate::krt_shop) async fn at<C: ConnectionTrait>(
        connection: &C,
        project: ProjectId,
        now: Instant,
    ) -> Result<Self> {
        store::halal_proofs(connection, project, malaysia::day(now)).await.map(Self)
    }

    /// Whether a product is proven to be halal: by its own certificate, or by the whole project's.
    pub(in crate::krt_shop) fn prove(&self, product: ProductId) -> bool {
        self.0.iter().any(|proven| proven.is_none_or(|proven| proven == product))
    }

    /// Whether everything is that the project offers.
    fn prove_all(&self) -> bool {
        self.0.contains(&None)
    }
}

/// Whether a text in some language claims that something is halal.
pub(in crate::krt_shop) fn text_claims(text: &LocalizedText) -> bool {
    text.written().any(|(_, written)| claims_halal(written))
}

/// The fields of a project's record, with its pictures, that claim it: what it offers is meant by them
/// too.
#[must_use]
pub fn claims_of_project(project: &Project, pictures: &[Picture]) -> Vec<String> {
    let mut fields = Vec::new();
    let mut look = |is_claim: bool, field: String| {
        if is_claim {
            fields.push(field);
        }
    };
    let says = |text: Option<&str>| text.is_some_and(claims_halal);
    look(claims_halal(&project.name), "name".to_owned());
    look(text_claims(&project.story), "story".to_owned());
    look(says(project.address.as_deref()), "address".to_owned());
    for (place, link) in project.links.iter().flat_map(|links| &links.0).enumerate() {
        look(claims_halal(&link.name), format!("links.{place}.name"));
    }
    look(project.terms.as_ref().is_some_and(text_claims), "terms".to_owned());
    let estimate = project.delivery_estimate.as_ref();
    look(estimate.is_some_and(text_claims), "deliveryEstimate".to_owned());
    look(says(project.cooperative_number.as_deref()), "cooperativeNumber".to_owned());
    for (place, picture) in pictures.iter().enumerate() {
        let says = picture.alternative_text.as_ref().is_some_and(text_claims);
        look(says, format!("pictures.{place}.alternativeText"));
    }
    fields
}

/// The refusal of claims in these fields that nothing proves.
pub(in crate::krt_shop) fn unproven(fields: impl IntoIterator<Item = String>) -> Result<()> {
    let mut refusals = Refusals::default();
    for field in fields {
        refusals.add(Refusal::of(ErrorCode::HalalUnproven).at(field));
    }
    refusals.done()
}

/// Refuses what somebody writes in public about a product, in this field, when it claims it and nothing
/// proves it. Tells whether it claims it. Nobody takes the proof back until the transaction ends.
pub(in crate::krt_shop) async fn check_said<C: ConnectionTrait>(
    connection: &C,
    (project, product): (ProjectId, ProductId),
    (text, field): (&str, &str),
    now: Instant,
) -> Result<bool> {
    if !claims_halal(text) {
        return Ok(false);
    }
    if !Proofs::at(connection, project, now).await?.prove(product) {
        unproven([field.to_owned()])?;
    }
    Ok(true)
}

/// Notes that what is shown says it, which is proven on this day in Malaysia and perhaps not on the next.
pub(in crate::krt_shop) fn shows_claim(ctx: &Ctx) {
    let tomorrow = malaysia::day(ctx.now()) + TimeDelta::days(1);
    ctx.shows_until(Some(malaysia::at(tomorrow, NaiveTime::MIN)));
}

/// Refuses a project's record that claims it while no halal certificate of the whole project is valid:
/// for whoever writes what the public reads of a project.
pub async fn check_project<C: ConnectionTrait>(
    connection: &C,
    project: &Project,
    pictures: &[Picture],
    now: Instant,
) -> Result<()> {
    let fields = claims_of_project(project, pictures);
    if fields.is_empty() || Proofs::at(connection, project.id, now).await?.prove_all() {
        return Ok(());
    }
    // The name stands for itself, the others in the profile.
    let path = |field: String| if field == "name" { field } else { format!("profile.{field}") };
    unproven(fields.into_iter().map(path))
}

/// What a project's offers need is to be looked at, now or at a later moment: a halal certificate comes or
/// goes, or the project's texts changed. Now comes before the lock of anything else that the work writes:
/// whoever does it takes the plan first too.
pub async fn look_again(work: &mut Work, project: ProjectId, at: Instant) -> Result<()> {
    scheduler::plan(work, Duty::HalalReview, project, at).await
}
