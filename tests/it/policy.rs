//! The matrix: every role × where × every action, as a file that a change of policy changes.

use std::fmt::Write as _;

use domain::{
    policy::{Action, Actor, Denied, Grant, Place, Role, Scope, Target, decide},
    shared::id::{AreaId, DistrictId, PatrolUnitId, PersonId, ProjectId, SessionId},
};
use sea_orm::Iterable as _;
use uuid::Uuid;

/// Numbers everything in one corner of the country.
fn corner(number: u128) -> Place {
    let id = |noun: u128| Uuid::from_u128(number * 100 + noun);
    Place {
        state: Some(format!("{number:02}")),
        district: Some(DistrictId(id(1))),
        area: Some(AreaId(id(2))),
        unit: Some(PatrolUnitId(id(3))),
        project: Some(ProjectId(id(4))),
    }
}

fn grant(role: Role, place: &Place) -> Grant {
    let scope = match role {
        Role::Resident
        | Role::Chair
        | Role::DeputyChair
        | Role::Secretary
        | Role::AssistantSecretary
        | Role::Treasurer
        | Role::Member
        | Role::GroupCoordinator => Scope::Area(place.area.unwrap()),
        Role::Patroller | Role::UnitLeader => Scope::Unit(place.unit.unwrap()),
        Role::ProjectOwner => Scope::Project(place.project.unwrap()),
        Role::DistrictOfficer => Scope::District(place.district.unwrap()),
        Role::StateOfficer => Scope::State(place.state.clone().unwrap()),
        Role::HqOfficer | Role::PoliceLiaison | Role::Administrator => Scope::Nation,
    };
    Grant { role, scope }
}

#[test]
fn the_matrix_of_roles_and_actions() {
    let (own, other) = (corner(1), corner(2));
    let me = PersonId(Uuid::from_u128(7));
    let actors = |name: &'static str, grants: Vec<Grant>| {
        (name, Actor::Person { id: me, session: SessionId(Uuid::from_u128(8)), grants })
    };
    let mut cast = vec![("SIGNED_OUT", Actor::Anonymous), actors("NO_ROLE", Vec::new())];
    for role in Role::iter() {
        use sea_orm::ActiveEnum as _;
        cast.push(actors(role.to_value().leak(), vec![grant(role, &own)]));
    }
    let mut text = String::from(
        "own: in the scope of the role. other: elsewhere. mine: elsewhere, but the actor's own.\n\
         public: elsewhere, but listed for the public.\n\
         addressed: elsewhere, but meant for the actor.\n\
         vacant: in the scope of the role, where the area has neither a chair nor a secretary.\n\
         yes: permitted. no: forbidden, though visible. hidden: not found. sign in: for the signed-out.\n",
    );
    for action in Action::iter() {
        let _ = writeln!(text, "\n{action:?}");
        for (name, actor) in &cast {
            let cell = |target: &Target| match decide(actor, action, target) {
                Ok(()) => "yes",
                Err(Denied::Forbidden) => "no",
                Err(Denied::NotFound) => "hidden",
                Err(Denied::SignIn) => "sign in",
            };
            let mine = Target { owner: Some(me), ..Target::at(other.clone()) };
            let public = Target { public: true, ..Target::at(other.clone()) };
            let addressed = Target { addressed: true, ..Target::at(other.clone()) };
            let vacant = Target { vacant: true, ..Target::at(own.clone()) };
            let _ = writeln!(
                text,
                "  {name:<20} own: {:<8} other: {:<8} mine: {:<8} public: {:<8} addressed: {:<8} vacant: {}",
                cell(&Target::at(own.clone())),
                cell(&Target::at(other.clone())),
                cell(&mine),
                cell(&public),
                cell(&addressed),
                cell(&vacant),
            );
        }
    }
    insta::assert_snapshot!("policy_matrix", text);
}
