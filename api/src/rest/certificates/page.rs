//! The page of a certificate's code: plain HTML from values; pure. What people wrote is escaped.

use std::fmt::Write as _;

use domain::{
    mysrs::report::certificate::Shown,
    shared::{clock::Instant, language::Language},
};

use crate::rest::share::{
    page::{begin, escape},
    words::time,
};

/// What the page itself says.
struct Words {
    title: &'static str,
    counts: &'static str,
    revoked: &'static str,
    initials: &'static str,
    unit: &'static str,
    from: &'static str,
    until: &'static str,
    minutes: &'static str,
    issued: &'static str,
    taken_back: &'static str,
    how: &'static str,
    missing: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            title: "Certificate of attendance on patrol",
            counts: "This certificate counts.",
            revoked: "This certificate was TAKEN BACK and counts no more.",
            initials: "Initials of the volunteer",
            unit: "Patrol unit",
            from: "Patrolled from",
            until: "Until",
            minutes: "Minutes after midnight",
            issued: "Issued",
            taken_back: "Taken back",
            how: "Compare this with the paper: the same unit, the same times, and a name with these initials.",
            missing: "There is no certificate with this code. Look whether it was typed as it is printed.",
        },
        Language::Ms | Language::Zh | Language::Ta => Words {
            title: "Sijil kehadiran rondaan",
            counts: "Sijil ini sah.",
            revoked: "Sijil ini telah DIBATALKAN dan tidak lagi sah.",
            initials: "Huruf pertama nama sukarelawan",
            unit: "Unit rondaan",
            from: "Meronda dari",
            until: "Hingga",
            minutes: "Minit selepas tengah malam",
            issued: "Dikeluarkan",
            taken_back: "Dibatalkan",
            how: "Bandingkan dengan sijil bercetak: unit yang sama, masa yang sama, dan nama dengan huruf ini.",
            missing: "Tiada sijil dengan kod ini. Semak sama ada ia ditaip seperti yang dicetak.",
        },
    }
}

/// The whole page.
pub(super) fn html(shown: &Shown, language: Language) -> String {
    let words = words(language);
    let mut html = begin(language);
    // Writing into a String cannot fail.
    let _ = write!(html, "<title>{}</title>\n<main>\n<h1>{}</h1>\n", words.title, words.title);
    let (class, state) = match shown.revoked_at {
        None => ("important", words.counts),
        Some(_) => ("emergency", words.revoked),
    };
    let _ = writeln!(html, "<p><strong class=\"severity {class}\">{state}</strong></p>");
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(html, "<p>{name}<br><strong>{value}</strong></p>");
    };
    let initials = if shown.initials.is_empty() { "–" } else { shown.initials.as_str() };
    line(words.initials, &escape(initials));
    line(words.unit, &escape(&shown.unit));
    line(words.from, &moment(shown.starts_at, language));
    line(words.until, &moment(shown.ends_at, language));
    line(words.minutes, &(shown.ends_at - shown.starts_at).num_minutes().to_string());
    line(words.issued, &moment(shown.issued_at, language));
    if let Some(at) = shown.revoked_at {
        line(words.taken_back, &moment(at, language));
    }
    let _ = writeln!(html, "<p class=\"about\">{}</p>", words.how);
    let other = match language {
        Language::En => "<a href=\"?lang=ms\" hreflang=\"ms\" lang=\"ms\">Bahasa Melayu</a>",
        Language::Ms | Language::Zh | Language::Ta => {
            "<a href=\"?lang=en\" hreflang=\"en\" lang=\"en\">English</a>"
        }
    };
    let _ = write!(html, "</main>\n<nav>{other}</nav>\n</html>\n");
    html
}

/// The page where there is nothing, for whatever reason.
pub(super) fn missing(language: Language) -> String {
    let words = words(language);
    let (title, missing) = (words.title, words.missing);
    format!("{}<title>{title}</title>\n<main><p>{missing}</p></main>\n</html>\n", begin(language))
}

fn moment(at: Instant, language: Language) -> String {
    let (machine, shown) = (at.format("%Y-%m-%dT%H:%M:%SZ"), time(at, language));
    format!("<time datetime=\"{machine}\">{shown}</time>")
}
