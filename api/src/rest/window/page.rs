//! What every page of the shop has: its head, its style, pictures, prices and cards; pure. Everything
//! that people wrote is escaped.

use std::fmt::Write as _;

use domain::{
    community::states,
    krt_shop::product::{PriceKind, Product},
    shared::{
        clock::Instant,
        language::{Language, Languages},
        media::{Picture, PictureFormat},
    },
};
use serde_json::Value;

use super::words;
use crate::rest::share::{
    page::{escape, shortened},
    words::{locale, name, time},
};

/// The style: the phone's own letters, one column, two cards beside each other, dark where the phone
/// is dark, and each text from the side from which its first letters are read.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:40rem;padding:1rem;font:1.0625rem/1.55 system-ui,-apple-system,Roboto,\"Noto Sans\",sans-serif;\
color:#1b1b1b;background:#fff;overflow-wrap:anywhere}\
h1{margin:.5rem 0;font-size:1.5rem;line-height:1.25}h2{margin:1.5rem 0 .5rem;font-size:1.125rem}\
h1,h2,p,dd,li,.name{unicode-bidi:plaintext}\
img{display:block;width:100%;height:auto;border-radius:.5rem;background:#ececec}\
picture{display:block;margin:0 0 .75rem}\
a{color:#0b4f9e}\
.about,nav,.small{color:#474747;font-size:.9375rem}\
.rating{margin:.5rem 0}\
.price{margin:.25rem 0;font-size:1.375rem;font-weight:bold}\
del{font-weight:normal;font-size:1rem}\
.state{display:inline-block;margin:0;padding:.125rem .5rem;border-radius:.25rem;color:#fff;background:#3d4752}\
.few{background:#9a4100}.out{background:#b00020}\
.button{display:block;margin:.75rem 0;padding:.75rem 1rem;border-radius:.5rem;text-align:center;\
font-weight:bold;text-decoration:none;color:#fff;background:#0b4f9e}\
.whatsapp{background:#0a6b3d}\
ul.plain{margin:0;padding:0;list-style:none}ul.plain li{padding:.375rem 0;border-bottom:1px solid #ddd}\
dl{margin:0}dt{color:#474747;font-size:.9375rem}dd{margin:0 0 .5rem}\
.cards{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin:0;padding:0;list-style:none}\
.cards a{display:block;color:inherit;text-decoration:none}.cards picture{margin:0 0 .25rem}\
.cards img{aspect-ratio:1;object-fit:cover}.cards .price{font-size:1rem}\
nav a{display:inline-block;padding:.5rem .75rem .5rem 0}\
@media (prefers-color-scheme:dark){body{color:#eee;background:#121212}a{color:#8ab8ff}\
.about,nav,.small,dt{color:#bdbdbd}img{background:#2a2a2a}.button{color:#fff}ul.plain li{border-color:#444}}";

/// How wide a picture stands on a page, how wide a messenger takes it, and how wide on a card.
const WIDE: u32 = 640;
const WIDER: u32 = 1280;
const NARROW: u32 = 320;

/// For whom a page is written, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub languages: &'a Languages,
    pub public_url: &'a str,
    pub now: Instant,
}

impl Reader<'_> {
    /// What a state is called, in the language of sentences.
    pub fn state_name(&self, code: &str) -> Option<&'static str> {
        let state = states::known_state(code)?;
        let english = self.languages.sentences() == Language::En;
        Some(if english { state.name_en } else { state.name_ms })
    }

    pub fn language(&self) -> Language {
        self.languages.first()
    }

    pub fn words(&self) -> &'static words::Words {
        words::of(self.language())
    }
}

/// What stands in the head of a page.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// `product` or `business.business`, as Open Graph says it.
    pub kind: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// The page's own address, without a language.
    pub address: &'a str,
    pub picture: Option<&'a Picture>,
    /// The languages in which something of it is written.
    pub written: Vec<Language>,
    /// Price and such, as Open Graph says it.
    pub facts: Vec<(&'static str, String)>,
    /// The same for machines, as JSON-LD.
    pub linked: Value,
}

/// Writes into a page; that cannot fail.
pub(super) fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = html.write_fmt(text);
}

/// JSON between `<script>` and `</script>`: nothing in it ends the script or begins a comment.
fn within_script(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The beginning of every page.
fn begin(language: Language) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<style>{STYLE}</style>\n",
        language.tag()
    )
}

/// The page up to where its body begins.
pub(super) fn head(reader: &Reader<'_>, head: &Head<'_>) -> String {
    let language = reader.language();
    let mut html = begin(language);
    let description = shortened(head.description);
    let address = escape(head.address);
    put(&mut html, format_args!("<title>{}</title>\n", escape(head.title)));
    put(&mut html, format_args!("<link rel=\"canonical\" href=\"{address}\">\n"));
    for other in &head.written {
        let tag = other.tag();
        put(
            &mut html,
            format_args!(
                "<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{address}?lang={tag}\">\n"
            ),
        );
    }
    let mut meta = |property: &str, content: &str| {
        let content = escape(content);
        put(&mut html, format_args!("<meta property=\"{property}\" content=\"{content}\">\n"));
    };
    meta("og:type", head.kind);
    meta("og:site_name", "KRT Shop");
    meta("og:title", head.title);
    meta("og:description", &description);
    meta("og:url", head.address);
    meta("og:locale", locale(language));
    for other in head.written.iter().filter(|other| **other != language) {
        meta("og:locale:alternate", locale(*other));
    }
    if let Some(picture) = head.picture {
        let path = picture.path(Some(WIDER), PictureFormat::Jpeg);
        meta("og:image", &format!("{}{path}", reader.public_url));
        meta("og:image:type", "image/jpeg");
        if let Some(text) = &picture.alternative_text {
            meta("og:image:alt", text.resolve(reader.languages).0);
        }
    }
    for (property, content) in &head.facts {
        meta(property, content);
    }
    let description = escape(&description);
    put(&mut html, format_args!("<meta name=\"description\" content=\"{description}\">\n"));
    let card = if head.picture.is_some() { "summary_large_image" } else { "summary" };
    put(&mut html, format_args!("<meta name=\"twitter:card\" content=\"{card}\">\n"));
    put(
        &mut html,
        format_args!(
            "<script type=\"application/ld+json\">{}</script>\n",
            within_script(&head.linked)
        ),
    );
    html
}

/// The links to the other languages, and the end.
pub(super) fn foot(html: &mut String, reader: &Reader<'_>, written: &[Language]) {
    let mut links = String::new();
    for other in written.iter().filter(|other| **other != reader.language()) {
        let (tag, name) = (other.tag(), name(*other));
        put(
            &mut links,
            format_args!("<a href=\"?lang={tag}\" hreflang=\"{tag}\" lang=\"{tag}\">{name}</a>\n"),
        );
    }
    if !links.is_empty() {
        let label = reader.words().languages;
        put(html, format_args!("<nav aria-label=\"{label}\">\n{links}</nav>\n"));
    }
    html.push_str("</html>\n");
}

/// A page that says one sentence.
pub(super) fn alone(sentence: &str, language: Language) -> String {
    format!("{}<title>KRT Shop</title>\n<main><p>{sentence}</p></main>\n</html>\n", begin(language))
}

/// A picture in the sizes that there are, as WebP and, for old phones, as JPEG.
pub(super) fn picture(reader: &Reader<'_>, picture: &Picture, first: bool) -> String {
    let sizes = "(min-width:40rem) 38rem, 100vw";
    let lazy = if first { "" } else { " loading=\"lazy\"" };
    drawn(reader, picture, (WIDE, sizes, lazy))
}

fn drawn(
    reader: &Reader<'_>,
    picture: &Picture,
    (width, sizes, more): (u32, &str, &str),
) -> String {
    let set = |format: PictureFormat| -> String {
        let widths = picture.widths.iter();
        let sizes = widths.map(|width| format!("{} {width}w", picture.path(Some(*width), format)));
        escape(&sizes.collect::<Vec<_>>().join(", "))
    };
    let text = picture.alternative_text.as_ref();
    let text = text.map_or("", |text| text.resolve(reader.languages).0);
    format!(
        "<picture><source type=\"image/webp\" srcset=\"{}\" sizes=\"{sizes}\">\
         <img src=\"{}\" srcset=\"{}\" sizes=\"{sizes}\" width=\"{}\" height=\"{}\" alt=\"{}\"{more}>\
         </picture>\n",
        set(PictureFormat::WebP),
        escape(&picture.path(Some(width), PictureFormat::Jpeg)),
        set(PictureFormat::Jpeg),
        picture.width,
        picture.height,
        escape(text)
    )
}

/// An amount for people.
pub(super) fn ringgit(sen: i64) -> String {
    format!("RM {}", amount(sen))
}

/// An amount for machines.
pub(super) fn amount(sen: i64) -> String {
    format!("{}.{:02}", sen / 100, sen % 100)
}

/// What an offer costs now, with the usual price beside a promotion's. In one paragraph.
pub(super) fn price(reader: &Reader<'_>, product: &Product) -> String {
    let words = reader.words();
    let Some(now) = product.price_now(reader.now) else {
        return format!("<p class=\"price\">{}</p>\n", words.ask);
    };
    let from = match product.price_kind {
        PriceKind::From => format!("{} ", words.from),
        PriceKind::Fixed | PriceKind::Ask => String::new(),
    };
    let shown = if now == 0 { words.free.to_owned() } else { ringgit(now) };
    let unit = product.unit.as_deref();
    let unit = unit.map_or_else(String::new, |unit| format!(" / {}", escape(unit)));
    let promotion = product.promotion_at(reader.now);
    let usual = product.price_sen.filter(|_| promotion.is_some());
    let usual = usual.map_or_else(String::new, |sen| format!("<del>{}</del> ", ringgit(sen)));
    let until = promotion.map_or_else(String::new, |promotion| {
        let until = time(promotion.until, reader.language());
        format!("<p class=\"small\">{} {until}</p>\n", words.until)
    });
    format!("<p class=\"price\">{usual}{from}{shown}{unit}</p>\n{until}")
}

/// Offers beside each other, each leading to its page.
pub(super) fn cards(reader: &Reader<'_>, products: &[Product]) -> String {
    let mut html = String::from("<ul class=\"cards\">\n");
    for product in products {
        let (name, spoken) = product.name.resolve(reader.languages);
        let cover = product.cover.as_ref().map_or_else(String::new, |cover| {
            // Its name stands right below.
            let cover = Picture { alternative_text: None, ..cover.clone() };
            drawn(reader, &cover, (NARROW, "(min-width:40rem) 19rem, 50vw", " loading=\"lazy\""))
        });
        let now = match product.price_now(reader.now) {
            None => reader.words().ask.to_owned(),
            Some(0) => reader.words().free.to_owned(),
            Some(sen) if product.price_kind == PriceKind::From => {
                format!("{} {}", reader.words().from, ringgit(sen))
            }
            Some(sen) => ringgit(sen),
        };
        put(
            &mut html,
            format_args!(
                "<li><a href=\"/p/{}\">{cover}<span class=\"name\" lang=\"{}\">{}</span>\
                 <br><span class=\"price\">{now}</span></a></li>\n",
                escape(&product.slug),
                spoken.tag(),
                escape(name)
            ),
        );
    }
    html.push_str("</ul>\n");
    html
}

/// What is known, as names with what they are.
pub(super) fn facts_of(
    html: &mut String,
    facts: impl IntoIterator<Item = (&'static str, Option<String>)>,
) {
    let rows: String = facts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("<dt>{name}</dt><dd>{}</dd>\n", escape(&value?))))
        .collect();
    if !rows.is_empty() {
        put(html, format_args!("<dl>\n{rows}</dl>\n"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_in_a_text_ends_the_script_around_it() {
        let hostile = json!({ "name": "</script><script>alert(1)</script><!-- &amp; \u{2028}" });
        let written = within_script(&hostile);
        assert!(!written.contains(['<', '>', '&', '\u{2028}']), "{written}");
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), hostile);
    }

    #[test]
    fn an_amount_has_two_places() {
        assert_eq!([0, 5, 650, 100_000].map(amount), ["0.00", "0.05", "6.50", "1000.00"]);
    }
}
