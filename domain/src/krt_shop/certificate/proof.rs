//! What proves that something is halal, and what is said when nothing does.

use sea_orm::ConnectionTrait;

use super::{claims::claims_halal, store};
use crate::{
    duties::Duty,
    krt_shop::project::Project,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Refusals, Result},
        id::{ProductId, ProjectId},
        language::LocalizedText,
        malaysia, scheduler,
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

/// The fields of a project's record that claim it: what it offers is meant by them too.
#[must_use]
pub fn claims_of_project(project: &Project) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if claims_halal(&project.name) {
        fields.push("name");
    }
    if text_claims(&project.story) {
        fields.push("story");
    }
    if project.terms.as_ref().is_some_and(text_claims) {
        fields.push("terms");
    }
    if project.delivery_estimate.as_ref().is_some_and(text_claims) {
        fields.push("deliveryEstimate");
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

/// Refuses a project's record that claims it while no halal certificate of the whole project is valid:
/// for whoever writes what the public reads of a project.
pub async fn check_project<C: ConnectionTrait>(
    connection: &C,
    project: &Project,
    now: Instant,
) -> Result<()> {
    let fields = claims_of_project(project);
    if fields.is_empty() || Proofs::at(connection, project.id, now).await?.prove_all() {
        return Ok(());
    }
    // The name stands for itself, the others in the profile.
    let path = |field| if field == "name" { "name".to_owned() } else { format!("profile.{field}") };
    unproven(fields.into_iter().map(path))
}

/// What a project's offers need is to be looked at: a halal certificate came or went, or the project's
/// texts changed. It comes before the lock of anything else that the work writes: whoever does it
/// takes the plan first too.
pub async fn look_again(work: &mut Work, project: ProjectId, now: Instant) -> Result<()> {
    scheduler::plan(work, Duty::HalalReview, project, now).await
}
