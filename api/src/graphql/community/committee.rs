//! Committees: posts, terms, what is vacant and what ends soon.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, SimpleObject};
use domain::community::committee::{self as committees, Overseen};

use super::Area;
use crate::graphql::{
    connection::{self, connection},
    context::{self, InRequest as _},
    scalars::DateTime,
};

/// A post on a committee, in the order in which a committee is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "committees::Post")]
pub enum CommitteePost {
    /// Pengerusi.
    Chair,
    /// Timbalan Pengerusi.
    DeputyChair,
    /// Setiausaha.
    Secretary,
    /// Penolong Setiausaha.
    AssistantSecretary,
    /// Bendahari.
    Treasurer,
    /// AJK: a member without another post; there may be many.
    Member,
}

/// Who holds a post. Shown to the residents, the committee and the coordinators of the area, to
/// the officers above it, and to the holder; the public sees posts without names, because nothing
/// obliges a volunteer to be known to everybody.
#[derive(SimpleObject)]
pub struct PostHolder {
    /// The person's id.
    pub id: ID,
    /// The name that others see.
    pub display_name: String,
}

impl From<committees::Holder> for PostHolder {
    fn from(holder: committees::Holder) -> Self {
        Self { id: holder.id.into(), display_name: holder.display_name }
    }
}

/// A term beyond the limit, let through by headquarters.
#[derive(SimpleObject)]
pub struct TermException {
    /// Why.
    reason: String,
    /// The id of the officer who let it through.
    by_id: ID,
}

/// A post on a committee, held for a time.
#[derive(Description)]
pub struct Appointment(pub committees::Appointment);

#[Object(use_type_description)]
impl Appointment {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The area.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Area> {
        Ok(Area(context.loaders()?.area(self.0.area_id).await?))
    }

    /// The post.
    async fn post(&self) -> CommitteePost {
        self.0.post.into()
    }

    /// From when.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when; none when that was never said.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// The code of the rule for terms under which it was given; none for one that was kept before
    /// there were rules here.
    async fn term_regime_code(&self) -> Option<&str> {
        self.0.regime_code.as_deref()
    }

    /// Who holds it; none for those who may not see names.
    async fn holder(&self) -> Option<PostHolder> {
        self.0.holder.clone().map(PostHolder::from)
    }

    /// Why headquarters let it through beyond the limit of terms; none for one within the limit,
    /// and for those who may not give this post.
    async fn exception(&self) -> Option<TermException> {
        let exception = self.0.exception.as_ref()?;
        Some(TermException { reason: exception.reason.clone(), by_id: exception.by.into() })
    }

    /// Why it ended before its time; none for those who may not give this post.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }
}

connection!(AppointmentConnection, AppointmentEdge, Appointment, "terms");

/// An area with posts that nobody holds.
#[derive(Description)]
pub struct CommitteeVacancy(pub committees::Vacancy);

#[Object(use_type_description)]
impl CommitteeVacancy {
    /// The area.
    async fn area(&self) -> Area {
        Area(self.0.area.clone())
    }

    /// The posts that nobody holds now, of those that were asked for.
    async fn posts(&self) -> Vec<CommitteePost> {
        self.0.posts.iter().copied().map(CommitteePost::from).collect()
    }
}

connection!(CommitteeVacancyConnection, CommitteeVacancyEdge, CommitteeVacancy, "vacancies");

/// A rule for the terms of committees, in force from its day until the next one's.
#[derive(Description)]
pub struct TermRegime(pub committees::TermRegime);

#[Object(use_type_description)]
impl TermRegime {
    /// The code: `ACT_751` (Act 751), `A1789` (the amendment of 2026).
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// How long a term lasts, in months.
    async fn months(&self) -> i64 {
        self.0.months
    }

    /// How many terms in a row a person may have in one area; none when nothing limits them.
    async fn terms_in_a_row(&self) -> Option<i64> {
        self.0.terms_in_a_row
    }

    /// How many more headquarters may let through, with the Director General's approval.
    async fn extra_terms(&self) -> i64 {
        self.0.extra_terms
    }

    /// A pause of so many days ends a row. The texts do not say how long it is.
    async fn break_days(&self) -> i64 {
        self.0.break_days
    }

    /// Whether terms that began under an earlier rule count. The texts do not say so.
    async fn counts_earlier_terms(&self) -> bool {
        self.0.counts_earlier_terms
    }

    /// From when it is in force; none while that is not known.
    async fn in_force_from(&self) -> Option<DateTime> {
        self.0.in_force_from.map(DateTime)
    }
}

/// Of which areas a list is wanted, among those that one answers for.
#[derive(Default, InputObject)]
pub struct OverseenInput {
    /// Only of this area.
    area_id: Option<ID>,
    /// Only of this district.
    district_id: Option<ID>,
    /// Only of this state, by its two-digit code.
    state_code: Option<String>,
}

impl OverseenInput {
    fn read(self) -> domain::Result<Overseen> {
        let Self { area_id, district_id, state_code } = self;
        Ok(Overseen {
            area_id: area_id.map(|id| context::id(&id, "within.areaId")).transpose()?,
            district_id: district_id.map(|id| context::id(&id, "within.districtId")).transpose()?,
            state_code,
        })
    }
}

/// Looking after committees.
#[derive(Default)]
pub struct CommitteeQuery;

#[Object]
impl CommitteeQuery {
    /// The rules for the terms of committees with their dates, those without a date last. All
    /// apps, everybody.
    async fn term_regimes(&self, context: &Context<'_>) -> domain::Result<Vec<TermRegime>> {
        let regimes = committees::term_regimes(context.ctx()?).await?;
        Ok(regimes.into_iter().map(TermRegime).collect())
    }

    /// The areas at work where nobody holds a post now, by name. MyKRT: committees see their own
    /// area, officers those of their district or state, headquarters all; others see none.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn committee_vacancies(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Which posts are looked at; without them every one that a single person holds."
        )]
        posts: Option<Vec<CommitteePost>>,
        #[graphql(desc = "Of which areas, among those that one answers for.")] within: Option<
            OverseenInput,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<CommitteeVacancyConnection> {
        let posts: Vec<_> = posts.unwrap_or_default().into_iter().map(Into::into).collect();
        let within = within.unwrap_or_default().read()?;
        let args = connection::args(first, after, last, before);
        let page = committees::vacancies(context.ctx()?, within, &posts, &args).await?;
        Ok(CommitteeVacancyConnection::of(page, CommitteeVacancy))
    }

    /// The terms that end soon, the next one first. MyKRT: committees see their own area,
    /// officers those of their district or state, headquarters all; others see none.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn term_ends(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Within so many days from now, 1 to 366.", default = 60)] within_days: i32,
        #[graphql(desc = "Of which areas, among those that one answers for.")] within: Option<
            OverseenInput,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<AppointmentConnection> {
        let within = within.unwrap_or_default().read()?;
        let args = connection::args(first, after, last, before);
        let page = committees::term_ends(context.ctx()?, within, within_days, &args).await?;
        Ok(AppointmentConnection::of(page, Appointment))
    }
}
