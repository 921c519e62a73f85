//! Finding kiosks and carnivals.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object};
use domain::{
    ErrorCode, Refusal,
    krt_shop::{
        kiosk::{self, KioskFilter, Stand},
        product::Product,
    },
    shared::{geo::Position, id::ProjectId},
};

use super::types::{Kiosk, KioskConnection, KioskEdge, KioskKind, KioskStand};
use crate::graphql::{
    connection,
    context::{self, InRequest as _},
    scalars::Date,
    values::CoordinatesInput,
};

/// Finding kiosks and carnivals.
#[derive(Default)]
pub struct KioskQuery;

#[Object]
impl KioskQuery {
    /// Where projects sell together, and what: carnivals that are not over, the first to end first, then
    /// kiosks; or the nearest first. KRT Shop, everybody; answers may be kept for 30 seconds.
    #[graphql(cache_control(max_age = 30))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn kiosks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The nearest to here first.")] near: Option<CoordinatesInput>,
        #[graphql(desc = "Not over before this day in Malaysia.")] from: Option<Date>,
        #[graphql(desc = "Begun on this day in Malaysia or before.")] until: Option<Date>,
        #[graphql(desc = "Only these.")] kind: Option<KioskKind>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<KioskConnection> {
        let ctx = context.ctx()?;
        let filter = KioskFilter {
            near: near.map(position).transpose()?,
            from: from.map(|from| from.0),
            until: until.map(|until| until.0),
            kind: kind.map(Into::into),
        };
        let args = connection::args(first, after, last, before);
        let page = kiosk::kiosks(ctx, &filter, &args).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(KioskConnection::of_edges(page.map(|(cursor, (kiosk, distance_metres))| {
            let node = Kiosk::new(kiosk, Arc::clone(&cards));
            KioskEdge { cursor, node, distance_metres }
        })))
    }

    /// One kiosk or carnival, also one that is over or does not take place. KRT Shop, everybody.
    #[graphql(cache_control(max_age = 30))]
    async fn kiosk(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> domain::Result<Option<Kiosk>> {
        let ctx = context.ctx()?;
        let kiosk = kiosk::kiosk(ctx, context::id(&id, "id")?).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        Ok(Some(Kiosk::new(kiosk, cards)))
    }

    /// Every stand at a place, in every status, in the order in which they were asked for, at most 500.
    /// KRT Shop: the officers of the place, from the district upward.
    async fn kiosk_stands(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The id of the kiosk or carnival.")] kiosk_id: ID,
    ) -> domain::Result<Option<Vec<KioskStand>>> {
        let ctx = context.ctx()?;
        let (kiosk, stands) = kiosk::stands_asked(ctx, context::id(&kiosk_id, "kioskId")?).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let public = context.loaders()?.stands(&kiosk, &cards).await?;
        let mut sold: HashMap<ProjectId, Vec<Product>> =
            public.into_iter().map(|one| (one.stand.project_id, one.products)).collect();
        let kiosk = Arc::new(kiosk);
        let wrap = |stand: Stand| KioskStand {
            products: sold.remove(&stand.project_id),
            stand,
            kiosk: Arc::clone(&kiosk),
            cards: Arc::clone(&cards),
        };
        Ok(Some(stands.into_iter().map(wrap).collect()))
    }

    /// Every stand of a project, in every status, what was asked for last first, at most 500. KRT Shop
    /// and MyKRT: the project's owner, its area's committee, the officers above it.
    async fn project_kiosk_stands(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project's id.")] project_id: ID,
    ) -> domain::Result<Option<Vec<KioskStand>>> {
        let ctx = context.ctx()?;
        let stands = kiosk::stands_of_project(ctx, context::id(&project_id, "projectId")?).await?;
        let cards = context.house()?.directory.cards(ctx).await?;
        let mut sold = kiosk::sold_by_project(ctx, &cards, &stands).await?;
        let wrap = |(stand, place): (Stand, kiosk::Kiosk)| KioskStand {
            products: sold.remove(&stand.kiosk_id),
            stand,
            kiosk: Arc::new(place),
            cards: Arc::clone(&cards),
        };
        Ok(Some(stands.into_iter().map(wrap).collect()))
    }
}

fn position(near: CoordinatesInput) -> domain::Result<Position> {
    let found = Position::on_globe(near.latitude, near.longitude);
    found.ok_or_else(|| Refusal::of(ErrorCode::PositionInvalid).at("near").stop())
}
