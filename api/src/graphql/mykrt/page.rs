//! Pages of notices.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Description, Object};
use domain::{
    Ctx, community as places,
    mykrt::notice::{self, InList},
    shared::{id::AreaId, page::Page},
};

use super::Notice;
use crate::graphql::{connection::PageInfo, context::InRequest as _};

/// An item of a list of notices, with its cursor.
#[derive(Description)]
pub struct NoticeEdge {
    pub(super) place: InList,
    pub(super) notice: Notice,
}

#[Object(use_type_description)]
impl NoticeEdge {
    /// Stands for this place in the list.
    async fn cursor(&self) -> String {
        self.place.cursor()
    }

    /// The item.
    async fn node(&self) -> &Notice {
        &self.notice
    }
}

/// A page of a list of notices.
#[derive(Description)]
pub struct NoticeConnection {
    pub(super) edges: Vec<NoticeEdge>,
    pub(super) has_next: bool,
    pub(super) has_previous: bool,
}

impl NoticeConnection {
    /// A page of the domain. Where its areas are asked for, those that the node does not know are
    /// read together.
    pub(super) async fn of(
        context: &Context<'_>,
        page: Page<(InList, notice::Notice)>,
    ) -> domain::Result<Self> {
        let mut ids: Vec<AreaId> = if asks_for_areas(context) {
            page.items.iter().filter_map(|(_, notice)| notice.area_id).collect()
        } else {
            Vec::new()
        };
        ids.sort_unstable();
        ids.dedup();
        let areas = places::known_areas(context.ctx()?, &ids).await?;
        let areas: HashMap<AreaId, Arc<places::Area>> =
            areas.into_iter().map(|area| (area.id, area)).collect();
        let edge = |(place, notice): (InList, notice::Notice)| {
            let area = notice.area_id.and_then(|id| areas.get(&id).cloned());
            NoticeEdge { place, notice: Notice { notice, area } }
        };
        let (has_next, has_previous) = (page.has_next, page.has_previous);
        let edges = page.items.into_iter().map(edge).collect();
        Ok(Self { edges, has_next, has_previous })
    }

    pub(super) fn place(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.edges.first().map(|edge| edge.place.cursor()),
            end_cursor: self.edges.last().map(|edge| edge.place.cursor()),
        }
    }
}

#[Object(use_type_description)]
impl NoticeConnection {
    /// The items with their cursors, in the list's order.
    async fn edges(&self) -> &[NoticeEdge] {
        &self.edges
    }

    /// The items alone, in the list's order.
    async fn nodes(&self) -> Vec<&Notice> {
        self.edges.iter().map(|edge| &edge.notice).collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        self.place()
    }
}

fn asks_for_areas(context: &Context<'_>) -> bool {
    let ahead = context.look_ahead();
    let in_nodes = ahead.field("nodes").field("area");
    in_nodes.exists() || ahead.field("edges").field("node").field("area").exists()
}

impl Notice {
    /// One notice of the domain, with its area.
    pub(super) async fn with_area(ctx: &Ctx, notice: notice::Notice) -> domain::Result<Self> {
        let area = match notice.area_id {
            Some(id) => Some(places::known_area(ctx, id).await?),
            None => None,
        };
        Ok(Self { notice, area })
    }
}
