//! States, districts and neighbourhoods with their committees and groups; who belongs to them, and
//! who is granted what there.

mod area_part;
mod committee;
mod grant;
mod group;
mod input;
mod membership;
mod mutation;

use async_graphql::{
    Context, Description, Enum, ID, MergedObject, Object, SimpleObject, parser::types::Field,
};
use domain::community::{self as places, area::AreaFilter};

pub use area_part::{AreaPart, AreaPartMutation};
pub use committee::{Appointment, CommitteeQuery};
pub use grant::{GrantMutation, GrantQuery, OfficerGrant};
pub use group::CommunityGroup;
pub use membership::{Membership, MembershipMutation, MembershipQuery, MembershipRequest};
pub use mutation::CommitteeMutation;

use self::input::NearInput;
use super::{
    connection::{self, connection},
    context::{self, InRequest as _},
    mykrt::activity::ActivityYear,
    plain::{NotPlain, Plain, Writer, Wrote},
    scalars::{DateTime, GeoJson},
    values::Coordinates,
};

/// One of the 16 states and federal territories.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct State {
    /// The two-digit code that the statistics office, MyKad and the department share: `01` is Johor.
    pub code: String,
    /// The name in Malay.
    pub name_ms: String,
    /// The name in English.
    pub name_en: String,
}

#[async_graphql::ComplexObject]
impl State {
    /// The department's districts in this state, by name.
    async fn districts(&self, context: &Context<'_>) -> domain::Result<Vec<District>> {
        let districts = places::districts(context.ctx()?, Some(&self.code)).await?;
        Ok(districts.into_iter().map(District).collect())
    }
}

impl From<places::State> for State {
    fn from(state: places::State) -> Self {
        Self { code: state.code, name_ms: state.name_ms, name_en: state.name_en }
    }
}

/// A district of the department (Pejabat Perpaduan Daerah); not always a census district.
#[derive(Description)]
pub struct District(pub places::District);

#[Object(use_type_description)]
impl District {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The code, unique in the country.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The two-digit code of its state.
    async fn state_code(&self) -> &str {
        &self.0.state_code
    }
}

/// How far an area's registration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "places::AreaStatus")]
pub enum AreaStatus {
    /// Its profile has to be brought up to date.
    ProfileUpdate,
    /// Applied for.
    Applied,
    /// Checked by the district officer (PPD).
    CheckedByDistrict,
    /// Confirmed by the state's director (PPN).
    ConfirmedByState,
    /// At work.
    Active,
    /// Not at work for now.
    Inactive,
    /// Ended, with a reason.
    Cancelled,
}

/// A neighbourhood: Kawasan Rukun Tetangga, about 1,000 houses with a committee.
#[derive(Description)]
pub struct Area(pub places::Area);

#[Object(use_type_description)]
impl Area {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The department's reference number.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The address of its office.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// The postcode, five digits.
    async fn postcode(&self) -> &str {
        &self.0.postcode
    }

    /// The two-digit code of its state.
    async fn state_code(&self) -> &str {
        &self.0.state_code
    }

    /// Its district.
    async fn district(&self, context: &Context<'_>) -> domain::Result<District> {
        Ok(District(context.loaders()?.district(self.0.district_id).await?))
    }

    /// The parliamentary constituency.
    async fn parliament(&self) -> Option<&str> {
        self.0.parliament.as_deref()
    }

    /// The state assembly's constituency (DUN).
    async fn state_assembly(&self) -> Option<&str> {
        self.0.state_assembly.as_deref()
    }

    /// The local authority (PBT).
    async fn local_authority(&self) -> Option<&str> {
        self.0.local_authority.as_deref()
    }

    /// The police district (IPD).
    async fn police_district(&self) -> Option<&str> {
        self.0.police_district.as_deref()
    }

    /// The police station (balai).
    async fn police_station(&self) -> Option<&str> {
        self.0.police_station.as_deref()
    }

    /// How far its registration has come.
    async fn status(&self) -> AreaStatus {
        self.0.status.into()
    }

    /// Why it has its status. Everybody reads why it was cancelled; why it was sent back, its
    /// committee and the officers above it.
    #[graphql(cache_control(no_cache))]
    async fn status_reason(&self, context: &Context<'_>) -> domain::Result<Option<&str>> {
        Ok(places::status_reason(context.ctx()?, &self.0))
    }

    /// Where it lies, when known.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.latitude, self.0.longitude)
    }

    /// Its boundary, when known: a GeoJSON `Polygon` or `MultiPolygon` of at most 2,000 positions.
    async fn boundary(&self, context: &Context<'_>) -> domain::Result<Option<GeoJson>> {
        let boundary = context.loaders()?.boundary(self.0.id).await?;
        Ok(boundary.map(|boundary| GeoJson(boundary.to_geometry())))
    }

    /// Its parts that have not ended, by name, at most 100: its committee names them, whoever belongs to
    /// it says in which they live, and notices may go to one.
    async fn parts(&self, context: &Context<'_>) -> domain::Result<Vec<AreaPart>> {
        let parts = context.loaders()?.parts(self.0.id).await?;
        Ok(parts.into_iter().map(AreaPart).collect())
    }

    /// Its committee: the posts that are held, the chair first. Everybody sees posts and terms;
    /// names are shown as `PostHolder` says.
    #[graphql(cache_control(no_cache))]
    async fn committee(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "As it is, was or will be at this instant; now when it is not given.")]
        at: Option<DateTime>,
    ) -> domain::Result<Vec<Appointment>> {
        let at = at.map(|at| at.0);
        let committee = context.loaders()?.committee(self.0.id, at).await?;
        Ok(committee.into_iter().map(Appointment).collect())
    }

    /// Its community groups, one of each kind, with who leads them.
    #[graphql(cache_control(no_cache))]
    async fn groups(&self, context: &Context<'_>) -> domain::Result<Vec<CommunityGroup>> {
        let groups = context.loaders()?.groups(self.0.id).await?;
        Ok(groups.into_iter().map(CommunityGroup).collect())
    }

    /// What it did in a calendar year (Malaysian time), beside what is asked of it; none for those
    /// who belong neither to it nor to the officers above it.
    #[graphql(cache_control(no_cache))]
    async fn activity_year(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The year, 1971 to 9998.")] year: i32,
    ) -> domain::Result<Option<ActivityYear>> {
        let counted = context.loaders()?.activity_year(self.0.id, year).await?;
        Ok(counted.map(ActivityYear::from))
    }

    /// Rises with every change of the record; whoever changes it says which one they have read.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Whether this is sample content of a development server.
    async fn sample(&self) -> bool {
        self.0.sample
    }
}

impl Plain for places::Area {
    const TYPE: &'static str = "Area";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "id" => to.word(self.id),
            "reference" => to.text(&self.reference),
            "name" => to.text(&self.name),
            "address" => to.text(&self.address),
            "postcode" => to.text(&self.postcode),
            "stateCode" => to.text(&self.state_code),
            "parliament" => to.optional(self.parliament.as_deref(), Writer::text),
            "stateAssembly" => to.optional(self.state_assembly.as_deref(), Writer::text),
            "localAuthority" => to.optional(self.local_authority.as_deref(), Writer::text),
            "policeDistrict" => to.optional(self.police_district.as_deref(), Writer::text),
            "policeStation" => to.optional(self.police_station.as_deref(), Writer::text),
            "status" => to.enumeration(AreaStatus::from(self.status)),
            "coordinates" => {
                let set = &field.selection_set.node;
                let position = Coordinates::of(self.latitude, self.longitude);
                to.optional(position, |to, position| to.object(&position, set))
            }
            "version" => to.bare(self.version),
            "sample" => to.bare(self.sample),
            _ => Err(NotPlain),
        }
    }
}

/// An item of a list of neighbourhoods, with its cursor.
#[derive(SimpleObject)]
pub struct AreaEdge {
    /// Stands for this place in the list.
    cursor: String,
    /// The item.
    node: Area,
    /// How far it is from the place that was asked around, in metres, rounded up; 0 when the place
    /// lies within its boundary. None when nobody asked around a place.
    distance_metres: Option<i64>,
}

connection!(AreaConnection of AreaEdge, Area, "neighbourhoods");

/// Finding places.
#[derive(Default)]
pub struct CommunityQuery;

#[Object]
impl CommunityQuery {
    /// The 16 states and federal territories, by code. All apps, everybody.
    async fn states(&self, context: &Context<'_>) -> domain::Result<Vec<State>> {
        Ok(places::states(context.ctx()?).await?.into_iter().map(State::from).collect())
    }

    /// The department's districts by state and name. All apps, everybody.
    async fn districts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those of this state, by its two-digit code.")] state_code: Option<
            String,
        >,
    ) -> domain::Result<Vec<District>> {
        let districts = places::districts(context.ctx()?, state_code.as_deref()).await?;
        Ok(districts.into_iter().map(District).collect())
    }

    /// Neighbourhoods by name; around a place the nearest first, and before them those whose
    /// boundary holds the place. All apps, everybody.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn areas(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Words of the name, the address or the reference number, or a postcode; at most 200 characters and 8 words."
        )]
        query: Option<String>,
        #[graphql(desc = "Only those around this place. One without a position is found only \
                          within its boundary.")]
        near: Option<NearInput>,
        #[graphql(desc = "Only those with this postcode, five digits.")] postcode: Option<String>,
        #[graphql(desc = "Only those of this state, by its two-digit code.")] state_code: Option<
            String,
        >,
        #[graphql(desc = "Only those of this district.")] district_id: Option<ID>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<AreaConnection> {
        let district_id =
            district_id.as_ref().map(|id| context::id(id, "districtId")).transpose()?;
        let near = near.map(NearInput::read).transpose()?;
        let filter = AreaFilter { words: query, postcode, state_code, district_id, near };
        let args = connection::args(first, after, last, before);
        let page = places::area::areas(context.ctx()?, filter, &args).await?;
        Ok(AreaConnection::of_edges(page.map(|(cursor, found)| AreaEdge {
            cursor,
            node: Area(found.area),
            distance_metres: found.distance_metres,
        })))
    }

    /// One neighbourhood. All apps, everybody.
    async fn area(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The area's id.")] id: ID,
    ) -> domain::Result<Option<Area>> {
        let id = context::id(&id, "id")?;
        Ok(Some(Area(places::area(context.ctx()?, id).await?)))
    }
}

/// What is read about places, who belongs to them and who answers for them.
#[derive(MergedObject, Default)]
pub struct CommunityQueries(CommunityQuery, MembershipQuery, GrantQuery, CommitteeQuery);

/// What changes in who belongs to places and who answers for them.
#[derive(MergedObject, Default)]
pub struct CommunityMutations(
    MembershipMutation,
    GrantMutation,
    CommitteeMutation,
    AreaPartMutation,
);
