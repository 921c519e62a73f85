//! How many products there are of what, and what comes nearest when there are none.

use async_graphql::{Enum, SimpleObject, parser::types::Field};
use domain::{
    Ctx,
    community::{self, states},
    krt_shop::{
        Cards,
        shelf::{self, Facets, PriceFacet},
    },
    shared::language::Language,
};

use super::{
    Product,
    mark::ProjectCertificateKind,
    offer::{ProductAvailability, ProductKind},
};
use crate::graphql::{
    plain::{NotPlain, Plain, Writer, Wrote},
    values::Money,
};

/// How many products there are of something.
#[derive(SimpleObject)]
pub struct ProductFacet {
    /// What it is, as a filter takes it: a code, an id, or the name of an enum's value; at most 40
    /// characters.
    value: String,
    /// Its name for people, in the reader's language; none where the app has its own.
    text: Option<String>,
    /// How many there are.
    count: u32,
}

/// How many products there are at a step of prices.
#[derive(SimpleObject)]
pub struct ProductPriceFacet {
    /// From this price, as the filter's `priceLeast` takes it.
    least: Money,
    /// To this price, as the filter's `priceMost` takes it; none: and more.
    most: Option<Money>,
    /// How many there are.
    count: u32,
}

/// How many products there are of what. Only what is there is told; each facet counts under all the
/// other filters, and not under its own.
#[derive(SimpleObject)]
pub struct ProductFacets {
    /// Of each category with everything below it, by its code.
    categories: Vec<ProductFacet>,
    /// Of each kind.
    kinds: Vec<ProductFacet>,
    /// In each state, by its two-digit code.
    states: Vec<ProductFacet>,
    /// In each district, by its id, the most first.
    districts: Vec<ProductFacet>,
    /// At each step of prices, by what they cost now.
    prices: Vec<ProductPriceFacet>,
    /// On asking: at no step of prices.
    on_asking: u32,
    /// With each mark, by its name.
    certificates: Vec<ProductFacet>,
    /// By whether they can be had.
    availability: Vec<ProductFacet>,
}

impl ProductFacets {
    /// The facets of the domain, with names for people.
    pub(super) async fn of(ctx: &Ctx, cards: &Cards, facets: Facets) -> domain::Result<Self> {
        let category = |code: &str| {
            let category = cards.categories().get(code)?;
            Some(category.name.resolve(&ctx.languages).0.to_owned())
        };
        let english = ctx.languages.sentences() == Language::En;
        let state = |code: &str| {
            let state = states::known_state(code)?;
            let name = if english { state.name_en } else { state.name_ms };
            Some(name.to_owned())
        };
        let mut districts = Vec::with_capacity(facets.districts.len());
        for (id, count) in facets.districts {
            let district = community::known_district(ctx, id).await?;
            let text = Some(district.name.clone());
            districts.push(ProductFacet { value: id.to_string(), text, count });
        }
        Ok(Self {
            categories: named(facets.categories, category),
            kinds: enumerated(facets.kinds, ProductKind::from),
            states: named(facets.states, state),
            districts,
            prices: facets.prices.into_iter().map(Into::into).collect(),
            on_asking: facets.on_asking,
            certificates: enumerated(facets.certificates, ProjectCertificateKind::from),
            availability: enumerated(facets.availability, ProductAvailability::from),
        })
    }
}

fn named(
    counted: impl IntoIterator<Item = (String, u32)>,
    text: impl Fn(&str) -> Option<String>,
) -> Vec<ProductFacet> {
    let facet = |(value, count): (String, u32)| ProductFacet { text: text(&value), value, count };
    counted.into_iter().map(facet).collect()
}

fn enumerated<T, E: async_graphql::resolver_utils::EnumType>(
    counted: Vec<(T, u32)>,
    shown: impl Fn(T) -> E,
) -> Vec<ProductFacet> {
    let name = |value: T| {
        let shown = shown(value);
        let item = E::items().iter().find(|item| item.value == shown);
        item.map(|item| item.name.to_owned()).unwrap_or_default()
    };
    let facet = |(value, count)| ProductFacet { value: name(value), text: None, count };
    counted.into_iter().map(facet).collect()
}

impl From<PriceFacet> for ProductPriceFacet {
    fn from(facet: PriceFacet) -> Self {
        let PriceFacet { least_sen, most_sen, count } = facet;
        Self { least: Money::sen(least_sen), most: most_sen.map(Money::sen), count }
    }
}

impl Plain for ProductFacet {
    const TYPE: &'static str = "ProductFacet";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "value" => to.text(&self.value),
            "text" => to.optional(self.text.as_deref(), Writer::text),
            "count" => to.bare(self.count),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for ProductPriceFacet {
    const TYPE: &'static str = "ProductPriceFacet";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "least" => to.object(&self.least, set),
            "most" => to.optional(self.most.as_ref(), |to, most| to.object(most, set)),
            "count" => to.bare(self.count),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for ProductFacets {
    const TYPE: &'static str = "ProductFacets";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        let facets = match field.name.node.as_str() {
            "categories" => &self.categories,
            "kinds" => &self.kinds,
            "states" => &self.states,
            "districts" => &self.districts,
            "certificates" => &self.certificates,
            "availability" => &self.availability,
            "prices" => return to.list(&self.prices, |to, price| to.object(price, set)),
            "onAsking" => return to.bare(self.on_asking),
            _ => return Err(NotPlain),
        };
        to.list(facets, |to, facet| to.object(facet, set))
    }
}

/// A part of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "shelf::Part")]
pub enum ProductFilterPart {
    /// `priceLeast` and `priceMost`.
    Price,
    /// `availability` and `availableNow`.
    Availability,
    /// `pickUp`.
    PickUp,
    /// `withinMetres`.
    Distance,
    /// `kind`.
    Kind,
    /// `areaId`.
    Area,
    /// `projectId`.
    Project,
    /// `districtId`.
    District,
    /// `deliverTo`.
    Delivery,
    /// `stateCode`.
    State,
    /// `certificates`.
    Certificate,
    /// `categoryCode`.
    Category,
    /// `query`.
    Words,
}

/// What comes nearest when nothing fits: what was asked for without one of its parts, or without as few
/// as possible.
#[derive(SimpleObject)]
pub struct ProductNearest {
    /// The parts that do not hold of these: say so.
    without: Vec<ProductFilterPart>,
    /// The products, as many as the page may hold, in the order that was asked for.
    nodes: Vec<Product>,
}

impl ProductNearest {
    pub(super) fn of(without: Vec<shelf::Part>, nodes: Vec<Product>) -> Self {
        Self { without: without.into_iter().map(Into::into).collect(), nodes }
    }
}

impl Plain for ProductNearest {
    const TYPE: &'static str = "ProductNearest";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "without" => to.list(&self.without, |to, part| to.enumeration(*part)),
            "nodes" => to.list(&self.nodes, |to, product| to.object(product, set)),
            _ => Err(NotPlain),
        }
    }
}
