//! What is listed comes, changes and goes; and where projects are and how categories stand is learnt.

use std::sync::Arc;

use super::{Stock, Whereabouts, path};
use crate::{
    krt_shop::{
        Cards,
        shelf::{
            delivery,
            numbers::usize_of,
            record::{Record, month_bit, state_number},
            store::Offer,
        },
    },
    shared::{geo::Position, id::ProductId},
};

/// So much is set aside when the records have no room any more: a part of what is there, so that
/// adding one is cheap, but not as much again.
const ROOM: usize = 4_096;

impl Stock {
    /// A stock of these offers.
    pub fn of(rows: Vec<Offer>, cards: &Cards) -> Self {
        let mut stock = Self::default();
        stock.slots.reserve(rows.len());
        stock.records.reserve_exact(rows.len() + rows.len() / 16);
        for row in rows {
            stock.keep(&row);
        }
        // The tree is another one than that of an empty stock: everything is put in order.
        stock.settle(cards);
        stock
    }

    /// Puts an offer in the place of what was known of it.
    pub fn put(&mut self, row: &Offer, cards: &Cards) {
        self.remove(row.id);
        let slot = self.keep(row);
        self.know_places(cards, true);
        if let Some(record) = self.record(slot).cloned() {
            self.stand(slot, &record);
        }
    }

    /// Takes out an offer that is listed no longer.
    pub fn remove(&mut self, id: ProductId) {
        let Some(slot) = self.slots.get(&id).copied() else { return };
        let Some(record) = self.record(slot).cloned() else { return };
        let Self { records, newest, by_project, by_area, by_category, paths, .. } = self;
        take(newest, records, slot, &record);
        if let Some(order) = by_project.get_mut(&record.project) {
            take(order, records, slot, &record);
        }
        if let Some(order) = by_area.get_mut(&record.area) {
            take(order, records, slot, &record);
        }
        for category in path(paths, record.category) {
            if let Some(order) = by_category.get_mut(category) {
                take(order, records, slot, &record);
            }
        }
        self.slots.remove(&id);
        self.promoted.remove(&slot);
        if let Some(place) = self.records.get_mut(usize_of(slot)) {
            *place = None;
        }
        self.free.push(slot);
    }

    /// Learns anew where projects and areas are, and how categories stand.
    pub fn settle(&mut self, cards: &Cards) {
        self.know_places(cards, false);
        let tree = cards.categories();
        if !Arc::ptr_eq(tree, &self.tree) {
            self.tree = Arc::clone(tree);
            for category in tree.all() {
                self.categories.give(&category.code);
            }
            self.paths.clear();
            self.order();
        }
    }

    /// Keeps a record, which stands in no order yet.
    fn keep(&mut self, row: &Offer) -> u32 {
        let record = self.read(row);
        let (id, promoted) = (record.id, record.promotion.is_some());
        let slot = if let Some(slot) = self.free.pop() {
            slot
        } else {
            if self.records.len() == self.records.capacity() {
                self.records.reserve_exact(ROOM + self.records.len() / 16);
            }
            self.records.push(None);
            u32::try_from(self.records.len() - 1).unwrap_or(u32::MAX)
        };
        if let Some(place) = self.records.get_mut(usize_of(slot)) {
            *place = Some(record);
        }
        self.slots.insert(id, slot);
        if promoted {
            self.promoted.insert(slot);
        }
        slot
    }

    fn read(&mut self, row: &Offer) -> Record {
        let promotion = row.promotion().map(Box::new);
        let months = row.months.iter().filter_map(|month| u32::try_from(*month).ok());
        let months = months.fold(0, |all, month| all | month_bit(month));
        let places = &mut self.places;
        let deliveries = row.deliveries.iter().map(|(kind, place)| (*kind, place.as_str()));
        let (wide, close) = delivery::places(deliveries, |bits| places.give(&bits));
        Record {
            id: row.id,
            listed_at: row.listed_at.timestamp_micros(),
            price_sen: row.price_sen,
            promotion,
            close,
            wide,
            project: self.projects.give(&row.project_id),
            area: self.areas.give(&row.area_id),
            category: u16::try_from(self.categories.give(&row.category_code)).unwrap_or(u16::MAX),
            months,
            kind: row.kind,
            availability: row.availability,
            pick_up: row.pick_up,
        }
    }

    /// Learns where projects are: all of them, or only those that came since.
    fn know_places(&mut self, cards: &Cards, only_new: bool) {
        if !only_new {
            self.whereabouts.clear();
        }
        for id in self.projects.all().iter().skip(self.whereabouts.len()) {
            let project = cards.project(*id);
            let area = project.and_then(|project| cards.area(project.area_id));
            let place = |(north, east)| Position::on_globe(north, east);
            // Its own place before that of its neighbourhood.
            let own = project.and_then(|project| project.latitude.zip(project.longitude));
            let whereabouts = area.map_or_else(Whereabouts::default, |area| Whereabouts {
                state: state_number(&area.state_code).unwrap_or(0),
                district: Some(self.districts.give(&area.district_id)),
                position: own
                    .and_then(place)
                    .or_else(|| area.latitude.zip(area.longitude).and_then(place)),
            });
            self.whereabouts.push(whereabouts);
        }
    }

    /// Learns the paths of the categories that came since.
    fn know_paths(&mut self) {
        for number in self.paths.len()..self.categories.all().len() {
            let own = u16::try_from(number).unwrap_or(u16::MAX);
            let code = self.categories.all().get(number).map(String::as_str).unwrap_or_default();
            let above = self.tree.path(code).into_iter().skip(1);
            let above = above.filter_map(|above| self.category(&above.code));
            let mut path = vec![own];
            // Of a circle each category stands in the path once.
            for number in above.collect::<Vec<_>>() {
                if !path.contains(&number) {
                    path.push(number);
                }
            }
            self.paths.push(path);
        }
    }

    /// Makes every order anew.
    fn order(&mut self) {
        self.know_paths();
        let records = &self.records;
        let mut newest: Vec<u32> = self.slots.values().copied().collect();
        newest.sort_unstable_by_key(|slot| age(records, *slot));
        self.by_project.clear();
        self.by_area.clear();
        self.by_category.clear();
        for slot in &newest {
            let Some(record) = records.get(usize_of(*slot)).and_then(Option::as_ref) else {
                continue;
            };
            self.by_project.entry(record.project).or_default().push(*slot);
            self.by_area.entry(record.area).or_default().push(*slot);
            for category in path(&self.paths, record.category) {
                self.by_category.entry(*category).or_default().push(*slot);
            }
        }
        // Most stay as they are for long.
        self.by_project.values_mut().for_each(Vec::shrink_to_fit);
        self.by_area.values_mut().for_each(Vec::shrink_to_fit);
        self.by_category.values_mut().for_each(Vec::shrink_to_fit);
        self.newest = newest;
    }

    /// Puts one record in its place in each order.
    fn stand(&mut self, slot: u32, record: &Record) {
        self.know_paths();
        let Self { records, newest, by_project, by_area, by_category, paths, .. } = self;
        add(newest, records, slot, record);
        add(by_project.entry(record.project).or_default(), records, slot, record);
        add(by_area.entry(record.area).or_default(), records, slot, record);
        for category in path(paths, record.category) {
            add(by_category.entry(*category).or_default(), records, slot, record);
        }
    }
}

fn age(records: &[Option<Record>], slot: u32) -> Option<(i64, ProductId)> {
    records.get(usize_of(slot))?.as_ref().map(Record::age)
}

fn place(order: &[u32], records: &[Option<Record>], record: &Record) -> usize {
    order.partition_point(|slot| age(records, *slot) < Some(record.age()))
}

fn add(order: &mut Vec<u32>, records: &[Option<Record>], slot: u32, record: &Record) {
    let place = place(order, records, record);
    order.insert(place, slot);
}

fn take(order: &mut Vec<u32>, records: &[Option<Record>], slot: u32, record: &Record) {
    let place = place(order, records, record);
    if order.get(place) == Some(&slot) {
        order.remove(place);
    }
}
