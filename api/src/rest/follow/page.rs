//! The page itself: plain HTML from values; pure. Nothing in it was written by people.

use std::fmt::Write as _;

use chrono::TimeDelta;
use domain::{
    mysrs::live::ShownPatrol,
    shared::{clock::Instant, geo::Position, language::Language},
};

use super::map::Drawing;
use crate::rest::share;

/// Phones that were not heard for longer may have no signal.
const QUIET: TimeDelta = TimeDelta::minutes(10);

/// The page's style: the phone's own letters, one column, dark where the phone is dark.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0 auto;max-width:40rem;padding:1rem;font:1.0625rem/1.55 system-ui,-apple-system,Roboto,\"Noto Sans\",sans-serif;\
color:#1b1b1b;background:#fff}\
h1{margin:.25rem 0;font-size:1.375rem;line-height:1.25}\
p{margin:.5rem 0}\
svg{display:block;max-width:100%;height:auto;margin:1rem 0;border:1px solid #c9c9c9;border-radius:.5rem}\
.way{fill:none;stroke:#0b4f9e;stroke-width:3;stroke-linejoin:round;stroke-linecap:round}\
.start{fill:#fff;stroke:#0b4f9e;stroke-width:2}.now{fill:#b00020;stroke:#fff;stroke-width:2}\
.bar{fill:none;stroke:#474747;stroke-width:2}text{fill:#474747;font-size:14px}\
.quiet{padding:.5rem .75rem;border-left:.25rem solid #9a4100;background:#fdf1e7}\
.about{color:#474747;font-size:.9375rem}\
a{color:#0b4f9e}\
@media (prefers-color-scheme:dark){body{color:#eee;background:#121212}a{color:#8ab8ff}\
.way{stroke:#8ab8ff}.start{stroke:#8ab8ff}.now{fill:#ff6b81}.bar{stroke:#bdbdbd}text{fill:#bdbdbd}\
.about{color:#bdbdbd}.quiet{background:#33241a}}";

/// What the page says.
struct Words {
    title: &'static str,
    started: &'static str,
    ended: &'static str,
    seen: &'static str,
    unseen: &'static str,
    quiet: &'static str,
    map: &'static str,
    open: &'static str,
    until: &'static str,
    over: &'static str,
    missing: &'static str,
}

/// … in one language: people's sentences are Malay or English.
const fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            title: "A patrol on its way",
            started: "Started",
            ended: "Ended",
            seen: "Last seen",
            unseen: "No position has come in yet.",
            quiet: "No signal for a while. The phones may be out of coverage; their way appears when they send again.",
            map: "Map of the way so far, north is up",
            open: "Open this place in a map app",
            until: "This link works until",
            over: "This link has ended.",
            missing: "This link leads nowhere.",
        },
        Language::Ms | Language::Zh | Language::Ta => Words {
            title: "Rondaan sedang berjalan",
            started: "Bermula",
            ended: "Tamat",
            seen: "Kali terakhir dikesan",
            unseen: "Belum ada kedudukan diterima.",
            quiet: "Tiada isyarat buat seketika. Telefon mungkin di luar liputan; laluan akan kelihatan apabila dihantar semula.",
            map: "Peta laluan setakat ini, utara di atas",
            open: "Buka tempat ini dalam aplikasi peta",
            until: "Pautan ini sah sehingga",
            over: "Pautan ini telah tamat.",
            missing: "Pautan ini tidak menuju ke mana-mana.",
        },
    }
}

/// The page of a patrol, which loads itself again while it is on its way.
pub(super) fn shown(patrol: &ShownPatrol, now: Instant, language: Language) -> String {
    let words = words(language);
    let mut html = begin(language, patrol.ended_at.is_none());
    put(&mut html, format_args!("<title>{}</title>\n<main>\n<h1>{0}</h1>\n", words.title));
    put(&mut html, format_args!("<p>{}: {}", words.started, time(patrol.started_at, language)));
    let seen = patrol.spots.iter().max_by_key(|(_, at)| *at);
    match (patrol.ended_at, seen) {
        (Some(at), _) => {
            put(&mut html, format_args!("<br>{}: {}", words.ended, time(at, language)));
        }
        (None, Some((_, at))) => {
            put(&mut html, format_args!("<br>{}: {}", words.seen, time(*at, language)));
        }
        (None, None) => put(&mut html, format_args!("<br>{}", words.unseen)),
    }
    html.push_str("</p>\n");
    if let Some((_, at)) = seen
        && now - *at > QUIET
    {
        put(&mut html, format_args!("<p class=\"quiet\">{}</p>\n", words.quiet));
    }
    let spots: Vec<Position> = patrol.spots.iter().map(|(place, _)| *place).collect();
    let drawing = Drawing { lines: &patrol.way.lines, spots: &spots, label: words.map };
    html.push_str(&drawing.svg().unwrap_or_default());
    if let Some((place, _)) = seen {
        let (latitude, longitude) = (place.latitude, place.longitude);
        put(
            &mut html,
            format_args!(
                "<p><a href=\"geo:{latitude:.5},{longitude:.5}\">{}</a> ({latitude:.5}, {longitude:.5})</p>\n",
                words.open
            ),
        );
    }
    put(
        &mut html,
        format_args!(
            "<p class=\"about\">{}: {}</p>\n</main>\n</html>\n",
            words.until,
            time(patrol.until, language)
        ),
    );
    html
}

/// The page of a link that has ended, for whatever reason.
pub(super) fn over(language: Language) -> String {
    alone(words(language).over, language)
}

/// The page where there is no link.
pub(super) fn missing(language: Language) -> String {
    alone(words(language).missing, language)
}

fn alone(sentence: &str, language: Language) -> String {
    let begin = begin(language, false);
    format!("{begin}<title>MySRS</title>\n<main><p>{sentence}</p></main>\n</html>\n")
}

fn begin(language: Language, again: bool) -> String {
    let again = if again { "<meta http-equiv=\"refresh\" content=\"15\">\n" } else { "" };
    let tag = if language == Language::En { "en" } else { "ms" };
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n{again}<style>{STYLE}</style>\n"
    )
}

fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = html.write_fmt(text);
}

/// A time as clocks in Malaysia show it.
fn time(at: Instant, language: Language) -> String {
    let shown = share::words::time(at, language);
    format!("<time datetime=\"{}\">{shown}</time>", at.format("%Y-%m-%dT%H:%M:%SZ"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_page_without_a_position_says_so_and_looks_again() {
        let patrol = ShownPatrol {
            started_at: DateTime::UNIX_EPOCH,
            ended_at: None,
            until: DateTime::UNIX_EPOCH,
            way: domain::mysrs::live::Way::default(),
            spots: Vec::new(),
        };
        let page = shown(&patrol, DateTime::UNIX_EPOCH, Language::Ms);
        assert!(page.contains("Belum ada kedudukan") && page.contains("content=\"15\""), "{page}");
        assert!(page.contains("1 Januari 1970, 08:00") && !page.contains("<svg"), "{page}");
        let here = Position::on_globe(1.54, 103.65).unwrap();
        let at = DateTime::UNIX_EPOCH;
        let quiet = ShownPatrol { spots: vec![(here, at)], ..patrol };
        let page = shown(&quiet, at + TimeDelta::minutes(11), Language::En);
        for part in ["No signal for a while", "geo:1.54000,103.65000", "<svg", "Last seen"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let ended = ShownPatrol { ended_at: Some(at), spots: Vec::new(), ..quiet };
        assert!(!shown(&ended, at, Language::En).contains("http-equiv"));
    }
}
