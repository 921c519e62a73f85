//! Belonging to a neighbourhood: asking, being let in, leaving, and who is told one's number.

mod ending;
pub mod model;
mod part;
mod residents;
mod rules;
mod service;
mod store;

pub use ending::end_membership;
pub use model::{
    Decision, EndingMembership, Membership, MembershipRequest, PhoneAudience, RequestStatus,
    Resident,
};
pub use part::set_part;
pub use residents::residents;
pub use rules::MOST_AREAS;
pub(super) use rules::{room_for, takes_residents};
pub use service::{
    decide_request, leave, membership_request, my_memberships, my_requests, pending_requests,
    request_membership, show_phone_to,
};
pub(super) use store::{count_areas, find_membership, settle_open_request};
