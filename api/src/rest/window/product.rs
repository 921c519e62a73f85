//! The page of an offer; pure.

use domain::{
    krt_shop::{
        certificate::Mark,
        product::{Availability, PriceKind},
        project,
        window::{Delivered, ProductWindow},
    },
    shared::language::Language,
};

use super::{
    linked,
    page::{Head, Reader, amount, cards, facts_of, foot, head, picture, price, put, ringgit},
    reviews, seller, words,
};
use crate::rest::share::{
    page::{escape, paragraphs},
    words::{date, month},
};

/// The page of an offer at its own address.
pub(super) fn html(reader: &Reader<'_>, window: &ProductWindow, address: &str) -> String {
    let ProductWindow { product, project, .. } = window;
    let name = product.name.resolve(reader.languages).0;
    let description = product.description.as_ref();
    let description = description.map_or("", |text| text.resolve(reader.languages).0);
    let written: Vec<Language> = product.name.written().map(|(language, _)| language).collect();
    let mut facts = Vec::new();
    if let (Some(sen), PriceKind::Fixed) = (product.price_now(reader.now), product.price_kind) {
        facts.push(("product:price:amount", amount(sen)));
        facts.push(("product:price:currency", "MYR".to_owned()));
    }
    let told = Head {
        kind: "product",
        title: &format!("{name} · {}", project.name),
        description: if description.is_empty() { name } else { description },
        address,
        picture: window.pictures.first(),
        written,
        facts,
        linked: linked::product(reader, window, address),
    };
    let mut html = head(reader, &told);
    html.push_str("<main>\n");
    top(&mut html, reader, window);
    reviews::rating(&mut html, reader, window.rating);
    marks(&mut html, reader, &window.marks);
    contacts(&mut html, reader, window);
    details(&mut html, reader, window);
    if let Some(text) = &product.description {
        let (text, spoken) = text.resolve(reader.languages);
        put(
            &mut html,
            format_args!("<div lang=\"{}\">\n{}</div>\n", spoken.tag(), paragraphs(text)),
        );
    }
    for one in window.pictures.iter().skip(1) {
        html.push_str(&picture(reader, one, false));
    }
    let name = escape(&project.name);
    put(&mut html, format_args!("<h2>{name}</h2>\n"));
    facts_of(&mut html, seller::disclosed(reader, project));
    reviews::reviews(&mut html, reader, &window.reviews);
    reviews::questions(&mut html, reader, &window.questions);
    if !window.others.is_empty() {
        let others = cards(reader, &window.others);
        put(&mut html, format_args!("<h2>{}</h2>\n{others}", reader.words().others));
    }
    html.push_str("</main>\n");
    foot(&mut html, reader, &told.written);
    html
}

/// The first picture, what it is called, whose it is, what it costs and whether it can be had.
fn top(html: &mut String, reader: &Reader<'_>, window: &ProductWindow) {
    let ProductWindow { product, project, .. } = window;
    let language = reader.language();
    if let Some(first) = window.pictures.first() {
        html.push_str(&picture(reader, first, true));
    }
    let path: Vec<String> = window
        .categories
        .iter()
        .map(|category| escape(category.name.resolve(reader.languages).0))
        .collect();
    put(
        html,
        format_args!(
            "<p class=\"about\">{} · {}</p>\n",
            words::kind(product.kind, language),
            path.join(" › ")
        ),
    );
    let (name, spoken) = product.name.resolve(reader.languages);
    put(html, format_args!("<h1 lang=\"{}\">{}</h1>\n", spoken.tag(), escape(name)));
    html.push_str(&price(reader, product));
    let class = match product.availability {
        Availability::InStock | Availability::Seasonal => "state",
        Availability::Few => "state few",
        Availability::Out => "state out",
    };
    let availability = words::availability(product.availability, language);
    put(html, format_args!("<p class=\"{class}\">{availability}</p>\n"));
    let place = window.area.as_ref().map_or_else(String::new, |area| {
        format!("<br><span class=\"small\">{}</span>", escape(&area.name))
    });
    put(
        html,
        format_args!(
            "<p><a href=\"/s/{}\">{}</a>{place}</p>\n",
            escape(&project.slug),
            escape(&project.name)
        ),
    );
}

/// The certificates that officers have checked and that are valid today: what each says, its number, who
/// has issued it and until when it is valid.
pub(super) fn marks(html: &mut String, reader: &Reader<'_>, marks: &[Mark]) {
    if marks.is_empty() {
        return;
    }
    let words = reader.words();
    put(html, format_args!("<h2>{}</h2>\n<ul class=\"plain\">\n", words.marks));
    for mark in marks {
        put(
            html,
            format_args!(
                "<li>{} · {} · {} · {} {}</li>\n",
                words::certificate(mark.kind),
                escape(&mark.number),
                escape(&mark.issuer),
                words.until,
                date(mark.valid_until, reader.language())
            ),
        );
    }
    html.push_str("</ul>\n");
}

/// How to reach the seller, with a text about this offer that is ready to be sent.
fn contacts(html: &mut String, reader: &Reader<'_>, window: &ProductWindow) {
    let ProductWindow { product, project, .. } = window;
    buttons(html, reader, (project.as_ref(), &product.id.to_string()));
    let open = reader.words().open;
    put(html, format_args!("<p><a href=\"krt://product/{}\">{open}</a></p>\n", product.id));
}

/// The buttons by which a project is reached, because of the offer or the project with this id. They lead
/// there by way of this service, which counts the tap for the seller.
pub(super) fn buttons(
    html: &mut String,
    reader: &Reader<'_>,
    (project, seen): (&project::Project, &str),
) {
    let tag = reader.language().tag();
    let link = |way: &str| escape(&format!("/v1/shop/contact/{way}/{seen}?lang={tag}"));
    if project.whatsapp.is_some() {
        let link = link("whatsapp");
        put(
            html,
            format_args!(
                "<a class=\"button whatsapp\" href=\"{link}\" rel=\"nofollow noopener\">WhatsApp</a>\n"
            ),
        );
    }
    if let Some(number) = &project.phone {
        let (link, number, call) = (link("phone"), escape(number), reader.words().call);
        put(
            html,
            format_args!(
                "<a class=\"button\" href=\"{link}\" rel=\"nofollow\">{call} {number}</a>\n"
            ),
        );
    }
}

/// Sizes, delivery, and what has to be known before one orders.
fn details(html: &mut String, reader: &Reader<'_>, window: &ProductWindow) {
    let (words, language, product) = (reader.words(), reader.language(), &window.product);
    if !window.variants.is_empty() {
        put(html, format_args!("<h2>{}</h2>\n<ul class=\"plain\">\n", words.sizes));
        for variant in &window.variants {
            let (name, spoken) = variant.name.resolve(reader.languages);
            let price = variant.price_sen.map_or_else(String::new, |sen| {
                format!(" · {}", if sen == 0 { words.free.to_owned() } else { ringgit(sen) })
            });
            let state = match variant.availability {
                Availability::InStock => String::new(),
                other => format!(" · {}", words::availability(other, language)),
            };
            put(
                html,
                format_args!(
                    "<li><span lang=\"{}\">{}</span>{price}{state}</li>\n",
                    spoken.tag(),
                    escape(name)
                ),
            );
        }
        html.push_str("</ul>\n");
    }
    put(html, format_args!("<h2>{}</h2>\n<ul class=\"plain\">\n", words.delivery));
    if product.pick_up {
        put(html, format_args!("<li>{}</li>\n", words.pick_up));
    }
    for delivered in &window.deliveries {
        put(html, format_args!("<li>{}</li>\n", place(reader, delivered)));
    }
    if !product.pick_up && window.deliveries.is_empty() {
        put(html, format_args!("<li>{}</li>\n", words.no_delivery));
    }
    html.push_str("</ul>\n");
    conditions(html, reader, window);
}

fn place(reader: &Reader<'_>, delivered: &Delivered) -> String {
    let words = reader.words();
    let name = delivered.name.as_ref();
    let name = name.map_or(words.country, |name| name.resolve(reader.languages).0);
    match delivered.delivery.cost_sen {
        // Nobody takes what is not said for what costs nothing.
        None => format!("{} · {}", escape(name), words.on_asking),
        Some(0) => format!("{} · {}", escape(name), words.free),
        Some(sen) => format!("{} · {}", escape(name), ringgit(sen)),
    }
}

fn conditions(html: &mut String, reader: &Reader<'_>, window: &ProductWindow) {
    let (words, language, product) = (reader.words(), reader.language(), &window.product);
    let months = product.season_months.iter();
    let months: Vec<&str> = months.filter_map(|number| month(*number, language)).collect();
    let facts = [
        (words.minimum, product.minimum_quantity.map(|number| number.to_string())),
        (words.lead_time, product.lead_time_days.map(|days| days.to_string())),
        (words.months, (!months.is_empty()).then(|| months.join(", "))),
    ];
    facts_of(html, facts);
}
