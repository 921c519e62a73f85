//! The roles that a person can hold.

/// A role that a person holds somewhere. The list is closed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
    serde::Serialize,
    serde::Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Lives in, or belongs to, an area.
    Resident,
    /// Pengerusi of an area's committee.
    Chair,
    /// Timbalan Pengerusi.
    DeputyChair,
    /// Setiausaha.
    Secretary,
    /// Penolong Setiausaha.
    AssistantSecretary,
    /// Bendahari.
    Treasurer,
    /// AJK: a member of the committee without another post.
    Member,
    /// Penyelaras of a community group of an area.
    GroupCoordinator,
    /// A volunteer of a patrol unit.
    Patroller,
    /// Ketua Peronda of a patrol unit.
    UnitLeader,
    /// Owner of an economic project.
    ProjectOwner,
    /// Pegawai Perpaduan Daerah.
    DistrictOfficer,
    /// Pengarah Perpaduan Negeri.
    StateOfficer,
    /// Officer at headquarters.
    HqOfficer,
    /// The police's liaison officer; reads what is shared.
    PoliceLiaison,
    /// Looks after the program itself.
    Administrator,
}

impl Role {
    /// The six posts of a committee.
    pub(super) const COMMITTEE: [Self; 6] = [
        Self::Chair,
        Self::DeputyChair,
        Self::Secretary,
        Self::AssistantSecretary,
        Self::Treasurer,
        Self::Member,
    ];
    /// Who writes in the committee's name (the chair, the secretary, their deputies).
    pub(crate) const VOICE: [Self; 4] =
        [Self::Chair, Self::DeputyChair, Self::Secretary, Self::AssistantSecretary];
    /// Who oversees within their scope: searches the audit, and sees who was granted what by whom.
    pub(super) const OVERSEERS: [Self; 4] =
        [Self::DistrictOfficer, Self::StateOfficer, Self::HqOfficer, Self::Administrator];
    /// The department's officers.
    pub(super) const OFFICERS: [Self; 3] =
        [Self::DistrictOfficer, Self::StateOfficer, Self::HqOfficer];

    /// Whether the role counts only for somebody who signs in with a second factor.
    #[must_use]
    pub fn needs_second_factor(self) -> bool {
        match self {
            Self::DistrictOfficer
            | Self::StateOfficer
            | Self::HqOfficer
            | Self::PoliceLiaison
            | Self::Administrator => true,
            Self::Resident
            | Self::Chair
            | Self::DeputyChair
            | Self::Secretary
            | Self::AssistantSecretary
            | Self::Treasurer
            | Self::Member
            | Self::GroupCoordinator
            | Self::Patroller
            | Self::UnitLeader
            | Self::ProjectOwner => false,
        }
    }
}
