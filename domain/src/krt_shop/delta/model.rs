//! What a phone is told, as plain values.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::{
    community::Area,
    krt_shop::{
        category::Category,
        certificate::Mark,
        kiosk::DeltaKiosk,
        product::{Delivery, Product, Variant},
        project::Project,
        review::Rating,
    },
    shared::id::{KioskId, ProductId, ProjectId},
};

/// A mark with the first day on which it is shown, in Malaysia: a phone without a signal shows it from
/// then until its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeltaMark {
    /// The first day on which it is shown.
    pub valid_from: NaiveDate,
    /// What it says, and until when.
    pub mark: Mark,
}

/// A product with what an app shows of it without a signal.
#[derive(Clone, Debug)]
pub struct DeltaProduct {
    /// The product, whole.
    pub product: Product,
    /// Its sizes and flavours, in their order.
    pub variants: Vec<Variant>,
    /// Where it is delivered, the widest places first.
    pub deliveries: Vec<Delivery>,
    /// Its marks that are not over, also those that begin later; several may be of one kind.
    pub marks: Vec<DeltaMark>,
    /// How buyers rate it.
    pub rating: Rating,
}

/// A project with its neighbourhood.
#[derive(Clone, Debug)]
pub struct DeltaProject {
    /// The project.
    pub project: Arc<Project>,
    /// Its neighbourhood.
    pub area: Option<Area>,
    /// Its marks as a whole that are not over, also those that begin later; several may be of one kind.
    pub marks: Vec<DeltaMark>,
}

/// A part of what has changed.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct Delta {
    /// Whether everything begins anew: what the phone had it throws away first.
    pub full: bool,
    /// Products that came or changed.
    pub products: Vec<DeltaProduct>,
    /// Projects that came or changed, and those of the products.
    pub projects: Vec<DeltaProject>,
    /// Every category, when one of them changed.
    pub categories: Option<Vec<Category>>,
    /// Kiosks and carnivals that came or changed, also by what the projects there offer.
    pub kiosks: Vec<DeltaKiosk>,
    /// Products that the public sees no longer.
    pub gone_products: Vec<ProductId>,
    /// Projects that are at work no longer, and all their products with them.
    pub gone_projects: Vec<ProjectId>,
    /// Kiosks that were closed, and carnivals that do not take place; also those of which the log tells
    /// when they are over already. What ends by the clock the phone takes away itself.
    pub gone_kiosks: Vec<KioskId>,
    /// From where to go on.
    pub cursor: String,
    /// Whether there is more already.
    pub more: bool,
    /// Whether everybody who asks with the same cursor may be answered the same for a while, here and on
    /// the way.
    pub may_be_kept: bool,
    /// Whether the cursor is of this minute, and everything is told that can be seen: a node may answer
    /// everybody who has it the same, until something changes.
    pub is_recent: bool,
}
