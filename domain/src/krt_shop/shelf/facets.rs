//! How many offers there are of each kind, price and so on.
//!
//! Each facet counts under all the other filters, and not under its own: who has chosen a state still
//! sees what there is in the others.

use std::collections::HashMap;

use super::{
    marks::MarkSet,
    plan::{Part, Plan},
    record::Record,
};
use crate::{
    krt_shop::{
        certificate::CertificateKind,
        product::{Availability, ProductKind},
    },
    shared::id::DistrictId,
};

/// From where each step of prices goes, in sen; it ends before the next one begins.
const STEPS: [i64; 8] = [0, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];
/// The kinds, in the order in which they are shown.
const KINDS: [ProductKind; 4] =
    [ProductKind::Goods, ProductKind::Service, ProductKind::Rental, ProductKind::MadeToOrder];
/// Whether something can be had, in the order in which it is shown.
const AVAILABILITY: [Availability; 4] =
    [Availability::InStock, Availability::Few, Availability::Out, Availability::Seasonal];
/// The marks, in the order in which they are shown.
const CERTIFICATES: [CertificateKind; 7] = [
    CertificateKind::Halal,
    CertificateKind::Mesti,
    CertificateKind::MyGap,
    CertificateKind::Salm,
    CertificateKind::Gmp,
    CertificateKind::Haccp,
    CertificateKind::Ssm,
];
/// Numbers of states are below this.
const STATES: usize = 32;

/// How many there are at a step of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceFacet {
    /// From this price in sen.
    pub least_sen: i64,
    /// To this price in sen; none: and more.
    pub most_sen: Option<i64>,
    /// So many.
    pub count: u32,
}

/// How many offers there are of what: only of what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Of each category with everything below it, by its code, in the order of the tree's places.
    pub categories: Vec<(String, u32)>,
    /// Of each kind.
    pub kinds: Vec<(ProductKind, u32)>,
    /// In each state, by its two-digit code.
    pub states: Vec<(String, u32)>,
    /// In each district, the most first.
    pub districts: Vec<(DistrictId, u32)>,
    /// At each step of prices, by what they cost now.
    pub prices: Vec<PriceFacet>,
    /// On asking.
    pub on_asking: u32,
    /// With each mark.
    pub certificates: Vec<(CertificateKind, u32)>,
    /// By whether they can be had.
    pub availability: Vec<(Availability, u32)>,
}

#[derive(Debug)]
struct Counts {
    /// By the number of a category, without what is below it.
    categories: Vec<u32>,
    kinds: [u32; KINDS.len()],
    states: [u32; STATES],
    districts: Vec<u32>,
    prices: [u32; STEPS.len()],
    on_asking: u32,
    certificates: [u32; CERTIFICATES.len()],
    availability: [u32; AVAILABILITY.len()],
}

impl Plan<'_> {
    /// Counts what there is.
    pub fn facets(&self) -> Facets {
        let mut counts = Counts {
            categories: vec![0; self.stock.categories.all().len()],
            kinds: [0; KINDS.len()],
            states: [0; STATES],
            districts: vec![0; self.stock.districts.all().len()],
            prices: [0; STEPS.len()],
            on_asking: 0,
            certificates: [0; CERTIFICATES.len()],
            availability: [0; AVAILABILITY.len()],
        };
        self.each(|record| counts.add(self, record));
        counts.shown(self)
    }

    /// Everything that the words found, or everything.
    pub fn each(&self, mut look: impl FnMut(&Record)) {
        let mut look = |slot: u32| {
            if let Some(record) = self.stock.record(slot) {
                look(record);
            }
        };
        match self.found() {
            Some(found) => found.iter().for_each(|(slot, _)| look(*slot)),
            None => self.stock.everything().iter().for_each(|slot| look(*slot)),
        }
    }
}

impl Counts {
    fn add(&mut self, plan: &Plan<'_>, record: &Record) {
        let failing = plan.failing(record);
        // More than one thing that does not hold: it counts nowhere.
        if failing & failing.wrapping_sub(1) != 0 {
            return;
        }
        let counts_in = |part: Part| failing == 0 || failing == part.bit();
        if counts_in(Part::Category) {
            one_more(&mut self.categories, usize::from(record.category));
        }
        if counts_in(Part::Kind) {
            one_more(&mut self.kinds, place_of(&KINDS, record.kind));
        }
        let there = plan.stock.whereabouts(record.project);
        if counts_in(Part::State) {
            one_more(&mut self.states, usize::from(there.state));
        }
        if counts_in(Part::District)
            && let Some(district) = there.district
        {
            one_more(&mut self.districts, super::numbers::usize_of(district));
        }
        if counts_in(Part::Price) {
            match record.price_now(plan.now) {
                Some(price) => one_more(&mut self.prices, step_of(price)),
                None => self.on_asking += 1,
            }
        }
        if counts_in(Part::Certificate) {
            let shown = plan.marks_of(record);
            for (count, kind) in self.certificates.iter_mut().zip(CERTIFICATES) {
                if shown.holds(MarkSet::of([kind])) {
                    *count += 1;
                }
            }
        }
        if counts_in(Part::Availability) {
            one_more(&mut self.availability, place_of(&AVAILABILITY, record.availability));
        }
    }

    fn shown(self, plan: &Plan<'_>) -> Facets {
        let states = (0..).zip(self.states).skip(1).filter(|(_, count)| *count > 0);
        let districts = plan.stock.districts.all().iter().copied().zip(self.districts);
        let mut districts: Vec<(DistrictId, u32)> =
            districts.filter(|(_, count)| *count > 0).collect();
        districts.sort_unstable_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let prices = STEPS.into_iter().zip(self.prices).enumerate();
        let prices =
            prices.filter(|(_, (_, count))| *count > 0).map(|(place, (least_sen, count))| {
                let most_sen = STEPS.get(place + 1).map(|next| next - 1);
                PriceFacet { least_sen, most_sen, count }
            });
        Facets {
            categories: categories(plan, &self.categories),
            kinds: there(KINDS, self.kinds),
            states: states
                .map(|(number, count): (u8, u32)| (format!("{number:02}"), count))
                .collect(),
            districts,
            prices: prices.collect(),
            on_asking: self.on_asking,
            certificates: there(CERTIFICATES, self.certificates),
            availability: there(AVAILABILITY, self.availability),
        }
    }
}

/// Each category with everything below it.
fn categories(plan: &Plan<'_>, own: &[u32]) -> Vec<(String, u32)> {
    let mut whole: HashMap<u16, u32> = HashMap::new();
    for (category, count) in (0..).zip(own).filter(|(_, count)| **count > 0) {
        for above in plan.stock.path(category) {
            *whole.entry(*above).or_default() += count;
        }
    }
    let counted = |code: &String| Some((code.clone(), *whole.get(&plan.stock.category(code)?)?));
    plan.stock.tree().all().iter().filter_map(|category| counted(&category.code)).collect()
}

fn there<T, const N: usize>(things: [T; N], counts: [u32; N]) -> Vec<(T, u32)> {
    things.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
}

fn one_more(counts: &mut [u32], place: usize) {
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    }
}

fn place_of<T: Copy + PartialEq>(things: &[T], thing: T) -> usize {
    things.iter().position(|one| *one == thing).unwrap_or(usize::MAX)
}

fn step_of(price: i64) -> usize {
    STEPS.partition_point(|least| *least <= price).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable as _;

    use super::*;

    #[test]
    fn every_mark_is_counted() {
        assert!(CertificateKind::iter().eq(CERTIFICATES));
    }

    #[test]
    fn a_price_stands_at_one_step() {
        assert_eq!(
            [0, 499, 500, 999, 49_999, 50_000, 1_000_000_000].map(step_of),
            [0, 0, 1, 1, 6, 7, 7]
        );
    }
}
