//! What a patrol unit has to take along: vests, torches, whistles, batons, walkie-talkies.

use sea_orm::{ActiveEnum as _, ConnectionTrait, Value};
use serde::Serialize;

use super::{
    list::{self, Thing},
    store,
};
use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{EquipmentId, PatrolUnitId, PersonId},
        text,
    },
};

/// The longest number, in characters.
const NUMBER: usize = 40;

/// What kind of equipment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EquipmentKind {
    /// A reflecting vest (ves).
    Vest,
    /// A torch (lampu suluh).
    Torch,
    /// A whistle (wisel).
    Whistle,
    /// A baton (cota).
    Baton,
    /// A walkie-talkie.
    WalkieTalkie,
    /// Something else.
    Other,
}

/// A piece of a unit's equipment.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Equipment {
    /// The id.
    pub id: EquipmentId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is.
    pub kind: EquipmentKind,
    /// What stands on it.
    pub number: String,
    /// Who said so last.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// Since when the unit has it no longer.
    pub ended_at: Option<Instant>,
}

/// A piece of equipment as somebody says it is.
#[derive(Clone, Debug, Serialize)]
pub struct NewEquipment {
    /// The id, made by the phone: one that is known is changed.
    pub id: EquipmentId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// What it is.
    pub kind: EquipmentKind,
    /// What stands on it: at most 40 characters.
    pub number: String,
}

impl Thing for Equipment {
    type Id = EquipmentId;
    const TABLE: &'static str = "equipment";
    const SAID: [&'static str; 2] = ["kind", "number"];
    const ORDER: &'static str = "kind, number";
    /// Four for each of a unit of fifty.
    const MOST: usize = 200;
    const ACTION: Action = Action::EquipmentSet;

    fn id(&self) -> EquipmentId {
        self.id
    }

    fn unit_id(&self) -> PatrolUnitId {
        self.unit_id
    }

    fn said(&self) -> [Value; 2] {
        [self.kind.to_value().into(), self.number.as_str().into()]
    }

    fn set(&self) -> (PersonId, Instant) {
        (self.set_by, self.set_at)
    }

    fn has_ended(&self) -> bool {
        self.ended_at.is_some()
    }
}

/// Says what a piece of equipment is; the same again changes nothing. The unit's leader and those who
/// write in its committee's name.
pub async fn set_equipment(ctx: &Ctx, new: &NewEquipment) -> Result<Equipment> {
    let permit = list::permit::<Equipment>(ctx, new.unit_id).await?;
    let number = text::line(&new.number, NUMBER).map_err(|refusal| refusal.at("number"))?;
    let (set_by, set_at) = (ctx.person()?, ctx.now());
    let (id, unit_id, kind) = (new.id, new.unit_id, new.kind);
    let piece = Equipment { id, unit_id, kind, number, set_by, set_at, ended_at: None };
    list::set(ctx, &permit, &piece).await
}

/// A unit has a piece of equipment no longer; saying it again changes nothing. The unit's leader and
/// those who write in its committee's name.
pub async fn end_equipment(ctx: &Ctx, id: EquipmentId) -> Result<Equipment> {
    list::end(ctx, id).await
}

/// What a unit has, by kind and number: for whoever may see the unit.
pub async fn equipment_of_unit(ctx: &Ctx, unit: PatrolUnitId) -> Result<Vec<Equipment>> {
    list::of_unit(ctx, unit).await
}

/// Everything that a unit has and had, by kind and number.
pub(in crate::mysrs) async fn every_piece_of_unit<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
) -> Result<Vec<Equipment>> {
    store::list_of_unit(connection, unit).await
}

/// Adds a piece that the unit had before.
pub(crate) async fn add_past_equipment<C: ConnectionTrait>(
    connection: &C,
    piece: &Equipment,
) -> Result<()> {
    store::put(connection, piece).await
}
