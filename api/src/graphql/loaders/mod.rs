//! Loaders: many small questions of one operation become one. Made for each operation, because a
//! shared one would leak between viewers; without a delay, because waiting costs more than asking.

mod community;
mod krt_shop;
mod mykrt;
mod mysrs;

use std::{collections::HashMap, hash::Hash, sync::OnceLock, time::Duration};

use async_graphql::dataloader::DataLoader;
use domain::Ctx;

pub use community::{
    Areas, Boundaries, Committees, Districts, Groups, Parts, PartsOfAreas, Vacancies,
};
pub use krt_shop::{
    Deliveries, Favourites, FirstQuestions, FirstReviews, Pictures, ProjectPictures, Projects,
    Ratings, Stands, StandsAt, Variants,
};
pub use mykrt::{
    ActivityFigures, ActivityYears, MyAnswers, NoticeActivities, NoticeDocuments, NoticePictures,
};
pub use mysrs::{Applications, Decisions, IncidentPhotos, Members, PatrolPhotos, Seats, Units};

use self::{
    community::CommunityLoaders, krt_shop::KrtShopLoaders, mykrt::MykrtLoaders, mysrs::MysrsLoaders,
};

/// The loaders of one operation, each made when it is first asked: most operations ask none.
pub struct Loaders {
    ctx: Ctx,
    community: CommunityLoaders,
    mykrt: MykrtLoaders,
    mysrs: MysrsLoaders,
    krt_shop: KrtShopLoaders,
}

impl Loaders {
    /// Fresh loaders for one operation.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            ctx: ctx.clone(),
            community: CommunityLoaders::default(),
            mykrt: MykrtLoaders::default(),
            mysrs: MysrsLoaders::default(),
            krt_shop: KrtShopLoaders::default(),
        }
    }

    fn get<'a, L>(
        &self,
        place: &'a OnceLock<DataLoader<L>>,
        loader: impl FnOnce(Ctx) -> L,
    ) -> &'a DataLoader<L> {
        place.get_or_init(|| {
            DataLoader::new(loader(self.ctx.clone()), tokio::spawn).delay(Duration::ZERO)
        })
    }
}

fn grouped<Id: Eq + Hash, T>(pairs: Vec<(Id, T)>) -> HashMap<Id, Vec<T>> {
    let mut groups: HashMap<Id, Vec<T>> = HashMap::new();
    for (id, item) in pairs {
        groups.entry(id).or_default().push(item);
    }
    groups
}
