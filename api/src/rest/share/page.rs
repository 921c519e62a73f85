//! The page itself: plain HTML from values; pure. Everything that people wrote is escaped.

use std::fmt::Write as _;

use domain::{
    mykrt::{
        activity::Activity,
        notice::{Notice, NoticeDocument, NoticeStatus, Severity},
    },
    shared::{
        clock::Instant,
        language::{Language, Languages, LocalizedText},
        media::Picture,
    },
};

use super::{activity, words};
use crate::rest::documents;

/// The page's style: the phone's own letters, one column, dark where the phone is dark, and each
/// paragraph from the side from which its first letters are read.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0 auto;max-width:40rem;padding:1rem;font:1.0625rem/1.55 system-ui,-apple-system,Roboto,\"Noto Sans\",sans-serif;\
color:#1b1b1b;background:#fff;word-wrap:break-word;overflow-wrap:break-word}\
h1{margin:.5rem 0;font-size:1.5rem;line-height:1.25}\
h2{margin:1rem 0 .25rem;font-size:1.125rem;line-height:1.25}\
h1,h2,p{unicode-bidi:plaintext}\
img{display:block;max-width:100%;height:auto;margin:1rem 0;border-radius:.5rem}\
a{color:#0b4f9e}\
.about,.times,nav{color:#474747;font-size:.9375rem}\
.severity{display:inline-block;padding:.125rem .5rem;border-radius:.25rem;color:#fff;background:#3d4752}\
.important{background:#0b4f9e}.urgent{background:#9a4100}.emergency{background:#b00020}\
.state{padding:.75rem 1rem;border-left:.25rem solid #9a4100;background:#fdf1e7}\
.app,button{display:block;margin:1.5rem 0;padding:.75rem 1rem;border-radius:.5rem;text-align:center;\
font-weight:bold;text-decoration:none;color:#fff;background:#0b4f9e}\
button{width:100%;border:0;font-family:inherit;font-size:inherit;line-height:inherit}\
nav a{display:inline-block;padding:.5rem .75rem .5rem 0}\
@media (prefers-color-scheme:dark){body{color:#eee;background:#121212}a{color:#8ab8ff}\
.about,.times,nav{color:#bdbdbd}.state{background:#33241a}.app{color:#fff}}";

/// The longest description of a page in a messenger, in characters.
const DESCRIPTION: usize = 200;
/// How wide a picture stands on a page, and how wide a messenger takes it, in pixels.
const WIDE: u32 = 640;
const WIDER: u32 = 1280;

const LANGUAGES: [Language; 4] = [Language::Ms, Language::En, Language::Zh, Language::Ta];

/// What stands on a page.
pub(super) struct Page<'a> {
    pub notice: &'a Notice,
    pub pictures: &'a [Picture],
    pub documents: &'a [NoticeDocument],
    pub place: Option<&'a LocalizedText>,
    pub activity: Option<&'a Activity>,
    pub languages: &'a Languages,
    pub public_url: &'a str,
    /// The page's own address, without a language.
    pub address: &'a str,
}

impl Page<'_> {
    /// The whole page.
    pub fn html(&self) -> String {
        let language = self.languages.first();
        let mut html = begin(language);
        self.head(&mut html);
        self.top(&mut html, language);
        if let Some(activity) = self.activity {
            activity::put(&mut html, activity, (language, self.languages));
        }
        self.text(&mut html, language);
        self.documents(&mut html, language);
        self.foot(&mut html, language);
        html.push_str("</html>\n");
        html
    }

    /// The languages in which something of the notice is written.
    fn written(&self) -> impl Iterator<Item = Language> {
        LANGUAGES.into_iter().filter(move |language| {
            let texts = [&self.notice.title, &self.notice.body];
            texts.iter().any(|text| text.get(*language).is_some())
        })
    }

    fn in_language(&self, language: Language) -> String {
        format!("{}?lang={}", escape(self.address), language.tag())
    }

    fn head(&self, html: &mut String) {
        let (title, language) = self.notice.title.resolve(self.languages);
        let description = shortened(self.notice.body.resolve(self.languages).0);
        let address = escape(self.address);
        put(html, format_args!("<title>{}</title>\n", escape(title)));
        put(html, format_args!("<link rel=\"canonical\" href=\"{address}\">\n"));
        for other in self.written() {
            let (tag, at) = (other.tag(), self.in_language(other));
            put(html, format_args!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{at}\">\n"));
        }
        let mut meta = |property: &str, content: &str| {
            let content = escape(content);
            put(html, format_args!("<meta property=\"{property}\" content=\"{content}\">\n"));
        };
        meta("og:type", "article");
        meta("og:site_name", "MyKRT");
        meta("og:title", title);
        meta("og:description", &description);
        meta("og:url", self.address);
        meta("og:locale", words::locale(language));
        for other in self.written().filter(|other| *other != language) {
            meta("og:locale:alternate", words::locale(other));
        }
        if let Some(picture) = self.pictures.first() {
            let width = picture.width_for(Some(WIDER));
            let image = format!("{}/media/{}/{width}.jpg", self.public_url, picture.address);
            meta("og:image", &image);
            meta("og:image:type", "image/jpeg");
            if let Some(text) = &picture.alternative_text {
                meta("og:image:alt", text.resolve(self.languages).0);
            }
        }
        let description = escape(&description);
        put(html, format_args!("<meta name=\"description\" content=\"{description}\">\n"));
    }

    /// How much it matters, where, what it is called, since when.
    fn top(&self, html: &mut String, language: Language) {
        let words = words::of(language);
        let severity = words::severity(self.notice.severity, language);
        let class = match self.notice.severity {
            Severity::Information => "information",
            Severity::Important => "important",
            Severity::Urgent => "urgent",
            Severity::Emergency => "emergency",
        };
        let place = self.place.map_or(words.country, |place| place.resolve(self.languages).0);
        put(
            html,
            format_args!(
                "<main>\n<p class=\"about\"><strong class=\"severity {class}\">{severity}</strong> {}</p>\n",
                escape(place)
            ),
        );
        if self.notice.status == NoticeStatus::Expired {
            put(html, format_args!("<p class=\"state\">{}</p>\n", words.expired));
        }
        let (title, spoken) = self.notice.title.resolve(self.languages);
        put(html, format_args!("<h1 lang=\"{}\">{}</h1>\n", spoken.tag(), escape(title)));
        html.push_str("<p class=\"times\">");
        if let Some(at) = self.notice.published_at {
            put(html, format_args!("{} {}", words.published, time(at, language)));
        }
        if let Some(at) = self.notice.edited_at {
            put(html, format_args!("<br>{} {}", words.edited, time(at, language)));
        }
        html.push_str("</p>\n");
    }

    fn text(&self, html: &mut String, language: Language) {
        let (body, spoken) = self.notice.body.resolve(self.languages);
        put(html, format_args!("<div lang=\"{}\">\n{}</div>\n", spoken.tag(), paragraphs(body)));
        if let Some(link) = self.notice.link.as_deref().filter(|link| is_page(link)) {
            let (label, link) = (words::of(language).link, anchor(link));
            put(html, format_args!("<p>{label}: {link}</p>\n"));
        }
        for picture in self.pictures {
            let text = picture.alternative_text.as_ref();
            let text = text.map_or("", |text| text.resolve(self.languages).0);
            put(
                html,
                format_args!(
                    "<img src=\"/media/{}/{}.jpg\" width=\"{}\" height=\"{}\" alt=\"{}\">\n",
                    escape(&picture.address),
                    picture.width_for(Some(WIDE)),
                    picture.width,
                    picture.height,
                    escape(text)
                ),
            );
        }
    }

    /// What can be fetched, with its size: whoever pays for each megabyte decides.
    fn documents(&self, html: &mut String, language: Language) {
        if self.documents.is_empty() {
            return;
        }
        put(html, format_args!("<p>{}:</p>\n<ul>\n", words::of(language).documents));
        for NoticeDocument { document, filename } in self.documents {
            put(
                html,
                format_args!(
                    "<li><a href=\"{}\" download>{}</a> (PDF, {})</li>\n",
                    documents::path(&document.address, filename),
                    escape(filename),
                    size(document.bytes)
                ),
            );
        }
        html.push_str("</ul>\n");
    }

    /// Into the app, and to the other languages.
    fn foot(&self, html: &mut String, language: Language) {
        let words = words::of(language);
        let id = self.notice.id;
        put(html, format_args!("<a class=\"app\" href=\"krt://notice/{id}\">{}</a>\n", words.open));
        html.push_str("</main>\n");
        let spoken = self.notice.body.resolve(self.languages).1;
        let others: Vec<Language> = self.written().filter(|other| *other != spoken).collect();
        if others.is_empty() {
            return;
        }
        put(html, format_args!("<nav aria-label=\"{}\">\n", words.languages));
        for other in others {
            let (tag, name) = (other.tag(), words::name(other));
            put(
                html,
                format_args!(
                    "<a href=\"?lang={tag}\" hreflang=\"{tag}\" lang=\"{tag}\">{name}</a>\n"
                ),
            );
        }
        html.push_str("</nav>\n");
    }
}

/// The page of a notice that was taken back.
pub(super) fn withdrawn(language: Language) -> String {
    alone(words::of(language).withdrawn, language)
}

/// The page where there is nothing, for whatever reason.
pub(super) fn missing(language: Language) -> String {
    alone(words::of(language).missing, language)
}

fn alone(sentence: &str, language: Language) -> String {
    format!("{}<title>MyKRT</title>\n<main><p>{sentence}</p></main>\n</html>\n", begin(language))
}

pub(in crate::rest) fn begin(language: Language) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<style>{STYLE}</style>\n",
        language.tag()
    )
}

pub(super) fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = html.write_fmt(text);
}

fn time(at: Instant, language: Language) -> String {
    moment(at, &words::time(at, language))
}

/// A moment for programs and, as it is shown, for people.
pub(super) fn moment(at: Instant, shown: &str) -> String {
    format!("<time datetime=\"{}\">{shown}</time>", at.format("%Y-%m-%dT%H:%M:%SZ"))
}

/// A text as it stands in a page or between quotes: nothing in it is markup.
pub(in crate::rest) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The beginning of a text on one line.
pub(in crate::rest) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= DESCRIPTION {
        return line;
    }
    let mut cut: String = line.chars().take(DESCRIPTION - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// A text with its paragraphs and lines, and its links as links.
pub(in crate::rest) fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            lines.push(linked(line));
        } else if !lines.is_empty() {
            put(&mut html, format_args!("<p>{}</p>\n", lines.join("<br>\n")));
            lines.clear();
        }
    }
    html
}

/// The addresses in a line become links; everything else is text.
fn linked(line: &str) -> String {
    const SCHEME: &str = "https://";
    let mut html = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, from)) = rest.find(SCHEME).and_then(|at| rest.split_at_checked(at)) {
        html.push_str(&escape(before));
        let end = from
            .find(|letter: char| {
                !letter.is_ascii_graphic() || matches!(letter, '<' | '>' | '"' | '\\' | '`')
            })
            .unwrap_or(from.len());
        let whole = from.get(..end).unwrap_or(from);
        // What ends a sentence is no part of an address.
        let address = whole
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_', '~']);
        let length = address.len().max(SCHEME.len());
        let (shown, after) = from.split_at_checked(length).unwrap_or((from, ""));
        html.push_str(&if is_page(shown) { anchor(shown) } else { escape(shown) });
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

/// How long a file is, for people: in kB below a megabyte, rounded up.
fn size(bytes: u64) -> String {
    match bytes.div_ceil(1_000) {
        kilobytes @ 0..1_000 => format!("{kilobytes} kB"),
        kilobytes => {
            let tenths = kilobytes.div_ceil(100);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

fn is_page(link: &str) -> bool {
    let start = link.split_at_checked("https://".len());
    start.is_some_and(|(scheme, rest)| scheme.eq_ignore_ascii_case("https://") && !rest.is_empty())
}

fn anchor(address: &str) -> String {
    let address = escape(address);
    format!("<a href=\"{address}\" rel=\"nofollow noopener\">{address}</a>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_nothing_else_is_markup() {
        assert_eq!(
            linked("Lihat https://krt.example/a?b=1&c=2, dan <b>datang</b>!"),
            "Lihat <a href=\"https://krt.example/a?b=1&amp;c=2\" rel=\"nofollow noopener\">\
             https://krt.example/a?b=1&amp;c=2</a>, dan &lt;b&gt;datang&lt;/b&gt;!"
        );
        assert_eq!(
            linked("(https://a.my)。请看"),
            "(<a href=\"https://a.my\" rel=\"nofollow noopener\">https://a.my</a>)。请看"
        );
        assert_eq!(linked("https:// javascript:alert(1)"), "https:// javascript:alert(1)");
        assert_eq!(
            linked("https://x\" onclick=\"y"),
            "<a href=\"https://x\" rel=\"nofollow noopener\">https://x</a>&quot; onclick=&quot;y"
        );
        assert_eq!(linked("https://."), "https://.");
    }

    #[test]
    fn a_text_keeps_its_paragraphs_and_lines() {
        assert_eq!(paragraphs("a\nb\n\n\nc"), "<p>a<br>\nb</p>\n<p>c</p>\n");
        assert_eq!(paragraphs(" "), "");
    }

    #[test]
    fn a_size_is_said_in_few_digits() {
        assert_eq!([1, 999, 1_000, 1_001].map(size), ["1 kB", "1 kB", "1 kB", "2 kB"]);
        assert_eq!([999_000, 999_001, 10_485_760].map(size), ["999 kB", "1.0 MB", "10.5 MB"]);
    }

    #[test]
    fn a_description_is_short() {
        assert_eq!(shortened("a\n\n b"), "a b");
        let long = shortened(&"kata ".repeat(100));
        assert!(long.chars().count() <= 200 && long.ends_with("kata…"), "{long}");
    }
}
