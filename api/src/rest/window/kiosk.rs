//! The page of a kiosk or a carnival; pure.

use domain::krt_shop::{
    kiosk::{Kiosk, KioskKind, KioskStatus},
    window::KioskWindow,
};
use serde_json::{Value, json};

use super::{
    linked,
    page::{Head, Reader, cards, facts_of, foot, head, put},
    words,
};
use crate::rest::share::{
    page::{escape, paragraphs},
    words::time,
};

/// So many offers stand on the page, or one of each stand when there are more stands: a page of thousands
/// is too much for a phone at a fair, and for what a node keeps.
const MOST_CARDS: usize = 300;

/// How many offers of each of so many stands are shown, the first ones; the others stand on the page of
/// their project.
fn of_each(stands: usize) -> usize {
    MOST_CARDS.checked_div(stands).unwrap_or(MOST_CARDS).max(1)
}

/// The page of a place at its own address.
pub(super) fn html(reader: &Reader<'_>, window: &KioskWindow, address: &str) -> String {
    let KioskWindow { kiosk, stands } = window;
    let name = kiosk.name.resolve(reader.languages).0;
    let description = kiosk.description.as_ref();
    let description = description.map_or("", |text| text.resolve(reader.languages).0);
    let told = Head {
        kind: "website",
        title: name,
        description: if description.is_empty() { &kiosk.address } else { description },
        address,
        // What is sold there first is what it looks like.
        picture: stands
            .iter()
            .flat_map(|stand| &stand.products)
            .find_map(|product| product.cover.as_ref()),
        written: kiosk.name.written().map(|(language, _)| language).collect(),
        facts: Vec::new(),
        linked: for_machines(reader, kiosk, address),
    };
    let mut html = head(reader, &told);
    html.push_str("<main>\n");
    top(&mut html, reader, kiosk);
    if let Some(text) = &kiosk.description {
        let (text, spoken) = text.resolve(reader.languages);
        let text = paragraphs(text);
        put(&mut html, format_args!("<div lang=\"{}\">\n{text}</div>\n", spoken.tag()));
    }
    let most = of_each(stands.len());
    for stand in stands {
        let (slug, name) = (escape(&stand.project.slug), escape(&stand.project.name));
        put(&mut html, format_args!("<h2><a href=\"/s/{slug}\">{name}</a></h2>\n"));
        let shown = stand.products.get(..most).unwrap_or(&stand.products);
        if !shown.is_empty() {
            html.push_str(&cards(reader, shown));
        }
    }
    html.push_str("</main>\n");
    foot(&mut html, reader, &told.written);
    html
}

/// What it is, whether it takes place, when and where.
fn top(html: &mut String, reader: &Reader<'_>, kiosk: &Kiosk) {
    let (words, language) = (reader.words(), reader.language());
    put(html, format_args!("<p class=\"about\">{}</p>\n", words::place(kiosk.kind, language)));
    let (name, spoken) = kiosk.name.resolve(reader.languages);
    put(html, format_args!("<h1 lang=\"{}\">{}</h1>\n", spoken.tag(), escape(name)));
    if kiosk.status == KioskStatus::Cancelled {
        put(html, format_args!("<p class=\"state out\">{}</p>\n", words.cancelled));
        if let Some(reason) = &kiosk.reason {
            html.push_str(&paragraphs(reason));
        }
    }
    let moment = kiosk.starts_at.zip(kiosk.ends_at).map(|(starts_at, ends_at)| {
        format!("{} – {}", time(starts_at, language), time(ends_at, language))
    });
    let hours = kiosk.opening_hours.as_ref().map(|hours| words::opening_hours(&hours.0, language));
    let state = reader.state_name(&kiosk.state_code);
    let at =
        state.map_or_else(|| kiosk.address.clone(), |state| format!("{}, {state}", kiosk.address));
    facts_of(html, [(words.when, moment), (words.hours, hours), (words.address, Some(at))]);
    if kiosk.starts_at.is_some() && kiosk.status == KioskStatus::Active {
        let (id, label) = (kiosk.id, words.calendar);
        put(
            html,
            format_args!(
                "<a class=\"button\" href=\"/v1/shop/kiosks/{id}.ics\" rel=\"nofollow\">{label}</a>\n"
            ),
        );
    }
}

/// A carnival as schema.org's `Event`, a kiosk as its `LocalBusiness`.
fn for_machines(reader: &Reader<'_>, kiosk: &Kiosk, address: &str) -> Value {
    let name = kiosk.name.resolve(reader.languages).0;
    let description =
        kiosk.description.as_ref().map(|text| text.resolve(reader.languages).0.to_owned());
    let postal = json!({
        "@type": "PostalAddress", "streetAddress": kiosk.address,
        "addressRegion": reader.state_name(&kiosk.state_code), "addressCountry": "MY",
    });
    let there = json!({
        "@type": "GeoCoordinates", "latitude": kiosk.latitude, "longitude": kiosk.longitude,
    });
    let own = [
        ("@context", json!("https://schema.org")),
        ("@id", json!(address)),
        ("url", json!(address)),
        ("name", json!(name)),
        ("description", json!(description)),
    ];
    let more = match kiosk.kind {
        KioskKind::Carnival => {
            let status = match kiosk.status {
                KioskStatus::Active => "https://schema.org/EventScheduled",
                KioskStatus::Cancelled => "https://schema.org/EventCancelled",
            };
            vec![
                ("@type", json!("Event")),
                ("startDate", json!(kiosk.starts_at)),
                ("endDate", json!(kiosk.ends_at)),
                ("eventStatus", json!(status)),
                ("eventAttendanceMode", json!("https://schema.org/OfflineEventAttendanceMode")),
                (
                    "location",
                    json!({ "@type": "Place", "name": kiosk.address, "address": postal, "geo": there }),
                ),
            ]
        }
        KioskKind::Kiosk => {
            let hours = kiosk.opening_hours.iter().flat_map(|hours| &hours.0);
            let hours: Vec<Value> = hours.map(linked::opening).collect();
            vec![
                ("@type", json!("LocalBusiness")),
                ("address", postal),
                ("geo", there),
                ("openingHoursSpecification", json!(hours)),
            ]
        }
    };
    linked::without_nulls(own.into_iter().chain(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_place_shows_everything_and_a_large_one_a_little_of_each() {
        assert_eq!([0, 1, 15, 100, 300, 500].map(of_each), [300, 300, 20, 3, 1, 1]);
    }
}
