//! What officers and chairs send about areas and committees.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::community::{
    area::{AreaChanges, AreaStep, Near},
    committee::{Ending, NewAppointment, RegimeChange},
};

use super::{AreaStatus, committee::CommitteePost, group::CommunityGroupKind};
use crate::graphql::{
    context,
    scalars::{DateTime, GeoJson},
    values::{CoordinatesInput, given},
};

/// A place, and how far around it neighbourhoods are wanted.
#[derive(Clone, Copy, InputObject)]
pub struct NearInput {
    /// The place.
    coordinates: CoordinatesInput,
    /// How far away at most, in metres, 1 to 50,000.
    #[graphql(default = 5000)]
    within_metres: i32,
}

impl NearInput {
    pub(super) fn read(self) -> domain::Result<Near> {
        let CoordinatesInput { latitude, longitude } = self.coordinates;
        Near::of(latitude, longitude, self.within_metres).map_err(domain::Refusal::stop)
    }
}

/// What an officer changes of an area's record; what is not given stays as it is.
#[derive(InputObject)]
pub struct AreaUpdateInput {
    /// The area's id.
    pub(super) id: ID,
    /// The version that the officer has read.
    pub(super) version: i64,
    /// The name, at most 160 characters.
    name: Option<String>,
    /// The address of its office, at most 300 characters.
    address: Option<String>,
    /// The postcode, five digits.
    postcode: Option<String>,
    /// The parliamentary constituency, at most 160 characters; null takes it away.
    parliament: MaybeUndefined<String>,
    /// The state assembly's constituency (DUN), at most 160 characters; null takes it away.
    state_assembly: MaybeUndefined<String>,
    /// The local authority (PBT), at most 160 characters; null takes it away.
    local_authority: MaybeUndefined<String>,
    /// The police district (IPD), at most 160 characters; null takes it away.
    police_district: MaybeUndefined<String>,
    /// The police station (balai), at most 160 characters; null takes it away.
    police_station: MaybeUndefined<String>,
    /// Where it lies; null takes it away.
    coordinates: MaybeUndefined<CoordinatesInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl AreaUpdateInput {
    pub(super) fn read(self) -> AreaChanges {
        AreaChanges {
            name: self.name,
            address: self.address,
            postcode: self.postcode,
            parliament: given(self.parliament, |text| text),
            state_assembly: given(self.state_assembly, |text| text),
            local_authority: given(self.local_authority, |text| text),
            police_district: given(self.police_district, |text| text),
            police_station: given(self.police_station, |text| text),
            position: given(self.coordinates, |place| (place.latitude, place.longitude)),
        }
    }
}

/// A step of an area's registration.
#[derive(InputObject)]
pub struct AreaStatusSetInput {
    /// The area's id.
    pub(super) id: ID,
    /// The version that the officer has read.
    pub(super) version: i64,
    /// The status that it gets.
    status: AreaStatus,
    /// Why, at most 500 characters; `CANCELLED` needs it.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl AreaStatusSetInput {
    pub(super) fn read(self) -> AreaStep {
        AreaStep { status: self.status.into(), reason: self.reason }
    }
}

/// The boundary of an area.
#[derive(InputObject)]
pub struct AreaBoundarySetInput {
    /// The area's id.
    pub(super) id: ID,
    /// The version that the officer has read.
    pub(super) version: i64,
    /// The boundary: a GeoJSON `Polygon` or `MultiPolygon` of at most 2,000 positions, 0.5 degrees
    /// from end to end; null takes it away.
    pub(super) boundary: Option<GeoJson>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A post that is given to somebody.
#[derive(InputObject)]
pub struct AppointmentAddInput {
    /// The area.
    area_id: ID,
    /// To whom: a resident of the area; from an officer anybody with an account.
    person_id: ID,
    /// Which post.
    post: CommitteePost,
    /// From when, at most 21 years ago and a year ahead; now when it is not given.
    starts_at: Option<DateTime>,
    /// Until when; the whole term of the rule in force at the beginning when it is not given. A
    /// chair gives posts until the end of their own term at most.
    ends_at: Option<DateTime>,
    /// Why a term beyond the limit is let through, at most 500 characters. Headquarters only; kept
    /// only where it was needed.
    exception: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl AppointmentAddInput {
    pub(super) fn read(self) -> domain::Result<NewAppointment> {
        Ok(NewAppointment {
            area_id: context::id(&self.area_id, "areaId")?,
            person_id: context::id(&self.person_id, "personId")?,
            post: self.post.into(),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            exception: self.exception,
        })
    }
}

/// How an appointment ends.
#[derive(InputObject)]
pub struct AppointmentEndInput {
    /// The appointment's id.
    id: ID,
    /// When, within its term; now when it is not given.
    ends_at: Option<DateTime>,
    /// Why, at most 500 characters.
    reason: Option<String>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl AppointmentEndInput {
    pub(super) fn read(self) -> domain::Result<Ending> {
        Ok(Ending {
            id: context::id(&self.id, "id")?,
            ends_at: self.ends_at.map(|at| at.0),
            reason: self.reason,
        })
    }
}

/// What headquarters decides of a rule for terms; what is not given stays as it is.
#[derive(InputObject)]
pub struct TermRegimeSetInput {
    /// The rule's code: `A1789`.
    code: String,
    /// From when it is in force; null takes it out of force. The first rule's day stays.
    in_force_from: MaybeUndefined<DateTime>,
    /// A pause of so many days ends a row, 1 to 3,653.
    break_days: Option<i64>,
    /// Whether terms that began under an earlier rule count.
    counts_earlier_terms: Option<bool>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl TermRegimeSetInput {
    pub(super) fn read(self) -> RegimeChange {
        RegimeChange {
            code: self.code,
            in_force_from: given(self.in_force_from, |at| at.0),
            break_days: self.break_days,
            counts_earlier_terms: self.counts_earlier_terms,
        }
    }
}

/// Who leads a community group.
#[derive(InputObject)]
pub struct GroupCoordinatorSetInput {
    /// The area.
    pub(super) area_id: ID,
    /// The group.
    pub(super) kind: CommunityGroupKind,
    /// Who: a resident of the area.
    pub(super) person_id: ID,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whose post as a coordinator ends.
#[derive(InputObject)]
pub struct GroupCoordinatorEndInput {
    /// The id of the coordinator's post.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
