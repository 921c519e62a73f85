//! What is shown of kiosks and carnivals.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};
use domain::krt_shop::{
    Cards,
    kiosk::{self, KioskKind as Kind, KioskStatus as Status, StandStatus as Step, Standing},
    project,
};

use crate::graphql::{
    connection::connection,
    context::InRequest as _,
    krt_shop::{Product, Project, registry::ProjectOpening},
    scalars::DateTime,
    values::{Coordinates, LocalizedText},
};

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub enum KioskKind {
    /// A point of sale with opening hours (KIOSK@KRT).
    Kiosk,
    /// A market for some days (Karnival Ekonomi).
    Carnival,
}

/// Whether it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub enum KioskStatus {
    /// It is open, or takes place.
    Active,
    /// It was closed for good, or does not take place.
    Cancelled,
}

/// How far a project's wish for a stand has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Step")]
pub enum KioskStandStatus {
    /// It waits for an officer.
    Asked,
    /// It stands there: the public sees it.
    Confirmed,
    /// An officer has declined it, or taken it away.
    Declined,
    /// The project has left.
    Left,
}

/// A place where projects sell together: a kiosk with opening hours, or a carnival with its time.
#[derive(Description)]
#[expect(clippy::struct_field_names, reason = "the rest is about it, for whoever looks")]
pub struct Kiosk {
    pub(super) kiosk: kiosk::Kiosk,
    pub(super) metres: Option<i64>,
    pub(super) cards: Arc<Cards>,
}

#[Object(use_type_description)]
impl Kiosk {
    /// The id.
    async fn id(&self) -> ID {
        self.kiosk.id.into()
    }

    /// What kind of place.
    async fn kind(&self) -> KioskKind {
        self.kiosk.kind.into()
    }

    /// The name.
    async fn name(&self) -> LocalizedText {
        LocalizedText(self.kiosk.name.clone())
    }

    /// What there is.
    async fn description(&self) -> Option<LocalizedText> {
        self.kiosk.description.clone().map(LocalizedText)
    }

    /// The address.
    async fn address(&self) -> &str {
        &self.kiosk.address
    }

    /// The two-digit code of its state.
    async fn state_code(&self) -> &str {
        &self.kiosk.state_code
    }

    /// The id of its district.
    async fn district_id(&self) -> ID {
        self.kiosk.district_id.into()
    }

    /// Where it is on the map.
    async fn position(&self) -> Coordinates {
        Coordinates { latitude: self.kiosk.latitude, longitude: self.kiosk.longitude }
    }

    /// How far it is from where the reader asked, in metres; null when nobody asked for what is near.
    async fn metres(&self) -> Option<i64> {
        self.metres
    }

    /// When a kiosk is open, in the order of the week; empty of a carnival.
    async fn opening_hours(&self) -> Vec<ProjectOpening> {
        let hours = self.kiosk.opening_hours.iter().flat_map(|hours| hours.0.iter());
        hours.cloned().map(Into::into).collect()
    }

    /// When a carnival begins.
    async fn starts_at(&self) -> Option<DateTime> {
        self.kiosk.starts_at.map(DateTime)
    }

    /// When a carnival is over.
    async fn ends_at(&self) -> Option<DateTime> {
        self.kiosk.ends_at.map(DateTime)
    }

    /// Whether it takes place.
    async fn status(&self) -> KioskStatus {
        self.kiosk.status.into()
    }

    /// Why it does not.
    async fn reason(&self) -> Option<&str> {
        self.kiosk.reason.as_deref()
    }

    /// A carnival for the reader's own calendar (`.ics`); null of a kiosk.
    async fn calendar_url(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let public_url = &context.house()?.config.public_url;
        let id = self.kiosk.id;
        let timed = self.kiosk.starts_at.is_some();
        Ok(timed.then(|| format!("{public_url}/v1/shop/kiosks/{id}.ics")))
    }

    /// Who stands there, in the order in which they asked, at most 500: projects at work whose stand is
    /// confirmed, while it is not over.
    async fn stands(&self, context: &Context<'_>) -> domain::Result<Vec<KioskStand>> {
        let stands = context.loaders()?.stands(&self.kiosk, &self.cards).await?;
        let wrap = |stand| KioskStand { stand, cards: Arc::clone(&self.cards) };
        Ok(stands.into_iter().map(wrap).collect())
    }

    /// Rises with every change: whoever changes it says which version they have read.
    async fn version(&self) -> i64 {
        self.kiosk.version
    }

    /// Whether the viewer may change it, and decide who stands there.
    async fn viewer_can_update(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(kiosk::may_write(context.ctx()?, &self.kiosk))
    }
}

connection!(KioskConnection, KioskEdge, Kiosk, "kiosks and carnivals");

/// A project that stands at a place.
#[derive(Description)]
pub struct KioskStand {
    stand: Standing,
    cards: Arc<Cards>,
}

#[Object(use_type_description)]
impl KioskStand {
    /// The project.
    async fn project(&self) -> Project {
        Project::new(Arc::clone(&self.stand.project), &self.cards)
    }

    /// What of its offers it sells there, in its order, at most 20: those that are listed.
    async fn products(&self) -> Vec<Product> {
        let offers = self.stand.products.iter().cloned();
        offers.map(|product| Product::new(product, &self.cards)).collect()
    }
}

/// A project's wish for a stand at a place.
#[derive(Description)]
pub struct KioskApplication {
    pub(super) stand: kiosk::Stand,
    pub(super) cards: Arc<Cards>,
}

#[Object(use_type_description)]
impl KioskApplication {
    /// The place.
    async fn kiosk(&self, context: &Context<'_>) -> domain::Result<Kiosk> {
        let kiosk = kiosk::kiosk(context.ctx()?, self.stand.kiosk_id).await?;
        Ok(Kiosk { kiosk, metres: None, cards: Arc::clone(&self.cards) })
    }

    /// The project; null when the reader does not see it any more.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Option<Project>> {
        let id = self.stand.project_id;
        let project = match self.cards.project(id) {
            Some(project) => Arc::clone(project),
            None => match project::projects_by_ids(context.ctx()?, &[id]).await?.pop() {
                Some(project) => Arc::new(project),
                None => return Ok(None),
            },
        };
        Ok(Some(Project::new(project, &self.cards)))
    }

    /// How far it has come.
    async fn status(&self) -> KioskStandStatus {
        self.stand.status.into()
    }

    /// Why it was declined.
    async fn reason(&self) -> Option<&str> {
        self.stand.reason.as_deref()
    }

    /// When it was asked for.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.stand.asked_at)
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime> {
        self.stand.decided_at.map(DateTime)
    }
}
