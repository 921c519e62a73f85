//! Economic projects.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, parser::types::Field};
use domain::{
    krt_shop::{
        Cards, product,
        project::{self, figures},
        shelf::{self, Filter, Wanted},
    },
    policy::{Action, Target},
};

use super::{
    Mark, ProductCategory, ProductConnection,
    product::ProductStatus,
    product_list::asked,
    registry::{ProjectFigures, ProjectFiguresConnection, ProjectProfile, ProjectRegistration},
};
use crate::graphql::{
    community::Area,
    connection::{self, connection},
    context::InRequest as _,
    plain::{NotPlain, Plain, Writer, Wrote},
    values::LocalizedText,
};

/// How far a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "project::ProjectStatus")]
pub enum ProjectStatus {
    /// Applied for: it lies with the district officer (PPD).
    Applied,
    /// An officer has sent it back to the committee, with a reason.
    SentBack,
    /// Checked by the district officer: it lies with the state's director (PPN).
    CheckedByDistrict,
    /// Confirmed by the state's director (PPN), and at work: the public sees it.
    Active,
    /// Refused by an officer, with a reason.
    Refused,
    /// Not at work for now.
    Inactive,
    /// Withdrawn by the committee, or ended by an officer.
    Cancelled,
}

/// An economic project of a neighbourhood (Projek Ekonomi Komuniti RT).
#[derive(Description)]
pub struct Project {
    project: Arc<project::Project>,
    cards: Arc<Cards>,
}

impl Project {
    /// A project of the domain, with what is known around it.
    #[must_use]
    pub fn new(project: Arc<project::Project>, cards: &Arc<Cards>) -> Self {
        Self { project, cards: Arc::clone(cards) }
    }

    async fn may(&self, context: &Context<'_>, action: Action) -> domain::Result<bool> {
        let ctx = context.ctx()?;
        if ctx.actor.person().is_none() {
            return Ok(false);
        }
        let place = match self.cards.place(self.project.id) {
            Some(place) => place,
            None => project::place_of_project(ctx, &self.project).await?,
        };
        Ok(ctx.may(action, &Target::at(place)))
    }
}

impl Plain for Project {
    const TYPE: &'static str = "Project";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let (project, set) = (&self.project, &field.selection_set.node);
        match field.name.node.as_str() {
            "id" => to.word(project.id),
            "slug" => to.text(&project.slug),
            "name" => to.text(&project.name),
            "story" => to.object(&project.story, set),
            "startYear" => to.optional(project.start_year, Writer::bare),
            "status" => to.enumeration(ProjectStatus::from(project.status)),
            // Whoever has read the project, or a product of it, has noted until when they are right.
            "marks" => {
                let marks = self.cards.marks().at(None, project.id, to.now);
                to.list(marks, |to, mark| to.object(mark, set))
            }
            "area" => to.object(self.cards.area(project.area_id).ok_or(NotPlain)?.as_ref(), set),
            "version" => to.bare(project.version),
            "sample" => to.bare(project.sample),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl Project {
    /// The id.
    pub async fn id(&self) -> ID {
        self.project.id.into()
    }

    /// The short name in addresses, at most 67 characters: small letters, digits and hyphens.
    async fn slug(&self) -> &str {
        &self.project.slug
    }

    /// The name, at most 120 characters.
    async fn name(&self) -> &str {
        &self.project.name
    }

    /// What it is and how it came to be, at most 2,000 characters in each language.
    async fn story(&self) -> LocalizedText {
        LocalizedText(self.project.story.clone())
    }

    /// Since which year it has been at work.
    async fn start_year(&self) -> Option<i64> {
        self.project.start_year
    }

    /// How far it has come.
    async fn status(&self) -> ProjectStatus {
        self.project.status.into()
    }

    /// What it mostly offers.
    async fn category(&self) -> Option<ProductCategory> {
        ProductCategory::of(self.cards.categories(), &self.project.category_code)
    }

    /// Its marks, one of each kind: the certificates of the whole project that officers have checked and
    /// that are valid today.
    async fn marks(&self, context: &Context<'_>) -> domain::Result<Vec<Mark>> {
        let marks = self.cards.shown_marks(context.ctx()?, None, self.project.id);
        Ok(marks.into_iter().cloned().map(Mark).collect())
    }

    /// The neighbourhood whose project it is.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        match self.cards.area(self.project.area_id) {
            Some(area) => Ok(Area(area.as_ref().clone())),
            None => Ok(Area(context.loaders()?.area(self.project.area_id).await?)),
        }
    }

    /// What it offers, newest first: what the public sees. With `status`, everything in that
    /// state, drafts included: for the project's owner and the officers above it.
    async fn products(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Everything in this state: for the owner and the officers.")]
        status: Option<ProductStatus>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<ProductConnection> {
        let ctx = context.ctx()?;
        let args = connection::args(first, after, last, before);
        if let Some(status) = status {
            let id = self.project.id;
            let page = product::products_of_project(ctx, id, Some(status.into()), &args).await?;
            return Ok(ProductConnection::of(page, &self.cards, product::cursor_in_project));
        }
        let filter = Filter { project_id: Some(self.project.id), ..Filter::default() };
        let wanted = Wanted { filter, ..Wanted::default() };
        let directory = &context.house()?.directory;
        let listing = shelf::products(ctx, directory, &wanted, asked(context), &args).await?;
        ProductConnection::of_shelf(ctx, listing, &self.cards).await
    }

    /// How one reaches it, and what it must show.
    async fn profile(&self) -> ProjectProfile {
        ProjectProfile(Arc::clone(&self.project))
    }

    /// How it came to be, and whose turn it is: for its committee, its owner and the officers above
    /// it; null for others.
    async fn registration(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<Option<ProjectRegistration>> {
        ProjectRegistration::of(context, &self.project).await
    }

    /// What it earned and spent, the latest month first: for its owner and the officers above it; null
    /// for others.
    async fn figures(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<ProjectFiguresConnection>> {
        let args = connection::args(first, after, last, before);
        let page = figures::figures_of_project(context.ctx()?, &self.project, &args).await?;
        Ok(page.map(|page| ProjectFiguresConnection::of(page, ProjectFigures)))
    }

    /// The months (`YYYY-MM`) that are over and have no figures, from the one after it began, the
    /// newest 24 in their order: for its owner and the officers above it; null for others.
    async fn missing_months(&self, context: &Context<'_>) -> domain::Result<Option<Vec<String>>> {
        figures::missing_months(context.ctx()?, &self.project).await
    }

    /// Rises with every change: whoever changes or decides says which version they have read.
    async fn version(&self) -> i64 {
        self.project.version
    }

    /// Whether this is sample content of a development server.
    async fn sample(&self) -> bool {
        self.project.sample
    }

    /// Whether the viewer may add products to it, with `productCreate`.
    async fn viewer_can_add_products(&self, context: &Context<'_>) -> domain::Result<bool> {
        self.may(context, Action::ProductWrite).await
    }

    /// The same as `viewerCanAddProducts`: whether the viewer may add products to it. Whether its own
    /// record may be changed is `viewerCanEdit`.
    #[graphql(deprecation = "Ask `viewerCanAddProducts`, which says what this one means.")]
    async fn viewer_can_update(&self, context: &Context<'_>) -> domain::Result<bool> {
        self.may(context, Action::ProductWrite).await
    }

    /// Whether the viewer may change what its record says, with `projectUpdate`.
    async fn viewer_can_edit(&self, context: &Context<'_>) -> domain::Result<bool> {
        self.may(context, Action::ProjectWrite).await
    }

    /// Whether the viewer may give it another owner.
    async fn viewer_can_set_owner(&self, context: &Context<'_>) -> domain::Result<bool> {
        self.may(context, Action::ProjectOwnerSet).await
    }
}

connection!(ProjectConnection, ProjectEdge, Project, "economic projects");
