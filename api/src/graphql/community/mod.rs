//! States, districts and neighbourhoods; who belongs to them, and who is granted what there.

mod grant;
mod membership;

pub use grant::{GrantMutation, GrantQuery, OfficerGrant};
pub use membership::{Membership, MembershipMutation, MembershipQuery, MembershipRequest};

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::community as places;

use super::{
    connection::{self, connection},
    context::{self, InRequest as _},
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

    /// Where it lies, when known.
    async fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::of(self.0.latitude, self.0.longitude)
    }

    /// Whether this is sample content of a development server.
    async fn sample(&self) -> bool {
        self.0.sample
    }
}

connection!(AreaConnection, AreaEdge, Area, "neighbourhoods");

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

    /// Neighbourhoods by name. All apps, everybody.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn areas(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Words of the name, the address or the reference number, or a postcode; at most 200 characters and 8 words."
        )]
        query: Option<String>,
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
        let filter = places::AreaFilter { words: query, state_code, district_id };
        let args = connection::args(first, after, last, before);
        Ok(AreaConnection::of(places::areas(context.ctx()?, filter, &args).await?, Area))
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
