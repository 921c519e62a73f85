//! An offer that claims to be halal is seen only while a certificate proves it.

use sea_orm::ConnectionTrait;

use super::{
    life_rules,
    model::{Product, ProductStatus},
    offer::Variant,
    pictures::PICTURES,
    store, variant_store, write_store,
};
use crate::{
    krt_shop::{
        certificate::{Proofs, claims_halal, claims_of_project, text_claims, unproven},
        project::{self, Project},
    },
    shared::{
        clock::Instant,
        error::{Error, Result},
        id::ProductId,
        media::Picture,
    },
};

/// Where an offer is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    /// Since when the public sees it.
    pub listed_at: Option<Instant>,
    /// Since when it is out of sight because nothing proves what it claims.
    pub halal_held_at: Option<Instant>,
}

/// Every field of an offer, and of its project, that claims it. The offer is read with its description.
pub(super) fn claims(
    product: &Product,
    variants: &[Variant],
    pictures: &[Picture],
    (project, project_pictures): (&Project, &[Picture]),
) -> Vec<String> {
    let mut fields = Vec::new();
    let mut look = |is_claim: bool, field: String| {
        if is_claim {
            fields.push(field);
        }
    };
    look(text_claims(&product.name), "name".to_owned());
    look(product.description.as_ref().is_some_and(text_claims), "description".to_owned());
    look(product.unit.as_deref().is_some_and(claims_halal), "unit".to_owned());
    for (place, variant) in variants.iter().enumerate() {
        look(text_claims(&variant.name), format!("variants.{place}.name"));
    }
    for (place, picture) in pictures.iter().enumerate() {
        let says = picture.alternative_text.as_ref().is_some_and(text_claims);
        look(says, format!("pictures.{place}.alternativeText"));
    }
    for field in claims_of_project(project, project_pictures) {
        fields.push(format!("project.{field}"));
    }
    fields
}

async fn read_claims<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    project: &Project,
) -> Result<Vec<String>> {
    let (id, ids) = (product.id, [product.id]);
    let variants = variant_store::list(connection, &ids).await?.remove(&id).unwrap_or_default();
    let pictures = PICTURES.list(connection, &ids).await?.remove(&id).unwrap_or_default();
    let of_project = project::pictures_of(connection, project.id).await?;
    Ok(claims(product, &variants, &pictures, (project, of_project.as_slice())))
}

/// Notes whether a new draft claims it.
pub(super) async fn note<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    project: &Project,
) -> Result<()> {
    let claims = read_claims(connection, product, project).await?;
    write_store::change_claim(connection, product.id, !claims.is_empty()).await
}

/// Refuses to show an offer that claims it without a certificate.
pub(super) async fn check<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    project: &Project,
    now: Instant,
) -> Result<()> {
    let claims = read_claims(connection, product, project).await?;
    write_store::change_claim(connection, product.id, !claims.is_empty()).await?;
    refuse(connection, (product, project), claims, now).await
}

/// Says by which of its texts an offer is out of sight that nothing proves.
pub(super) async fn held_by<C: ConnectionTrait>(
    connection: &C,
    product: &Product,
    project: &Project,
    now: Instant,
) -> Result<()> {
    let claims = read_claims(connection, product, project).await?;
    refuse(connection, (product, project), claims, now).await
}

async fn refuse<C: ConnectionTrait>(
    connection: &C,
    (product, project): (&Product, &Project),
    claims: Vec<String>,
    now: Instant,
) -> Result<()> {
    if claims.is_empty() || Proofs::at(connection, project.id, now).await?.prove(product.id) {
        return Ok(());
    }
    unproven(claims)
}

/// Brings an offer that was changed just now into or out of sight. A claim that nothing proves is
/// refused of what the public sees; what is out of sight already may be mended step by step.
pub(super) async fn changed<C: ConnectionTrait>(
    connection: &C,
    id: ProductId,
    project: &Project,
    now: Instant,
) -> Result<Sight> {
    // As it stands now that its row is this transaction's.
    let product = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let claims = read_claims(connection, &product, project).await?;
    write_store::change_claim(connection, id, !claims.is_empty()).await?;
    let before = Sight { listed_at: product.listed_at, halal_held_at: product.halal_held_at };
    if product.status != ProductStatus::Published {
        return Ok(before);
    }
    let is_right = claims.is_empty() || Proofs::at(connection, project.id, now).await?.prove(id);
    match (is_right, before.halal_held_at) {
        (true, None) | (false, Some(_)) => Ok(before),
        (true, Some(_)) => {
            let after = seen_again(project, now);
            write_store::change_sight(connection, id, after).await?;
            Ok(after)
        }
        (false, None) => unproven(claims).map(|()| before),
    }
}

/// Where a published offer of a project is seen from now on. That of a project which does not show what a
/// seller must waits until it does.
pub(super) fn seen_again(project: &Project, now: Instant) -> Sight {
    let listed_at = life_rules::listed_at(ProductStatus::Published, project.status, None, now);
    let listed_at = listed_at.filter(|_| project::disclosed(project).is_ok());
    Sight { listed_at, halal_held_at: None }
}
