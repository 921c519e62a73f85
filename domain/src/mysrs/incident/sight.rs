//! What a reader may see of an incident, and do with it.

use super::{
    model::{Incident, IncidentStatus, Photo},
    referral_model::Share,
    referral_store, rules, store,
};
use crate::{
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::IncidentId,
    },
};

/// An incident as its reader may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The incident, without what is not for the reader.
    pub incident: Incident,
    /// What they may see beside it, and do.
    pub rights: Rights,
}

/// What a reader may see of an incident, and do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of the policy")]
pub struct Rights {
    /// See who reported it and from where.
    pub see_reporter: bool,
    /// See pictures on which nobody can be recognised.
    pub see_photos: bool,
    /// See pictures on which people can be recognised.
    pub see_persons: bool,
    /// See its timeline.
    pub see_timeline: bool,
    /// See to whom it was referred.
    pub see_referrals: bool,
    /// … but only what the police were told.
    pub as_police: bool,
    /// Correct it.
    pub update: bool,
    /// Add notes and pictures.
    pub note: bool,
    /// Work on it and resolve it.
    pub work: bool,
    /// Acknowledge, close, reopen and assign it.
    pub decide: bool,
    /// Refer it.
    pub refer: bool,
}

impl Rights {
    /// Whether a picture is for the reader.
    #[must_use]
    pub fn show(&self, photo: &Photo) -> bool {
        if photo.persons_visible { self.see_persons } else { self.see_photos }
    }
}

/// How the reader has to do with an incident.
#[derive(Clone, Debug, Default)]
pub(super) struct Involvement {
    pub reported: bool,
    pub assigned: bool,
    pub on_patrol: bool,
    /// What the police were told, when it was referred to them.
    pub told_police: Option<Vec<Share>>,
}

impl Involvement {
    /// What the incident itself tells, without looking elsewhere.
    pub(super) fn at_hand(ctx: &Ctx, incident: &Incident) -> Self {
        let me = ctx.actor.person();
        Self {
            reported: me == Some(incident.reported_by),
            assigned: me.is_some() && me == incident.assigned_to,
            on_patrol: false,
            told_police: None,
        }
    }

    /// Everything. What those who answer for the incident need not be asked is not looked up.
    async fn of(ctx: &Ctx, incident: &Incident) -> Result<Self> {
        let mut found = Self::at_hand(ctx, incident);
        let answers = ctx.may(Action::IncidentList, &Target::at(incident.standing()));
        let Some(me) = ctx.actor.person().filter(|_| !answers) else { return Ok(found) };
        let connection = ctx.db().write();
        if let Some(patrol) = incident.patrol_id {
            found.on_patrol = store::is_on_patrol(connection, patrol, incident.unit_id, me).await?;
        }
        if !found.any() {
            found.told_police = referral_store::told_police(connection, incident.id).await?;
        }
        Ok(found)
    }

    fn any(&self) -> bool {
        self.reported || self.assigned || self.on_patrol
    }

    fn told(&self, share: Share) -> bool {
        self.told_police.as_ref().is_some_and(|shared| shared.contains(&share))
    }
}

/// The incident as the policy sees it: it is the reader's who has to do with it in this way, and
/// addressed to the police in that.
fn target(ctx: &Ctx, incident: &Incident, owns: bool, addressed: bool) -> Target {
    let owner = ctx.actor.person().filter(|_| owns);
    Target { owner, addressed, ..Target::at(incident.standing()) }
}

/// What the reader may see and do; nothing when they may not even know of it.
fn rights(ctx: &Ctx, incident: &Incident, found: &Involvement) -> Option<Rights> {
    let target = |owns, addressed| target(ctx, incident, owns, addressed);
    let is_told = found.told_police.is_some();
    if !ctx.may(Action::IncidentRead, &target(found.any(), is_told)) {
        return None;
    }
    let answers = ctx.may(Action::IncidentList, &target(false, false));
    let inside = answers || found.any();
    Some(Rights {
        see_reporter: inside || found.told(Share::Reporter),
        see_photos: inside || found.told(Share::Photos),
        see_persons: ctx
            .may(Action::IncidentPersonsRead, &target(false, found.told(Share::PersonsPhotos))),
        see_timeline: inside || found.told(Share::Timeline),
        see_referrals: answers || !inside,
        as_police: !inside,
        update: ctx.may(Action::IncidentUpdate, &target(found.reported, false)),
        note: ctx.may(Action::IncidentNote, &target(found.any(), false)),
        work: ctx.may(Action::IncidentWork, &target(found.assigned, false)),
        decide: ctx.may(Action::IncidentDecide, &target(false, false)),
        refer: ctx.may(Action::IncidentRefer, &target(false, false)),
    })
}

/// The incident without what is not for the reader; nothing when none of it is.
pub(super) fn show(ctx: &Ctx, incident: Incident, found: &Involvement) -> Option<Shown> {
    let rights = rights(ctx, &incident, found)?;
    let mut incident = incident;
    if !rights.see_reporter {
        incident.reporter_name.clear();
        incident.reporter_latitude = None;
        incident.reporter_longitude = None;
        incident.reporter_accuracy_metres = None;
    }
    if rights.as_police {
        incident.status_reason = None;
        incident.assigned_to = None;
        incident.assignee_name = None;
        if !found.told(Share::Position) {
            incident.place = None;
            incident.latitude = None;
            incident.longitude = None;
        }
    }
    Some(Shown { incident, rights })
}

/// One incident: for whoever reported it, was on the patrol or looks after it, the unit's leader,
/// those who write in the committee's name, the officers above, and the police once it was referred
/// to them. For everybody else there is none.
pub async fn incident(ctx: &Ctx, id: IncidentId) -> Result<Shown> {
    ctx.person()?;
    let found = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    seen(ctx, found).await
}

/// The same of an incident that was read already.
pub(super) async fn seen(ctx: &Ctx, found: Incident) -> Result<Shown> {
    let involvement = Involvement::of(ctx, &found).await?;
    if let Some(shown) = show(ctx, found.clone(), &involvement) {
        return Ok(shown);
    }
    // Refused by the policy, which notes it where the department is refused.
    let unseen = target(ctx, &found, involvement.any(), involvement.told_police.is_some());
    ctx.authorize(Action::IncidentRead, &unseen)?;
    Err(Error::not_found())
}

/// What the policy is asked when somebody does something to an incident that they can read.
pub(super) fn target_of(ctx: &Ctx, shown: &Shown, action: Action) -> Target {
    let incident = &shown.incident;
    let owns = match action {
        Action::IncidentUpdate => shown.rights.update,
        Action::IncidentNote => shown.rights.note,
        Action::IncidentWork => shown.rights.work,
        _ => false,
    };
    // Whoever answers for it does not need to own it; the rest own it exactly when they may.
    let answers = ctx.may(Action::IncidentList, &Target::at(incident.standing()));
    target(ctx, incident, owns && !answers, shown.rights.as_police)
}

impl Shown {
    /// Every status that the reader may give to it now.
    #[must_use]
    pub fn next(&self) -> Vec<IncidentStatus> {
        use sea_orm::Iterable as _;
        let from = self.incident.status;
        let permitted = |to: IncidentStatus| match rules::action_of(from, to) {
            Action::IncidentWork => self.rights.work,
            _ => self.rights.decide,
        };
        IncidentStatus::iter().filter(|to| rules::can_become(from, *to) && permitted(*to)).collect()
    }
}
