//! Referring incidents, and what came back.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::mysrs::incident::{self, Answering, Referring};

use super::types::Incident;
use crate::graphql::{
    connection::connection,
    context::{self, InRequest as _},
    outcome::{UserError, settle},
    scalars::DateTime,
};

/// To whom an incident is referred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::Agency")]
pub enum IncidentAgency {
    /// The police (PDRM).
    Police,
    /// The local council (PBT).
    Council,
    /// The anti-drugs agency (AADK).
    Aadk,
    /// The state's religious department.
    ReligiousDepartment,
    /// Somebody else, whom `recipient` names.
    Other,
}

/// What is shared of an incident beside its serial number, category, severity, behaviour and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::Share")]
pub enum IncidentShare {
    /// Where it happened.
    Position,
    /// Its pictures, without those on which people can be recognised.
    Photos,
    /// The pictures on which people can be recognised.
    PersonsPhotos,
    /// Who reported it, and from where.
    Reporter,
    /// Its timeline with the notes.
    Timeline,
}

/// What came back of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::ReferralOutcome")]
pub enum IncidentReferralOutcome {
    /// They have it.
    Received,
    /// They work on it.
    InProgress,
    /// They have done what there was to do.
    Done,
    /// It is not their affair.
    Declined,
}

/// An answer to a referral. It is never changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct IncidentReferralAnswer {
    /// The id.
    id: ID,
    /// What came back.
    outcome: IncidentReferralOutcome,
    /// What they said.
    note: Option<String>,
    /// When they answered.
    answered_at: DateTime,
    /// When it was noted here.
    recorded_at: DateTime,
}

/// What was shared of an incident, with whom, why, and how it is handled: the log that the Data Sharing
/// Act asks for. It is never changed.
#[derive(Description)]
pub struct IncidentReferral(pub incident::Referral);

#[Object(use_type_description)]
impl IncidentReferral {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The incident's id.
    async fn incident_id(&self) -> ID {
        self.0.incident_id.into()
    }

    /// The incident's serial number.
    async fn serial(&self) -> &str {
        &self.0.serial
    }

    /// The incident.
    async fn incident(&self, context: &Context<'_>) -> domain::Result<Option<Incident>> {
        Ok(Some(Incident(incident::incident(context.ctx()?, self.0.incident_id).await?)))
    }

    /// To which kind of body.
    async fn agency(&self) -> IncidentAgency {
        self.0.agency.into()
    }

    /// To whom there.
    async fn recipient(&self) -> &str {
        &self.0.recipient
    }

    /// What was shared beside serial number, category, severity, behaviour and time.
    async fn shared(&self) -> Vec<IncidentShare> {
        self.0.shared.list().into_iter().map(Into::into).collect()
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// How it was handed over and is handled there.
    async fn handling(&self) -> &str {
        &self.0.handling
    }

    /// The name of whoever decided it; empty once their account is erased.
    async fn referred_by(&self) -> &str {
        &self.0.referrer_name
    }

    /// When.
    async fn referred_at(&self) -> DateTime {
        DateTime(self.0.referred_at)
    }

    /// Whether the police's program gets what was referred to the police: the district had an agreement
    /// in force then (`feedAgreements`). Null for what went to others.
    async fn reaches_police(&self) -> Option<bool> {
        self.0.reaches_police
    }

    /// What whoever refers has to know, in Malay or English by `Accept-Language`: that no program of the
    /// police gets it, so that somebody has to hand it over. Null when there is nothing to know.
    async fn note(&self, context: &Context<'_>) -> domain::Result<Option<&'static str>> {
        let language = context.ctx()?.languages.sentences();
        Ok(incident::note_of(&self.0, language))
    }

    /// What came back, the first first.
    async fn answers(&self, context: &Context<'_>) -> domain::Result<Vec<IncidentReferralAnswer>> {
        let answers = incident::answers_of(context.ctx()?, self.0.id).await?;
        let answer = |answer: incident::ReferralAnswer| IncidentReferralAnswer {
            id: answer.id.into(),
            outcome: answer.outcome.into(),
            note: answer.note,
            answered_at: DateTime(answer.answered_at),
            recorded_at: DateTime(answer.recorded_at),
        };
        Ok(answers.into_iter().map(answer).collect())
    }
}

connection!(
    IncidentReferralConnection,
    IncidentReferralEdge,
    IncidentReferral,
    "referrals of incidents"
);

/// An incident is referred.
#[derive(InputObject)]
pub struct IncidentReferInput {
    /// The incident.
    id: ID,
    /// To which kind of body.
    agency: IncidentAgency,
    /// To whom there: the station, the office, the officer; 2 to 200 characters.
    recipient: String,
    /// What is shared beside serial number, category, severity, behaviour and time.
    #[graphql(default)]
    shared: Vec<IncidentShare>,
    /// Why, 3 to 2,000 characters.
    reason: String,
    /// How it is handed over and handled there, 3 to 2,000 characters.
    handling: String,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// What came back of a referral is noted.
#[derive(InputObject)]
pub struct IncidentReferralAnswerInput {
    /// The referral.
    referral_id: ID,
    /// What came back.
    outcome: IncidentReferralOutcome,
    /// What they said, at most 2,000 characters.
    note: Option<String>,
    /// When they answered: after the incident came in, not in the future; now when nothing is said.
    answered_at: Option<DateTime>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    client_mutation_id: Option<String>,
}

/// A referral, or why there is none.
#[derive(SimpleObject)]
pub struct IncidentReferralPayload {
    /// The referral.
    referral: Option<IncidentReferral>,
    /// Why not.
    user_errors: Vec<UserError>,
    /// As it was given.
    client_mutation_id: Option<String>,
}

/// Referring incidents, and what came back.
#[derive(Default)]
pub struct ReferralMutation;

#[Object]
impl ReferralMutation {
    /// Refers an incident to the police, a council or an agency, and logs what is shared, why, with
    /// whom and how it is handled. The same by the same person within a minute brings the first referral. From then on the police's liaison of the place sees of it what was
    /// shared with the police. MySRS: the unit's leader; the area's chair, secretary and their
    /// deputies; the officers above.
    async fn incident_refer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is shared, and with whom.")] input: IncidentReferInput,
    ) -> domain::Result<IncidentReferralPayload> {
        let ctx = context.ctx()?;
        let referring = Referring {
            incident_id: context::id(&input.id, "id")?,
            agency: input.agency.into(),
            recipient: input.recipient,
            shared: input.shared.into_iter().map(Into::into).collect(),
            reason: input.reason,
            handling: input.handling,
        };
        let key = input.idempotency_key.as_deref();
        let answer = incident::refer_incident(ctx, &referring, key).await;
        let (referral, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let referral = referral.map(IncidentReferral);
        Ok(IncidentReferralPayload { referral, user_errors, client_mutation_id })
    }

    /// Notes what came back of a referral. MySRS: the unit's leader; the area's chair, secretary and
    /// their deputies; the officers above; the police's liaison for what went to the police.
    async fn incident_referral_answer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What came back.")] input: IncidentReferralAnswerInput,
    ) -> domain::Result<IncidentReferralPayload> {
        let ctx = context.ctx()?;
        let answering = Answering {
            referral_id: context::id(&input.referral_id, "referralId")?,
            outcome: input.outcome.into(),
            note: input.note,
            answered_at: input.answered_at.map(|at| at.0),
        };
        let key = input.idempotency_key.as_deref();
        let answer = incident::answer_referral(ctx, &answering, key).await;
        let (referral, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        let referral = referral.map(IncidentReferral);
        Ok(IncidentReferralPayload { referral, user_errors, client_mutation_id })
    }
}
