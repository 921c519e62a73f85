//! Recording what happens on the way, and saying what a unit takes along and goes through.

use async_graphql::{Context, Object};
use domain::mysrs::{
    outset::{
        briefing::{self, NewBriefingItem},
        equipment::{self, NewEquipment},
    },
    patrol::event::EventBatch,
};

use super::{
    input::{
        BriefingItemEndInput, BriefingItemSetInput, EquipmentEndInput, EquipmentSetInput,
        PatrolEventRecordInput,
    },
    payload::{BriefingItemPayload, EquipmentPayload, PatrolEventRecordPayload, PatrolEventResult},
    types::{BriefingItem, Equipment},
};
use crate::graphql::{
    context::{self, InRequest as _},
    mysrs::input::evidence,
    outcome::settle,
};

/// Recording what happens on the way, and saying what a unit takes along and goes through.
#[derive(Default)]
pub struct WayMutation;

#[Object]
impl WayMutation {
    /// Records what happened on a patrol, one event or many, in any order, also after its end; each
    /// has its own answer, and a repeat changes nothing. Who comes (`JOINED`) is on the patrol from
    /// then on, who goes (`LEFT`) no longer; after the end only those who were on it bring others. What is
    /// said of somebody else's coming and going counts when it comes from one who is or was on the patrol, or
    /// leads the unit; from others it is kept as doubtful, and counts once they turn out to have been on it.
    /// MySRS: who is on the patrol; another volunteer of the unit joins it with that until it ends.
    async fn patrol_event_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The events.")] input: PatrolEventRecordInput,
    ) -> domain::Result<PatrolEventRecordPayload> {
        let ctx = context.ctx()?;
        let patrol = context::id(&input.patrol_id, "patrolId")?;
        let items = input.events.into_iter().enumerate();
        let batch = EventBatch {
            items: items.map(|(place, item)| item.read(place)).collect(),
            clock: evidence(input.clock),
        };
        let recorder = &context.house()?.recorder;
        let (results, user_errors) = settle(ctx, recorder.record_events(ctx, patrol, batch).await)?;
        let results = results.unwrap_or_default();
        Ok(PatrolEventRecordPayload {
            results: results
                .into_iter()
                .enumerate()
                .map(|(place, one)| PatrolEventResult::of(place, one, ctx))
                .collect(),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Says what a piece of equipment is; the same again changes nothing. MySRS: the unit's leader,
    /// its area's chair, secretary and their deputies.
    async fn equipment_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The piece.")] input: EquipmentSetInput,
    ) -> domain::Result<EquipmentPayload> {
        let ctx = context.ctx()?;
        let new = NewEquipment {
            id: context::id(&input.id, "id")?,
            unit_id: context::id(&input.unit_id, "unitId")?,
            kind: input.kind.into(),
            number: input.number,
        };
        let (equipment, user_errors) = settle(ctx, equipment::set_equipment(ctx, &new).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(EquipmentPayload {
            equipment: equipment.map(Equipment),
            user_errors,
            client_mutation_id,
        })
    }

    /// A unit has a piece of equipment no longer; what was recorded of it stays. MySRS: the unit's
    /// leader, its area's chair, secretary and their deputies.
    async fn equipment_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which piece.")] input: EquipmentEndInput,
    ) -> domain::Result<EquipmentPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (equipment, user_errors) = settle(ctx, equipment::end_equipment(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(EquipmentPayload {
            equipment: equipment.map(Equipment),
            user_errors,
            client_mutation_id,
        })
    }

    /// Says what a point of the briefing is; the same again changes nothing. MySRS: the unit's leader,
    /// its area's chair, secretary and their deputies.
    async fn briefing_item_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The point.")] input: BriefingItemSetInput,
    ) -> domain::Result<BriefingItemPayload> {
        let ctx = context.ctx()?;
        let new = NewBriefingItem {
            id: context::id(&input.id, "id")?,
            unit_id: context::id(&input.unit_id, "unitId")?,
            position: input.position,
            text: input.text,
        };
        let (item, user_errors) = settle(ctx, briefing::set_briefing_item(ctx, &new).await)?;
        let (briefing_item, client_mutation_id) =
            (item.map(BriefingItem), input.client_mutation_id);
        Ok(BriefingItemPayload { briefing_item, user_errors, client_mutation_id })
    }

    /// A point of the briefing is gone through no longer; what was recorded of it stays. MySRS: the
    /// unit's leader, its area's chair, secretary and their deputies.
    async fn briefing_item_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which point.")] input: BriefingItemEndInput,
    ) -> domain::Result<BriefingItemPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (item, user_errors) = settle(ctx, briefing::end_briefing_item(ctx, id).await)?;
        let (briefing_item, client_mutation_id) =
            (item.map(BriefingItem), input.client_mutation_id);
        Ok(BriefingItemPayload { briefing_item, user_errors, client_mutation_id })
    }
}
