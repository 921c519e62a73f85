//! Reviews as plain values.

use crate::shared::{
    clock::Instant,
    id::{AreaId, EnquiryId, PersonId, ProductId, ProjectId, ReviewId},
};

/// How far a review has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReviewStatus {
    /// It waits for somebody to let it pass.
    Pending,
    /// Everybody sees it.
    Shown,
    /// It is not shown; its author reads why.
    Refused,
}

/// A buyer's review of an offer.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Review {
    /// The id, made by the phone that wrote it.
    pub id: ReviewId,
    /// The offer.
    pub product_id: ProductId,
    /// Its project.
    pub project_id: ProjectId,
    /// The project's neighbourhood.
    pub area_id: AreaId,
    /// Who wrote it; none for somebody without an account.
    pub author_id: Option<PersonId>,
    /// How the author wants to be called in public; empty once the account is erased.
    pub author_name: String,
    /// From 1 to 5.
    pub stars: i64,
    /// What it says.
    pub text: String,
    /// How far it has come.
    pub status: ReviewStatus,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last written.
    pub submitted_at: Instant,
    /// Until when somebody promises to decide.
    pub due_at: Instant,
    /// When somebody decided.
    pub decided_at: Option<Instant>,
    /// Why it is not shown.
    pub reason: Option<String>,
    /// Since when it is shown.
    pub shown_at: Option<Instant>,
    /// What the seller says to it.
    pub reply: Option<String>,
    /// When the seller replied.
    pub replied_at: Option<Instant>,
    /// Rises with every change.
    pub version: i64,
}

impl Review {
    /// Whether the promised time has passed and nobody has decided.
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.status == ReviewStatus::Pending && self.due_at < now
    }
}

/// A review as it is written or edited.
#[derive(Clone, Debug)]
pub struct ReviewWriting {
    /// The id, made by the phone: the same again is the same review.
    pub id: ReviewId,
    /// The enquiry that a seller has answered: the review is of the offer that it is about.
    pub enquiry_id: EnquiryId,
    /// From 1 to 5.
    pub stars: i64,
    /// What it says, at most 2,000 characters.
    pub text: String,
    /// How the author wants to be called in public, 1 to 40 characters; without it by the first of
    /// their names, and in an edit as before.
    pub author_name: Option<String>,
    /// The version that was read; none for a new one.
    pub version: Option<i64>,
    /// The enquiry's secret, of a buyer without an account.
    pub secret: Option<String>,
}

/// Whether a review is shown, as somebody decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewDecision {
    /// Everybody sees it.
    Show,
    /// Nobody but its author sees it.
    Refuse,
}

/// Whether a review is shown.
#[derive(Clone, Debug)]
pub struct ReviewDeciding {
    /// The review.
    pub id: ReviewId,
    /// The version that was read.
    pub version: i64,
    /// Whether it is shown.
    pub decision: ReviewDecision,
    /// Why not, at most 500 characters; needed to refuse.
    pub reason: Option<String>,
}

/// How an offer is rated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Rating {
    /// How many reviews are shown.
    pub reviews: i64,
    /// How many stars they give together.
    pub stars: i64,
}

impl Rating {
    /// The stars of one review, in tenths and rounded; none without a review.
    #[must_use]
    pub(super) fn average_tenths(self) -> Option<i64> {
        (self.reviews > 0).then(|| (self.stars * 20 + self.reviews) / (self.reviews * 2))
    }

    /// The stars of one review, from 1.0 to 5.0 in tenths; none without a review.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "from 10 to 50")]
    pub fn average(self) -> Option<f64> {
        self.average_tenths().map(|tenths| tenths as f64 / 10.0)
    }
}
