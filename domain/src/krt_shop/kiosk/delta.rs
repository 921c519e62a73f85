//! What a phone keeps of kiosks and carnivals: as they stand in the database, with who stands there by
//! their ids. What these are called the phone has already.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;

use super::{
    model::{Kiosk, KioskFilter},
    stand_store, store,
};
use crate::{
    krt_shop::project,
    shared::{
        clock::Instant,
        error::Result,
        id::{KioskId, ProductId, ProjectId},
    },
};

/// Of so many who stands there is read at once.
const PART: usize = 100;

/// A project that stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeltaStand {
    /// The project, which is at work.
    pub project_id: ProjectId,
    /// What of its listed offers it sells there, in its order.
    pub product_ids: Vec<ProductId>,
}

/// A kiosk or a carnival with who stands there.
#[derive(Clone, Debug)]
pub struct DeltaKiosk {
    /// The place.
    pub kiosk: Kiosk,
    /// Who stands there, in the order in which they asked.
    pub stands: Vec<DeltaStand>,
}

/// Everything that is not over.
pub(in crate::krt_shop) async fn delta_kiosks<C: ConnectionTrait>(
    connection: &C,
    now: Instant,
) -> Result<Vec<DeltaKiosk>> {
    let kiosks = store::list_shown(connection, &KioskFilter::default(), now).await?;
    with_stands(connection, kiosks).await
}

/// What is not over of these places.
pub(in crate::krt_shop) async fn delta_kiosks_by_ids<C: ConnectionTrait>(
    connection: &C,
    ids: &[KioskId],
    now: Instant,
) -> Result<Vec<DeltaKiosk>> {
    let mut kiosks = Vec::with_capacity(ids.len());
    for ids in ids.chunks(PART) {
        kiosks.extend(store::list_by_ids(connection, ids).await?);
    }
    kiosks.retain(|kiosk| kiosk.is_shown(now));
    with_stands(connection, kiosks).await
}

/// Where these projects stand or these offers are sold, of what is not over: what changes of them changes
/// what is sold there.
pub(in crate::krt_shop) async fn kiosks_that_show<C: ConnectionTrait>(
    connection: &C,
    projects: &[ProjectId],
    products: &[ProductId],
    now: Instant,
) -> Result<Vec<KioskId>> {
    let mut places = Vec::new();
    for projects in projects.chunks(PART) {
        places.extend(stand_store::list_where_stand(connection, projects, now).await?);
    }
    for products in products.chunks(PART) {
        places.extend(stand_store::list_where_sold(connection, products, now).await?);
    }
    Ok(places)
}

async fn with_stands<C: ConnectionTrait>(
    connection: &C,
    kiosks: Vec<Kiosk>,
) -> Result<Vec<DeltaKiosk>> {
    let mut stands: HashMap<KioskId, Vec<DeltaStand>> = HashMap::new();
    for kiosks in kiosks.chunks(PART) {
        let ids: Vec<KioskId> = kiosks.iter().map(|kiosk| kiosk.id).collect();
        stands.extend(stands_at(connection, &ids).await?);
    }
    let with =
        |kiosk: Kiosk| DeltaKiosk { stands: stands.remove(&kiosk.id).unwrap_or_default(), kiosk };
    Ok(kiosks.into_iter().map(with).collect())
}

/// Who stands at places, and what they sell there.
async fn stands_at<C: ConnectionTrait>(
    connection: &C,
    places: &[KioskId],
) -> Result<HashMap<KioskId, Vec<DeltaStand>>> {
    let mut found: HashMap<KioskId, Vec<DeltaStand>> = HashMap::new();
    let confirmed = stand_store::list_confirmed(connection, places).await?;
    if confirmed.is_empty() {
        return Ok(found);
    }
    let projects: Vec<ProjectId> = confirmed.iter().map(|stand| stand.project_id).collect();
    let mut at_work: HashSet<ProjectId> = HashSet::new();
    for projects in projects.chunks(PART) {
        at_work.extend(project::active_among(connection, projects).await?);
    }
    let mut sold: HashMap<(KioskId, ProjectId), Vec<ProductId>> = HashMap::new();
    for one in stand_store::list_sold(connection, places).await? {
        sold.entry((one.kiosk_id, one.project_id)).or_default().push(one.product_id);
    }
    for stand in confirmed.into_iter().filter(|stand| at_work.contains(&stand.project_id)) {
        let (place, project_id) = (stand.kiosk_id, stand.project_id);
        let product_ids = sold.remove(&(place, project_id)).unwrap_or_default();
        found.entry(place).or_default().push(DeltaStand { project_id, product_ids });
    }
    Ok(found)
}
