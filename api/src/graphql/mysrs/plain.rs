//! What phones are answered to their check-ins, written plainly: nothing is written as often on patrol.

use async_graphql::parser::types::Field;

use super::{
    CheckIn,
    payload::{CheckInRecordPayload, CheckInResult},
    proof::CheckInMethod,
    types::CheckInDoubt,
};
use crate::graphql::{
    plain::{NotPlain, Plain, Writer, Wrote},
    values::Coordinates,
};

impl Plain for CheckInRecordPayload {
    const TYPE: &'static str = "CheckInRecordPayload";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "results" => to.list(&self.results, |to, result| to.object(result, set)),
            "userErrors" if self.user_errors.is_empty() => to.bare("[]"),
            "clientMutationId" => to.optional(self.client_mutation_id.as_deref(), Writer::text),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for CheckInResult {
    const TYPE: &'static str = "CheckInResult";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "outcome" => to.enumeration(self.outcome),
            "checkIn" => to.optional(self.check_in.as_ref(), |to, one| to.object(one, set)),
            "error" if self.error.is_none() => to.bare("null"),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for CheckIn {
    const TYPE: &'static str = "CheckIn";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let (one, set) = (&self.0, &field.selection_set.node);
        match field.name.node.as_str() {
            "id" => to.word(one.id),
            "coordinates" => to.optional(one.position, |to, place| {
                let (latitude, longitude) = (place.latitude, place.longitude);
                to.object(&Coordinates { latitude, longitude }, set)
            }),
            "accuracyMetres" => to.optional(one.accuracy_metres, Writer::number),
            "checkpoint" => to.optional(one.checkpoint.as_deref(), Writer::text),
            "note" => to.optional(one.note.as_deref(), Writer::text),
            "recordedAt" => to.instant(one.recorded_at),
            "correctedAt" => to.instant(one.corrected_at),
            "receivedAt" => to.instant(one.received_at),
            "clockOffsetSeconds" => to.bare(one.clock_offset_ms / 1000),
            "method" => to.enumeration(CheckInMethod::from(one.evidence.method)),
            "checkpointId" => to.optional(one.evidence.checkpoint_id, Writer::word),
            "doubts" => to.list(one.doubts.iter().copied(), |to, doubt| {
                to.enumeration(CheckInDoubt::from(doubt))
            }),
            _ => Err(NotPlain),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        mysrs::patrol::{self, Doubt, Evidence, Verdict},
        shared::{
            clock::Instant,
            geo::Position,
            id::{CheckInId, PatrolId, PatrolUnitId, PersonId},
        },
    };

    use super::*;
    use crate::graphql::{mysrs::payload::RecordOutcome, plain::written};

    fn payload() -> CheckInRecordPayload {
        let at: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        let id = |prefix: &str| format!("{prefix}_01jaaaaaaaaaaaaaaaaaaaaaaa");
        let check_in = patrol::CheckIn {
            id: id(CheckInId::PREFIX).parse().unwrap(),
            unit_id: id(PatrolUnitId::PREFIX).parse().unwrap(),
            patrol_id: id(PatrolId::PREFIX).parse().unwrap(),
            person_id: id(PersonId::PREFIX).parse().unwrap(),
            position: Some(Position { latitude: 3.15, longitude: 101.69 }),
            accuracy_metres: Some(8.0),
            checkpoint: Some("Surau \"Al-Ikhlas\"".to_owned()),
            note: None,
            recorded_at: at,
            corrected_at: at,
            received_at: at,
            clock_offset_ms: -1_500,
            doubts: vec![Doubt::ClockJumped],
            evidence: Evidence::default(),
            verdict: Verdict::Doubtful,
            decided: None,
        };
        let result = CheckInResult {
            outcome: RecordOutcome::Applied,
            check_in: Some(CheckIn(check_in)),
            error: None,
        };
        CheckInRecordPayload {
            results: vec![result],
            user_errors: Vec::new(),
            client_mutation_id: Some("satu".to_owned()),
        }
    }

    #[test]
    fn what_a_phone_is_answered_is_written_plainly() {
        let document = "{ results { outcome error { code } checkIn { id coordinates { latitude longitude } \
             accuracyMetres checkpoint note receivedAt clockOffsetSeconds method checkpointId doubts } } \
             userErrors { code } clientMutationId }";
        let expected = r#"{"results":[{"outcome":"APPLIED","error":null,"checkIn":{"id":"checkin_01jaaaaaaaaaaaaaaaaaaaaaaa","coordinates":{"latitude":3.15,"longitude":101.69},"accuracyMetres":8.0,"checkpoint":"Surau \"Al-Ikhlas\"","note":null,"receivedAt":"2026-03-14T04:00:00.000Z","clockOffsetSeconds":-1,"method":"POSITION","checkpointId":null,"doubts":["CLOCK_JUMPED"]}}],"userErrors":[],"clientMutationId":"satu"}"#;
        assert_eq!(written(&payload(), document).as_deref(), Some(expected));
    }

    #[test]
    fn what_has_to_be_looked_up_is_left_to_the_ordinary_way() {
        for field in ["photos { width }", "recordedBy { name }", "proof { verdict }"] {
            let document = format!("{{ results {{ checkIn {{ {field} }} }} }}");
            assert_eq!(written(&payload(), &document), None, "{field}");
        }
    }
}
