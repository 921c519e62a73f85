//! Groups and who leads them, as plain values.

use serde::Serialize;

use crate::{
    community::committee::Holder,
    shared::{clock::Instant, id::GroupCoordinatorId},
};

/// A kind of community group; every area has one of each, led by somebody or not.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupKind {
    /// Jiran Wanita.
    Women,
    /// Jiran Muda.
    Youth,
    /// Tunas Jiran.
    Children,
    /// Jiran Usia, or Warga Emas.
    Seniors,
    /// Skuad Uniti.
    SkuadUniti,
    /// Mediator Komuniti.
    CommunityMediator,
}

/// Who leads a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    /// The id of the post.
    pub id: GroupCoordinatorId,
    /// Since when.
    pub starts_at: Instant,
    /// Until when; none while nobody has said.
    pub ends_at: Option<Instant>,
    /// Who, for those who may see names.
    pub holder: Option<Holder>,
}

/// A group of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunityGroup {
    /// Which kind.
    pub kind: GroupKind,
    /// Who leads it now; none when nobody does.
    pub coordinator: Option<Coordinator>,
}
