//! Community groups and who leads them.

use async_graphql::{Description, Enum, ID, Object};
use domain::community::group as groups;

use super::committee::PostHolder;
use crate::graphql::scalars::DateTime;

/// A kind of community group (kelompok komuniti).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "groups::GroupKind")]
pub enum CommunityGroupKind {
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

/// Who leads a community group (Penyelaras).
#[derive(Description)]
pub struct GroupCoordinator(pub groups::Coordinator);

#[Object(use_type_description)]
impl GroupCoordinator {
    /// The id of the post.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Since when.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when; none while nobody has said.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// Who; none for those who may not see names.
    async fn holder(&self) -> Option<PostHolder> {
        self.0.holder.clone().map(PostHolder::from)
    }
}

/// A community group of an area.
#[derive(Description)]
pub struct CommunityGroup(pub groups::CommunityGroup);

#[Object(use_type_description)]
impl CommunityGroup {
    /// The kind.
    async fn kind(&self) -> CommunityGroupKind {
        self.0.kind.into()
    }

    /// Who leads it; none when nobody does.
    async fn coordinator(&self) -> Option<GroupCoordinator> {
        self.0.coordinator.clone().map(GroupCoordinator)
    }
}
