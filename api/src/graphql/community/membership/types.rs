//! Memberships, the requests for them, and residents.

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::{
    community::membership,
    policy::{Action, Target},
};

use crate::graphql::{
    community::{Area, AreaPart},
    connection::connection,
    context::InRequest as _,
    scalars::{DateTime, PhoneNumber},
};

/// Where a request for membership stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "membership::RequestStatus")]
pub enum MembershipRequestStatus {
    /// Waits for the committee.
    Requested,
    /// The person was let in.
    Accepted,
    /// The committee said no; `reason` tells why.
    Declined,
    /// The person took it back.
    Withdrawn,
}

/// What a committee decides about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "membership::Decision")]
pub enum MembershipDecision {
    /// The person is let in, and is a resident at once.
    Accept,
    /// The person is not let in; a reason must be given.
    Decline,
}

/// To whom in an area a resident shows their phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "membership::PhoneAudience")]
pub enum PhoneAudience {
    /// To nobody; so it is until the resident says otherwise.
    Nobody,
    /// To the area's committee: its six posts.
    Committee,
    /// To the leaders (Ketua Peronda) of the area's patrol units.
    PatrolLeader,
    /// To the committee and to the leaders of the patrol units.
    CommitteeAndPatrolLeader,
}

/// Somebody's wish to belong to an area, as they and its committee see it.
#[derive(Description)]
pub struct MembershipRequest(pub membership::MembershipRequest);

#[Object(use_type_description)]
impl MembershipRequest {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The part of it in which they say that they live; none when they said nothing.
    async fn part(&self, context: &Context<'_>) -> domain::Result<Option<AreaPart>> {
        Ok(context.loaders()?.part(self.0.part_id).await?.map(AreaPart))
    }

    /// The id of whoever asks.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name of whoever asks; beside the id nothing else about them is shown.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What they say about themselves.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> MembershipRequestStatus {
        self.0.status.into()
    }

    /// When they asked.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// When it was decided or taken back; none while it waits.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Why, in the words of whoever decided; always there when it was declined.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Whether the viewer may decide it now: it waits, and is theirs to decide.
    async fn viewer_can_decide(&self, context: &Context<'_>) -> domain::Result<bool> {
        if self.0.status != membership::RequestStatus::Requested {
            return Ok(false);
        }
        let target = self.0.target(context.loaders()?.is_vacant(self.0.area_id).await?);
        Ok(context.ctx()?.may(Action::MembershipRequestDecide, &target))
    }
}

connection!(
    MembershipRequestConnection,
    MembershipRequestEdge,
    MembershipRequest,
    "requests for membership"
);

/// The viewer's belonging to an area.
#[derive(Description)]
pub struct Membership(pub membership::Membership);

#[Object(use_type_description)]
impl Membership {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The part of it in which the viewer lives, if it is known; `membershipPartSet` changes it. One that
    /// has ended says so: the app asks again.
    async fn part(&self, context: &Context<'_>) -> domain::Result<Option<AreaPart>> {
        Ok(context.loaders()?.part(self.0.part_id).await?.map(AreaPart))
    }

    /// Since when.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// To whom in the area the viewer's number is shown. `preferencesUpdate` changes it.
    async fn phone_visible_to(&self) -> PhoneAudience {
        self.0.phone_visible_to.into()
    }
}

/// A resident, as those who answer for the area see them.
#[derive(Description)]
pub struct Resident(pub membership::Resident);

#[Object(use_type_description)]
impl Resident {
    /// The id of the membership.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The person's id: by it they are named in an application, given a post or asked to join a unit.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The part of the area in which they live, if it is known, for those who may set it
    /// (`membershipPartSet`); none for others.
    async fn part(&self, context: &Context<'_>) -> domain::Result<Option<AreaPart>> {
        let place = context.loaders()?.area(self.0.area_id).await?.place();
        let target = Target { owner: Some(self.0.person_id), ..Target::at(place) };
        if !context.ctx()?.may(Action::MembershipPlace, &target) {
            return Ok(None);
        }
        Ok(context.loaders()?.part(self.0.part_id).await?.map(AreaPart))
    }

    /// The phone number, where the resident shows it to the viewer; none otherwise.
    async fn phone(&self) -> Option<PhoneNumber> {
        self.0.phone.clone().map(PhoneNumber)
    }

    /// Since when they belong to the area.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// Whether the viewer may end this membership, with `membershipEnd`.
    async fn viewer_can_end(&self, context: &Context<'_>) -> domain::Result<bool> {
        let place = context.loaders()?.area(self.0.area_id).await?.place();
        let vacant = context.loaders()?.is_vacant(self.0.area_id).await?;
        let target = Target { owner: Some(self.0.person_id), vacant, ..Target::at(place) };
        Ok(context.ctx()?.may(Action::MembershipEnd, &target))
    }
}

connection!(ResidentConnection, ResidentEdge, Resident, "residents");
