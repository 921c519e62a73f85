//! Notices and activities.

use std::{collections::HashMap, sync::OnceLock};

use async_graphql::dataloader::{DataLoader, Loader};
use domain::{
    Ctx, Error,
    mykrt::{
        activity::{self, Activity, ActivityYear, Figures, MyAnswer},
        notice::{self, NoticeDocument},
    },
    shared::{
        id::{ActivityId, AreaId, NoticeId},
        media::Picture,
    },
};

use super::{Loaders, grouped};

/// Loads how many come to activities that the viewer has been shown.
#[derive(Debug)]
pub struct ActivityFigures(Ctx);

impl Loader<ActivityId> for ActivityFigures {
    type Value = Figures;
    type Error = Error;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, Figures>, Error> {
        activity::figures_of(&self.0, ids).await
    }
}

/// Loads the viewer's own answers to activities.
#[derive(Debug)]
pub struct MyAnswers(Ctx);

impl Loader<ActivityId> for MyAnswers {
    type Value = MyAnswer;
    type Error = Error;

    async fn load(&self, ids: &[ActivityId]) -> Result<HashMap<ActivityId, MyAnswer>, Error> {
        activity::my_answers(&self.0, ids).await
    }
}

/// Loads what areas did in a year, as far as the viewer may see it.
#[derive(Debug)]
pub struct ActivityYears(Ctx);

impl Loader<(AreaId, i32)> for ActivityYears {
    type Value = ActivityYear;
    type Error = Error;

    async fn load(
        &self,
        keys: &[(AreaId, i32)],
    ) -> Result<HashMap<(AreaId, i32), ActivityYear>, Error> {
        let mut years = HashMap::new();
        for (year, areas) in grouped(keys.iter().map(|(area, year)| (*year, *area)).collect()) {
            let found = activity::years_of(&self.0, &areas, year).await?;
            years.extend(found.into_iter().map(|(area, counted)| ((area, year), counted)));
        }
        Ok(years)
    }
}

/// Loads the pictures of notices.
#[derive(Debug)]
pub struct NoticePictures(Ctx);

impl Loader<NoticeId> for NoticePictures {
    type Value = Vec<Picture>;
    type Error = Error;

    async fn load(&self, ids: &[NoticeId]) -> Result<HashMap<NoticeId, Vec<Picture>>, Error> {
        notice::attachments_of(&self.0, ids).await
    }
}

/// Loads the activities that notices carry, as far as the viewer may see them.
#[derive(Debug)]
pub struct NoticeActivities(Ctx);

impl Loader<NoticeId> for NoticeActivities {
    type Value = Activity;
    type Error = Error;

    async fn load(&self, ids: &[NoticeId]) -> Result<HashMap<NoticeId, Activity>, Error> {
        activity::activities_of_notices(&self.0, ids).await
    }
}

/// Loads the documents of notices.
#[derive(Debug)]
pub struct NoticeDocuments(Ctx);

impl Loader<NoticeId> for NoticeDocuments {
    type Value = Vec<NoticeDocument>;
    type Error = Error;

    async fn load(
        &self,
        ids: &[NoticeId],
    ) -> Result<HashMap<NoticeId, Vec<NoticeDocument>>, Error> {
        notice::documents_of(&self.0, ids).await
    }
}

/// Each made when it is first asked.
#[derive(Default)]
pub(super) struct MykrtLoaders {
    activity_figures: OnceLock<DataLoader<ActivityFigures>>,
    activity_years: OnceLock<DataLoader<ActivityYears>>,
    my_answers: OnceLock<DataLoader<MyAnswers>>,
    notice_pictures: OnceLock<DataLoader<NoticePictures>>,
    notice_activities: OnceLock<DataLoader<NoticeActivities>>,
    notice_documents: OnceLock<DataLoader<NoticeDocuments>>,
}

impl Loaders {
    /// How many come to an activity that the viewer has been shown.
    pub async fn activity_figures(&self, id: ActivityId) -> domain::Result<Figures> {
        let loader = self.get(&self.mykrt.activity_figures, ActivityFigures);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }

    /// The viewer's own answer to an activity.
    pub async fn my_activity_answer(&self, id: ActivityId) -> domain::Result<Option<MyAnswer>> {
        self.get(&self.mykrt.my_answers, MyAnswers).load_one(id).await
    }

    /// What an area did in a year, when the viewer may see it.
    pub async fn activity_year(
        &self,
        id: AreaId,
        year: i32,
    ) -> domain::Result<Option<ActivityYear>> {
        self.get(&self.mykrt.activity_years, ActivityYears).load_one((id, year)).await
    }

    /// The pictures of a notice that the viewer has been shown, in their order.
    pub async fn notice_pictures(&self, id: NoticeId) -> domain::Result<Vec<Picture>> {
        Ok(self
            .get(&self.mykrt.notice_pictures, NoticePictures)
            .load_one(id)
            .await?
            .unwrap_or_default())
    }

    /// The activity that a notice carries, when the viewer may see it.
    pub async fn notice_activity(&self, id: NoticeId) -> domain::Result<Option<Activity>> {
        self.get(&self.mykrt.notice_activities, NoticeActivities).load_one(id).await
    }

    /// The documents of a notice that the viewer has been shown, in their order.
    pub async fn notice_documents(&self, id: NoticeId) -> domain::Result<Vec<NoticeDocument>> {
        let loader = self.get(&self.mykrt.notice_documents, NoticeDocuments);
        Ok(loader.load_one(id).await?.unwrap_or_default())
    }
}
