//! An offer and a project for machines, in the words of schema.org (JSON-LD); pure.

use chrono::{Datelike as _, TimeDelta};
use domain::{
    krt_shop::{
        product::{Availability, PriceKind, Product, Variant},
        project::{Opening, Weekday},
        review::{Rating, Review},
        window::{ProductWindow, ProjectWindow, project_url},
    },
    shared::{
        clock::Instant,
        malaysia,
        media::{Picture, PictureFormat},
    },
};
use serde_json::{Map, Value, json};

use super::{
    page::{Reader, amount},
    reviews,
};

/// An object without what is nothing.
pub(super) fn without_nulls(pairs: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let kept = pairs.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(kept.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn pictures(reader: &Reader<'_>, pictures: &[Picture]) -> Value {
    let address = |picture: &Picture| {
        format!("{}{}", reader.public_url, picture.path(None, PictureFormat::Jpeg))
    };
    match pictures {
        [] => Value::Null,
        all => all.iter().map(address).collect(),
    }
}

/// An offer: schema.org's Product with its Offer, or an `AggregateOffer` when there are several prices.
pub(super) fn product(reader: &Reader<'_>, window: &ProductWindow, address: &str) -> Value {
    let ProductWindow { product, project, .. } = window;
    let description = product.description.as_ref();
    let category: Vec<&str> =
        window.categories.iter().map(|one| one.name.resolve(reader.languages).0).collect();
    without_nulls([
        ("@context", json!("https://schema.org")),
        ("@type", json!("Product")),
        ("@id", json!(address)),
        ("url", json!(address)),
        ("name", json!(product.name.resolve(reader.languages).0)),
        ("description", json!(description.map(|text| text.resolve(reader.languages).0))),
        ("image", pictures(reader, &window.pictures)),
        ("category", json!(category.join(" > "))),
        ("sku", json!(product.slug)),
        ("offers", offers(reader, window, address)),
        ("brand", json!({ "@type": "Brand", "name": project.name })),
        ("aggregateRating", rating(window.rating)),
        ("review", reviews(&window.reviews)),
    ])
}

/// How something is rated; of what nobody has rated nothing is said.
fn rating(rating: Rating) -> Value {
    let Some(average) = reviews::average(rating) else { return Value::Null };
    json!({
        "@type": "AggregateRating", "ratingValue": average, "reviewCount": rating.reviews,
        "bestRating": reviews::STARS, "worstRating": 1,
    })
}

/// What stands on the page of what buyers say: of whoever has no name any more nothing, because schema.org
/// wants an author. (The page shows such a review without one.)
fn reviews(reviews: &[Review]) -> Value {
    let named = reviews.iter().filter(|review| !review.author_name.is_empty());
    let one = |review: &Review| {
        json!({
            "@type": "Review",
            "author": { "@type": "Person", "name": review.author_name },
            "reviewBody": review.text,
            "reviewRating": { "@type": "Rating", "ratingValue": review.stars, "bestRating": reviews::STARS, "worstRating": 1 },
        })
    };
    let told: Vec<Value> = named.map(one).collect();
    if told.is_empty() { Value::Null } else { Value::Array(told) }
}

fn offers(reader: &Reader<'_>, window: &ProductWindow, address: &str) -> Value {
    let ProductWindow { product, variants, project, .. } = window;
    let prices = prices(product, variants, reader.now);
    let seller = json!({
        "@type": "LocalBusiness",
        "name": project.name,
        "url": project_url(reader.public_url, &project.slug),
    });
    let common = [
        ("availability", json!(availability(product, reader.now))),
        ("url", json!(address)),
        ("seller", seller),
    ];
    let (lowest, highest) = (prices.iter().min().copied(), prices.iter().max().copied());
    let (Some(lowest), Some(highest)) = (lowest, highest) else {
        return without_nulls([("@type", json!("Offer"))].into_iter().chain(common));
    };
    let currency = ("priceCurrency", json!("MYR"));
    if product.price_kind != PriceKind::From && lowest == highest {
        // The last day on which it counts: at its end it does not any more.
        let until = product.promotion_at(reader.now);
        let last = until.map(|promotion| promotion.until - TimeDelta::microseconds(1));
        let until = last.map(|last| malaysia::day(last).to_string());
        let offer = [
            ("@type", json!("Offer")),
            ("price", json!(amount(lowest))),
            currency,
            ("priceValidUntil", json!(until)),
        ];
        return without_nulls(offer.into_iter().chain(common));
    }
    // "From" says nothing of the highest price.
    let highest = (product.price_kind != PriceKind::From).then(|| amount(highest));
    let offer = [
        ("@type", json!("AggregateOffer")),
        ("lowPrice", json!(amount(lowest))),
        ("highPrice", json!(highest)),
        currency,
        ("offerCount", json!(variants.len().max(1))),
    ];
    without_nulls(offer.into_iter().chain(common))
}

/// What its sizes cost now, or it itself when it has none.
fn prices(product: &Product, variants: &[Variant], now: Instant) -> Vec<i64> {
    let own = product.price_now(now);
    if variants.is_empty() {
        return own.into_iter().collect();
    }
    variants.iter().filter_map(|variant| variant.price_sen.or(own)).collect()
}

/// As schema.org says it; something seasonal by the month in Malaysia.
fn availability(product: &Product, now: Instant) -> &'static str {
    match product.availability {
        Availability::InStock => "https://schema.org/InStock",
        Availability::Few => "https://schema.org/LimitedAvailability",
        Availability::Out => "https://schema.org/OutOfStock",
        Availability::Seasonal => {
            let month = i64::from(malaysia::day(now).month());
            if product.season_months.contains(&month) {
                "https://schema.org/InStock"
            } else {
                "https://schema.org/OutOfStock"
            }
        }
    }
}

/// A project: schema.org's `LocalBusiness`.
pub(super) fn project(
    reader: &Reader<'_>,
    window: &ProjectWindow,
    state: Option<&str>,
    address: &str,
) -> Value {
    let project = &*window.project;
    let place = project.latitude.zip(project.longitude);
    let hours = project.opening_hours.as_ref().map(|hours| hours.0.iter().map(opening));
    let elsewhere: Option<Vec<&str>> =
        project.links.as_ref().map(|links| links.0.iter().map(|link| link.url.as_str()).collect());
    without_nulls([
        ("@context", json!("https://schema.org")),
        ("@type", json!("LocalBusiness")),
        ("@id", json!(address)),
        ("url", json!(address)),
        ("name", json!(project.name)),
        ("description", json!(project.story.resolve(reader.languages).0)),
        ("image", pictures(reader, &window.pictures)),
        ("telephone", json!(project.phone)),
        ("email", json!(project.email)),
        (
            "address",
            without_nulls([
                ("@type", json!("PostalAddress")),
                ("streetAddress", json!(project.address)),
                ("postalCode", json!(project.postcode)),
                ("addressRegion", json!(state)),
                ("addressCountry", json!("MY")),
            ]),
        ),
        (
            "geo",
            json!(place.map(|(latitude, longitude)| json!({
                "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude,
            }))),
        ),
        ("openingHoursSpecification", json!(hours.map(Iterator::collect::<Vec<Value>>))),
        ("foundingDate", json!(project.start_year.map(|year| year.to_string()))),
        ("currenciesAccepted", json!("MYR")),
        ("sameAs", json!(elsewhere)),
        ("aggregateRating", rating(window.rating)),
    ])
}

/// A time of a week for machines.
pub(super) fn opening(opening: &Opening) -> Value {
    let day = match opening.day {
        Weekday::Monday => "https://schema.org/Monday",
        Weekday::Tuesday => "https://schema.org/Tuesday",
        Weekday::Wednesday => "https://schema.org/Wednesday",
        Weekday::Thursday => "https://schema.org/Thursday",
        Weekday::Friday => "https://schema.org/Friday",
        Weekday::Saturday => "https://schema.org/Saturday",
        Weekday::Sunday => "https://schema.org/Sunday",
    };
    // The last minute of the day, which both ends can say.
    let closes = if opening.closes == "24:00" { "23:59" } else { opening.closes.as_str() };
    json!({
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": day, "opens": opening.opens, "closes": closes,
    })
}
