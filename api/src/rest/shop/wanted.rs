//! What is asked of the catalogue, in the words of an address.

use std::str::FromStr;

use domain::{
    Error, ErrorCode, Refusal,
    krt_shop::{
        certificate::CertificateKind,
        product::{Availability, Detail, ProductKind},
        shelf::{self, Asked, DeliverTo, Filter, Near, Sort},
    },
    shared::{geo::Position, id::NotAnId, page::PageArgs},
};
use serde::Deserialize;

use crate::{graphql::scalars::sen, rest::position};

/// Which products are wanted, and in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wanted {
    /// Only those of this category, by its code, and everything below it.
    category: Option<String>,
    /// Words of the name, the category, the project or the description, as people type them; what is
    /// found comes the best first.
    query: Option<String>,
    /// Only those of this state, by its two-digit code.
    state: Option<String>,
    /// Only those of this district, by its id.
    district: Option<String>,
    /// Only those of this neighbourhood, by its id.
    area: Option<String>,
    /// Only those of this project, by its id.
    project: Option<String>,
    /// Only those of this kind: `GOODS`, `SERVICE`, `RENTAL` or `MADE_TO_ORDER`.
    kind: Option<String>,
    /// Only those that cost at least this now, in ringgit: `5` or `5.00`.
    price_least: Option<String>,
    /// Only those that cost at most this now, in ringgit.
    price_most: Option<String>,
    /// Only those that show each of these marks now, with commas between: `HALAL`, `MESTI`, `MY_GAP`,
    /// `SALM`, `GMP`, `HACCP`, `SSM`.
    certificate: Option<String>,
    /// Only those that are said to be one of these, with commas between: `IN_STOCK`, `FEW`, `OUT`,
    /// `SEASONAL`.
    availability: Option<String>,
    /// With `true`, only those that can be had now: in stock, a few, or in their season.
    available_now: Option<bool>,
    /// Only those that are delivered to this neighbourhood, by its id.
    deliver_to: Option<String>,
    /// With `true`, only those that can be fetched at the seller's; with `false`, only the others.
    pick_up: Option<bool>,
    /// In which order: `NEWEST`, `RELEVANCE`, `PRICE_ASC`, `PRICE_DESC` or `NEAREST`; with words what
    /// fits them best first, else the newest, when nothing is said.
    sort: Option<String>,
    /// Around which place: degrees north. With `longitude`.
    latitude: Option<f64>,
    /// Around which place: degrees east. With `latitude`.
    longitude: Option<f64>,
    /// How far from there at most, in metres, 1 to 200000.
    within_metres: Option<i32>,
    /// With `true`, how many there are of what is told too.
    facets: Option<bool>,
    /// Only those after this cursor: the `endCursor` of the page before, in the same order.
    after: Option<String>,
    /// So many, 1 to 100; 20 when nothing is said.
    first: Option<i32>,
}

impl Wanted {
    /// What is wanted of the shelf, what is to be told, and which page.
    pub(super) fn read(self) -> Result<(shelf::Wanted, Asked, PageArgs), Error> {
        let near = self.near()?;
        let filter = Filter {
            kind: self
                .kind
                .as_deref()
                .map(|kind| shelf::named::<ProductKind>(kind, "kind"))
                .transpose()?,
            project_id: id(self.project.as_deref(), "project")?,
            area_id: id(self.area.as_deref(), "area")?,
            district_id: id(self.district.as_deref(), "district")?,
            price_least_sen: price(self.price_least.as_deref(), "priceLeast")?,
            price_most_sen: price(self.price_most.as_deref(), "priceMost")?,
            certificates: listed(self.certificate.as_deref())
                .iter()
                .map(|name| shelf::named::<CertificateKind>(name, "certificate"))
                .collect::<Result<_, _>>()?,
            availability: listed(self.availability.as_deref())
                .iter()
                .map(|name| shelf::named::<Availability>(name, "availability"))
                .collect::<Result<_, _>>()?,
            available_now: self.available_now.unwrap_or(false),
            deliver_to: id(self.deliver_to.as_deref(), "deliverTo")?.map(DeliverTo::Area),
            pick_up: self.pick_up,
            category_code: self.category,
            state_code: self.state,
        };
        let sort =
            self.sort.as_deref().map(|sort| shelf::named::<Sort>(sort, "sort")).transpose()?;
        let facets = self.facets.unwrap_or(false);
        let asked = Asked { detail: Detail::Card, total: facets, facets, nearest: true };
        let args = PageArgs { first: self.first, after: self.after, ..PageArgs::default() };
        Ok((shelf::Wanted { words: self.query, filter, sort, near }, asked, args))
    }

    fn near(&self) -> Result<Option<Near>, Error> {
        let place = match (self.latitude, self.longitude) {
            (Some(north), Some(east)) => Position::on_globe(north, east),
            (None, None) if self.within_metres.is_none() => return Ok(None),
            _ => None,
        };
        let wrong = || position::misplaced(self.latitude, self.longitude);
        let unknown = || Refusal::of(ErrorCode::PositionInvalid).at(wrong()).stop();
        let Position { latitude, longitude } = place.ok_or_else(unknown)?;
        // The place is one: what may be wrong is the distance.
        let near = Near::of(latitude, longitude, self.within_metres);
        near.map(Some).map_err(|error| match error {
            Error::Stopped(refusal) => refusal.at("withinMetres").stop(),
            other => other,
        })
    }
}

/// The names in a text, with commas between.
fn listed(text: Option<&str>) -> Vec<String> {
    let names = text.unwrap_or_default().split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn id<Id: FromStr<Err = NotAnId>>(text: Option<&str>, field: &str) -> Result<Option<Id>, Error> {
    let read = |text: &str| {
        text.parse().map_err(|NotAnId { wanted }| {
            Refusal::of(ErrorCode::IdInvalid).at(field).with("kind", wanted).stop()
        })
    };
    text.map(read).transpose()
}

fn price(text: Option<&str>, field: &str) -> Result<Option<i64>, Error> {
    let read = |text: &str| {
        sen(text).ok_or_else(|| Refusal::of(ErrorCode::NumberInvalid).at(field).stop())
    };
    text.map(read).transpose()
}

#[cfg(test)]
mod tests {
    use actix_web::web::Query;

    use super::*;

    fn read(query: &str) -> Result<(shelf::Wanted, Asked, PageArgs), Error> {
        Query::<Wanted>::from_query(query).unwrap().into_inner().read()
    }

    #[test]
    fn an_address_says_what_is_wanted() {
        let (wanted, asked, args) = read(
            "category=FOOD&kind=GOODS&priceLeast=5&priceMost=12.50&availability=IN_STOCK,%20FEW\
             &pickUp=true&certificate=HALAL,MY_GAP&sort=NEAREST&latitude=1.5&longitude=103.6&withinMetres=900&facets=true&first=5",
        )
        .unwrap();
        let filter = wanted.filter;
        assert_eq!((filter.price_least_sen, filter.price_most_sen), (Some(500), Some(1_250)));
        assert_eq!(filter.certificates, [CertificateKind::Halal, CertificateKind::MyGap]);
        assert_eq!(filter.availability, [Availability::InStock, Availability::Few]);
        assert_eq!((filter.kind, filter.pick_up), (Some(ProductKind::Goods), Some(true)));
        assert_eq!((wanted.sort, args.first, asked.facets), (Some(Sort::Nearest), Some(5), true));
        assert_eq!(wanted.near.unwrap().within_metres, Some(900));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for query in [
            "kind=goods",
            "availability=SOON",
            "certificate=KOSHER",
            "priceLeast=cheap",
            "priceMost=1.999",
            "area=nonsense",
            "sort=BEST",
            "latitude=1.5",
            "withinMetres=5",
            "latitude=100&longitude=1",
            "latitude=1&longitude=1&withinMetres=0",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
        // By the name that stands in the address.
        for (query, field) in [
            ("latitude=1.5", "longitude"),
            ("latitude=100&longitude=1", "latitude"),
            ("latitude=1&longitude=200", "longitude"),
            ("latitude=1&longitude=1&withinMetres=0", "withinMetres"),
        ] {
            let Err(Error::Stopped(refusal)) = read(query) else { panic!("{query} is read") };
            assert_eq!(refusal.field.as_deref(), Some(field), "{query}");
        }
        assert!(read("").is_ok() && read("availability=&certificate=").is_ok());
    }
}
