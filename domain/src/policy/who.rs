//! Who somebody is to a target: the conditions that rules are made of.

use super::{actor::Actor, role::Role, target::Target};

/// Somebody, seen from a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who<'a> {
    pub actor: &'a Actor,
    pub target: &'a Target,
}

impl Who<'_> {
    /// One of these roles where the target stands.
    pub(super) fn holds(&self, roles: &[Role]) -> bool {
        self.actor.holds(roles, &self.target.place)
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.actor.person().is_some()
    }

    pub(super) fn owns(&self) -> bool {
        self.is_signed_in() && self.actor.person() == self.target.owner
    }

    pub(super) fn is_addressed(&self) -> bool {
        self.is_signed_in() && self.target.addressed
    }

    /// An officer of the department, anywhere.
    pub(super) fn oversees(&self) -> bool {
        !self.actor.oversight().is_empty()
    }

    /// Residents of the area, and its committee.
    pub(super) fn lives_in(&self) -> bool {
        self.holds(&[Role::Resident, Role::GroupCoordinator]) || self.holds(&Role::COMMITTEE)
    }

    /// Residents and the committee of the area, and the officers above it.
    pub(super) fn in_area(&self) -> bool {
        self.lives_in() || self.holds(&Role::OFFICERS)
    }

    /// Those for whom it is meant, the committee of its area, and the officers above it.
    pub(super) fn reads_notice(&self) -> bool {
        self.is_addressed() || self.holds(&Role::COMMITTEE) || self.holds(&Role::OFFICERS)
    }

    /// The unit's volunteers with their leader.
    pub(super) fn patrols(&self) -> bool {
        self.holds(&[Role::UnitLeader, Role::Patroller])
    }

    /// The unit's volunteers, the committee of its area, and the officers above it.
    pub(super) fn sees_unit(&self) -> bool {
        self.patrols() || self.holds(&Role::COMMITTEE) || self.holds(&Role::OFFICERS)
    }

    /// Who plans a unit's months and answers for its patrols: its leader, and those who write in the
    /// committee's name.
    pub(super) fn plans_unit(&self) -> bool {
        self.holds(&[Role::UnitLeader]) || self.holds(&Role::VOICE)
    }

    /// The unit's leader, its area's committee and the officers above.
    pub(super) fn reads_reports(&self) -> bool {
        self.holds(&[Role::UnitLeader])
            || self.holds(&Role::COMMITTEE)
            || self.holds(&Role::OFFICERS)
    }

    /// The committee that applies, and the officers above it.
    pub(super) fn sees_application(&self) -> bool {
        self.holds(&Role::COMMITTEE) || self.holds(&Role::OFFICERS)
    }

    /// Whoever sees the unit or has to do with it, and the police once it was referred to them.
    pub(super) fn hears_of_incidents(&self) -> bool {
        self.sees_unit() || self.owns() || self.is_police()
    }

    /// Who answers for a unit's incidents: its leader, those who write in the committee's name, and the
    /// officers above.
    pub(super) fn handles_incidents(&self) -> bool {
        self.holds(&[Role::UnitLeader]) || self.holds(&Role::VOICE) || self.holds(&Role::OFFICERS)
    }

    /// Whoever has to do with it, who answers for it, and the police once it was referred to them.
    pub(super) fn reads_incident(&self) -> bool {
        self.owns() || self.handles_incidents() || self.is_police()
    }

    /// Who answers for it, and the police when it was shared with them: not even whoever took the
    /// picture.
    pub(super) fn sees_persons(&self) -> bool {
        self.handles_incidents() || self.is_police()
    }

    /// The police's liaison of the place, for what was addressed to the police.
    pub(super) fn is_police(&self) -> bool {
        self.target.addressed && self.holds(&[Role::PoliceLiaison])
    }

    /// Whoever sees the unit, who called, and who was told or has answered.
    pub(super) fn hears_of_sos(&self) -> bool {
        self.sees_unit() || self.owns() || self.is_addressed()
    }

    /// The project's owner and the officers above it.
    pub(super) fn sees_project(&self) -> bool {
        self.holds(&[Role::ProjectOwner]) || self.holds(&Role::OFFICERS)
    }

    /// Everybody what is public; else who sees the project, whom its record names, and the committee
    /// that applied for it.
    pub(super) fn reads_project(&self) -> bool {
        self.target.public || self.sees_project() || self.owns() || self.holds(&Role::COMMITTEE)
    }

    /// The project's owner.
    pub(super) fn sells(&self) -> bool {
        self.holds(&[Role::ProjectOwner])
    }

    /// One of these roles there, and no part in it: neither do they sell it, nor is it theirs.
    pub(super) fn judges(&self, roles: &[Role]) -> bool {
        self.holds(roles) && !self.owns() && !self.sells()
    }

    /// Whoever began it, with an account or without: then they hold its secret.
    pub(super) fn buys(&self) -> bool {
        self.owns() || self.target.addressed
    }

    /// Whoever began it without an account: with one, what they wrote goes with it.
    pub(super) fn buys_without_account(&self) -> bool {
        self.target.addressed && self.target.owner.is_none()
    }

    /// Both sides of an enquiry.
    pub(super) fn in_enquiry(&self) -> bool {
        self.buys() || self.sells()
    }

    /// Everybody what is public; else who sees the project.
    pub(super) fn sees_product(&self) -> bool {
        self.target.public || self.sees_project()
    }

    /// Whoever asks, and those who decide who belongs to the area.
    pub(super) fn reads_request(&self) -> bool {
        self.owns() || self.answers_for()
    }

    /// Who decides who belongs to an area: those who write in the committee's name, and where it has
    /// neither a chair nor a secretary, the officers of its district and its state.
    pub(super) fn answers_for(&self) -> bool {
        self.holds(&Role::VOICE)
            || (self.target.vacant && self.holds(&[Role::DistrictOfficer, Role::StateOfficer]))
    }

    /// Whoever holds it, the officers above and the administrators.
    pub(super) fn reads_grant(&self) -> bool {
        self.owns() || self.holds(&Role::OVERSEERS)
    }
}
