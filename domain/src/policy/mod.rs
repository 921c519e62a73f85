//! Who may do what; the only place that decides.
//!
//! Every action has one rule, in an exhaustive `match` (`rules`), so that a new action does not
//! compile until somebody has decided it. A target that the actor may not even see is
//! [`Denied::NotFound`].

mod action;
mod actor;
mod names;
mod place;
mod role;
mod rule;
mod rules;
mod target;
mod who;

pub use action::Action;
pub use actor::{Actor, Grant, Oversight};
pub use place::{Place, Scope};
pub use role::Role;
pub use target::{Denied, Permit, Target};

use self::who::Who;

/// Decides whether `actor` may do `action` to `target`.
pub fn decide(actor: &Actor, action: Action, target: &Target) -> Result<(), Denied> {
    let rule = rules::rule(action, &Who { actor, target });
    match (rule.seen && rule.may, actor, rule.seen) {
        (true, ..) => Ok(()),
        (false, Actor::Anonymous, _) => Err(Denied::SignIn),
        (false, Actor::Person { .. }, true) => Err(Denied::Forbidden),
        (false, Actor::Person { .. }, false) => Err(Denied::NotFound),
    }
}

/// Where the actor may do this: the scopes of their roles in which it is permitted. A list begins
/// with them.
#[must_use]
pub fn scopes_of(actor: &Actor, action: Action) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for grant in actor.grants() {
        let target = Target::at(Place::only(&grant.scope));
        if !scopes.contains(&grant.scope) && decide(actor, action, &target).is_ok() {
            scopes.push(grant.scope.clone());
        }
    }
    scopes
}

/// Whether an actor acts for the department or the police, so that what is refused them is noted.
#[must_use]
pub fn is_of_the_department(actor: &Actor) -> bool {
    let acts =
        |grant: &Grant| Role::OVERSEERS.contains(&grant.role) || grant.role == Role::PoliceLiaison;
    actor.grants().iter().any(acts)
}
