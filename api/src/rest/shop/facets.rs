//! How many products there are of what, as the catalogue tells it.

use domain::krt_shop::shelf;
use serde::Serialize;
use utoipa::ToSchema;

use super::Price;

/// How many products there are of something.
#[derive(Debug, Serialize, ToSchema)]
struct Counted {
    /// What it is, as the parameter takes it.
    value: String,
    /// How many there are.
    count: u32,
}

/// How many products there are at a step of prices.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PriceStep {
    /// From this price.
    least: Price,
    /// To this price; none: and more.
    most: Option<Price>,
    /// How many there are.
    count: u32,
}

/// How many products there are of what: each counts under everything else that was asked for, and not
/// under its own parameter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Facets {
    /// Of each category with everything below it, by its code.
    categories: Vec<Counted>,
    /// Of each kind.
    kinds: Vec<Counted>,
    /// In each state, by its two-digit code.
    states: Vec<Counted>,
    /// In each district, by its id, the most first.
    districts: Vec<Counted>,
    /// At each step of prices, by what they cost now.
    prices: Vec<PriceStep>,
    /// On asking.
    on_asking: u32,
    /// With each mark.
    certificates: Vec<Counted>,
    /// By whether they can be had.
    availability: Vec<Counted>,
}

impl Facets {
    pub(super) fn of(facets: &shelf::Facets) -> Self {
        let step = |step: &shelf::PriceFacet| PriceStep {
            least: super::price(step.least_sen),
            most: step.most_sen.map(super::price),
            count: step.count,
        };
        Self {
            categories: counted(&facets.categories, String::clone),
            kinds: counted(&facets.kinds, shelf::name_of),
            states: counted(&facets.states, String::clone),
            districts: counted(&facets.districts, ToString::to_string),
            prices: facets.prices.iter().map(step).collect(),
            on_asking: facets.on_asking,
            certificates: counted(&facets.certificates, shelf::name_of),
            availability: counted(&facets.availability, shelf::name_of),
        }
    }
}

fn counted<T>(counts: &[(T, u32)], name: impl Fn(&T) -> String) -> Vec<Counted> {
    counts.iter().map(|(value, count)| Counted { value: name(value), count: *count }).collect()
}
