//! A row over an offer, or over nothing yet; pure. A column that the table does not have leaves what
//! there is; an empty cell takes away what can be taken away.

use super::{
    cells::{Cell, Line},
    model::CellError,
    row::{BETWEEN, WITHIN},
    values::{self, parts, plain_text},
    words,
};
use crate::{
    krt_shop::product::{
        Availability, NewDelivery, NewOffer, NewProduct, NewPromotion, NewVariant, PlaceKind,
        PriceKind, ProductKind,
    },
    shared::{
        error::{ErrorCode, Refusal},
        id::ProjectId,
        language::LocalizedText,
        malaysia,
    },
};

const KINDS: [(&str, ProductKind); 8] = [
    ("goods", ProductKind::Goods),
    ("barang", ProductKind::Goods),
    ("service", ProductKind::Service),
    ("perkhidmatan", ProductKind::Service),
    ("rental", ProductKind::Rental),
    ("sewaan", ProductKind::Rental),
    ("made_to_order", ProductKind::MadeToOrder),
    ("tempahan", ProductKind::MadeToOrder),
];
const PRICE_KINDS: [(&str, PriceKind); 6] = [
    ("fixed", PriceKind::Fixed),
    ("tetap", PriceKind::Fixed),
    ("from", PriceKind::From),
    ("dari", PriceKind::From),
    ("ask", PriceKind::Ask),
    ("tanya", PriceKind::Ask),
];
const AVAILABILITIES: [(&str, Availability); 8] = [
    ("in_stock", Availability::InStock),
    ("ada", Availability::InStock),
    ("few", Availability::Few),
    ("sedikit", Availability::Few),
    ("out", Availability::Out),
    ("habis", Availability::Out),
    ("seasonal", Availability::Seasonal),
    ("bermusim", Availability::Seasonal),
];
const PLACES: [(&str, PlaceKind); 8] = [
    ("nation", PlaceKind::Nation),
    ("negara", PlaceKind::Nation),
    ("state", PlaceKind::State),
    ("negeri", PlaceKind::State),
    ("district", PlaceKind::District),
    ("daerah", PlaceKind::District),
    ("area", PlaceKind::Area),
    ("kawasan", PlaceKind::Area),
];
const KIND_NAMES: &str =
    "GOODS (barang), SERVICE (perkhidmatan), RENTAL (sewaan), MADE_TO_ORDER (tempahan)";
const PRICE_KIND_NAMES: &str = "FIXED (tetap), FROM (dari), ASK (tanya)";
const AVAILABILITY_NAMES: &str = "IN_STOCK (ada), FEW (sedikit), OUT (habis), SEASONAL (bermusim)";

/// An offer of which nothing is known yet.
fn nothing(project_id: ProjectId) -> NewProduct {
    let unwritten = || LocalizedText { ms: String::new(), en: None, zh: None, ta: None };
    NewProduct {
        project_id,
        category_code: String::new(),
        kind: ProductKind::Goods,
        name: unwritten(),
        description: unwritten(),
        price_sen: None,
        unit: None,
        pictures: Vec::new(),
        offer: NewOffer::default(),
    }
}

/// Reads cells, and collects everything that is wrong with them.
struct Reader<'a> {
    line: &'a Line,
    errors: Vec<CellError>,
}

impl Reader<'_> {
    /// What a column says, when the table has it; what is wrong is noted.
    fn take<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&Cell) -> Result<T, Refusal>,
    ) -> Option<T> {
        let line = self.line;
        let cell = line.cells.get(column)?;
        read(cell).map_err(|refusal| self.wrong(column, refusal)).ok()
    }

    fn wrong(&mut self, column: &'static str, refusal: Refusal) {
        self.errors.push(CellError { column: Some(column.to_owned()), refusal });
    }

    fn localized(&mut self, text: &mut LocalizedText, of: &Localized) {
        let read = of.read;
        let [ms, en, zh, ta] = of.columns;
        if let Some(said) = self.take(ms, read) {
            text.ms = said.unwrap_or_default();
        }
        for (column, place) in [(en, &mut text.en), (zh, &mut text.zh), (ta, &mut text.ta)] {
            if let Some(said) = self.take(column, read) {
                *place = said;
            }
        }
    }
}

struct Localized {
    columns: [&'static str; 4],
    read: fn(&Cell) -> Result<Option<String>, Refusal>,
}

const NAME: Localized =
    Localized { columns: ["name_ms", "name_en", "name_zh", "name_ta"], read: values::line };
const DESCRIPTION: Localized = Localized {
    columns: ["description_ms", "description_en", "description_zh", "description_ta"],
    read: values::paragraphs,
};

/// The offer that a row makes of one that stands there, or of nothing; or everything that is wrong.
pub(super) fn offer(
    line: &Line,
    project: ProjectId,
    standing: Option<&NewProduct>,
) -> Result<NewProduct, Vec<CellError>> {
    let errors =
        line.wrong.iter().map(|refusal| CellError { column: None, refusal: refusal.clone() });
    let mut reader = Reader { line, errors: errors.collect() };
    let mut offer = standing.cloned().unwrap_or_else(|| nothing(project));
    if let Some(category) = reader.take("category", values::line) {
        offer.category_code = category.unwrap_or_default().to_uppercase();
    }
    if let Some(kind) = reader.take("kind", |cell| values::choice(cell, &KINDS, KIND_NAMES)) {
        match kind {
            Some(kind) => offer.kind = kind,
            None => reader.wrong("kind", Refusal::of(ErrorCode::Required)),
        }
    }
    reader.localized(&mut offer.name, &NAME);
    reader.localized(&mut offer.description, &DESCRIPTION);
    price(&mut reader, &mut offer);
    if let Some(unit) = reader.take("unit", values::line) {
        offer.unit = unit;
    }
    terms(&mut reader, &mut offer.offer);
    promotion(&mut reader, &mut offer.offer);
    if let Some(said) = reader.take("variants", |cell| variants(cell, &offer.offer.variants)) {
        offer.offer.variants = said;
    }
    if let Some(said) = reader.take("deliveries", deliveries) {
        offer.offer.deliveries = said;
    }
    if reader.errors.is_empty() { Ok(offer) } else { Err(reader.errors) }
}

/// How a price is meant follows from whether there is one, unless the row says it.
fn price(reader: &mut Reader<'_>, offer: &mut NewProduct) {
    let said = reader.take("price", values::price);
    if let Some(sen) = said {
        offer.price_sen = sen;
    }
    let kind = reader
        .take("price_kind", |cell| values::choice(cell, &PRICE_KINDS, PRICE_KIND_NAMES))
        .flatten();
    let usual = match (offer.price_sen, offer.offer.price_kind) {
        (None, _) => PriceKind::Ask,
        (Some(_), Some(PriceKind::From)) => PriceKind::From,
        (Some(_), _) => PriceKind::Fixed,
    };
    offer.offer.price_kind = Some(kind.unwrap_or(usual));
}

fn terms(reader: &mut Reader<'_>, terms: &mut NewOffer) {
    if let Some(number) = reader.take("minimum_quantity", values::whole) {
        terms.minimum_quantity = number;
    }
    if let Some(days) = reader.take("lead_time_days", values::whole) {
        terms.lead_time_days = days;
    }
    let read = |cell: &Cell| values::choice(cell, &AVAILABILITIES, AVAILABILITY_NAMES);
    if let Some(availability) = reader.take("availability", read) {
        terms.availability = availability.unwrap_or_default();
    }
    if let Some(months) = reader.take("season_months", months) {
        terms.season_months = months;
    }
    if terms.availability != Availability::Seasonal {
        terms.season_months = Vec::new();
    }
    if let Some(pick_up) = reader.take("pick_up", values::flag) {
        terms.pick_up = pick_up.unwrap_or(true);
    }
}

fn months(cell: &Cell) -> Result<Vec<i64>, Refusal> {
    let Some(written) = values::line(cell)? else { return Ok(Vec::new()) };
    let read = |part: &str| part.trim().parse::<i64>().map_err(|_| words::no_number());
    let parts = written.split([',', ';', ' ']).filter(|part| !part.trim().is_empty());
    let mut months = parts.map(read).collect::<Result<Vec<_>, _>>()?;
    months.sort_unstable();
    months.dedup();
    Ok(months)
}

/// A promotion is there when it has a price. A moment that is written as the one that stands there is
/// shown stays it, with its seconds.
fn promotion(reader: &mut Reader<'_>, terms: &mut NewOffer) {
    let before = terms.promotion;
    let price = reader.take("promotion_price", values::price);
    let from = reader.take("promotion_from", values::moment);
    let until = reader.take("promotion_until", values::moment);
    let same = |said, stood: Option<_>| match (said, stood) {
        (Some(said), Some(stood)) if malaysia::shown(said) == malaysia::shown(stood) => Some(stood),
        (said, _) => said,
    };
    let price = price.unwrap_or(before.map(|before| before.price_sen));
    let Some(price_sen) = price else {
        terms.promotion = None;
        return;
    };
    let stood = before.and_then(|before| before.from);
    let from = from.map_or(stood, |said| same(said, stood));
    let stood = before.map(|before| before.until);
    match until.map_or(stood, |said| same(said, stood)) {
        Some(until) => terms.promotion = Some(NewPromotion { price_sen, from, until }),
        None => reader.wrong("promotion_until", Refusal::of(ErrorCode::Required)),
    }
}

/// `Biasa | 6.50 | IN_STOCK; Pedas`: one that is called as one that stands there is that one, with its
/// names in other languages.
fn variants(cell: &Cell, standing: &[NewVariant]) -> Result<Vec<NewVariant>, Refusal> {
    let written = values::text(cell)?;
    let mut variants = Vec::new();
    for part in parts(&written, &BETWEEN) {
        if part.trim().is_empty() {
            continue;
        }
        let fields = parts(&part, &[WITHIN]);
        let at =
            |place: usize| fields.get(place).map(|field| plain_text(field)).unwrap_or_default();
        if fields.len() > 3 || at(0).is_empty() {
            return Err(words::no_variant());
        }
        let price_sen = match at(1).as_str() {
            "" => None,
            written => Some(values::sen(written).ok_or_else(words::no_variant)?),
        };
        let availability = Cell::Text(at(2));
        let availability = values::choice(&availability, &AVAILABILITIES, AVAILABILITY_NAMES)?;
        let called = at(0).split_whitespace().collect::<Vec<_>>().join(" ");
        let stood = standing.iter().find(|one| one.name.ms.to_lowercase() == called.to_lowercase());
        let fresh = || LocalizedText { ms: called.clone(), en: None, zh: None, ta: None };
        let name = stood
            .map_or_else(fresh, |one| LocalizedText { ms: called.clone(), ..one.name.clone() });
        let availability = availability.unwrap_or_default();
        variants.push(NewVariant {
            id: stood.and_then(|one| one.id),
            name,
            price_sen,
            availability,
        });
    }
    Ok(variants)
}

/// `NATION=12.00; STATE:01=8.00; AREA:area_…=0`.
fn deliveries(cell: &Cell) -> Result<Vec<NewDelivery>, Refusal> {
    let written = values::text(cell)?;
    let mut deliveries = Vec::new();
    for part in parts(&written, &BETWEEN) {
        if part.trim().is_empty() {
            continue;
        }
        let (place, cost) = part.split_once('=').unwrap_or((part.as_str(), ""));
        let (kind, place) = place.split_once(':').unwrap_or((place, ""));
        let kind = Cell::Text(kind.to_owned());
        let kind = values::choice(&kind, &PLACES, "").ok().flatten();
        let place_kind = kind.ok_or_else(words::no_delivery)?;
        let cost_sen = match cost.trim() {
            "" => None,
            written => Some(values::sen(written).ok_or_else(words::no_delivery)?),
        };
        let place = Some(place.trim().to_owned()).filter(|place| !place.is_empty());
        // A state's code is kept with two digits.
        let place = match (place_kind, place) {
            (PlaceKind::State, Some(code)) if code.len() == 1 => Some(format!("0{code}")),
            (PlaceKind::Nation, _) => None,
            (_, place) => place,
        };
        deliveries.push(NewDelivery { place_kind, place, cost_sen });
    }
    Ok(deliveries)
}

/// The names of the pictures that a row wants, in their order; nothing when it wants none of them
/// changed.
pub(super) fn pictures(line: &Line) -> Result<Option<Vec<String>>, CellError> {
    let Some(cell) = line.cells.get("pictures") else { return Ok(None) };
    let text = values::text(cell)
        .map_err(|refusal| CellError { column: Some("pictures".to_owned()), refusal })?;
    let names: Vec<String> = parts(&text, &[BETWEEN[0], BETWEEN[1], ','])
        .iter()
        .map(|name| plain_text(name))
        .filter(|name| !name.is_empty())
        .collect();
    Ok((!names.is_empty()).then_some(names))
}
