//! How a product goes from one state to the next; pure.

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;

use super::model::{Product, ProductStatus};
use crate::{
    krt_shop::project::ProjectStatus,
    shared::{
        clock::Instant,
        error::{ErrorCode, Refusal, Result},
        text,
    },
};

/// The longest reason, in characters.
const REASON: usize = 500;
/// So far ahead something may go out by itself.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// Since when the public sees a product in this state.
pub(super) fn listed_at(
    status: ProductStatus,
    project: ProjectStatus,
    before: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    (status == ProductStatus::Published && project == ProjectStatus::Active)
        .then_some(before.unwrap_or(now))
}

fn not_now<T>(status: ProductStatus) -> Result<T> {
    Err(Refusal::of(ErrorCode::StateInvalid).with("status", status.to_value()).into())
}

fn moved(product: Product, status: ProductStatus, now: Instant) -> Product {
    let version = product.version + 1;
    Product {
        status,
        listed_at: None,
        publish_at: None,
        held_back_at: None,
        halal_held_at: None,
        updated_at: now,
        version,
        ..product
    }
}

/// A draft becomes a published product. What is published stays as it is.
pub(super) fn publish(product: Product, project: ProjectStatus, now: Instant) -> Result<Product> {
    match product.status {
        ProductStatus::Draft if product.cover.is_none() => {
            Err(Refusal::of(ErrorCode::PictureMissing).at("pictures").into())
        }
        ProductStatus::Draft => {
            let published = ProductStatus::Published;
            let listed_at = listed_at(published, project, None, now);
            Ok(Product { listed_at, ..moved(product, published, now) })
        }
        ProductStatus::Published => Ok(product),
        status @ (ProductStatus::Hidden | ProductStatus::Archived) => not_now(status),
    }
}

/// A product is taken out of the directory, from whatever state.
pub(super) fn archive(product: Product, now: Instant) -> Product {
    moved(product, ProductStatus::Archived, now)
}

/// An officer takes a product out of the directory, and says why. What is hidden stays as it is.
pub(super) fn hide(product: Product, reason: &str, now: Instant) -> Result<Product> {
    match product.status {
        ProductStatus::Published => {
            let reason =
                text::paragraphs(reason, REASON).map_err(|refusal| refusal.at("reason"))?;
            let hidden_reason = Some(reason);
            Ok(Product { hidden_reason, ..moved(product, ProductStatus::Hidden, now) })
        }
        ProductStatus::Hidden => Ok(product),
        status @ (ProductStatus::Draft | ProductStatus::Archived) => not_now(status),
    }
}

/// An officer puts it back. What is published stays as it is.
pub(super) fn unhide(product: Product, project: ProjectStatus, now: Instant) -> Result<Product> {
    match product.status {
        ProductStatus::Hidden => {
            let published = ProductStatus::Published;
            let listed_at = listed_at(published, project, None, now);
            Ok(Product { listed_at, hidden_reason: None, ..moved(product, published, now) })
        }
        ProductStatus::Published => Ok(product),
        status @ (ProductStatus::Draft | ProductStatus::Archived) => not_now(status),
    }
}

/// A draft goes out by itself then; with no time, it does not.
pub(super) fn schedule(product: Product, at: Option<Instant>, now: Instant) -> Result<Product> {
    if product.status != ProductStatus::Draft {
        return not_now(product.status);
    }
    if at.is_some_and(|at| at <= now || at > now + AHEAD) {
        return Err(Refusal::of_time("publishAt", Some(now), Some(now + AHEAD)).into());
    }
    if at.is_some() && product.cover.is_none() {
        return Err(Refusal::of(ErrorCode::PictureMissing).at("pictures").into());
    }
    Ok(Product { publish_at: at, ..moved(product, ProductStatus::Draft, now) })
}

/// A draft that was to go out lacks something: it stays one, and says so.
pub(super) fn hold_back(product: Product, now: Instant) -> Product {
    Product { held_back_at: Some(now), ..moved(product, ProductStatus::Draft, now) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{krt_shop::product::rules::tests::product, shared::error::Error};

    const NOW: Instant = chrono::DateTime::UNIX_EPOCH;

    fn code(result: Result<Product>) -> Option<ErrorCode> {
        match result {
            Err(Error::Refused(refusals)) => refusals.first().map(|refusal| refusal.code),
            _ => None,
        }
    }

    #[test]
    fn a_draft_with_a_picture_is_published_and_listed_while_its_project_is_at_work() {
        let draft = || product(ProductStatus::Draft, true);
        let listed = publish(draft(), ProjectStatus::Active, NOW).unwrap();
        assert_eq!((listed.status, listed.listed_at), (ProductStatus::Published, Some(NOW)));
        assert_eq!(listed.version, 2);
        let waiting = publish(draft(), ProjectStatus::Applied, NOW).unwrap();
        assert_eq!((waiting.status, waiting.listed_at), (ProductStatus::Published, None));
        assert_eq!(archive(listed, NOW).listed_at, None);
        let bare = product(ProductStatus::Draft, false);
        let refused = code(publish(bare, ProjectStatus::Active, NOW));
        assert_eq!(refused, Some(ErrorCode::PictureMissing));
        for status in [ProductStatus::Archived, ProductStatus::Hidden] {
            let refused = code(publish(product(status, true), ProjectStatus::Active, NOW));
            assert_eq!(refused, Some(ErrorCode::StateInvalid));
        }
    }

    #[test]
    fn what_an_officer_hides_says_why_until_it_is_put_back() {
        let listed = product(ProductStatus::Published, true);
        assert_eq!(code(hide(listed.clone(), " ", NOW)), Some(ErrorCode::Required));
        let hidden = hide(listed, "Tiada sijil.", NOW).unwrap();
        assert_eq!((hidden.status, hidden.listed_at), (ProductStatus::Hidden, None));
        assert_eq!(hidden.hidden_reason.as_deref(), Some("Tiada sijil."));
        let back = unhide(hidden, ProjectStatus::Active, NOW).unwrap();
        assert_eq!((back.hidden_reason, back.listed_at), (None, Some(NOW)));
        let draft = product(ProductStatus::Draft, true);
        assert_eq!(code(hide(draft.clone(), "x", NOW)), Some(ErrorCode::StateInvalid));
        let refused = code(unhide(draft, ProjectStatus::Active, NOW));
        assert_eq!(refused, Some(ErrorCode::StateInvalid));
    }

    #[test]
    fn a_draft_waits_for_its_time() {
        let draft = || product(ProductStatus::Draft, true);
        let soon = NOW + TimeDelta::hours(1);
        let waiting = schedule(draft(), Some(soon), NOW).unwrap();
        assert_eq!((waiting.status, waiting.publish_at), (ProductStatus::Draft, Some(soon)));
        assert_eq!(schedule(waiting.clone(), None, NOW).unwrap().publish_at, None);
        let out = publish(waiting.clone(), ProjectStatus::Active, soon).unwrap();
        assert_eq!((out.publish_at, out.listed_at), (None, Some(soon)));
        let held = hold_back(waiting, soon);
        assert_eq!((held.publish_at, held.held_back_at), (None, Some(soon)));
        for wrong in [NOW, NOW - TimeDelta::days(1), NOW + TimeDelta::days(367)] {
            let refused = code(schedule(draft(), Some(wrong), NOW));
            assert_eq!(refused, Some(ErrorCode::TimeInvalid));
        }
    }
}
