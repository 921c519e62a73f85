//! Which products somebody wants, and in which order.

use async_graphql::{Enum, ID, InputObject};
use domain::{
    ErrorCode, Refusal,
    krt_shop::shelf::{self, DeliverTo, Filter, Near, Wanted},
    shared::{geo::Position, id::NotAnId},
};

use super::{mark::ProjectCertificateKind, offer::ProductAvailability, product::ProductKind};
use crate::graphql::{context, scalars::Decimal, values::CoordinatesInput};

/// To whom something is to be delivered: one of the two.
#[derive(InputObject)]
pub struct ProductDeliverToInput {
    /// To somebody in this neighbourhood.
    area_id: Option<ID>,
    /// To somebody at this place: to the neighbourhood nearest to it, at most 50 km away
    /// (`PLACE_UNKNOWN`).
    coordinates: Option<CoordinatesInput>,
}

/// Which products are wanted: those for which everything given here holds.
#[derive(Default, InputObject)]
pub struct ProductFilterInput {
    /// Of this category, by its code, and everything below it.
    category_code: Option<String>,
    /// Of this project.
    project_id: Option<ID>,
    /// Of this neighbourhood.
    area_id: Option<ID>,
    /// Of this district.
    district_id: Option<ID>,
    /// Of this state, by its two-digit code.
    state_code: Option<String>,
    /// Of this kind.
    kind: Option<ProductKind>,
    /// What it costs now is at least this, in ringgit. What it costs on asking is not among them.
    price_least: Option<Decimal>,
    /// What it costs now is at most this, in ringgit. What it costs on asking is not among them.
    price_most: Option<Decimal>,
    /// It shows each of these marks now.
    certificates: Option<Vec<ProjectCertificateKind>>,
    /// It is said to be one of these.
    availability: Option<Vec<ProductAvailability>>,
    /// When true, it can be had now: it is in stock, a few are left, or it is its season.
    available_now: Option<bool>,
    /// It is delivered there.
    deliver_to: Option<ProductDeliverToInput>,
    /// Whether it can be fetched at the seller's.
    pick_up: Option<bool>,
}

/// In which order products are wanted. Of equals the newest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "shelf::Sort")]
pub enum ProductSort {
    /// The newest first.
    Newest,
    /// What fits the words best first; without words the newest.
    Relevance,
    /// The cheapest first by what it costs now; what it costs on asking comes last.
    PriceAsc,
    /// The dearest first by what it costs now; what it costs on asking comes last.
    PriceDesc,
    /// The nearest first, around `near`; what has no place comes last.
    Nearest,
}

/// Around which place products are wanted: by the place of their
/// project, else of its neighbourhood.
#[derive(Clone, Copy, InputObject)]
pub struct ProductNearInput {
    /// The place.
    coordinates: CoordinatesInput,
    /// How far away at most, in metres, 1 to 200,000; wherever they are when nothing is said.
    within_metres: Option<i32>,
}

impl ProductNearInput {
    fn read(self) -> domain::Result<Near> {
        let CoordinatesInput { latitude, longitude } = self.coordinates;
        Near::of(latitude, longitude, self.within_metres)
    }
}

impl ProductDeliverToInput {
    fn read(&self) -> domain::Result<DeliverTo> {
        match (&self.area_id, self.coordinates) {
            (Some(id), None) => Ok(DeliverTo::Area(context::id(id, "filter.deliverTo.areaId")?)),
            (None, Some(CoordinatesInput { latitude, longitude })) => {
                let place = Position::on_globe(latitude, longitude).ok_or_else(|| {
                    let refusal = Refusal::of(ErrorCode::PositionInvalid);
                    refusal.at("filter.deliverTo.coordinates").stop()
                });
                Ok(DeliverTo::Position(place?))
            }
            _ => {
                let refusal = Refusal::of(ErrorCode::BadRequest).at("filter.deliverTo");
                Err(refusal.with("detail", "`areaId` or `coordinates`, one of the two").stop())
            }
        }
    }
}

impl ProductFilterInput {
    fn read(self) -> domain::Result<Filter> {
        let availability = self.availability.unwrap_or_default();
        let certificates = self.certificates.unwrap_or_default();
        Ok(Filter {
            category_code: self.category_code,
            kind: self.kind.map(Into::into),
            project_id: optional_id(self.project_id.as_ref(), "filter.projectId")?,
            area_id: optional_id(self.area_id.as_ref(), "filter.areaId")?,
            district_id: optional_id(self.district_id.as_ref(), "filter.districtId")?,
            state_code: self.state_code,
            price_least_sen: self.price_least.map(|price| price.0),
            price_most_sen: self.price_most.map(|price| price.0),
            certificates: certificates.into_iter().map(Into::into).collect(),
            availability: availability.into_iter().map(Into::into).collect(),
            available_now: self.available_now.unwrap_or(false),
            deliver_to: self.deliver_to.as_ref().map(ProductDeliverToInput::read).transpose()?,
            pick_up: self.pick_up,
        })
    }
}

/// Everything that was given, checked.
pub(super) fn wanted(
    words: Option<String>,
    filter: Option<ProductFilterInput>,
    sort: Option<ProductSort>,
    near: Option<ProductNearInput>,
) -> domain::Result<Wanted> {
    Ok(Wanted {
        words,
        filter: filter.unwrap_or_default().read()?,
        sort: sort.map(Into::into),
        near: near.map(ProductNearInput::read).transpose()?,
    })
}

pub(super) fn optional_id<Id>(id: Option<&ID>, field: &'static str) -> domain::Result<Option<Id>>
where
    Id: std::str::FromStr<Err = NotAnId>,
{
    id.map(|id| context::id(id, field)).transpose()
}
