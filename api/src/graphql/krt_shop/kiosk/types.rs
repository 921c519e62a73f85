//! What is shown of kiosks and carnivals.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    Ctx,
    krt_shop::{
        Cards,
        kiosk::{self, KioskKind as Kind, KioskStatus as Status, StandStatus as Step},
        product, project, window,
    },
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

/// What an officer decides about a stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "kiosk::StandDecision")]
pub enum KioskStandDecision {
    /// The project stands there.
    Confirm,
    /// It is declined, or taken away.
    Decline,
}

/// A place where projects sell together: a kiosk with opening hours, or a carnival with its time.
#[derive(Description)]
pub struct Kiosk {
    pub(super) kiosk: Arc<kiosk::Kiosk>,
    pub(super) cards: Arc<Cards>,
}

impl Kiosk {
    pub(super) fn new(kiosk: kiosk::Kiosk, cards: Arc<Cards>) -> Self {
        Self { kiosk: Arc::new(kiosk), cards }
    }
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

    /// The name, at most 120 characters in each language.
    async fn name(&self) -> LocalizedText {
        LocalizedText(self.kiosk.name.clone())
    }

    /// What there is, at most 2,000 characters in each language.
    async fn description(&self) -> Option<LocalizedText> {
        self.kiosk.description.clone().map(LocalizedText)
    }

    /// The address, at most 300 characters.
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
    async fn coordinates(&self) -> Coordinates {
        Coordinates { latitude: self.kiosk.latitude, longitude: self.kiosk.longitude }
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

    /// Why it does not, at most 500 characters.
    async fn reason(&self) -> Option<&str> {
        self.kiosk.reason.as_deref()
    }

    /// A carnival for the reader's own calendar (`.ics`); null of a kiosk.
    async fn calendar_url(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let public_url = &context.house()?.config.public_url;
        let timed = self.kiosk.starts_at.is_some();
        Ok(timed.then(|| window::kiosk_file_url(public_url, self.kiosk.id)))
    }

    /// Its page for anybody with a browser, to be shared.
    async fn page_url(&self, context: &Context<'_>) -> domain::Result<String> {
        let public_url = &context.house()?.config.public_url;
        Ok(window::kiosk_url(public_url, self.kiosk.id))
    }

    /// Who stands there, in the order in which they asked, at most 500: projects at work whose stand is
    /// confirmed, while it is not over.
    async fn stands(&self, context: &Context<'_>) -> domain::Result<Vec<KioskStand>> {
        let stands = context.loaders()?.stands(&self.kiosk, &self.cards).await?;
        let wrap = |standing: kiosk::Standing| KioskStand {
            stand: standing.stand,
            kiosk: Arc::clone(&self.kiosk),
            products: Some(standing.products),
            cards: Arc::clone(&self.cards),
        };
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

connection!(KioskConnection of KioskEdge, Kiosk, "kiosks and carnivals");

/// An item of a list of kiosks and carnivals, with its cursor.
#[derive(SimpleObject)]
pub struct KioskEdge {
    /// Stands for this place in the list.
    pub cursor: String,
    /// The item.
    pub node: Kiosk,
    /// How far it is from `near`, in metres; null when nobody asked for what is near.
    pub distance_metres: Option<i64>,
}

/// A project's stand at a place. The public sees those that are confirmed (`Kiosk.stands`); the place's
/// officers, the project's owner, its area's committee and the officers above it the others too.
#[derive(Description)]
pub struct KioskStand {
    pub(super) stand: kiosk::Stand,
    pub(super) kiosk: Arc<kiosk::Kiosk>,
    /// None while the public does not see it.
    pub(super) products: Option<Vec<product::Product>>,
    pub(super) cards: Arc<Cards>,
}

impl KioskStand {
    /// One stand, with its place and what it sells.
    pub(super) async fn of(
        ctx: &Ctx,
        cards: Arc<Cards>,
        stand: kiosk::Stand,
    ) -> domain::Result<Self> {
        let kiosk = kiosk::kiosk(ctx, stand.kiosk_id).await?;
        let one = [(stand, kiosk)];
        let mut sold = kiosk::sold_by_project(ctx, &cards, &one).await?;
        let [(stand, kiosk)] = one;
        let products = sold.remove(&stand.kiosk_id);
        Ok(Self { stand, kiosk: Arc::new(kiosk), products, cards })
    }
}

#[Object(use_type_description)]
impl KioskStand {
    /// The place.
    async fn kiosk(&self) -> Kiosk {
        Kiosk { kiosk: Arc::clone(&self.kiosk), cards: Arc::clone(&self.cards) }
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

    /// What of its offers it sells there, in its order, at most 20: those that are listed. Null while the
    /// public does not see the stand: it is not confirmed, the project is not at work, or the place is
    /// over or does not take place.
    async fn products(&self) -> Option<Vec<Product>> {
        let products = self.products.as_ref()?.iter().cloned();
        Some(products.map(|product| Product::new(product, &self.cards)).collect())
    }

    /// How far it has come.
    async fn status(&self) -> KioskStandStatus {
        self.stand.status.into()
    }

    /// Why it was declined, at most 500 characters.
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
