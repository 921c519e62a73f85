//! Memberships and the requests for them as plain values.

use serde::Serialize;

use crate::{
    policy::{Action, Place, Target},
    shared::{
        clock::Instant,
        id::{AreaId, AreaPartId, DistrictId, MembershipId, MembershipRequestId, PersonId},
    },
};

/// Where a request for membership stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestStatus {
    /// Waits for the committee.
    Requested,
    /// The person was let in.
    Accepted,
    /// The committee said no, with a reason.
    Declined,
    /// The person took it back.
    Withdrawn,
}

/// What a committee decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The person is let in.
    Accept,
    /// The person is not let in, with a reason.
    Decline,
}

impl Decision {
    /// Where the request stands after it.
    #[must_use]
    pub const fn status(self) -> RequestStatus {
        match self {
            Self::Accept => RequestStatus::Accepted,
            Self::Decline => RequestStatus::Declined,
        }
    }
}

/// Somebody's wish to belong to an area.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct MembershipRequest {
    /// The id.
    pub id: MembershipRequestId,
    /// Who asks.
    pub person_id: PersonId,
    /// The name of whoever asks.
    pub display_name: String,
    /// The area.
    pub area_id: AreaId,
    /// In which part of it they say that they live.
    pub part_id: Option<AreaPartId>,
    /// What they say about themselves.
    pub message: Option<String>,
    /// Where it stands.
    pub status: RequestStatus,
    /// When they asked.
    pub requested_at: Instant,
    /// Who decided; nobody when a code let the person in meanwhile, or they took it back.
    pub decided_by: Option<PersonId>,
    /// When it was decided or taken back.
    pub decided_at: Option<Instant>,
    /// Why, in the committee's words.
    pub reason: Option<String>,
    /// The code of the area's state.
    pub state_code: String,
    /// The area's district.
    pub district_id: DistrictId,
}

impl MembershipRequest {
    /// What it is to the policy, in an area that has neither a chair nor a secretary in office who
    /// is not shut out, or one of them.
    #[must_use]
    pub fn target(&self, vacant: bool) -> Target {
        let place = Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            ..Place::default()
        };
        Target { owner: Some(self.person_id), vacant, ..Target::at(place) }
    }
}

/// An earlier request of the same person for the same area.
#[derive(Clone, Copy, Debug, sea_orm::FromQueryResult)]
pub(super) struct PastRequest {
    pub status: RequestStatus,
    pub requested_at: Instant,
    pub decided_at: Option<Instant>,
}

/// To whom in an area a resident shows their phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PhoneAudience {
    /// To nobody; so it is until the resident says otherwise.
    Nobody,
    /// To the area's committee.
    Committee,
    /// To the leaders of the area's patrol units.
    PatrolLeader,
    /// To both.
    CommitteeAndPatrolLeader,
}

impl PhoneAudience {
    /// What somebody must be allowed to do in order to be told the number; one of these is enough.
    #[must_use]
    pub const fn readers(self) -> &'static [Action] {
        match self {
            Self::Nobody => &[],
            Self::Committee => &[Action::PhoneReadForCommittee],
            Self::PatrolLeader => &[Action::PhoneReadForPatrolLeader],
            Self::CommitteeAndPatrolLeader => {
                &[Action::PhoneReadForCommittee, Action::PhoneReadForPatrolLeader]
            }
        }
    }
}

/// Somebody's belonging to an area, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Membership {
    /// The id.
    pub id: MembershipId,
    /// The area.
    pub area_id: AreaId,
    /// The part of it in which they live, if it is known.
    pub part_id: Option<AreaPartId>,
    /// Since when.
    pub joined_at: Instant,
    /// To whom in the area the number is shown.
    pub phone_visible_to: PhoneAudience,
}

/// A membership that is to be ended by those who decide about it.
#[derive(Clone, Debug, Serialize)]
pub struct EndingMembership {
    /// Which one.
    pub id: MembershipId,
    /// Why, 3 to 500 characters; the person reads it.
    pub reason: String,
    /// Since when the person belonged to the area when it was decided. Whoever has left and come
    /// back since belongs anew, and stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Instant>,
}

/// Whose belonging it is, where, and since when.
#[derive(Clone, Copy, Debug, sea_orm::FromQueryResult)]
pub(super) struct Belonging {
    pub person_id: PersonId,
    pub area_id: AreaId,
    pub joined_at: Instant,
}

/// A resident, as others of the area may see them.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Resident {
    /// The membership's id.
    pub id: MembershipId,
    /// The area.
    pub area_id: AreaId,
    /// The part of it in which they live, if it is known.
    pub part_id: Option<AreaPartId>,
    /// The person.
    pub person_id: PersonId,
    /// The name.
    pub display_name: String,
    /// The number in E.164, where the resident shows it to the reader.
    pub phone: Option<String>,
    /// Since when they belong to the area.
    pub joined_at: Instant,
}
