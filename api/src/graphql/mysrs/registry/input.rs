//! What the registry is sent.

use async_graphql::{ID, InputObject};
use domain::mysrs::{
    application::{Applying, Deciding, Draft, StartNotice},
    consent::Answering,
    unit::{EndingPatroller, SettingStatus},
};

use super::types::ApprovalDecision;
use crate::graphql::{
    context,
    mysrs::unit::PatrolUnitStatus,
    scalars::{Date, GeoJson},
};

/// The minutes of the committee's meeting that agreed.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PatrolUnitMinutesInput {
    /// Their number, at most 60 characters.
    number: Option<String>,
    /// The day of the meeting, not in the future.
    date: Option<Date>,
    /// What they say, at most 20,000 characters.
    text: Option<String>,
    /// Or a picture of them, by the id that `mediaUploadCreate` gave to whoever saves.
    media_id: Option<ID>,
}

/// An application for a patrol unit, whole each time: what is left out is not filled in.
#[derive(InputObject)]
pub struct PatrolUnitApplyInput {
    /// The id (`application_…`), when the phone makes it: the same id again with the same content
    /// brings the same application.
    id: Option<ID>,
    /// The version that was read; left out for a new one.
    version: Option<i64>,
    /// The area that the unit would look after.
    area_id: ID,
    /// The unit's name, at most 120 characters.
    name: Option<String>,
    /// Where its patrols would meet, at most 120 characters.
    meeting_place: Option<String>,
    /// The map of its coverage: a GeoJSON `Polygon` of one closed line of 4 to 500 points that does
    /// not cross itself, at most 20 km wide.
    coverage: Option<GeoJson>,
    /// The minutes of the meeting that agreed.
    minutes: Option<PatrolUnitMinutesInput>,
    /// The persons' ids of at most 100 residents of the area; at least 20 have to join. Each is
    /// asked, and answers with `patrolUnitMemberAccept`.
    #[graphql(default)]
    member_ids: Vec<ID>,
    /// Who would lead the unit: one of the members.
    leader_id: Option<ID>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolUnitApplyInput {
    pub(super) fn read(&self) -> domain::Result<Applying> {
        let minutes = self.minutes.clone().unwrap_or_default();
        let media = minutes.media_id.as_ref();
        Ok(Applying {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            area_id: context::id(&self.area_id, "areaId")?,
            version: self.version,
            draft: Draft {
                name: self.name.clone(),
                meeting_place: self.meeting_place.clone(),
                coverage: self.coverage.clone().map(|map| map.0),
                minutes_number: minutes.number,
                minutes_on: minutes.date.map(|date| date.0),
                minutes_text: minutes.text,
                minutes_media_id: media.map(|id| context::id(id, "minutes.mediaId")).transpose()?,
                leader_id: self
                    .leader_id
                    .as_ref()
                    .map(|id| context::id(id, "leaderId"))
                    .transpose()?,
                members: context::ids(&self.member_ids, "memberIds")?,
            },
        })
    }
}

/// A draft is submitted.
#[derive(InputObject)]
pub struct PatrolUnitSubmitInput {
    /// The application.
    pub(super) id: ID,
    /// The version that was read.
    pub(super) version: i64,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// The notice with which patrols start.
#[derive(Clone, Debug, InputObject)]
pub struct PatrolStartNoticeInput {
    /// The first day of patrols, today or later.
    starts_on: Date,
    /// What residents are told, at most 5,000 characters.
    text: String,
}

/// A decision about an application.
#[derive(InputObject)]
pub struct PatrolUnitDecideInput {
    /// The application.
    id: ID,
    /// What is decided.
    decision: ApprovalDecision,
    /// Why: needed to send back and to cancel, at most 2,000 characters.
    reason: Option<String>,
    /// The version that was read.
    version: i64,
    /// The notice with which patrols start: needed when headquarters approves, else left out.
    start_notice: Option<PatrolStartNoticeInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolUnitDecideInput {
    pub(super) fn read(&self) -> domain::Result<Deciding> {
        let notice = self.start_notice.clone();
        Ok(Deciding {
            id: context::id(&self.id, "id")?,
            decision: self.decision.into(),
            reason: self.reason.clone(),
            version: self.version,
            start_notice: notice
                .map(|notice| StartNotice { starts_on: notice.starts_on.0, body: notice.text }),
        })
    }
}

/// Whoever is named in an application answers.
#[derive(InputObject)]
pub struct PatrolUnitMemberAcceptInput {
    /// The application.
    pub(super) application_id: ID,
    /// Whether the viewer joins; false declines.
    #[graphql(default = true)]
    accept: bool,
    /// The year in which the viewer was born. It serves the answer and is not kept.
    birth_year: Option<i32>,
    /// Whether the viewer says that they are 18 or older: needed where the year alone does not
    /// tell.
    #[graphql(default)]
    adult: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolUnitMemberAcceptInput {
    pub(super) fn answering(&self) -> Answering {
        Answering { accept: self.accept, birth_year: self.birth_year, adult: self.adult }
    }
}

/// Somebody is asked to join a unit.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract names them so")]
pub struct PatrollerAddInput {
    /// The unit.
    pub(super) unit_id: ID,
    /// Who is asked: a resident of its area.
    pub(super) person_id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whoever is asked to join a unit answers.
#[derive(InputObject)]
pub struct PatrollerAcceptInput {
    /// The unit.
    pub(super) unit_id: ID,
    /// Whether the viewer joins; false declines.
    #[graphql(default = true)]
    accept: bool,
    /// The year in which the viewer was born. It serves the answer and is not kept.
    birth_year: Option<i32>,
    /// Whether the viewer says that they are 18 or older: needed where the year alone does not
    /// tell.
    #[graphql(default)]
    adult: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrollerAcceptInput {
    pub(super) fn answering(&self) -> Answering {
        Answering { accept: self.accept, birth_year: self.birth_year, adult: self.adult }
    }
}

/// The viewer leaves a unit.
#[derive(InputObject)]
pub struct PatrollerLeaveInput {
    /// The unit.
    pub(super) unit_id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A volunteer's place in a unit is ended.
#[derive(InputObject)]
pub struct PatrollerEndInput {
    /// The place, as `Patroller.id` names it.
    patroller_id: ID,
    /// Why, 3 to 500 characters. The person reads it under `viewer { auditEntries }`; it is erased
    /// with their account.
    reason: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrollerEndInput {
    pub(super) fn read(&self) -> domain::Result<EndingPatroller> {
        let id = context::id(&self.patroller_id, "patrollerId")?;
        Ok(EndingPatroller { id, reason: self.reason.clone() })
    }
}

/// A unit is given another leader.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract names them so")]
pub struct PatrolUnitLeaderSetInput {
    /// The unit.
    pub(super) unit_id: ID,
    /// Who leads it from now on: one of its volunteers.
    pub(super) person_id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A unit is given another status.
#[derive(InputObject)]
pub struct PatrolUnitStatusSetInput {
    /// The unit.
    id: ID,
    /// `INACTIVE`, `CANCELLED`, `PROFILE_UPDATE`, or `ACTIVE` for one that rests.
    status: PatrolUnitStatus,
    /// Why, at most 2,000 characters.
    reason: String,
    /// The version that was read.
    version: i64,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl PatrolUnitStatusSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingStatus> {
        Ok(SettingStatus {
            id: context::id(&self.id, "id")?,
            status: self.status.into(),
            reason: self.reason.clone(),
            version: self.version,
        })
    }
}
