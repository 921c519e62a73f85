//! A wish in the numbers of a stock: what must hold of an offer, and by what offers are ordered.

use chrono::Datelike as _;
use serde::Serialize;

use super::{
    delivery::{Home, Reach},
    key::{Key, Sort},
    marks::{MarkSet, Marks},
    numbers::usize_of,
    record::{Record, state_number},
    stock::Stock,
    wanted::{Filter, Near, Wanted},
};
use crate::shared::{clock::Instant, id::ProductId, malaysia};

/// A part of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// The price.
    Price,
    /// Whether it can be had.
    Availability,
    /// Whether it can be fetched.
    PickUp,
    /// How far away it may be.
    Distance,
    /// The kind.
    Kind,
    /// The neighbourhood.
    Area,
    /// The project.
    Project,
    /// The district.
    District,
    /// Where it is delivered.
    Delivery,
    /// The state.
    State,
    /// The marks.
    Certificate,
    /// The category.
    Category,
    /// The words.
    Words,
}

impl Part {
    /// The filters, in the order in which somebody who finds nothing gives them up.
    pub(super) const FILTERS: [Self; 12] = [
        Self::Price,
        Self::Availability,
        Self::PickUp,
        Self::Distance,
        Self::Kind,
        Self::Area,
        Self::Project,
        Self::District,
        Self::Delivery,
        Self::State,
        Self::Certificate,
        Self::Category,
    ];

    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A wish after checking, before it meets a stock.
pub(super) struct Checked<'a> {
    pub wanted: &'a Wanted,
    pub sort: Sort,
    /// Where it is to be delivered.
    pub home: Option<Home>,
    /// What the words found, each with its score; none: nobody looks for words.
    pub hits: Option<Vec<(ProductId, u32)>>,
    pub marks: Marks<'a>,
    pub now: Instant,
}

/// A wish in the numbers of a stock.
pub(super) struct Plan<'a> {
    pub stock: &'a Stock,
    pub sort: Sort,
    pub now: Instant,
    filter: &'a Filter,
    marks: &'a Marks<'a>,
    near: Option<Near>,
    /// The bits of the filters that are set.
    set: u16,
    /// The bits of what need not hold.
    ignored: u16,
    category: Option<u16>,
    project: Option<u32>,
    area: Option<u32>,
    district: Option<u32>,
    state: Option<u8>,
    reach: Option<Reach>,
    certificates: MarkSet,
    month: u32,
    /// How far away each project is, in metres, by its number; empty when nobody asks.
    distances: Vec<Option<u32>>,
    /// What the words found, by its place in the stock; none: nobody looks for words.
    found: Option<Vec<(u32, u32)>>,
}

impl<'a> Plan<'a> {
    pub fn of(stock: &'a Stock, checked: &'a Checked<'a>) -> Self {
        let Wanted { filter, near, .. } = checked.wanted;
        let reach = checked.home.as_ref().map(|home| {
            let close = [stock.place(home.district.0), stock.place(home.area.0)];
            Reach::of(&home.state_code, close)
        });
        let found = checked.hits.as_ref().map(|hits| {
            let here = |(id, score): &(ProductId, u32)| Some((stock.slot(*id)?, *score));
            hits.iter().filter_map(here).collect()
        });
        let mut plan = Self {
            stock,
            sort: checked.sort,
            now: checked.now,
            filter,
            marks: &checked.marks,
            near: *near,
            set: 0,
            ignored: 0,
            category: filter.category_code.as_deref().and_then(|code| stock.category(code)),
            project: filter.project_id.and_then(|id| stock.projects.of(&id)),
            area: filter.area_id.and_then(|id| stock.areas.of(&id)),
            district: filter.district_id.and_then(|id| stock.districts.of(&id)),
            state: filter.state_code.as_deref().and_then(state_number),
            reach,
            certificates: MarkSet::of(filter.certificates.iter().copied()),
            month: malaysia::day(checked.now).month(),
            distances: near.map(|near| distances(stock, near)).unwrap_or_default(),
            found,
        };
        plan.set = plan.filters().fold(0, |all, part| all | part.bit());
        plan
    }

    /// The same wish without these parts of it.
    pub fn without(&self, parts: &[Part]) -> Self {
        let mut plan = Self {
            reach: self.reach.clone(),
            distances: self.distances.clone(),
            found: self.found.clone().filter(|_| !parts.contains(&Part::Words)),
            ..*self
        };
        for part in parts {
            plan.ignored |= part.bit();
        }
        if plan.found.is_none() && plan.sort == Sort::Relevance {
            plan.sort = Sort::Newest;
        }
        plan
    }

    /// Which filters are set.
    pub fn filters(&self) -> impl Iterator<Item = Part> {
        let filter = self.filter;
        let is_set = move |part: &Part| match part {
            Part::Price => filter.price_least_sen.is_some() || filter.price_most_sen.is_some(),
            Part::Availability => filter.available_now || !filter.availability.is_empty(),
            Part::PickUp => filter.pick_up.is_some(),
            Part::Distance => self.near.is_some_and(|near| near.within_metres.is_some()),
            Part::Kind => filter.kind.is_some(),
            Part::Area => filter.area_id.is_some(),
            Part::Project => filter.project_id.is_some(),
            Part::District => filter.district_id.is_some(),
            Part::Delivery => self.reach.is_some(),
            Part::State => filter.state_code.is_some(),
            Part::Certificate => !self.certificates.is_empty(),
            Part::Category => filter.category_code.is_some(),
            Part::Words => false,
        };
        Part::FILTERS.into_iter().filter(is_set)
    }

    /// The bits of the filters that must hold.
    pub fn active(&self) -> u16 {
        self.set & !self.ignored
    }

    /// Whether words are looked for.
    pub fn has_words(&self) -> bool {
        self.found.is_some()
    }

    /// What is known of certificates.
    pub fn marks(&self) -> &Marks<'a> {
        self.marks
    }

    pub fn marks_of(&self, record: &Record) -> MarkSet {
        let project = self.stock.projects.all().get(usize_of(record.project));
        project.map(|project| self.marks.of(record.id, *project)).unwrap_or_default()
    }

    /// Whether everything holds of an offer that must.
    pub fn fits(&self, record: &Record) -> bool {
        self.failing(record) == 0
    }

    /// The bits of the filters that do not hold of an offer, though they must.
    pub fn failing(&self, record: &Record) -> u16 {
        let (filter, mut failing) = (self.filter, 0);
        if self.active() == 0 {
            return failing;
        }
        let mut must = |part: Part, holds: bool| {
            if !holds {
                failing |= part.bit();
            }
        };
        if filter.category_code.is_some() {
            let path = self.stock.path(record.category);
            must(Part::Category, self.category.is_some_and(|wanted| path.contains(&wanted)));
        }
        if let Some(kind) = filter.kind {
            must(Part::Kind, record.kind == kind);
        }
        if filter.project_id.is_some() {
            must(Part::Project, self.project == Some(record.project));
        }
        if filter.area_id.is_some() {
            must(Part::Area, self.area == Some(record.area));
        }
        if filter.state_code.is_some() || filter.district_id.is_some() {
            let there = self.stock.whereabouts(record.project);
            let in_state = self.state == Some(there.state);
            must(Part::State, filter.state_code.is_none() || in_state);
            let in_district = self.district.is_some() && self.district == there.district;
            must(Part::District, filter.district_id.is_none() || in_district);
        }
        if filter.price_least_sen.is_some() || filter.price_most_sen.is_some() {
            must(Part::Price, record.price_now(self.now).is_some_and(|price| self.pays(price)));
        }
        if filter.available_now {
            must(Part::Availability, record.is_to_be_had(self.month));
        }
        if !filter.availability.is_empty() {
            must(Part::Availability, filter.availability.contains(&record.availability));
        }
        if let Some(pick_up) = filter.pick_up {
            must(Part::PickUp, record.pick_up == pick_up);
        }
        if let Some(reach) = &self.reach {
            must(Part::Delivery, reach.holds(record));
        }
        if let Some(within) = self.near.and_then(|near| near.within_metres) {
            must(Part::Distance, self.distance(record).is_some_and(|metres| metres <= within));
        }
        if !self.certificates.is_empty() {
            must(Part::Certificate, self.marks_of(record).holds(self.certificates));
        }
        failing & !self.ignored
    }

    fn pays(&self, price: i64) -> bool {
        self.filter.price_least_sen.is_none_or(|least| price >= least)
            && self.filter.price_most_sen.is_none_or(|most| price <= most)
    }

    /// How far away an offer is, in metres; none when that is not known or nobody asks.
    pub fn distance(&self, record: &Record) -> Option<u32> {
        self.distances.get(usize_of(record.project)).copied().flatten()
    }

    /// By what an offer with this score is ordered.
    pub fn key(&self, record: &Record, score: u32) -> Key {
        let last = i64::MAX;
        let first = match self.sort {
            Sort::Newest => 0,
            Sort::Relevance => -i64::from(score),
            Sort::PriceAsc => record.price_now(self.now).unwrap_or(last),
            Sort::PriceDesc => record.price_now(self.now).map_or(last, |price| -price),
            Sort::Nearest => self.distance(record).map_or(last, i64::from),
        };
        Key::of(record, first)
    }

    /// What the words found, each with its score; none: nobody looks for words.
    pub fn found(&self) -> Option<&[(u32, u32)]> {
        self.found.as_deref()
    }

    /// The shortest order in which everything stands that may fit, the oldest first, and the bits of
    /// the filters that hold of all of it.
    pub fn order(&self) -> (&'a [u32], u16) {
        let (stock, filter) = (self.stock, self.filter);
        let set = |part: Part, is_set: bool| is_set && self.ignored & part.bit() == 0;
        if set(Part::Project, filter.project_id.is_some()) {
            return (stock.of_project(self.project), Part::Project.bit());
        }
        if set(Part::Area, filter.area_id.is_some()) {
            return (stock.of_area(self.area), Part::Area.bit());
        }
        if set(Part::Category, filter.category_code.is_some()) {
            let order = self.category.map(|category| stock.of_category(category));
            return (order.unwrap_or_default(), Part::Category.bit());
        }
        (stock.everything(), 0)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "half the earth's girth"
)]
fn distances(stock: &Stock, near: Near) -> Vec<Option<u32>> {
    let projects = 0..u32::try_from(stock.projects.all().len()).unwrap_or(u32::MAX);
    let metres = |place| near.centre.metres_to(place).round() as u32;
    projects.map(|project| stock.whereabouts(project).position.map(metres)).collect()
}

#[cfg(test)]
mod tests;
