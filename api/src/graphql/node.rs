//! `node(id)` and `nodes(ids)`: any thing by its id.

#![expect(missing_docs, reason = "the Interface derive makes methods without comments")]

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};
use domain::{
    Error, ErrorCode, Refusal, community as places,
    community::{committee, grant, membership},
    krt_shop::{product as products, project as projects},
    mykrt::{activity as activities, notice as notices},
    mysrs::{
        application as applications, checkpoint as checkpoints, incident as incidents,
        patrol as patrols, report::certificate as certificates, roster, sos as calls,
        unit as units,
    },
    shared::id::{
        self, ActivityId, AppointmentId, AreaId, CertificateId, CheckpointId, DistrictId,
        IncidentId, MembershipRequestId, NoticeId, OfficerGrantId, PatrolId, PatrolUnitId,
        ProductId, ProjectId, ShiftId, SosId, UnitApplicationId,
    },
};

use super::{
    community::{Appointment, Area, District, MembershipRequest, OfficerGrant},
    context::InRequest as _,
    krt_shop::{Product, Project},
    mykrt::{Notice, activity::Activity},
    mysrs::{
        Certificate, Checkpoint, Patrol, PatrolUnit, PatrolUnitApplication, Shift, Sos,
        incident::Incident,
    },
};

/// Anything that has an id of its own. Ids are prefixed and time-ordered: `notice_01j…`. One is the
/// prefix of its kind, an underscore, and the 128 bits of a UUID of version 7, the highest first, as 26
/// letters of Crockford's base 32 in lower case (`0123456789abcdefghjkmnpqrstvwxyz`; the first is 0 to 7;
/// libraries call it TypeID). Where an input says that the phone makes the id, it makes a UUID when the
/// thing is written (48 bits of milliseconds since 1970, the digit 7, chance), keeps it, and sends the same
/// id with every repeat: `01890a5d-ac96-774b-bcce-b302099a8057` of a patrol is
/// `patrol_01h455vb4pex5vsknk084sn02q`.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id."))]
pub enum Node {
    /// An activity of a neighbourhood.
    Activity(Activity),
    /// A post on a committee, held for a time.
    Appointment(Appointment),
    /// A neighbourhood.
    Area(Area),
    /// A volunteer's certificate of attendance.
    Certificate(Certificate),
    /// A place that patrols come past.
    Checkpoint(Checkpoint),
    /// A district.
    District(District),
    /// What volunteers saw.
    Incident(Incident),
    /// Somebody's wish to belong to an area.
    MembershipRequest(MembershipRequest),
    /// A notice.
    Notice(Notice),
    /// What an officer or a partner was granted.
    OfficerGrant(OfficerGrant),
    /// A patrol.
    Patrol(Patrol),
    /// A patrol unit.
    PatrolUnit(PatrolUnit),
    /// An application for a patrol unit.
    PatrolUnitApplication(PatrolUnitApplication),
    /// What a project offers.
    Product(Product),
    /// An economic project.
    Project(Project),
    /// A planned shift.
    Shift(Shift),
    /// A call for help from patrol.
    Sos(Sos),
}

/// The most ids that one request may name.
const MOST: usize = 100;

/// Reading any thing by its id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id. All apps, everybody; what one may not see is `NOT_FOUND`.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The id, with its prefix.")] id: ID,
    ) -> domain::Result<Option<Node>> {
        load(context, &id).await.map(Some)
    }

    /// Several things by their ids, at most 100, in the order of the ids; null where there is none
    /// that one may see. What is no id is `ID_INVALID`, with its place in `field` (`ids.3`). All apps,
    /// everybody.
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The ids, at most 100.")] ids: Vec<ID>,
    ) -> domain::Result<Vec<Option<Node>>> {
        if ids.len() > MOST {
            return Err(Refusal::of(ErrorCode::TooMany).at("ids").with("limit", MOST).stop());
        }
        let mut found = Vec::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            found.push(match load(context, id).await {
                Ok(node) => Some(node),
                Err(Error::Stopped(refusal)) if is_absence(refusal.code) => None,
                Err(Error::Stopped(refusal)) if refusal.code == ErrorCode::IdInvalid => {
                    return Err(refusal.at(format!("ids.{place}")).stop());
                }
                Err(other) => return Err(other),
            });
        }
        Ok(found)
    }
}

fn is_absence(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::NotFound | ErrorCode::Unauthenticated | ErrorCode::Forbidden)
}

async fn load(context: &Context<'_>, id: &ID) -> domain::Result<Node> {
    let ctx = context.ctx()?;
    let (prefix, bits) = id::decode(id)
        .ok_or_else(|| Refusal::of(ErrorCode::IdInvalid).at("id").with("kind", "node").stop())?;
    match prefix {
        ActivityId::PREFIX => {
            Ok(Node::Activity(Activity(activities::activity(ctx, ActivityId(bits)).await?)))
        }
        AppointmentId::PREFIX => {
            let found = committee::appointment(ctx, AppointmentId(bits)).await?;
            Ok(Node::Appointment(Appointment(found)))
        }
        AreaId::PREFIX => Ok(Node::Area(Area(places::area(ctx, AreaId(bits)).await?))),
        CertificateId::PREFIX => {
            let found = certificates::certificate(ctx, CertificateId(bits)).await?;
            Ok(Node::Certificate(Certificate(found)))
        }
        CheckpointId::PREFIX => {
            let found = checkpoints::checkpoint(ctx, CheckpointId(bits)).await?;
            Ok(Node::Checkpoint(Checkpoint(found)))
        }
        DistrictId::PREFIX => {
            Ok(Node::District(District(places::district(ctx, DistrictId(bits)).await?)))
        }
        MembershipRequestId::PREFIX => Ok(Node::MembershipRequest(MembershipRequest(
            membership::membership_request(ctx, MembershipRequestId(bits)).await?,
        ))),
        OfficerGrantId::PREFIX => {
            Ok(Node::OfficerGrant(OfficerGrant(grant::grant(ctx, OfficerGrantId(bits)).await?)))
        }
        IncidentId::PREFIX => {
            Ok(Node::Incident(Incident(incidents::incident(ctx, IncidentId(bits)).await?)))
        }
        NoticeId::PREFIX => Ok(Node::Notice(notices::notice(ctx, NoticeId(bits)).await?.into())),
        PatrolUnitId::PREFIX => {
            Ok(Node::PatrolUnit(PatrolUnit(units::patrol_unit(ctx, PatrolUnitId(bits)).await?)))
        }
        UnitApplicationId::PREFIX => {
            let found = applications::application(ctx, UnitApplicationId(bits)).await?;
            Ok(Node::PatrolUnitApplication(PatrolUnitApplication(found)))
        }
        ShiftId::PREFIX => Ok(Node::Shift(Shift(roster::shift(ctx, ShiftId(bits)).await?))),
        SosId::PREFIX => Ok(Node::Sos(Sos(calls::sos(ctx, SosId(bits)).await?))),
        PatrolId::PREFIX => Ok(Node::Patrol(patrols::patrol(ctx, PatrolId(bits)).await?.into())),
        ProductId::PREFIX => {
            let found = products::product(ctx, ProductId(bits)).await?;
            let cards = context.house()?.directory.cards(ctx).await?;
            Ok(Node::Product(Product::new(found, &cards)))
        }
        ProjectId::PREFIX => {
            let found = projects::project(ctx, ProjectId(bits)).await?;
            let cards = context.house()?.directory.cards(ctx).await?;
            Ok(Node::Project(Project::new(Arc::new(found), &cards)))
        }
        _ => Err(Refusal::of(ErrorCode::IdInvalid).at("id").with("kind", "node").stop()),
    }
}
